/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a web page says of the paper on it: <meta name="citation_…"> (Highwire, as Google Scholar asks for),
 * Dublin Core, JSON-LD, Open Graph, <title>. Each is read into a record of its own; then the better source
 * lies over the poorer one, so that a title in four places is one title.
 */
#include "meta/html-page.h"

#include "text/html.h"
#include "text/normal.h"
#include "text/xml.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

static void page_done(struct page *p)
{
        for (size_t i = 0; i < SOURCES; i++)
                record_free(p->sources[i].record);
        free(p->description);
}

/* --- <meta> ---------------------------------------------------------------------------------------------- */

/* lang or xml:lang, which in HTML is a name like any other; NULL: none. Of the tree. */
static const char *declared_language(const xmlNode *node)
{
        for (const xmlAttr *a = node->properties; a; a = a->next)
                if ((!strcasecmp((const char *)a->name, "lang") ||
                     !strcasecmp((const char *)a->name, "xml:lang")) &&
                    a->children && !str_is_blank((const char *)a->children->content))
                        return (const char *)a->children->content;
        return NULL;
}

/* The language of this element only; that of the page is laid under everything later. */
static const char *own_language(struct record *r, const xmlNode *node)
{
        return meta_language(r, declared_language(node));
}

/* --- <meta name="DC.…"> ----------------------------------------------------------------------------------- */

static bool is_dublin_core(const char *name)
{
        static const char *const prefixes[] = {
                "dc.", "dcterms.", "dc:", "dcterms:", "dc_", "dcterms_"};

        for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
                if (!strncasecmp(name, prefixes[i], strlen(prefixes[i])))
                        return true;
        return false;
}

/* scheme="SDG" or "theme" say what a DC.subject is. */
static bool read_by_scheme(struct record *r, const xmlNode *node, const char *content)
{
        CLEANUP(freep) char *scheme = xml_attr(node, "scheme");

        if (scheme && !strcasecmp(scheme, "sdg"))
                return meta_add_sdg(r, content);
        if (scheme && !strcasecmp(scheme, "theme"))
                return meta_add_theme(r, content);
        return false;
}

/* "DC.title.alternative": the refinement where it is known, else the element it refines. */
static void read_term(struct record *r, const char *term, const char *content, const char *language)
{
        CLEANUP(str_done) struct str plain = STR_INIT;
        size_t n = strcspn(term, ".");
        char element[32];

        if (n >= sizeof(element))
                return;
        page_drop_tags(content, &plain);
        memcpy(element, term, n);
        element[n] = '\0';
        if (!strcasecmp(element, "identifier") && str_starts(content, "info:pmid/")) {
                record_add_identifier(r, "pmid", content + strlen("info:pmid/"));
                return;
        }
        if (!term[n] || !meta_add_term(r, term + n + 1, str_text(&plain), language))
                meta_add_term(r, element, str_text(&plain), language);
}

static bool read_dublin_core(struct page *p, const xmlNode *node, const char *name,
                             const char *content)
{
        struct page_source *s = &p->sources[FROM_DUBLIN_CORE];
        const char *term;

        if (!is_dublin_core(name))
                return false;
        term = name + strcspn(name, ".:_") + 1;
        if (!read_by_scheme(s->record, node, content) && !page_read_source_term(s, term, content))
                read_term(s->record, term, content, own_language(s->record, node));
        return true;
}

/* --- the rest --------------------------------------------------------------------------------------------- */

static void read_open_graph(struct page *p, const char *property, const char *content)
{
        struct record *r = p->sources[FROM_OPEN_GRAPH].record;

        if (!strcasecmp(property, "og:title") && r->titles.n == 0)
                record_add_text(r, &r->titles, content, NULL);
        else if (!strcasecmp(property, "og:locale"))
                meta_add_language(r, content);
        else if (!strcasecmp(property, "article:published_time"))
                meta_add_date(r, "Issued", content);
}

static void read_meta(struct page *p, const xmlNode *node)
{
        struct record *r = p->sources[FROM_PAGE].record;
        CLEANUP(freep) char *name = xml_attr(node, "name");
        CLEANUP(freep) char *property = xml_attr(node, "property");
        CLEANUP(freep) char *content = xml_attr(node, "content");

        if (str_is_blank(content))
                return;
        if (property)
                read_open_graph(p, property, content);
        if (!name)
                name = STEAL(property);
        if (!name || page_read_named(p, name, content, own_language(r, node)) ||
            read_dublin_core(p, node, name, content))
                return;
        if (!strcasecmp(name, "description") && !p->description)
                p->description = strdup(content);
        else if (!strcasecmp(name, "author"))
                meta_add_people(r, &r->creators, content);
        else if (!strcasecmp(name, "keywords"))
                meta_add_subjects(r, content, NULL);
        else if (!strcasecmp(name, "language"))
                meta_add_language(r, content);
}

