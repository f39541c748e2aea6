/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One word and the forms under which it is found: folded for letter case, compatibility and marks, and
 * reduced to its stem. Private to search.
 */
#ifndef SSEHUB_SEARCH_STEM_H
#define SSEHUB_SEARCH_STEM_H

#include "search/search.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
        FORM_STEMS_MAX = 32, /* different stems of one word of a query, over all languages */
        LANGUAGES_MAX = 32,  /* languages that a query is stemmed in */
};

/* Rows of the table of languages in stem.c. */
struct languages {
        uint8_t rows[LANGUAGES_MAX];
        size_t n;
};

/* tags: BCP 47, apart by spaces ("fr", "en fr pt-BR"); only primary subtags count. "" = not known. */
void languages_read(const char *tags, size_t n, struct languages *ret);

struct form {
        const char *text;
        size_t len;
};

struct word_forms {
        struct form exact; /* folded */
        struct form stems[FORM_STEMS_MAX];
        size_t n_stems;
        char bytes[(FORM_STEMS_MAX + 1) * SEARCH_STEMMED_MAX + SEARCH_WORD_MAX];
        size_t used;
};

struct stemmers;
struct stemmers *stemmers_new(void); /* one thread at a time; NULL when out of memory */
void stemmers_free(struct stemmers *s);

/*
 * raw: one word, valid UTF-8, at most SEARCH_WORD_MAX bytes. It is stemmed in those of the languages that
 * are written in its script; where the text is in none of them, as the language usual for the script
 * (Latin letters in a Russian paper are English). A query is stemmed as that one too.
 */
void word_forms_make(struct stemmers *s, const char *raw, size_t n,
                     const struct languages *languages, bool is_query, struct word_forms *ret);

/* For bigrams: one character folded (half width, compatibility forms); returns bytes, 0 = nothing left. */
size_t fold_char(unsigned int c, char out[16]);

#endif
