/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Crossref's XML, as deposited (<doi_batch>) and as its interfaces give it back (unixref, unixsd): one record
 * for each article, chapter, paper, preprint, dissertation, report, book or data set, with what the journal,
 * the conference or the book around it adds.
 *
 * Dates: Issued is that of the printed issue where there is one, as volume and pages belong to it; the
 * online date then is Available. Without print the online date is Issued.
 */
#include "meta/crossref.h"
#include "meta/xml-formats.h"

#include <string.h>
#include <strings.h>

/* The elements that are works, what stands around them, and our type for them. */
static const struct work {
        const char *name, *type;
        const char *metadata; /* the element that has the fields, where it is not the work's own */
        const char *parts;    /* works inside: then this one is their container only */
} works[] = {
        {"journal_article", "research-paper", NULL, NULL},
        {"conference_paper", "conference-paper", NULL, NULL},
        {"content_item", "book-chapter", NULL, NULL},
        {"posted_content", NULL, NULL, NULL},
        {"peer_review", NULL, NULL, NULL},
        {"dissertation", "thesis", NULL, NULL},
        {"book", "book", "book_metadata", "content_item"},
        {"report-paper", "report", "report-paper_metadata", "content_item"},
        {"standard", NULL, "standard_metadata", "content_item"},
        {"dataset", "dataset", NULL, NULL},
        {"pending_publication", NULL, "publication", NULL},
};

static const struct work *find_work(const xmlNode *node)
{
        for (size_t i = 0; node && i < ARRAY_LEN(works); i++)
                if (xml_is(node, works[i].name))
                        return &works[i];
        return NULL;
}

bool crossref_is(const xmlNode *node)
{
        static const char *const parents[] = {"crossref",     "body",     "journal",
                                              "conference",   "book",     "database",
                                              "report-paper", "standard", "doi_record"};
        const struct work *work = find_work(node);

        if (!work || (work->parts && xml_child(node, work->parts)))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(parents); i++)
                if (xml_is(node->parent, parents[i]))
                        return true;
        return xml_child(node, "doi_data") != NULL;
}

/*
 * Hundreds of articles may share what is around them, and each reads it anew: so it is sought among the first
 * elements only, where it always stands; the parts of one larger than any real one are problems.
 */
enum { AROUND_FIRST_MAX = 64, AROUND_ELEMENTS_MAX = 5000 };

static xmlNode *around_child(const xmlNode *parent, const char *name)
{
        xmlNode *n = xml_child(parent, NULL);

        for (int i = 0; n && i < AROUND_FIRST_MAX; i++, n = xml_next(n, NULL))
                if (xml_is(n, name))
                        return n;
        return NULL;
}

/* What was counted stays noted on the element, so that it is counted once. */
static const xmlNode *if_not_huge(xmlNode *node)
{
        static char huge, fine;
        size_t n_elements = 0;

        if (!node)
                return NULL;
        if (!node->_private) {
                const xmlNode *n = xml_walk(node, node);

                while (n && n_elements <= AROUND_ELEMENTS_MAX) {
                        n_elements++;
                        n = xml_is(n, "citation_list") ? field_skip(n, node) : xml_walk(n, node);
                }
                node->_private = n_elements > AROUND_ELEMENTS_MAX ? &huge : &fine;
        }
        return node->_private == &huge ? NULL : node;
}

/* <book_metadata>, or the one of a series or a set. */
static xmlNode *metadata_child(const xmlNode *work)
{
        static const char *const names[] = {"book_metadata",
                                            "book_series_metadata",
                                            "book_set_metadata",
                                            "report-paper_metadata",
                                            "report-paper_series_metadata",
                                            "standard_metadata",
                                            "publication"};

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (around_child(work, names[i]))
                        return around_child(work, names[i]);
        return NULL;
}

/* What a chapter is in; NULL: it is no chapter. */
static xmlNode *container_of(const xmlNode *work)
{
        return xml_is(work, "content_item") ? metadata_child(work->parent) : NULL;
}

/* --- titles and abstracts ------------------------------------------------------------------------------------- */

static void read_titles(struct record *r, const xmlNode *owner, const char *language)
{
        const xmlNode *titles = xml_child(owner, "titles");

        for (const xmlNode *n = xml_child(titles, NULL); n; n = xml_next(n, NULL)) {
                const char *text = field_known(field_text(r, n));
                const char *own = meta_language(r, field_attr(r, n, "language"));
                const xmlNode *next = xml_next(n, NULL);

                if (xml_is(n, "title"))
                        record_add_text(r, &r->titles,
                                        xml_is(next, "subtitle")
                                                ? field_join_title(r, text, field_text(r, next))
                                                : text,
                                        r->titles.n ? own
                                        : own       ? own
                                                    : language);
                else if (xml_is(n, "original_language_title"))
                        record_add_text(r, &r->titles, text, own);
        }
}

