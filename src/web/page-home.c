/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The first page, and what the hub is. */
#include "web/page.h"

#include "text/xml.h"

enum { NEWEST = 6 };

static int add_newest(struct request *q, xmlNode *page, const char *kind, struct error *err)
{
        struct search_query query = {
                .kind = kind, .sort = SORT_NEWEST, .limit = NEWEST, .language = "en"};

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

static int add_goals(struct request *q, xmlNode *page, bool with_aims, struct error *err)
{
        xmlNode *goals = xml_add(page, "goals", NULL);
        struct search_value *counts = NULL;
        const struct concept *c;
        size_t n = 0;
        int r = search_counts(q->search, FACET_SDG, "en", &q->arena, &counts, &n, err);

        if (r < 0)
                return r;
        for (size_t i = 0; (c = vocab_at(VOCAB_SDG, i)); i++) {
                xmlNode *goal;

                if (!vocab_sdg_is_goal(c))
                        continue;
                goal = page_add_goal(q, goals, c, count_of(counts, n, concept_notation(c)));
                if (with_aims)
                        xml_set(goal, "aim", concept_definition(c, "en"));
        }
        return 0;
}

static int add_totals(struct request *q, xmlNode *page, struct error *err)
{
        int64_t papers, entries;
        int r = search_total(q->search, &papers, &entries, err);

        if (r < 0)
                return r;
        xml_setf(page, "papers", "%lld", (long long)papers);
        xml_setf(page, "entries", "%lld", (long long)entries);
        return 0;
}

int page_home(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page = page_new(q, "home", NULL, &doc);
        int r;

        (void)reply;
        page_canonical(q, page, "/");
        r = add_totals(q, page, err);
        if (r < 0)
                return r;
        r = add_goals(q, page, false, err);
        if (r < 0)
                return r;
        r = add_newest(q, page, "paper", err);
        if (r < 0)
                return r;
        r = add_newest(q, page, "entry", err);
        if (r < 0)
                return r;
        return page_ready(q, &doc, ret, err);
}

int page_goals(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page = page_new(q, "goals", "Sustainable Development Goals", &doc);
        int r;

        (void)reply;
        page_canonical(q, page, "/sdg");
        r = add_goals(q, page, true, err);
        return r < 0 ? r : page_ready(q, &doc, ret, err);
}

int page_about(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page = page_new(q, "about", "About this hub", &doc);

        (void)reply;
        page_canonical(q, page, "/about");
        xml_set(page, "base", q->base_url);
        return page_ready(q, &doc, ret, err);
}
