/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The forms of a word. Documents and queries go through the same steps, so that they meet:
 *
 *   raw -> case fold (NFKC_Casefold), Arabic vowel signs and tatweel dropped -> what Snowball takes
 *       -> marks stripped, letters that people write both ways made one      -> the exact form
 *
 * and each stem is stripped of marks as well. People leave accents out when they type, and stemmers need
 * them: a word with accents is stemmed both ways.
 */
#include "search/stem.h"

#include "base/utf8.h"

#include <libstemmer.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <string.h>

enum script { OTHER, LATIN, CYRILLIC, ARABIC, GREEK, DEVANAGARI, ARMENIAN, TAMIL, HEBREW, SCRIPTS };

/* stemmer NULL: words of that script are left as they are in texts of that language. */
static const struct language {
        const char *tag, *stemmer;
        enum script script;
} language_rows[] = {
        {"ar", "arabic", ARABIC},
        {"ca", "catalan", LATIN},
        {"da", "danish", LATIN},
        {"de", "german", LATIN},
        {"el", "greek", GREEK},
        {"en", "english", LATIN},
        {"es", "spanish", LATIN},
        {"eu", "basque", LATIN},
        {"fi", "finnish", LATIN},
        {"fr", "french", LATIN},
        {"ga", "irish", LATIN},
        {"hi", "hindi", DEVANAGARI},
        {"hu", "hungarian", LATIN},
        {"hy", "armenian", ARMENIAN},
        {"id", "indonesian", LATIN},
        {"it", "italian", LATIN},
        {"lt", "lithuanian", LATIN},
        {"nb", "norwegian", LATIN},
        {"ne", "nepali", DEVANAGARI},
        {"nl", "dutch", LATIN},
        {"nn", "norwegian", LATIN},
        {"no", "norwegian", LATIN},
        {"pt", "portuguese", LATIN},
        {"ro", "romanian", LATIN},
        {"ru", "russian", CYRILLIC},
        {"sv", "swedish", LATIN},
        {"ta", "tamil", TAMIL},
        {"tr", "turkish", LATIN},
        {"yi", "yiddish", HEBREW},
        /* known, without a stemmer, and not in Latin letters */
        {"be", NULL, CYRILLIC},
        {"bg", NULL, CYRILLIC},
        {"ckb", NULL, ARABIC},
        {"fa", NULL, ARABIC},
        {"he", NULL, HEBREW},
        {"ja", NULL, OTHER},
        {"kk", NULL, CYRILLIC},
        {"km", NULL, OTHER},
        {"ko", NULL, OTHER},
        {"ky", NULL, CYRILLIC},
        {"lo", NULL, OTHER},
        {"mk", NULL, CYRILLIC},
        {"mn", NULL, CYRILLIC},
        {"mr", NULL, DEVANAGARI},
        {"my", NULL, OTHER},
        {"ps", NULL, ARABIC},
        {"sr", NULL, CYRILLIC},
        {"tg", NULL, CYRILLIC},
        {"th", NULL, OTHER},
        {"uk", NULL, CYRILLIC},
        {"ur", NULL, ARABIC},
        {"zh", NULL, OTHER},
        /* any other: taken to be in Latin letters */
        {"", NULL, LATIN},
};

enum {
        ROW_ELSE = ARRAY_LEN(language_rows) - 1,
        CACHE_SLOTS = 4096,
        CACHE_WORD_MAX = 32,
        CACHE_STEMS_MAX = 4
};

/* What a script is taken for where the text's own language is not written in it. */
static const char *const usual_language[SCRIPTS] = {
        [LATIN] = "en",      [CYRILLIC] = "ru", [ARABIC] = "ar", [GREEK] = "el",
        [DEVANAGARI] = "hi", [ARMENIAN] = "hy", [TAMIL] = "ta",
};

