/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: the one JSON document that the worker sends its parent. The parent trusts nothing
 * in it: the worker may have been taken over by what it read.
 *
 *   {"state": "ok", "reason": null, "media_type": "text/html", "declared_language": "en",
 *    "is_metadata": false, "notes": ["…"], "pages": ["…"], "record": {…}}
 *
 * Behind it, after a line end, come the records of a metadata file with several, a line each (extract.h).
 *
 * For a PDF (in mode "read") "state" is "pdf" and the rest is empty: the parent is to use mode "pdf".
 */
#ifndef SSEHUB_EXTRACT_ANSWER_H
#define SSEHUB_EXTRACT_ANSWER_H

#include "extract/extract.h"

#include "base/str.h"

int answer_write(const struct extraction *x, bool is_pdf, struct str *out, struct error *err);

/* text_max: bytes of text of all pages; more make it too-large. x is as extraction_new() made it. */
#define ANSWER_IS_PDF  2 /* 1 is JOB_ENDED (job.h): both can come from one call */
#define ANSWER_GARBLED 3 /* not such a document; err says why; x may be half-filled */
int answer_read(const char *bytes, size_t n, size_t text_max, struct extraction *x,
                struct error *err);

#endif
