/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record as an article of JATS 1.3 (ANSI/NISO Z39.96-2021, archiving set) without a body: front matter and
 * references, valid by its DTD. Elements stand in the order that the DTD asks for.
 */
#include "meta/write-xml.h"

#include "meta/xml-fields.h"

#include <ctype.h>
#include <string.h>

#define PUBLIC_ID                                                                                  \
        "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN"
#define SYSTEM_ID "https://jats.nlm.nih.gov/archiving/1.3/JATS-archivearticle1-3.dtd"
#define NS_XLINK  "http://www.w3.org/1999/xlink"

enum { PAGE_ROOM = 64 };

static void set_href(xmlNode *n, const char *href)
{
        xmlNs *xlink = n ? xmlSearchNs(n->doc, n, (const xmlChar *)"xlink") : NULL;

        if (n && href)
                xmlSetNsProp(n, xlink, (const xmlChar *)"href", (const xmlChar *)href);
}

/* --- journal ------------------------------------------------------------------------------------------------------- */

static void add_journal(xmlNode *front, const struct record *r)
{
        bool has_any = r->source || r->within.issn || r->publisher;
        xmlNode *n = has_any ? xml_add(front, "journal-meta", NULL) : NULL;
        xmlNode *publisher;

        if (!n)
                return;
        if (r->source)
                xml_add(xml_add(n, "journal-title-group", NULL), "journal-title", r->source);
        xml_put(n, "issn", r->within.issn);
        if (!r->publisher)
                return;
        publisher = xml_add(n, "publisher", NULL);
        xml_add(publisher, "publisher-name", r->publisher);
        xml_put(publisher, "publisher-loc", r->within.place);
}

/* --- identifiers and headings ------------------------------------------------------------------------------------------ */

static void add_article_ids(xmlNode *meta, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];

                if (str_equal(id->type, "url") || str_equal(id->type, "isbn"))
                        continue;
                xml_set(xml_add(meta, "article-id", id->value), "pub-id-type", id->type);
        }
}

static void add_categories(xmlNode *meta, const struct record *r)
{
        xmlNode *n = r->type || r->within.series ? xml_add(meta, "article-categories", NULL) : NULL;
        xmlNode *group = r->type ? xml_add(n, "subj-group", NULL) : NULL;

        xml_set(group, "subj-group-type", "type");
        if (group)
                xml_add(group, "subject", r->type);
        if (n)
                xml_put(n, "series-title", r->within.series);
}

static void add_titles(xmlNode *meta, const struct record *r)
{
        xmlNode *group = r->titles.n ? xml_add(meta, "title-group", NULL) : NULL;

        for (size_t i = 0; i < r->titles.n; i++) {
                const struct lang_text *t = &r->titles.items[i];
                xmlNode *n;

                if (!i) {
                        xml_put_lang(group, "article-title", t->text, t->language);
                        continue;
                }
                n = xml_add(group, "trans-title-group", NULL);
                if (t->language)
                        xmlNodeSetLang(n, (const xmlChar *)t->language);
                xml_add(n, "trans-title", t->text);
        }
}

/* --- people --------------------------------------------------------------------------------------------------------------- */

static xmlNode *add_institution(xmlNode *parent, const char *name, const char *ror)
{
        xmlNode *wrap = xml_add(parent, "institution-wrap", NULL);

        if (ror)
                xml_set(xml_add(wrap, "institution-id", ror), "institution-id-type", "ror");
        return xml_add(wrap, "institution", name);
}

static void add_name(xmlNode *contrib, const struct agent *a)
{
        const char *suffix = agent_suffix(a);
        bool is_eastern = !suffix && agent_is_eastern(a);
        xmlNode *n;

        if (a->is_organisation) {
                add_institution(xml_add(contrib, "collab", NULL), a->name, a->ror);
                return;
        }
        if (!a->family || !(suffix || is_eastern)) {
                xml_add(contrib, "string-name", a->name);
                return;
        }
        n = xml_add(contrib, "name", NULL);
        if (is_eastern)
                xml_set(n, "name-style", "eastern");
        xml_add(n, "surname", a->family);
        xml_put(n, "given-names", a->given);
        xml_put(n, "suffix", suffix);
}

