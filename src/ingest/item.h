/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One work on its way in: its files, its record, and the verdict on it. All or nothing. */
#ifndef SSEHUB_INGEST_ITEM_H
#define SSEHUB_INGEST_ITEM_H

#include "ingest/ingest.h"
#include "ingest/pool.h"

/* What an ingest run carries along. */
struct intake {
        struct store *store;
        const struct ingest_options *options;
        struct ingest_counts counts;
        int64_t version_of; /* work that gets a new version; 0 = new works */
};

/* Reports one line and counts it. */
void intake_report(struct intake *in, const struct ingest_result *result);

/* Stores the files as one work and reports a line for each. Negative only when the store fails. */
int item_store_files(struct intake *in, struct read_file *const *files, size_t n,
                     struct error *err);

/* Stores a record of a JSON Lines file as one work; text may be NULL. Reports under `path`. */
int item_store_record(struct intake *in, const char *path, struct record *record, const char *text,
                      size_t text_len, struct error *err);

#endif