/* A word met before: most words of a text come again and again. */
struct cached {
        uint8_t row, raw_len; /* raw_len 0 = empty slot */
        uint8_t exact_len, n_stems, stem_lens[CACHE_STEMS_MAX];
        char raw[CACHE_WORD_MAX], bytes[CACHE_WORD_MAX * 3]; /* the exact form, then the stems */
};

struct stemmers {
        struct sb_stemmer *of[ARRAY_LEN(language_rows)];
        struct cached cache[CACHE_SLOTS];
};

struct stemmers *stemmers_new(void)
{
        return calloc(1, sizeof(struct stemmers));
}

void stemmers_free(struct stemmers *s)
{
        if (!s)
                return;
        for (size_t i = 0; i < ARRAY_LEN(s->of); i++)
                sb_stemmer_delete(s->of[i]);
        free(s);
}

static uint8_t language_row(const char *tag, size_t n)
{
        for (size_t i = 0; i < ROW_ELSE; i++)
                if (strlen(language_rows[i].tag) == n && !strncasecmp(language_rows[i].tag, tag, n))
                        return (uint8_t)i;
        return ROW_ELSE;
}

void languages_read(const char *tags, size_t n, struct languages *ret)
{
        size_t i = 0;

        ret->n = 0;
        while (i < n && ret->n < LANGUAGES_MAX) {
                size_t start, primary;

                while (i < n && tags[i] == ' ')
                        i++;
                for (start = i; i < n && tags[i] != ' ';)
                        i++;
                for (primary = start; primary < i && tags[primary] != '-' && tags[primary] != '_';)
                        primary++;
                if (primary > start)
                        ret->rows[ret->n++] = language_row(tags + start, primary - start);
        }
}

/* --- folding -------------------------------------------------------------------------------------- */