static void add_contributor(xmlNode *group, const struct agent *a, const char *type)
{
        xmlNode *n = xml_add(group, "contrib", NULL);

        xml_set(n, "contrib-type", type);
        if (a->orcid) {
                xmlNode *id = xml_add(n, "contrib-id", NULL);

                xml_set(id, "contrib-id-type", "orcid");
                xmlNodeAddContent(id, (const xmlChar *)"https://orcid.org/");
                xmlNodeAddContent(id, (const xmlChar *)a->orcid);
        }
        add_name(n, a);
        for (size_t i = 0; i < a->n_affiliations; i++) {
                const struct affiliation *f = &a->affiliations[i];
                xmlNode *aff = xml_add(n, "aff", NULL);

                add_institution(aff, f->name, f->ror);
                if (f->country)
                        xml_set(xml_add(aff, "country", notation_label(VOCAB_PLACE, f->country)),
                                "country", f->country);
        }
}

static void add_people(xmlNode *meta, const struct record *r)
{
        xmlNode *group = r->creators.n ? xml_add(meta, "contrib-group", NULL) : NULL;

        for (size_t i = 0; i < r->creators.n; i++)
                add_contributor(group, &r->creators.items[i], "author");
        group = r->contributors.n ? xml_add(meta, "contrib-group", NULL) : NULL;
        for (size_t i = 0; i < r->contributors.n; i++) {
                const char *role = r->contributors.items[i].role;

                add_contributor(group, &r->contributors.items[i],
                                str_equal(role, "Editor")       ? "editor"
                                : str_equal(role, "Translator") ? "translator"
                                : role                          ? role
                                                                : "Other");
        }
}

/* --- dates and numbers ------------------------------------------------------------------------------------------------------ */

static void add_date_parts(xmlNode *n, const char *value)
{
        char part[5];

        xml_set(n, "iso-8601-date", value);
        for (int i = 2; i >= 0; i--) {
                static const struct {
                        const char *name;
                        size_t at, n;
                } parts[] = {{"year", 0, 4}, {"month", 5, 2}, {"day", 8, 2}};

                if (strlen(value) < parts[i].at + parts[i].n)
                        continue;
                snprintf(part, sizeof(part), "%.*s", (int)parts[i].n, value + parts[i].at);
                xml_add(n, parts[i].name, part);
        }
}

static bool is_issued(const struct record_date *d)
{
        return str_equal(d->type, "Issued");
}

static void add_pub_dates(xmlNode *meta, const struct record *r)
{
        for (size_t i = 0; i < r->n_dates; i++) {
                xmlNode *n = is_issued(&r->dates[i]) && date_is_valid(r->dates[i].value)
                                     ? xml_add(meta, "pub-date", NULL)
                                     : NULL;

                if (!n)
                        continue;
                xml_set(n, "date-type", "pub");
                add_date_parts(n, r->dates[i].value);
        }
}

static const char *date_word(const char *type)
{
        return str_equal(type, "Submitted")  ? "received"
               : str_equal(type, "Accepted") ? "accepted"
                                             : type;
}

static void add_history(xmlNode *meta, const struct record *r)
{
        xmlNode *history = NULL;

        for (size_t i = 0; i < r->n_dates; i++) {
                xmlNode *n;

                if (is_issued(&r->dates[i]) || !date_is_valid(r->dates[i].value))
                        continue;
                if (!history)
                        history = xml_add(meta, "history", NULL);
                n = xml_add(history, "date", NULL);
                xml_set(n, "date-type", date_word(r->dates[i].type));
                add_date_parts(n, r->dates[i].value);
        }
}

static void add_numbers(xmlNode *meta, const struct record *r)
{
        char first[PAGE_ROOM], last[PAGE_ROOM];
        const char *pages = r->within.pages;

        xml_put(meta, "volume", r->within.volume);
        xml_put(meta, "issue", r->within.issue);
        for (size_t i = 0; i < r->n_identifiers; i++)
                if (str_equal(r->identifiers[i].type, "isbn"))
                        xml_add(meta, "isbn", r->identifiers[i].value);
        if (pages_split(pages, first, last, PAGE_ROOM)) {
                xml_add(meta, "fpage", first);
                xml_add(meta, "lpage", last);
        } else if (pages && isdigit((unsigned char)pages[0])) {
                xml_add(meta, "fpage", pages);
        } else {
                xml_put(meta, "elocation-id", pages);
        }
}

