/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names in text formats: "Given von Family", what is an organisation's, who stands in for a missing author. */
#include "meta/text-fields.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- organisations -------------------------------------------------------------------------------- */

/* Words that are in names of organisations and hardly in those of people. */
static const char *const corporate[] = {"academy",       "administration",
                                        "agency",        "alliance",
                                        "asociación",    "association",
                                        "associação",    "authority",
                                        "banco",         "bank",
                                        "banque",        "board",
                                        "bureau",        "center",
                                        "centre",        "centro",
                                        "coalition",     "college",
                                        "comisión",      "comité",
                                        "commission",    "committee",
                                        "confederation", "consortium",
                                        "cooperativa",   "cooperative",
                                        "coopérative",   "corp",
                                        "corporation",   "council",
                                        "departamento",  "department",
                                        "directorate",   "federación",
                                        "federation",    "fondation",
                                        "foundation",    "fundación",
                                        "fundação",      "fédération",
                                        "gmbh",          "inc",
                                        "initiative",    "institut",
                                        "institute",     "institution",
                                        "instituto",     "international",
                                        "llc",           "ltd",
                                        "ministerio",    "ministerium",
                                        "ministry",      "ministère",
                                        "nations",       "network",
                                        "office",        "organisation",
                                        "organización",  "organization",
                                        "partnership",   "programme",
                                        "secretariat",   "service",
                                        "society",       "stiftung",
                                        "universidad",   "universidade",
                                        "university",    "universität",
                                        "université",    "verein",
                                        "министерство"};

static bool is_corporate_word(const char *word, size_t n)
{
        for (size_t i = 0; i < ARRAY_LEN(corporate); i++)
                if (strlen(corporate[i]) == n && !strncasecmp(corporate[i], word, n))
                        return true;
        return false;
}

/* Words that join others in names of organisations: of people, several in one text have them too. */
static bool is_joining_word(const char *word, size_t n)
{
        return (n == 2 && !strncmp(word, "of", 2)) || (n == 1 && *word == '&') ||
               (n == 3 && (!strncmp(word, "for", 3) || !strncmp(word, "and", 3)));
}

bool name_is_body(const char *name)
{
        const char *comma = strchr(name, ',');

        for (const char *p = name; *p;) {
                size_t n = strcspn(p, " ,.;()/");
                bool alone = p == name && (comma == p + n || !p[n]);

                if (n && !alone && is_corporate_word(p, n))
                        return true;
                p += n ? n : 1;
        }
        return false;
}

bool name_is_corporate(const char *name)
{
        size_t words = 0;

        for (const char *p = name; *p;) {
                size_t n = strcspn(p, " ,.;()/");

                if (n) {
                        words++;
                        if (is_corporate_word(p, n) || is_joining_word(p, n))
                                return words > 1 || p[n];
                }
                p += n ? n : 1;
        }
        return false;
}

/* --- "Given von Family" --------------------------------------------------------------------------- */

static bool starts_lower(const char *word)
{
        return islower((unsigned char)*word) != 0;
}

/* Ends the words of a name, single spaces between them; how many, or 0 where there are too many. */
static size_t split_words(char *name, char *words[NAME_WORDS_MAX])
{
        size_t n = 0;

        while (*name) {
                size_t len = strcspn(name, " ");

                if (len) {
                        if (n == NAME_WORDS_MAX)
                                return 0;
                        words[n++] = name;
                }
                name += len;
                if (*name)
                        *name++ = '\0';
        }
        return n;
}

static void join_words(struct str *out, char *const *words, size_t n)
{
        str_clear(out);
        for (size_t i = 0; i < n; i++)
                str_addf(out, "%s%s", i ? " " : "", words[i]);
        for (char *p = out->data; p && *p; p++)
                if (*p == NAME_JOINT)
                        *p = ' ';
}

/* The family name starts at its particles ("van der Berg"), else it is the last word. */
static void set_parts(struct record *r, struct agent *a, char *const *words, size_t n)
{
        CLEANUP(str_done) struct str given = STR_INIT;
        CLEANUP(str_done) struct str family = STR_INIT;
        const char *suffix = n > 2 && clean_is_suffix(words[n - 1]) ? words[--n] : NULL;
        size_t from = 1;

        if (n < 2)
                return;
        while (from < n - 1 && !starts_lower(words[from]))
                from++;
        if (starts_lower(words[0])) /* "de Souza", without given name */
                from = 0;
        join_words(&given, words, from);
        join_words(&family, words + from, n - from);
        meta_set_name(r, a, str_text(&given), str_text(&family), suffix, false);
        r->arena.failed |= given.failed || family.failed;
}

