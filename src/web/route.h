/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of routes: every address the daemon answers, and what must be true before it does. */
#ifndef SSEHUB_WEB_ROUTE_H
#define SSEHUB_WEB_ROUTE_H

#include "web/request.h"

enum route_needs {
        NEED_INDEX = 1,   /* 503 while the hub has none */
        IS_API = 2,       /* errors as JSON, readable by other sites' scripts */
        IS_UNLIMITED = 4, /* not counted against an address: for those who watch the daemon */
        IS_VERSIONED = 8, /* changes only with the index: ETag from its generation */
};

/*
 * A page makes its document; an answer fills the reply itself. Both: 0; an HTTP status whose error page is
 * the answer (404 …); negative for a failure (500).
 */
typedef int (*route_page)(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
typedef int (*route_answer)(struct request *q, struct reply *reply, struct error *err);

struct route {
        const char *pattern; /* "/works/{id}": the names in braces are checked, see route.c */
        route_page page;
        route_answer answer;
        int needs; /* enum route_needs */
};

/* The route of these segments and its variables, or NULL. */
const struct route *route_find(const char *const *segments, size_t n,
                               const char *variables[ROUTE_VARIABLES_MAX]);
const struct route *route_at(size_t i); /* NULL past the end */

#endif
