/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The linear models of the goals (schemas/sdg/model.tsv) and the curves that make a probability of their margins
 * and the points of the rules (scores.tsv). tools/train-sdg writes both; schemas/sdg/README.md has the formulas.
 */
#include "suggest/private.h"

#include "base/num.h"
#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { COLUMNS_MAX = 8 };

/* --- reading ------------------------------------------------------------------------------------------ */

/* Cuts the line at its tabs. */
static size_t split_line(char *line, char *columns[COLUMNS_MAX])
{
        size_t n = 0;

        while (line && n < COLUMNS_MAX) {
                columns[n++] = line;
                line = strchr(line, '\t');
                if (line)
                        *line++ = '\0';
        }
        return n;
}

typedef int line_reader(struct models *m, char **columns, size_t n, struct arena *a,
                        struct error *err);

static int read_lines(struct models *m, const char *bytes, size_t n, line_reader *read,
                      struct arena *a, struct error *err)
{
        CLEANUP(str_done) struct str line = STR_INIT;
        const char *end = bytes + n;
        unsigned int number = 0;
        int r = 0;

        while (r == 0 && bytes < end) {
                const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
                size_t len = (size_t)((stop ? stop : end) - bytes);
                char *columns[COLUMNS_MAX];

                number++;
                str_clear(&line);
                str_add_bytes(&line, bytes, len);
                bytes += len + (stop ? 1 : 0);
                if (line.failed)
                        return error_no_memory(err);
                if (line.len && *line.data != '#')
                        r = read(m, columns, split_line(line.data, columns), a, err);
        }
        return r < 0 ? error_while(err, r, "line %u", number) : 0;
}

static bool read_number(const char *text, double *ret)
{
        return decimal_read(&text, ret) && !*text;
}

/* The next "8:0.25" of a list. */
static bool read_weight(const char **at, int *ret_goal, double *ret)
{
        double goal;

        *at += strspn(*at, " ");
        if (!decimal_read(at, &goal) || goal < 1 || goal > SUGGEST_GOALS || **at != ':')
                return false;
        *ret_goal = (int)goal;
        ++*at;
        return decimal_read(at, ret) && (**at == ' ' || !**at);
}

/* A term is one stem or two. */
static uint64_t hash_term(const char *term)
{
        const char *gap = strchr(term, ' ');

        if (!gap)
                return map_hash(term, strlen(term));
        return map_hash_pair(map_hash(term, (size_t)(gap - term)),
                             map_hash(gap + 1, strlen(gap + 1)));
}

static int read_term(struct models *m, char **columns, size_t n, struct arena *a, struct error *err)
{
        bool is_bias = n == 3 && !strcmp(columns[0], "(bias)");
        struct model_term *term;
        double idf, weight;
        const char *at;
        int goal;

        if (n != 3 || !read_number(columns[1], &idf))
                return error_set(err, -EINVAL, "a term has three columns: words, idf, weights");
        term = is_bias ? NULL : arena_push(a, &m->items, &m->n, sizeof(*term));
        if (term) {
                *term = (struct model_term){.idf = (float)idf, .first = (uint32_t)m->n_weights};
                map_put(&m->terms, hash_term(columns[0]), (uint32_t)m->n - 1, a);
        }
        for (at = columns[2]; *at;) {
                struct model_weight *w;

                if (!read_weight(&at, &goal, &weight))
                        return error_set(err, -EINVAL, "weights are written 'goal:number'");
                w = term ? arena_push(a, &m->weights, &m->n_weights, sizeof(*w)) : NULL;
                if (w)
                        *w = (struct model_weight){(uint8_t)goal, (float)weight};
                if (is_bias)
                        m->bias[goal] = weight;
        }
        if (term)
                term->n = (uint32_t)m->n_weights - term->first;
        return a->failed ? error_no_memory(err) : 0;
}

int model_read(struct models *m, const char *bytes, size_t n, struct arena *a, struct error *err)
{
        return read_lines(m, bytes, n, read_term, a, err);
}

static const char *const curve_names[CURVES] = {[CURVE_MODEL] = "model", [CURVE_RULES] = "rules"};
static const char *const feature_names[FEATURES] = {
        [FEATURE_BIAS] = "bias", [FEATURE_RULES] = "rules", [FEATURE_MODEL] = "model"};

static size_t find_name(const char *const *names, size_t n, const char *name)
{
        size_t i = 0;

        while (i < n && strcmp(names[i], name))
                i++;
        return i;
}

