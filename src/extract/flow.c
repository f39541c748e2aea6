/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The walk over a tree that all formats of marked-up text share; what they mean is in their own tables. */
#include "extract/flow.h"

#include "text/xml.h"

#include <ctype.h>
#include <string.h>

struct flow_frame {
        enum flow_stand stand;
        bool in_cell; /* as they were outside this element */
        size_t cell_start;
};

static void nodes_done(struct flow_nodes *l)
{
        free(l->items);
        *l = (struct flow_nodes){NULL, 0, 0};
}

void flow_done(struct flow *f)
{
        free(f->frames);
        f->frames = NULL;
        nodes_done(&f->boxes);
        nodes_done(&f->notes);
}

int flow_end(const struct flow *f, struct error *err)
{
        return f->failed || f->out->failed ? error_no_memory(err) : 0;
}

/* ---- gaps ---- */

void flow_ask(struct flow *f, enum flow_gap gap)
{
        if (f->in_cell && gap > FLOW_TAB)
                gap = f->out->len > f->cell_start ? FLOW_NEWLINE : FLOW_NOTHING;
        if (gap > f->gap)
                f->gap = gap;
}

static bool is_blank_byte(char c)
{
        return c == ' ' || (c >= '\t' && c <= '\r');
}

void flow_add(struct flow *f, const char *text)
{
        static const char *const gaps[] = {[FLOW_NOTHING] = "",
                                           [FLOW_SPACE] = " ",
                                           [FLOW_TAB] = "\t",
                                           [FLOW_NEWLINE] = "\n",
                                           [FLOW_PARAGRAPH] = "\n\n"};

        while (*text) {
                const char *start = text;

                while (*text && !is_blank_byte(*text))
                        text++;
                if (text > start) {
                        if (f->out->len)
                                str_add(f->out, gaps[f->gap]);
                        f->gap = FLOW_NOTHING;
                        str_add_bytes(f->out, start, (size_t)(text - start));
                }
                if (*text)
                        flow_ask(f, FLOW_SPACE);
                while (is_blank_byte(*text))
                        text++;
        }
}

bool flow_follows_word(const struct flow *f)
{
        unsigned char last = f->out->len ? (unsigned char)f->out->data[f->out->len - 1] : ' ';

        return f->gap == FLOW_NOTHING && (last >= 0x80 || isalnum(last));
}

/* ---- elements ---- */

static int compare_row(const void *key, const void *row)
{
        const struct flow_row *r = row;

        return strcmp(key, r->name);
}

enum flow_stand flow_stand_of(const struct flow *f, const xmlNode *e)
{
        const struct flow_row *r =
                bsearch(e->name, f->rows, f->n_rows, sizeof(*f->rows), compare_row);

        return r ? r->stand : FLOW_INLINE;
}

static bool is_text(const xmlNode *n)
{
        return n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE;
}

/* Does anything but white space stand between the children of this element? */
static bool has_own_text(xmlNode *e)
{
        static char yes, no; /* nobody else writes into _private, and an element is asked often */

        if (!e->_private) {
                const xmlNode *c = e->children;

                while (c && (!is_text(c) || str_is_blank((const char *)c->content)))
                        c = c->next;
                e->_private = c ? &yes : &no;
        }
        return e->_private == &yes;
}

/* At the start of an element and at its end alike. */
static void ask_stand(struct flow *f, const xmlNode *e, enum flow_stand stand)
{
        static const enum flow_gap gaps[] = {
                [FLOW_BLOCK] = FLOW_PARAGRAPH, [FLOW_LINE] = FLOW_NEWLINE, [FLOW_CELL] = FLOW_TAB,
                [FLOW_ASIDE] = FLOW_PARAGRAPH, [FLOW_NOTE] = FLOW_NOTHING,
        };

        if (stand == FLOW_WORD && (!e->parent || !has_own_text(e->parent)))
                flow_ask(f, FLOW_SPACE);
        else
                flow_ask(f, gaps[stand]);
}

