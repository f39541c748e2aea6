/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The gate. machine.c is the one table of moves: what is not in it cannot happen. desk.c applies a move in
 * one transaction with its event and, where it opens or shuts the gate, its change-log row.
 */
#ifndef SSEHUB_REVIEW_REVIEW_H
#define SSEHUB_REVIEW_REVIEW_H

#include "base/str.h"
#include "model/review.h"
#include "store/store.h"

enum move {
        MOVE_ASSIGN,  /* an editor asks an adviser */
        MOVE_DECLARE, /* an adviser declares conflict, none, or unsure */
        MOVE_APPROVE, /* votes */
        MOVE_REQUEST_CHANGES,
        MOVE_REJECT,
        MOVE_RESUBMIT, /* a further version: answers requested changes, or revises what is public */
        MOVE_PUBLISH,
        MOVE_WITHDRAW,     /* after publication, tombstone; before a decision by the submitter */
        MOVE_BULK_PUBLISH, /* the load of an existing, already reviewed collection */
        MOVE_COUNT
};

const char *move_name(enum move m); /* "request-changes" */

/* What the table asks about. Pure data, so that every row can be tested without a database. */
struct situation {
        enum state state;
        enum role role;         /* of the actor; roles add up */
        bool is_submitter;      /* the actor submitted a version of this work: no judge of it */
        bool is_own_version;    /* the actor submitted this version */
        bool is_assigned;       /* the actor is asked to judge this version */
        bool has_voted;         /* the actor has, before this move */
        enum conflict conflict; /* of the actor, before this move */
        bool has_reason;        /* a note that is not blank comes with the move */
        bool is_ingest;         /* the move is part of loading a collection */
        const char *missing; /* what the record lacks for publication (record_missing), or NULL */
        struct {             /* MOVE_ASSIGN: the person to be asked */
                enum role role;
                bool is_submitter;
                bool is_assigned;
                enum conflict conflict;
        } asked;
        /* Of the advisers of this version, with this move done. Votes count where no conflict is declared. */
        int approvals, changes, rejections;
        int eligible; /* advisers who have not declared a conflict */
        int quorum;
};

#define REVIEW_REFUSED 1 /* err says which rule stands in the way, in plain words */
/* The state after the move (which may be the same). */
int machine_move(enum move m, const struct situation *now, enum state *ret_next, struct error *err);

/* The table as text for documentation and tests: a line a row "move state role guard -> state". */
int machine_describe(struct str *out);

struct desk_request {
        enum move move;
        const char *actor;      /* e-mail address of who does it */
        const char *work;       /* pid or entry slug */
        const char *adviser;    /* MOVE_ASSIGN: whom */
        enum conflict conflict; /* MOVE_DECLARE */
        const char
                *note; /* reason, in words; must be there for reject, request changes, withdraw */
        const char *replaced_by; /* MOVE_WITHDRAW: pid, or NULL */
        const struct sdg_verdict
                *verdicts; /* votes: SDG assertions confirmed or rejected on the way */
        size_t n_verdicts;
};

struct sdg_verdict {
        const char *notation;
        bool confirm; /* else reject */
};

/* REVIEW_REFUSED. Opens and commits its own transaction. ret_state (may be NULL): the state after it. The
 * move is on the newest version, but MOVE_WITHDRAW on the published one where there is one, unless the
 * actor takes back an own newer version. */
int desk_move(struct store *s, const struct desk_request *request, enum state *ret_state,
              struct error *err);

/*
 * Within the caller's transaction (store_begin): a further version of a work, in STATE_SUBMITTED, by the
 * one who submitted it or an editor. From changes-requested, or from published (which stays public until
 * the new version is). REVIEW_REFUSED: somebody else's, or the newest version is still to be decided.
 * record and match_key as for store_version_add; event "resubmit".
 */
int desk_resubmit_in_transaction(struct store *s, int64_t work, int64_t actor, const json_t *record,
                                 const char *match_key, struct store_version *ret,
                                 struct error *err);

/* MOVE_BULK_PUBLISH of a version submitted a moment ago, in the caller's transaction. REVIEW_REFUSED. */
int desk_publish_in_transaction(struct store *s, int64_t version, int64_t actor, struct error *err);

/* What waits for this person (actor NULL: every queue): newest versions that are not decided.
 * REVIEW_REFUSED: no such account. */
struct desk_item {
        struct store_version version;
        const char *title;
        const char
                *waits_for; /* plain words: "an editor to assign advisers", "1 more approval" … */
};
int desk_queue(struct store *s, const char *actor, struct arena *a, struct desk_item **ret,
               size_t *ret_n, struct error *err);

#endif