/* Letters that are no base letter with a mark, and are often typed as another. */
static const struct {
        unsigned int from;
        const char *to;
} same_letters[] = {
        {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"},  {0x00FE, "th"}, {0x0111, "d"}, {0x0127, "h"},
        {0x0131, "i"},  {0x0142, "l"}, {0x0153, "oe"}, {0x0167, "t"},  {0x0629, "ه"}, {0x0649, "ي"},
        {0x0671, "ا"},  {0x06A9, "ك"}, {0x06C1, "ه"},  {0x06CC, "ي"},
};

static bool is_arabic_mark(unsigned int c)
{
        return (c >= 0x64B && c <= 0x652) || c == 0x670 || (c >= 0x6D6 && c <= 0x6ED && c != 0x6DD);
}

static bool is_mark_to_drop(unsigned int c)
{
        return (c >= 0x300 && c <= 0x36F) || (c >= 0x591 && c <= 0x5C7) ||
               (c >= 0x64B && c <= 0x65F) || is_arabic_mark(c) || c == 0x640;
}

/* Scripts in which a mark is an ornament of its letter. Not so in kana, Indic scripts and Hangul. */
static bool has_marks_to_drop(unsigned int c)
{
        return c < 0x530 || (c >= 0x590 && c < 0x700) || (c >= 0x1E00 && c < 0x2000);
}

/* и with a breve and і with two dots are letters of their own. */
static bool is_letter_of_its_own(unsigned int c)
{
        return c == 0x439 || c == 0x457;
}

struct out {
        char *bytes;
        size_t len, room;
};

static void out_add(struct out *o, const char *bytes, size_t n)
{
        if (o->len + n > o->room) {
                o->room = o->len; /* full: nothing shorter slips in behind */
                return;
        }
        memcpy(o->bytes + o->len, bytes, n);
        o->len += n;
}

static void out_add_char(struct out *o, unsigned int c)
{
        char bytes[4];

        out_add(o, bytes, utf8_encode(c, bytes));
}

static void add_base_letters(struct out *o, unsigned int c)
{
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
        UChar parts[16];
        int32_t n = -1, i = 0;

        if (U_SUCCESS(status))
                n = unorm2_getDecomposition(nfd, (UChar32)c, parts, ARRAY_LEN(parts), &status);
        if (U_FAILURE(status) || n < 0) {
                out_add_char(o, c);
                return;
        }
        while (i < n) {
                UChar32 part;

                U16_NEXT(parts, i, n, part);
                if (!is_mark_to_drop((unsigned int)part))
                        out_add_char(o, (unsigned int)part);
        }
}

static void add_plain(struct out *o, unsigned int c)
{
        if (c < 0x80 || is_letter_of_its_own(c)) {
                out_add_char(o, c);
                return;
        }
        if (is_mark_to_drop(c))
                return;
        for (size_t i = 0; i < ARRAY_LEN(same_letters); i++)
                if (same_letters[i].from == c) {
                        out_add(o, same_letters[i].to, strlen(same_letters[i].to));
                        return;
                }
        if (has_marks_to_drop(c))
                add_base_letters(o, c);
        else
                out_add_char(o, c);
}

/* Marks stripped. text is valid UTF-8. */
static size_t strip_marks(const char *text, size_t n, char *bytes, size_t room)
{
        struct out o = {bytes, 0, room};
        unsigned int c;
        size_t i = 0, len;

        for (; i < n; i += len) {
                len = utf8_decode(text + i, n - i, &c);
                if (!len)
                        break;
                add_plain(&o, c);
        }
        return o.len;
}

/* Digits of all scripts as ASCII; Arabic vowel signs and tatweel dropped. */
static void add_folded(struct out *o, unsigned int c)
{
        int digit;

        if (is_arabic_mark(c) || c == 0x640)
                return;
        digit = c >= 0x660 ? u_charDigitValue((UChar32)c) : -1;
        if (digit >= 0 && u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER)
                c = '0' + (unsigned int)digit;
        out_add_char(o, c);
}

static bool is_ascii(const char *text, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (text[i] & 0x80)
                        return false;
        return true;
}

static size_t fold_ascii(const char *raw, size_t n, char *bytes)
{
        for (size_t i = 0; i < n; i++)
                bytes[i] = raw[i] >= 'A' && raw[i] <= 'Z' ? (char)(raw[i] + 32) : raw[i];
        return n;
}

static size_t fold_unicode(const char *raw, size_t n, char *bytes, size_t room)
{
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2 *fold = unorm2_getNFKCCasefoldInstance(&status);
        UChar in[SEARCH_WORD_MAX], folded[SEARCH_WORD_MAX * 4];
        struct out o = {bytes, 0, room};
        int32_t n_in, n_folded = 0, i = 0;

        u_strFromUTF8(in, ARRAY_LEN(in), &n_in, raw, (int32_t)n, &status);
        if (U_SUCCESS(status))
                n_folded = unorm2_normalize(fold, in, n_in, folded, ARRAY_LEN(folded), &status);
        if (U_FAILURE(status)) { /* a ligature of many letters many times over: kept as it is */
                out_add(&o, raw, n);
                return o.len;
        }
        while (i < n_folded) {
                UChar32 c;

                U16_NEXT(folded, i, n_folded, c);
                add_folded(&o, (unsigned int)c);
        }
        return o.len;
}

/* room >= n */
static size_t fold_word(const char *raw, size_t n, char *bytes, size_t room)
{
        return is_ascii(raw, n) ? fold_ascii(raw, n, bytes) : fold_unicode(raw, n, bytes, room);
}

size_t fold_char(unsigned int c, char out[16])
{
        char raw[4];
        size_t n = utf8_encode(c, raw);

        return fold_word(raw, n, out, 16);
}

/* --- stems ---------------------------------------------------------------------------------------- */

static enum script script_of(const char *word, size_t n)
{
        unsigned int c = 0;
        size_t i = 0, len;

        for (; i < n; i += len) {
                len = utf8_decode(word + i, n - i, &c);
                if (!len || u_isalpha((UChar32)c))
                        break;
        }
        if (i >= n)
                return OTHER;
        if (c < 0x370 || (c >= 0x1E00 && c < 0x1F00))
                return LATIN;
        if (c < 0x400 || (c >= 0x1F00 && c < 0x2000))
                return GREEK;
        if (c < 0x530)
                return CYRILLIC;
        if (c < 0x590)
                return ARMENIAN;
        if (c < 0x600)
                return HEBREW;
        if (c < 0x700 || (c >= 0x750 && c < 0x780) || (c >= 0x8A0 && c < 0x900))
                return ARABIC;
        if (c >= 0x900 && c < 0x980)
                return DEVANAGARI;
        if (c >= 0xB80 && c < 0xC00)
                return TAMIL;
        return OTHER;
}

/* The Russian stemmer takes кооперативов to кооператив, and that to кооперат: it is applied until
 * nothing changes, so that all forms of a word end at the same stem. */
static bool stems_again(uint8_t row)
{
        return language_rows[row].script == CYRILLIC;
}

/* bytes may be word itself. Returns its length; 0 = could not. */
static size_t snowball(struct stemmers *s, uint8_t row, const char *word, size_t n,
                       char bytes[SEARCH_STEMMED_MAX])
{
        size_t before;

        if (!s->of[row])
                s->of[row] = sb_stemmer_new(language_rows[row].stemmer, NULL);
        if (!s->of[row])
                return 0;
        memmove(bytes, word, n);
        do {
                const sb_symbol *stem =
                        sb_stemmer_stem(s->of[row], (const sb_symbol *)bytes, (int)n);

                before = n;
                if (!stem)
                        return 0;
                n = (size_t)sb_stemmer_length(s->of[row]);
                if (n > SEARCH_STEMMED_MAX || !utf8_is_valid((const char *)stem, n))
                        return 0;
                memcpy(bytes, stem, n);
        } while (stems_again(row) && n && n < before);
        return n;
}

static void add_stem(struct word_forms *f, const char *text, size_t n)
{
        if (!n || f->n_stems == FORM_STEMS_MAX || f->used + n > sizeof(f->bytes))
                return;
        for (size_t i = 0; i < f->n_stems; i++)
                if (f->stems[i].len == n && !memcmp(f->stems[i].text, text, n))
                        return;
        memcpy(f->bytes + f->used, text, n);
        f->stems[f->n_stems++] = (struct form){f->bytes + f->used, n};
        f->used += n;
}

static void add_stem_of(struct stemmers *s, uint8_t row, const char *word, size_t n,
                        struct word_forms *f)
{
        char stem[SEARCH_STEMMED_MAX], plain[SEARCH_STEMMED_MAX];

        n = snowball(s, row, word, n, stem);
        add_stem(f, plain, strip_marks(stem, n, plain, sizeof(plain)));
}

/* Endings that a stemmer knows with their accents only, as people type them. */
static const struct {
        const char *language, *typed, *meant;
} endings[] = {
        {"es", "cion", "ción"},
        {"es", "sion", "sión"},
        {"pt", "cao", "ção"},
        {"pt", "coes", "ções"},
};

static void add_stem_with_accents(struct stemmers *s, uint8_t row, const char *word, size_t n,
                                  struct word_forms *f)
{
        char meant[SEARCH_STEMMED_MAX + 8];

        for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
                size_t typed = strlen(endings[i].typed), len = strlen(endings[i].meant);

                if (strcmp(endings[i].language, language_rows[row].tag) != 0 || n <= typed ||
                    memcmp(word + n - typed, endings[i].typed, typed) != 0)
                        continue;
                memcpy(meant, word, n - typed);
                memcpy(meant + n - typed, endings[i].meant, len);
                if (n - typed + len <= SEARCH_STEMMED_MAX)
                        add_stem_of(s, row, meant, n - typed + len, f);
        }
}

