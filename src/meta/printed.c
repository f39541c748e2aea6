/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parts of a line come in the order in which they were drawn, nearly always from left to right. */
#include "meta/printed.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { COPIES_MAX = 4, LETTERS_TO_JUDGE = 6 };

static int right(const struct printed_line *l)
{
        return l->x + l->w;
}

/* Bold by drawing the same letters several times, a little apart: each letter comes k times running. */
static bool comes_times(const struct printed_line *l, size_t k, struct str *once)
{
        size_t i = 0, letters = 0;

        str_clear(once);
        while (i < l->len) {
                unsigned int c;
                size_t n = utf8_decode(l->text + i, l->len - i, &c);

                if (!n || i + n * k > l->len)
                        return false;
                for (size_t j = 1; j < k; j++)
                        if (memcmp(l->text + i, l->text + i + j * n, n) != 0)
                                return false;
                str_add_bytes(once, l->text + i, n);
                letters += c != ' ';
                i += n * k;
        }
        return letters >= LETTERS_TO_JUDGE;
}

static void take_once(struct printed_line *l, struct arena *a)
{
        CLEANUP(str_done) struct str once = STR_INIT;

        for (size_t k = COPIES_MAX; k > 1; k--)
                if (comes_times(l, k, &once) && !once.failed) {
                        l->text = arena_copy_bytes(a, once.data, once.len);
                        l->len = l->text ? once.len : 0;
                        return;
                }
}

/* A spacing accent, and the combining one that means it; 0: c is none. */
static unsigned int accent_of(unsigned int c)
{
        static const unsigned short accents[][2] = {{0xA8, 0x308},  {0xB4, 0x301},  {0x60, 0x300},
                                                    {0x2C6, 0x302}, {0x2DC, 0x303}, {0x2C7, 0x30C},
                                                    {0xB8, 0x327},  {0x2DA, 0x30A}, {0x2D8, 0x306}};

        for (size_t i = 0; i < ARRAY_LEN(accents); i++)
                if (accents[i][0] == c)
                        return accents[i][1];
        return 0;
}

/* Letters that this accent stands on in the languages of Europe. */
static bool carries(unsigned int accent, unsigned int c)
{
        static const struct {
                unsigned int accent;
                const char *letters;
        } pairs[] = {{0x308, "aeiouyAEIOUY"}, {0x301, "aeiouycnszrlAEIOUYCNSZRL"},
                     {0x300, "aeiouAEIOU"},   {0x302, "aeiouAEIOUcgsCGS"},
                     {0x303, "anoANO"},       {0x30C, "szcrendtSZCRENDT"},
                     {0x327, "cstCST"},       {0x30A, "auAU"},
                     {0x306, "agAG"}};

        for (size_t i = 0; c && c < 0x80 && i < ARRAY_LEN(pairs); i++)
                if (pairs[i].accent == accent)
                        return strchr(pairs[i].letters, (int)c) != NULL;
        return false;
}

static bool has_accents(const struct printed_line *l)
{
        return memmem(l->text, l->len, "\xC2\xA8", 2) || memmem(l->text, l->len, "\xC2\xB4", 2) ||
               memmem(l->text, l->len, "\xCB", 1) || memmem(l->text, l->len, "\xC2\xB8", 2);
}

/* TeX and some others draw accents as signs of their own, before or behind their letter: "Schr¨oder", "Sto¨ck". */
static void put_accents(struct printed_line *l, struct arena *a)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        unsigned int last = 0;

        for (size_t i = 0, n; i < l->len; i += n ? n : 1) {
                unsigned int c = 0, follows = 0, accent;
                size_t next = 0;

                n = utf8_decode(l->text + i, l->len - i, &c);
                if (n && i + n < l->len)
                        next = utf8_decode(l->text + i + n, l->len - i - n, &follows);
                accent = accent_of(c);
                if (accent && carries(accent, follows == 0x131 ? 'i' : follows)) {
                        str_add_code_point(&out, follows == 0x131 ? 'i' : follows);
                        str_add_code_point(&out, accent);
                        n += next;
                } else if (accent && carries(accent, last)) {
                        str_add_code_point(&out, accent);
                } else {
                        str_add_bytes(&out, l->text + i, n ? n : 1);
                }
                last = c;
        }
        a->failed |= out.failed;
        l->text = arena_copy_bytes(a, str_text(&out), out.len);
        l->len = l->text ? out.len : 0;
}

/* Drawn again where it stands already. */
static bool is_copy(const struct printed_line *a, const struct printed_line *b)
{
        return a->len == b->len && abs(a->x - b->x) <= 1 && abs(a->y - b->y) <= 1 &&
               !memcmp(a->text, b->text, a->len);
}

static bool is_rotated(const struct printed_line *l)
{
        return !l->is_vertical && l->len > 3 && l->h > 3 * l->w;
}

