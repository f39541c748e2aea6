/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The words of a page in the order of its tree: a block is a paragraph, a row of a table a line, and a tab
 * stands between its cells.
 */
#include "text/html-private.h"

#include "text/marks.h"

#include <ctype.h>
#include <string.h>

/* What stands between the last word and the next: the strongest that was asked for. */
enum gap { NO_GAP, SPACE_GAP, CELL_GAP, LINE_GAP, BLOCK_GAP };

struct flow {
        struct str *out;
        size_t start;     /* of what this call adds */
        size_t paragraph; /* where the last one begins */
        bool is_aside;    /* its words are in a part that is named as furniture */
        bool failed;
        struct marks marks; /* of the long paragraphs that are written */
        enum gap gap;
        int tables;       /* of data, around us */
        int verbatim;     /* <pre>, around us */
        bool after_break; /* a <br> came last: a second one makes a paragraph */
};

static void want(struct flow *f, enum gap gap)
{
        if (gap > f->gap)
                f->gap = gap;
}

/* White space apart, which may differ. */
static uint64_t mark_of(const char *text, size_t n)
{
        uint64_t mark = MARK_START;

        for (size_t i = 0; i < n; i++)
                if ((unsigned char)text[i] > ' ')
                        mark = mark_add(mark, (unsigned char)text[i]);
        return mark;
}

/*
 * Captions and abstracts often stand on a page twice, the second time in a window that is hidden until it is
 * asked for: a long paragraph in such a part that is there already is not written again.
 */
static void end_paragraph(struct flow *f)
{
        size_t n = f->out->len - f->paragraph;
        bool had = false;

        if (n >= HTML_PROSE_MIN && !f->out->failed)
                f->failed |= !marks_put(&f->marks, mark_of(f->out->data + f->paragraph, n), &had);
        if (had && f->is_aside) { /* with the gap before it */
                f->out->len = f->paragraph > f->start + 2 ? f->paragraph - 2 : f->start;
                f->out->data[f->out->len] = '\0';
        }
        f->is_aside = false;
}

static void add_gap(struct flow *f)
{
        static const char *const gaps[] = {"", " ", "\t", "\n", "\n\n"};

        if (f->gap == BLOCK_GAP)
                end_paragraph(f);
        if (f->out->len > f->start)
                str_add(f->out, gaps[f->gap]);
        else if (f->start)
                str_add(f->out, "\n\n");
        if (f->gap == BLOCK_GAP)
                f->paragraph = f->out->len;
        f->gap = NO_GAP;
}

static void add_words(struct flow *f, const char *text)
{
        for (; text && *text; text++) {
                if (isspace((unsigned char)*text)) {
                        want(f, *text == '\n' && f->verbatim ? LINE_GAP : SPACE_GAP);
                        continue;
                }
                if (f->gap)
                        add_gap(f);
                f->after_break = false;
                str_add_char(f->out, *text);
        }
}

static bool is(const xmlNode *element, const char *name)
{
        return !strcmp((const char *)element->name, name);
}

static bool is_row_or_so(const xmlNode *element)
{
        static const char *const names[] = {"tr", "tbody", "thead", "tfoot", "caption"};

        return html_is_named(element, names, ARRAY_LEN(names));
}

/* In a table of data everything stays within its cell: paragraphs there are parted by spaces. */
static enum gap gap_of(const struct flow *f, const xmlNode *element)
{
        if (is(element, "img") || is(element, "wbr"))
                return SPACE_GAP;
        if (f->tables && (is(element, "td") || is(element, "th")))
                return CELL_GAP;
        if (f->tables && is_row_or_so(element))
                return LINE_GAP;
        if (html_is_block(element))
                return f->tables && !is(element, "table") ? SPACE_GAP : BLOCK_GAP;
        return NO_GAP;
}

static void break_line(struct flow *f)
{
        want(f, f->verbatim ? LINE_GAP : SPACE_GAP);
        if (f->after_break && !f->tables)
                want(f, BLOCK_GAP);
        f->after_break = true;
}

static bool is_data_table(const struct html_part *p)
{
        return is(p->node, "table") && !(p->flags & HTML_LAYOUT);
}

static void enter(struct flow *f, const struct html_part *p)
{
        if (is(p->node, "br"))
                break_line(f);
        else
                want(f, gap_of(f, p->node));
        f->tables += is_data_table(p);
        f->verbatim += is(p->node, "pre");
}

static void leave(struct flow *f, const struct html_part *p)
{
        f->tables -= is_data_table(p);
        f->verbatim -= is(p->node, "pre");
        if (!is(p->node, "br"))
                want(f, gap_of(f, p->node));
}

static void add_text(struct flow *f, const struct html_map *m, size_t at, const char *text)
{
        if (m->parts[m->parts[at].block].flags & HTML_MUTE)
                return;
        add_words(f, text);
        f->is_aside |= (m->parts[at].flags & HTML_ASIDE) && !str_is_blank(text);
}

static void flow_done(struct flow *f)
{
        marks_done(&f->marks);
}

/* The children of a part that is skipped have numbers all the same: they are leapt over. */
int html_flow(const struct html_map *m, size_t top, struct str *out, struct error *err)
{
        CLEANUP(flow_done)
        struct flow f = {.out = out, .start = out->len, .paragraph = out->len, .gap = BLOCK_GAP};
        const xmlNode *root = m->parts[top].node;
        const xmlNode *node = root;
        size_t next = top; /* number of the next element */
        size_t current = top;

        while (node) {
                bool is_element = node->type == XML_ELEMENT_NODE;
                const struct html_part *p = is_element ? &m->parts[next] : NULL;
                bool is_in = p && !(p->flags & HTML_SKIPPED);

                if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
                        add_text(&f, m, current, (const char *)node->content);
                if (is_in && node->children) {
                        enter(&f, p);
                        current = next++;
                        node = node->children;
                        continue;
                }
                if (p) {
                        enter(&f, p);
                        leave(&f, p);
                        next += p->size;
                }
                while (node != root && !node->next) {
                        node = node->parent;
                        leave(&f, &m->parts[current]);
                        current = m->parts[current].parent;
                }
                node = node == root ? NULL : node->next;
        }
        end_paragraph(&f);
        return f.failed || out->failed ? error_no_memory(err) : 0;
}