static void nodes_add(struct flow *f, struct flow_nodes *l, xmlNode *n)
{
        if (l->n == l->room) {
                size_t room = l->room ? l->room * 2 : 16;
                xmlNode **items = reallocarray(l->items, room, sizeof(xmlNode *));

                if (!items) {
                        f->failed = true;
                        return;
                }
                l->items = items;
                l->room = room;
        }
        l->items[l->n++] = n;
}

static bool push_frame(struct flow *f, enum flow_stand stand)
{
        if (f->n_frames == f->frames_room) {
                size_t room = f->frames_room ? f->frames_room * 2 : 64;
                struct flow_frame *frames = reallocarray(f->frames, room, sizeof(*frames));

                f->failed |= !frames;
                if (!frames)
                        return false;
                f->frames = frames;
                f->frames_room = room;
        }
        f->frames[f->n_frames++] = (struct flow_frame){stand, f->in_cell, f->cell_start};
        if (stand == FLOW_CELL) {
                f->in_cell = true;
                f->cell_start = f->out->len;
        }
        return true;
}

static void add_nodes(struct flow *f, struct flow_nodes *l)
{
        for (size_t i = 0; i < l->n; i++) {
                flow_ask(f, FLOW_PARAGRAPH);
                flow_tree(f, l->items[i]);
                flow_ask(f, FLOW_PARAGRAPH);
        }
}

/* Boxes in boxes: each level has a list of its own. */
static void add_boxes(struct flow *f)
{
        CLEANUP(nodes_done) struct flow_nodes boxes = f->boxes;

        f->boxes = (struct flow_nodes){NULL, 0, 0};
        add_nodes(f, &boxes);
}

static void leave(struct flow *f, const xmlNode *e, enum flow_stand stand)
{
        ask_stand(f, e, stand);
        if (stand == FLOW_BLOCK && f->boxes.n)
                add_boxes(f);
}

static void pop_frame(struct flow *f, const xmlNode *e)
{
        const struct flow_frame frame = f->frames[--f->n_frames];

        /* What the last paragraph of a cell asked for is not what its end is. */
        if (frame.stand == FLOW_CELL && f->out->len > f->cell_start && f->gap > FLOW_TAB)
                f->gap = FLOW_TAB;
        f->in_cell = frame.in_cell;
        f->cell_start = frame.cell_start;
        leave(f, e, frame.stand);
}

/* Takes in an element, whose children are walked next if it was pushed. */
static bool enter(struct flow *f, xmlNode *e, bool is_top)
{
        enum flow_stand stand = flow_stand_of(f, e);

        if (f->judge)
                stand = f->judge(f, e, stand);
        ask_stand(f, e, stand);
        if (!is_top && stand == FLOW_BOX)
                nodes_add(f, &f->boxes, e);
        else if (!is_top && stand == FLOW_NOTE)
                nodes_add(f, &f->notes, e);
        else if (e->children && (is_top || stand < FLOW_SKIP))
                return push_frame(f, stand);
        else
                leave(f, e, stand);
        return false;
}

static bool is_text_here(const struct flow *f, const xmlNode *n)
{
        return is_text(n) && n->content && (!f->text_in || xml_is(n->parent, f->text_in));
}

void flow_tree(struct flow *f, xmlNode *top)
{
        xmlNode *n = top;

        for (;;) {
                if (is_text_here(f, n))
                        flow_add(f, (const char *)n->content);
                if (n->type == XML_ELEMENT_NODE && enter(f, n, n == top)) {
                        n = n->children;
                        continue;
                }
                while (n != top && !n->next) {
                        n = n->parent;
                        pop_frame(f, n);
                }
                if (n == top)
                        return;
                n = n->next;
        }
}

void flow_notes(struct flow *f)
{
        add_boxes(f);
        /* A note may hold another: the list grows while it is walked. */
        add_nodes(f, &f->notes);
        nodes_done(&f->notes);
}
