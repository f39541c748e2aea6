/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hub folder: making it, opening it, transactions. */
#include "store/private.h"

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { HUB_MODE = 0700, BLOBS_MODE = 0750 };

int store_need_transaction(struct store *s, const char *doing, struct error *err)
{
        if (db_in_transaction(s->db))
                return 0;
        return error_set(err, -EINVAL, "%s: outside of a transaction", doing);
}

int store_run(struct db_stmt *q, struct error *err)
{
        int r = db_step(q, err);

        return r < 0 ? r : 0;
}

const char *store_column(struct db_stmt *q, int column, struct arena *a)
{
        const char *text = db_text(q, column);

        return text ? arena_copy_bytes(a, text, db_len(q, column)) : NULL;
}

/* --- making a hub ---------------------------------------------------------------------------------- */

/* "a/b/c": makes what is missing of a, a/b and a/b/c. */
static int make_parts(const char *dir, struct error *err)
{
        CLEANUP(freep) char *path = strdup(dir);

        if (!path)
                return error_no_memory(err);
        for (char *slash = path + 1; *path && (slash = strchr(slash, '/')); slash++) {
                int r;

                *slash = '\0';
                r = path_make_dir(path, HUB_MODE, err);
                if (r < 0)
                        return r;
                *slash = '/';
        }
        return path_make_dir(path, HUB_MODE, err);
}

static int set_if(struct store *s, const char *key, const char *value, struct error *err)
{
        return value ? store_config_set(s, key, value, err) : 0;
}

/* A whole hub.db under another name; closing brings its log into it. */
static int make_database(const char *dir, const char *path, const char *title, const char *base_url,
                         struct error *err)
{
        CLEANUP(db_closep) struct db *db = NULL;
        CLEANUP(freep) char *dir_copy = strdup(dir);
        struct store s = {.dir = dir_copy, .mode = STORE_WRITE};
        int r;

        if (!dir_copy)
                return error_no_memory(err);
        r = db_open(path, DB_CREATE, STORE_APPLICATION_ID, &db, err);
        if (r < 0)
                return r;
        s.db = db;
        r = db_migrate(db, STORE_MIGRATIONS, err);
        if (r == 0)
                r = set_if(&s, "title", title, err);
        if (r == 0)
                r = set_if(&s, "base-url", base_url, err);
        return r;
}

/* Never over a hub that is there: of two `ssehub init` at once, one is told STORE_EXISTS. */
static int put_in_place(const char *from, const char *to, struct error *err)
{
        if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
                return 0;
        if (errno == EEXIST)
                return STORE_EXISTS;
        if ((errno == EINVAL || errno == ENOSYS) && !rename(from, to)) /* file system without it */
                return 0;
        return error_errno(err, errno, "renaming '%s' to '%s'", from, to);
}

static void remove_database(const char *path)
{
        static const char *const ends[] = {"", "-wal", "-shm"};

        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
                CLEANUP(str_done) struct str name = STR_INIT;

                str_addf(&name, "%s%s", path, ends[i]);
                unlink(str_text(&name));
        }
}

static int create_in(const char *dir, const char *title, const char *base_url, struct error *err)
{
        CLEANUP(freep) char *path = path_join(dir, STORE_DATABASE);
        CLEANUP(freep) char *blobs = path_join(dir, STORE_BLOBS);
        CLEANUP(str_done) struct str temp = STR_INIT;
        int r;

        str_addf(&temp, "%s.%ld.part", path ? path : "", (long)getpid());
        if (!path || !blobs || temp.failed)
                return error_no_memory(err);
        if (!access(path, F_OK))
                return STORE_EXISTS;

        r = path_make_dir(blobs, BLOBS_MODE, err);
        if (r < 0)
                return r;
        remove_database(
                temp.data); /* left over from a process of the same number that was killed */
        r = make_database(dir, temp.data, title, base_url, err);
        if (r == 0)
                r = put_in_place(temp.data, path, err);
        if (r != 0) {
                remove_database(temp.data);
                return r;
        }
        return path_sync_dir(dir, err);
}

