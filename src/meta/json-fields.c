/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values inside our JSON: what each key may hold, and how a wrong one is refused by name. */
#include "meta/private.h"

#include "text/json.h"

#include <errno.h>
#include <string.h>

int json_refuse(const char *key, const char *wanted, struct error *err)
{
        error_set(err, -EINVAL, "\"%s\" must be %s", key, wanted);
        return META_DAMAGED;
}

int json_each_text(const char *key, const json_t *j, json_take_text take, void *user,
                   struct error *err)
{
        static const char wanted[] = "a text or a list of texts";
        size_t i;
        json_t *item;

        if (json_is_string(j)) {
                take(user, json_string_value(j));
                return 0;
        }
        if (!json_is_array(j))
                return json_refuse(key, wanted, err);
        json_array_foreach(j, i, item)
        {
                if (!json_is_string(item))
                        return json_refuse(key, wanted, err);
                take(user, json_string_value(item));
        }
        return 0;
}

/* Refuses every key of the object that is not among the n known ones, and all but texts in those. */
int json_check_texts(const char *key, const json_t *object, const char *const *known, size_t n,
                     struct error *err)
{
        const char *name;
        json_t *value;

        if (!json_is_object(object))
                return json_refuse(key, "an object", err);
        json_object_foreach((json_t *)(uintptr_t)object, name, value)
        {
                size_t i = 0;

                while (i < n && strcmp(known[i], name))
                        i++;
                if (i == n) {
                        error_set(err, -EINVAL, "\"%s\" in \"%s\" is not a known key", name, key);
                        return META_DAMAGED;
                }
                if (!json_is_string(value) && !json_is_null(value)) {
                        error_set(err, -EINVAL, "\"%s\" in \"%s\" must be a text", name, key);
                        return META_DAMAGED;
                }
        }
        return 0;
}

/* --- people ------------------------------------------------------------------------------------------- */

static int read_affiliation(struct record *r, struct agent *a, const json_t *j, struct error *err)
{
        static const char *const known[] = {"name", "ror", "country"};
        const char *country;
        int answer;

        if (json_is_string(j)) {
                agent_add_affiliation(r, a, json_string_value(j), NULL, NULL);
                return 0;
        }
        answer = json_check_texts("affiliations", j, known, ARRAY_LEN(known), err);
        if (answer)
                return answer;
        country = json_text(j, "country");
        agent_add_affiliation(r, a, json_text(j, "name"), meta_ror(r, json_text(j, "ror")),
                              meta_country(country) ? meta_country(country) : country);
        return 0;
}

static int read_affiliations(struct record *r, struct agent *a, const json_t *j, struct error *err)
{
        size_t i;
        json_t *item;

        if (!j || json_is_null(j))
                return 0;
        if (!json_is_array(j))
                return json_refuse("affiliations", "a list", err);
        json_array_foreach(j, i, item)
        {
                int answer = read_affiliation(r, a, item, err);

                if (answer)
                        return answer;
        }
        return 0;
}

/* An ORCID that is wrong stays as it stands, so that the check of the whole record can name it. */
static void set_orcid(struct record *r, struct agent *a, const char *text)
{
        meta_set_orcid(r, a, text);
        if (!a->orcid)
                record_set(r, &a->orcid, text);
}

static int check_agent(const char *key, const json_t *j, struct error *err)
{
        static const char *const known[] = {"name", "given", "family", "orcid",
                                            "ror",  "role",  "type"};
        CLEANUP(json_freep) json_t *plain = NULL;
        const char *type;
        int answer;

        if (!json_is_object(j))
                return json_refuse(key, "a list of names or objects", err);
        plain = json_copy((json_t *)(uintptr_t)j);
        if (!plain)
                return error_no_memory(err);
        json_object_del(plain, "affiliations");
        answer = json_check_texts(key, plain, known, ARRAY_LEN(known), err);
        if (answer)
                return answer;
        type = json_text(j, "type");
        if (type && strcmp(type, "person") && strcmp(type, "organisation"))
                return json_refuse("type", "\"person\" or \"organisation\"", err);
        return 0;
}

static int read_agent(struct record *r, const char *key, const json_t *j, struct agents *list,
                      struct error *err)
{
        const char *name = json_text(j, "name");
        const char *given = json_text(j, "given");
        const char *family = json_text(j, "family");
        const char *role = json_text(j, "role");
        struct agent *a;
        int answer = check_agent(key, j, err);

        if (answer)
                return answer;
        a = record_add_agent(r, list, !str_is_blank(name) ? name : family ? family : given);
        if (!a)
                return r->arena.failed ? 0 : json_refuse(key, "people with a \"name\"", err);
        if (str_is_blank(name))
                meta_set_name(r, a, given, family, NULL, false);
        record_set(r, &a->given, given);
        record_set(r, &a->family, family);
        set_orcid(r, a, json_text(j, "orcid"));
        record_set(r, &a->ror, meta_ror(r, json_text(j, "ror")));
        record_set(r, &a->role, meta_word(WORD_ROLE, role) ? meta_word(WORD_ROLE, role) : role);
        a->is_organisation = str_equal(json_text(j, "type"), "organisation");
        return read_affiliations(r, a, json_object_get(j, "affiliations"), err);
}

int json_read_agents(struct record *r, const char *key, const json_t *j, struct agents *list,
                     struct error *err)
{
        size_t i;
        json_t *item;

        if (json_is_string(j)) {
                meta_add_person(r, list, json_string_value(j));
                return 0;
        }
        if (!json_is_array(j))
                return json_refuse(key, "a list of names or objects", err);
        json_array_foreach(j, i, item)
        {
                int answer = 0;

                if (json_is_string(item))
                        meta_add_person(r, list, json_string_value(item));
                else
                        answer = read_agent(r, key, item, list, err);
                if (answer)
                        return answer;
        }
        return 0;
}
