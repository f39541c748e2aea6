/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/dehyphen.h"

#include "base/utf8.h"
#include "text/marks.h"

#include <string.h>
#include <unicode/uchar.h>

enum { HALF_MIN = 2 /* letters of either half of a cut word */ };

/* Where letters from `at` end; *ret_n letters. */
static size_t letters_end(const char *s, size_t n, size_t at, size_t *ret_n)
{
        *ret_n = 0;
        while (at < n) {
                unsigned int c;
                size_t len = utf8_decode(s + at, n - at, &c);

                if (!len ||
                    !(u_isalpha((UChar32)c) || u_charType((UChar32)c) == U_NON_SPACING_MARK))
                        break;
                at += len;
                ++*ret_n;
        }
        return at;
}

/* Small and capital letters are one word. */
static uint64_t mark_word(uint64_t mark, const char *s, size_t n)
{
        for (size_t at = 0; at < n;) {
                unsigned int c;
                size_t len = utf8_decode(s + at, n - at, &c);

                if (!len)
                        break;
                c = (unsigned int)u_tolower((UChar32)c);
                for (int k = 0; k < 4; k++)
                        mark = mark_add(mark, (unsigned char)(c >> (8 * k)));
                at += len;
        }
        return mark;
}

/* ---- the text's own words ---- */

/* All words, and all pairs with a hyphen between, of the text. */
static bool learn(const char *s, size_t n, struct marks *words)
{
        uint64_t first = 0; /* the word before a hyphen; 0: none */

        for (size_t at = 0; at < n;) {
                size_t n_letters;
                size_t end = letters_end(s, n, at, &n_letters);

                if (end == at) {
                        unsigned int c;
                        size_t len = utf8_decode(s + at, n - at, &c);

                        first = 0;
                        at += len ? len : 1;
                        continue;
                }
                if (first && !marks_put(words, mark_word(first, s + at, end - at), NULL))
                        return false;
                if (!marks_put(words, mark_word(MARK_START, s + at, end - at), NULL))
                        return false;
                first = 0;
                if (end + 1 < n && s[end] == '-') {
                        first = mark_word(mark_word(MARK_START, s + at, end - at), "-", 1);
                        end++;
                }
                at = end;
        }
        return true;
}

/* ---- one line end ---- */

/* Length of a hyphen at s: "-" or U+2010; 0: none. */
static size_t hyphen_at(const char *s, size_t n)
{
        if (n && s[0] == '-')
                return 1;
        return n >= 3 && !memcmp(s, "\xE2\x80\x90", 3) ? 3 : 0;
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || c == '\r';
}

/* Behind one line end and the blanks around it; 0: there is none, or a blank line follows. */
static size_t line_start(const char *s, size_t n, size_t at)
{
        while (at < n && is_blank(s[at]))
                at++;
        if (at == n || s[at] != '\n')
                return 0;
        at++;
        while (at < n && is_blank(s[at]))
                at++;
        return at < n && s[at] != '\n' ? at : 0;
}

/* Two halves of one word, as they lie in the text. */
struct cut {
        const char *left, *right;
        size_t left_len, right_len;
};

static bool is_one_of(const char *s, size_t n, const char *const *list, size_t n_list)
{
        for (size_t i = 0; i < n_list; i++)
                if (strlen(list[i]) == n && !strncasecmp(list[i], s, n))
                        return true;
        return false;
}

/* "micro- and macroeconomic": the hyphen stands for the rest of the word. */
static bool is_conjunction(const struct cut *c)
{
        static const char *const words[] = {"and", "or",    "to", "et", "ou", "und", "oder",
                                            "bis", "sowie", "en", "ed", "of", "och", "og"};

        return is_one_of(c->right, c->right_len, words, ARRAY_LEN(words));
}

static bool likes_a_hyphen(const struct cut *c)
{
        static const char *const prefixes[] = {"non", "quasi", "self", "socio", "vice", "well"};

        return is_one_of(c->left, c->left_len, prefixes, ARRAY_LEN(prefixes));
}

/* true: the word is written without the hyphen. */
static bool is_whole(const struct cut *c, const struct marks *words)
{
        uint64_t left = mark_word(MARK_START, c->left, c->left_len);

        if (marks_has(words, mark_word(left, c->right, c->right_len)))
                return true;
        if (marks_has(words, mark_word(mark_word(left, "-", 1), c->right, c->right_len)))
                return false;
        return !likes_a_hyphen(c);
}

static bool starts_small(const struct cut *c)
{
        unsigned int first = 0;

        return utf8_decode(c->right, c->right_len, &first) && u_islower((UChar32)first);
}

/*
 * The word from `at` to `end` stands at a line end with a hyphen: adds it and the rest of it. Answers where
 * reading goes on, or 0: it is no such word, and nothing is added.
 */
static size_t join(const char *s, size_t n, size_t at, size_t end, const struct marks *words,
                   struct str *out)
{
        size_t hyphen = hyphen_at(s + end, n - end);
        bool is_soft = n - end >= 2 && !memcmp(s + end, "\xC2\xAD", 2);
        size_t start = hyphen || is_soft ? line_start(s, n, end + (is_soft ? 2 : hyphen)) : 0;
        size_t n_right, n_left;
        size_t right_end = start ? letters_end(s, n, start, &n_right) : 0;
        struct cut c = {s + at, s + start, end - at, right_end - start};

        if (!start || right_end == start || !starts_small(&c))
                return 0;
        letters_end(s, n, at, &n_left);
        if (!is_soft && (n_left < HALF_MIN || n_right < HALF_MIN || is_conjunction(&c)))
                return 0;
        str_add_bytes(out, c.left, c.left_len);
        if (!is_soft && !is_whole(&c, words))
                str_add_char(out, '-');
        str_add_bytes(out, c.right, c.right_len);
        /* What closes the word stays with it; then the line ends here. */
        while (right_end < n && strchr(",.;:!?)]", s[right_end]) && s[right_end])
                str_add_char(out, s[right_end++]);
        if (right_end < n && is_blank(s[right_end])) {
                while (right_end < n && is_blank(s[right_end]))
                        right_end++;
                if (right_end < n && s[right_end] != '\n')
                        str_add_char(out, '\n');
        }
        return right_end;
}

int text_join_hyphens(const char *text, size_t n, struct str *out, struct error *err)
{
        CLEANUP(marks_done) struct marks words = {0};

        if (!learn(text, n, &words))
                return error_no_memory(err);
        for (size_t at = 0; at < n;) {
                size_t n_letters, next = 0;
                size_t end = letters_end(text, n, at, &n_letters);

                /* Only a word's own start: "e-mail-" and "x86-" are not cut words. */
                if (end > at && (!at || !strchr("-0123456789_./@", text[at - 1])))
                        next = join(text, n, at, end, &words, out);
                if (!next) {
                        next = end > at ? end : at + 1;
                        str_add_bytes(out, text + at, next - at);
                }
                at = next;
        }
        return out->failed ? error_no_memory(err) : 0;
}
