/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/negotiate.h"

#include "base/num.h"
#include "text/escape.h"

#include <string.h>

enum { Q_MAX = 1000 };

/* ";q=0.5" behind a coding, in thousandths; 1000 without one, -1 where it is malformed. */
static int read_quality(const char *at, const char *end)
{
        int q = 0, scale = Q_MAX;

        while (at < end && (*at == ' ' || *at == '\t' || *at == ';'))
                at++;
        if (at == end)
                return Q_MAX;
        if (end - at < 3 || (at[0] | 0x20) != 'q' || at[1] != '=')
                return -1;
        at += 2;
        if (*at != '0' && *at != '1')
                return -1;
        q = (*at++ - '0') * Q_MAX;
        if (at < end && *at == '.')
                at++;
        for (; at < end && *at >= '0' && *at <= '9' && scale > 1; at++)
                q += (*at - '0') * (scale /= 10);
        return q > Q_MAX ? -1 : q;
}

/* Quality of a coding in Accept-Encoding, -1 when it is not named. */
static int coding_quality(const char *header, const char *coding)
{
        size_t n = strlen(coding);

        for (const char *at = header; *at; at += strcspn(at, ",")) {
                const char *end;

                at += strspn(at, ", \t");
                end = at + strcspn(at, ",");
                if ((size_t)(end - at) >= n && !strncasecmp(at, coding, n) &&
                    strchr(" \t;,", at[n]))
                        return read_quality(at + n, end);
        }
        return -1;
}

bool negotiate_gzip(const char *accept_encoding)
{
        int gzip, identity;

        if (!accept_encoding)
                return false;
        gzip = coding_quality(accept_encoding, "gzip");
        if (gzip < 0)
                gzip = coding_quality(accept_encoding, "*");
        identity = coding_quality(accept_encoding, "identity");
        return gzip > 0 && gzip >= identity;
}

static const char *opaque_part(const char *etag)
{
        return str_starts(etag, "W/") ? etag + 2 : etag;
}

bool negotiate_etag(const char *if_none_match, const char *etag)
{
        const char *wanted = opaque_part(etag);
        size_t n = strlen(wanted);

        for (const char *at = if_none_match; at && *at; at += strcspn(at, ",")) {
                at += strspn(at, ", \t");
                at = opaque_part(at);
                if (!strncmp(at, wanted, n) && strchr(" \t,", at[n]))
                        return true;
        }
        return false;
}

static bool read_offset(const char *text, size_t n, int64_t *ret)
{
        char digits[20];

        if (!n || n >= sizeof(digits) || strspn(text, "0123456789") < n)
                return false;
        memcpy(digits, text, n);
        digits[n] = '\0';
        return num_read(digits, 0, INT64_MAX, ret);
}

enum range negotiate_range(const char *range, int64_t size, int64_t *ret_start, int64_t *ret_len)
{
        const char *from = range ? range + 6 : NULL, *dash, *to;
        int64_t first, last = size - 1;

        if (!range || strncasecmp(range, "bytes=", 6) || strchr(range, ','))
                return RANGE_WHOLE;
        dash = strchr(from, '-');
        if (!dash)
                return RANGE_WHOLE;
        to = dash + 1;

        if (dash == from) { /* "-500": the last 500 bytes */
                if (!read_offset(to, strlen(to), &last))
                        return RANGE_WHOLE;
                if (!last || !size)
                        return RANGE_UNSATISFIABLE;
                *ret_len = last < size ? last : size;
                *ret_start = size - *ret_len;
                return RANGE_PART;
        }
        if (!read_offset(from, (size_t)(dash - from), &first) ||
            (*to && (!read_offset(to, strlen(to), &last) || last < first)))
                return RANGE_WHOLE;
        if (first >= size)
                return RANGE_UNSATISFIABLE;
        *ret_start = first;
        *ret_len = (last < size - 1 ? last : size - 1) - first + 1;
        return RANGE_PART;
}

void disposition_write(struct str *out, bool is_inline, const char *name)
{
        str_add(out, is_inline ? "inline; filename=\"" : "attachment; filename=\"");
        for (const unsigned char *p = (const unsigned char *)name; *p; p++) {
                bool is_plain = *p >= ' ' && *p < 0x7F && *p != '"' && *p != '\\' && *p != '%';

                /* One underscore a code point: continuation bytes add none. */
                if (is_plain)
                        str_add_char(out, (char)*p);
                else if ((*p & 0xC0) != 0x80)
                        str_add_char(out, '_');
        }
        str_add(out, "\"; filename*=UTF-8''");
        url_part(out, name);
}
