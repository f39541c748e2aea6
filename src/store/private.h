/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of store share and nobody else sees. */
#ifndef SSEHUB_STORE_PRIVATE_H
#define SSEHUB_STORE_PRIVATE_H

#include "db/db.h"
#include "store/store.h"

#include "base/hash.h"
#include "base/str.h"

#define STORE_DATABASE       "hub.db"
#define STORE_BLOBS          "blobs"
#define STORE_MIGRATIONS     "schemas/hub"
#define STORE_APPLICATION_ID 0x53534548 /* "SSEH" */

struct blob_part;

struct store {
        char *dir;
        enum store_mode mode;
        struct db *db;
        struct blob_part *parts; /* blobs of the open transaction, not yet in place */
        size_t n_parts, marked_parts;
};

/* What takes several rows is written in a transaction or not at all: -EINVAL when none is open. */
int store_need_transaction(struct store *s, const char *doing, struct error *err);

/* Steps a statement that answers no rows; 0 or a failure. */
int store_run(struct db_stmt *q, struct error *err);

/* The text of a column in the arena; NULL for NULL. */
const char *store_column(struct db_stmt *q, int column, struct arena *a);

/* --- file.c: names of stranger's files -------------------------------------------------------------- */

enum { FILE_NAME_MAX = 200 /* bytes */, FILE_EXTENSION_MAX = 16 };

/*
 * A name that is safe as a file name and in a header line: no separators, controls, bidi controls, no
 * dots, dashes or spaces at its start; NFC; at most FILE_NAME_MAX bytes, cut in the stem; never empty.
 */
int file_name_make_safe(const char *name, struct str *out, struct error *err);

/* "a.pdf", 2 -> "a-2.pdf", still at most FILE_NAME_MAX bytes. */
void file_name_numbered(const char *name, int number, struct str *out);

/* --- event.c ---------------------------------------------------------------------------------------- */

#define EVENT_FIRST_PREV "0000000000000000000000000000000000000000000000000000000000000000"

/* A row of the audit trail as it is hashed. */
struct event_row {
        int64_t seq;
        const char *at;
        int64_t actor; /* 0 = NULL */
        const char *action;
        int64_t version; /* 0 = NULL */
        const char *detail, *prev_hash;
};

int event_hash(const struct event_row *row, char ret_hash[HASH_HEX_LEN], struct error *err);

/* --- change.c --------------------------------------------------------------------------------------- */

int change_add(struct store *s, int64_t work, bool is_withdrawn, struct error *err);

/* --- blob.c ----------------------------------------------------------------------------------------- */

bool blob_name_is_valid(const char *sha256); /* 64 lower-case hexadecimal digits */

/* In place, or on its way there with the open transaction. */
bool blob_is_kept(struct store *s, const char *sha256);

/* Before a commit: syncs what waits, and renames it into place. */
int blob_settle(struct store *s, struct error *err);
void blob_drop(struct store *s);                    /* at a rollback */
void blob_drop_from(struct store *s, size_t first); /* to a mark */

#endif
