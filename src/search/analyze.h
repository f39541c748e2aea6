/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Marks inside text that is analysed; private to search. Text of documents and queries never holds these
 * characters (fields.c and query.c take them out), so nobody outside can forge a mark.
 *
 *   STX fr ETX       what follows is in French. In a query: the languages to stem in, "en fr".
 *   STX # fr ETX     a page of a file begins, in French
 *   RS               the end of one name, keyword or title: no phrase runs across it
 */
#ifndef SSEHUB_SEARCH_ANALYZE_H
#define SSEHUB_SEARCH_ANALYZE_H

#include "search/search.h"

#define MARK_START     '\x02'
#define MARK_END       '\x03'
#define MARK_PAGE      '#'
#define MARK_SEPARATOR '\x1e'

enum { MARK_MAX = 200 }; /* bytes of the languages in a mark; a longer one is no mark */

/* Names the analysis: an index made by another one is made again. */
const char *search_analyzer_version(void);

struct analysis_options {
        const char *language; /* of the text before the first mark; NULL = not known */
        enum analysis purpose;
        token_sink sink;
        void (*page)(void *user); /* at each page mark; may be NULL */
        void *user;
};
/* As search_analyze; tells of pages too. */
int analyze(const char *text, size_t n, const struct analysis_options *options);

#endif
