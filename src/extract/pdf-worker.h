/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: a PDF read in the worker, behind the readers' fence: what its programs (pdf-children.h) print
 * becomes pages and a record.
 */
#ifndef SSEHUB_EXTRACT_PDF_WORKER_H
#define SSEHUB_EXTRACT_PDF_WORKER_H

#include "extract/extract.h"
#include "extract/pdf-children.h"

/* The document itself, in memory. */
struct pdf_bytes {
        const char *bytes;
        size_t n;
};

/* Into x. FENCE_NO_SANDBOX where a program's fence could not be put up. */
int pdf_worker_read(struct pdf_children *c, const struct pdf_bytes *d, struct extraction *x,
                    struct error *err);

#endif
