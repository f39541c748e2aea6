/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Encyclopedia entries: Markdown with a front matter, and the JSON the store keeps them in. */
#include "meta/private.h"

#include "text/json.h"
#include "text/markdown.h"
#include "text/normal.h"

#include <errno.h>
#include <string.h>

/*
 * The helpers that clean and copy text work on a record. An entry lends one its arena for as long as it is
 * read: what they make belongs to the entry.
 */
struct reading {
        struct entry *e;
        struct record lent;
};

static struct reading lend(struct entry *e)
{
        struct reading r = {.e = e};

        r.lent.arena = e->arena;
        return r;
}

static void give_back(struct reading *r)
{
        r->e->arena = r->lent.arena;
}

/* --- one key each ------------------------------------------------------------------------------------- */

typedef int (*read_key)(struct reading *r, const char *key, const json_t *j, struct error *err);

static int read_text(struct reading *r, const char *key, const json_t *j, const char **into,
                     struct error *err)
{
        if (!json_is_string(j))
                return json_refuse(key, "a text", err);
        record_set(&r->lent, into, json_string_value(j));
        return 0;
}

static int read_slug(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return read_text(r, key, j, &r->e->slug, err);
}

static int read_title(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return read_text(r, key, j, &r->e->title, err);
}

static int read_language(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        const char *tag;
        int answer = read_text(r, key, j, &r->e->language, err);

        tag = answer ? NULL : meta_language(&r->lent, r->e->language);
        if (tag)
                r->e->language = tag;
        return answer;
}

static int read_part(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return read_text(r, key, j, &r->e->part, err);
}

static int read_summary(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return read_text(r, key, j, &r->e->summary, err);
}

static int read_original(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return read_text(r, key, j, &r->e->translation_of, err);
}

static int read_authors(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return json_read_agents(&r->lent, key, j, &r->e->authors, err);
}

static void take_sdg(struct reading *r, const char *text)
{
        const struct concept *c = vocab_match_sdg(text);

        record_add_string(&r->lent, &r->e->sdgs, c ? concept_notation(c) : text);
}

/* As in records: "8.3", or 8 where YAML took it for a number. */
static int read_sdgs(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        size_t i;
        json_t *item;

        if (!json_is_array(j))
                return json_refuse(key, "a list of texts such as \"8\" or \"8.3\"", err);
        json_array_foreach(j, i, item)
        {
                char number[24];

                if (json_is_integer(item)) {
                        snprintf(number, sizeof(number), "%lld",
                                 (long long)json_integer_value(item));
                        take_sdg(r, number);
                } else if (json_is_string(item)) {
                        take_sdg(r, json_string_value(item));
                } else {
                        return json_refuse(key, "a list of texts such as \"8\" or \"8.3\"", err);
                }
        }
        return 0;
}

static void take_theme(void *user, const char *text)
{
        struct reading *r = user;
        const struct concept *c = vocab_match(VOCAB_THEME, text);

        record_add_string(&r->lent, &r->e->themes, c ? concept_notation(c) : text);
}

static void take_see_also(void *user, const char *text)
{
        struct reading *r = user;

        record_add_string(&r->lent, &r->e->see_also, text);
}

static void take_work(void *user, const char *text)
{
        struct reading *r = user;

        record_add_string(&r->lent, &r->e->works, text);
}

static int read_themes(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return json_each_text(key, j, take_theme, r, err);
}

static int read_see_also(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return json_each_text(key, j, take_see_also, r, err);
}

static int read_works(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        return json_each_text(key, j, take_work, r, err);
}

/* Kept byte for byte: it is the author's text, and revisions are compared by it. */
static int read_body(struct reading *r, const char *key, const json_t *j, struct error *err)
{
        if (!json_is_string(j))
                return json_refuse(key, "a text", err);
        r->e->body = arena_copy_bytes(&r->lent.arena, json_string_value(j), json_string_length(j));
        return 0;
}

