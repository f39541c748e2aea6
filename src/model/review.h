/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of the review: who people are and what states a submission goes through. */
#ifndef SSEHUB_MODEL_REVIEW_H
#define SSEHUB_MODEL_REVIEW_H

#include <stdbool.h>

/* Roles add up: an editor may do all that an adviser may (review/machine.c says what). */
enum role { ROLE_NONE, ROLE_SUBMITTER, ROLE_ADVISER, ROLE_EDITOR, ROLE_ADMINISTRATOR };

/* States of one version of a work, and of one revision of an entry. */
enum state {
        STATE_SUBMITTED,         /* waits for an editor to assign advisers */
        STATE_UNDER_REVIEW,      /* advisers declare and vote */
        STATE_CHANGES_REQUESTED, /* back with the submitter */
        STATE_ACCEPTED,          /* quorum reached; waits for an editor to publish */
        STATE_REJECTED,
        STATE_PUBLISHED,
        STATE_SUPERSEDED, /* a newer version is published */
        STATE_WITHDRAWN,  /* tombstone */
        STATE_COUNT
};

enum vote { VOTE_APPROVE, VOTE_REQUEST_CHANGES, VOTE_REJECT };
enum conflict { CONFLICT_UNDECLARED, CONFLICT_NONE, CONFLICT_DECLARED, CONFLICT_UNSURE };

/* Names as stored and shown to scripts ("under-review"). find: false when there is no such name. */
const char *role_name(enum role r);
bool role_find(const char *name, enum role *ret);
const char *state_name(enum state s);
bool state_find(const char *name, enum state *ret);
const char *vote_name(enum vote v);
bool vote_find(const char *name, enum vote *ret);
const char *conflict_name(enum conflict c);
bool conflict_find(const char *name, enum conflict *ret);

/* Does a work in this state stand on the public pages? (Only STATE_PUBLISHED.) */
bool state_is_public(enum state s);

#endif
