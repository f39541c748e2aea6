/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records to our CSV, a row each, in the columns of ssehub-csv(5). */
#include "meta/text-fields.h"

#include "text/escape.h"

#include <string.h>

#define CSV_LINE_END "\r\n"

/* --- cells: each is built as text and escaped in one place ------------------------------------------- */

/* "Titre||Title@en": a language is named where it is not the work's. */
static void add_texts(struct str *out, const struct record *r, const struct lang_texts *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const struct lang_text *t = &list->items[i];

                str_addf(out, "%s%s", i ? "||" : "", t->text);
                if (t->language && !str_equal(t->language, record_language(r)))
                        str_addf(out, "@%s", t->language);
        }
}

static void cell_titles(struct str *out, const struct record *r)
{
        add_texts(out, r, &r->titles);
}

static void cell_abstracts(struct str *out, const struct record *r)
{
        add_texts(out, r, &r->abstracts);
}

static void cell_summaries(struct str *out, const struct record *r)
{
        add_texts(out, r, &r->summaries);
}

/* Apart by ';', and by "||" where the language changes. The last ';' keeps the comma of a single one. */
static void cell_keywords(struct str *out, const struct record *r)
{
        const struct lang_texts *list = &r->keywords;

        for (size_t i = 0; i < list->n; i++) {
                const char *language = list->items[i].language;
                bool last = i + 1 == list->n || !str_equal(list->items[i + 1].language, language);

                str_addf(out, "%s;", list->items[i].text);
                if (last && language && !str_equal(language, record_language(r)))
                        str_addf(out, "@%s", language);
                if (i + 1 < list->n)
                        str_add(out, last ? "||" : " ");
        }
}

static void add_name(struct str *out, const struct agent *a)
{
        if (a->is_organisation) /* braces say what it is, and hold its commas */
                str_addf(out, "{%s}", a->name);
        else
                name_write(out, a);
        if (a->orcid)
                str_addf(out, " [%s]", a->orcid);
}

static void cell_creators(struct str *out, const struct record *r)
{
        for (size_t i = 0; i < r->creators.n; i++) {
                str_add(out, i ? "; " : "");
                add_name(out, &r->creators.items[i]);
        }
}

static void cell_contributors(struct str *out, const struct record *r)
{
        for (size_t i = 0; i < r->contributors.n; i++) {
                const struct agent *a = &r->contributors.items[i];

                str_add(out, i ? "; " : "");
                add_name(out, a);
                if (a->role)
                        str_addf(out, " (%s)", a->role);
        }
}

static void cell_date(struct str *out, const struct record *r)
{
        str_add(out, record_issued(r));
}

static void add_strings(struct str *out, const struct strings *list)
{
        for (size_t i = 0; i < list->n; i++)
                str_addf(out, "%s%s", i ? "; " : "", list->items[i]);
}

static void cell_languages(struct str *out, const struct record *r)
{
        add_strings(out, &r->languages);
}

static void add_identifiers(struct str *out, const struct record *r, const char *type,
                            const char *between)
{
        size_t n = 0;

        for (size_t i = 0; i < r->n_identifiers; i++)
                if (str_equal(r->identifiers[i].type, type))
                        str_addf(out, "%s%s", n++ ? between : "", r->identifiers[i].value);
}

static void cell_isbn(struct str *out, const struct record *r)
{
        add_identifiers(out, r, "isbn", "; ");
}

static void cell_url(struct str *out, const struct record *r)
{
        add_identifiers(out, r, "url", " ");
}

static void cell_doi(struct str *out, const struct record *r)
{
        str_add(out, record_identifier(r, "doi"));
}

static void cell_identifiers(struct str *out, const struct record *r)
{
        const char *doi = record_identifier(r, "doi");
        size_t n = 0;

        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];

                if (str_equal(id->type, "isbn") || str_equal(id->type, "url") || id->value == doi)
                        continue;
                str_addf(out, "%s%s:%s", n++ ? "; " : "", id->type, id->value);
        }
}

static void cell_sdgs(struct str *out, const struct record *r)
{
        size_t n = 0;

        for (size_t i = 0; i < r->n_sdgs; i++)
                if (r->sdgs[i].by ==
                    ASSERTED_BY_AUTHOR) /* what a machine thinks is not the author's word */
                        str_addf(out, "%s%s", n++ ? "; " : "", r->sdgs[i].notation);
}

