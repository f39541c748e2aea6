/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people type -> a tree. query.h says what they can type; plan.c makes the expression. */
#include "search/query.h"

#include "search/lexer.h"
#include "text/normal.h"

#include "base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>

struct parser {
        struct query *q;
        const char *languages;
        struct lexer lexer;
        struct lexeme now;
        int depth;
        bool is_shouted; /* nothing is in lower case: capitals mean nothing */
};

static void lex(struct parser *p)
{
        lexer_next(&p->lexer, &p->now);
}

/* --- nodes ---------------------------------------------------------------------------------------- */

static struct node *node_new(struct parser *p, enum node_kind kind)
{
        struct node *n = arena_alloc(&p->q->arena, sizeof(*n));

        if (n)
                n->kind = kind;
        return n;
}

/* child NULL adds nothing. */
static void node_add(struct parser *p, struct node *n, struct node *child)
{
        struct node **slot;

        if (!n || !child)
                return;
        slot = arena_push(&p->q->arena, &n->children, &n->n, sizeof(struct node *));
        if (slot)
                *slot = child;
}

/* A list of one is that one; an empty one is nothing. */
static struct node *node_simplify(struct node *n)
{
        if (!n || n->n == 0)
                return NULL;
        return n->n == 1 ? n->children[0] : n;
}

struct part_sink {
        struct parser *p;
        struct node *n;
};

static int add_part(void *user, const struct token *t)
{
        struct part_sink *s = user;
        struct query_part *part;

        if (t->is_colocated)
                return 0;
        part = arena_push(&s->p->q->arena, &s->n->parts, &s->n->n_parts, sizeof(*part));
        if (part)
                *part = (struct query_part){t->start, t->end};
        return 0;
}

/* "co-operative" -> "cooperative"; NULL where no hyphen stands between letters or digits. */
static const char *joined_form(struct parser *p, const struct node *n)
{
        char *joined;
        size_t len = 0;

        if (n->is_quoted || n->n_parts < 2 || !strchr(n->text, '-'))
                return NULL;
        for (size_t i = 1; i < n->n_parts; i++)
                if (n->parts[i].start - n->parts[i - 1].end != 1 ||
                    n->text[n->parts[i].start - 1] != '-')
                        return NULL;
        joined = arena_alloc(&p->q->arena, strlen(n->text) + 1);
        for (size_t i = 0; joined && i < n->n_parts; i++) {
                size_t part = n->parts[i].end - n->parts[i].start;

                memcpy(joined + len, n->text + n->parts[i].start, part);
                len += part;
        }
        return joined;
}

/* A single character of a script that is indexed by pairs: each pair begins with a character. */
static bool is_one_of_a_pair(const char *text, const struct query_part *part)
{
        unsigned int c = 0;
        size_t len = part->end - part->start;

        return utf8_decode(text + part->start, len, &c) == len &&
               (u_hasBinaryProperty((UChar32)c, UCHAR_IDEOGRAPHIC) ||
                (c >= 0x3041 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3));
}

static bool is_upper_case(const char *text)
{
        return strlen(text) > 1 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strlen(text);
}

/* IT and WHO in capitals among other words are names. */
static bool is_stop_term(const struct parser *p, const struct node *n)
{
        char lower[64];
        size_t len = strlen(n->text);

        if (n->is_quoted || n->is_prefix || n->column || n->n_parts != 1 || len >= sizeof(lower) ||
            (is_upper_case(n->text) && !p->is_shouted))
                return false;
        for (size_t i = 0; i <= len; i++)
                lower[i] = n->text[i] >= 'A' && n->text[i] <= 'Z' ? (char)(n->text[i] + 32)
                                                                  : n->text[i];
        return is_stop_word(lower + n->parts[0].start, n->parts[0].end - n->parts[0].start);
}

static void set_prefix(struct node *n, bool is_asked)
{
        const struct query_part *last = &n->parts[n->n_parts - 1];
        bool is_one = is_one_of_a_pair(n->text, last);

        n->is_prefix = (is_asked && (is_one || last->end - last->start > 1)) ||
                       (is_one && n->n_parts == 1);
}

