/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/pdf-glued.h"

#include <stdlib.h>
#include <string.h>

enum {
        RUN_MAX = 36, /* letters without a space; the longest words of German are rarer than this */
        PAGE_MAX =
                64
                << 10, /* bytes of a page that is searched: each glued row is looked for in all of it */
        ROWS_MAX = 200, /* glued rows of a page that are looked for */
};

/* Addresses and paths are long for another reason. */
static bool is_glued(const struct printed_row *r)
{
        size_t run = 0;

        for (size_t i = 0; i < r->len; i++) {
                char c = r->text[i];
                bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

                if (c == '/' || c == '@' || c == '_' || c == '\\' || c == '=' ||
                    (c == '.' && i + 1 < r->len && r->text[i + 1] == '.'))
                        return false;
                run = c == ' ' || (unsigned char)c >= 0x80 ? 0 : run + letter;
                if (run > RUN_MAX)
                        return true;
        }
        return false;
}

size_t pdf_count_glued(const struct printed_rows *rows)
{
        size_t n = 0;

        for (size_t i = 0; i < rows->n; i++)
                for (size_t j = 0; j < rows->pages[i].n; j++)
                        n += is_glued(&rows->pages[i].rows[j]);
        return n;
}

/* A page without white space, and where each of its bytes stood. */
struct squeezed {
        struct str text;
        size_t *at;
};

static void squeezed_done(struct squeezed *s)
{
        str_done(&s->text);
        free(s->at);
}

static bool is_white(char c)
{
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static int squeeze(const char *page, size_t n, struct squeezed *ret, struct error *err)
{
        ret->at = malloc((n + 1) * sizeof(*ret->at));
        if (!ret->at)
                return error_no_memory(err);
        for (size_t i = 0; i < n; i++)
                if (!is_white(page[i])) {
                        ret->at[ret->text.len] = i;
                        str_add_char(&ret->text, page[i]);
                }
        return ret->text.failed ? error_no_memory(err) : 0;
}

static int unglue_row(struct printed_row *r, const char *page, const struct squeezed *s,
                      struct arena *a, struct error *err)
{
        CLEANUP(str_done) struct str row = STR_INIT;
        CLEANUP(str_done) struct str spaced = STR_INIT;
        const char *found;
        size_t first, last;

        for (size_t i = 0; i < r->len; i++)
                if (!is_white(r->text[i]))
                        str_add_char(&row, r->text[i]);
        if (row.failed)
                return error_no_memory(err);
        found = s->text.len ? memmem(s->text.data, s->text.len, row.data, row.len) : NULL;
        if (!found)
                return 0;
        first = s->at[found - s->text.data];
        last = s->at[(size_t)(found - s->text.data) + row.len - 1];
        for (size_t i = first; i <= last; i++)
                str_add_char(&spaced, is_white(page[i]) ? ' ' : page[i]);
        r->text = spaced.failed ? NULL : arena_copy_bytes(a, spaced.data, spaced.len);
        r->len = spaced.len;
        return r->text ? 0 : error_no_memory(err);
}

static int unglue_page(struct printed_row_page *p, const char *page, size_t n, struct arena *a,
                       struct error *err)
{
        CLEANUP(squeezed_done) struct squeezed s = {STR_INIT, NULL};
        int r = 0;

        for (size_t j = 0, tried = 0; r == 0 && j < p->n && tried < ROWS_MAX; j++) {
                if (!is_glued(&p->rows[j]))
                        continue;
                if (!tried++)
                        r = squeeze(page, n, &s, err);
                if (r == 0)
                        r = unglue_row(&p->rows[j], page, &s, a, err);
        }
        return r;
}

int pdf_unglue(struct printed_rows *rows, const struct str *text, struct error *err)
{
        const char *at = str_text(text), *end = at + text->len;
        int r = 0;

        for (size_t i = 0; r == 0 && i < rows->n && at < end; i++) {
                const char *feed = memchr(at, '\f', (size_t)(end - at));
                size_t n = feed ? (size_t)(feed - at) : (size_t)(end - at);

                if (n <= PAGE_MAX)
                        r = unglue_page(&rows->pages[i], at, n, rows->arena, err);
                at += n + 1;
        }
        return r;
}
