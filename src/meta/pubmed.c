/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PubMed's XML (National Library of Medicine): <PubmedArticle> and <PubmedBookArticle> of a set. Pages are written
 * in MEDLINE's short form there, "132-42" for 132 to 142, and are spelt out.
 */
#include "meta/text-fields.h"
#include "meta/xml-fields.h"
#include "meta/xml-formats.h"

#include <string.h>
#include <strings.h>

enum { PAGE_ROOM = 32 };

/* --- words ------------------------------------------------------------------------------------------------------ */

/* A title ends in a full stop, and in brackets where it was translated: "[The firm]." */
static const char *title_of(struct record *r, const xmlNode *node)
{
        const char *text = field_text(r, node);
        size_t n = text ? strlen(text) : 0;

        if (n > 1 && text[n - 1] == '.' && text[n - 2] != '.')
                n--;
        if (n > 2 && text[0] == '[' && text[n - 1] == ']' && !memchr(text + 1, '[', n - 1)) {
                text++;
                n -= 2;
        }
        return n ? arena_copy_bytes(&r->arena, text, n) : NULL;
}

/* "BACKGROUND: …" for each labelled part. The one of the article is in English, whatever the article is in. */
static void read_abstract(struct record *r, const xmlNode *abstract, const char *language,
                          struct lang_texts *list)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        for (const xmlNode *n = xml_child(abstract, "AbstractText"); n;
             n = xml_next(n, "AbstractText")) {
                const char *label = field_attr(r, n, "Label"), *words = field_text(r, n);

                if (words)
                        str_addf(&text, "%s%s%s%s", text.len ? " " : "", label ? label : "",
                                 label ? ": " : "", words);
        }
        record_add_text(r, list, str_text(&text), language);
}

static void read_abstracts(struct record *r, const xmlNode *citation, const xmlNode *article)
{
        read_abstract(r, xml_child(article, "Abstract"), "en", &r->abstracts);
        for (const xmlNode *n = xml_child(citation, "OtherAbstract"); n;
             n = xml_next(n, "OtherAbstract"))
                read_abstract(r, n, meta_language(r, field_attr(r, n, "Language")),
                              field_attr_is(n, "Type", "plain-language-summary") ? &r->summaries
                                                                                 : &r->abstracts);
}

/* --- people ------------------------------------------------------------------------------------------------------- */

static void read_author(struct record *r, const xmlNode *node, struct agents *list,
                        const char *role)
{
        const char *body = field_child(r, node, "CollectiveName");
        const char *given = field_child(r, node, "ForeName");
        struct agent *a =
                body ? record_add_agent(r, list, body)
                     : field_add_person(r, list, given ? given : field_child(r, node, "Initials"),
                                        field_child(r, node, "LastName"),
                                        field_child(r, node, "Suffix"), NULL);

        if (!a)
                return;
        a->is_organisation |= body != NULL;
        record_set(r, &a->role, role);
        for (const xmlNode *n = xml_child(node, "Identifier"); n; n = xml_next(n, "Identifier"))
                if (field_attr_is(n, "Source", "ORCID"))
                        meta_set_orcid(r, a, field_code(r, n));
        for (const xmlNode *n = xml_child(node, "AffiliationInfo"); n;
             n = xml_next(n, "AffiliationInfo"))
                agent_add_affiliation(r, a, field_child(r, n, "Affiliation"),
                                      meta_ror(r, field_child(r, n, "Identifier")), NULL);
}

static void read_authors(struct record *r, const xmlNode *owner, bool is_container)
{
        for (const xmlNode *list = xml_child(owner, "AuthorList"); list;
             list = xml_next(list, "AuthorList")) {
                bool is_editors = field_attr_is(list, "Type", "editors");

                for (const xmlNode *n = xml_child(list, "Author"); n; n = xml_next(n, "Author"))
                        if (is_editors)
                                read_author(r, n, &r->contributors, "Editor");
                        else if (!is_container)
                                read_author(r, n, &r->creators, NULL);
        }
}

/* --- dates and places ----------------------------------------------------------------------------------------------- */

/* Year, Month ("Feb" or "02") and Day, or MEDLINE's line ("2010 Sep-Oct"). */
static void read_date(struct record *r, const xmlNode *node, const char *type)
{
        const char *year = field_child(r, node, "Year"), *day = field_child(r, node, "Day");
        char date[META_DATE_SIZE];

        if (year && meta_date_of_parts(date_year(year), meta_month(field_child(r, node, "Month")),
                                       day ? atoi(day) : 0, date))
                record_add_date(r, type, date);
        else
                meta_add_date(r, type, field_child(r, node, "MedlineDate"));
}

