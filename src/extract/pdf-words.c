/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is one word is the document's to say, whatever its language: where it has the joined word elsewhere the hyphen
 * goes, where it has the hyphenated one, or both halves as words of their own, it stays; else it goes.
 */
#include "extract/pdf-words.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024, PART_MIN = 3 /* letters of a half that counts as a word of its own */ };

static const char soft[] = "\xC2\xAD", hyphen[] = "\xE2\x80\x90";

void words_done(struct words *w)
{
        free(w->slots);
        *w = (struct words){NULL, 0, 0, false};
}

static bool is_letter(unsigned int c)
{
        if (c < 0x80)
                return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        /* Beyond ASCII all but Latin-1's signs and the blocks of punctuation and symbols. */
        return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) &&
               !(c >= 0x3000 && c <= 0x3004) && c != 0xFFFD;
}

/* In the alphabets that have small letters and hyphenate. */
static bool is_small(unsigned int c)
{
        if (c < 0x80)
                return c >= 'a' && c <= 'z';
        if (c >= 0x100 &&
            c <= 0x17F) /* in pairs, whose second is small; in two stretches the first */
                return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) ? !(c & 1) : c & 1;
        return (c >= 0xDF && c <= 0xFF && c != 0xF7) || (c >= 0x3AC && c <= 0x3CE) ||
               (c >= 0x430 && c <= 0x45F) || (c >= 0xFB00 && c <= 0xFB06);
}

static bool is_inner(const char *s, size_t n)
{
        return n && (*s == '-' || *s == '\'');
}

/* The length of the word at s; inner hyphens and apostrophes belong to it. */
static size_t word_len(const char *s, size_t n)
{
        size_t i = 0, end = 0;

        while (i < n) {
                unsigned int c = 0;
                size_t len = utf8_decode(s + i, n - i, &c);

                if (!len)
                        break;
                if (is_letter(c))
                        end = i + len;
                else if (!(is_inner(s + i, n - i) && end == i && i > 0))
                        break;
                i += len;
        }
        return end;
}

static uint64_t hash_on(uint64_t h, const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                unsigned char c = (unsigned char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + 32 : s[i]);

                h = (h ^ c) * 0x100000001B3;
        }
        return h;
}

static const uint64_t hash_start = 0xCBF29CE484222325;

static size_t slot_of(const struct words *w, uint64_t h)
{
        size_t i = (size_t)(h ^ h >> 32) & (w->room - 1);

        while (w->slots[i] && w->slots[i] != h)
                i = (i + 1) & (w->room - 1);
        return i;
}

static bool make_room(struct words *w)
{
        struct words more = {NULL, w->n, w->room ? w->room * 2 : FIRST_ROOM, false};

        if (w->n * 2 < w->room)
                return true;
        more.slots = calloc(more.room, sizeof(*more.slots));
        if (!more.slots) {
                w->failed = true;
                return false;
        }
        for (size_t i = 0; i < w->room; i++)
                if (w->slots[i])
                        more.slots[slot_of(&more, w->slots[i])] = w->slots[i];
        free(w->slots);
        *w = more;
        return true;
}

static void add(struct words *w, const char *s, size_t n)
{
        uint64_t h = hash_on(hash_start, s, n);
        size_t i;

        if (!make_room(w))
                return;
        i = slot_of(w, h ? h : 1);
        w->n += !w->slots[i];
        w->slots[i] = h ? h : 1;
}

static bool has(const struct words *w, uint64_t h)
{
        return w->room && w->slots[slot_of(w, h ? h : 1)];
}

size_t words_hyphen(const char *text, size_t n)
{
        size_t len = 0, at;
        unsigned int c = 0;

        if (n > 1 && text[n - 1] == '-')
                len = 1;
        else if (n > 2 && !memcmp(text + n - 2, soft, 2))
                len = 2;
        else if (n > 3 && !memcmp(text + n - 3, hyphen, 3))
                len = 3;
        if (!len)
                return 0;
        at = utf8_floor(text, n, n - len - 1);
        return utf8_decode(text + at, n - at, &c) && is_letter(c) ? len : 0;
}

/* Where the word that ends at n starts. */
static size_t last_word(const char *text, size_t n)
{
        size_t i = n;

        while (i > 0) {
                size_t at = utf8_floor(text, n, i - 1);
                unsigned int c = 0;

                if (!utf8_decode(text + at, n - at, &c) || (!is_letter(c) && c != '-' && c != '\''))
                        break;
                i = at;
        }
        return i;
}

void words_add(struct words *w, const char *text, size_t n, bool is_rest)
{
        size_t len, i = is_rest ? word_len(text, n) : 0;

        if (words_hyphen(text, n))
                n = last_word(text, n - words_hyphen(text, n));
        while (i < n) {
                unsigned int c;

                len = word_len(text + i, n - i);
                if (len)
                        add(w, text + i, len);
                else
                        len = utf8_decode(text + i, n - i, &c);
                i += len ? len : 1;
        }
}

static bool is_word(const struct words *w, const char *s, size_t n)
{
        return utf8_count(s, n) >= PART_MIN && has(w, hash_on(hash_start, s, n));
}

size_t words_join(const struct words *w, const char *text, size_t n, const char *next,
                  size_t next_n)
{
        size_t dash = words_hyphen(text, n), stem = n - dash, start, rest;
        unsigned int c = 0;
        uint64_t h;

        if (!dash || !next_n || !utf8_decode(next, next_n, &c) || !is_letter(c))
                return 0;
        if (dash == 2)
                return stem;
        if (!is_small(c)) /* "Jean-/Pierre"; a title in capitals is left as it is */
                return n;
        start = last_word(text, stem);
        rest = word_len(next, next_n);
        h = hash_on(hash_start, text + start, stem - start);
        if (has(w, hash_on(h, next, rest)))
                return stem;
        if (has(w, hash_on(hash_on(h, "-", 1), next, rest)) ||
            (is_word(w, text + start, stem - start) && is_word(w, next, rest)))
                return n;
        return stem;
}
