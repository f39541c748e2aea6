/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facets by name, their values with labels, and how many documents have each. */
#include "search/facet.h"

#include "vocab/vocab.h"

#include "base/str.h"

#include <string.h>

static const struct {
        const char *name;
        int scheme; /* of the vocabulary that knows the values; -1 = none */
} facets[FACET_KINDS] = {
        [FACET_SDG] = {"sdg", VOCAB_SDG},
        [FACET_THEME] = {"theme", VOCAB_THEME},
        [FACET_TYPE] = {"type", VOCAB_TYPE},
        [FACET_LANGUAGE] = {"language", VOCAB_LANGUAGE},
        [FACET_COUNTRY] = {"country", VOCAB_PLACE},
        [FACET_REGION] = {"region", VOCAB_PLACE},
        [FACET_LICENCE] = {"licence", VOCAB_LICENCE},
        [FACET_YEAR] = {"year", -1},
};

const char *search_facet_name(enum search_facet f)
{
        return (unsigned int)f < FACET_KINDS ? facets[f].name : NULL;
}

static const char *sdg_label(const struct concept *c, const char *language, struct arena *a)
{
        const char *label = vocab_sdg_is_goal(c) ? concept_label(c, language)
                                                 : concept_short_label(c, language);

        return arena_printf(a, "%s %s", concept_notation(c), label);
}

const char *facet_label(enum search_facet facet, const char *value, const char *language,
                        struct arena *a)
{
        const struct concept *c = NULL;

        if (facet == FACET_TYPE && str_equal(value, SEARCH_TYPE_ENTRY))
                return TYPE_ENTRY_LABEL;
        if (facets[facet].scheme >= 0)
                c = vocab_find((enum vocab_scheme)facets[facet].scheme, value);
        if (!c)
                return value;
        return facet == FACET_SDG ? sdg_label(c, language, a) : concept_label(c, language);
}

/* "8" < "8.3" < "8.a" < "10": numbers as numbers. */
static int compare_values(const char *a, const char *b)
{
        while (*a && *b) {
                long x, y;
                char *end_a, *end_b;

                if (*a < '0' || *a > '9' || *b < '0' || *b > '9') {
                        if (*a != *b)
                                return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
                        a++;
                        b++;
                        continue;
                }
                x = strtol(a, &end_a, 10);
                y = strtol(b, &end_b, 10);
                if (x != y)
                        return x < y ? -1 : 1;
                a = end_a;
                b = end_b;
        }
        return (*a != 0) - (*b != 0);
}

static int by_value(const void *a, const void *b)
{
        const struct search_value *x = a, *y = b;

        return compare_values(x->value, y->value);
}

static int by_value_down(const void *a, const void *b)
{
        return by_value(b, a);
}

static int by_count(const void *a, const void *b)
{
        const struct search_value *x = a, *y = b;
        int labels;

        if (x->count != y->count)
                return x->count > y->count ? -1 : 1;
        labels = strcmp(x->label, y->label);
        return labels ? labels : strcmp(x->value, y->value);
}

static int add_values(const struct glance *g, enum search_facet facet, const int64_t *counts,
                      const bool *is_selected, const char *language, struct arena *a,
                      struct search_value **ret, size_t *ret_n, struct error *err)
{
        for (size_t i = 0; i < g->n_values; i++) {
                const struct glance_value *v = &g->values[i];
                int64_t count = counts ? counts[i] : v->count;
                bool selected = is_selected && is_selected[i];
                struct search_value *out;

                if (v->facet != facet || (!count && !selected))
                        continue;
                out = arena_push(a, ret, ret_n, sizeof(*out));
                if (!out)
                        return error_no_memory(err);
                out->value = arena_copy(a, v->value);
                out->label = facet_label(facet, out->value, language, a);
                out->count = count;
                out->is_selected = selected;
        }
        return a->failed ? error_no_memory(err) : 0;
}

int facet_fill(const struct ranking *r, struct search_results *results, struct error *err)
{
        const char *language = r->q->language ? r->q->language : "en";

        for (int f = 0; f < FACET_KINDS; f++) {
                int e = add_values(r->g, f, r->counts, r->is_selected, language, &results->arena,
                                   &results->facets[f], &results->n_facets[f], err);

                if (e < 0)
                        return e;
                if (results->n_facets[f])
                        qsort(results->facets[f], results->n_facets[f], sizeof(*results->facets[f]),
                              f == FACET_YEAR ? by_value_down : by_count);
        }
        return 0;
}

int search_counts(struct search *s, enum search_facet facet, const char *language, struct arena *a,
                  struct search_value **ret, size_t *ret_n, struct error *err)
{
        CLEANUP(search_endp) UNUSED struct search *reading = s;
        CLEANUP(glance_releasep) struct glance *g = NULL;
        struct search_value *values = NULL;
        size_t n = 0;
        int r = search_begin(s, err);

        if (r == 0)
                r = vocab_init(err);
        if (r == 0)
                r = glance_get(s->db, &g, err);
        if (r == 0)
                r = add_values(g, facet, NULL, NULL, language ? language : "en", a, &values, &n,
                               err);
        if (r < 0)
                return r;
        if (n)
                qsort(values, n, sizeof(*values), by_value);
        *ret = values;
        *ret_n = n;
        return 0;
}

int search_total(struct search *s, int64_t *ret_papers, int64_t *ret_entries, struct error *err)
{
        CLEANUP(search_endp) UNUSED struct search *reading = s;
        CLEANUP(glance_releasep) struct glance *g = NULL;
        int r = search_begin(s, err);

        if (r == 0)
                r = glance_get(s->db, &g, err);
        if (r < 0)
                return r;
        *ret_papers = g->n_papers;
        *ret_entries = g->n_entries;
        return 0;
}
