/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The words of a document around its best match, and the page they are on.
 *
 * FTS5 knows at which token of the document's text each phrase occurs, and each passage knows its first
 * token. So the place is found among numbers, and one passage is read and analysed, however long the
 * document is.
 */
#include "search/private.h"

#include "search/analyze.h"

#include "base/str.h"
#include "base/utf8.h"

#include <errno.h>
#include <string.h>

enum { WINDOW = 32 /* tokens in which matches count as standing together */ };

/* The text of a page is shown rather than the abstract where it has about as much of the query. */
static const double BODY_IS_ENOUGH = 0.75;

static const char SQL_PLACES[] = "SELECT 1 FROM fulltext WHERE fulltext MATCH ?1 AND rowid = ?2"
                                 " AND ssehub_match(fulltext)";
static const char SQL_PASSAGE[] =
        "SELECT p.number, p.first_token, p.language, p.text, f.name,"
        "       EXISTS (SELECT 1 FROM passage b WHERE b.id = p.id - 1 AND b.docid = p.docid AND"
        "               b.position = p.position AND b.number = p.number),"
        "       EXISTS (SELECT 1 FROM passage b WHERE b.id = p.id + 1 AND b.docid = p.docid AND"
        "               b.position = p.position AND b.number = p.number)"
        "  FROM passage p LEFT JOIN file f ON f.docid = p.docid AND f.position = p.position"
        " WHERE p.docid = ?1 AND p.first_token <= ?2"
        " ORDER BY p.first_token DESC, p.id DESC LIMIT 1";
static const char SQL_FIRST[] =
        "SELECT coalesce(min(first_token), 0) FROM passage WHERE docid = ?1 AND trim(text) <> ''";
static const char SQL_STARTS[] =
        "SELECT first_token FROM passage WHERE docid = ?1 ORDER BY first_token";
static const char SQL_ABSTRACT[] = "SELECT abstract FROM source WHERE docid = ?1";

/* --- where the phrases are ------------------------------------------------------------------------- */

struct place {
        int token, n_tokens, phrase;
        int passage; /* number of the passage among those of the document */
};

struct places {
        struct place *items;
        size_t n;
};

struct finding {
        struct glance *g;
        const struct plan *plan;
        struct arena *a;
        double *weights;
        struct places body, abstract;
        int r;
};

static void add_places(struct finding *f, int phrase, const Fts5ExtensionApi *api,
                       Fts5Context *match)
{
        size_t room = PLACES_MAX / f->plan->n_phrases + 1, n = 0;
        Fts5PhraseIter i;
        int column, token;

        if (f->weights[phrase] <= 0 ||
            api->xPhraseFirst(match, phrase, &i, &column, &token) != SQLITE_OK)
                return;
        for (; column >= 0 && n < room; api->xPhraseNext(match, &i, &column, &token)) {
                struct places *list = column == COLUMN_BODY       ? &f->body
                                      : column == COLUMN_ABSTRACT ? &f->abstract
                                                                  : NULL;
                struct place *p =
                        list ? arena_push(f->a, &list->items, &list->n, sizeof(*p)) : NULL;

                if (p)
                        *p = (struct place){token, api->xPhraseSize(match, phrase), phrase, 0};
                n += p != NULL;
        }
}

static void find_places(void *user, const Fts5ExtensionApi *api, Fts5Context *match)
{
        struct finding *f = user;

        f->r = rank_phrase_weights(f->g, f->plan, api, match, f->weights);
        for (size_t i = 0; i < f->plan->n_phrases && f->r == SQLITE_OK; i++)
                add_places(f, (int)i, api, match);
}

static int by_token(const void *a, const void *b)
{
        const struct place *x = a, *y = b;

        if (x->token != y->token)
                return x->token < y->token ? -1 : 1;
        return (x->phrase > y->phrase) - (x->phrase < y->phrase);
}

/* The places [first, first + n) stand together. */
struct window {
        size_t first, n;
        double value;
};

/* Each phrase counts once, and a little for each time again. */
static double repeated(const double *weights, int phrase, int times)
{
        return weights[phrase] * (times == 1 ? 1 : 0.02);
}

static bool stand_together(const struct place *first, const struct place *last)
{
        return last->token - first->token < WINDOW && last->passage == first->passage;
}

