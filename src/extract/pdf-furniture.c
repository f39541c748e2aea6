/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Running heads and feet and page numbers: what stands at the edge of several pages at the same height in the same
 * words, but for a number that grows with the page. What is not printed again is never taken away; neither is anything
 * further in than the first row that stays.
 */
#include "extract/pdf-rows.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { EDGE_ROWS = 4, HEIGHT_SLACK = 4, PAGES_MIN = 3, NUMBER_SIZE = 8 };

/* A row at an edge of a page. */
struct edge {
        struct printed_row *row;
        size_t page;
        uint64_t key; /* of its words */
        int y;
        int number; /* of a row that is a page number: its value less the page; else NO_NUMBER */
        bool repeats;
};

enum { NO_NUMBER = -1000000 };

struct edges {
        struct edge *items;
        size_t n;
};

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* Which of a row's numbers is taken for that of the page, and so compared less the page. */
enum counted { COUNTED_NONE, COUNTED_FIRST, COUNTED_LAST, COUNTED_WAYS };

/* Where the last number of a row starts; its end where it has none. */
static size_t last_number(const struct printed_row *row)
{
        size_t i = row->len;

        while (i > 0 && !is_digit(row->text[i - 1]))
                i--;
        if (!i)
                return row->len;
        while (i > 0 && is_digit(row->text[i - 1]))
                i--;
        return i;
}

static uint64_t hash_on(uint64_t h, unsigned char c)
{
        return (h ^ c) * 0x100000001B3;
}

/* FNV-1a over the words, without spaces and in small letters; the counted number goes in less the page. */
static uint64_t key_of(const struct printed_row *row, size_t page, enum counted counted)
{
        uint64_t h = 0xCBF29CE484222325 + (uint64_t)counted;
        size_t first = 0, at = row->len;

        while (first < row->len && !is_digit(row->text[first]))
                first++;
        if (counted != COUNTED_NONE)
                at = counted == COUNTED_FIRST ? first : last_number(row);
        for (size_t i = 0; i < row->len;) {
                char c = row->text[i];
                unsigned long number = 0;

                if (i != at) {
                        if (c != ' ')
                                h = hash_on(h, (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c));
                        i++;
                        continue;
                }
                for (; i < row->len && is_digit(row->text[i]); i++)
                        number = number * 10 + (unsigned long)(row->text[i] - '0');
                number -= page;
                for (size_t k = 0; k < sizeof(number); k++)
                        h = hash_on(h, (unsigned char)(number >> 8 * k));
        }
        return h;
}

static int roman(const char *s, size_t n)
{
        static const char letters[] = "ivxlc";
        static const int values[] = {1, 5, 10, 50, 100};
        int sum = 0, last = 0;

        for (size_t i = n; i-- > 0;) {
                const char *p = memchr(letters, s[i] | 0x20, 5);
                int v = p ? values[p - letters] : 0;

                if (!v)
                        return 0;
                sum += v < last ? -v : v;
                last = v > last ? v : last;
        }
        return sum;
}

