/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads the files of a walk, several at once, and hands them on in the walk's order. */
#ifndef SSEHUB_INGEST_POOL_H
#define SSEHUB_INGEST_POOL_H

#include "extract/extract.h"
#include "ingest/walk.h"

struct read_file {
        const char *path;     /* the walk's */
        int fd;               /* open at any offset, or -1 */
        struct extraction *x; /* NULL where the file could not be opened */
        const char *problem;  /* why it could not be opened (static text), else NULL */
};

/* The files of one batch; none for BATCH_RECORDS and BATCH_REFUSED, which need no reading ahead. */
struct read_batch {
        const struct batch *batch;
        struct read_file *files;
        size_t n_files;
        int r; /* negative: reading failed for a reason of ours; error says it */
        struct error error;
};

void read_batch_done(struct read_batch *b);

struct pool;
/* The walk and the options must outlive the pool. jobs 0 = as many as cores. At most a few batches a job
 * are read ahead, so that memory stays flat. */
int pool_start(const struct walk *walk, int jobs, const struct extract_options *options,
               struct pool **ret, struct error *err);
/* Waits for the next batch. false: there are no more. */
bool pool_next(struct pool *p, struct read_batch *ret);
void pool_stop(struct pool *p);
void pool_stopp(struct pool **p);

#endif
