/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a text needs so that it stays text in HTML, addresses, JSON and CSV. */
#include "text/escape.h"

#include "base/utf8.h"

#include <string.h>

void html_text(struct str *out, const char *text)
{
        for (; text && *text; text++) {
                switch (*text) {
                case '&':
                        str_add(out, "&amp;");
                        break;
                case '<':
                        str_add(out, "&lt;");
                        break;
                case '>':
                        str_add(out, "&gt;");
                        break;
                case '"':
                        str_add(out, "&quot;");
                        break;
                case '\'':
                        str_add(out, "&#39;");
                        break;
                default:
                        str_add_char(out, *text);
                }
        }
}

static bool is_unreserved(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '_' || c == '~';
}

void url_part(struct str *out, const char *text)
{
        for (; text && *text; text++) {
                if (is_unreserved(*text))
                        str_add_char(out, *text);
                else
                        str_addf(out, "%%%02X", (unsigned char)*text);
        }
}

/* U+2028 and U+2029 end a line in JavaScript; <, > and & could end a <script> element. */
static bool needs_json_escape(unsigned int c)
{
        return c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x7F || c == 0x2028 ||
               c == 0x2029;
}

void json_quoted(struct str *out, const char *text)
{
        size_t n = text ? strlen(text) : 0;

        if (!text)
                return;
        str_add_char(out, '"');
        for (size_t i = 0; i < n;) {
                unsigned int c;
                size_t len = utf8_decode(text + i, n - i, &c);

                if (!len) {
                        c = 0xFFFD;
                        len = 1;
                }
                if (c == '"' || c == '\\')
                        str_addf(out, "\\%c", (int)c);
                else if (needs_json_escape(c))
                        str_addf(out, "\\u%04x", c);
                else
                        str_add_code_point(out, c);
                i += len;
        }
        str_add_char(out, '"');
}

void csv_field(struct str *out, const char *text)
{
        if (!text)
                return;
        str_add_char(out, '"');
        /* A spreadsheet would take these for the start of a formula. */
        if (*text && strchr("=+-@\t\r", *text))
                str_add_char(out, '\'');
        for (; *text; text++) {
                if (*text == '"')
                        str_add_char(out, '"');
                str_add_char(out, *text);
        }
        str_add_char(out, '"');
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        if (c >= 'a' && c <= 'f')
                return c - 'a' + 10;
        if (c >= 'A' && c <= 'F')
                return c - 'A' + 10;
        return -1;
}

bool url_decode(const char *text, size_t n, bool form, struct str *out)
{
        size_t start = out->len;

        for (size_t i = 0; i < n; i++) {
                char c = text[i];

                if (c == '%') {
                        int high = i + 2 < n ? hex_digit(text[i + 1]) : -1;
                        int low = i + 2 < n ? hex_digit(text[i + 2]) : -1;

                        if (high < 0 || low < 0)
                                return false;
                        c = (char)(high << 4 | low);
                        i += 2;
                } else if (c == '+' && form) {
                        c = ' ';
                }
                if (!c)
                        return false;
                str_add_char(out, c);
        }
        return !out->failed && utf8_is_valid(str_text(out) + start, out->len - start);
}
