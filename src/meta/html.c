/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a web page says of the paper on it: <meta name="citation_…"> (Highwire, as Google Scholar asks for),
 * Dublin Core, JSON-LD, Open Graph, <title>. Each is read into a record of its own; then the better source
 * lies over the poorer one, so that a title in four places is one title.
 */
#include "meta/private.h"

#include "text/normal.h"
#include "text/xml.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* The sources, the poorest first. */
enum source { FROM_PAGE, FROM_OPEN_GRAPH, FROM_JSON_LD, FROM_DUBLIN_CORE, FROM_CITATION, SOURCES };

struct page {
        struct record *sources[SOURCES];
        const char *language; /* <html lang>, as declared */
        char *description;    /* of <meta name="description"> */
        struct agent *author; /* the last citation_author, for what follows it */
};

static void page_done(struct page *p)
{
        for (size_t i = 0; i < SOURCES; i++)
                record_free(p->sources[i]);
        free(p->description);
}

/* --- <meta name="citation_…"> --------------------------------------------------------------------------- */

typedef void (*take_citation)(struct page *p, struct record *r, const char *content,
                              const char *language);

static void take_title(struct page *p UNUSED, struct record *r, const char *content,
                       const char *language)
{
        record_add_text(r, &r->titles, content, language);
}

static void take_author(struct page *p, struct record *r, const char *content,
                        const char *language UNUSED)
{
        p->author = meta_add_person(r, &r->creators, content);
}

/* "citation_authors": all in one, apart by ';'. */
static void take_authors(struct page *p UNUSED, struct record *r, const char *content,
                         const char *language UNUSED)
{
        if (r->creators.n == 0)
                meta_add_people(r, &r->creators, content);
}

static void take_institution(struct page *p, struct record *r, const char *content,
                             const char *language UNUSED)
{
        if (p->author)
                agent_add_affiliation(r, p->author, content, NULL, NULL);
}

static void take_orcid(struct page *p, struct record *r, const char *content,
                       const char *language UNUSED)
{
        if (p->author)
                meta_set_orcid(r, p->author, content);
}

static void take_editor(struct page *p UNUSED, struct record *r, const char *content,
                        const char *language UNUSED)
{
        struct agent *a = meta_add_person(r, &r->contributors, content);

        if (a)
                record_set(r, &a->role, "Editor");
}

static void take_date(struct page *p UNUSED, struct record *r, const char *content,
                      const char *language UNUSED)
{
        if (r->n_dates == 0)
                meta_add_date(r, "Issued", content);
}

static void take_doi(struct page *p UNUSED, struct record *r, const char *content,
                     const char *language UNUSED)
{
        if (doi_normalise(content, &r->arena))
                record_add_identifier(r, "doi", content);
}

static void take_isbn(struct page *p UNUSED, struct record *r, const char *content,
                      const char *language UNUSED)
{
        record_add_identifier(r, "isbn", content);
}

static void take_pmid(struct page *p UNUSED, struct record *r, const char *content,
                      const char *language UNUSED)
{
        record_add_identifier(r, "pmid", content);
}

static void take_id(struct page *p UNUSED, struct record *r, const char *content,
                    const char *language UNUSED)
{
        record_add_identifier(r, "local", content);
}

static void take_language(struct page *p UNUSED, struct record *r, const char *content,
                          const char *language UNUSED)
{
        meta_add_language(r, content);
}

static void take_publisher(struct page *p UNUSED, struct record *r, const char *content,
                           const char *language UNUSED)
{
        record_set(r, &r->publisher, content);
}

/* Where it appeared tells what it is, unless the page says so itself. */
static void suppose_type(struct page *p, const char *type)
{
        record_set(p->sources[FROM_PAGE], &p->sources[FROM_PAGE]->type, type);
}

static void take_journal(struct page *p, struct record *r, const char *content,
                         const char *language UNUSED)
{
        if (!r->source)
                record_set(r, &r->source, content);
        suppose_type(p, "research-paper");
}

static void take_conference(struct page *p, struct record *r, const char *content,
                            const char *language UNUSED)
{
        record_set(r, &r->source, content);
        suppose_type(p, "conference-paper");
}

static void take_book(struct page *p, struct record *r, const char *content,
                      const char *language UNUSED)
{
        record_set(r, &r->source, content);
        suppose_type(p, "book-chapter");
}

