/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of db share and nobody else sees. */
#ifndef SSEHUB_DB_PRIVATE_H
#define SSEHUB_DB_PRIVATE_H

#include "db/db.h"

#include <sqlite3.h>

enum { DB_BUCKETS = 64 };

struct db {
        sqlite3 *handle;
        char *path;
        enum db_mode mode;
        struct db_stmt *buckets[DB_BUCKETS]; /* prepared statements by the text's address */
};

/*
 * Fills err with the path and SQLite's words for rc, and returns the errno value, negated, that callers
 * tell apart: -ENOSPC, -EIO, -EBUSY, -EEXIST (a constraint), -ENOMEM, -EROFS, -EINVAL (our own mistake).
 */
int db_fail(struct db *db, int rc, struct error *err);

void db_finalize_all(struct db *db);

#endif