static struct window best_window(const struct places *list, const double *weights, int *times)
{
        struct window best = {0, 0, 0};
        double value = 0;
        size_t first = 0;

        for (size_t last = 0; last < list->n; last++) {
                int phrase = list->items[last].phrase;

                value += repeated(weights, phrase, ++times[phrase]);
                while (!stand_together(&list->items[first], &list->items[last])) {
                        phrase = list->items[first++].phrase;
                        value -= repeated(weights, phrase, times[phrase]--);
                }
                if (value > best.value + 1e-9)
                        best = (struct window){first, last - first + 1, value};
        }
        return best;
}

/* What is rare in this very document tells more of it: up to twice its weight. */
static void weigh_within(const struct finding *f, const struct places *list, double *weights,
                         int *times)
{
        size_t n = f->plan->n_phrases;

        memset(times, 0, n * sizeof(*times));
        for (size_t i = 0; i < list->n; i++)
                times[list->items[i].phrase]++;
        for (size_t i = 0; i < n; i++)
                weights[i] = times[i] ? f->weights[i] * (1 + 1.0 / times[i]) : 0;
        memset(times, 0, n * sizeof(*times));
}

static int find(struct search *s, struct finding *f, int64_t docid, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_PLACES, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, f->plan->expression);
        db_bind_int(q, 2, docid);
        s->fts->match = find_places;
        s->fts->user = f;
        r = db_step(q, err);
        s->fts->match = NULL;
        if (r == 0 && f->r != SQLITE_OK)
                return error_set(err, -EIO, "finding the place: %s", sqlite3_errstr(f->r));
        return r < 0 ? r : 0;
}

/* list is sorted. */
static int number_passages(struct search *s, int64_t docid, struct places *list, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        size_t i = 0;
        int passage = 0, r = list->n ? db_prepare(s->db, SQL_STARTS, &q, err) : 0;

        if (r < 0 || !list->n)
                return r;
        db_bind_int(q, 1, docid);
        while (i < list->n && (r = db_step(q, err)) == DB_ROW) {
                for (; i < list->n && list->items[i].token < db_int(q, 0); i++)
                        list->items[i].passage = passage;
                passage++;
        }
        for (; i < list->n; i++)
                list->items[i].passage = passage;
        return r < 0 ? r : 0;
}

static int window_of(struct finding *f, const struct places *list, struct window *ret,
                     struct error *err)
{
        size_t n = f->plan->n_phrases + 1;
        int *times = arena_alloc(f->a, n * sizeof(*times));
        double *weights = arena_alloc(f->a, n * sizeof(*weights));

        if (f->a->failed)
                return error_no_memory(err);
        weigh_within(f, list, weights, times);
        *ret = best_window(list, weights, times);
        return 0;
}

static int find_windows(struct search *s, struct finding *f, int64_t docid, struct window *ret_body,
                        struct window *ret_abstract, struct error *err)
{
        struct places *lists[] = {&f->body, &f->abstract};
        int r = find(s, f, docid, err);

        for (size_t i = 0; i < ARRAY_LEN(lists) && r == 0; i++)
                if (lists[i]->n)
                        qsort(lists[i]->items, lists[i]->n, sizeof(*lists[i]->items), by_token);
        if (r == 0)
                r = number_passages(s, docid, &f->body, err);
        if (r == 0)
                r = window_of(f, &f->body, ret_body, err);
        if (r == 0)
                r = window_of(f, &f->abstract, ret_abstract, err);
        return r;
}

/* --- words around ---------------------------------------------------------------------------------- */

struct spans {
        struct search_span *items;
        size_t n;
        struct arena *a;
};

static int add_span(void *user, const struct token *t)
{
        struct spans *s = user;
        struct search_span *span;

        if (t->is_colocated)
                return 0;
        span = arena_push(s->a, &s->items, &s->n, sizeof(*span));
        if (!span)
                return -ENOMEM;
        *span = (struct search_span){t->start, t->end};
        return 0;
}

/* Text to cut a snippet out of. */
struct extract {
        const char *text;
        size_t n;
        struct spans tokens;       /* of the text */
        struct spans marks;        /* what to mark, in order, apart */
        bool begins_cut, ends_cut; /* text stands before it, after it */
        struct search_span words;  /* the snippet: bytes of text */
};

static int by_start(const void *a, const void *b)
{
        const struct search_span *x = a, *y = b;

        return (x->start > y->start) - (x->start < y->start);
}

