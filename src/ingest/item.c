/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stores one work that is ready, all of it or nothing, and says what became of each of its files. */
#include "ingest/item.h"

#include "base/path.h"
#include "base/str.h"
#include "review/review.h"

#include <errno.h>
#include <string.h>

/* --- storing ------------------------------------------------------------------------------------- */

/* The file is not what it was when it was read. One file's trouble, not the run's. */
#define ITEM_CHANGED 1

static int keep_part(struct intake *in, struct part *p, struct error *err)
{
        char sha256[HASH_HEX_LEN];
        int r;

        if (p->fd < 0)
                return store_blob_put(in->store, p->pages[0], p->page_lens[0], sha256, err);
        if (lseek(p->fd, 0, SEEK_SET) < 0)
                return ITEM_CHANGED;
        r = store_blob_put_fd(in->store, p->fd, sha256, &p->file.size, err);
        return r == 0 && strcmp(sha256, p->file.sha256) != 0 ? ITEM_CHANGED : r;
}

static int keep_parts(struct intake *in, struct item *it, struct error *err)
{
        for (size_t i = 0; i < it->n_parts; i++) {
                int r = keep_part(in, &it->parts[i], err);

                if (r < 0)
                        return error_while(err, r, "keeping '%s'", it->parts[i].file.name);
                if (r == ITEM_CHANGED) {
                        it->refused = arena_printf(&it->arena, "'%s' changed while it was read",
                                                   it->parts[i].file.name);
                        return 0;
                }
        }
        return 0;
}

static int add_version(struct intake *in, struct item *it, struct store_version *ret,
                       struct error *err)
{
        if (in->version_of)
                return desk_resubmit_in_transaction(in->store, in->version_of, in->options->actor,
                                                    it->json, it->key, ret, err);
        return store_work_add(in->store, NULL, in->options->actor, it->json, it->key, ret, err);
}

static int add_parts(struct intake *in, const struct item *it, int64_t version, struct error *err)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < it->record->n_identifiers; i++)
                r = store_version_add_identifier(in->store, version,
                                                 it->record->identifiers[i].type,
                                                 it->record->identifiers[i].value, err);
        for (size_t i = 0; r == 0 && i < it->n_parts; i++) {
                const struct part *p = &it->parts[i];

                r = store_version_add_file(in->store, version, &p->file, p->pages, p->page_lens,
                                           p->n_pages, err);
        }
        return r == 0 ? store_sketch_add(in->store, version, &it->sketch, err) : r;
}

/* The rows of what is no duplicate. */
static int write_item(struct intake *in, struct item *it, struct error *err)
{
        struct store_version version;
        int r = keep_parts(in, it, err);

        if (r < 0 || it->refused)
                return r;
        r = add_version(in, it, &version, err);
        if (r == 0)
                r = add_parts(in, it, version.id, err);
        /* What lacks something for publication waits with the submissions, and the report says why. */
        if (r == 0 && in->options->publish && !it->missing)
                r = desk_publish_in_transaction(in->store, version.id, in->options->actor, err);
        if (r == REVIEW_REFUSED) {
                it->refused = arena_copy(&it->arena, err->message);
                return 0;
        }
        if (r == 0)
                memcpy(it->pid, version.pid, ID_SIZE);
        return r;
}

static int write_or_undo(struct intake *in, struct item *it, struct error *err)
{
        int r = store_mark(in->store, err);

        if (r == 0)
                r = write_item(in, it, err);
        if (r < 0)
                return r;
        if (it->refused)
                return store_undo(in->store, err);
        in->n_works++;
        return store_keep(in->store, err);
}

static int store_whole(struct intake *in, struct item *it, struct error *err)
{
        int r;

        if (!in->options->dry_run) {
                r = intake_open(in, err);
                if (r < 0)
                        return r;
        }
        r = item_find_duplicate(in, it, err);
        if (r != STORE_NONE)
                return r;
        r = item_find_likeness(in, it, err);
        if (r < 0)
                return r;
        return in->options->dry_run ? item_remember(in, it, err) : write_or_undo(in, it, err);
}

