/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The title: large, near the top, a few words to a few lines long, and with names under it. */
#include "meta/first-page.h"

#include "text/normal.h"

#include <stdlib.h>
#include <string.h>

enum {
        TITLE_ROWS_MAX = 8,
        TITLE_LEN_MIN = 8,
        TITLE_LEN_MAX = 500,
        NAMES_WITHIN = 5,
        SIZES_MAX = 64,
        KNOWN_LEN_MIN = 12
};

/* ---- the page ---- */

static int by_height(const void *a, const void *b)
{
        const struct printed_row *const *x = a, *const *y = b;

        if (abs((*x)->base - (*y)->base) > 2)
                return (*x)->base < (*y)->base ? -1 : 1;
        return (*x)->x < (*y)->x ? -1 : (*x)->x > (*y)->x;
}

void front_make(const struct printed_row_page *page, struct front *f)
{
        size_t letters[SIZES_MAX] = {0};

        memset(f, 0, sizeof(*f));
        for (size_t i = 0; i < page->n; i++) {
                const struct printed_row *r = &page->rows[i];

                if (r->size >= 0 && r->size < SIZES_MAX)
                        letters[r->size] += r->len;
                if (!r->is_rotated && f->n < FIRST_ROWS_MAX)
                        f->rows[f->n++] = r;
                if (!r->is_rotated && r->y + r->h > f->bottom)
                        f->bottom = r->y + r->h;
        }
        for (int s = 1; s < SIZES_MAX; s++)
                if (letters[s] > letters[f->body])
                        f->body = s;
        if (f->n)
                qsort(f->rows, f->n, sizeof(*f->rows), by_height);
}

bool rows_overlap(const struct printed_row *a, const struct printed_row *b)
{
        int left = a->x > b->x ? a->x : b->x;
        int a_right = a->x + a->w, b_right = b->x + b->w;
        int right = a_right < b_right ? a_right : b_right;
        int less = a->w < b->w ? a->w : b->w;

        return (right - left) * 2 > less;
}

static bool is_raised(const struct printed_line *part, const struct printed_row *row)
{
        return part->size * 5 <= row->size * 4 && part->base < row->base + 1;
}

void row_marked(const struct printed_row *row, struct str *out)
{
        for (size_t i = 0; i < row->n_parts; i++) {
                const struct printed_line *part = &row->parts[i];

                if (is_raised(part, row))
                        str_add_char(out, FIRST_MARK);
                else
                        str_add_bytes(out, part->text, part->len);
        }
}

/* ---- candidates ---- */

static bool continues(const struct printed_row *a, const struct printed_row *b)
{
        int size = a->size > 0 ? a->size : 10;

        return abs(a->size - b->size) <= 1 && b->base > a->base + 2 &&
               b->base - a->base <= size * 9 / 4 && rows_overlap(a, b);
}

/* The rows that go on from row i, as they do in a title; *ret_last is the last of them. */
static void collect(const struct front *f, size_t i, struct str *text, size_t *ret_last)
{
        const struct printed_row *last = f->rows[i];
        size_t rows = 1;

        str_add_bytes(text, last->text, last->len);
        *ret_last = i;
        for (size_t j = i + 1; j < f->n && rows < TITLE_ROWS_MAX; j++) {
                const struct printed_row *row = f->rows[j];

                if (row->base - last->base > 3 * (last->size > 0 ? last->size : 10))
                        break;
                if (!continues(last, row) ||
                    (rows > 0 && f->rows[i]->size <= f->body && people_has_name(row)))
                        continue;
                /* A word that the line end cuts, or one with a hyphen of its own: both go on at once. */
                if (text->len && text->data[text->len - 1] != '-')
                        str_add_char(text, ' ');
                str_add_bytes(text, row->text, row->len);
                last = row;
                *ret_last = j;
                rows++;
        }
        str_trim(text);
}

static size_t count_words(const char *s)
{
        size_t n = 0;

        while (*s) {
                s += strspn(s, " ");
                n += *s != '\0';
                s += strcspn(s, " ");
        }
        return n;
}

static bool has_wide_script(const char *s)
{
        for (; *s; s++)
                if ((unsigned char)*s >= 0xE3 && (unsigned char)*s <= 0xED)
                        return true;
        return false;
}

static bool names_follow(const struct front *f, size_t last)
{
        size_t seen = 0;

        for (size_t j = last + 1; j < f->n && seen < NAMES_WITHIN; j++) {
                if (!rows_overlap(f->rows[last], f->rows[j]))
                        continue;
                seen++;
                if (people_has_name(f->rows[j]))
                        return true;
        }
        return false;
}

