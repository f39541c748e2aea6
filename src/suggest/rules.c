/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads the phrase rules of a language (schemas/sdg/en.txt and its neighbours; schemas/sdg/README.md says how
 * they are written) into a table by first word. What they find is match.c's.
 */
#include "suggest/private.h"

#include "base/num.h"
#include "base/str.h"
#include "vocab/vocab.h"

#include <errno.h>
#include <string.h>

/* Where the reading is. */
struct rules_reader {
        struct language *l;
        struct arena *a;
        struct error *err;
        enum rule_kind kind;
        int goal;
        const char *target;
        bool is_function_words, has_section;
        uint32_t line;
};

static const struct {
        const char *name;
        enum rule_kind kind;
} negations[] = {
        {"not before", RULE_NOT_BEFORE},
        {"not after", RULE_NOT_AFTER},
        {"not until", RULE_NOT_UNTIL},
};

/* --- sections ----------------------------------------------------------------------------------------- */

static bool read_goal(struct rules_reader *r, const char *name)
{
        const struct concept *c = vocab_find(VOCAB_SDG, name);

        if (!c || (!vocab_sdg_is_goal(c) && !vocab_sdg_is_target(c)))
                return false;
        r->target = vocab_sdg_is_target(c) ? concept_notation(c) : NULL;
        if (vocab_sdg_is_target(c))
                c = concept_broader(c);
        return c && num_read_int(concept_notation(c), 1, SUGGEST_GOALS, &r->goal);
}

static int read_section(struct rules_reader *r, char *line)
{
        char *end = strchr(line, ']');
        const char *name = line + 1;

        if (!end || !str_is_blank(end + 1))
                return error_set(r->err, -EINVAL, "a section is '[name]' and nothing else");
        *end = '\0';
        r->has_section = true;
        r->is_function_words = !strcmp(name, "function words");
        r->kind = RULE_SCORE;
        r->goal = 0;
        r->target = NULL;
        for (size_t i = 0; i < ARRAY_LEN(negations); i++) {
                if (!strcmp(name, negations[i].name)) {
                        r->kind = negations[i].kind;
                        return 0;
                }
        }
        if (r->is_function_words || !strcmp(name, "all") || read_goal(r, name))
                return 0;
        return error_set(r->err, -EINVAL, "'%s' is no goal, target or other section", name);
}

static void add_function_words(struct rules_reader *r, const char *line)
{
        struct words w;

        words_split(line, strlen(line), r->a, &w);
        for (size_t i = 0; i < w.n; i++)
                map_put(&r->l->function_words, w.items[i].folded_hash, 1, r->a);
}

/* --- one phrase --------------------------------------------------------------------------------------- */

static struct map *starts_of(struct language *l, enum rule_kind kind)
{
        return kind == RULE_SCORE || kind == RULE_MASK ? &l->starts : &l->negation_starts;
}

static void put_rule(struct rules_reader *r, const struct rule *rule)
{
        struct map *starts = starts_of(r->l, rule->kind);
        uint32_t at = (uint32_t)r->l->n_rules;
        struct rule *place = arena_push(r->a, &r->l->rules, &r->l->n_rules, sizeof(*place));

        if (!place)
                return;
        *place = *rule;
        place->next = map_find(starts, rule->words[0].hash);
        map_put(starts, rule->words[0].hash, at, r->a);
}

/* How a piece of a phrase is to be matched. */
struct piece {
        const char *text;
        size_t n;
        bool is_prefix, is_exact, has_gap;
};

static int add_rule_word(struct rules_reader *r, struct rule *rule, const struct word *word,
                         const struct piece *p)
{
        struct rule_word *place = &rule->words[rule->n_words];

        if (rule->n_words == RULE_WORDS_MAX)
                return error_set(r->err, -EINVAL, "more than %d words", RULE_WORDS_MAX);
        if (p->is_prefix && word->plain_len < PREFIX_MIN)
                return error_set(r->err, -EINVAL, "fewer than %d letters before '*'", PREFIX_MIN);
        *place = (struct rule_word){.hash = p->is_prefix  ? word->prefix_hash
                                            : p->is_exact ? word->plain_hash
                                                          : word->stem_hash,
                                    .prefix = p->is_prefix ? word->plain : NULL,
                                    .prefix_len = word->plain_len,
                                    .is_exact = p->is_exact,
                                    .has_gap = p->has_gap && rule->n_words};
        rule->n_words++;
        return 0;
}

/* A word, two with a hyphen between them, "agro*", "=mer". */
static int add_piece(struct rules_reader *r, struct rule *rule, struct piece *p)
{
        bool is_content = rule->kind == RULE_SCORE || rule->kind == RULE_MASK;
        bool is_prefix = p->text[p->n - 1] == '*';
        struct words w;
        int e;

        p->is_exact = *p->text == '=';
        words_split(arena_copy_bytes(r->a, p->text, p->n), p->n, r->a, &w);
        e = words_stem(&w, r->l, r->a, r->err);
        for (size_t i = 0; e == 0 && i < w.n; i++) {
                if (is_content && w.items[i].is_function)
                        continue;
                p->is_prefix = is_prefix && i + 1 == w.n;
                e = add_rule_word(r, rule, &w.items[i], p);
                p->has_gap = false;
        }
        return e;
}

