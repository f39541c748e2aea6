/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to extract: how the language of a text is told, and when the declared one is believed. */
#ifndef SSEHUB_EXTRACT_LANGUAGE_H
#define SSEHUB_EXTRACT_LANGUAGE_H

#include "extract/extract.h"

enum {
        LANGUAGE_SAMPLE = 12000, /* bytes of a text that are looked at */
        LANGUAGE_SURE_MIN =
                400, /* letters; of a shorter text nobody is so sure as to overrule an author */
        LANGUAGE_SCRIPT_MIN = 100, /* letters of another script that overrule one */
};

/*
 * As extract_language(). *ret_sure: the text is long, and no other language comes near. *ret_script_sure: it is the
 * script that tells. Either may be NULL.
 */
const char *language_identify(const char *text, size_t n, bool *ret_sure, bool *ret_script_sure);

/* ---- language-words.c: the commonest words, letters and endings of languages that share a script ---- */

enum { LANGUAGE_VOTES = 32 };

struct votes {
        const char *best, *second; /* languages; NULL: no votes */
        unsigned int best_votes, second_votes;
        unsigned int of[LANGUAGE_VOTES];
};

/* is_cyrillic: among the languages of that script, else of the Latin one. Linear. */
void language_vote(const char *text, size_t n, bool is_cyrillic, struct votes *ret);
/* The votes for this language; 0 where it has none, or no words here. */
unsigned int language_votes_for(const struct votes *v, const char *language);
bool language_has_words(const char *language);

/* ---- language-declared.c ---- */

/*
 * Sets x->language and the languages of x's record: normalised (BCP 47) where declared, identified where not.
 * Where the text speaks plainly against what is declared, the identified one takes its place, with a note.
 */
int language_settle(struct extraction *x, struct error *err);

#endif
