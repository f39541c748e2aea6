/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents of the index one by one: with their files and links, their tombstones, and the entries. */
#include "search/private.h"

#include "base/str.h"
#include "meta/meta.h"
#include "text/json.h"

#include <errno.h>
#include <string.h>

/* A pid wins over a slug that looks like one. */
static const char SQL_DOC[] =
        "SELECT docid, pid, slug, kind = 'entry', version, published, changed, record FROM doc"
        " WHERE pid = ?1 OR slug = ?1 ORDER BY pid = ?1 DESC LIMIT 1";
static const char SQL_FILES[] =
        "SELECT name, sha256, media_type, state, language, size, n_pages FROM file"
        " WHERE docid = ?1 ORDER BY position";
static const char SQL_TOMBSTONE[] =
        "SELECT t.pid, t.reason, t.at, d.pid FROM tombstone t LEFT JOIN doc d ON d.pid = "
        "t.replaced_by"
        " WHERE t.pid = ?1 OR t.slug = ?1 ORDER BY t.pid = ?1 DESC LIMIT 1";
static const char SQL_ENTRIES[] =
        "SELECT pid, slug, title, language, part, summary FROM doc WHERE kind = 'entry'"
        " ORDER BY CASE part WHEN 'histories' THEN 1 WHEN 'actors' THEN 2 WHEN 'linkages' THEN 3"
        "          WHEN 'governance' THEN 4 ELSE 5 END, part, title COLLATE NOCASE, pid";

/* Links, each with the docid, pid and slug of the document that asks. */
static const char SQL_CITED_BY[] =
        "SELECT d.pid, d.slug, d.title, d.language FROM doc d WHERE d.docid <> ?1 AND d.docid IN"
        " (SELECT docid FROM link WHERE kind <> 'translation-of' AND (target = ?2 OR target = ?3))"
        " ORDER BY d.title COLLATE NOCASE, d.pid";
static const char SQL_CITES[] =
        "SELECT d.pid, d.slug, d.title, d.language FROM link l JOIN doc d ON d.pid = l.target"
        " WHERE l.docid = ?1 AND l.kind = 'cites' ORDER BY l.position";
static const char SQL_SEE_ALSO[] =
        "SELECT d.pid, d.slug, d.title, d.language FROM link l JOIN doc d ON d.slug = l.target"
        " WHERE l.docid = ?1 AND l.kind = 'see-also' AND d.docid <> ?1 ORDER BY l.position";
/* The original, and all translations of it or of the document itself. */
static const char SQL_TRANSLATIONS[] =
        "WITH original (slug) AS (SELECT target FROM link WHERE docid = ?1 AND kind = "
        "'translation-of'"
        "                         UNION SELECT ?3)"
        "SELECT d.pid, d.slug, d.title, d.language FROM doc d WHERE d.docid <> ?1 AND"
        " (d.slug IN (SELECT slug FROM original) OR d.docid IN (SELECT docid FROM link"
        "   WHERE kind = 'translation-of' AND target IN (SELECT slug FROM original)))"
        " ORDER BY d.language, d.pid";

void public_doc_free(struct public_doc *d)
{
        if (!d)
                return;
        record_free(d->record);
        entry_free(d->entry);
        arena_done(&d->arena);
        free(d);
}

void public_doc_freep(struct public_doc **d)
{
        public_doc_free(*d);
        *d = NULL;
}

static int read_record(struct public_doc *d, const char *text, size_t n, struct error *err)
{
        CLEANUP(json_freep) json_t *j = NULL;
        int r = json_read(text, n, &j, err);

        if (r != 0)
                return r < 0 ? r : -EIO;
        if (d->is_entry)
                d->entry = entry_new();
        else
                d->record = record_new();
        if (!d->entry && !d->record)
                return error_no_memory(err);
        r = d->is_entry ? meta_read_entry_json(j, d->entry, err)
                        : meta_read_json(j, d->record, err);
        return r > 0 ? -EIO : r;
}

/* SEARCH_NONE */
static int read_doc(struct search *s, const char *name, struct public_doc *d, int64_t *ret_docid,
                    struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_DOC, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, name);
        r = db_step(q, err);
        if (r < 0)
                return r;
        if (r != DB_ROW)
                return SEARCH_NONE;
        *ret_docid = db_int(q, 0);
        d->pid = search_column(q, 1, &d->arena);
        d->slug = search_column(q, 2, &d->arena);
        d->is_entry = db_int(q, 3) != 0;
        d->version = (int)db_int(q, 4);
        d->published = search_column(q, 5, &d->arena);
        d->changed = search_column(q, 6, &d->arena);
        return read_record(d, db_text(q, 7), db_len(q, 7), err);
}