/* "132-42": the last page without the digits it shares with the first. */
static const char *spell_out(struct record *r, const char *pages)
{
        const char *dash = pages ? strchr(pages, '-') : NULL;
        size_t n = dash ? (size_t)(dash - pages) : 0, m = dash ? strlen(dash + 1) : 0;

        if (!m || n <= m || n > PAGE_ROOM || pages[strspn(pages, "0123456789-")] ||
            strchr(dash + 1, '-'))
                return pages;
        return arena_printf(&r->arena, "%.*s-%.*s%s", (int)n, pages, (int)(n - m), pages, dash + 1);
}

static void read_journal(struct record *r, const xmlNode *article)
{
        const xmlNode *journal = xml_child(article, "Journal");
        const xmlNode *issue = xml_child(journal, "JournalIssue");
        const xmlNode *pages = xml_child(article, "Pagination");
        const char *first = field_child(r, pages, "StartPage");

        record_set(r, &r->source, field_child(r, journal, "Title"));
        r->within.issn = clean_issn(r, field_child(r, journal, "ISSN"));
        record_set(r, &r->within.volume, field_child(r, issue, "Volume"));
        record_set(r, &r->within.issue, field_child(r, issue, "Issue"));
        r->within.pages = spell_out(r, clean_pages(r, field_child(r, pages, "MedlinePgn")));
        if (!r->within.pages)
                r->within.pages = clean_page_range(r, first, field_child(r, pages, "EndPage"));
        read_date(r, xml_child(issue, "PubDate"), "Issued");
        if (xml_child(article, "ArticleDate"))
                read_date(r, xml_child(article, "ArticleDate"), "Available");
}

static void read_book(struct record *r, const xmlNode *book, bool is_part)
{
        const char *title = title_of(r, xml_child(book, "BookTitle"));

        if (is_part)
                record_set(r, &r->source, title);
        else
                record_add_text(r, &r->titles, title, record_language(r));
        read_authors(r, book, is_part);
        read_date(r, xml_child(book, "PubDate"), "Issued");
        record_set(r, &r->publisher, field_child(r, book, "Publisher/PublisherName"));
        record_set(r, &r->within.place, field_child(r, book, "Publisher/PublisherLocation"));
        record_set(r, &r->within.edition, field_child(r, book, "Edition"));
        record_set(r, &r->within.volume, field_child(r, book, "Volume"));
        record_set(r, &r->within.series, field_child(r, book, "CollectionTitle"));
        for (const xmlNode *n = xml_child(book, "Isbn"); n; n = xml_next(n, "Isbn"))
                clean_add_isbns(r, field_text(r, n));
}

/* --- numbers and subjects --------------------------------------------------------------------------------------------- */

static void read_ids(struct record *r, const xmlNode *list)
{
        static const struct fields_word types[] = {
                {"doi", "doi"}, {"pubmed", "pmid"}, {"pmc", "pmcid"}, {"bookaccession", "local"}};

        for (const xmlNode *n = xml_child(list, "ArticleId"); n; n = xml_next(n, "ArticleId")) {
                const char *type = fields_word(types, ARRAY_LEN(types), field_attr(r, n, "IdType"));

                if (type)
                        field_add_identifier(r, type, field_code(r, n));
        }
}

static void read_electronic_ids(struct record *r, const xmlNode *article)
{
        for (const xmlNode *n = xml_child(article, "ELocationID"); n;
             n = xml_next(n, "ELocationID"))
                if (field_attr_is(n, "EIdType", "doi") && !field_attr_is(n, "ValidYN", "N"))
                        field_add_identifier(r, "doi", field_code(r, n));
}

static void read_subjects(struct record *r, const xmlNode *citation)
{
        const xmlNode *headings = xml_child(citation, "MeshHeadingList");

        for (const xmlNode *l = xml_child(citation, "KeywordList"); l;
             l = xml_next(l, "KeywordList"))
                for (const xmlNode *n = xml_child(l, "Keyword"); n; n = xml_next(n, "Keyword"))
                        meta_add_subject(r, field_text(r, n), NULL);
        for (const xmlNode *n = xml_child(headings, "MeshHeading"); n;
             n = xml_next(n, "MeshHeading"))
                meta_add_subject(r, field_child(r, n, "DescriptorName"), "en");
}

