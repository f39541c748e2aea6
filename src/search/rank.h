/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Matches -> the best ones in order, and how many there are of each facet value. Every match is seen
 * once; only as many as the page needs are kept. Private to search.
 */
#ifndef SSEHUB_SEARCH_RANK_H
#define SSEHUB_SEARCH_RANK_H

#include "search/glance.h"
#include "search/query.h"

struct found {
        int64_t docid;
        double key; /* greater is better: the score, or the day */
        double score;
};

struct ranking {
        struct arena arena;
        struct glance *g;
        const struct search_query *q;
        enum search_sort sort;
        const struct plan *plan; /* NULL: all documents */
        int min_words;           /* of the plan's optional words */
        const int64_t *titles;   /* documents of which the query is the very title */
        size_t n_titles;
        bool *is_excluded; /* by docid, or NULL */

        bool *is_selected; /* by value */
        unsigned int need; /* bit of each facet that is filtered by */
        int64_t *counts;   /* by value */
        int64_t matched;   /* without the filters */
        int64_t total;     /* with them */

        double *weights; /* of each phrase; NULL before the first match */
        bool *is_seen;   /* by word */
        struct found *heap;
        size_t n_heap, heap_max;
        int r; /* SQLITE_OK, or what went wrong in FTS5 */
};

int ranking_init(struct ranking *r, struct glance *g, const struct search_query *q,
                 enum search_sort sort, struct error *err);
void ranking_done(struct ranking *r);

/* For fts->match; user is the ranking. */
void ranking_match(void *user, const Fts5ExtensionApi *api, Fts5Context *match);
void ranking_exclude(void *user, const Fts5ExtensionApi *api, Fts5Context *match);
/* All documents that are not excluded. */
void ranking_all(struct ranking *r);

/* The best first. */
void ranking_sort(struct ranking *r);

/* Of each phrase of a plan: its weight times how rare it is. 0 or SQLite's code. */
int rank_phrase_weights(struct glance *g, const struct plan *plan, const Fts5ExtensionApi *api,
                        Fts5Context *match, double *weights);

#endif
