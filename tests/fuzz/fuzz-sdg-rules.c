/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file of rules is read or refused with its line; what was read finds phrases in itself. */
#include "suggest/private.h"

#include "vocab/vocab.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct language l = {.tag = "en", .stemmer = "english"};
        const char *bytes = (const char *)data;
        struct error err = {0};
        struct words w;
        struct hits hits;

        if (vocab_init(&err) < 0 || size > 4096)
                return 0;
        if (rules_read(&l, bytes, size, &a, &err) < 0) {
                if (!strstr(err.message, "line "))
                        abort();
                return 0;
        }
        words_split(bytes, size, &a, &w);
        if (words_stem(&w, &l, &a, &err) < 0)
                abort();
        match_rules(&l, &w, &a, &hits);
        return 0;
}
