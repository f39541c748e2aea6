/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the readers of office files share: the lock that a password is, and the letters of the font Symbol. */
#include "extract/office.h"

#include "base/cleanup.h"

#include <string.h>

/*
 * A container of the kind that Word before 2007 wrote (MS-CFB), in which a stream has this name, in
 * UTF-16 as all names there.
 */
bool office_is_locked(const char *bytes, size_t n)
{
        static const char magic[8] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        static const char stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

        return n > sizeof(magic) && !memcmp(bytes, magic, sizeof(magic)) &&
               memmem(bytes, n, stream, sizeof(stream)) != NULL;
}

/* Adobe's Symbol encoding from 0x40 on, as far as it differs from ASCII or has a meaning in words. */
static const unsigned short letters[] = {
        /* 40 */ 0x2245, 0x0391, 0x0392, 0x03A7, 0x0394, 0x0395, 0x03A6, 0x0393,
        /* 48 */ 0x0397, 0x0399, 0x03D1, 0x039A, 0x039B, 0x039C, 0x039D, 0x039F,
        /* 50 */ 0x03A0, 0x0398, 0x03A1, 0x03A3, 0x03A4, 0x03A5, 0x03C2, 0x03A9,
        /* 58 */ 0x039E, 0x03A8, 0x0396, 0x005B, 0x2234, 0x005D, 0x22A5, 0x005F,
        /* 60 */ 0x0000, 0x03B1, 0x03B2, 0x03C7, 0x03B4, 0x03B5, 0x03C6, 0x03B3,
        /* 68 */ 0x03B7, 0x03B9, 0x03D5, 0x03BA, 0x03BB, 0x03BC, 0x03BD, 0x03BF,
        /* 70 */ 0x03C0, 0x03B8, 0x03C1, 0x03C3, 0x03C4, 0x03C5, 0x03D6, 0x03C9,
        /* 78 */ 0x03BE, 0x03C8, 0x03B6, 0x007B, 0x007C, 0x007D, 0x223C, 0x0000,
};

static const unsigned short signs[] = {
        /* A0 */ 0x20AC, 0x03D2, 0x2032, 0x2264, 0x2044, 0x221E, 0x0192, 0x2663,
        /* A8 */ 0x2666, 0x2665, 0x2660, 0x2194, 0x2190, 0x2191, 0x2192, 0x2193,
        /* B0 */ 0x00B0, 0x00B1, 0x2033, 0x2265, 0x00D7, 0x221D, 0x2202, 0x2022,
        /* B8 */ 0x00F7, 0x2260, 0x2261, 0x2248, 0x2026, 0x0000, 0x0000, 0x21B5,
        /* C0 */ 0x2135, 0x2111, 0x211C, 0x2118, 0x2297, 0x2295, 0x2205, 0x2229,
        /* C8 */ 0x222A, 0x2283, 0x2287, 0x2284, 0x2282, 0x2286, 0x2208, 0x2209,
        /* D0 */ 0x2220, 0x2207, 0x00AE, 0x00A9, 0x2122, 0x220F, 0x221A, 0x22C5,
        /* D8 */ 0x00AC, 0x2227, 0x2228, 0x21D4, 0x21D0, 0x21D1, 0x21D2, 0x21D3,
        /* E0 */ 0x25CA, 0x2329, 0x00AE, 0x00A9, 0x2122, 0x2211,
};

static unsigned int in_table(const unsigned short *table, size_t n, unsigned int first,
                             unsigned int code)
{
        return code >= first && code - first < n ? table[code - first] : 0;
}

unsigned int symbol_character(unsigned int code)
{
        if (code == 0x22)
                return 0x2200;
        if (code == 0x24)
                return 0x2203;
        if (code >= 0x20 && code < 0x40)
                return code;
        return in_table(letters, ARRAY_LEN(letters), 0x40, code) |
               in_table(signs, ARRAY_LEN(signs), 0xA0, code);
}