static bool is_known(const char *text, const char *known)
{
        CLEANUP(str_done) struct str a = STR_INIT;
        CLEANUP(str_done) struct str b = STR_INIT;

        if (!known || strlen(known) < KNOWN_LEN_MIN || text_key(text, &a, NULL) != 0 ||
            text_key(known, &b, NULL) != 0 || !a.len || !b.len)
                return false;
        return strstr(a.data, b.data) || (a.len > 20 && strstr(b.data, a.data));
}

static bool has_letters(const char *s)
{
        size_t letters = 0, digits = 0;

        for (; *s; s++) {
                unsigned char c = (unsigned char)*s;

                letters += c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
                digits += c >= '0' && c <= '9';
        }
        return letters > 2 * digits + 4;
}

/* In tenths of what a point of the ratio to the body's size is worth. */
static double weigh(const struct front *f, const struct title_found *t, const char *known)
{
        const struct printed_row *row = f->rows[t->first];
        const char *text = str_text(&t->text);
        double body = f->body ? f->body : 10, ratio = row->size / body;
        size_t words = count_words(text);
        double w = 10 * (ratio > 2.2 ? 2.2 : ratio);

        if (t->text.len < TITLE_LEN_MIN || t->text.len > TITLE_LEN_MAX || !has_letters(text))
                return -100;
        if (words < 3 && !has_wide_script(text))
                w -= words == 1 ? 9 : 5;
        if (words > 35)
                w -= 8;
        if (line_is_banner(text))
                w -= words > 9 ? 4 : 12;
        if (strstr(text, "http") || strstr(text, "www.") || strchr(text, '@'))
                w -= 12;
        if (row->parts->is_bold)
                w += 1.5;
        if (names_follow(f, t->last))
                w += 5;
        if (people_has_name(row) && words < 8)
                w -= 5;
        if (is_known(text, known))
                w += 8;
        return w - 8.0 * row->y / (f->bottom > 0 ? f->bottom : 1);
}

/* A title as large as the text around it, with nothing that speaks for it, is a guess. */
static double confidence(const struct front *f, const struct title_found *t, double weight,
                         const char *known)
{
        double c = (weight - 8) / 20;

        if (f->rows[t->first]->size <= f->body)
                c -= 0.15;
        if (names_follow(f, t->last))
                c += 0.1;
        if (is_known(str_text(&t->text), known))
                c += 0.2;
        return c < 0.1 ? 0.1 : c > 0.95 ? 0.95 : c;
}

/* A row of a title that began above is no beginning. */
static bool is_continuation(const struct front *f, size_t i)
{
        for (size_t j = i, seen = 0; j-- > 0 && seen < NAMES_WITHIN; seen++)
                if (continues(f->rows[j], f->rows[i]) &&
                    f->rows[j]->parts->is_bold == f->rows[i]->parts->is_bold &&
                    !strcmp(f->rows[j]->parts->font, f->rows[i]->parts->font))
                        return !line_is_banner(f->rows[j]->text) && !people_has_name(f->rows[j]);
        return false;
}

void title_find(const struct front *f, const char *known, struct title_found *ret)
{
        double best = 0;

        for (size_t i = 0; i < f->n; i++) {
                struct title_found t = {.first = i, .text = STR_INIT};
                double w;

                if (f->rows[i]->size < f->body || f->rows[i]->is_furniture || is_continuation(f, i))
                        continue;
                collect(f, i, &t.text, &t.last);
                w = t.text.failed ? -100 : weigh(f, &t, known);
                if (w <= best || w < 8) {
                        str_done(&t.text);
                        continue;
                }
                best = w;
                str_done(&ret->text);
                *ret = t;
                ret->score = confidence(f, ret, w, known);
        }
}

bool title_find_second(const struct front *f, const struct title_found *title, struct str *out,
                       size_t *ret_last)
{
        const struct printed_row *last = f->rows[title->last];

        for (size_t j = title->last + 1; j < f->n; j++) {
                const struct printed_row *row = f->rows[j];

                if (!rows_overlap(last, row))
                        continue;
                if (row->size <= f->body || row->base - last->base > 4 * last->size ||
                    row->size * 5 < last->size * 3 || people_has_name(row) ||
                    line_is_banner(row->text))
                        return false;
                collect(f, j, out, ret_last);
                return out->len >= TITLE_LEN_MIN && has_letters(str_text(out));
        }
        return false;
}
