/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "review/review.h"
#include "store/hub.h"

#include "meta/meta.h"
#include "text/json.h"

/* The people of the tests. */
#define AUTHOR "author@sse.example"
#define OTHER  "other@sse.example"
#define ADA    "ada@sse.example"
#define BEN    "ben@sse.example"
#define CEM    "cem@sse.example"
#define EDITOR "editor@sse.example"
#define SECOND "second-editor@sse.example"

static int desk_begin(void **state)
{
        hub_begin(state);
        hub_account(*state, AUTHOR, ROLE_SUBMITTER);
        hub_account(*state, OTHER, ROLE_SUBMITTER);
        hub_account(*state, ADA, ROLE_ADVISER);
        hub_account(*state, BEN, ROLE_ADVISER);
        hub_account(*state, CEM, ROLE_ADVISER);
        hub_account(*state, EDITOR, ROLE_EDITOR);
        hub_account(*state, SECOND, ROLE_EDITOR);
        return 0;
}

static int64_t id_of(struct hub *h, const char *email)
{
        struct store_account account;

        assert_done(store_account_find(h->s, email, &h->a, &account, &h->err), &h->err);
        return account.id;
}

static struct store_version submit_record(struct hub *h, const struct record *record,
                                          const char *by)
{
        CLEANUP(json_freep) json_t *json = meta_write_json(record);
        struct store_version v;

        assert_non_null(json);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_work_add(h->s, NULL, id_of(h, by), json, "key", &v, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        return v;
}

/* A paper whose author says SDG 8 and 5 and a machine says SDG 13 and a theme. */
static struct store_version submit(struct hub *h, const char *by)
{
        CLEANUP(record_freep) struct record *record = record_new();

        record_add_text(record, &record->titles, "Worker cooperatives", "en");
        record_add_agent(record, &record->creators, "Amina Otieno");
        assert_non_null(record_add_sdg(record, "8", ASSERTED_BY_AUTHOR));
        assert_non_null(record_add_sdg(record, "5", ASSERTED_BY_AUTHOR));
        assert_non_null(record_add_sdg(record, "13", ASSERTED_BY_MACHINE));
        for (size_t i = 0; i < record->n_sdgs; i++)
                record->sdgs[i].status = ASSERTION_SUGGESTED;
        assert_non_null(record_add_theme_suggestion(record, "worker-cooperatives"));
        record_set(record, &record->type, "working-paper");
        record_set(record, &record->licence, "CC-BY-4.0");
        record_add_string(record, &record->languages, "en");
        record_add_date(record, "Issued", "2021");
        record_add_text(record, &record->summaries, "In a nutshell.", "en");
        return submit_record(h, record, by);
}

static struct store_version submit_entry(struct hub *h, const char *slug)
{
        CLEANUP(json_freep)
        json_t *json = json_pack("{s:s,s:s}", "slug", slug, "title", "Mutual aid");
        struct store_version v;

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_work_add(h->s, slug, id_of(h, AUTHOR), json, NULL, &v, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        return v;
}

static int ask(struct hub *h, const struct desk_request *request, enum state *ret_state)
{
        h->err = (struct error){0, ""};
        return desk_move(h->s, request, ret_state, &h->err);
}

static void may(struct hub *h, const struct desk_request *request, enum state expected)
{
        enum state next = STATE_COUNT;

        assert_done(ask(h, request, &next), &h->err);
        assert_string_equal(state_name(next), state_name(expected));
}

/* Refused, and nothing at all has changed: not the state, not the audit trail. */
static void may_not(struct hub *h, const struct desk_request *request, const char *words)
{
        struct store_event *events;
        size_t before, after;

        assert_done(store_event_list(h->s, 0, &h->a, &events, &before, &h->err), &h->err);
        assert_int_equal(ask(h, request, NULL), REVIEW_REFUSED);
        if (!strstr(h->err.message, words))
                fail_msg("'%s' does not say '%s'", h->err.message, words);
        assert_done(store_event_list(h->s, 0, &h->a, &events, &after, &h->err), &h->err);
        assert_int_equal(before, after);
}

/* The usual requests in short. */
#define ASSIGN(w, who)                                                                             \
        (&(struct desk_request){                                                                   \
                .move = MOVE_ASSIGN, .actor = EDITOR, .work = (w), .adviser = (who)})
#define DECLARE(w, who, what)                                                                      \
        (&(struct desk_request){                                                                   \
                .move = MOVE_DECLARE, .actor = (who), .work = (w), .conflict = (what)})
#define VOTE(w, who, m, why)                                                                       \
        (&(struct desk_request){.move = (m), .actor = (who), .work = (w), .note = (why)})
#define PUBLISH(w, who) (&(struct desk_request){.move = MOVE_PUBLISH, .actor = (who), .work = (w)})
#define WITHDRAW(w, who, why)                                                                      \
        (&(struct desk_request){.move = MOVE_WITHDRAW, .actor = (who), .work = (w), .note = (why)})

static void assign_and_declare(struct hub *h, const char *work)
{
        static const char *const advisers[] = {ADA, BEN, CEM};

        for (size_t i = 0; i < ARRAY_LEN(advisers); i++) {
                may(h, ASSIGN(work, advisers[i]), STATE_UNDER_REVIEW);
                may(h, DECLARE(work, advisers[i], CONFLICT_NONE), STATE_UNDER_REVIEW);
        }
}

static void accept_work(struct hub *h, const char *work)
{
        assign_and_declare(h, work);
        may(h, VOTE(work, ADA, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW);
        may(h, VOTE(work, BEN, MOVE_APPROVE, "sound"), STATE_ACCEPTED);
}

static enum state state_of(struct hub *h, int64_t version)
{
        struct store_version v;

        assert_done(store_version_get(h->s, version, &h->a, &v, &h->err), &h->err);
        return v.state;
}

static int64_t last_change(struct hub *h)
{
        int64_t seq = -1;

        assert_done(store_change_last(h->s, &seq, &h->err), &h->err);
        return seq;
}

static const struct store_event *last_event(struct hub *h)
{
        struct store_event *events;
        size_t n;

        assert_done(store_event_list(h->s, 0, &h->a, &events, &n, &h->err), &h->err);
        assert_true(n > 0);
        return &events[n - 1];
}

static enum assertion_status sdg_status(struct hub *h, int64_t version, const char *notation)
{
        CLEANUP(record_freep) struct record *record = record_new();
        CLEANUP(json_freep) json_t *json = NULL;
        struct store_version v;

        assert_done(store_version_get(h->s, version, &h->a, &v, &h->err), &h->err);
        assert_done(json_read(v.record_json, strlen(v.record_json), &json, &h->err), &h->err);
        assert_done(meta_read_json(json, record, &h->err), &h->err);
        for (size_t i = 0; i < record->n_sdgs; i++)
                if (!strcmp(record->sdgs[i].notation, notation))
                        return record->sdgs[i].status;
        fail_msg("no SDG %s", notation);
        return ASSERTION_SUGGESTED;
}

/* --- from submission to publication ----------------------------------------------------------------- */

static void a_paper_goes_from_submission_to_publication(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        struct store_version published;

        accept_work(h, v.pid);
        assert_int_equal(last_change(h), 0);
        assert_int_equal(store_version_published(h->s, v.work, &h->a, &published, &h->err),
                         STORE_NO_SUCH_WORK);
        may(h, PUBLISH(v.pid, EDITOR), STATE_PUBLISHED);
        assert_int_equal(last_change(h), 1);
        assert_done(store_version_published(h->s, v.work, &h->a, &published, &h->err), &h->err);
        assert_int_equal(published.id, v.id);
        assert_sound(h);
}

static void an_entry_goes_through_the_same_gate(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit_entry(h, "mutual-aid");

        may_not(h, PUBLISH("mutual-aid", EDITOR), "submitted");
        accept_work(h, "mutual-aid");
        may(h, PUBLISH("mutual-aid", EDITOR), STATE_PUBLISHED);
        assert_int_equal(state_of(h, v.id), STATE_PUBLISHED);
        assert_sound(h);
}

static void every_move_is_in_the_audit_trail_with_its_circumstances(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        const struct store_event *e;

        may(h, ASSIGN(v.pid, ADA), STATE_UNDER_REVIEW);
        e = last_event(h);
        assert_string_equal(e->action, "assign");
        assert_string_equal(e->actor_email, EDITOR);
        assert_non_null(strstr(e->detail_json, "\"adviser\":\"" ADA "\""));
        assert_non_null(strstr(e->detail_json, "\"from\":\"submitted\""));
        assert_non_null(strstr(e->detail_json, "\"to\":\"under-review\""));
        may(h, DECLARE(v.pid, ADA, CONFLICT_NONE), STATE_UNDER_REVIEW);
        assert_non_null(strstr(last_event(h)->detail_json, "\"conflict\":\"none\""));
        may(h, VOTE(v.pid, ADA, MOVE_REQUEST_CHANGES, "add the data"), STATE_UNDER_REVIEW);
        e = last_event(h);
        assert_string_equal(e->action, "request-changes");
        assert_non_null(strstr(e->detail_json, "\"vote\":\"request-changes\""));
        assert_non_null(strstr(e->detail_json, "\"note\":\"add the data\""));
        may(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW); /* replaces the vote */
        assert_string_equal(last_event(h)->action, "approve");
}

static void a_stranger_or_an_unknown_work_is_refused(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);

        may_not(h, PUBLISH(v.pid, "nobody@sse.example"), "nobody@sse.example");
        may_not(h, PUBLISH("no-such-work", EDITOR), "no-such-work");
        may_not(h, ASSIGN(v.pid, "nobody@sse.example"), "nobody@sse.example");
        may_not(h, ASSIGN(v.pid, NULL), "to whom");
}

/* --- advisers and conflicts -------------------------------------------------------------------------- */

static void nobody_judges_their_own_work(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, ADA);
        struct store_version own = submit(h, EDITOR);

        may_not(h, ASSIGN(v.pid, ADA), "of their own");
        may_not(h, ASSIGN(v.pid, AUTHOR), "no adviser");
        accept_work(h, submit(h, AUTHOR).pid);
        may_not(h, VOTE(own.pid, EDITOR, MOVE_REJECT, "mine"), "of their own");
        may_not(h, VOTE(own.pid, EDITOR, MOVE_REQUEST_CHANGES, "mine"), "of their own");
        accept_work(h, own.pid);
        may_not(h, PUBLISH(own.pid, EDITOR), "of their own");
        may(h, PUBLISH(own.pid, SECOND), STATE_PUBLISHED);
}

static void who_submitted_an_earlier_version_is_no_judge_of_a_later_one(void **state)
{
        struct hub *h = *state;
        struct store_version one = submit(h, ADA);
        CLEANUP(json_freep) json_t *record = hub_record("by another");
        struct store_version two;

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(
                store_version_add(h->s, one.work, id_of(h, AUTHOR), record, NULL, &two, &h->err),
                &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        may_not(h, ASSIGN(one.pid, ADA), "of their own");
        may(h, ASSIGN(one.pid, BEN), STATE_UNDER_REVIEW);
        assert_int_equal(state_of(h, two.id), STATE_UNDER_REVIEW);
        assert_int_equal(state_of(h, one.id), STATE_SUBMITTED);
}

static void an_adviser_declares_before_voting_and_cannot_with_a_conflict(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);

        may(h, ASSIGN(v.pid, ADA), STATE_UNDER_REVIEW);
        may_not(h, ASSIGN(v.pid, ADA), "assigned already");
        may_not(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), "conflict of interest");
        may_not(h, DECLARE(v.pid, BEN, CONFLICT_NONE), "not assigned");
        may(h, DECLARE(v.pid, ADA, CONFLICT_DECLARED), STATE_UNDER_REVIEW);
        may_not(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), "conflict of interest");
        may(h, DECLARE(v.pid, ADA, CONFLICT_NONE), STATE_UNDER_REVIEW); /* until the vote */
        may(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW);
        may_not(h, DECLARE(v.pid, ADA, CONFLICT_DECLARED), "voted already");
}

