/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a text to its goals: words, language, rules, models, scores, and the target within a goal. */
#include "suggest/private.h"

#include "base/resource.h"
#include "base/str.h"
#include "base/utf8.h"
#include "vocab/vocab.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

/* --- what is built in --------------------------------------------------------------------------------- */

static struct language languages[] = {
        {.tag = "en", .stemmer = "english", .resource = "schemas/sdg/en.txt", .has_model = true},
        {.tag = "fr", .stemmer = "french", .resource = "schemas/sdg/fr.txt"},
        {.tag = "es", .stemmer = "spanish", .resource = "schemas/sdg/es.txt"},
        {.tag = "pt", .stemmer = "portuguese", .resource = "schemas/sdg/pt.txt"},
};

static struct models models;
static struct arena built_in_arena = ARENA_INIT; /* for the life of the process */
static struct error built_in_error;
static pthread_once_t built_in_once = PTHREAD_ONCE_INIT;

static int find_resource(const char *name, const struct resource **ret, struct error *err)
{
        *ret = resource_find(name);
        return *ret ? 0 : error_set(err, -ENOENT, "reading '%s': not built in", name);
}

static int read_language(struct language *l, struct error *err)
{
        const struct resource *file;
        int r = find_resource(l->resource, &file, err);

        if (r < 0)
                return r;
        r = rules_read(l, file->bytes, file->len, &built_in_arena, err);
        return r < 0 ? error_while(err, r, "reading '%s'", l->resource) : 0;
}

static int read_models(struct error *err)
{
        const struct resource *model, *scores;
        int r = find_resource("schemas/sdg/model.tsv", &model, err);

        if (r == 0)
                r = find_resource("schemas/sdg/scores.tsv", &scores, err);
        if (r < 0)
                return r;
        r = model_read(&models, model->bytes, model->len, &built_in_arena, err);
        if (r < 0)
                return error_while(err, r, "reading '%s'", model->name);
        r = scores_read(&models, scores->bytes, scores->len, err);
        return r < 0 ? error_while(err, r, "reading '%s'", scores->name) : 0;
}

static void read_all(void)
{
        int r = vocab_init(&built_in_error);

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(languages); i++)
                r = read_language(&languages[i], &built_in_error);
        if (r == 0)
                read_models(&built_in_error);
}

int suggest_init(struct error *err)
{
        pthread_once(&built_in_once, read_all);
        if (built_in_error.code)
                return error_set(err, built_in_error.code, "%s", built_in_error.message);
        return 0;
}

const struct models *suggest_models(void)
{
        return &models;
}

const struct language *suggest_language_at(size_t i)
{
        return i < ARRAY_LEN(languages) ? &languages[i] : NULL;
}

/* --- one text ----------------------------------------------------------------------------------------- */

int suggest_read(const char *text, size_t len, const char *declared, struct arena *a,
                 struct reading *ret, struct error *err)
{
        int r;

        *ret = (struct reading){0};
        words_split(text, len, a, &ret->words);
        ret->language = language_choose(&ret->words, declared);
        r = words_stem(&ret->words, ret->language, a, err);
        if (r < 0)
                return r;
        if (ret->language)
                match_rules(ret->language, &ret->words, a, &ret->hits);
        ret->has_model = ret->language && ret->language->has_model;
        if (ret->has_model) {
                model_terms(&models, &ret->words, a, &ret->terms);
                model_margins(&models, &ret->terms, ret->margins);
        }
        model_scores(&models, ret->has_model ? ret->margins : NULL, ret->hits.scores, ret->scores);
        return a->failed ? error_no_memory(err) : 0;
}

/* --- targets ------------------------------------------------------------------------------------------ */

#define TARGET_MIN   2.0 /* points of the rules that name a target */
#define TARGET_AHEAD 1.0 /* points more than the next target of the goal */

enum { TARGETS_MAX = 32 }; /* of one goal; goal 17 has 19 */

struct target_points {
        const char *target;
        double points;
};

static void add_target_points(struct target_points *list, size_t *n, const struct hit *hit)
{
        size_t i = 0;

        while (i < *n && strcmp(list[i].target, hit->rule->target))
                i++;
        if (i == TARGETS_MAX)
                return;
        if (i == *n)
                list[(*n)++] = (struct target_points){hit->rule->target, 0};
        list[i].points += hit->weight;
}

/* The target that the words name, NULL where none stands out. */
static const char *find_target(const struct hits *h, const struct hits *body, int goal)
{
        struct target_points list[TARGETS_MAX];
        const struct target_points *best = NULL;
        double next = 0;
        size_t n = 0;

        for (size_t i = 0; i < h->n; i++)
                if (h->items[i].rule->goal == goal && h->items[i].rule->target)
                        add_target_points(list, &n, &h->items[i]);
        for (size_t i = 0; i < body->n; i++)
                if (body->items[i].rule->goal == goal && body->items[i].rule->target)
                        add_target_points(list, &n, &body->items[i]);
        for (size_t i = 0; i < n; i++) {
                if (!best || list[i].points > best->points) {
                        next = best ? best->points : 0;
                        best = &list[i];
                } else if (list[i].points > next) {
                        next = list[i].points;
                }
        }
        return best && best->points >= TARGET_MIN && best->points >= next + TARGET_AHEAD
                       ? best->target
                       : NULL;
}

