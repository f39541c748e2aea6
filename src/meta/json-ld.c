/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* schema.org's description of an article, as web pages carry it for search engines. */
#include "meta/private.h"

#include "text/json.h"

#include <string.h>

enum { DEPTH_MAX = 8 /* of people, organisations and graphs in one another */ };

/* A member as text: itself, or the first of a list, or the "name" or "@value" of an object. */
static const char *text_of(const json_t *j)
{
        if (json_is_array(j))
                j = json_array_get(j, 0);
        if (json_is_object(j))
                return json_text(j, "name") ? json_text(j, "name") : json_text(j, "@value");
        return json_string_value(j);
}

static const char *member(const json_t *o, const char *key)
{
        return text_of(json_object_get(o, key));
}

/* Calls take for the value, or for each of a list. */
static void each(struct record *r, const json_t *j, void (*take)(struct record *r, const json_t *j))
{
        size_t i;
        json_t *item;

        if (!json_is_array(j)) {
                if (j)
                        take(r, j);
                return;
        }
        json_array_foreach(j, i, item) take(r, item);
}

static void take_author(struct record *r, const json_t *j)
{
        const char *name = text_of(j);
        const json_t *same_as = json_object_get(j, "sameAs");
        struct agent *a;

        if (str_is_blank(name)) {
                const char *family = json_text(j, "familyName");

                a = record_add_agent(r, &r->creators, family);
                if (a)
                        meta_set_name(r, a, json_text(j, "givenName"), family, NULL, false);
        } else {
                a = meta_add_person(r, &r->creators, name);
        }
        if (!a)
                return;
        record_set(r, &a->given, json_text(j, "givenName"));
        record_set(r, &a->family, json_text(j, "familyName"));
        a->is_organisation = str_equal(json_text(j, "@type"), "Organization");
        meta_set_orcid(r, a, json_text(j, "@id"));
        if (!a->orcid)
                meta_set_orcid(r, a, text_of(same_as));
        if (member(j, "affiliation"))
                agent_add_affiliation(r, a, member(j, "affiliation"), NULL, NULL);
}

static void take_keyword(struct record *r, const json_t *j)
{
        const char *text = text_of(j);

        if (text && json_is_string(j))
                meta_add_subjects(r, text, NULL);
        else if (text)
                meta_add_subject(r, text, NULL);
}

static void take_language(struct record *r, const json_t *j)
{
        meta_add_language(r, text_of(j));
}

static void take_identifier(struct record *r, const json_t *j)
{
        const char *text = json_is_object(j) ? json_text(j, "value") : json_string_value(j);

        if (text && doi_normalise(text, &r->arena))
                record_add_identifier(r, "doi", text);
}

static void take_licence(struct record *r, const json_t *j)
{
        const char *text = json_is_object(j) ? json_text(j, "url") : json_string_value(j);

        if (text)
                meta_set_known_licence(r, text);
}

/* Only works that papers are; a page also describes its publisher and its way of breadcrumbs. */
static bool is_work(const json_t *o)
{
        static const char *const types[] = {
                "ScholarlyArticle", "Article",     "Report",      "Thesis",
                "Chapter",          "Dataset",     "Book",        "MedicalScholarlyArticle",
                "TechArticle",      "BlogPosting", "CreativeWork"};
        const char *type = text_of(json_object_get(o, "@type"));

        for (size_t i = 0; type && i < ARRAY_LEN(types); i++)
                if (!strcmp(types[i], type))
                        return true;
        return false;
}

static void take_work(struct record *r, const json_t *o)
{
        const char *title = member(o, "headline") ? member(o, "headline") : member(o, "name");
        const char *type = text_of(json_object_get(o, "@type"));
        const char *abstract = member(o, "abstract");

        record_add_text(r, &r->titles, title, NULL);
        if (type && strcmp(type, "CreativeWork") && strcmp(type, "Article"))
                meta_set_known_type(r, type);
        each(r, json_object_get(o, "author"), take_author);
        if (r->creators.n == 0)
                each(r, json_object_get(o, "creator"), take_author);
        each(r, json_object_get(o, "keywords"), take_keyword);
        each(r, json_object_get(o, "inLanguage"), take_language);
        each(r, json_object_get(o, "identifier"), take_identifier);
        each(r, json_object_get(o, "sameAs"), take_identifier);
        each(r, json_object_get(o, "license"), take_licence);
        record_add_text(r, &r->abstracts, abstract ? abstract : member(o, "description"), NULL);
        meta_add_date(r, "Issued", member(o, "datePublished"));
        record_set(r, &r->publisher, member(o, "publisher"));
        record_set(r, &r->source, member(o, "isPartOf"));
}

/* The first work in the value: itself, one of a list, of "@graph", or what the page is mainly about. */
static bool take_first_work(struct record *r, const json_t *j, int depth)
{
        size_t i;
        json_t *item;

        if (depth > DEPTH_MAX)
                return false;
        json_array_foreach(j, i, item) if (take_first_work(r, item, depth + 1)) return true;
        if (json_is_object(j) && is_work(j)) {
                take_work(r, j);
                return true;
        }
        return json_is_object(j) &&
               (take_first_work(r, json_object_get(j, "@graph"), depth + 1) ||
                take_first_work(r, json_object_get(j, "mainEntity"), depth + 1));
}

void meta_read_json_ld(const char *text, size_t n, struct record *r)
{
        CLEANUP(json_freep) json_t *j = NULL;

        if (r->titles.n == 0 && json_read(text, n, &j, NULL) == 0)
                take_first_work(r, j, 0);
}