static void take_thesis(struct page *p, struct record *r, const char *content,
                        const char *language UNUSED)
{
        record_set(r, &r->publisher, content);
        suppose_type(p, "thesis");
}

static void take_report(struct page *p, struct record *r, const char *content,
                        const char *language UNUSED)
{
        record_set(r, &r->publisher, content);
        suppose_type(p, "report");
}

static void take_abstract(struct page *p UNUSED, struct record *r, const char *content,
                          const char *language)
{
        record_add_text(r, &r->abstracts, content, language);
}

static void take_keywords(struct page *p UNUSED, struct record *r, const char *content,
                          const char *language)
{
        meta_add_subjects(r, content, language);
}

/* Either as printed, or "citation_title=…; citation_doi=…; …". */
static void take_reference(struct page *p UNUSED, struct record *r, const char *content,
                           const char *language UNUSED)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *copy = strdup(content);
        const char *doi = NULL;
        char *rest = copy;

        if (!str_starts(content, "citation_")) {
                record_add_reference(r, content, NULL);
                return;
        }
        for (char *part; rest && (part = strsep(&rest, ";"));) {
                const char *value = strchr(part, '=');

                if (!value || str_is_blank(value + 1))
                        continue;
                str_addf(&text, "%s%s", text.len ? ". " : "", value + 1);
                if (strstr(part, "citation_doi="))
                        doi = doi_normalise(value + 1, &r->arena);
        }
        record_add_reference(r, str_text(&text), doi);
}

static const struct {
        const char *name;
        take_citation take;
} citations[] = {
        {"citation_title", take_title},
        {"citation_author", take_author},
        {"citation_authors", take_authors},
        {"citation_author_institution", take_institution},
        {"citation_author_affiliation", take_institution},
        {"citation_author_orcid", take_orcid},
        {"citation_editor", take_editor},
        {"citation_publication_date", take_date},
        {"citation_date", take_date},
        {"citation_online_date", take_date},
        {"citation_cover_date", take_date},
        {"citation_year", take_date},
        {"citation_doi", take_doi},
        {"citation_isbn", take_isbn},
        {"citation_pmid", take_pmid},
        {"citation_id", take_id},
        {"citation_language", take_language},
        {"citation_publisher", take_publisher},
        {"citation_journal_title", take_journal},
        {"citation_conference_title", take_conference},
        {"citation_inbook_title", take_book},
        {"citation_dissertation_institution", take_thesis},
        {"citation_technical_report_institution", take_report},
        {"citation_abstract", take_abstract},
        {"citation_keywords", take_keywords},
        {"citation_reference", take_reference},
};

/* The language of this element only; that of the page is laid under everything later. */
static const char *own_language(struct record *r, const xmlNode *node)
{
        CLEANUP(freep) char *lang = xml_attr(node, "lang");
        CLEANUP(freep) char *xml_lang_value = xml_attr(node, "xml:lang");

        return meta_language(r, lang ? lang : xml_lang_value);
}

/* Some publishers put markup into attributes ("CO<sub>2</sub>"): tags go, a lone '<' stays. */
static void drop_tags(const char *text, struct str *out)
{
        while (*text) {
                const char *end = text[0] == '<' ? strchr(text, '>') : NULL;
                char c = text[1] == '/' ? text[2] : text[1];

                if (end && end - text < 64 && ((c | 32) >= 'a' && (c | 32) <= 'z'))
                        text = end + 1;
                else
                        str_add_char(out, *text++);
        }
}

static bool read_citation(struct page *p, const xmlNode *node, const char *name,
                          const char *content)
{
        struct record *r = p->sources[FROM_CITATION];
        CLEANUP(str_done) struct str plain = STR_INIT;

        for (size_t i = 0; i < ARRAY_LEN(citations); i++) {
                if (strcasecmp(citations[i].name, name))
                        continue;
                drop_tags(content, &plain);
                citations[i].take(p, r, str_text(&plain), own_language(r, node));
                return true;
        }
        return !strncasecmp(name, "citation_", 9);
}

/* --- <meta name="DC.…"> ----------------------------------------------------------------------------------- */

