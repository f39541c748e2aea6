/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/garbage.h"

#include "extract/parts.h"

#include "base/utf8.h"

#include <unicode/uchar.h>

struct signs {
        size_t all; /* but white space */
        size_t letters;
        size_t digits;
        size_t junk;
};

/* Braille is made of symbols, as Unicode has it. What this ICU does not know yet may well be a script. */
static bool is_letter(unsigned int c, int8_t type)
{
        return u_isalpha((UChar32)c) || type == U_NON_SPACING_MARK ||
               type == U_COMBINING_SPACING_MARK || type == U_UNASSIGNED ||
               (c > 0x2800 && c <= 0x28FF);
}

static void count(struct signs *s, unsigned int c)
{
        int8_t type = u_charType((UChar32)c);

        if (u_isUWhiteSpace((UChar32)c) || type == U_FORMAT_CHAR)
                return;
        s->all++;
        if (c == 0xFFFD || type == U_PRIVATE_USE_CHAR || type == U_CONTROL_CHAR ||
            type == U_SURROGATE)
                s->junk++;
        else if (is_letter(c, type))
                s->letters++;
        else if (type == U_DECIMAL_DIGIT_NUMBER)
                s->digits++;
}

static void count_page(struct signs *s, const char *text, size_t n)
{
        for (size_t i = 0; i < n;) {
                unsigned int c;
                size_t len = utf8_decode(text + i, n - i, &c);

                count(s, len ? c : 0xFFFD);
                i += len ? len : 1;
        }
}

static void count_all(const struct extraction *x, struct signs *s)
{
        size_t share = x->n_pages ? GARBAGE_SAMPLE / x->n_pages : 0;

        if (share < GARBAGE_PAGE_MIN)
                share = GARBAGE_PAGE_MIN;
        for (size_t i = 0; i < x->n_pages; i++)
                count_page(s, x->pages[i], utf8_floor(x->pages[i], x->page_lens[i], share));
}

void garbage_judge(struct extraction *x)
{
        bool is_pdf = str_equal(x->media_type, "application/pdf");
        enum extract_state state = is_pdf ? EXTRACT_NO_TEXT_LAYER : EXTRACT_DAMAGED;
        struct signs s = {0};

        if (x->state != EXTRACT_OK)
                return;
        count_all(x, &s);
        if (s.all == 0)
                return;
        if (s.junk * 100 > s.all * GARBAGE_JUNK_PERCENT)
                extraction_end(x, state, "%zu of 100 signs of its text are no characters%s",
                               s.junk * 100 / s.all, is_pdf ? ": its fonts do not say which" : "");
        else if (s.letters == 0)
                extraction_end(x, state, "there is no letter in its text");
        else if (s.all >= GARBAGE_SIGNS_MIN &&
                 (s.letters + s.digits) * 100 < s.all * GARBAGE_LETTERS_PERCENT)
                extraction_end(x, state, "there is hardly a letter in its text");
}
