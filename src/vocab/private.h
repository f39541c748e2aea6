/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Inside of the vocabularies: what a concept is made of, and the tables it is found by. */
#ifndef SSEHUB_VOCAB_PRIVATE_H
#define SSEHUB_VOCAB_PRIVATE_H

#include "vocab/vocab.h"

#include "base/arena.h"

/* Text to concept: open addressing, room a power of two. A key put twice for two concepts is ambiguous. */
struct table {
        struct slot {
                const char *key;
                const struct concept *concept; /* NULL beside a key: ambiguous */
        } * slots;
        size_t n, room;
};

void table_put(struct arena *a, struct table *t, const char *key, const struct concept *c);
const struct concept *table_find(const struct table *t, const char *key);

/* A literal with its language: label, definition, short label; for a hub: property `name` says which. */
struct literal {
        const char *name;
        const char *text;
        const char *language; /* NULL where none is given */
        bool preferred;
};

struct literals {
        struct literal *items;
        size_t n;
};

struct concepts {
        const struct concept **items;
        size_t n;
};

struct concept {
        enum vocab_scheme scheme;
        const char *notation, *iri;
        struct literals labels; /* preferred and alternative, as in the file */
        struct literals definitions;
        struct literals properties;
        struct literals broader_iris; /* of the file; broader is made of them when all is read */
        struct concepts broader, narrower;
};

struct scheme {
        struct concept *items;
        size_t n;
        struct table by_notation;
        struct table by_key; /* folded labels; made at the first question */
        bool has_keys;
};

struct vocabulary {
        struct arena arena;
        struct scheme schemes[VOCAB_SCHEMES];
        struct table by_iri;
};

/* Reads one file of SKOS into the scheme. */
int skos_read(struct vocabulary *v, enum vocab_scheme scheme, const char *bytes, size_t n,
              struct error *err);

/* By folded text (text_key) of notation, label or code. */
const struct concept *vocab_find_key(enum vocab_scheme scheme, const char *key);

#endif
