/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What must hold before a record or an entry is taken in. Everything that is wrong is said at once. */
#include "model/validate.h"
#include "base/str.h"
#include "model/entry.h"
#include "model/record.h"
#include "vocab/vocab.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

enum { PROBLEMS_MAX = 4000 }; /* bytes of reasons after which "and more" says enough */

static void complain(struct str *problems, const char *fmt, ...) PRINTF(2, 3);
static void complain(struct str *problems, const char *fmt, ...)
{
        static const char more[] = "; and more";
        va_list ap;

        if (problems->len > PROBLEMS_MAX) {
                if (!str_ends(problems->data, more))
                        str_add(problems, more);
                return;
        }
        if (problems->len)
                str_add(problems, "; ");
        va_start(ap, fmt);
        str_addfv(problems, fmt, ap);
        va_end(ap);
}

/* BCP 47 in outline (RFC 5646, 2.1): a primary subtag of 2 to 8 letters, or "x" or "i"; then subtags of 1
 * to 8 letters and digits. */
bool language_is_well_formed(const char *tag)
{
        size_t n = strcspn(tag, "-");

        if (n > 8 || (n < 2 && !(strchr("xXiI", tag[0]) && tag[0] && tag[1])))
                return false;
        for (size_t i = 0; i < n; i++) {
                if (!isalpha((unsigned char)tag[i]))
                        return false;
        }
        while (tag[n] == '-') {
                size_t start = ++n;

                while (isalnum((unsigned char)tag[n]))
                        n++;
                if (n == start || n - start > 8)
                        return false;
        }
        return !tag[n];
}

static void check_code(struct str *problems, enum vocab_scheme scheme, const char *what,
                       const char *notation)
{
        if (notation && !vocab_find(scheme, notation))
                complain(problems, "the %s '%s' is not known", what, notation);
}

static void check_codes(struct str *problems, enum vocab_scheme scheme, const char *what,
                        const struct strings *list)
{
        for (size_t i = 0; i < list->n; i++)
                check_code(problems, scheme, what, list->items[i]);
}

static void check_language(struct str *problems, const char *tag)
{
        if (tag && !language_is_well_formed(tag))
                complain(problems, "'%s' is not a language tag", tag);
}

static void check_texts(struct str *problems, const struct lang_texts *list)
{
        for (size_t i = 0; i < list->n; i++)
                check_language(problems, list->items[i].language);
}

static void check_agents(struct str *problems, const struct agents *list)
{
        char orcid[20];

        for (size_t i = 0; i < list->n; i++) {
                const struct agent *a = &list->items[i];

                if (a->orcid && !orcid_normalise(a->orcid, orcid))
                        complain(problems, "'%s' is not an ORCID iD", a->orcid);
        }
}

static void check_sdgs(struct str *problems, const struct record *r)
{
        for (size_t i = 0; i < r->n_sdgs; i++) {
                if (!vocab_find(VOCAB_SDG, r->sdgs[i].notation))
                        complain(problems, "the SDG '%s' is not known", r->sdgs[i].notation);
        }
}

static void check_dates(struct str *problems, const struct record *r)
{
        for (size_t i = 0; i < r->n_dates; i++) {
                if (!date_is_valid(r->dates[i].value))
                        complain(problems, "'%s' is not a date such as 2021, 2021-05 or 2021-05-17",
                                 r->dates[i].value);
        }
}

/* M49 regions only: a country belongs among the countries. */
static void check_places(struct str *problems, const struct record *r)
{
        check_codes(problems, VOCAB_PLACE, "country", &r->countries);
        check_codes(problems, VOCAB_PLACE, "region", &r->regions);
        for (size_t i = 0; i < r->countries.n; i++) {
                if (isdigit((unsigned char)r->countries.items[i][0]))
                        complain(problems, "'%s' is a region, not a country",
                                 r->countries.items[i]);
        }
}

static void check_lengths(struct str *problems, const struct record *r)
{
        const struct {
                const char *what;
                size_t n;
        } lists[] = {
                {"titles", r->titles.n},
                {"abstracts", r->abstracts.n},
                {"summaries", r->summaries.n},
                {"keywords", r->keywords.n},
                {"creators", r->creators.n},
                {"contributors", r->contributors.n},
                {"dates", r->n_dates},
                {"languages", r->languages.n},
                {"identifiers", r->n_identifiers},
                {"SDGs", r->n_sdgs},
                {"themes", r->themes.n},
                {"countries", r->countries.n},
                {"regions", r->regions.n},
                {"relations", r->n_relations},
                {"fundings", r->n_fundings},
                {"references", r->n_references},
                {"suggested themes", r->n_theme_suggestions},
                {"fields read by a machine", r->n_machine_read},
        };

        for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
                if (lists[i].n > RECORD_LIST_MAX)
                        complain(problems, "it has more than %d %s", RECORD_LIST_MAX,
                                 lists[i].what);
        }
}