static bool is_heading(const char *text)
{
        static const char *const words[] = {"abstract", "summary",         "resumen",   "resumo",
                                            "résumé",   "zusammenfassung", "abstract:", "sommario"};

        for (size_t i = 0; text && i < ARRAY_LEN(words); i++)
                if (!strcasecmp(words[i], text))
                        return true;
        return false;
}

/* "Background: …" for a section; the heading of the whole says nothing. */
static void add_abstract(struct record *r, const xmlNode *node, struct str *out)
{
        for (const xmlNode *n = node->children; n; n = n->next) {
                const char *text;

                if (n->type == XML_TEXT_NODE) {
                        str_add(out, (const char *)n->content);
                        continue;
                }
                if (n->type != XML_ELEMENT_NODE || xml_is(n, "label"))
                        continue;
                if (xml_is(n, "sec")) {
                        add_abstract(r, n, out);
                        continue;
                }
                text = field_text(r, n);
                if (!text || (xml_is(n, "title") && is_heading(text)))
                        continue;
                str_addf(out, " %s%s ", text,
                         xml_is(n, "title") && !strchr(":.?!", text[strlen(text) - 1]) ? ":" : "");
        }
}

static void read_abstracts(struct record *r, const xmlNode *work, const char *language)
{
        for (const xmlNode *n = xml_child(work, "abstract"); n; n = xml_next(n, "abstract")) {
                CLEANUP(str_done) struct str text = STR_INIT;
                const char *type = field_attr(r, n, "abstract-type");
                const char *own = meta_language(r, field_attr(r, n, "lang"));
                bool plain = type && (strcasestr(type, "plain") || strcasestr(type, "lay"));

                if (type && !plain && strcasecmp(type, "abstract") && strcasecmp(type, "normal"))
                        continue;
                add_abstract(r, n, &text);
                clean_add_text(r, plain ? &r->summaries : &r->abstracts, str_text(&text),
                               own ? own : language);
        }
}

/* --- dates ------------------------------------------------------------------------------------------------------- */

static bool date_of(struct record *r, const xmlNode *node, char ret[META_DATE_SIZE])
{
        const char *year = field_child(r, node, "year"), *month = field_child(r, node, "month");
        const char *day = field_child(r, node, "day");

        return year &&
               meta_date_of_parts(date_year(year), meta_month(month), day ? atoi(day) : 0, ret);
}

static void read_date(struct record *r, const xmlNode *owner, const char *element, const char *type)
{
        char date[META_DATE_SIZE];

        for (const xmlNode *n = xml_child(owner, element); n; n = xml_next(n, element))
                if (date_of(r, n, date)) {
                        meta_add_date(r, type, date);
                        return;
                }
}

/* false: there is no date of publication here. */
static bool read_published(struct record *r, const xmlNode *owner)
{
        char print[META_DATE_SIZE] = "", online[META_DATE_SIZE] = "", date[META_DATE_SIZE];

        for (const xmlNode *n = xml_child(owner, "publication_date"); n;
             n = xml_next(n, "publication_date")) {
                bool is_online = field_attr_is(n, "media_type", "online");

                if (date_of(r, n, date) && !(is_online ? online : print)[0])
                        memcpy(is_online ? online : print, date, sizeof(date));
        }
        meta_add_date(r, "Issued", print[0] ? print : online);
        if (print[0] && online[0])
                meta_add_date(r, "Available", online);
        return print[0] || online[0];
}

static void read_dates(struct record *r, const xmlNode *work, const xmlNode *container)
{
        static const struct {
                const char *element, *type;
        } dates[] = {{"posted_date", "Issued"},    {"approval_date", "Issued"},
                     {"review_date", "Issued"},    {"acceptance_date", "Accepted"},
                     {"creation_date", "Created"}, {"update_date", "Updated"}};
        const xmlNode *database = xml_child(work, "database_date");

        if (!read_published(r, work) &&
            !read_published(r, if_not_huge(around_child(work->parent, "journal_issue"))))
                read_published(r, container);
        if (database)
                read_published(r, database);
        for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
                if (r->n_dates && !strcmp(dates[i].type, "Issued"))
                        continue; /* that it was approved says less than that it appeared */
                read_date(r, work, dates[i].element, dates[i].type);
                if (database)
                        read_date(r, database, dates[i].element, dates[i].type);
        }
}

/* --- numbers ------------------------------------------------------------------------------------------------------ */

static void read_issn(struct record *r, const xmlNode *owner)
{
        for (const xmlNode *n = xml_child(owner, "issn"); n && !r->within.issn;
             n = xml_next(n, "issn"))
                r->within.issn = clean_issn(r, field_text(r, n));
}

