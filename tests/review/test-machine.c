/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every cell of the table of moves: each move in each state by each role, under every combination of the
 * circumstances, against an expectation that is written down here a second time and in another form.
 */
#include "unit.h"

#include "review/review.h"

/* The least role for a move (columns: states in the order of enum state); '.' is never. */
static const char *const least_role[MOVE_COUNT] = {
        /*                        sub und cha acc rej pub sup wit */
        [MOVE_ASSIGN] = /*         */ "EE......", [MOVE_DECLARE] = /*        */ ".A......",
        [MOVE_APPROVE] = /*        */ ".A......", [MOVE_REQUEST_CHANGES] = /**/ "EA......",
        [MOVE_REJECT] = /*         */ "EA......", [MOVE_RESUBMIT] = /*       */ "..S..S..",
        [MOVE_PUBLISH] = /*        */ "...E....", [MOVE_WITHDRAW] = /*       */ "SSSS.E..",
        [MOVE_BULK_PUBLISH] = /*   */ "E.......",
};

static bool role_suffices(const struct situation *now, char least)
{
        static const char roles[] = "-SAEM";

        return least != '.' && now->role >= (enum role)(strchr(roles, least) - roles);
}

/* What else must be so, move by move. */
static bool circumstances_allow(enum move m, const struct situation *now)
{
        bool is_desk = now->state == STATE_SUBMITTED;
        bool may_vote = now->is_assigned && now->conflict == CONFLICT_NONE && !now->is_submitter;

        switch (m) {
        case MOVE_ASSIGN:
                return now->asked.role >= ROLE_ADVISER && !now->asked.is_submitter &&
                       (!now->asked.is_assigned || now->asked.conflict == CONFLICT_UNSURE);
        case MOVE_DECLARE:
                return now->is_assigned && !now->has_voted;
        case MOVE_APPROVE:
                return may_vote;
        case MOVE_REQUEST_CHANGES:
        case MOVE_REJECT:
                return now->has_reason && (is_desk ? !now->is_submitter : may_vote);
        case MOVE_RESUBMIT:
                return now->is_submitter || now->role >= ROLE_EDITOR;
        case MOVE_PUBLISH:
                return !now->missing && !now->is_submitter &&
                       !(now->is_assigned && now->conflict == CONFLICT_DECLARED);
        case MOVE_WITHDRAW:
                return now->has_reason && (now->state == STATE_PUBLISHED || now->is_own_version);
        case MOVE_BULK_PUBLISH:
                return !now->missing && now->is_ingest;
        default:
                return false;
        }
}

/* With two of three advisers still to vote, no vote decides anything. */
static enum state expected_next(enum move m, const struct situation *now)
{
        static const enum state fixed[MOVE_COUNT] = {
                [MOVE_ASSIGN] = STATE_UNDER_REVIEW,   [MOVE_DECLARE] = STATE_UNDER_REVIEW,
                [MOVE_APPROVE] = STATE_UNDER_REVIEW,  [MOVE_REQUEST_CHANGES] = STATE_UNDER_REVIEW,
                [MOVE_REJECT] = STATE_UNDER_REVIEW,   [MOVE_RESUBMIT] = STATE_SUBMITTED,
                [MOVE_PUBLISH] = STATE_PUBLISHED,     [MOVE_WITHDRAW] = STATE_WITHDRAWN,
                [MOVE_BULK_PUBLISH] = STATE_PUBLISHED};

        if (now->state == STATE_SUBMITTED && m == MOVE_REQUEST_CHANGES)
                return STATE_CHANGES_REQUESTED;
        if (now->state == STATE_SUBMITTED && m == MOVE_REJECT)
                return STATE_REJECTED;
        return fixed[m];
}

static void compare(enum move m, const struct situation *now)
{
        bool expected =
                role_suffices(now, least_role[m][now->state]) && circumstances_allow(m, now);
        enum state next = STATE_COUNT;
        struct error err = {0, ""};
        int r = machine_move(m, now, &next, &err);

        if (expected && (r != 0 || next != expected_next(m, now)))
                fail_msg("%s from %s by %s: answered %d, state %d: %s", move_name(m),
                         state_name(now->state), role_name(now->role), r, (int)next, err.message);
        if (!expected && (r != REVIEW_REFUSED || next != STATE_COUNT || !err.message[0]))
                fail_msg("%s from %s by %s was not refused", move_name(m), state_name(now->state),
                         role_name(now->role));
}

/* The circumstances as the digits of one number: the bits first, then the conflict. */
static void set_circumstances(struct situation *now, unsigned n)
{
        now->is_submitter = n & 1;
        now->is_own_version = n >> 1 & 1;
        now->is_assigned = n >> 2 & 1;
        now->has_voted = n >> 3 & 1;
        now->has_reason = n >> 4 & 1;
        now->is_ingest = n >> 5 & 1;
        now->conflict = (enum conflict)(n >> 6 & 3);
        now->missing = n >> 8 & 1 ? "a licence" : NULL;
}