static int add_phrase(struct rules_reader *r, const char *phrase, double weight)
{
        struct rule rule = {.kind = r->kind,
                            .goal = (uint8_t)r->goal,
                            .target = r->target,
                            .weight = weight,
                            .line = r->line};
        struct piece piece = {0};
        int e = 0;

        if (r->kind == RULE_SCORE && weight == 0)
                rule.kind = RULE_MASK;
        while (e == 0 && *phrase) {
                size_t n = strcspn(phrase, " ");

                piece.text = phrase;
                piece.n = n;
                if (n == 1 && *phrase == '~')
                        piece.has_gap = true;
                else if (n)
                        e = add_piece(r, &rule, &piece);
                phrase += n + (phrase[n] == ' ');
        }
        if (e < 0)
                return e;
        if (!rule.n_words)
                return error_set(r->err, -EINVAL, "a phrase without a word that counts");
        put_rule(r, &rule);
        return 0;
}

/* "a ~ b" stands for "b ~ a" as well. */
static int add_both_ways(struct rules_reader *r, const char *phrase, double weight)
{
        const char *gap = strstr(phrase, " ~ ");
        int e = add_phrase(r, phrase, weight);

        if (e < 0 || !gap)
                return e;
        if (strstr(gap + 3, " ~ "))
                return error_set(r->err, -EINVAL, "more than one '~'");
        phrase = arena_printf(r->a, "%s ~ %.*s", gap + 3, (int)(gap - phrase), phrase);
        return phrase ? add_phrase(r, phrase, weight) : error_no_memory(r->err);
}

/* Each alternative of each "a|b|c" in its turn: the first that is found is written out, the rest follows. */
static int add_alternatives(struct rules_reader *r, const char *phrase, double weight,
                            size_t *forms)
{
        const char *from = strchr(phrase, '|'), *rest, *item;
        int e = 0;

        if (!from && ++*forms > RULE_FORMS_MAX)
                return error_set(r->err, -EINVAL, "more than %d forms", RULE_FORMS_MAX);
        if (!from)
                return add_both_ways(r, phrase, weight);
        while (from > phrase && from[-1] != ' ')
                from--;
        rest = from + strcspn(from, " ");
        for (item = from; e == 0 && item <= rest; item += strcspn(item, "| ") + 1) {
                size_t len = strcspn(item, "| ");
                const char *made;

                if (!len)
                        return error_set(r->err, -EINVAL, "an empty alternative");
                made = arena_printf(r->a, "%.*s%.*s%s", (int)(from - phrase), phrase, (int)len,
                                    item, rest);
                e = made ? add_alternatives(r, made, weight, forms) : error_no_memory(r->err);
        }
        return e;
}

/* --- lines -------------------------------------------------------------------------------------------- */

static int read_rule(struct rules_reader *r, const char *line)
{
        bool has_weight = r->kind == RULE_SCORE;
        const char *phrase = line;
        double weight = 1;
        size_t forms = 0;

        if (has_weight) {
                if (!decimal_read(&phrase, &weight) || *phrase != ' ' || weight < 0 || weight > 9)
                        return error_set(r->err, -EINVAL,
                                         "a rule is a weight from 0 to 9 and a phrase");
                if (!r->goal && weight > 0)
                        return error_set(r->err, -EINVAL, "'[all]' has weight 0 only");
        }
        return add_alternatives(r, phrase + strspn(phrase, " "), weight, &forms);
}

static int read_line(struct rules_reader *r, char *line)
{
        if (str_is_blank(line) || *line == '#')
                return 0;
        if (strlen(line) > RULE_LINE_MAX && !r->is_function_words)
                return error_set(r->err, -EINVAL, "more than %d bytes", RULE_LINE_MAX);
        if (*line == '[')
                return read_section(r, line);
        if (!r->has_section)
                return error_set(r->err, -EINVAL, "a rule before the first section");
        if (!r->is_function_words)
                return read_rule(r, line);
        add_function_words(r, line);
        return 0;
}

int rules_read(struct language *l, const char *bytes, size_t n, struct arena *a, struct error *err)
{
        struct rules_reader r = {.l = l, .a = a, .err = err};
        const char *end = bytes + n;
        int e = 0;

        while (e == 0 && bytes < end) {
                const char *stop = memchr(bytes, '\n', (size_t)(end - bytes));
                size_t len = (size_t)((stop ? stop : end) - bytes);
                char *line = arena_copy_bytes(a, bytes, len);

                r.line++;
                if (!line)
                        return error_no_memory(err);
                e = read_line(&r, line);
                bytes += len + (stop ? 1 : 0);
        }
        l->n_lines = r.line + 1;
        if (e < 0)
                return error_while(err, e, "line %u", r.line);
        return a->failed ? error_no_memory(err) : 0;
}
