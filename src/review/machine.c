/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The table of moves: who may do what when, and what comes of it. Nothing here knows a database; what is
 * not in the table cannot happen.
 */
#include "review/review.h"

#include <errno.h>

#define BIT(state) (1U << (state))

static const char *const move_names[MOVE_COUNT] = {
        [MOVE_ASSIGN] = "assign",
        [MOVE_DECLARE] = "declare",
        [MOVE_APPROVE] = "approve",
        [MOVE_REQUEST_CHANGES] = "request-changes",
        [MOVE_REJECT] = "reject",
        [MOVE_RESUBMIT] = "resubmit",
        [MOVE_PUBLISH] = "publish",
        [MOVE_WITHDRAW] = "withdraw",
        [MOVE_BULK_PUBLISH] = "bulk-publish",
};

const char *move_name(enum move m)
{
        return (unsigned)m < MOVE_COUNT ? move_names[m] : "?";
}

/* --- guards: what must be true besides state and role ------------------------------------------------ */

struct guard {
        const char *name; /* in machine_describe */
        bool (*holds)(const struct situation *now);
        const char *refusal;
        const char *(*word)(const struct situation *now); /* behind the refusal; or NULL */
};

static bool is_assigned(const struct situation *now)
{
        return now->is_assigned;
}

static bool has_not_voted(const struct situation *now)
{
        return !now->has_voted;
}

static bool is_free_of_conflict(const struct situation *now)
{
        return now->conflict == CONFLICT_NONE;
}

/* Of an editor, who need not be asked to advise; but who said of a conflict stays away. */
static bool has_no_known_conflict(const struct situation *now)
{
        return !now->is_assigned || now->conflict != CONFLICT_DECLARED;
}

static bool is_of_others(const struct situation *now)
{
        return !now->is_submitter;
}

static bool is_own(const struct situation *now)
{
        return now->is_own_version;
}

static bool may_revise(const struct situation *now)
{
        return now->is_submitter || now->role >= ROLE_EDITOR;
}

static bool has_reason(const struct situation *now)
{
        return now->has_reason;
}

static bool is_complete(const struct situation *now)
{
        return !now->missing;
}

static const char *what_is_missing(const struct situation *now)
{
        return now->missing;
}

static bool is_ingest(const struct situation *now)
{
        return now->is_ingest;
}

static bool asked_may_advise(const struct situation *now)
{
        return now->asked.role >= ROLE_ADVISER;
}

static bool asked_is_no_submitter(const struct situation *now)
{
        return !now->asked.is_submitter;
}

/* Who is unsure may be asked once more, and declares again. */
static bool asked_is_new(const struct situation *now)
{
        return !now->asked.is_assigned || now->asked.conflict == CONFLICT_UNSURE;
}

static const struct guard ASSIGNED = {"assigned", is_assigned,
                                      "you are not assigned to this submission", NULL};
static const struct guard COMPLETE = {"complete record", is_complete,
                                      "before it can be published its record needs ",
                                      what_is_missing};
static const struct guard NOT_VOTED = {"has not voted", has_not_voted,
                                       "you have voted already; the declaration stands", NULL};
static const struct guard NO_CONFLICT = {
        "declared no conflict", is_free_of_conflict,
        "only an adviser who has declared to have no conflict of interest may vote", NULL};
static const struct guard NO_KNOWN_CONFLICT = {
        "no conflict declared", has_no_known_conflict,
        "you have declared a conflict of interest with this submission", NULL};
static const struct guard OF_OTHERS = {"not own work", is_of_others,
                                       "nobody decides on a work of their own", NULL};
static const struct guard OWN = {"own version", is_own,
                                 "only the person who submitted this version may do that", NULL};
static const struct guard OWN_OR_EDITOR = {
        "own work, or an editor", may_revise,
        "only the person who submitted the work, or an editor, may do that", NULL};
static const struct guard REASON = {"with a reason", has_reason, "a reason in words must be given",
                                    NULL};
