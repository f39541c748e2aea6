/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A sink that keeps what a reader of many records hands on, as JSON to compare and as records to ask. */
#ifndef SSEHUB_TESTS_META_RECORDS_H
#define SSEHUB_TESTS_META_RECORDS_H

#include "base/cleanup.h"
#include "meta/meta.h"
#include "text/json.h"

#include <string.h>

enum { KEPT_MAX = 64 };

struct kept {
        struct record *records[KEPT_MAX];
        long lines[KEPT_MAX];
        size_t n;         /* handed on; the first KEPT_MAX are kept */
        json_t *problems; /* [{"line", "reason"}] */
};

typedef int (*read_records)(const char *text, size_t n, const struct meta_sink *sink,
                            struct error *err);

static inline int keep_record_of(void *user, long line, struct record *r, struct error *err)
{
        struct kept *k = user;

        (void)err;
        if (k->n < KEPT_MAX) {
                k->records[k->n] = r;
                k->lines[k->n] = line;
        } else {
                record_free(r);
        }
        k->n++;
        return 0;
}

static inline int keep_problem(void *user, long line, const char *reason, struct error *err)
{
        struct kept *k = user;

        (void)err;
        json_array_append_new(k->problems,
                              json_pack("{s:I, s:s}", "line", (json_int_t)line, "reason", reason));
        return 0;
}

/* The reader's answer. */
static inline int keep_all(read_records read, const char *text, size_t n, struct kept *k,
                           struct error *err)
{
        struct meta_sink sink = {keep_record_of, keep_problem, k};

        *k = (struct kept){.problems = json_array()};
        return read(text, n, &sink, err);
}

static inline void kept_done(struct kept *k)
{
        for (size_t i = 0; i < k->n && i < KEPT_MAX; i++)
                record_free(k->records[i]);
        json_decref(k->problems);
        *k = (struct kept){.problems = NULL};
}

/* {"records": [{"line", "record"}], "problems": [...]} */
static inline json_t *kept_json(const struct kept *k)
{
        json_t *all = json_pack("{s:[], s:O}", "records", "problems", k->problems);

        for (size_t i = 0; i < k->n && i < KEPT_MAX; i++)
                json_array_append_new(json_object_get(all, "records"),
                                      json_pack("{s:I, s:o}", "line", (json_int_t)k->lines[i],
                                                "record", meta_write_json(k->records[i])));
        return all;
}

#endif