/* --- the report ---------------------------------------------------------------------------------- */

static const char *problem_of(const struct read_file *f)
{
        static const char *const words[EXTRACT_STATES] = {
                [EXTRACT_EMPTY] = "there is no text in it",
                [EXTRACT_NO_TEXT_LAYER] = "its pages are pictures without text",
                [EXTRACT_ENCRYPTED] = "it needs a password",
                [EXTRACT_DAMAGED] = "it is damaged",
                [EXTRACT_TOO_LARGE] = "it is too large",
                [EXTRACT_TIMED_OUT] = "reading it took too long",
                [EXTRACT_UNSUPPORTED] = "files of this kind are not read"};

        if (!f->x)
                return f->problem;
        return f->x->reason ? f->x->reason : words[f->x->state];
}

static const char *text_or_null(const char *text)
{
        return *text ? text : NULL;
}

/* Of a file that was read and belongs to a work with a verdict. */
static void tell_verdict(struct item *it, struct ingest_result *result)
{
        if (it->refused) {
                result->outcome = INGEST_REFUSED;
                result->reason = it->refused;
        } else if (it->duplicate_of[0] || it->duplicate_path) {
                result->outcome = INGEST_DUPLICATE;
                result->duplicate_of = text_or_null(it->duplicate_of);
                result->reason = it->duplicate_path
                                         ? arena_printf(&it->arena, "'%s' is the same work",
                                                        it->duplicate_path)
                                         : "the hub has this work already";
        } else {
                result->outcome = INGEST_ADDED;
                result->id = text_or_null(it->pid);
                result->missing = it->missing;
                result->resembles = text_or_null(it->resembles);
                result->likeness = it->likeness;
        }
}

static const char *notes_of(struct item *it, const struct extraction *x)
{
        const char *notes = NULL;

        for (size_t i = 0; i < x->notes.n; i++)
                notes = notes ? arena_printf(&it->arena, "%s; %s", notes, x->notes.items[i])
                              : x->notes.items[i];
        return notes;
}

static void report_file(struct intake *in, struct item *it, const struct read_file *f)
{
        struct ingest_result result = {
                .path = f->path,
                .state = extract_state_name(f->x ? f->x->state : EXTRACT_DAMAGED),
        };

        if (!read_file_is_taken(f)) {
                result.outcome = INGEST_REFUSED;
                result.reason = problem_of(f);
        } else {
                tell_verdict(it, &result);
                if (result.outcome == INGEST_ADDED)
                        result.reason =
                                f->x->state == EXTRACT_OK ? notes_of(it, f->x) : problem_of(f);
        }
        intake_report(in, &result);
}

/* The record is all there is of it: a refused one is a broken one. */
static void report_record(struct intake *in, struct item *it)
{
        struct ingest_result result = {.path = it->path};

        tell_verdict(it, &result);
        result.state = extract_state_name(it->refused ? EXTRACT_DAMAGED : EXTRACT_OK);
        intake_report(in, &result);
}

/* A paper that says too little of itself may have gone in a moment ago, with a list that says more. */
static int forgive_known(struct intake *in, struct item *it, struct error *err)
{
        int r = it->n_files && !in->version_of ? 0 : STORE_NONE;

        for (size_t i = 0; i < it->n_files && r == 0; i++)
                r = store_find_by_bytes(in->store, it->files[i]->sha256, it->duplicate_of, err);
        if (r == 0)
                it->refused = NULL;
        else
                it->duplicate_of[0] = '\0';
        return r < 0 ? r : 0;
}

int item_store(struct intake *in, struct item *it, struct error *err)
{
        int r = it->record && !it->refused ? store_whole(in, it, err)
                : it->refused              ? forgive_known(in, it, err)
                                           : 0;

        if (r < 0)
                return error_while(err, r, "ingesting '%s'",
                                   it->n_files ? it->files[0]->path : it->path);
        for (size_t i = 0; i < it->n_files; i++)
                report_file(in, it, it->files[i]);
        if (!it->n_files)
                report_record(in, it);
        return it->arena.failed ? error_no_memory(err) : 0;
}