/* NULL: there is no word in it. What is beyond the limit of words is left out. */
static struct node *term_new(struct parser *p, const struct lexeme *l)
{
        struct node *n = node_new(p, NODE_TERM);
        struct part_sink sink = {p, n};
        size_t room = SEARCH_TERMS_MAX - p->q->n_terms;

        if (!n)
                return NULL;
        n->text = arena_copy_bytes(&p->q->arena, l->text, l->len);
        n->column = l->column;
        n->is_quoted = l->kind == LEX_PHRASE;
        if (!n->text)
                return NULL;
        search_analyze(n->text, l->len, p->languages, ANALYSE_QUERY, add_part, &sink);
        if (n->n_parts > room) {
                p->q->is_cut = true;
                n->n_parts = room;
                n->text =
                        arena_copy_bytes(&p->q->arena, n->text, room ? n->parts[room - 1].end : 0);
        }
        if (!n->n_parts || !n->text)
                return NULL;
        p->q->n_terms += n->n_parts;
        set_prefix(n, l->is_prefix);
        n->joined = joined_form(p, n);
        n->is_stop_word = is_stop_term(p, n);
        return n;
}

static void set_column(struct node *n, const char *column)
{
        if (!n || !column)
                return;
        if (n->kind == NODE_TERM && !n->column)
                n->column = column;
        for (size_t i = 0; i < n->n; i++)
                set_column(n->children[i], column);
}

/* --- the grammar ---------------------------------------------------------------------------------- */

static struct node *parse_or(struct parser *p);

static struct node *parse_brackets(struct parser *p)
{
        const char *column = p->now.column;
        struct node *n;

        lex(p);
        if (p->depth == QUERY_DEPTH_MAX) /* as if the bracket were not there */
                return NULL;
        p->depth++;
        n = parse_or(p);
        p->depth--;
        if (p->now.kind == LEX_CLOSE)
                lex(p);
        set_column(n, column);
        return n;
}

/* not a -> (not a); not not a -> a. */
static struct node *negate(struct parser *p, struct node *n)
{
        struct node *negated;

        if (!n)
                return NULL;
        if (n->kind == NODE_NOT)
                return n->children[0];
        negated = node_new(p, NODE_NOT);
        node_add(p, negated, n);
        return negated && negated->n ? negated : NULL;
}

/* Several minus signs are one. */
static struct node *parse_unary(struct parser *p)
{
        bool is_negated = false;
        struct node *n = NULL;

        for (; p->now.kind == LEX_NOT; lex(p))
                is_negated = true;
        if (p->now.kind == LEX_OPEN) {
                n = parse_brackets(p);
        } else if (p->now.kind == LEX_WORD || p->now.kind == LEX_PHRASE) {
                n = term_new(p, &p->now);
                lex(p);
        }
        return is_negated ? negate(p, n) : n;
}

/* a (b c) is a b c */
static void add_to_and(struct parser *p, struct node *all, struct node *child)
{
        if (!child || child->kind != NODE_AND) {
                node_add(p, all, child);
                return;
        }
        for (size_t i = 0; i < child->n; i++)
                node_add(p, all, child->children[i]);
}

static struct node *parse_and(struct parser *p)
{
        struct node *all = node_new(p, NODE_AND);

        for (;;) {
                switch (p->now.kind) {
                case LEX_AND:
                        p->q->is_explicit |= all && all->n;
                        lex(p);
                        break;
                case LEX_CLOSE:
                        if (p->depth)
                                return node_simplify(all);
                        lex(p); /* closes nothing */
                        break;
                case LEX_END:
                case LEX_OR:
                        return node_simplify(all);
                default:
                        add_to_and(p, all, parse_unary(p));
                        break;
                }
        }
}

static struct node *parse_or(struct parser *p)
{
        struct node *any = node_new(p, NODE_OR);

        for (;;) {
                node_add(p, any, parse_and(p));
                if (p->now.kind != LEX_OR)
                        return node_simplify(any);
                p->q->is_explicit = true;
                lex(p);
        }
}