/* "model TAB goal TAB 8 TAB offset TAB threshold" or "model TAB rules TAB number" */
static int read_score(struct models *m, char **columns, size_t n, UNUSED struct arena *a,
                      struct error *err)
{
        size_t curve = n ? find_name(curve_names, CURVES, columns[0]) : CURVES;
        size_t feature = n > 1 ? find_name(feature_names, FEATURES, columns[1]) : FEATURES;
        int goal;

        if (curve < CURVES && n == 3 && feature < FEATURES &&
            read_number(columns[2], &m->curve[curve][feature]))
                return 0;
        if (curve < CURVES && n == 5 && !strcmp(columns[1], "goal") &&
            num_read_int(columns[2], 1, SUGGEST_GOALS, &goal) &&
            read_number(columns[3], &m->offset[curve][goal]) &&
            read_number(columns[4], &m->threshold[curve][goal]))
                return 0;
        return error_set(err, -EINVAL,
                         "neither a feature's factor nor a goal's offset and threshold");
}

int scores_read(struct models *m, const char *bytes, size_t n, struct error *err)
{
        return read_lines(m, bytes, n, read_score, NULL, err);
}

/* --- terms -------------------------------------------------------------------------------------------- */

bool model_sees(const struct word *word)
{
        return !word->is_function && !word->is_number && !word->is_negated && word->plain_len > 1;
}

static void add_term(const struct models *m, uint64_t hash, uint32_t word, struct arena *a,
                     struct terms *ret)
{
        uint32_t id = map_find(&m->terms, hash);
        struct term *t = id == MAP_NONE ? NULL : arena_push(a, &ret->items, &ret->n, sizeof(*t));

        if (t)
                *t = (struct term){.id = id, .word = word};
}

static void find_terms(const struct models *m, const struct words *w, struct arena *a,
                       struct terms *ret)
{
        const struct word *before = NULL;

        for (size_t i = 0; i < w->n; i++) {
                const struct word *word = &w->items[i];

                if (!model_sees(word))
                        continue;
                add_term(m, word->stem_hash, (uint32_t)i, a, ret);
                if (before && before->sentence == word->sentence)
                        add_term(m, map_hash_pair(before->stem_hash, word->stem_hash),
                                 (uint32_t)(before - w->items), a, ret);
                before = word;
        }
}

/* Tf-idf with a logarithmic tf, of length 1. */
static void weigh_terms(const struct models *m, uint16_t *counts, struct terms *t)
{
        double sum = 0;

        for (size_t i = 0; i < t->n; i++) {
                uint16_t *count = &counts[t->items[i].id];

                t->items[i].is_first = *count == 0;
                *count += *count < UINT16_MAX;
        }
        for (size_t i = 0; i < t->n; i++) {
                struct term *term = &t->items[i];

                term->value = (1 + log(counts[term->id])) * (double)m->items[term->id].idf;
                sum += term->is_first ? term->value * term->value : 0;
        }
        for (size_t i = 0; i < t->n; i++)
                t->items[i].value /= sqrt(sum);
}

void model_terms(const struct models *m, const struct words *w, struct arena *a, struct terms *ret)
{
        uint16_t *counts = arena_alloc(a, (m->n + 1) * sizeof(*counts));

        *ret = (struct terms){0};
        if (!counts)
                return;
        find_terms(m, w, a, ret);
        weigh_terms(m, counts, ret);
}

/* --- scores ------------------------------------------------------------------------------------------- */

void model_margins(const struct models *m, const struct terms *t, double ret[SUGGEST_GOALS + 1])
{
        memcpy(ret, m->bias, sizeof(m->bias));
        for (size_t i = 0; i < t->n; i++) {
                const struct model_term *term = &m->items[t->items[i].id];

                if (!t->items[i].is_first)
                        continue;
                for (uint32_t k = term->first; k < term->first + term->n; k++)
                        ret[m->weights[k].goal] += (double)m->weights[k].weight * t->items[i].value;
        }
}

double model_weight(const struct models *m, uint32_t term, int goal)
{
        const struct model_term *t = &m->items[term];

        for (uint32_t k = t->first; k < t->first + t->n; k++)
                if (m->weights[k].goal == goal)
                        return (double)m->weights[k].weight;
        return 0;
}

void model_scores(const struct models *m, const double *margins, const double *rules,
                  double ret[SUGGEST_GOALS + 1])
{
        int curve = margins ? CURVE_MODEL : CURVE_RULES;
        const double *factor = m->curve[curve];

        for (int g = 1; g <= SUGGEST_GOALS; g++) {
                double z = factor[FEATURE_BIAS] + m->offset[curve][g] +
                           factor[FEATURE_RULES] * log1p(rules[g]) +
                           (margins ? factor[FEATURE_MODEL] * margins[g] : 0);

                ret[g] = 1 / (1 + exp(-z));
        }
}
