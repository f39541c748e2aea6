/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * BM25F: how often each phrase occurs in each column, weighted by the column and by the column's length,
 * then saturated once for all columns together; times how rare the phrase is. As an auxiliary function of
 * FTS5 it sees each match in passing, which is several times cheaper than ORDER BY rank.
 */
#include "search/rank.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static const double K1 = 1.2;

static const double column_weights[COLUMN_COUNT] = {
        [COLUMN_TITLE] = 4,      [COLUMN_CREATOR] = 2, [COLUMN_KEYWORD] = 3,
        [COLUMN_ABSTRACT] = 1.5, [COLUMN_OTHER] = 0.5, [COLUMN_BODY] = 1,
};

/* A document of which the query is the title comes before all others. */
static const double TITLE_BONUS = 1e6;

/* --- filters -------------------------------------------------------------------------------------- */

/* Languages are counted by their primary subtags: pt-BR is pt. */
static int value_number(const struct glance *g, const struct search_filter *f)
{
        char primary[8];

        if (f->facet != FACET_LANGUAGE)
                return glance_value_find(g, f->facet, f->value);
        snprintf(primary, sizeof(primary), "%.*s", (int)strcspn(f->value, "-"), f->value);
        return glance_value_find(g, f->facet, primary);
}

static void select_values(struct ranking *r)
{
        for (size_t i = 0; i < r->q->n_filters; i++) {
                const struct search_filter *f = &r->q->filters[i];
                int number = value_number(r->g, f);

                r->need |= 1u << f->facet; /* an unknown value matches nothing */
                if (number >= 0)
                        r->is_selected[number] = true;
        }
        if (r->q->year_from || r->q->year_to)
                r->need |= 1u << FACET_YEAR;
}

static bool is_year_selected(const struct ranking *r)
{
        for (size_t i = 0; i < r->q->n_filters; i++)
                if (r->q->filters[i].facet == FACET_YEAR)
                        return true;
        return false;
}

static bool is_in_years(const struct ranking *r, const struct glance_doc *d)
{
        if (r->q->year_from && d->year < r->q->year_from)
                return false;
        return !r->q->year_to || (d->year && d->year <= r->q->year_to);
}

/* Bits of the facets whose filter the document does not pass. */
static unsigned int missing(const struct ranking *r, const struct glance_doc *d)
{
        const uint16_t *values = r->g->values_of + d->first;
        unsigned int have = 0;

        for (uint32_t i = 0; i < d->n; i++)
                if (r->is_selected[values[i]])
                        have |= 1u << r->g->values[values[i]].facet;
        if (r->need & (1u << FACET_YEAR)) {
                if (!is_year_selected(r))
                        have |= 1u << FACET_YEAR;
                if (!is_in_years(r, d))
                        have &= ~(1u << FACET_YEAR);
        }
        return r->need & ~have;
}

static bool is_of_kind(const struct ranking *r, const struct glance_doc *d)
{
        return !r->q->kind || d->is_entry == !strcmp(r->q->kind, "entry");
}

/* A filter on a facet does not reduce the counts of that same facet: they say what choosing another value
 * would bring. only: bit of the one facet to count, 0 = all. */
static void count_values(struct ranking *r, const struct glance_doc *d, unsigned int only)
{
        const uint16_t *values = r->g->values_of + d->first;

        for (uint32_t i = 0; i < d->n; i++)
                if (!only || only == 1u << r->g->values[values[i]].facet)
                        r->counts[values[i]]++;
}

/* --- the best so far ------------------------------------------------------------------------------ */

/* Equal ones in the order of their docids, the older first or last as the sort has it: always the same. */
static bool is_better(const struct ranking *r, const struct found *a, const struct found *b)
{
        if (a->key > b->key || a->key < b->key)
                return a->key > b->key;
        return r->sort == SORT_NEWEST ? a->docid > b->docid : a->docid < b->docid;
}

static void swap(struct found *a, struct found *b)
{
        struct found t = *a;

        *a = *b;
        *b = t;
}

