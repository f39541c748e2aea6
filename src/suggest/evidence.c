/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Why a goal: the sentences whose words speak loudest for it. Phrases of the rules come first; what only a
 * model knows of is shown where its words weigh something.
 */
#include "suggest/private.h"

#include "base/str.h"
#include "base/utf8.h"

#include <string.h>

#define TERM_MIN 0.05 /* of a model's margin: a lesser word is no reason */

/* What speaks, and how loud. */
struct reason {
        uint32_t first, last; /* words */
        double weight;
};

struct reasons {
        struct reason *items;
        size_t n;
};

static void add_reason(struct reasons *list, struct reason r, struct arena *a)
{
        struct reason *place = arena_push(a, &list->items, &list->n, sizeof(*place));

        if (place)
                *place = r;
}

static void collect(const struct models *m, const struct reading *r, int goal, struct arena *a,
                    struct reasons *ret)
{
        bool has_phrase;

        for (size_t i = 0; i < r->hits.n; i++) {
                const struct hit *h = &r->hits.items[i];

                if (h->rule->goal == goal && h->weight > 0)
                        add_reason(ret, (struct reason){h->first, h->last, h->weight}, a);
        }
        has_phrase = ret->n > 0;
        /* Beside a phrase that somebody wrote down, a word that only weighs something is no reason of its own. */
        for (size_t i = 0; !has_phrase && i < r->terms.n; i++) {
                const struct term *t = &r->terms.items[i];
                double part = model_weight(m, t->id, goal) * t->value;

                if (part >= TERM_MIN && t->is_first)
                        add_reason(ret, (struct reason){t->word, t->word, part}, a);
        }
}

static int by_weight(const void *a, const void *b)
{
        const struct reason *x = a, *y = b;

        if (x->weight != y->weight)
                return x->weight < y->weight ? 1 : -1;
        return x->first < y->first ? -1 : x->first > y->first;
}

/* --- showing ------------------------------------------------------------------------------------------ */

/* The bytes with white space collapsed and what is not UTF-8 replaced. */
static const char *show(const char *bytes, size_t n, const char *before, const char *behind,
                        struct arena *a)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        bool has_space = false;
        size_t step;

        for (size_t i = 0; i < n; i += step) {
                unsigned int c = 0;

                step = utf8_decode(bytes + i, n - i, &c);
                if (c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0) {
                        has_space = out.len > 0;
                        continue;
                }
                if (step && utf8_is_unwanted(c))
                        continue;
                if (has_space)
                        str_add_char(&out, ' ');
                has_space = false;
                str_add_code_point(&out, step ? c : 0xFFFD);
                step = step ? step : 1;
        }
        return out.failed ? NULL : arena_printf(a, "%s%s%s", before, str_text(&out), behind);
}

/* The sentence of word `at`; of a long one the part around that word, with dots where it was cut. */
const char *evidence_sentence(const struct words *w, uint32_t at, struct arena *a)
{
        const struct word *word = &w->items[at];
        size_t from = w->sentence_at[word->sentence], to = w->sentence_at[word->sentence + 1];
        size_t start = from, end = to;

        if (to - from > SUGGEST_SENTENCE_MAX) {
                uint32_t first = at, last = at;

                while (first > 0 && w->items[first - 1].sentence == word->sentence &&
                       word->at - w->items[first - 1].at < SUGGEST_SENTENCE_MAX / 2)
                        first--;
                start = w->items[first].at;
                while (last + 1 < w->n && w->items[last + 1].sentence == word->sentence &&
                       w->items[last + 1].at + w->items[last + 1].len - start <
                               SUGGEST_SENTENCE_MAX)
                        last++;
                end = w->items[last].at + w->items[last].len;
        }
        return show(w->text + start, end - start, start > from ? "… " : "",
                    end < to && end > start && to - from > SUGGEST_SENTENCE_MAX ? " …" : "", a);
}

static bool has_word(const struct suggest_evidence *e, const char *text)
{
        for (size_t i = 0; i < e->n_words; i++)
                if (strstr(e->words[i], text))
                        return true;
        return false;
}

static void add_words(const struct words *w, const struct reason *r, struct arena *a,
                      struct suggest_evidence *ret)
{
        const struct word *first = &w->items[r->first], *last = &w->items[r->last];
        const char *text;

        if (ret->n_words == SUGGEST_WORDS_MAX)
                return;
        text = show(w->text + first->at, last->at + last->len - first->at, "", "", a);
        if (text && !has_word(ret, text))
                ret->words[ret->n_words++] = text;
}

/* reasons: heaviest first. Takes the best sentence that is left; its reasons become 0. */
static bool take_sentence(const struct reading *r, struct reasons *reasons, double *points,
                          struct arena *a, struct suggest_evidence *ret)
{
        const struct word *words = r->words.items;
        size_t best = reasons->n;

        for (size_t i = 0; i < reasons->n; i++) {
                uint32_t s = words[reasons->items[i].first].sentence;

                if (points[s] > 0 &&
                    (best == reasons->n ||
                     points[s] > points[words[reasons->items[best].first].sentence]))
                        best = i;
        }
        if (best == reasons->n)
                return false;
        ret->text = evidence_sentence(&r->words, reasons->items[best].first, a);
        for (size_t i = best; i < reasons->n; i++)
                if (words[reasons->items[i].first].sentence ==
                    words[reasons->items[best].first].sentence)
                        add_words(&r->words, &reasons->items[i], a, ret);
        points[words[reasons->items[best].first].sentence] = 0;
        return ret->text;
}

void evidence_find(const struct models *m, const struct reading *r, int goal, struct arena *a,
                   struct suggest_goal *ret)
{
        struct reasons reasons = {0};
        double *points;

        collect(m, r, goal, a, &reasons);
        points = reasons.n ? arena_alloc(a, (r->words.n_sentences + 1) * sizeof(*points)) : NULL;
        if (!points)
                return;
        qsort(reasons.items, reasons.n, sizeof(*reasons.items), by_weight);
        for (size_t i = 0; i < reasons.n; i++)
                points[r->words.items[reasons.items[i].first].sentence] += reasons.items[i].weight;
        while (ret->n_evidence < SUGGEST_EVIDENCE_MAX &&
               take_sentence(r, &reasons, points, a, &ret->evidence[ret->n_evidence]))
                ret->n_evidence++;
}
