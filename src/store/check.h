/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of store_check, and how they tell what they find. */
#ifndef SSEHUB_STORE_CHECK_H
#define SSEHUB_STORE_CHECK_H

#include "store/private.h"

struct check {
        struct store *s;
        store_report report;
        void *user;
};

void check_tell(struct check *c, bool is_problem, const char *fmt, ...) PRINTF(3, 4);

/* Each answers 0 when it could look at everything. */
int check_database(struct check *c,
                   struct error *err);                /* pages of the file, schema, foreign keys */
int check_rows(struct check *c, struct error *err);   /* states, numbers, votes, identifiers */
int check_events(struct check *c, struct error *err); /* the chain of the audit trail */
int check_blobs(struct check *c, struct error *err);  /* blobs/ against its rows, both ways */

#endif
