/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: what poppler's pdftotext wrote -> pages, or the state that its complaints mean. */
#ifndef SSEHUB_EXTRACT_PDF_POPPLER_H
#define SSEHUB_EXTRACT_PDF_POPPLER_H

#include "extract/extract.h"

#include "base/str.h"

/* How pdftotext ended: as waitpid(2) says; its messages; its text, with a form feed behind each page. */
struct pdf_said {
        int status;
        struct str text, errors;
        bool is_cut; /* it wrote more than EXTRACT_TEXT_MAX */
};

/* Ends x as no-text-layer: n pages, and on none of them a letter. */
void pdf_end_without_text(struct extraction *x, size_t n);

/* Private use, controls, U+FFFD: has no meaning but to the font it came with. */
bool pdf_is_codeless(unsigned int c);

/*
 * Ends x as no-text-layer where half of what was read is "(cid:12)": to garbage.h, which judges all other kinds of what
 * is no text, it would look like words.
 */
void pdf_refuse_glyph_numbers(struct extraction *x);

int pdf_poppler_read(const struct pdf_said *said, struct extraction *x, struct error *err);

#endif
