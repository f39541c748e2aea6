/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files behind the desk share. */
#ifndef SSEHUB_REVIEW_DESK_H
#define SSEHUB_REVIEW_DESK_H

#include "review/review.h"

/* A move on its way from the request to its rows. */
struct desk {
        struct store *s;
        struct arena *a;
        const struct desk_request *request;
        struct store_account actor;
        struct store_account asked; /* MOVE_ASSIGN */
        struct store_version version;
        struct store_assignment *advisers;
        size_t n_advisers;
        struct situation now;
        enum state next;
        json_t *detail; /* of the event */

        /* MOVE_RESUBMIT: what the further version says, or NULL where it is the same, files and all. */
        const json_t *record;
        const char *match_key;
        struct store_version successor;
};

int desk_quorum(struct store *s, struct arena *a, int *ret, struct error *err);
const struct store_assignment *desk_find_adviser(const struct desk *d, int64_t account);

/* Votes and eligible advisers of d->advisers into d->now, with the requested move done. */
void desk_count(struct desk *d);

/* sdg.c: the record of d->version, into a fresh one. */
int desk_read_record(struct desk *d, struct record *record, struct error *err);

/* sdg.c: the verdicts that come with the move, and what acceptance confirms. REVIEW_REFUSED. */
int desk_judge_sdgs(struct desk *d, struct error *err);

#endif
