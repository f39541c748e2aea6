/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to meta: what is gathered of one web page, a record for each source, so that the better one can be
 * laid over the poorer. html.c walks the page and joins; html-names.c knows the names of <meta>.
 */
#ifndef SSEHUB_META_HTML_PAGE_H
#define SSEHUB_META_HTML_PAGE_H

#include "meta/private.h"

/* The sources, the poorest first. */
enum source {
        FROM_PAGE,
        FROM_OPEN_GRAPH,
        FROM_JSON_LD,
        FROM_EPRINTS,
        FROM_PRISM,
        FROM_DUBLIN_CORE,
        FROM_BEPRESS,
        FROM_CITATION,
        SOURCES
};

struct page_source {
        struct record *record;
        struct agent *agent;                /* named last: what follows is of this one */
        const char *first_page, *last_page; /* in the record's arena */
};

struct page {
        struct page_source sources[SOURCES];
        const char *language; /* <html lang>, as declared */
        char *description;    /* of <meta name="description"> */
};

/*
 * <meta name="citation_…">, bepress_citation_, prism., eprints. (html-names.c). true: the name is of one of
 * these families, also where nothing is taken from it. language: the element's own, or NULL.
 */
bool page_read_named(struct page *p, const char *name, const char *content, const char *language);

/* Journal, volume, pages … where Dublin Core's refinements hold them ("Source.Volume"): true where it is one. */
bool page_read_source_term(struct page_source *s, const char *term, const char *content);

/* Text without the markup that some put into attributes ("CO<sub>2</sub>"); a lone '<' stays. */
void page_drop_tags(const char *text, struct str *out);

#endif
