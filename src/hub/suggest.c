/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which goals a text is about, from the words of a front door to suggest/suggest.h and back. */
#include "hub/hub.h"

#include "extract/extract.h"
#include "suggest/suggest.h"
#include "vocab/vocab.h"

#include <math.h>
#include <string.h>

_Static_assert((int)SSEHUB_SDG_DECIDING_MAX == (int)SUGGEST_TEXT_MAX,
               "the public limit is the module's");

static json_t *evidence_json(const struct suggest_evidence *e)
{
        json_t *words = json_array();

        for (size_t i = 0; i < e->n_words; i++)
                json_array_append_new(words, json_string(e->words[i]));
        return json_pack("{s:s, s:o}", "text", e->text, "words", words);
}

static json_t *goal_json(const struct suggest_goal *g)
{
        json_t *evidence = json_array();

        for (size_t i = 0; i < g->n_evidence; i++)
                json_array_append_new(evidence, evidence_json(&g->evidence[i]));
        return json_pack("{s:i, s:s?, s:s, s:f, s:b, s:o}", "goal", g->goal, "target", g->target,
                         "iri", g->iri, "score", round(g->score * 1e4) / 1e4, "suggested",
                         (int)g->is_suggested, "evidence", evidence);
}

static int suggest(const struct suggest_text *text, char **ret_json, struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct suggestions found;
        struct error e = {0};
        json_t *j;
        int r = suggest_sdgs(text, &a, &found, &e);

        if (r < 0)
                return hub_answer(r, &e, err);
        j = json_array();
        for (size_t i = 0; i < SUGGEST_GOALS; i++)
                json_array_append_new(j, goal_json(&found.goals[i]));
        return hub_json(j, ret_json, err);
}

int ssehub_sdg_suggest(const char *path, char **ret_json, struct ssehub_error *err)
{
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        struct suggest_text text;
        struct error e = {0};
        int r = vocab_init(&e);

        if (r == 0)
                r = extract_file(path, NULL, &x, &e);
        if (r < 0)
                return hub_answer(r, &e, err);
        if (x->state != EXTRACT_OK)
                return hub_no(err, "'%s' is %s: %s", path, extract_state_name(x->state),
                              x->reason ? x->reason : "there is no text in it");
        suggest_text_of(x->record, &text);
        text.language = text.language ? text.language : x->language;
        text.pages = x->pages;
        text.page_lens = x->page_lens;
        text.n_pages = x->n_pages;
        return suggest(&text, ret_json, err);
}

int ssehub_sdg_suggest_text(const char *bytes, size_t len, char **ret_json,
                            struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        size_t decides = len < SUGGEST_TEXT_MAX ? len : SUGGEST_TEXT_MAX;
        const char *rest = bytes + decides;
        size_t rest_len = len - decides;
        char *abstract;
        struct error e = {0};

        if (len > SSEHUB_SDG_TEXT_MAX)
                return hub_no(
                        err,
                        "a text of more than %d bytes: title and abstract decide, so give these",
                        SSEHUB_SDG_TEXT_MAX);
        abstract = arena_copy_bytes(&a, bytes, decides);
        if (!abstract)
                return hub_answer(error_no_memory(&e), &e, err);
        for (size_t i = 0; i < decides; i++)
                abstract[i] = abstract[i] ? abstract[i] : ' ';
        return suggest(&(struct suggest_text){.abstract = abstract,
                                              .pages = &rest,
                                              .page_lens = &rest_len,
                                              .n_pages = rest_len ? 1 : 0},
                       ret_json, err);
}
