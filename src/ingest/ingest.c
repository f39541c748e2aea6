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

/* What the hub has by its bytes was not read again. */
static void report_known(struct intake *in, const struct read_batch *b)
{
        for (size_t i = 0; i < b->n_files; i++) {
                const struct read_file *f = &b->files[i];
                const struct ingest_result known = {.path = f->path,
                                                    .outcome = INGEST_DUPLICATE,
                                                    .duplicate_of = f->known_as,
                                                    .state = f->known_state,
                                                    .reason = "the hub has this work already"};

                intake_report(in, &known);
        }
}

static int store_files(struct intake *in, struct read_batch *b, struct error *err)
{
        int r = 0;

        if (b->is_known)
                report_known(in, b);
        for (size_t i = 0; i < b->n_items && r == 0; i++)
                r = item_store(in, b->items[i], err);
        for (size_t i = 0; i < b->n_files && r == 0; i++) {
                const struct extraction *x = b->files[i].x;

                if (x && x->records)
                        r = records_store_lines(in, b->files[i].path, x->records, x->records_len,
                                                err);
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

/* Others who write wait for our transaction: it is not kept open while we wait for a file to be read. */
static int commit_if_due(struct intake *in, struct pool *pool, struct error *err)
{
        bool is_due = intake_is_full(in) || !pool_is_ready(pool);

        return is_due ? intake_commit(in, err) : 0;
}

static int store_batches(struct intake *in, const struct walk *walk, struct error *err)
{
        const struct pool_options options = {
                .jobs = in->options->jobs,
                .extract = &in->options->extract,
                .hub = in->version_of ? NULL : store_dir(in->store),
        };
        CLEANUP(pool_stopp) struct pool *pool = NULL;
        struct read_batch b;
        int r = pool_start(walk, &options, &pool, err);

        while (r == 0) {
                r = commit_if_due(in, pool, err);
                if (r < 0 || !pool_next(pool, &b))
                        break;
                r = store_batch(in, &b, err);
                in->done += (int64_t)b.batch->n_paths;
                read_batch_done(&b);
        }
        return r < 0 ? r : intake_commit(in, err);
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
        in.total = walk.n_files;
        if (in.version_of && walk.n_batches != 1)
                r = error_set(
                        err, INGEST_NO,
                        "a new version is one work: name its file, or its file and its metadata");
        else
                r = store_batches(&in, &walk, err);
        intake_done(&in);
        walk_done(&walk);
        *ret = in.counts;
        return r;
}
