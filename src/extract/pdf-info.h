/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: what a PDF says of itself: its document information (ISO 32000-1, 14.3.3) and XMP packet.
 * Most files have both in the clear, to be read without unpacking anything; for the others there is `mutool show`.
 */
#ifndef SSEHUB_EXTRACT_PDF_INFO_H
#define SSEHUB_EXTRACT_PDF_INFO_H

#include "extract/extract.h"

#include "base/str.h"

/*
 * From the file's bytes into x's record. PDF_INFO_HIDDEN: some of it is encrypted or packed, or it cannot be told
 * which is the document's own; x is then as it was.
 */
#define PDF_INFO_HIDDEN 1
int pdf_info_read(const char *bytes, size_t n, struct extraction *x, struct error *err);

/*
 * The text of an object that is packed in an object stream, and what stands behind it, in place of out's: the last of its
 * number in the file. PDF_INFO_HIDDEN: it is in none that can be unpacked. pdf-packed.c
 */
int pdf_packed_object(const char *bytes, size_t n, unsigned long number, struct str *out);

/* Whether these words are in an object stream; true as well where there is one that cannot be unpacked. */
bool pdf_packed_may_have(const char *bytes, size_t n, const char *words);

/* Whether it may have letters: false only where no font is named, in the clear or packed. */
bool pdf_may_have_fonts(const char *bytes, size_t n);

/* What `mutool show -b FILE` prints for these paths, into x's record. What it cannot use it leaves out. */
#define PDF_INFO_PATHS                                                                             \
        "trailer/Info/Title", "trailer/Info/Author", "trailer/Info/Subject",                       \
                "trailer/Info/Keywords", "trailer/Info/CreationDate", "trailer/Root/Metadata"
int pdf_info_read_shown(const char *bytes, size_t n, struct extraction *x, struct error *err);

/*
 * A string as PDF writes it, "(…)" or "<…>" at the start of bytes, decoded (7.9.2.2: PDFDocEncoding, UTF-16, UTF-8)
 * onto out. Returns its length in the file, 0 where none stands there or it does not end.
 */
size_t pdf_string_read(const char *bytes, size_t n, struct str *out);

#endif
