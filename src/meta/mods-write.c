/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record as MODS 3.7 (Library of Congress), one <mods> for a <modsCollection>. */
#include "meta/relators.h"
#include "meta/write-xml.h"
#include "meta/xml-fields.h"

#include <string.h>
#include <strings.h>

#define NS_MODS "http://www.loc.gov/mods/v3"

enum { PAGE_ROOM = 64 };

/* --- titles and names ---------------------------------------------------------------------------------------------- */

static void add_titles(xmlNode *mods, const struct record *r)
{
        const char *language = record_language(r);

        for (size_t i = 0; i < r->titles.n; i++) {
                const struct lang_text *t = &r->titles.items[i];
                xmlNode *n = xml_add(mods, "titleInfo", NULL);
                xmlNode *title = xml_add(n, "title", t->text);

                if (t->language && title)
                        xmlNodeSetLang(n, (const xmlChar *)t->language);
                if (i)
                        xml_set(n, "type",
                                t->language && language && strcmp(t->language, language)
                                        ? "translated"
                                        : "alternative");
        }
}

static void add_part(xmlNode *name, const char *type, const char *text)
{
        xml_set(xml_put(name, "namePart", text), "type", type);
}

/* By the code of the relator where there is one, and in words. */
static void add_role(xmlNode *name, const char *code, const char *words)
{
        xmlNode *role = xml_add(name, "role", NULL);
        xmlNode *n = code ? xml_add(role, "roleTerm", code) : NULL;

        xml_set(n, "type", "code");
        xml_set(n, "authority", "marcrelator");
        xml_set(words ? xml_add(role, "roleTerm", words) : NULL, "type", "text");
}

static void add_agent(xmlNode *mods, const struct agent *a, const char *code, const char *words)
{
        xmlNode *n = xml_add(mods, "name", NULL);
        const char *suffix = agent_suffix(a);
        bool together = agent_is_eastern(a) && !strchr(a->name, ' ');

        xml_set(n, "type", a->is_organisation ? "corporate" : "personal");
        /* Parts only where they make up the name as it is shown. */
        if (together ||
            (suffix && (a->given || a->family) && (!*suffix || clean_is_suffix(suffix)))) {
                add_part(n, "given", a->given);
                add_part(n, "family", a->family);
                add_part(n, "termsOfAddress", suffix);
        } else {
                xml_add(n, "namePart", a->name);
        }
        add_role(n, code, words);
        if (a->orcid)
                xml_set(xml_add(n, "nameIdentifier", a->orcid), "type", "orcid");
        if (a->ror)
                xml_set(xml_add(n, "nameIdentifier", a->ror), "type", "ror");
        for (size_t i = 0; i < a->n_affiliations; i++)
                xml_add(n, "affiliation", a->affiliations[i].name);
}

static void add_agents(xmlNode *mods, const struct record *r)
{
        for (size_t i = 0; i < r->creators.n; i++)
                add_agent(mods, &r->creators.items[i], "aut", "author");
        for (size_t i = 0; i < r->contributors.n; i++) {
                const struct agent *a = &r->contributors.items[i];
                const char *code = relator_code(a->role);

                add_agent(mods, a, code ? code : "ctb", a->role ? a->role : "Other");
        }
}

/* A name that is no author's: who paid, the conference. */
static void add_body(xmlNode *mods, const char *type, const char *name, const char *code,
                     const char *words)
{
        xmlNode *n = name ? xml_add(mods, "name", NULL) : NULL;

        if (!n)
                return;
        xml_set(n, "type", type);
        xml_add(n, "namePart", name);
        if (code)
                add_role(n, code, words);
}

/* --- publication ----------------------------------------------------------------------------------------------------- */

static void add_date(xmlNode *origin, const struct record_date *d)
{
        static const struct {
                const char *type, *element;
        } elements[] = {{"Issued", "dateIssued"},
                        {"Copyrighted", "copyrightDate"},
                        {"Created", "dateCreated"},
                        {"Updated", "dateModified"},
                        {"Valid", "dateValid"}};
        xmlNode *n = NULL;

        for (size_t i = 0; i < ARRAY_LEN(elements) && !n; i++)
                if (str_equal(d->type, elements[i].type))
                        n = xml_add(origin, elements[i].element, d->value);
        if (!n) {
                n = xml_add(origin, "dateOther", d->value);
                xml_set(n, "type", d->type);
        }
        xml_set(n, "encoding", "w3cdtf");
}

