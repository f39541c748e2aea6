/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of roles, states, votes and declarations. */
#include "model/review.h"

#include "base/cleanup.h"
#include "base/str.h"

static const char *const roles[] = {[ROLE_NONE] = "none",
                                    [ROLE_SUBMITTER] = "submitter",
                                    [ROLE_ADVISER] = "adviser",
                                    [ROLE_EDITOR] = "editor",
                                    [ROLE_ADMINISTRATOR] = "administrator"};
static const char *const states[] = {[STATE_SUBMITTED] = "submitted",
                                     [STATE_UNDER_REVIEW] = "under-review",
                                     [STATE_CHANGES_REQUESTED] = "changes-requested",
                                     [STATE_ACCEPTED] = "accepted",
                                     [STATE_REJECTED] = "rejected",
                                     [STATE_PUBLISHED] = "published",
                                     [STATE_SUPERSEDED] = "superseded",
                                     [STATE_WITHDRAWN] = "withdrawn"};
static const char *const votes[] = {[VOTE_APPROVE] = "approve",
                                    [VOTE_REQUEST_CHANGES] = "request-changes",
                                    [VOTE_REJECT] = "reject"};
static const char *const conflicts[] = {[CONFLICT_UNDECLARED] = "undeclared",
                                        [CONFLICT_NONE] = "none",
                                        [CONFLICT_DECLARED] = "declared",
                                        [CONFLICT_UNSURE] = "unsure"};

static bool find(const char *const *names, size_t n, const char *name, int *ret)
{
        for (size_t i = 0; i < n; i++) {
                if (name && str_equal(names[i], name)) {
                        *ret = (int)i;
                        return true;
                }
        }
        return false;
}

const char *role_name(enum role r)
{
        return roles[r];
}

bool role_find(const char *name, enum role *ret)
{
        int i;

        /* Nobody is given the role "none". */
        if (!find(roles, ARRAY_LEN(roles), name, &i) || i == ROLE_NONE)
                return false;
        *ret = (enum role)i;
        return true;
}

const char *state_name(enum state s)
{
        return states[s];
}

bool state_find(const char *name, enum state *ret)
{
        int i;

        if (!find(states, ARRAY_LEN(states), name, &i))
                return false;
        *ret = (enum state)i;
        return true;
}

const char *vote_name(enum vote v)
{
        return votes[v];
}

bool vote_find(const char *name, enum vote *ret)
{
        int i;

        if (!find(votes, ARRAY_LEN(votes), name, &i))
                return false;
        *ret = (enum vote)i;
        return true;
}

const char *conflict_name(enum conflict c)
{
        return conflicts[c];
}

bool conflict_find(const char *name, enum conflict *ret)
{
        int i;

        if (!find(conflicts, ARRAY_LEN(conflicts), name, &i))
                return false;
        *ret = (enum conflict)i;
        return true;
}

bool state_is_public(enum state s)
{
        return s == STATE_PUBLISHED;
}