/* word: folded, with its marks. */
static void add_stems(struct stemmers *s, uint8_t row, const char *word, size_t n,
                      struct word_forms *f)
{
        if (!language_rows[row].stemmer || n > SEARCH_STEMMED_MAX ||
            f->exact.len > SEARCH_STEMMED_MAX)
                return;
        add_stem_of(s, row, word, n, f);
        if (f->exact.len != n || memcmp(f->exact.text, word, n) != 0)
                add_stem_of(s, row, f->exact.text, f->exact.len, f);
        else
                add_stem_with_accents(s, row, word, n, f);
}

static void add_languages(struct stemmers *s, const char *word, size_t n,
                          const struct languages *languages, bool is_query, struct word_forms *f)
{
        enum script script = script_of(word, n);
        bool has_language = false;

        for (size_t i = 0; i < languages->n; i++) {
                uint8_t row = languages->rows[i];

                if (language_rows[row].script != script)
                        continue;
                has_language = true;
                add_stems(s, row, word, n, f);
        }
        if (usual_language[script] && (!has_language || is_query))
                add_stems(s, language_row(usual_language[script], 2), word, n, f);
}

static void make_forms(struct stemmers *s, const char *raw, size_t n,
                       const struct languages *languages, bool is_query, struct word_forms *ret)
{
        char folded[SEARCH_WORD_MAX] = "";
        size_t len;

        ret->n_stems = 0;
        ret->exact = (struct form){ret->bytes, 0};
        len = fold_word(raw, n, folded, sizeof(folded));
        ret->exact.len = strip_marks(folded, len, ret->bytes, SEARCH_WORD_MAX);
        ret->used = ret->exact.len;
        if (ret->exact.len)
                add_languages(s, folded, len, languages, is_query, ret);
}

