/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parameters of /search and /api/v1/search -> a query, and back to addresses. */
#ifndef SSEHUB_WEB_FILTERS_H
#define SSEHUB_WEB_FILTERS_H

#include "search/search.h"
#include "web/target.h"

enum { FILTERS_PAGE_SIZE = 20, FILTERS_PAGE_MAX = 100000000, FILTERS_NOTICES_MAX = 8 };

struct filters {
        struct search_query query;
        const char *notices[FILTERS_NOTICES_MAX]; /* what was not understood, in plain words */
        size_t n_notices;
};

/*
 * What is not understood is left out and said in notices; unknown parameters are ignored. page (pages)
 * and offset, limit (API) are read both. Texts live in the arena or the target.
 */
void filters_read(const struct target *t, struct arena *a, struct filters *ret);

/* A change to make to the parameters of an address. */
struct filters_change {
        bool drops_filter; /* leave filter i out */
        size_t filter;
        bool drops_years, drops_kind, drops_all;
        const struct search_filter *adds; /* or NULL */
        const char *kind, *sort;          /* instead; NULL = as it is; "" = none */
        int64_t page;                     /* 0 or 1: none */
};

/* "/search?q=…&sdg=8": the query with the change; the page goes back to the first unless named. */
const char *filters_address(const struct search_query *q, const struct filters_change *change,
                            struct arena *a);

/* Parameter of a facet ("lang" for FACET_LANGUAGE). */
const char *filters_parameter(enum search_facet f);
const char *filters_sort_name(enum search_sort s);
/* "2015..2022", "2015..", "2015", or NULL. */
const char *filters_years(const struct search_query *q, struct arena *a);

#endif
