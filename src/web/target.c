/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a stranger writes behind "GET ". Nothing here is repaired: a target that is not what RFC 3986 and
 * UTF-8 allow is refused, so that no later part sees two readings of one address.
 */
#include "web/target.h"

#include "base/str.h"
#include "base/utf8.h"
#include "text/escape.h"
#include "web/web.h"

#include <string.h>

/* Decoded, with control characters as spaces (they mean nothing in a query and nothing good in a page). */
static const char *decode(const char *text, size_t n, bool form, struct arena *a)
{
        CLEANUP(str_done) struct str raw = STR_INIT;
        CLEANUP(str_done) struct str clean = STR_INIT;
        unsigned int code_point;
        size_t len;

        if (!url_decode(text, n, form, &raw))
                return NULL;
        for (size_t i = 0; i < raw.len; i += len) {
                len = utf8_decode(raw.data + i, raw.len - i, &code_point);
                if (!len)
                        return NULL;
                if (utf8_is_unwanted(code_point) || code_point < ' ')
                        str_add_char(&clean, ' ');
                else
                        str_add_bytes(&clean, raw.data + i, len);
        }
        if (raw.failed || clean.failed)
                a->failed = true;
        return arena_copy(a, str_text(&clean));
}

/* Raw control characters, spaces and fragments cannot stand in a request target. */
static bool has_forbidden_byte(const char *raw)
{
        for (const unsigned char *p = (const unsigned char *)raw; *p; p++) {
                if (*p <= ' ' || *p == 0x7F || *p == '#')
                        return true;
        }
        return false;
}

/* "http://host:port/path" -> "/path" (RFC 9112, section 3.2.2). */
static const char *skip_authority(const char *raw)
{
        const char *host = NULL;

        if (!strncasecmp(raw, "http://", 7))
                host = raw + 7;
        else if (!strncasecmp(raw, "https://", 8))
                host = raw + 8;
        if (!host)
                return raw;
        host += strcspn(host, "/?");
        return *host == '/' ? host : "/";
}

/* "/a//b/" -> "a", "", "b": empty segments stay, so that they match nothing. */
static int read_segments(const char *path, size_t n, struct arena *a, struct target *t)
{
        const char *at = path + 1, *end = path + n, *slash;

        t->has_trailing_slash = n > 1 && path[n - 1] == '/';
        if (t->has_trailing_slash)
                end--;
        if (at >= end)
                return 0;
        do {
                const char **segment =
                        arena_push(a, &t->segments, &t->n_segments, sizeof(*t->segments));

                slash = memchr(at, '/', (size_t)(end - at));
                if (!segment)
                        return 0;
                *segment = decode(at, (size_t)((slash ? slash : end) - at), false, a);
                if (!*segment)
                        return TARGET_MALFORMED;
                at = slash ? slash + 1 : end;
        } while (slash);
        return 0;
}

static int read_parameter(const char *text, size_t n, struct arena *a, struct target *t)
{
        const char *equals = memchr(text, '=', n);
        size_t name_len = equals ? (size_t)(equals - text) : n;
        struct parameter *p;

        if (!n)
                return 0;
        p = arena_push(a, &t->parameters, &t->n_parameters, sizeof(*p));
        if (!p)
                return 0;
        p->name = decode(text, name_len, true, a);
        p->value = equals ? decode(equals + 1, n - name_len - 1, true, a) : "";
        return p->name && p->value ? 0 : TARGET_MALFORMED;
}

static int read_parameters(const char *query, struct arena *a, struct target *t)
{
        while (*query) {
                size_t n = strcspn(query, "&");
                int r = read_parameter(query, n, a, t);

                if (r)
                        return r;
                query += n;
                if (*query)
                        query++;
        }
        return 0;
}

static size_t count_parameters(const char *query)
{
        size_t n = 1;

        for (const char *p = query; *p; p++)
                n += *p == '&';
        return n;
}

int target_read(const char *raw, struct arena *a, struct target *ret)
{
        const char *path = skip_authority(raw);
        const char *question = strchr(path, '?');
        size_t path_len = question ? (size_t)(question - path) : strlen(path);
        int r;

        *ret = (struct target){.raw_path = arena_copy_bytes(a, path, path_len)};
        /* Counted before the length is looked at: "too many parameters" says more than "too long". */
        if (question && count_parameters(question + 1) > WEB_PARAMETERS_MAX)
                return TARGET_TOO_MANY;
        if (strlen(raw) > WEB_TARGET_MAX)
                return TARGET_TOO_LONG;
        if (*path != '/' || has_forbidden_byte(raw))
                return TARGET_MALFORMED;

        r = read_segments(path, path_len, a, ret);
        if (r || !question)
                return r;
        ret->query = arena_copy(a, question + 1);
        return read_parameters(question + 1, a, ret);
}

const char *target_get(const struct target *t, const char *name)
{
        for (size_t i = 0; i < t->n_parameters; i++) {
                if (!strcmp(t->parameters[i].name, name))
                        return t->parameters[i].value;
        }
        return NULL;
}
