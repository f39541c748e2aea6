/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of search share and nobody else sees. */
#ifndef SSEHUB_SEARCH_PRIVATE_H
#define SSEHUB_SEARCH_PRIVATE_H

#include "search/fts.h"
#include "search/glance.h"
#include "search/query.h"
#include "search/rank.h"

#include <sys/types.h>

#define INDEX_DATABASE       "index.db"
#define INDEX_BESIDE         "index.db.new" /* being made by a rebuild */
#define INDEX_LOCK           "index.lock"   /* held by the one process that writes */
#define INDEX_MIGRATIONS     "schemas/index"
#define INDEX_APPLICATION_ID 0x53534549 /* "SSEI" */

#define TYPE_ENTRY_LABEL "Encyclopedia entry"

struct search {
        char *path;
        struct db *db;
        struct fts *fts;
        dev_t dev; /* of the file that db has open */
        ino_t ino;
};

/* Begins to read one state of the index: opened again where another file stands at its path. The end is
 * search_end. */
int search_begin(struct search *s, struct error *err);
void search_end(struct search *s);
void search_endp(struct search **s);

/* Is the index of this program's shape and analyzer? */
int index_is_current(struct db *db, bool *ret, struct error *err);

/* The text of a column in the arena; NULL for NULL. */
const char *search_column(struct db_stmt *q, int column, struct arena *a);

/* Steps a statement that answers no rows; 0 or a failure. */
int search_do(struct db_stmt *q, struct error *err);

/* --- snippet.c ------------------------------------------------------------------------------------ */

enum {
        SNIPPET_MAX = 240,  /* bytes of text in a snippet, about */
        PLACES_MAX = 20000, /* matches of one document that are looked at */
        PASSAGE_MAX = 4096, /* bytes of a passage where there is a space to cut at */
};

/*
 * Fills the snippet of a hit: the place of the document where most of the query stands together. plan
 * NULL, or a match in the title only: the beginning of the summary, else of the text.
 */
int snippet_make(struct search *s, struct glance *g, const struct plan *plan, int64_t docid,
                 const char *summary, struct arena *a, struct search_hit *hit, struct error *err);

#endif
