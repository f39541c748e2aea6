/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What tells that two works are nearly the same. Of a text: MinHash over runs of five words, by one permutation
 * (Li, Owen and Zhang 2012), empty bins filled by rotation (Shrivastava and Li 2014). Pure.
 */
#ifndef SSEHUB_INGEST_SKETCH_H
#define SSEHUB_INGEST_SKETCH_H

#include "model/record.h"
#include "store/store.h"

enum {
        SKETCH_SHINGLE = 5,       /* words */
        SKETCH_SHINGLES_MIN = 50, /* of shorter texts nothing can be said */
};

/* From these on two works are told as alike. */
#define SKETCH_TEXT_LIKE  0.5
#define SKETCH_TITLE_LIKE 0.8

/* Of all pages together. false: too short, ret is untouched. */
bool sketch_text(const char *const *pages, const size_t *lens, size_t n,
                 uint32_t ret[SKETCH_VALUES]);

/* An estimate of the share of runs of words that both have, 0 … 1. */
double sketch_text_likeness(const uint32_t a[SKETCH_VALUES], const uint32_t b[SKETCH_VALUES]);

/* Of two folded titles: the share of groups of three letters that both have (Dice), 0 … 1. */
double sketch_title_likeness(const char *a, const char *b);

/* Title, author and year of a record. Texts belong to the arena. */
int sketch_record(const struct record *r, struct arena *a, struct store_sketch *ret,
                  struct error *err);

#endif
