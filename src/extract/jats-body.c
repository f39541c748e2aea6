/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JATS and NLM (ANSI/NISO Z39.96): what is text for a reader and what is data about it. One table says of
 * each element how it stands in the text; what is not in it is part of the line it stands in.
 */
#include "extract/jats-body.h"

#include "extract/flow.h"

#include "text/xml.h"

#include <string.h>

static const struct flow_row rows[] = {
        {"abstract", FLOW_BLOCK},
        {"ack", FLOW_BLOCK},
        {"alt-text", FLOW_SKIP},
        {"annotation", FLOW_WORD},
        {"annotation-xml", FLOW_SKIP},
        {"answer", FLOW_BLOCK},
        {"app", FLOW_BLOCK},
        {"app-group", FLOW_BLOCK},
        {"array", FLOW_BLOCK},
        {"article-title", FLOW_WORD},
        {"attrib", FLOW_LINE},
        {"back", FLOW_BLOCK},
        {"bio", FLOW_BLOCK},
        {"body", FLOW_BLOCK},
        {"boxed-text", FLOW_BLOCK},
        {"break", FLOW_LINE},
        {"caption", FLOW_BLOCK},
        {"chapter-title", FLOW_WORD},
        {"citation", FLOW_WORD},
        {"code", FLOW_BLOCK},
        {"collab", FLOW_WORD},
        {"comment", FLOW_WORD},
        {"conf-date", FLOW_WORD},
        {"conf-loc", FLOW_WORD},
        {"conf-name", FLOW_WORD},
        {"conf-sponsor", FLOW_WORD},
        {"data-title", FLOW_WORD},
        {"date", FLOW_WORD},
        {"date-in-citation", FLOW_WORD},
        {"day", FLOW_WORD},
        {"def", FLOW_WORD},
        {"def-item", FLOW_LINE},
        {"def-list", FLOW_BLOCK},
        {"disp-formula", FLOW_BLOCK},
        {"disp-formula-group", FLOW_BLOCK},
        {"disp-quote", FLOW_BLOCK},
        {"edition", FLOW_WORD},
        {"element-citation", FLOW_WORD},
        {"elocation-id", FLOW_WORD},
        {"entry", FLOW_CELL},
        {"etal", FLOW_WORD},
        {"fig", FLOW_BLOCK},
        {"fig-group", FLOW_BLOCK},
        {"floats-group", FLOW_BLOCK},
        {"floats-wrap", FLOW_BLOCK},
        {"fn", FLOW_BLOCK},
        {"fn-group", FLOW_BLOCK},
        {"fpage", FLOW_WORD},
        {"front", FLOW_ASIDE},
        {"front-stub", FLOW_ASIDE},
        {"given-names", FLOW_WORD},
        {"glossary", FLOW_BLOCK},
        {"gov", FLOW_WORD},
        {"institution", FLOW_WORD},
        {"isbn", FLOW_WORD},
        {"issn", FLOW_WORD},
        {"issue", FLOW_WORD},
        {"kwd-group", FLOW_SKIP},
        {"label", FLOW_WORD},
        {"list", FLOW_BLOCK},
        {"list-item", FLOW_LINE},
        {"lpage", FLOW_WORD},
        {"media", FLOW_BLOCK},
        {"mixed-citation", FLOW_WORD},
        {"month", FLOW_WORD},
        {"mtd", FLOW_CELL},
        {"mtr", FLOW_LINE},
        {"name", FLOW_WORD},
        {"nlm-citation", FLOW_WORD},
        {"note", FLOW_LINE},
        {"notes", FLOW_BLOCK},
        {"object-id", FLOW_SKIP},
        {"p", FLOW_BLOCK},
        {"page-range", FLOW_WORD},
        {"part-title", FLOW_WORD},
        {"patent", FLOW_WORD},
        {"permissions", FLOW_SKIP},
        {"person-group", FLOW_WORD},
        {"prefix", FLOW_WORD},
        {"preformat", FLOW_BLOCK},
        {"processing-meta", FLOW_SKIP},
        {"product", FLOW_WORD},
        {"pub-id", FLOW_WORD},
        {"publisher-loc", FLOW_WORD},
        {"publisher-name", FLOW_WORD},
        {"question", FLOW_BLOCK},
        {"ref", FLOW_LINE},
        {"ref-list", FLOW_ASIDE},
        {"response", FLOW_ASIDE},
        {"role", FLOW_WORD},
        {"row", FLOW_LINE},
        {"season", FLOW_WORD},
        {"sec", FLOW_BLOCK},
        {"sec-meta", FLOW_SKIP},
        {"series", FLOW_WORD},
        {"sig", FLOW_LINE},
        {"sig-block", FLOW_BLOCK},
        {"size", FLOW_WORD},
        {"source", FLOW_WORD},
        {"speaker", FLOW_WORD},
        {"speech", FLOW_BLOCK},
        {"statement", FLOW_BLOCK},
        {"string-name", FLOW_WORD},
        {"sub-article", FLOW_ASIDE},
        {"subtitle", FLOW_BLOCK},
        {"suffix", FLOW_WORD},
        {"supplementary-material", FLOW_BLOCK},
        {"surname", FLOW_WORD},
        {"table", FLOW_BLOCK},
        {"table-wrap", FLOW_BLOCK},
        {"table-wrap-foot", FLOW_BLOCK},
        {"table-wrap-group", FLOW_BLOCK},
        {"tbody", FLOW_LINE},
        {"td", FLOW_CELL},
        {"term", FLOW_WORD},
        {"textual-form", FLOW_SKIP},
        {"tfoot", FLOW_LINE},
        {"th", FLOW_CELL},
        {"thead", FLOW_LINE},
        {"title", FLOW_BLOCK},
        {"tr", FLOW_LINE},
        {"trans-abstract", FLOW_BLOCK},
        {"trans-source", FLOW_WORD},
        {"trans-title", FLOW_WORD},
        {"verse-group", FLOW_BLOCK},
        {"verse-line", FLOW_LINE},
        {"volume", FLOW_WORD},
        {"year", FLOW_WORD},
};

