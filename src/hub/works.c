/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Works and entries in every state, for those who run the hub: list, show, history. */
#include "hub/hub.h"

#include "base/str.h"
#include "meta/meta.h"
#include "text/json.h"

#include <string.h>

static json_t *parse(const char *text)
{
        json_t *j = NULL;

        /* What the store holds was checked when it went in; null shows where that is not so. */
        if (!text || json_read(text, strlen(text), &j, NULL) != 0)
                return json_null();
        return j;
}

/* The title of a record (titles) or an entry (title). Borrowed from j. */
static const char *title_in(const json_t *j)
{
        const json_t *titles = json_object_get(j, "titles");
        const char *title = json_text(j, "title");

        return title ? title : json_text(json_array_get(titles, 0), "text");
}

static void put_version(json_t *j, const struct store_version *v)
{
        json_put_text(j, "id", v->pid);
        json_put_text(j, "kind", v->is_entry ? "entry" : "paper");
        json_put_text(j, "slug", v->slug);
        json_put_text(j, "state", state_name(v->state));
        json_object_set_new(j, "version", json_integer(v->number));
        json_put_text(j, "since", v->since);
        json_put_text(j, "created", v->created);
        json_put_text(j, "published", v->published);
}

static json_t *versions_json(const struct store_version *versions, size_t n)
{
        json_t *all = json_array();

        for (size_t i = 0; i < n; i++) {
                CLEANUP(json_freep) json_t *record = parse(versions[i].record_json);
                json_t *one = json_object();

                put_version(one, &versions[i]);
                json_put_text(one, "title", title_in(record));
                json_array_append_new(all, one);
        }
        return all;
}

int ssehub_list(struct ssehub *hub, const char *kind, const char *state, char **ret_json,
                struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_filter filter = {.kind = kind, .state = -1};
        struct store_version *versions;
        struct error e = {0};
        enum state which;
        size_t n;
        int r;

        if (kind && !str_equal(kind, "paper") && !str_equal(kind, "entry"))
                return hub_no(err, "there is no kind '%s': paper, entry", kind);
        if (state && !state_find(state, &which))
                return hub_no(err, "there is no state '%s'", state);
        if (state)
                filter.state = (int)which;
        r = store_work_list(hub->store, &filter, &a, &versions, &n, &e);
        if (r != 0)
                return hub_answer(r, &e, err);
        return hub_json(versions_json(versions, n), ret_json, err);
}

/* --- one work ------------------------------------------------------------------------------------- */

static int put_files(struct ssehub *hub, int64_t version, struct arena *a, json_t *j,
                     struct error *err)
{
        struct store_file *files;
        json_t *all;
        size_t n;
        int r = store_file_list(hub->store, version, a, &files, &n, err);

        if (r != 0)
                return r;
        all = json_array();
        for (size_t i = 0; i < n; i++) {
                json_t *one = json_object();

                json_put_text(one, "name", files[i].name);
                json_put_text(one, "role", files[i].is_paper ? "paper" : "metadata");
                json_put_text(one, "media_type", files[i].media_type);
                json_put_text(one, "state", files[i].state);
                json_put_text(one, "language", files[i].language);
                json_put_text(one, "sha256", files[i].sha256);
                json_object_set_new(one, "size", json_integer(files[i].size));
                json_object_set_new(one, "pages", json_integer(files[i].n_pages));
                json_array_append_new(all, one);
        }
        json_object_set_new(j, "files", all);
        return 0;
}

static json_t *assignment_json(const struct store_assignment *as)
{
        json_t *j = json_object();

        json_put_text(j, "adviser", as->email);
        json_put_text(j, "name", as->name);
        json_put_text(j, "assigned", as->assigned);
        json_put_text(j, "conflict", conflict_name(as->conflict));
        json_put_text(j, "note", as->note);
        json_put_text(j, "declared", as->declared);
        if (as->has_vote) {
                json_put_text(j, "vote", vote_name(as->vote));
                json_put_text(j, "reason", as->reason);
                json_put_text(j, "voted", as->voted);
        }
        return j;
}

static int put_review(struct ssehub *hub, int64_t version, struct arena *a, json_t *j,
                      struct error *err)
{
        struct store_assignment *assignments;
        json_t *all;
        size_t n;
        int r = store_assignment_list(hub->store, version, a, &assignments, &n, err);

        if (r != 0)
                return r;
        all = json_array();
        for (size_t i = 0; i < n; i++)
                json_array_append_new(all, assignment_json(&assignments[i]));
        json_object_set_new(j, "review", all);
        return 0;
}

