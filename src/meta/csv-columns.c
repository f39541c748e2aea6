/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The columns of a CSV file: our own (docs/man/ssehub-csv.5) under the names people give them, and those of
 * DSpace's batch editing. Codes that nobody knows are kept, so that the record is refused by name and not silently.
 */
#include "meta/csv.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- texts ---------------------------------------------------------------------------------------- */

/* "Titre@fr" is in French whatever the column says. The language goes off the end of value. */
static const char *split_language(struct record *r, char *value, const char *otherwise)
{
        char *at = strrchr(value, '@');
        size_t letters = at ? strspn(at + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
        const char *language;

        if (!at || at == value || letters < 2 || letters > 3 ||
            strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") !=
                    strlen(at + 1))
                return otherwise;
        language = meta_language(r, at + 1);
        if (!language)
                return otherwise;
        *at = '\0';
        return language;
}

static void add_text(struct record *r, struct lang_texts *list, const char *value,
                     const char *language)
{
        CLEANUP(freep) char *copy = strdup(value);

        if (!copy) {
                r->arena.failed = true;
                return;
        }
        language = split_language(r, copy, language);
        clean_add_text(r, list, copy, language);
}

static void take_title(struct record *r, const char *value, const char *language)
{
        add_text(r, &r->titles, value, language);
}

static void take_abstract(struct record *r, const char *value, const char *language)
{
        add_text(r, &r->abstracts, value, language);
}

static void take_summary(struct record *r, const char *value, const char *language)
{
        add_text(r, &r->summaries, value, language);
}

static void take_keywords(struct record *r, const char *value, const char *language)
{
        CLEANUP(freep) char *copy = strdup(value);

        if (!copy) {
                r->arena.failed = true;
                return;
        }
        language = split_language(r, copy, language);
        fields_add_keywords(r, copy, language, true);
}

/* DSpace has a value for each subject: its commas are its own. */
static void take_subject(struct record *r, const char *value, const char *language)
{
        clean_add_subject(r, value, language);
}

/* --- people --------------------------------------------------------------------------------------- */

/* The text in brackets at the end goes off it: "Otieno, Amina [0000-…]". NULL: there is none. */
static char *take_bracketed(char *name, char open, char close)
{
        size_t n = strlen(name);
        char *from;

        while (n && isspace((unsigned char)name[n - 1]))
                name[--n] = '\0';
        from = n && name[n - 1] == close ? strrchr(name, open) : NULL;
        if (!from || from == name)
                return NULL;
        name[n - 1] = '\0';
        *from = '\0';
        return from + 1;
}

static struct agent *add_name(struct record *r, struct agents *list, char *name)
{
        size_t n;
        struct agent *a;

        name += strspn(name, " \t\r\n");
        n = strlen(name);
        if (n < 3 || *name != '{' || name[n - 1] != '}')
                return name_add(r, list, name, true);
        name[n - 1] = '\0'; /* "{Network of Banks}" says by its braces what it is */
        a = record_add_agent(r, list, name + 1);
        if (a)
                a->is_organisation = true;
        return a;
}

static void take_person(struct record *r, const char *part, void *user)
{
        struct agents *list = user;
        CLEANUP(freep) char *name = strdup(part), *whole = strdup(part);
        char *orcid = name ? take_bracketed(name, '[', ']') : NULL, normal[20];
        bool known = orcid && orcid_normalise(orcid, normal);
        struct agent *a;

        if (!name || !whole) {
                r->arena.failed = true;
                return;
        }
        if (list->n > RECORD_LIST_MAX)
                return;
        a = add_name(r, list,
                     known || !orcid ? name : whole); /* what is no ORCID stays to be seen */
        if (a && known)
                record_set(r, &a->orcid, normal);
}

static void take_creators(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", take_person, &r->creators);
}

/* "Otieno, Amina (Translator)"; role otherwise. */
static void take_contributor(struct record *r, const char *part, void *role)
{
        CLEANUP(freep) char *name = strdup(part), *whole = strdup(part);
        char *word = name ? take_bracketed(name, '(', ')') : NULL;
        const char *known = word ? meta_word(WORD_ROLE, word) : NULL;
        size_t n = r->contributors.n;

        take_person(r, (known ? name : whole) ? (known ? name : whole) : "", &r->contributors);
        if (r->contributors.n > n)
                r->contributors.items[n].role = known ? known : role;
}

static char role_editor[] = "Editor", role_translator[] = "Translator", role_other[] = "Other",
            role_supervisor[] = "Supervisor";

static void take_contributors(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", take_contributor, role_other);
}

static void take_editors(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", take_contributor, role_editor);
}

static void take_translators(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", take_contributor, role_translator);
}

static void take_supervisors(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", take_contributor, role_supervisor);
}

/* --- one text each -------------------------------------------------------------------------------- */

static void take_publisher(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->publisher, value);
}

