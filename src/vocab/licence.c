/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Licences as they are declared. A label of the vocabulary matches by itself; beyond that, addresses of
 * Creative Commons and its names inside a sentence are taken apart. A version is never made up: "CC BY"
 * alone is the concept whose version is not stated, and a text that names two different ones names none.
 */
#include "vocab/private.h"

#include "base/str.h"
#include "text/normal.h"

#include <string.h>

/* The parts a Creative Commons licence is made of, in the order of its name. */
enum part { PART_BY = 1, PART_NC = 2, PART_ND = 4, PART_SA = 8, PART_ZERO = 16 };

struct declared {
        unsigned int parts;
        char version[4]; /* "4.0" */
        bool igo;
};

static const struct {
        const char *word; /* folded */
        unsigned int parts;
} words[] = {
        {"by", PART_BY},
        {"attribution", PART_BY},
        {"atribucion", PART_BY},
        {"atribuicao", PART_BY},
        {"reconocimiento", PART_BY},
        {"paternite", PART_BY},
        {"bync", PART_BY | PART_NC},
        {"bysa", PART_BY | PART_SA},
        {"bynd", PART_BY | PART_ND},
        {"byncnd", PART_BY | PART_NC | PART_ND},
        {"byncsa", PART_BY | PART_NC | PART_SA},
        {"nc", PART_NC},
        {"noncommercial", PART_NC},
        {"nocomercial", PART_NC},
        {"naocomercial", PART_NC},
        {"nd", PART_ND},
        {"noderivs", PART_ND},
        {"noderivatives", PART_ND},
        {"noderivative", PART_ND},
        {"sa", PART_SA},
        {"sharealike", PART_SA},
        {"compartirigual", PART_SA},
        {"compartilhaigual", PART_SA},
        {"zero", PART_ZERO},
        {"cc0", PART_ZERO},
        {"0", PART_ZERO},
};

/* Two words that are one; they come apart at a hyphen or a space. */
static const struct {
        const char *first, *second, *together;
} pairs[] = {
        {"creative", "commons", "cc"},
        {"non", "commercial", "noncommercial"},
        {"no", "comercial", "nocomercial"},
        {"nao", "comercial", "naocomercial"},
        {"no", "derivs", "noderivs"},
        {"no", "derivatives", "noderivatives"},
        {"no", "derivative", "noderivative"},
        {"share", "alike", "sharealike"},
        {"compartir", "igual", "compartirigual"},
};

/* Words that may stand inside the name and say nothing. */
static const char *const fillers[] = {"works",    "license",       "licence",   "international",
                                      "unported", "internacional", "version",   "v",
                                      "the",      "universal",     "generic",   "under",
                                      "licencia", "licenca",       "attribute", "cc"};

static bool is_filler(const char *word)
{
        for (size_t i = 0; i < ARRAY_LEN(fillers); i++)
                if (!strcmp(fillers[i], word))
                        return true;
        return false;
}

static unsigned int parts_of(const char *word)
{
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (!strcmp(words[i].word, word))
                        return words[i].parts;
        return 0;
}

static const struct concept *licence_of(const struct declared *d)
{
        char notation[64];

        if (d->parts == PART_ZERO)
                return vocab_find(VOCAB_LICENCE, "CC0-1.0");
        if (!(d->parts & PART_BY) || (d->parts & PART_ZERO))
                return NULL;
        snprintf(notation, sizeof(notation), "CC-BY%s%s%s%s%s%s", d->parts & PART_NC ? "-NC" : "",
                 d->parts & PART_ND ? "-ND" : "", d->parts & PART_SA ? "-SA" : "",
                 d->version[0] ? "-" : "", d->version, d->igo ? "-IGO" : "");
        return vocab_find(VOCAB_LICENCE, notation);
}

/* One licence said twice is one, and so is one said with its version and without; two others are none. */
struct verdict {
        const struct concept *licence;
        bool ambiguous;
};

/* "CC-BY" of "CC-BY-4.0": the same licence, less exactly said. */
static bool is_vaguer(const struct concept *a, const struct concept *b)
{
        const char *vague = concept_notation(a), *exact = concept_notation(b);
        size_t n = strlen(vague);

        return !strncmp(vague, exact, n) && exact[n] == '-' && exact[n + 1] >= '1' &&
               exact[n + 1] <= '9';
}

static void say(struct verdict *v, const struct concept *c)
{
        if (!c || v->licence == c || (v->licence && is_vaguer(c, v->licence)))
                return;
        if (v->licence && !is_vaguer(v->licence, c))
                v->ambiguous = true;
        else
                v->licence = c;
}

/* --- addresses ------------------------------------------------------------------------------------ */

/* Segment of a path, in lower case, up to '/' or what ends an address; returns what follows the '/'. */
static const char *next_segment(const char *p, char ret[24])
{
        size_t n = strcspn(p, "/ \t\r\n<>\"')],;?#");

        ret[0] = '\0';
        if (n < 24) {
                for (size_t i = 0; i < n; i++)
                        ret[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] | 32 : p[i]);
                ret[n] = '\0';
        }
        return p[n] == '/' ? p + n + 1 : p + n;
}

