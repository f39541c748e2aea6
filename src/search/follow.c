/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Following the change log. A batch of its rows and the number of the last of them go into index.db in one
 * transaction: each row is applied exactly once, wherever the process is killed. A file lock lets one
 * follower write at a time; the next one finds nothing left to do.
 *
 * A rebuild fills a second file and then copies it over the first in one transaction of SQLite's backup:
 * readers see all of the old or all of the new, and no write-ahead log is left beside a file that it does
 * not belong to, as renaming would.
 */
#include "search/write.h"

#include "base/path.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

enum {
        BATCH_ROWS = 100, /* of a file that others read: what is new shows soon */
        BATCH_ROWS_REBUILD = 1000,
        BATCH_BYTES = 64 << 20,
};

static const char SQL_APPLIED[] = "SELECT applied FROM follower";
static const char SQL_SET_APPLIED[] = "UPDATE follower SET applied = ?1";
static const char SQL_CONFIG[] = "SELECT value FROM config WHERE key = ?1";
static const char SQL_SET_CONFIG[] = "INSERT OR REPLACE INTO config (key, value) VALUES (?1, ?2)";
static const char SQL_EMPTY_LOG[] = "PRAGMA wal_checkpoint(TRUNCATE)";
static const char SQL_OPTIMIZE[] = "INSERT INTO fulltext (fulltext) VALUES ('optimize')";

/* Settings of the hub that the pages need. */
static const char *const public_keys[] = {"title", "base-url", "contact", "language",
                                          "requests-per-second"};

struct following {
        struct store *store;
        struct writer w;
        search_progress progress;
        void *user;
        int64_t applied, last, n; /* n: rows applied by us */
        int batch_rows;
        bool has_withdrawn; /* in the batch under way */
};

/* --- places --------------------------------------------------------------------------------------- */

static int lock_index(struct store *store, int *ret_fd, struct error *err)
{
        CLEANUP(freep) char *path = path_join(store_dir(store), INDEX_LOCK);
        CLEANUP(closep) int fd = -1;

        if (!path)
                return error_no_memory(err);
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
        if (fd < 0)
                return error_errno(err, errno, "'%s'", path);
        while (flock(fd, LOCK_EX) < 0)
                if (errno != EINTR)
                        return error_errno(err, errno, "locking '%s'", path);
        *ret_fd = fd;
        fd = -1;
        return 0;
}

static void unlink_with(const char *path, const char *tail)
{
        CLEANUP(str_done) struct str name = STR_INIT;

        str_addf(&name, "%s%s", path, tail);
        if (!name.failed)
                unlink(name.data);
}

/* What SQLite keeps beside a database: it must not outlive its file. */
static void remove_tails(const char *path)
{
        unlink_with(path, "-wal");
        unlink_with(path, "-shm");
        unlink_with(path, "-journal");
}

static void remove_database(const char *path)
{
        remove_tails(path);
        unlink_with(path, "");
}

/* --- rows ----------------------------------------------------------------------------------------- */

static int read_applied(struct following *f, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(f->w.db, SQL_APPLIED, &q, err);

        if (r == 0)
                r = db_step(q, err);
        if (r < 0)
                return r;
        if (r != DB_ROW)
                return error_set(err, -EIO, "index.db does not say what it shows");
        f->applied = db_int(q, 0);
        return 0;
}

static int write_applied(struct following *f, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(f->w.db, SQL_SET_APPLIED, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, f->applied);
        return search_do(q, err);
}

/* What is published now: a version that came later shows already, and its own row changes nothing. */
static int apply(struct following *f, const struct store_change *change, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_version v;
        int r = store_version_published(f->store, change->work, &a, &v, err);

        if (r < 0)
                return r;
        if (change->is_withdrawn || r == STORE_NO_SUCH_WORK) {
                f->has_withdrawn = true;
                return write_withdrawn(&f->w, f->store, change, err);
        }
        return write_published(&f->w, f->store, &v, change->at, err);
}

