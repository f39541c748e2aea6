/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages drawn for tests: a line of a table is a line of print. */
#ifndef SSEHUB_TESTS_PRINTED_H
#define SSEHUB_TESTS_PRINTED_H

#include "meta/printed.h"

#include <string.h>

/* size: negative for bold. y: of the base line. A letter is half as wide as it is high. */
struct sketch {
        int page, x, y, size;
        const char *text;
};

/* A page whose numbers go on from the page before starts a new one. The caller ends p's arena. */
static inline void draw(struct printed *p, const struct sketch *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                int size = s[i].size < 0 ? -s[i].size : s[i].size;
                struct printed_line *l;

                while (p->n < (size_t)s[i].page)
                        arena_push(&p->arena, &p->pages, &p->n, sizeof(*p->pages));
                l = arena_push(&p->arena, &p->pages[s[i].page - 1].lines,
                               &p->pages[s[i].page - 1].n, sizeof(*l));
                *l = (struct printed_line){.text = s[i].text,
                                           .len = strlen(s[i].text),
                                           .x = s[i].x,
                                           .y = s[i].y - size,
                                           .w = (int)strlen(s[i].text) * size / 2,
                                           .h = size,
                                           .base = s[i].y,
                                           .size = size,
                                           .is_bold = s[i].size < 0,
                                           .block = (int)i + 1,
                                           .font = s[i].size < 0 ? "Bold" : "Regular"};
        }
}

#endif
