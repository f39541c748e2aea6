/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record as JSON (schemas/record.schema.json): what meta_read_json reads back to the same record. */
#include "meta/private.h"

#include "text/json.h"

static void put_list(json_t *object, const char *key, json_t *list)
{
        if (list && json_array_size(list) > 0)
                json_object_set_new(object, key, list);
        else
                json_decref(list);
}

static json_t *texts_json(const struct lang_texts *list)
{
        json_t *array = json_array();

        for (size_t i = 0; i < list->n; i++) {
                json_t *o = json_object();

                json_put_text(o, "text", list->items[i].text);
                json_put_text(o, "language", list->items[i].language);
                json_array_append_new(array, o);
        }
        return array;
}

static json_t *strings_json(const struct strings *list)
{
        json_t *array = json_array();

        for (size_t i = 0; i < list->n; i++)
                json_array_append_new(array, json_string(list->items[i]));
        return array;
}

static json_t *affiliations_json(const struct agent *a)
{
        json_t *array = json_array();

        for (size_t i = 0; i < a->n_affiliations; i++) {
                json_t *o = json_object();

                json_put_text(o, "name", a->affiliations[i].name);
                json_put_text(o, "ror", a->affiliations[i].ror);
                json_put_text(o, "country", a->affiliations[i].country);
                json_array_append_new(array, o);
        }
        return array;
}

json_t *json_write_agents(const struct agents *list)
{
        json_t *array = json_array();

        for (size_t i = 0; i < list->n; i++) {
                const struct agent *a = &list->items[i];
                json_t *o = json_object();

                json_put_text(o, "type", a->is_organisation ? "organisation" : "person");
                json_put_text(o, "name", a->name);
                json_put_text(o, "given", a->given);
                json_put_text(o, "family", a->family);
                json_put_text(o, "orcid", a->orcid);
                json_put_text(o, "ror", a->ror);
                json_put_text(o, "role", a->role);
                put_list(o, "affiliations", affiliations_json(a));
                json_array_append_new(array, o);
        }
        return array;
}

static json_t *dates_json(const struct record *r)
{
        json_t *array = json_array();

        for (size_t i = 0; i < r->n_dates; i++) {
                json_t *o = json_object();

                json_put_text(o, "type", r->dates[i].type);
                json_put_text(o, "value", r->dates[i].value);
                json_array_append_new(array, o);
        }
        return array;
}

static json_t *identifiers_json(const struct record *r)
{
        json_t *array = json_array();

        for (size_t i = 0; i < r->n_identifiers; i++) {
                json_t *o = json_object();

                json_put_text(o, "type", r->identifiers[i].type);
                json_put_text(o, "value", r->identifiers[i].value);
                json_array_append_new(array, o);
        }
        return array;
}

static json_t *assertions_json(const struct assertion *list, size_t n)
{
        json_t *array = json_array();

        for (size_t i = 0; i < n; i++) {
                const struct assertion *a = &list[i];
                json_t *o = json_object();

                json_put_text(o, "notation", a->notation);
                json_put_text(o, "iri", a->iri);
                json_put_text(o, "by", meta_by_name(a->by));
                json_put_text(o, "status", meta_status_name(a->status));
                json_put_text(o, "evidence", a->evidence);
                json_put_text(o, "method", a->method);
                json_object_set_new(o, "score", json_real(a->score));
                json_array_append_new(array, o);
        }
        return array;
}

static json_t *machine_read_json(const struct record *r)
{
        json_t *array = json_array();

        for (size_t i = 0; i < r->n_machine_read; i++) {
                const struct machine_read *m = &r->machine_read[i];
                json_t *o = json_object();

                json_put_text(o, "field", m->field);
                json_put_text(o, "method", m->method);
                json_object_set_new(o, "score", json_real(m->score));
                json_array_append_new(array, o);
        }
        return array;
}

static void put_within(json_t *object, const struct record *r)
{
        struct within w = r->within;

        for (size_t i = 0; within_name(i); i++)
                json_put_text(object, within_name(i), *within_member(&w, within_name(i)));
}

static json_t *relations_json(const struct record *r)
{
        json_t *array = json_array();

        for (size_t i = 0; i < r->n_relations; i++) {
                json_t *o = json_object();

                json_put_text(o, "type", r->relations[i].type);
                json_put_text(o, "target", r->relations[i].target);
                json_put_text(o, "text", r->relations[i].text);
                json_array_append_new(array, o);
        }
        return array;
}

static json_t *fundings_json(const struct record *r)
{
        json_t *array = json_array();

        for (size_t i = 0; i < r->n_fundings; i++) {
                json_t *o = json_object();

                json_put_text(o, "funder", r->fundings[i].funder);
                json_put_text(o, "funder_id", r->fundings[i].funder_id);
                json_put_text(o, "award", r->fundings[i].award);
                json_put_text(o, "title", r->fundings[i].title);
                json_array_append_new(array, o);
        }
        return array;
}

static json_t *references_json(const struct record *r)
{
        json_t *array = json_array();

        for (size_t i = 0; i < r->n_references; i++) {
                json_t *o = json_object();

                json_put_text(o, "text", r->references[i].text);
                json_put_text(o, "doi", r->references[i].doi);
                json_put_text(o, "year", r->references[i].year);
                json_array_append_new(array, o);
        }
        return array;
}

json_t *meta_write_json(const struct record *r)
{
        json_t *o = json_object();

        if (!o)
                return NULL;
        put_list(o, "titles", texts_json(&r->titles));
        put_list(o, "abstracts", texts_json(&r->abstracts));
        put_list(o, "summaries", texts_json(&r->summaries));
        put_list(o, "keywords", texts_json(&r->keywords));
        put_list(o, "creators", json_write_agents(&r->creators));
        put_list(o, "contributors", json_write_agents(&r->contributors));
        json_put_text(o, "type", r->type);
        if (record_year(r))
                json_object_set_new(o, "year", json_integer(record_year(r)));
        put_list(o, "dates", dates_json(r));
        put_list(o, "languages", strings_json(&r->languages));
        json_put_text(o, "language", record_language(r));
        json_put_text(o, "publisher", r->publisher);
        json_put_text(o, "source", r->source);
        put_within(o, r);
        put_list(o, "identifiers", identifiers_json(r));
        json_put_text(o, "licence", r->licence);
        json_put_text(o, "rights", r->rights);
        put_list(o, "sdgs", assertions_json(r->sdgs, r->n_sdgs));
        put_list(o, "themes", strings_json(&r->themes));
        put_list(o, "theme_suggestions",
                 assertions_json(r->theme_suggestions, r->n_theme_suggestions));
        put_list(o, "countries", strings_json(&r->countries));
        put_list(o, "regions", strings_json(&r->regions));
        put_list(o, "relations", relations_json(r));
        put_list(o, "fundings", fundings_json(r));
        put_list(o, "references", references_json(r));
        put_list(o, "machine_read", machine_read_json(r));
        return o;
}
