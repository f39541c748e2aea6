/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The XML that EndNote exports: <xml><records><record>. Every text may be cut into <style> runs; which field
 * means what depends on the type of the reference.
 */
#include "meta/xml-fields.h"
#include "meta/xml-formats.h"

#include <string.h>
#include <strings.h>

/* What the second title of a reference is. */
enum second_title { IS_SOURCE, IS_SERIES, IS_EVENT };

static const struct ref_type {
        const char *name, *type;
        enum second_title second;
} ref_types[] = {
        {"Journal Article", "research-paper", IS_SOURCE},
        {"Electronic Article", "research-paper", IS_SOURCE},
        {"Magazine Article", NULL, IS_SOURCE},
        {"Newspaper Article", NULL, IS_SOURCE},
        {"Book", "book", IS_SERIES},
        {"Edited Book", "book", IS_SERIES},
        {"Electronic Book", "book", IS_SERIES},
        {"Book Section", "book-chapter", IS_SOURCE},
        {"Electronic Book Section", "book-chapter", IS_SOURCE},
        {"Conference Paper", "conference-paper", IS_EVENT},
        {"Conference Proceedings", "conference-paper", IS_EVENT},
        {"Report", "report", IS_SERIES},
        {"Government Document", "report", IS_SERIES},
        {"Thesis", "thesis", IS_SERIES},
        {"Dataset", "dataset", IS_SERIES},
        {"Blog", "think-piece", IS_SOURCE},
        {"Bill", "policy-or-legislation", IS_SERIES},
        {"Statute", "policy-or-legislation", IS_SERIES},
        {"Legal Rule or Regulation", "policy-or-legislation", IS_SERIES},
        {"Discussion Paper", "working-paper", IS_SERIES},
        {"Working Paper", "working-paper", IS_SERIES},
        {"Web Page", NULL, IS_SOURCE},
};

static const struct ref_type *type_of(struct record *r, const xmlNode *record)
{
        static const struct ref_type other = {"Generic", NULL, IS_SOURCE};
        const char *name = field_attr(r, xml_child(record, "ref-type"), "name");

        for (size_t i = 0; name && i < ARRAY_LEN(ref_types); i++)
                if (!strcasecmp(ref_types[i].name, name))
                        return &ref_types[i];
        return &other;
}

/* --- people ------------------------------------------------------------------------------------------------- */

/* A name that ends in a comma is an organisation's: so EndNote is told not to turn it round. */
static void add_author(struct record *r, const xmlNode *node, struct agents *list, const char *role)
{
        const char *name = field_text(r, node);
        size_t n = name ? strlen(name) : 0;
        bool is_body = n && name[n - 1] == ',';
        struct agent *a;

        while (n && strchr(", ", name[n - 1]))
                n--;
        if (!n)
                return;
        name = arena_copy_bytes(&r->arena, name, n);
        a = is_body ? record_add_agent(r, list, name) : meta_add_person(r, list, name);
        if (!a)
                return;
        a->is_organisation |= is_body;
        record_set(r, &a->role, role);
}

static void read_authors(struct record *r, const xmlNode *record, const char *name,
                         struct agents *list, const char *role)
{
        const xmlNode *contributors = xml_child(record, "contributors");
        const xmlNode *authors = xml_child(contributors, name);

        for (const xmlNode *n = xml_child(authors, "author"); n; n = xml_next(n, "author"))
                add_author(r, n, list, role);
}

static void read_people(struct record *r, const xmlNode *record, const struct ref_type *type)
{
        bool is_edited = !strcmp(type->name, "Edited Book");

        if (is_edited)
                read_authors(r, record, "authors", &r->contributors, "Editor");
        else
                read_authors(r, record, "authors", &r->creators, NULL);
        read_authors(r, record, "secondary-authors", &r->contributors, "Editor");
        read_authors(r, record, "translated-authors", &r->contributors, "Translator");
}

/* --- titles and source ---------------------------------------------------------------------------------------- */

