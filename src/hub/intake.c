/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Taking in: extract one file, ingest many, put an entry. */
#include "hub/follower.h"
#include "hub/hub.h"

#include "base/str.h"
#include "entry/entry.h"
#include "extract/extract.h"
#include "ingest/ingest.h"
#include "meta/meta.h"
#include "text/json.h"
#include "vocab/vocab.h"

static json_t *extraction_json(const struct extraction *x)
{
        json_t *j = json_object();
        json_t *pages = json_array();
        json_t *notes = json_array();

        json_put_text(j, "state", extract_state_name(x->state));
        json_put_text(j, "reason", x->reason);
        json_put_text(j, "media_type", x->media_type);
        json_put_text(j, "language", x->language);
        for (size_t i = 0; i < x->notes.n; i++)
                json_array_append_new(notes, json_string(x->notes.items[i]));
        json_object_set_new(j, "notes", notes);
        for (size_t i = 0; i < x->n_pages; i++)
                json_array_append_new(pages, json_stringn(x->pages[i], x->page_lens[i]));
        json_object_set_new(j, "pages", pages);
        json_object_set_new(j, "record", meta_write_json(x->record));
        return j;
}

int ssehub_extract(const char *path, char **ret_json, struct ssehub_error *err)
{
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        struct error e = {0};
        int r = vocab_init(&e);

        if (r == 0)
                r = extract_file(path, NULL, &x, &e);
        if (r < 0)
                return hub_answer(r, &e, err);
        return hub_json(extraction_json(x), ret_json, err);
}

/* --- ingest --------------------------------------------------------------------------------------- */

static void tell_result(void *user, const struct ingest_result *r)
{
        const struct ssehub_ingest *options = user;
        CLEANUP(str_done) struct str line = STR_INIT;
        CLEANUP(json_freep) json_t *j = json_object();
        const char *outcome = ingest_outcome_name(r->outcome);

        json_put_text(j, "path", r->path);
        json_put_text(j, "outcome", outcome);
        json_put_text(j, "id", r->id);
        json_put_text(j, "duplicate_of", r->duplicate_of);
        json_put_text(j, "state", r->state);
        json_put_text(j, "reason", r->reason);
        json_put_text(j, "missing", r->missing);
        json_put_text(j, "resembles", r->resembles);
        if (r->resembles)
                json_object_set_new(j, "likeness", json_real(r->likeness));
        if (options->result && json_write(j, &line, NULL) == 0)
                options->result(options->user, outcome, str_text(&line));
}

static void tell_progress(void *user, int64_t done, int64_t total)
{
        const struct ssehub_ingest *options = user;

        if (options->progress)
                options->progress(options->user, done, total);
}

static int accepts_no_sandbox(struct ssehub *hub, bool *ret, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *value = NULL;
        int r = store_config_get(hub->store, "accept-no-sandbox", &a, &value, err);

        *ret = str_equal(value, "yes");
        return r < 0 ? r : 0;
}

static int ingest(struct ssehub *hub, const char *const *paths, size_t n_paths,
                  const struct ssehub_ingest *options, struct ingest_counts *counts,
                  struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct ssehub_ingest told = *options;
        struct ingest_options in = {.jobs = options->jobs,
                                    .publish = options->publish,
                                    .version_of = options->version_of,
                                    .dry_run = options->dry_run,
                                    .result = tell_result,
                                    .progress = tell_progress,
                                    .user = &told};
        struct store_account account;
        int r = hub_account(hub, options->as, &a, &account, err);

        if (r == 0 && options->publish && account.role < ROLE_EDITOR)
                return error_set(err, 1, "--publish is for editors; %s is %s", account.email,
                                 role_name(account.role));
        if (r == 0)
                r = accepts_no_sandbox(hub, &in.extract.accept_no_sandbox, err);
        if (r == 0)
                r = store_config_get(hub->store, "ocr-command", &a, &in.extract.ocr, err);
        if (r != 0)
                return r;
        in.actor = account.id;
        return ingest_paths(hub->store, paths, n_paths, &in, counts, err);
}

/* What is published shows while the rest is still being read: the other core has time for it. */
static int ingest_and_follow(struct ssehub *hub, const char *const *paths, size_t n_paths,
                             const struct ssehub_ingest *options, struct ingest_counts *counts,
                             struct error *err)
{
        struct follower f;
        int r;

        if (!options->publish || options->dry_run)
                return ingest(hub, paths, n_paths, options, counts, err);
        r = follower_start(&f, store_dir(hub->store), true, err);
        if (r != 0)
                return r;
        r = ingest(hub, paths, n_paths, options, counts, err);
        follower_stop(&f);
        return r == 0 ? hub_follow(hub, err) : r;
}

int ssehub_ingest_paths(struct ssehub *hub, const char *const *paths, size_t n_paths,
                        const struct ssehub_ingest *options, struct ssehub_ingest_counts *ret,
                        struct ssehub_error *err)
{
        struct ingest_counts counts = {0};
        struct error e = {0};
        int r;

        hub_catch_up(hub);
        r = ingest_and_follow(hub, paths, n_paths, options, &counts, &e);
        *ret = (struct ssehub_ingest_counts){counts.added, counts.duplicate, counts.refused};
        return hub_answer(r, &e, err);
}

/* --- entries -------------------------------------------------------------------------------------- */

int ssehub_entry_put(struct ssehub *hub, const char *path, const char *as, char **ret_json,
                     struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_account account;
        struct store_version version;
        struct error e = {0};
        json_t *j;
        int r;

        hub_catch_up(hub);
        r = hub_account(hub, as, &a, &account, &e);
        if (r == 0)
                r = entry_put(hub->store, path, account.id, &version, &e);
        if (r == ENTRY_UNCHANGED)
                return hub_no(err, "'%s': the newest revision says exactly this already", path);
        if (r == 0)
                r = store_version_get(hub->store, version.id, &a, &version, &e);
        if (r != 0)
                return hub_answer(r, &e, err);
        j = json_object();
        json_put_text(j, "id", version.pid);
        json_put_text(j, "slug", version.slug);
        json_object_set_new(j, "version", json_integer(version.number));
        json_put_text(j, "state", state_name(version.state));
        return hub_json(j, ret_json, err);
}