static void an_adviser_who_is_unsure_may_be_asked_again(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        struct store_assignment *list;
        size_t n;

        may(h, ASSIGN(v.pid, ADA), STATE_UNDER_REVIEW);
        may(h, DECLARE(v.pid, ADA, CONFLICT_UNSURE), STATE_UNDER_REVIEW);
        may_not(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), "conflict of interest");
        may(h, ASSIGN(v.pid, ADA), STATE_UNDER_REVIEW);
        assert_done(store_assignment_list(h->s, v.id, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 1);
        assert_int_equal(list[0].conflict, CONFLICT_UNDECLARED);
        may(h, DECLARE(v.pid, ADA, CONFLICT_NONE), STATE_UNDER_REVIEW);
        may(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW);
}

static void an_editor_who_declared_a_conflict_does_not_publish(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);

        may(h, ASSIGN(v.pid, EDITOR), STATE_UNDER_REVIEW);
        may(h, DECLARE(v.pid, EDITOR, CONFLICT_DECLARED), STATE_UNDER_REVIEW);
        accept_work(h, v.pid);
        may_not(h, PUBLISH(v.pid, EDITOR), "conflict of interest");
        may(h, PUBLISH(v.pid, SECOND), STATE_PUBLISHED);
}

/* --- votes ------------------------------------------------------------------------------------------- */

