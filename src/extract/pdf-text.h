/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: lines as they are printed -> pages of text as they are read. */
#ifndef SSEHUB_EXTRACT_PDF_TEXT_H
#define SSEHUB_EXTRACT_PDF_TEXT_H

#include "extract/extract.h"

#include "meta/printed.h"

/* Puts rows in reading order and marks running heads; a page of text for each page, into x. */
int pdf_text(struct printed_rows *rows, struct extraction *x, struct error *err);

#endif
