/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: a PDF read in the worker. Its children, each in a fence of its own, run mutool and pdftotext; the
 * worker, in the stricter fence of readers, makes pages and a record of what they print.
 */
#ifndef SSEHUB_EXTRACT_PDF_WORKER_H
#define SSEHUB_EXTRACT_PDF_WORKER_H

#include "extract/extract.h"

enum pdf_program {
        PDF_DRAW, /* mutool: text with places */
        PDF_SHOW, /* mutool: what the document says of itself */
        PDF_TEXT, /* pdftotext: text, as the second opinion */
        PDF_PROGRAMS
};

/* A child that reads the document on standard input, behind its fence. */
struct pdf_child {
        int pid;    /* 0: none */
        int out;    /* its standard output, -1: none */
        int errors; /* its messages, where they are wanted, else -1 */
        int word;   /* a byte into this lets it begin; -1: it does not wait for one */
};

struct pdf_children {
        struct pdf_child of[PDF_PROGRAMS];
};

/* The document itself, in memory. */
struct pdf_bytes {
        const char *bytes;
        size_t n;
};

/*
 * Starts them, and loads what the reading needs. Before the fence; no byte of the document is looked at. Without
 * mutool poppler reads all; without poppler -ENOENT.
 */
int pdf_worker_start(bool accept_no_sandbox, struct pdf_children *ret, struct error *err);

/* Behind the fence: what they print, into x. FENCE_NO_SANDBOX where a child could not put up its own. */
int pdf_worker_read(struct pdf_children *c, const struct pdf_bytes *d, struct extraction *x,
                    struct error *err);

#endif
