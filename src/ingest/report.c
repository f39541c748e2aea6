/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Transactions of several works, and the lines that tell of them. A line is told once its work is in the store
 * for good, so that no report names what a power cut takes away.
 */
#include "ingest/item.h"

#include "base/clock.h"
#include "base/str.h"

int intake_open(struct intake *in, struct error *err)
{
        int r;

        if (in->is_open)
                return 0;
        r = store_begin(in->store, err);
        if (r < 0)
                return r;
        in->is_open = true;
        in->n_works = 0;
        in->since = clock_monotonic_ms();
        return 0;
}

bool intake_is_full(const struct intake *in)
{
        return in->n_works >= INGEST_TOGETHER_WORKS || in->n_reports >= INGEST_TOGETHER_WORKS ||
               (in->is_open && clock_monotonic_ms() - in->since >= INGEST_TOGETHER_MS);
}

void intake_report(struct intake *in, const struct ingest_result *result)
{
        struct arena *a = &in->reports_arena;
        struct ingest_result *kept =
                arena_push(a, &in->reports, &in->n_reports, sizeof(*in->reports));

        if (!kept)
                return; /* told at the commit */
        *kept = *result;
        kept->path = arena_copy(a, result->path);
        kept->id = arena_copy(a, result->id);
        kept->duplicate_of = arena_copy(a, result->duplicate_of);
        kept->state = arena_copy(a, result->state);
        kept->reason = arena_copy(a, result->reason);
        kept->missing = arena_copy(a, result->missing);
        kept->resembles = arena_copy(a, result->resembles);
}

static void count(struct ingest_counts *counts, enum ingest_outcome outcome)
{
        switch (outcome) {
        case INGEST_ADDED:
                counts->added++;
                break;
        case INGEST_DUPLICATE:
                counts->duplicate++;
                break;
        case INGEST_REFUSED:
                counts->refused++;
                break;
        }
}

static void tell(struct intake *in)
{
        const struct ingest_options *o = in->options;

        for (size_t i = 0; i < in->n_reports; i++) {
                count(&in->counts, in->reports[i].outcome);
                if (o->result)
                        o->result(o->user, &in->reports[i]);
        }
        if (o->progress)
                o->progress(o->user, in->done, in->total);
}

static void forget_reports(struct intake *in)
{
        arena_done(&in->reports_arena);
        in->reports_arena = (struct arena)ARENA_INIT;
        in->reports = NULL;
        in->n_reports = 0;
}

int intake_commit(struct intake *in, struct error *err)
{
        bool has_new = in->is_open && in->n_works > 0;
        int r = 0;

        if (in->reports_arena.failed)
                r = error_no_memory(err);
        else if (in->is_open)
                r = store_commit(in->store, err);
        if (r < 0)
                return r;
        in->is_open = false;
        in->n_works = 0;
        tell(in);
        forget_reports(in);
        if (has_new && in->options->committed)
                in->options->committed(in->options->user);
        return 0;
}

void intake_done(struct intake *in)
{
        if (in->is_open)
                store_rollback(in->store);
        in->is_open = false;
        forget_reports(in);
        extract_standby_closep(&in->standby);
        json_decref(in->seen);
        in->seen = NULL;
}
