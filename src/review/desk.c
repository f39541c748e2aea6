/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The desk: applies a move of machine.c in one transaction, with its event and all that hangs on the state.
 * Reads the situation, asks the table, writes the rows.
 */
#include "review/desk.h"

#include "base/num.h"
#include "text/json.h"

#include <errno.h>
#include <string.h>

/* --- the situation ----------------------------------------------------------------------------------- */

static int refuse(struct error *err, const char *fmt, const char *word)
{
        error_set(err, 0, "%s '%s'", fmt, word ? word : "");
        return REVIEW_REFUSED;
}

static bool is_undecided(enum state state)
{
        return state == STATE_SUBMITTED || state == STATE_UNDER_REVIEW ||
               state == STATE_CHANGES_REQUESTED || state == STATE_ACCEPTED;
}

int desk_quorum(struct store *s, struct arena *a, int *ret, struct error *err)
{
        const char *text = NULL;
        int r = store_config_get(s, "quorum", a, &text, err);

        if (r < 0)
                return r;
        return num_read_int(text, 1, 1000, ret) ? 0 : error_set(err, -EINVAL, "quorum '%s'", text);
}

const struct store_assignment *desk_find_adviser(const struct desk *d, int64_t account)
{
        for (size_t i = 0; i < d->n_advisers; i++)
                if (d->advisers[i].adviser == account)
                        return &d->advisers[i];
        return NULL;
}

static bool find_vote(enum move m, enum vote *ret)
{
        switch (m) {
        case MOVE_APPROVE:
                *ret = VOTE_APPROVE;
                return true;
        case MOVE_REQUEST_CHANGES:
                *ret = VOTE_REQUEST_CHANGES;
                return true;
        case MOVE_REJECT:
                *ret = VOTE_REJECT;
                return true;
        default:
                return false;
        }
}

/* The advisers as they stand once this move is done: the actor's row changed by declaration or vote. */
static struct store_assignment after_move(const struct desk *d, const struct store_assignment *row)
{
        struct store_assignment after = *row;
        enum vote vote;

        if (row->adviser != d->actor.id)
                return after;
        if (d->request->move == MOVE_DECLARE)
                after.conflict = d->request->conflict;
        if (find_vote(d->request->move, &vote)) {
                after.has_vote = true;
                after.vote = vote;
        }
        return after;
}

void desk_count(struct desk *d)
{
        struct situation *now = &d->now;

        now->eligible = now->approvals = now->changes = now->rejections = 0;
        for (size_t i = 0; i < d->n_advisers; i++) {
                const struct store_assignment row = after_move(d, &d->advisers[i]);

                now->eligible += row.conflict != CONFLICT_DECLARED;
                if (!row.has_vote || row.conflict != CONFLICT_NONE)
                        continue;
                now->approvals += row.vote == VOTE_APPROVE;
                now->changes += row.vote == VOTE_REQUEST_CHANGES;
                now->rejections += row.vote == VOTE_REJECT;
        }
}

static void read_actor(struct desk *d)
{
        const struct store_assignment *row = desk_find_adviser(d, d->actor.id);

        d->now.state = d->version.state;
        d->now.role = d->actor.role;
        d->now.is_own_version = d->version.submitter == d->actor.id;
        d->now.is_assigned = row != NULL;
        d->now.has_voted = row && row->has_vote;
        d->now.conflict = row ? row->conflict : CONFLICT_UNDECLARED;
        d->now.has_reason = !str_is_blank(d->request->note);
}

/* MOVE_ASSIGN: the person to be asked. */
static int read_asked(struct desk *d, struct error *err)
{
        const struct store_assignment *row;
        int r;

        if (str_is_blank(d->request->adviser))
                return refuse(err, "assign: to whom?", "");
        r = store_account_find(d->s, d->request->adviser, d->a, &d->asked, err);
        if (r == STORE_NO_SUCH_ACCOUNT)
                return refuse(err, "there is no account", d->request->adviser);
        if (r == 0)
                r = store_work_has_submitter(d->s, d->version.work, d->asked.id,
                                             &d->now.asked.is_submitter, err);
        if (r < 0)
                return r;
        row = desk_find_adviser(d, d->asked.id);
        d->now.asked.role = d->asked.role;
        d->now.asked.is_assigned = row != NULL;
        d->now.asked.conflict = row ? row->conflict : CONFLICT_UNDECLARED;
        return 0;
}

/* Entries have no licence or type of their own: they are whole when they are submitted. */
static int read_missing(struct desk *d, struct error *err)
{
        CLEANUP(record_freep) struct record *record = NULL;
        int r;

        if (d->version.is_entry ||
            (d->request->move != MOVE_PUBLISH && d->request->move != MOVE_BULK_PUBLISH))
                return 0;
        record = record_new();
        if (!record)
                return error_no_memory(err);
        r = desk_read_record(d, record, err);
        if (r == 0)
                d->now.missing = record_missing(record, d->a);
        return r;
}

