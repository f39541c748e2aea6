/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One document into index.db, or out of it again, in the transaction of the caller. */
#include "search/write.h"

#include "search/analyze.h"
#include "search/fields.h"

#include "base/hash.h"

#include <errno.h>
#include <string.h>

static const char SQL_FIND[] = "SELECT docid, version, record FROM doc WHERE pid = ?1";
static const char SQL_TOUCH[] = "UPDATE doc SET changed = ?2 WHERE docid = ?1";
static const char SQL_DELETE[] = "DELETE FROM doc WHERE docid = ?1";
static const char SQL_DOC[] =
        "INSERT INTO doc (pid, kind, slug, version, published, changed, year, title, language, "
        "type,"
        "                 part, creators, summary, record)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
static const char SQL_GLANCE[] = "INSERT INTO glance (docid, is_entry, day, languages, facets)"
                                 " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char SQL_TITLE[] = "INSERT INTO title (docid, key) VALUES (?1, ?2)";
static const char SQL_SOURCE[] =
        "INSERT INTO source (docid, title, creator, keyword, abstract, other)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char SQL_FILE[] = "INSERT INTO file (docid, position, name, sha256, media_type, size, "
                               "state, language, n_pages)"
                               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
static const char SQL_PASSAGE[] =
        "INSERT INTO passage (docid, position, number, first_token, language, text)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char SQL_LINK[] =
        "INSERT INTO link (docid, kind, target, position) VALUES (?1, ?2, ?3, ?4)";
static const char SQL_FULLTEXT[] =
        "INSERT INTO fulltext (rowid, title, creator, keyword, abstract, other, body)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
static const char SQL_FULLTEXT_DELETE[] =
        "INSERT INTO fulltext (fulltext, rowid, title, creator, keyword, abstract, other, body)"
        " VALUES ('delete', ?1, ?2, ?3, ?4, ?5, ?6, ?7)";
static const char SQL_SOURCE_OF[] =
        "SELECT title, creator, keyword, abstract, other FROM source WHERE docid = ?1";
static const char SQL_PASSAGES_OF[] =
        "SELECT language, text FROM passage WHERE docid = ?1 ORDER BY id";
static const char SQL_TOMBSTONE[] =
        "INSERT OR REPLACE INTO tombstone (pid, slug, reason, at, replaced_by)"
        " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char SQL_NO_TOMBSTONE[] = "DELETE FROM tombstone WHERE pid = ?1";
static const char SQL_FOLLOWER[] =
        "INSERT INTO follower (one, applied, built, analyzer) VALUES (1, 0, ?1, ?2)";

/* --- the file ------------------------------------------------------------------------------------- */

int writer_open(struct writer *w, const char *path, bool *ret_is_current, struct error *err)
{
        int r;

        *w = (struct writer){0};
        r = db_open(path, DB_CREATE, INDEX_APPLICATION_ID, &w->db, err);
        if (r == 0)
                r = fts_attach(w->db, &w->fts, err);
        if (r == 0)
                r = index_is_current(w->db, ret_is_current, err);
        if (r < 0)
                writer_done(w);
        return r;
}

static int insert_follower(struct writer *w, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        unsigned char random[16];
        char built[33];
        int r = hash_random(random, sizeof(random), err);

        if (r < 0)
                return r;
        for (size_t i = 0; i < sizeof(random); i++)
                snprintf(built + 2 * i, 3, "%02x", random[i]);
        r = db_prepare(w->db, SQL_FOLLOWER, &q, err);
        if (r < 0)
                return r;
        db_bind_text(q, 1, built);
        db_bind_text(q, 2, search_analyzer_version());
        return search_do(q, err);
}

int writer_make(struct writer *w, struct error *err)
{
        int r = db_migrate(w->db, INDEX_MIGRATIONS, err);

        if (r > 0)
                return error_set(err, -EINVAL, "index.db was made by a newer program");
        return r < 0 ? r : insert_follower(w, err);
}

void writer_done(struct writer *w)
{
        db_close(w->db);
        *w = (struct writer){0};
}

/* --- out ------------------------------------------------------------------------------------------ */

static int read_body(struct writer *w, int64_t docid, struct str *body, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(w->db, SQL_PASSAGES_OF, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        while ((r = db_step(q, err)) == DB_ROW)
                fields_add_passage(body, db_text(q, 0), db_text(q, 1), db_len(q, 1));
        return r == 0 && body->failed ? error_no_memory(err) : r;
}

/* A contentless table is told what was indexed to forget it. */
static int forget(struct writer *w, int64_t docid, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *source = NULL, *q = NULL;
        CLEANUP(str_done) struct str body = STR_INIT;
        int r = read_body(w, docid, &body, err);

        if (r == 0)
                r = db_prepare(w->db, SQL_SOURCE_OF, &source, err);
        if (r == 0)
                r = db_prepare(w->db, SQL_FULLTEXT_DELETE, &q, err);
        if (r < 0)
                return r;
        db_bind_int(source, 1, docid);
        r = db_step(source, err);
        if (r < 0)
                return r;
        if (r != DB_ROW)
                return error_set(err, -EIO, "document %lld has no source", (long long)docid);
        db_bind_int(q, 1, docid);
        for (int c = 0; c < COLUMN_BODY; c++)
                db_bind_text_len(q, 2 + c, db_text(source, c), db_len(source, c));
        db_bind_text_len(q, 2 + COLUMN_BODY, str_text(&body), body.len);
        return search_do(q, err);
}

static int delete_doc(struct writer *w, int64_t docid, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = forget(w, docid, err);

        if (r == 0)
                r = db_prepare(w->db, SQL_DELETE, &q, err);
        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        return search_do(q, err);
}

/* --- in ------------------------------------------------------------------------------------------- */

/* One document on its way in. */
struct arrival {
        struct writer *w;
        const struct store_version *v;
        struct fields *f;
        struct store_file *files;
        size_t n_files;
        int64_t docid;

        struct passage {
                int position, number;
                const char *language, *text;
                size_t len;
        } * passages;
        size_t n_passages;
        struct str body;
        const struct store_file *file; /* whose pages are being read */
        struct arena arena;
};

static int add_page(void *user, int number, const char *text, size_t len)
{
        struct arrival *a = user;
        const char *language = a->file && a->file->language ? a->file->language : a->f->language;
        const char *copy = arena_copy_bytes(&a->arena, text, len);

        if (!copy)
                return -ENOMEM;
        do {
                size_t n = fields_passage_len(copy, len);
                struct passage *p = arena_push(&a->arena, &a->passages, &a->n_passages, sizeof(*p));

                if (!p)
                        return -ENOMEM;
                *p = (struct passage){a->file ? a->file->position : 0, number, language, copy, n};
                fields_add_passage(&a->body, language, copy, n);
                copy += n;
                len -= n;
        } while (len);
        return 0;
}

static int read_pages(struct arrival *a, struct store *store, struct error *err)
{
        int r = 0;

        if (a->f->is_entry)
                r = add_page(a, 0, a->f->text, strlen(a->f->text));
        for (size_t i = 0; i < a->n_files && r == 0; i++) {
                a->file = &a->files[i];
                if (a->file->is_paper)
                        r = store_page_each(store, a->file->id, add_page, a, err);
        }
        return r == -ENOMEM || a->body.failed ? error_no_memory(err) : r;
}

static int insert_doc(struct arrival *a, const char *at, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        const struct fields *f = a->f;
        int r = db_prepare(a->w->db, SQL_DOC, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, a->v->pid);
        db_bind_text(q, 2, f->is_entry ? "entry" : "paper");
        db_bind_text(q, 3, a->v->slug);
        db_bind_int(q, 4, a->v->number);
        db_bind_text(q, 5, a->v->published ? a->v->published : at);
        db_bind_text(q, 6, at);
        db_bind_int(q, 7, f->year);
        db_bind_text(q, 8, f->title);
        db_bind_text(q, 9, f->language);
        db_bind_text(q, 10, f->type);
        db_bind_text(q, 11, f->part);
        db_bind_text(q, 12, f->creators_json);
        db_bind_text(q, 13, f->summary);
        db_bind_text(q, 14, f->record_json);
        r = search_do(q, err);
        a->docid = db_last_id(a->w->db);
        return r;
}

static int insert_glance(struct arrival *a, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(a->w->db, SQL_GLANCE, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, a->docid);
        db_bind_int(q, 2, a->f->is_entry);
        db_bind_int(q, 3, a->f->day);
        db_bind_text(q, 4, a->f->languages);
        db_bind_text(q, 5, a->f->facets);
        return search_do(q, err);
}

static int insert_titles(struct arrival *a, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(a->w->db, SQL_TITLE, &q, err);

        for (size_t i = 0; i < a->f->title_keys.n && r == 0; i++) {
                db_bind_int(q, 1, a->docid);
                db_bind_text(q, 2, a->f->title_keys.items[i]);
                r = search_do(q, err);
                db_reset(q);
        }
        return r;
}

static int insert_files(struct arrival *a, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(a->w->db, SQL_FILE, &q, err);

        for (size_t i = 0; i < a->n_files && r == 0; i++) {
                const struct store_file *f = &a->files[i];

                if (!f->is_paper)
                        continue;
                db_bind_int(q, 1, a->docid);
                db_bind_int(q, 2, f->position);
                db_bind_text(q, 3, f->name);
                db_bind_text(q, 4, f->sha256);
                db_bind_text(q, 5, f->media_type);
                db_bind_int(q, 6, f->size);
                db_bind_text(q, 7, f->state);
                db_bind_text(q, 8, f->language);
                db_bind_int(q, 9, f->n_pages);
                r = search_do(q, err);
                db_reset(q);
        }
        return r;
}

static int insert_links(struct arrival *a, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(a->w->db, SQL_LINK, &q, err);

        for (size_t i = 0; i < a->f->n_links && r == 0; i++) {
                db_bind_int(q, 1, a->docid);
                db_bind_text(q, 2, a->f->links[i].kind);
                db_bind_text(q, 3, a->f->links[i].target);
                db_bind_int(q, 4, (int64_t)i);
                r = search_do(q, err);
                db_reset(q);
        }
        return r;
}

static int insert_source(struct arrival *a, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(a->w->db, SQL_SOURCE, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, a->docid);
        for (int c = 0; c < COLUMN_BODY; c++)
                db_bind_text(q, 2 + c, a->f->columns[c]);
        return search_do(q, err);
}

/* The tokenizer notes meanwhile at which token each passage begins. */
static int insert_fulltext(struct arrival *a, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct fts *fts = a->w->fts;
        int r = db_prepare(a->w->db, SQL_FULLTEXT, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, a->docid);
        for (int c = 0; c < COLUMN_BODY; c++)
                db_bind_text(q, 2 + c, a->f->columns[c]);
        db_bind_text_len(q, 2 + COLUMN_BODY, str_text(&a->body), a->body.len);
        fts->n_page_starts = 0;
        r = search_do(q, err);
        if (r < 0)
                return r;
        if (fts->failed)
                return error_no_memory(err);
        if (fts->n_page_starts != a->n_passages)
                return error_set(err, -EIO, "%zu passages were indexed as %zu", a->n_passages,
                                 fts->n_page_starts);
        return 0;
}

static int insert_passages(struct arrival *a, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(a->w->db, SQL_PASSAGE, &q, err);

        for (size_t i = 0; i < a->n_passages && r == 0; i++) {
                const struct passage *p = &a->passages[i];

                db_bind_int(q, 1, a->docid);
                db_bind_int(q, 2, p->position);
                db_bind_int(q, 3, p->number);
                db_bind_int(q, 4, a->w->fts->page_starts[i]);
                db_bind_text(q, 5, p->language);
                db_bind_text_len(q, 6, p->text, p->len);
                r = search_do(q, err);
                db_reset(q);
        }
        return r;
}

static int insert_all(struct arrival *a, struct store *store, const char *at, struct error *err)
{
        static int (*const steps[])(struct arrival *, struct error *) = {
                insert_glance, insert_titles,   insert_files,    insert_links,
                insert_source, insert_fulltext, insert_passages,
        };
        int r = store_file_list(store, a->v->id, &a->arena, &a->files, &a->n_files, err);

        if (r == 0)
                r = read_pages(a, store, err);
        if (r == 0)
                r = insert_doc(a, at, err);
        for (size_t i = 0; i < ARRAY_LEN(steps) && r == 0; i++)
                r = steps[i](a, err);
        a->w->bytes += (int64_t)a->body.len;
        return r;
}

/* What the index shows of the work now. docid 0 = nothing. */
struct shown {
        int64_t docid;
        bool is_same; /* this very version with this very record */
};

/* record NULL: is_same is not asked for. */
static int find_shown(struct writer *w, const char *pid, int version, const char *record,
                      struct shown *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(w->db, SQL_FIND, &q, err);

        *ret = (struct shown){0};
        if (r < 0)
                return r;
        db_bind_text(q, 1, pid);
        r = db_step(q, err);
        if (r != DB_ROW)
                return r;
        ret->docid = db_int(q, 0);
        ret->is_same = record && db_int(q, 1) == version && !strcmp(db_text(q, 2), record);
        return 0;
}

static int touch(struct writer *w, int64_t docid, const char *at, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(w->db, SQL_TOUCH, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        db_bind_text(q, 2, at);
        return search_do(q, err);
}

static int remove_tombstone(struct writer *w, const char *pid, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(w->db, SQL_NO_TOMBSTONE, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, pid);
        return search_do(q, err);
}

int write_published(struct writer *w, struct store *store, const struct store_version *v,
                    const char *at, struct error *err)
{
        CLEANUP(fields_freep) struct fields *f = NULL;
        struct arrival a = {.w = w, .v = v};
        struct shown shown = {0};
        int r = fields_make(v, &f, err);

        if (r == 0)
                r = find_shown(w, v->pid, v->number, f->record_json, &shown, err);
        if (r == 0)
                r = remove_tombstone(w, v->pid, err);
        if (r < 0)
                return r;
        if (shown.is_same)
                return touch(w, shown.docid, at, err);
        if (shown.docid)
                r = delete_doc(w, shown.docid, err);
        a.f = f;
        if (r == 0)
                r = insert_all(&a, store, at, err);
        str_done(&a.body);
        arena_done(&a.arena);
        return r < 0 ? error_while(err, r, "indexing %s", v->pid) : 0;
}

static int put_tombstone(struct writer *w, const struct store_change *change, const char *slug,
                         const struct store_tombstone *t, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(w->db, SQL_TOMBSTONE, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, change->pid);
        db_bind_text(q, 2, slug);
        db_bind_text(q, 3, t->reason);
        db_bind_text(q, 4, t->at);
        db_bind_text(q, 5, t->replaced_by);
        return search_do(q, err);
}

/* The slug of an entry comes from the store: when the log is applied late, it was never shown here. */
static int add_tombstone(struct writer *w, struct store *store, const struct store_change *change,
                         struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_tombstone t;
        struct store_version v;
        int r = store_tombstone_get(store, change->work, &a, &t, err);

        if (r != 0)
                return r < 0 ? r : 0;
        r = store_version_find(store, change->pid, &a, &v, err);
        if (r != 0)
                return r < 0 ? r : 0;
        return put_tombstone(w, change, v.slug, &t, err);
}

int write_withdrawn(struct writer *w, struct store *store, const struct store_change *change,
                    struct error *err)
{
        struct shown shown = {0};
        int r = find_shown(w, change->pid, 0, NULL, &shown, err);

        if (r == 0 && shown.docid)
                r = delete_doc(w, shown.docid, err);
        if (r == 0)
                r = add_tombstone(w, store, change, err);
        return r < 0 ? error_while(err, r, "taking %s out of the index", change->pid) : 0;
}
