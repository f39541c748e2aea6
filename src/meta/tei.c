/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * TEI P5: the header of a paper. What the file is a copy of stands in <sourceDesc>, the file itself in
 * <titleStmt> and <publicationStmt>; GROBID fills both, others one or the other.
 */
#include "meta/tei.h"

#include "text/xml.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* ---- helpers of all parts ---- */

bool tei_attr_is(const xmlNode *e, const char *name, const char *value)
{
        CLEANUP(freep) char *have = e ? xml_attr(e, name) : NULL;

        return have && !strcasecmp(have, value);
}

static bool is_blank(char c)
{
        return c == ' ' || (c >= '\t' && c <= '\r');
}

static void collapse(struct str *s, size_t start)
{
        size_t kept = start;

        for (size_t i = start; i < s->len; i++)
                if (!is_blank(s->data[i]))
                        s->data[kept++] = s->data[i];
                else if (kept > start && s->data[kept - 1] != ' ')
                        s->data[kept++] = ' ';
        while (kept > start && s->data[kept - 1] == ' ')
                kept--;
        s->len = kept;
        if (s->data)
                s->data[kept] = '\0';
}

static bool parts_words(const xmlNode *n)
{
        return xml_is(n, "p") || xml_is(n, "lb") || xml_is(n, "head") || xml_is(n, "div") ||
               xml_is(n, "item");
}

/* The next node that does not lie inside n; NULL: there is none below top. */
static const xmlNode *behind(const xmlNode *n, const xmlNode *top)
{
        while (n != top && !n->next)
                n = n->parent;
        return n == top ? NULL : n->next;
}

void tei_text(const xmlNode *node, struct str *out)
{
        size_t start = out->len;

        for (const xmlNode *n = node; n;) {
                bool is_note = n != node && xml_is(n, "note");

                if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
                        str_add(out, (const char *)n->content);
                else if (parts_words(n))
                        str_add_char(out, ' ');
                n = is_note ? behind(n, node) : xml_walk(n, node);
        }
        collapse(out, start);
}

const char *tei_doi(struct record *r, const xmlNode *top)
{
        for (const xmlNode *n = top; n; n = xml_walk(n, top)) {
                CLEANUP(str_done) struct str text = STR_INIT;
                CLEANUP(freep) char *target = NULL;
                const char *doi = NULL;

                if (xml_is(n, "idno") && tei_attr_is(n, "type", "DOI")) {
                        tei_text(n, &text);
                        doi = doi_normalise(str_text(&text), &r->arena);
                } else if (xml_is(n, "ptr") || xml_is(n, "ref")) {
                        target = xml_attr(n, "target");
                        doi = target && strstr(target, "doi") ? doi_normalise(target, &r->arena)
                                                              : NULL;
                }
                if (doi)
                        return doi;
        }
        return NULL;
}

void tei_date(const xmlNode *date, struct str *out)
{
        CLEANUP(freep) char *when = date ? xml_attr(date, "when") : NULL;

        if (str_is_blank(when))
                tei_text(date, out);
        else
                str_add(out, when);
}

/* ---- titles ---- */

static bool is_subtitle(const xmlNode *title)
{
        return tei_attr_is(title, "type", "sub") || tei_attr_is(title, "type", "subordinate");
}

static bool is_abbreviated(const xmlNode *title)
{
        return tei_attr_is(title, "type", "abbrev") || tei_attr_is(title, "type", "short");
}

static void read_title(struct tei *t, const xmlNode *title)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *lang = xml_attr(title, "xml:lang");
        const xmlNode *next = xml_next(title, "title");
        const char *language = meta_language(t->r, lang);

        tei_text(title, &text);
        if (text.len && next && is_subtitle(next)) {
                str_add(&text, ": ");
                tei_text(next, &text);
        }
        record_add_text(t->r, &t->r->titles, str_text(&text), language ? language : t->language);
}

static void read_titles(struct tei *t, const xmlNode *parent)
{
        for (const xmlNode *n = parent ? xml_child(parent, "title") : NULL; n;
             n = xml_next(n, "title"))
                if (!is_subtitle(n) && !is_abbreviated(n))
                        read_title(t, n);
}

/* The journal, the series or the book. */
static void read_source(struct tei *t, const xmlNode *monogr)
{
        bool is_part = t->source && xml_path(t->source, "analytic/title");

        for (const xmlNode *n = monogr ? xml_child(monogr, "title") : NULL; n && !t->r->source;
             n = xml_next(n, "title")) {
                CLEANUP(str_done) struct str text = STR_INIT;

                tei_text(n, &text);
                if (!is_abbreviated(n) && (is_part || tei_attr_is(n, "level", "j")))
                        record_set(t->r, &t->r->source, str_text(&text));
        }
}