static void a_second_vote_replaces_the_first(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);

        assign_and_declare(h, v.pid);
        may(h, VOTE(v.pid, ADA, MOVE_REJECT, "no data"), STATE_UNDER_REVIEW);
        may(h, VOTE(v.pid, ADA, MOVE_REJECT, "still no data"),
            STATE_UNDER_REVIEW); /* one person, one vote */
        may(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW);
        may(h, VOTE(v.pid, BEN, MOVE_APPROVE, NULL), STATE_ACCEPTED);
        may_not(h, VOTE(v.pid, CEM, MOVE_REJECT, "too late"), "accepted");
}

static void a_rejection_needs_the_quorum_and_a_reason(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);

        assign_and_declare(h, v.pid);
        may_not(h, VOTE(v.pid, ADA, MOVE_REJECT, NULL), "reason");
        may_not(h, VOTE(v.pid, ADA, MOVE_REJECT, " \n"), "reason");
        may_not(h, VOTE(v.pid, ADA, MOVE_REQUEST_CHANGES, ""), "reason");
        may(h, VOTE(v.pid, ADA, MOVE_REJECT, "no data"), STATE_UNDER_REVIEW);
        may(h, VOTE(v.pid, BEN, MOVE_REJECT, "no method"), STATE_REJECTED);
        may_not(h, PUBLISH(v.pid, EDITOR), "rejected");
        may_not(h, ASSIGN(v.pid, CEM), "rejected");
        assert_int_equal(last_change(h), 0);
}

