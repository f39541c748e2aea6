/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: the steps from printed rows to text, in the order in which they are taken.
 */
#ifndef SSEHUB_EXTRACT_PDF_ROWS_H
#define SSEHUB_EXTRACT_PDF_ROWS_H

#include "base/str.h"
#include "meta/printed.h"

/* Marks what comes again at the edge of several pages. */
int pdf_mark_furniture(struct printed_rows *p, struct error *err);

/* Puts the rows of a page into the order of its columns, where they were drawn in another one. */
int pdf_order(struct printed_row_page *page, struct error *err);

/* Rows as paragraphs, with a blank line between, onto out. Words are those of the document (pdf-words.h). */
struct words;
void pdf_paragraphs(const struct printed_row_page *page, const struct words *words,
                    struct str *out);

#endif
