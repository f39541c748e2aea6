/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A published work -> what index.db keeps of it: the one place where the columns of the full text are made,
 * and where it is decided what of a record is public. Private to search.
 */
#ifndef SSEHUB_SEARCH_FIELDS_H
#define SSEHUB_SEARCH_FIELDS_H

#include "base/arena.h"
#include "base/str.h"
#include "search/private.h"

struct field_link {
        const char *kind, *target; /* as in the table link */
};

struct fields {
        struct arena arena;
        bool is_entry;
        const char *title, *language, *type, *part, *summary;
        int year, day;
        const char *creators_json, *record_json;
        const char *columns[COLUMN_COUNT]; /* with marks; not of the body */
        const char *languages, *facets;    /* as in the table glance */
        struct strings title_keys;
        struct field_link *links;
        size_t n_links;
        const char *text; /* of an entry: its body as plain text */
};

/* v: from store_version_published(). */
int fields_make(const struct store_version *v, struct fields **ret, struct error *err);
void fields_free(struct fields *f);
void fields_freep(struct fields **f);

/* One passage of the body column, with its mark. */
void fields_add_passage(struct str *body, const char *language, const char *text, size_t n);

/* Bytes of the next passage of a page's text: all of it, or up to a good place to cut. */
size_t fields_passage_len(const char *text, size_t n);

#endif
