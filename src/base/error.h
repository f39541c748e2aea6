/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What went wrong, where, and while doing what.
 *
 * A function that can fail returns int: 0 done; negative (an errno value, negated) = failure, with
 * the struct error filled, to be passed on unchanged; positive = an answer listed beside its prototype.
 * Each level that knows more about the work adds what it was doing with error_while().
 */
#ifndef SSEHUB_BASE_ERROR_H
#define SSEHUB_BASE_ERROR_H

#include "base/cleanup.h"

#define ERROR_MESSAGE_MAX 1024 /* bytes with the final NUL; what is longer ends in "..." */

struct error {
        int code; /* negative errno, 0 = no error */
        char message
                [ERROR_MESSAGE_MAX]; /* "ingesting 'p17.xml': line 41: <year> is not a number" */
};

/* Fills err (which may be NULL) and returns code, so that "return error_set(...)" reads well. */
int error_set(struct error *err, int code, const char *fmt, ...) PRINTF(3, 4);

/* As error_set, with ": " and the system's words for errno_value behind the message; returns -errno_value. */
int error_errno(struct error *err, int errno_value, const char *fmt, ...) PRINTF(3, 4);

/* Puts "doing: " before the message that is there already and returns r. */
int error_while(struct error *err, int r, const char *fmt, ...) PRINTF(3, 4);

int error_no_memory(struct error *err);

#endif