static void read_titles(struct record *r, const xmlNode *record, const struct ref_type *type)
{
        const xmlNode *titles = xml_child(record, "titles");
        const char *second = field_child(r, titles, "secondary-title");
        const char *journal = field_child(r, record, "periodical/full-title");

        record_add_text(r, &r->titles, field_child(r, titles, "title"), NULL);
        record_add_text(r, &r->titles, field_child(r, titles, "translated-title"), NULL);
        if (type->second == IS_SERIES)
                record_set(r, &r->within.series, second);
        else
                record_set(r, &r->source, second ? second : journal);
        if (type->second == IS_EVENT)
                record_set(r, &r->within.event, second);
        if (!r->within.series)
                record_set(r, &r->within.series, field_child(r, titles, "tertiary-title"));
}

static void read_numbers(struct record *r, const xmlNode *record, const struct ref_type *type)
{
        const char *isbn = field_child(r, record, "isbn");
        const char *issue = field_child(r, record, "number");

        /* Of a thesis the volume is its degree. */
        if (strcmp(type->name, "Thesis") != 0)
                record_set(r, &r->within.volume, field_child(r, record, "volume"));
        record_set(r, &r->within.issue, issue ? issue : field_child(r, record, "issue"));
        record_set(r, &r->within.edition, field_child(r, record, "edition"));
        record_set(r, &r->within.place, field_child(r, record, "pub-location"));
        record_set(r, &r->publisher, field_child(r, record, "publisher"));
        r->within.pages = clean_pages(r, field_child(r, record, "pages"));
        if (isbn && !clean_add_isbns(r, isbn))
                r->within.issn = clean_issn(r, isbn);
}

/* --- dates, numbers, words --------------------------------------------------------------------------------------- */

/* "Mar 5" beside the year 2019 is a day of that year. */
static void read_date(struct record *r, const xmlNode *record)
{
        const char *year = field_child(r, record, "dates/year");
        const char *day = field_child(r, record, "dates/pub-dates/date");
        char date[META_DATE_SIZE];

        if (day && meta_date(day, date) && (!year || date_year(date) == date_year(year)))
                record_add_date(r, "Issued", date);
        else if (day && year && meta_date(arena_printf(&r->arena, "%s %s", day, year), date) &&
                 date_year(date) == date_year(year))
                record_add_date(r, "Issued", date);
        else
                meta_add_date(r, "Issued", year);
}

static void read_urls(struct record *r, const xmlNode *record)
{
        const xmlNode *urls = xml_child(record, "urls");

        for (const xmlNode *n = urls ? field_next_inside(urls, urls, "url") : NULL; n;
             n = field_next_inside(n, urls, "url")) {
                const char *text = field_code(r, n);

                /* Files on somebody's own machine are no addresses. */
                if (text && (str_starts(text, "http://") || str_starts(text, "https://")))
                        field_add_identifier(r, "url", text);
        }
}

static void read_keywords(struct record *r, const xmlNode *record)
{
        const xmlNode *keywords = xml_child(record, "keywords");

        for (const xmlNode *n = xml_child(keywords, "keyword"); n; n = xml_next(n, "keyword")) {
                CLEANUP(str_done) struct str lines = STR_INIT;
                char *rest;

                /* Many paste all of them into one, a line or a ';' each. */
                xml_text(n, &lines);
                rest = lines.data;
                for (char *line; rest && (line = strsep(&rest, ";\r\n"));)
                        clean_add_subject(r, line, NULL);
        }
}

bool endnote_is(const xmlNode *node)
{
        return xml_is(node, "record") && xml_child(node, "ref-type") && xml_child(node, "titles");
}

int endnote_read(const xmlNode *record, struct record *r, struct error *err)
{
        const struct ref_type *type = type_of(r, record);

        record_set(r, &r->type, type->type);
        meta_add_language(r, field_child(r, record, "language"));
        read_people(r, record, type);
        read_titles(r, record, type);
        read_numbers(r, record, type);
        read_date(r, record);
        field_add_identifier(r, "doi", field_code(r, xml_child(record, "electronic-resource-num")));
        read_urls(r, record);
        read_keywords(r, record);
        record_add_text(r, &r->abstracts, field_child(r, record, "abstract"), record_language(r));
        field_inherit_languages(r);
        field_credit_editors(r);
        return r->arena.failed ? error_no_memory(err) : 0;
}
