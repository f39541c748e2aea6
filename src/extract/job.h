/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: one file being read, and the children that are run for it. */
#ifndef SSEHUB_EXTRACT_JOB_H
#define SSEHUB_EXTRACT_JOB_H

#include "extract/extract.h"
#include "extract/launch.h"

struct job {
        int fd; /* the document, a file */
        const char *name;
        const char *worker;
        bool accept_no_sandbox;
        struct extract_standby *standby;
        const char *ocr; /* command, or NULL */
        int seconds;
        int64_t deadline;
        size_t text_max;
        struct extraction *x; /* the result so far */
};

enum {
        JOB_ARGS_MAX = 12,
        JOB_RECORD_MAX = 16 << 20, /* bytes of what a document says of itself, beside its text */
};

/* The child did not get to its end, and x says in which state that leaves the file. */
#define JOB_ENDED 1

/*
 * Runs the worker with these arguments (a NULL ends them) and fd as its input. In mode "run" every exit
 * status of the program is 0 here, and in ret. Negative: our own failure, such as no sandbox.
 */
int job_run(const struct job *j, int fd, const char *const *args, size_t out_max,
            struct launched *ret, struct error *err);

/* The worker's mode "read" or "xmp" on fd, into x; also ANSWER_IS_PDF (answer.h). */
int job_read(const struct job *j, int fd, const char *const *args, struct extraction *x,
             struct error *err);

/* Reads a PDF into j->x (pdf.c). */
int pdf_extract(struct job *j, struct error *err);

/*
 * Recognises the text of a PDF without one by j->ocr, page by page, into j->x (ocr.c). What goes wrong leaves the state
 * as it is, and says so in the reason.
 */
int ocr_extract(struct job *j, struct error *err);

/* The worker of this build or installation, on the heap. */
int worker_find(char **ret, struct error *err);

#endif