static void add_origin(xmlNode *mods, const struct record *r)
{
        bool has_any = r->within.place || r->publisher || r->n_dates || r->within.edition;
        xmlNode *n = has_any ? xml_add(mods, "originInfo", NULL) : NULL;

        if (!n)
                return;
        if (r->within.place)
                xml_set(xml_add(xml_add(n, "place", NULL), "placeTerm", r->within.place), "type",
                        "text");
        xml_put(n, "publisher", r->publisher);
        for (size_t i = 0; i < r->n_dates; i++)
                add_date(n, &r->dates[i]);
        xml_put(n, "edition", r->within.edition);
}

static void add_detail(xmlNode *part, const char *type, const char *number)
{
        xmlNode *n = number ? xml_add(part, "detail", NULL) : NULL;

        xml_set(n, "type", type);
        if (n)
                xml_add(n, "number", number);
}

static void add_pages(xmlNode *part, const char *pages)
{
        char first[PAGE_ROOM], last[PAGE_ROOM];
        xmlNode *n = pages ? xml_add(part, "extent", NULL) : NULL;

        if (!n)
                return;
        xml_set(n, "unit", "pages");
        if (pages_split(pages, first, last, PAGE_ROOM)) {
                xml_add(n, "start", first);
                xml_add(n, "end", last);
        } else {
                xml_add(n, "list", pages);
        }
}

static xmlNode *add_item(xmlNode *mods, const char *type, const char *title)
{
        xmlNode *n = xml_add(mods, "relatedItem", NULL);

        xml_set(n, "type", type);
        if (title)
                xml_add(xml_add(n, "titleInfo", NULL), "title", title);
        return n;
}

static void add_host(xmlNode *mods, const struct record *r)
{
        const struct within *w = &r->within;
        bool has_part = w->volume || w->issue || w->pages;
        xmlNode *host = r->source || has_part || w->issn ? add_item(mods, "host", r->source) : NULL;
        xmlNode *part = has_part ? xml_add(host, "part", NULL) : NULL;

        if (part) {
                add_detail(part, "volume", w->volume);
                add_detail(part, "issue", w->issue);
                add_pages(part, w->pages);
        }
        if (w->issn)
                xml_set(xml_add(host, "identifier", w->issn), "type", "issn");
        if (w->series)
                add_item(mods, "series", w->series);
}

/* --- words and numbers -------------------------------------------------------------------------------------------------- */

static void add_texts(xmlNode *mods, const struct lang_texts *list, const char *type)
{
        for (size_t i = 0; i < list->n; i++)
                xml_set(xml_put_lang(mods, "abstract", list->items[i].text,
                                     list->items[i].language),
                        "type", type);
}

static void add_topic(xmlNode *mods, const char *element, enum vocab_scheme scheme,
                      const char *notation)
{
        const struct concept *c = vocab_find(scheme, notation);
        xmlNode *n =
                c ? xml_add(xml_add(mods, "subject", NULL), element, concept_label(c, "en")) : NULL;

        xml_set(n, "valueURI", c ? concept_iri(c) : NULL);
}

static void add_subjects(xmlNode *mods, const struct record *r)
{
        for (size_t i = 0; i < r->keywords.n; i++) {
                xmlNode *n = xml_add(mods, "subject", NULL);

                xml_add(n, "topic", r->keywords.items[i].text);
                if (r->keywords.items[i].language)
                        xmlNodeSetLang(n, (const xmlChar *)r->keywords.items[i].language);
        }
        for (size_t i = 0; i < r->n_sdgs; i++)
                if (assertion_is_stated(&r->sdgs[i]))
                        add_topic(mods, "topic", VOCAB_SDG, r->sdgs[i].notation);
        for (size_t i = 0; i < r->themes.n; i++)
                add_topic(mods, "topic", VOCAB_THEME, r->themes.items[i]);
        for (size_t i = 0; i < r->countries.n; i++)
                add_topic(mods, "geographic", VOCAB_PLACE, r->countries.items[i]);
        for (size_t i = 0; i < r->regions.n; i++)
                add_topic(mods, "geographic", VOCAB_PLACE, r->regions.items[i]);
}

