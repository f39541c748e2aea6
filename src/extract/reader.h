/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: a document's bytes -> extraction, in this process. For the worker behind its fence,
 * and for tests and fuzzers of what runs there.
 */
#ifndef SSEHUB_EXTRACT_READER_H
#define SSEHUB_EXTRACT_READER_H

#include "extract/extract.h"

#include <magic.h>

/*
 * Every kind of document is an answer in x, also the damaged and the unsupported; negative is a failure of
 * ours. A PDF is only identified: READER_IS_PDF; poppler's programs read it, each behind its own fence.
 * name is a hint; magic may be NULL. x is as extraction_new() made it; its language is the declared one.
 */
#define READER_IS_PDF 1
int reader_read(const char *bytes, size_t n, const char *name, magic_t magic, struct extraction *x,
                struct error *err);

/* XMP packet (RDF/XML) of a PDF, into x's record. */
int reader_read_xmp(const char *bytes, size_t n, struct extraction *x, struct error *err);

/*
 * Touches whatever opens files at its first use: converters of character sets, tables of libraries.
 * Before the fence.
 */
int reader_warm_up(struct error *err);
void reader_warm_up_pdf(void); /* for what pdf-worker.h does: XMP, and text in UTF-8 */
void reader_warm_up_xmp(void); /* for reader_read_xmp() alone: XMP is in UTF-8 or UTF-16 */

#endif
