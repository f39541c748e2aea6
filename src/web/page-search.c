/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Results, the filters that can be laid on them, and the ways on. */
#include "web/page.h"

#include "text/xml.h"
#include "web/filters.h"

#include <string.h>

enum { SHOWN_VALUES = 8 /* of a facet; the rest folds */ };

/* What the page calls the facets, in their order there. is_open: unfolded from the start. */
static const struct {
        enum search_facet facet;
        const char *label;
        bool is_open;
} groups[] = {
        {FACET_SDG, "Sustainable Development Goals", true},
        {FACET_THEME, "Themes", true},
        {FACET_TYPE, "Types", false},
        {FACET_LANGUAGE, "Languages", false},
        {FACET_REGION, "Regions", false},
        {FACET_COUNTRY, "Countries", false},
        {FACET_LICENCE, "Licences", false},
};

static const enum vocab_scheme schemes[FACET_KINDS] = {
        [FACET_SDG] = VOCAB_SDG,         [FACET_THEME] = VOCAB_THEME,
        [FACET_TYPE] = VOCAB_TYPE,       [FACET_LANGUAGE] = VOCAB_LANGUAGE,
        [FACET_COUNTRY] = VOCAB_PLACE,   [FACET_REGION] = VOCAB_PLACE,
        [FACET_LICENCE] = VOCAB_LICENCE,
};

static const char *value_label(struct request *q, enum search_facet facet, const char *value)
{
        const struct concept *c = vocab_find(schemes[facet], value);
        bool is_goal = c && vocab_sdg_is_goal(c);

        if (!c)
                return str_equal(value, SEARCH_TYPE_ENTRY) ? "Encyclopedia entry" : value;
        if (facet != FACET_SDG)
                return concept_label(c, "en");
        return arena_printf(&q->arena, "%s %s: %s", is_goal ? "Goal" : "Target", value,
                            concept_short_label(c, "en"));
}

/* --- the form ------------------------------------------------------------------------------------- */

static void keep(xmlNode *form, const char *name, const char *value)
{
        xmlNode *node;

        if (str_is_blank(value))
                return;
        node = xml_add(form, "keep", NULL);
        xml_set(node, "name", name);
        xml_set(node, "value", value);
}

/* Filters stay when the words are changed; years have fields of their own in the form of the filters. */
static void add_form(struct request *q, xmlNode *page, const struct search_query *query)
{
        xmlNode *form = xml_add(page, "form", NULL);

        xml_set(form, "q", query->text ? query->text : "");
        for (size_t i = 0; i < query->n_filters; i++)
                keep(form, filters_parameter(query->filters[i].facet), query->filters[i].value);
        keep(form, "kind", query->kind);
        if (query->sort != SORT_RELEVANCE)
                keep(form, "sort", filters_sort_name(query->sort));
        xml_set(form, "years", filters_years(query, &q->arena));
        if (query->year_from)
                xml_setf(form, "from", "%d", query->year_from);
        if (query->year_to)
                xml_setf(form, "to", "%d", query->year_to);
}

/* --- filters in force ----------------------------------------------------------------------------- */

static void add_active(xmlNode *page, const char *label, const char *href)
{
        xmlNode *node = xml_add(page, "active", NULL);

        xml_set(node, "label", label);
        xml_set(node, "href", href);
}

static void add_active_filters(struct request *q, xmlNode *page, const struct search_query *query)
{
        struct filters_change all = {.drops_all = true};
        const char *years = filters_years(query, &q->arena);

        for (size_t i = 0; i < query->n_filters; i++) {
                struct filters_change change = {.drops_filter = true, .filter = i};

                add_active(page, value_label(q, query->filters[i].facet, query->filters[i].value),
                           filters_address(query, &change, &q->arena));
        }
        if (years) {
                struct filters_change change = {.drops_years = true};

                add_active(page, years, filters_address(query, &change, &q->arena));
        }
        if (query->n_filters || years)
                xml_set(page, "clear", filters_address(query, &all, &q->arena));
}

/* --- one of several ------------------------------------------------------------------------------- */

static void add_choice(struct request *q, xmlNode *page, const char *name, const char *label,
                       const struct search_query *query, const struct filters_change *change,
                       bool is_current)
{
        xmlNode *node = xml_add(page, name, NULL);

        xml_set(node, "label", label);
        xml_set(node, "href", filters_address(query, change, &q->arena));
        xml_set(node, "current", is_current ? "yes" : NULL);
}

static void add_choices(struct request *q, xmlNode *page, const struct search_query *query)
{
        static const struct {
                const char *kind, *label;
        } kinds[] = {{"", "All"}, {"paper", "Papers"}, {"entry", "Encyclopedia"}};
        static const struct {
                enum search_sort sort;
                const char *label;
        } sorts[] = {
                {SORT_RELEVANCE, "Relevance"}, {SORT_NEWEST, "Newest"}, {SORT_OLDEST, "Oldest"}};

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
                struct filters_change change = {.kind = kinds[i].kind};

                add_choice(q, page, "kind", kinds[i].label, query, &change,
                           str_equal(query->kind ? query->kind : "", kinds[i].kind));
        }
        for (size_t i = 0; i < ARRAY_LEN(sorts); i++) {
                struct filters_change change = {.sort = filters_sort_name(sorts[i].sort)};

                add_choice(q, page, "sort", sorts[i].label, query, &change,
                           query->sort == sorts[i].sort);
        }
}

