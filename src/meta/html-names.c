/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The names under which <meta> tells of a paper: Highwire's citation_ (as Google Scholar asks for), the
 * same with bepress_ before it (Digital Commons), PRISM, EPrints. One row a name.
 */
#include "meta/html-page.h"

#include <string.h>
#include <strings.h>

typedef void (*take_name)(struct page *p, struct page_source *s, const char *content,
                          const char *language);

/* --- people ----------------------------------------------------------------------------------------------- */

static void take_author(struct page *p UNUSED, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        s->agent = meta_add_person(s->record, &s->record->creators, content);
}

/* All in one, apart by ';'. */
static void take_authors(struct page *p UNUSED, struct page_source *s, const char *content,
                         const char *language UNUSED)
{
        if (s->record->creators.n == 0)
                meta_add_people(s->record, &s->record->creators, content);
}

static void take_editor(struct page *p UNUSED, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        s->agent = meta_add_person(s->record, &s->record->contributors, content);
        if (s->agent)
                record_set(s->record, &s->agent->role, "Editor");
}

static void take_institution(struct page *p UNUSED, struct page_source *s, const char *content,
                             const char *language UNUSED)
{
        if (s->agent)
                agent_add_affiliation(s->record, s->agent, content, NULL, NULL);
}

static void take_orcid(struct page *p UNUSED, struct page_source *s, const char *content,
                       const char *language UNUSED)
{
        if (s->agent)
                meta_set_orcid(s->record, s->agent, content);
}

/* --- the work --------------------------------------------------------------------------------------------- */

static void take_title(struct page *p UNUSED, struct page_source *s, const char *content,
                       const char *language)
{
        record_add_text(s->record, &s->record->titles, content, language);
}

static void take_abstract(struct page *p UNUSED, struct page_source *s, const char *content,
                          const char *language)
{
        record_add_text(s->record, &s->record->abstracts, content, language);
}

static void take_keywords(struct page *p UNUSED, struct page_source *s, const char *content,
                          const char *language)
{
        meta_add_subjects(s->record, content, language);
}

static void take_keyword(struct page *p UNUSED, struct page_source *s, const char *content,
                         const char *language)
{
        meta_add_subject(s->record, content, language);
}

static void take_language(struct page *p UNUSED, struct page_source *s, const char *content,
                          const char *language UNUSED)
{
        meta_add_language(s->record, content);
}

static void take_type(struct page *p UNUSED, struct page_source *s, const char *content,
                      const char *language UNUSED)
{
        if (!s->record->type)
                meta_set_known_type(s->record, content);
}

static void take_rights(struct page *p UNUSED, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        if (!meta_set_known_licence(s->record, content) && !s->record->rights)
                record_set(s->record, &s->record->rights, content);
}

/* --- dates ------------------------------------------------------------------------------------------------ */

static bool has_date(const struct record *r, const char *type)
{
        for (size_t i = 0; i < r->n_dates; i++)
                if (!strcmp(r->dates[i].type, type))
                        return true;
        return false;
}

/* The first one there is: a page gives it once more by its year alone. */
static void take_date(struct page *p UNUSED, struct page_source *s, const char *content,
                      const char *language UNUSED)
{
        if (!has_date(s->record, "Issued"))
                meta_add_date(s->record, "Issued", content);
}

static void take_online_date(struct page *p UNUSED, struct page_source *s, const char *content,
                             const char *language UNUSED)
{
        if (!has_date(s->record, "Available"))
                meta_add_date(s->record, "Available", content);
}

/* --- identifiers ------------------------------------------------------------------------------------------ */

static void take_doi(struct page *p UNUSED, struct page_source *s, const char *content,
                     const char *language UNUSED)
{
        if (doi_normalise(content, &s->record->arena))
                record_add_identifier(s->record, "doi", content);
}

static void take_isbn(struct page *p UNUSED, struct page_source *s, const char *content,
                      const char *language UNUSED)
{
        record_add_identifier(s->record, "isbn", content);
}

static void take_pmid(struct page *p UNUSED, struct page_source *s, const char *content,
                      const char *language UNUSED)
{
        record_add_identifier(s->record, "pmid", content);
}

static void take_local(struct page *p UNUSED, struct page_source *s, const char *content,
                       const char *language UNUSED)
{
        record_add_identifier(s->record, "local", content);
}

static void take_identifier(struct page *p UNUSED, struct page_source *s, const char *content,
                            const char *language UNUSED)
{
        meta_add_identifier(s->record, content);
}

/* --- where it appeared ------------------------------------------------------------------------------------ */

static void set_once(struct record *r, const char **field, const char *content)
{
        if (!*field)
                record_set(r, field, content);
}

static void take_publisher(struct page *p UNUSED, struct page_source *s, const char *content,
                           const char *language UNUSED)
{
        set_once(s->record, &s->record->publisher, content);
}

