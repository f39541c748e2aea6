/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* index.db against the store: nothing more, nothing less, and word for word. */
#include "search/fields.h"
#include "search/write.h"

#include "base/path.h"

#include <string.h>

enum { WORKS_AT_A_TIME = 500 };

static const char SQL_APPLIED[] = "SELECT applied FROM follower";
static const char SQL_FIND[] =
        "SELECT d.docid, d.version, d.record, s.title, s.creator, s.keyword, s.abstract, s.other"
        "  FROM doc d LEFT JOIN source s ON s.docid = d.docid WHERE d.pid = ?1";
static const char SQL_PASSAGES[] =
        "SELECT number, text FROM passage WHERE docid = ?1 AND position = ?2 ORDER BY id";
static const char SQL_COUNT[] = "SELECT count(*) FROM doc";
static const char SQL_INDEXED[] =
        "SELECT count(*) FROM doc d JOIN fulltext_docsize f ON f.id = d.docid";
static const char SQL_ALL_INDEXED[] = "SELECT count(*) FROM fulltext_docsize";
static const char SQL_TOMBSTONE[] = "SELECT 1 FROM tombstone WHERE pid = ?1";
static const char SQL_INTEGRITY[] = "INSERT INTO fulltext (fulltext) VALUES ('integrity-check')";

struct checking {
        struct store *store;
        struct writer w;
        store_report report;
        void *user;
        int64_t published; /* works that should be there */
};

static void say(struct checking *c, bool is_problem, const char *fmt, va_list ap) PRINTF(3, 0);
static void say(struct checking *c, bool is_problem, const char *fmt, va_list ap)
{
        CLEANUP(str_done) struct str line = STR_INIT;

        str_add(&line, "index.db: ");
        str_addfv(&line, fmt, ap);
        c->report(c->user, is_problem, str_text(&line));
}

static void problem(struct checking *c, const char *fmt, ...) PRINTF(2, 3);
static void problem(struct checking *c, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        say(c, true, fmt, ap);
        va_end(ap);
}

static void note(struct checking *c, const char *fmt, ...) PRINTF(2, 3);
static void note(struct checking *c, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        say(c, false, fmt, ap);
        va_end(ap);
}

static int ask(struct checking *c, const char *sql, int64_t *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(c->w.db, sql, &q, err);

        if (r == 0)
                r = db_step(q, err);
        if (r < 0)
                return r;
        *ret = r == DB_ROW ? db_int(q, 0) : -1;
        return 0;
}

/* --- text ----------------------------------------------------------------------------------------- */

/* The passages of one file, joined to pages. */
struct comparing {
        struct db_stmt *q;
        bool has_row, differs;
        struct error *err;
        int r;
};

static void next_row(struct comparing *m)
{
        m->r = db_step(m->q, m->err);
        m->has_row = m->r == DB_ROW;
}

static int compare_page(void *user, int number, const char *text, size_t len)
{
        struct comparing *m = user;

        while (m->has_row && db_int(m->q, 0) == number) {
                size_t n = db_len(m->q, 1);

                if (n > len || memcmp(db_text(m->q, 1), text, n) != 0)
                        m->differs = true;
                if (m->differs)
                        return 1;
                text += n;
                len -= n;
                next_row(m);
        }
        m->differs = len > 0;
        return m->differs;
}