/* ---- identifiers, dates, rights ---- */

static void read_identifiers(struct tei *t, const xmlNode *parent)
{
        static const char *const types[] = {"doi", "pmid", "pmcid", "arxiv", "handle", "isbn"};

        for (const xmlNode *n = parent ? xml_child(parent, "idno") : NULL; n;
             n = xml_next(n, "idno")) {
                CLEANUP(str_done) struct str text = STR_INIT;

                tei_text(n, &text);
                for (size_t i = 0; text.len && i < ARRAY_LEN(types); i++)
                        if (tei_attr_is(n, "type", types[i]))
                                record_add_identifier(t->r, types[i], str_text(&text));
        }
}

static const char *date_type(const xmlNode *date)
{
        static const struct {
                const char *type, *ours;
        } types[] = {
                {"published", "Issued"},    {"publication", "Issued"},  {"issued", "Issued"},
                {"received", "Submitted"},  {"submitted", "Submitted"}, {"accepted", "Accepted"},
                {"available", "Available"}, {"produced", "Created"},    {"updated", "Updated"}};
        CLEANUP(freep) char *type = xml_attr(date, "type");

        for (size_t i = 0; type && i < ARRAY_LEN(types); i++)
                if (!strncasecmp(type, types[i].type, strlen(types[i].type)))
                        return types[i].ours;
        return type && strncasecmp(type, "datepub", 7) ? NULL : "Issued";
}

static bool has_date(const struct record *r, const char *type)
{
        for (size_t i = 0; i < r->n_dates; i++)
                if (!strcmp(r->dates[i].type, type))
                        return true;
        return false;
}

static void read_dates(struct tei *t, const xmlNode *parent)
{
        for (const xmlNode *n = parent ? xml_child(parent, "date") : NULL; n;
             n = xml_next(n, "date")) {
                CLEANUP(str_done) struct str text = STR_INIT;
                const char *type = date_type(n);

                tei_date(n, &text);
                if (type && text.len && !has_date(t->r, type))
                        meta_add_date(t->r, type, str_text(&text));
        }
}

static void read_publisher(struct tei *t, const xmlNode *parent)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const xmlNode *publisher = parent ? xml_child(parent, "publisher") : NULL;

        tei_text(publisher, &text);
        if (text.len && !t->r->publisher)
                record_set(t->r, &t->r->publisher, str_text(&text));
}

static void read_licence(struct tei *t, const xmlNode *licence)
{
        CLEANUP(freep) char *target = xml_attr(licence, "target");
        CLEANUP(str_done) struct str text = STR_INIT;

        tei_text(licence, &text);
        /* The address says the version; the words may not. */
        if (target && meta_set_known_licence(t->r, target))
                return;
        if (text.len && !meta_set_known_licence(t->r, str_text(&text)) && !t->r->rights)
                record_set(t->r, &t->r->rights, str_text(&text));
        if (target)
                meta_set_licence(t->r, target);
}

static void read_rights(struct tei *t, const xmlNode *availability)
{
        if (!availability)
                return;
        for (const xmlNode *n = xml_child(availability, NULL); n; n = xml_next(n, NULL))
                if (xml_is(n, "licence") || xml_is(n, "license") || xml_is(n, "p"))
                        read_licence(t, n);
}

/* ---- profile ---- */

/* Terms in elements, or all of them in one text. */
static void read_keywords(struct tei *t, const xmlNode *keywords)
{
        CLEANUP(freep) char *lang = xml_attr(keywords, "xml:lang");
        CLEANUP(str_done) struct str all = STR_INIT;
        const char *language = lang ? meta_language(t->r, lang) : t->language;
        bool has_terms = false;

        for (const xmlNode *n = xml_walk(keywords, keywords); n; n = xml_walk(n, keywords)) {
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!xml_is(n, "term") && !(xml_is(n, "item") && !xml_child(n, "term")))
                        continue;
                has_terms = true;
                tei_text(n, &text);
                meta_add_subject(t->r, str_text(&text), language);
        }
        if (has_terms)
                return;
        tei_text(keywords, &all);
        if (all.len)
                meta_add_subjects(t->r, str_text(&all), language);
}

