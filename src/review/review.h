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
        MOVE_RESUBMIT, /* the submitter answers requested changes */
        MOVE_PUBLISH,
        MOVE_WITHDRAW,     /* after publication, tombstone; before a decision by the submitter */
        MOVE_BULK_PUBLISH, /* the load of an existing, already reviewed collection */
        MOVE_COUNT
};

const char *move_name(enum move m); /* "request-changes" */

/* What the table asks about. Pure data, so that every row can be tested without a database. */
struct situation {
        enum state state;
        enum role role;    /* of the actor */
        bool is_submitter; /* the actor submitted this work */
        bool is_assigned;
        enum conflict conflict; /* of the actor */
        int approvals, changes,
                rejections; /* votes by advisers without a conflict, this one included */
        int eligible;       /* assigned advisers who have not declared a conflict */
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

/* REVIEW_REFUSED. Opens and commits its own transaction. ret_state (may be NULL): the state after it. */
int desk_move(struct store *s, const struct desk_request *request, enum state *ret_state,
              struct error *err);

/* What waits for this person (actor NULL: every queue): newest versions that are not decided. */
struct desk_item {
        struct store_version version;
        const char *title;
        const char
                *waits_for; /* plain words: "an editor to assign advisers", "1 more approval" … */
};
int desk_queue(struct store *s, const char *actor, struct arena *a, struct desk_item **ret,
               size_t *ret_n, struct error *err);

#endif
