/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Searching what is public, from the words of a front door to search/search.h and back. */
#include "hub/hub.h"

#include "base/str.h"
#include "search/search.h"

enum { FIND_LIMIT_DEFAULT = 10, FIND_LIMIT_MAX = 1000 };

static bool read_facet(const char *name, enum search_facet *ret)
{
        for (int f = 0; f < FACET_KINDS; f++) {
                if (str_equal(name, search_facet_name((enum search_facet)f))) {
                        *ret = (enum search_facet)f;
                        return true;
                }
        }
        return false;
}

/* The notation behind what was asked for: "Kenya" -> "KE". */
static int read_filter(const struct ssehub_filter *in, struct search_query *q, struct arena *a,
                       struct error *err)
{
        struct search_filter *out = &q->filters[q->n_filters];

        if (q->n_filters == SEARCH_FILTERS_MAX)
                return error_set(err, 1, "more than %d filters", SEARCH_FILTERS_MAX);
        if (!read_facet(in->facet, &out->facet))
                return error_set(err, 1, "there is no facet '%s'", in->facet);
        out->value = search_filter_value(out->facet, in->value, a);
        if (!out->value)
                return error_set(err, 1, "'%s' is not a %s the hub knows", in->value, in->facet);
        q->n_filters++;
        return a->failed ? error_no_memory(err) : 0;
}

static int read_query(const struct ssehub_query *in, struct search_query *q, struct arena *a,
                      struct error *err)
{
        *q = (struct search_query){
                .text = in->text,
                .kind = in->kind,
                .offset = in->offset < 0 ? 0 : in->offset,
                .limit = in->limit > 0 ? in->limit : FIND_LIMIT_DEFAULT,
                .any_words = in->any_words,
                .want_facets = !in->any_words,
        };
        if (q->limit > FIND_LIMIT_MAX)
                return error_set(err, 1, "at most %d hits can be asked for at once",
                                 FIND_LIMIT_MAX);
        if (in->kind && !str_equal(in->kind, "paper") && !str_equal(in->kind, "entry"))
                return error_set(err, 1, "there is no kind '%s': paper, entry", in->kind);
        if (in->sort && !search_sort_find(in->sort, &q->sort))
                return error_set(err, 1, "'%s' is not a sort: relevance, newest, oldest", in->sort);
        if (in->years && !search_years(in->years, &q->year_from, &q->year_to))
                return error_set(err, 1, "'%s' is not a year or a range such as 2015..2022",
                                 in->years);
        for (size_t i = 0; i < in->n_filters; i++) {
                int r = read_filter(&in->filters[i], q, a, err);

                if (r != 0)
                        return r;
        }
        return 0;
}

static int run(struct ssehub *hub, const struct ssehub_query *query, json_t **ret,
               struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(search_results_freep) struct search_results *results = NULL;
        CLEANUP(search_closep) struct search *s = NULL;
        struct search_query q;
        int r = read_query(query, &q, &a, err);

        if (r != 0)
                return r;
        r = search_open(store_dir(hub->store), &s, err);
        if (r == SEARCH_NO_INDEX)
                return error_set(err, 1, "this hub has no search index: 'ssehub rebuild' makes it");
        if (r == 0)
                r = search_run(s, &q, &results, err);
        if (r == 0)
                *ret = search_results_json(results);
        return r;
}

int ssehub_search(struct ssehub *hub, const struct ssehub_query *query, char **ret_json,
                  struct ssehub_error *err)
{
        struct error e = {0};
        json_t *j = NULL;
        int r = run(hub, query, &j, &e);

        return r == 0 ? hub_json(j, ret_json, err) : hub_answer(r, &e, err);
}