static void add_identifiers(xmlNode *mods, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];

                if (str_equal(id->type, "url"))
                        xml_add(xml_add(mods, "location", NULL), "url", id->value);
                else
                        xml_set(xml_add(mods, "identifier", id->value), "type",
                                str_equal(id->type, "handle") ? "hdl" : id->type);
        }
}

static void add_languages(xmlNode *mods, const struct record *r)
{
        for (size_t i = 0; i < r->languages.n; i++) {
                xmlNode *n = xml_add(xml_add(mods, "language", NULL), "languageTerm",
                                     r->languages.items[i]);

                xml_set(n, "type", "code");
                xml_set(n, "authority", "rfc5646");
        }
}

static void add_rights(xmlNode *mods, const struct record *r)
{
        const char *address = licence_address(r->licence);
        xmlNs *xlink = xmlSearchNs(mods->doc, mods, (const xmlChar *)"xlink");
        xmlNode *n = r->licence ? xml_add(mods, "accessCondition",
                                          notation_label(VOCAB_LICENCE, r->licence))
                                : NULL;

        xml_set(n, "type", "use and reproduction");
        if (n && address)
                xmlSetNsProp(n, xlink, (const xmlChar *)"href", (const xmlChar *)address);
        xml_put(mods, "accessCondition", r->rights);
}

/* --- ties to others ------------------------------------------------------------------------------------------------------- */

static void add_relations(xmlNode *mods, const struct record *r)
{
        for (size_t i = 0; i < r->n_relations; i++) {
                const struct relation *rel = &r->relations[i];
                xmlNode *n = xml_add(mods, "relatedItem", NULL);
                const char *type, *value;

                field_split_target(rel->target, &type, &value);
                xml_set(n, "otherType", rel->type);
                if (rel->text)
                        xml_add(xml_add(n, "titleInfo", NULL), "title", rel->text);
                n = xml_add(n, "identifier", value);
                xml_set(n, "type", !type ? "local" : !strcmp(type, "URL") ? "uri" : type);
        }
        for (size_t i = 0; i < r->n_references; i++) {
                const struct reference *ref = &r->references[i];
                xmlNode *n = add_item(mods, "references", ref->text);

                if (ref->year)
                        xml_add(xml_add(n, "originInfo", NULL), "dateIssued", ref->year);
                if (ref->doi)
                        xml_set(xml_add(n, "identifier", ref->doi), "type", "doi");
        }
}

static void add_record(xmlNode *mods, const struct record *r)
{
        add_titles(mods, r);
        add_agents(mods, r);
        for (size_t i = 0; i < r->n_fundings; i++)
                add_body(mods, "corporate", r->fundings[i].funder, "fnd", "funder");
        add_body(mods, "conference", r->within.event, NULL, NULL);
        xml_put(mods, "genre", r->type ? notation_label(VOCAB_TYPE, r->type) : NULL);
        add_origin(mods, r);
        add_languages(mods, r);
        add_texts(mods, &r->abstracts, NULL);
        add_texts(mods, &r->summaries, "plain language summary");
        add_subjects(mods, r);
        add_host(mods, r);
        add_identifiers(mods, r);
        add_relations(mods, r);
        add_rights(mods, r);
}

int meta_write_mods(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(xml_out_done) struct xml_out x = {NULL, NULL};
        int answer = xml_out_start(&x, "mods", NULL, NS_MODS, err);

        if (answer != 0)
                return answer;
        xml_set(x.root, "version", "3.7");
        xmlNewNs(x.root, (const xmlChar *)"http://www.w3.org/1999/xlink", (const xmlChar *)"xlink");
        add_record(x.root, r);
        return xml_out_end(&x, true, out, err);
}