/* Its own heading is no part of it. */
static void read_abstract(struct tei *t, const xmlNode *abstract)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *language = meta_language(t->r, xml_lang(abstract));

        for (const xmlNode *n = xml_walk(abstract, abstract); n; n = xml_walk(n, abstract))
                if (xml_is(n, "p") || xml_is(n, "ab")) {
                        if (text.len)
                                str_add_char(&text, ' ');
                        tei_text(n, &text);
                }
        if (!text.len)
                tei_text(abstract, &text);
        if (text.len)
                record_add_text(t->r, &t->r->abstracts, str_text(&text),
                                language ? language : t->language);
}

static void read_profile(struct tei *t, const xmlNode *profile)
{
        const xmlNode *class = profile ? xml_child(profile, "textClass") : NULL;

        for (const xmlNode *n = profile ? xml_child(profile, "abstract") : NULL; n;
             n = xml_next(n, "abstract"))
                read_abstract(t, n);
        for (const xmlNode *n = class ? xml_child(class, "keywords") : NULL; n;
             n = xml_next(n, "keywords"))
                read_keywords(t, n);
}

/* ---- the whole ---- */

static void add_language(struct tei *t, const xmlNode *e, const char *attribute)
{
        CLEANUP(freep) char *declared = e ? xml_attr(e, attribute) : NULL;

        if (declared && !t->r->languages.n)
                meta_add_language(t->r, declared);
}

/* Said in the profile, at the text, at the root; GROBID says it at the header as well. */
static void read_language(struct tei *t, const xmlNode *header)
{
        add_language(t, xml_path(header, "profileDesc/langUsage/language"), "ident");
        add_language(t, xml_child(t->root, "text"), "xml:lang");
        add_language(t, t->root, "xml:lang");
        add_language(t, header, "xml:lang");
        t->language = record_language(t->r);
}

static void collect_orgs(struct tei *t)
{
        for (xmlNode *n = xml_walk(t->root, t->root); n; n = xml_walk(n, t->root)) {
                CLEANUP(freep) char *id = xml_is(n, "org") ? xml_attr(n, "xml:id") : NULL;

                if (id)
                        xmlHashAddEntry(t->orgs, (const xmlChar *)id, n);
        }
}

static void read_header(struct tei *t, const xmlNode *header)
{
        const xmlNode *publication = xml_child(t->file, "publicationStmt");
        const xmlNode *monogr = t->source ? xml_child(t->source, "monogr") : NULL;
        const xmlNode *imprint = monogr ? xml_child(monogr, "imprint") : NULL;

        read_titles(t, t->source ? xml_child(t->source, "analytic") : NULL);
        if (!t->r->titles.n)
                read_titles(t, xml_child(t->file, "titleStmt"));
        if (!t->r->titles.n)
                read_titles(t, monogr);
        read_source(t, monogr);
        tei_read_people(t);
        tei_read_funders(t);
        read_identifiers(t, t->source);
        read_identifiers(t, publication);
        read_identifiers(t, t->source ? xml_child(t->source, "analytic") : NULL);
        read_identifiers(t, monogr);
        read_dates(t, publication);
        read_dates(t, imprint);
        read_publisher(t, imprint);
        read_publisher(t, publication);
        read_rights(t, publication ? xml_child(publication, "availability") : NULL);
        read_profile(t, xml_child(header, "profileDesc"));
}

static void table_freep(xmlHashTable **t)
{
        xmlHashFree(*t, NULL);
}

int meta_read_tei(xmlDoc *doc, struct record *r, struct error *err)
{
        CLEANUP(table_freep) xmlHashTable *orgs = xmlHashCreate(32);
        struct tei t = {.r = r, .root = xmlDocGetRootElement(doc), .orgs = orgs};
        const xmlNode *header;

        if (!t.root || !xml_is(t.root, "TEI")) {
                error_set(err, -EINVAL, "<%s> is no TEI", t.root ? (const char *)t.root->name : "");
                return META_NOT_MINE;
        }
        header = xml_child(t.root, "teiHeader");
        t.file = header ? xml_child(header, "fileDesc") : NULL;
        if (!t.file) {
                error_set(err, -EINVAL, "line %ld: <TEI> without <teiHeader>/<fileDesc>",
                          xmlGetLineNo(t.root));
                return META_DAMAGED;
        }
        if (!orgs)
                return error_no_memory(err);
        t.source = xml_path(t.file, "sourceDesc/biblStruct");
        read_language(&t, header);
        collect_orgs(&t);
        read_header(&t, header);
        tei_read_references(&t);
        return r->arena.failed ? error_no_memory(err) : 0;
}
