/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* jansson with the house's errors. Its own limits hold: 2048 levels, numbers that fit. */
#include "text/json.h"

#include <errno.h>

void json_freep(json_t **j)
{
        json_decref(*j);
        *j = NULL;
}

int json_read(const char *bytes, size_t n, json_t **ret, struct error *err)
{
        json_error_t problem;
        json_t *j = json_loadb(bytes, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);

        if (j) {
                *ret = j;
                return 0;
        }
        if (json_error_code(&problem) == json_error_out_of_memory)
                return error_no_memory(err);
        error_set(err, JSON_DAMAGED, "not JSON: line %d, column %d: %s", problem.line,
                  problem.column, problem.text);
        return JSON_DAMAGED;
}

static int add_to_str(const char *bytes, size_t n, void *user)
{
        struct str *out = user;

        str_add_bytes(out, bytes, n);
        return out->failed ? -1 : 0;
}

static int write_with(const json_t *j, size_t flags, struct str *out, struct error *err)
{
        if (json_dump_callback(j, add_to_str, out, flags | JSON_ENCODE_ANY) == 0)
                return 0;
        return out->failed ? error_no_memory(err) : error_set(err, -EINVAL, "writing JSON failed");
}

int json_write(const json_t *j, struct str *out, struct error *err)
{
        return write_with(j, JSON_COMPACT, out, err);
}

int json_write_pretty(const json_t *j, struct str *out, struct error *err)
{
        int r = write_with(j, JSON_INDENT(2), out, err);

        str_add_char(out, '\n');
        return r < 0 ? r : out->failed ? error_no_memory(err) : 0;
}

const char *json_text(const json_t *object, const char *key)
{
        return json_string_value(json_object_get(object, key));
}

void json_put_text(json_t *object, const char *key, const char *value)
{
        if (value)
                json_object_set_new(object, key, json_string(value));
}
