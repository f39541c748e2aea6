/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JATS and NLM (ANSI/NISO Z39.96): what is text for a reader and what is data about it. One table says of
 * each element how it stands in the text; what is not in it is part of the line it stands in.
 */
#include "extract/jats-body.h"

#include "text/xml.h"

#include <ctype.h>
#include <string.h>

enum stand {
        INLINE, /* part of its line */
        BLOCK,  /* a paragraph of its own */
        LINE,   /* a line of its own */
        CELL,   /* apart from its neighbours by a tab */
        WORD, /* data; apart from its neighbours by a space where the publisher put nothing between */
        SKIP,  /* not for readers */
        LATER, /* has its turn after the rest */
};

/* In the order of strcmp(): searched by halves. */
static const struct row {
        const char *name;
        enum stand stand;
} stands[] = {
        {"abstract", BLOCK},
        {"ack", BLOCK},
        {"alt-text", SKIP},
        {"annotation", WORD},
        {"annotation-xml", SKIP},
        {"answer", BLOCK},
        {"app", BLOCK},
        {"app-group", BLOCK},
        {"array", BLOCK},
        {"article-title", WORD},
        {"attrib", LINE},
        {"back", BLOCK},
        {"bio", BLOCK},
        {"body", BLOCK},
        {"boxed-text", BLOCK},
        {"break", LINE},
        {"caption", BLOCK},
        {"chapter-title", WORD},
        {"citation", WORD},
        {"code", BLOCK},
        {"collab", WORD},
        {"comment", WORD},
        {"conf-date", WORD},
        {"conf-loc", WORD},
        {"conf-name", WORD},
        {"conf-sponsor", WORD},
        {"data-title", WORD},
        {"date", WORD},
        {"date-in-citation", WORD},
        {"day", WORD},
        {"def", WORD},
        {"def-item", LINE},
        {"def-list", BLOCK},
        {"disp-formula", BLOCK},
        {"disp-formula-group", BLOCK},
        {"disp-quote", BLOCK},
        {"edition", WORD},
        {"element-citation", WORD},
        {"elocation-id", WORD},
        {"entry", CELL},
        {"etal", WORD},
        {"fig", BLOCK},
        {"fig-group", BLOCK},
        {"floats-group", BLOCK},
        {"floats-wrap", BLOCK},
        {"fn", BLOCK},
        {"fn-group", BLOCK},
        {"fpage", WORD},
        {"front", LATER},
        {"front-stub", LATER},
        {"given-names", WORD},
        {"glossary", BLOCK},
        {"gov", WORD},
        {"institution", WORD},
        {"isbn", WORD},
        {"issn", WORD},
        {"issue", WORD},
        {"kwd-group", SKIP},
        {"label", WORD},
        {"list", BLOCK},
        {"list-item", LINE},
        {"lpage", WORD},
        {"media", BLOCK},
        {"mixed-citation", WORD},
        {"month", WORD},
        {"mtd", CELL},
        {"mtr", LINE},
        {"name", WORD},
        {"nlm-citation", WORD},
        {"note", LINE},
        {"notes", BLOCK},
        {"object-id", SKIP},
        {"p", BLOCK},
        {"page-range", WORD},
        {"part-title", WORD},
        {"patent", WORD},
        {"permissions", SKIP},
        {"person-group", WORD},
        {"prefix", WORD},
        {"preformat", BLOCK},
        {"processing-meta", SKIP},
        {"product", WORD},
        {"pub-id", WORD},
        {"publisher-loc", WORD},
        {"publisher-name", WORD},
        {"question", BLOCK},
        {"ref", LINE},
        {"ref-list", LATER},
        {"response", LATER},
        {"role", WORD},
        {"row", LINE},
        {"season", WORD},
        {"sec", BLOCK},
        {"sec-meta", SKIP},
        {"series", WORD},
        {"sig", LINE},
        {"sig-block", BLOCK},
        {"size", WORD},
        {"source", WORD},
        {"speaker", WORD},
        {"speech", BLOCK},
        {"statement", BLOCK},
        {"string-name", WORD},
        {"sub-article", LATER},
        {"subtitle", BLOCK},
        {"suffix", WORD},
        {"supplementary-material", BLOCK},
        {"surname", WORD},
        {"table", BLOCK},
        {"table-wrap", BLOCK},
        {"table-wrap-foot", BLOCK},
        {"table-wrap-group", BLOCK},
        {"tbody", LINE},
        {"td", CELL},
        {"term", WORD},
        {"textual-form", SKIP},
        {"tfoot", LINE},
        {"th", CELL},
        {"thead", LINE},
        {"title", BLOCK},
        {"tr", LINE},
        {"trans-abstract", BLOCK},
        {"trans-source", WORD},
        {"trans-title", WORD},
        {"verse-group", BLOCK},
        {"verse-line", LINE},
        {"volume", WORD},
        {"year", WORD},
};

/* Where the walk stands and what has to come before the next letters. */
struct flow {
        struct str *out;
        const char *gap;      /* the strongest separation asked for since the last text */
        const xmlNode *asked; /* of this element it is known whether it has text of its own */
        bool has_text;
};

static int compare_row(const void *key, const void *row)
{
        const struct row *r = row;

        return strcmp(key, r->name);
}

static enum stand stand_of(const xmlNode *e)
{
        const struct row *r =
                bsearch(e->name, stands, ARRAY_LEN(stands), sizeof(stands[0]), compare_row);

        return r ? r->stand : INLINE;
}

