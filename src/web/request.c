/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a request to its reply: route, conditions, the route's own answer, or the error page. */
#include "web/request.h"

#include "base/hash.h"
#include "base/log.h"
#include "text/xml.h"
#include "web/api.h"
#include "web/negotiate.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/route.h"

#include <string.h>

#define ALLOWED "GET, HEAD, OPTIONS"

enum { RETRY_SECONDS = 30 /* until the hub may have its index */ };

static bool is_for_programs(const struct request *q)
{
        if (q->route)
                return q->route->needs & IS_API;
        return q->target.raw_path && str_starts(q->target.raw_path, "/api/");
}

void reply_error(struct request *q, struct reply *reply, int status, const char *why)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err = {0};
        int r;

        reply_done(reply);
        reply->status = status;
        reply->n_headers = 0;
        reply->etag = NULL;
        reply->is_fixed = false;
        reply->cache = CACHE_NEVER;
        if (status == 405)
                reply_header(reply, &q->arena, "Allow", ALLOWED);
        if (status == 503)
                reply_header(reply, &q->arena, "Retry-After",
                             arena_printf(&q->arena, "%d", RETRY_SECONDS));

        if (is_for_programs(q)) {
                r = api_error(reply, status, why, &err);
        } else {
                r = page_error(q, status, why, &doc, &err);
                if (r == 0)
                        r = pages_render(q->pages, doc, reply, &err);
        }
        if (r == 0)
                return;
        log_line(LOG_LEVEL_ERROR, "making the error page %d: %s", status, err.message);
        reply->media_type = "text/plain; charset=utf-8";
        str_clear(&reply->body);
        str_addf(&reply->body, "Error %d\n", status);
}

/* The hub's own words. Without an index there are none yet. */
static int read_settings(struct request *q, struct error *err)
{
        const char *base = NULL;
        int r;

        q->hub_title = NULL;
        if (q->search) {
                r = search_config(q->search, "title", &q->arena, &q->hub_title, err);
                if (r < 0)
                        return r;
                r = search_config(q->search, "base-url", &q->arena, &base, err);
                if (r < 0)
                        return r;
        }
        if (str_is_blank(q->hub_title))
                q->hub_title = "Knowledge hub of the social and solidarity economy";
        if (base && (str_starts(base, "http://") || str_starts(base, "https://"))) {
                size_t n = strlen(base);

                while (n && base[n - 1] == '/')
                        n--;
                q->base_url = arena_copy_bytes(&q->arena, base, n);
        }
        return 0;
}

/* What the page is made of: the index, our own files, and what was asked. */
static int make_etag(struct request *q, struct reply *reply, struct error *err)
{
        CLEANUP(str_done) struct str what = STR_INIT;
        char hex[HASH_HEX_LEN];
        int64_t generation = 0;
        int r = 0;

        if (q->search)
                r = search_generation(q->search, &generation, err);
        if (r < 0)
                return r;
        str_addf(&what, "%lld\n%s\n%s\n%s\n%s?%s", (long long)generation, pages_digest(q->pages),
                 q->hub_title, q->base_url ? q->base_url : "", q->target.raw_path,
                 q->target.query ? q->target.query : "");
        r = hash_bytes(str_text(&what), what.len, hex, err);
        if (r < 0)
                return r;
        reply->etag = arena_copy_bytes(&q->arena, hex, 24);
        return 0;
}

/* Has the client this very page already? Then it need not be made. "*" waits until it is known to exist. */
static bool client_has_it(struct request *q, const struct reply *reply)
{
        const char *etag;

        if (!q->if_none_match || !reply->etag)
                return false;
        etag = arena_printf(&q->arena, "W/\"%s%s\"", reply->etag,
                            negotiate_gzip(q->accept_encoding) ? "-gz" : "");
        return etag && negotiate_etag(q->if_none_match, etag);
}

static int run_route(struct request *q, struct reply *reply, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int r;

        if (q->route->answer)
                return q->route->answer(q, reply, err);
        r = q->route->page(q, reply, &doc, err);
        /* No document: the page sends the reader elsewhere. */
        return r || !doc ? r : pages_render(q->pages, doc, reply, err);
}

int request_redirect(struct request *q, struct reply *reply, const char *path)
{
        reply->status = 301;
        reply->media_type = "text/plain; charset=utf-8";
        reply->cache = CACHE_SHORTLY;
        str_addf(&reply->body, "%s\n", path);
        reply_header(reply, &q->arena, "Location", path);
        return 0;
}

/* "/sdg/" -> "/sdg". Only for an address that we answer, so that it cannot lead elsewhere. */
static int drop_trailing_slash(struct request *q, struct reply *reply)
{
        size_t n = strlen(q->target.raw_path);

        while (n > 1 && q->target.raw_path[n - 1] == '/')
                n--;
        return request_redirect(q, reply,
                                arena_printf(&q->arena, "%.*s%s%s", (int)n, q->target.raw_path,
                                             q->target.query ? "?" : "",
                                             q->target.query ? q->target.query : ""));
}

static int refuse_target(int answer)
{
        return answer == TARGET_TOO_LONG ? 414 : 400;
}

static int answer_options(struct request *q, struct reply *reply)
{
        reply->status = 204;
        reply_header(reply, &q->arena, "Allow", ALLOWED);
        return 0;
}

/* 0, an HTTP status to make an error page of, or negative. */
static int answer(struct request *q, struct reply *reply, struct error *err)
{
        int r = read_settings(q, err);

        if (r < 0)
                return r;
        if (q->target_answer)
                return refuse_target(q->target_answer);
        if (q->method == METHOD_OTHER)
                return 405;
        q->route = route_find(q->target.segments, q->target.n_segments, q->variables);
        if (!q->route)
                return 404;
        if (q->method == METHOD_OPTIONS)
                return answer_options(q, reply);
        if (q->target.has_trailing_slash)
                return drop_trailing_slash(q, reply);
        if ((q->route->needs & NEED_INDEX) && !q->search)
                return 503;

        if (q->route->needs & IS_VERSIONED) {
                reply->cache = CACHE_SHORTLY;
                r = make_etag(q, reply, err);
                if (r < 0)
                        return r;
                if (client_has_it(q, reply)) {
                        reply->status = 304;
                        return 0;
                }
        }
        return run_route(q, reply, err);
}

void request_answer(struct request *q, struct reply *reply)
{
        struct error err = {0};
        int r = answer(q, reply, &err);

        if (r == 0 && (q->arena.failed || reply->body.failed))
                r = error_no_memory(&err);
        if (r < 0) {
                log_line(LOG_LEVEL_ERROR, "answering %s: %s",
                         q->target.raw_path ? q->target.raw_path : "a request", err.message);
                reply_error(q, reply, 500, NULL);
        } else if (r > 0) {
                reply_error(q, reply, r, NULL);
        }
        reply_finish(q, reply);
}
