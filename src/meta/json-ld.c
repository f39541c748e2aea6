/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * schema.org's description of an article, as web pages carry it for search engines. What is described
 * elsewhere in the document and only named by "@id" is looked up there.
 */
#include "meta/private.h"

#include "text/json.h"

#include <string.h>
#include <strings.h>

enum {
        DEPTH_MAX = 8,     /* of people, organisations and graphs in one another */
        NODES_MAX = 20000, /* objects that are looked through for an "@id" */
};

/* One document: where names are looked up. */
struct ld {
        struct record *r;
        json_t *by_id; /* "@id" -> the object that says more than this; borrowed */
};

/* --- values ----------------------------------------------------------------------------------------------- */

/* The object that an "@id" names, where this one says nothing else. */
static const json_t *follow(const struct ld *ld, const json_t *j)
{
        const char *id = json_is_object(j) ? json_text(j, "@id") : NULL;
        const json_t *found =
                id && json_object_size(j) == 1 ? json_object_get(ld->by_id, id) : NULL;

        return found ? found : j;
}

/* "@list" and "@set" are lists with a name. */
static const json_t *as_list(const json_t *j)
{
        const json_t *list = json_object_get(j, "@list");

        if (!list)
                list = json_object_get(j, "@set");
        return list ? list : j;
}

/* A member as text: itself, or the first of a list, or the "name" or "@value" of an object. */
static const char *text_of(const struct ld *ld, const json_t *j)
{
        j = as_list(j);
        if (json_is_array(j))
                j = json_array_get(j, 0);
        j = follow(ld, j);
        if (json_is_object(j))
                return json_text(j, "name") ? json_text(j, "name") : json_text(j, "@value");
        return json_string_value(j);
}

static const char *member(const struct ld *ld, const json_t *o, const char *key)
{
        return text_of(ld, json_object_get(o, key));
}

/* A number or a text, as written: "volumeNumber": 12. */
static void set_number(struct record *r, const char **field, const json_t *j)
{
        char digits[24];

        if (*field)
                return;
        if (json_is_integer(j)) {
                snprintf(digits, sizeof(digits), "%lld", (long long)json_integer_value(j));
                record_set(r, field, digits);
        } else if (json_is_string(j)) {
                record_set(r, field, json_string_value(j));
        }
}

/* Calls take for the value, or for each of a list. */
static void each(const struct ld *ld, const json_t *j,
                 void (*take)(const struct ld *ld, const json_t *j))
{
        size_t i;
        json_t *item;

        j = as_list(j);
        if (!json_is_array(j)) {
                if (j)
                        take(ld, follow(ld, j));
                return;
        }
        json_array_foreach(j, i, item) take(ld, follow(ld, item));
}

static bool has_type(const json_t *o, const char *const *types, size_t n)
{
        const json_t *type = json_object_get(o, "@type");
        size_t count = json_is_array(type) ? json_array_size(type) : 1;

        for (size_t k = 0; k < count; k++) {
                const char *name =
                        json_string_value(json_is_array(type) ? json_array_get(type, k) : type);

                name = name && str_starts(name, "schema:") ? name + 7 : name;
                for (size_t i = 0; name && i < n; i++)
                        if (!strcmp(types[i], name))
                                return true;
        }
        return false;
}

/* --- people ----------------------------------------------------------------------------------------------- */

static void take_affiliations(struct record *r, struct agent *a, const struct ld *ld,
                              const json_t *j)
{
        size_t i;
        json_t *item;

        j = as_list(j);
        if (!json_is_array(j)) {
                if (text_of(ld, j))
                        agent_add_affiliation(r, a, text_of(ld, j), NULL, NULL);
                return;
        }
        json_array_foreach(j, i, item) if (text_of(ld, item))
                agent_add_affiliation(r, a, text_of(ld, item), NULL, NULL);
}

/* ORCIDs stand in "@id", "sameAs", "identifier" or "url", each a text, an object or a list of such. */
static void take_orcid(struct record *r, struct agent *a, const json_t *j, int depth)
{
        size_t i;
        json_t *item;

        if (a->orcid || depth > 2)
                return;
        if (json_is_string(j))
                meta_set_orcid(r, a, json_string_value(j));
        json_array_foreach(j, i, item) take_orcid(r, a, item, depth + 1);
        if (json_is_object(j)) {
                take_orcid(r, a, json_object_get(j, "value"), depth + 1);
                take_orcid(r, a, json_object_get(j, "@id"), depth + 1);
        }
}

static struct agent *add_agent(const struct ld *ld, struct agents *list, const json_t *j)
{
        static const char *const organisations[] = {
                "Organization", "CollegeOrUniversity",  "Corporation",
                "NGO",          "ResearchOrganization", "GovernmentOrganization"};
        static const char *const keys[] = {"@id", "sameAs", "identifier", "url"};
        struct record *r = ld->r;
        const char *name = text_of(ld, j);
        const char *family = json_text(j, "familyName");
        struct agent *a;

