/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A text as words in sentences, for rules and models alike; tools/train-sdg learns from these very words through
 * the program ssehub-sdg-words. A word is a run of letters, marks and digits; an "s" behind an apostrophe is none.
 * Not for searching: that has its own analyzer (search/analyze.c), which must find any word in any script.
 */
#include "suggest/private.h"

#include "base/utf8.h"

#include <libstemmer.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { FOLDED_MAX = 200 }; /* bytes of a word once folded; uint8_t holds it */

/* --- folding ------------------------------------------------------------------------------------------ */

static bool is_ascii(const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (s[i] & 0x80)
                        return false;
        return true;
}

static bool is_mark(UChar32 c)
{
        return u_charType(c) == U_NON_SPACING_MARK;
}

/* In one of ICU's normal forms, marks dropped where wanted; 0 where that does not go. */
static size_t put_form(const UNormalizer2 *form, const UChar *in, int32_t n, bool with_marks,
                       char out[FOLDED_MAX])
{
        UChar formed[FOLDED_MAX];
        UErrorCode status = U_ZERO_ERROR;
        int32_t len = unorm2_normalize(form, in, n, formed, FOLDED_MAX, &status);
        size_t used = 0;

        if (U_FAILURE(status))
                return 0;
        for (int32_t i = 0; i < len;) {
                UChar32 c;

                U16_NEXT(formed, i, len, c);
                if (!with_marks && is_mark(c))
                        continue;
                if (used + 4 > FOLDED_MAX)
                        return 0;
                used += utf8_encode((unsigned int)c, out + used);
        }
        return used;
}

static bool fold_unicode(const char *raw, size_t n, struct word *ret, struct arena *a)
{
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
        const UNormalizer2 *apart = unorm2_getNFDInstance(&status);
        UChar in[WORD_MAX + 1], folded[FOLDED_MAX];
        char with[FOLDED_MAX], without[FOLDED_MAX];
        int32_t n_in = 0, n_folded;
        size_t n_with, n_without;

        u_strFromUTF8(in, WORD_MAX + 1, &n_in, raw, (int32_t)n, &status);
        if (U_FAILURE(status))
                return false;
        n_folded = unorm2_normalize(fold, in, n_in, folded, FOLDED_MAX, &status);
        if (U_FAILURE(status))
                return false;
        n_with = put_form(fold, in, n_in, true, with);
        n_without = put_form(apart, folded, n_folded, false, without);
        if (!n_with || !n_without)
                return false;
        ret->folded = arena_copy_bytes(a, with, n_with);
        ret->folded_len = (uint8_t)n_with;
        ret->plain = arena_copy_bytes(a, without, n_without);
        ret->plain_len = (uint8_t)n_without;
        return ret->folded && ret->plain;
}

static bool fold_ascii(const char *raw, size_t n, struct word *ret, struct arena *a)
{
        char *copy = arena_copy_bytes(a, raw, n);

        if (!copy)
                return false;
        for (size_t i = 0; i < n; i++)
                if (copy[i] >= 'A' && copy[i] <= 'Z')
                        copy[i] = (char)(copy[i] + 32);
        ret->folded = ret->plain = copy;
        ret->folded_len = ret->plain_len = (uint8_t)n;
        return true;
}

static bool is_digits(const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (s[i] < '0' || s[i] > '9')
                        return false;
        return true;
}

static bool fold(const char *raw, size_t n, struct word *ret, struct arena *a)
{
        bool is_done = is_ascii(raw, n) ? fold_ascii(raw, n, ret, a) : fold_unicode(raw, n, ret, a);

        if (!is_done)
                return false;
        ret->is_number = is_digits(ret->plain, ret->plain_len);
        ret->folded_hash = map_hash(ret->folded, ret->folded_len);
        ret->plain_hash = map_hash(ret->plain, ret->plain_len);
        if (ret->plain_len >= PREFIX_MIN)
                ret->prefix_hash = map_hash(ret->plain, PREFIX_MIN);
        return true;
}

/* --- splitting ---------------------------------------------------------------------------------------- */

enum kind { SPACE, WORDLIKE, STOP, BREAK, APOSTROPHE, LINE, OTHER };

static enum kind kind_of_ascii(unsigned int c)
{
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
                return WORDLIKE;
        switch (c) {
        case '.':
        case '!':
        case '?':
                return STOP;
        case ';':
        case ':':
        case '(':
        case ')':
                return BREAK;
        case '\'':
                return APOSTROPHE;
        case '\n':
        case '\f':
                return LINE;
        case ' ':
        case '\t':
        case '\r':
                return SPACE;
        default:
                return OTHER;
        }
}

static enum kind kind_of(unsigned int c)
{
        if (c < 0x80)
                return kind_of_ascii(c);
        if (c == 0x2019)
                return APOSTROPHE;
        if (c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0x2026 || c == 0x61F || c == 0x964)
                return STOP;
        if (u_isUWhiteSpace((UChar32)c))
                return SPACE;
        if (u_isalnum((UChar32)c) || is_mark((UChar32)c) ||
            u_charType((UChar32)c) == U_COMBINING_SPACING_MARK)
                return WORDLIKE;
        return OTHER;
}

/* Where the splitting is. */
struct split {
        struct words *w;
        struct arena *a;
        size_t sentence_room;
        bool is_stop;       /* a full stop was met, and no word since */
        bool is_break;      /* a semicolon or bracket was met, and no word since */
        bool is_apostrophe; /* the very last character was one, behind a word */
        unsigned int lines; /* line ends since the last word */
        bool has_space;     /* white space since the full stop */
};

static void begin_sentence(struct split *s, size_t at)
{
        uint32_t *start = arena_push(s->a, &s->w->sentence_at, &s->sentence_room, sizeof(*start));

        if (!start)
                return;
        *start = (uint32_t)at;
        s->w->n_sentences++;
}