static void read_link(struct page *p, const xmlNode *node)
{
        CLEANUP(freep) char *rel = xml_attr(node, "rel");
        CLEANUP(freep) char *href = xml_attr(node, "href");

        if (rel && href && !strcasecmp(rel, "license"))
                meta_set_known_licence(p->sources[FROM_PAGE].record, href);
}

static void read_script(struct page *p, const xmlNode *node)
{
        CLEANUP(freep) char *type = xml_attr(node, "type");
        CLEANUP(str_done) struct str text = STR_INIT;

        if (!type || strcasecmp(type, "application/ld+json"))
                return;
        xml_text(node, &text);
        meta_read_json_ld(str_text(&text), text.len, p->sources[FROM_JSON_LD].record);
}

static void read_page_title(struct page *p, const xmlNode *node)
{
        struct record *r = p->sources[FROM_PAGE].record;
        CLEANUP(str_done) struct str text = STR_INIT;

        xml_text(node, &text);
        if (r->titles.n == 0 && !meta_title_is_nonsense(str_text(&text)))
                record_add_text(r, &r->titles, str_text(&text), NULL);
}

static bool is_named(const xmlNode *node, const char *name)
{
        return node->type == XML_ELEMENT_NODE && !strcasecmp((const char *)node->name, name);
}

/* <svg> has titles of its own. */
static bool is_in_head(const xmlNode *node)
{
        return node->parent && (is_named(node->parent, "head") || is_named(node->parent, "html"));
}

static void read_element(struct page *p, const xmlNode *node)
{
        if (is_named(node, "meta"))
                read_meta(p, node);
        else if (is_named(node, "link") || (is_named(node, "a")))
                read_link(p, node);
        else if (is_named(node, "script"))
                read_script(p, node);
        else if (is_named(node, "title") && is_in_head(node))
                read_page_title(p, node);
}

/* --- together --------------------------------------------------------------------------------------------- */

/* Texts of the poorer source in languages that the better one lacks: a translated title, say. */
static void add_other_languages(struct record *r, struct lang_texts *list,
                                const struct lang_texts *more)
{
        for (size_t i = 0; i < more->n; i++) {
                const char *language = more->items[i].language;
                bool has = !language;

                for (size_t k = 0; k < list->n && !has; k++)
                        has = str_equal(list->items[k].language, language);
                if (!has)
                        record_add_text(r, list, more->items[i].text, language);
        }
}

static void inherit_language(struct lang_texts *list, const char *language)
{
        for (size_t i = 0; i < list->n; i++)
                if (!list->items[i].language)
                        list->items[i].language = language;
}

static bool starts_with_key(const char *text, const char *start)
{
        CLEANUP(str_done) struct str a = STR_INIT;
        CLEANUP(str_done) struct str b = STR_INIT;

        return text && start && text_key(text, &a, NULL) == 0 && text_key(start, &b, NULL) == 0 &&
               b.len && str_starts(str_text(&a), b.data);
}

/* "PLOS ONE: an inclusive, peer-reviewed resource": the journal describes itself on each of its pages. */
static bool describes_the_journal(const struct record *r, const char *text)
{
        return starts_with_key(text, r->source) || starts_with_key(text, r->publisher) ||
               starts_with_key(text, "citation_") || !strchr(text, ' ');
}

/* The words of <meta name="keywords"> are the site's where they name its publisher or journal. */
static void drop_keywords_of_site(const struct page *p, struct record *r)
{
        const struct lang_texts *k = &p->sources[FROM_PAGE].record->keywords;

        if (k->n == 0 || r->keywords.n != k->n)
                return;
        for (size_t i = 0; i < k->n; i++)
                if ((r->publisher && !strcasecmp(k->items[i].text, r->publisher)) ||
                    (r->source && !strcasecmp(k->items[i].text, r->source))) {
                        r->keywords.n = 0;
                        return;
                }
}

/*
 * Where the abstract is given besides, the description of a page is what its authors tell the hurried
 * reader: a summary. On many pages it is the start of the abstract, though, and then adds nothing.
 */
static void take_description(struct page *p, struct record *r)
{
        CLEANUP(str_done) struct str abstract = STR_INIT;
        CLEANUP(str_done) struct str start = STR_INIT;
        char *key;

        if (!p->description || strlen(p->description) < 60 ||
            describes_the_journal(r, p->description))
                return;
        if (r->abstracts.n == 0) {
                record_add_text(r, &r->abstracts, p->description, record_language(r));
                return;
        }
        if (strlen(p->description) > 1500 || text_key(p->description, &start, NULL) ||
            text_key(r->abstracts.items[0].text, &abstract, NULL))
                return;
        key = start.data;
        if (key && start.len > 60)
                key[60] = '\0';
        if (r->summaries.n == 0 && key && !strstr(str_text(&abstract), key))
                record_add_text(r, &r->summaries, p->description, record_language(r));
}

