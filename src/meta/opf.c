/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The package document of an EPUB: Dublin Core with the refinements of EPUB 2 (attributes opf:…) and EPUB 3
 * (<meta refines="#id" property="…">), which say which title is the main one and who did what.
 */
#include "meta/private.h"

#include "text/html.h"
#include "text/xml.h"

#include <errno.h>
#include <libxml/hash.h>
#include <string.h>
#include <strings.h>

struct opf {
        struct record *r;
        const xmlNode *metadata;
        xmlHashTable *refined; /* "id", "property" -> <meta> */
};

/* What refines an element: EPUB 3's <meta>, else EPUB 2's attribute of the same name. On the heap, or NULL. */
static char *refinement(const struct opf *o, const xmlNode *e, const char *property,
                        const char *attribute)
{
        CLEANUP(freep) char *id = xml_attr(e, "id");
        CLEANUP(str_done) struct str text = STR_INIT;
        const xmlNode *meta =
                id ? xmlHashLookup2(o->refined, (const xmlChar *)id, (const xmlChar *)property)
                   : NULL;

        if (!meta)
                return xml_attr(e, attribute);
        xml_text(meta, &text);
        str_trim(&text);
        return str_steal(&text);
}

static void collect_refinements(struct opf *o)
{
        for (xmlNode *m = xml_child(o->metadata, "meta"); m; m = xml_next(m, "meta")) {
                CLEANUP(freep) char *refines = xml_attr(m, "refines");
                CLEANUP(freep) char *property = xml_attr(m, "property");

                if (refines && property && *refines == '#')
                        xmlHashAddEntry2(o->refined, (const xmlChar *)refines + 1,
                                         (const xmlChar *)property, m);
        }
}

/* ---- one element each ---- */

static void take_title(struct opf *o, const xmlNode *e, const char *text)
{
        CLEANUP(freep) char *type = refinement(o, e, "title-type", "title-type");

        if (!type || (strcmp(type, "collection") && strcmp(type, "short")))
                record_add_text(o->r, &o->r->titles, text, meta_language(o->r, xml_lang(e)));
}

/* MARC relators: who is no author is a contributor, by DataCite's words. */
static const struct {
        const char *relator, *role; /* NULL: a creator */
} roles[] = {
        {"aut", NULL},          {"edt", "Editor"},  {"trl", "Translator"}, {"ctb", "Other"},
        {"ill", "Other"},       {"aui", "Other"},   {"bkp", "Producer"},   {"cov", "Other"},
        {"pbl", "Distributor"}, {"fnd", "Sponsor"},
};

static void take_person(struct opf *o, const xmlNode *e, const char *text)
{
        CLEANUP(freep) char *relator = refinement(o, e, "role", "opf:role");
        CLEANUP(freep) char *file_as = refinement(o, e, "file-as", "opf:file-as");
        const char *role = xml_is(e, "creator") ? NULL : "Other";
        struct agent *a;

        for (size_t i = 0; relator && i < ARRAY_LEN(roles); i++)
                if (!strcasecmp(relator, roles[i].relator))
                        role = roles[i].role;
        a = meta_add_person(o->r, role ? &o->r->contributors : &o->r->creators, text);
        if (!a)
                return;
        record_set(o->r, &a->role, role);
        /* "Otieno, Amina": then both parts of the name are known. */
        if (!a->family && file_as && strchr(file_as, ',')) {
                char *comma = strchr(file_as, ',');

                *comma = '\0';
                record_set(o->r, &a->family, file_as);
                record_set(o->r, &a->given, comma + 1);
        }
}

/* Identifiers that a program made for its own use say nothing. */
static void take_identifier(struct opf *o, const xmlNode *e, const char *text)
{
        static const char *const own[] = {"uuid", "urn:uuid:", "calibre", "mobi-asin", "asin"};
        CLEANUP(freep) char *scheme = refinement(o, e, "identifier-type", "opf:scheme");
        size_t digits = strspn(text, "0123456789-Xx");

        for (size_t i = 0; i < ARRAY_LEN(own); i++)
                if (!strncasecmp(text, own[i], strlen(own[i])) ||
                    (scheme && !strcasecmp(scheme, own[i])))
                        return;
        if ((scheme && !strcasecmp(scheme, "isbn")) ||
            (!text[digits] && !strncmp(text, "97", 2) && digits >= 13))
                record_add_identifier(o->r, "isbn",
                                      !strncasecmp(text, "urn:isbn:", 9) ? text + 9 : text);
        else if (doi_normalise(text, &o->r->arena) || strchr(text, ':'))
                meta_add_identifier(o->r, text);
}

/* Words for people, sometimes in markup that was escaped. */
static void take_description(struct opf *o, const xmlNode *e, const char *text)
{
        CLEANUP(str_done) struct str plain = STR_INIT;
        CLEANUP(xml_doc_freep) xmlDoc *html = NULL;

        if (*text == '<' && html_read(text, strlen(text), &html, NULL) == 0 &&
            html_main_text(html, &plain, NULL) == 0)
                text = str_text(&plain);
        record_add_text(o->r, &o->r->abstracts, text, meta_language(o->r, xml_lang(e)));
}

static void take_date(struct opf *o, const xmlNode *e, const char *text)
{
        CLEANUP(freep) char *event = xml_attr(e, "opf:event");

        if (!event || !strcasecmp(event, "publication"))
                meta_add_date(o->r, "Issued", text);
        else if (!strcasecmp(event, "creation"))
                meta_add_date(o->r, "Created", text);
}

static const struct {
        const char *element;
        void (*take)(struct opf *o, const xmlNode *e, const char *text);
} fields[] = {
        {"title", take_title},        {"creator", take_person},
        {"contributor", take_person}, {"identifier", take_identifier},
        {"date", take_date},          {"description", take_description},
};

static void read_element(struct opf *o, const xmlNode *e)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        xml_text(e, &text);
        str_trim(&text);
        if (!text.len)
                return;
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                if (xml_is(e, fields[i].element)) {
                        fields[i].take(o, e, str_text(&text));
                        return;
                }
        if (meta_in_namespace(e, "http://purl.org/dc/"))
                meta_add_term(o->r, (const char *)e->name, str_text(&text),
                              meta_language(o->r, xml_lang(e)));
}

static void table_freep(xmlHashTable **t)
{
        xmlHashFree(*t, NULL);
}

int meta_read_opf(xmlDoc *doc, struct record *r, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement(doc);
        CLEANUP(table_freep) xmlHashTable *refined = xmlHashCreate(16);
        struct opf o = {.r = r, .refined = refined};
        const xmlNode *inner;

        if (!refined)
                return error_no_memory(err);
        if (!root || !xml_is(root, "package")) {
                error_set(err, -EINVAL, "<%s> is no package of an EPUB",
                          root ? (const char *)root->name : "");
                return META_NOT_MINE;
        }
        o.metadata = xml_child(root, "metadata");
        /* OEB 1.x, and books that kept its form. */
        inner = o.metadata ? xml_child(o.metadata, "dc-metadata") : NULL;
        o.metadata = inner ? inner : o.metadata;
        if (!o.metadata)
                return 0;
        collect_refinements(&o);
        for (const xmlNode *e = xml_child(o.metadata, NULL); e; e = xml_next(e, NULL))
                read_element(&o, e);
        return r->arena.failed ? error_no_memory(err) : 0;
}