static void take_source(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->source, value);
}

static void take_volume(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->within.volume, value);
}

static void take_issue(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->within.issue, value);
}

static void take_pages(struct record *r, const char *value, const char *language UNUSED)
{
        r->within.pages = clean_pages(r, value);
}

static void take_edition(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->within.edition, value);
}

static void take_series(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->within.series, value);
}

static void take_place_of_publication(struct record *r, const char *value,
                                      const char *language UNUSED)
{
        clean_set(r, &r->within.place, value);
}

static void take_event(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->within.event, value);
}

static void take_language(struct record *r, const char *value, const char *language UNUSED)
{
        const char *tag = meta_language(r, value);

        record_add_string(r, &r->languages, tag ? tag : value);
}

static void take_languages(struct record *r, const char *value, const char *language UNUSED)
{
        CLEANUP(freep) char *copy = strdup(value);
        char *rest = copy;

        for (char *part; rest && (part = strsep(&rest, ";,"));)
                if (!str_is_blank(part))
                        take_language(r, part, NULL);
}

static void take_date(struct record *r, const char *value, const char *language UNUSED)
{
        char date[META_DATE_SIZE];

        if (!meta_date(value, date))
                return;
        /* Of "year" and "date" the more exact one counts. */
        for (size_t i = 0; i < r->n_dates; i++) {
                if (!str_equal(r->dates[i].type, "Issued"))
                        continue;
                if (strlen(date) > strlen(r->dates[i].value))
                        record_set(r, &r->dates[i].value, date);
                return;
        }
        record_add_date(r, "Issued", date);
}

static void take_available(struct record *r, const char *value, const char *language UNUSED)
{
        meta_add_date(r, "Available", value);
}

static void take_type(struct record *r, const char *value, const char *language UNUSED)
{
        if (!meta_set_known_type(r, value))
                record_set(r, &r->type, value);
}

static void take_known_type(struct record *r, const char *value, const char *language UNUSED)
{
        if (!r->type)
                meta_set_known_type(r, value);
}

static void take_licence(struct record *r, const char *value, const char *language UNUSED)
{
        meta_set_licence(r, value);
}

static void take_rights(struct record *r, const char *value, const char *language UNUSED)
{
        clean_set(r, &r->rights, value);
}

/* DSpace has the licence's address and words on rights in columns that sites use as they like. */
static void take_rights_or_licence(struct record *r, const char *value, const char *language UNUSED)
{
        if (!meta_set_known_licence(r, value) && !r->rights)
                clean_set(r, &r->rights, value);
}

/* --- identifiers ---------------------------------------------------------------------------------- */

static void take_doi(struct record *r, const char *value, const char *language UNUSED)
{
        record_add_identifier(r, "doi", value);
}

static void take_isbn(struct record *r, const char *value, const char *language UNUSED)
{
        if (!clean_add_isbns(r, value))
                record_add_identifier(r, "isbn", value);
}

static void take_issn(struct record *r, const char *value, const char *language UNUSED)
{
        const char *issn = clean_issn(r, value);

        if (!r->within.issn)
                record_set(r, &r->within.issn, issn ? issn : value);
}

static void take_url(struct record *r, const char *value, const char *language UNUSED)
{
        fields_add_urls(r, value);
}

/* The paper's file beside the CSV, for who has the folder to find it and take this off again. */
static void take_file(struct record *r, const char *value, const char *language UNUSED)
{
        record_add_identifier(r, "file", value);
}

