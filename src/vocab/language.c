/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Languages: from codes of ISO 639 and names in any labelled language to one form of BCP 47 tag. */
#include "vocab/private.h"

#include "base/str.h"

#include <string.h>
#include <unicode/uloc.h>

enum { TAG_MAX = 35, SUBTAGS_MAX = 8 };

/* Codes of one variety, or withdrawn, for which documents are filed under a language of ISO 639-1. */
static const struct {
        const char *code, *notation;
} same_as[] = {
        {"cmn", "zh"}, {"arb", "ar"}, {"pes", "fa"}, {"prs", "fa"}, {"swh", "sw"}, {"zsm", "ms"},
        {"ekk", "et"}, {"lvs", "lv"}, {"npi", "ne"}, {"ory", "or"}, {"als", "sq"}, {"khk", "mn"},
        {"uzn", "uz"}, {"pbt", "ps"}, {"plt", "mg"}, {"iw", "he"},  {"in", "id"},  {"ji", "yi"},
        {"mo", "ro"},  {"jp", "ja"},  {"cn", "zh"},  {"gr", "el"},  {"cz", "cs"},
};

static bool is_alpha(const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (!((s[i] | 32) >= 'a' && (s[i] | 32) <= 'z'))
                        return false;
        return n > 0;
}

static bool is_digits(const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (s[i] < '0' || s[i] > '9')
                        return false;
        return n > 0;
}

static void lower(char *s)
{
        for (; *s; s++)
                if (*s >= 'A' && *s <= 'Z')
                        *s |= 32;
}

static void upper(char *s)
{
        for (; *s; s++)
                if (*s >= 'a' && *s <= 'z')
                        *s &= ~32;
}

static const struct concept *by_alpha3(const char *code)
{
        const struct concept *c;

        for (size_t i = 0; (c = vocab_at(VOCAB_LANGUAGE, i)); i++)
                if (str_equal(concept_property(c, "alpha3"), code) ||
                    str_equal(concept_property(c, "alpha3b"), code))
                        return c;
        return NULL;
}

/* A code of two or three letters, already in lower case; false where no language has it. */
static bool primary_of(const char *code, char ret[4])
{
        const struct concept *c = vocab_find(VOCAB_LANGUAGE, code);

        for (size_t i = 0; !c && i < ARRAY_LEN(same_as); i++)
                if (!strcmp(same_as[i].code, code))
                        c = vocab_find(VOCAB_LANGUAGE, same_as[i].notation);
        if (!c && strlen(code) == 3)
                c = by_alpha3(code);
        /* Languages without a two-letter code are not in the vocabulary; ICU knows the codes. */
        if (!c && (strlen(code) != 3 || !str_equal(uloc_getISO3Language(code), code) ||
                   !strcmp(code, "und") || !strcmp(code, "mul") || !strcmp(code, "zxx") ||
                   !strcmp(code, "mis")))
                return false;
        snprintf(ret, 4, "%s", c ? concept_notation(c) : code);
        return true;
}

/* One subtag in its usual case: Script, REGION, 419, variant. false: not the shape of one. */
static bool subtag_form(char *s)
{
        size_t n = strlen(s);

        lower(s);
        if (n == 4 && is_alpha(s, n)) {
                s[0] = (char)(s[0] & ~32);
                return true;
        }
        if (n == 2 && is_alpha(s, n)) {
                upper(s);
                return true;
        }
        return (n == 3 && is_digits(s, n)) || (n >= 5 && n <= 8) || (n == 4 && is_digits(s, 1));
}

/* "pt_BR", "por", "zh-hans-CN", "en_US.UTF-8" (what follows a dot or @ is of the computer). */
static bool read_tag(const char *text, char ret[36])
{
        char copy[TAG_MAX + 1], primary[4];
        char *rest = copy;
        char *word;
        size_t n = strcspn(text, ".@");

        if (n > TAG_MAX)
                return false;
        memcpy(copy, text, n);
        copy[n] = '\0';
        for (char *p = copy; *p; p++)
                if (*p == '_')
                        *p = '-';
        word = strsep(&rest, "-");
        n = strlen(word);
        lower(word);
        if (n < 2 || n > 3 || !is_alpha(word, n) || !primary_of(word, primary))
                return false;
        n = (size_t)snprintf(ret, TAG_MAX + 1, "%s", primary);
        while ((word = strsep(&rest, "-"))) {
                if (!subtag_form(word))
                        return false;
                n += (size_t)snprintf(ret + n, TAG_MAX + 1 - n, "-%s", word);
        }
        return true;
}

bool vocab_match_language(const char *text, char ret[36])
{
        CLEANUP(str_done) struct str trimmed = STR_INIT;
        char tag[36];
        const struct concept *c;

        str_add(&trimmed, text);
        str_trim(&trimmed);
        if (trimmed.len == 0)
                return false;
        if (!read_tag(str_text(&trimmed), tag)) {
                c = vocab_match(VOCAB_LANGUAGE, str_text(&trimmed));
                if (!c)
                        return false;
                snprintf(tag, sizeof(tag), "%s", concept_notation(c));
        }
        memcpy(ret, tag, strlen(tag) + 1);
        return true;
}

bool vocab_language_is_rtl(const char *tag)
{
        static const char *const scripts[] = {"-Arab", "-Hebr", "-Thaa", "-Nkoo", "-Syrc"};
        const struct concept *c;
        char primary[4] = "";
        size_t n = tag ? strcspn(tag, "-") : 0;

        if (n == 0 || n > 3)
                return false;
        for (size_t i = 0; i < ARRAY_LEN(scripts); i++)
                if (strcasestr(tag, scripts[i]))
                        return true;
        if (strlen(tag) >= n + 5 && is_alpha(tag + n + 1, 4) &&
            (tag[n + 5] == '\0' || tag[n + 5] == '-'))
                return false; /* written in another script than its usual one */
        memcpy(primary, tag, n);
        lower(primary);
        c = vocab_find(VOCAB_LANGUAGE, primary);
        return c && str_equal(concept_property(c, "direction"), "rtl");
}