static void the_quorum_is_that_of_the_hub(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);

        assert_done(store_config_set(h->s, "quorum", "3", &h->err), &h->err);
        assign_and_declare(h, v.pid);
        may(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW);
        may(h, VOTE(v.pid, BEN, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW);
        may(h, VOTE(v.pid, CEM, MOVE_APPROVE, NULL), STATE_ACCEPTED);
}

static void an_editor_sends_back_or_rejects_at_the_desk(void **state)
{
        struct hub *h = *state;
        struct store_version back = submit(h, AUTHOR);
        struct store_version out = submit(h, AUTHOR);

        may_not(h, VOTE(back.pid, ADA, MOVE_REQUEST_CHANGES, "x"), "role of editor");
        may(h, VOTE(back.pid, EDITOR, MOVE_REQUEST_CHANGES, "no abstract"),
            STATE_CHANGES_REQUESTED);
        may(h, VOTE(out.pid, EDITOR, MOVE_REJECT, "advertisement"), STATE_REJECTED);
        assert_non_null(strstr(last_event(h)->detail_json, "advertisement"));
        assert_sound(h);
}

static void a_resubmission_is_a_further_version_that_starts_anew(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        const struct desk_request again = {
                .move = MOVE_RESUBMIT, .actor = AUTHOR, .work = v.pid, .note = "see page 2"};
        const struct desk_request by_other = {.move = MOVE_RESUBMIT, .actor = OTHER, .work = v.pid};
        struct store_version next;
        struct store_assignment *advisers;
        struct store_file *files;
        size_t n;

        hub_file(h, v.id, 1, "paper.txt", "the text");
        may(h, VOTE(v.pid, EDITOR, MOVE_REQUEST_CHANGES, "explain"), STATE_CHANGES_REQUESTED);
        may_not(h, &by_other, "who submitted the work");
        may(h, &again, STATE_SUBMITTED);
        assert_int_equal(state_of(h, v.id), STATE_CHANGES_REQUESTED);
        assert_done(store_version_find(h->s, v.pid, &h->a, &next, &h->err), &h->err);
        assert_int_equal(next.number, 2);
        assert_int_equal(next.state, STATE_SUBMITTED);
        assert_done(store_file_list(h->s, next.id, &h->a, &files, &n, &h->err), &h->err);
        assert_int_equal(n, 1);
        assert_string_equal(files[0].name, "paper.txt");
        assert_int_equal(files[0].n_pages, 1);
        assert_done(store_assignment_list(h->s, next.id, &h->a, &advisers, &n, &h->err), &h->err);
        assert_int_equal(n, 0);
        accept_work(h, v.pid);
        assert_int_equal(state_of(h, next.id), STATE_ACCEPTED);
        assert_sound(h);
}