static void take_local(struct record *r, const char *value, const char *language UNUSED)
{
        record_add_identifier(r, "local", value);
}

/* "pmid:123" */
static void take_typed(struct record *r, const char *part, void *user UNUSED)
{
        CLEANUP(freep) char *type = strdup(part + strspn(part, " \t\r\n"));
        char *colon = type ? strchr(type, ':') : NULL;

        if (!colon || strstr(part, "://") ||
            strspn(type, "abcdefghijklmnopqrstuvwxyz-") != (size_t)(colon - type)) {
                meta_add_identifier(r, part);
                return;
        }
        *colon = '\0';
        record_add_identifier(r, type, colon + 1);
}

static void take_identifiers(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", take_typed, NULL);
}

static void take_identifier(struct record *r, const char *value, const char *language UNUSED)
{
        meta_add_identifier(r, value);
}

/* --- codes ---------------------------------------------------------------------------------------- */

static void add_sdg(struct record *r, const char *part, void *user UNUSED)
{
        if (!meta_add_sdg(r, part))
                record_add_sdg(r, part, ASSERTED_BY_AUTHOR);
}

static void add_theme(struct record *r, const char *part, void *user UNUSED)
{
        if (!meta_add_theme(r, part))
                record_add_string(r, &r->themes, part);
}

static void add_country(struct record *r, const char *part, void *user UNUSED)
{
        if (!meta_add_place(r, part))
                record_add_string(r, &r->countries, part);
}

static void add_region(struct record *r, const char *part, void *user UNUSED)
{
        if (!meta_add_place(r, part))
                record_add_string(r, &r->regions, part);
}

static void take_sdgs(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, strchr(value, ';') ? ";" : ",", add_sdg, NULL);
}

static void take_themes(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", add_theme, NULL);
}

static void take_countries(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", add_country, NULL);
}

static void take_regions(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", add_region, NULL);
}

/* "IsTranslationOf local:grenier-0" */
static void add_relation(struct record *r, const char *part, void *user UNUSED)
{
        CLEANUP(freep) char *type = strdup(part + strspn(part, " \t\r\n"));
        char *space = type ? strpbrk(type, " \t\r\n") : NULL;
        const char *word;

        if (!space)
                return;
        *space = '\0';
        word = meta_word(WORD_RELATION, type);
        if (word)
                record_add_relation(r, word, space + 1, NULL);
        else
                record_add_reference(r, part, NULL);
}

static void take_relations(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", add_relation, NULL);
}

/* "Grain Fund [FG-7]" */
static void add_funding(struct record *r, const char *part, void *user UNUSED)
{
        CLEANUP(freep) char *funder = strdup(part);
        char *award = funder ? take_bracketed(funder, '[', ']') : NULL;

        if (funder)
                record_add_funding(r, funder, award);
}

static void take_funding(struct record *r, const char *value, const char *language UNUSED)
{
        fields_split(r, value, ";", add_funding, NULL);
}

/* --- the table ------------------------------------------------------------------------------------ */

