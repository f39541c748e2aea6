/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: the programs that read a PDF for the worker. A process behind the readers' fence can start
 * nothing, and most documents need one program of three; so the worker divides before it puts up its fence: one half
 * looks at nothing, and starts programs, each behind a fence of its own, at the word of the other, which reads.
 */
#ifndef SSEHUB_EXTRACT_PDF_CHILDREN_H
#define SSEHUB_EXTRACT_PDF_CHILDREN_H

#include "base/error.h"

#include <stdbool.h>

enum pdf_program {
        PDF_DRAW, /* mutool: text with places; begun with */
        PDF_SHOW, /* mutool: what the document says of itself */
        PDF_TEXT, /* pdftotext: text, as the second opinion */
        PDF_PROGRAMS
};

/* The reading half's ends of the pipes; -1 where there is none. */
struct pdf_children {
        int words, answers; /* to the other half, and from it */
        struct pdf_child {
                int out, errors;              /* what the program writes */
                bool exists, is_begun, ended; /* exists: it is installed */
        } of[PDF_PROGRAMS];
};

/*
 * Divides. Returns in the reading half only; the other ends as that one does. -ENOENT where poppler is missing; without
 * mutool poppler reads all. The document is standard input.
 */
int pdf_children_start(bool accept_no_sandbox, struct pdf_children *ret, struct error *err);

/* Once each. */
int pdf_child_begin(struct pdf_children *c, enum pdf_program which, struct error *err);

/* Its end, as waitpid(2) says. FENCE_NO_SANDBOX (fence.h) is the only one that is not the document's fault. */
int pdf_child_end(struct pdf_children *c, enum pdf_program which, int *ret_status,
                  struct error *err);

#endif
