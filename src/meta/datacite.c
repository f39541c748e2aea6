/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * DataCite's metadata kernel, 2.2 to 4.6: <resource>. Its JSON comes here as well, in the same elements
 * (datacite-json.c). What a record has no place for (sizes, formats, coordinates) is left out.
 */
#include "meta/xml-fields.h"

#include "meta/xml-formats.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Each <one> in <many>, and where the list's own element was left out (kernel 2), below resource itself. */
typedef void (*take_element)(struct record *r, const xmlNode *node);

static void each(struct record *r, const xmlNode *resource, const char *many, const char *one,
                 take_element take)
{
        const xmlNode *list = xml_child(resource, many);

        for (const xmlNode *n = xml_child(list ? list : resource, one); n; n = xml_next(n, one))
                take(r, n);
}

/* --- people ------------------------------------------------------------------------------------------------- */

static void read_name_identifier(struct record *r, struct agent *a, const xmlNode *node)
{
        const char *value = field_text(r, node);
        const char *scheme = field_attr(r, node, "nameIdentifierScheme");
        const char *uri = field_attr(r, node, "schemeURI");

        if (!value)
                return;
        /* An ISNI looks like an ORCID iD and is none: the scheme has to be said. */
        if (strstr(value, "orcid.org") || (scheme && strcasestr(scheme, "orcid")) ||
            (uri && strstr(uri, "orcid.org")))
                meta_set_orcid(r, a, value);
        if (!a->ror)
                a->ror = meta_ror(r, value);
        if (!a->ror && scheme && !strcasecmp(scheme, "ROR"))
                a->ror = meta_ror(r, arena_printf(&r->arena, "ror.org/%s", value));
}

static void read_affiliation(struct record *r, struct agent *a, const xmlNode *node)
{
        const char *name = field_known(field_text(r, node));
        const char *id = field_attr(r, node, "affiliationIdentifier");
        const char *ror = meta_ror(r, id);

        if (!ror && id && field_attr_is(node, "affiliationIdentifierScheme", "ROR"))
                ror = meta_ror(r, arena_printf(&r->arena, "ror.org/%s", id));
        if (name)
                agent_add_affiliation(r, a, name, ror, NULL);
}

static struct agent *read_agent(struct record *r, const xmlNode *node, struct agents *list,
                                const char *name_element)
{
        const xmlNode *name = xml_child(node, name_element);
        const char *whole = field_known(field_text(r, name));
        const char *given = field_known(field_child(r, node, "givenName"));
        const char *family = field_known(field_child(r, node, "familyName"));
        bool is_organisation = field_attr_is(name, "nameType", "Organizational") ||
                               field_attr_is(name, "nameType", "Organisational");
        struct agent *a;

        if (is_organisation)
                a = record_add_agent(r, list, whole);
        else
                a = field_add_person(r, list, given, family, NULL, whole);
        if (!a)
                return NULL;
        a->is_organisation |= is_organisation;
        /* The name as it is shown, where it is not turned round. */
        if (a->family && whole && !strchr(whole, ',') && strstr(whole, a->family))
                record_set(r, &a->name, whole);
        for (const xmlNode *n = xml_child(node, "nameIdentifier"); n;
             n = xml_next(n, "nameIdentifier"))
                read_name_identifier(r, a, n);
        for (const xmlNode *n = xml_child(node, "affiliation"); n; n = xml_next(n, "affiliation"))
                read_affiliation(r, a, n);
        /* Only organisations have one of these. */
        if (a->ror && !a->family)
                a->is_organisation = true;
        return a;
}

static void take_creator(struct record *r, const xmlNode *node)
{
        read_agent(r, node, &r->creators, "creatorName");
}

static void take_contributor(struct record *r, const xmlNode *node)
{
        const char *role = meta_word(WORD_ROLE, field_attr(r, node, "contributorType"));
        struct agent *a = read_agent(r, node, &r->contributors, "contributorName");

        if (a)
                record_set(r, &a->role, role ? role : "Other");
}

/* --- titles ------------------------------------------------------------------------------------------------- */

