/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SQLite with our manners. One connection belongs to one thread at a time. Values are always bound.
 *
 * Failures name the statement's purpose through error_while() of the caller; a busy database is waited
 * for (DB_BUSY_MS), a full disk and a damaged file come back as -ENOSPC and -EIO with SQLite's words.
 */
#ifndef SSEHUB_DB_DB_H
#define SSEHUB_DB_DB_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct db_stmt;
struct sqlite3;

enum { DB_BUSY_MS = 60000 };

enum db_mode {
        DB_READ,   /* read only; the file must exist; other writers' commits are seen */
        DB_WRITE,  /* read and write; the file must exist */
        DB_CREATE, /* as DB_WRITE, made when missing */
};

/* WAL, foreign keys on, synchronous FULL for DB_WRITE. Application id 0 = any; else it must be that of
 * the file (a new file gets it): a database of something else is refused. The path ":memory:" with
 * DB_CREATE is a database that goes with its connection. The schema is not trusted: its CHECKs, triggers
 * and views may use plain functions only (SQLite 3.40 takes json_valid() for an unsafe one). */
int db_open(const char *path, enum db_mode mode, int32_t application_id, struct db **ret,
            struct error *err);
void db_close(struct db *db);
void db_closep(struct db **db);
struct sqlite3 *db_handle(struct db *db); /* for `search` to register its tokenizer */

/*
 * Numbered migrations: built-in resources "<folder>/0001*.sql", "<folder>/0002*.sql" … are applied above
 * the file's user_version, each in one transaction that also sets user_version.
 */
#define DB_TOO_NEW 1 /* the file was made by a newer program; nothing was touched */
int db_migrate(struct db *db, const char *folder, struct error *err);
int db_version(struct db *db, int *ret, struct error *err); /* user_version */
int db_newest_version(const char *folder); /* of the migrations in this program; 0 = none */

/* Statements are cached by the text's address: sql must be a literal or static. */
int db_prepare(struct db *db, const char *sql, struct db_stmt **ret, struct error *err);
void db_done(struct db_stmt *q); /* resets and gives back; unbinds */
void db_donep(struct db_stmt **q);

void db_bind_int(struct db_stmt *q, int i, int64_t value); /* i counts from 1 */
void db_bind_double(struct db_stmt *q, int i, double value);
void db_bind_text(struct db_stmt *q, int i, const char *text); /* copied; NULL binds NULL */
void db_bind_text_len(struct db_stmt *q, int i, const char *text, size_t n);
void db_bind_blob(struct db_stmt *q, int i, const void *bytes, size_t n);

#define DB_ROW 1 /* db_step: a row is there; 0: no more rows */
int db_step(struct db_stmt *q, struct error *err);
int db_reset(struct db_stmt *q); /* keeps nothing bound; for the next set of values */

/* Columns count from 0. Texts and blobs live until the next step. db_text answers NULL for NULL. */
int64_t db_int(struct db_stmt *q, int column);
double db_double(struct db_stmt *q, int column);
const char *db_text(struct db_stmt *q, int column);
size_t db_len(struct db_stmt *q, int column); /* bytes of the text or blob */
const void *db_blob(struct db_stmt *q, int column);
bool db_is_null(struct db_stmt *q, int column);

/* One statement without values and rows, or several. */
int db_exec(struct db *db, const char *sql, struct error *err);

/* db_begin takes the write lock at once (BEGIN IMMEDIATE). A transaction left open is rolled back by
 * db_rollback, which does nothing when none is open: CLEANUP(db_rollbackp). */
int db_begin(struct db *db, struct error *err);
int db_begin_read(struct db *db, struct error *err);
int db_commit(struct db *db, struct error *err);
void db_rollback(struct db *db);
void db_rollbackp(struct db **db);
bool db_in_transaction(struct db *db);

int64_t db_last_id(struct db *db);
int64_t db_changes(struct db *db); /* rows the last statement changed */

#endif
