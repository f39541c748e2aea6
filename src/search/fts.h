/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What we add to FTS5 on each connection: the tokenizer 'ssehub' and the functions of ranking. Private. */
#ifndef SSEHUB_SEARCH_FTS_H
#define SSEHUB_SEARCH_FTS_H

#include "db/db.h"
#include "search/search.h"

#include <sqlite3.h>

enum search_column {
        COLUMN_TITLE,
        COLUMN_CREATOR,
        COLUMN_KEYWORD,
        COLUMN_ABSTRACT,
        COLUMN_OTHER,
        COLUMN_BODY,
        COLUMN_COUNT
};

/* Called for each match of a query, in the order of docids. */
typedef void (*fts_match)(void *user, const Fts5ExtensionApi *api, Fts5Context *match);

struct fts {
        /* For the follower: at which token of the body each page began that went through the tokenizer. */
        int64_t *page_starts;
        size_t n_page_starts, page_room;
        bool failed; /* out of memory meanwhile */

        fts_match match; /* what the SQL function ssehub_match(fulltext) does; it answers 0 */
        void *user;
};

/* To be called once for a connection, before its first statement. *ret lives as long as the connection. */
int fts_attach(struct db *db, struct fts **ret, struct error *err);

#endif
