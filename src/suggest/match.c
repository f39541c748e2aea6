/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Finds the rules' phrases in the words of a text. First what is negated, then the masks (words that only look as
 * if), then what speaks for a goal: at each word the longest phrase for each goal; words that it used up speak
 * for that goal no second time. The same phrase again counts less and less.
 */
#include "suggest/private.h"

#include <string.h>

enum {
        HITS_MAX =
                4000, /* phrases of one text; what comes later would not change a score any more */
        ALL_GOALS = (1 << (SUGGEST_GOALS + 1)) - 1,
};

#define REPEATED                                                                                   \
        0.3 /* part of its weight that a phrase has the second time; the fourth time nothing */

/* The text as this pass walks it. */
struct walk {
        const struct language *l;
        struct words *w;
        const uint32_t
                *order; /* word i of the walk, as an index into w->items; NULL: all of them */
        size_t n;
        uint32_t *used; /* for each word, a bit for each goal for which it is spoken for */
        uint8_t *times; /* for each line of rules, how often it was met */
        struct hits *hits;
        struct arena *a;
};

static uint32_t word_of(const struct walk *k, size_t i)
{
        return k->order ? k->order[i] : (uint32_t)i;
}

static bool is_same(const struct rule_word *rule, const struct word *word)
{
        if (rule->is_exact)
                return rule->hash == word->plain_hash;
        if (!rule->prefix)
                return rule->hash == word->stem_hash;
        return rule->hash == word->prefix_hash && word->plain_len >= rule->prefix_len &&
               !memcmp(word->plain, rule->prefix, rule->prefix_len);
}

/* Word i of the walk directly behind word i - 1, for a phrase? Function words may stand between. */
static bool follows(const struct walk *k, size_t i)
{
        uint32_t here = word_of(k, i), before = word_of(k, i - 1);

        return k->w->items[here].sentence == k->w->items[before].sentence &&
               here - before <= RULE_SKIP_MAX + 1;
}

/* The rule from its word j on, at word i of the walk. Returns the last word's place, or 0 for no. */
static size_t match_from(const struct walk *k, const struct rule *rule, size_t j, size_t i)
{
        for (; j < rule->n_words; j++, i++) {
                size_t reach = rule->words[j].has_gap ? RULE_GAP_MAX : 0, gap = 0;

                while (i + gap < k->n && follows(k, i + gap) && gap < reach &&
                       !is_same(&rule->words[j], &k->w->items[word_of(k, i + gap)]))
                        gap++;
                i += gap;
                if (i >= k->n || !follows(k, i) ||
                    !is_same(&rule->words[j], &k->w->items[word_of(k, i)]))
                        return 0;
        }
        return i;
}

/* The place behind the rule's last word when it stands at word i, else 0. */
static size_t match_at(const struct walk *k, const struct rule *rule, size_t i)
{
        if (!is_same(&rule->words[0], &k->w->items[word_of(k, i)]))
                return 0;
        return match_from(k, rule, 1, i + 1);
}

/* --- negation ----------------------------------------------------------------------------------------- */

static bool ends_negation(const struct walk *k, size_t i)
{
        uint32_t at = map_find(&k->l->negation_starts, k->w->items[i].stem_hash);

        for (; at != MAP_NONE; at = k->l->rules[at].next)
                if (k->l->rules[at].kind == RULE_NOT_UNTIL && match_at(k, &k->l->rules[at], i))
                        return true;
        return false;
}

static void negate_behind(struct walk *k, size_t from)
{
        uint32_t sentence = k->w->items[from - 1].sentence;

        for (size_t i = from; i < k->n && i < from + NEGATION_REACH; i++) {
                struct word *word = &k->w->items[i];

                if (word->sentence != sentence || word->is_break || ends_negation(k, i))
                        return;
                word->is_negated = true;
        }
}

static void negate_before(struct walk *k, size_t from)
{
        uint32_t sentence = k->w->items[from].sentence;

        for (size_t n = 1; n <= from && n <= NEGATION_REACH; n++) {
                struct word *word = &k->w->items[from - n];

                if (word->sentence != sentence || word[1].is_break || ends_negation(k, from - n))
                        return;
                word->is_negated = true;
        }
}

static void mark_negated(struct walk *k)
{
        for (size_t i = 0; i < k->n; i++) {
                uint32_t at = map_find(&k->l->negation_starts, k->w->items[i].stem_hash);

                for (; at != MAP_NONE; at = k->l->rules[at].next) {
                        const struct rule *rule = &k->l->rules[at];
                        size_t behind = rule->kind == RULE_NOT_UNTIL ? 0 : match_at(k, rule, i);

                        if (behind && rule->kind == RULE_NOT_BEFORE)
                                negate_behind(k, behind);
                        else if (behind)
                                negate_before(k, i);
                }
        }
}