/* The phrases of the body's beginning, read in the language of the abstract. */
static int read_body(const struct suggest_text *t, const struct language *l, struct arena *a,
                     struct hits *ret, struct error *err)
{
        CLEANUP(str_done) struct str body = STR_INIT;
        struct words w;
        char *copy;
        int r;

        *ret = (struct hits){0};
        for (size_t i = 0; l && i < t->n_pages && body.len < SUGGEST_BODY_MAX; i++) {
                size_t room = SUGGEST_BODY_MAX - body.len;

                str_add_bytes(&body, t->pages[i], utf8_floor(t->pages[i], t->page_lens[i], room));
                str_add(&body, "\n\n");
        }
        if (!body.len)
                return body.failed ? error_no_memory(err) : 0;
        copy = arena_copy_bytes(a, body.data, body.len);
        if (!copy)
                return error_no_memory(err);
        words_split(copy, body.len, a, &w);
        r = words_stem(&w, l, a, err);
        if (r == 0)
                match_rules(l, &w, a, ret);
        return r;
}

/* --- together ----------------------------------------------------------------------------------------- */

/* As much of a part as there is room for, a blank line before it. */
static bool add_part(struct str *out, const char *part, size_t n, size_t max)
{
        size_t room = out->len + 2 < max ? max - out->len - 2 : 0;
        size_t take = utf8_floor(part, n, room);

        if (take && out->len)
                str_add(out, "\n\n");
        str_add_bytes(out, part, take);
        return take == n;
}

/* Title and abstract as one text; without an abstract the body's beginning stands in for it. */
static int deciding_text(const struct suggest_text *t, struct str *out, bool *ret_is_cut,
                         struct error *err)
{
        bool is_whole = true;

        if (t->title)
                is_whole = add_part(out, t->title, strlen(t->title), SUGGEST_TEXT_MAX);
        if (t->abstract)
                is_whole &= add_part(out, t->abstract, strlen(t->abstract), SUGGEST_TEXT_MAX);
        for (size_t i = 0; !t->abstract && i < t->n_pages && is_whole; i++)
                is_whole = add_part(out, t->pages[i], t->page_lens[i], SUGGEST_STAND_IN_MAX);
        *ret_is_cut = !is_whole;
        return out->failed ? error_no_memory(err) : 0;
}

static int by_score(const void *a, const void *b)
{
        const struct suggest_goal *x = a, *y = b;

        if (x->score != y->score)
                return x->score < y->score ? 1 : -1;
        return x->goal - y->goal;
}

static void fill_goal(const struct reading *r, const struct hits *body, int goal, struct arena *a,
                      struct suggest_goal *ret)
{
        int curve = r->has_model ? CURVE_MODEL : CURVE_RULES;
        const struct concept *c;

        *ret = (struct suggest_goal){.goal = goal, .score = r->scores[goal]};
        ret->notation = arena_printf(a, "%d", goal);
        ret->is_suggested = r->words.n && ret->score >= models.threshold[curve][goal];
        ret->target = find_target(&r->hits, body, goal);
        c = vocab_find(VOCAB_SDG, ret->target ? ret->target : ret->notation);
        ret->iri = c ? concept_iri(c) : NULL;
        evidence_find(&models, r, goal, a, ret);
        /* Without a word to show for it, it is a prejudice. */
        ret->is_suggested = ret->is_suggested && ret->n_evidence;
}

int suggest_sdgs(const struct suggest_text *text, struct arena *a, struct suggestions *ret,
                 struct error *err)
{
        CLEANUP(str_done) struct str deciding = STR_INIT;
        struct suggestions made = {0};
        struct reading reading;
        struct hits body;
        int r = suggest_init(err);

        if (r == 0)
                r = deciding_text(text, &deciding, &made.is_cut, err);
        if (r == 0)
                r = suggest_read(str_text(&deciding), deciding.len, text->language, a, &reading,
                                 err);
        if (r == 0)
                r = read_body(text, reading.language, a, &body, err);
        if (r < 0)
                return r;
        for (int g = 1; g <= SUGGEST_GOALS; g++)
                fill_goal(&reading, &body, g, a, &made.goals[g - 1]);
        qsort(made.goals, SUGGEST_GOALS, sizeof(made.goals[0]), by_score);
        made.language = reading.language ? reading.language->tag : "";
        if (a->failed)
                return error_no_memory(err);
        *ret = made;
        return 0;
}
