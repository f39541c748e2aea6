/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MARC 21 bibliographic records as XML (MARCXML): <record>, alone, in a <collection> or in another protocol's
 * envelope. The marks by which cataloguing rules (ISBD) part the pieces of a field are taken off.
 */
#include "meta/marc.h"

#include "meta/host-line.h"
#include "meta/relators.h"
#include "meta/xml-formats.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- fields and subfields ------------------------------------------------------------------------------------- */

bool marc_tag_is(const xmlNode *field, const char *tag)
{
        CLEANUP(freep) char *have = xml_attr(field, "tag");

        return have && !strcmp(have, tag);
}

static char indicator(const xmlNode *field, const char *name)
{
        CLEANUP(freep) char *value = xml_attr(field, name);

        return value && *value ? *value : ' ';
}

static char code_of(const xmlNode *subfield)
{
        CLEANUP(freep)
        char *code = xml_is(subfield, "subfield") ? xml_attr(subfield, "code") : NULL;

        return code && code[0] && !code[1] ? code[0] : '\0';
}

const char *marc_subfield(struct record *r, const xmlNode *field, char code)
{
        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield"))
                if (code_of(n) == code && field_text(r, n))
                        return field_text(r, n);
        return NULL;
}

/* The same of a number or an address. */
static const char *code_subfield(struct record *r, const xmlNode *field, char code)
{
        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield"))
                if (code_of(n) == code && field_code(r, n))
                        return field_code(r, n);
        return NULL;
}

/* An initial, "ed." and "Inc." keep their full stop. */
static bool ends_in_abbreviation(const char *text, size_t n)
{
        static const char *const words[] = {"ed", "inc", "jr",   "sr",   "co",  "ltd", "etc",
                                            "al", "st",  "dept", "corp", "vol", "aufl"};
        size_t start = n;

        while (start && !strchr(" .-", text[start - 1]))
                start--;
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (n - start == strlen(words[i]) &&
                    !strncasecmp(text + start, words[i], n - start))
                        return true;
        return n - start == 1 || (n - start < 5 && (unsigned char)text[start] >= 0x80);
}

static size_t without_marks(const char *text, size_t n)
{
        while (n && strchr(" :/;=,", text[n - 1]))
                n--;
        if (n > 1 && text[n - 1] == '.' && text[n - 2] != '.' && !ends_in_abbreviation(text, n - 1))
                n--;
        while (n && strchr(" :/;=,", text[n - 1]))
                n--;
        return n;
}

const char *marc_plain(struct record *r, const char *text)
{
        size_t n = text ? without_marks(text, strlen(text)) : 0;

        /* What the catalogue adds of its own stands in brackets, which may go on in the next subfield. */
        if (n && text[0] == '[' && (text[n - 1] == ']' || !memchr(text, ']', n))) {
                n -= text[n - 1] == ']' ? 2 : 1;
                text++;
                n = without_marks(text, n);
        }
        return n ? arena_copy_bytes(&r->arena, text, n) : NULL;
}

static const char *plain_subfield(struct record *r, const xmlNode *field, char code)
{
        return marc_plain(r, marc_subfield(r, field, code));
}

static void set_once(struct record *r, const char **field, const char *text)
{
        if (!*field)
                record_set(r, field, text);
}

/* --- titles ------------------------------------------------------------------------------------------------------ */

/* $a: the title, $b: the rest of it, $n and $p: number and name of a part, in the order they stand. */
static const char *title_of(struct record *r, const xmlNode *field)
{
        const char *title = NULL;
        char before = 'a';

        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield")) {
                char code = code_of(n);
                const char *text = marc_plain(r, field_text(r, n));

                if (!text || !code || !strchr("abnp", code))
                        continue;
                if (code == 'n' && str_ends(text, "."))
                        text = arena_copy_bytes(&r->arena, text, strlen(text) - 1);
                if (!title || code == 'a')
                        title = title ? title : text;
                else if (code == 'b')
                        title = field_join_title(r, title, text);
                else
                        title = arena_printf(&r->arena, "%s%s %s", title,
                                             code == 'p' && before == 'n' ? ":" : ".", text);
                before = code;
        }
        return title;
}

static void take_title(struct record *r, const xmlNode *field)
{
        record_add_text(r, &r->titles, title_of(r, field), NULL);
}

