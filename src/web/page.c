/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/page.h"

#include "text/escape.h"
#include "text/xml.h"
#include "web/filters.h"
#include "web/pages.h"

#include <string.h>

xmlNode *page_new(struct request *q, const char *kind, const char *title, xmlDoc **ret)
{
        const char *hub =
                q->hub_title ? q->hub_title : "Knowledge hub of the social and solidarity economy";
        xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
        xmlNode *page = doc ? xmlNewDocNode(doc, NULL, (const xmlChar *)"page", NULL) : NULL;

        *ret = doc;
        if (!page) {
                q->arena.failed = true;
                return NULL;
        }
        xmlDocSetRootElement(doc, page);
        xml_set(page, "kind", kind);
        xml_set(page, "title", title ? title : hub);
        xml_set(page, "hub", hub);
        xml_set(page, "style", pages_style_address(q->pages));
        return page;
}

int page_ready(struct request *q, xmlDoc **doc, xmlDoc **ret, struct error *err)
{
        if (q->arena.failed || !*doc)
                return error_no_memory(err);
        *ret = STEAL(*doc);
        return 0;
}

xmlNode *page_add_text(xmlNode *parent, const char *name, const char *text, const char *language)
{
        xmlNode *node = text ? xml_add(parent, name, text) : NULL;

        if (!node)
                return NULL;
        if (language) {
                xml_set(node, "lang", language);
                xml_set(node, "dir", vocab_language_is_rtl(language) ? "rtl" : "ltr");
        } else {
                xml_set(node, "dir", "auto");
        }
        return node;
}

const char *page_url(struct request *q, const char *path)
{
        return q->base_url ? arena_printf(&q->arena, "%s%s", q->base_url, path) : path;
}

void page_canonical(struct request *q, xmlNode *page, const char *path)
{
        if (q->base_url)
                xml_set(page, "canonical", page_url(q, path));
}

const char *page_address(struct request *q, const char *pid, const char *slug)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        str_add(&out, slug ? "/encyclopedia/" : "/works/");
        url_part(&out, slug ? slug : pid);
        return arena_copy(&q->arena, str_text(&out));
}

const char *page_file_address(struct request *q, const char *pid, const char *name)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        str_addf(&out, "/works/%s/files/", pid);
        url_part(&out, name);
        return arena_copy(&q->arena, str_text(&out));
}

static const struct {
        enum vocab_scheme scheme;
        const char *parameter;
} searched_by[] = {
        {VOCAB_THEME, "theme"},   {VOCAB_TYPE, "type"},       {VOCAB_LANGUAGE, "lang"},
        {VOCAB_PLACE, "country"}, {VOCAB_LICENCE, "licence"}, {VOCAB_SDG, "sdg"},
};

static const char *search_parameter(enum vocab_scheme scheme, const char *notation)
{
        /* M49 regions are numbers. */
        if (scheme == VOCAB_PLACE && *notation >= '0' && *notation <= '9')
                return "region";
        for (size_t i = 0; i < ARRAY_LEN(searched_by); i++) {
                if (searched_by[i].scheme == scheme)
                        return searched_by[i].parameter;
        }
        return "q";
}

void page_add_term(struct request *q, xmlNode *parent, const char *name, enum vocab_scheme scheme,
                   const char *notation)
{
        const struct concept *c = notation ? vocab_find(scheme, notation) : NULL;
        CLEANUP(str_done) struct str href = STR_INIT;
        xmlNode *node;

        if (!c)
                return;
        str_addf(&href, "/search?%s=", search_parameter(scheme, notation));
        url_part(&href, notation);
        if (href.failed)
                q->arena.failed = true;
        node = xml_add(parent, name, NULL);
        xml_set(node, "href", str_text(&href));
        xml_set(node, "label", concept_label(c, "en"));
}

xmlNode *page_add_goal(struct request *q, xmlNode *parent, const struct concept *c, int64_t count)
{
        const struct concept *goal = vocab_sdg_is_goal(c) ? c : concept_broader(c);
        xmlNode *node = xml_add(parent, "goal", NULL);

        xml_set(node, "number", concept_notation(c));
        xml_set(node, "of", goal ? concept_notation(goal) : NULL);
        xml_set(node, "href", arena_printf(&q->arena, "/sdg/%s", concept_notation(c)));
        xml_set(node, "label", concept_short_label(c, "en"));
        if (count >= 0)
                xml_setf(node, "count", "%lld", (long long)count);
        return node;
}

const char *page_language_name(const char *tag)
{
        char primary[9];
        size_t n = tag ? strcspn(tag, "-") : 0;
        const struct concept *c;

        if (!n || n >= sizeof(primary))
                return tag;
        memcpy(primary, tag, n);
        primary[n] = '\0';
        c = vocab_find(VOCAB_LANGUAGE, primary);
        return c ? concept_label(c, "en") : tag;
}

const char *page_date(struct request *q, const char *value)
{
        static const char *const months[] = {"January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December"};
        int year = 0, month = 0, day = 0;
        int n = value ? sscanf(value, "%4d-%2d-%2d", &year, &month, &day) : 0;

        if (n < 2 || month < 1 || month > 12)
                return value;
        if (n == 2)
                return arena_printf(&q->arena, "%s %d", months[month - 1], year);
        return arena_printf(&q->arena, "%d %s %d", day, months[month - 1], year);
}

const char *page_size(struct request *q, int64_t bytes)
{
        static const char *const units[] = {"bytes", "kB", "MB", "GB"};
        double n = (double)bytes;
        size_t unit = 0;

        while (n >= 1000 && unit + 1 < ARRAY_LEN(units)) {
                n /= 1000;
                unit++;
        }
        return arena_printf(&q->arena, unit && n < 10 ? "%.1f %s" : "%.0f %s", n, units[unit]);
}

