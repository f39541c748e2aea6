/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every fuzzer of a format of many records does: each record is fit to keep, and to be written in any format. */
#ifndef SSEHUB_FUZZ_RECORDS_FUZZ_H
#define SSEHUB_FUZZ_RECORDS_FUZZ_H

#include "meta-fuzz.h"

#include "text/normal.h"

static inline int fuzz_record(void *user, long line, struct record *r, struct error *err)
{
        const struct meta_format *f;

        (void)user;
        (void)err;
        if (line < 1)
                abort();
        keep_record(r);
        for (size_t i = 0; (f = meta_format_at(i)); i++) {
                CLEANUP(str_done) struct str out = STR_INIT;

                if (f->write(r, &out, NULL) < 0 || !utf8_is_valid(str_text(&out), out.len))
                        abort();
        }
        record_free(r);
        return 0;
}

static inline int fuzz_problem(void *user, long line, const char *reason, struct error *err)
{
        (void)user;
        (void)err;
        if (line < 1 || !*reason)
                abort();
        return 0;
}

typedef int (*fuzz_reader)(const char *text, size_t n, const struct meta_sink *sink,
                           struct error *err);

/* As the worker has it: to UTF-8 first, and its kind told. */
static inline int fuzz_records(const uint8_t *data, size_t size, fuzz_reader read)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct meta_sink sink = {fuzz_record, fuzz_problem, NULL};

        if (vocab_init(NULL) < 0)
                abort();
        if (text_lines_to_utf8((const char *)data, size, &text, NULL) != 0)
                return 0;
        meta_text_kind(str_text(&text), text.len, NULL);
        if (read(str_text(&text), text.len, &sink, NULL) < 0)
                abort();
        return 0;
}

#endif
