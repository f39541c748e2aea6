/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Suggestions for a record on its way into the hub: as assertions of a machine, beside what is asserted already. */
#include "suggest/private.h"

#include "base/str.h"

#include <string.h>

/* Part of a goal's score that its target gets: of the targets told beside a goal that was right, about this
 * many were right as well (tests/bench/sdg: 87 % of official names, 81 % of the sample corpus). */
#define TARGET_SHARE 0.8

/* The English one where there is one, since there are models for it; else the first. */
static const struct lang_text *choose(const struct lang_texts *list, const char *language)
{
        for (size_t i = 0; language && i < list->n; i++)
                if (list->items[i].language && !strncmp(list->items[i].language, language, 2))
                        return &list->items[i];
        return list->n ? &list->items[0] : NULL;
}

void suggest_text_of(const struct record *r, struct suggest_text *t)
{
        const struct lang_texts *abstracts = r->abstracts.n ? &r->abstracts : &r->summaries;
        const struct lang_text *abstract = choose(abstracts, "en"), *title;

        *t = (struct suggest_text){.language = abstract ? abstract->language : NULL};
        title = choose(&r->titles, t->language ? t->language : "en");
        if (!abstract && title)
                t->language = title->language;
        if (!t->language)
                t->language = record_language(r);
        t->abstract = abstract ? abstract->text : NULL;
        t->title = title ? title->text : NULL;
}

/* Is this goal, target or (for a goal) one of its targets asserted, by whomever and however it stands? */
static bool is_asserted(const struct record *r, const char *notation)
{
        size_t n = strlen(notation);

        for (size_t i = 0; i < r->n_sdgs; i++) {
                const char *there = r->sdgs[i].notation;

                if (!strncmp(there, notation, n) && (there[n] == '\0' || there[n] == '.'))
                        return true;
        }
        return false;
}

/* "The sentence [its words]" */
static const char *evidence_text(const struct suggest_goal *g, struct arena *a)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        const struct suggest_evidence *e = &g->evidence[0];

        if (!g->n_evidence)
                return NULL;
        str_add(&out, e->text);
        for (size_t i = 0; i < e->n_words; i++)
                str_addf(&out, "%s%s", i ? ", " : " [", e->words[i]);
        str_add(&out, e->n_words ? "]" : "");
        return out.failed ? NULL : arena_copy(a, str_text(&out));
}

static void add_assertion(struct record *r, const char *notation, const struct suggest_goal *g,
                          double score)
{
        struct assertion *made;

        if (is_asserted(r, notation))
                return;
        made = record_add_sdg(r, notation, ASSERTED_BY_MACHINE);
        if (!made)
                return;
        made->status = ASSERTION_SUGGESTED;
        made->score = score;
        made->method = SUGGEST_METHOD;
        made->evidence = evidence_text(g, &r->arena);
}

int suggest_for_record(struct record *r, const char *const *pages, const size_t *page_lens,
                       size_t n_pages, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct suggest_text text;
        struct suggestions found;
        int e;

        suggest_text_of(r, &text);
        text.pages = pages;
        text.page_lens = page_lens;
        text.n_pages = n_pages;
        e = suggest_sdgs(&text, &a, &found, err);
        for (size_t i = 0; e == 0 && i < SUGGEST_GOALS; i++) {
                const struct suggest_goal *g = &found.goals[i];

                if (!g->is_suggested)
                        continue;
                add_assertion(r, g->notation, g, g->score);
                if (g->target)
                        add_assertion(r, g->target, g, g->score * TARGET_SHARE);
        }
        if (e == 0)
                e = suggest_themes(r, err);
        if (e < 0)
                return error_while(err, e, "suggesting goals and themes");
        return r->arena.failed ? error_no_memory(err) : 0;
}
