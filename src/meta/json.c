/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Our JSON to a record: lines of JSON Lines, front matter, storage. One row a key; a key that is not there
 * is refused by name, so that a slip of the pen ("keyword") is not silently lost.
 */
#include "meta/private.h"

#include "text/json.h"

#include <errno.h>
#include <string.h>

/* One key being read. */
struct field {
        struct record *r;
        const char *key;
        const json_t *json;
        const char *language; /* of the record: for texts that say none */
};

typedef int (*read_field)(const struct field *f, struct error *err);

/* --- texts -------------------------------------------------------------------------------------------- */

static const char *language_of(const struct field *f, const json_t *item)
{
        const char *declared = json_text(item, "language");
        const char *tag = meta_language(f->r, declared);

        return tag ? tag : declared;
}

/* A text, or a list of texts and of {"text", "language"}. */
static int read_texts(const struct field *f, struct lang_texts *list, struct error *err)
{
        static const char *const known[] = {"text", "language"};
        size_t i;
        json_t *item;

        if (json_is_string(f->json)) {
                record_add_text(f->r, list, json_string_value(f->json), f->language);
                return 0;
        }
        if (!json_is_array(f->json))
                return json_refuse(f->key, "a text or a list", err);
        json_array_foreach(f->json, i, item)
        {
                int answer;

                if (json_is_string(item)) {
                        record_add_text(f->r, list, json_string_value(item), f->language);
                        continue;
                }
                answer = json_check_texts(f->key, item, known, ARRAY_LEN(known), err);
                if (answer)
                        return answer;
                record_add_text(f->r, list, json_text(item, "text"), language_of(f, item));
        }
        return 0;
}

static int read_titles(const struct field *f, struct error *err)
{
        return read_texts(f, &f->r->titles, err);
}

static int read_abstracts(const struct field *f, struct error *err)
{
        return read_texts(f, &f->r->abstracts, err);
}

static int read_summaries(const struct field *f, struct error *err)
{
        return read_texts(f, &f->r->summaries, err);
}

static int read_keywords(const struct field *f, struct error *err)
{
        return read_texts(f, &f->r->keywords, err);
}

static int read_text(const struct field *f, const char **into, struct error *err)
{
        if (!json_is_string(f->json))
                return json_refuse(f->key, "a text", err);
        record_set(f->r, into, json_string_value(f->json));
        return 0;
}

static int read_publisher(const struct field *f, struct error *err)
{
        return read_text(f, &f->r->publisher, err);
}

static int read_source(const struct field *f, struct error *err)
{
        return read_text(f, &f->r->source, err);
}

/* volume, issue, pages … A number will do as well. */
static int read_within(const struct field *f, struct error *err)
{
        const char **into = within_member(&f->r->within, f->key);
        char number[24];

        if (!json_is_integer(f->json))
                return read_text(f, into, err);
        snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(f->json));
        record_set(f->r, into, number);
        return 0;
}

static int read_rights(const struct field *f, struct error *err)
{
        return read_text(f, &f->r->rights, err);
}

/* The text of the work is taken by the caller; here only its type is looked at. */
static int read_nothing(const struct field *f, struct error *err)
{
        return json_is_string(f->json) ? 0 : json_refuse(f->key, "a text", err);
}

/* --- codes: known ones in their one form, others as they stand, for the check of the record to name ---- */

static int read_type(const struct field *f, struct error *err)
{
        int answer = read_text(f, &f->r->type, err);

        if (answer == 0)
                meta_set_known_type(f->r, json_string_value(f->json));
        return answer;
}

static int read_licence(const struct field *f, struct error *err)
{
        if (!json_is_string(f->json))
                return json_refuse(f->key, "a text", err);
        meta_set_licence(f->r, json_string_value(f->json));
        return 0;
}

static void take_theme(void *user, const char *text)
{
        struct record *r = user;

        if (!meta_add_theme(r, text))
                record_add_string(r, &r->themes, text);
}

static void take_country(void *user, const char *text)
{
        struct record *r = user;

        if (!meta_add_place(r, text))
                record_add_string(r, &r->countries, text);
}