static int finish(struct str *problems, struct arena *a, const char **ret_reason)
{
        if (problems->failed || a->failed)
                return -ENOMEM;
        if (!problems->len)
                return 0;
        *ret_reason = arena_copy_bytes(a, problems->data, problems->len);
        return *ret_reason ? RECORD_INVALID : -ENOMEM;
}

int record_validate(struct record *r, const char **ret_reason)
{
        CLEANUP(str_done) struct str problems = STR_INIT;

        if (!r->titles.n)
                complain(&problems, "it has no title");
        if (!r->creators.n)
                complain(&problems, "it has no creator");
        check_lengths(&problems, r);
        check_texts(&problems, &r->titles);
        check_texts(&problems, &r->abstracts);
        check_texts(&problems, &r->summaries);
        check_texts(&problems, &r->keywords);
        for (size_t i = 0; i < r->languages.n; i++)
                check_language(&problems, r->languages.items[i]);
        check_agents(&problems, &r->creators);
        check_agents(&problems, &r->contributors);
        check_code(&problems, VOCAB_TYPE, "type", r->type);
        check_dates(&problems, r);
        check_sdgs(&problems, r);
        check_codes(&problems, VOCAB_THEME, "theme", &r->themes);
        for (size_t i = 0; i < r->n_theme_suggestions; i++)
                check_code(&problems, VOCAB_THEME, "theme", r->theme_suggestions[i].notation);
        check_places(&problems, r);
        return finish(&problems, &r->arena, ret_reason);
}

const char *record_missing(const struct record *r, struct arena *a)
{
        const struct {
                bool is_there;
                const char *what;
        } needs[] = {
                {r->titles.n > 0, "a title"},
                {r->creators.n > 0, "a creator"},
                {record_year(r) > 0, "a year"},
                {r->type != NULL, "a type"},
                {r->licence != NULL, "a licence"},
                {r->languages.n > 0, "a language"},
                {r->abstracts.n + r->summaries.n > 0, "an abstract or plain-language summary"},
        };
        const char *missing = NULL;

        for (size_t i = 0; i < ARRAY_LEN(needs); i++)
                if (!needs[i].is_there)
                        missing = missing ? arena_printf(a, "%s, %s", missing, needs[i].what)
                                          : needs[i].what;
        return missing;
}

/* --- entries ---------------------------------------------------------------------------------------- */

bool entry_slug_is_valid(const char *slug)
{
        size_t n = strlen(slug);

        return n >= 1 && n <= ENTRY_SLUG_MAX && slug[0] != '-' && slug[n - 1] != '-' &&
               strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

static void check_slugs(struct str *problems, const char *what, const struct strings *slugs)
{
        for (size_t i = 0; i < slugs->n; i++) {
                if (!entry_slug_is_valid(slugs->items[i]))
                        complain(problems, "'%s' in %s cannot name an entry", slugs->items[i],
                                 what);
        }
}

static bool is_part(const char *part)
{
        static const char *const parts[] = {"histories", "actors", "linkages", "governance"};

        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                if (str_equal(part, parts[i]))
                        return true;
        }
        return false;
}

int entry_validate(struct entry *e, const char **ret_reason)
{
        CLEANUP(str_done) struct str problems = STR_INIT;

        if (!e->slug)
                complain(&problems, "it has no slug");
        else if (!entry_slug_is_valid(e->slug))
                complain(&problems,
                         "'%s' cannot name an entry: small letters, digits and hyphens, at most %d",
                         e->slug, ENTRY_SLUG_MAX);
        if (!e->title)
                complain(&problems, "it has no title");
        if (!e->language)
                complain(&problems, "it has no language");
        check_language(&problems, e->language);
        if (!e->authors.n)
                complain(&problems, "it has no author");
        check_agents(&problems, &e->authors);
        if (!e->summary)
                complain(&problems, "it has no summary");
        if (!is_part(e->part))
                complain(&problems, "its part is not histories, actors, linkages or governance");
        if (str_is_blank(e->body))
                complain(&problems, "it has no text");
        check_codes(&problems, VOCAB_SDG, "SDG", &e->sdgs);
        check_codes(&problems, VOCAB_THEME, "theme", &e->themes);
        check_slugs(&problems, "see-also", &e->see_also);
        if (e->translation_of && !entry_slug_is_valid(e->translation_of))
                complain(&problems, "'%s' in translation-of cannot name an entry",
                         e->translation_of);
        return finish(&problems, &e->arena, ret_reason);
}
