/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: what the worker and its parent agree upon beside the answer's JSON (answer.h). */
#ifndef SSEHUB_EXTRACT_WORKER_H
#define SSEHUB_EXTRACT_WORKER_H

/*
 * ssehub-worker [--accept-no-sandbox] read NAME        a document on stdin, its reading as JSON on stdout
 * ssehub-worker [--accept-no-sandbox] xmp              the same for the XMP packet of a PDF
 * ssehub-worker [--accept-no-sandbox] pdf              the same for a PDF, by children that run mutool
 * ssehub-worker [--accept-no-sandbox] run PROGRAM ARG… fences itself in and becomes PROGRAM
 * ssehub-worker [--accept-no-sandbox] ocr PROGRAM ARG… the same, in a fence that lets it read /usr/share
 * ssehub-worker [--accept-no-sandbox] standby          forks a child for each of these on request (standby.h)
 */
#define WORKER_NAME         "ssehub-worker"
#define WORKER_ACCEPT       "--accept-no-sandbox"
#define WORKER_PROGRAMS_DIR "/usr/bin/" /* poppler's programs; Landlock allows no other place */

/* Exit statuses; the reason is on stderr. Those of PROGRAM are its own. */
enum {
        WORKER_USAGE = 2,
        WORKER_FAILED = 3,
        WORKER_NO_MEMORY = 4, /* more than the fence grants */
        WORKER_NO_SANDBOX = 77,
        WORKER_NO_PROGRAM = 127,
};

#endif
