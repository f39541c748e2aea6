/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text -> what a first page of it says. "12@" at the start of a line is the size of its type; a line of "%" starts a
 * page.
 */
#include "meta-fuzz.h"

#include "meta/printed.h"

/* Lines get the size that they ask for, and room for it above. */
static void set_sizes(struct printed *p)
{
        for (size_t i = 0; i < p->n; i++)
                for (size_t j = 0; j < p->pages[i].n; j++) {
                        struct printed_line *l = &p->pages[i].lines[j];
                        char *end;
                        long size = strtol(l->text, &end, 10);

                        if (*end != '@' || size < 0 || size > 99)
                                continue;
                        l->len -= (size_t)(end + 1 - l->text);
                        l->text = end + 1;
                        l->size = (int)size;
                        l->is_bold = size & 1;
                }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(record_freep) struct record *r = record_new();
        CLEANUP(freep) char *text = malloc(size + 1);
        struct printed p = {ARENA_INIT, NULL, 0};
        struct printed_rows rows;

        if (vocab_init(NULL) < 0 || !r || !text)
                abort();
        if (size)
                memcpy(text, data, size);
        text[size] = '\0';
        if (!utf8_is_valid(text, size) || memchr(text, 0, size)) {
                arena_done(&p.arena);
                return 0;
        }
        for (char *at = text; *at;) {
                size_t n = strcspn(at, "%");

                printed_add_plain(&p, at, n);
                at += n + (at[n] != '\0');
        }
        set_sizes(&p);
        if (printed_rows(&p, &rows, NULL) == 0) {
                if (meta_read_first_page(rows.pages, rows.n, text, r, NULL) != 0)
                        abort();
                keep_record(r);
        }
        arena_done(&p.arena);
        return 0;
}
