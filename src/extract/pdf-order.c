/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading order. Nearly every program draws in it, so the drawing order stands unless it jumps about, or runs across the
 * columns row by row; then the page is taken apart at its gutters, and the better of the two orders wins.
 */
#include "extract/pdf-rows.h"

#include <stdlib.h>
#include <string.h>

enum {
        WIDTH_MAX = 4096,  /* points; beyond is taken as at the edge */
        COLUMN_ROWS = 4,   /* fewer make no column */
        COLUMNS_DEPTH = 3, /* 2, then 4, then 8 columns */
        JUMPS_ALLOWED = 2,
        WORDS_OF_PROSE = 4,
};

static int right(const struct printed_row *r)
{
        return r->x + r->w;
}

static bool is_prose(const struct printed_row *r)
{
        size_t words = 1;

        for (size_t i = 0; i < r->len && words < WORDS_OF_PROSE; i++)
                words += r->text[i] == ' ';
        return words >= WORDS_OF_PROSE;
}

static bool on_one_line(const struct printed_row *a, const struct printed_row *b)
{
        return abs(a->base - b->base) <= 2;
}

/* From a up to b, and not to the next column. Or straight across from one column's text to the other's. */
static bool is_jump(const struct printed_row *a, const struct printed_row *b)
{
        if (on_one_line(a, b))
                return b->x < right(a) - 2 || (is_prose(a) && is_prose(b));
        return b->base < a->base && b->x < right(a) - 2;
}

static size_t count_jumps(struct printed_row *const *rows, size_t n)
{
        size_t jumps = 0;

        for (size_t i = 1; i < n; i++)
                jumps += is_jump(rows[i - 1], rows[i]);
        return jumps;
}

static int from_top(const void *a, const void *b)
{
        const struct printed_row *const *x = a, *const *y = b;

        if (!on_one_line(*x, *y))
                return (*x)->base < (*y)->base ? -1 : 1;
        return (*x)->x != (*y)->x ? ((*x)->x < (*y)->x ? -1 : 1) : (*x < *y ? -1 : *x > *y);
}

static int clamp(int x)
{
        return x < 0 ? 0 : x >= WIDTH_MAX ? WIDTH_MAX - 1 : x;
}

/* The x that the fewest rows cross, with a column on each side; 0: there is none. */
static int find_gutter(struct printed_row *const *rows, size_t n)
{
        int starts[WIDTH_MAX] = {0}, ends[WIDTH_MAX + 1] = {0};
        size_t left = 0, begun = 0, best = n;
        int from = 0, to = 0;

        for (size_t i = 0; i < n; i++) {
                starts[clamp(rows[i]->x)]++;
                ends[clamp(right(rows[i])) + 1]++;
        }
        for (int x = 0; x < WIDTH_MAX; x++) {
                size_t crossing;

                left += (size_t)ends[x];
                crossing = begun - left;
                begun += (size_t)starts[x];
                if (left < COLUMN_ROWS || n - left - crossing < COLUMN_ROWS || crossing * 3 > n)
                        continue;
                if (crossing < best) {
                        best = crossing;
                        from = x;
                }
                if (crossing == best)
                        to = x;
        }
        return best == n ? 0 : (from + to) / 2;
}

/* Rows from top to bottom; those of a stretch without a row across the gutter go out column by column. */
static void put_columns(struct printed_row **rows, size_t n, int depth, struct printed_row **out)
{
        int gutter = depth ? find_gutter(rows, n) : 0;
        struct printed_row **side;
        size_t at = 0;

        side = gutter ? malloc((n + 1) * sizeof(struct printed_row *)) : NULL;
        if (!side) {
                memcpy(out, rows, n * sizeof(*out));
                return;
        }
        while (at < n) {
                size_t end = at, in_left = 0, in_right = 0;

                while (end < n && (right(rows[end]) <= gutter || rows[end]->x >= gutter))
                        end++;
                for (size_t i = at; i < end; i++)
                        if (right(rows[i]) <= gutter)
                                side[in_left++] = rows[i];
                put_columns(side, in_left, depth - 1, out);
                for (size_t i = at; i < end; i++)
                        if (right(rows[i]) > gutter)
                                side[in_right++] = rows[i];
                put_columns(side, in_right, depth - 1, out + in_left);
                out += end - at;
                if (end < n)
                        *out++ = rows[end++];
                at = end;
        }
        free(side);
}

static bool has_odd_rows(const struct printed_row_page *page)
{
        for (size_t i = 0; i < page->n; i++)
                if (page->rows[i].is_rotated)
                        return true;
        return false;
}

static void put_in_order(struct printed_row_page *page, struct printed_row **order,
                         struct printed_row *copy)
{
        for (size_t i = 0; i < page->n; i++)
                copy[i] = *order[i];
        memcpy(page->rows, copy, page->n * sizeof(*copy));
}

int pdf_order(struct printed_row_page *page, struct error *err)
{
        CLEANUP(freep)
        struct printed_row **drawn = calloc(page->n + 1, sizeof(struct printed_row *));
        CLEANUP(freep)
        struct printed_row **sorted = calloc(page->n + 1, sizeof(struct printed_row *));
        CLEANUP(freep)
        struct printed_row **order = calloc(page->n + 1, sizeof(struct printed_row *));
        CLEANUP(freep) struct printed_row *copy = NULL;
        size_t jumps;

        if (!drawn || !sorted || !order)
                return error_no_memory(err);
        for (size_t i = 0; i < page->n; i++)
                drawn[i] = sorted[i] = &page->rows[i];
        jumps = count_jumps(drawn, page->n);
        if (jumps <= JUMPS_ALLOWED || has_odd_rows(page))
                return 0;
        qsort(sorted, page->n, sizeof(*sorted), from_top);
        put_columns(sorted, page->n, COLUMNS_DEPTH, order);
        if (count_jumps(order, page->n) * 2 > jumps)
                return 0;
        copy = malloc(page->n * sizeof(*copy));
        if (!copy)
                return error_no_memory(err);
        put_in_order(page, order, copy);
        return 0;
}