static struct cached *cache_slot(struct stemmers *s, uint8_t row, const char *raw, size_t n)
{
        uint32_t hash = 2166136261u ^ row; /* FNV-1a */

        for (size_t i = 0; i < n; i++)
                hash = (hash ^ (unsigned char)raw[i]) * 16777619u;
        return &s->cache[(hash ^ (hash >> 15)) % CACHE_SLOTS];
}

static void cache_put(struct cached *c, uint8_t row, const char *raw, size_t n,
                      const struct word_forms *f)
{
        if (f->n_stems > CACHE_STEMS_MAX || f->used > sizeof(c->bytes))
                return;
        c->row = row;
        c->raw_len = (uint8_t)n;
        memcpy(c->raw, raw, n);
        c->exact_len = (uint8_t)f->exact.len;
        c->n_stems = (uint8_t)f->n_stems;
        for (size_t i = 0; i < f->n_stems; i++)
                c->stem_lens[i] = (uint8_t)f->stems[i].len;
        memcpy(c->bytes, f->bytes, f->used);
}

static void cache_get(const struct cached *c, struct word_forms *ret)
{
        ret->exact = (struct form){ret->bytes, c->exact_len};
        ret->used = c->exact_len;
        ret->n_stems = c->n_stems;
        for (size_t i = 0; i < c->n_stems; i++) {
                ret->stems[i] = (struct form){ret->bytes + ret->used, c->stem_lens[i]};
                ret->used += c->stem_lens[i];
        }
        memcpy(ret->bytes, c->bytes, ret->used);
}

void word_forms_make(struct stemmers *s, const char *raw, size_t n,
                     const struct languages *languages, bool is_query, struct word_forms *ret)
{
        uint8_t row = languages->n ? languages->rows[0] : UINT8_MAX;
        struct cached *c;

        if (n > SEARCH_WORD_MAX)
                n = utf8_floor(raw, n, SEARCH_WORD_MAX);
        if (is_query || languages->n > 1 || n > CACHE_WORD_MAX || !n) {
                make_forms(s, raw, n, languages, is_query, ret);
                return;
        }
        c = cache_slot(s, row, raw, n);
        if (c->raw_len == n && c->row == row && !memcmp(c->raw, raw, n)) {
                cache_get(c, ret);
                return;
        }
        make_forms(s, raw, n, languages, is_query, ret);
        cache_put(c, row, raw, n, ret);
}