static int check_file(struct checking *c, const char *pid, int64_t docid,
                      const struct store_file *file, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct comparing m = {.err = err};
        int r = db_prepare(c->w.db, SQL_PASSAGES, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        db_bind_int(q, 2, file->position);
        m.q = q;
        next_row(&m);
        r = store_page_each(c->store, file->id, compare_page, &m, err);
        if (r < 0 || m.r < 0)
                return r < 0 ? r : m.r;
        if (m.differs || m.has_row)
                problem(c, "the text of '%s' of %s is not that of the store", file->name, pid);
        return 0;
}

static int check_text(struct checking *c, const struct store_version *v, int64_t docid,
                      struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_file *files = NULL;
        size_t n = 0;
        int r = store_file_list(c->store, v->id, &a, &files, &n, err);

        for (size_t i = 0; i < n && r == 0; i++)
                if (files[i].is_paper)
                        r = check_file(c, v->pid, docid, &files[i], err);
        return r;
}

/* --- works ---------------------------------------------------------------------------------------- */

static bool same(struct db_stmt *q, int column, const char *expected)
{
        return db_text(q, column) && !strcmp(db_text(q, column), expected);
}

static int check_published(struct checking *c, const struct store_version *v, struct error *err)
{
        CLEANUP(fields_freep) struct fields *f = NULL;
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = fields_make(v, &f, err);

        if (r == 0)
                r = db_prepare(c->w.db, SQL_FIND, &q, err);
        if (r < 0)
                return r;
        c->published++;
        db_bind_text(q, 1, v->pid);
        r = db_step(q, err);
        if (r < 0)
                return r;
        if (r != DB_ROW) {
                problem(c, "%s is published and not in it", v->pid);
                return 0;
        }
        if (db_int(q, 1) != v->number)
                problem(c, "shows version %lld of %s, published is %d", (long long)db_int(q, 1),
                        v->pid, v->number);
        else if (!same(q, 2, f->record_json))
                problem(c, "the record of %s is not that of the store", v->pid);
        for (int k = 0; k < COLUMN_BODY; k++)
                if (!same(q, 3 + k, f->columns[k]))
                        problem(c, "column %d of %s is not what its record gives", k, v->pid);
        return check_text(c, v, db_int(q, 0), err);
}

static int check_withdrawn(struct checking *c, const struct store_version *v, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct store_tombstone t;
        int r = store_tombstone_get(c->store, v->work, &a, &t, err);

        if (r != 0)
                return r < 0 ? r : 0;
        r = db_prepare(c->w.db, SQL_TOMBSTONE, &q, err);
        if (r < 0)
                return r;
        db_bind_text(q, 1, v->pid);
        r = db_step(q, err);
        if (r == 0)
                problem(c, "%s was withdrawn and has no tombstone", v->pid);
        return r < 0 ? r : 0;
}

static int check_work(struct checking *c, const struct store_version *newest, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_version v;
        int r = store_version_published(c->store, newest->work, &a, &v, err);

        if (r < 0)
                return r;
        return r == 0 ? check_published(c, &v, err) : check_withdrawn(c, newest, err);
}

static int check_works(struct checking *c, struct error *err)
{
        struct store_filter filter = {.state = -1, .limit = WORKS_AT_A_TIME};
        size_t n;

        do {
                CLEANUP(arena_done) struct arena a = ARENA_INIT;
                struct store_version *works = NULL;
                int r;

                n = 0;
                r = store_work_list(c->store, &filter, &a, &works, &n, err);
                for (size_t i = 0; i < n && r == 0; i++) {
                        r = check_work(c, &works[i], err);
                        filter.after_work = works[i].work;
                }
                if (r < 0)
                        return r;
        } while (n == WORKS_AT_A_TIME);
        return 0;
}

/* --- all of it ------------------------------------------------------------------------------------ */

static int check_counts(struct checking *c, struct error *err)
{
        int64_t docs = 0, indexed = 0, all_indexed = 0;
        int r = ask(c, SQL_COUNT, &docs, err);

        if (r == 0)
                r = ask(c, SQL_INDEXED, &indexed, err);
        if (r == 0)
                r = ask(c, SQL_ALL_INDEXED, &all_indexed, err);
        if (r < 0)
                return r;
        if (docs != c->published)
                problem(c, "shows %lld documents, %lld are published", (long long)docs,
                        (long long)c->published);
        if (indexed != docs || all_indexed != docs)
                problem(c, "the full text has %lld documents, %lld of them known",
                        (long long)all_indexed, (long long)indexed);
        return 0;
}

static int check_applied(struct checking *c, bool *ret_is_behind, struct error *err)
{
        int64_t applied = 0, last = 0;
        int r = ask(c, SQL_APPLIED, &applied, err);

        if (r == 0)
                r = store_change_last(c->store, &last, err);
        if (r < 0)
                return r;
        *ret_is_behind = applied < last;
        if (applied > last)
                problem(c, "shows change %lld of %lld", (long long)applied, (long long)last);
        /* As after a kill: the next command that writes, or the daemon, follows. */
        if (applied < last)
                note(c, "shows change %lld of %lld, and has yet to follow", (long long)applied,
                     (long long)last);
        return 0;
}

static void check_integrity(struct checking *c)
{
        struct error why = {0};

        if (db_exec(c->w.db, SQL_INTEGRITY, &why) < 0)
                problem(c, "the full text is damaged: %s", why.message);
}

static int check_open(struct checking *c, bool is_current, struct error *err)
{
        bool is_behind = false;
        int r;

        if (!is_current) {
                problem(c, "is of another shape: 'ssehub rebuild' makes it anew");
                return 0;
        }
        r = check_applied(c, &is_behind, err);
        if (r < 0)
                return r;
        check_integrity(c);
        if (is_behind)
                return 0;
        r = check_works(c, err);
        return r < 0 ? r : check_counts(c, err);
}

int search_check(struct store *store, store_report report, void *user, struct error *err)
{
        CLEANUP(freep) char *path = path_join(store_dir(store), INDEX_DATABASE);
        struct checking c = {.store = store, .report = report, .user = user};
        struct error why = {0};
        bool is_current = false;
        int64_t last = 0;
        int r;

        if (!path)
                return error_no_memory(err);
        r = store_change_last(store, &last, err);
        if (r < 0)
                return r;
        if (access(path, F_OK) < 0) {
                if (last > 0)
                        problem(&c, "is missing: 'ssehub rebuild' makes it");
                return 0;
        }
        if (writer_open(&c.w, path, &is_current, &why) < 0) {
                problem(&c, "cannot be opened: %s", why.message);
                return 0;
        }
        r = check_open(&c, is_current, err);
        writer_done(&c.w);
        return r < 0 ? error_while(err, r, "checking the search index") : 0;
}
