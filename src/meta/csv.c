/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CSV with a header row to records, a row each. The separator is read off the header; a column that is not known is
 * a problem that names it. Cells are csv-scan.c's, what a column means csv-columns.c's.
 */
#include "meta/csv.h"

#include "base/utf8.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* What the file's header says of one column. */
struct place {
        const struct csv_column *column; /* NULL: not known */
        const char *language;
};

struct sheet {
        struct csv csv;
        struct arena arena; /* of the header */
        struct place *places;
        size_t n;
        size_t known;
        bool has_title;
};

static void sheet_done(struct sheet *s)
{
        csv_done(&s->csv);
        arena_done(&s->arena);
}

/* --- the header ----------------------------------------------------------------------------------- */

static bool is_title(const struct csv_column *c)
{
        return csv_column_is(c, "title") || csv_column_is(c, "titles") ||
               csv_column_is(c, "dc.title");
}

/* Excel's line "sep=;" before the header. */
static size_t separator_line(const char *text, size_t n)
{
        const char *end = memchr(text, '\n', n);

        return n > 5 && !strncasecmp(text, "sep=", 4) && end && end - text <= 7
                       ? (size_t)(end + 1 - text)
                       : 0;
}

/* The header with this separator. */
static enum csv_answer read_header(struct sheet *s, const char *text, size_t n, char separator)
{
        size_t skip = separator_line(text, n);
        enum csv_answer answer;

        *s = (struct sheet){.csv = {.p = text + skip,
                                    .end = text + n,
                                    .separator = separator,
                                    .line = skip ? 2 : 1}};
        do
                answer = csv_next(&s->csv);
        while (answer == CSV_ROW && csv_row_is_blank(&s->csv));
        if (answer != CSV_ROW)
                return answer;
        for (size_t i = 0; i < s->csv.n; i++) {
                struct place *p = arena_push(&s->arena, &s->places, &s->n, sizeof(*p));

                if (!p)
                        return CSV_END;
                p->column = csv_column_find(s->csv.cells[i], &s->arena, &p->language);
                s->known += p->column != NULL;
                s->has_title |= is_title(p->column);
        }
        return CSV_ROW;
}

/* The separator under which most columns are known, with its header. */
static void find_header(struct sheet *best, const char *text, size_t n)
{
        static const char separators[] = {',', ';', '\t', '|'};

        *best = (struct sheet){.n = 0};
        if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
                text += 3;
                n -= 3;
        }
        for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
                struct sheet s;

                read_header(&s, text, n, separators[i]);
                if (s.known > best->known) {
                        sheet_done(best);
                        *best = s;
                } else {
                        sheet_done(&s);
                }
        }
}

/* --- rows ----------------------------------------------------------------------------------------- */

struct cell {
        const struct csv_column *column;
        const char *language;
};

/* DSpace's "Otieno, Amina::4c9b…::600": where the key of an authority file starts, or NULL. */
static const char *authority_of(const char *value)
{
        const char *key = strstr(value, "::"), *trust = key ? strstr(key + 2, "::") : NULL;

        return trust && trust[2] && !trust[2 + strspn(trust + 2, "0123456789")] ? key : NULL;
}

static void take_value(struct record *r, const char *value, void *user)
{
        const struct cell *c = user;
        CLEANUP(freep) char *copy = NULL;
        const char *authority = c->column->ours ? NULL : authority_of(value);

        if (authority) {
                copy = strndup(value, (size_t)(authority - value));
                r->arena.failed |= !copy;
        }
        c->column->take(r, copy ? copy : value, c->language);
}

static void read_cells(struct sheet *s, struct record *r, bool languages)
{
        for (size_t i = 0; i < s->csv.n && i < s->n; i++) {
                const struct place *p = &s->places[i];
                struct cell c = {p->column, p->language};
                bool is_language = csv_column_is(p->column, "language") ||
                                   csv_column_is(p->column, "languages");

                if (!p->column || !p->column->take || is_language != languages)
                        continue;
                if (!c.language && p->column->ours)
                        c.language = meta_language(r, record_language(r));
                fields_split(r, s->csv.cells[i], "||", take_value, &c);
        }
}

static bool is_example(const struct sheet *s)
{
        const char *cell = s->csv.n ? s->csv.cells[0] : "";

        return !strncasecmp(cell + strspn(cell, " "), "# example", 9);
}

/* Why the row at hand cannot be read, or NULL. */
static const char *problem_of(struct sheet *s, enum csv_answer answer, char reason[100])
{
        if (answer == CSV_UNCLOSED)
                return "a quotation mark in this row is not closed";
        if (answer == CSV_TOO_MANY)
                return "the row has more cells than any header";
        for (size_t i = s->n; i < s->csv.n; i++) {
                if (str_is_blank(s->csv.cells[i]))
                        continue;
                snprintf(reason, 100, "the row has %zu cells, the header %zu", s->csv.n, s->n);
                return reason;
        }
        return NULL;
}

static int read_row(struct sheet *s, enum csv_answer answer, const struct meta_sink *sink,
                    struct error *err)
{
        CLEANUP(record_freep) struct record *r = NULL;
        char reason[100];
        const char *problem = problem_of(s, answer, reason);

        if (problem)
                return sink->problem(sink->user, s->csv.row_line, problem, err);
        if (csv_row_is_blank(&s->csv) || is_example(s))
                return 0;
        r = record_new();
        if (!r)
                return error_no_memory(err);
        read_cells(s, r, true);
        read_cells(s, r, false);
        name_editors_create(r);
        if (r->arena.failed || s->csv.arena.failed)
                return error_no_memory(err);
        return sink->record(sink->user, s->csv.row_line, STEAL(r), err);
}

/* --- the file ------------------------------------------------------------------------------------- */

/* Columns that are not known, each by its name. */
static int tell_unknown(struct sheet *s, const struct meta_sink *sink, struct error *err)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < s->n; i++) {
                char reason[200];

                if (s->places[i].column || str_is_blank(s->csv.cells[i]))
                        continue;
                snprintf(reason, sizeof(reason),
                         "column '%.*s' is not known: what it holds is not read",
                         (int)utf8_floor(s->csv.cells[i], strlen(s->csv.cells[i]), 100),
                         s->csv.cells[i]);
                r = sink->problem(sink->user, s->csv.row_line, reason, err);
        }
        return r;
}

bool meta_csv_has_header(const char *text, size_t n, bool is_named_so)
{
        CLEANUP(sheet_done) struct sheet s;

        find_header(&s, text, n);
        return s.has_title && (s.known > 1 || is_named_so);
}

int meta_read_csv(const char *text, size_t n, const struct meta_sink *sink, struct error *err)
{
        CLEANUP(sheet_done) struct sheet s;
        enum csv_answer answer;
        int r;

        find_header(&s, text, n);
        if (s.arena.failed || s.csv.arena.failed)
                return error_no_memory(err);
        if (!s.has_title) {
                error_set(err, -EINVAL,
                          "its first row names no column 'title' (see ssehub-csv(5))");
                return META_NOT_MINE;
        }
        r = tell_unknown(&s, sink, err);
        while (r == 0 && (answer = csv_next(&s.csv)) != CSV_END)
                r = read_row(&s, answer, sink, err);
        return r;
}