/* heap[0] is the worst of those kept. */
static void sift_down(struct ranking *r, size_t n)
{
        size_t i = 0;

        for (;;) {
                size_t worst = i, left = 2 * i + 1, right = left + 1;

                if (left < n && is_better(r, &r->heap[worst], &r->heap[left]))
                        worst = left;
                if (right < n && is_better(r, &r->heap[worst], &r->heap[right]))
                        worst = right;
                if (worst == i)
                        return;
                swap(&r->heap[i], &r->heap[worst]);
                i = worst;
        }
}

static void keep(struct ranking *r, struct found f)
{
        if (r->n_heap < r->heap_max) {
                size_t i = r->n_heap++;

                r->heap[i] = f;
                for (; i && is_better(r, &r->heap[(i - 1) / 2], &r->heap[i]); i = (i - 1) / 2)
                        swap(&r->heap[i], &r->heap[(i - 1) / 2]);
        } else if (r->heap_max && is_better(r, &f, &r->heap[0])) {
                r->heap[0] = f;
                sift_down(r, r->n_heap);
        }
}

void ranking_sort(struct ranking *r)
{
        for (size_t n = r->n_heap; n > 1; n--) {
                swap(&r->heap[0], &r->heap[n - 1]);
                sift_down(r, n - 1);
        }
}

/* --- a match -------------------------------------------------------------------------------------- */

static double sort_key(const struct ranking *r, int64_t docid, double score)
{
        const struct glance_doc *d = &r->g->docs[docid];

        if (r->sort == SORT_NEWEST)
                return d->day;
        if (r->sort == SORT_OLDEST)
                return d->day ? -(double)d->day : -99999999.0; /* without a date: at the end */
        for (size_t i = 0; i < r->n_titles; i++)
                if (r->titles[i] == docid)
                        return score + TITLE_BONUS;
        return score;
}

/* 0 = passes; else the bits of the facets that it does not pass, all bits for none of them. */
static unsigned int consider(struct ranking *r, const struct glance_doc *d)
{
        unsigned int miss;

        if (!is_of_kind(r, d))
                return ~0u;
        miss = r->need ? missing(r, d) : 0;
        if (r->q->want_facets && !(miss & (miss - 1)))
                count_values(r, d, miss);
        return miss;
}

static bool is_known(const struct ranking *r, int64_t docid)
{
        return docid >= 0 && (size_t)docid < r->g->n_docs && r->g->docs[docid].is_live;
}

/* How much the phrase occurs, by BM25F; 0 where it does not. */
static double phrase_frequency(const struct glance_doc *d, int phrase, const Fts5ExtensionApi *api,
                               Fts5Context *match)
{
        double sum = 0;
        Fts5PhraseIter i;
        int column, offset;

        if (api->xPhraseFirst(match, phrase, &i, &column, &offset) != SQLITE_OK)
                return 0;
        for (; column >= 0; api->xPhraseNext(match, &i, &column, &offset))
                if (column < COLUMN_COUNT)
                        sum += column_weights[column] / (double)d->norm[column];
        return sum;
}

static double score(struct ranking *r, const struct glance_doc *d, const Fts5ExtensionApi *api,
                    Fts5Context *match)
{
        double sum = 0;

        for (size_t i = 0; i < r->plan->n_phrases; i++) {
                double f;

                if (r->weights[i] <= 0 && !r->min_words)
                        continue;
                f = phrase_frequency(d, (int)i, api, match);
                if (f > 0 && r->is_seen)
                        r->is_seen[r->plan->phrases[i].word] = true;
                sum += r->weights[i] * f * (K1 + 1) / (f + K1);
        }
        return sum;
}

static bool has_enough_words(struct ranking *r)
{
        int n = 0;

        for (int i = 1; i <= r->plan->n_optional; i++) {
                n += r->is_seen[i];
                r->is_seen[i] = false;
        }
        return n >= r->min_words;
}

