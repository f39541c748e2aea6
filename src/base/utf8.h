/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* UTF-8 in and out (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef SSEHUB_BASE_UTF8_H
#define SSEHUB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Writes 1 to 4 bytes; what is no scalar value becomes U+FFFD. Returns the number of bytes. */
size_t utf8_encode(unsigned int code_point, char bytes[4]);

/* Reads one code point at s (n bytes left, n > 0). Returns its length, or 0 where the bytes are not UTF-8. */
size_t utf8_decode(const char *s, size_t n, unsigned int *ret_code_point);

/* Offset of the first byte that is not UTF-8, or n when all is. */
size_t utf8_valid_len(const char *s, size_t n);

static inline bool utf8_is_valid(const char *s, size_t n)
{
        return utf8_valid_len(s, n) == n;
}

/* Number of code points in a valid string. */
size_t utf8_count(const char *s, size_t n);

/* The largest length <= max that does not cut a code point of s in two. */
size_t utf8_floor(const char *s, size_t n, size_t max);

/* C0 controls other than tab, line feed, carriage return and form feed; C1 controls; DEL; noncharacters. */
bool utf8_is_unwanted(unsigned int code_point);

#endif