/* --- facets --------------------------------------------------------------------------------------- */

static size_t filter_at(const struct search_query *query, enum search_facet facet,
                        const char *value)
{
        size_t i;

        for (i = 0; i < query->n_filters; i++) {
                if (query->filters[i].facet == facet && !strcmp(query->filters[i].value, value))
                        break;
        }
        return i;
}

/* Targets show once their goal is chosen; else seventeen goals would drown in them. */
static bool is_shown(const struct search_query *query, enum search_facet facet,
                     const struct search_value *v)
{
        const struct concept *c = facet == FACET_SDG ? vocab_find(VOCAB_SDG, v->value) : NULL;
        const struct concept *goal = c && !vocab_sdg_is_goal(c) ? concept_broader(c) : NULL;

        if (!goal)
                return true;
        return v->is_selected ||
               filter_at(query, FACET_SDG, concept_notation(goal)) < query->n_filters;
}

static void add_value(struct request *q, xmlNode *facet, const struct search_query *query,
                      enum search_facet kind, const struct search_value *v)
{
        const struct search_filter filter = {.facet = kind, .value = v->value};
        size_t at = filter_at(query, kind, v->value);
        bool is_selected = at < query->n_filters;
        struct filters_change change = {
                .drops_filter = is_selected, .filter = at, .adds = is_selected ? NULL : &filter};
        xmlNode *node = xml_add(facet, "value", NULL);

        xml_set(node, "label",
                kind == FACET_SDG ? value_label(q, kind, v->value)
                : v->label        ? v->label
                                  : v->value);
        xml_setf(node, "count", "%lld", (long long)v->count);
        xml_set(node, "href", filters_address(query, &change, &q->arena));
        xml_set(node, "selected", is_selected ? "yes" : NULL);
}

static void add_facet(struct request *q, xmlNode *page, const struct search_query *query,
                      const struct search_results *results, size_t group)
{
        enum search_facet kind = groups[group].facet;
        xmlNode *facet, *more = NULL;
        bool is_open = groups[group].is_open;
        size_t shown = 0;

        if (!results->n_facets[kind])
                return;
        facet = xml_add(page, "facet", NULL);
        xml_set(facet, "label", groups[group].label);
        for (size_t i = 0; i < results->n_facets[kind]; i++) {
                const struct search_value *v = &results->facets[kind][i];

                if (!is_shown(query, kind, v))
                        continue;
                is_open |= v->is_selected;
                if (shown++ == SHOWN_VALUES)
                        more = xml_add(facet, "more", NULL);
                add_value(q, more ? more : facet, query, kind, v);
        }
        xml_set(facet, "open", is_open ? "yes" : NULL);
}

/* --- results -------------------------------------------------------------------------------------- */

static void add_paging(struct request *q, xmlNode *page, const struct search_query *query,
                       int64_t total)
{
        int64_t pages = (total + FILTERS_PAGE_SIZE - 1) / FILTERS_PAGE_SIZE;
        int64_t here = query->offset / FILTERS_PAGE_SIZE + 1;
        struct filters_change to = {0};
        xmlNode *paging;

        if (pages < 2 && here == 1)
                return;
        paging = xml_add(page, "paging", NULL);
        xml_setf(paging, "page", "%lld", (long long)here);
        xml_setf(paging, "pages", "%lld", (long long)pages);
        to.page = here - 1;
        if (here > 1 && here <= pages)
                xml_set(paging, "previous", filters_address(query, &to, &q->arena));
        to.page = here + 1;
        if (here < pages)
                xml_set(paging, "next", filters_address(query, &to, &q->arena));
        to.page = pages;
        if (here > pages && pages > 0)
                xml_set(paging, "last", filters_address(query, &to, &q->arena));
}

static void add_results(struct request *q, xmlNode *page, const struct search_query *query,
                        const struct search_results *results)
{
        xml_setf(page, "total", "%lld", (long long)results->total);
        if (results->n_hits) {
                xml_setf(page, "first", "%lld", (long long)results->offset + 1);
                xml_setf(page, "last", "%lld",
                         (long long)(results->offset + (int64_t)results->n_hits));
        }
        if (results->note)
                xml_add(page, "note", results->note);
        for (size_t i = 0; i < results->n_hits; i++)
                page_add_hit(q, page, &results->hits[i]);
        add_paging(q, page, query, results->total);
}

static const char *title_of(struct request *q, const struct search_query *query)
{
        if (str_is_blank(query->text))
                return "Search";
        return arena_printf(&q->arena, "Search: %s", query->text);
}

int page_search(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        CLEANUP(search_results_freep) struct search_results *results = NULL;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct filters f;
        xmlNode *page;
        int r;

        (void)reply;
        filters_read(&q->target, &q->arena, &f);
        f.query.limit = FILTERS_PAGE_SIZE;
        r = search_run(q->search, &f.query, &results, err);
        if (r < 0)
                return r;

        page = page_new(q, "search", title_of(q, &f.query), &doc);
        add_form(q, page, &f.query);
        for (size_t i = 0; i < f.n_notices; i++)
                xml_add(page, "notice", f.notices[i]);
        add_active_filters(q, page, &f.query);
        add_choices(q, page, &f.query);
        for (size_t i = 0; i < ARRAY_LEN(groups); i++)
                add_facet(q, page, &f.query, results, i);
        add_results(q, page, &f.query, results);
        return page_ready(q, &doc, ret, err);
}
