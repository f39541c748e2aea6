/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading the glance of an index, and sharing it among the threads that search the same state. */
#include "search/glance.h"

#include "search/analyze.h"

#include "base/str.h"

#include <errno.h>
#include <string.h>

enum {
        BUCKETS = 4096,
        SHARED_MAX = 4 /* states kept at a time: indexes of several hubs, or changes */
};

static const char SQL_STATE[] = "SELECT applied, built FROM follower";
static const char SQL_SIZE[] =
        "SELECT coalesce(max(docid), 0) + 1, count(*) FROM glance"; /* docids grow */
static const char SQL_ALL[] = "SELECT g.docid, g.is_entry, g.day, g.languages, g.facets, s.sz"
                              "  FROM glance g JOIN fulltext_docsize s ON s.id = g.docid";

/* How much the length of a column tells (b of BM25): long texts say more words by chance, titles do not. */
static const float length_matters[COLUMN_COUNT] = {
        [COLUMN_TITLE] = 0.4f,    [COLUMN_CREATOR] = 0.3f, [COLUMN_KEYWORD] = 0.4f,
        [COLUMN_ABSTRACT] = 0.6f, [COLUMN_OTHER] = 0.5f,   [COLUMN_BODY] = 0.6f,
};

/* --- reading -------------------------------------------------------------------------------------- */

struct bucket {
        struct bucket *next;
        uint16_t number;
        const char *line; /* "sdg=8.3" */
};

struct reading {
        struct glance *g;
        struct bucket *buckets[BUCKETS];
        size_t n_values_of, room;
        double totals[COLUMN_COUNT];
        struct str languages;
};

static uint64_t hash_of(const char *text, size_t n)
{
        uint64_t hash = 1469598103934665603u; /* FNV-1a */

        for (size_t i = 0; i < n; i++)
                hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
        return hash;
}

static bool facet_find(const char *name, size_t n, enum search_facet *ret)
{
        for (int f = 0; f < FACET_KINDS; f++)
                if (strlen(search_facet_name(f)) == n && !memcmp(search_facet_name(f), name, n)) {
                        *ret = f;
                        return true;
                }
        return false;
}

/* Number of the value that a line "sdg=8.3" names; it is added when new. -1: not one. */
static int value_number(struct reading *r, const char *line, size_t n)
{
        struct bucket **bucket = &r->buckets[hash_of(line, n) % BUCKETS], *b;
        const char *equals = memchr(line, '=', n);
        enum search_facet facet;
        struct glance_value *v;

        for (b = *bucket; b; b = b->next)
                if (!strncmp(b->line, line, n) && !b->line[n])
                        return b->number;
        if (!equals || r->g->n_values == UINT16_MAX ||
            !facet_find(line, (size_t)(equals - line), &facet))
                return -1;
        b = arena_alloc(&r->g->arena, sizeof(*b));
        v = arena_push(&r->g->arena, &r->g->values, &r->g->n_values, sizeof(*v));
        if (!b || !v)
                return -1;
        *b = (struct bucket){*bucket, (uint16_t)(r->g->n_values - 1),
                             arena_copy_bytes(&r->g->arena, line, n)};
        *bucket = b;
        v->facet = facet;
        v->value = b->line ? b->line + (equals - line) + 1 : "";
        return b->number;
}

static void add_value(struct reading *r, struct glance_doc *d, int number)
{
        struct glance *g = r->g;

        if (r->n_values_of == r->room) {
                size_t room = r->room ? r->room * 2 : 1024;
                uint16_t *values = realloc(g->values_of, room * sizeof(*values));

                if (!values) {
                        g->arena.failed = true;
                        return;
                }
                g->values_of = values;
                r->room = room;
        }
        g->values_of[r->n_values_of++] = (uint16_t)number;
        d->n++;
        g->values[number].count++;
        if (g->values[number].facet == FACET_YEAR)
                d->year = (int16_t)atoi(g->values[number].value);
}

