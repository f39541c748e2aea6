/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Encyclopedia entries: from the file somebody wrote to a revision under review; Markdown to HTML. */
#ifndef SSEHUB_ENTRY_ENTRY_H
#define SSEHUB_ENTRY_ENTRY_H

#include "base/str.h"
#include "model/entry.h"
#include "store/store.h"

#define ENTRY_REFUSED   1 /* err says what is missing or wrong in the file */
#define ENTRY_UNCHANGED 2 /* the newest revision says exactly this already */

/*
 * Reads a Markdown file and stores it as a new entry or a new revision of the entry of that slug.
 * Works named by "local:…" or "doi:…" are looked up and kept as their pids; one that is not there is
 * refused. actor: account id. *ret gets the numbers, the pid and the state; its texts are NULL.
 */
int entry_put(struct store *s, const char *path, int64_t actor, struct store_version *ret,
              struct error *err);

/*
 * The body as safe HTML. resolve answers the address of "entry:SLUG" or "work:ID" links (heap), or NULL
 * where it is not public: the link's text stays, the link goes.
 */
typedef char *(*entry_resolve)(void *user, const char *kind, const char *name);
int entry_html(const struct entry *e, entry_resolve resolve, void *user, struct str *out,
               struct error *err);

#endif
