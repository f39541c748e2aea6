/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes -> pages of text and what the file says of itself. Strangers' bytes are opened only in a fenced
 * child process: no network, no file system, a memory cap, a deadline. One bad file costs one answer.
 */
#ifndef SSEHUB_EXTRACT_EXTRACT_H
#define SSEHUB_EXTRACT_EXTRACT_H

#include "model/record.h"

enum extract_state {
        EXTRACT_OK,
        EXTRACT_EMPTY,         /* read to the end; there is no text in it */
        EXTRACT_NO_TEXT_LAYER, /* pages, but only pictures of text */
        EXTRACT_ENCRYPTED,     /* needs a password */
        EXTRACT_DAMAGED,
        EXTRACT_TOO_LARGE,
        EXTRACT_TIMED_OUT,
        EXTRACT_UNSUPPORTED,
        EXTRACT_STATES
};

/* Names as stored and shown: "ok", "empty", "no-text-layer", "encrypted" … */
const char *extract_state_name(enum extract_state s);
bool extract_state_find(const char *name, enum extract_state *ret);

/* Limits: named here, documented in ssehub-extract(1), each with its test. */
enum {
        EXTRACT_FILE_MAX = 512 << 20, /* bytes of a file */
        EXTRACT_TEXT_MAX =
                256 << 20, /* bytes of text of one file; more is too-large, never a cut text */
        EXTRACT_PAGES_MAX = 20000,
        EXTRACT_NOTES_MAX = 100,  /* notes on one file; more are not kept */
        EXTRACT_OCR_WORDS = 10,   /* of the command for OCR */
        EXTRACT_SECONDS = 120,    /* for one file; with OCR again for each page */
        EXTRACT_MEMORY = 1 << 30, /* bytes of address space of one child beyond its libraries */
};

struct extraction {
        enum extract_state state;
        const char *reason; /* one line for people where state is not ok: what, where; else NULL */
        const char *media_type; /* by content, "application/pdf"; never NULL */
        /* BCP 47: declared, unless that is plainly wrong (a note says so); else identified, or NULL. */
        const char *language;
        const char **
                pages; /* text, page i + 1; NFC, no bidi controls. One page where the format has none. */
        size_t *page_lens;
        size_t n_pages;
        struct record *record; /* what the file says of itself, maybe without a title; never NULL */
        bool is_metadata;      /* a record without a text of its own: our XML, oai_dc */
        /*
         * Of a metadata file with several records (record is empty then): JSON Lines, one object a record,
         * {"line": 17, "record": {…}} or {"line": 17, "problem": "…"}; NULL where there is one or none.
         */
        const char *records;
        size_t records_len;
        struct strings notes; /* what people should know though the state is ok; a line each */
        struct arena arena;
};

void extraction_free(struct extraction *x);
void extraction_freep(struct extraction **x);

/*
 * A worker that stands by, for reading many files: much cheaper than a program started for each. Belongs to
 * one thread at a time.
 */
struct extract_standby;

struct extract_options {
        const char *worker; /* path of ssehub-worker; NULL: beside the program, else libexecdir */
        bool accept_no_sandbox;    /* else a kernel without one is a failure (-ENOTSUP) */
        int seconds;               /* 0 = EXTRACT_SECONDS */
        size_t file_max, text_max; /* 0 = the limits above; smaller ones are for tests */
        /*
         * Program and arguments, apart by spaces, that read a picture (PNG) on standard input and write its text to
         * standard output; run for each page of a PDF without text. NULL or "": none is.
         */
        const char *ocr;
        struct extract_standby *standby; /* NULL: a program is started for each reading */
};

int extract_standby_open(const struct extract_options *options, struct extract_standby **ret,
                         struct error *err);
void extract_standby_close(struct extract_standby *s);
void extract_standby_closep(struct extract_standby **s);

/*
 * name: the file's base name, a hint only (to tell Markdown from plain text; for messages).
 * Every state is 0 with *ret filled; negative is our own failure (no worker, no memory, no sandbox).
 */
int extract_file(const char *path, const struct extract_options *options, struct extraction **ret,
                 struct error *err);
int extract_fd(int fd, const char *name, const struct extract_options *options,
               struct extraction **ret, struct error *err);

/* Language of a text by its letters and letter groups, NULL when it cannot tell (too short, mixed).
 * Static text. By script, by the commonest words of a language, by groups of letters. */
const char *extract_language(const char *text, size_t n);

/* The body of ssehub-worker (extract/worker-main.c): reads stdin, writes one JSON document to stdout. */
int extract_worker_main(int argc, char **argv);

#endif
