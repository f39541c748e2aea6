/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writing index.db: one document in, one out. Private to search; only the follower writes. */
#ifndef SSEHUB_SEARCH_WRITE_H
#define SSEHUB_SEARCH_WRITE_H

#include "search/private.h"

/* An index that is open to be written. */
struct writer {
        struct db *db;
        struct fts *fts;
        int64_t bytes; /* of text written since the last commit */
};

/* Opens the file, made when missing; *ret_is_current: it is of this program's shape. */
int writer_open(struct writer *w, const char *path, bool *ret_is_current, struct error *err);
/* Makes the tables in a file that has none. */
int writer_make(struct writer *w, struct error *err);
void writer_done(struct writer *w);

/* Puts the published version v in the place of whatever the index shows of the work. at: of the change.
 * In a transaction. */
int write_published(struct writer *w, struct store *store, const struct store_version *v,
                    const char *at, struct error *err);
/* Takes the work out; with a tombstone where the store has one. */
int write_withdrawn(struct writer *w, struct store *store, const struct store_change *change,
                    struct error *err);

#endif
