/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A query's tree -> an expression of FTS5. Each term goes there as a quoted string with the languages to
 * stem it in before it, so nothing typed is ever read as syntax.
 */
#include "search/query.h"

#include "search/analyze.h"

#include <string.h>

struct planner {
        struct query *q;
        const char *languages;
        struct plan *plan;
        struct str out;
        bool is_negative; /* what is being written excludes: it does not rank */
};

static struct plan_phrase *add_phrase(struct planner *p, const char *text, size_t n, bool is_prefix)
{
        size_t start = p->out.len;
        struct plan_phrase *phrase;

        str_addf(&p->out, "\"%c%s%c", MARK_START, p->languages, MARK_END);
        str_add_bytes(&p->out, text, n);
        str_add(&p->out, is_prefix ? "\" *" : "\"");
        phrase = arena_push(&p->q->arena, &p->plan->phrases, &p->plan->n_phrases, sizeof(*phrase));
        if (!phrase || p->out.failed)
                return NULL;
        phrase->key = arena_copy_bytes(&p->q->arena, p->out.data + start, p->out.len - start);
        phrase->weight = p->is_negative ? 0 : 1;
        return phrase;
}

static void write_term(struct planner *p, const struct node *n)
{
        if (n->column)
                str_addf(&p->out, "%s : ", n->column);
        if (n->joined)
                str_add_char(&p->out, '(');
        add_phrase(p, n->text, strlen(n->text), n->is_prefix);
        if (n->joined) {
                str_add(&p->out, " OR ");
                add_phrase(p, n->joined, strlen(n->joined), n->is_prefix);
                str_add_char(&p->out, ')');
        }
}

static void write_node(struct planner *p, const struct node *n);

/* Are there words that are no stop words among the children that ask for something? */
static bool has_substance(const struct node *n)
{
        for (size_t i = 0; i < n->n; i++)
                if (node_has_positive(n->children[i]) && !n->children[i]->is_stop_word)
                        return true;
        return false;
}

static void write_excluded(struct planner *p, const struct node *n, size_t *count)
{
        if (n->kind == NODE_NOT) {
                if (!node_has_positive(n->children[0]))
                        return;
                if ((*count)++)
                        str_add(&p->out, " OR ");
                write_node(p, n->children[0]);
                return;
        }
        for (size_t i = 0; i < n->n; i++)
                if (!node_has_positive(n->children[i]))
                        write_excluded(p, n->children[i], count);
}

static bool excludes(const struct node *n)
{
        if (n->kind == NODE_NOT)
                return node_has_positive(n->children[0]);
        for (size_t i = 0; i < n->n; i++)
                if (!node_has_positive(n->children[i]) && excludes(n->children[i]))
                        return true;
        return false;
}

/* " NOT (x OR y)" for what the children of an AND exclude. */
static void write_not(struct planner *p, const struct node *n)
{
        bool was_negative = p->is_negative;
        size_t count = 0;

        if (!excludes(n))
                return;
        p->is_negative = true;
        str_add(&p->out, " NOT (");
        write_excluded(p, n, &count);
        str_add_char(&p->out, ')');
        p->is_negative = was_negative;
}

static void write_and(struct planner *p, const struct node *n)
{
        bool skip_stop_words = has_substance(n);
        size_t count = 0;

        str_add(&p->out, "((");
        for (size_t i = 0; i < n->n; i++) {
                if (!node_has_positive(n->children[i]) ||
                    (skip_stop_words && n->children[i]->is_stop_word))
                        continue;
                if (count++)
                        str_add(&p->out, " AND ");
                write_node(p, n->children[i]);
        }
        str_add_char(&p->out, ')');
        write_not(p, n);
        str_add_char(&p->out, ')');
}

static void write_or(struct planner *p, const struct node *n)
{
        str_add_char(&p->out, '(');
        for (size_t i = 0; i < n->n; i++) {
                if (i)
                        str_add(&p->out, " OR ");
                write_node(p, n->children[i]);
        }
        str_add_char(&p->out, ')');
}

/* n asks for something (node_has_positive). */
static void write_node(struct planner *p, const struct node *n)
{
        if (n->kind == NODE_TERM)
                write_term(p, n);
        else if (n->kind == NODE_AND)
                write_and(p, n);
        else if (n->kind == NODE_OR)
                write_or(p, n);
}

/* --- any of the words ----------------------------------------------------------------------------- */

/* A word that is there already counts for more. */
static bool has_phrase(struct planner *p, const char *text, size_t n)
{
        size_t before = strlen(p->languages) + 3; /* quote and marks */

        for (size_t i = 0; i < p->plan->n_phrases; i++) {
                struct plan_phrase *f = &p->plan->phrases[i];

                if (f->word && f->key && strlen(f->key) == before + n + 1 &&
                    !strncasecmp(f->key + before, text, n)) {
                        f->weight += 1;
                        return true;
                }
        }
        return false;
}

/* false: it is there already. */
static bool write_word(struct planner *p, const char *text, size_t n, bool is_prefix, size_t *count,
                       int word)
{
        struct plan_phrase *phrase;

        if (!is_prefix && has_phrase(p, text, n))
                return false;
        if ((*count)++)
                str_add(&p->out, " OR ");
        phrase = add_phrase(p, text, n, is_prefix);
        if (phrase)
                phrase->word = word;
        return true;
}

