/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"
#include "store/private.h"

static void an_event_says_who_did_what_to_which_version(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_EDITOR);
        struct store_version v = hub_paper(h, "x", who);
        struct store_event *list;
        size_t n;

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_event_add(h->s, who, "assign", v.id,
                                    json_pack("{s:s}", "adviser", "b@sse.example"), &h->err),
                    &h->err);
        assert_done(store_event_add(h->s, 0, "started", 0, NULL, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);

        assert_done(store_event_list(h->s, 0, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 3);
        assert_string_equal(list[0].action, "submit");
        assert_string_equal(list[0].pid, v.pid);
        assert_int_equal(list[0].version_number, 1);
        assert_int_equal(list[1].seq, 2);
        assert_string_equal(list[1].actor_email, "a@sse.example");
        assert_string_equal(list[1].detail_json, "{\"adviser\":\"b@sse.example\"}");
        assert_null(list[2].actor_email);
        assert_null(list[2].pid);
        assert_string_equal(list[2].detail_json, "{}");
        assert_sound(h);
}

static void the_events_of_one_work_are_its_own(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_EDITOR);
        struct store_version one = hub_paper(h, "one", who);
        struct store_version two = hub_paper(h, "two", who);
        struct store_event *list;
        size_t n;

        hub_event(h, who, "assign", two.id);
        assert_done(store_event_list(h->s, one.work, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 1);
        assert_done(store_event_list(h->s, two.work, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 2);
        assert_int_equal(list[1].seq, 3);
}

static void an_event_that_is_rolled_back_leaves_no_gap(void **state)
{
        struct hub *h = *state;

        hub_event(h, 0, "one", 0);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_event_add(h->s, 0, "lost", 0, NULL, &h->err), &h->err);
        store_rollback(h->s);
        hub_event(h, 0, "two", 0);
        assert_sound(h);
}

static void the_audit_trail_cannot_be_rewritten(void **state)
{
        static const char *const attempts[] = {"UPDATE event SET actor = NULL",
                                               "DELETE FROM event WHERE seq = 1",
                                               "UPDATE change SET work = 1", "DELETE FROM change"};
        struct hub *h = *state;
        CLEANUP(freep) char *path = path_join(h->dir, "hub.db");
        CLEANUP(db_closep) struct db *db = NULL;
        int64_t who = hub_account(h, "a@sse.example", ROLE_EDITOR);
        struct store_version v = hub_paper(h, "x", who);

        hub_set_state(h, v.id, STATE_PUBLISHED);
        assert_done(db_open(path, DB_WRITE, 0, &db, &h->err), &h->err);
        for (size_t i = 0; i < ARRAY_LEN(attempts); i++) {
                assert_int_equal(db_exec(db, attempts[i], &h->err), -EEXIST);
                assert_non_null(strstr(h->err.message, "append-only"));
        }
}

/* The bytes that are hashed are the documented ones: sha256sum gives the same. */
static void the_hash_of_an_event_is_as_documented(void **state)
{
        static const char bytes[] =
                "14:ssehub-event-1,64:" EVENT_FIRST_PREV ",1:1,20:2026-11-23T21:14:04Z,-6:submit,"
                "2:42,12:{\"x\":\"a,b:\"},";
        const struct event_row row = {
                1, "2026-11-23T21:14:04Z", 0, "submit", 42, "{\"x\":\"a,b:\"}", EVENT_FIRST_PREV};
        char expected[HASH_HEX_LEN], hash[HASH_HEX_LEN];
        struct error err;

        (void)state;
        assert_done(hash_bytes(bytes, sizeof(bytes) - 1, expected, &err), &err);
        assert_done(event_hash(&row, hash, &err), &err);
        assert_string_equal(hash, expected);
}

static void two_different_events_never_hash_alike(void **state)
{
        /* Without lengths these pairs would give the same bytes. */
        static const struct event_row rows[] = {
                {1, "t", 1, "ab", 2, "{}", EVENT_FIRST_PREV},
                {1, "ta", 1, "b", 2, "{}", EVENT_FIRST_PREV},
                {1, "t", 12, "ab", 0, "{}", EVENT_FIRST_PREV},
                {11, "t", 2, "ab", 0, "{}", EVENT_FIRST_PREV},
                {1, "t", 0, "ab", 2, "{}", EVENT_FIRST_PREV},
                {1, "t", 2, "ab", 0, "{}", EVENT_FIRST_PREV},
                {1, "t", 1, "a", 0, "b", EVENT_FIRST_PREV},
                {1, "t", 1, "-", 0, "ab", EVENT_FIRST_PREV},
        };
        char hashes[ARRAY_LEN(rows)][HASH_HEX_LEN];
        struct error err;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                assert_done(event_hash(&rows[i], hashes[i], &err), &err);
                for (size_t j = 0; j < i; j++)
                        assert_string_not_equal(hashes[i], hashes[j]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                HUB_TEST(an_event_says_who_did_what_to_which_version),
                HUB_TEST(the_events_of_one_work_are_its_own),
                HUB_TEST(an_event_that_is_rolled_back_leaves_no_gap),
                HUB_TEST(the_audit_trail_cannot_be_rewritten),
                cmocka_unit_test(the_hash_of_an_event_is_as_documented),
                cmocka_unit_test(two_different_events_never_hash_alike),
        };

        return cmocka_run_group_tests_name("store-event", tests, NULL, NULL);
}