static void take_series(struct record *r, const xmlNode *field)
{
        set_once(r, &r->within.series, plain_subfield(r, field, 'a'));
        set_once(r, &r->within.volume, plain_subfield(r, field, 'v'));
        if (!r->within.issn)
                r->within.issn = clean_issn(r, marc_subfield(r, field, 'x'));
}

/* --- people ------------------------------------------------------------------------------------------------------- */

/* By $4, then by $e; DataCite's words for roles are met as well. NULL: nothing is said. */
static const struct relator *relator_of(struct record *r, const xmlNode *field)
{
        static const struct relator other = {"ctb", RELATOR_CONTRIBUTOR, "Other"};
        const struct relator *found = NULL;
        bool any = false;

        for (int by_code = 1; by_code >= 0 && !found; by_code--)
                for (const xmlNode *n = xml_child(field, "subfield"); n && !found;
                     n = xml_next(n, "subfield")) {
                        char code = code_of(n);

                        if (code != (by_code ? '4' : 'e'))
                                continue;
                        found = relator_find(field_text(r, n));
                        any = true;
                }
        return found || !any ? found : &other;
}

/* "Data Collector" -> "DataCollector". */
static const char *role_word(struct record *r, const xmlNode *field)
{
        CLEANUP(str_done) struct str word = STR_INIT;

        for (const char *p = marc_subfield(r, field, 'e'); p && *p; p++)
                if (isalpha((unsigned char)*p))
                        str_add_char(&word, *p);
        return meta_word(WORD_ROLE, str_text(&word));
}

static const char *body_name(struct record *r, const xmlNode *field)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        const char *copy = NULL;

        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield")) {
                char code = code_of(n);
                const char *text =
                        code == 'a' || code == 'b' ? marc_plain(r, field_text(r, n)) : NULL;

                if (text)
                        str_addf(&name, "%s%s", name.len ? ". " : "", text);
        }
        record_set(r, &copy, str_text(&name));
        return copy;
}

static void read_person_numbers(struct record *r, struct agent *a, const xmlNode *field)
{
        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield")) {
                char code = code_of(n);
                const char *text =
                        code == '0' || code == '1' || code == 'u' ? field_text(r, n) : NULL;

                if (!text)
                        continue;
                if (code == 'u')
                        agent_add_affiliation(r, a, text, NULL, NULL);
                else if (!strncasecmp(text, "(orcid)", 7))
                        meta_set_orcid(r, a, text + 7);
                else if (strstr(text, "orcid.org"))
                        meta_set_orcid(r, a, text);
                else if (!a->ror)
                        a->ror = meta_ror(r, text);
        }
}

static struct agent *add_person(struct record *r, const xmlNode *field, struct agents *list)
{
        const char *name = plain_subfield(r, field, 'a');
        const char *suffix = plain_subfield(r, field, 'c');
        const char *comma = name ? strchr(name, ',') : NULL;

        if (comma && clean_is_suffix(suffix))
                name = arena_printf(&r->arena, "%s, %s", name, suffix);
        return name ? clean_add_person(r, list, name) : NULL;
}

/* is_added: not the main entry (7XX); is_body: an organisation. */
static void read_agent(struct record *r, const xmlNode *field, bool is_added, bool is_body)
{
        const struct relator *relator = relator_of(r, field);
        const char *word = role_word(r, field);
        bool is_creator = relator ? relator->kind == RELATOR_CREATOR : !(is_added && is_body);
        const char *role = word ? word : relator && relator->role ? relator->role : "Other";
        struct agents *list = is_creator && !word ? &r->creators : &r->contributors;
        struct agent *a;

        if (marc_subfield(r, field, 't')) /* names another work */
                return;
        if (relator && relator->kind == RELATOR_FUNDER)
                record_add_funding(r, is_body ? body_name(r, field) : plain_subfield(r, field, 'a'),
                                   NULL);
        if (relator && relator->kind == RELATOR_PUBLISHER)
                set_once(r, &r->publisher, body_name(r, field));
        if (relator && relator->kind != RELATOR_CREATOR && relator->kind != RELATOR_CONTRIBUTOR)
                return;
        a = is_body ? record_add_agent(r, list, body_name(r, field)) : add_person(r, field, list);
        if (!a)
                return;
        a->is_organisation |= is_body;
        if (list == &r->contributors)
                record_set(r, &a->role, role);
        read_person_numbers(r, a, field);
}

