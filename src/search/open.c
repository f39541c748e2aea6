/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening index.db to read, and noticing that another file has taken its place. */
#include "search/private.h"

#include "search/analyze.h"

#include "base/path.h"
#include "base/str.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char SQL_FOLLOWER[] = "SELECT applied, analyzer FROM follower";
static const char SQL_CONFIG[] = "SELECT value FROM config WHERE key = ?1";

const char *search_column(struct db_stmt *q, int column, struct arena *a)
{
        const char *text = db_text(q, column);

        return text ? arena_copy_bytes(a, text, db_len(q, column)) : NULL;
}

int search_do(struct db_stmt *q, struct error *err)
{
        int r = db_step(q, err);

        return r < 0 ? r : 0;
}

static bool has_follower(struct db *db)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;

        return db_prepare(db, SQL_FOLLOWER, &q, NULL) == 0 && db_step(q, NULL) == DB_ROW &&
               str_equal(db_text(q, 1), search_analyzer_version());
}

int index_is_current(struct db *db, bool *ret, struct error *err)
{
        int version = 0, r = db_version(db, &version, err);

        if (r < 0)
                return r;
        *ret = version == db_newest_version(INDEX_MIGRATIONS) && has_follower(db);
        return 0;
}

/* SEARCH_NO_INDEX: there is none, or one of another shape. s is untouched unless 0. */
static int open_file(struct search *s, struct error *err)
{
        CLEANUP(db_closep) struct db *db = NULL;
        struct fts *fts = NULL;
        struct stat st;
        bool is_current = false;
        int r;

        if (stat(s->path, &st) < 0)
                return errno == ENOENT ? SEARCH_NO_INDEX : error_errno(err, errno, "'%s'", s->path);
        if (st.st_size == 0)
                return SEARCH_NO_INDEX; /* just being made */
        r = db_open(s->path, DB_READ, INDEX_APPLICATION_ID, &db, err);
        if (r == 0)
                r = fts_attach(db, &fts, err);
        if (r == 0)
                r = index_is_current(db, &is_current, err);
        if (r < 0)
                return r;
        if (!is_current)
                return SEARCH_NO_INDEX;
        db_close(s->db);
        s->db = STEAL(db);
        s->fts = fts;
        s->dev = st.st_dev;
        s->ino = st.st_ino;
        return 0;
}

int search_open(const char *hub_dir, struct search **ret, struct error *err)
{
        CLEANUP(search_closep) struct search *s = calloc(1, sizeof(*s));
        int r;

        if (!s)
                return error_no_memory(err);
        s->path = path_join(hub_dir, INDEX_DATABASE);
        if (!s->path)
                return error_no_memory(err);
        r = open_file(s, err);
        if (r < 0)
                return error_while(err, r, "opening the search index");
        if (r == 0)
                *ret = STEAL(s);
        return r;
}

void search_close(struct search *s)
{
        if (!s)
                return;
        db_close(s->db);
        free(s->path);
        free(s);
}

void search_closep(struct search **s)
{
        search_close(*s);
        *s = NULL;
}

/* A file that is missing for a moment, or not finished, leaves us with the one we have. */
static int reopen(struct search *s, struct error *err)
{
        struct stat st;
        int r;

        if (stat(s->path, &st) < 0 || (st.st_ino == s->ino && st.st_dev == s->dev))
                return 0;
        r = open_file(s, err);
        return r < 0 ? r : 0;
}

int search_begin(struct search *s, struct error *err)
{
        int r = reopen(s, err);

        if (r == 0)
                r = db_begin_read(s->db, err);
        return r < 0 ? error_while(err, r, "reading the search index") : 0;
}

void search_end(struct search *s)
{
        if (s)
                db_rollback(s->db);
}

void search_endp(struct search **s)
{
        search_end(*s);
}

int search_generation(struct search *s, int64_t *ret, struct error *err)
{
        CLEANUP(search_endp) UNUSED struct search *reading = s;
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = search_begin(s, err);

        if (r == 0)
                r = db_prepare(s->db, SQL_FOLLOWER, &q, err);
        if (r == 0)
                r = db_step(q, err);
        if (r < 0)
                return r;
        *ret = db_int(q, 0);
        return 0;
}

int search_config(struct search *s, const char *key, struct arena *a, const char **ret,
                  struct error *err)
{
        CLEANUP(search_endp) UNUSED struct search *reading = s;
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = search_begin(s, err);

        if (r == 0)
                r = db_prepare(s->db, SQL_CONFIG, &q, err);
        if (r < 0)
                return r;
        db_bind_text(q, 1, key);
        r = db_step(q, err);
        if (r < 0)
                return r;
        *ret = r == DB_ROW ? search_column(q, 0, a) : NULL;
        return a->failed ? error_no_memory(err) : 0;
}
