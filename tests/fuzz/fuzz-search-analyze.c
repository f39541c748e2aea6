/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes -> tokens, which lie in the text, in order, and between characters where it is UTF-8. */
#include "search/search.h"

#include "base/utf8.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct text {
        size_t n, last_start;
};

static int check(void *user, const struct token *t)
{
        struct text *x = user;

        if (!t->len || t->start >= t->end || t->end > x->n || t->start < x->last_start ||
            !utf8_is_valid(t->text, t->len))
                abort();
        x->last_start = t->start;
        return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const char *const languages[] = {
                "", "en", "fr", "ru", "ar", "pl", "en fr es de ru ar"};

        for (size_t i = 0; i < ARRAY_LEN(languages); i++)
                for (int purpose = ANALYSE_DOCUMENT; purpose <= ANALYSE_PREFIX; purpose++) {
                        struct text x = {size, 0};

                        if (search_analyze((const char *)data, size, languages[i],
                                           (enum analysis)purpose, check, &x) != 0)
                                abort();
                }
        return 0;
}