struct agent *name_add_natural(struct record *r, struct agents *list, const char *text)
{
        CLEANUP(freep) char *copy = strdup(text);
        CLEANUP(str_done) struct str whole = STR_INIT;
        char *words[NAME_WORDS_MAX];
        size_t n;
        struct agent *a;

        if (!copy) {
                r->arena.failed = true;
                return NULL;
        }
        for (char *p = copy; *p; p++)
                if (isspace((unsigned char)*p))
                        *p = ' ';
        n = split_words(copy, words);
        if (n)
                join_words(&whole, words, n);
        else
                str_add(&whole, text);
        a = record_add_agent(r, list, str_text(&whole));
        if (a && name_is_corporate(a->name))
                a->is_organisation = true;
        else if (a && n)
                set_parts(r, a, words, n);
        return a;
}

struct agent *name_add(struct record *r, struct agents *list, const char *text, bool natural)
{
        CLEANUP(str_done) struct str clean = STR_INIT;
        const char *comma;
        struct agent *a;

        clean_text(text, &clean);
        str_trim(&clean);
        r->arena.failed |= clean.failed;
        if (!clean.len)
                return NULL;
        comma = strchr(clean.data, ',');
        /* EndNote: "World Bank," and "University of California,, Irvine" are no person's name. */
        if (comma && (!comma[1] || comma[1] == ',')) {
                size_t at = (size_t)(comma - clean.data);

                memmove(clean.data + at, clean.data + at + 1, clean.len - at);
                a = record_add_agent(r, list, clean.data);
                if (a)
                        a->is_organisation = true;
                return a;
        }
        if (comma)
                return meta_add_person(r, list, clean.data);
        if (natural)
                return name_add_natural(r, list, clean.data);
        a = record_add_agent(r, list, clean.data);
        if (a)
                a->is_organisation = name_is_corporate(a->name);
        return a;
}

struct agent *name_add_contributor(struct record *r, const char *text, const char *role,
                                   bool natural)
{
        struct agent *a = name_add(r, &r->contributors, text, natural);

        if (a)
                a->role = role;
        return a;
}

const char *name_suffix(const struct agent *a)
{
        const char *parts[] = {a->given, a->family}, *p = a->name;

        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                if (!parts[i])
                        continue;
                if (!str_starts(p, parts[i]) || p[strlen(parts[i])] != ' ')
                        return NULL;
                p += strlen(parts[i]) + 1;
        }
        return p != a->name && clean_is_suffix(p) ? p : NULL;
}

void name_write(struct str *out, const struct agent *a)
{
        const char *comma;

        if (a->family && !a->is_organisation) {
                str_add(out, a->family);
                if (!str_is_blank(a->given))
                        str_addf(out, ", %s", a->given);
                if (name_suffix(a))
                        str_addf(out, ", %s", name_suffix(a));
                return;
        }
        comma = strchr(a->name, ',');
        if (!a->is_organisation || !comma) {
                str_addf(out, "%s%s", a->name, a->is_organisation ? "," : "");
                return;
        }
        str_add_bytes(out, a->name, (size_t)(comma - a->name));
        str_addf(out, ",%s", comma);
}

/* --- editors as creators -------------------------------------------------------------------------- */

static bool is_editor(const struct agent *a)
{
        return str_equal(a->role, "Editor");
}

void name_editors_create(struct record *r)
{
        if (r->creators.n)
                return;
        for (size_t i = 0; i < r->contributors.n; i++) {
                struct agent *a;

                if (!is_editor(&r->contributors.items[i]))
                        continue;
                a = record_add_agent(r, &r->creators, r->contributors.items[i].name);
                if (!a)
                        return;
                *a = r->contributors.items[i];
                a->role = NULL;
        }
}

bool name_editors_are_creators(const struct record *r)
{
        size_t n = 0;

        for (size_t i = 0; i < r->contributors.n; i++) {
                const struct agent *a = &r->contributors.items[i];

                if (!is_editor(a))
                        continue;
                if (n == r->creators.n || !str_equal(r->creators.items[n].name, a->name))
                        return false;
                n++;
        }
        return n && n == r->creators.n;
}
