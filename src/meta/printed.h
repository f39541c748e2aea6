/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A paper as it is printed: lines with their place, size and font. What a PDF has instead of paragraphs.
 * Lengths are in points (1/72 inch) from the left top corner of the page.
 */
#ifndef SSEHUB_META_PRINTED_H
#define SSEHUB_META_PRINTED_H

#include "base/arena.h"
#include "base/error.h"
#include "model/record.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A run of letters on one base line in one size: a line of a column, or a part of one (a raised number, what
 * stands behind a gap).
 */
struct printed_line {
        const char *text; /* UTF-8, no line end; never NULL */
        size_t len;
        int x, y, w, h; /* the box around it */
        int base;       /* y of the base line */
        int size;       /* of the font, whole points; 0: not known */
        int block; /* lines that were printed as one block have the same number, counted on the page */
        bool is_bold, is_italic, is_vertical;
        const char *font; /* its name in the PDF, or "" */
};

struct printed_page {
        struct printed_line *lines; /* in the order of the PDF's own drawing */
        size_t n;
};

/* All that stands on one base line of one column, its parts put together. */
struct printed_row {
        const char *text; /* UTF-8 */
        size_t len;
        int x, y, w, h; /* the box around it, points */
        int base, size; /* of its largest part */
        bool is_rotated;
        bool is_furniture; /* running head or foot, page number: not to be read */
        const struct printed_line *parts;
        size_t n_parts;
};

struct printed_row_page {
        struct printed_row *rows;
        size_t n;
};

struct printed_rows {
        struct arena *arena; /* of the printed lines */
        struct printed_row_page *pages;
        size_t n;
};

struct printed {
        struct arena arena; /* owns everything below */
        struct printed_page *pages;
        size_t n;
};

/* The rows of each page in the order of drawing; what is printed twice for weight is taken once. Changes p's texts. */
int printed_rows(struct printed *p, struct printed_rows *ret, struct error *err);

/*
 * Text whose places are not known (n bytes of one page), as if it were printed on a page of its own, line under line in
 * one size, with room between paragraphs. Lines point into text.
 */
void printed_add_plain(struct printed *p, const char *text, size_t n);

/*
 * What the first pages of a paper say of it, over what r says already (meta/first-page.c): titles, creators,
 * abstracts, keywords, dates, DOI, each marked as read by a machine. text: that of the pages, in reading
 * order, paragraphs with a blank line between. n: pages; 0 where only the text is known.
 */
int meta_read_first_page(const struct printed_row_page *pages, size_t n, const char *text,
                         struct record *r, struct error *err);

#endif
