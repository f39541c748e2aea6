/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An encyclopedia entry: one revision of it, as written. Same ownership as struct record: its arena. */
#ifndef SSEHUB_MODEL_ENTRY_H
#define SSEHUB_MODEL_ENTRY_H

#include "model/record.h"

struct entry {
        struct arena arena;
        const char *slug; /* [a-z0-9-], at most ENTRY_SLUG_MAX bytes; names the entry for ever */
        const char *title;
        const char *language; /* BCP 47 */
        const char *part;     /* "histories", "actors", "linkages", "governance" */
        struct agents authors;
        const char *summary; /* "in a nutshell" */
        struct strings sdgs, themes;
        struct strings see_also;    /* slugs */
        struct strings works;       /* as written: work IDs or "local:…", "doi:…" */
        const char *translation_of; /* slug, or NULL */
        const char *body;           /* Markdown, without the front matter */
};

enum { ENTRY_SLUG_MAX = 80 };

struct entry *entry_new(void);
void entry_free(struct entry *e);
void entry_freep(struct entry **e);

bool entry_slug_is_valid(const char *slug);

#define ENTRY_INVALID 1 /* *ret_reason (in e's arena) lists what is missing or wrong */
int entry_validate(struct entry *e, const char **ret_reason);

#endif
