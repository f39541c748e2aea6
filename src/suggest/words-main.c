/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ssehub-sdg-words: what a text is to the suggestions, for tools/train-sdg and the tests that compare with it. Reads
 * {"text", "language"} a line; writes {"language", "sentences": [[stem, …], …], "rules": [points of goal 1, … 17],
 * "targets": {"8.3": points}, "margins": […], "scores": […]} a line. Not installed.
 */
#include "suggest/private.h"

#include "text/json.h"

#include <string.h>

static json_t *sentences_json(const struct reading *r)
{
        json_t *all = json_array(), *sentence = NULL;
        uint32_t last = UINT32_MAX;

        for (size_t i = 0; i < r->words.n; i++) {
                const struct word *w = &r->words.items[i];

                if (!model_sees(w))
                        continue;
                if (w->sentence != last)
                        json_array_append_new(all, sentence = json_array());
                last = w->sentence;
                json_array_append_new(sentence, json_stringn(w->stem, w->stem_len));
        }
        return all;
}

static json_t *goals_json(const double *values)
{
        json_t *j = json_array();

        for (int g = 1; g <= SUGGEST_GOALS; g++)
                json_array_append_new(j, json_real(values[g]));
        return j;
}

static json_t *targets_json(const struct hits *h)
{
        json_t *j = json_object();

        for (size_t i = 0; i < h->n; i++) {
                const char *target = h->items[i].rule->target;

                if (target)
                        json_object_set_new(j, target,
                                            json_real(json_real_value(json_object_get(j, target)) +
                                                      h->items[i].weight));
        }
        return j;
}

static json_t *reading_json(const struct reading *r)
{
        json_t *j = json_object();

        json_object_set_new(j, "language", json_string(r->language ? r->language->tag : ""));
        json_object_set_new(j, "sentences", sentences_json(r));
        json_object_set_new(j, "rules", goals_json(r->hits.scores));
        json_object_set_new(j, "targets", targets_json(&r->hits));
        json_object_set_new(j, "margins", goals_json(r->margins));
        json_object_set_new(j, "scores", goals_json(r->scores));
        return j;
}

static int answer(const char *line, size_t n, struct error *err)
{
        CLEANUP(json_freep) json_t *in = NULL;
        CLEANUP(json_freep) json_t *out = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct reading reading;
        const char *words;
        int r = json_read(line, n, &in, err);

        if (r != 0)
                return r;
        words = json_text(in, "text");
        words = words ? words : "";
        r = suggest_read(words, strlen(words), json_text(in, "language"), &a, &reading, err);
        if (r < 0)
                return r;
        out = reading_json(&reading);
        r = json_write(out, &text, err);
        if (r == 0)
                puts(str_text(&text));
        return r;
}

int main(void)
{
        CLEANUP(freep) char *line = NULL;
        struct error err = {0};
        size_t room = 0;
        ssize_t n;
        int r = suggest_init(&err);

        while (r == 0 && (n = getline(&line, &room, stdin)) > 0)
                r = answer(line, (size_t)n, &err);
        if (r != 0)
                fprintf(stderr, "ssehub-sdg-words: %s\n", err.message);
        return r != 0;
}