/* d has its version and its actor. */
static int read_situation(struct desk *d, struct error *err)
{
        int r;

        r = store_assignment_list(d->s, d->version.id, d->a, &d->advisers, &d->n_advisers, err);
        if (r == 0)
                r = store_work_has_submitter(d->s, d->version.work, d->actor.id,
                                             &d->now.is_submitter, err);
        if (r == 0)
                r = desk_quorum(d->s, d->a, &d->now.quorum, err);
        if (r == 0)
                r = read_missing(d, err);
        if (r < 0)
                return r;
        read_actor(d);
        desk_count(d);
        return d->request->move == MOVE_ASSIGN ? read_asked(d, err) : 0;
}

/* What is withdrawn is the published version, unless the actor takes back an own newer one. */
static int choose_version(struct desk *d, struct error *err)
{
        int r;

        if (d->request->move != MOVE_WITHDRAW ||
            (is_undecided(d->version.state) && d->version.submitter == d->actor.id))
                return 0;
        r = store_version_published(d->s, d->version.work, d->a, &d->version, err);
        return r == STORE_NO_SUCH_WORK ? 0 : r;
}

static int find_names(struct desk *d, struct error *err)
{
        int r = store_account_find(d->s, d->request->actor, d->a, &d->actor, err);

        if (r == STORE_NO_SUCH_ACCOUNT)
                return refuse(err, "there is no account", d->request->actor);
        if (r == 0)
                r = store_version_find(d->s, d->request->work, d->a, &d->version, err);
        if (r == STORE_NO_SUCH_WORK)
                return refuse(err, "there is no work", d->request->work);
        return r == 0 ? choose_version(d, err) : r;
}

/* --- the rows of a move ------------------------------------------------------------------------------ */

static int apply_assign(struct desk *d, struct error *err)
{
        int r;

        json_put_text(d->detail, "adviser", d->asked.email);
        r = store_assignment_add(d->s, d->version.id, d->asked.id, d->actor.id, err);
        if (r == STORE_EXISTS) /* who was unsure declares again */
                r = store_assignment_declare(d->s, d->version.id, d->asked.id, CONFLICT_UNDECLARED,
                                             NULL, err);
        return r;
}

static int apply_declare(struct desk *d, struct error *err)
{
        json_put_text(d->detail, "conflict", conflict_name(d->request->conflict));
        return store_assignment_declare(d->s, d->version.id, d->actor.id, d->request->conflict,
                                        d->request->note, err);
}

/* An editor at the desk, before advisers are asked, decides without a vote. */
static int apply_vote(struct desk *d, struct error *err)
{
        enum vote vote;

        if (d->version.state != STATE_UNDER_REVIEW || !find_vote(d->request->move, &vote))
                return 0;
        json_put_text(d->detail, "vote", vote_name(vote));
        return store_vote_put(d->s, d->version.id, d->actor.id, vote, d->request->note, err);
}

/* The same record and files once more: the submitter answers in words. */
static int copy_version(struct desk *d, struct error *err)
{
        CLEANUP(json_freep) json_t *record = NULL;
        int r = json_read(d->version.record_json, strlen(d->version.record_json), &record, err);

        if (r > 0)
                return error_while(err, -EIO, "the stored record of %s", d->version.pid);
        if (r == 0)
                r = store_version_add(d->s, d->version.work, d->actor.id, record, NULL,
                                      &d->successor, err);
        return r < 0 ? r : store_version_copy_files(d->s, d->version.id, d->successor.id, err);
}

/* The answer is a further version; this one stays what it is, with the votes it got. */
static int apply_resubmit(struct desk *d, struct error *err)
{
        int r = d->record ? store_version_add(d->s, d->version.work, d->actor.id, d->record,
                                              d->match_key, &d->successor, err)
                          : copy_version(d, err);

        if (r == 0 &&
            json_object_set_new(d->detail, "version", json_integer(d->successor.number)) < 0)
                r = error_no_memory(err);
        return r;
}

/* A tombstone names only what readers can see. */
static int find_replacement(struct desk *d, int64_t *ret, struct error *err)
{
        struct store_version v;
        int r;

        *ret = 0;
        if (str_is_blank(d->request->replaced_by))
                return 0;
        r = store_version_find(d->s, d->request->replaced_by, d->a, &v, err);
        if (r == 0 && v.work != d->version.work)
                r = store_version_published(d->s, v.work, d->a, &v, err);
        else if (r == 0)
                r = STORE_NO_SUCH_WORK;
        if (r == STORE_NO_SUCH_WORK)
                return refuse(err, "withdraw: there is no other published work",
                              d->request->replaced_by);
        if (r == 0) {
                json_put_text(d->detail, "replaced_by", v.pid);
                *ret = v.work;
        }
        return r;
}

/* With the work go its versions that wait for a decision. */
static int withdraw_pending(struct desk *d, struct error *err)
{
        struct store_version *versions;
        size_t n;
        int r = store_version_list(d->s, d->version.work, d->a, &versions, &n, err);

        for (size_t i = 0; i < n && r == 0; i++) {
                if (!is_undecided(versions[i].state))
                        continue;
                r = store_version_set_state(d->s, versions[i].id, STATE_WITHDRAWN, err);
                if (r == 0)
                        r = store_event_add(d->s, d->actor.id, move_name(MOVE_WITHDRAW),
                                            versions[i].id, NULL, err);
        }
        return r;
}

