/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which language is it? First the script; it settles most of them. Where a script is shared, letters
 * that only one language writes decide (Arabic), or a vote of words (Latin, Cyrillic), and where that
 * is not clear the frequencies of letter groups (libexttextcat's fingerprints of the languages that a hub of this
 * field is likely to hold).
 */
#include "extract/language.h"

#include "base/str.h"
#include "base/utf8.h"

#include <fcntl.h>
#include <libexttextcat/textcat.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#define FINGERPRINTS "/usr/share/libexttextcat/"

enum {
        LETTERS_MIN = 12, /* fewer tell nothing; scripts of one language need half of it */
        GROUPS_MIN = 60,  /* letters; in fewer, groups of letters tell nothing */
        VOTES_MIN = 5,    /* votes that are heard: a word that no other language has, or a letter */
};

enum script {
        LATIN,
        GREEK,
        CYRILLIC,
        ARMENIAN,
        HEBREW,
        ARABIC,
        ETHIOPIC,
        DEVANAGARI,
        BENGALI,
        TAMIL,
        THAI,
        GEORGIAN,
        HANGUL,
        KANA,
        HAN,
        SCRIPTS
};

/* Ranges of letters, in order. */
static const struct {
        unsigned int first, last;
        enum script script;
} ranges[] = {
        {'A', 'Z', LATIN},          {'a', 'z', LATIN},          {0xC0, 0x24F, LATIN},
        {0x370, 0x3FF, GREEK},      {0x400, 0x52F, CYRILLIC},   {0x531, 0x58F, ARMENIAN},
        {0x5D0, 0x5F4, HEBREW},     {0x620, 0x64A, ARABIC},     {0x66E, 0x6D3, ARABIC},
        {0x904, 0x963, DEVANAGARI}, {0x985, 0x9E3, BENGALI},    {0xB85, 0xBD7, TAMIL},
        {0xE01, 0xE4E, THAI},       {0x10A0, 0x10FF, GEORGIAN}, {0x1100, 0x11FF, HANGUL},
        {0x1200, 0x137F, ETHIOPIC}, {0x1E00, 0x1EFF, LATIN},    {0x1F00, 0x1FFF, GREEK},
        {0x3041, 0x30FF, KANA},     {0x3400, 0x9FFF, HAN},      {0xAC00, 0xD7A3, HANGUL},
        {0xF900, 0xFAFF, HAN},      {0xFF66, 0xFF9F, KANA},     {0x20000, 0x3134F, HAN},
};

/* A sign of these scripts says about as much as this many letters of an alphabet. */
static const size_t weights[SCRIPTS] = {
        [LATIN] = 1,  [GREEK] = 1,    [CYRILLIC] = 1,   [ARMENIAN] = 1, [HEBREW] = 1,
        [ARABIC] = 1, [ETHIOPIC] = 2, [DEVANAGARI] = 1, [BENGALI] = 1,  [TAMIL] = 1,
        [THAI] = 1,   [GEORGIAN] = 1, [HANGUL] = 2,     [KANA] = 2,     [HAN] = 3,
};

/* Letters that one language of a shared script writes and its main language does not. */
struct telling {
        const char *language;
        const char *letters;
};

static const struct telling arabic[] = {
        {"ur", "\u0679\u0688\u0691\u06BA\u06BE\u06C1\u06D2"},
        {"ps", "\u067C\u0681\u0685\u0689\u0693\u0696\u069A\u06BC\u06CD\u06D0"},
        {"fa", "\u067E\u0686\u0698\u06A9\u06AF\u06CC"},
};
static const struct telling cyrillic[] = {
        {"be", "\u045E\u040E"},
        {"kk", "\u04D9\u0493\u049B\u04A3\u04E9\u04B1\u04AF\u04BB"},
        {"sr", "\u0452\u0459\u045A\u045B\u045F\u0458\u0402\u0409\u040A\u040B\u040F\u0408"},
        {"uk", "\u0456\u0457\u0454\u0491\u0406\u0407\u0404\u0490"},
};

static enum script script_of(unsigned int c)
{
        for (size_t i = 0; i < ARRAY_LEN(ranges) && c >= ranges[i].first; i++)
                if (c <= ranges[i].last)
                        return c == 0xD7 || c == 0xF7 ? SCRIPTS : ranges[i].script;
        return SCRIPTS;
}