static void set_asked(struct situation *now, unsigned n)
{
        now->asked.is_submitter = n & 1;
        now->asked.is_assigned = n >> 1 & 1;
        now->asked.conflict = (enum conflict)(n >> 2 & 3);
        now->asked.role = (enum role)(n >> 4);
}

static void every_move_in_every_state_by_every_role_is_as_the_table_says(void **state)
{
        enum { CIRCUMSTANCES = 1 << 9, ASKED = 5 << 4 };
        struct situation now = {.eligible = 3, .quorum = 2, .approvals = 0};

        (void)state;
        for (int m = 0; m < MOVE_COUNT; m++)
                for (int s = 0; s < STATE_COUNT; s++)
                        for (int role = ROLE_NONE; role <= ROLE_ADMINISTRATOR; role++)
                                for (unsigned c = 0; c < CIRCUMSTANCES; c++)
                                        for (unsigned a = 0; a < (m == MOVE_ASSIGN ? ASKED : 1);
                                             a++) {
                                                now.state = (enum state)s;
                                                now.role = (enum role)role;
                                                set_circumstances(&now, c);
                                                set_asked(&now, a);
                                                compare((enum move)m, &now);
                                        }
}

static void what_is_no_move_cannot_happen(void **state)
{
        struct situation now = {.role = ROLE_ADMINISTRATOR, .is_assigned = true};
        enum state next = STATE_COUNT;
        struct error err;

        (void)state;
        assert_int_equal(machine_move(MOVE_COUNT, &now, &next, &err), REVIEW_REFUSED);
        assert_int_equal(machine_move((enum move) - 1, &now, &next, &err), REVIEW_REFUSED);
        assert_int_equal(next, STATE_COUNT);
        assert_string_equal(move_name(MOVE_COUNT), "?");
}

static enum state after_votes(int approvals, int changes, int rejections, int eligible, int quorum)
{
        const struct situation now = {.state = STATE_UNDER_REVIEW,
                                      .role = ROLE_ADVISER,
                                      .is_assigned = true,
                                      .conflict = CONFLICT_NONE,
                                      .approvals = approvals,
                                      .changes = changes,
                                      .rejections = rejections,
                                      .eligible = eligible,
                                      .quorum = quorum};
        enum state next = STATE_COUNT;
        struct error err;

        assert_done(machine_move(MOVE_APPROVE, &now, &next, &err), &err);
        return next;
}

static void votes_decide_when_the_quorum_is_reached(void **state)
{
        static const struct {
                int approvals, changes, rejections, eligible, quorum;
                enum state next;
        } cases[] = {
                {1, 0, 0, 3, 2, STATE_UNDER_REVIEW},
                {2, 0, 0, 3, 2, STATE_ACCEPTED},
                {2, 0, 1, 3, 2, STATE_ACCEPTED},
                {2, 1, 0, 3, 2, STATE_ACCEPTED},
                {0, 0, 1, 3, 2, STATE_UNDER_REVIEW}, /* one vote never rejects */
                {0, 0, 1, 2, 2, STATE_UNDER_REVIEW}, /* an editor may assign one more */
                {0, 0, 2, 3, 2, STATE_REJECTED},
                {1, 0, 2, 3, 2, STATE_REJECTED},
                {0, 1, 0, 3, 2, STATE_UNDER_REVIEW},
                {0, 2, 0, 3, 2, STATE_CHANGES_REQUESTED},
                {0, 1, 0, 2, 2, STATE_CHANGES_REQUESTED}, /* two approvals are out of reach */
                {1, 1, 0, 2, 2, STATE_CHANGES_REQUESTED},
                {0, 1, 1, 3, 2, STATE_CHANGES_REQUESTED},
                {0, 1, 0, 1, 2, STATE_UNDER_REVIEW}, /* too few asked yet: nobody alone decides */
                {1, 0, 1, 2, 2, STATE_UNDER_REVIEW},
                {1, 0, 0, 1, 1, STATE_ACCEPTED}, /* a hub where one vote decides */
                {0, 1, 0, 1, 1, STATE_CHANGES_REQUESTED},
                {0, 0, 1, 1, 1, STATE_REJECTED},
                {2, 0, 2, 4, 2,
                 STATE_ACCEPTED}, /* the quorum was lowered meanwhile: no majority against */
                {2, 0, 3, 5, 2, STATE_REJECTED},
                {3, 2, 2, 9, 3, STATE_ACCEPTED},
                {2, 2, 2, 9, 3, STATE_UNDER_REVIEW},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                enum state next =
                        after_votes(cases[i].approvals, cases[i].changes, cases[i].rejections,
                                    cases[i].eligible, cases[i].quorum);

                if (next != cases[i].next)
                        fail_msg("case %zu: %s instead of %s", i, state_name(next),
                                 state_name(cases[i].next));
        }
}

