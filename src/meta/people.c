/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People as they are declared: one text or parts, family name first or last, one or many in a line. */
#include "meta/text-fields.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

/* Han, Kana or Hangul at the start: family and given name are written together. */
static bool is_east_asian(const char *text)
{
        unsigned int c = 0;

        if (!text || !*text || !utf8_decode(text, strlen(text), &c))
                return false;
        return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
               (c >= 0xAC00 && c <= 0xD7A3);
}

void meta_set_name(struct record *r, struct agent *a, const char *given, const char *family,
                   const char *suffix, bool eastern)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        bool both = !str_is_blank(given) && !str_is_blank(family);
        bool together = both && is_east_asian(given) && is_east_asian(family);

        if (eastern || together)
                str_addf(&name, "%s%s%s", family ? family : "", both && !together ? " " : "",
                         given ? given : "");
        else
                str_addf(&name, "%s%s%s", given ? given : "", both ? " " : "",
                         family ? family : "");
        if (!str_is_blank(suffix))
                str_addf(&name, " %s", suffix);
        record_set(r, &a->name, str_text(&name));
        record_set(r, &a->given, given);
        record_set(r, &a->family, family);
}

/* The parts of "Family, Given", "Family, Given, Jr." or "Family, Jr., Given", made from text's own bytes. */
static bool split_name(char *text, char **ret_given, char **ret_suffix)
{
        char *first = strchr(text, ','), *second = first ? strchr(first + 1, ',') : NULL;

        *ret_suffix = NULL;
        if (!first || first == text || str_is_blank(first + 1))
                return false;
        *first = '\0';
        *ret_given = first + 1 + strspn(first + 1, " ");
        if (!second)
                return !clean_is_suffix(*ret_given);
        *second = '\0';
        *ret_suffix = second + 1 + strspn(second + 1, " ");
        if (clean_is_suffix(*ret_given)) {
                char *given = *ret_suffix;

                *ret_suffix = *ret_given;
                *ret_given = given;
                return !strchr(given, ',') && !str_is_blank(given);
        }
        return clean_is_suffix(*ret_suffix);
}

struct agent *meta_add_person(struct record *r, struct agents *list, const char *text)
{
        CLEANUP(freep) char *family = text ? strdup(text) : NULL;
        char *given, *suffix;
        struct agent *a;

        if (str_is_blank(text) || !family)
                return NULL;
        a = record_add_agent(r, list, text);
        if (a && name_is_body(text)) {
                a->is_organisation = true;
                return a;
        }
        /* "Otieno, Amina" turns round; with other commas ("Otieno, A., PhD") it is left as it stands. */
        if (a && split_name(family, &given, &suffix))
                meta_set_name(r, a, given, family, suffix, false);
        return a;
}

size_t meta_life_dates(const char *name)
{
        size_t n = strlen(name), end = n, digits = 0;

        while (n && strchr("0123456789-?.]) ", name[n - 1])) {
                digits += name[n - 1] >= '0' && name[n - 1] <= '9';
                n--;
        }
        if (digits < 4 || !n || !strchr("[(,", name[n - 1]))
                return 0;
        n--;
        while (n && (name[n - 1] == ' ' || name[n - 1] == ','))
                n--;
        return n ? end - n : 0;
}

void meta_set_orcid(struct record *r, struct agent *a, const char *text)
{
        char orcid[20];

        if (text && orcid_normalise(text, orcid))
                record_set(r, &a->orcid, orcid);
}

const char *meta_ror(struct record *r, const char *text)
{
        const char *p = text ? strcasestr(text, "ror.org/") : NULL;
        size_t n;

        if (!p)
                return NULL;
        p += strlen("ror.org/");
        n = strspn(p, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        return n == 9 ? arena_printf(&r->arena, "https://ror.org/%.9s", p) : NULL;
}

const char *meta_country(const char *text)
{
        const struct concept *c = vocab_match(VOCAB_PLACE, text);
        const char *notation = c ? concept_notation(c) : NULL;

        return notation && notation[0] > '9' ? notation : NULL;
}

/* Every comma apart has a space inside: "Amina Otieno, Tomas Ruiz", but not "Otieno, Amina". */
static bool commas_part_people(const char *text)
{
        CLEANUP(freep) char *copy = strdup(text);
        char *rest = copy;

        for (char *part; rest && (part = strsep(&rest, ","));) {
                part += strspn(part, " ");
                if (!strchr(part, ' '))
                        return false;
        }
        return copy && strchr(text, ',');
}

/* The next " and ", " & " or ';' (',' where commas part people) in text, and its length. */
static const char *next_separator(const char *text, bool commas, size_t *ret_len)
{
        static const char *const separators[] = {";", " and ", " & ", ","};
        const char *best = NULL;

        for (size_t i = 0; i < ARRAY_LEN(separators) - (commas ? 0 : 1); i++) {
                const char *p = strstr(text, separators[i]);

                if (p && (!best || p < best)) {
                        best = p;
                        *ret_len = strlen(separators[i]);
                }
        }
        return best;
}

void meta_add_people(struct record *r, struct agents *list, const char *text)
{
        bool commas;

        if (str_is_blank(text))
                return;
        commas = !strchr(text, ';') && commas_part_people(text);
        while (text) {
                size_t len = 0;
                const char *end = next_separator(text, commas, &len);
                CLEANUP(freep) char *one = end ? strndup(text, (size_t)(end - text)) : strdup(text);

                meta_add_person(r, list, one);
                text = end ? end + len : NULL;
        }
}