static void take_main_person(struct record *r, const xmlNode *field)
{
        read_agent(r, field, false, false);
}

static void take_main_body(struct record *r, const xmlNode *field)
{
        read_agent(r, field, false, true);
}

static void take_added_person(struct record *r, const xmlNode *field)
{
        read_agent(r, field, true, false);
}

static void take_added_body(struct record *r, const xmlNode *field)
{
        read_agent(r, field, true, true);
}

/* 720 does not say whose name it is, but by an indicator that many leave out. */
static void take_loose_name(struct record *r, const xmlNode *field)
{
        const char *kind = marc_subfield(r, field, '7');

        read_agent(r, field, true,
                   indicator(field, "ind1") == '2' || (kind && strcasestr(kind, "organi")));
}

static void take_event(struct record *r, const xmlNode *field)
{
        set_once(r, &r->within.event, plain_subfield(r, field, 'a'));
}

/* --- publication ---------------------------------------------------------------------------------------------------- */

static void take_publication(struct record *r, const xmlNode *field)
{
        char kind = marc_tag_is(field, "264") ? indicator(field, "ind2") : '1';
        const char *date = marc_subfield(r, field, 'c');

        if (kind == '4')
                meta_add_date(r, "Copyrighted", date);
        if (kind != '1' && kind != '0' && kind != ' ')
                return;
        set_once(r, &r->within.place, field_known(plain_subfield(r, field, 'a')));
        set_once(r, &r->publisher, field_known(plain_subfield(r, field, 'b')));
        meta_add_date(r, "Issued", date);
}

static void take_edition(struct record *r, const xmlNode *field)
{
        set_once(r, &r->within.edition, plain_subfield(r, field, 'a'));
}

static void take_thesis(struct record *r, const xmlNode *field)
{
        record_set(r, &r->type, "thesis");
        set_once(r, &r->publisher, plain_subfield(r, field, 'c'));
        if (r->n_dates == 0)
                meta_add_date(r, "Issued", marc_subfield(r, field, 'd'));
}

/* --- numbers -------------------------------------------------------------------------------------------------------- */

static void take_isbn(struct record *r, const xmlNode *field)
{
        clean_add_isbns(r, marc_subfield(r, field, 'a'));
}

static void take_issn(struct record *r, const xmlNode *field)
{
        if (!r->within.issn)
                r->within.issn = clean_issn(r, marc_subfield(r, field, 'a'));
}

static void take_identifier(struct record *r, const xmlNode *field)
{
        const char *value = code_subfield(r, field, 'a'), *scheme = marc_subfield(r, field, '2');

        if (!value)
                return;
        if (indicator(field, "ind1") == '3')
                clean_add_isbns(r, value); /* an EAN, which of a book is its ISBN */
        else if (scheme || doi_normalise(value, &r->arena))
                field_add_identifier(r, scheme, value);
}

static void take_report_number(struct record *r, const xmlNode *field)
{
        field_add_identifier(r, "local", marc_subfield(r, field, 'a'));
        set_once(r, &r->type, "report");
}

/* The work itself, not its table of contents or its cover. */
static void take_url(struct record *r, const xmlNode *field)
{
        static const char *const others[] = {"table of contents", "inhalts",        "cover",
                                             "contributor",       "publisher desc", "klappen",
                                             "rezension",         "review"};
        const char *what = marc_subfield(r, field, '3');

        if (!what)
                what = marc_subfield(r, field, 'z');
        for (size_t i = 0; what && i < ARRAY_LEN(others); i++)
                if (strcasestr(what, others[i]))
                        return;
        if (indicator(field, "ind2") != '2')
                field_add_identifier(r, "url", code_subfield(r, field, 'u'));
}

/* --- what it says and is about --------------------------------------------------------------------------------------- */

/* 520: ind1 ' ', '3', '8' an abstract; '1' a review, '4' a warning. */
static void take_abstract(struct record *r, const xmlNode *field)
{
        const char *text = marc_subfield(r, field, 'a'), *more = marc_subfield(r, field, 'b');
        char kind = indicator(field, "ind1");

        if (kind != '1' && kind != '4')
                record_add_text(r, &r->abstracts,
                                text && more ? arena_printf(&r->arena, "%s %s", text, more) : text,
                                NULL);
}

