/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The parameters of a search. A filter is either a value the index knows or a notice; nothing of it reaches
 * the index as it was typed but the words themselves.
 */
#include "web/filters.h"

#include "base/num.h"
#include "base/str.h"
#include "text/escape.h"

#include <string.h>

enum { YEAR_MAX = 9999 };

static const struct {
        const char *name;
        enum search_facet facet;
        const char *what;
} facets[] = {
        {"sdg", FACET_SDG, "a Sustainable Development Goal or target"},
        {"theme", FACET_THEME, "a theme of this hub"},
        {"type", FACET_TYPE, "a type of document"},
        {"lang", FACET_LANGUAGE, "a language"},
        {"country", FACET_COUNTRY, "a country (two letters, such as KE)"},
        {"region", FACET_REGION, "a region (a UN M49 number, such as 202)"},
        {"licence", FACET_LICENCE, "a licence"},
};

const char *filters_parameter(enum search_facet f)
{
        for (size_t i = 0; i < ARRAY_LEN(facets); i++) {
                if (facets[i].facet == f)
                        return facets[i].name;
        }
        return search_facet_name(f);
}

static void notice(struct filters *f, struct arena *a, const char *name, const char *value,
                   const char *what)
{
        if (f->n_notices < FILTERS_NOTICES_MAX)
                f->notices[f->n_notices++] =
                        arena_printf(a, "\u201c%.60s\u201d (%s) is not %s.", value, name, what);
}

static bool has_filter(const struct search_query *q, enum search_facet facet, const char *value)
{
        for (size_t i = 0; i < q->n_filters; i++) {
                if (q->filters[i].facet == facet && !strcmp(q->filters[i].value, value))
                        return true;
        }
        return false;
}

static void add_filter(struct filters *f, struct arena *a, size_t row, const char *text)
{
        struct search_query *q = &f->query;
        const char *value = search_filter_value(facets[row].facet, text, a);

        if (!value) {
                notice(f, a, facets[row].name, text, facets[row].what);
        } else if (q->n_filters == SEARCH_FILTERS_MAX) {
                notice(f, a, facets[row].name, text, "taken in: there are too many filters");
        } else if (!has_filter(q, facets[row].facet, value)) {
                q->filters[q->n_filters++] =
                        (struct search_filter){.facet = facets[row].facet, .value = value};
        }
}

static void add_years(struct filters *f, struct arena *a, const char *value)
{
        if (!search_years(value, &f->query.year_from, &f->query.year_to))
                notice(f, a, "year", value, "a year or a span such as 2015..2022");
}

/* The two fields of the form, which cannot write "2015..2022" without a script. */
static void add_year_end(struct filters *f, struct arena *a, const char *name, const char *value,
                         int *end)
{
        if (!num_read_int(value, 1, YEAR_MAX, end))
                notice(f, a, name, value, "a year");
}

static void add_kind(struct filters *f, struct arena *a, const char *value)
{
        if (!strcmp(value, "paper") || !strcmp(value, "entry"))
                f->query.kind = value;
        else
                notice(f, a, "kind", value, "one of paper, entry");
}

static void add_sort(struct filters *f, struct arena *a, const char *value)
{
        if (!search_sort_find(value, &f->query.sort))
                notice(f, a, "sort", value, "one of relevance, newest, oldest");
}

static void add_number(struct filters *f, struct arena *a, const char *name, const char *value)
{
        struct search_query *q = &f->query;
        int64_t n;

        if (!num_read(value, 0, FILTERS_PAGE_MAX, &n)) {
                notice(f, a, name, value, "a whole number in range");
        } else if (!strcmp(name, "offset")) {
                q->offset = n;
        } else if (!strcmp(name, "page")) {
                q->offset = n > 0 ? (n - 1) * FILTERS_PAGE_SIZE : 0;
        } else if (n > SEARCH_LIMIT_MAX) {
                notice(f, a, name, value, "at most 100");
        } else {
                q->limit = (int)n;
        }
}

static void read_one(struct filters *f, struct arena *a, const char *name, const char *value)
{
        for (size_t i = 0; i < ARRAY_LEN(facets); i++) {
                if (!strcmp(facets[i].name, name)) {
                        add_filter(f, a, i, value);
                        return;
                }
        }
        if (!strcmp(name, "year"))
                add_years(f, a, value);
        else if (!strcmp(name, "from"))
                add_year_end(f, a, name, value, &f->query.year_from);
        else if (!strcmp(name, "to"))
                add_year_end(f, a, name, value, &f->query.year_to);
        else if (!strcmp(name, "kind"))
                add_kind(f, a, value);
        else if (!strcmp(name, "sort"))
                add_sort(f, a, value);
        else if (!strcmp(name, "page") || !strcmp(name, "offset") || !strcmp(name, "limit"))
                add_number(f, a, name, value);
}

void filters_read(const struct target *t, struct arena *a, struct filters *ret)
{
        struct search_query *q = &ret->query;

        *ret = (struct filters){.query = {.sort = SORT_RELEVANCE,
                                          .limit = FILTERS_PAGE_SIZE,
                                          .want_facets = true,
                                          .language = "en"}};
        q->text = target_get(t, "q");
        for (size_t i = 0; i < t->n_parameters; i++) {
                if (!str_is_blank(t->parameters[i].value))
                        read_one(ret, a, t->parameters[i].name, t->parameters[i].value);
        }
        if (q->year_from && q->year_to && q->year_from > q->year_to) {
                notice(ret, a, "from", "the first year", "before the last one");
                q->year_from = q->year_to = 0;
        }
}

const char *filters_sort_name(enum search_sort s)
{
        static const char *const names[] = {
                [SORT_RELEVANCE] = "relevance", [SORT_NEWEST] = "newest", [SORT_OLDEST] = "oldest"};

        return names[s];
}

const char *filters_years(const struct search_query *q, struct arena *a)
{
        if (!q->year_from && !q->year_to)
                return NULL;
        if (q->year_from == q->year_to)
                return arena_printf(a, "%d", q->year_from);
        if (!q->year_to)
                return arena_printf(a, "%d..", q->year_from);
        if (!q->year_from)
                return arena_printf(a, "..%d", q->year_to);
        return arena_printf(a, "%d..%d", q->year_from, q->year_to);
}

static void add_pair(struct str *out, const char *name, const char *value)
{
        if (str_is_blank(value))
                return;
        str_addf(out, "%c%s=", out->len ? '&' : '?', name);
        url_part(out, value);
}

const char *filters_address(const struct search_query *q, const struct filters_change *change,
                            struct arena *a)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        const char *kind = change->kind ? change->kind : q->kind;
        const char *sort = change->sort ? change->sort : filters_sort_name(q->sort);

        add_pair(&out, "q", q->text);
        for (size_t i = 0; i < q->n_filters && !change->drops_all; i++) {
                if (!change->drops_filter || change->filter != i)
                        add_pair(&out, filters_parameter(q->filters[i].facet), q->filters[i].value);
        }
        if (change->adds)
                add_pair(&out, filters_parameter(change->adds->facet), change->adds->value);
        if (!change->drops_years && !change->drops_all)
                add_pair(&out, "year", filters_years(q, a));
        if (!change->drops_kind && !change->drops_all)
                add_pair(&out, "kind", kind);
        add_pair(&out, "sort", strcmp(sort, "relevance") != 0 ? sort : NULL);
        if (change->page > 1)
                add_pair(&out, "page", arena_printf(a, "%lld", (long long)change->page));
        if (out.failed)
                a->failed = true;
        return arena_printf(a, "/search%s", str_text(&out));
}
