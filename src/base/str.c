/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/str.h"

#include "base/utf8.h"

#include <string.h>

static bool make_room(struct str *s, size_t more)
{
        size_t want = s->len + more + 1;
        size_t room = s->room ? s->room : 64;
        char *data;

        if (s->failed)
                return false;
        if (want <= s->room)
                return true;
        if (want < more) {
                s->failed = true;
                return false;
        }
        while (room < want)
                room = room > ((size_t)-1) / 2 ? want : room * 2;
        data = realloc(s->data, room);
        if (!data) {
                s->failed = true;
                return false;
        }
        s->data = data;
        s->room = room;
        return true;
}

void str_done(struct str *s)
{
        if (!s)
                return;
        free(s->data);
        *s = (struct str)STR_INIT;
}

void str_clear(struct str *s)
{
        s->len = 0;
        if (s->data)
                s->data[0] = '\0';
}

void str_add(struct str *s, const char *text)
{
        if (text)
                str_add_bytes(s, text, strlen(text));
}

void str_add_bytes(struct str *s, const void *bytes, size_t n)
{
        if (!make_room(s, n))
                return;
        if (n)
                memcpy(s->data + s->len, bytes, n);
        s->len += n;
        s->data[s->len] = '\0';
}

void str_add_char(struct str *s, char c)
{
        str_add_bytes(s, &c, 1);
}

void str_add_code_point(struct str *s, unsigned int code_point)
{
        char bytes[4];

        str_add_bytes(s, bytes, utf8_encode(code_point, bytes));
}

void str_addf(struct str *s, const char *fmt, ...)
{
        va_list ap;

        va_start(ap, fmt);
        str_addfv(s, fmt, ap);
        va_end(ap);
}

void str_addfv(struct str *s, const char *fmt, va_list ap)
{
        va_list again;
        int n;

        va_copy(again, ap);
        n = vsnprintf(NULL, 0, fmt, again);
        va_end(again);
        if (n < 0) {
                s->failed = true;
                return;
        }
        if (!make_room(s, (size_t)n))
                return;
        vsnprintf(s->data + s->len, (size_t)n + 1, fmt, ap);
        s->len += (size_t)n;
}

static bool is_space(char c)
{
        return c == ' ' || (c >= '\t' && c <= '\r');
}

void str_trim(struct str *s)
{
        size_t start = 0;

        if (!s->data)
                return;
        while (s->len && is_space(s->data[s->len - 1]))
                s->len--;
        while (start < s->len && is_space(s->data[start]))
                start++;
        s->len -= start;
        memmove(s->data, s->data + start, s->len);
        s->data[s->len] = '\0';
}

const char *str_text(const struct str *s)
{
        return s->data ? s->data : "";
}

char *str_steal(struct str *s)
{
        char *data;

        if (!s->failed && !s->data)
                make_room(s, 0);
        if (s->failed) {
                str_done(s);
                return NULL;
        }
        data = s->data;
        data[s->len] = '\0';
        *s = (struct str)STR_INIT;
        return data;
}

bool str_equal(const char *a, const char *b)
{
        return a == b || (a && b && !strcmp(a, b));
}

bool str_starts(const char *s, const char *prefix)
{
        return s && !strncmp(s, prefix, strlen(prefix));
}

bool str_ends(const char *s, const char *suffix)
{
        size_t n = s ? strlen(s) : 0;
        size_t m = strlen(suffix);

        return s && n >= m && !strcmp(s + n - m, suffix);
}

bool str_is_blank(const char *s)
{
        while (s && is_space(*s))
                s++;
        return !s || !*s;
}
