/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: the words of a document, to tell a word that a line end cut from one with a hyphen of its own. */
#ifndef SSEHUB_EXTRACT_PDF_WORDS_H
#define SSEHUB_EXTRACT_PDF_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct words {
        uint64_t *slots; /* hashes, open addressing; 0: free */
        size_t n, room;
        bool failed; /* out of memory: some are missing */
};

void words_done(struct words *w);

/* Adds the words of a row of text; not the last where a hyphen cuts it, nor the first where is_rest is set. */
void words_add(struct words *w, const char *text, size_t n, bool is_rest);

/*
 * The row `text` ends with a hyphen and `next` follows. Returns how many bytes of text stay in front of next, with
 * nothing in between: all of them, or those before the hyphen. 0: these are two words, or two lines.
 */
size_t words_join(const struct words *w, const char *text, size_t n, const char *next,
                  size_t next_n);

/* Length of the hyphen that text ends with, 0 where it ends with none behind a letter. */
size_t words_hyphen(const char *text, size_t n);

#endif