static size_t strength(const char *gap)
{
        static const char *const gaps[] = {"", " ", "\t", "\n", "\n\n"};
        size_t i = ARRAY_LEN(gaps) - 1;

        while (i && strcmp(gaps[i], gap))
                i--;
        return i;
}

static void ask_gap(struct flow *f, const char *gap)
{
        if (strength(gap) > strength(f->gap))
                f->gap = gap;
}

static bool is_blank_byte(char c)
{
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* White space of the source is one space; of the gap asked for and the space found the stronger counts. */
static void add_text(struct flow *f, const char *text)
{
        for (; *text; text++) {
                if (is_blank_byte(*text)) {
                        ask_gap(f, " ");
                        continue;
                }
                if (*f->gap && f->out->len)
                        str_add(f->out, f->gap);
                f->gap = "";
                str_add_char(f->out, *text);
        }
}

static bool is_text(const xmlNode *n)
{
        return n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE;
}

/* Does anything but white space stand between the children of this element? */
static bool has_own_text(struct flow *f, const xmlNode *e)
{
        if (f->asked == e)
                return f->has_text;
        f->asked = e;
        f->has_text = false;
        for (const xmlNode *c = e->children; c && !f->has_text; c = c->next)
                f->has_text = is_text(c) && !str_is_blank((const char *)c->content);
        return f->has_text;
}

/* "cooperatives<xref>12</xref>": the number of a note is no part of the word. */
static bool follows_word(const struct flow *f)
{
        unsigned char last = f->out->len ? (unsigned char)f->out->data[f->out->len - 1] : ' ';

        return last >= 0x80 || isalnum(last);
}

/* At the start of an element and at its end alike. */
static void ask_stand(struct flow *f, const xmlNode *e, enum stand stand)
{
        static const char *const gaps[] = {
                [BLOCK] = "\n\n", [LINE] = "\n", [CELL] = "\t", [LATER] = "\n\n"};

        if (stand < ARRAY_LEN(gaps) && gaps[stand])
                ask_gap(f, gaps[stand]);
        else if (stand == WORD && (!e->parent || !has_own_text(f, e->parent)))
                ask_gap(f, " ");
}

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

static bool is_left_out(const xmlNode *e, enum stand stand)
{
        /* "annotation" is a note on a reference in JATS, the source of a formula in MathML. */
        if (xml_is(e, "annotation") && e->parent && xml_is(e->parent, "semantics"))
                return true;
        return stand == SKIP || is_needless_tex(e);
}

/* Takes in one node; are its children text as well? */
static bool enter(struct flow *f, const xmlNode *n, bool is_top)
{
        enum stand stand;

        if (is_text(n) && n->content)
                add_text(f, (const char *)n->content);
        if (n->type != XML_ELEMENT_NODE)
                return false;
        stand = stand_of(n);
        ask_stand(f, n, stand);
        if (xml_is(n, "xref") && follows_word(f))
                ask_gap(f, " ");
        return is_top || (stand != LATER && !is_left_out(n, stand));
}

/* All text below top but for what comes later. It follows the tree's own links: depth costs nothing. */
static void add_tree(struct flow *f, const xmlNode *top)
{
        const xmlNode *n = top;

        for (;;) {
                if (enter(f, n, n == top) && n->children) {
                        n = n->children;
                        continue;
                }
                while (n != top && !n->next) {
                        n = n->parent;
                        ask_stand(f, n, stand_of(n));
                }
                if (n == top)
                        return;
                if (n->type == XML_ELEMENT_NODE)
                        ask_stand(f, n, stand_of(n));
                n = n->next;
        }
}

/* Abstracts stand in the metadata: <front><article-meta>, or <front-stub> of a sub-article. */
static void add_front(struct flow *f, const xmlNode *article)
{
        const xmlNode *meta = xml_path(article, "front/article-meta");
        const xmlNode *stub = meta ? NULL : xml_child(article, "front-stub");
        const xmlNode *title = stub ? xml_path(stub, "title-group/article-title") : NULL;

        if (title)
                add_tree(f, title);
        meta = meta ? meta : stub;
        for (const xmlNode *n = meta ? meta->children : NULL; n; n = n->next)
                if (xml_is(n, "abstract") || xml_is(n, "trans-abstract"))
                        add_tree(f, n);
}

static bool is_article_within(const xmlNode *n)
{
        return xml_is(n, "sub-article") || xml_is(n, "response");
}

/* Reference lists stand in the back matter, sometimes in a section of the body. */
static void add_references(struct flow *f, const xmlNode *part)
{
        for (const xmlNode *n = part; n; n = xml_walk(n, part))
                if (xml_is(n, "ref-list"))
                        add_tree(f, n);
}

/* Sub-articles nest, no deeper than the XML reader lets elements nest. */
static void add_article(struct flow *f, const xmlNode *article)
{
        static const char *const parts[] = {"body", "floats-group", "floats-wrap", "back"};

        add_front(f, article);
        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
                for (const xmlNode *n = xml_child(article, parts[i]); n; n = xml_next(n, parts[i]))
                        add_tree(f, n);
        for (const xmlNode *n = article->children; n; n = n->next)
                if (n->type == XML_ELEMENT_NODE && !is_article_within(n))
                        add_references(f, n);
        for (const xmlNode *n = article->children; n; n = n->next)
                if (is_article_within(n))
                        add_article(f, n);
}

int jats_body_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        struct flow f = {.out = out, .gap = ""};
        const xmlNode *root = doc->children;

        while (root && root->type != XML_ELEMENT_NODE)
                root = root->next;
        if (root)
                add_article(&f, root);
        return out->failed ? error_no_memory(err) : 0;
}
