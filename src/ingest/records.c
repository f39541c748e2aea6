/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A JSON Lines file: one work a line. A bad line costs one refusal; the rest goes on. */
#include "ingest/records.h"

#include "base/utf8.h"
#include "ingest/beside.h"
#include "meta/meta.h"
#include "text/json.h"
#include "text/normal.h"

#include <errno.h>
#include <string.h>

static void refuse(struct intake *in, const char *path, enum extract_state state,
                   const char *reason)
{
        struct ingest_result result = {.path = path,
                                       .outcome = INGEST_REFUSED,
                                       .state = extract_state_name(state),
                                       .reason = reason};

        intake_report(in, &result);
}

/* The record and its "text" from one line. Positive: refused, err says why. */
static int read_record(const char *line, size_t n, struct record *record, struct str *text,
                       bool *ret_has_text, struct error *err)
{
        CLEANUP(json_freep) json_t *object = NULL;
        const char *raw;
        int r = json_read(line, n, &object, err);

        if (r == 0)
                r = meta_read_json(object, record, err);
        if (r != 0)
                return r;
        raw = json_text(object, "text");
        *ret_has_text = raw && !str_is_blank(raw);
        return *ret_has_text ? text_clean(raw, strlen(raw), text, err) : 0;
}

static int store_record(struct intake *in, const char *path, struct record *record,
                        const char *text, size_t text_len, struct error *err)
{
        CLEANUP(item_freep) struct item *it = NULL;
        int r = item_of_record(path, record, &text, &text_len, &it, err);

        if (r == 0)
                r = item_store(in, it, err);
        /* A file may hold more records than one transaction should. */
        return r == 0 && intake_is_full(in) ? intake_commit(in, err) : r;
}

static int store_line(struct intake *in, const char *path, const char *line, size_t n,
                      struct error *err)
{
        CLEANUP(record_freep) struct record *record = record_new();
        CLEANUP(str_done) struct str text = STR_INIT;
        bool has_text = false;
        int r;

        if (!record)
                return error_no_memory(err);
        r = read_record(line, n, record, &text, &has_text, err);
        if (r < 0)
                return error_while(err, r, "ingesting '%s'", path);
        if (r > 0) {
                refuse(in, path, EXTRACT_DAMAGED, err->message);
                return 0;
        }
        if (text.failed || record->arena.failed)
                return error_no_memory(err);
        return store_record(in, path, record, has_text ? str_text(&text) : NULL, text.len, err);
}

/*
 * Reads up to the next line end. *ret_too_long: the line went beyond INGEST_LINE_MAX and was passed over.
 * 1 at the end of the file.
 */
static int next_line(FILE *f, struct str *line, bool *ret_too_long, struct error *err)
{
        bool has_any = false;
        int c;

        str_clear(line);
        *ret_too_long = false;
        while ((c = getc_unlocked(f)) != EOF) {
                has_any = true;
                if (c == '\n')
                        break;
                if (line->len >= INGEST_LINE_MAX)
                        *ret_too_long = true;
                else
                        str_add_char(line, (char)c);
        }
        if (ferror(f))
                return error_errno(err, errno, "reading");
        if (line->failed)
                return error_no_memory(err);
        return has_any ? 0 : 1;
}

static int store_lines(struct intake *in, const char *path, FILE *f, struct error *err)
{
        CLEANUP(str_done) struct str line = STR_INIT;
        CLEANUP(str_done) struct str name = STR_INIT;
        bool too_long;
        int r;

        for (long number = 1; (r = next_line(f, &line, &too_long, err)) == 0; number++) {
                if (!too_long && str_is_blank(str_text(&line)) &&
                    strlen(str_text(&line)) == line.len)
                        continue;
                str_clear(&name);
                str_addf(&name, "%s#%ld", path, number);
                if (too_long)
                        refuse(in, str_text(&name), EXTRACT_TOO_LARGE,
                               "the line is longer than 64 MiB");
                else
                        r = store_line(in, str_text(&name), line.data, line.len, err);
                if (r < 0)
                        return r;
        }
        return r < 0 ? error_while(err, r, "'%s'", path) : 0;
}

int records_store(struct intake *in, const char *path, struct error *err)
{
        CLEANUP(fclosep) FILE *f = fopen(path, "re");

        if (!f) {
                refuse(in, path, EXTRACT_DAMAGED, strerror(errno));
                return 0;
        }
        return store_lines(in, path, f, err);
}

/* --- records that a reader found ----------------------------------------------------------------------- */

/* The row and the paper that it names are one work, told under the paper's path. */
static int store_with_paper(struct intake *in, const char *list, const char *row,
                            const struct record *record, const char *name, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(item_freep) struct item *it = NULL;
        struct read_file file = {.fd = -1}, *files[] = {&file};
        int r = intake_commit(in,
                              err); /* nobody waits for our transaction while the paper is read */

        if (r == 0)
                r = beside_read(in, list, name, record, &a, &file, err);

        if (r == 0 && file.problem)
                refuse(in, row, EXTRACT_DAMAGED, file.problem);
        else if (r == 0)
                r = item_of_files(files, 1, &it, err);
        if (r == 0 && it)
                r = item_store(in, it, err);
        closep(&file.fd);
        extraction_free(file.x);
        return r < 0 ? error_while(err, r, "ingesting '%s'", row) : 0;
}

/* {"line", "record"} or {"line", "problem"}. They come from the fence: what is not so is refused. */
static int store_found(struct intake *in, const char *path, const char *line, size_t n,
                       struct error *err)
{
        CLEANUP(json_freep) json_t *object = NULL;
        CLEANUP(record_freep) struct record *record = record_new();
        CLEANUP(str_done) struct str name = STR_INIT;
        struct error why = {0};
        const char *problem, *beside;
        int r = record ? json_read(line, n, &object, &why) : -ENOMEM;

        if (r < 0)
                return error_no_memory(err);
        str_addf(&name, "%s#%lld", path,
                 (long long)json_integer_value(json_object_get(object, "line")));
        problem = r > 0 ? why.message : json_text(object, "problem");
        if (!problem) {
                r = meta_read_json(json_object_get(object, "record"), record, &why);
                if (r < 0 || record->arena.failed || name.failed)
                        return error_no_memory(err);
                problem = r > 0 ? why.message : NULL;
        }
        beside = problem ? NULL : beside_take_name(record);
        if (beside)
                return store_with_paper(in, path, str_text(&name), record, beside, err);
        if (!problem)
                return store_record(in, str_text(&name), record, NULL, 0, err);
        refuse(in, str_text(&name), EXTRACT_DAMAGED, problem);
        return 0;
}

int records_store_lines(struct intake *in, const char *path, const char *lines, size_t n,
                        struct error *err)
{
        int r = 0;

        while (n && r == 0) {
                const char *end = memchr(lines, '\n', n);
                size_t len = end ? (size_t)(end - lines) : n;

                if (len)
                        r = store_found(in, path, lines, len, err);
                lines += len + (end != NULL);
                n -= len + (end != NULL);
        }
        return r;
}
