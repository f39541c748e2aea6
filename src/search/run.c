/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One search: the query as asked, relaxed where nothing has all of it; its best documents and its counts. */
#include "search/facet.h"
#include "search/private.h"

#include "base/str.h"
#include "text/json.h"
#include "text/normal.h"
#include "vocab/vocab.h"

#include <errno.h>
#include <string.h>

enum { TITLES_MAX = 100, HITS_MAX = 1000 };

/* The function that ends it sees each match and answers 0: no row comes out. */
static const char SQL_MATCH[] =
        "SELECT 1 FROM fulltext WHERE fulltext MATCH ?1 AND ssehub_match(fulltext)";
static const char SQL_TITLE[] = "SELECT docid FROM title WHERE key = ?1 LIMIT ?2";
static const char SQL_HIT[] =
        "SELECT pid, kind = 'entry', slug, title, language, creators, year, type,"
        "       summary FROM doc WHERE docid = ?1";

static const char NOTE_LONG[] = "The question is too long and was not looked up.";
static const char NOTE_CUT[] = "Only the first words of the question were looked up.";
static const char NOTE_EMPTY[] = "There is no word to look for in the question.";
static const char NOTE_RELAXED[] =
        "No document has all of these words. These have most or some of them.";

static const struct {
        const char *name;
        enum search_sort sort;
} sorts[] = {
        {"relevance", SORT_RELEVANCE},
        {"newest", SORT_NEWEST},
        {"oldest", SORT_OLDEST},
};

bool search_sort_find(const char *name, enum search_sort *ret)
{
        for (size_t i = 0; i < ARRAY_LEN(sorts); i++)
                if (str_equal(sorts[i].name, name)) {
                        *ret = sorts[i].sort;
                        return true;
                }
        return false;
}

/* One search under way. */
struct job {
        struct search *s;
        struct search_query q; /* with its numbers in range */
        struct glance *g;
        struct query *query;
        struct plan plan;
        struct ranking ranking;
        int64_t titles[TITLES_MAX];
        size_t n_titles;
        struct search_results *results;
};

static void job_done(struct job *j)
{
        ranking_done(&j->ranking);
        query_free(j->query);
        glance_release(j->g);
}

/* --- matching ------------------------------------------------------------------------------------- */

static int match(struct job *j, const char *expression, fts_match each, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(j->s->db, SQL_MATCH, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, expression);
        j->s->fts->match = each;
        j->s->fts->user = &j->ranking;
        do
                r = db_step(q, err);
        while (r == DB_ROW);
        j->s->fts->match = NULL;
        if (r == 0 && j->ranking.r != SQLITE_OK)
                return error_set(err, -EIO, "ranking: %s", sqlite3_errstr(j->ranking.r));
        return r;
}

static int restart(struct job *j, enum search_sort sort, struct error *err)
{
        ranking_done(&j->ranking);
        return ranking_init(&j->ranking, j->g, &j->q, sort, err);
}

static int run_plan(struct job *j, int min_words, struct error *err)
{
        int r = restart(j, j->q.sort, err);

        if (r < 0)
                return r;
        j->ranking.plan = &j->plan;
        j->ranking.min_words = min_words;
        j->ranking.titles = j->titles;
        j->ranking.n_titles = j->n_titles;
        return match(j, j->plan.expression, ranking_match, err);
}

/* Most of the words; where no document has them, any of them. */
static int run_relaxed(struct job *j, struct error *err)
{
        int half, r;

        r = plan_make(j->query, PLAN_RELAXED, j->g->languages, &j->plan, err);
        if (r < 0 || !j->plan.expression)
                return r;
        half = (j->plan.n_optional + 1) / 2;
        r = run_plan(j, half, err);
        if (r == 0 && half > 1 && j->ranking.matched == 0)
                r = run_plan(j, 1, err);
        if (r == 0 && j->ranking.matched)
                j->results->note = NOTE_RELAXED;
        return r;
}

static int run_words(struct job *j, struct error *err)
{
        enum plan_kind kind = j->q.any_words ? PLAN_ANY : PLAN_STRICT;
        int r = plan_make(j->query, kind, j->g->languages, &j->plan, err);

        if (r == 0)
                r = run_plan(j, 0, err);
        if (r == 0 && j->ranking.matched == 0 && kind == PLAN_STRICT)
                r = run_relaxed(j, err);
        return r;
}

/* "-word" alone: everything else. */
static int run_excluding(struct job *j, struct error *err)
{
        struct plan excluded;
        int r = plan_make(j->query, PLAN_EXCLUDED, j->g->languages, &excluded, err);

        if (r < 0 || !excluded.expression)
                return r;
        j->ranking.is_excluded = calloc(j->g->n_docs, sizeof(bool));
        if (!j->ranking.is_excluded)
                return error_no_memory(err);
        r = match(j, excluded.expression, ranking_exclude, err);
        if (r == 0)
                ranking_all(&j->ranking);
        return r;
}

static int run_all(struct job *j, struct error *err)
{
        enum search_sort sort = j->q.sort == SORT_RELEVANCE ? SORT_NEWEST : j->q.sort;
        int r = restart(j, sort, err);

        if (r < 0)
                return r;
        if (j->query)
                return run_excluding(j, err);
        ranking_all(&j->ranking);
        return 0;
}

/* Documents of which the query, quotes and all, is the title. */
static int find_titles(struct job *j, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        CLEANUP(str_done) struct str key = STR_INIT;
        int r = text_key(j->q.text, &key, err);

        if (r == 0)
                r = db_prepare(j->s->db, SQL_TITLE, &q, err);
        if (r < 0)
                return r;
        db_bind_text(q, 1, str_text(&key));
        db_bind_int(q, 2, TITLES_MAX);
        while ((r = db_step(q, err)) == DB_ROW)
                if (j->n_titles < TITLES_MAX)
                        j->titles[j->n_titles++] = db_int(q, 0);
        return r;
}

