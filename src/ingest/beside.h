/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The paper that a row of a list names (an identifier of type "file", ssehub-csv(5)). */
#ifndef SSEHUB_INGEST_BESIDE_H
#define SSEHUB_INGEST_BESIDE_H

#include "ingest/item.h"

/* Takes the name off the record; NULL: it names none. In the record's arena. */
const char *beside_take_name(struct record *r);

/*
 * Opens and reads the file of this name in the folder of the list, or below it; never one outside, and none through
 * a symbolic link. Then lays the record upon the paper's own. What stands in the way is in f->problem (in a).
 * Negative: a failure of ours.
 */
int beside_read(struct intake *in, const char *list, const char *name, const struct record *record,
                struct arena *a, struct read_file *f, struct error *err);

#endif
