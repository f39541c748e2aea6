/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What people type -> a tree -> an expression of FTS5. Private to search.
 *
 *   words                all of them; in any order; stop words count only where nothing else is asked for
 *   "a phrase"           these words in this order; “ ” « » „ count as well
 *   -word  NOT word      without it
 *   a OR b  a AND b  ( ) in capitals
 *   prefix*              at least two letters, or one Chinese, Japanese or Korean character
 *   author:otieno  title:"social economy"  keyword:(a OR b)     see query_columns in query.c
 *
 * Anything else is words: NEAR(, a lone quote or bracket, an unknown prefix, an operator with nothing
 * beside it. No text is an error.
 */
#ifndef SSEHUB_SEARCH_QUERY_H
#define SSEHUB_SEARCH_QUERY_H

#include "base/arena.h"
#include "base/str.h"
#include "search/search.h"

enum { QUERY_DEPTH_MAX = 16 /* brackets in brackets; further ones are as if not there */ };

enum node_kind { NODE_TERM, NODE_AND, NODE_OR, NODE_NOT };

struct query_part {
        size_t start, end; /* bytes of the term that one position stands for */
};

struct node {
        enum node_kind kind;
        struct node **children; /* NOT has one, and stands only under AND or at the top */
        size_t n;
        /* of a term */
        const char *text;         /* without quotes, marks and signs that mean something */
        const char *joined;       /* co-operative: "cooperative"; else NULL */
        const char *column;       /* name in the full text, or NULL */
        struct query_part *parts; /* its positions, at least one */
        size_t n_parts;
        bool is_quoted, is_prefix, is_stop_word;
};

struct query {
        struct arena arena;
        struct node *root; /* NULL: nothing to look for */
        bool is_explicit;  /* AND or OR was used: taken by the letter */
        bool is_cut;       /* had more words than SEARCH_TERMS_MAX */
        size_t n_terms;
};

/* languages: of the texts in the index, apart by spaces. text of at most SEARCH_QUERY_MAX bytes, any bytes. */
int query_parse(const char *text, const char *languages, struct query **ret, struct error *err);
void query_free(struct query *q);
void query_freep(struct query **q);

/* For tests: the tree as text, "(and a (or b c) (not d))". */
void query_show(const struct node *n, struct str *out);

/* --- expressions ---------------------------------------------------------------------------------- */

enum plan_kind {
        PLAN_STRICT,  /* as asked */
        PLAN_RELAXED, /* quoted and prefixed terms as asked, and any of the plain words */
        PLAN_ANY,     /* any of all words */
        PLAN_EXCLUDED /* what a query that only excludes leaves out */
};

struct plan_phrase {
        const char *key; /* the phrase in the expression's own words: names it among queries */
        double weight;   /* 0: does not count towards the rank */
        int word;        /* which of the optional words it is a form of, from 1; 0 = none */
};

struct plan {
        const char *expression;      /* NULL: nothing to look for */
        struct plan_phrase *phrases; /* in the order of the expression */
        size_t n_phrases;
        int n_optional; /* words of a relaxed plan, of which at least some must be there */
};

/* In q's arena. A relaxed plan without an expression: there is nothing to relax. */
int plan_make(struct query *q, enum plan_kind kind, const char *languages, struct plan *ret,
              struct error *err);
/* Does the query only exclude ("-word")? */
bool query_only_excludes(const struct query *q);

/* Does it ask for anything, beside excluding? */
bool node_has_positive(const struct node *n);

bool is_stop_word(const char *word, size_t n); /* lower case */

#endif
