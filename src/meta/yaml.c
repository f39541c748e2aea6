/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Front matter: a small part of YAML to JSON. Anchors, aliases and tags are refused (they can make a small
 * text large, and nobody needs them here). Plain whole numbers, true, false and null are what they look
 * like; everything else is text, so that "8.10" is not 8.1.
 */
#include "meta/private.h"

#include "text/json.h"

#include <errno.h>
#include <string.h>
#include <yaml.h>

enum {
        YAML_SIZE_MAX = 256 << 10, /* bytes of front matter */
        YAML_DEPTH_MAX = 32,       /* lists in lists */
};

struct reading {
        yaml_parser_t parser;
        struct error *err;
};

static void parser_done(struct reading *r)
{
        yaml_parser_delete(&r->parser);
}

static int refuse(const struct reading *r, const yaml_mark_t *mark, const char *why)
{
        error_set(r->err, -EINVAL, "front matter, line %zu: %s", mark->line + 1, why);
        return META_DAMAGED;
}

static int next_event(struct reading *r, yaml_event_t *event)
{
        const yaml_parser_t *p = &r->parser;

        if (yaml_parser_parse(&r->parser, event))
                return 0;
        memset(event, 0, sizeof(*event));
        if (p->error == YAML_MEMORY_ERROR)
                return error_no_memory(r->err);
        return refuse(r, &p->problem_mark, p->problem ? p->problem : "not YAML");
}

/* Digits only, without leading zeros, short enough for any number type. */
static bool is_whole_number(const char *text)
{
        size_t n;

        if (*text == '-')
                text++;
        n = strlen(text);
        return n > 0 && n < 16 && strspn(text, "0123456789") == n && (text[0] != '0' || n == 1);
}

static json_t *plain_json(const char *text)
{
        if (is_whole_number(text))
                return json_integer(strtoll(text, NULL, 10));
        if (!strcmp(text, "true") || !strcmp(text, "false"))
                return json_boolean(text[0] == 't');
        if (!*text || !strcmp(text, "~") || !strcmp(text, "null"))
                return json_null();
        return json_string(text);
}

static int scalar_json(struct reading *r, const yaml_event_t *event, json_t **ret)
{
        const char *text = (const char *)event->data.scalar.value;

        if (event->data.scalar.anchor || event->data.scalar.tag)
                return refuse(r, &event->start_mark, "anchors and tags are not allowed");
        if (strlen(text) != event->data.scalar.length)
                return refuse(r, &event->start_mark, "a NUL character");
        *ret = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain_json(text)
                                                                   : json_string(text);
        return *ret ? 0 : refuse(r, &event->start_mark, "not UTF-8");
}

static int value_json(struct reading *r, yaml_event_t *event, int depth, json_t **ret);

static int sequence_json(struct reading *r, int depth, json_t **ret)
{
        CLEANUP(json_freep) json_t *array = json_array();

        for (;;) {
                yaml_event_t event;
                json_t *item = NULL;
                int answer = next_event(r, &event);

                if (answer)
                        return answer;
                if (event.type == YAML_SEQUENCE_END_EVENT) {
                        yaml_event_delete(&event);
                        *ret = STEAL(array);
                        return 0;
                }
                answer = value_json(r, &event, depth, &item);
                yaml_event_delete(&event);
                if (answer)
                        return answer;
                json_array_append_new(array, item);
        }
}

/* One key and its value; the key's event is given. */
static int pair_json(struct reading *r, const yaml_event_t *key, int depth, json_t *object)
{
        const char *name;
        yaml_event_t event;
        json_t *value = NULL;
        int answer;

        if (key->type != YAML_SCALAR_EVENT || key->data.scalar.anchor || key->data.scalar.tag)
                return refuse(r, &key->start_mark, "a key must be a plain text");
        name = (const char *)key->data.scalar.value;
        if (json_object_get(object, name))
                return refuse(r, &key->start_mark, "a key stands twice");
        answer = next_event(r, &event);
        if (answer)
                return answer;
        answer = value_json(r, &event, depth, &value);
        yaml_event_delete(&event);
        if (answer)
                return answer;
        if (json_object_set_new(object, name, value))
                return refuse(r, &key->start_mark, "a key is not UTF-8");
        return 0;
}

static int mapping_json(struct reading *r, int depth, json_t **ret)
{
        CLEANUP(json_freep) json_t *object = json_object();

        for (;;) {
                yaml_event_t event;
                int answer = next_event(r, &event);

                if (answer)
                        return answer;
                if (event.type == YAML_MAPPING_END_EVENT) {
                        yaml_event_delete(&event);
                        *ret = STEAL(object);
                        return 0;
                }
                answer = pair_json(r, &event, depth, object);
                yaml_event_delete(&event);
                if (answer)
                        return answer;
        }
}

static int value_json(struct reading *r, yaml_event_t *event, int depth, json_t **ret)
{
        if (depth >= YAML_DEPTH_MAX)
                return refuse(r, &event->start_mark, "nested too deeply");
        switch (event->type) {
        case YAML_SCALAR_EVENT:
                return scalar_json(r, event, ret);
        case YAML_SEQUENCE_START_EVENT:
                if (event->data.sequence_start.anchor || event->data.sequence_start.tag)
                        return refuse(r, &event->start_mark, "anchors and tags are not allowed");
                return sequence_json(r, depth + 1, ret);
        case YAML_MAPPING_START_EVENT:
                if (event->data.mapping_start.anchor || event->data.mapping_start.tag)
                        return refuse(r, &event->start_mark, "anchors and tags are not allowed");
                return mapping_json(r, depth + 1, ret);
        case YAML_ALIAS_EVENT:
                return refuse(r, &event->start_mark, "aliases are not allowed");
        default:
                return refuse(r, &event->start_mark, "not expected here");
        }
}

/* The value of the first document; what stands before it is only punctuation. */
static int document_json(struct reading *r, json_t **ret)
{
        for (;;) {
                yaml_event_t event;
                int answer = next_event(r, &event);
                yaml_event_type_t type = event.type;

                if (answer)
                        return answer;
                if (type == YAML_STREAM_END_EVENT) {
                        yaml_event_delete(&event);
                        *ret = json_object(); /* nothing in it */
                        return *ret ? 0 : error_no_memory(r->err);
                }
                if (type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT) {
                        yaml_event_delete(&event);
                        continue;
                }
                answer = value_json(r, &event, 0, ret);
                yaml_event_delete(&event);
                return answer;
        }
}

int meta_read_yaml(const char *yaml, size_t len, json_t **ret, struct error *err)
{
        CLEANUP(parser_done) struct reading r = {.err = err};
        CLEANUP(json_freep) json_t *value = NULL;
        int answer;

        if (!yaml_parser_initialize(&r.parser))
                return error_no_memory(err);
        if (len > YAML_SIZE_MAX) {
                error_set(err, -E2BIG, "front matter is longer than %d KiB", YAML_SIZE_MAX >> 10);
                return META_DAMAGED;
        }
        yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&r.parser, (const unsigned char *)yaml, len);
        answer = document_json(&r, &value);
        if (answer)
                return answer;
        if (!json_is_object(value)) {
                error_set(err, -EINVAL, "front matter must be a list of \"key: value\"");
                return META_DAMAGED;
        }
        *ret = STEAL(value);
        return 0;
}