/* "17", "- 17 -", "| 17", "xvii": a number and next to nothing else. */
static int page_number(const struct printed_row *row)
{
        char word[NUMBER_SIZE];
        size_t n = 0, others = 0;
        bool ended = false;

        for (size_t i = 0; i < row->len; i++) {
                unsigned char c = (unsigned char)row->text[i];
                bool is_word = is_digit((char)c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');

                if (is_word && (ended || n + 1 == NUMBER_SIZE))
                        return NO_NUMBER;
                if (is_word)
                        word[n++] = (char)c;
                else
                        others += c != ' ';
                ended = ended || (n && !is_word);
        }
        word[n] = '\0';
        if (!n || others > 6)
                return NO_NUMBER;
        if (strspn(word, "0123456789") == n)
                return atoi(word);
        return roman(word, n) ? roman(word, n) : NO_NUMBER;
}

static int by_height(const void *a, const void *b)
{
        const struct printed_row *const *x = a, *const *y = b;

        return (*x)->y != (*y)->y ? ((*x)->y < (*y)->y ? -1 : 1) : (*x < *y ? -1 : *x > *y);
}

/* The page's rows from top to bottom; rotated ones are at no edge. */
static struct printed_row **sort_rows(const struct printed_row_page *page, size_t *ret_n)
{
        struct printed_row **sorted = malloc((page->n + 1) * sizeof(struct printed_row *));
        size_t n = 0;

        for (size_t i = 0; sorted && i < page->n; i++)
                if (!page->rows[i].is_rotated)
                        sorted[n++] = &page->rows[i];
        if (sorted)
                qsort(sorted, n, sizeof(*sorted), by_height);
        *ret_n = n;
        return sorted;
}

static void put_edge(struct printed_rows *p, struct edges *e, const struct edge *edge)
{
        struct edge *new = arena_push(p->arena, &e->items, &e->n, sizeof(*new));

        if (new)
                *new = *edge;
}

/* Once for each way in which it may be repeated. */
static void add_edge(struct printed_rows *p, struct edges *e, size_t page, struct printed_row *row)
{
        struct edge edge = {.row = row, .page = page, .y = row->y, .number = page_number(row)};
        bool has_number = last_number(row) < row->len;

        if (edge.number != NO_NUMBER) {
                edge.number -= (int)page;
                put_edge(p, e, &edge);
                return;
        }
        for (int way = 0; way < (has_number ? COUNTED_WAYS : 1); way++) {
                edge.key = key_of(row, page, (enum counted)way);
                put_edge(p, e, &edge);
        }
}

static void add_page_edges(struct printed_rows *p, struct edges *e, size_t page)
{
        size_t n;
        CLEANUP(freep) struct printed_row **sorted = sort_rows(&p->pages[page], &n);

        if (!sorted) {
                p->arena->failed = true;
                return;
        }
        for (size_t i = 0; i < n && i < EDGE_ROWS; i++)
                add_edge(p, e, page, sorted[i]);
        for (size_t i = n > 2 * EDGE_ROWS ? n - EDGE_ROWS
                        : n < EDGE_ROWS   ? n
                                          : EDGE_ROWS;
             i < n; i++)
                add_edge(p, e, page, sorted[i]);
        n = 0;
        for (size_t i = 0; i < p->pages[page].n && n < EDGE_ROWS; i++)
                if (p->pages[page].rows[i].is_rotated) {
                        add_edge(p, e, page, &p->pages[page].rows[i]);
                        n++;
                }
}

static int by_key(const void *a, const void *b)
{
        const struct edge *const *x = a, *const *y = b;

        if ((*x)->key != (*y)->key)
                return (*x)->key < (*y)->key ? -1 : 1;
        if ((*x)->number != (*y)->number)
                return (*x)->number < (*y)->number ? -1 : 1;
        if ((*x)->y != (*y)->y)
                return (*x)->y < (*y)->y ? -1 : 1;
        return (*x)->page < (*y)->page ? -1 : (*x)->page > (*y)->page;
}

/* Of a run of edges that are alike but for their heights: those of one height, on enough pages. */
static void mark_run(struct edge **e, size_t n, size_t pages_min)
{
        for (size_t i = 0, j; i < n; i = j) {
                size_t pages = 1;

                for (j = i + 1; j < n && e[j]->y - e[j - 1]->y <= HEIGHT_SLACK; j++)
                        pages += e[j]->page != e[j - 1]->page;
                for (size_t k = i; pages >= pages_min && k < j; k++)
                        e[k]->repeats = true;
        }
}

static int mark_repeated(struct edges *e, size_t n_pages, struct error *err)
{
        CLEANUP(freep) struct edge **sorted = malloc((e->n + 1) * sizeof(struct edge *));
        size_t pages_min = n_pages <= PAGES_MIN ? 2 : PAGES_MIN;

        if (!sorted)
                return error_no_memory(err);
        for (size_t i = 0; i < e->n; i++)
                sorted[i] = &e->items[i];
        qsort(sorted, e->n, sizeof(*sorted), by_key);
        for (size_t i = 0, j; i < e->n; i = j) {
                for (j = i + 1; j < e->n && sorted[j]->key == sorted[i]->key &&
                                sorted[j]->number == sorted[i]->number;
                     j++)
                        ;
                mark_run(sorted + i, j - i, pages_min);
        }
        return 0;
}

/* A title page's copy of a running head is where the journal and the DOI stand: it is read once. */
static bool is_kept(const struct edge *e)
{
        return e->page == 0 && e->number == NO_NUMBER;
}

/* Whether the row is repeated in one of the ways; false also where it is at no edge. */
static bool take_edge(const struct edge *e, size_t n, struct printed_row *row)
{
        for (size_t i = 0; i < n; i++)
                if (e[i].row == row && e[i].repeats) {
                        row->is_furniture = !is_kept(&e[i]);
                        return true;
                }
        return false;
}

/* From the edge inwards, up to the first row that is not repeated. */
static void mark_page(struct edge *e, size_t n, struct printed_row **sorted, size_t n_sorted)
{
        for (size_t i = 0; i < n_sorted && take_edge(e, n, sorted[i]); i++)
                ;
        for (size_t i = n_sorted; i-- > 0 && take_edge(e, n, sorted[i]);)
                ;
        for (size_t i = 0; i < n; i++)
                if (e[i].row->is_rotated)
                        take_edge(e, n, e[i].row);
}

int pdf_mark_furniture(struct printed_rows *p, struct error *err)
{
        struct edges e = {NULL, 0};
        size_t at = 0;
        int r;

        for (size_t i = 0; i < p->n && !p->arena->failed; i++)
                add_page_edges(p, &e, i);
        if (p->arena->failed)
                return error_no_memory(err);
        r = mark_repeated(&e, p->n, err);
        for (size_t i = 0; r == 0 && i < p->n; i++) {
                size_t n, end = at;
                CLEANUP(freep) struct printed_row **sorted = sort_rows(&p->pages[i], &n);

                if (!sorted)
                        return error_no_memory(err);
                while (end < e.n && e.items[end].page == i)
                        end++;
                if (end > at)
                        mark_page(e.items + at, end - at, sorted, n);
                at = end;
        }
        return r;
}