static int apply_withdraw(struct desk *d, struct error *err)
{
        int64_t replaced_by;
        int r;

        if (!state_is_public(d->version.state))
                return 0; /* never public: no tombstone */
        r = find_replacement(d, &replaced_by, err);
        if (r == 0)
                r = store_tombstone_put(d->s, d->version.work, d->request->note, replaced_by, err);
        return r == 0 ? withdraw_pending(d, err) : r;
}

static int (*const apply[MOVE_COUNT])(struct desk *d, struct error *err) = {
        [MOVE_ASSIGN] = apply_assign,     [MOVE_DECLARE] = apply_declare,
        [MOVE_APPROVE] = apply_vote,      [MOVE_REQUEST_CHANGES] = apply_vote,
        [MOVE_REJECT] = apply_vote,       [MOVE_RESUBMIT] = apply_resubmit,
        [MOVE_WITHDRAW] = apply_withdraw,
};

/* --- a move ------------------------------------------------------------------------------------------ */

static int record_event(struct desk *d, struct error *err)
{
        json_put_text(d->detail, "from", state_name(d->version.state));
        json_put_text(d->detail, "to", state_name(d->next));
        json_put_text(d->detail, "note", d->request->note);
        return store_event_add(d->s, d->actor.id, move_name(d->request->move), d->version.id,
                               STEAL(d->detail), err);
}

/* The version of a resubmission keeps its state: its successor is the one that is submitted. */
static int set_state(struct desk *d, struct error *err)
{
        if (d->request->move == MOVE_RESUBMIT)
                return 0;
        return store_version_set_state(d->s, d->version.id, d->next, err);
}

/* Inside a transaction; d has its version, actor and request. */
static int move(struct desk *d, struct error *err)
{
        CLEANUP(json_freep) json_t *detail = NULL;
        int r;

        r = read_situation(d, err);
        if (r == 0)
                r = machine_move(d->request->move, &d->now, &d->next, err);
        if (r != 0)
                return r;
        d->detail = json_object();
        if (!d->detail)
                return error_no_memory(err);
        if (apply[d->request->move])
                r = apply[d->request->move](d, err);
        if (r == 0)
                r = desk_judge_sdgs(d, err);
        if (r == 0)
                r = set_state(d, err);
        if (r == 0)
                r = record_event(d, err);
        detail = STEAL(d->detail); /* what was not handed on */
        return r;
}

int desk_move(struct store *s, const struct desk_request *request, enum state *ret_state,
              struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(store_rollbackp) struct store *open = NULL;
        struct desk d = {.s = s, .a = &a, .request = request};
        int r;

        r = store_begin(s, err);
        if (r < 0)
                return r;
        open = s;
        r = find_names(&d, err);
        if (r == 0)
                r = move(&d, err);
        if (r == 0)
                r = store_commit(open, err);
        if (r == 0 && ret_state)
                *ret_state = d.next;
        return r < 0 ? error_while(err, r, "%s %s", move_name(request->move), request->work) : r;
}

int desk_publish_in_transaction(struct store *s, int64_t version, int64_t actor, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const struct desk_request request = {.move = MOVE_BULK_PUBLISH};
        struct desk d = {.s = s, .a = &a, .request = &request, .now.is_ingest = true};
        int r;

        r = store_account_get(s, actor, &a, &d.actor, err);
        if (r == 0)
                r = store_version_get(s, version, &a, &d.version, err);
        if (r > 0)
                r = error_set(err, -ENOENT, "there is no such account or version");
        if (r == 0)
                r = move(&d, err);
        return r < 0 ? error_while(err, r, "publishing version number %lld", (long long)version)
                     : r;
}

static int newest_version(struct desk *d, int64_t work, struct error *err)
{
        struct store_version *versions;
        size_t n = 0;
        int r = store_version_list(d->s, work, d->a, &versions, &n, err);

        if (r == 0 && n == 0)
                r = error_set(err, -ENOENT, "there is no work number %lld", (long long)work);
        if (r == 0)
                d->version = versions[n - 1];
        return r;
}

int desk_resubmit_in_transaction(struct store *s, int64_t work, int64_t actor, const json_t *record,
                                 const char *match_key, struct store_version *ret,
                                 struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const struct desk_request request = {.move = MOVE_RESUBMIT};
        struct desk d = {
                .s = s, .a = &a, .request = &request, .record = record, .match_key = match_key};
        int r;

        r = store_account_get(s, actor, &a, &d.actor, err);
        if (r > 0)
                r = error_set(err, -ENOENT, "there is no account number %lld", (long long)actor);
        if (r == 0)
                r = newest_version(&d, work, err);
        if (r == 0)
                r = move(&d, err);
        if (r == 0)
                *ret = d.successor;
        return r < 0 ? error_while(err, r, "resubmitting work number %lld", (long long)work) : r;
}
