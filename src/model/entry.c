/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An entry and its life; what it must have is in validate.c. */
#include "model/entry.h"

struct entry *entry_new(void)
{
        return calloc(1, sizeof(struct entry));
}

void entry_free(struct entry *e)
{
        if (!e)
                return;
        arena_done(&e->arena);
        free(e);
}

void entry_freep(struct entry **e)
{
        entry_free(*e);
        *e = NULL;
}
