/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any text gets seventeen goals in order, and evidence that is UTF-8. */
#include "suggest/suggest.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_evidence(const struct suggest_goal *g)
{
        if (g->is_suggested && !g->n_evidence)
                abort();
        for (size_t i = 0; i < g->n_evidence; i++) {
                const struct suggest_evidence *e = &g->evidence[i];

                if (!e->n_words || !utf8_is_valid(e->text, strlen(e->text)))
                        abort();
                for (size_t k = 0; k < e->n_words; k++)
                        if (!utf8_is_valid(e->words[k], strlen(e->words[k])))
                                abort();
        }
}

/* The first half is the abstract, the second the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *page = (const char *)data + size / 2;
        size_t len = size - size / 2;
        struct suggest_text text = {.pages = &page, .page_lens = &len, .n_pages = 1};
        struct suggestions found;
        struct error err = {0};

        text.abstract = arena_copy_bytes(&a, (const char *)data, size / 2);
        if (!text.abstract || suggest_sdgs(&text, &a, &found, &err) < 0)
                abort();
        for (size_t i = 0; i < SUGGEST_GOALS; i++) {
                const struct suggest_goal *g = &found.goals[i];

                if (!(g->score >= 0 && g->score <= 1) || (i && g->score > g[-1].score))
                        abort();
                check_evidence(g);
        }
        return 0;
}
