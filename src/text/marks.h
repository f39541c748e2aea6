/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to text: a set of texts, each kept as 64 bits of hash: "was this here before?" in constant time. */
#ifndef SSEHUB_TEXT_MARKS_H
#define SSEHUB_TEXT_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct marks {
        uint64_t *items; /* open addressing, never more than half full; 0 is none */
        size_t n, room;
};

#define MARK_START 0xCBF29CE484222325ULL
/* FNV-1a, byte by byte: mark = mark_add(mark, c), from MARK_START. */
static inline uint64_t mark_add(uint64_t mark, unsigned char c)
{
        return (mark ^ c) * 0x100000001B3ULL;
}

void marks_done(struct marks *m);
bool marks_has(const struct marks *m, uint64_t mark);
/* *ret_had: it was there. false: out of memory. ret_had may be NULL. */
bool marks_put(struct marks *m, uint64_t mark, bool *ret_had);

#endif
