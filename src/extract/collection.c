/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/collection.h"

#include "extract/parts.h"

#include "text/json.h"

#include <errno.h>

#define TOO_LARGE (META_DAMAGED + 1)

struct collection {
        struct record *first; /* kept back while it may stay the only one */
        long first_line;
        size_t n_records, n_problems;
        struct str lines;
        char problem[ERROR_MESSAGE_MAX]; /* the first */
        size_t max;
};

static int add_line(struct collection *c, json_t *line, struct error *err)
{
        int r = line ? json_write(line, &c->lines, err) : error_no_memory(err);

        json_decref(line);
        str_add_char(&c->lines, '\n');
        if (r < 0 || c->lines.failed)
                return r < 0 ? r : error_no_memory(err);
        return c->lines.len > c->max ? TOO_LARGE : 0;
}

static int add_record(struct collection *c, long line, const struct record *r, struct error *err)
{
        json_t *o = json_object();
        json_t *record = meta_write_json(r);

        if (!o || !record || r->arena.failed) {
                json_decref(o);
                json_decref(record);
                return error_no_memory(err);
        }
        json_object_set_new(o, "line", json_integer(line));
        json_object_set_new(o, "record", record);
        return add_line(c, o, err);
}

/* The record that was kept back is not the only thing in the file. */
static int add_first(struct collection *c, struct error *err)
{
        CLEANUP(record_freep) struct record *first = STEAL(c->first);

        return first ? add_record(c, c->first_line, first, err) : 0;
}

static int take_record(void *user, long line, struct record *r, struct error *err)
{
        CLEANUP(record_freep) struct record *taken = r;
        struct collection *c = user;
        int answer = 0;

        if (c->n_records++ == 0 && c->n_problems == 0) {
                c->first = STEAL(taken);
                c->first_line = line;
                return 0;
        }
        answer = add_first(c, err);
        return answer == 0 ? add_record(c, line, taken, err) : answer;
}

static int take_problem(void *user, long line, const char *reason, struct error *err)
{
        struct collection *c = user;
        int answer = add_first(c, err);
        json_t *o;

        if (answer != 0)
                return answer;
        if (c->n_problems++ == 0)
                snprintf(c->problem, sizeof(c->problem), "%s", reason);
        o = json_object();
        json_object_set_new(o, "line", json_integer(line));
        json_put_text(o, "problem", reason);
        return add_line(c, o, err);
}

static void take_only(struct collection *c, struct extraction *x)
{
        record_free(x->record);
        x->record = STEAL(c->first);
        extraction_set_language(x, record_language(x->record));
}

static int finish(struct collection *c, struct extraction *x, struct error *err)
{
        int r = 0;

        x->is_metadata = true;
        if (c->first && record_identifier(c->first, "file")) /* whoever knows the folder finds it */
                r = add_first(c, err);
        if (r != 0)
                return r;
        if (c->first) {
                take_only(c, x);
        } else if (c->n_records + c->n_problems == 0) {
                extraction_end(x, EXTRACT_EMPTY, "there is no record in it");
        } else if (c->n_records == 0 && c->n_problems == 1) {
                extraction_end(x, EXTRACT_DAMAGED, "%s", c->problem);
        } else {
                x->records = arena_copy_bytes(&x->arena, c->lines.data, c->lines.len);
                x->records_len = c->lines.len;
        }
        return x->arena.failed ? error_no_memory(err) : 0;
}

int collection_read(struct extraction *x, const struct collection_source *s, size_t max,
                    struct error *err)
{
        struct collection c = {.lines = STR_INIT, .max = max};
        const struct meta_sink sink = {take_record, take_problem, &c};
        int r = s->read(s, &sink, err);

        if (r == 0)
                r = finish(&c, x, err);
        if (r == TOO_LARGE) {
                extraction_end(x, EXTRACT_TOO_LARGE, "its records have more than %zu bytes", max);
                r = 0;
        }
        record_free(c.first);
        str_done(&c.lines);
        return r;
}
