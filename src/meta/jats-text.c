/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inline markup of JATS as plain text: what a reader sees, without footnote marks and doubled formulas. */
#include "meta/jats.h"

#include "text/xml.h"

#include <string.h>

static bool is_in(const char *name, const char *const *list, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (!strcmp(list[i], name))
                        return true;
        return false;
}

bool jats_attr_is(const xmlNode *node, const char *name, const char *value)
{
        CLEANUP(freep) char *have = xml_attr(node, name);

        return str_equal(have, value);
}

/* Never part of the words. */
static bool is_dropped(const char *name)
{
        static const char *const names[] = {"fn",         "fn-group",  "inline-graphic",
                                            "graphic",    "object-id", "media",
                                            "index-term", "label",     "target"};

        return is_in(name, names, ARRAY_LEN(names));
}

/* Words on both sides of these stand apart. */
static bool is_apart(const char *name)
{
        static const char *const names[] = {"p",    "title", "sec",         "list",
                                            "def",  "break", "list-item",   "disp-formula",
                                            "term", "td",    "disp-quote",  "def-item",
                                            "tr",   "th",    "trans-title", "subtitle"};

        return is_in(name, names, ARRAY_LEN(names));
}

/* Cross-references to notes and affiliations are marks; in a title every cross-reference is one. */
static bool is_mark(const xmlNode *xref, enum jats_place place)
{
        static const char *const types[] = {"fn", "aff", "corresp", "author-notes", "table-fn"};
        CLEANUP(freep) char *type = NULL;

        if (place == JATS_TITLE)
                return true;
        type = xml_attr(xref, "ref-type");
        return type && is_in(type, types, ARRAY_LEN(types));
}

/* One formula in several notations: MathML reads best, then words; TeX and pictures only without these. */
static const xmlNode *best_alternative(const xmlNode *alternatives)
{
        static const char *const order[] = {"math", "textual-form", "tex-math"};
        const xmlNode *n;

        for (size_t i = 0; i < ARRAY_LEN(order); i++)
                if ((n = xml_child(alternatives, order[i])))
                        return n;
        return xml_child(alternatives, NULL);
}

static void add_element(const xmlNode *node, enum jats_place place, struct str *out)
{
        const char *name = (const char *)node->name;
        const xmlNode *best;

        if (is_dropped(name) || (!strcmp(name, "xref") && is_mark(node, place)))
                return;
        if (!strcmp(name, "alternatives")) {
                best = best_alternative(node);
                if (best)
                        add_element(best, place, out);
                return;
        }
        if (is_apart(name))
                str_add_char(out, ' ');
        jats_add_text(node, place, out);
        if (is_apart(name))
                str_add_char(out, ' ');
}

void jats_add_text(const xmlNode *node, enum jats_place place, struct str *out)
{
        for (const xmlNode *n = node ? node->children : NULL; n; n = n->next) {
                if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
                        str_add(out, (const char *)n->content);
                else if (n->type == XML_ELEMENT_NODE)
                        add_element(n, place, out);
                else if (n->type == XML_ENTITY_REF_NODE)
                        xml_text(n, out);
        }
}

void jats_child_text(const xmlNode *parent, const char *path, struct str *out)
{
        const xmlNode *node = parent ? xml_path(parent, path) : NULL;

        if (node)
                jats_add_text(node, JATS_TITLE, out);
}
