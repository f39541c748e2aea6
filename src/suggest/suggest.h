/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which Sustainable Development Goals, targets and themes a text is about, with the reasons.
 *
 * Weighted phrase rules with negations in English, French, Spanish and Portuguese (schemas/sdg/en.txt …) and,
 * for English, linear models (schemas/sdg/model.tsv); schemas/sdg/scores.tsv turns both into a probability.
 * Title and abstract decide; the body can only name a target of a goal that they already point to. Everything is
 * built into the program and read once; afterwards it is read only, and any thread may ask.
 *
 * A suggestion is never a fact: who confirms and rejects is review's business, how it is shown the front doors'.
 */
#ifndef SSEHUB_SUGGEST_SUGGEST_H
#define SSEHUB_SUGGEST_SUGGEST_H

#include "base/arena.h"
#include "base/error.h"
#include "model/record.h"

#include <stdbool.h>
#include <stddef.h>

#define SUGGEST_METHOD       "ssehub-sdg 1" /* another set of rules or weights is another version */
#define SUGGEST_THEME_METHOD "ssehub-themes 1"

enum {
        SUGGEST_GOALS = 17,
        /* Limits; ssehub-sdg(1) says them. */
        SUGGEST_TEXT_MAX =
                16 << 10, /* bytes of title and abstract that decide; more is not looked at */
        SUGGEST_STAND_IN_MAX =
                4 << 10,             /* bytes of the body that decide where there is no abstract */
        SUGGEST_BODY_MAX = 64 << 10, /* bytes of the body that may back a target */
        SUGGEST_EVIDENCE_MAX = 3,    /* sentences for a goal */
        SUGGEST_SENTENCE_MAX =
                400, /* bytes of a sentence as shown; a longer one is shown around its words */
        SUGGEST_WORDS_MAX = 8, /* words shown for a sentence */
};

/* All may be NULL (n_pages 0). Bytes that are not UTF-8 part words and are otherwise passed over. */
struct suggest_text {
        const char *title;
        const char *abstract;
        const char *language; /* BCP 47, as declared; a text that is plainly in another one wins */
        const char *const *pages;
        const size_t *page_lens;
        size_t n_pages;
};

struct suggest_evidence {
        const char *text;                     /* the sentence as written, white space collapsed */
        const char *words[SUGGEST_WORDS_MAX]; /* as written in it */
        size_t n_words;
};

struct suggest_goal {
        int goal;             /* 1 … 17 */
        const char *notation; /* "8" */
        const char *target;   /* "8.3", or NULL where the words do not tell */
        const char *iri;      /* of the target, else of the goal */
        double score;         /* probability, 0 … 1 */
        bool is_suggested;    /* the score passes the goal's threshold */
        struct suggest_evidence evidence[SUGGEST_EVIDENCE_MAX]; /* strongest first */
        size_t n_evidence;
};

struct suggestions {
        struct suggest_goal goals[SUGGEST_GOALS]; /* by score, highest first */
        const char
                *language; /* the text was read as this one ("en", …); "" = none that has rules */
        bool is_cut;       /* the text was longer than SUGGEST_TEXT_MAX */
};

/* Reads the built-in rules and models; later calls return at once. Thread-safe. */
int suggest_init(struct error *err);

/* *ret's texts are in a or of the vocabularies. A text without a word gets scores near 0. Thread-safe. */
int suggest_sdgs(const struct suggest_text *text, struct arena *a, struct suggestions *ret,
                 struct error *err);

/* Title and abstract (else plain-language summary) of a record in one language, English where there is a choice.
 * The texts stay the record's. */
void suggest_text_of(const struct record *r, struct suggest_text *ret);

/*
 * Adds to the record what is suggested: SDG assertions (by machine, status suggested, with score, evidence
 * and method; for a goal, and for its target where one is told) and theme suggestions. Nothing for a notation that
 * is asserted already, nor a goal of which a target is. pages: of the body, may be none.
 */
int suggest_for_record(struct record *r, const char *const *pages, const size_t *page_lens,
                       size_t n_pages, struct error *err);

#endif