/* Tokens of the places -> bytes to mark; overlapping ones become one. base: token number of the text's first. */
static void set_marks(struct extract *x, const struct place *places, size_t n, int base)
{
        struct spans *m = &x->marks;
        size_t kept = 0;

        for (size_t i = 0; i < n; i++) {
                int first = places[i].token - base, last = first + places[i].n_tokens - 1;
                struct search_span *span;

                if (first < 0 || (size_t)first >= x->tokens.n)
                        continue;
                if ((size_t)last >= x->tokens.n)
                        last = (int)x->tokens.n - 1;
                span = arena_push(m->a, &m->items, &m->n, sizeof(*span));
                if (span)
                        *span = (struct search_span){x->tokens.items[first].start,
                                                     x->tokens.items[last].end};
        }
        if (!m->n)
                return;
        qsort(m->items, m->n, sizeof(*m->items), by_start);
        for (size_t i = 1; i < m->n; i++) {
                if (m->items[i].start > m->items[kept].end)
                        m->items[++kept] = m->items[i];
                else if (m->items[i].end > m->items[kept].end)
                        m->items[kept].end = m->items[i].end;
        }
        m->n = kept + 1;
}

/* Signs right behind a word belong to it: a full stop, a closing quote. */
static size_t with_signs(const struct extract *x, size_t end)
{
        size_t i = end;

        while (i < x->n && i - end < 4 && strchr(".,;:!?)\"'", x->text[i]) && x->text[i])
                i++;
        return i;
}

/* About SNIPPET_MAX bytes around the marks, a third of what is over before them; whole tokens. */
static void set_words(struct extract *x)
{
        size_t from = x->marks.n ? x->marks.items[0].start : 0;
        size_t to = x->marks.n ? x->marks.items[x->marks.n - 1].end : 0;
        size_t spare = to - from < SNIPPET_MAX ? SNIPPET_MAX - (to - from) : 0;
        size_t start = from > spare / 3 ? from - spare / 3 : 0;
        size_t end = start + SNIPPET_MAX;

        x->words = (struct search_span){from, from};
        for (size_t i = 0; i < x->tokens.n; i++) {
                const struct search_span *t = &x->tokens.items[i];

                if (t->start >= start && t->start < x->words.start)
                        x->words.start = t->start;
                if (t->start >= from && (t->end <= end || x->words.end == from))
                        x->words.end = t->end > x->words.end ? t->end : x->words.end;
        }
        if (!start)
                x->words.start = 0;
        x->words.end = x->n <= end ? x->n : with_signs(x, x->words.end);
}

static bool is_blank(unsigned char c)
{
        return c <= ' ' || c == 0x7F;
}

/* Past a language mark at i; i where there is none. */
static size_t past_mark(const struct extract *x, size_t i)
{
        const char *end;

        if (x->text[i] != MARK_START)
                return i;
        end = memchr(x->text + i, MARK_END, x->n - i);
        return end ? (size_t)(end - x->text) + 1 : i + 1;
}

/* Copies the words with single spaces, and the marks with their new places. */
static void write_words(struct extract *x, struct str *out, struct arena *a, struct search_hit *hit)
{
        size_t i = x->words.start, m = 0;
        bool is_space = true, is_inside = false;

        if (x->words.start > 0 || x->begins_cut)
                str_add(out, "…");
        while (m < x->marks.n && x->marks.items[m].end <= i)
                m++;
        while (i < x->words.end) {
                size_t next = past_mark(x, i);

                if (is_inside && i >= x->marks.items[m].end) {
                        hit->spans[hit->n_spans - 1].end = out->len;
                        is_inside = false;
                        m++;
                }
                if (next > i) {
                        i = next;
                        continue;
                }
                if (is_blank((unsigned char)x->text[i])) {
                        if (!is_space)
                                str_add_char(out, ' ');
                        is_space = true;
                        i++;
                        continue;
                }
                if (!is_inside && m < x->marks.n && i >= x->marks.items[m].start) {
                        struct search_span *span =
                                arena_push(a, &hit->spans, &hit->n_spans, sizeof(*span));

                        is_inside = span != NULL;
                        if (span)
                                *span = (struct search_span){out->len, out->len};
                }
                str_add_char(out, x->text[i++]);
                is_space = false;
        }
        if (is_inside)
                hit->spans[hit->n_spans - 1].end = out->len;
}