/* Where it appeared tells what it is, unless the page says so itself. */
static void suppose_type(struct page *p, const char *type)
{
        struct record *r = p->sources[FROM_PAGE].record;

        record_set(r, &r->type, type);
}

static void take_source(struct page *p UNUSED, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        set_once(s->record, &s->record->source, content);
}

static void take_journal(struct page *p, struct page_source *s, const char *content,
                         const char *language UNUSED)
{
        set_once(s->record, &s->record->source, content);
        suppose_type(p, "research-paper");
}

static void take_conference(struct page *p, struct page_source *s, const char *content,
                            const char *language UNUSED)
{
        record_set(s->record, &s->record->source, content);
        suppose_type(p, "conference-paper");
}

static void take_book(struct page *p, struct page_source *s, const char *content,
                      const char *language UNUSED)
{
        record_set(s->record, &s->record->source, content);
        suppose_type(p, "book-chapter");
}

static void take_thesis(struct page *p, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        record_set(s->record, &s->record->publisher, content);
        suppose_type(p, "thesis");
}

static void take_report(struct page *p, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        record_set(s->record, &s->record->publisher, content);
        suppose_type(p, "report");
}

static void take_volume(struct page *p UNUSED, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        set_once(s->record, &s->record->within.volume, content);
}

static void take_issue(struct page *p UNUSED, struct page_source *s, const char *content,
                       const char *language UNUSED)
{
        set_once(s->record, &s->record->within.issue, content);
}

static void take_pages(struct page *p UNUSED, struct page_source *s, const char *content,
                       const char *language UNUSED)
{
        set_once(s->record, &s->record->within.pages, content);
}

static void take_first_page(struct page *p UNUSED, struct page_source *s, const char *content,
                            const char *language UNUSED)
{
        set_once(s->record, &s->first_page, content);
}

static void take_last_page(struct page *p UNUSED, struct page_source *s, const char *content,
                           const char *language UNUSED)
{
        set_once(s->record, &s->last_page, content);
}

static void take_issn(struct page *p UNUSED, struct page_source *s, const char *content,
                      const char *language UNUSED)
{
        set_once(s->record, &s->record->within.issn, content);
}

static void take_series(struct page *p UNUSED, struct page_source *s, const char *content,
                        const char *language UNUSED)
{
        set_once(s->record, &s->record->within.series, content);
}

static void take_event(struct page *p UNUSED, struct page_source *s, const char *content,
                       const char *language UNUSED)
{
        set_once(s->record, &s->record->within.event, content);
}

static void take_edition(struct page *p UNUSED, struct page_source *s, const char *content,
                         const char *language UNUSED)
{
        set_once(s->record, &s->record->within.edition, content);
}

static void take_place(struct page *p UNUSED, struct page_source *s, const char *content,
                       const char *language UNUSED)
{
        set_once(s->record, &s->record->within.place, content);
}

/* --- references ------------------------------------------------------------------------------------------- */

/* Either as printed, or "citation_title=…; citation_doi=…; …". */
static void take_reference(struct page *p UNUSED, struct page_source *s, const char *content,
                           const char *language UNUSED)
{
        struct record *r = s->record;
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *copy = strdup(content);
        const char *doi = NULL;
        char *rest = copy;

        if (!str_starts(content, "citation_")) {
                record_add_reference(r, content, NULL);
                return;
        }
        for (char *part; rest && (part = strsep(&rest, ";"));) {
                const char *value = strchr(part, '=');

                if (!value || str_is_blank(value + 1))
                        continue;
                str_addf(&text, "%s%s", text.len ? ". " : "", value + 1);
                if (strstr(part, "citation_doi="))
                        doi = doi_normalise(value + 1, &r->arena);
        }
        record_add_reference(r, str_text(&text), doi);
}

/* --- the tables ------------------------------------------------------------------------------------------- */

struct row {
        const char *name;
        take_name take;
};

static const struct row citation_rows[] = {
        {"abstract", take_abstract},
        {"author", take_author},
        {"author_affiliation", take_institution},
        {"author_institution", take_institution},
        {"author_orcid", take_orcid},
        {"authors", take_authors},
        {"book_title", take_book},
        {"conference", take_event},
        {"conference_name", take_event},
        {"conference_title", take_conference},
        {"cover_date", take_date},
        {"date", take_date},
        {"dissertation_institution", take_thesis},
        {"doi", take_doi},
        {"edition", take_edition},
        {"editor", take_editor},
        {"editor_institution", take_institution},
        {"editor_orcid", take_orcid},
        {"firstpage", take_first_page},
        {"id", take_local},
        {"inbook_title", take_book},
        {"isbn", take_isbn},
        {"issn", take_issn},
        {"issue", take_issue},
        {"journal_title", take_journal},
        {"keyword", take_keywords},
        {"keywords", take_keywords},
        {"language", take_language},
        {"lastpage", take_last_page},
        {"online_date", take_online_date},
        {"pages", take_pages},
        {"pmid", take_pmid},
        {"publication_date", take_date},
        {"publisher", take_publisher},
        {"publisher_place", take_place},
        {"reference", take_reference},
        {"series_title", take_series},
        {"technical_report_institution", take_report},
        {"technical_report_number", take_issue},
        {"title", take_title},
        {"volume", take_volume},
        {"year", take_date},
};