struct counts {
        size_t letters[SCRIPTS];
        size_t all; /* weighted */
};

static void count_scripts(const char *text, size_t n, struct counts *c)
{
        memset(c, 0, sizeof(*c));
        while (n) {
                unsigned int code = 0;
                size_t len = utf8_decode(text, n, &code);
                enum script s = len ? script_of(code) : SCRIPTS;

                if (s != SCRIPTS) {
                        c->letters[s] += 1;
                        c->all += weights[s];
                }
                len = len ? len : 1;
                text += len;
                n -= len;
        }
}

/* How many letters of text are in this set. */
static size_t count_telling(const char *text, size_t n, const char *set)
{
        size_t found = 0;
        size_t set_len = strlen(set);

        while (n) {
                unsigned int code = 0;
                size_t len = utf8_decode(text, n, &code);

                if (len > 1 && memmem(set, set_len, text, len))
                        found++;
                len = len ? len : 1;
                text += len;
                n -= len;
        }
        return found;
}

/* The first language whose letters are one in `share` of all; else otherwise. */
static const char *by_letters(const char *text, size_t n, size_t letters, const struct telling *t,
                              size_t n_t, size_t share, const char *otherwise)
{
        for (size_t i = 0; i < n_t; i++)
                if (count_telling(text, n, t[i].letters) * share > letters)
                        return t[i].language;
        return otherwise;
}

/* ---- Latin ---- */

/* libexttextcat keeps its answer in the handle: one caller at a time. */
static struct {
        pthread_once_t once;
        pthread_mutex_t lock;
        void *handle;
} latin = {PTHREAD_ONCE_INIT, PTHREAD_MUTEX_INITIALIZER, NULL};

/* Fingerprint and what it is called here. The likely ones first, as the library's notes advise. */
static const char latin_list[] = "en.lm en\nes.lm es\nfr.lm fr\npt.lm pt\nde.lm de\nit.lm it\n"
                                 "nl.lm nl\nca.lm ca\nro.lm ro\npl.lm pl\ntr.lm tr\nid.lm id\n"
                                 "sw.lm sw\nvi.lm vi\nsv.lm sv\nda.lm da\nnb.lm no\nfi.lm fi\n"
                                 "cs.lm cs\nhu.lm hu\n";

static const char *const latin_languages[] = {"en", "es", "fr", "pt", "de", "it", "nl",
                                              "ca", "ro", "pl", "tr", "id", "sw", "vi",
                                              "sv", "da", "no", "fi", "cs", "hu"};

/* The library reads its list from a file only: this one is in memory. */
static void latin_load(void)
{
        CLEANUP(closep) int fd = memfd_create("fingerprints", MFD_CLOEXEC);
        char path[64];

        if (fd < 0 || write(fd, latin_list, sizeof(latin_list) - 1) != sizeof(latin_list) - 1)
                return;
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        latin.handle = special_textcat_Init(path, FINGERPRINTS);
}

/* Runs when the program ends, so that nothing is left that a leak checker could mistake for a leak. */
__attribute__((destructor)) static void latin_unload(void)
{
        if (latin.handle)
                textcat_Done(latin.handle);
        latin.handle = NULL;
}

/*
 * The answer looks like "[en][nl]", the likeliest first; UNKNOWN and SHORT have no bracket. Of those named, the one
 * with most votes.
 */
static const char *latin_pick(const char *answer, const struct votes *v)
{
        const char *picked = NULL;

        for (const char *at = answer; at && *at == '['; at = strchr(at + 1, '[')) {
                for (size_t i = 0; i < ARRAY_LEN(latin_languages); i++) {
                        const char *language = latin_languages[i];

                        if (strncmp(at + 1, language, 2) != 0)
                                continue;
                        if (!picked ||
                            language_votes_for(v, language) > language_votes_for(v, picked))
                                picked = language;
                }
        }
        return picked;
}

static const char *by_groups(const char *text, size_t n, const struct votes *v)
{
        const char *found = NULL;

        pthread_once(&latin.once, latin_load);
        if (!latin.handle)
                return NULL;
        pthread_mutex_lock(&latin.lock);
        found = latin_pick(textcat_Classify(latin.handle, text, n), v);
        pthread_mutex_unlock(&latin.lock);
        return found;
}