/* The subtitle in the language of this title, else the one that says none. */
static const char *subtitle_of(struct record *r, const xmlNode *titles, const xmlNode *title)
{
        const char *language = field_language(r, title);

        for (const xmlNode *n = xml_child(titles, "title"); n; n = xml_next(n, "title"))
                if (field_attr_is(n, "titleType", "Subtitle") &&
                    (!language || !field_language(r, n) ||
                     str_equal(language, field_language(r, n))))
                        return field_text(r, n);
        return NULL;
}

/* Titles proper, or all the others but subtitles. */
static void read_titles(struct record *r, const xmlNode *titles, bool proper)
{
        for (const xmlNode *n = xml_child(titles, "title"); n; n = xml_next(n, "title")) {
                const char *type = field_attr(r, n, "titleType");
                const char *text = field_known(field_text(r, n));

                if ((type == NULL) != proper || !text || (type && !strcasecmp(type, "Subtitle")))
                        continue;
                if (proper && r->titles.n == 0)
                        text = field_join_title(r, text, subtitle_of(r, titles, n));
                record_add_text(r, &r->titles, text, field_language(r, n));
        }
}

/* --- dates -------------------------------------------------------------------------------------------------- */

static void take_date(struct record *r, const xmlNode *node)
{
        const char *type = meta_word(WORD_DATE, field_attr(r, node, "dateType"));

        meta_add_date(r, type ? type : "Other", field_text(r, node));
}

/* The year of publication says nothing more where a date of it is there. */
static void read_year(struct record *r, const xmlNode *resource)
{
        const char *year = field_child(r, resource, "publicationYear");

        for (size_t i = 0; i < r->n_dates; i++)
                if (str_equal(r->dates[i].type, "Issued") ||
                    (str_equal(r->dates[i].type, "Available") && year &&
                     date_year(r->dates[i].value) == date_year(year)))
                        return;
        meta_add_date(r, "Issued", year);
}

/* --- what it is about ----------------------------------------------------------------------------------------- */

static void take_subject(struct record *r, const xmlNode *node)
{
        const char *text = field_text(r, node);
        const char *scheme = field_attr(r, node, "subjectScheme");
        const char *iri = field_attr(r, node, "valueURI");

        if (iri && strstr(iri, "sdg") && meta_add_sdg(r, iri))
                return;
        if (scheme &&
            (strcasestr(scheme, "sustainable development") || !strncasecmp(scheme, "SDG", 3)) &&
            text && meta_add_sdg(r, text))
                return;
        /* Themes and places of ours are known by their address, whatever their label says. */
        if (iri && vocab_find_iri(iri))
                meta_add_subject(r, iri, NULL);
        else
                meta_add_subject(r, text, field_language(r, node));
}

static void take_geo_location(struct record *r, const xmlNode *node)
{
        const char *place = field_child(r, node, "geoLocationPlace");

        if (!place) /* kernel 2 and 3 have the words right here */
                place = field_text(r, node);
        if (place)
                meta_add_place(r, place);
}

/* "10.1234; Journal of Things, 12(3), 17-29": source, volume, issue and pages, where the text has that form. */
static bool parse_series(struct record *r, const char *text)
{
        char source[256], volume[32] = "", issue[32] = "", pages[64] = "";
        int n = sscanf(text, "%255[^,], %31[^(),]( %31[^)]) , %63[^,]", source, volume, issue,
                       pages);

        if (n < 3 || !isdigit((unsigned char)volume[0]) || r->source)
                return false;
        clean_set(r, &r->source, source);
        record_set(r, &r->within.volume, volume);
        record_set(r, &r->within.issue, issue);
        if (n == 4 && !r->within.pages)
                r->within.pages = clean_pages(r, pages);
        return true;
}

/* A paper is in a journal or a book; a book or a report is one of a series. */
static void take_series(struct record *r, const char *text)
{
        static const char *const of_a_series[] = {"book", "report", "thesis", "working-paper",
                                                  "dataset"};
        bool is_series = r->source != NULL;

        for (size_t i = 0; i < ARRAY_LEN(of_a_series); i++)
                is_series |= str_equal(r->type, of_a_series[i]);
        if (!r->within.issn)
                r->within.issn = clean_issn(r, text);
        if (!is_series && !parse_series(r, text))
                record_set(r, &r->source, text);
        else if (is_series && !str_equal(r->source, text) && !r->within.series)
                record_set(r, &r->within.series, text);
}