/* --- hits ---------------------------------------------------------------------------------------- */

/* The snippet with its matches as <mark>; spans that do not fit the text are left out. */
static void add_snippet(xmlNode *hit, const struct search_hit *h)
{
        size_t n = strlen(h->snippet), at = 0;
        /* A document may speak several languages: which one this is, its letters say. */
        xmlNode *snippet = page_add_text(hit, "snippet", "", NULL);

        for (size_t i = 0; snippet && i < h->n_spans; i++) {
                const struct search_span *s = &h->spans[i];
                xmlNode *mark;

                if (s->start < at || s->end <= s->start || s->end > n)
                        continue;
                xmlNodeAddContentLen(snippet, (const xmlChar *)(h->snippet + at),
                                     (int)(s->start - at));
                mark = xml_add(snippet, "mark", "");
                xmlNodeAddContentLen(mark, (const xmlChar *)(h->snippet + s->start),
                                     (int)(s->end - s->start));
                at = s->end;
        }
        if (snippet)
                xmlNodeAddContentLen(snippet, (const xmlChar *)(h->snippet + at), (int)(n - at));
}

/* Only a PDF has pages that a link can lead to. */
static void add_page_link(struct request *q, xmlNode *hit, const struct search_hit *h)
{
        const char *dot = h->file ? strrchr(h->file, '.') : NULL;

        if (h->page <= 0 || !dot || strcasecmp(dot, ".pdf") != 0)
                return;
        xml_setf(hit, "page", "%d", h->page);
        xml_setf(hit, "page-href", "%s#page=%d", page_file_address(q, h->pid, h->file), h->page);
}

void page_add_hit(struct request *q, xmlNode *parent, const struct search_hit *h)
{
        const struct concept *type = h->type ? vocab_find(VOCAB_TYPE, h->type) : NULL;
        xmlNode *hit = xml_add(parent, "hit", NULL);

        xml_set(hit, "href", page_address(q, h->pid, h->is_entry ? h->slug : NULL));
        if (h->year)
                xml_setf(hit, "year", "%d", h->year);
        xml_set(hit, "type",
                h->is_entry ? "Encyclopedia entry"
                : type      ? concept_label(type, "en")
                            : NULL);
        xml_set(hit, "language", page_language_name(h->language));
        page_add_text(hit, "title", h->title, h->language);
        for (size_t i = 0; i < h->n_creators; i++)
                xml_add(hit, "creator", h->creators[i]);
        if (!str_is_blank(h->snippet))
                add_snippet(hit, h);
        add_page_link(q, hit, h);
}

int page_add_listing(struct request *q, xmlNode *parent, const char *name,
                     const struct search_query *query, struct error *err)
{
        CLEANUP(search_results_freep) struct search_results *results = NULL;
        struct filters_change as_it_is = {0};
        xmlNode *listing;
        int r = search_run(q->search, query, &results, err);

        if (r < 0)
                return r;
        listing = xml_add(parent, "listing", NULL);
        xml_set(listing, "name", name);
        xml_setf(listing, "total", "%lld", (long long)results->total);
        xml_set(listing, "href", filters_address(query, &as_it_is, &q->arena));
        for (size_t i = 0; i < results->n_hits; i++) {
                struct search_hit h = results->hits[i];

                h.snippet = NULL; /* without a query it is only the beginning of the abstract */
                h.page = 0;
                page_add_hit(q, listing, &h);
        }
        return 0;
}

/* --- people and ties ------------------------------------------------------------------------------ */

void page_add_links(struct request *q, xmlNode *parent, const char *name,
                    const struct public_link *links, size_t n)
{
        xmlNode *list = n ? xml_add(parent, name, NULL) : NULL;

        for (size_t i = 0; i < n; i++) {
                xmlNode *link =
                        page_add_text(list, "link", links[i].title ? links[i].title : links[i].pid,
                                      links[i].language);

                xml_set(link, "href", page_address(q, links[i].pid, links[i].slug));
                xml_set(link, "language", page_language_name(links[i].language));
        }
}

void page_add_agents(struct request *q, xmlNode *parent, const struct agents *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const struct agent *a = &list->items[i];
                xmlNode *node = xml_add(parent, "author", NULL);

                xml_set(node, "name", a->name);
                xml_set(node, "role", a->role);
                if (a->orcid)
                        xml_set(node, "orcid",
                                arena_printf(&q->arena, "https://orcid.org/%s", a->orcid));
                if (a->ror && str_starts(a->ror, "https://"))
                        xml_set(node, "ror", a->ror);
                for (size_t j = 0; j < a->n_affiliations; j++) {
                        const struct affiliation *f = &a->affiliations[j];
                        xmlNode *affiliation = xml_add(node, "affiliation", f->name);

                        if (f->ror && str_starts(f->ror, "https://"))
                                xml_set(affiliation, "ror", f->ror);
                }
        }
}

int page_gone(struct request *q, const char *name, struct reply *reply, xmlDoc **ret,
              struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct public_tombstone t = {0};
        xmlNode *page;
        int r = search_tombstone(q->search, name, &q->arena, &t, err);

        if (r)
                return r < 0 ? r : 404;
        reply->status = 410;
        reply->cache = CACHE_NEVER;
        page = page_new(q, "gone", "This work has been withdrawn", &doc);
        xml_set(page, "id", t.pid);
        xml_set(page, "at", page_date(q, t.at));
        xml_add(page, "reason", t.reason);
        if (t.replaced_by)
                xml_set(page, "replacement", page_address(q, t.replaced_by, NULL));
        return page_ready(q, &doc, ret, err);
}