/* *ret_more: the log may go on. */
static int apply_batch(struct following *f, bool *ret_more, struct error *err)
{
        int64_t before = f->n;

        f->w.bytes = 0;
        f->has_withdrawn = false;
        *ret_more = true;
        while (f->n - before < f->batch_rows && f->w.bytes < BATCH_BYTES) {
                struct store_change change;
                int r = store_change_next(f->store, f->applied, &change, err);

                if (r == STORE_NONE) {
                        *ret_more = false;
                        break;
                }
                if (r == 0)
                        r = apply(f, &change, err);
                if (r < 0)
                        return r;
                f->applied = change.seq;
                f->n++;
        }
        if (f->n == before)
                return 0;
        /* FTS5 only notes that a document is gone; merging all makes its words leave the file. */
        if (f->has_withdrawn) {
                int r = db_exec(f->w.db, SQL_OPTIMIZE, err);

                if (r < 0)
                        return r;
        }
        return write_applied(f, err);
}

static int next_batch(struct following *f, bool *ret_more, struct error *err)
{
        CLEANUP(db_rollbackp) struct db *open = f->w.db;
        int r = db_begin(f->w.db, err);

        if (r == 0)
                r = read_applied(f, err);
        if (r == 0)
                r = apply_batch(f, ret_more, err);
        if (r == 0)
                r = db_commit(open, err);
        /* So that they leave the write-ahead log too; a reader that is in the way only puts it off. */
        if (r == 0 && f->has_withdrawn)
                r = db_exec(f->w.db, SQL_EMPTY_LOG, err);
        if (r == 0 && f->progress)
                f->progress(f->user, f->applied < f->last ? f->applied : f->last, f->last);
        return r;
}

static int has_config(struct following *f, const char *key, const char *value, bool *ret,
                      struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(f->w.db, SQL_CONFIG, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, key);
        r = db_step(q, err);
        if (r < 0)
                return r;
        *ret = r == DB_ROW && str_equal(db_text(q, 0), value);
        return 0;
}

static int copy_setting(struct following *f, const char *key, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        const char *value = NULL;
        bool is_there = false;
        int r = store_config_get(f->store, key, &a, &value, err);

        if (r != 0 || !value)
                return r < 0 ? r : 0;
        r = has_config(f, key, value, &is_there, err);
        if (r < 0 || is_there)
                return r;
        r = db_prepare(f->w.db, SQL_SET_CONFIG, &q, err);
        if (r < 0)
                return r;
        db_bind_text(q, 1, key);
        db_bind_text(q, 2, value);
        return search_do(q, err);
}

static int follow_to_the_end(struct following *f, struct error *err)
{
        bool more = true;
        int r = store_change_last(f->store, &f->last, err);

        for (size_t i = 0; i < ARRAY_LEN(public_keys) && r == 0; i++)
                r = copy_setting(f, public_keys[i], err);
        if (r == 0)
                r = read_applied(f, err);
        if (r == 0 && f->applied >= f->last)
                return 0;
        while (r == 0 && more)
                r = next_batch(f, &more, err);
        return r;
}

/* --- rebuilding ----------------------------------------------------------------------------------- */

