/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which language is it? First the script; it settles most of them. Where a script is shared, letters
 * that only one language writes decide (Arabic, Cyrillic, Han), or, for Latin, the frequencies of letter
 * groups (libexttextcat's fingerprints of the languages that a hub of this field is likely to hold).
 */
#include "extract/extract.h"

#include "base/str.h"
#include "base/utf8.h"

#include <fcntl.h>
#include <libexttextcat/textcat.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#define FINGERPRINTS "/usr/share/libexttextcat/"

enum {
        SAMPLE = 20000,   /* bytes looked at */
        LETTERS_MIN = 24, /* fewer tell nothing; scripts of one language need a quarter of it */
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
        {"uk", "\u0456\u0457\u0454\u0491\u0406\u0407\u0404\u0490"},
        {"be", "\u045E\u040E"},
        {"sr", "\u0452\u0459\u045A\u045B\u045F\u0458\u0402\u0409\u040A\u040B\u040F\u0408"},
        {"kk", "\u04D9\u0493\u049B\u04A3\u04E9\u04B1\u04AF\u04BB"},
};
/* And of Russian against Bulgarian, which writes neither of these. */
static const struct telling russian[] = {{"ru", "\u044B\u044D\u0451\u042B\u042D\u0401"}};

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

static const char *cyrillic_language(const char *text, size_t n, size_t letters)
{
        const char *found = by_letters(text, n, letters, cyrillic, ARRAY_LEN(cyrillic), 60, NULL);

        return found ? found : by_letters(text, n, letters, russian, ARRAY_LEN(russian), 200, "bg");
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

/* The answer looks like "[en][nl]", the best first; UNKNOWN and SHORT have no bracket. */
static const char *latin_pick(const char *answer)
{
        const char *end = answer ? strchr(answer, ']') : NULL;

        if (!end || *answer != '[')
                return NULL;
        for (size_t i = 0; i < ARRAY_LEN(latin_languages); i++)
                if (strlen(latin_languages[i]) == (size_t)(end - answer - 1) &&
                    !strncmp(answer + 1, latin_languages[i], (size_t)(end - answer - 1)))
                        return latin_languages[i];
        return NULL;
}

static const char *latin_language(const char *text, size_t n)
{
        const char *found = NULL;

        pthread_once(&latin.once, latin_load);
        if (!latin.handle)
                return NULL;
        pthread_mutex_lock(&latin.lock);
        found = latin_pick(textcat_Classify(latin.handle, text, n));
        pthread_mutex_unlock(&latin.lock);
        return found;
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

const char *extract_language(const char *text, size_t n)
{
        struct counts c;
        enum script s;

        n = utf8_floor(text, n, SAMPLE);
        count_scripts(text, n, &c);
        join_japanese(&c);
        s = main_script(&c);
        if (s == SCRIPTS || c.all < (s == LATIN ? LETTERS_MIN : LETTERS_MIN / 4))
                return NULL;
        switch (s) {
        case LATIN:
                return latin_language(text, n);
        case ARABIC:
                return by_letters(text, n, c.letters[ARABIC], arabic, ARRAY_LEN(arabic), 50, "ar");
        case CYRILLIC:
                return cyrillic_language(text, n, c.letters[CYRILLIC]);
        case KANA:
                return "ja";
        case HAN:
                return "zh";
        default:
                return one_language[s];
        }
}
