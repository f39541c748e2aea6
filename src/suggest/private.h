/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of this module share: words, rules, models. */
#ifndef SSEHUB_SUGGEST_PRIVATE_H
#define SSEHUB_SUGGEST_PRIVATE_H

#include "suggest/suggest.h"

#include <stdint.h>

/* --- map.c: hash -> number, for what is built in and read once -------------------------------------- */

/* Keys are 64-bit hashes and are not compared further: two words of one hash would be taken for one, once in
 * billions of texts. */
struct map {
        struct map_slot *slots;
        size_t n, room;
};

enum { MAP_NONE = UINT32_MAX };

uint64_t map_hash(const char *bytes, size_t n);
/* The hash of "a b", two words, from theirs. */
uint64_t map_hash_pair(uint64_t a, uint64_t b);
void map_put(struct map *m, uint64_t key, uint32_t value, struct arena *a); /* replaces */
uint32_t map_find(const struct map *m, uint64_t key);                       /* or MAP_NONE */

/* Reads "-1.25" in any locale and moves on behind it; false: no number there. */
bool decimal_read(const char **at, double *ret);

/* --- words.c: a text as words ------------------------------------------------------------------------ */

enum {
        WORD_MAX = 60,  /* bytes; what is longer is no word (a URL, bytes of something else) */
        PREFIX_MIN = 3, /* bytes of a rule's word before its '*' */
};

struct word {
        uint32_t at, len; /* where it stands in the text, in bytes */
        uint32_t sentence;
        const char *plain;  /* letter case folded, compatibility forms and marks gone: "ecole" */
        const char *folded; /* the same with its marks: "école" */
        uint8_t plain_len, folded_len, stem_len;
        const char *stem; /* of its language, without marks */
        uint64_t stem_hash, plain_hash, folded_hash;
        uint64_t prefix_hash; /* of the first PREFIX_MIN bytes of plain */
        bool is_function;     /* "of", "the": no rule of content and no model sees it */
        bool is_number;
        bool is_break;   /* a semicolon, colon or bracket stands before it */
        bool is_negated; /* "not related to …", or masked for all goals: counts for nothing */
};

struct words {
        const char *text;
        size_t len;
        struct word *items;
        size_t n;
        uint32_t *content; /* indices into items of those that are not function words */
        size_t n_content;
        uint32_t n_sentences;
        uint32_t *sentence_at; /* where sentence i begins; n_sentences + 1 of them */
};

struct language;

/* Splits and folds; text must outlive ret. Stems come with words_stem. */
void words_split(const char *text, size_t len, struct arena *a, struct words *ret);
/* Stems for a language (NULL: the plain form is the stem), and which are function words. */
int words_stem(struct words *w, const struct language *language, struct arena *a,
               struct error *err);

/* --- rules.c: what stands in schemas/sdg/LANGUAGE.txt -------------------------------------------------- */

enum rule_kind {
        RULE_SCORE,      /* words that speak for a goal */
        RULE_MASK,       /* weight 0: words that only look as if; they speak for nothing */
        RULE_NOT_BEFORE, /* "not related to": negates what follows */
        RULE_NOT_AFTER,  /* "is not discussed": negates what precedes */
        RULE_NOT_UNTIL,  /* "but": ends a negation */
};

enum {
        RULE_WORDS_MAX = 8,
        RULE_FORMS_MAX = 64, /* phrases that one line with a|b alternatives stands for */
        RULE_LINE_MAX = 400, /* bytes of a line */
        RULE_GAP_MAX = 5,    /* words that a '~' stands for, at most */
        RULE_SKIP_MAX = 3,   /* function words between two words of a phrase */
        NEGATION_REACH = 9,  /* words */
};

struct rule_word {
        uint64_t hash; /* of the stem; of the plain form (is_exact); of PREFIX_MIN bytes (prefix) */
        const char *prefix; /* "agro*", or NULL */
        uint8_t prefix_len;
        bool is_exact; /* "=mer": not "mère", whose stem is the same */
        bool has_gap;  /* up to RULE_GAP_MAX words may stand before it */
};

struct rule {
        enum rule_kind kind;
        uint8_t goal;       /* 1 … 17; 0 = all */
        const char *target; /* or NULL */
        double weight;
        uint32_t line; /* forms of one line are one phrase */
        struct rule_word words[RULE_WORDS_MAX];
        size_t n_words;
        uint32_t next; /* another one that begins with the same word, or MAP_NONE */
};