static const struct csv_column columns[] = {
        {"title", take_title, true},
        {"titles", take_title, true},
        {"creators", take_creators, true},
        {"creator", take_creators, true},
        {"authors", take_creators, true},
        {"author", take_creators, true},
        {"contributors", take_contributors, true},
        {"editors", take_editors, true},
        {"editor", take_editors, true},
        {"translators", take_translators, true},
        {"translator", take_translators, true},
        {"year", take_date, true},
        {"date", take_date, true},
        {"publicationyear", take_date, true},
        {"publicationdate", take_date, true},
        {"type", take_type, true},
        {"language", take_languages, true},
        {"languages", take_languages, true},
        {"abstract", take_abstract, true},
        {"summary", take_summary, true},
        {"keywords", take_keywords, true},
        {"keyword", take_keywords, true},
        {"publisher", take_publisher, true},
        {"source", take_source, true},
        {"journal", take_source, true},
        {"volume", take_volume, true},
        {"issue", take_issue, true},
        {"number", take_issue, true},
        {"pages", take_pages, true},
        {"edition", take_edition, true},
        {"series", take_series, true},
        {"place", take_place_of_publication, true},
        {"event", take_event, true},
        {"conference", take_event, true},
        {"doi", take_doi, true},
        {"isbn", take_isbn, true},
        {"issn", take_issn, true},
        {"url", take_url, true},
        {"identifiers", take_identifiers, true},
        {"licence", take_licence, true},
        {"license", take_licence, true},
        {"rights", take_rights, true},
        {"sdgs", take_sdgs, true},
        {"sdg", take_sdgs, true},
        {"themes", take_themes, true},
        {"theme", take_themes, true},
        {"countries", take_countries, true},
        {"country", take_countries, true},
        {"regions", take_regions, true},
        {"region", take_regions, true},
        {"relations", take_relations, true},
        {"funding", take_funding, true},
        {"file", take_file, true},
        {"filename", take_file, true},

        /* DSpace: dc.element.qualifier[language], several values apart by "||". */
        {"id", NULL, false},
        {"collection", NULL, false},
        {"dc.title", take_title, false},
        {"dc.title.alternative", take_title, false},
        {"dc.contributor.author", take_creators, false},
        {"dc.creator", take_creators, false},
        {"dc.contributor", take_contributors, false},
        {"dc.contributor.other", take_contributors, false},
        {"dc.contributor.editor", take_editors, false},
        {"dc.contributor.translator", take_translators, false},
        {"dc.contributor.advisor", take_supervisors, false},
        {"dc.coverage.spatial", take_subject, false},
        {"dc.date", take_date, false},
        {"dc.date.issued", take_date, false},
        {"dc.date.available", take_available, false},
        {"dc.date.accessioned", NULL, false},
        {"dc.description", take_abstract, false},
        {"dc.description.abstract", take_abstract, false},
        {"dc.description.provenance", NULL, false},
        {"dc.description.sponsorship", take_funding, false},
        {"dc.format", NULL, false},
        {"dc.format.extent", NULL, false},
        {"dc.format.mimetype", NULL, false},
        {"dc.identifier", take_identifier, false},
        {"dc.identifier.citation", NULL, false},
        {"dc.identifier.doi", take_doi, false},
        {"dc.identifier.isbn", take_isbn, false},
        {"dc.identifier.issn", take_issn, false},
        {"dc.identifier.other", take_local, false},
        {"dc.identifier.uri", take_url, false},
        {"dc.language", take_languages, false},
        {"dc.language.iso", take_languages, false},
        {"dc.publisher", take_publisher, false},
        {"dc.publisher.place", take_place_of_publication, false},
        {"dc.relation.ispartof", take_source, false},
        {"dc.relation.ispartofseries", take_series, false},
        {"dc.rights", take_rights_or_licence, false},
        {"dc.rights.license", take_licence, false},
        {"dc.rights.uri", take_rights_or_licence, false},
        {"dc.source", take_source, false},
        {"dc.subject", take_subject, false},
        {"dc.subject.other", take_subject, false},
        {"dc.type", take_known_type, false},
};

/* "Publication_Year " -> "publicationyear"; the language's part is left out. */
static void add_plain(struct str *out, const char *header)
{
        for (; *header && *header != '@' && *header != '['; header++)
                if (!isspace((unsigned char)*header) && *header != '_' && *header != '-')
                        str_add_char(out, (char)tolower((unsigned char)*header));
}

const struct csv_column *csv_column_find(const char *header, struct arena *a,
                                         const char **ret_language)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        const char *suffix = strpbrk(header, "@[");
        char tag[36];

        add_plain(&name, header);
        *ret_language = NULL;
        if (suffix) {
                CLEANUP(freep) char *language = strdup(suffix + 1);

                for (char *p = language; p && *p; p++)
                        *p = *p == '_' ? '-' : *p;
                if (language)
                        language[strcspn(language, "] ")] = '\0';
                if (language && vocab_match_language(language, tag))
                        *ret_language = arena_copy(a, tag);
        }
        for (size_t i = 0; i < ARRAY_LEN(columns); i++)
                if (!strcmp(columns[i].name, str_text(&name)))
                        return &columns[i];
        return NULL;
}

bool csv_column_is(const struct csv_column *c, const char *name)
{
        return c && !strcmp(c->name, name);
}