/* TeX beside MathML says the same again, and a whole TeX document is no text at all. */
static bool is_needless_tex(const xmlNode *e)
{
        CLEANUP(str_done) struct str tex = STR_INIT;

        if (!xml_is(e, "tex-math"))
                return false;
        if (e->parent && xml_child(e->parent, "math"))
                return true;
        xml_text(e, &tex);
        return strstr(str_text(&tex), "\\documentclass") != NULL;
}

static enum flow_stand judge(struct flow *f, xmlNode *e, enum flow_stand stand)
{
        /* "cooperatives<xref>12</xref>": the number of a note is no part of the word. */
        if (xml_is(e, "xref") && flow_follows_word(f))
                flow_ask(f, FLOW_SPACE);
        /* "annotation" is a note on a reference in JATS, the source of a formula in MathML. */
        if (xml_is(e, "annotation") && e->parent && xml_is(e->parent, "semantics"))
                return FLOW_SKIP;
        return is_needless_tex(e) ? FLOW_SKIP : stand;
}

/* Abstracts stand in the metadata: <front><article-meta>, or <front-stub> of a sub-article. */
static void add_front(struct flow *f, xmlNode *article)
{
        xmlNode *meta = xml_path(article, "front/article-meta");
        xmlNode *stub = meta ? NULL : xml_child(article, "front-stub");
        xmlNode *title = stub ? xml_path(stub, "title-group/article-title") : NULL;

        if (title)
                flow_tree(f, title);
        meta = meta ? meta : stub;
        for (xmlNode *n = meta ? meta->children : NULL; n; n = n->next)
                if (xml_is(n, "abstract") || xml_is(n, "trans-abstract"))
                        flow_tree(f, n);
}

static bool is_article_within(const xmlNode *n)
{
        return xml_is(n, "sub-article") || xml_is(n, "response");
}

/* Reference lists stand in the back matter, sometimes in a section of the body. */
static void add_references(struct flow *f, xmlNode *part)
{
        for (xmlNode *n = part; n; n = xml_walk(n, part))
                if (xml_is(n, "ref-list"))
                        flow_tree(f, n);
}

/* Sub-articles nest, no deeper than the XML reader lets elements nest. */
static void add_article(struct flow *f, xmlNode *article)
{
        static const char *const parts[] = {"body", "floats-group", "floats-wrap", "back"};

        add_front(f, article);
        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
                for (xmlNode *n = xml_child(article, parts[i]); n; n = xml_next(n, parts[i]))
                        flow_tree(f, n);
        for (xmlNode *n = article->children; n; n = n->next)
                if (n->type == XML_ELEMENT_NODE && !is_article_within(n))
                        add_references(f, n);
        for (xmlNode *n = article->children; n; n = n->next)
                if (is_article_within(n))
                        add_article(f, n);
}

int jats_body_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        CLEANUP(flow_done)
        struct flow f = {.out = out, .rows = rows, .n_rows = ARRAY_LEN(rows), .judge = judge};
        xmlNode *root = doc->children;

        while (root && root->type != XML_ELEMENT_NODE)
                root = root->next;
        if (root)
                add_article(&f, root);
        return flow_end(&f, err);
}