        if (str_is_blank(name)) {
                a = record_add_agent(r, list, family);
                if (a)
                        meta_set_name(r, a, json_text(j, "givenName"), family, NULL, false);
        } else {
                a = meta_add_person(r, list, name);
        }
        if (!a)
                return NULL;
        record_set(r, &a->given, json_text(j, "givenName"));
        record_set(r, &a->family, family);
        a->is_organisation |= has_type(j, organisations, ARRAY_LEN(organisations));
        for (size_t i = 0; i < ARRAY_LEN(keys); i++)
                take_orcid(r, a, json_object_get(j, keys[i]), 0);
        take_affiliations(r, a, ld, json_object_get(j, "affiliation"));
        return a;
}

static void take_author(const struct ld *ld, const json_t *j)
{
        add_agent(ld, &ld->r->creators, j);
}

static void take_editor(const struct ld *ld, const json_t *j)
{
        struct agent *a = add_agent(ld, &ld->r->contributors, j);

        if (a)
                record_set(ld->r, &a->role, "Editor");
}

/* --- fields ----------------------------------------------------------------------------------------------- */

static void take_keyword(const struct ld *ld, const json_t *j)
{
        const char *text = text_of(ld, j);

        if (text && json_is_string(j))
                meta_add_subjects(ld->r, text, NULL);
        else if (text)
                meta_add_subject(ld->r, text, json_text(j, "@language"));
}

/* "en", or {"@type": "Language", "alternateName": "en", "name": "English"}. */
static void take_language(const struct ld *ld, const json_t *j)
{
        const char *code = json_text(j, "alternateName");

        meta_add_language(ld->r, code ? code : text_of(ld, j));
}

/* A DOI in any dress; what a PropertyValue calls by name. */
static void take_identifier(const struct ld *ld, const json_t *j)
{
        static const char *const kinds[] = {"pmid", "pmcid", "isbn", "handle"};
        const char *text = json_is_object(j) ? json_text(j, "value") : json_string_value(j);
        const char *kind =
                json_text(j, "propertyID") ? json_text(j, "propertyID") : json_text(j, "name");

        if (!text && json_is_object(j))
                text = json_text(j, "@id");
        if (!text)
                return;
        if (doi_normalise(text, &ld->r->arena)) {
                record_add_identifier(ld->r, "doi", text);
                return;
        }
        for (size_t i = 0; kind && i < ARRAY_LEN(kinds); i++)
                if (!strcasecmp(kind, kinds[i]))
                        record_add_identifier(ld->r, kinds[i], text);
}

static void take_licence(const struct ld *ld, const json_t *j)
{
        const char *text = json_is_object(j) ? json_text(j, "url") : json_string_value(j);

        if (!text)
                text = json_text(j, "@id");
        if (text)
                meta_set_known_licence(ld->r, text);
}

static void take_title(const struct ld *ld, const json_t *j)
{
        record_add_text(ld->r, &ld->r->titles, text_of(ld, j), json_text(j, "@language"));
}

static void take_abstract(const struct ld *ld, const json_t *j)
{
        record_add_text(ld->r, &ld->r->abstracts, text_of(ld, j), json_text(j, "@language"));
}

static void take_funder(const struct ld *ld, const json_t *j)
{
        if (text_of(ld, j))
                record_add_funding(ld->r, text_of(ld, j), NULL);
}

static void take_isbn(const struct ld *ld, const json_t *j)
{
        record_add_identifier(ld->r, "isbn", text_of(ld, j));
}

/* --- where it appeared ------------------------------------------------------------------------------------ */

static void take_pages(struct record *r, const json_t *o)
{
        const char *first = NULL, *last = NULL;

        set_number(r, &r->within.pages, json_object_get(o, "pagination"));
        set_number(r, &first, json_object_get(o, "pageStart"));
        set_number(r, &last, json_object_get(o, "pageEnd"));
        if (!r->within.pages && first) {
                CLEANUP(str_done) struct str pages = STR_INIT;

                str_add(&pages, first);
                if (last && strcmp(first, last) != 0)
                        str_addf(&pages, "-%s", last);
                record_set(r, &r->within.pages, str_text(&pages));
        }
}

/*
 * An issue is part of a volume, that of a journal: each says its number, the outermost its name. An issue or
 * volume has no name worth keeping.
 */
static void take_container(const struct ld *ld, const json_t *o, int depth)
{
        static const char *const steps[] = {"PublicationIssue", "PublicationVolume"};
        static const char *const series[] = {"BookSeries", "CreativeWorkSeries"};
        struct record *r = ld->r;

        o = as_list(o);
        if (json_is_array(o)) { /* the issue and its journal side by side */
                size_t i;
                json_t *item;

                json_array_foreach(o, i, item) if (depth <= DEPTH_MAX)
                        take_container(ld, item, depth + 1);
                return;
        }
        o = follow(ld, o);
        if (!o || depth > DEPTH_MAX)
                return;
        set_number(r, &r->within.volume, json_object_get(o, "volumeNumber"));
        set_number(r, &r->within.issue, json_object_get(o, "issueNumber"));
        if (!r->within.issn)
                record_set(r, &r->within.issn, member(ld, o, "issn"));
        if (has_type(o, series, ARRAY_LEN(series)))
                record_set(r, &r->within.series, member(ld, o, "name"));
        else if (!r->source && !has_type(o, steps, ARRAY_LEN(steps)))
                record_set(r, &r->source, text_of(ld, o));
        if (!r->publisher)
                record_set(r, &r->publisher, member(ld, o, "publisher"));
        take_container(ld, json_object_get(o, "isPartOf"), depth + 1);
}

