/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON Lines records (schemas/record.schema.json). */
#ifndef SSEHUB_INGEST_RECORDS_H
#define SSEHUB_INGEST_RECORDS_H

#include "ingest/item.h"

/* Stores each line as a work and reports it as "PATH#LINE". Negative only when the store fails. */
int records_store(struct intake *in, const char *path, struct error *err);

/* The same of what extraction found in a file of many records (extract.h: records). */
int records_store_lines(struct intake *in, const char *path, const char *lines, size_t n,
                        struct error *err);

#endif
