/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The elements of a page in order, and how much of what each holds. */
#include "text/html-private.h"

#include <string.h>
#include <strings.h>

bool html_is_named(const xmlNode *node, const char *const *names, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (!strcmp((const char *)node->name, names[i]))
                        return true;
        }
        return false;
}

static bool is(const xmlNode *node, const char *name)
{
        return !strcmp((const char *)node->name, name);
}

/* What a browser sets within a line. Elements that nobody knows part words: glued words are found by none. */
static bool is_inline(const xmlNode *element)
{
        static const char *const names[] = {
                "a",      "abbr",   "acronym", "annotation", "b",       "bdi",    "bdo",
                "big",    "br",     "button",  "cite",       "code",    "data",   "del",
                "dfn",    "em",     "font",    "i",          "img",     "input",  "ins",
                "kbd",    "label",  "mark",    "math",       "mfenced", "mfrac",  "mi",
                "mn",     "mo",     "mover",   "mpadded",    "mroot",   "mrow",   "mspace",
                "msqrt",  "mstyle", "msub",    "msubsup",    "msup",    "mtable", "mtd",
                "mtext",  "mtr",    "munder",  "nobr",       "q",       "rp",     "rt",
                "ruby",   "s",      "samp",    "semantics",  "small",   "span",   "strike",
                "strong", "sub",    "sup",     "time",       "tt",      "u",      "var",
                "wbr"};

        return html_is_named(element, names, ARRAY_LEN(names)) ||
               !strncmp((const char *)element->name, "mml:", 4);
}

bool html_is_block(const xmlNode *element)
{
        return !is_inline(element);
}

bool html_is_heading(const xmlNode *element)
{
        const char *name = (const char *)element->name;

        return name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && !name[2];
}

bool html_attribute(const xmlNode *element, const char *name, char *ret, size_t room)
{
        const xmlAttr *a = xmlHasProp(element, (const xmlChar *)name);
        const char *value = a && a->children ? (const char *)a->children->content : NULL;

        if (!value)
                return false;
        snprintf(ret, room, "%s", value);
        return true;
}

/* --- what is no text at all ----------------------------------------------------------------------------- */

static bool is_never_text(const xmlNode *element)
{
        static const char *const names[] = {
                "annotation", "annotation-xml", "applet",   "audio",  "canvas",  "head",
                "iframe",     "noscript",       "object",   "script", "select",  "style",
                "svg",        "template",       "textarea", "video",  "datalist"};

        if (is(element, "button")) /* but a heading may be one, to unfold its section */
                return !element->parent || !html_is_heading(element->parent);
        return html_is_named(element, names, ARRAY_LEN(names));
}

/* --- counting ------------------------------------------------------------------------------------------- */

void html_map_done(struct html_map *m)
{
        free(m->parts);
        memset(m, 0, sizeof(*m));
}

/* A link to a page, not to a person. */
static bool leads_away(const xmlNode *element)
{
        char href[8];

        return is(element, "a") && html_attribute(element, "href", href, sizeof(href)) &&
               strncasecmp(href, "mailto:", 7) != 0;
}

static struct html_part *add_part(struct html_map *m, const xmlNode *element, size_t parent)
{
        enum { INHERITED = HTML_SKIPPED | HTML_IN_LINK | HTML_IN_ARTICLE };
        struct html_part *p;

        if (m->n == m->room) {
                size_t room = m->room ? m->room * 2 : 256;

                p = realloc(m->parts, room * sizeof(*p));
                if (!p)
                        return NULL;
                m->parts = p;
                m->room = room;
        }
        p = &m->parts[m->n];
        memset(p, 0, sizeof(*p));
        p->node = element;
        p->parent = (uint32_t)parent;
        p->size = 1;
        p->flags = m->n ? m->parts[parent].flags & INHERITED : 0;
        if (is_never_text(element))
                p->flags |= HTML_SKIPPED;
        if (leads_away(element))
                p->flags |= HTML_IN_LINK;
        if (is(element, "article") || is(element, "main"))
                p->flags |= HTML_IN_ARTICLE;
        if (html_is_block(element) || !m->n)
                p->flags |= HTML_BLOCK;
        p->block = p->flags & HTML_BLOCK ? (uint32_t)m->n : m->parts[parent].block;
        m->n++;
        return p;
}

