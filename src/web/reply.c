/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The last steps of every reply: security and cache headers, conditions, compression. */
#include "web/negotiate.h"
#include "web/request.h"
#include "web/route.h"

#include <string.h>
#include <zlib.h>

enum { GZIP_LEVEL = 6, GZIP_WORTH_IT = 400 /* bytes */ };

/* No script, no frame, nothing from elsewhere. A file gets a policy of its own (web/file.c). */
#define PAGE_POLICY                                                                                \
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "               \
        "base-uri 'none'; frame-ancestors 'none'"

static const char *const cache_rules[] = {
        [CACHE_NEVER] = "no-store",
        [CACHE_SHORTLY] = "public, max-age=60",
        [CACHE_FOR_EVER] = "public, max-age=31536000, immutable",
};

void reply_init(struct reply *r)
{
        *r = (struct reply){.status = 200, .fd = -1};
}

void reply_done(struct reply *r)
{
        str_done(&r->body);
        closep(&r->fd);
}

void reply_header(struct reply *r, struct arena *a, const char *name, const char *value)
{
        if (!value || r->n_headers == REPLY_HEADERS_MAX)
                return;
        for (const unsigned char *p = (const unsigned char *)value; *p; p++) {
                if (*p < ' ' || *p >= 0x7F)
                        return;
        }
        r->headers[r->n_headers].name = name;
        r->headers[r->n_headers].value = arena_copy(a, value);
        if (r->headers[r->n_headers].value)
                r->n_headers++;
}

const char *reply_header_value(const struct reply *r, const char *name)
{
        for (size_t i = 0; i < r->n_headers; i++) {
                if (!strcasecmp(r->headers[i].name, name))
                        return r->headers[i].value;
        }
        return NULL;
}

static int deflate_all(z_stream *z, const struct str *in, struct str *out)
{
        unsigned char chunk[16384];
        int r;

        z->next_in = (unsigned char *)in->data;
        z->avail_in = (unsigned int)in->len;
        do {
                z->next_out = chunk;
                z->avail_out = sizeof(chunk);
                r = deflate(z, Z_FINISH);
                str_add_bytes(out, chunk, sizeof(chunk) - z->avail_out);
        } while (r == Z_OK);
        return r == Z_STREAM_END && !out->failed ? 0 : -1;
}

/* Compresses the body in place; leaves it as it is when that does not work out. */
static bool compress_body(struct str *body)
{
        CLEANUP(str_done) struct str packed = STR_INIT;
        z_stream z = {0};
        int r;

        if (deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, 15 + 16 /* gzip */, 8, Z_DEFAULT_STRATEGY) !=
            Z_OK)
                return false;
        r = deflate_all(&z, body, &packed);
        deflateEnd(&z);
        if (r < 0 || packed.len >= body->len)
                return false;
        str_done(body);
        *body = packed;
        packed = (struct str)STR_INIT;
        return true;
}

/* A page's tag is weak, as the same page comes in two encodings; a file's is its bytes'. */
static const char *full_etag(struct request *q, const struct reply *r)
{
        if (r->is_fixed)
                return r->etag;
        return arena_printf(&q->arena, "W/\"%s%s\"", r->etag,
                            negotiate_gzip(q->accept_encoding) ? "-gz" : "");
}

static void make_not_modified(struct reply *r)
{
        r->status = 304;
        str_done(&r->body);
        closep(&r->fd);
        r->media_type = NULL;
}

/* Tags and conditions are about what is there (RFC 9110, 13.1.2); errors have none. */
static void add_etag(struct request *q, struct reply *r)
{
        const char *etag = r->etag ? full_etag(q, r) : NULL;

        if (!etag || (r->status != 200 && r->status != 206 && r->status != 304))
                return;
        reply_header(r, &q->arena, "ETag", etag);
        if (q->if_none_match &&
            (!strcmp(q->if_none_match, "*") || negotiate_etag(q->if_none_match, etag)))
                make_not_modified(r);
}

void reply_finish(struct request *q, struct reply *r)
{
        struct arena *a = &q->arena;

        add_etag(q, r);
        reply_header(r, a, "Cache-Control", cache_rules[r->cache]);
        reply_header(r, a, "X-Content-Type-Options", "nosniff");
        reply_header(r, a, "Referrer-Policy", "strict-origin-when-cross-origin");
        if (!reply_header_value(r, "Content-Security-Policy"))
                reply_header(r, a, "Content-Security-Policy", PAGE_POLICY);
        if (q->route && (q->route->needs & IS_API))
                reply_header(r, a, "Access-Control-Allow-Origin", "*");
        if (!r->is_fixed) {
                reply_header(r, a, "Vary", "Accept-Encoding");
                if (r->body.len >= GZIP_WORTH_IT && negotiate_gzip(q->accept_encoding) &&
                    compress_body(&r->body))
                        reply_header(r, a, "Content-Encoding", "gzip");
        }
        if (r->status != 304 && r->status != 204)
                reply_header(r, a, "Content-Type", r->media_type);
}