static void take_place(struct record *r, const char *text)
{
        if (text && !meta_add_place(r, text))
                record_add_text(r, &r->keywords, text, NULL);
}

/* A goal, or one of our own themes and places, by its address. */
static bool take_concept(struct record *r, const char *iri)
{
        if (strstr(iri, "sdg") && meta_add_sdg(r, iri))
                return true;
        if (!vocab_find_iri(iri))
                return false;
        meta_add_subject(r, iri, NULL);
        return true;
}

/* Each heading and each subdivision is a word to find it by; places are places. */
static void take_subject(struct record *r, const xmlNode *field)
{
        bool is_place = marc_tag_is(field, "651");

        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield")) {
                const char *text = field_text(r, n);
                char code = code_of(n);

                if ((code == '0' || code == '1') && text && take_concept(r, text))
                        return;
                text = marc_plain(r, text);
                if (code == 'z' || (is_place && code == 'a'))
                        take_place(r, text);
                else if (code == 'a' || code == 'x' || code == 'y')
                        meta_add_subject(r, text, NULL);
        }
}

static void take_genre(struct record *r, const xmlNode *field)
{
        const char *text = plain_subfield(r, field, 'a');

        if (!r->type && text && !strcasecmp(text, "Hochschulschrift"))
                record_set(r, &r->type, "thesis");
        else if (r->type || !text || !meta_set_known_type(r, text))
                take_subject(r, field);
}

static void take_rights(struct record *r, const xmlNode *field)
{
        field_add_rights(r, marc_subfield(r, field, 'u'), marc_subfield(r, field, 'f'),
                         marc_subfield(r, field, 'a'));
}

static void take_funding(struct record *r, const xmlNode *field)
{
        record_add_funding(r, marc_subfield(r, field, 'a'), marc_subfield(r, field, 'c'));
}

/* "eng", or several without anything between: "engfre". */
static void add_language_codes(struct record *r, const char *codes)
{
        size_t n = codes ? strlen(codes) : 0;

        if (n % 3 || n > 30) {
                meta_add_language(r, codes);
                return;
        }
        for (size_t i = 0; i + 3 <= n; i += 3)
                meta_add_language(r, arena_copy_bytes(&r->arena, codes + i, 3));
}

static void take_languages(struct record *r, const xmlNode *field)
{
        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield"))
                if (code_of(n) == 'a')
                        add_language_codes(r, field_text(r, n));
}

/* --- the host ----------------------------------------------------------------------------------------------------------- */

/* "p. 1-10, 15" alone are pages, however many; else a line of several things. */
static void take_place_in_host(struct record *r, const char *text)
{
        const char *pages = text && (str_starts(text, "p. ") || str_starts(text, "pp. "))
                                    ? clean_pages(r, text)
                                    : NULL;

        if (pages && !r->within.pages && !pages[strspn(pages, "0123456789-, ")])
                r->within.pages = pages;
        else
                host_read_line(r, text);
}

/* "Oxford : Elsevier, 2019" */
static void read_imprint(struct record *r, const char *text)
{
        const char *colon = text ? strstr(text, " :") : NULL;
        const char *from = colon ? colon + 2 : text;
        const char *year = text ? text + strcspn(text, "0123456789") : NULL;

        if (!text)
                return;
        if (colon && !r->within.place)
                record_set(
                        r, &r->within.place,
                        marc_plain(r, arena_copy_bytes(&r->arena, text, (size_t)(colon - text))));
        if (year > from)
                record_set(r, &r->publisher,
                           field_known(marc_plain(
                                   r, arena_copy_bytes(&r->arena, from, (size_t)(year - from)))));
        if (*year && r->n_dates == 0)
                meta_add_date(r, "Issued", year);
}

static void take_host(struct record *r, const xmlNode *field)
{
        const char *source = plain_subfield(r, field, 't');

        if (r->source)
                return;
        record_set(r, &r->source, source ? source : plain_subfield(r, field, 'a'));
        if (!r->within.issn)
                r->within.issn = clean_issn(r, marc_subfield(r, field, 'x'));
        clean_add_isbns(r, marc_subfield(r, field, 'z'));
        for (const xmlNode *n = xml_child(field, "subfield"); n; n = xml_next(n, "subfield"))
                if (code_of(n) == 'g')
                        take_place_in_host(r, field_text(r, n));
        if (!r->publisher)
                read_imprint(r, marc_subfield(r, field, 'd'));
}

