/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One work on its way in. It is made ready beside others, in the threads that read (prepare.c): which of its
 * files are papers, whose record counts, what it is compared by. Then it is stored, one after the other
 * (item.c): all or nothing.
 */
#ifndef SSEHUB_INGEST_ITEM_H
#define SSEHUB_INGEST_ITEM_H

#include "ingest/ingest.h"
#include "ingest/pool.h"

#include "base/hash.h"

enum { ITEM_FILES_MAX = 64 };

/* A file as it will be stored. */
struct part {
        int fd; /* where its bytes are, -1 for a text of our own */
        struct store_file file;
        const char *const *pages;
        const size_t *page_lens;
        size_t n_pages;
};

struct item {
        struct arena arena;
        struct read_file **files; /* of a batch; n_files = 0: a record of a file with many */
        size_t n_files;
        const char *path; /* that it is reported under, where it has no files */
        struct record *
                record; /* of the best paper or the metadata; not owned; NULL: nothing could be read */
        json_t *json;        /* the record as it is stored */
        const char *key;     /* record_match_key() */
        const char *missing; /* for publication */
        struct store_sketch sketch;
        struct part parts[ITEM_FILES_MAX];
        size_t n_parts;
        bool compares_bytes; /* the same bytes are the same work */

        /* The verdict. */
        const char *refused; /* why, or NULL */
        char pid[ID_SIZE];
        char duplicate_of[ID_SIZE];
        const char *duplicate_path; /* of a dry run: a path of this run that is the same work */
        char resembles[ID_SIZE];
        double likeness;
};

void item_free(struct item *it);
void item_freep(struct item **it);

/* The files of one work; they must outlive the item. Any thread. Negative: a failure of ours. */
int item_of_files(struct read_file *const *files, size_t n, struct item **ret, struct error *err);

/* A record of a file with many; record and text (which may be NULL) must outlive the item. */
int item_of_record(const char *path, struct record *record, const char *const *text,
                   const size_t *text_len, struct item **ret, struct error *err);

/* What an ingest run carries along. */
struct intake {
        struct store *store;
        const struct ingest_options *options;
        struct ingest_counts counts; /* of what was told */
        int64_t version_of;          /* work that gets a new version; 0 = new works */
        int64_t total;               /* files of the walk, for progress */

        /* Since the last commit. */
        bool is_open;
        int64_t since; /* clock_monotonic_ms() */
        int n_works;
        struct arena reports_arena;
        struct ingest_result *reports;
        size_t n_reports;
        int64_t done; /* files, told or not */

        struct extract_standby *standby; /* for papers that a list names; started at the first */
        json_t *seen;                    /* of a dry run: what its works are known by -> path */
};

/* report.c: keeps one line until the next commit; its texts are copied. */
void intake_report(struct intake *in, const struct ingest_result *result);
/* report.c: commits, and tells what was kept. Nothing is told of what could not be committed. */
int intake_commit(struct intake *in, struct error *err);
/* report.c: before a work is stored. */
int intake_open(struct intake *in, struct error *err);
/* report.c: is it time for a commit? */
bool intake_is_full(const struct intake *in);
void intake_done(struct intake *in);

/* Stores it and reports a line for each of its files. Negative only when the store fails. */
int item_store(struct intake *in, struct item *it, struct error *err);

/* duplicate.c: the same bytes, identifier or title: 0 with it->duplicate_of (or …_path), or STORE_NONE. */
int item_find_duplicate(struct intake *in, struct item *it, struct error *err);
/* duplicate.c: the work that is most like it, into it->resembles. */
int item_find_likeness(struct intake *in, struct item *it, struct error *err);
/* duplicate.c: of a dry run, so that later works of the run are compared with this one. */
int item_remember(struct intake *in, const struct item *it, struct error *err);

#endif
