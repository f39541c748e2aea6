/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening and closing a database file, with the settings that every connection of ours has. */
#include "db/private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { NEW_FILE_MODE = 0640 }; /* SQLite gives -wal and -shm the same */

static const int open_flags[] = {
        [DB_READ] = SQLITE_OPEN_READONLY,
        [DB_WRITE] = SQLITE_OPEN_READWRITE,
        [DB_CREATE] = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
};

/* One number out of a pragma: the file's own words about itself. */
static int ask_int(struct db *db, const char *sql, int64_t *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r;

        r = db_prepare(db, sql, &q, err);
        if (r < 0)
                return r;
        r = db_step(q, err);
        if (r < 0)
                return r;
        *ret = r == DB_ROW ? db_int(q, 0) : 0;
        return 0;
}

int db_version(struct db *db, int *ret, struct error *err)
{
        int64_t version = 0;
        int r = ask_int(db, "PRAGMA user_version", &version, err);

        if (r == 0)
                *ret = (int)version;
        return r;
}

static bool is_wal(struct db *db)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;

        return db_prepare(db, "PRAGMA journal_mode", &q, NULL) == 0 && db_step(q, NULL) == DB_ROW &&
               db_text(q, 0) && !strcmp(db_text(q, 0), "wal");
}

/* Two processes that make the same file meet here, and SQLite does not wait by itself while the mode
 * changes: so we do. */
static int set_wal(struct db *db, struct error *err)
{
        const struct timespec pause = {0, 5 * 1000 * 1000};
        int r = 0;

        for (int waited = 0; waited < DB_BUSY_MS && !is_wal(db); waited += 5) {
                r = db_exec(db, "PRAGMA journal_mode=WAL", err);
                if (r != -EBUSY)
                        break;
                nanosleep(&pause, NULL);
        }
        if (r == 0 && !is_wal(db))
                return error_set(err, -EIO, "'%s': the write-ahead log cannot be switched on",
                                 db->path);
        return r;
}

/*
 * An empty file has no application id yet. The id is asked again and set under the write lock: another process
 * may have made the file ours, and filled it, since we looked.
 */
static int claim_new_file(struct db *db, int32_t id, struct error *err)
{
        CLEANUP(db_rollbackp) struct db *open = db; /* nobody else has a transaction on it yet */
        char sql[64];
        int64_t tables = 0, found = 0;
        int r;

        r = db_begin(db, err);
        if (r == 0)
                r = ask_int(db, "PRAGMA application_id", &found, err);
        if (r < 0 || found == id)
                return r;
        r = ask_int(db, "SELECT count(*) FROM sqlite_schema", &tables, err);
        if (r < 0)
                return r;
        if (tables)
                return error_set(err, -EINVAL, "'%s': a database of another program", db->path);
        snprintf(sql, sizeof(sql), "PRAGMA application_id=%ld", (long)id);
        r = db_exec(db, sql, err);
        return r < 0 ? r : db_commit(open, err);
}

static int check_application(struct db *db, int32_t id, struct error *err)
{
        int64_t found = 0;
        int r;

        r = ask_int(db, "PRAGMA application_id", &found, err);
        if (r < 0 || id == 0 || found == id)
                return r;
        if (found == 0 && db->mode == DB_CREATE)
                return claim_new_file(db, id, err);
        return error_set(
                err, -EINVAL,
                "'%s': a database of another program (application id 0x%08lX, not 0x%08lX)",
                db->path, (unsigned long)(found & 0xFFFFFFFF), (unsigned long)id);
}

/* Settings of a connection; what comes from the file is not trusted with functions of ours. */
static int set_manners(struct db *db, struct error *err)
{
        static const int off[] = {SQLITE_DBCONFIG_DQS_DDL, SQLITE_DBCONFIG_DQS_DML};
        int rc = sqlite3_busy_timeout(db->handle, DB_BUSY_MS);

        if (rc == SQLITE_OK)
                rc = sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
        for (size_t i = 0; i < ARRAY_LEN(off) && rc == SQLITE_OK; i++)
                rc = sqlite3_db_config(db->handle, off[i], 0, (int *)NULL);
        if (rc != SQLITE_OK)
                return db_fail(db, rc, err);
        return db_exec(
                db,
                "PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                "PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864",
                err);
}

static bool is_memory(const struct db *db)
{
        return !strcmp(db->path, ":memory:");
}

static int open_handle(struct db *db, struct error *err)
{
        struct stat st;
        bool is_new = db->mode == DB_CREATE && !is_memory(db) && stat(db->path, &st) < 0 &&
                      errno == ENOENT;
        int rc = sqlite3_open_v2(db->path, &db->handle,
                                 open_flags[db->mode] | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                 NULL);

        if (rc != SQLITE_OK)
                return db_fail(db, rc, err);
        if (is_new && chmod(db->path, NEW_FILE_MODE) < 0)
                return error_errno(err, errno, "setting the permissions of '%s'", db->path);
        return 0;
}

int db_open(const char *path, enum db_mode mode, int32_t application_id, struct db **ret,
            struct error *err)
{
        CLEANUP(db_closep) struct db *db = calloc(1, sizeof(*db));
        int r;

        if (!db || !(db->path = strdup(path)))
                return error_no_memory(err);
        db->mode = mode;
        r = open_handle(db, err);
        if (r == 0)
                r = set_manners(db, err);
        if (r == 0)
                r = check_application(db, application_id, err);
        if (r == 0 && mode != DB_READ && !is_memory(db))
                r = set_wal(db, err);
        if (r < 0)
                return error_while(err, r, "opening the database");
        *ret = STEAL(db);
        return 0;
}

void db_close(struct db *db)
{
        if (!db)
                return;
        db_finalize_all(db);
        sqlite3_close_v2(db->handle); /* an open transaction is rolled back */
        free(db->path);
        free(db);
}

void db_closep(struct db **db)
{
        db_close(*db);
        *db = NULL;
}

struct sqlite3 *db_handle(struct db *db)
{
        return db->handle;
}