/* PRISM 3.0, in part. */
static const struct row prism_rows[] = {
        {"copyright", take_rights},
        {"coverDate", take_date},
        {"doi", take_doi},
        {"edition", take_edition},
        {"eIssn", take_issn},
        {"endingPage", take_last_page},
        {"event", take_event},
        {"isbn", take_isbn},
        {"issn", take_issn},
        {"issueIdentifier", take_issue},
        {"keyword", take_keyword},
        {"number", take_issue},
        {"pageRange", take_pages},
        {"publicationDate", take_date},
        {"publicationName", take_source},
        {"seriesTitle", take_series},
        {"startingPage", take_first_page},
        {"volume", take_volume},
};

static const struct row eprints_rows[] = {
        {"abstract", take_abstract},
        {"book_title", take_book},
        {"creators_name", take_author},
        {"creators_orcid", take_orcid},
        {"date", take_date},
        {"doi", take_doi},
        {"editors_name", take_editor},
        {"event_title", take_event},
        {"id_number", take_identifier},
        {"institution", take_publisher},
        {"isbn", take_isbn},
        {"issn", take_issn},
        {"keywords", take_keywords},
        {"number", take_issue},
        {"official_url", take_doi},
        {"pagerange", take_pages},
        {"place_of_pub", take_place},
        {"publication", take_source},
        {"publisher", take_publisher},
        {"series", take_series},
        {"title", take_title},
        {"type", take_type},
        {"volume", take_volume},
};

static const struct {
        const char *prefix;
        enum source source;
        const struct row *rows;
        size_t n;
} families[] = {
        {"citation_", FROM_CITATION, citation_rows, ARRAY_LEN(citation_rows)},
        {"bepress_citation_", FROM_BEPRESS, citation_rows, ARRAY_LEN(citation_rows)},
        {"prism.", FROM_PRISM, prism_rows, ARRAY_LEN(prism_rows)},
        {"prism:", FROM_PRISM, prism_rows, ARRAY_LEN(prism_rows)},
        {"eprints.", FROM_EPRINTS, eprints_rows, ARRAY_LEN(eprints_rows)},
};

/* In the source of a Dublin Core description, as OJS and DSpace refine it. */
static const struct row source_rows[] = {
        {"bibliographicCitation.endPage", take_last_page},
        {"bibliographicCitation.issue", take_issue},
        {"bibliographicCitation.startPage", take_first_page},
        {"bibliographicCitation.volume", take_volume},
        {"citation.endPage", take_last_page},
        {"citation.epage", take_last_page},
        {"citation.issue", take_issue},
        {"citation.spage", take_first_page},
        {"citation.startPage", take_first_page},
        {"citation.volume", take_volume},
        {"Identifier.DOI", take_doi},
        {"Identifier.ISBN", take_isbn},
        {"Identifier.ISSN", take_issn},
        {"Identifier.pageNumber", take_pages},
        {"isPartOf.ISSN", take_issn},
        {"Source.ISSN", take_issn},
        {"Source.Issue", take_issue},
        {"Source.Pages", take_pages},
        {"Source.Volume", take_volume},
};

/* ------------------------------------------------------------------------------------------------------------ */

void page_drop_tags(const char *text, struct str *out)
{
        while (*text) {
                const char *end = text[0] == '<' ? strchr(text, '>') : NULL;
                char c = text[1] == '/' ? text[2] : text[1];

                if (end && end - text < 64 && ((c | 32) >= 'a' && (c | 32) <= 'z'))
                        text = end + 1;
                else
                        str_add_char(out, *text++);
        }
}

static const struct row *find_row(const struct row *rows, size_t n, const char *name)
{
        for (size_t i = 0; i < n; i++)
                if (!strcasecmp(rows[i].name, name))
                        return &rows[i];
        return NULL;
}

bool page_read_named(struct page *p, const char *name, const char *content, const char *language)
{
        CLEANUP(str_done) struct str plain = STR_INIT;

        for (size_t i = 0; i < ARRAY_LEN(families); i++) {
                size_t len = strlen(families[i].prefix);
                const struct row *row;

                if (strncasecmp(name, families[i].prefix, len) != 0)
                        continue;
                row = find_row(families[i].rows, families[i].n, name + len);
                page_drop_tags(content, &plain);
                if (row)
                        row->take(p, &p->sources[families[i].source], str_text(&plain), language);
                return true;
        }
        return false;
}

bool page_read_source_term(struct page_source *s, const char *term, const char *content)
{
        const struct row *row = find_row(source_rows, ARRAY_LEN(source_rows), term);

        if (row)
                row->take(NULL, s, content, NULL);
        return row != NULL;
}