static int revise(struct hub *h, int64_t work, const char *by, struct store_version *ret)
{
        CLEANUP(json_freep) json_t *record = hub_record("Revised");
        int r;

        assert_done(store_begin(h->s, &h->err), &h->err);
        r = desk_resubmit_in_transaction(h->s, work, id_of(h, by), record, "key", ret, &h->err);
        if (r == 0)
                assert_done(store_commit(h->s, &h->err), &h->err);
        store_rollback(h->s);
        return r;
}

static void a_published_work_is_revised_by_its_submitter_or_an_editor(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        struct store_version two = {.id = 0}, three, found;

        assert_int_equal(revise(h, v.work, AUTHOR, &two), REVIEW_REFUSED); /* not decided yet */
        accept_work(h, v.pid);
        may(h, PUBLISH(v.pid, EDITOR), STATE_PUBLISHED);
        assert_int_equal(revise(h, v.work, OTHER, &two), REVIEW_REFUSED);
        assert_int_equal(revise(h, 99, AUTHOR, &two), -ENOENT);
        assert_int_equal(two.id, 0);

        assert_done(revise(h, v.work, AUTHOR, &two), &h->err);
        assert_int_equal(two.number, 2);
        assert_string_equal(last_event(h)->action, "resubmit");
        assert_done(store_version_published(h->s, v.work, &h->a, &found, &h->err), &h->err);
        assert_int_equal(found.id, v.id); /* public until the new one is */
        assert_int_equal(revise(h, v.work, EDITOR, &three), REVIEW_REFUSED);
        may(h, VOTE(v.pid, SECOND, MOVE_REQUEST_CHANGES, "typos"), STATE_CHANGES_REQUESTED);
        assert_done(revise(h, v.work, EDITOR, &three), &h->err);
        may_not(h, VOTE(v.pid, EDITOR, MOVE_REJECT, "x"), "of their own");
        assert_sound(h);
}

/* --- SDG assertions ---------------------------------------------------------------------------------- */

static void acceptance_confirms_what_authors_say_and_leaves_machines_suggestions(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        static const struct sdg_verdict verdict = {"5", false};
        const struct desk_request vote = {.move = MOVE_APPROVE,
                                          .actor = ADA,
                                          .work = v.pid,
                                          .verdicts = &verdict,
                                          .n_verdicts = 1};

        assign_and_declare(h, v.pid);
        may(h, &vote, STATE_UNDER_REVIEW);
        assert_non_null(strstr(last_event(h)->detail_json, "\"sdg\":\"5\""));
        assert_non_null(strstr(last_event(h)->detail_json, "\"verdict\":\"reject\""));
        assert_int_equal(sdg_status(h, v.id, "5"), ASSERTION_REJECTED);
        assert_int_equal(sdg_status(h, v.id, "8"), ASSERTION_SUGGESTED);
        may(h, VOTE(v.pid, BEN, MOVE_APPROVE, NULL), STATE_ACCEPTED);
        assert_int_equal(sdg_status(h, v.id, "8"), ASSERTION_CONFIRMED);
        assert_int_equal(sdg_status(h, v.id, "5"), ASSERTION_REJECTED);
        assert_int_equal(sdg_status(h, v.id, "13"), ASSERTION_SUGGESTED);
}

static void a_verdict_confirms_what_a_machine_suggested(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        static const struct sdg_verdict yes = {"13", true}, unknown = {"2", true};
        struct desk_request vote = {.move = MOVE_APPROVE,
                                    .actor = ADA,
                                    .work = v.pid,
                                    .verdicts = &unknown,
                                    .n_verdicts = 1};

        assign_and_declare(h, v.pid);
        may_not(h, &vote, "claims no SDG and no theme '2'");
        vote.verdicts = &yes;
        may(h, &vote, STATE_UNDER_REVIEW);
        assert_int_equal(sdg_status(h, v.id, "13"), ASSERTION_CONFIRMED);
}

static struct record *stored_record(struct hub *h, int64_t version)
{
        struct record *record = record_new();
        CLEANUP(json_freep) json_t *json = NULL;
        struct store_version v;

        assert_done(store_version_get(h->s, version, &h->a, &v, &h->err), &h->err);
        assert_done(json_read(v.record_json, strlen(v.record_json), &json, &h->err), &h->err);
        assert_done(meta_read_json(json, record, &h->err), &h->err);
        return record;
}