static void read_facets(struct reading *r, struct glance_doc *d, const char *lines)
{
        d->first = (uint32_t)r->n_values_of;
        while (lines && *lines) {
                size_t n = strcspn(lines, "\n");
                int number = value_number(r, lines, n);

                if (number >= 0)
                        add_value(r, d, number);
                lines += n + (lines[n] == '\n');
        }
}

static bool has_language(const struct str *languages, const char *tag, size_t n)
{
        const char *at = str_text(languages);

        while ((at = strchr(at, ' '))) {
                at++;
                if (!strncmp(at, tag, n) && (at[n] == ' ' || !at[n]))
                        return true;
        }
        return false;
}

/* Adds the languages that are not there yet: " en fr". */
static void read_languages(struct reading *r, const char *tags)
{
        while (*tags) {
                size_t n = strcspn(tags, " ");

                if (n && r->languages.len + n < MARK_MAX / 2 &&
                    !has_language(&r->languages, tags, n)) {
                        str_add_char(&r->languages, ' ');
                        str_add_bytes(&r->languages, tags, n);
                }
                tags += n + (tags[n] == ' ');
        }
}

/* Lengths of the columns as FTS5 keeps them: one number each, seven bits a byte, the highest first. */
static void read_lengths(struct reading *r, struct glance_doc *d, const unsigned char *bytes,
                         size_t n)
{
        size_t i = 0;

        for (int c = 0; c < COLUMN_COUNT; c++) {
                uint64_t length = 0;

                while (i < n) {
                        length = length << 7 | (bytes[i] & 0x7F);
                        if (!(bytes[i++] & 0x80))
                                break;
                }
                d->norm[c] = (float)length;
                r->totals[c] += (double)length;
        }
}

static void read_row(struct reading *r, struct db_stmt *q)
{
        int64_t docid = db_int(q, 0);
        struct glance_doc *d;

        if (docid < 0 || (size_t)docid >= r->g->n_docs)
                return;
        d = &r->g->docs[docid];
        d->is_live = true;
        d->is_entry = db_int(q, 1) != 0;
        d->day = (int32_t)db_int(q, 2);
        read_languages(r, db_text(q, 3) ? db_text(q, 3) : "");
        read_facets(r, d, db_text(q, 4));
        read_lengths(r, d, db_blob(q, 5), db_len(q, 5));
        r->g->n_live++;
        *(d->is_entry ? &r->g->n_entries : &r->g->n_papers) += 1;
}

/* Lengths -> 1 - b + b * length / average. */
static void finish_norms(struct reading *r)
{
        for (size_t i = 0; i < r->g->n_docs; i++)
                for (int c = 0; c < COLUMN_COUNT; c++) {
                        float average = (float)(r->totals[c] / (double)r->g->n_live);
                        float b = length_matters[c];
                        float *norm = &r->g->docs[i].norm[c];

                        *norm = 1 - b + (average > 0 ? b * *norm / average : b);
                }
}

static int read_all(struct db *db, struct reading *r, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *size = NULL, *q = NULL;
        int e;

        e = db_prepare(db, SQL_SIZE, &size, err);
        if (e == 0)
                e = db_step(size, err);
        if (e < 0)
                return e;
        r->g->n_docs = (size_t)db_int(size, 0);
        r->g->docs = calloc(r->g->n_docs, sizeof(*r->g->docs));
        if (!r->g->docs)
                return error_no_memory(err);
        e = db_prepare(db, SQL_ALL, &q, err);
        if (e < 0)
                return e;
        while ((e = db_step(q, err)) == DB_ROW)
                read_row(r, q);
        if (e < 0)
                return e;
        finish_norms(r);
        r->g->languages =
                arena_copy(&r->g->arena, r->languages.len ? str_text(&r->languages) : "en");
        return r->g->arena.failed || r->languages.failed ? error_no_memory(err) : 0;
}

static void glance_free(struct glance *g)
{
        if (!g)
                return;
        arena_done(&g->arena);
        free(g->docs);
        free(g->values_of);
        pthread_mutex_destroy(&g->lock);
        free(g);
}

static int glance_read(struct db *db, const char *built, int64_t generation, struct glance **ret,
                       struct error *err)
{
        struct reading *r = calloc(1, sizeof(*r));
        struct glance *g = calloc(1, sizeof(*g));
        int e;

