/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: rows whose words run together. In narrow type mutool takes the space between words for that
 * between letters; pdftotext does not, so its spaces are put into mutool's rows.
 */
#ifndef SSEHUB_EXTRACT_PDF_GLUED_H
#define SSEHUB_EXTRACT_PDF_GLUED_H

#include "base/str.h"
#include "meta/printed.h"

enum { GLUED_MIN = 2 /* rows that make it worth asking */ };

size_t pdf_count_glued(const struct printed_rows *rows);

/* text: what pdftotext wrote, a form feed behind each page. Rows it does not have stay as they are. */
int pdf_unglue(struct printed_rows *rows, const struct str *text, struct error *err);

#endif
