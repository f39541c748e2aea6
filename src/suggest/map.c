/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What reading the built-in tables needs: numbers in text, and a hash table, which lives in an arena. */
#include "suggest/private.h"

struct map_slot {
        uint64_t key; /* 0 = free */
        uint32_t value;
};

enum { MAP_ROOM_MIN = 64 };

static uint64_t mix(uint64_t h)
{
        h ^= h >> 32;
        h *= 0x9E3779B97F4A7C15u;
        h ^= h >> 29;
        return h ? h : 1;
}

uint64_t map_hash(const char *bytes, size_t n)
{
        uint64_t h = 1469598103934665603u; /* FNV-1a */

        for (size_t i = 0; i < n; i++)
                h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
        return mix(h);
}

uint64_t map_hash_pair(uint64_t a, uint64_t b)
{
        return mix(a * 0xBF58476D1CE4E5B9u + b);
}

static struct map_slot *slot_for(const struct map *m, uint64_t key)
{
        size_t i = key & (m->room - 1);

        while (m->slots[i].key && m->slots[i].key != key)
                i = (i + 1) & (m->room - 1);
        return &m->slots[i];
}

static bool grow(struct map *m, struct arena *a)
{
        struct map bigger = {.n = m->n, .room = m->room ? m->room * 2 : MAP_ROOM_MIN};

        bigger.slots = arena_alloc(a, bigger.room * sizeof(*bigger.slots));
        if (!bigger.slots)
                return false;
        for (size_t i = 0; i < m->room; i++)
                if (m->slots[i].key)
                        *slot_for(&bigger, m->slots[i].key) = m->slots[i];
        *m = bigger;
        return true;
}

void map_put(struct map *m, uint64_t key, uint32_t value, struct arena *a)
{
        struct map_slot *s;

        if (m->n * 2 >= m->room && !grow(m, a))
                return;
        s = slot_for(m, key);
        m->n += s->key == 0;
        *s = (struct map_slot){key, value};
}

uint32_t map_find(const struct map *m, uint64_t key)
{
        const struct map_slot *s = m->room ? slot_for(m, key) : NULL;

        return s && s->key ? s->value : MAP_NONE;
}

bool decimal_read(const char **at, double *ret)
{
        const char *s = *at;
        bool is_negative = *s == '-', is_fraction = false, has_digit = false;
        double value = 0, scale = 1;

        for (s += is_negative; (*s >= '0' && *s <= '9') || (*s == '.' && !is_fraction); s++) {
                if (*s == '.') {
                        is_fraction = true;
                        continue;
                }
                has_digit = true;
                value = value * 10 + (*s - '0');
                scale *= is_fraction ? 10 : 1;
        }
        if (!has_digit)
                return false;
        *at = s;
        *ret = (is_negative ? -value : value) / scale;
        return true;
}