/* An address without its scheme, a key for some script: nothing to read. */
static bool is_no_word(const char *text)
{
        enum { WORD_MAX = 60 };
        size_t n = 0;

        text += strspn(text, " \t\r\n");
        while ((unsigned char)text[n] > ' ' && (unsigned char)text[n] < 0x80)
                n++;
        return n > WORD_MAX && text[n + strspn(text + n, " \t\r\n")] == '\0';
}

static void count_text(struct html_map *m, size_t at, const char *text)
{
        struct html_part *p = &m->parts[at];
        struct html_part *block = &m->parts[p->block];
        /* An address that is written out is something to read, not a way to somewhere else. */
        bool is_link = ((p->flags & HTML_IN_LINK) && !strstr(text, "://")) || is_no_word(text);
        uint32_t n = 0;

        if (p->flags & HTML_SKIPPED)
                return;
        for (; *text; text++)
                n += (unsigned char)*text > ' ';
        p->letters += n;
        block->own += n;
        p->link_letters += is_link ? n : 0;
        block->own_links += is_link ? n : 0;
}

static int walk(const xmlNode *root, struct html_map *m, struct error *err)
{
        const xmlNode *node = root;
        size_t current = 0;

        while (node) {
                bool is_element = node->type == XML_ELEMENT_NODE;

                if (is_element && !add_part(m, node, current))
                        return error_no_memory(err);
                if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
                        count_text(m, current, (const char *)node->content);
                if (is_element && node->children) {
                        current = m->n - 1;
                        node = node->children;
                        continue;
                }
                while (node != root && !node->next) {
                        node = node->parent;
                        current = m->parts[current].parent;
                }
                node = node == root ? NULL : node->next;
        }
        return 0;
}

/* --- summing up ------------------------------------------------------------------------------------------ */

enum { CELL_MAX = 1500 /* bytes; more in one cell is a page set by a table */ };

static bool is_laid_out(const struct html_part *p)
{
        char role[16] = "";

        if (html_is_heading(p->node))
                return true;
        if (is(p->node, "td") || is(p->node, "th"))
                return p->letters > CELL_MAX;
        return is(p->node, "table") && html_attribute(p->node, "role", role, sizeof(role)) &&
               (!strcmp(role, "presentation") || !strcmp(role, "none"));
}

static bool is_prose(const struct html_part *p)
{
        return p->own >= HTML_PROSE_MIN && p->own_links * 2 < p->own;
}

/* All that is in p is counted already: parts stand behind their parents. */
static void finish(struct html_part *p)
{
        bool is_table = is(p->node, "table");

        if (is_laid_out(p))
                p->flags |= HTML_LAID_OUT;
        if (is_table && (p->flags & HTML_LAID_OUT))
                p->flags |= HTML_LAYOUT;
        if (is(p->node, "h1"))
                p->flags |= HTML_HAS_H1;
        if (is(p->node, "button") || is(p->node, "input"))
                p->flags |= HTML_HAS_CONTROL;
        if (is_prose(p))
                p->prose += p->own;
        if (is_table && !(p->flags & HTML_LAYOUT) && p->letters >= HTML_PROSE_MIN &&
            p->link_letters * 3 < p->letters)
                p->prose = p->letters;
        if (is(p->node, "a") && (p->flags & HTML_IN_LINK) && p->letters)
                p->n_links = 1;
}

int html_map_make(const xmlNode *root, struct html_map *m, struct error *err)
{
        int r = walk(root, m, err);

        for (size_t i = m->n; r == 0 && i-- > 0;) {
                struct html_part *p = &m->parts[i];
                struct html_part *up = &m->parts[p->parent];

                finish(p);
                if (i == 0)
                        break;
                up->size += p->size;
                up->letters += p->letters;
                up->link_letters += p->link_letters;
                up->prose += p->prose;
                up->n_links += p->n_links;
                up->flags |= p->flags & (HTML_LAID_OUT | HTML_HAS_H1 | HTML_HAS_CONTROL);
                if (is(p->node, "table"))
                        up->flags |= HTML_LAID_OUT; /* a table in a table */
        }
        return r;
}