/* --- rights ------------------------------------------------------------------------------------------------------------------- */

static void add_permissions(xmlNode *meta, const struct record *r)
{
        xmlNode *n = r->rights || r->licence ? xml_add(meta, "permissions", NULL) : NULL;
        xmlNode *licence;

        if (!n)
                return;
        xml_put(n, "copyright-statement", r->rights);
        if (!r->licence)
                return;
        licence = xml_add(n, "license", NULL);
        set_href(licence, licence_address(r->licence));
        xml_add(licence, "license-p", notation_label(VOCAB_LICENCE, r->licence));
}

static void add_self_uris(xmlNode *meta, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++)
                if (str_equal(r->identifiers[i].type, "url"))
                        set_href(xml_add(meta, "self-uri", NULL), r->identifiers[i].value);
}

static void add_related(xmlNode *meta, const struct record *r)
{
        for (size_t i = 0; i < r->n_relations; i++) {
                const struct relation *rel = &r->relations[i];
                xmlNode *n = xml_add(meta, "related-article", rel->text);
                bool is_doi = str_starts(rel->target, "doi:");

                xml_set(n, "related-article-type", rel->type);
                xml_set(n, "ext-link-type", is_doi ? "doi" : "uri");
                set_href(n, rel->target + (is_doi ? strlen("doi:") : 0));
        }
}

/* --- words ---------------------------------------------------------------------------------------------------------------------- */

static void add_abstract(xmlNode *meta, const struct lang_text *text, const char *name,
                         const char *type)
{
        xmlNode *n = xml_add(meta, name, NULL);

        xml_set(n, "abstract-type", type);
        if (text->language)
                xmlNodeSetLang(n, (const xmlChar *)text->language);
        xml_add(n, "p", text->text);
}

static bool is_translated(const struct record *r, const struct lang_text *t)
{
        const char *language = record_language(r);

        return t->language && language && strcmp(t->language, language) != 0;
}

static void add_abstracts(xmlNode *meta, const struct record *r)
{
        static const char plain[] = "plain-language-summary";

        for (int translated = 0; translated < 2; translated++) {
                const char *name = translated ? "trans-abstract" : "abstract";

                for (size_t i = 0; i < r->abstracts.n; i++)
                        if (is_translated(r, &r->abstracts.items[i]) == translated)
                                add_abstract(meta, &r->abstracts.items[i], name, NULL);
                for (size_t i = 0; i < r->summaries.n; i++)
                        if (is_translated(r, &r->summaries.items[i]) == translated)
                                add_abstract(meta, &r->summaries.items[i], name, plain);
        }
}

static void add_kwd(xmlNode *meta, xmlNode **group, const char *type, const char *text)
{
        if (!*group) {
                *group = xml_add(meta, "kwd-group", NULL);
                xml_set(*group, "kwd-group-type", type);
        }
        xml_add(*group, "kwd", text);
}

/* Keywords that follow each other in one language are a group. */
static void add_keywords(xmlNode *meta, const struct record *r)
{
        xmlNode *group = NULL;

        for (size_t i = 0; i < r->keywords.n; i++) {
                const char *language = r->keywords.items[i].language;

                if (i && !str_equal(language, r->keywords.items[i - 1].language))
                        group = NULL;
                add_kwd(meta, &group, "author", r->keywords.items[i].text);
                if (language)
                        xmlNodeSetLang(group, (const xmlChar *)language);
        }
}

static void add_codes(xmlNode *meta, const struct record *r)
{
        const struct strings *const lists[] = {&r->themes, &r->countries, &r->regions};
        static const char *const types[] = {"theme", "country", "region"};
        xmlNode *group = NULL;

        for (size_t i = 0; i < r->n_sdgs; i++)
                if (assertion_is_stated(&r->sdgs[i]))
                        add_kwd(meta, &group, "sdg", r->sdgs[i].notation);
        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                group = NULL;
                for (size_t k = 0; k < lists[i]->n; k++)
                        add_kwd(meta, &group, types[i], lists[i]->items[k]);
        }
}

