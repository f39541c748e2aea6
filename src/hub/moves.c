/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The review, from the words of a front door to the desk (review/desk.c) and back. */
#include "hub/hub.h"

#include "base/str.h"
#include "review/review.h"
#include "text/json.h"

/* The moves a person asks for by name; the others happen at ingest. */
static const enum move named_moves[] = {MOVE_ASSIGN,          MOVE_DECLARE, MOVE_APPROVE,
                                        MOVE_REQUEST_CHANGES, MOVE_REJECT,  MOVE_PUBLISH,
                                        MOVE_WITHDRAW};

static bool find_move(const char *name, enum move *ret)
{
        for (size_t i = 0; i < ARRAY_LEN(named_moves); i++) {
                if (str_equal(name, move_name(named_moves[i]))) {
                        *ret = named_moves[i];
                        return true;
                }
        }
        return false;
}

static bool changes_what_is_public(enum move m)
{
        return m == MOVE_PUBLISH || m == MOVE_WITHDRAW;
}

static const struct sdg_verdict *verdicts(const struct ssehub_move *m, struct arena *a,
                                          size_t *ret_n)
{
        struct sdg_verdict *all = NULL;

        *ret_n = 0;
        for (size_t i = 0; i < m->n_confirm_sdgs + m->n_reject_sdgs; i++) {
                bool confirm = i < m->n_confirm_sdgs;
                struct sdg_verdict *v = arena_push(a, &all, ret_n, sizeof(*v));

                if (!v)
                        break;
                v->confirm = confirm;
                v->notation = confirm ? m->confirm_sdgs[i] : m->reject_sdgs[i - m->n_confirm_sdgs];
        }
        return all;
}

static int make_move(struct ssehub *hub, const struct ssehub_move *m, enum state *ret_state,
                     struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct desk_request request = {
                .actor = m->as ? m->as : HUB_LOCAL_ACCOUNT,
                .work = m->id,
                .adviser = m->adviser,
                .note = m->note,
                .replaced_by = m->replaced_by,
        };
        int r;

        if (!find_move(m->move, &request.move))
                return error_set(err, 1, "there is no move '%s'", m->move);
        if (request.move == MOVE_DECLARE && !conflict_find(m->conflict, &request.conflict))
                return error_set(err, 1,
                                 "a declaration is 'none', 'declared' or 'unsure', not '%s'",
                                 m->conflict ? m->conflict : "");
        request.verdicts = verdicts(m, &a, &request.n_verdicts);
        if (a.failed)
                return error_no_memory(err);
        r = desk_move(hub->store, &request, ret_state, err);
        if (r == 0 && changes_what_is_public(request.move))
                r = hub_follow(hub, err);
        return r;
}

int ssehub_review(struct ssehub *hub, const struct ssehub_move *m, char **ret_json,
                  struct ssehub_error *err)
{
        struct error e = {0};
        enum state state;
        json_t *j;
        int r;

        hub_catch_up(hub);
        r = make_move(hub, m, &state, &e);

        if (r != 0)
                return hub_answer(r, &e, err);
        j = json_object();
        json_put_text(j, "id", m->id);
        json_put_text(j, "move", m->move);
        json_put_text(j, "state", state_name(state));
        return hub_json(j, ret_json, err);
}

int ssehub_queue(struct ssehub *hub, const char *as, char **ret_json, struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct desk_item *items;
        struct error e = {0};
        json_t *all;
        size_t n;
        int r = desk_queue(hub->store, as, &a, &items, &n, &e);

        if (r != 0)
                return hub_answer(r, &e, err);
        all = json_array();
        for (size_t i = 0; i < n; i++) {
                const struct store_version *v = &items[i].version;
                json_t *one = json_object();

                json_put_text(one, "id", v->pid);
                json_put_text(one, "kind", v->is_entry ? "entry" : "paper");
                json_put_text(one, "slug", v->slug);
                json_put_text(one, "title", items[i].title);
                json_put_text(one, "state", state_name(v->state));
                json_put_text(one, "since", v->since);
                json_put_text(one, "waits_for", items[i].waits_for);
                json_array_append_new(all, one);
        }
        return hub_json(all, ret_json, err);
}