/* What the metadata do not say is read off the page: <title> has the site's name in it besides. */
static int take_shown(const struct page *p, const xmlDoc *html, struct record *r, struct error *err)
{
        CLEANUP(str_done) struct str title = STR_INIT;
        CLEANUP(str_done) struct str abstract = STR_INIT;
        bool has_title = false;
        int answer = 0;

        for (size_t i = FROM_OPEN_GRAPH; i < SOURCES; i++)
                has_title |= p->sources[i].record->titles.n > 0;
        if (!has_title)
                answer = html_title_text(html, &title, err);
        if (answer == 0 && title.len) {
                r->titles.n = 0;
                record_add_text(r, &r->titles, title.data, record_language(r));
        }
        if (answer == 0 && r->abstracts.n == 0)
                answer = html_abstract_text(html, &abstract, err);
        if (answer == 0)
                record_add_text(r, &r->abstracts, str_text(&abstract), record_language(r));
        return answer;
}

/* Many pages name their authors a second time as contributors. */
static void drop_doubled_contributors(struct record *r)
{
        size_t kept = 0;

        for (size_t i = 0; i < r->contributors.n; i++) {
                bool doubled = false;

                for (size_t k = 0; k < r->creators.n && !doubled; k++)
                        doubled =
                                str_equal(r->creators.items[k].name, r->contributors.items[i].name);
                if (!doubled)
                        r->contributors.items[kept++] = r->contributors.items[i];
        }
        r->contributors.n = kept;
}

/* "1013" and "1028" are "1013-1028". */
static void set_pages(struct page_source *s)
{
        CLEANUP(str_done) struct str pages = STR_INIT;

        if (s->record->within.pages || !s->first_page)
                return;
        str_add(&pages, s->first_page);
        if (s->last_page && strcmp(s->last_page, s->first_page) != 0 && !strchr(s->first_page, '-'))
                str_addf(&pages, "-%s", s->last_page);
        record_set(s->record, &s->record->within.pages, str_text(&pages));
}

/* Where the best source has the first page only, another may have the last one too. */
static void complete_pages(const struct page *p, struct record *r)
{
        for (size_t i = SOURCES; i-- > 0 && r->within.pages && !strchr(r->within.pages, '-');) {
                const char *pages = p->sources[i].record->within.pages;
                size_t n = strlen(r->within.pages);

                if (pages && !strncmp(pages, r->within.pages, n) && pages[n] &&
                    !strchr("0123456789", pages[n]))
                        record_set(r, &r->within.pages, pages);
        }
}

static int join(struct page *p, const xmlDoc *html, struct record *r, struct error *err)
{
        int answer;

        for (size_t i = 0; i < SOURCES; i++) {
                set_pages(&p->sources[i]);
                record_merge(r, p->sources[i].record);
        }
        complete_pages(p, r);
        if (r->languages.n == 0)
                meta_add_language(r, p->language);
        inherit_language(&r->titles, record_language(r));
        inherit_language(&r->abstracts, record_language(r));
        inherit_language(&r->keywords, record_language(r));
        for (size_t i = 0; i < SOURCES; i++) {
                add_other_languages(r, &r->titles, &p->sources[i].record->titles);
                add_other_languages(r, &r->abstracts, &p->sources[i].record->abstracts);
        }
        if (!r->type && r->source && r->within.volume)
                record_set(r, &r->type, "research-paper");
        drop_doubled_contributors(r);
        drop_keywords_of_site(p, r);
        answer = take_shown(p, html, r, err);
        if (answer == 0)
                take_description(p, r);
        return answer;
}

int meta_read_html(xmlDoc *html, struct record *r, struct error *err)
{
        CLEANUP(page_done) struct page p = {0};
        const xmlNode *root = xmlDocGetRootElement(html);
        bool failed = false;
        int answer;

        if (!root || !is_named(root, "html")) {
                error_set(err, -EINVAL, "<%s> is no web page",
                          root ? (const char *)root->name : "");
                return META_NOT_MINE;
        }
        for (size_t i = 0; i < SOURCES; i++)
                failed |= !(p.sources[i].record = record_new());
        if (failed)
                return error_no_memory(err);
        p.language = declared_language(root);
        for (const xmlNode *n = xml_walk(root, root); n; n = xml_walk(n, root))
                if (n->type == XML_ELEMENT_NODE)
                        read_element(&p, n);
        answer = join(&p, html, r, err);
        for (size_t i = 0; i < SOURCES; i++)
                failed |= p.sources[i].record->arena.failed;
        return answer == 0 && (failed || r->arena.failed) ? error_no_memory(err) : answer;
}