/* On the same base line, raised or lowered a little, and next to it. */
static bool goes_on(const struct printed_row *row, const struct printed_line *last,
                    const struct printed_line *l)
{
        int size = row->size > 0 ? row->size : row->h;
        int gap = l->x - right(last), shift = abs(l->base - row->base);

        if (row->is_rotated || is_rotated(l) || last->is_vertical || l->is_vertical)
                return false;
        /* A word's space, or one that was stretched to fill the line, is less than a gutter. */
        return shift * 2 <= size + 2 && gap >= -(size / 2 + 1) &&
               gap <= (last->block == l->block && !shift ? 3 * size : size + 2);
}

static void grow(struct printed_row *row, const struct printed_line *l)
{
        int x = row->x < l->x ? row->x : l->x, y = row->y < l->y ? row->y : l->y;
        int r = row->x + row->w > right(l) ? row->x + row->w : right(l);
        int bottom = row->y + row->h > l->y + l->h ? row->y + row->h : l->y + l->h;

        row->x = x;
        row->y = y;
        row->w = r - x;
        row->h = bottom - y;
        if (l->size > row->size) {
                row->size = l->size;
                row->base = l->base;
        }
}

static bool ends_blank(const struct str *s)
{
        return !s->len || s->data[s->len - 1] == ' ';
}

/* mutool writes the spaces; where a part starts anew after a gap there is none. */
static void join(struct str *text, const struct printed_line *last, const struct printed_line *l,
                 int size)
{
        if (!ends_blank(text) && l->len && l->text[0] != ' ' && l->x - right(last) > size / 4)
                str_add_char(text, ' ');
        str_add_bytes(text, l->text, l->len);
}

static void begin(struct printed_row *row, const struct printed_line *l)
{
        *row = (struct printed_row){.x = l->x,
                                    .y = l->y,
                                    .w = l->w,
                                    .h = l->h,
                                    .base = l->base,
                                    .size = l->size,
                                    .is_rotated = is_rotated(l)};
}

/* The row that starts at line i; returns the line behind it. */
static size_t make_row(struct printed_page *page, size_t i, struct arena *a,
                       struct printed_row *row)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const struct printed_line *last = &page->lines[i];

        begin(row, last);
        row->parts = last;
        str_add_bytes(&text, last->text, last->len);
        for (i++; i < page->n; i++) {
                struct printed_line *l = &page->lines[i];

                if (is_copy(last, l))
                        continue;
                if (!goes_on(row, last, l))
                        break;
                join(&text, last, l, row->size);
                grow(row, l);
                last = l;
        }
        row->n_parts = (size_t)(&page->lines[i] - row->parts);
        str_trim(&text);
        row->text = text.failed ? NULL : arena_copy_bytes(a, str_text(&text), text.len);
        row->len = text.len;
        a->failed |= text.failed;
        return i;
}

static void make_rows(struct printed_page *page, struct arena *a, struct printed_row_page *ret)
{
        for (size_t i = 0; i < page->n && !a->failed; i++) {
                take_once(&page->lines[i], a);
                if (has_accents(&page->lines[i]))
                        put_accents(&page->lines[i], a);
        }
        for (size_t i = 0; i < page->n && !a->failed;) {
                struct printed_row row;

                i = make_row(page, i, a, &row);
                if (row.len) {
                        struct printed_row *new = arena_push(a, &ret->rows, &ret->n, sizeof(*new));

                        if (new)
                                *new = row;
                }
        }
}

void printed_add_plain(struct printed *p, const char *text, size_t n)
{
        enum { SIZE = 10, PITCH = 12, LETTER = 5, MARGIN = 72 };
        struct printed_page *page = arena_push(&p->arena, &p->pages, &p->n, sizeof(*page));
        const char *end = text + n;
        int y = MARGIN, block = 1;

        while (page && text < end) {
                const char *feed = memchr(text, '\n', (size_t)(end - text));
                size_t len = feed ? (size_t)(feed - text) : (size_t)(end - text);
                struct printed_line *l =
                        len ? arena_push(&p->arena, &page->lines, &page->n, sizeof(*l)) : NULL;

                y += PITCH;
                block += !len;
                if (l)
                        *l = (struct printed_line){.text = text,
                                                   .len = len,
                                                   .x = MARGIN,
                                                   .y = y - SIZE,
                                                   .w = (int)(len < 100 ? len : 100) * LETTER,
                                                   .h = SIZE,
                                                   .base = y,
                                                   .size = SIZE,
                                                   .block = block,
                                                   .font = ""};
                text += len + 1;
        }
}

int printed_rows(struct printed *p, struct printed_rows *ret, struct error *err)
{
        ret->arena = &p->arena;
        ret->n = p->n;
        ret->pages = arena_alloc(&p->arena, p->n * sizeof(*ret->pages));
        for (size_t i = 0; i < p->n && !p->arena.failed; i++)
                make_rows(&p->pages[i], &p->arena, &ret->pages[i]);
        return p->arena.failed ? error_no_memory(err) : 0;
}
