/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/utf8.h"

size_t utf8_encode(unsigned int c, char bytes[4])
{
        if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
                c = 0xFFFD;
        if (c < 0x80) {
                bytes[0] = (char)c;
                return 1;
        }
        if (c < 0x800) {
                bytes[0] = (char)(0xC0 | (c >> 6));
                bytes[1] = (char)(0x80 | (c & 0x3F));
                return 2;
        }
        if (c < 0x10000) {
                bytes[0] = (char)(0xE0 | (c >> 12));
                bytes[1] = (char)(0x80 | ((c >> 6) & 0x3F));
                bytes[2] = (char)(0x80 | (c & 0x3F));
                return 3;
        }
        bytes[0] = (char)(0xF0 | (c >> 18));
        bytes[1] = (char)(0x80 | ((c >> 12) & 0x3F));
        bytes[2] = (char)(0x80 | ((c >> 6) & 0x3F));
        bytes[3] = (char)(0x80 | (c & 0x3F));
        return 4;
}

/* How many bytes a first byte announces, with the bits it carries; 0 = not a first byte. */
static size_t first_byte(unsigned char b, unsigned int *ret_bits)
{
        if (b < 0x80) {
                *ret_bits = b;
                return 1;
        }
        if (b >= 0xC2 && b <= 0xDF) {
                *ret_bits = b & 0x1F;
                return 2;
        }
        if (b >= 0xE0 && b <= 0xEF) {
                *ret_bits = b & 0x0F;
                return 3;
        }
        if (b >= 0xF0 && b <= 0xF4) {
                *ret_bits = b & 0x07;
                return 4;
        }
        return 0;
}

size_t utf8_decode(const char *s, size_t n, unsigned int *ret_code_point)
{
        static const unsigned int smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        const unsigned char *u = (const unsigned char *)s;
        unsigned int c;
        size_t len = n ? first_byte(u[0], &c) : 0;

        if (!len || len > n)
                return 0;
        for (size_t i = 1; i < len; i++) {
                if ((u[i] & 0xC0) != 0x80)
                        return 0;
                c = (c << 6) | (u[i] & 0x3F);
        }
        if (c < smallest[len] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
                return 0;
        *ret_code_point = c;
        return len;
}

size_t utf8_valid_len(const char *s, size_t n)
{
        size_t at = 0;

        while (at < n) {
                unsigned int c;
                size_t len = utf8_decode(s + at, n - at, &c);

                if (!len)
                        return at;
                at += len;
        }
        return n;
}

size_t utf8_count(const char *s, size_t n)
{
        size_t count = 0;

        for (size_t i = 0; i < n; i++)
                count += ((unsigned char)s[i] & 0xC0) != 0x80;
        return count;
}

size_t utf8_floor(const char *s, size_t n, size_t max)
{
        if (max >= n)
                return n;
        while (max && ((unsigned char)s[max] & 0xC0) == 0x80)
                max--;
        return max;
}

bool utf8_is_unwanted(unsigned int c)
{
        if (c < 0x20)
                return c != '\t' && c != '\n' && c != '\r' && c != '\f';
        if (c >= 0x7F && c < 0xA0)
                return true;
        return (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
}