int store_create(const char *dir, const char *title, const char *base_url, struct error *err)
{
        int r = make_parts(dir, err);

        if (r == 0)
                r = create_in(dir, title, base_url, err);
        if (r == STORE_EXISTS)
                error_set(err, 0, "'%s' is a hub already", dir);
        return r < 0 ? error_while(err, r, "making the hub '%s'", dir) : r;
}

/* --- opening --------------------------------------------------------------------------------------- */

static int check_version(struct store *s, struct error *err)
{
        int newest = db_newest_version(STORE_MIGRATIONS);
        int version = 0;
        int r = db_version(s->db, &version, err);

        if (r < 0 || version == newest)
                return r;
        if (version > newest)
                return error_set(err, -ENOTSUP,
                                 STORE_DATABASE " was made by a newer ssehub (version %d; this "
                                                "program knows %d): use that program",
                                 version, newest);
        return error_set(err, -ENOTSUP,
                         STORE_DATABASE
                         " was made by an older ssehub (version %d, now %d): run any "
                         "command that writes, such as 'ssehub ingest', to upgrade it",
                         version, newest);
}

static int open_database(struct store *s, const char *path, struct error *err)
{
        int r = db_open(path, s->mode == STORE_WRITE ? DB_WRITE : DB_READ, STORE_APPLICATION_ID,
                        &s->db, err);

        if (r == 0 && s->mode == STORE_WRITE)
                r = db_migrate(s->db, STORE_MIGRATIONS, err);
        return r < 0 ? r : check_version(s, err);
}

int store_open(const char *dir, enum store_mode mode, struct store **ret, struct error *err)
{
        CLEANUP(store_closep) struct store *s = calloc(1, sizeof(*s));
        CLEANUP(freep) char *path = path_join(dir, STORE_DATABASE);
        int r;

        if (!s || !path || !(s->dir = strdup(dir)))
                return error_no_memory(err);
        s->mode = mode;
        if (access(path, F_OK) < 0 && (errno == ENOENT || errno == ENOTDIR)) {
                error_set(err, 0,
                          "'%s' is not a hub (no " STORE_DATABASE "): 'ssehub init' makes one",
                          dir);
                return STORE_NO_SUCH_HUB;
        }
        r = open_database(s, path, err);
        if (r < 0)
                return error_while(err, r, "opening the hub '%s'", dir);
        *ret = STEAL(s);
        return 0;
}

void store_close(struct store *s)
{
        if (!s)
                return;
        blob_drop(s);
        db_close(s->db);
        free(s->dir);
        free(s);
}

void store_closep(struct store **s)
{
        store_close(*s);
        *s = NULL;
}

const char *store_dir(const struct store *s)
{
        return s->dir;
}

/* --- transactions ---------------------------------------------------------------------------------- */

int store_begin(struct store *s, struct error *err)
{
        return s->mode == STORE_WRITE ? db_begin(s->db, err) : db_begin_read(s->db, err);
}

int store_commit(struct store *s, struct error *err)
{
        int r = blob_settle(s, err);

        return r < 0 ? r : db_commit(s->db, err);
}

void store_rollback(struct store *s)
{
        if (!s)
                return;
        blob_drop(s);
        db_rollback(s->db);
}

int store_mark(struct store *s, struct error *err)
{
        s->marked_parts = s->n_parts;
        return db_exec(s->db, "SAVEPOINT item", err);
}

int store_keep(struct store *s, struct error *err)
{
        return db_exec(s->db, "RELEASE item", err);
}

int store_undo(struct store *s, struct error *err)
{
        blob_drop_from(s, s->marked_parts);
        return db_exec(s->db, "ROLLBACK TO item; RELEASE item", err);
}

void store_rollbackp(struct store **s)
{
        store_rollback(*s);
}
