/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: marked-up text -> running text. A table says of each element how it stands in the
 * text; gaps are asked for and come out, the strongest of them, before the next letters.
 */
#ifndef SSEHUB_EXTRACT_FLOW_H
#define SSEHUB_EXTRACT_FLOW_H

#include "base/error.h"
#include "base/str.h"

#include <libxml/tree.h>

enum flow_stand {
        FLOW_INLINE, /* part of its line; what a table does not name is this */
        FLOW_BLOCK,  /* a paragraph of its own */
        FLOW_LINE,   /* a line of its own */
        FLOW_CELL,   /* apart from its neighbours by a tab; paragraphs inside it are lines */
        FLOW_WORD,   /* apart by a space where nothing was put between it and its neighbours */
        FLOW_SKIP,   /* not for readers */
        FLOW_ASIDE,  /* left out; who walks comes back for it */
        FLOW_BOX,    /* has its turn behind the block it stands in */
        FLOW_NOTE,   /* has its turn at flow_notes() */
};

struct flow_row {
        const char *name; /* local name; rows are in the order of strcmp() */
        enum flow_stand stand;
};

struct flow_nodes {
        xmlNode **items;
        size_t n, room;
};

enum flow_gap { FLOW_NOTHING, FLOW_SPACE, FLOW_TAB, FLOW_NEWLINE, FLOW_PARAGRAPH };

/* The first four are the caller's to set, the rest starts as zero. */
struct flow {
        struct str *out;
        const struct flow_row *rows;
        size_t n_rows;
        /* Has the last word on an element, or NULL. It may add text and gaps before it. */
        enum flow_stand (*judge)(struct flow *f, xmlNode *e, enum flow_stand stand);
        void *user;
        const char *text_in; /* only right inside such elements is text; NULL: everywhere */

        enum flow_gap gap;         /* the strongest separation asked for since the last text */
        bool in_cell;              /* then gaps are those of a cell … */
        size_t cell_start;         /* … whose text starts here */
        struct flow_frame *frames; /* the elements that are open */
        size_t n_frames, frames_room;
        struct flow_nodes boxes, notes;
        bool failed; /* out of memory */
};

void flow_done(struct flow *f); /* for CLEANUP */

/* White space of the source is one space; of the gap asked for and the space found the stronger counts. */
void flow_add(struct flow *f, const char *text);
void flow_ask(struct flow *f, enum flow_gap gap);

/* All text of top, whatever its own stand, but for what comes later. Depth costs no stack. */
void flow_tree(struct flow *f, xmlNode *top);

/* The notes met so far, each a paragraph, in their order. */
void flow_notes(struct flow *f);

/* The stand of an element by a table alone. */
enum flow_stand flow_stand_of(const struct flow *f, const xmlNode *e);

/* Has the text so far ended in a letter or a figure? Then a mark that follows needs a space. */
bool flow_follows_word(const struct flow *f);

/* 0, or out of memory. */
int flow_end(const struct flow *f, struct error *err);

#endif
