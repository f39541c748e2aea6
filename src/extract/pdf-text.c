/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The steps from what is printed to what is read, and the last of them: paragraphs. */
#include "extract/pdf-text.h"

#include "extract/parts.h"
#include "extract/pdf-rows.h"
#include "extract/pdf-words.h"

#include <stdlib.h>
#include <string.h>

enum { PITCH_MAX = 100 /* points from one base line to the next */ };

/* ---- paragraphs ---- */

static bool ends_sentence(const struct printed_row *r)
{
        static const char *const ends[] = {
                ".", "!", "?", ":", ".\"", ".)", "\xE2\x80\x9D", "\xE3\x80\x82"};

        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
                size_t n = strlen(ends[i]);

                if (r->len >= n && !memcmp(r->text + r->len - n, ends[i], n))
                        return true;
        }
        return false;
}

static bool starts_small(const struct printed_row *r)
{
        return r->len && r->text[0] >= 'a' && r->text[0] <= 'z';
}

/* The most frequent distance from one base line to the next on the page. */
static int find_pitch(const struct printed_row_page *page)
{
        int counts[PITCH_MAX] = {0}, best = 0;

        for (size_t i = 1; i < page->n; i++) {
                int d = page->rows[i].base - page->rows[i - 1].base;

                if (d > 2 && d < PITCH_MAX)
                        counts[d]++;
        }
        for (int d = 1; d < PITCH_MAX; d++)
                if (counts[d] > counts[best])
                        best = d;
        return best;
}

/* Does a paragraph end between these two? */
static bool is_break(const struct printed_row *a, const struct printed_row *b, int pitch)
{
        int down = b->base - a->base, size = a->size > 0 ? a->size : 10;
        int usual = pitch ? pitch : size * 5 / 4;

        if (abs(down) <= 2)
                return false;
        if (abs(a->size - b->size) > 1)
                return true;
        if (down < 0 || down > 3 * usual) /* the next column, or behind a figure */
                return ends_sentence(a) || !starts_small(b);
        /* Larger letters stand further apart than the page's usual ones. */
        if (down * 5 > 7 * (usual > size * 5 / 4 ? usual : size * 5 / 4))
                return true;
        return ends_sentence(a) && (b->x > a->x + size / 2 || a->x + a->w < b->x + b->w - 3 * size);
}

static const struct printed_row *next_row(const struct printed_row_page *page, size_t *i)
{
        while (*i < page->n && page->rows[*i].is_furniture)
                ++*i;
        return *i < page->n ? &page->rows[(*i)++] : NULL;
}

void pdf_paragraphs(const struct printed_row_page *page, const struct words *words, struct str *out)
{
        int pitch = find_pitch(page);
        size_t i = 0;
        const struct printed_row *row = next_row(page, &i), *next;

        for (; row; row = next) {
                size_t kept = 0;

                next = next_row(page, &i);
                if (next && abs(row->size - next->size) <= 1)
                        kept = words_join(words, row->text, row->len, next->text, next->len);
                str_add_bytes(out, row->text, kept ? kept : row->len);
                if (!kept)
                        str_add(out, next && is_break(row, next, pitch) ? "\n\n" : "\n");
        }
}

/* ---- all steps ---- */

static void collect_words(const struct printed_rows *p, struct words *w)
{
        for (size_t i = 0; i < p->n; i++) {
                bool is_rest = false;

                for (size_t j = 0; j < p->pages[i].n; j++) {
                        const struct printed_row *r = &p->pages[i].rows[j];

                        words_add(w, r->text, r->len, is_rest);
                        is_rest = words_hyphen(r->text, r->len) > 0;
                }
        }
}

static int add_pages(const struct printed_rows *p, const struct words *w, struct extraction *x,
                     struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        int r = 0;

        for (size_t i = 0; r == 0 && i < p->n; i++) {
                str_clear(&text);
                pdf_paragraphs(&p->pages[i], w, &text);
                str_add_char(&text, '\f');
                r = text.failed ? error_no_memory(err)
                                : extraction_add_text(x, text.data, text.len, err);
        }
        return r;
}

int pdf_text(struct printed_rows *rows, struct extraction *x, struct error *err)
{
        CLEANUP(words_done) struct words words = {NULL, 0, 0, false};
        int r = pdf_mark_furniture(rows, err);

        for (size_t i = 0; r == 0 && i < rows->n; i++)
                r = pdf_order(&rows->pages[i], err);
        if (r < 0)
                return r;
        collect_words(rows, &words);
        return words.failed ? error_no_memory(err) : add_pages(rows, &words, x, err);
}