static const struct guard AT_INGEST = {
        "while loading a collection", is_ingest,
        "publishing without review is only for the load of a collection that was reviewed before",
        NULL};
static const struct guard MAY_ADVISE = {"of an adviser", asked_may_advise,
                                        "that person is no adviser", NULL};
static const struct guard NO_SUBMITTER = {"who did not submit it", asked_is_no_submitter,
                                          "nobody judges a work of their own", NULL};
static const struct guard NEWLY_ASKED = {"newly asked or unsure", asked_is_new,
                                         "that person is assigned already", NULL};

/* --- outcomes: the state after the move ------------------------------------------------------------- */

struct outcome {
        const char *name; /* in machine_describe */
        enum state (*state)(const struct situation *now);
};

/* Approvals cannot reach the quorum any more, whoever still votes. Too few advisers are no such end while
 * an editor may assign more. */
static bool is_out_of_reach(const struct situation *now)
{
        int waiting = now->eligible - now->approvals - now->changes - now->rejections;

        return now->eligible >= now->quorum && now->approvals + waiting < now->quorum;
}

/* One vote never rejects alone (but where the hub says that one vote decides). */
static enum state decide_by_votes(const struct situation *now)
{
        if (now->rejections >= now->quorum && now->rejections > now->approvals)
                return STATE_REJECTED;
        if (now->approvals >= now->quorum && now->rejections <= now->approvals)
                return STATE_ACCEPTED;
        if (now->changes >= now->quorum || (now->changes > 0 && is_out_of_reach(now)))
                return STATE_CHANGES_REQUESTED;
        return STATE_UNDER_REVIEW;
}

#define ALWAYS(function, value)                                                                    \
        static enum state function(const struct situation *now)                                    \
        {                                                                                          \
                (void)now;                                                                         \
                return value;                                                                      \
        }
ALWAYS(to_submitted, STATE_SUBMITTED)
ALWAYS(to_under_review, STATE_UNDER_REVIEW)
ALWAYS(to_changes_requested, STATE_CHANGES_REQUESTED)
ALWAYS(to_rejected, STATE_REJECTED)
ALWAYS(to_published, STATE_PUBLISHED)
ALWAYS(to_withdrawn, STATE_WITHDRAWN)

static const struct outcome BY_VOTES = {"by the votes", decide_by_votes};
static const struct outcome SUBMITTED = {"submitted, as a further version", to_submitted};
static const struct outcome UNDER_REVIEW = {"under-review", to_under_review};
static const struct outcome CHANGES_REQUESTED = {"changes-requested", to_changes_requested};
static const struct outcome REJECTED = {"rejected", to_rejected};
static const struct outcome PUBLISHED = {"published", to_published};
static const struct outcome WITHDRAWN = {"withdrawn", to_withdrawn};

/* --- the table --------------------------------------------------------------------------------------- */

enum { GUARDS_MAX = 5 };

#define UNDECIDED                                                                                  \
        (BIT(STATE_SUBMITTED) | BIT(STATE_UNDER_REVIEW) | BIT(STATE_CHANGES_REQUESTED) |           \
         BIT(STATE_ACCEPTED))

