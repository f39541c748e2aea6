/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The hash table from texts to concepts. It only grows, and lives in the vocabularies' arena. */
#include "vocab/private.h"

#include <string.h>

static size_t hash_text(const char *text)
{
        size_t h = 1469598103934665603u; /* FNV-1a */

        for (; *text; text++)
                h = (h ^ (unsigned char)*text) * 1099511628211u;
        return h;
}

static struct slot *slot_for(const struct table *t, const char *key)
{
        size_t i = hash_text(key) & (t->room - 1);

        while (t->slots[i].key && strcmp(t->slots[i].key, key))
                i = (i + 1) & (t->room - 1);
        return &t->slots[i];
}

static bool grow(struct arena *a, struct table *t)
{
        struct table bigger = {.room = t->room ? t->room * 2 : 256};

        bigger.slots = arena_alloc(a, bigger.room * sizeof(*bigger.slots));
        if (!bigger.slots)
                return false;
        for (size_t i = 0; i < t->room; i++)
                if (t->slots[i].key)
                        *slot_for(&bigger, t->slots[i].key) = t->slots[i];
        bigger.n = t->n;
        *t = bigger;
        return true;
}

void table_put(struct arena *a, struct table *t, const char *key, const struct concept *c)
{
        struct slot *s;

        if (t->n * 2 >= t->room && !grow(a, t))
                return;
        s = slot_for(t, key);
        if (!s->key) {
                s->key = key;
                s->concept = c;
                t->n++;
        } else if (s->concept != c) {
                s->concept = NULL;
        }
}

const struct concept *table_find(const struct table *t, const char *key)
{
        return t->room ? slot_for(t, key)->concept : NULL;
}
