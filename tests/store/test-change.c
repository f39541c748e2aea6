/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"

static int64_t last(struct hub *h)
{
        int64_t seq = -1;

        assert_done(store_change_last(h->s, &seq, &h->err), &h->err);
        return seq;
}

static void what_becomes_public_or_goes_is_in_the_change_log_in_order(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_version one = hub_paper(h, "one", who);
        struct store_version two = hub_paper(h, "two", who);
        struct store_change change = {.seq = 0};

        assert_int_equal(last(h), 0);
        assert_int_equal(store_change_next(h->s, 0, &change, &h->err), STORE_NONE);
        hub_set_state(h, two.id, STATE_PUBLISHED);
        hub_set_state(h, one.id, STATE_PUBLISHED);
        hub_set_state(h, two.id, STATE_WITHDRAWN);
        assert_int_equal(last(h), 3);

        assert_done(store_change_next(h->s, 0, &change, &h->err), &h->err);
        assert_int_equal(change.seq, 1);
        assert_int_equal(change.work, two.work);
        assert_string_equal(change.pid, two.pid);
        assert_int_equal(strlen(change.at), 20);
        assert_false(change.is_withdrawn);
        assert_done(store_change_next(h->s, 1, &change, &h->err), &h->err);
        assert_int_equal(change.work, one.work);
        assert_done(store_change_next(h->s, 2, &change, &h->err), &h->err);
        assert_int_equal(change.work, two.work);
        assert_true(change.is_withdrawn);
        assert_int_equal(store_change_next(h->s, 3, &change, &h->err), STORE_NONE);
}

static void states_behind_the_gate_are_not_in_the_change_log(void **state)
{
        struct hub *h = *state;
        struct store_version v = hub_paper(h, "x", hub_account(h, "a@sse.example", ROLE_SUBMITTER));

        for (int s = 0; s < STATE_COUNT; s++)
                if (!state_is_public((enum state)s))
                        hub_set_state(h, v.id, (enum state)s);
        assert_int_equal(last(h), 0);
        hub_set_state(h, v.id, STATE_PUBLISHED);
        hub_set_state(h, v.id, STATE_PUBLISHED); /* once more changes nothing */
        assert_int_equal(last(h), 1);
}

static void a_published_version_supersedes_the_one_before(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_version one = hub_paper(h, "one", who);
        json_t *record = hub_record("two");
        struct store_version two, found;

        hub_set_state(h, one.id, STATE_PUBLISHED);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_version_add(h->s, one.work, who, record, NULL, &two, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        assert_done(store_version_published(h->s, one.work, &h->a, &found, &h->err), &h->err);
        assert_int_equal(found.id, one.id);
        assert_int_equal(strlen(found.published), 20);

        hub_set_state(h, two.id, STATE_PUBLISHED);
        assert_done(store_version_published(h->s, one.work, &h->a, &found, &h->err), &h->err);
        assert_int_equal(found.id, two.id);
        assert_done(store_version_get(h->s, one.id, &h->a, &found, &h->err), &h->err);
        assert_int_equal(found.state, STATE_SUPERSEDED);
        assert_int_equal(last(h), 2);
        json_decref(record);
}

static void a_withdrawn_work_has_no_published_version_and_takes_no_new_one(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_version v = hub_paper(h, "one", who);
        struct store_version other = hub_paper(h, "two", who);
        struct store_tombstone stone;
        json_t *record = hub_record("x");
        struct store_version found;

        hub_set_state(h, v.id, STATE_PUBLISHED);
        assert_int_equal(store_tombstone_get(h->s, v.work, &h->a, &stone, &h->err), STORE_NONE);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_version_set_state(h->s, v.id, STATE_WITHDRAWN, &h->err), &h->err);
        assert_done(store_tombstone_put(h->s, v.work, "plagiarism", other.work, &h->err), &h->err);
        assert_int_equal(store_version_add(h->s, v.work, who, record, NULL, &found, &h->err),
                         -EPERM);
        assert_non_null(strstr(h->err.message, v.pid));
        assert_done(store_commit(h->s, &h->err), &h->err);

        assert_int_equal(store_version_published(h->s, v.work, &h->a, &found, &h->err),
                         STORE_NO_SUCH_WORK);
        assert_done(store_tombstone_get(h->s, v.work, &h->a, &stone, &h->err), &h->err);
        assert_string_equal(stone.reason, "plagiarism");
        assert_string_equal(stone.replaced_by, other.pid);
        json_decref(record);
}

static void assignments_declarations_and_votes_are_kept(void **state)
{
        struct hub *h = *state;
        int64_t editor = hub_account(h, "e@sse.example", ROLE_EDITOR);
        int64_t adviser = hub_account(h, "a@sse.example", ROLE_ADVISER);
        struct store_version v = hub_paper(h, "x", editor);
        struct store_assignment *list;
        size_t n;

        assert_int_equal(store_vote_put(h->s, v.id, adviser, VOTE_APPROVE, NULL, &h->err),
                         STORE_NONE);
        assert_int_equal(
                store_assignment_declare(h->s, v.id, adviser, CONFLICT_NONE, NULL, &h->err),
                STORE_NONE);
        assert_done(store_assignment_add(h->s, v.id, adviser, editor, &h->err), &h->err);
        assert_int_equal(store_assignment_add(h->s, v.id, adviser, editor, &h->err), STORE_EXISTS);
        assert_done(store_assignment_list(h->s, v.id, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 1);
        assert_int_equal(list[0].conflict, CONFLICT_UNDECLARED);
        assert_false(list[0].has_vote);
        assert_null(list[0].declared);

        assert_done(
                store_assignment_declare(h->s, v.id, adviser, CONFLICT_NONE, "none known", &h->err),
                &h->err);
        assert_done(store_vote_put(h->s, v.id, adviser, VOTE_REJECT, "no data", &h->err), &h->err);
        assert_done(store_vote_put(h->s, v.id, adviser, VOTE_APPROVE, "data came", &h->err),
                    &h->err);
        assert_done(store_assignment_list(h->s, v.id, &h->a, &list, &n, &h->err), &h->err);
        assert_string_equal(list[0].note, "none known");
        assert_non_null(list[0].declared);
        assert_true(list[0].has_vote);
        assert_int_equal(list[0].vote, VOTE_APPROVE);
        assert_string_equal(list[0].reason, "data came");
        assert_sound(h);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                HUB_TEST(what_becomes_public_or_goes_is_in_the_change_log_in_order),
                HUB_TEST(states_behind_the_gate_are_not_in_the_change_log),
                HUB_TEST(a_published_version_supersedes_the_one_before),
                HUB_TEST(a_withdrawn_work_has_no_published_version_and_takes_no_new_one),
                HUB_TEST(assignments_declarations_and_votes_are_kept),
        };

        return cmocka_run_group_tests_name("store-change", tests, NULL, NULL);
}