        if (!r || !g) {
                free(r);
                free(g);
                return error_no_memory(err);
        }
        pthread_mutex_init(&g->lock, NULL);
        snprintf(g->built, sizeof(g->built), "%s", built);
        g->generation = generation;
        r->g = g;
        e = read_all(db, r, err);
        str_done(&r->languages);
        free(r);
        if (e < 0)
                glance_free(g);
        else
                *ret = g;
        return e;
}

/* --- sharing -------------------------------------------------------------------------------------- */

static pthread_mutex_t shared_lock = PTHREAD_MUTEX_INITIALIZER;
static struct glance *shared[SHARED_MAX]; /* each counts as one user; the newest first */

/* Under shared_lock. */
static struct glance *shared_find(const char *built, int64_t generation)
{
        for (size_t i = 0; i < SHARED_MAX; i++)
                if (shared[i] && shared[i]->generation == generation &&
                    !strcmp(shared[i]->built, built)) {
                        shared[i]->users++;
                        return shared[i];
                }
        return NULL;
}

/* Under shared_lock. */
static void release(struct glance *g)
{
        if (g && --g->users == 0)
                glance_free(g);
}

/* Under shared_lock. The place of an older state of the same index, else of the oldest. */
static void shared_put(struct glance *g)
{
        size_t at = SHARED_MAX - 1;

        for (size_t i = 0; i < SHARED_MAX; i++)
                if (!shared[i] || !strcmp(shared[i]->built, g->built)) {
                        at = i;
                        break;
                }
        release(shared[at]);
        memmove(shared + 1, shared, at * sizeof(*shared));
        shared[0] = g;
        g->users = 2; /* this list and the caller */
}

/* Threads that ask meanwhile wait for the one that reads. */
int glance_get(struct db *db, struct glance **ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct glance *g = NULL;
        int e = db_prepare(db, SQL_STATE, &q, err);

        if (e == 0)
                e = db_step(q, err);
        if (e < 0)
                return e;
        if (e != DB_ROW || !db_text(q, 1))
                return error_set(err, -EIO, "index.db does not say what it shows");
        pthread_mutex_lock(&shared_lock);
        g = shared_find(db_text(q, 1), db_int(q, 0));
        e = 0;
        if (!g) {
                e = glance_read(db, db_text(q, 1), db_int(q, 0), &g, err);
                if (e == 0)
                        shared_put(g);
        }
        pthread_mutex_unlock(&shared_lock);
        if (e < 0)
                return error_while(err, e, "reading the facets of index.db");
        *ret = g;
        return 0;
}

void glance_release(struct glance *g)
{
        if (!g)
                return;
        pthread_mutex_lock(&shared_lock);
        release(g);
        pthread_mutex_unlock(&shared_lock);
}

void glance_releasep(struct glance **g)
{
        glance_release(*g);
        *g = NULL;
}

/* --- asking --------------------------------------------------------------------------------------- */

int glance_value_find(const struct glance *g, enum search_facet facet, const char *value)
{
        for (size_t i = 0; i < g->n_values; i++)
                if (g->values[i].facet == facet && !strcasecmp(g->values[i].value, value))
                        return (int)i;
        return -1;
}

int64_t glance_frequency_find(struct glance *g, const char *key)
{
        uint64_t hash = hash_of(key, strlen(key));
        struct glance_frequency *f = &g->frequencies[hash % GLANCE_FREQUENCIES];
        int64_t n;

        pthread_mutex_lock(&g->lock);
        n = f->hash == hash ? f->n : -1;
        pthread_mutex_unlock(&g->lock);
        return n;
}

void glance_frequency_put(struct glance *g, const char *key, int64_t n)
{
        uint64_t hash = hash_of(key, strlen(key));
        struct glance_frequency *f = &g->frequencies[hash % GLANCE_FREQUENCIES];

        pthread_mutex_lock(&g->lock);
        f->hash = hash;
        f->n = n;
        pthread_mutex_unlock(&g->lock);
}