static bool is_dublin_core(const char *name)
{
        static const char *const prefixes[] = {"dc.", "dcterms.", "dc:", "dcterms:", "eprints."};

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
static bool read_dublin_core(struct page *p, const xmlNode *node, const char *name,
                             const char *content)
{
        struct record *r = p->sources[FROM_DUBLIN_CORE];
        const char *language, *last;
        char element[32];
        size_t n;

        if (!is_dublin_core(name))
                return false;
        last = name + strcspn(name, ".:") + 1;
        n = strcspn(last, ".");
        language = own_language(r, node);
        if (read_by_scheme(r, node, content) || n >= sizeof(element))
                return true;
        memcpy(element, last, n);
        element[n] = '\0';
        if (!last[n] || !meta_add_term(r, last + n + 1, content, language))
                meta_add_term(r, element, content, language);
        return true;
}

/* --- the rest --------------------------------------------------------------------------------------------- */

static void read_open_graph(struct page *p, const char *property, const char *content)
{
        struct record *r = p->sources[FROM_OPEN_GRAPH];

        if (!strcasecmp(property, "og:title") && r->titles.n == 0)
                record_add_text(r, &r->titles, content, NULL);
        else if (!strcasecmp(property, "og:locale"))
                meta_add_language(r, content);
        else if (!strcasecmp(property, "article:published_time"))
                meta_add_date(r, "Issued", content);
}

static void read_meta(struct page *p, const xmlNode *node)
{
        struct record *r = p->sources[FROM_PAGE];
        CLEANUP(freep) char *name = xml_attr(node, "name");
        CLEANUP(freep) char *property = xml_attr(node, "property");
        CLEANUP(freep) char *content = xml_attr(node, "content");

        if (str_is_blank(content))
                return;
        if (property)
                read_open_graph(p, property, content);
        if (!name)
                name = STEAL(property);
        if (!name || read_citation(p, node, name, content) ||
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
                meta_set_known_licence(p->sources[FROM_PAGE], href);
}

static void read_script(struct page *p, const xmlNode *node)
{
        CLEANUP(freep) char *type = xml_attr(node, "type");
        CLEANUP(str_done) struct str text = STR_INIT;

        if (!type || strcasecmp(type, "application/ld+json"))
                return;
        xml_text(node, &text);
        meta_read_json_ld(str_text(&text), text.len, p->sources[FROM_JSON_LD]);
}

static void read_page_title(struct page *p, const xmlNode *node)
{
        struct record *r = p->sources[FROM_PAGE];
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

/*
 * Where the abstract is given besides, the description of a page is what its authors tell the hurried
 * reader: a summary. On many pages it is the start of the abstract, though, and then adds nothing.
 */
static void take_description(struct page *p, struct record *r)
{
        CLEANUP(str_done) struct str abstract = STR_INIT;
        CLEANUP(str_done) struct str start = STR_INIT;
        char *key;

        if (!p->description || strlen(p->description) < 60)
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

static void join(struct page *p, struct record *r)
{
        for (size_t i = 0; i < SOURCES; i++)
                record_merge(r, p->sources[i]);
        if (r->languages.n == 0)
                meta_add_language(r, p->language);
        inherit_language(&r->titles, record_language(r));
        inherit_language(&r->abstracts, record_language(r));
        inherit_language(&r->keywords, record_language(r));
        for (size_t i = 0; i < SOURCES; i++) {
                add_other_languages(r, &r->titles, &p->sources[i]->titles);
                add_other_languages(r, &r->abstracts, &p->sources[i]->abstracts);
        }
        drop_doubled_contributors(r);
        take_description(p, r);
}

int meta_read_html(xmlDoc *html, struct record *r, struct error *err)
{
        CLEANUP(page_done) struct page p = {0};
        CLEANUP(freep) char *language = NULL;
        const xmlNode *root = xmlDocGetRootElement(html);
        bool failed = false;

        if (!root || !is_named(root, "html")) {
                error_set(err, -EINVAL, "<%s> is no web page",
                          root ? (const char *)root->name : "");
                return META_NOT_MINE;
        }
        for (size_t i = 0; i < SOURCES; i++)
                failed |= !(p.sources[i] = record_new());
        if (failed)
                return error_no_memory(err);
        language = xml_attr(root, "lang");
        if (!language)
                language = xml_attr(root, "xml:lang");
        p.language = language;
        for (const xmlNode *n = xml_walk(root, root); n; n = xml_walk(n, root))
                if (n->type == XML_ELEMENT_NODE)
                        read_element(&p, n);
        join(&p, r);
        for (size_t i = 0; i < SOURCES; i++)
                failed |= p.sources[i]->arena.failed;
        return failed || r->arena.failed ? error_no_memory(err) : 0;
}