static bool is_plain(const struct node *n)
{
        return n->kind == NODE_TERM && !n->is_quoted && !n->column &&
               (!n->is_prefix || n->n_parts == 1);
}

/* The positions of a plain term, each a word of its own. */
static void write_parts(struct planner *p, const struct node *n, size_t *count)
{
        int word = p->plan->n_optional;

        for (size_t i = 0; i < n->n_parts; i++)
                if (write_word(p, n->text + n->parts[i].start, n->parts[i].end - n->parts[i].start,
                               n->is_prefix, count, word + 1))
                        word++;
        if (n->joined)
                write_word(p, n->joined, strlen(n->joined), n->is_prefix, count, word);
        p->plan->n_optional = word;
}

static void write_any(struct planner *p, const struct node *n, bool skip_stop_words, size_t *count)
{
        if (!node_has_positive(n) || (skip_stop_words && n->is_stop_word))
                return;
        if (is_plain(n)) {
                write_parts(p, n, count);
        } else if (n->kind == NODE_TERM) {
                if ((*count)++)
                        str_add(&p->out, " OR ");
                write_term(p, n);
                p->plan->n_optional++;
        } else {
                for (size_t i = 0; i < n->n; i++)
                        write_any(p, n->children[i], skip_stop_words, count);
        }
}

static bool tree_has_substance(const struct node *n)
{
        if (n->kind == NODE_TERM)
                return !n->is_stop_word;
        if (n->kind != NODE_NOT)
                for (size_t i = 0; i < n->n; i++)
                        if (tree_has_substance(n->children[i]))
                                return true;
        return false;
}

static void plan_any(struct planner *p)
{
        size_t count = 0;

        str_add(&p->out, "(");
        write_any(p, p->q->root, tree_has_substance(p->q->root), &count);
        str_add_char(&p->out, ')');
        if (p->q->root->kind == NODE_AND)
                write_not(p, p->q->root);
}

/* --- relaxed -------------------------------------------------------------------------------------- */

/* What was quoted, prefixed by a column or put in brackets stays required. */
static size_t write_required(struct planner *p, const struct node *n)
{
        size_t count = 0;

        for (size_t i = 0; i < n->n; i++) {
                if (is_plain(n->children[i]) || !node_has_positive(n->children[i]))
                        continue;
                write_node(p, n->children[i]);
                str_add(&p->out, " AND ");
                count++;
        }
        return count;
}

static void write_optional(struct planner *p, const struct node *n)
{
        bool skip_stop_words = has_substance(n);
        size_t count = 0;

        str_add_char(&p->out, '(');
        for (size_t i = 0; i < n->n; i++)
                if (is_plain(n->children[i]))
                        write_any(p, n->children[i], skip_stop_words, &count);
        str_add_char(&p->out, ')');
}

static bool can_relax(const struct query *q)
{
        const struct node *n = q->root;
        size_t plain = 0;

        if (q->is_explicit)
                return false;
        if (n->kind == NODE_TERM)
                return is_plain(n) && n->n_parts > 1;
        if (n->kind != NODE_AND)
                return false;
        for (size_t i = 0; i < n->n; i++)
                if (is_plain(n->children[i]) && !n->children[i]->is_stop_word)
                        plain += n->children[i]->n_parts;
        return plain > 1;
}

static void plan_relaxed(struct planner *p)
{
        const struct node *n = p->q->root;
        size_t count = 0;

        if (n->kind == NODE_TERM) {
                str_add_char(&p->out, '(');
                write_parts(p, n, &count);
                str_add_char(&p->out, ')');
                return;
        }
        str_add_char(&p->out, '(');
        write_required(p, n);
        write_optional(p, n);
        str_add_char(&p->out, ')');
        write_not(p, n);
}

static void plan_excluded(struct planner *p)
{
        size_t count = 0;

        p->is_negative = true;
        str_add_char(&p->out, '(');
        write_excluded(p, p->q->root, &count);
        str_add_char(&p->out, ')');
}

static bool has_plan(const struct query *q, enum plan_kind kind)
{
        if (!q->root)
                return false;
        if (kind == PLAN_EXCLUDED)
                return query_only_excludes(q) && excludes(q->root);
        return !query_only_excludes(q) && (kind != PLAN_RELAXED || can_relax(q));
}

int plan_make(struct query *q, enum plan_kind kind, const char *languages, struct plan *ret,
              struct error *err)
{
        struct planner p = {.q = q, .languages = languages, .plan = ret, .out = STR_INIT};

        *ret = (struct plan){0};
        if (!has_plan(q, kind))
                return 0;
        if (kind == PLAN_STRICT)
                write_node(&p, q->root);
        else if (kind == PLAN_RELAXED)
                plan_relaxed(&p);
        else if (kind == PLAN_ANY)
                plan_any(&p);
        else
                plan_excluded(&p);
        ret->expression = arena_copy_bytes(&q->arena, str_text(&p.out), p.out.len);
        if (p.out.failed)
                q->arena.failed = true;
        str_done(&p.out);
        return q->arena.failed ? error_no_memory(err) : 0;
}