/* --- what has no meaning --------------------------------------------------------------------------- */

bool node_has_positive(const struct node *n)
{
        if (n->kind == NODE_TERM)
                return true;
        if (n->kind == NODE_NOT)
                return false;
        for (size_t i = 0; i < n->n; i++)
                if (node_has_positive(n->children[i]))
                        return true;
        return false;
}

/* Below OR a part that only excludes ("a OR -b") is left out: it would be nearly everything. */
static struct node *tidy(struct node *n)
{
        size_t kept = 0;

        for (size_t i = 0; i < n->n; i++)
                n->children[i] = tidy(n->children[i]);
        if (n->kind != NODE_OR || !node_has_positive(n))
                return n;
        for (size_t i = 0; i < n->n; i++)
                if (node_has_positive(n->children[i]))
                        n->children[kept++] = n->children[i];
        n->n = kept;
        return node_simplify(n);
}

bool query_only_excludes(const struct query *q)
{
        return q->root && !node_has_positive(q->root);
}

/* --- text in -------------------------------------------------------------------------------------- */

/* Bytes that are no UTF-8, and controls, as spaces; NFC. */
static int clean(const char *text, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str valid = STR_INIT;
        size_t n = strlen(text), len;
        unsigned int c;
        int r;

        for (size_t i = 0; i < n; i += len) {
                len = utf8_decode(text + i, n - i, &c);
                if (len && !utf8_is_unwanted(c)) {
                        str_add_bytes(&valid, text + i, len);
                } else {
                        str_add_char(&valid, ' ');
                        len = len ? len : 1;
                }
        }
        r = text_clean_line(str_text(&valid), valid.len, out, err);
        if (r < 0)
                return r;
        return valid.failed || out->failed ? error_no_memory(err) : 0;
}

static bool has_lower_case(const char *text)
{
        unsigned int c;
        size_t n = strlen(text), len;

        for (size_t i = 0; i < n; i += len) {
                len = utf8_decode(text + i, n - i, &c);
                if (!len || u_islower((UChar32)c))
                        return len != 0;
        }
        return false;
}

int query_parse(const char *text, const char *languages, struct query **ret, struct error *err)
{
        CLEANUP(query_freep) struct query *q = calloc(1, sizeof(*q));
        CLEANUP(str_done) struct str cleaned = STR_INIT;
        struct parser p = {.q = q, .languages = languages};
        int r;

        if (!q)
                return error_no_memory(err);
        r = clean(text ? text : "", &cleaned, err);
        if (r < 0)
                return r;
        p.lexer = (struct lexer){str_text(&cleaned), cleaned.len, 0};
        p.is_shouted = !has_lower_case(p.lexer.text);
        lex(&p);
        q->root = parse_or(&p);
        if (q->root)
                q->root = tidy(q->root);
        if (q->arena.failed)
                return error_no_memory(err);
        *ret = STEAL(q);
        return 0;
}

void query_free(struct query *q)
{
        if (!q)
                return;
        arena_done(&q->arena);
        free(q);
}

void query_freep(struct query **q)
{
        query_free(*q);
        *q = NULL;
}

/* --- for tests ------------------------------------------------------------------------------------ */

static void show_term(const struct node *n, struct str *out)
{
        if (n->column)
                str_addf(out, "%s:", n->column);
        str_addf(out, n->is_quoted ? "\"%s\"" : "%s", n->text);
        if (n->is_prefix)
                str_add_char(out, '*');
        if (n->joined)
                str_addf(out, "|%s", n->joined);
}

void query_show(const struct node *n, struct str *out)
{
        static const char *const names[] = {
                [NODE_AND] = "(and", [NODE_OR] = "(or", [NODE_NOT] = "(not"};

        if (!n) {
                str_add(out, "nothing");
                return;
        }
        if (n->kind == NODE_TERM) {
                show_term(n, out);
                return;
        }
        str_add(out, names[n->kind]);
        for (size_t i = 0; i < n->n; i++) {
                str_add_char(out, ' ');
                query_show(n->children[i], out);
        }
        str_add_char(out, ')');
}