/* clang-format off */
static const struct rule {
        enum move move;
        unsigned from;  /* states */
        enum role role; /* at least */
        const struct guard *guards[GUARDS_MAX];
        const struct outcome *outcome;
} rules[] = {
        {MOVE_ASSIGN,          BIT(STATE_SUBMITTED) | BIT(STATE_UNDER_REVIEW), ROLE_EDITOR,
         {&MAY_ADVISE, &NO_SUBMITTER, &NEWLY_ASKED},       &UNDER_REVIEW},
        {MOVE_DECLARE,         BIT(STATE_UNDER_REVIEW),      ROLE_ADVISER,
         {&ASSIGNED, &NOT_VOTED},                          &BY_VOTES},
        {MOVE_APPROVE,         BIT(STATE_UNDER_REVIEW),      ROLE_ADVISER,
         {&ASSIGNED, &OF_OTHERS, &NO_CONFLICT},            &BY_VOTES},
        {MOVE_REQUEST_CHANGES, BIT(STATE_UNDER_REVIEW),      ROLE_ADVISER,
         {&ASSIGNED, &OF_OTHERS, &NO_CONFLICT, &REASON},   &BY_VOTES},
        {MOVE_REJECT,          BIT(STATE_UNDER_REVIEW),      ROLE_ADVISER,
         {&ASSIGNED, &OF_OTHERS, &NO_CONFLICT, &REASON},   &BY_VOTES},
        {MOVE_REQUEST_CHANGES, BIT(STATE_SUBMITTED),         ROLE_EDITOR,
         {&OF_OTHERS, &REASON},                            &CHANGES_REQUESTED},
        {MOVE_REJECT,          BIT(STATE_SUBMITTED),         ROLE_EDITOR,
         {&OF_OTHERS, &REASON},                            &REJECTED},
        {MOVE_RESUBMIT,        BIT(STATE_CHANGES_REQUESTED) | BIT(STATE_PUBLISHED), ROLE_SUBMITTER,
         {&OWN_OR_EDITOR},                                 &SUBMITTED},
        {MOVE_PUBLISH,         BIT(STATE_ACCEPTED),          ROLE_EDITOR,
         {&OF_OTHERS, &NO_KNOWN_CONFLICT, &COMPLETE},      &PUBLISHED},
        {MOVE_WITHDRAW,        BIT(STATE_PUBLISHED),         ROLE_EDITOR,
         {&REASON},                                        &WITHDRAWN},
        {MOVE_WITHDRAW,        UNDECIDED,                    ROLE_SUBMITTER,
         {&OWN, &REASON},                                  &WITHDRAWN},
        {MOVE_BULK_PUBLISH,    BIT(STATE_SUBMITTED),         ROLE_EDITOR,
         {&AT_INGEST, &COMPLETE},                          &PUBLISHED},
};
/* clang-format on */

static const struct rule *find_rule(enum move m, enum state state)
{
        for (size_t i = 0; i < ARRAY_LEN(rules); i++)
                if (rules[i].move == m && rules[i].from & BIT(state))
                        return &rules[i];
        return NULL;
}

static int refuse(struct error *err, enum move m, const char *why, const char *word)
{
        error_set(err, 0, "%s: %s%s", move_name(m), why, word);
        return REVIEW_REFUSED;
}

int machine_move(enum move m, const struct situation *now, enum state *ret_next, struct error *err)
{
        const struct rule *rule = find_rule(m, now->state);

        if (!rule)
                return refuse(err, m, "not possible for what is ", state_name(now->state));
        if (now->role < rule->role)
                return refuse(err, m, "needs the role of ", role_name(rule->role));
        for (size_t i = 0; i < GUARDS_MAX && rule->guards[i]; i++)
                if (!rule->guards[i]->holds(now))
                        return refuse(err, m, rule->guards[i]->refusal,
                                      rule->guards[i]->word ? rule->guards[i]->word(now) : "");
        *ret_next = rule->outcome->state(now);
        return 0;
}

int machine_describe(struct str *out)
{
        for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
                const struct rule *rule = &rules[i];
                const char *between = "";

                str_addf(out, "%s | ", move_name(rule->move));
                for (int s = 0; s < STATE_COUNT; s++)
                        if (rule->from & BIT(s)) {
                                str_addf(out, "%s%s", between, state_name((enum state)s));
                                between = ", ";
                        }
                str_addf(out, " | %s | ", role_name(rule->role));
                for (size_t g = 0; g < GUARDS_MAX && rule->guards[g]; g++)
                        str_addf(out, "%s%s", g ? ", " : "", rule->guards[g]->name);
                str_addf(out, " -> %s\n", rule->outcome->name);
        }
        return out->failed ? -ENOMEM : 0;
}