/* More than half as many again as the next. */
static bool is_clear(const struct votes *v)
{
        return v->best_votes >= VOTES_MIN && v->best_votes * 2 > v->second_votes * 3;
}

static const char *latin_language(const char *text, size_t n, size_t n_letters,
                                  const struct votes *v)
{
        const char *found;

        if (is_clear(v))
                return v->best;
        found = n_letters >= GROUPS_MIN ? by_groups(text, n, v) : NULL;
        /* What has not one of its common words here is hardly the language. */
        if (found && language_votes_for(v, found) * 2 >= v->best_votes)
                return found;
        return v->best_votes >= VOTES_MIN && v->best_votes > v->second_votes ? v->best : NULL;
}

/* ---- Cyrillic ---- */

static const char *cyrillic_language(const char *text, size_t n, size_t n_letters,
                                     const struct votes *v)
{
        const char *found = by_letters(text, n, n_letters, cyrillic, ARRAY_LEN(cyrillic), 60, NULL);

        return found ? found : v->best ? v->best : "ru";
}

/* ---- all together ---- */

static const char *const one_language[SCRIPTS] = {
        [GREEK] = "el",      [ARMENIAN] = "hy", [HEBREW] = "he", [ETHIOPIC] = "am",
        [DEVANAGARI] = "hi", [BENGALI] = "bn",  [TAMIL] = "ta",  [THAI] = "th",
        [GEORGIAN] = "ka",   [HANGUL] = "ko",
};

/* Japanese is written in both: enough kana between the Han make all of it Japanese. */
static void join_japanese(struct counts *c)
{
        if (c->letters[KANA] * 10 <= c->letters[HAN])
                return;
        c->letters[KANA] += c->letters[HAN];
        c->all -= c->letters[HAN] * (weights[HAN] - weights[KANA]);
        c->letters[HAN] = 0;
}

/*
 * Names, code and references in Latin letters stand in texts of every script, hardly the other way round:
 * Latin has to be three in five of all, another script two in five.
 */
static enum script main_script(const struct counts *c)
{
        enum script best = GREEK;

        for (int s = GREEK; s < SCRIPTS; s++)
                if (c->letters[s] * weights[s] > c->letters[best] * weights[best])
                        best = (enum script)s;
        if (c->letters[best] * weights[best] * 5 > c->all * 2)
                return best;
        return c->letters[LATIN] * 5 > c->all * 3 ? LATIN : SCRIPTS;
}

/* A text of one script whose language is sure is that by its script. */
static const char *of_script(const char *text, size_t n, enum script s, const struct counts *c,
                             bool *ret_clear)
{
        struct votes v = {0};

        *ret_clear = true;
        switch (s) {
        case LATIN:
        case CYRILLIC:
                language_vote(text, n, s == CYRILLIC, &v);
                *ret_clear = v.best_votes > v.second_votes * 2;
                return s == LATIN ? latin_language(text, n, c->letters[LATIN], &v)
                                  : cyrillic_language(text, n, c->letters[CYRILLIC], &v);
        case ARABIC:
                return by_letters(text, n, c->letters[ARABIC], arabic, ARRAY_LEN(arabic), 50, "ar");
        case KANA:
                return "ja";
        case HAN:
                return "zh";
        default:
                return one_language[s];
        }
}

const char *language_identify(const char *text, size_t n, bool *ret_sure, bool *ret_script_sure)
{
        struct counts c;
        enum script s;
        const char *found = NULL;
        bool is_clear_vote = false;

        n = utf8_floor(text, n, LANGUAGE_SAMPLE);
        count_scripts(text, n, &c);
        join_japanese(&c);
        s = main_script(&c);
        if (s != SCRIPTS && c.all >= (s == LATIN ? LETTERS_MIN : LETTERS_MIN / 2))
                found = of_script(text, n, s, &c, &is_clear_vote);
        if (ret_sure)
                *ret_sure = found && is_clear_vote && c.all >= LANGUAGE_SURE_MIN;
        if (ret_script_sure)
                *ret_script_sure =
                        found && s != LATIN && c.letters[s] * weights[s] >= LANGUAGE_SCRIPT_MIN;
        return found;
}

const char *extract_language(const char *text, size_t n)
{
        return language_identify(text, n, NULL, NULL);
}
