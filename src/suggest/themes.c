/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Themes whose labels (schemas/vocab/themes.rdf, preferred and alternative) stand in title, abstracts or keywords:
 * as whole words, in any of their forms, in the language of the text. Labels in scripts that set no space
 * between words are looked for as they are written.
 */
#include "suggest/private.h"

#include "base/str.h"
#include "base/utf8.h"
#include "vocab/vocab.h"

#include <pthread.h>
#include <string.h>

enum {
        ACRONYM_MAX = 5,  /* letters; capitals only and so short: found in capitals only */
        THEMES_MAX = 256, /* of the vocabulary */
        LABEL_WORDS_MAX = 10,
        REPEATS_MAX = 3,  /* occurrences in one text that count */
        UNSPACED_MIN = 6, /* bytes of a label without spaces between words: two signs */
};

/* What one occurrence counts. */
#define POINTS_IN_TITLE  2.0 /* a keyword as well */
#define POINTS_OF_PHRASE 1.0 /* more than one word, in an abstract */
#define POINTS_OF_WORD   0.5
#define POINTS_MIN       1.0
#define DOUBT            0.55 /* what is left of it for each point: 1 point makes a score of .45, 3 of .83 */

struct label {
        size_t theme; /* place in the scheme */
        const struct language *language;
        uint64_t stems[LABEL_WORDS_MAX];
        size_t n;
        const char *written;
        bool is_acronym, is_unspaced;
};

static struct label *labels;
static size_t n_labels;
static struct arena labels_arena = ARENA_INIT; /* for the life of the process */
static pthread_once_t labels_once = PTHREAD_ONCE_INIT;

/* --- labels ------------------------------------------------------------------------------------------- */

static const struct language *language_of(const char *tag)
{
        const struct language *l;

        for (size_t i = 0; tag && (l = suggest_language_at(i)); i++)
                if (!strncmp(tag, l->tag, 2))
                        return l;
        return NULL;
}

static bool is_unspaced(const char *tag)
{
        return tag && (!strncmp(tag, "zh", 2) || !strncmp(tag, "ja", 2) || !strncmp(tag, "ko", 2));
}

static bool is_acronym(const char *text)
{
        size_t n = strlen(text);

        return n <= ACRONYM_MAX && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == n;
}

static void add_label(size_t theme, const char *text, const char *tag)
{
        struct label made = {.theme = theme, .language = language_of(tag), .written = text};
        struct label *place;
        struct words w;

        words_split(text, strlen(text), &labels_arena, &w);
        if (words_stem(&w, made.language, &labels_arena, NULL) < 0 || !w.n || w.n > LABEL_WORDS_MAX)
                return;
        for (size_t i = 0; i < w.n; i++)
                made.stems[made.n++] = w.items[i].stem_hash;
        made.is_acronym = is_acronym(text);
        made.is_unspaced = is_unspaced(tag);
        if (made.is_unspaced && strlen(text) < UNSPACED_MIN)
                return;
        place = arena_push(&labels_arena, &labels, &n_labels, sizeof(*place));
        if (place)
                *place = made;
}

static void read_labels(void)
{
        const struct concept *c;
        const char *text, *tag;

        for (size_t i = 0; i < THEMES_MAX && (c = vocab_at(VOCAB_THEME, i)); i++)
                for (size_t k = 0; (text = concept_any_label(c, k, &tag, NULL)); k++)
                        add_label(i, text, tag);
}

/* --- texts -------------------------------------------------------------------------------------------- */

/* What was found for each theme. */
struct found {
        double points;
        const char *evidence;
};

/* A text that is looked at. */
struct source {
        const char *text;
        const struct language *language;
        struct words words;
        bool is_title; /* or a keyword */
        bool has_unspaced;
};

static bool stands_at(const struct label *l, const struct source *s, size_t i)
{
        const struct words *w = &s->words;

        if (i + l->n > w->n || w->items[i].sentence != w->items[i + l->n - 1].sentence)
                return false;
        for (size_t k = 0; k < l->n; k++)
                if (w->items[i + k].stem_hash != l->stems[k] || w->items[i + k].is_negated)
                        return false;
        return !l->is_acronym || !strncmp(s->text + w->items[i].at, l->written, w->items[i].len);
}

static size_t count_unspaced(const struct label *l, const struct source *s)
{
        const char *at = s->has_unspaced ? s->text : "";
        size_t n = 0;

        for (; (at = strstr(at, l->written)); at += strlen(l->written))
                n++;
        return n;
}

