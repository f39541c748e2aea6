/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * XMP packets (ISO 16684-1): RDF whose properties are elements with rdf:Alt, rdf:Bag or rdf:Seq inside, or
 * attributes of rdf:Description. Most PDF programs fill in little, and some of that is made up.
 */
#include "meta/private.h"

#include "text/xml.h"

#include <errno.h>
#include <string.h>

#define NS_DC     "http://purl.org/dc/elements/1.1/"
#define NS_PRISM  "http://prismstandard.org/namespaces/"
#define NS_RIGHTS "http://ns.adobe.com/xap/1.0/rights/"
#define NS_CC     "http://creativecommons.org/ns#"
#define NS_PDFX   "http://ns.adobe.com/pdfx/1.3/"
#define NS_PDF    "http://ns.adobe.com/pdf/1.3/"
#define NS_XMP    "http://ns.adobe.com/xap/1.0/"

typedef void (*take_value)(struct record *r, const char *text, const char *language);

static void take_doi(struct record *r, const char *text, const char *language UNUSED)
{
        if (doi_normalise(text, &r->arena))
                record_add_identifier(r, "doi", text);
}

static void take_isbn(struct record *r, const char *text, const char *language UNUSED)
{
        record_add_identifier(r, "isbn", text);
}

static void take_source(struct record *r, const char *text, const char *language UNUSED)
{
        record_set(r, &r->source, text);
}

static void take_issued(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Issued", text);
}

static void take_created(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Created", text);
}

static void take_licence(struct record *r, const char *text, const char *language UNUSED)
{
        if (!r->licence)
                meta_set_known_licence(r, text);
}

static void take_title(struct record *r, const char *text, const char *language)
{
        if (!meta_title_is_nonsense(text))
                record_add_text(r, &r->titles, text, language);
}

/* dc:identifier is a DOI or, more often, a number some program made up. */
static void take_identifier(struct record *r, const char *text, const char *language UNUSED)
{
        take_doi(r, text, NULL);
}

/* dc:date is the day the file was made, as often as the day of issue. */
static const struct {
        const char *ns; /* its start */
        const char *name;
        take_value take; /* NULL: as the Dublin Core element of this name */
} properties[] = {
        {NS_DC, "title", take_title},
        {NS_DC, "creator", NULL},
        {NS_DC, "description", NULL},
        {NS_DC, "subject", NULL},
        {NS_DC, "rights", NULL},
        {NS_DC, "language", NULL},
        {NS_DC, "publisher", NULL},
        {NS_DC, "type", NULL},
        {NS_DC, "identifier", take_identifier},
        {NS_DC, "date", take_created},
        {NS_PRISM, "doi", take_doi},
        {NS_PRISM, "url", take_doi},
        {NS_PRISM, "isbn", take_isbn},
        {NS_PRISM, "publicationName", take_source},
        {NS_PRISM, "coverDate", take_issued},
        {NS_PRISM, "publicationDate", take_issued},
        {NS_PDFX, "doi", take_doi},
        {NS_PDF, "Keywords", meta_add_subjects},
        {NS_RIGHTS, "WebStatement", take_licence},
        {NS_RIGHTS, "UsageTerms", take_licence},
        {NS_CC, "license", take_licence},
        {NS_XMP, "CreateDate", take_created},
};

static void take(struct record *r, const char *ns, const char *name, const char *text,
                 const char *language)
{
        for (size_t i = 0; i < ARRAY_LEN(properties); i++) {
                if (!str_starts(ns, properties[i].ns) || strcmp(properties[i].name, name))
                        continue;
                /* "http://ns.adobe.com/xap/1.0/" also begins other namespaces of Adobe's. */
                if (!strcmp(properties[i].ns, NS_XMP) && strcmp(ns, NS_XMP))
                        continue;
                if (properties[i].take)
                        properties[i].take(r, text, language);
                else
                        meta_add_term(r, name, text, language);
                return;
        }
}

/* "x-default" stands for none, and is by far the most frequent. */
static const char *language_of(struct record *r, const xmlNode *n)
{
        const char *lang = xml_lang(n);

        return lang && strcmp(lang, "x-default") ? meta_language(r, lang) : NULL;
}

/* The items of a list, or the element's own text, or the address it points to. */
static void read_property(struct record *r, const xmlNode *node)
{
        const char *ns = node->ns ? (const char *)node->ns->href : "";
        const char *name = (const char *)node->name;
        CLEANUP(freep) char *resource = xml_attr(node, "rdf:resource");
        bool is_list = false;

        for (const xmlNode *n = xml_walk(node, node); n; n = xml_walk(n, node)) {
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!xml_is(n, "li"))
                        continue;
                is_list = true;
                xml_text(n, &text);
                str_trim(&text);
                take(r, ns, name, str_text(&text), language_of(r, n));
        }
        if (!is_list) {
                CLEANUP(str_done) struct str text = STR_INIT;

                xml_text(node, &text);
                str_trim(&text);
                take(r, ns, name, text.len || !resource ? str_text(&text) : resource, NULL);
        }
}

static void read_description(struct record *r, const xmlNode *description)
{
        for (const xmlAttr *a = description->properties; a; a = a->next)
                if (a->ns && a->children && a->children->content)
                        take(r, (const char *)a->ns->href, (const char *)a->name,
                             (const char *)a->children->content, NULL);
        for (const xmlNode *n = xml_child(description, NULL); n; n = xml_next(n, NULL))
                read_property(r, n);
}

int meta_read_xmp(xmlDoc *doc, struct record *r, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement(doc);
        const xmlNode *rdf = root && xml_is(root, "RDF") ? root : NULL;

        for (const xmlNode *n = root; n && !rdf; n = xml_walk(n, root))
                if (xml_is(n, "RDF"))
                        rdf = n;
        if (!rdf) {
                error_set(err, -EINVAL, "<%s> is no XMP packet",
                          root ? (const char *)root->name : "");
                return META_NOT_MINE;
        }
        for (const xmlNode *n = xml_child(rdf, "Description"); n; n = xml_next(n, "Description"))
                read_description(r, n);
        return r->arena.failed ? error_no_memory(err) : 0;
}