static void take_description(struct record *r, const xmlNode *node)
{
        const char *text = field_known(field_text(r, node));
        const char *type = field_attr(r, node, "descriptionType");

        if (!text)
                return;
        /* Kernel 2 and many by hand do without a type. */
        if (!type || !strcasecmp(type, "Abstract"))
                record_add_text(r, &r->abstracts, text, field_language(r, node));
        else if (!strcasecmp(type, "SeriesInformation"))
                take_series(r, text);
}

/* --- type ------------------------------------------------------------------------------------------------------- */

static void read_type(struct record *r, const xmlNode *resource)
{
        static const struct {
                const char *general, *type;
        } types[] = {
                {"Book", "book"},
                {"BookChapter", "book-chapter"},
                {"ConferencePaper", "conference-paper"},
                {"DataPaper", "research-paper"},
                {"Dataset", "dataset"},
                {"Dissertation", "thesis"},
                {"JournalArticle", "research-paper"},
                {"Preprint", "working-paper"},
                {"Report", "report"},
        };
        const xmlNode *node = xml_child(resource, "resourceType");
        const char *words = field_text(r, node);
        const char *general = field_attr(r, node, "resourceTypeGeneral");

        /* The words are the closer description: "Text" may be anything. */
        if (words && meta_set_known_type(r, words))
                return;
        for (size_t i = 0; general && i < ARRAY_LEN(types); i++)
                if (!strcasecmp(types[i].general, general))
                        record_set(r, &r->type, types[i].type);
}

/* --- ties to others ----------------------------------------------------------------------------------------------- */

static bool is_within(const char *relation)
{
        return str_equal(relation, "IsPublishedIn") || str_equal(relation, "IsPartOf");
}

static void take_related_identifier(struct record *r, const xmlNode *node)
{
        const char *value = field_code(r, node);
        const char *type = field_attr(r, node, "relatedIdentifierType");
        const char *relation = meta_word(WORD_RELATION, field_attr(r, node, "relationType"));
        const char *issn = type && strcasestr(type, "ISSN") ? clean_issn(r, value) : NULL;

        if (!relation || !value)
                return;
        if (is_within(relation) && issn) {
                if (!r->within.issn)
                        r->within.issn = issn;
                return;
        }
        field_add_relation(r, relation, field_target(r, type, value), NULL);
}

/* Pages end up here made by machine of whatever the deposit said: "No 1" is no page. */
static const char *page_of(struct record *r, const xmlNode *item, const char *name)
{
        const char *page = field_child(r, item, name);

        return page && (str_starts(page, "No ") || !strpbrk(page, "0123456789ivxlcIVXLC")) ? NULL
                                                                                           : page;
}

static void read_source(struct record *r, const xmlNode *item, const char *title)
{
        static const struct {
                const char *element;
                size_t offset;
        } fields[] = {
                {"volume", offsetof(struct record, within.volume)},
                {"issue", offsetof(struct record, within.issue)},
                {"edition", offsetof(struct record, within.edition)},
        };
        const char *pages =
                clean_page_range(r, page_of(r, item, "firstPage"), page_of(r, item, "lastPage"));
        const char *issn = clean_issn(r, field_child(r, item, "relatedItemIdentifier"));

        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                record_set(r, (const char **)((char *)r + fields[i].offset),
                           field_child(r, item, fields[i].element));
        record_set(r, &r->source, title);
        if (pages)
                r->within.pages = pages;
        if (issn)
                r->within.issn = issn;
}

static void add_title_and_year(struct record *r, const xmlNode *item, const char *title,
                               const char *doi)
{
        struct reference *ref = record_add_reference(r, title, doi);
        const char *year = field_child(r, item, "publicationYear");

        if (ref && year && date_year(year))
                record_set(r, &ref->year, year);
}

/* What it appeared in; a journal is that, whatever word the deposit chose for the tie. */
static bool is_source(struct record *r, const xmlNode *item, const char *relation,
                      const char *title)
{
        bool is_journal = field_attr_is(item, "relatedItemType", "Journal") && !r->source;
        bool has_place = xml_child(item, "volume") || xml_child(item, "issue") ||
                         xml_child(item, "firstPage") || xml_child(item, "relatedItemIdentifier");

        if (!is_within(relation))
                return is_journal && title;
        return (title || has_place) && (!r->source || !strcmp(relation, "IsPublishedIn"));
}

