/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What kind of character it is, as the analyzer needs to know. Private to search. */
#ifndef SSEHUB_SEARCH_CHARS_H
#define SSEHUB_SEARCH_CHARS_H

#include <stdint.h>

enum char_kind {
        NONE,
        LETTER,
        DIGIT,
        EXTEND, /* marks and invisible format characters: go with what is before */
        APOSTROPHE,
        HYPHEN,
        DOT,
        COMMA,
        MIDDLE_DOT,
        IDEOGRAPH, /* Han and kana */
        HANGUL,
        DICTIONARY, /* scripts that set no space between words */
        MARK,
        SEPARATOR
};

enum { CHAR_TABLE = 0x800 };
extern uint8_t char_table[CHAR_TABLE]; /* of the characters that most text is made of */

void chars_init(void); /* once, before anything else */
enum char_kind char_kind_slow(unsigned int c);

static inline enum char_kind char_kind_of(unsigned int c)
{
        return c < CHAR_TABLE ? (enum char_kind)char_table[c] : char_kind_slow(c);
}

#endif