/* --- the work --------------------------------------------------------------------------------------------- */

/* Only works that papers are; a page also describes its publisher and its way of breadcrumbs. */
static bool is_work(const json_t *o)
{
        static const char *const types[] = {
                "ScholarlyArticle", "Article",     "Report",      "Thesis",
                "Chapter",          "Dataset",     "Book",        "MedicalScholarlyArticle",
                "TechArticle",      "BlogPosting", "CreativeWork"};

        return has_type(o, types, ARRAY_LEN(types));
}

static void take_kind(struct record *r, const json_t *o)
{
        static const char *const telling[] = {"ScholarlyArticle",
                                              "MedicalScholarlyArticle",
                                              "Report",
                                              "Thesis",
                                              "Chapter",
                                              "Dataset",
                                              "Book",
                                              "TechArticle",
                                              "BlogPosting"};

        for (size_t i = 0; i < ARRAY_LEN(telling); i++)
                if (has_type(o, &telling[i], 1) && meta_set_known_type(r, telling[i]))
                        return;
}

static void take_people(const struct ld *ld, const json_t *o)
{
        each(ld, json_object_get(o, "author"), take_author);
        if (ld->r->creators.n == 0)
                each(ld, json_object_get(o, "creator"), take_author);
        each(ld, json_object_get(o, "editor"), take_editor);
        each(ld, json_object_get(o, "funder"), take_funder);
}

static void take_work(const struct ld *ld, const json_t *o)
{
        struct record *r = ld->r;
        const char *published = member(ld, o, "datePublished");

        each(ld, json_object_get(o, json_object_get(o, "headline") ? "headline" : "name"),
             take_title);
        take_kind(r, o);
        take_people(ld, o);
        each(ld, json_object_get(o, "keywords"), take_keyword);
        each(ld, json_object_get(o, "inLanguage"), take_language);
        each(ld, json_object_get(o, "identifier"), take_identifier);
        each(ld, json_object_get(o, "sameAs"), take_identifier);
        each(ld, json_object_get(o, "@id"), take_identifier);
        each(ld, json_object_get(o, "url"), take_identifier);
        each(ld, json_object_get(o, "isbn"), take_isbn);
        each(ld, json_object_get(o, "license"), take_licence);
        each(ld, json_object_get(o, json_object_get(o, "abstract") ? "abstract" : "description"),
             take_abstract);
        meta_add_date(r, "Issued", published ? published : member(ld, o, "dateCreated"));
        record_set(r, &r->publisher, member(ld, o, "publisher"));
        set_number(r, &r->within.edition, json_object_get(o, "bookEdition"));
        take_pages(r, o);
        take_container(ld, json_object_get(o, "isPartOf"), 0);
}

/* The first work in the value: itself, one of a list, of "@graph", or what the page is mainly about. */
static bool take_first_work(const struct ld *ld, const json_t *j, int depth)
{
        size_t i;
        json_t *item;

        if (depth > DEPTH_MAX)
                return false;
        json_array_foreach(j, i, item) if (take_first_work(ld, item, depth + 1)) return true;
        j = follow(ld, j);
        if (json_is_object(j) && is_work(j)) {
                take_work(ld, j);
                return true;
        }
        return json_is_object(j) &&
               (take_first_work(ld, json_object_get(j, "@graph"), depth + 1) ||
                take_first_work(ld, json_object_get(j, "mainEntity"), depth + 1));
}

/* Every object that has an "@id" and says more than it. */
static void index_ids(struct ld *ld, json_t *j, int depth, size_t *left)
{
        const char *id = json_is_object(j) ? json_text(j, "@id") : NULL;
        const char *key;
        size_t i;
        json_t *item;

        if (depth > DEPTH_MAX || !*left)
                return;
        --*left;
        if (id && json_object_size(j) > 1 && !json_object_get(ld->by_id, id))
                json_object_set(ld->by_id, id, j);
        json_array_foreach(j, i, item) index_ids(ld, item, depth + 1, left);
        if (json_is_object(j))
                json_object_foreach(j, key, item) if (json_is_object(item) || json_is_array(item))
                        index_ids(ld, item, depth + 1, left);
}

void meta_read_json_ld(const char *text, size_t n, struct record *r)
{
        CLEANUP(json_freep) json_t *j = NULL;
        CLEANUP(json_freep) json_t *by_id = json_object();
        struct ld ld = {r, by_id};
        size_t left = NODES_MAX;

        if (!by_id || r->titles.n || json_read(text, n, &j, NULL) != 0)
                return;
        index_ids(&ld, j, 0, &left);
        take_first_work(&ld, j, 0);
}