/* Front matter has hyphens in keys, storage underscores. */
static const struct {
        const char *front, *stored;
        read_key read;
} keys[] = {
        {"slug", "slug", read_slug},
        {"title", "title", read_title},
        {"language", "language", read_language},
        {"part", "part", read_part},
        {"authors", "authors", read_authors},
        {"summary", "summary", read_summary},
        {"sdgs", "sdgs", read_sdgs},
        {"themes", "themes", read_themes},
        {"see-also", "see_also", read_see_also},
        {"works", "works", read_works},
        {"translation-of", "translation_of", read_original},
        {NULL, "body", read_body},
};

static int read_keys(struct reading *r, const json_t *object, bool stored, struct error *err)
{
        const char *name;
        json_t *value;

        json_object_foreach((json_t *)(uintptr_t)object, name, value)
        {
                int answer = 0;
                size_t i = 0;

                while (i < ARRAY_LEN(keys) &&
                       !str_equal(stored ? keys[i].stored : keys[i].front, name))
                        i++;
                if (i == ARRAY_LEN(keys)) {
                        error_set(err, -EINVAL, "\"%s\" is not a known key", name);
                        return META_DAMAGED;
                }
                if (!json_is_null(value))
                        answer = keys[i].read(r, name, value, err);
                if (answer)
                        return answer;
        }
        return 0;
}

static int read_object(struct entry *e, const json_t *object, bool stored, struct error *err)
{
        struct reading r = lend(e);
        int answer = read_keys(&r, object, stored, err);

        give_back(&r);
        if (answer)
                return answer;
        return e->arena.failed ? error_no_memory(err) : 0;
}

int meta_read_entry(const char *markdown, size_t len, const char *slug, struct entry *e,
                    struct error *err)
{
        CLEANUP(json_freep) json_t *front = NULL;
        CLEANUP(str_done) struct str utf8 = STR_INIT;
        const char *yaml = NULL;
        size_t yaml_len = 0, start;
        int answer = text_to_utf8(markdown, len, NULL, &utf8, err);

        if (answer < 0)
                return answer;
        if (answer == TEXT_UNREADABLE)
                return META_DAMAGED;
        start = markdown_front_matter(str_text(&utf8), utf8.len, &yaml, &yaml_len);
        if (!yaml) {
                error_set(err, -EINVAL,
                          "an entry begins with front matter between two lines \"---\"");
                return META_NOT_MINE;
        }
        answer = meta_read_yaml(yaml, yaml_len, &front, err);
        if (answer)
                return answer;
        answer = read_object(e, front, false, err);
        if (answer)
                return answer;
        if (!e->slug)
                e->slug = arena_copy(&e->arena, slug);
        e->body = arena_copy_bytes(&e->arena, str_text(&utf8) + start, utf8.len - start);
        return e->arena.failed ? error_no_memory(err) : 0;
}

int meta_read_entry_json(const json_t *object, struct entry *e, struct error *err)
{
        if (!json_is_object(object)) {
                error_set(err, -EINVAL, "an entry must be a JSON object");
                return META_NOT_MINE;
        }
        return read_object(e, object, true, err);
}

static void put_strings(json_t *object, const char *key, const struct strings *list)
{
        json_t *array;

        if (list->n == 0)
                return;
        array = json_array();
        for (size_t i = 0; i < list->n; i++)
                json_array_append_new(array, json_string(list->items[i]));
        json_object_set_new(object, key, array);
}

json_t *meta_write_entry_json(const struct entry *e)
{
        json_t *o = json_object();

        if (!o)
                return NULL;
        json_put_text(o, "slug", e->slug);
        json_put_text(o, "title", e->title);
        json_put_text(o, "language", e->language);
        json_put_text(o, "part", e->part);
        if (e->authors.n)
                json_object_set_new(o, "authors", json_write_agents(&e->authors));
        json_put_text(o, "summary", e->summary);
        put_strings(o, "sdgs", &e->sdgs);
        put_strings(o, "themes", &e->themes);
        put_strings(o, "see_also", &e->see_also);
        put_strings(o, "works", &e->works);
        json_put_text(o, "translation_of", e->translation_of);
        json_put_text(o, "body", e->body);
        return o;
}
