/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Classes of characters by ICU's properties (UAX #29), with our own for what joins or parts words. */
#include "search/chars.h"

#include "search/analyze.h"

#include <unicode/uchar.h>

uint8_t char_table[CHAR_TABLE];

static enum char_kind kind_by_property(UChar32 c)
{
        switch (u_getIntPropertyValue(c, UCHAR_WORD_BREAK)) {
        case U_WB_ALETTER:
        case U_WB_HEBREW_LETTER:
                return LETTER;
        case U_WB_NUMERIC:
                return DIGIT;
        case U_WB_EXTEND:
        case U_WB_FORMAT:
        case U_WB_ZWJ:
                return u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT
                               ? DICTIONARY
                               : EXTEND;
        case U_WB_KATAKANA:
                return IDEOGRAPH;
        default:
                break;
        }
        if (u_getIntPropertyValue(c, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT)
                return DICTIONARY;
        if (u_isalpha(c)) /* Han and hiragana have no word break property */
                return u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) || (c >= 0x3040 && c < 0x3100) ||
                                       (c >= 0x1B000 && c < 0x1B170)
                               ? IDEOGRAPH
                               : LETTER;
        return u_isdigit(c) ? DIGIT : NONE;
}

static bool is_hangul(UChar32 c)
{
        return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) ||
               (c >= 0x3131 && c <= 0x318E) || (c >= 0xA960 && c <= 0xA97C) ||
               (c >= 0xD7B0 && c <= 0xD7FB) || (c >= 0xFFA0 && c <= 0xFFDC);
}

static enum char_kind classify(UChar32 c)
{
        switch (c) {
        case MARK_START:
                return MARK;
        case MARK_SEPARATOR:
                return SEPARATOR;
        case '\'':
        case 0x2018:
        case 0x2019:
        case 0x02BC:
        case 0xFF07:
                return APOSTROPHE;
        case '-':
        case 0x2010:
        case 0x2011:
                return HYPHEN;
        case '.':
                return DOT;
        case ',':
                return COMMA;
        case 0xB7:
                return MIDDLE_DOT;
        case 0x30FB:
        case 0xFF65:
                return NONE; /* the dot between words in katakana */
        default:
                break;
        }
        if ((c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3041 && c <= 0x3096))
                return IDEOGRAPH;
        if (is_hangul(c))
                return HANGUL;
        return kind_by_property(c);
}

enum char_kind char_kind_slow(unsigned int c)
{
        return classify((UChar32)c);
}

void chars_init(void)
{
        for (unsigned int c = 0; c < CHAR_TABLE; c++)
                char_table[c] = (uint8_t)classify((UChar32)c);
}