/* --- together ------------------------------------------------------------------------------------------------------------- */

static const struct {
        const char *tag;
        void (*take)(struct record *r, const xmlNode *field);
} fields[] = {
        {"020", take_isbn},        {"022", take_issn},          {"024", take_identifier},
        {"041", take_languages},   {"088", take_report_number}, {"100", take_main_person},
        {"110", take_main_body},   {"111", take_event},         {"242", take_title},
        {"245", take_title},       {"246", take_title},         {"250", take_edition},
        {"260", take_publication}, {"264", take_publication},   {"490", take_series},
        {"440", take_series},      {"830", take_series},        {"502", take_thesis},
        {"520", take_abstract},    {"536", take_funding},       {"540", take_rights},
        {"600", take_subject},     {"610", take_subject},       {"611", take_subject},
        {"630", take_subject},     {"650", take_subject},       {"651", take_subject},
        {"653", take_subject},     {"655", take_genre},         {"700", take_added_person},
        {"710", take_added_body},  {"711", take_event},         {"720", take_loose_name},
        {"773", take_host},        {"856", take_url},
};

static void read_fields(struct record *r, const xmlNode *record)
{
        for (const xmlNode *n = xml_child(record, "datafield"); n; n = xml_next(n, "datafield"))
                for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                        if (marc_tag_is(n, fields[i].tag))
                                fields[i].take(r, n);
}

/* The title proper stands first, however the fields are sorted. */
static void read_title_first(struct record *r, const xmlNode *record)
{
        for (const xmlNode *n = xml_child(record, "datafield"); n; n = xml_next(n, "datafield"))
                if (marc_tag_is(n, "245"))
                        take_title(r, n);
}

/* 008, positions 7 to 10: the date; 35 to 37: the language. */
static void read_fixed(struct record *r, const char *fixed)
{
        size_t n = fixed ? strlen(fixed) : 0;
        char date[9] = "";

        if (n >= 15) {
                memcpy(date, fixed + 7, fixed[6] == 'e' ? 8 : 4);
                if (r->n_dates == 0)
                        meta_add_date(r, "Issued", date);
        }
        if (n >= 38 && r->languages.n == 0)
                add_language_codes(r, arena_copy_bytes(&r->arena, fixed + 35, 3));
}

static void read_control(struct record *r, const xmlNode *record)
{
        for (const xmlNode *n = xml_child(record, "controlfield"); n;
             n = xml_next(n, "controlfield")) {
                CLEANUP(str_done) struct str text = STR_INIT;

                xml_text(n, &text); /* every blank counts */
                if (marc_tag_is(n, "008"))
                        read_fixed(r, str_text(&text));
                else if (marc_tag_is(n, "001") && !record_identifier(r, "doi") &&
                         !record_identifier(r, "isbn"))
                        field_add_identifier(r, "local", field_text(r, n));
        }
}

/* Leader 6 and 7: of text ('a'), a monograph ('m') or a part ('a', 'b') of something else. */
static void read_type(struct record *r, const xmlNode *record)
{
        CLEANUP(str_done) struct str leader = STR_INIT;
        const xmlNode *node = xml_child(record, "leader");
        char kind = 'a', level = '\0';

        if (node)
                xml_text(node, &leader);
        if (leader.len > 7) {
                kind = leader.data[6];
                level = leader.data[7];
        }
        if (r->type || (kind != 'a' && kind != 't'))
                return;
        if (r->source)
                record_set(r, &r->type,
                           record_identifier(r, "isbn") && !r->within.issue ? "book-chapter"
                                                                            : "research-paper");
        else if (level == 'm' || (!level && record_identifier(r, "isbn")))
                record_set(r, &r->type, "book");
}

bool marc_is(const xmlNode *node)
{
        return xml_is(node, "record") && xml_child(node, "datafield") &&
               !meta_in_namespace(node, "http://www.openarchives.org/OAI/");
}

int marc_read(const xmlNode *record, struct record *r, struct error *err)
{
        read_title_first(r, record);
        read_fields(r, record);
        read_control(r, record);
        read_type(r, record);
        field_inherit_languages(r);
        field_credit_editors(r);
        return r->arena.failed ? error_no_memory(err) : 0;
}
