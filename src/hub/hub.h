/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of this module share: the handle behind the public API (include/ssehub/ssehub.h). */
#ifndef SSEHUB_HUB_HUB_H
#define SSEHUB_HUB_HUB_H

#include "base/error.h"
#include "ssehub/ssehub.h"
#include "store/store.h"

#include <jansson.h>

#define HUB_LOCAL_ACCOUNT "administrator@localhost" /* whoever has a shell on the machine */

struct ssehub {
        struct store *store;
};

/*
 * The two forms of an answer: inside, positive numbers are each function's own; outside there is one, and
 * the error always says why. hub_answer copies err out and returns 0, 1 or the negative number.
 */
int hub_answer(int r, const struct error *err, struct ssehub_error *ret);
/* The same for a no that has no words yet. */
int hub_no(struct ssehub_error *ret, const char *fmt, ...) PRINTF(2, 3);

/* Writes j as text; frees j. */
int hub_json(json_t *j, char **ret_text, struct ssehub_error *err);

/* The account behind an address (NULL: the local one). 1: there is none, err says so. */
int hub_account(struct ssehub *hub, const char *email, struct arena *a, struct store_account *ret,
                struct error *err);

/* After something was published or withdrawn: the index shows it before the caller hears that it is done. */
int hub_follow(struct ssehub *hub, struct error *err);
/* Before a command that writes: what one that was killed has left for the index to show. What fails here
 * fails again when the command itself follows, and is told then. */
void hub_catch_up(struct ssehub *hub);

#endif
