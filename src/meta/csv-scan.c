/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of cells (RFC 4180). Line ends of any kind; a quotation mark inside a bare cell is itself; what stands
 * between a closing mark and the separator belongs to the cell.
 */
#include "meta/csv.h"

#include <string.h>

void csv_done(struct csv *c)
{
        arena_done(&c->arena);
}

bool csv_row_is_blank(const struct csv *c)
{
        for (size_t i = 0; i < c->n; i++)
                if (!str_is_blank(c->cells[i]))
                        return false;
        return true;
}

static bool is_line_end(char c)
{
        return c == '\n' || c == '\r';
}

/* At a line end: past it. */
static void take_line_end(struct csv *c)
{
        if (*c->p == '\r' && c->p + 1 < c->end && c->p[1] == '\n')
                c->p++;
        c->p++;
        c->line++;
}

static void add_bare(struct csv *c, struct str *cell)
{
        const char *from = c->p;

        while (c->p < c->end && *c->p != c->separator && !is_line_end(*c->p))
                c->p++;
        str_add_bytes(cell, from, (size_t)(c->p - from));
}

/* From behind the opening mark to behind the closing one. false: there is none. */
static bool add_quoted(struct csv *c, struct str *cell)
{
        while (c->p < c->end) {
                if (is_line_end(*c->p)) {
                        if (c->one_line)
                                return false;
                        take_line_end(c);
                        str_add_char(cell, '\n');
                } else if (*c->p != '"') {
                        str_add_char(cell, *c->p++);
                } else if (c->p + 1 < c->end && c->p[1] == '"') {
                        str_add_char(cell, '"');
                        c->p += 2;
                } else {
                        c->p++;
                        return true;
                }
        }
        return false;
}

/* A spreadsheet's guard against formulas (text/escape.h, csv_field) is no part of the text. */
static const char *without_guard(const char *cell)
{
        return *cell == '\'' && cell[1] && strchr("=+-@\t\r", cell[1]) ? cell + 1 : cell;
}

/* Something other than white space stands between p and the end of the cell. */
static bool is_in_cell(const struct csv *c)
{
        const char *p = c->p;

        while (p < c->end && (*p == ' ' || (*p == '\t' && c->separator != '\t')))
                p++;
        return p < c->end && *p != c->separator && !is_line_end(*p);
}

/* One cell; false: its quotation mark is not closed. */
static bool take_cell(struct csv *c)
{
        CLEANUP(str_done) struct str cell = STR_INIT;
        const char *start = c->p;
        long line = c->line;
        char **slot;
        bool closed = true;

        while (c->p < c->end && *c->p == ' ')
                c->p++;
        if (c->p < c->end && *c->p == '"') {
                c->p++;
                closed = add_quoted(c, &cell);
                /* Over several lines, and then more text: it was the next row's mark that closed it. */
                if (!closed)
                        c->one_line = true;
                else if (c->line != line && is_in_cell(c))
                        closed = false;
        } else {
                c->p = start;
        }
        if (closed)
                add_bare(c, &cell);
        slot = c->n < CSV_COLUMNS_MAX ? arena_push(&c->arena, &c->cells, &c->n, sizeof(*slot))
                                      : NULL;
        if (slot)
                *slot = arena_copy(&c->arena, without_guard(str_text(&cell)));
        c->arena.failed |= cell.failed || (slot && !*slot);
        return closed;
}

/* To the line behind the one where the row began: the quotation mark has swallowed what follows. */
static enum csv_answer give_up(struct csv *c, const char *start)
{
        c->p = start;
        c->line = c->row_line;
        while (c->p < c->end && !is_line_end(*c->p))
                c->p++;
        if (c->p < c->end)
                take_line_end(c);
        return CSV_UNCLOSED;
}

enum csv_answer csv_next(struct csv *c)
{
        const char *start = c->p;
        bool more = true;
        size_t n = 0;

        arena_done(&c->arena);
        c->cells = NULL;
        c->n = 0;
        c->row_line = c->line;
        if (c->p == c->end)
                return CSV_END;
        for (; more; n++) {
                if (!take_cell(c))
                        return give_up(c, start);
                more = c->p < c->end && *c->p == c->separator;
                c->p += more;
        }
        if (c->p < c->end)
                take_line_end(c);
        return n > CSV_COLUMNS_MAX ? CSV_TOO_MANY : CSV_ROW;
}