/* A file that a crash leaves half made is thrown away: no need to sync each batch. */
static int fill_beside(struct following *f, const char *path, struct error *err)
{
        bool is_current;
        int r;

        remove_database(path);
        f->batch_rows = BATCH_ROWS_REBUILD;
        r = writer_open(&f->w, path, &is_current, err);
        if (r == 0)
                r = db_exec(f->w.db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536", err);
        if (r == 0)
                r = writer_make(&f->w, err);
        if (r == 0)
                r = follow_to_the_end(f, err);
        if (r == 0)
                r = db_exec(f->w.db, SQL_OPTIMIZE, err);
        if (r == 0)
                r = db_exec(f->w.db, SQL_EMPTY_LOG, err);
        return r;
}

static int copy_errno(int rc)
{
        if ((rc & 0xFF) == SQLITE_FULL)
                return -ENOSPC;
        return (rc & 0xFF) == SQLITE_BUSY ? -EBUSY : -EIO;
}

/* All pages of one database into another, as one transaction of the second. */
static int copy_database(struct db *from, struct db *to, struct error *err)
{
        sqlite3_backup *backup =
                sqlite3_backup_init(db_handle(to), "main", db_handle(from), "main");
        int rc;

        if (!backup)
                return error_set(err, -EIO, "copying the new index: %s",
                                 sqlite3_errmsg(db_handle(to)));
        rc = sqlite3_backup_step(backup, -1);
        sqlite3_backup_finish(backup);
        if (rc != SQLITE_DONE)
                return error_set(err, copy_errno(rc), "copying the new index: %s",
                                 sqlite3_errstr(rc));
        return db_exec(to, "PRAGMA wal_checkpoint(PASSIVE)", err);
}

/* Where there is none, or a damaged one. */
static int rename_into_place(struct following *f, const char *beside, const char *path,
                             struct error *err)
{
        writer_done(&f->w);
        remove_tails(beside);
        remove_tails(path);
        if (rename(beside, path) < 0)
                return error_errno(err, errno, "renaming '%s'", beside);
        return path_sync_dir(store_dir(f->store), err);
}

/* Over the old one where that can be opened; else in its place. */
static int put_in_place(struct following *f, const char *beside, const char *path,
                        struct error *err)
{
        struct error why = {0};
        struct db *old = NULL;
        int r = db_open(path, DB_WRITE, INDEX_APPLICATION_ID, &old, &why);

        if (r == 0)
                r = copy_database(f->w.db, old, &why);
        db_close(old);
        if (r == -ENOSPC || r == -EBUSY)
                return error_set(err, r, "%s", why.message);
        if (r < 0)
                return rename_into_place(f, beside, path, err);
        writer_done(&f->w);
        remove_database(beside);
        return 0;
}

static int rebuild_locked(struct following *f, const char *path, struct error *err)
{
        CLEANUP(freep) char *beside = path_join(store_dir(f->store), INDEX_BESIDE);
        int r;

        if (!beside)
                return error_no_memory(err);
        r = fill_beside(f, beside, err);
        if (r == 0)
                r = put_in_place(f, beside, path, err);
        writer_done(&f->w);
        if (r < 0)
                remove_database(beside);
        return r;
}

/* --- the front doors ------------------------------------------------------------------------------ */

static int follow_locked(struct following *f, const char *path, struct error *err)
{
        bool is_current = false;
        int r;

        if (access(path, F_OK) < 0)
                return rebuild_locked(f, path, err);
        r = writer_open(&f->w, path, &is_current, err);
        if (r < 0)
                return r;
        if (is_current) {
                r = follow_to_the_end(f, err);
                writer_done(&f->w);
                return r;
        }
        writer_done(&f->w);
        return rebuild_locked(f, path, err);
}

static int with_lock(struct following *f,
                     int (*work)(struct following *f, const char *path, struct error *err),
                     struct error *err)
{
        CLEANUP(freep) char *path = path_join(store_dir(f->store), INDEX_DATABASE);
        CLEANUP(closep) int lock = -1;
        int r;

        if (!path)
                return error_no_memory(err);
        r = lock_index(f->store, &lock, err);
        return r < 0 ? r : work(f, path, err);
}

int search_follow(struct store *store, search_progress progress, void *user, int64_t *ret_applied,
                  struct error *err)
{
        struct following f = {
                .store = store, .progress = progress, .user = user, .batch_rows = BATCH_ROWS};
        int r = with_lock(&f, follow_locked, err);

        if (r < 0)
                return error_while(err, r, "bringing the search index up to date");
        if (ret_applied)
                *ret_applied = f.n;
        return 0;
}

int search_rebuild(struct store *store, search_progress progress, void *user, struct error *err)
{
        struct following f = {.store = store, .progress = progress, .user = user};
        int r = with_lock(&f, rebuild_locked, err);

        return r < 0 ? error_while(err, r, "making the search index anew") : 0;
}
