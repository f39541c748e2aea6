/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one analyzer: text -> tokens, for documents, queries and snippets alike.
 *
 *   words        runs of letters, digits and marks (UAX #29 by ICU's properties), folded and stemmed (stem.c).
 *                Documents: the stem, and the exact form as "=form" at the same position where it is
 *                another. Queries: "=form", the form and the stems of all languages asked for.
 *   l'économie   the elided article is left out; worker's is worker
 *   co-operative the parts one after the other, and with the first the joined form; also across a line end
 *   U.S.A.       usa
 *   1,000 8.3    one token, 1000 and 8.3
 *   Chinese, Japanese, Korean: overlapping pairs of characters, and the last one of a run alone, so that
 *                each character begins a token and a search for one character is a prefix search
 *   Thai, Lao, Khmer, Burmese: words by ICU's dictionaries
 */
#include "search/analyze.h"

#include "search/chars.h"
#include "search/stem.h"

#include "base/utf8.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

enum {
        PARTS_MAX = 8,        /* of a hyphenated word; a further part begins a new one */
        DICTIONARY_MAX = 2000 /* characters of Thai that are cut into words at a time */
};

/* What one thread keeps between calls. */
struct analyzer {
        struct stemmers *stemmers;
        UBreakIterator *words;
        struct word_forms forms;
};

struct run {
        struct analyzer *a;
        const char *text;
        size_t n;
        const struct analysis_options *o;
        struct languages languages;
};

/* A word as it stands in the text: letters as they are, apostrophes and dots inside taken out. */
struct word {
        size_t start, end;
        char raw[SEARCH_WORD_MAX];
        size_t len;
        bool has_letter, is_full; /* full: what is behind is not looked at */
};

/* --- per thread ----------------------------------------------------------------------------------- */

static pthread_key_t analyzer_key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void analyzer_free(void *p)
{
        struct analyzer *a = p;

        if (!a)
                return;
        stemmers_free(a->stemmers);
        if (a->words)
                ubrk_close(a->words);
        free(a);
}

static void init(void)
{
        pthread_key_create(&analyzer_key, analyzer_free);
        chars_init();
}

static struct analyzer *analyzer_of_thread(void)
{
        struct analyzer *a;

        pthread_once(&once, init);
        a = pthread_getspecific(analyzer_key);
        if (a)
                return a;
        a = calloc(1, sizeof(*a));
        if (a)
                a->stemmers = stemmers_new();
        if (!a || !a->stemmers || pthread_setspecific(analyzer_key, a) != 0) {
                analyzer_free(a);
                return NULL;
        }
        return a;
}

const char *search_analyzer_version(void)
{
        static char version[64];
        static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

        pthread_mutex_lock(&lock);
        if (!*version)
                snprintf(version, sizeof(version), "2 icu-%s snowball-2", U_ICU_VERSION);
        pthread_mutex_unlock(&lock);
        return version;
}

/* --- reading characters --------------------------------------------------------------------------- */

/* Class of the character at i; *ret_len = its bytes. A byte that is not UTF-8 is a NONE of its own. */
static enum char_kind kind_at(const struct run *r, size_t i, size_t *ret_len, unsigned int *ret_c)
{
        unsigned int c = 0;
        size_t len;

        if (i >= r->n) {
                *ret_len = 0;
                return NONE;
        }
        len = utf8_decode(r->text + i, r->n - i, &c);
        *ret_len = len ? len : 1;
        if (ret_c)
                *ret_c = c;
        if (!len)
                return NONE;
        return char_kind_of(c);
}

/* Class of what follows the character at i that is len bytes long. */
static enum char_kind kind_after(const struct run *r, size_t i, size_t len)
{
        size_t next_len;

        return kind_at(r, i + len, &next_len, NULL);
}

/* --- handing on ----------------------------------------------------------------------------------- */

static int emit(struct run *r, const char *text, size_t len, size_t start, size_t end,
                bool is_colocated)
{
        struct token t = {text, len, start, end, is_colocated};

        return len ? r->o->sink(r->o->user, &t) : 0;
}

/* "=form" */
static int emit_exact(struct run *r, const struct form *f, size_t start, size_t end,
                      bool is_colocated)
{
        char text[SEARCH_WORD_MAX + 1];

        text[0] = '=';
        memcpy(text + 1, f->text, f->len);
        return emit(r, text, f->len + 1, start, end, is_colocated);
}

static bool is_among_stems(const struct word_forms *f)
{
        for (size_t i = 0; i < f->n_stems; i++)
                if (f->stems[i].len == f->exact.len &&
                    !memcmp(f->stems[i].text, f->exact.text, f->exact.len))
                        return true;
        return false;
}

static int emit_for_document(struct run *r, const struct word_forms *f, size_t start, size_t end,
                             bool is_colocated)
{
        int e = 0;

        if (!f->n_stems)
                return emit(r, f->exact.text, f->exact.len, start, end, is_colocated);
        for (size_t i = 0; i < f->n_stems && !e; i++)
                e = emit(r, f->stems[i].text, f->stems[i].len, start, end, is_colocated || i > 0);
        if (!e && !is_among_stems(f))
                e = emit_exact(r, &f->exact, start, end, true);
        return e;
}

static int emit_for_query(struct run *r, const struct word_forms *f, size_t start, size_t end,
                          bool is_colocated)
{
        int e = emit_exact(r, &f->exact, start, end, is_colocated);

        if (!e)
                e = emit(r, f->exact.text, f->exact.len, start, end, true);
        if (r->o->purpose == ANALYSE_PREFIX)
                return e;
        for (size_t i = 0; i < f->n_stems && !e; i++)
                if (f->stems[i].len != f->exact.len ||
                    memcmp(f->stems[i].text, f->exact.text, f->exact.len) != 0)
                        e = emit(r, f->stems[i].text, f->stems[i].len, start, end, true);
        return e;
}

static int emit_word(struct run *r, const char *raw, size_t len, size_t start, size_t end,
                     bool is_colocated)
{
        struct word_forms *f = &r->a->forms;
        bool is_query = r->o->purpose != ANALYSE_DOCUMENT;

        word_forms_make(r->a->stemmers, raw, len, &r->languages, is_query, f);
        if (!f->exact.len)
                return 0;
        return is_query ? emit_for_query(r, f, start, end, is_colocated)
                        : emit_for_document(r, f, start, end, is_colocated);
}

/* --- words of letters and digits ------------------------------------------------------------------ */

/* What stands before the apostrophe in French, Italian, Catalan and Portuguese and is no word to find. */
static const char *const elided[] = {
        "l",     "d",      "j",      "m",      "n",      "s",      "t",    "c",    "qu",
        "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu", "un",   "dell", "all",
        "nell",  "sull",   "dall",   "coll",   "quell",  "quest",  "bell", "sant", "gl",
};

static bool is_elided(const char *raw, size_t n)
{
        for (size_t i = 0; i < ARRAY_LEN(elided); i++)
                if (strlen(elided[i]) == n && !strncasecmp(elided[i], raw, n))
                        return true;
        return false;
}

static void word_add(struct word *w, const struct run *r, size_t i, size_t len)
{
        w->end = i + len;
        w->is_full |= w->len + len > sizeof(w->raw);
        if (w->is_full)
                return;
        memcpy(w->raw + w->len, r->text + i, len);
        w->len += len;
}

/* Is the dot at i one of U.S.A.? One letter is before it, and one letter behind it. */
static bool is_acronym_dot(const struct run *r, size_t segment_letters, size_t i)
{
        size_t len;
        enum char_kind next = kind_at(r, i + 1, &len, NULL);

        if (segment_letters != 1 || next != LETTER)
                return false;
        next = kind_after(r, i + 1, len);
        return next != LETTER && next != DIGIT && next != EXTEND;
}

/* Do three digits and then no digit follow? Then the comma only groups the digits. */
static bool is_grouping(const struct run *r, size_t i)
{
        size_t digits = 0;

        while (i < r->n && r->text[i] >= '0' && r->text[i] <= '9' && digits < 4) {
                digits++;
                i++;
        }
        return digits == 3;
}

enum joint { JOINT_NO, JOINT_SKIP, JOINT_KEEP, JOINT_RESTART };

/* What to do with a sign between two letters or two digits. */
static enum joint joint_at(const struct run *r, const struct word *w, enum char_kind sign,
                           enum char_kind before, size_t segment_letters, size_t i, size_t len)
{
        enum char_kind after = kind_after(r, i, len);

        switch (sign) {
        case APOSTROPHE:
                if (before != LETTER || after != LETTER)
                        return JOINT_NO;
                return is_elided(w->raw, w->len) ? JOINT_RESTART : JOINT_KEEP;
        case MIDDLE_DOT:
                return before == LETTER && after == LETTER ? JOINT_SKIP : JOINT_NO;
        case DOT:
                if (before == DIGIT && after == DIGIT)
                        return JOINT_KEEP;
                return before == LETTER && is_acronym_dot(r, segment_letters, i) ? JOINT_SKIP
                                                                                 : JOINT_NO;
        case COMMA:
                if (before != DIGIT || after != DIGIT)
                        return JOINT_NO;
                return is_grouping(r, i + len) ? JOINT_SKIP : JOINT_KEEP;
        default:
                return JOINT_NO;
        }
}

static void word_add_sign(struct word *w, enum char_kind sign)
{
        if (!w->is_full && w->len < sizeof(w->raw))
                w->raw[w->len++] = sign == APOSTROPHE ? '\'' : '.';
}

/* worker's -> worker; other apostrophes inside a word are left out: o'neill -> oneill. */
static void word_finish(struct word *w)
{
        size_t kept = 0;

        if (w->len > 2 && w->raw[w->len - 2] == '\'' && (w->raw[w->len - 1] | 0x20) == 's')
                w->len -= 2;
        for (size_t i = 0; i < w->len; i++)
                if (w->raw[i] != '\'')
                        w->raw[kept++] = w->raw[i];
        w->len = kept;
}

/* A letter or digit is at i. Returns where the word ends. */
static size_t read_word(const struct run *r, size_t i, struct word *w)
{
        enum char_kind before = NONE;
        size_t segment_letters = 0, len;

        *w = (struct word){.start = i, .end = i};
        for (;; i += len) {
                enum char_kind c = kind_at(r, i, &len, NULL);
                enum joint joint;

                if (c == LETTER || c == DIGIT || c == EXTEND) {
                        word_add(w, r, i, len);
                        w->has_letter |= c == LETTER;
                        segment_letters += c == LETTER || c == DIGIT;
                        before = c == EXTEND ? before : c;
                        continue;
                }
                joint = joint_at(r, w, c, before, segment_letters, i, len);
                if (joint == JOINT_NO)
                        break;
                segment_letters = 0;
                if (joint == JOINT_KEEP)
                        word_add_sign(w, c);
                else if (joint == JOINT_RESTART)
                        *w = (struct word){.start = i + len, .end = i + len};
        }
        word_finish(w);
        return w->end;
}

/* Where the next part of a hyphenated word begins, 0 = nowhere. A hyphen at the end of a line counts. */
static size_t next_part(const struct run *r, size_t i)
{
        size_t len;
        enum char_kind c;

        if (kind_at(r, i, &len, NULL) != HYPHEN)
                return 0;
        i += len;
        c = kind_at(r, i, &len, NULL);
        if (c == LETTER || c == DIGIT)
                return i;
        while (i < r->n && (r->text[i] == ' ' || r->text[i] == '\r'))
                i++;
        if (i >= r->n || r->text[i] != '\n')
                return 0;
        for (i++; i < r->n && r->text[i] == ' ';)
                i++;
        return kind_at(r, i, &len, NULL) == LETTER ? i : 0;
}

static int emit_joined(struct run *r, const struct word *parts, size_t n)
{
        char raw[SEARCH_WORD_MAX];
        size_t len = 0;
        bool has_letter = false;

        for (size_t i = 0; i < n; i++) {
                has_letter |= parts[i].has_letter;
                if (len + parts[i].len > SEARCH_STEMMED_MAX)
                        return 0;
                memcpy(raw + len, parts[i].raw, parts[i].len);
                len += parts[i].len;
        }
        return has_letter ? emit_word(r, raw, len, parts[0].start, parts[n - 1].end, true) : 0;
}

static int analyze_word(struct run *r, size_t i, size_t *ret_next)
{
        struct word parts[PARTS_MAX];
        size_t n = 0, next = i;
        int e = 0;

        do {
                *ret_next = read_word(r, next, &parts[n++]);
                next = next_part(r, *ret_next);
        } while (next && n < PARTS_MAX);

        for (size_t k = 0; k < n && !e; k++) {
                e = emit_word(r, parts[k].raw, parts[k].len, parts[k].start, parts[k].end, false);
                if (!e && k == 0 && n > 1 && r->o->purpose == ANALYSE_DOCUMENT)
                        e = emit_joined(r, parts, n);
        }
        return e;
}

/* --- scripts without spaces ----------------------------------------------------------------------- */

/* Chinese and Japanese are broken into lines anywhere: where the text goes on behind one line end, else i.
 * Korean has spaces, of which a line end may be one. */
static size_t skip_line_end(const struct run *r, enum char_kind kind, size_t i)
{
        size_t at = i, len;

        while (at < r->n && (r->text[at] == ' ' || r->text[at] == '\r'))
                at++;
        if (kind != IDEOGRAPH || at >= r->n || r->text[at] != '\n')
                return i;
        for (at++; at < r->n && r->text[at] == ' ';)
                at++;
        return kind_at(r, at, &len, NULL) == kind ? at : i;
}

/* Pairs of characters: 社会经济 -> 社会 会经 经济, and in a document 济 alone beside 经济, so that a phrase
 * goes on where the next run begins. */
static int analyze_pairs(struct run *r, enum char_kind kind, size_t i, size_t *ret_next)
{
        char text[32];
        size_t first_len = 0, first_start = i, first_end = i, len, n_pairs = 0;
        unsigned int c = 0;
        int e = 0;

        while (!e) {
                enum char_kind now = kind_at(r, i, &len, &c);
                size_t folded_len;

                if (now != kind && !(now == EXTEND && first_len)) {
                        size_t next = skip_line_end(r, kind, i);

                        if (next == i)
                                break;
                        i = next;
                        continue;
                }
                folded_len = fold_char(c, text + first_len);
                if (first_len && folded_len) {
                        e = emit(r, text, first_len + folded_len, first_start, i + len, false);
                        memmove(text, text + first_len, folded_len);
                        n_pairs++;
                }
                i += len;
                if (folded_len) {
                        first_len = folded_len;
                        first_start = i - len;
                        first_end = i;
                }
        }
        *ret_next = i;
        if (!e && (r->o->purpose == ANALYSE_DOCUMENT || !n_pairs))
                e = emit(r, text, first_len, first_start, first_end, n_pairs > 0);
        return e;
}

static UBreakIterator *dictionary(struct analyzer *a, const UChar *text, int32_t n)
{
        UErrorCode status = U_ZERO_ERROR;

        if (!a->words)
                a->words = ubrk_open(UBRK_WORD, "th", NULL, 0, &status);
        if (U_SUCCESS(status))
                ubrk_setText(a->words, text, n, &status);
        return U_SUCCESS(status) ? a->words : NULL;
}

/* Bytes of UTF-8 that n units of UTF-16 stand for. */
static size_t utf8_len_of(const UChar *text, int32_t n)
{
        int32_t bytes = 0;
        UErrorCode status = U_ZERO_ERROR;

        u_strToUTF8(NULL, 0, &bytes, text, n, &status);
        return (size_t)bytes;
}

static int emit_dictionary_words(struct run *r, const UChar *text, int32_t n, size_t start)
{
        UBreakIterator *words = dictionary(r->a, text, n);
        int32_t from = 0, to;
        int e = 0;

        while (!e && from < n) {
                size_t len;

                to = words ? ubrk_following(words, from) : n;
                if (to == UBRK_DONE || to <= from)
                        to = n;
                len = utf8_len_of(text + from, to - from);
                e = emit_word(r, r->text + start, len, start, start + len, false);
                start += len;
                from = to;
        }
        return e;
}

static int analyze_dictionary(struct run *r, size_t i, size_t *ret_next)
{
        UChar text[DICTIONARY_MAX + 2];
        size_t start = i, len;
        int32_t n = 0;
        unsigned int c = 0;

        while (n < DICTIONARY_MAX) {
                enum char_kind now = kind_at(r, i, &len, &c);

                if (now != DICTIONARY && now != EXTEND)
                        break;
                U16_APPEND_UNSAFE(text, n, (UChar32)c);
                i += len;
        }
        *ret_next = i;
        return emit_dictionary_words(r, text, n, start);
}

/* --- marks ---------------------------------------------------------------------------------------- */

static void analyze_mark(struct run *r, size_t i, size_t *ret_next)
{
        const char *from = r->text + i + 1;
        size_t room = r->n - i - 1 < MARK_MAX ? r->n - i - 1 : MARK_MAX;
        const char *end = memchr(from, MARK_END, room);

        if (!end) {
                *ret_next = i + 1;
                return;
        }
        *ret_next = (size_t)(end - r->text) + 1;
        if (from < end && *from == MARK_PAGE) {
                from++;
                if (r->o->page)
                        r->o->page(r->o->user);
        }
        languages_read(from, (size_t)(end - from), &r->languages);
}

static int analyze_next(struct run *r, size_t i, size_t *ret_next)
{
        size_t len;
        enum char_kind kind = kind_at(r, i, &len, NULL);

        switch (kind) {
        case LETTER:
        case DIGIT:
                return analyze_word(r, i, ret_next);
        case IDEOGRAPH:
        case HANGUL:
                return analyze_pairs(r, kind, i, ret_next);
        case DICTIONARY:
                return analyze_dictionary(r, i, ret_next);
        case MARK:
                analyze_mark(r, i, ret_next);
                return 0;
        case SEPARATOR:
                *ret_next = i + len;
                return r->o->purpose == ANALYSE_DOCUMENT
                               ? emit(r, r->text + i, len, i, i + len, false)
                               : 0;
        default:
                *ret_next = i + len;
                return 0;
        }
}

int analyze(const char *text, size_t n, const struct analysis_options *options)
{
        struct run r = {analyzer_of_thread(), text, n, options, {{0}, 0}};
        const char *language = options->language ? options->language : "";
        size_t i = 0;
        int e = 0;

        if (!r.a)
                return -ENOMEM;
        languages_read(language, strlen(language), &r.languages);
        while (i < n && !e)
                e = analyze_next(&r, i, &i);
        return e;
}

int search_analyze(const char *text, size_t n, const char *language, enum analysis purpose,
                   token_sink sink, void *user)
{
        struct analysis_options options = {language, purpose, sink, NULL, user};

        return analyze(text, n, &options);
}
