/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to text: a page as a list of its elements, in the order of their start tags, with what each holds.
 * html-map.c counts, html-furniture.c tells what is furniture, html-main.c finds the part that is the
 * document, html-flow.c writes the words of what is left. All are loops over the list: a stranger's page may be
 * nested as deep as it likes.
 */
#ifndef SSEHUB_TEXT_HTML_PRIVATE_H
#define SSEHUB_TEXT_HTML_PRIVATE_H

#include "text/html.h"

#include <stdint.h>

enum html_flag {
        HTML_SKIPPED = 1 << 0,    /* it and what is in it are no text of the document */
        HTML_BLOCK = 1 << 1,      /* parts paragraphs */
        HTML_IN_LINK = 1 << 2,    /* <a href>, or inside one */
        HTML_IN_ARTICLE = 1 << 3, /* <article> or <main>, or inside one */
        HTML_LAYOUT = 1 << 4,     /* a table that sets a page, not data */
        HTML_LAID_OUT = 1 << 5, /* holds what no table of data has: a heading, a table, long text */
        HTML_GOOD = 1 << 6,     /* named as part of a paper (authors, references), or in such one */
        HTML_HAS_GOOD = 1 << 7, /* holds prose that is so named */
        HTML_HOLDS_GOOD = 1 << 8,   /* holds anything so named */
        HTML_HAS_TITLE = 1 << 9,    /* is or holds the title */
        HTML_HAS_H1 = 1 << 10,      /* is or holds an <h1> */
        HTML_WEAK = 1 << 11,        /* named as furniture that may also hold text */
        HTML_STRONG = 1 << 12,      /* named as furniture */
        HTML_ASIDE = 1 << 13,       /* named weakly, or inside such a part */
        HTML_HAS_CONTROL = 1 << 15, /* is or holds a button or a field to fill in */
        HTML_MUTE = 1 << 14,        /* its own words are not wanted; what is in it may be */
};

struct html_part {
        const xmlNode *node;
        uint32_t parent; /* of the root: itself */
        uint32_t size;   /* elements: itself and all in it */
        uint32_t block;  /* the nearest block: itself or around it */
        /* Bytes other than white space. */
        uint32_t letters, link_letters; /* of all in it */
        uint32_t own, own_links;        /* of a block: outside the blocks in it */
        uint32_t prose;                 /* in paragraphs worth the name, and in tables of data */
        uint32_t kept;                  /* prose that is not furniture */
        uint32_t live;                  /* letters that are not furniture */
        uint32_t n_links;
        uint32_t flags;
};

struct html_map {
        struct html_part *parts;
        size_t n, room;
};

enum { HTML_PROSE_MIN = 80 /* bytes: a shorter block may be anything */ };

void html_map_done(struct html_map *m);
/* Scripts and the like are skipped from the start, and count as nothing. */
int html_map_make(const xmlNode *root, struct html_map *m, struct error *err);

/* Marks furniture: menus, forms, notices, adverts, links to everything. The title must be marked before. */
void html_mark_furniture(struct html_map *m);

/* Writes the words of `top` (an index) and all in it that is neither skipped nor mute. */
int html_flow(const struct html_map *m, size_t top, struct str *out, struct error *err);

bool html_is_named(const xmlNode *node, const char *const *names, size_t n);
bool html_is_block(const xmlNode *element);
bool html_is_heading(const xmlNode *element);
/* Copies an attribute, cut to room; false: there is none. */
bool html_attribute(const xmlNode *element, const char *name, char *ret, size_t room);

#endif
