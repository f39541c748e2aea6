/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One arena a document or request: everything made for it lives in it and goes with it. Like struct
 * str it is sticky: a failed allocation returns NULL and sets `failed`; ask once at the end.
 */
#ifndef SSEHUB_BASE_ARENA_H
#define SSEHUB_BASE_ARENA_H

#include "base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

struct arena_block;

struct arena {
        struct arena_block *blocks;
        bool failed;
};

#define ARENA_INIT                                                                                 \
        {                                                                                          \
                NULL, false                                                                        \
        }

void arena_done(struct arena *a);
void *arena_alloc(struct arena *a, size_t size);     /* zeroed, aligned for any type */
char *arena_copy(struct arena *a, const char *text); /* text NULL gives NULL */
char *arena_copy_bytes(struct arena *a, const char *bytes, size_t n); /* NUL added */
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/*
 * Grows an array by one element: *array (of n elements of this size) has room for n + 1 afterwards.
 * Returns the new, zeroed element, or NULL. Usage: e = arena_push(a, &list->items, &list->n, sizeof(*e)).
 */
void *arena_push(struct arena *a, void *array, size_t *n, size_t size);

#endif