static int put_tombstone(struct ssehub *hub, int64_t work, struct arena *a, json_t *j,
                         struct error *err)
{
        struct store_tombstone t;
        json_t *one;
        int r = store_tombstone_get(hub->store, work, a, &t, err);

        if (r != 0)
                return r == STORE_NONE ? 0 : r;
        one = json_object();
        json_put_text(one, "reason", t.reason);
        json_put_text(one, "at", t.at);
        json_put_text(one, "replaced_by", t.replaced_by);
        json_object_set_new(j, "tombstone", one);
        return 0;
}

static int put_submitter(struct ssehub *hub, int64_t id, struct arena *a, json_t *j,
                         struct error *err)
{
        struct store_account account;
        int r = store_account_get(hub->store, id, a, &account, err);

        if (r == 0)
                json_put_text(j, "submitter", account.email);
        return r;
}

static int find(struct ssehub *hub, const char *id, struct arena *a, struct store_version *ret,
                struct error *err)
{
        int r = store_version_find(hub->store, id, a, ret, err);

        if (r == STORE_NO_SUCH_WORK)
                return error_set(err, 1, "there is no work or entry '%s'", id);
        return r;
}

/* What the record of a paper lacks for publication. */
static int put_missing(const json_t *json, struct arena *a, json_t *j, struct error *err)
{
        CLEANUP(record_freep) struct record *record = record_new();

        if (!record)
                return error_no_memory(err);
        if (meta_read_json(json, record, NULL) == 0)
                json_put_text(j, "missing", record_missing(record, a));
        return 0;
}

static int show(struct ssehub *hub, const char *id, json_t *j, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(json_freep) json_t *record = NULL;
        struct store_version v;
        int r = find(hub, id, &a, &v, err);

        if (r != 0)
                return r;
        put_version(j, &v);
        record = parse(v.record_json);
        json_object_update_missing(j, record);
        r = put_submitter(hub, v.submitter, &a, j, err);
        if (r == 0 && !v.is_entry)
                r = put_missing(record, &a, j, err);
        if (r == 0)
                r = put_files(hub, v.id, &a, j, err);
        if (r == 0)
                r = put_review(hub, v.id, &a, j, err);
        if (r == 0)
                r = put_tombstone(hub, v.work, &a, j, err);
        return r;
}

int ssehub_show(struct ssehub *hub, const char *id, char **ret_json, struct ssehub_error *err)
{
        struct error e = {0};
        json_t *j = json_object();
        int r = show(hub, id, j, &e);

        if (r == 0)
                return hub_json(j, ret_json, err);
        json_decref(j);
        return hub_answer(r, &e, err);
}

/* --- history -------------------------------------------------------------------------------------- */

static int put_versions(struct ssehub *hub, int64_t work, struct arena *a, json_t *j,
                        struct error *err)
{
        struct store_version *versions;
        size_t n;
        int r = store_version_list(hub->store, work, a, &versions, &n, err);

        if (r != 0)
                return r;
        json_object_set_new(j, "versions", versions_json(versions, n));
        return 0;
}

static int put_events(struct ssehub *hub, int64_t work, struct arena *a, json_t *j,
                      struct error *err)
{
        struct store_event *events;
        json_t *all;
        size_t n;
        int r = store_event_list(hub->store, work, a, &events, &n, err);

        if (r != 0)
                return r;
        all = json_array();
        for (size_t i = 0; i < n; i++) {
                json_t *one = json_object();

                json_object_set_new(one, "seq", json_integer(events[i].seq));
                json_put_text(one, "at", events[i].at);
                json_put_text(one, "actor", events[i].actor_email);
                json_put_text(one, "action", events[i].action);
                json_put_text(one, "id", events[i].pid);
                if (events[i].version_number)
                        json_object_set_new(one, "version", json_integer(events[i].version_number));
                json_object_set_new(one, "detail", parse(events[i].detail_json));
                json_array_append_new(all, one);
        }
        json_object_set_new(j, "events", all);
        return 0;
}

static int history(struct ssehub *hub, const char *id, json_t *j, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_version v = {0};
        int r = 0;

        if (id) {
                r = find(hub, id, &a, &v, err);
                if (r == 0)
                        r = put_versions(hub, v.work, &a, j, err);
        }
        return r == 0 ? put_events(hub, v.work, &a, j, err) : r;
}

int ssehub_history(struct ssehub *hub, const char *id, char **ret_json, struct ssehub_error *err)
{
        struct error e = {0};
        json_t *j = json_object();
        int r = history(hub, id, j, &e);

        if (r == 0)
                return hub_json(j, ret_json, err);
        json_decref(j);
        return hub_answer(r, &e, err);
}
