/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Facet values for readers. Private to search. */
#ifndef SSEHUB_SEARCH_FACET_H
#define SSEHUB_SEARCH_FACET_H

#include "search/private.h"

/* "8 Decent work and economic growth"; value itself where no vocabulary knows it. */
const char *facet_label(enum search_facet facet, const char *value, const char *language,
                        struct arena *a);

/* The counts of a ranking, by count, then label; years by year. */
int facet_fill(const struct ranking *r, struct search_results *results, struct error *err);

#endif