static int begin(struct ranking *r, const Fts5ExtensionApi *api, Fts5Context *match)
{
        r->weights = arena_alloc(&r->arena, (r->plan->n_phrases + 1) * sizeof(*r->weights));
        if (r->min_words)
                r->is_seen = arena_alloc(&r->arena, (size_t)r->plan->n_optional + 1);
        if (r->arena.failed)
                return SQLITE_NOMEM;
        return rank_phrase_weights(r->g, r->plan, api, match, r->weights);
}

void ranking_match(void *user, const Fts5ExtensionApi *api, Fts5Context *match)
{
        struct ranking *r = user;
        int64_t docid = api->xRowid(match);
        double s = 0;

        if (!r->weights && r->r == SQLITE_OK)
                r->r = begin(r, api, match);
        if (r->r != SQLITE_OK || !is_known(r, docid))
                return;
        if (r->min_words) {
                s = score(r, &r->g->docs[docid], api, match);
                if (!has_enough_words(r))
                        return;
        }
        r->matched++;
        if (consider(r, &r->g->docs[docid]) != 0)
                return;
        r->total++;
        if (!r->min_words && r->heap_max && r->sort == SORT_RELEVANCE)
                s = score(r, &r->g->docs[docid], api, match);
        keep(r, (struct found){docid, sort_key(r, docid, s), s});
}

void ranking_exclude(void *user, const Fts5ExtensionApi *api, Fts5Context *match)
{
        struct ranking *r = user;
        int64_t docid = api->xRowid(match);

        if (is_known(r, docid))
                r->is_excluded[docid] = true;
}

void ranking_all(struct ranking *r)
{
        for (size_t i = 0; i < r->g->n_docs; i++) {
                const struct glance_doc *d = &r->g->docs[i];

                if (!d->is_live || (r->is_excluded && r->is_excluded[i]))
                        continue;
                r->matched++;
                if (consider(r, d) != 0)
                        continue;
                r->total++;
                keep(r, (struct found){(int64_t)i, sort_key(r, (int64_t)i, 0), 0});
        }
}

/* --- how rare a phrase is ------------------------------------------------------------------------- */

static int count_row(const Fts5ExtensionApi *api, Fts5Context *match, void *user)
{
        (void)api;
        (void)match;
        *(int64_t *)user += 1;
        return SQLITE_OK;
}

int rank_phrase_weights(struct glance *g, const struct plan *plan, const Fts5ExtensionApi *api,
                        Fts5Context *match, double *weights)
{
        for (size_t i = 0; i < plan->n_phrases; i++) {
                const char *key = plan->phrases[i].key ? plan->phrases[i].key : "";
                int64_t n;

                weights[i] = 0;
                if (plan->phrases[i].weight <= 0)
                        continue;
                n = glance_frequency_find(g, key);
                if (n < 0) {
                        int r;

                        n = 0;
                        r = api->xQueryPhrase(match, (int)i, &n, count_row);
                        if (r != SQLITE_OK)
                                return r;
                        glance_frequency_put(g, key, n);
                }
                weights[i] = plan->phrases[i].weight *
                             log(1 + ((double)(g->n_live - n) + 0.5) / ((double)n + 0.5));
        }
        return SQLITE_OK;
}

/* --- making one ----------------------------------------------------------------------------------- */

int ranking_init(struct ranking *r, struct glance *g, const struct search_query *q,
                 enum search_sort sort, struct error *err)
{
        int64_t wanted = q->offset + q->limit;

        *r = (struct ranking){.g = g, .q = q, .sort = sort};
        if (wanted > g->n_live || wanted < 0)
                wanted = g->n_live;
        r->heap_max = q->limit > 0 ? (size_t)wanted : 0;
        r->heap = malloc((r->heap_max + 1) * sizeof(*r->heap));
        r->is_selected = arena_alloc(&r->arena, g->n_values + 1);
        r->counts = arena_alloc(&r->arena, (g->n_values + 1) * sizeof(*r->counts));
        if (!r->heap || r->arena.failed) {
                ranking_done(r);
                return error_no_memory(err);
        }
        select_values(r);
        return 0;
}

void ranking_done(struct ranking *r)
{
        free(r->heap);
        free(r->is_excluded);
        arena_done(&r->arena);
        *r = (struct ranking){0};
}