static int run_text(struct job *j, struct error *err)
{
        int r;

        if (strlen(j->q.text) > SEARCH_QUERY_MAX) {
                j->results->note = NOTE_LONG;
                return restart(j, j->q.sort, err);
        }
        r = query_parse(j->q.text, j->g->languages, &j->query, err);
        if (r < 0)
                return r;
        if (!j->query->root) {
                j->results->note = NOTE_EMPTY;
                return restart(j, j->q.sort, err);
        }
        if (query_only_excludes(j->query))
                return run_all(j, err);
        r = find_titles(j, err);
        if (r == 0)
                r = run_words(j, err);
        if (j->query->is_cut)
                j->results->note = NOTE_CUT;
        return r;
}

/* --- hits ----------------------------------------------------------------------------------------- */

static void read_creators(const char *json, struct arena *a, struct search_hit *hit)
{
        CLEANUP(json_freep) json_t *list = NULL;
        size_t i;
        json_t *name;

        if (!json || json_read(json, strlen(json), &list, NULL) != 0)
                return;
        json_array_foreach(list, i, name)
        {
                const char **slot = arena_push(a, &hit->creators, &hit->n_creators, sizeof(char *));

                if (slot)
                        *slot = arena_copy(a, json_string_value(name));
        }
}

static int read_hit(struct job *j, const struct found *f, struct search_hit *hit,
                    const char **ret_summary, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct arena *a = &j->results->arena;
        int r = db_prepare(j->s->db, SQL_HIT, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, f->docid);
        r = db_step(q, err);
        if (r < 0)
                return r;
        if (r != DB_ROW)
                return error_set(err, -EIO, "document %lld is missing", (long long)f->docid);
        hit->pid = search_column(q, 0, a);
        hit->is_entry = db_int(q, 1) != 0;
        hit->slug = search_column(q, 2, a);
        hit->title = search_column(q, 3, a);
        hit->language = search_column(q, 4, a);
        read_creators(db_text(q, 5), a, hit);
        hit->year = (int)db_int(q, 6);
        hit->type = search_column(q, 7, a);
        hit->score = f->score;
        hit->snippet = "";
        *ret_summary = search_column(q, 8, a);
        return 0;
}

static int add_hit(struct job *j, const struct found *f, struct error *err)
{
        struct search_results *results = j->results;
        const char *summary = NULL;
        struct search_hit *hit =
                arena_push(&results->arena, &results->hits, &results->n_hits, sizeof(*hit));
        int r;

        if (!hit)
                return error_no_memory(err);
        r = read_hit(j, f, hit, &summary, err);
        if (r < 0 || j->q.any_words)
                return r;
        return snippet_make(j->s, j->g, j->plan.expression ? &j->plan : NULL, f->docid, summary,
                            &results->arena, hit, err);
}

static int add_hits(struct job *j, struct error *err)
{
        ranking_sort(&j->ranking);
        for (size_t i = (size_t)j->q.offset; i < j->ranking.n_heap; i++) {
                int r = add_hit(j, &j->ranking.heap[i], err);

                if (r < 0)
                        return r;
        }
        return 0;
}

/* --- all of it ------------------------------------------------------------------------------------ */

/* Numbers in range; the text cut at nothing, NULL where blank. */
static void normalise(struct search_query *q)
{
        if (q->offset < 0)
                q->offset = 0;
        if (q->limit < 0)
                q->limit = 0;
        if (q->limit > HITS_MAX)
                q->limit = HITS_MAX;
        if (q->offset > INT64_MAX - q->limit)
                q->offset = INT64_MAX - q->limit;
        if (q->n_filters > SEARCH_FILTERS_MAX)
                q->n_filters = SEARCH_FILTERS_MAX;
        if (str_is_blank(q->text))
                q->text = NULL;
}

static int run(struct job *j, struct error *err)
{
        int r = glance_get(j->s->db, &j->g, err);

        if (r < 0)
                return r;
        r = j->q.text ? run_text(j, err) : run_all(j, err);
        if (r < 0)
                return r;
        j->results->total = j->ranking.total;
        j->results->generation = j->g->generation;
        r = add_hits(j, err);
        if (r == 0 && j->q.want_facets)
                r = facet_fill(&j->ranking, j->results, err);
        return r;
}

int search_run(struct search *s, const struct search_query *q, struct search_results **ret,
               struct error *err)
{
        CLEANUP(search_results_freep) struct search_results *results = calloc(1, sizeof(*results));
        struct job *j = calloc(1, sizeof(*j));
        int r;

        if (!results || !j) {
                free(j);
                return error_no_memory(err);
        }
        j->s = s;
        j->q = *q;
        j->results = results;
        normalise(&j->q);
        results->query = arena_copy(&results->arena, q->text ? q->text : "");
        results->offset = j->q.offset;
        results->limit = j->q.limit;
        r = vocab_init(err);
        if (r == 0)
                r = search_begin(s, err);
        if (r == 0)
                r = run(j, err);
        search_end(s);
        job_done(j);
        free(j);
        if (r == 0 && results->arena.failed)
                r = error_no_memory(err);
        if (r < 0)
                return error_while(err, r, "searching");
        *ret = STEAL(results);
        return 0;
}

void search_results_free(struct search_results *r)
{
        if (!r)
                return;
        arena_done(&r->arena);
        free(r);
}

void search_results_freep(struct search_results **r)
{
        search_results_free(*r);
        *r = NULL;
}
