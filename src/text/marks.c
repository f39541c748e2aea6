/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/marks.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 256 };

void marks_done(struct marks *m)
{
        free(m->items);
        memset(m, 0, sizeof(*m));
}

/* Where mark is, or where it would go. */
static size_t place(const struct marks *m, uint64_t mark)
{
        size_t at = (size_t)(mark ^ (mark >> 32)) & (m->room - 1);

        while (m->items[at] && m->items[at] != mark)
                at = (at + 1) & (m->room - 1);
        return at;
}

static bool grow(struct marks *m)
{
        struct marks more = {NULL, m->n, m->room ? m->room * 2 : ROOM_FIRST};

        more.items = calloc(more.room, sizeof(*more.items));
        if (!more.items)
                return false;
        for (size_t i = 0; i < m->room; i++)
                if (m->items[i])
                        more.items[place(&more, m->items[i])] = m->items[i];
        free(m->items);
        *m = more;
        return true;
}

bool marks_has(const struct marks *m, uint64_t mark)
{
        mark = mark ? mark : 1;
        return m->room && m->items[place(m, mark)] == mark;
}

bool marks_put(struct marks *m, uint64_t mark, bool *ret_had)
{
        size_t at;

        mark = mark ? mark : 1;
        if (m->n * 2 >= m->room && !grow(m))
                return false;
        at = place(m, mark);
        if (ret_had)
                *ret_had = m->items[at] == mark;
        m->n += m->items[at] != mark;
        m->items[at] = mark;
        return true;
}