static void read_isbns(struct record *r, const xmlNode *owner)
{
        for (const xmlNode *n = xml_child(owner, "isbn"); n; n = xml_next(n, "isbn"))
                clean_add_isbns(r, field_text(r, n));
}

/* Its pages; an article that is published by number has that number. */
static void read_pages(struct record *r, const xmlNode *work)
{
        const xmlNode *pages = xml_child(work, "pages");
        const xmlNode *number = xml_path(work, "publisher_item/item_number");
        const char *first = field_child(r, pages, "first_page");

        r->within.pages = clean_page_range(r, first, field_child(r, pages, "last_page"));
        if (!r->within.pages && (field_attr_is(number, "item_number_type", "article-number") ||
                                 field_attr_is(number, "item_number_type", "article_number")))
                r->within.pages = clean_pages(r, field_text(r, number));
}

static void read_doi(struct record *r, const xmlNode *owner)
{
        const xmlNode *data = xml_child(owner, "doi_data");
        const char *url = field_code(r, xml_child(data, "resource"));

        field_add_identifier(r, "doi", field_code(r, xml_child(data, "doi")));
        if (url && strstr(url, "://"))
                field_add_identifier(r, "url", url);
}

static void read_own_numbers(struct record *r, const xmlNode *work)
{
        const xmlNode *item = xml_child(work, "publisher_item");

        for (const xmlNode *n = xml_child(item, "identifier"); n; n = xml_next(n, "identifier"))
                if (field_attr_is(n, "id_type", "pmid") || field_attr_is(n, "id_type", "pmcid"))
                        field_add_identifier(r, field_attr(r, n, "id_type"), field_text(r, n));
        for (const xmlNode *n = xml_child(item, "item_number"); n; n = xml_next(n, "item_number"))
                if (field_attr_is(n, "item_number_type", "report-number"))
                        field_add_identifier(r, "local", field_text(r, n));
}

/* --- what is around it --------------------------------------------------------------------------------------------- */

static void read_journal(struct record *r, const xmlNode *journal)
{
        const xmlNode *meta = if_not_huge(around_child(journal, "journal_metadata"));
        const xmlNode *issue = if_not_huge(around_child(journal, "journal_issue"));
        const char *title = field_child(r, meta, "full_title");

        record_set(r, &r->source, title ? title : field_child(r, meta, "abbrev_title"));
        read_issn(r, meta);
        record_set(r, &r->within.volume, field_child(r, issue, "journal_volume/volume"));
        record_set(r, &r->within.issue, field_child(r, issue, "issue"));
}

static void read_publisher(struct record *r, const xmlNode *owner)
{
        const xmlNode *publisher = xml_child(owner, "publisher");
        const xmlNode *institution = xml_child(owner, "institution");

        if (!institution)
                institution = xml_path(owner, "standards_body");
        record_set(r, &r->publisher, field_child(r, institution, "institution_name"));
        record_set(r, &r->publisher, field_child(r, publisher, "publisher_name"));
        record_set(r, &r->within.place, field_child(r, institution, "institution_place"));
        record_set(r, &r->within.place, field_child(r, publisher, "publisher_place"));
}

static void read_series(struct record *r, const xmlNode *owner)
{
        static const char *const names[] = {"series_metadata", "set_metadata"};

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                const xmlNode *series = xml_child(owner, names[i]);

                record_set(r, &r->within.series, field_child(r, series, "titles/title"));
                read_issn(r, series);
        }
        record_set(r, &r->within.volume, field_child(r, owner, "volume"));
        record_set(r, &r->within.edition, field_child(r, owner, "edition_number"));
}

static void read_conference(struct record *r, const xmlNode *conference)
{
        const xmlNode *event = if_not_huge(around_child(conference, "event_metadata"));
        xmlNode *proceedings = around_child(conference, "proceedings_metadata");

        if (!proceedings)
                proceedings = around_child(conference, "proceedings_series_metadata");
        if (!if_not_huge(proceedings))
                return;
        record_set(r, &r->within.event, field_child(r, event, "conference_name"));
        record_set(r, &r->source, field_child(r, proceedings, "proceedings_title"));
        read_series(r, proceedings);
        read_publisher(r, proceedings);
        read_isbns(r, proceedings);
        read_published(r, xml_child(proceedings, "publication_date") && !r->n_dates ? proceedings
                                                                                    : NULL);
}

/* The book or report that a chapter is in. */
static void read_container(struct record *r, const xmlNode *container)
{
        const char *title = field_child(r, container, "titles/title");

        record_set(r, &r->source,
                   field_join_title(r, title, field_child(r, container, "titles/subtitle")));
        crossref_read_people(r, xml_child(container, "contributors"), true);
        read_series(r, container);
        read_isbns(r, container);
        read_issn(r, container);
        read_publisher(r, container);
}