static void take_region(void *user, const char *text)
{
        struct record *r = user;

        if (!meta_add_place(r, text))
                record_add_string(r, &r->regions, text);
}

static void take_language(void *user, const char *text)
{
        struct record *r = user;
        const char *tag = meta_language(r, text);

        record_add_string(r, &r->languages, tag ? tag : text);
}

static int read_themes(const struct field *f, struct error *err)
{
        return json_each_text(f->key, f->json, take_theme, f->r, err);
}

static int read_countries(const struct field *f, struct error *err)
{
        return json_each_text(f->key, f->json, take_country, f->r, err);
}

static int read_regions(const struct field *f, struct error *err)
{
        return json_each_text(f->key, f->json, take_region, f->r, err);
}

static int read_languages(const struct field *f, struct error *err)
{
        return json_each_text(f->key, f->json, take_language, f->r, err);
}

/* --- lists of objects --------------------------------------------------------------------------------- */

typedef void (*take_object)(struct record *r, const json_t *o);

/* Every member an object of these keys, all texts. */
static int read_objects(const struct field *f, const char *const *known, size_t n, take_object take,
                        struct error *err)
{
        size_t i;
        json_t *item;

        if (!json_is_array(f->json))
                return json_refuse(f->key, "a list of objects", err);
        json_array_foreach(f->json, i, item)
        {
                int answer = json_check_texts(f->key, item, known, n, err);

                if (answer)
                        return answer;
                take(f->r, item);
        }
        return 0;
}

static void take_identifier(struct record *r, const json_t *o)
{
        record_add_identifier(r, json_text(o, "type"), json_text(o, "value"));
}

static int read_identifiers(const struct field *f, struct error *err)
{
        static const char *const known[] = {"type", "value"};

        return read_objects(f, known, ARRAY_LEN(known), take_identifier, err);
}

static void take_date(struct record *r, const json_t *o)
{
        const char *type = json_text(o, "type");
        const char *word = meta_word(WORD_DATE, type);

        record_add_date(r, word ? word : type ? type : "Issued", json_text(o, "value"));
}

static int read_dates(const struct field *f, struct error *err)
{
        static const char *const known[] = {"type", "value"};

        return read_objects(f, known, ARRAY_LEN(known), take_date, err);
}

static void take_relation(struct record *r, const json_t *o)
{
        const char *type = json_text(o, "type");
        const char *word = meta_word(WORD_RELATION, type);

        record_add_relation(r, word ? word : type, json_text(o, "target"), json_text(o, "text"));
}

static int read_relations(const struct field *f, struct error *err)
{
        static const char *const known[] = {"type", "target", "text"};

        return read_objects(f, known, ARRAY_LEN(known), take_relation, err);
}

static void take_funding(struct record *r, const json_t *o)
{
        struct funding *funding =
                record_add_funding(r, json_text(o, "funder"), json_text(o, "award"));

        if (!funding)
                return;
        record_set(r, &funding->funder_id, json_text(o, "funder_id"));
        record_set(r, &funding->title, json_text(o, "title"));
}

static int read_fundings(const struct field *f, struct error *err)
{
        static const char *const known[] = {"funder", "funder_id", "award", "title"};

        return read_objects(f, known, ARRAY_LEN(known), take_funding, err);
}

static void take_reference(struct record *r, const json_t *o)
{
        struct reference *ref = record_add_reference(r, json_text(o, "text"), json_text(o, "doi"));

        if (ref)
                record_set(r, &ref->year, json_text(o, "year"));
}

/* References may be plain texts as well. */
static int read_references(const struct field *f, struct error *err)
{
        static const char *const known[] = {"text", "doi", "year"};
        size_t i;
        json_t *item;

        if (!json_is_array(f->json))
                return json_refuse(f->key, "a list", err);
        json_array_foreach(f->json, i, item)
        {
                int answer = 0;

                if (json_is_string(item)) {
                        record_add_reference(f->r, json_string_value(item), NULL);
                        continue;
                }
                answer = json_check_texts(f->key, item, known, ARRAY_LEN(known), err);
                if (answer)
                        return answer;
                take_reference(f->r, item);
        }
        return 0;
}