/* "et al.", "e.g.", "vs.", an initial: a full stop behind these ends nothing. */
static bool is_short_form(const struct word *w)
{
        static const char *const forms[] = {
                "al",  "eg",  "ie", "cf", "fig", "vs", "dr",  "mr",   "mrs",  "st",  "etc", "no",
                "nos", "vol", "pp", "ed", "eds", "ca", "inc", "prof", "dept", "tab", "ex",  "resp"};

        if (w->plain_len == 1 && !w->is_number)
                return true;
        for (size_t i = 0; i < ARRAY_LEN(forms); i++)
                if (strlen(forms[i]) == w->plain_len && !memcmp(forms[i], w->plain, w->plain_len))
                        return true;
        return false;
}

/* Does the word at `at` begin a sentence? A blank line always, a full stop before anything but a small letter. */
static bool begins_sentence(const struct split *s, const char *raw)
{
        const struct words *w = s->w;
        unsigned int c = 0;

        if (!w->n || s->lines > 1)
                return true;
        if (!s->is_stop || !s->has_space)
                return false;
        if (is_short_form(&w->items[w->n - 1]))
                return false;
        utf8_decode(raw, w->len - (size_t)(raw - w->text), &c);
        return !u_islower((UChar32)c);
}

static bool is_possessive(const struct split *s, const char *raw, size_t n)
{
        return s->is_apostrophe && n == 1 && (*raw == 's' || *raw == 'S');
}

static void add_word(struct split *s, size_t at, size_t len)
{
        struct words *w = s->w;
        const char *raw = w->text + at;
        struct word made = {.at = (uint32_t)at, .len = (uint32_t)len};
        struct word *place;

        if (len > WORD_MAX || is_possessive(s, raw, len) || !fold(raw, len, &made, s->a))
                return;
        if (begins_sentence(s, raw))
                begin_sentence(s, at);
        made.sentence = w->n_sentences ? w->n_sentences - 1 : 0;
        made.is_break = s->is_break;
        place = arena_push(s->a, &w->items, &w->n, sizeof(*place));
        if (place)
                *place = made;
        s->is_stop = s->is_break = s->has_space = false;
        s->lines = 0;
}

/* What stands between words. */
static void note(struct split *s, enum kind kind)
{
        s->is_stop |= kind == STOP;
        s->is_break |= kind == BREAK;
        s->lines += kind == LINE;
        s->has_space |= kind == SPACE || kind == LINE;
}

void words_split(const char *text, size_t len, struct arena *a, struct words *ret)
{
        struct split s = {.w = ret, .a = a};
        size_t at = 0, step, word_at = 0;
        bool in_word = false;

        *ret = (struct words){.text = text, .len = len};
        for (; at < len; at += step) {
                unsigned int c = 0;
                enum kind kind;

                step = utf8_decode(text + at, len - at, &c);
                kind = step ? kind_of(c) : OTHER;
                step = step ? step : 1;
                if (kind == WORDLIKE && !in_word)
                        word_at = at;
                if (kind != WORDLIKE && in_word)
                        add_word(&s, word_at, at - word_at);
                if (kind != WORDLIKE) {
                        note(&s, kind);
                        s.is_apostrophe = kind == APOSTROPHE && in_word;
                }
                in_word = kind == WORDLIKE;
        }
        if (in_word)
                add_word(&s, word_at, at - word_at);
        begin_sentence(&s, len);
        if (ret->n_sentences)
                ret->n_sentences--;
}

/* --- stems -------------------------------------------------------------------------------------------- */

static void stemmer_freep(struct sb_stemmer **s)
{
        if (*s)
                sb_stemmer_delete(*s);
}

/* A stem keeps its marks until here, since the stemmers know endings by them. */
static void set_stem(struct word *word, const char *stem, size_t n, struct arena *a)
{
        struct word bare = {0};

        word->stem = word->plain;
        word->stem_len = word->plain_len;
        if (n && n < FOLDED_MAX && (n != word->plain_len || memcmp(stem, word->plain, n) != 0)) {
                if (is_ascii(stem, n)) {
                        word->stem = arena_copy_bytes(a, stem, n);
                        word->stem_len = (uint8_t)n;
                } else if (n <= WORD_MAX && fold_unicode(stem, n, &bare, a)) {
                        word->stem = bare.plain;
                        word->stem_len = bare.plain_len;
                }
        }
        if (word->stem)
                word->stem_hash = map_hash(word->stem, word->stem_len);
}

static void add_content(struct words *w, uint32_t i, struct arena *a)
{
        uint32_t *place = arena_push(a, &w->content, &w->n_content, sizeof(*place));

        if (place)
                *place = i;
}

int words_stem(struct words *w, const struct language *language, struct arena *a, struct error *err)
{
        CLEANUP(stemmer_freep)
        struct sb_stemmer *stemmer = language ? sb_stemmer_new(language->stemmer, NULL) : NULL;

        if (language && !stemmer)
                return error_no_memory(err);
        w->content = NULL;
        w->n_content = 0;
        for (size_t i = 0; i < w->n; i++) {
                struct word *word = &w->items[i];
                const sb_symbol *stem =
                        stemmer ? sb_stemmer_stem(stemmer, (const sb_symbol *)word->folded,
                                                  word->folded_len)
                                : NULL;

                set_stem(word, (const char *)stem, stem ? (size_t)sb_stemmer_length(stemmer) : 0,
                         a);
                word->is_function = language && map_find(&language->function_words,
                                                         word->folded_hash) != MAP_NONE;
                if (!word->is_function)
                        add_content(w, (uint32_t)i, a);
        }
        return a->failed ? error_no_memory(err) : 0;
}