static int write_snippet(struct extract *x, struct arena *a, struct search_hit *hit,
                         struct error *err)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        write_words(x, &out, a, hit);
        while (out.len && out.data[out.len - 1] == ' ')
                out.data[--out.len] = '\0';
        if (x->words.end < x->n || x->ends_cut)
                str_add(&out, "…");
        hit->snippet = arena_copy_bytes(a, str_text(&out), out.len);
        return out.failed || a->failed ? error_no_memory(err) : 0;
}

/* places NULL: the beginning of the text. */
static int cut(struct extract *x, const char *language, const struct place *places, size_t n,
               int base, struct arena *a, struct search_hit *hit, struct error *err)
{
        CLEANUP(arena_done) struct arena scratch = ARENA_INIT;
        int r;

        x->tokens.a = &scratch;
        x->marks.a = &scratch;
        r = search_analyze(x->text, x->n, language, ANALYSE_DOCUMENT, add_span, &x->tokens);
        if (r < 0)
                return error_no_memory(err);
        set_marks(x, places, n, base);
        set_words(x);
        return scratch.failed ? error_no_memory(err) : write_snippet(x, a, hit, err);
}

/* --- from where ------------------------------------------------------------------------------------ */

/* The passage with this token of the text. */
static int cut_passage(struct search *s, int64_t docid, int token, const struct place *places,
                       size_t n, struct arena *a, struct search_hit *hit, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct extract x = {0};
        int r = db_prepare(s->db, SQL_PASSAGE, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        db_bind_int(q, 2, token);
        r = db_step(q, err);
        if (r != DB_ROW)
                return r;
        hit->page = (int)db_int(q, 0);
        hit->file = search_column(q, 4, a);
        x.text = db_text(q, 3);
        x.n = db_len(q, 3);
        x.begins_cut = db_int(q, 5) != 0;
        x.ends_cut = db_int(q, 6) != 0;
        return cut(&x, db_text(q, 2), places, n, (int)db_int(q, 1), a, hit, err);
}

static int cut_abstract(struct search *s, int64_t docid, const struct place *places, size_t n,
                        struct arena *a, struct search_hit *hit, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct extract x = {0};
        int r = db_prepare(s->db, SQL_ABSTRACT, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        r = db_step(q, err);
        if (r != DB_ROW)
                return r;
        x.text = db_text(q, 0);
        x.n = db_len(q, 0);
        return cut(&x, NULL, places, n, 0, a, hit, err);
}

/* Where nothing is to be marked. */
static int cut_beginning(struct search *s, int64_t docid, const char *summary, struct arena *a,
                         struct search_hit *hit, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct extract x = {.text = summary, .n = summary ? strlen(summary) : 0};
        int r;

        if (!str_is_blank(summary))
                return cut(&x, hit->language, NULL, 0, 0, a, hit, err);
        r = db_prepare(s->db, SQL_FIRST, &q, err);
        if (r < 0)
                return r;
        db_bind_int(q, 1, docid);
        r = db_step(q, err);
        if (r != DB_ROW)
                return r;
        return cut_passage(s, docid, (int)db_int(q, 0), NULL, 0, a, hit, err);
}

int snippet_make(struct search *s, struct glance *g, const struct plan *plan, int64_t docid,
                 const char *summary, struct arena *a, struct search_hit *hit, struct error *err)
{
        CLEANUP(arena_done) struct arena scratch = ARENA_INIT;
        struct finding f = {.g = g, .plan = plan, .a = &scratch};
        struct window body, abstract;
        int r;

        if (!plan)
                return cut_beginning(s, docid, summary, a, hit, err);
        f.weights = arena_alloc(&scratch, (plan->n_phrases + 1) * sizeof(double));
        if (!f.weights)
                return error_no_memory(err);
        r = find_windows(s, &f, docid, &body, &abstract, err);
        if (r < 0)
                return r;
        if (body.n && body.value >= abstract.value * BODY_IS_ENOUGH)
                return cut_passage(s, docid, f.body.items[body.first].token,
                                   f.body.items + body.first, body.n, a, hit, err);
        if (abstract.n)
                return cut_abstract(s, docid, f.abstract.items + abstract.first, abstract.n, a, hit,
                                    err);
        return cut_beginning(s, docid, summary, a, hit, err);
}