/* --- phrases ------------------------------------------------------------------------------------------ */

static uint32_t goal_bits(const struct rule *rule)
{
        return rule->goal ? 1u << rule->goal : ALL_GOALS;
}

/* Is any of the words negated, or each spoken for already? */
static bool is_taken(const struct walk *k, uint32_t bits, size_t from, size_t behind)
{
        bool is_all = true;

        for (size_t i = from; i < behind; i++) {
                if (k->w->items[word_of(k, i)].is_negated)
                        return true;
                is_all = is_all && (k->used[word_of(k, i)] & bits) == bits;
        }
        return is_all;
}

static void use(struct walk *k, uint32_t bits, size_t from, size_t behind)
{
        for (size_t i = from; i < behind; i++)
                k->used[word_of(k, i)] |= bits;
}

/* A mask for all goals holds for the models too. */
static void silence(struct walk *k, size_t from, size_t behind)
{
        for (size_t i = from; i < behind; i++)
                k->w->items[word_of(k, i)].is_negated = true;
}

static double weight_now(struct walk *k, const struct rule *rule)
{
        static const double parts[] = {1, REPEATED, REPEATED / 2};
        uint8_t *times = &k->times[rule->line];

        if (*times == ARRAY_LEN(parts))
                return 0;
        return rule->weight * parts[(*times)++];
}

static void add_hit(struct walk *k, const struct rule *rule, size_t from, size_t behind)
{
        struct hits *h = k->hits;
        struct hit *hit;

        use(k, goal_bits(rule), from, behind);
        if (rule->kind == RULE_MASK && !rule->goal)
                silence(k, from, behind);
        if (rule->kind != RULE_SCORE || h->n == HITS_MAX)
                return;
        hit = arena_push(k->a, &h->items, &h->n, sizeof(*hit));
        if (!hit)
                return;
        *hit = (struct hit){.rule = rule,
                            .first = word_of(k, from),
                            .last = word_of(k, behind - 1),
                            .weight = weight_now(k, rule)};
        h->scores[rule->goal] += hit->weight;
}

/* The longest and, of these, heaviest rule for each goal among those that begin with this hash. */
struct candidates {
        const struct rule *rules[SUGGEST_GOALS + 1];
        size_t behind[SUGGEST_GOALS + 1];
};

static void collect(const struct walk *k, uint64_t hash, enum rule_kind kind, size_t i,
                    struct candidates *c)
{
        for (uint32_t at = map_find(&k->l->starts, hash); at != MAP_NONE;
             at = k->l->rules[at].next) {
                const struct rule *rule = &k->l->rules[at], *best = c->rules[rule->goal];
                size_t behind = rule->kind == kind ? match_at(k, rule, i) : 0;

                if (!behind || is_taken(k, goal_bits(rule), i, behind))
                        continue;
                if (best && (rule->n_words < best->n_words ||
                             (rule->n_words == best->n_words && rule->weight <= best->weight)))
                        continue;
                c->rules[rule->goal] = rule;
                c->behind[rule->goal] = behind;
        }
}

static void find_phrases(struct walk *k, enum rule_kind kind)
{
        for (size_t i = 0; i < k->n; i++) {
                const struct word *word = &k->w->items[word_of(k, i)];
                struct candidates c = {0};

                collect(k, word->stem_hash, kind, i, &c);
                if (word->plain_hash != word->stem_hash)
                        collect(k, word->plain_hash, kind, i, &c);
                if (word->prefix_hash)
                        collect(k, word->prefix_hash, kind, i, &c);
                for (int goal = 0; goal <= SUGGEST_GOALS; goal++)
                        if (c.rules[goal])
                                add_hit(k, c.rules[goal], i, c.behind[goal]);
        }
}

void match_rules(const struct language *l, struct words *w, struct arena *a, struct hits *ret)
{
        struct walk all = {.l = l, .w = w, .n = w->n, .a = a};
        struct walk content = {
                .l = l, .w = w, .order = w->content, .n = w->n_content, .hits = ret, .a = a};

        *ret = (struct hits){0};
        content.used = arena_alloc(a, (w->n + 1) * sizeof(*content.used));
        content.times = arena_alloc(a, l->n_lines + 1);
        if (!content.used || !content.times)
                return;
        mark_negated(&all);
        find_phrases(&content, RULE_MASK);
        find_phrases(&content, RULE_SCORE);
}