static int read_creators(const struct field *f, struct error *err)
{
        return json_read_agents(f->r, f->key, f->json, &f->r->creators, err);
}

static int read_contributors(const struct field *f, struct error *err)
{
        return json_read_agents(f->r, f->key, f->json, &f->r->contributors, err);
}

/* --- assertions --------------------------------------------------------------------------------------- */

/* An object of texts with a "score" beside them; *ret_score is 1 where there is none. */
static int check_scored(const struct field *f, const json_t *o, const char *const *known, size_t n,
                        double *ret_score, struct error *err)
{
        CLEANUP(json_freep) json_t *plain = json_copy((json_t *)(uintptr_t)o);
        const json_t *score = json_object_get(o, "score");
        int answer;

        json_object_del(plain, "score");
        answer = json_check_texts(f->key, plain, known, n, err);
        if (answer)
                return answer;
        if (score && (!json_is_number(score) || json_number_value(score) < 0 ||
                      json_number_value(score) > 1))
                return json_refuse("score", "a number from 0 to 1", err);
        *ret_score = score ? json_number_value(score) : 1;
        return 0;
}

static int read_assertion(const struct field *f, const json_t *o, bool is_theme, struct error *err)
{
        static const char *const known[] = {"notation", "iri",      "by",
                                            "status",   "evidence", "method"};
        const char *by = json_text(o, "by"), *status = json_text(o, "status");
        const char *notation = json_text(o, "notation");
        struct assertion *a;
        double score = 1;
        int answer = check_scored(f, o, known, ARRAY_LEN(known), &score, err);

        if (answer)
                return answer;
        a = is_theme ? record_add_theme_suggestion(f->r, notation)
                     : record_add_sdg(f->r, notation ? notation : json_text(o, "iri"),
                                      ASSERTED_BY_AUTHOR);
        if (!a)
                return f->r->arena.failed ? 0
                                          : json_refuse(f->key, "objects with a \"notation\"", err);
        if (by && !meta_find_by(by, &a->by))
                return json_refuse("by", "\"author\", \"machine\" or \"reviewer\"", err);
        if (status && !meta_find_status(status, &a->status))
                return json_refuse("status", "\"suggested\", \"confirmed\" or \"rejected\"", err);
        record_set(f->r, &a->evidence, json_text(o, "evidence"));
        record_set(f->r, &a->method, json_text(o, "method"));
        a->score = score;
        return 0;
}

static int read_theme_suggestions(const struct field *f, struct error *err)
{
        size_t i;
        json_t *item;

        if (!json_is_array(f->json))
                return json_refuse(f->key, "a list of objects", err);
        json_array_foreach(f->json, i, item)
        {
                int answer = read_assertion(f, item, true, err);

                if (answer)
                        return answer;
        }
        return 0;
}

static int read_machine_read(const struct field *f, struct error *err)
{
        static const char *const known[] = {"field", "method"};
        size_t i;
        json_t *item;

        if (!json_is_array(f->json))
                return json_refuse(f->key, "a list of objects", err);
        json_array_foreach(f->json, i, item)
        {
                double score = 1;
                int answer = check_scored(f, item, known, ARRAY_LEN(known), &score, err);

                if (answer)
                        return answer;
                record_set_machine_read(f->r, json_text(item, "field"), score,
                                        json_text(item, "method"));
        }
        return 0;
}

/* "8.3", 8 (YAML), or a whole assertion. A target that looks like a fraction has to be a text. */
static int read_sdg(const struct field *f, const json_t *item, struct error *err)
{
        char number[24];

        if (json_is_object(item))
                return read_assertion(f, item, false, err);
        if (json_is_integer(item)) {
                snprintf(number, sizeof(number), "%lld", (long long)json_integer_value(item));
                record_add_sdg(f->r, number, ASSERTED_BY_AUTHOR);
                return 0;
        }
        if (!json_is_string(item))
                return json_refuse(f->key, "a list of texts (\"8\", \"8.3\") or assertions", err);
        record_add_sdg(f->r, json_string_value(item), ASSERTED_BY_AUTHOR);
        return 0;
}

