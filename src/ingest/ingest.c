/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ingest run: walk, read ahead with several children, store one work after the other in order. */
#include "ingest/ingest.h"

#include "base/str.h"
#include "ingest/item.h"
#include "ingest/pool.h"
#include "ingest/records.h"
#include "ingest/walk.h"

#include <string.h>

static const char *const outcome_names[] = {
        [INGEST_ADDED] = "added", [INGEST_DUPLICATE] = "duplicate", [INGEST_REFUSED] = "refused"};

const char *ingest_outcome_name(enum ingest_outcome o)
{
        return outcome_names[o];
}

/* The files of one base name, of those that are left (NULL: taken already). */
static size_t take_stem(struct read_file **left, size_t n, struct read_file **ret)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *stem = NULL;
        size_t n_ret = 0;

        for (size_t i = 0; i < n; i++) {
                const char *its;

                if (!left[i])
                        continue;
                its = walk_stem(&a, left[i]->path);
                if (!stem)
                        stem = its;
                if (str_equal(its, stem))
                        ret[n_ret++] = STEAL(left[i]);
        }
        return n_ret;
}

static bool is_metadata(const struct read_file *f)
{
        return f->x && f->x->state == EXTRACT_OK && f->x->is_metadata;
}

/* A folder is one work when just one of its files is a record, and the rest are not. */
static bool is_one_work(const struct read_batch *b)
{
        size_t records = 0;

        for (size_t i = 0; i < b->n_files; i++)
                records += is_metadata(&b->files[i]);
        return b->batch->kind == BATCH_FILES || records == 1;
}

static int store_files(struct intake *in, struct read_batch *b, struct error *err)
{
        CLEANUP(freep) struct read_file **left = calloc(b->n_files, sizeof(struct read_file *));
        CLEANUP(freep) struct read_file **work = calloc(b->n_files, sizeof(struct read_file *));
        int r = 0;

        if (!left || !work)
                return error_no_memory(err);
        for (size_t i = 0; i < b->n_files; i++)
                left[i] = &b->files[i];
        if (is_one_work(b))
                return item_store_files(in, left, b->n_files, err);
        while (r == 0) {
                size_t n = take_stem(left, b->n_files, work);

                if (n == 0)
                        break;
                r = item_store_files(in, work, n, err);
        }
        return r;
}

static int store_batch(struct intake *in, struct read_batch *b, struct error *err)
{
        struct ingest_result refused = {.path = b->batch->paths[0],
                                        .outcome = INGEST_REFUSED,
                                        .state = extract_state_name(EXTRACT_UNSUPPORTED),
                                        .reason = b->batch->reason};

        switch (b->batch->kind) {
        case BATCH_REFUSED:
                intake_report(in, &refused);
                return 0;
        case BATCH_RECORDS:
                return records_store(in, b->batch->paths[0], err);
        case BATCH_FILES:
        case BATCH_FOLDER:
                break;
        }
        if (b->r < 0) {
                if (err)
                        *err = b->error;
                return b->r;
        }
        return store_files(in, b, err);
}

static int store_batches(struct intake *in, const struct walk *walk, struct error *err)
{
        CLEANUP(pool_stopp) struct pool *pool = NULL;
        struct read_batch b;
        int64_t done = 0;
        int r = pool_start(walk, in->options->jobs, &in->options->extract, &pool, err);

        while (r == 0 && pool_next(pool, &b)) {
                r = store_batch(in, &b, err);
                done += (int64_t)b.batch->n_paths;
                read_batch_done(&b);
                if (r == 0 && in->options->progress)
                        in->options->progress(in->options->user, done, walk->n_files);
        }
        return r;
}

static int find_version_of(struct intake *in, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_version v;
        int r;

        if (!in->options->version_of)
                return 0;
        r = store_version_find(in->store, in->options->version_of, &a, &v, err);
        if (r == STORE_NO_SUCH_WORK)
                return error_set(err, INGEST_NO, "there is no work '%s'", in->options->version_of);
        if (r == 0)
                in->version_of = v.work;
        return r;
}

int ingest_paths(struct store *s, const char *const *paths, size_t n_paths,
                 const struct ingest_options *options, struct ingest_counts *ret, struct error *err)
{
        struct intake in = {.store = s, .options = options};
        struct walk walk;
        int r = find_version_of(&in, err);

        if (r == 0)
                r = walk_paths(paths, n_paths, &walk, err);
        if (r != 0)
                return r;
        if (in.version_of && walk.n_batches != 1)
                r = error_set(
                        err, INGEST_NO,
                        "a new version is one work: name its file, or its file and its metadata");
        else
                r = store_batches(&in, &walk, err);
        walk_done(&walk);
        *ret = in.counts;
        return r;
}