static void read_grants(struct record *r, const xmlNode *article)
{
        for (const xmlNode *n = xml_child(xml_child(article, "GrantList"), "Grant"); n;
             n = xml_next(n, "Grant"))
                record_add_funding(r, field_child(r, n, "Agency"), field_child(r, n, "GrantID"));
}

static void read_references(struct record *r, const xmlNode *data)
{
        for (const xmlNode *l = xml_child(data, "ReferenceList"); l;
             l = xml_next(l, "ReferenceList"))
                for (const xmlNode *n = xml_child(l, "Reference"); n;
                     n = xml_next(n, "Reference")) {
                        const char *doi = NULL;
                        const xmlNode *ids = xml_child(n, "ArticleIdList");

                        for (const xmlNode *id = xml_child(ids, "ArticleId"); id;
                             id = xml_next(id, "ArticleId"))
                                if (field_attr_is(id, "IdType", "doi"))
                                        doi = field_code(r, id);
                        record_add_reference(r, field_child(r, n, "Citation"), doi);
                }
}

/* What it is beside an article of a journal. */
static void read_type(struct record *r, const xmlNode *article)
{
        const xmlNode *list = xml_child(article, "PublicationTypeList");

        record_set(r, &r->type, "research-paper");
        for (const xmlNode *n = xml_child(list, "PublicationType"); n;
             n = xml_next(n, "PublicationType")) {
                const char *text = field_text(r, n);

                if (text && strcasecmp(text, "Journal Article") != 0)
                        meta_set_known_type(r, text);
        }
}

/* --- together ------------------------------------------------------------------------------------------------------------- */

static void read_article(struct record *r, const xmlNode *node)
{
        const xmlNode *citation = xml_child(node, "MedlineCitation");
        const xmlNode *article = xml_child(citation, "Article");
        const xmlNode *data = xml_child(node, "PubmedData");

        for (const xmlNode *n = xml_child(article, "Language"); n; n = xml_next(n, "Language"))
                meta_add_language(r, field_text(r, n));
        /* The title is in English whatever the language of the article; its own is the vernacular one. */
        record_add_text(r, &r->titles, title_of(r, xml_child(article, "VernacularTitle")),
                        record_language(r));
        record_add_text(r, &r->titles, title_of(r, xml_child(article, "ArticleTitle")), "en");
        read_authors(r, article, false);
        read_type(r, article);
        read_journal(r, article);
        read_abstracts(r, citation, article);
        read_electronic_ids(r, article);
        field_add_identifier(r, "pmid", field_child(r, citation, "PMID"));
        read_ids(r, xml_child(data, "ArticleIdList"));
        read_subjects(r, citation);
        read_grants(r, article);
        read_references(r, data);
}

/* A chapter has a title of its own beside that of the book. */
static void read_book_article(struct record *r, const xmlNode *document)
{
        bool is_part = xml_child(document, "ArticleTitle") != NULL;

        for (const xmlNode *n = xml_child(document, "Language"); n; n = xml_next(n, "Language"))
                meta_add_language(r, field_text(r, n));
        record_add_text(r, &r->titles, title_of(r, xml_child(document, "ArticleTitle")),
                        record_language(r));
        read_authors(r, document, false);
        read_book(r, xml_child(document, "Book"), is_part);
        record_set(r, &r->type, is_part ? "book-chapter" : "book");
        read_abstract(r, xml_child(document, "Abstract"), record_language(r), &r->abstracts);
        field_add_rights(r, NULL, NULL, field_child(r, document, "Abstract/CopyrightInformation"));
        field_add_identifier(r, "pmid", field_child(r, document, "PMID"));
        read_ids(r, xml_child(document, "ArticleIdList"));
        read_subjects(r, document);
}

bool pubmed_is(const xmlNode *node)
{
        return (xml_is(node, "PubmedArticle") && xml_child(node, "MedlineCitation")) ||
               (xml_is(node, "PubmedBookArticle") && xml_child(node, "BookDocument"));
}

int pubmed_read(const xmlNode *node, struct record *r, struct error *err)
{
        const xmlNode *book = xml_child(node, "BookDocument");

        if (book)
                read_book_article(r, book);
        else
                read_article(r, node);
        field_credit_editors(r);
        return r->arena.failed ? error_no_memory(err) : 0;
}
