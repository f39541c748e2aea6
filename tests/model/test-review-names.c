/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of the review, as they stand in the database and in scripts. */
#include "unit.h"

#include "base/cleanup.h"
#include "model/review.h"

static void every_role_has_a_name_that_finds_it(void **state)
{
        enum role found;

        (void)state;
        for (enum role r = ROLE_SUBMITTER; r <= ROLE_ADMINISTRATOR; r++) {
                assert_true(role_find(role_name(r), &found));
                assert_int_equal(found, r);
        }
        assert_string_equal(role_name(ROLE_ADVISER), "adviser");
}

static void nobody_can_be_given_the_role_none(void **state)
{
        enum role found = ROLE_EDITOR;

        (void)state;
        assert_false(role_find(role_name(ROLE_NONE), &found));
        assert_int_equal(found, ROLE_EDITOR);
}

static void every_state_has_a_name_that_finds_it(void **state)
{
        enum state found;

        (void)state;
        for (enum state s = 0; s < STATE_COUNT; s++) {
                assert_true(state_find(state_name(s), &found));
                assert_int_equal(found, s);
        }
        assert_string_equal(state_name(STATE_UNDER_REVIEW), "under-review");
}

static void votes_and_declarations_have_names_too(void **state)
{
        enum vote vote;
        enum conflict conflict;

        (void)state;
        for (enum vote v = VOTE_APPROVE; v <= VOTE_REJECT; v++)
                assert_true(vote_find(vote_name(v), &vote) && vote == v);
        for (enum conflict c = CONFLICT_UNDECLARED; c <= CONFLICT_UNSURE; c++)
                assert_true(conflict_find(conflict_name(c), &conflict) && conflict == c);
}

static void other_words_find_nothing(void **state)
{
        static const char *const words[] = {"", "Editor", "editor ", "published2", "0", NULL};
        enum role role;
        enum state s;
        enum vote vote;
        enum conflict conflict;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                assert_false(role_find(words[i], &role) || state_find(words[i], &s) ||
                             vote_find(words[i], &vote) || conflict_find(words[i], &conflict));
}

static void only_the_state_published_is_public(void **state)
{
        (void)state;
        for (enum state s = 0; s < STATE_COUNT; s++)
                assert_int_equal(state_is_public(s), s == STATE_PUBLISHED);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_role_has_a_name_that_finds_it),
                cmocka_unit_test(nobody_can_be_given_the_role_none),
                cmocka_unit_test(every_state_has_a_name_that_finds_it),
                cmocka_unit_test(votes_and_declarations_have_names_too),
                cmocka_unit_test(other_words_find_nothing),
                cmocka_unit_test(only_the_state_published_is_public),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
