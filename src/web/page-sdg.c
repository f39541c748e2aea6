/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A goal or a target: what it says, and what the hub has on it. */
#include "web/page.h"

#include "text/xml.h"

enum { SHOWN = 10 };

static int add_works(struct request *q, xmlNode *page, const char *notation, const char *kind,
                     struct error *err)
{
        struct search_query query = {
                .filters = {{.facet = FACET_SDG, .value = notation}},
                .n_filters = 1,
                .kind = kind,
                .sort = SORT_NEWEST,
                .limit = SHOWN,
                .language = "en",
        };

        return page_add_listing(q, page, kind, &query, err);
}

static int64_t count_of(const struct search_value *values, size_t n, const char *notation)
{
        for (size_t i = 0; i < n; i++) {
                if (str_equal(values[i].value, notation))
                        return values[i].count;
        }
        return 0;
}

static int add_targets(struct request *q, xmlNode *page, const struct concept *goal,
                       struct error *err)
{
        struct search_value *counts = NULL;
        const struct concept *c;
        size_t n = 0;
        int r = search_counts(q->search, FACET_SDG, "en", &q->arena, &counts, &n, err);

        if (r < 0)
                return r;
        for (size_t i = 0; (c = concept_narrower(goal, i)); i++) {
                xmlNode *target;

                if (!vocab_sdg_is_target(c))
                        continue;
                target = xml_add(page, "target", concept_label(c, "en"));
                xml_set(target, "number", concept_notation(c));
                xml_set(target, "href", arena_printf(&q->arena, "/sdg/%s", concept_notation(c)));
                xml_setf(target, "count", "%lld",
                         (long long)count_of(counts, n, concept_notation(c)));
        }
        return 0;
}

static xmlNode *new_page(struct request *q, const char *kind, const struct concept *c,
                         const char *what, xmlDoc **ret)
{
        const char *notation = concept_notation(c);
        xmlNode *page = page_new(
                q, kind,
                arena_printf(&q->arena, "%s %s: %s", what, notation, concept_short_label(c, "en")),
                ret);

        xml_set(page, "number", notation);
        xml_set(page, "label", concept_short_label(c, "en"));
        xml_set(page, "iri", concept_iri(c));
        page_canonical(q, page, arena_printf(&q->arena, "/sdg/%s", notation));
        return page;
}

static int add_both_kinds(struct request *q, xmlNode *page, const char *notation, struct error *err)
{
        int r = add_works(q, page, notation, "paper", err);

        return r < 0 ? r : add_works(q, page, notation, "entry", err);
}

int page_goal(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        const struct concept *c = vocab_find(VOCAB_SDG, q->variables[0]);
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page = new_page(q, "goal", c, "Goal", &doc);
        int r;

        (void)reply;
        xml_set(page, "aim", concept_definition(c, "en"));
        r = add_both_kinds(q, page, concept_notation(c), err);
        if (r < 0)
                return r;
        r = add_targets(q, page, c, err);
        return r < 0 ? r : page_ready(q, &doc, ret, err);
}

int page_target(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        const struct concept *c = vocab_find(VOCAB_SDG, q->variables[0]);
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page = new_page(q, "target", c, "Target", &doc);
        const struct concept *indicator;
        int r;

        (void)reply;
        xml_set(page, "aim", concept_label(c, "en"));
        page_add_goal(q, page, concept_broader(c), -1);
        r = add_both_kinds(q, page, concept_notation(c), err);
        if (r < 0)
                return r;
        for (size_t i = 0; (indicator = concept_narrower(c, i)); i++) {
                xmlNode *node = xml_add(page, "indicator", concept_label(indicator, "en"));

                xml_set(node, "number", concept_notation(indicator));
        }
        return page_ready(q, &doc, ret, err);
}