/* *ret_first: the word at which it stands first, 0 for an unspaced one. */
static size_t count(const struct label *l, const struct source *s, uint32_t *ret_first)
{
        size_t n = 0;

        *ret_first = 0;
        if (l->is_unspaced)
                return count_unspaced(l, s);
        if (l->language != s->language)
                return 0;
        for (size_t i = s->words.n; i-- > 0;) {
                if (stands_at(l, s, i)) {
                        *ret_first = (uint32_t)i;
                        n++;
                }
        }
        return n;
}

static bool has_unspaced(const char *text)
{
        size_t n = strlen(text), step;
        unsigned int c = 0;

        for (size_t i = 0; i < n; i += step ? step : 1) {
                step = utf8_decode(text + i, n - i, &c);
                if (step && c >= 0x1100)
                        return true;
        }
        return false;
}

static double points_of(const struct label *l, const struct source *s)
{
        if (s->is_title)
                return POINTS_IN_TITLE;
        return l->n > 1 || l->is_unspaced ? POINTS_OF_PHRASE : POINTS_OF_WORD;
}

static void look(const struct source *s, struct found *found, struct arena *a)
{
        for (size_t i = 0; i < n_labels; i++) {
                const struct label *l = &labels[i];
                struct found *f = &found[l->theme];
                uint32_t first;
                size_t n = count(l, s, &first);

                if (!n)
                        continue;
                f->points += points_of(l, s) * (double)(n < REPEATS_MAX ? n : REPEATS_MAX);
                if (!f->evidence)
                        f->evidence = arena_printf(
                                a, "%s [%s]", evidence_sentence(&s->words, first, a), l->written);
        }
}

static int look_at_text(const struct lang_text *text, bool is_title, struct found *found,
                        struct arena *a, struct error *err)
{
        struct source s = {
                .text = text->text, .is_title = is_title, .has_unspaced = has_unspaced(text->text)};
        size_t len = strlen(text->text);
        struct hits hits;
        int r;

        words_split(text->text, utf8_floor(text->text, len, SUGGEST_TEXT_MAX), a, &s.words);
        s.language = language_choose(&s.words, text->language);
        r = words_stem(&s.words, s.language, a, err);
        if (r < 0)
                return r;
        if (s.language)
                match_rules(s.language, &s.words, a, &hits); /* marks what is negated */
        if (s.words.n)
                look(&s, found, a);
        return 0;
}

static int look_at_texts(const struct lang_texts *list, bool is_title, struct found *found,
                         struct arena *a, struct error *err)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < list->n; i++)
                r = look_at_text(&list->items[i], is_title, found, a, err);
        return r;
}

/* --- together ----------------------------------------------------------------------------------------- */

static bool has_theme(const struct record *r, const char *notation)
{
        for (size_t i = 0; i < r->themes.n; i++)
                if (str_equal(r->themes.items[i], notation))
                        return true;
        for (size_t i = 0; i < r->n_theme_suggestions; i++)
                if (str_equal(r->theme_suggestions[i].notation, notation))
                        return true;
        return false;
}

static void add_theme(struct record *r, size_t theme, const struct found *found)
{
        const char *notation = concept_notation(vocab_at(VOCAB_THEME, theme));
        struct assertion *made;
        double doubt = 1;

        if (found->points < POINTS_MIN || has_theme(r, notation))
                return;
        made = record_add_theme_suggestion(r, notation);
        if (!made)
                return;
        for (double p = found->points; p > 0; p -= 1)
                doubt *= p >= 1 ? DOUBT : 1 - (1 - DOUBT) * p;
        made->score = 1 - doubt;
        made->method = SUGGEST_THEME_METHOD;
        made->evidence = arena_copy(&r->arena, found->evidence);
}

int suggest_themes(struct record *r, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct found *found = arena_alloc(&a, THEMES_MAX * sizeof(*found));
        int e = suggest_init(err);

        if (e < 0)
                return e;
        pthread_once(&labels_once, read_labels);
        if (!found || labels_arena.failed)
                return error_no_memory(err);
        e = look_at_texts(&r->titles, true, found, &a, err);
        if (e == 0)
                e = look_at_texts(&r->keywords, true, found, &a, err);
        if (e == 0)
                e = look_at_texts(&r->abstracts, false, found, &a, err);
        for (size_t i = 0; e == 0 && i < THEMES_MAX && vocab_at(VOCAB_THEME, i); i++)
                add_theme(r, i, &found[i]);
        return e < 0 ? e : r->arena.failed || a.failed ? error_no_memory(err) : 0;
}
