/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One request and its reply, apart from the server that carries them: what a route reads and what it fills.
 * Both live as long as the request does.
 */
#ifndef SSEHUB_WEB_REQUEST_H
#define SSEHUB_WEB_REQUEST_H

#include "base/arena.h"
#include "base/error.h"
#include "base/str.h"
#include "search/search.h"
#include "web/target.h"

#include <libxml/tree.h>

struct pages; /* the compiled stylesheet and the static files: web/pages.h */
struct route;

enum method { METHOD_GET, METHOD_HEAD, METHOD_OPTIONS, METHOD_OTHER };

enum { ROUTE_VARIABLES_MAX = 2 };

struct request {
        struct arena arena;
        enum method method;
        struct target target;
        int target_answer; /* enum target_answer, or 0 */
        const char *hub_dir;
        const struct pages *pages;
        struct search *search; /* NULL: the hub has no index yet */

        /* Header fields, NULL where absent. */
        const char *accept_encoding, *if_none_match, *if_range, *range;

        /* Filled on the way. */
        const struct route *route;
        const char *variables[ROUTE_VARIABLES_MAX]; /* "{id}" … of the route, in order */
        const char *hub_title, *base_url;           /* base_url without a final '/', or NULL */
};

enum { REPLY_HEADERS_MAX = 128 };

enum reply_cache {
        CACHE_NEVER,   /* errors, and what tells of this moment */
        CACHE_SHORTLY, /* pages: a minute, then ask again */
        CACHE_FOR_EVER /* the name changes when the bytes do */
};

struct reply_header {
        const char *name, *value;
};

struct reply {
        int status;
        const char *media_type; /* with its charset */
        struct str body;
        int fd; /* instead of the body, or -1; the reply owns it */
        int64_t fd_start, fd_len;
        const char *etag; /* with its quotes, or NULL */
        enum reply_cache cache;
        bool is_fixed; /* the bytes are these: neither compressed nor with a page's policy */
        struct reply_header headers[REPLY_HEADERS_MAX];
        size_t n_headers;
};

void reply_init(struct reply *r);
void reply_done(struct reply *r);
/* A further header field. Values with control characters or beyond ASCII are left out: nothing that
 * somebody wrote can begin a header of its own. name is static; the value is copied. */
void reply_header(struct reply *r, struct arena *a, const char *name, const char *value);
const char *reply_header_value(const struct reply *r, const char *name); /* first, or NULL */

/*
 * Answers: chooses the route, does what it says, and makes the error page where it does not work out.
 * Never fails; *reply is ready to send.
 */
void request_answer(struct request *q, struct reply *reply);

/* An error page (or JSON under /api/) of its status; why may be NULL: one sentence for this case. */
void reply_error(struct request *q, struct reply *reply, int status, const char *why);

/* "Is over there now", to a path of this hub. For a page or answer to return. */
int request_redirect(struct request *q, struct reply *reply, const char *path);

/* Adds what every reply carries (security, caching, Vary), compresses, turns into 304 where the client
 * has it already. request_answer calls it; the server does for errors it makes itself. */
void reply_finish(struct request *q, struct reply *reply);

#endif