static unsigned int parts_of_code(char *code)
{
        unsigned int parts = 0;
        char *rest = code;

        for (char *word; (word = strsep(&rest, "-"));) {
                unsigned int part = parts_of(word);

                if (!part)
                        return 0;
                parts |= part;
        }
        return parts;
}

static bool take_version(const char *text, struct declared *d)
{
        if (text[0] < '1' || text[0] > '4' || text[1] != '.' || (text[2] != '0' && text[2] != '5'))
                return false;
        memcpy(d->version, text, 3);
        d->version[3] = '\0';
        return true;
}

/* p: behind "creativecommons.org/". */
static const struct concept *licence_at(const char *p)
{
        char kind[24], code[24], version[24], port[24];
        struct declared d = {0};

        p = next_segment(p, kind);
        p = next_segment(p, code);
        p = next_segment(p, version);
        next_segment(p, port);
        if (!strcmp(kind, "publicdomain") || !strcmp(kind, "choose"))
                return vocab_find(VOCAB_LICENCE, !strcmp(code, "zero")   ? "CC0-1.0"
                                                 : !strcmp(code, "mark") ? "CC-PDM-1.0"
                                                                         : "");
        if (!str_starts(kind, "licen") || (version[0] && !take_version(version, &d)))
                return NULL;
        d.parts = parts_of_code(code);
        d.igo = !strcmp(port, "igo");
        return licence_of(&d);
}

static void read_addresses(const char *text, struct verdict *v)
{
        static const char host[] = "creativecommons.org/";

        for (const char *p = text; (p = strcasestr(p, host));) {
                p += strlen(host);
                say(v, licence_at(p));
        }
}

/* --- names ---------------------------------------------------------------------------------------- */

enum { WORDS_MAX = 400 }; /* of a licence statement; longer ones are read up to here */

/* Cuts the folded text into words, the pairs of the table joined. */
static size_t split(char *key, const char *ret[WORDS_MAX])
{
        size_t n = 0;

        for (char *word; n < WORDS_MAX && (word = strsep(&key, " "));) {
                ret[n++] = word;
                for (size_t i = 0; n >= 2 && i < ARRAY_LEN(pairs); i++) {
                        if (!strcmp(pairs[i].first, ret[n - 2]) &&
                            !strcmp(pairs[i].second, ret[n - 1])) {
                                ret[n - 2] = pairs[i].together;
                                n--;
                        }
                }
        }
        return n;
}

/* "4" "0" (from "4.0") or "v4" "0". */
static bool version_at(const char **word, size_t left, struct declared *d)
{
        const char *major = word[0][0] == 'v' ? word[0] + 1 : word[0];
        char text[4] = "";

        if (left < 2 || strlen(major) != 1 || strlen(word[1]) != 1)
                return false;
        snprintf(text, sizeof(text), "%c.%c", major[0], word[1][0]);
        return take_version(text, d);
}

/* The name that starts behind words[0], as far as each word belongs to it. Returns the words taken. */
static size_t read_name(const char **word, size_t n, struct declared *d)
{
        size_t i = 0;

        while (i < n) {
                unsigned int parts = parts_of(word[i]);

                if (!d->version[0] && version_at(word + i, n - i, d)) {
                        i += 2;
                        continue;
                }
                if (!strcmp(word[i], "igo"))
                        d->igo = true;
                else if (parts)
                        d->parts |= parts;
                else if (!is_filler(word[i]))
                        break;
                i++;
        }
        return i;
}

/* Words that begin a name: "cc by …", "creative commons …", "ccby …", "cc0". */
static size_t name_start(const char **word, struct declared *d)
{
        if (!strcmp(word[0], "cc"))
                return 1;
        if (!strcmp(word[0], "cc0") || !strcmp(word[0], "cczero"))
                d->parts = PART_ZERO;
        else if (str_starts(word[0], "ccby"))
                d->parts = parts_of(word[0] + 2);
        return d->parts ? 1 : 0;
}

static int read_names(const char *text, struct verdict *v)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        const char *word[WORDS_MAX];
        size_t n;

        if (text_key(text, &key, NULL) != 0)
                return -1;
        n = key.len ? split(key.data, word) : 0;
        for (size_t i = 0; i < n;) {
                struct declared d = {0};
                size_t start = name_start(word + i, &d);

                if (start) {
                        i += start;
                        i += read_name(word + i, n - i, &d);
                        say(v, licence_of(&d));
                } else {
                        i++;
                }
        }
        return 0;
}

const struct concept *vocab_match_licence(const char *text)
{
        struct verdict v = {0};
        const struct concept *c = vocab_match(VOCAB_LICENCE, text);

        if (c || str_is_blank(text))
                return c;
        read_addresses(text, &v);
        if (!v.licence)
                read_names(text, &v);
        return v.ambiguous ? NULL : v.licence;
}
