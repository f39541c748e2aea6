/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strings of PDF (ISO 32000-1, 7.3.4 and 7.9.2): how they are written, and how their letters are coded. */
#include "extract/pdf-info.h"

#include "base/str.h"
#include "base/utf8.h"

#include <string.h>

/* PDFDocEncoding (annex D.2) where it is not Latin-1; 0: no letter. */
static unsigned int letter_of(unsigned char c)
{
        static const unsigned short low[] = {0x02D8, 0x02C7, 0x02C6, 0x02D9,
                                             0x02DD, 0x02DB, 0x02DA, 0x02DC};
        static const unsigned short high[] = {
                0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039,
                0x203A, 0x2212, 0x2030, 0x201E, 0x201C, 0x201D, 0x2018, 0x2019, 0x201A,
                0x2122, 0xFB01, 0xFB02, 0x0141, 0x0152, 0x0160, 0x0178, 0x017D, 0x0131,
                0x0142, 0x0153, 0x0161, 0x017E, 0,      0x20AC};

        if (c >= 0x18 && c < 0x20)
                return low[c - 0x18];
        if (c >= 0x80 && c <= 0xA0)
                return high[c - 0x80];
        return c;
}

static void add_utf16(struct str *out, const unsigned char *s, size_t n, bool is_little)
{
        unsigned int high = 0;
        bool in_escape = false;

        for (size_t i = 0; i + 1 < n; i += 2) {
                unsigned int c = is_little ? s[i] | (unsigned int)s[i + 1] << 8
                                           : (unsigned int)s[i] << 8 | s[i + 1];

                if (c == 0x1B) /* around the name of a language (7.9.2.2) */
                        in_escape = !in_escape;
                else if (in_escape || !c)
                        continue;
                else if (c >= 0xD800 && c < 0xDC00)
                        high = c;
                else if (c >= 0xDC00 && c < 0xE000 && high)
                        str_add_code_point(out, 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00));
                else
                        str_add_code_point(out, c);
                if (c < 0xD800 || c >= 0xDC00)
                        high = 0;
        }
}

/* Not a few programs write UTF-8 without its mark. */
static void decode(struct str *out, const struct str *raw)
{
        const unsigned char *s = (const unsigned char *)str_text(raw);
        size_t n = raw->len;

        if (n >= 2 && ((s[0] == 0xFE && s[1] == 0xFF) || (s[0] == 0xFF && s[1] == 0xFE))) {
                add_utf16(out, s + 2, n - 2, s[0] == 0xFF);
                return;
        }
        if (n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3)) {
                s += 3;
                n -= 3;
        }
        if (utf8_is_valid((const char *)s, n) && !memchr(s, 0, n)) {
                str_add_bytes(out, s, n);
                return;
        }
        for (size_t i = 0; i < n; i++)
                if (letter_of(s[i]))
                        str_add_code_point(out, letter_of(s[i]));
}

static int hex_digit(char c)
{
        return c >= '0' && c <= '9'                     ? c - '0'
               : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                        : -1;
}

/* "<FEFF…>": white space counts for nothing, a missing last digit is 0. */
static size_t read_hex(const char *s, size_t n, struct str *raw)
{
        int high = -1;

        for (size_t i = 1; i < n; i++) {
                int d = hex_digit(s[i]);

                if (s[i] == '>') {
                        if (high >= 0)
                                str_add_char(raw, (char)(high * 16));
                        return i + 1;
                }
                if (d >= 0 && high >= 0)
                        str_add_char(raw, (char)(high * 16 + d));
                if (d >= 0)
                        high = high >= 0 ? -1 : d;
                else if (!memchr(" \t\r\n\f", s[i], 6))
                        return 0;
        }
        return 0;
}

/* What stands behind a backslash at s[0]; its length, the backslash counted. */
static size_t read_escape(const char *s, size_t n, struct str *raw)
{
        static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
        const char *p = n > 1 && s[1] ? strchr(from, s[1]) : NULL;
        size_t i = 1;
        int octal = 0;

        if (n < 2)
                return n;
        if (p) {
                str_add_char(raw, to[p - from]);
                return 2;
        }
        while (i < n && i < 4 && s[i] >= '0' && s[i] <= '7')
                octal = octal * 8 + (s[i++] - '0');
        if (i > 1) {
                str_add_char(raw, (char)octal);
                return i;
        }
        if (s[1] == '\r') /* the line goes on */
                return n > 2 && s[2] == '\n' ? 3 : 2;
        if (s[1] != '\n')
                str_add_char(raw, s[1]);
        return 2;
}

static size_t read_literal(const char *s, size_t n, struct str *raw)
{
        size_t depth = 0;

        for (size_t i = 0; i < n;) {
                if (s[i] == '\\') {
                        i += read_escape(s + i, n - i, raw);
                        continue;
                }
                depth += s[i] == '(';
                if (s[i] == ')' && --depth == 0)
                        return i + 1;
                if (s[i] != '(' || depth > 1)
                        str_add_char(raw, s[i]);
                i++;
        }
        return 0;
}

size_t pdf_string_read(const char *bytes, size_t n, struct str *out)
{
        CLEANUP(str_done) struct str raw = STR_INIT;
        size_t len = 0;

        if (n > 1 && bytes[0] == '(')
                len = read_literal(bytes, n, &raw);
        else if (n > 1 && bytes[0] == '<' && bytes[1] != '<')
                len = read_hex(bytes, n, &raw);
        out->failed |= raw.failed;
        if (len)
                decode(out, &raw);
        return len;
}