static void add_fundings(xmlNode *meta, const struct record *r)
{
        xmlNode *group = r->n_fundings ? xml_add(meta, "funding-group", NULL) : NULL;

        for (size_t i = 0; i < r->n_fundings; i++) {
                const struct funding *f = &r->fundings[i];
                xmlNode *n = xml_add(group, "award-group", NULL);

                if (f->funder || f->funder_id) {
                        xmlNode *wrap = xml_add(xml_add(n, "funding-source", NULL),
                                                "institution-wrap", NULL);

                        xml_put(wrap, "institution-id", f->funder_id);
                        xml_put(wrap, "institution", f->funder);
                }
                xml_put(n, "award-id", f->award);
                xml_put(n, "award-name", f->title);
        }
}

/* --- together ---------------------------------------------------------------------------------------------------------------------- */

/* The printed form has the words; elements beside it what machines want. */
static void add_references(xmlNode *article, const struct record *r)
{
        xmlNode *list =
                r->n_references ? xml_add(xml_add(article, "back", NULL), "ref-list", NULL) : NULL;

        for (size_t i = 0; i < r->n_references; i++) {
                const struct reference *ref = &r->references[i];
                xmlNode *n = xml_add(list, "ref", NULL);
                xmlNode *elements;

                xml_add(n, "mixed-citation", ref->text);
                if (!ref->year && !ref->doi)
                        continue;
                elements = xml_add(n, "element-citation", NULL);
                xml_put(elements, "year", ref->year);
                if (ref->doi)
                        xml_set(xml_add(elements, "pub-id", ref->doi), "pub-id-type", "doi");
        }
}

static void add_meta(xmlNode *meta, const struct record *r)
{
        add_article_ids(meta, r);
        add_categories(meta, r);
        add_titles(meta, r);
        add_people(meta, r);
        add_pub_dates(meta, r);
        add_numbers(meta, r);
        add_history(meta, r);
        add_permissions(meta, r);
        add_self_uris(meta, r);
        add_related(meta, r);
        add_abstracts(meta, r);
        add_keywords(meta, r);
        add_codes(meta, r);
        add_fundings(meta, r);
        if (r->within.event)
                xml_add(xml_add(meta, "conference", NULL), "conf-name", r->within.event);
}

/* What readers of JATS in general know; ours looks at the heading. */
static const char *article_type(const struct record *r)
{
        static const struct {
                const char *type, *word;
        } types[] = {{"research-paper", "research-article"},
                     {"case-study", "case-report"},
                     {"think-piece", "article-commentary"},
                     {"thesis", "dissertation"},
                     {"working-paper", "preprint"},
                     {"conference-paper", "proceedings"},
                     {"book-chapter", "chapter-article"},
                     {"report", "report"},
                     {"dataset", "dataset"}};

        for (size_t i = 0; r->type && i < ARRAY_LEN(types); i++)
                if (!strcmp(types[i].type, r->type))
                        return types[i].word;
        return "other";
}

int meta_write_jats(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(xml_out_done) struct xml_out x = {NULL, NULL};
        int answer = xml_out_start(&x, "article", NULL, NULL, err);
        xmlNode *front;

        if (answer != 0)
                return answer;
        xmlCreateIntSubset(x.doc, (const xmlChar *)"article", (const xmlChar *)PUBLIC_ID,
                           (const xmlChar *)SYSTEM_ID);
        xmlNewNs(x.root, (const xmlChar *)NS_XLINK, (const xmlChar *)"xlink");
        xml_set(x.root, "article-type", article_type(r));
        xml_set(x.root, "dtd-version", "1.3");
        if (record_language(r))
                xmlNodeSetLang(x.root, (const xmlChar *)record_language(r));
        front = xml_add(x.root, "front", NULL);
        add_journal(front, r);
        add_meta(xml_add(front, "article-meta", NULL), r);
        add_references(x.root, r);
        return xml_out_end(&x, false, out, err);
}
