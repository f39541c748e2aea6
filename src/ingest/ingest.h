/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From paths to works: walk -> pair -> extract -> read metadata -> de-duplicate -> store. One item (a paper
 * with its metadata, or a record of a JSON Lines file) is all or nothing.
 */
#ifndef SSEHUB_INGEST_INGEST_H
#define SSEHUB_INGEST_INGEST_H

#include "extract/extract.h"
#include "store/store.h"

enum ingest_outcome { INGEST_ADDED, INGEST_DUPLICATE, INGEST_REFUSED };
const char *ingest_outcome_name(enum ingest_outcome o);

enum {
        INGEST_LINE_MAX = 64 << 20,     /* bytes of one JSON Lines record */
        INGEST_METADATA_MAX = 16 << 20, /* bytes of a metadata file */
        INGEST_DEPTH_MAX = 32,          /* folders in folders */
        INGEST_TOGETHER_WORKS = 64,     /* works of one transaction */
        INGEST_TOGETHER_MS = 500,       /* and how long others wait for it at most, about */
};

/* One line of the report. */
struct ingest_result {
        const char *path; /* as walked; "records.jsonl#3" for a record of a JSON Lines file */
        enum ingest_outcome outcome;
        const char *id;           /* pid when added */
        const char *duplicate_of; /* pid when a duplicate */
        const char *state;        /* extract_state_name() */
        const char *reason;       /* one line for people; NULL when there is nothing to say */
        const char *missing;   /* added: what publication still needs (record_missing), or NULL */
        const char *resembles; /* added: pid of a work that is nearly the same, or NULL */
        double likeness;       /* of that work, 0 … 1 */
};

struct ingest_options {
        int64_t actor; /* account id */
        int jobs;      /* extractions at once; 0 = as many as cores */
        bool publish;  /* the actor is an editor: bulk load of a reviewed collection */
        const char *
                version_of; /* pid: the one work in the paths becomes a new version of it; or NULL */
        bool dry_run;       /* says everything and writes nothing: ids are NULL */
        struct extract_options extract;
        /* Told once what it tells is in the store for good, in the order of the walk. */
        void (*result)(void *user, const struct ingest_result *r);
        void (*progress)(void *user, int64_t done, int64_t total);
        void (*committed)(void *user); /* something new is in the store; or NULL */
        void *user;
};

struct ingest_counts {
        int64_t added, duplicate, refused;
};

#define INGEST_NO 1 /* version_of names no work, or the paths are more than one work */
/* Symlinks are not followed out of the given paths. Negative only when the store itself fails; *ret then
 * tells what was done before. */
int ingest_paths(struct store *s, const char *const *paths, size_t n_paths,
                 const struct ingest_options *options, struct ingest_counts *ret,
                 struct error *err);

#endif