static int read_sdgs(const struct field *f, struct error *err)
{
        size_t i;
        json_t *item;

        if (!json_is_array(f->json))
                return read_sdg(f, f->json, err);
        json_array_foreach(f->json, i, item)
        {
                int answer = read_sdg(f, item, err);

                if (answer)
                        return answer;
        }
        return 0;
}

/* --- dates and identifiers that stand alone -------------------------------------------------------------- */

/* Where "dates" are given they say it better, and "year" is only for readers of the JSON. */
static int read_year(const struct field *f, struct error *err)
{
        char year[24];

        if (json_is_integer(f->json))
                snprintf(year, sizeof(year), "%lld", (long long)json_integer_value(f->json));
        else if (json_is_string(f->json) && json_string_length(f->json) < sizeof(year))
                snprintf(year, sizeof(year), "%s", json_string_value(f->json));
        else
                return json_refuse(f->key, "a year", err);
        if (f->r->n_dates > 0)
                return 0;
        if (strlen(year) != 4 || !date_is_valid(year))
                return json_refuse(f->key, "a year of four digits", err);
        record_add_date(f->r, "Issued", year);
        return 0;
}

static int read_doi(const struct field *f, struct error *err)
{
        if (!json_is_string(f->json) || !doi_normalise(json_string_value(f->json), &f->r->arena))
                return json_refuse(f->key, "a DOI", err);
        record_add_identifier(f->r, "doi", json_string_value(f->json));
        return 0;
}

/* In the order they are read in: languages before texts, dates before the year. */
static const struct {
        const char *key;
        read_field read;
} fields[] = {
        {"languages", read_languages},
        {"language", read_languages},
        {"titles", read_titles},
        {"title", read_titles},
        {"abstracts", read_abstracts},
        {"abstract", read_abstracts},
        {"summaries", read_summaries},
        {"summary", read_summaries},
        {"keywords", read_keywords},
        {"creators", read_creators},
        {"contributors", read_contributors},
        {"type", read_type},
        {"dates", read_dates},
        {"year", read_year},
        {"publisher", read_publisher},
        {"source", read_source},
        {"volume", read_within},
        {"issue", read_within},
        {"pages", read_within},
        {"edition", read_within},
        {"series", read_within},
        {"issn", read_within},
        {"place", read_within},
        {"event", read_within},
        {"identifiers", read_identifiers},
        {"doi", read_doi},
        {"licence", read_licence},
        {"license", read_licence},
        {"rights", read_rights},
        {"sdgs", read_sdgs},
        {"themes", read_themes},
        {"theme_suggestions", read_theme_suggestions},
        {"countries", read_countries},
        {"regions", read_regions},
        {"relations", read_relations},
        {"fundings", read_fundings},
        {"references", read_references},
        {"machine_read", read_machine_read},
        {"text", read_nothing},
};

static bool is_key(const char *key)
{
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                if (!strcmp(fields[i].key, key))
                        return true;
        return false;
}

static int check_keys(const json_t *object, struct error *err)
{
        const char *key;
        json_t *value UNUSED;

        json_object_foreach((json_t *)(uintptr_t)object, key, value)
        {
                if (is_key(key))
                        continue;
                error_set(err, -EINVAL, "\"%s\" is not a known key", key);
                return META_DAMAGED;
        }
        return 0;
}

int meta_read_json(const json_t *object, struct record *r, struct error *err)
{
        int answer;

        if (!json_is_object(object)) {
                error_set(err, -EINVAL, "a record must be a JSON object");
                return META_NOT_MINE;
        }
        answer = check_keys(object, err);
        for (size_t i = 0; !answer && i < ARRAY_LEN(fields); i++) {
                struct field f = {r, fields[i].key, json_object_get(object, fields[i].key),
                                  record_language(r)};

                if (f.json && !json_is_null(f.json))
                        answer = fields[i].read(&f, err);
        }
        if (answer)
                return answer;
        return r->arena.failed ? error_no_memory(err) : 0;
}