static void a_theme_that_a_machine_proposed_is_one_of_the_work_once_confirmed(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        static const struct sdg_verdict yes = {"worker-cooperatives", true};
        struct desk_request vote = {.move = MOVE_APPROVE,
                                    .actor = ADA,
                                    .work = v.pid,
                                    .verdicts = &yes,
                                    .n_verdicts = 1};
        CLEANUP(record_freep) struct record *before = stored_record(h, v.id);
        CLEANUP(record_freep) struct record *after = NULL;

        assert_int_equal(before->themes.n, 0);
        assign_and_declare(h, v.pid);
        may(h, &vote, STATE_UNDER_REVIEW);
        after = stored_record(h, v.id);
        assert_int_equal(after->themes.n, 1);
        assert_string_equal(after->themes.items[0], "worker-cooperatives");
        assert_int_equal(after->theme_suggestions[0].status, ASSERTION_CONFIRMED);
}

static void what_publication_needs_is_named_and_stands_in_the_way(void **state)
{
        struct hub *h = *state;
        CLEANUP(record_freep) struct record *record = record_new();
        struct store_version v;

        record_add_text(record, &record->titles, "Worker cooperatives", "en");
        record_add_agent(record, &record->creators, "Amina Otieno");
        v = submit_record(h, record, AUTHOR);
        accept_work(h, v.pid);
        may_not(h, PUBLISH(v.pid, EDITOR),
                "needs a year, a type, a licence, a language, an abstract or plain-language "
                "summary");
}

/* --- withdrawal -------------------------------------------------------------------------------------- */

static void a_published_work_is_withdrawn_with_a_reason_and_a_tombstone(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        struct store_version better = submit(h, AUTHOR);
        struct desk_request request = {.move = MOVE_WITHDRAW,
                                       .actor = EDITOR,
                                       .work = v.pid,
                                       .note = "data were invented",
                                       .replaced_by = better.pid};
        struct store_tombstone stone;

        accept_work(h, v.pid);
        may(h, PUBLISH(v.pid, EDITOR), STATE_PUBLISHED);
        may_not(h, WITHDRAW(v.pid, EDITOR, NULL), "reason");
        may_not(h, WITHDRAW(v.pid, AUTHOR, "please"), "role of editor");
        may_not(h, &request, better.pid); /* a tombstone does not name what nobody can see */
        accept_work(h, better.pid);
        may(h, PUBLISH(better.pid, EDITOR), STATE_PUBLISHED);
        may(h, &request, STATE_WITHDRAWN);
        assert_done(store_tombstone_get(h->s, v.work, &h->a, &stone, &h->err), &h->err);
        assert_string_equal(stone.reason, "data were invented");
        assert_string_equal(stone.replaced_by, better.pid);
        assert_int_equal(last_change(h), 3);
        may_not(h, &request, "withdrawn");
        assert_sound(h);
}

static void a_work_is_not_replaced_by_itself(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        const struct desk_request request = {.move = MOVE_WITHDRAW,
                                             .actor = EDITOR,
                                             .work = v.pid,
                                             .note = "x",
                                             .replaced_by = v.pid};

        accept_work(h, v.pid);
        may(h, PUBLISH(v.pid, EDITOR), STATE_PUBLISHED);
        may_not(h, &request, "no other published work");
        assert_int_equal(state_of(h, v.id), STATE_PUBLISHED);
}

static void the_submitter_takes_back_what_is_not_public_without_a_tombstone(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);
        struct store_tombstone stone;

        may_not(h, WITHDRAW(v.pid, OTHER, "not mine"), "submitted this version");
        may_not(h, WITHDRAW(v.pid, EDITOR, "not mine"), "submitted this version");
        may(h, WITHDRAW(v.pid, AUTHOR, "wrong file"), STATE_WITHDRAWN);
        assert_int_equal(store_tombstone_get(h->s, v.work, &h->a, &stone, &h->err), STORE_NONE);
        assert_int_equal(last_change(h), 0);
        assert_sound(h);
}

static struct store_version publish_and_revise(struct hub *h, struct store_version *ret_first)
{
        CLEANUP(json_freep) json_t *record = hub_record("revised");
        struct store_version next;