struct language {
        const char *tag;     /* "en" */
        const char *stemmer; /* Snowball's name */
        const char *resource;
        struct rule *rules;
        size_t n_rules;
        struct map starts;          /* of rules over content words */
        struct map negation_starts; /* of rules over all words */
        struct map function_words;  /* by hash of the folded form: "mais", not "maïs" */
        uint32_t n_lines;
        bool has_model;
};

/* Fills l from the bytes of its file. Negative with "line N: what" for a line that cannot be read. */
int rules_read(struct language *l, const char *bytes, size_t n, struct arena *a, struct error *err);

/* --- match.c ------------------------------------------------------------------------------------------ */

struct hit {
        const struct rule *rule;
        uint32_t first, last; /* words */
        double weight;        /* less for each time the same phrase was met before */
};

struct hits {
        struct hit *items;
        size_t n;
        double scores[SUGGEST_GOALS + 1]; /* [0] is not used */
};

/* Marks what is negated in w, then finds the rules. */
void match_rules(const struct language *l, struct words *w, struct arena *a, struct hits *ret);

/* --- model.c: schemas/sdg/model.tsv and scores.tsv ----------------------------------------------------- */

struct model_weight {
        uint8_t goal;
        float weight;
};

struct model_term {
        float idf;
        uint32_t first, n; /* in weights */
};

/* One logistic curve: what is known of a goal to a probability. */
enum { CURVE_MODEL, CURVE_RULES, CURVES };
enum {
        FEATURE_BIAS,
        FEATURE_RULES, /* ln(1 + points of the rules) */
        FEATURE_MODEL, /* margin of the linear model */
        FEATURES
};

struct models {
        struct map terms;
        struct model_term *items;
        size_t n;
        struct model_weight *weights;
        size_t n_weights;
        double bias[SUGGEST_GOALS + 1];
        double curve[CURVES][FEATURES];
        double offset[CURVES][SUGGEST_GOALS + 1];
        double threshold[CURVES][SUGGEST_GOALS + 1];
};

int model_read(struct models *m, const char *bytes, size_t n, struct arena *a, struct error *err);
int scores_read(struct models *m, const char *bytes, size_t n, struct error *err);

/* A term of the text that the model knows: a word, or two in a row. */
struct term {
        uint32_t id;
        uint32_t word; /* where it begins */
        double value;  /* tf-idf of the whole text, normalised; the same wherever the term stands */
        bool is_first; /* of its kind in the text */
};

struct terms {
        struct term *items;
        size_t n;
};

/* Is the word one for the models? Not function words, numbers, single letters and what is negated. */
bool model_sees(const struct word *word);
void model_terms(const struct models *m, const struct words *w, struct arena *a, struct terms *ret);
void model_margins(const struct models *m, const struct terms *t, double ret[SUGGEST_GOALS + 1]);
double model_weight(const struct models *m, uint32_t term, int goal);
/* margins NULL: rules alone. */
void model_scores(const struct models *m, const double *margins, const double *rules,
                  double ret[SUGGEST_GOALS + 1]);

/* --- suggest.c ---------------------------------------------------------------------------------------- */

/* Everything built in; valid after suggest_init. */
const struct models *suggest_models(void);
/* Row i of the table of languages, NULL past its end. */
const struct language *suggest_language_at(size_t i);

/* One text on its way from bytes to scores. */
struct reading {
        struct words words;
        const struct language *language; /* NULL: none that has rules */
        struct hits hits;
        struct terms terms;
        double margins[SUGGEST_GOALS + 1];
        double scores[SUGGEST_GOALS + 1];
        bool has_model;
};

int suggest_read(const char *text, size_t len, const char *declared, struct arena *a,
                 struct reading *ret, struct error *err);

/* language.c: the language whose function words the text has; declared where it is in doubt. */
const struct language *language_choose(const struct words *w, const char *declared);

/* evidence.c: the sentences that speak loudest for a goal. */
void evidence_find(const struct models *m, const struct reading *r, int goal, struct arena *a,
                   struct suggest_goal *ret);

/* The sentence of word `at` as shown; of a long one the part around that word, with dots where it is cut. */
const char *evidence_sentence(const struct words *w, uint32_t at, struct arena *a);

/* themes.c: themes whose labels stand in the texts of the record. */
int suggest_themes(struct record *r, struct error *err);

#endif