static int read_files(struct search *s, int64_t docid, struct public_doc *d, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct arena *a = &d->arena;
        int r = db_prepare(s->db, SQL_FILES, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        while ((r = db_step(q, err)) == DB_ROW) {
                struct public_file *f = arena_push(a, &d->files, &d->n_files, sizeof(*f));

                if (!f)
                        return error_no_memory(err);
                f->name = search_column(q, 0, a);
                f->sha256 = search_column(q, 1, a);
                f->media_type = search_column(q, 2, a);
                f->state = search_column(q, 3, a);
                f->language = search_column(q, 4, a);
                f->size = db_int(q, 5);
                f->n_pages = db_int(q, 6);
        }
        return r;
}

static int read_links(struct search *s, const char *sql, int64_t docid, struct public_doc *d,
                      struct public_link **ret, size_t *ret_n, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct arena *a = &d->arena;
        int r = db_prepare(s->db, sql, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        if (sql == SQL_CITED_BY)
                db_bind_text(q, 2, d->pid);
        if (sql == SQL_CITED_BY || sql == SQL_TRANSLATIONS)
                db_bind_text(q, 3, d->slug);
        while ((r = db_step(q, err)) == DB_ROW) {
                struct public_link *l = arena_push(a, ret, ret_n, sizeof(*l));

                if (!l)
                        return error_no_memory(err);
                l->pid = search_column(q, 0, a);
                l->slug = search_column(q, 1, a);
                l->title = search_column(q, 2, a);
                l->language = search_column(q, 3, a);
        }
        return r;
}

static int read_all_links(struct search *s, int64_t docid, struct public_doc *d, struct error *err)
{
        int r = read_links(s, SQL_CITED_BY, docid, d, &d->cited_by, &d->n_cited_by, err);

        if (r == 0)
                r = read_links(s, SQL_CITES, docid, d, &d->cites, &d->n_cites, err);
        if (r == 0)
                r = read_links(s, SQL_SEE_ALSO, docid, d, &d->see_also, &d->n_see_also, err);
        if (r == 0 && d->is_entry)
                r = read_links(s, SQL_TRANSLATIONS, docid, d, &d->translations, &d->n_translations,
                               err);
        return r;
}

/* SEARCH_NONE */
static int read_tombstone(struct search *s, const char *name, struct arena *a,
                          struct public_tombstone *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_TOMBSTONE, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, name);
        r = db_step(q, err);
        if (r < 0)
                return r;
        if (r != DB_ROW)
                return SEARCH_NONE;
        *ret = (struct public_tombstone){
                .pid = search_column(q, 0, a),
                .reason = search_column(q, 1, a),
                .at = search_column(q, 2, a),
                .replaced_by = search_column(q, 3, a),
        };
        return a->failed ? error_no_memory(err) : 0;
}

static int fill_doc(struct search *s, const char *name, struct public_doc *d, struct error *err)
{
        struct public_tombstone t;
        int64_t docid = 0;
        int r = read_doc(s, name, d, &docid, err);

        if (r == SEARCH_NONE) {
                r = read_tombstone(s, name, &d->arena, &t, err);
                return r == 0 ? SEARCH_GONE : r;
        }
        if (r == 0)
                r = read_files(s, docid, d, err);
        if (r == 0)
                r = read_all_links(s, docid, d, err);
        return r == 0 && d->arena.failed ? error_no_memory(err) : r;
}

int search_doc(struct search *s, const char *name, struct public_doc **ret, struct error *err)
{
        CLEANUP(public_doc_freep) struct public_doc *d = calloc(1, sizeof(*d));
        int r;

        if (!d)
                return error_no_memory(err);
        r = search_begin(s, err);
        if (r == 0)
                r = fill_doc(s, name, d, err);
        search_end(s);
        if (r < 0)
                return error_while(err, r, "looking up '%.100s'", name);
        if (r == 0)
                *ret = STEAL(d);
        return r;
}

int search_tombstone(struct search *s, const char *name, struct arena *a,
                     struct public_tombstone *ret, struct error *err)
{
        int r = search_begin(s, err);

        if (r == 0)
                r = read_tombstone(s, name, a, ret, err);
        search_end(s);
        return r;
}

static int read_entries(struct search *s, struct arena *a, struct public_entry **ret, size_t *ret_n,
                        struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_ENTRIES, &q, err);

        if (r < 0)
                return r;
        while ((r = db_step(q, err)) == DB_ROW) {
                struct public_entry *e = arena_push(a, ret, ret_n, sizeof(*e));

                if (!e)
                        return error_no_memory(err);
                e->pid = search_column(q, 0, a);
                e->slug = search_column(q, 1, a);
                e->title = search_column(q, 2, a);
                e->language = search_column(q, 3, a);
                e->part = search_column(q, 4, a);
                e->summary = search_column(q, 5, a);
        }
        return r == 0 && a->failed ? error_no_memory(err) : r;
}

int search_entries(struct search *s, struct arena *a, struct public_entry **ret, size_t *ret_n,
                   struct error *err)
{
        struct public_entry *entries = NULL;
        size_t n = 0;
        int r = search_begin(s, err);

        if (r == 0)
                r = read_entries(s, a, &entries, &n, err);
        search_end(s);
        if (r < 0)
                return error_while(err, r, "listing the entries");
        *ret = entries;
        *ret_n = n;
        return 0;
}