static void take_related_item(struct record *r, const xmlNode *node)
{
        const char *relation = meta_word(WORD_RELATION, field_attr(r, node, "relationType"));
        const xmlNode *identifier = xml_child(node, "relatedItemIdentifier");
        const char *id = field_code(r, identifier);
        const char *target =
                field_target(r, field_attr(r, identifier, "relatedItemIdentifierType"), id);
        const char *title = field_known(field_child(r, node, "titles/title"));

        if (!relation)
                return;
        if (is_source(r, node, relation, title)) {
                read_source(r, node, title);
                if (id && !clean_issn(r, id))
                        field_add_relation(r, relation, target, title);
        } else if (title && (!strcmp(relation, "References") || !strcmp(relation, "Cites"))) {
                add_title_and_year(r, node, title, id);
        } else {
                field_add_relation(r, relation, target, title);
        }
}

static void take_funding(struct record *r, const xmlNode *node)
{
        const char *funder = field_known(field_child(r, node, "funderName"));
        struct funding *f = record_add_funding(r, funder, field_child(r, node, "awardNumber"));

        if (!f)
                return;
        record_set(r, &f->funder_id, field_child(r, node, "funderIdentifier"));
        record_set(r, &f->title, field_child(r, node, "awardTitle"));
}

/* --- the rest ------------------------------------------------------------------------------------------------------- */

static void read_identifier(struct record *r, const xmlNode *resource)
{
        const xmlNode *node = xml_child(resource, "identifier");

        field_add_identifier(r, field_attr(r, node, "identifierType"),
                             field_known(field_code(r, node)));
}

static void take_alternate(struct record *r, const xmlNode *node)
{
        field_add_identifier(r, field_attr(r, node, "alternateIdentifierType"),
                             field_known(field_code(r, node)));
}

static void take_rights(struct record *r, const xmlNode *node)
{
        field_add_rights(r, field_attr(r, node, "rightsURI"),
                         field_attr(r, node, "rightsIdentifier"), field_text(r, node));
}

/* "33–52 Pages", but not "15 pages": how many there are is not where they stand. */
static void take_size(struct record *r, const xmlNode *node)
{
        const char *pages = clean_pages(r, field_text(r, node));
        const char *dash = pages ? strchr(pages, '-') : NULL;
        const char *word = pages ? strcasestr(pages, " page") : NULL;

        if (!r->within.pages && dash && word && dash < word)
                r->within.pages = arena_copy_bytes(&r->arena, pages, (size_t)(word - pages));
}

bool datacite_is(const xmlNode *node)
{
        return xml_is(node, "resource") &&
               (meta_in_namespace(node, "http://datacite.org/schema/") ||
                (xml_child(node, "titles") && xml_child(node, "creators")));
}

int datacite_read(const xmlNode *resource, struct record *r, struct error *err)
{
        meta_add_language(r, field_child(r, resource, "language"));
        read_type(r, resource);
        read_identifier(r, resource);
        read_titles(r, xml_child(resource, "titles"), true);
        read_titles(r, xml_child(resource, "titles"), false);
        each(r, resource, "creators", "creator", take_creator);
        each(r, resource, "contributors", "contributor", take_contributor);
        record_set(r, &r->publisher, field_known(field_child(r, resource, "publisher")));
        record_set(r, &r->within.edition, field_known(field_child(r, resource, "version")));
        each(r, resource, "dates", "date", take_date);
        read_year(r, resource);
        each(r, resource, "relatedItems", "relatedItem", take_related_item);
        each(r, resource, "subjects", "subject", take_subject);
        each(r, resource, "descriptions", "description", take_description);
        each(r, resource, "alternateIdentifiers", "alternateIdentifier", take_alternate);
        each(r, resource, "relatedIdentifiers", "relatedIdentifier", take_related_identifier);
        each(r, resource, "rightsList", "rights", take_rights);
        each(r, resource, "geoLocations", "geoLocation", take_geo_location);
        each(r, resource, "fundingReferences", "fundingReference", take_funding);
        each(r, resource, "sizes", "size", take_size);
        field_inherit_languages(r);
        return r->arena.failed ? error_no_memory(err) : 0;
}
