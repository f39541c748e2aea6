/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The vocabularies as a whole: read once, joined, and asked by notation, IRI and label. */
#include "vocab/private.h"

#include "base/resource.h"
#include "base/str.h"
#include "text/normal.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>

/* One file each, in the order of enum vocab_scheme. */
static const char *const files[VOCAB_SCHEMES] = {
        [VOCAB_SDG] = "schemas/vocab/sdg.rdf",
        [VOCAB_THEME] = "schemas/vocab/themes.rdf",
        [VOCAB_PLACE] = "schemas/vocab/places.rdf",
        [VOCAB_TYPE] = "schemas/vocab/types.rdf",
        [VOCAB_LICENCE] = "schemas/vocab/licences.rdf",
        [VOCAB_LANGUAGE] = "schemas/vocab/languages.rdf",
};

/* Codes that people write in place of the notation. */
static const char *const codes[] = {"alpha3", "alpha3b", "m49", "alias", "code"};

static struct vocabulary vocabulary;
static struct error vocabulary_error;
static pthread_once_t vocabulary_once = PTHREAD_ONCE_INIT;

static void join_concept(struct vocabulary *v, struct concept *c)
{
        for (size_t i = 0; i < c->broader_iris.n; i++) {
                const struct concept *found = table_find(&v->by_iri, c->broader_iris.items[i].text);
                struct scheme *s = &v->schemes[c->scheme];
                struct concept *broader;
                const struct concept **p;

                if (!found || found->scheme != c->scheme)
                        continue;
                broader = &s->items[found - s->items];
                p = arena_push(&v->arena, &c->broader.items, &c->broader.n, sizeof(*p));
                if (p)
                        *p = broader;
                p = arena_push(&v->arena, &broader->narrower.items, &broader->narrower.n,
                               sizeof(*p));
                if (p)
                        *p = c;
        }
}

/* One file after the other; a broken or missing one is told, the others are there all the same. */
static void read_all(void)
{
        struct vocabulary *v = &vocabulary;
        struct error err = {0};

        for (int s = 0; s < VOCAB_SCHEMES; s++) {
                const struct resource *file = resource_find(files[s]);
                int r;

                r = file ? skos_read(v, (enum vocab_scheme)s, file->bytes, file->len, &err)
                         : error_set(&err, -ENOENT, "not built in");
                if (r < 0 && !vocabulary_error.code) {
                        error_while(&err, r, "reading vocabulary '%s'", files[s]);
                        vocabulary_error = err;
                }
        }
        for (int s = 0; s < VOCAB_SCHEMES; s++)
                for (size_t i = 0; i < v->schemes[s].n; i++)
                        join_concept(v, &v->schemes[s].items[i]);
        if (v->arena.failed && !vocabulary_error.code)
                error_no_memory(&vocabulary_error);
}

static struct vocabulary *the_vocabulary(void)
{
        pthread_once(&vocabulary_once, read_all);
        return &vocabulary;
}

int vocab_init(struct error *err)
{
        the_vocabulary();
        if (vocabulary_error.code)
                return error_set(err, vocabulary_error.code, "%s", vocabulary_error.message);
        return 0;
}

static struct scheme *the_scheme(enum vocab_scheme scheme)
{
        return (unsigned int)scheme < VOCAB_SCHEMES ? &the_vocabulary()->schemes[scheme] : NULL;
}

const struct concept *vocab_find(enum vocab_scheme scheme, const char *notation)
{
        const struct scheme *s = the_scheme(scheme);

        return s && notation ? table_find(&s->by_notation, notation) : NULL;
}

const struct concept *vocab_find_iri(const char *iri)
{
        return iri ? table_find(&the_vocabulary()->by_iri, iri) : NULL;
}

const struct concept *vocab_at(enum vocab_scheme scheme, size_t i)
{
        const struct scheme *s = the_scheme(scheme);

        return s && i < s->n ? &s->items[i] : NULL;
}

/* --- by label ------------------------------------------------------------------------------------- */

static void put_key(struct scheme *s, const char *text, const struct concept *c, struct str *key)
{
        struct arena *a = &vocabulary.arena;
        const char *copy;

        str_clear(key);
        if (text_key(text, key, NULL) < 0 || key->len == 0)
                return;
        copy = arena_copy(a, str_text(key));
        if (copy)
                table_put(a, &s->by_key, copy, c);
}

static void put_keys(struct scheme *s, const struct concept *c, struct str *key)
{
        put_key(s, c->notation, c, key);
        for (size_t i = 0; i < c->labels.n; i++)
                put_key(s, c->labels.items[i].text, c, key);
        for (size_t i = 0; i < c->properties.n; i++)
                for (size_t k = 0; k < ARRAY_LEN(codes); k++)
                        if (!strcmp(c->properties.items[i].name, codes[k]))
                                put_key(s, c->properties.items[i].text, c, key);
}

/*
 * Folding thousands of labels takes longer than reading them, and many a run never asks by label; so the
 * keys of a scheme are made at the first question. The arena is shared by the schemes: one lock.
 */
static void make_keys(struct scheme *s)
{
        static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
        CLEANUP(str_done) struct str key = STR_INIT;

        pthread_mutex_lock(&lock);
        for (size_t i = 0; !s->has_keys && i < s->n; i++)
                put_keys(s, &s->items[i], &key);
        s->has_keys = true;
        pthread_mutex_unlock(&lock);
}

const struct concept *vocab_find_key(enum vocab_scheme scheme, const char *key)
{
        struct scheme *s = the_scheme(scheme);

        if (!s || !key || !*key)
                return NULL;
        make_keys(s);
        return table_find(&s->by_key, key);
}

/* IRIs are written with http or https, and with or without a final slash. */
static const struct concept *match_iri(const char *text)
{
        const char *rest = strstr(text, "://");
        const struct concept *c = vocab_find_iri(text);
        size_t n;

        if (c || !rest || !str_starts(text, "http"))
                return c;
        rest += 3;
        n = strlen(rest);
        if (n && rest[n - 1] == '/')
                n--;
        for (int i = 0; !c && n < 200 && i < 4; i++) {
                char iri[256];

                snprintf(iri, sizeof(iri), "%s://%.*s%s", i & 1 ? "https" : "http", (int)n, rest,
                         i & 2 ? "/" : "");
                c = vocab_find_iri(iri);
        }
        return c;
}

const struct concept *vocab_match(enum vocab_scheme scheme, const char *text)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        CLEANUP(str_done) struct str trimmed = STR_INIT;
        const struct concept *c;

        str_add(&trimmed, text);
        str_trim(&trimmed);
        if (trimmed.len == 0)
                return NULL;
        c = vocab_find(scheme, str_text(&trimmed));
        if (!c) {
                c = match_iri(str_text(&trimmed));
                c = c && c->scheme == scheme ? c : NULL;
        }
        if (!c && text_key(str_text(&trimmed), &key, NULL) == 0)
                c = vocab_find_key(scheme, str_text(&key));
        if (!c && str_starts(str_text(&key), "the ")) /* "the Netherlands" */
                c = vocab_find_key(scheme, str_text(&key) + strlen("the "));
        return c;
}
