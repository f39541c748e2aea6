/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For tests that compare texts: how many of the different words of one are in the other. */
#ifndef SSEHUB_TESTS_WORDS_H
#define SSEHUB_TESTS_WORDS_H

#include "base/str.h"
#include "text/normal.h"

struct words {
        char *key; /* owns the letters */
        char **items;
        size_t n;
};

static int compare_words(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

static void words_done(struct words *w)
{
        free(w->key);
        free(w->items);
}

/* The words of text, folded (text_key), each once and in order. */
static void words_of(const char *text, struct words *w)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        struct error err = {0};
        size_t room = 0, kept = 0;

        memset(w, 0, sizeof(*w));
        assert_done(text_key(text, &key, &err), &err);
        w->key = str_steal(&key);
        for (char *rest = w->key, *word; rest && (word = strsep(&rest, " "));) {
                if (w->n == room) {
                        room = room ? room * 2 : 1024;
                        w->items = realloc(w->items, room * sizeof(*w->items));
                        assert_non_null(w->items);
                }
                if (*word)
                        w->items[w->n++] = word;
        }
        if (w->n)
                qsort(w->items, w->n, sizeof(*w->items), compare_words);
        for (size_t i = 0; i < w->n; i++)
                if (!kept || strcmp(w->items[kept - 1], w->items[i]) != 0)
                        w->items[kept++] = w->items[i];
        w->n = kept;
}

/* The share of the words of `of` that are in `in`. */
static double words_found(const char *of, const char *in)
{
        CLEANUP(words_done) struct words want = {0};
        CLEANUP(words_done) struct words have = {0};
        size_t found = 0;

        words_of(of, &want);
        words_of(in, &have);
        for (size_t i = 0; i < want.n; i++)
                found += bsearch(&want.items[i], have.items, have.n, sizeof(*have.items),
                                 compare_words) != NULL;
        return want.n ? (double)found / (double)want.n : 1;
}

#endif