static void cell_themes(struct str *out, const struct record *r)
{
        add_strings(out, &r->themes);
}

static void cell_countries(struct str *out, const struct record *r)
{
        add_strings(out, &r->countries);
}

static void cell_regions(struct str *out, const struct record *r)
{
        add_strings(out, &r->regions);
}

static void cell_relations(struct str *out, const struct record *r)
{
        for (size_t i = 0; i < r->n_relations; i++)
                str_addf(out, "%s%s %s", i ? "; " : "", r->relations[i].type,
                         r->relations[i].target);
}

static void cell_funding(struct str *out, const struct record *r)
{
        for (size_t i = 0; i < r->n_fundings; i++) {
                const struct funding *f = &r->fundings[i];

                str_addf(out, "%s%s", i ? "; " : "", f->funder ? f->funder : "");
                if (f->award)
                        str_addf(out, " [%s]", f->award);
        }
}

/* --- the row ---------------------------------------------------------------------------------------- */

/* One column: built by a function, or a text of the record at this place. */
struct column {
        void (*cell)(struct str *out, const struct record *r);
        size_t offset;
};

#define TEXT(member)                                                                               \
        {                                                                                          \
                NULL, offsetof(struct record, member)                                              \
        }

/* In the order of meta_csv_header. */
static const struct column columns[] = {
        {cell_titles, 0},   {cell_creators, 0},  {cell_contributors, 0}, {cell_date, 0},
        TEXT(type),         {cell_languages, 0}, {cell_abstracts, 0},    {cell_summaries, 0},
        {cell_keywords, 0}, TEXT(publisher),     TEXT(source),           TEXT(within.volume),
        TEXT(within.issue), TEXT(within.pages),  TEXT(within.edition),   TEXT(within.series),
        TEXT(within.place), TEXT(within.event),  {cell_doi, 0},          {cell_isbn, 0},
        TEXT(within.issn),  {cell_url, 0},       {cell_identifiers, 0},  TEXT(licence),
        TEXT(rights),       {cell_sdgs, 0},      {cell_themes, 0},       {cell_countries, 0},
        {cell_regions, 0},  {cell_relations, 0}, {cell_funding, 0},
};

const char meta_csv_header[] = "title,creators,contributors,date,type,language,abstract,summary,"
                               "keywords,publisher,source,volume,issue,"
                               "pages,edition,series,place,event,doi,isbn,issn,url,identifiers,"
                               "licence,rights,sdgs,themes,countries,"
                               "regions,relations,funding" CSV_LINE_END;

int meta_write_csv(const struct record *r, struct str *out, struct error *err)
{
        for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
                CLEANUP(str_done) struct str cell = STR_INIT;
                const char *text;

                if (columns[i].cell)
                        columns[i].cell(&cell, r);
                memcpy(&text, (const char *)r + columns[i].offset, sizeof(text));
                if (columns[i].cell)
                        text = str_text(&cell);
                str_add(out, i ? "," : "");
                if (text && *text)
                        csv_field(out, text);
                out->failed |= cell.failed;
        }
        str_add(out, CSV_LINE_END);
        return out->failed ? error_no_memory(err) : 0;
}

const char *meta_csv_template(void)
{
        return "title,title@fr,creators,date,type,language,abstract,summary,keywords,publisher,"
               "source,volume,issue,"
               "pages,doi,isbn,issn,url,licence,rights,sdgs,themes,countries,regions,"
               "file" CSV_LINE_END "\"# example: The common granary (a row that starts like this "
               "is not read)\",Le grenier commun,"
               "\"Diallo, Aïcha [0000-0002-1825-0097]; {Network of "
               "Granaries}\",2023-05-17,working-paper,en,"
               "\"What the paper says, in a paragraph.\",What it says in plain words.,grain; "
               "cooperatives,"
               "Granary Press,Papers on "
               "Grain,12,3,17-29,10.5555/grain.1,,1234-5679,https://example.org/grain,"
               "CC-BY-4.0,© 2023 the authors,2; 8.3,food-sovereignty,ML; "
               "SN,011,granary.pdf" CSV_LINE_END;
}
