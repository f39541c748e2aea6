/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statements without values, and transactions. */
#include "db/private.h"

int db_exec(struct db *db, const char *sql, struct error *err)
{
        int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

        return rc == SQLITE_OK ? 0 : db_fail(db, rc, err);
}

static int run(struct db *db, const char *sql, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r;

        r = db_prepare(db, sql, &q, err);
        if (r == 0)
                r = db_step(q, err);
        return r;
}

int db_begin(struct db *db, struct error *err)
{
        int r = run(db, "BEGIN IMMEDIATE", err);

        return r < 0 ? error_while(err, r, "beginning to write") : 0;
}

int db_begin_read(struct db *db, struct error *err)
{
        int r = run(db, "BEGIN", err);

        return r < 0 ? error_while(err, r, "beginning to read") : 0;
}

int db_commit(struct db *db, struct error *err)
{
        int r = run(db, "COMMIT", err);

        return r < 0 ? error_while(err, r, "committing") : 0;
}

bool db_in_transaction(struct db *db)
{
        return !sqlite3_get_autocommit(db->handle);
}

/* A full disk or an I/O error may have rolled back already: then there is nothing to do. */
void db_rollback(struct db *db)
{
        if (db && db_in_transaction(db))
                sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

void db_rollbackp(struct db **db)
{
        db_rollback(*db);
}

int64_t db_last_id(struct db *db)
{
        return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(struct db *db)
{
        return sqlite3_changes64(db->handle);
}