        *ret_first = submit(h, AUTHOR);
        accept_work(h, ret_first->pid);
        may(h, PUBLISH(ret_first->pid, EDITOR), STATE_PUBLISHED);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_version_add(h->s, ret_first->work, id_of(h, AUTHOR), record, NULL, &next,
                                      &h->err),
                    &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        return next;
}

static void a_withdrawn_work_takes_its_waiting_versions_with_it(void **state)
{
        struct hub *h = *state;
        struct store_version first, next = publish_and_revise(h, &first);

        may(h, WITHDRAW(first.pid, EDITOR, "plagiarism"), STATE_WITHDRAWN);
        assert_int_equal(state_of(h, first.id), STATE_WITHDRAWN);
        assert_int_equal(state_of(h, next.id), STATE_WITHDRAWN);
        assert_sound(h);
}

static void a_revision_is_taken_back_and_the_published_version_stays(void **state)
{
        struct hub *h = *state;
        struct store_version first, next = publish_and_revise(h, &first);

        may(h, WITHDRAW(first.pid, AUTHOR, "not ready"), STATE_WITHDRAWN);
        assert_int_equal(state_of(h, first.id), STATE_PUBLISHED);
        assert_int_equal(state_of(h, next.id), STATE_WITHDRAWN);
        assert_int_equal(last_change(h), 1);
        assert_sound(h);
}

/* --- loading a collection ---------------------------------------------------------------------------- */

static void a_collection_is_published_at_its_load_by_editors_only(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, EDITOR);
        struct store_version other = submit(h, AUTHOR);
        const struct desk_request by_hand = {
                .move = MOVE_BULK_PUBLISH, .actor = EDITOR, .work = v.pid};

        may_not(h, &by_hand, "load");
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_int_equal(desk_publish_in_transaction(h->s, other.id, id_of(h, AUTHOR), &h->err),
                         REVIEW_REFUSED);
        assert_done(desk_publish_in_transaction(h->s, v.id, id_of(h, EDITOR), &h->err), &h->err);
        assert_int_equal(desk_publish_in_transaction(h->s, v.id, id_of(h, EDITOR), &h->err),
                         REVIEW_REFUSED);
        assert_done(store_commit(h->s, &h->err), &h->err);
        assert_int_equal(state_of(h, v.id), STATE_PUBLISHED);
        assert_int_equal(state_of(h, other.id), STATE_SUBMITTED);
        assert_string_equal(last_event(h)->action, "bulk-publish");
        assert_int_equal(sdg_status(h, v.id, "8"), ASSERTION_CONFIRMED);
        assert_int_equal(sdg_status(h, v.id, "13"), ASSERTION_SUGGESTED);
        assert_sound(h);
}

static void a_load_that_is_rolled_back_has_published_nothing(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, EDITOR);

        assert_int_equal(desk_publish_in_transaction(h->s, v.id, id_of(h, EDITOR), &h->err),
                         -EINVAL);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(desk_publish_in_transaction(h->s, v.id, id_of(h, EDITOR), &h->err), &h->err);
        store_rollback(h->s);
        assert_int_equal(state_of(h, v.id), STATE_SUBMITTED);
        assert_int_equal(last_change(h), 0);
}

/* --- the queue --------------------------------------------------------------------------------------- */

/* actor's queue is one item with these words, or empty where words is NULL. */
static void assert_queue(struct hub *h, const char *actor, const char *words)
{
        struct desk_item *items;
        size_t n;

        assert_done(desk_queue(h->s, actor, &h->a, &items, &n, &h->err), &h->err);
        assert_int_equal(n, words ? 1 : 0);
        if (!words)
                return;
        assert_string_equal(items[0].waits_for, words);
        assert_string_equal(items[0].title, "Worker cooperatives");
}

