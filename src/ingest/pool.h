/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads the files of a walk, several at once, makes works of them, and hands them on in the walk's order. What
 * the hub has already by its bytes is not read again, so that a run that was ended goes on quickly.
 */
#ifndef SSEHUB_INGEST_POOL_H
#define SSEHUB_INGEST_POOL_H

#include "base/hash.h"
#include "extract/extract.h"
#include "ingest/walk.h"
#include "model/id.h"

#include <stdbool.h>

struct item;

struct read_file {
        const char *path; /* the walk's */
        int fd;           /* open at any offset, or -1 */
        char sha256[HASH_HEX_LEN];
        int64_t size;
        struct extraction *x;    /* NULL where the file could not be opened, or is known */
        const char *problem;     /* why it could not be opened (static text), else NULL */
        char known_as[ID_SIZE];  /* the work that has these bytes, where the whole batch is known */
        const char *known_state; /* of its extraction then; in the batch's arena */
};

/* Read, and of a state that a work can be made of. */
bool read_file_is_taken(const struct read_file *f);

/* The files of one batch; none for BATCH_RECORDS and BATCH_REFUSED, which need no reading ahead. */
struct read_batch {
        const struct batch *batch;
        struct arena arena;
        struct read_file *files;
        size_t n_files;
        bool is_known;       /* every file's bytes are in the hub */
        struct item **items; /* the works that the files are */
        size_t n_items;
        int r; /* negative: reading failed for a reason of ours; error says it */
        struct error error;
};

void read_batch_done(struct read_batch *b);

struct pool_options {
        int jobs; /* 0 = as many as cores */
        const struct extract_options *extract;
        const char *hub; /* folder of the hub that may know files already; NULL: all are read */
};

struct pool;
/* The walk and the options must outlive the pool. At most a few batches a job are read ahead, so that memory
 * stays flat. */
int pool_start(const struct walk *walk, const struct pool_options *options, struct pool **ret,
               struct error *err);
/* Would pool_next answer at once? */
bool pool_is_ready(struct pool *p);
/* Waits for the next batch. false: there are no more. */
bool pool_next(struct pool *p, struct read_batch *ret);
void pool_stop(struct pool *p);
void pool_stopp(struct pool **p);

#endif