/* What must hold of every count of votes, whatever the cases above leave out. */
static void no_count_of_votes_decides_against_the_rules(void **state)
{
        (void)state;
        for (int quorum = 1; quorum <= 4; quorum++)
                for (int a = 0; a <= 4; a++)
                        for (int c = 0; c <= 4; c++)
                                for (int x = 0; x <= 4; x++)
                                        for (int e = a + c + x; e <= a + c + x + 3; e++) {
                                                enum state next = after_votes(a, c, x, e, quorum);

                                                if (next == STATE_ACCEPTED)
                                                        assert_true(a >= quorum && x <= a);
                                                if (next == STATE_REJECTED)
                                                        assert_true(x >= quorum && x > a);
                                                if (next == STATE_CHANGES_REQUESTED)
                                                        assert_true(c > 0 && a < quorum);
                                                if (next == STATE_UNDER_REVIEW)
                                                        assert_true(a < quorum && x < quorum &&
                                                                    c < quorum);
                                        }
}

static void a_declared_conflict_can_put_the_quorum_out_of_reach(void **state)
{
        struct situation now = {.state = STATE_UNDER_REVIEW,
                                .role = ROLE_ADVISER,
                                .is_assigned = true,
                                .changes = 1,
                                .eligible = 3,
                                .quorum = 2};
        enum state next;
        struct error err;

        (void)state;
        assert_done(machine_move(MOVE_DECLARE, &now, &next, &err), &err);
        assert_int_equal(next, STATE_UNDER_REVIEW);
        now.eligible = 2; /* this one stays away: one adviser is left to approve */
        assert_done(machine_move(MOVE_DECLARE, &now, &next, &err), &err);
        assert_int_equal(next, STATE_CHANGES_REQUESTED);
}

static void the_refused_are_told_which_rule_stands_in_the_way(void **state)
{
        static const struct {
                enum move move;
                struct situation now;
                const char *words;
        } cases[] = {
                {MOVE_APPROVE, {.state = STATE_SUBMITTED, .role = ROLE_ADVISER}, "submitted"},
                {MOVE_PUBLISH, {.state = STATE_ACCEPTED, .role = ROLE_ADVISER}, "role of editor"},
                {MOVE_PUBLISH,
                 {.state = STATE_ACCEPTED, .role = ROLE_ADMINISTRATOR, .is_submitter = true},
                 "of their own"},
                {MOVE_APPROVE, {.state = STATE_UNDER_REVIEW, .role = ROLE_EDITOR}, "not assigned"},
                {MOVE_APPROVE,
                 {.state = STATE_UNDER_REVIEW, .role = ROLE_ADVISER, .is_assigned = true},
                 "conflict of interest"},
                {MOVE_WITHDRAW, {.state = STATE_PUBLISHED, .role = ROLE_EDITOR}, "reason"},
                {MOVE_BULK_PUBLISH, {.state = STATE_SUBMITTED, .role = ROLE_ADMINISTRATOR}, "load"},
        };
        enum state next;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct error err = {0, ""};

                assert_int_equal(machine_move(cases[i].move, &cases[i].now, &next, &err),
                                 REVIEW_REFUSED);
                if (!strstr(err.message, cases[i].words) ||
                    strncmp(err.message, move_name(cases[i].move),
                            strlen(move_name(cases[i].move))) != 0)
                        fail_msg("'%s' does not say '%s'", err.message, cases[i].words);
        }
}

static void the_table_can_be_read_as_text(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        size_t lines = 0;

        (void)state;
        assert_int_equal(machine_describe(&text), 0);
        for (size_t i = 0; i < text.len; i++)
                lines += text.data[i] == '\n';
        assert_int_equal(lines, 12);
        assert_non_null(strstr(text.data, "publish | accepted | editor | not own work, "
                                          "no conflict declared, complete record -> published\n"));
        assert_non_null(
                strstr(text.data, "resubmit | changes-requested, published | submitter | "));
        for (int m = 0; m < MOVE_COUNT; m++)
                assert_non_null(strstr(text.data, move_name((enum move)m)));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_move_in_every_state_by_every_role_is_as_the_table_says),
                cmocka_unit_test(what_is_no_move_cannot_happen),
                cmocka_unit_test(votes_decide_when_the_quorum_is_reached),
                cmocka_unit_test(no_count_of_votes_decides_against_the_rules),
                cmocka_unit_test(a_declared_conflict_can_put_the_quorum_out_of_reach),
                cmocka_unit_test(the_refused_are_told_which_rule_stands_in_the_way),
                cmocka_unit_test(the_table_can_be_read_as_text),
        };

        return cmocka_run_group_tests_name("review-machine", tests, NULL, NULL);
}