static void the_queue_says_what_waits_for_whom(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, AUTHOR);

        assert_queue(h, NULL, "an editor to assign advisers");
        assert_queue(h, EDITOR, "an editor to assign advisers");
        assert_queue(h, ADA, NULL);
        assert_queue(h, AUTHOR, NULL);
        may(h, ASSIGN(v.pid, ADA), STATE_UNDER_REVIEW);
        assert_queue(h, NULL, "an editor to assign 1 more adviser");
        assert_queue(h, ADA, "your declaration of interest");
        may(h, ASSIGN(v.pid, BEN), STATE_UNDER_REVIEW);
        may(h, ASSIGN(v.pid, CEM), STATE_UNDER_REVIEW);
        assert_queue(h, NULL, "2 more approvals");
        assert_queue(h, EDITOR, NULL);
        may(h, DECLARE(v.pid, ADA, CONFLICT_NONE), STATE_UNDER_REVIEW);
        assert_queue(h, ADA, "your vote");
        may(h, VOTE(v.pid, ADA, MOVE_APPROVE, NULL), STATE_UNDER_REVIEW);
        assert_queue(h, ADA, NULL);
        assert_queue(h, NULL, "1 more approval");
        may(h, DECLARE(v.pid, BEN, CONFLICT_DECLARED), STATE_UNDER_REVIEW);
        may(h, DECLARE(v.pid, CEM, CONFLICT_UNSURE), STATE_UNDER_REVIEW);
        assert_queue(h, BEN, NULL);
        assert_queue(h, CEM, "your declaration of interest");
        assert_queue(h, EDITOR, "an editor to assign 1 more adviser");
        may(h, DECLARE(v.pid, CEM, CONFLICT_NONE), STATE_UNDER_REVIEW);
        may(h, VOTE(v.pid, CEM, MOVE_APPROVE, NULL), STATE_ACCEPTED);
        assert_queue(h, EDITOR, "an editor to publish it");
        may(h, PUBLISH(v.pid, EDITOR), STATE_PUBLISHED);
        assert_queue(h, NULL, NULL);
}

static void requested_changes_wait_for_their_submitter(void **state)
{
        struct hub *h = *state;
        struct store_version v = submit(h, EDITOR);
        struct desk_item *items;
        size_t n;

        may(h, VOTE(v.pid, SECOND, MOVE_REQUEST_CHANGES, "x"), STATE_CHANGES_REQUESTED);
        assert_queue(h, EDITOR, "your answer to the requested changes");
        assert_queue(h, SECOND, NULL);
        assert_queue(h, NULL, "the submitter to answer the requested changes");
        assert_int_equal(desk_queue(h->s, "nobody@x", &h->a, &items, &n, &h->err), REVIEW_REFUSED);
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_begin, hub_end)

int main(void)
{
        const struct CMUnitTest tests[] = {
                DESK_TEST(a_paper_goes_from_submission_to_publication),
                DESK_TEST(an_entry_goes_through_the_same_gate),
                DESK_TEST(every_move_is_in_the_audit_trail_with_its_circumstances),
                DESK_TEST(a_stranger_or_an_unknown_work_is_refused),
                DESK_TEST(nobody_judges_their_own_work),
                DESK_TEST(who_submitted_an_earlier_version_is_no_judge_of_a_later_one),
                DESK_TEST(an_adviser_declares_before_voting_and_cannot_with_a_conflict),
                DESK_TEST(an_adviser_who_is_unsure_may_be_asked_again),
                DESK_TEST(an_editor_who_declared_a_conflict_does_not_publish),
                DESK_TEST(a_second_vote_replaces_the_first),
                DESK_TEST(a_rejection_needs_the_quorum_and_a_reason),
                DESK_TEST(the_quorum_is_that_of_the_hub),
                DESK_TEST(an_editor_sends_back_or_rejects_at_the_desk),
                DESK_TEST(a_resubmission_is_a_further_version_that_starts_anew),
                DESK_TEST(a_published_work_is_revised_by_its_submitter_or_an_editor),
                DESK_TEST(acceptance_confirms_what_authors_say_and_leaves_machines_suggestions),
                DESK_TEST(a_verdict_confirms_what_a_machine_suggested),
                DESK_TEST(a_theme_that_a_machine_proposed_is_one_of_the_work_once_confirmed),
                DESK_TEST(what_publication_needs_is_named_and_stands_in_the_way),
                DESK_TEST(a_published_work_is_withdrawn_with_a_reason_and_a_tombstone),
                DESK_TEST(a_work_is_not_replaced_by_itself),
                DESK_TEST(the_submitter_takes_back_what_is_not_public_without_a_tombstone),
                DESK_TEST(a_withdrawn_work_takes_its_waiting_versions_with_it),
                DESK_TEST(a_revision_is_taken_back_and_the_published_version_stays),
                DESK_TEST(a_collection_is_published_at_its_load_by_editors_only),
                DESK_TEST(a_load_that_is_rolled_back_has_published_nothing),
                DESK_TEST(the_queue_says_what_waits_for_whom),
                DESK_TEST(requested_changes_wait_for_their_submitter),
        };

        return cmocka_run_group_tests_name("review-desk", tests, NULL, NULL);
}
