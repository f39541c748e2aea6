/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people write for a filter -> the notation it means. */
#include "base/num.h"
#include "base/str.h"
#include "search/search.h"
#include "vocab/vocab.h"

#include <ctype.h>
#include <string.h>

enum { YEAR_MAX = 9999 };

static const char *notation_of(const struct concept *c)
{
        return c ? concept_notation(c) : NULL;
}

/* M49 regions are numbers, countries are letters; one does not stand for the other. */
static const char *place_of(const char *text, bool want_region)
{
        const char *notation = notation_of(vocab_match(VOCAB_PLACE, text));
        bool is_region = notation && isdigit((unsigned char)*notation);

        return notation && is_region == want_region ? notation : NULL;
}

static const char *language_of(const char *text, struct arena *a)
{
        char tag[36];

        return vocab_match_language(text, tag) ? arena_copy(a, tag) : NULL;
}

static const char *type_of(const char *text)
{
        if (str_equal(text, SEARCH_TYPE_ENTRY))
                return SEARCH_TYPE_ENTRY;
        return notation_of(vocab_match(VOCAB_TYPE, text));
}

const char *search_filter_value(enum search_facet facet, const char *text, struct arena *a)
{
        switch (facet) {
        case FACET_SDG:
                return notation_of(vocab_match_sdg(text));
        case FACET_THEME:
                return notation_of(vocab_match(VOCAB_THEME, text));
        case FACET_TYPE:
                return type_of(text);
        case FACET_LANGUAGE:
                return language_of(text, a);
        case FACET_COUNTRY:
                return place_of(text, false);
        case FACET_REGION:
                return place_of(text, true);
        case FACET_LICENCE:
                return notation_of(vocab_match_licence(text));
        case FACET_YEAR:
        case FACET_KINDS:
                break;
        }
        return NULL;
}

/* The n bytes at text as a year; none stands for an open end. */
static bool read_year(const char *text, size_t n, int *ret)
{
        char digits[5];

        *ret = 0;
        if (!n)
                return true;
        if (n >= sizeof(digits))
                return false;
        memcpy(digits, text, n);
        digits[n] = '\0';
        return num_read_int(digits, 1, YEAR_MAX, ret);
}

bool search_years(const char *text, int *ret_from, int *ret_to)
{
        const char *dots = strstr(text, "..");
        const char *end = dots ? dots + 2 : text;
        int from, to;

        if (!read_year(text, dots ? (size_t)(dots - text) : strlen(text), &from) ||
            !read_year(end, strlen(end), &to))
                return false;
        if ((!from && !to) || (from && to && from > to))
                return false;
        *ret_from = from;
        *ret_to = to;
        return true;
}
