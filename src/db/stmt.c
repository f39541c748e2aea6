/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Statements. Each connection keeps what it has prepared, by the address of the text; a statement that is
 * still in use when it is asked for again is prepared once more, and that one is kept too.
 */
#include "db/private.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

struct db_stmt {
        struct db *db;
        const char *sql;
        sqlite3_stmt *stmt;
        int failed; /* result code of the first bind or column that failed; db_step tells */
        bool in_use;
        struct db_stmt *next;
};

static struct db_stmt **bucket_of(struct db *db, const char *sql)
{
        uintptr_t address = (uintptr_t)sql;

        return &db->buckets[(address ^ address >> 6 ^ address >> 12) % DB_BUCKETS];
}

static struct db_stmt *find_idle(struct db *db, const char *sql)
{
        struct db_stmt *q = *bucket_of(db, sql);

        while (q && (q->in_use || q->sql != sql))
                q = q->next;
        return q;
}

int db_prepare(struct db *db, const char *sql, struct db_stmt **ret, struct error *err)
{
        struct db_stmt *q = find_idle(db, sql);
        struct db_stmt **bucket = bucket_of(db, sql);
        int rc;

        if (!q) {
                q = calloc(1, sizeof(*q));
                if (!q)
                        return error_no_memory(err);
                rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &q->stmt,
                                        NULL);
                if (rc == SQLITE_OK && !q->stmt)
                        rc = SQLITE_MISUSE; /* no statement in the text */
                if (rc != SQLITE_OK) {
                        free(q);
                        return db_fail(db, rc, err);
                }
                q->db = db;
                q->sql = sql;
                q->next = *bucket;
                *bucket = q;
        }
        q->in_use = true;
        *ret = q;
        return 0;
}

void db_done(struct db_stmt *q)
{
        if (!q)
                return;
        sqlite3_reset(q->stmt);
        sqlite3_clear_bindings(q->stmt);
        q->failed = SQLITE_OK;
        q->in_use = false;
}

void db_donep(struct db_stmt **q)
{
        db_done(*q);
        *q = NULL;
}

void db_finalize_all(struct db *db)
{
        for (size_t i = 0; i < DB_BUCKETS; i++)
                while (db->buckets[i]) {
                        struct db_stmt *q = db->buckets[i];

                        db->buckets[i] = q->next;
                        sqlite3_finalize(q->stmt);
                        free(q);
                }
}

static void note(struct db_stmt *q, int rc)
{
        if (q->failed == SQLITE_OK)
                q->failed = rc;
}

void db_bind_int(struct db_stmt *q, int i, int64_t value)
{
        note(q, sqlite3_bind_int64(q->stmt, i, value));
}

void db_bind_double(struct db_stmt *q, int i, double value)
{
        note(q, sqlite3_bind_double(q->stmt, i, value));
}

void db_bind_text(struct db_stmt *q, int i, const char *text)
{
        db_bind_text_len(q, i, text, text ? strlen(text) : 0);
}

void db_bind_text_len(struct db_stmt *q, int i, const char *text, size_t n)
{
        if (text)
                note(q, sqlite3_bind_text64(q->stmt, i, text, n, SQLITE_TRANSIENT, SQLITE_UTF8));
        else
                note(q, sqlite3_bind_null(q->stmt, i));
}

void db_bind_blob(struct db_stmt *q, int i, const void *bytes, size_t n)
{
        if (n)
                note(q, sqlite3_bind_blob64(q->stmt, i, bytes, n, SQLITE_TRANSIENT));
        else
                note(q, sqlite3_bind_zeroblob(q->stmt, i, 0)); /* no bytes are not NULL */
}

int db_step(struct db_stmt *q, struct error *err)
{
        int rc = q->failed;
        int r;

        if (rc == SQLITE_OK)
                rc = sqlite3_step(q->stmt);
        if (rc == SQLITE_ROW)
                return DB_ROW;
        if (rc == SQLITE_DONE)
                return 0;
        r = db_fail(q->db, rc, err); /* before the reset, which changes SQLite's words */
        sqlite3_reset(q->stmt);
        return r;
}

int db_reset(struct db_stmt *q)
{
        int failed = q->failed;

        sqlite3_reset(q->stmt);
        sqlite3_clear_bindings(q->stmt);
        q->failed = SQLITE_OK;
        return failed == SQLITE_OK ? 0 : -EINVAL;
}

int64_t db_int(struct db_stmt *q, int column)
{
        return sqlite3_column_int64(q->stmt, column);
}

double db_double(struct db_stmt *q, int column)
{
        return sqlite3_column_double(q->stmt, column);
}

const char *db_text(struct db_stmt *q, int column)
{
        bool has_value = !db_is_null(q, column);
        const unsigned char *text = sqlite3_column_text(q->stmt, column);

        if (has_value && !text)
                note(q, SQLITE_NOMEM);
        return (const char *)text;
}

size_t db_len(struct db_stmt *q, int column)
{
        return (size_t)sqlite3_column_bytes(q->stmt, column);
}

const void *db_blob(struct db_stmt *q, int column)
{
        return sqlite3_column_blob(q->stmt, column);
}

bool db_is_null(struct db_stmt *q, int column)
{
        return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}
