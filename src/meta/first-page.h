/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to meta: the parts of reading a first page. All texts UTF-8. */
#ifndef SSEHUB_META_FIRST_PAGE_H
#define SSEHUB_META_FIRST_PAGE_H

#include "meta/meta.h"
#include "meta/printed.h"

#include "base/str.h"

enum {
        FIRST_PAGES = 2,       /* that are looked at: a cover, and what is behind it */
        FIRST_ROWS_MAX = 400,  /* rows of a page that are looked at, from the top */
        FIRST_PEOPLE_MAX = 200 /* names that are taken from a page */
};

/* A page to find a title on: its rows from top to bottom. */
struct front {
        const struct printed_row *rows[FIRST_ROWS_MAX];
        size_t n;
        int body;   /* size of most of the letters, points */
        int bottom; /* of the lowest row */
};

/* What one step found: how sure it is, 0 (nothing) … 1. */
struct title_found {
        size_t first, last; /* rows of the front; other columns may have rows in between */
        struct str text;
        double score;
};

void front_make(const struct printed_row_page *page, struct front *f);
bool rows_overlap(const struct printed_row *a, const struct printed_row *b);

/* The row's text, each raised number or sign in it one FIRST_MARK. */
#define FIRST_MARK '\x01'
void row_marked(const struct printed_row *row, struct str *out);

/* --- first-page-title.c --- */

/* known: what the PDF calls itself, or NULL. ret->text is the caller's to free. */
void title_find(const struct front *f, const char *known, struct title_found *ret);
/* Rows of the title, in its own or another language, that follow it: on out; false: none. */
bool title_find_second(const struct front *f, const struct title_found *title, struct str *out,
                       size_t *ret_last);

/* --- first-page-people.c --- */

/* Names under (or else above) the title into r's creators, which are empty; how sure, 0 where there are none. */
double people_find(const struct front *f, const struct title_found *title, size_t below,
                   struct record *r);
bool people_has_name(const struct printed_row *row);
/* ORCID iDs that stand in text behind the names of creators. */
void people_add_orcids(const char *text, struct record *r);

/* --- first-page-text.c: on the text of the first pages --- */

double abstracts_find(const char *text, struct record *r);
double keywords_find(const char *text, struct record *r);
double doi_find(const char *text, struct record *r);
double dates_find(const char *text, struct record *r);

/* --- first-page-words.c --- */

enum heading { HEADING_NONE, HEADING_ABSTRACT, HEADING_KEYWORDS, HEADING_END };
/* The heading that line begins with; *ret_rest is behind it and its punctuation, *ret_language of its word or NULL. */
enum heading heading_of(const char *line, const char **ret_rest, const char **ret_language);
bool word_is_no_name(const char *word, size_t n);  /* "University", "Received" … */
bool word_is_particle(const char *word, size_t n); /* "van", "de" … */
bool line_is_banner(const char *line);    /* of a journal or series, or a kind of article */
int month_of(const char *word, size_t n); /* 1 … 12 in a dozen languages, else 0 */
/* By its function words or its letters; NULL where they do not tell. Static text. */
const char *language_by_words(const char *text, size_t n);
bool letter_is_capital(unsigned int c);
unsigned int letter_small(unsigned int c); /* of the alphabets of Europe; others as they are */

#endif