/* --- type and language ------------------------------------------------------------------------------------------------ */

static void read_type(struct record *r, const xmlNode *work)
{
        static const struct {
                const char *word, *type;
        } posted[] = {{"preprint", "working-paper"},
                      {"working_paper", "working-paper"},
                      {"report", "report"},
                      {"dissertation", "thesis"}};
        const struct work *kind = find_work(work);

        record_set(r, &r->type, kind ? kind->type : NULL);
        for (size_t i = 0; xml_is(work, "posted_content") && i < ARRAY_LEN(posted); i++)
                if (field_attr_is(work, "type", posted[i].word))
                        record_set(r, &r->type, posted[i].type);
        /* What Crossref calls posted content is a preprint unless it says otherwise. */
        if (xml_is(work, "posted_content") && !field_attr(r, work, "type"))
                record_set(r, &r->type, "working-paper");
}

/* The work's own, else that of what it is in. */
static const char *read_language(struct record *r, const xmlNode *work, const xmlNode *metadata)
{
        static const char *const around[] = {"journal_metadata", "proceedings_metadata",
                                             "book_metadata", "book_series_metadata",
                                             "report-paper_metadata"};
        const char *declared = field_attr(r, work, "language");

        if (!declared)
                declared = field_attr(r, metadata, "language");
        for (size_t i = 0; i < ARRAY_LEN(around) && !declared; i++)
                declared = field_attr(r, around_child(work->parent, around[i]), "language");
        meta_add_language(r, declared);
        return record_language(r);
}

/* A query's answer names the publisher beside the record. */
static void read_query(struct record *r, const xmlNode *work)
{
        const xmlNode *query = work;

        while (query && query->type == XML_ELEMENT_NODE && !xml_is(query, "query"))
                query = query->parent;
        if (!xml_is(query, "query"))
                return;
        query = xml_child(query, NULL);
        for (int i = 0; query && i < AROUND_FIRST_MAX; i++, query = xml_next(query, NULL))
                if (field_attr_is(query, "name", "publisher-name") && !r->publisher)
                        record_set(r, &r->publisher, field_text(r, query));
}

static void read_around(struct record *r, const xmlNode *work)
{
        const xmlNode *parent = work->parent;

        if (xml_is(parent, "journal"))
                read_journal(r, parent);
        else if (xml_is(parent, "conference"))
                read_conference(r, parent);
        else if (xml_is(work, "content_item"))
                read_container(r, if_not_huge(container_of(work)));
        else if (xml_is(parent, "database"))
                read_publisher(r, if_not_huge(around_child(parent, "database_metadata")));
}

/* Is what holds the work too large to be read for each of its parts? */
static bool is_in_huge(const xmlNode *work)
{
        static const char *const names[] = {"journal_metadata",  "journal_issue",
                                            "event_metadata",    "proceedings_metadata",
                                            "database_metadata", "proceedings_series_metadata"};
        xmlNode *container = container_of(work);

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                xmlNode *around = around_child(work->parent, names[i]);

                if (around && !if_not_huge(around))
                        return true;
        }
        return container && !if_not_huge(container);
}

int crossref_read(const xmlNode *work, struct record *r, struct error *err)
{
        const xmlNode *own = metadata_child(work), *metadata = own ? own : work;
        const xmlNode *contributors = xml_child(metadata, "contributors");
        const char *language = read_language(r, work, metadata);

        if (is_in_huge(work)) {
                error_set(err, 0, "what it is part of has more than %d elements",
                          AROUND_ELEMENTS_MAX);
                return META_DAMAGED;
        }
        read_type(r, work);
        read_titles(r, metadata, language);
        /* Before 5.0 a dissertation had its author without a list around. */
        crossref_read_people(r, contributors ? contributors : metadata, false);
        read_abstracts(r, metadata, language);
        read_dates(r, metadata, if_not_huge(container_of(work)));
        read_doi(r, metadata);
        read_isbns(r, metadata);
        read_own_numbers(r, metadata);
        read_publisher(r, metadata);
        read_around(r, work);
        if (metadata != work)
                read_series(r, metadata);
        read_pages(r, metadata);
        read_query(r, work);
        if (!r->publisher &&
            xml_is(work, "posted_content")) /* the server's own name, for want of another */
                record_set(r, &r->publisher, field_child(r, work, "group_title"));
        crossref_read_programs(r, metadata);
        crossref_read_citations(r, metadata);
        field_credit_editors(r);
        return r->arena.failed ? error_no_memory(err) : 0;
}
