/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

enum { BLOCK_SIZE = 16384, ALIGN = 16 };

struct arena_block {
        struct arena_block *next;
        size_t used, size;
        _Alignas(ALIGN) char bytes[];
};

void arena_done(struct arena *a)
{
        while (a && a->blocks) {
                struct arena_block *next = a->blocks->next;

                free(a->blocks);
                a->blocks = next;
        }
        if (a)
                a->failed = false;
}

static struct arena_block *block_new(struct arena *a, size_t size)
{
        struct arena_block *b = NULL;

        if (size <= SIZE_MAX - sizeof(*b))
                b = malloc(sizeof(*b) + size);
        if (!b) {
                a->failed = true;
                return NULL;
        }
        b->used = 0;
        b->size = size;
        return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
        size_t want = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        struct arena_block *b = a->blocks;
        void *p;

        if (a->failed || want < size) {
                a->failed = true;
                return NULL;
        }
        if (!b || b->size - b->used < want) {
                b = block_new(a, want > BLOCK_SIZE ? want : BLOCK_SIZE);
                if (!b)
                        return NULL;
                b->next = a->blocks;
                a->blocks = b;
        }
        p = b->bytes + b->used;
        b->used += want;
        return memset(p, 0, want);
}

char *arena_copy_bytes(struct arena *a, const char *bytes, size_t n)
{
        char *p = arena_alloc(a, n + 1);

        if (p && n)
                memcpy(p, bytes, n);
        return p;
}

char *arena_copy(struct arena *a, const char *text)
{
        return text ? arena_copy_bytes(a, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
        va_list ap;
        char *p;
        int n;

        va_start(ap, fmt);
        n = vsnprintf(NULL, 0, fmt, ap);
        va_end(ap);
        p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
        if (!p)
                return NULL;
        va_start(ap, fmt);
        vsnprintf(p, (size_t)n + 1, fmt, ap);
        va_end(ap);
        return p;
}

void *arena_push(struct arena *a, void *array, size_t *n, size_t size)
{
        void *items;

        memcpy(&items, array, sizeof(items)); /* array is a pointer to a pointer of any type */
        /* The room doubles: it is a power of two, at least four, and full when n is one of these. */
        if (*n == 0 || (*n >= 4 && (*n & (*n - 1)) == 0)) {
                size_t room = *n ? *n * 2 : 4;
                void *grown = room > SIZE_MAX / size ? NULL : arena_alloc(a, room * size);

                if (!grown) {
                        a->failed = true;
                        return NULL;
                }
                if (*n)
                        memcpy(grown, items, *n * size);
                items = grown;
                memcpy(array, &items, sizeof(items));
        }
        /* The place may have been used before, by a list that was cut short. */
        return memset((char *)items + (*n)++ * size, 0, size);
}
