/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dublin Core in XML: oai_dc:dc, plain dc, qualified dc and terms, a thesis of ETD-MS; also elements of Dublin
 * Core right below a <metadata>. Which element is which field: terms.c.
 */
#include "meta/xml-fields.h"
#include "meta/xml-formats.h"

#include <errno.h>
#include <string.h>

static bool is_dublin_core(const xmlNode *node)
{
        return meta_in_namespace(node, "http://purl.org/dc/") ||
               meta_in_namespace(node, "https://purl.org/dc/") ||
               meta_in_namespace(node, "http://dublincore.org/") ||
               meta_in_namespace(node, "http://www.openarchives.org/OAI/2.0/oai_dc/") ||
               meta_in_namespace(node, "http://www.ndltd.org/standards/metadata/etdms/") ||
               !node->ns;
}

/* <dc>, however its prefix; or, where the terms stand right below, whatever holds a title. */
bool dc_is(const xmlNode *node)
{
        if (xml_is(node, "dc") || xml_is(node, "qualifieddc") || xml_is(node, "simpledc"))
                return true;
        if (xml_is(node, "thesis") && is_dublin_core(node))
                return xml_child(node, "title") != NULL;
        if (!xml_is(node, "metadata") && !xml_is(node, "record") && !xml_is(node, "qdc"))
                return false;
        for (const xmlNode *n = xml_child(node, NULL); n; n = xml_next(n, NULL))
                if (meta_in_namespace(n, "http://purl.org/dc/"))
                        return true;
        return false;
}

static void read_term(struct record *r, const xmlNode *node)
{
        bool is_code = xml_is(node, "identifier") || xml_is(node, "relation");
        const char *text = is_code ? field_code(r, node) : field_text(r, node);

        if (text)
                meta_add_term(r, (const char *)node->name, text, field_language(r, node));
}

/*
 * Of several plain dates the first without a time of day is when it appeared: repositories add when they got it
 * and when they showed it, to the second. More of them say nothing that could be told apart.
 */
static void read_date(struct record *r, const xmlNode *dc)
{
        for (int with_time = 0; with_time < 2; with_time++)
                for (const xmlNode *n = xml_child(dc, "date"); n && !r->n_dates;
                     n = xml_next(n, "date")) {
                        const char *text = field_text(r, n);

                        if (text && is_dublin_core(n) && (strchr(text, 'T') != NULL) == with_time)
                                meta_add_term(r, "date", text, NULL);
                }
}

/* One line of many things, among them a year that a date says better. */
static bool is_line(const xmlNode *node)
{
        return xml_is(node, "source") || xml_is(node, "bibliographicCitation");
}

int dc_read(const xmlNode *dc, struct record *r, struct error *err)
{
        for (const xmlNode *n = xml_child(dc, NULL); n; n = xml_next(n, NULL))
                if (is_dublin_core(n) && !xml_is(n, "date") && !is_line(n))
                        read_term(r, n);
        read_date(r, dc);
        for (const xmlNode *n = xml_child(dc, NULL); n; n = xml_next(n, NULL))
                if (is_dublin_core(n) && is_line(n))
                        read_term(r, n);
        if (xml_is(dc, "thesis") && !r->type)
                record_set(r, &r->type, "thesis");
        field_inherit_languages(r);
        field_credit_editors(r);
        return r->arena.failed ? error_no_memory(err) : 0;
}

/* The first one in the document. */
int meta_read_dc(xmlDoc *doc, struct record *r, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement(doc);

        for (const xmlNode *n = root; n; n = xml_walk(n, root))
                if (dc_is(n))
                        return dc_read(n, r, err);
        error_set(err, -EINVAL, "<%s> is no Dublin Core", root ? (const char *)root->name : "");
        return META_NOT_MINE;
}
