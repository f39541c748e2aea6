/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dublin Core in XML: oai_dc:dc, plain dc, qualified dc, also inside an OAI-PMH record or <metadata>. */
#include "meta/private.h"

#include "text/xml.h"

#include <errno.h>

static bool is_dublin_core(const xmlNode *node)
{
        return meta_in_namespace(node, "http://purl.org/dc/") ||
               meta_in_namespace(node, "http://www.openarchives.org/OAI/2.0/oai_dc/") || !node->ns;
}

/* The element whose children are the terms: the root, or the first <dc> inside. */
static const xmlNode *container(const xmlNode *root)
{
        if (xml_is(root, "dc") || xml_is(root, "qualifieddc"))
                return root;
        for (const xmlNode *n = xml_walk(root, root); n; n = xml_walk(n, root))
                if (xml_is(n, "dc") || xml_is(n, "qualifieddc"))
                        return n;
        /* <metadata><dc:title>…: the terms stand right below. */
        for (const xmlNode *n = xml_child(root, NULL); n; n = xml_next(n, NULL))
                if (meta_in_namespace(n, "http://purl.org/dc/"))
                        return root;
        return NULL;
}

static void read_term(struct record *r, const xmlNode *node)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *language = meta_language(r, xml_lang(node));

        xml_text(node, &text);
        meta_add_term(r, (const char *)node->name, str_text(&text), language);
}

/* The first text, without a language of its own, is in that of the work where it has just one. */
static void inherit_language(struct record *r, struct lang_texts *list)
{
        if (list->n && !list->items[0].language && r->languages.n == 1)
                list->items[0].language = r->languages.items[0];
}

int meta_read_dc(xmlDoc *doc, struct record *r, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement(doc);
        const xmlNode *dc = root ? container(root) : NULL;

        if (!dc) {
                error_set(err, -EINVAL, "<%s> is no Dublin Core",
                          root ? (const char *)root->name : "");
                return META_NOT_MINE;
        }
        for (const xmlNode *n = xml_child(dc, NULL); n; n = xml_next(n, NULL))
                if (is_dublin_core(n))
                        read_term(r, n);
        inherit_language(r, &r->titles);
        inherit_language(r, &r->abstracts);
        return r->arena.failed ? error_no_memory(err) : 0;
}
