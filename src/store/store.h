/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The enduring, private store: hub.db and blobs/ of one hub folder. No SQLite type shows here, so that
 * another engine can stand behind the same header. One store belongs to one thread at a time; any number
 * of processes may have the same hub open.
 *
 * Everything that changes a state runs between store_begin and store_commit, with its event, and with its
 * change-log row where something becomes public or is taken back.
 */
#ifndef SSEHUB_STORE_STORE_H
#define SSEHUB_STORE_STORE_H

#include "base/clock.h"
#include "model/entry.h"
#include "model/id.h"
#include "model/record.h"
#include "model/review.h"

#include <jansson.h>
#include <stdint.h>

struct store;

enum store_mode { STORE_READ, STORE_WRITE };

/* Positive answers; each function lists those it gives. */
enum store_answer {
        STORE_NO_SUCH_HUB = 1, /* the folder has no hub.db */
        STORE_EXISTS,
        STORE_NO_SUCH_WORK,
        STORE_NO_SUCH_ACCOUNT,
        STORE_NONE, /* no (further) row */
};

/* --- the hub ------------------------------------------------------------------------------------- */

/* STORE_EXISTS. Makes dir (0700 parts), hub.db, blobs/. title, base_url may be NULL for the defaults. */
int store_create(const char *dir, const char *title, const char *base_url, struct error *err);
/* STORE_NO_SUCH_HUB. Migrates an older hub.db when mode is STORE_WRITE. */
int store_open(const char *dir, enum store_mode mode, struct store **ret, struct error *err);
void store_close(struct store *s);
void store_closep(struct store **s);
const char *store_dir(const struct store *s);

/* STORE_WRITE: takes the write lock at once. STORE_READ: what is read until the end is of one moment. */
int store_begin(struct store *s, struct error *err);
int store_commit(struct store *s, struct error *err);
void store_rollback(struct store *s); /* does nothing when no transaction is open */
void store_rollbackp(struct store **s);

/* Inside a transaction: what is done between mark and undo is as if it had not been; keep lets it stand. */
int store_mark(struct store *s, struct error *err);
int store_keep(struct store *s, struct error *err);
int store_undo(struct store *s, struct error *err);

/* Keys and defaults are one table in store/config.c: title, base-url, quorum, … STORE_NONE: unknown key.
 * *ret belongs to the arena. */
int store_config_get(struct store *s, const char *key, struct arena *a, const char **ret,
                     struct error *err);
/* STORE_NONE: unknown key; -EINVAL: err says what the value must be. */
int store_config_set(struct store *s, const char *key, const char *value, struct error *err);

struct store_config_key {
        const char *name, *standard /* value where none is set */, *help;
};
const struct store_config_key *store_config_key_at(size_t i); /* NULL behind the last */

/* --- accounts ------------------------------------------------------------------------------------ */

struct store_account {
        int64_t id;
        const char *email, *name;
        enum role role;
        const char *created;
};

/* STORE_EXISTS (that e-mail address, in any letter case); -EINVAL: no address. name NULL: the address. */
int store_account_add(struct store *s, const char *email, const char *name, enum role role,
                      int64_t *ret_id, struct error *err);
/* STORE_NO_SUCH_ACCOUNT. Texts belong to the arena. */
int store_account_find(struct store *s, const char *email, struct arena *a,
                       struct store_account *ret, struct error *err);
int store_account_get(struct store *s, int64_t id, struct arena *a, struct store_account *ret,
                      struct error *err);
int store_account_set_role(struct store *s, int64_t id, enum role role, struct error *err);
int store_account_list(struct store *s, struct arena *a, struct store_account **ret, size_t *ret_n,
                       struct error *err);

/* --- blobs --------------------------------------------------------------------------------------- */

/*
 * Copies, syncs and renames into place; the row comes with store_version_add_file. Safe to repeat. Inside a
 * transaction the syncing and renaming wait for store_commit(), which does it for all at once before it commits.
 */
int store_blob_put(struct store *s, const void *bytes, size_t len, char ret_sha256[65],
                   struct error *err);
/* From the file's current place to its end. */
int store_blob_put_fd(struct store *s, int fd, char ret_sha256[65], int64_t *ret_size,
                      struct error *err);
/* Path of a blob's file under a hub folder; heap. Needs no store: the daemon serves published ones. NULL
 * for what is no SHA-256 in lower-case hexadecimal. */
char *store_blob_path(const char *dir, const char *sha256);

/* --- works and versions -------------------------------------------------------------------------- */

struct store_version {
        int64_t id, work;
        char pid[ID_SIZE];
        bool is_entry;
        const char *slug; /* of an entry */
        int number;
        enum state state;
        const char *since, *created, *published; /* published may be NULL */
        int64_t submitter;                       /* of this version */
        const char *record_json;                 /* as stored */
};

/* A new paper or entry with its first version in STATE_SUBMITTED; event "submit". slug NULL for papers.
 * STORE_EXISTS: that slug is taken. *ret gets the numbers, the pid and the state; its texts are NULL. */
int store_work_add(struct store *s, const char *slug, int64_t submitter, const json_t *record,
                   const char *match_key, struct store_version *ret, struct error *err);
/* A further version of a work, in STATE_SUBMITTED; event "submit". Fails for a work that was withdrawn
 * after publication. *ret as above. */
int store_version_add(struct store *s, int64_t work, int64_t actor, const json_t *record,
                      const char *match_key, struct store_version *ret, struct error *err);
int store_version_add_identifier(struct store *s, int64_t version, const char *type,
                                 const char *value, struct error *err);

struct store_file {
        int64_t id;
        int position;
        bool is_paper; /* else metadata as it came */
        const char *name, *sha256, *media_type;
        const char *state; /* extract_state_name() */
        const char *language;
        int64_t size;
        int64_t n_pages;
};

/* name is made safe and unique in the version by the store (no '/', no controls, at most 200 bytes);
 * size as store_blob_put gave it. */
int store_version_add_file(struct store *s, int64_t version, const struct store_file *file,
                           const char *const *pages, const size_t *page_lens, size_t n_pages,
                           struct error *err);

/* Gives a version the files, pages and identifiers of another of the same work. */
int store_version_copy_files(struct store *s, int64_t from, int64_t to, struct error *err);

/* STORE_NO_SUCH_WORK. name: a pid, or the slug of an entry; the newest version, whatever its state. */
int store_version_find(struct store *s, const char *name, struct arena *a,
                       struct store_version *ret, struct error *err);
int store_version_get(struct store *s, int64_t version, struct arena *a, struct store_version *ret,
                      struct error *err);
/* STORE_NO_SUCH_WORK: no version of it is published now. */
int store_version_published(struct store *s, int64_t work, struct arena *a,
                            struct store_version *ret, struct error *err);
/* Has this person submitted any version of the work? Then they are no judge of it. */
int store_work_has_submitter(struct store *s, int64_t work, int64_t account, bool *ret,
                             struct error *err);
/* All versions of a work, oldest first. */
int store_version_list(struct store *s, int64_t work, struct arena *a, struct store_version **ret,
                       size_t *ret_n, struct error *err);

int store_file_list(struct store *s, int64_t version, struct arena *a, struct store_file **ret,
                    size_t *ret_n, struct error *err);
/* Calls back with each page of a file in order; a callback's non-zero ends the walk and is returned. */
int store_page_each(struct store *s, int64_t file,
                    int (*page)(void *user, int number, const char *text, size_t len), void *user,
                    struct error *err);

struct store_filter {
        const char *kind;   /* "paper", "entry", NULL = both */
        int state;          /* enum state, or -1 = any */
        int64_t after_work; /* rows after this work; 0 = from the start */
        int limit;          /* 0 = all */
};
/* The newest version of each work, by work. */
int store_work_list(struct store *s, const struct store_filter *filter, struct arena *a,
                    struct store_version **ret, size_t *ret_n, struct error *err);

/* Duplicates. Each: STORE_NONE, or 0 with the work's pid. Any state counts. */
int store_find_by_bytes(struct store *s, const char *sha256, char ret_pid[ID_SIZE],
                        struct error *err);
/* The same, with the state of its extraction (in the arena): what is known need not be read again. */
int store_find_file(struct store *s, const char *sha256, struct arena *a, char ret_pid[ID_SIZE],
                    const char **ret_state, struct error *err);
int store_find_by_identifier(struct store *s, const char *type, const char *value,
                             char ret_pid[ID_SIZE], struct error *err);
int store_find_by_match_key(struct store *s, const char *match_key, char ret_pid[ID_SIZE],
                            struct error *err);

/* --- resemblance: works that are nearly the same ----------------------------------------------------- */

enum { SKETCH_VALUES = 96, SKETCH_BANDS = 24 };

/* What a work is compared by. Texts are folded (text_key). */
struct store_sketch {
        const char *author_year; /* or NULL */
        const char *title;
        bool has_text;
        uint32_t minhash[SKETCH_VALUES]; /* where has_text */
};

int store_sketch_add(struct store *s, int64_t version, const struct store_sketch *sketch,
                     struct error *err);

struct store_likeness {
        char pid[ID_SIZE];
        const char *title; /* folded */
        bool has_text;     /* minhash is there */
        uint32_t minhash[SKETCH_VALUES];
};
/*
 * Calls back with each version, of another work than `but` (0 = none), that shares author and year or a band of
 * the text's sketch; a callback's non-zero ends it and is returned.
 */
int store_sketch_each(struct store *s, const struct store_sketch *sketch, int64_t but,
                      int (*found)(void *user, const struct store_likeness *one), void *user,
                      struct error *err);

/* --- review: rows only; who may do what when is review/machine.c ---------------------------------- */

/* Sets the state, and on the way to or from STATE_PUBLISHED the change log, `published`, and the state
 * of the version published before (superseded). */
int store_version_set_state(struct store *s, int64_t version, enum state state, struct error *err);
int store_version_set_record(struct store *s, int64_t version, const json_t *record,
                             struct error *err); /* the review's verdict on SDG assertions only */

struct store_assignment {
        int64_t adviser;
        const char *email, *name;
        enum conflict conflict;
        const char *note, *assigned, *declared;
        bool has_vote;
        enum vote vote;
        const char *reason, *voted;
};

int store_assignment_add(struct store *s, int64_t version, int64_t adviser, int64_t by,
                         struct error *err); /* STORE_EXISTS */
int store_assignment_declare(struct store *s, int64_t version, int64_t adviser,
                             enum conflict conflict, const char *note,
                             struct error *err); /* STORE_NONE */
int store_vote_put(struct store *s, int64_t version, int64_t adviser, enum vote vote,
                   const char *reason, struct error *err); /* STORE_NONE: not assigned */
int store_assignment_list(struct store *s, int64_t version, struct arena *a,
                          struct store_assignment **ret, size_t *ret_n, struct error *err);

struct store_tombstone {
        const char *reason, *at;
        const char *replaced_by; /* pid, or NULL */
};
int store_tombstone_put(struct store *s, int64_t work, const char *reason, int64_t replaced_by,
                        struct error *err); /* replaced_by 0 = none */
int store_tombstone_get(struct store *s, int64_t work, struct arena *a, struct store_tombstone *ret,
                        struct error *err); /* STORE_NONE */

/* --- audit trail and change log ------------------------------------------------------------------ */

struct store_event {
        int64_t seq;
        const char *at, *actor_email /* NULL: the hub */, *action, *pid;
        int version_number;
        const char *detail_json;
};

/* actor 0 = the hub itself; version 0 = none; detail may be NULL, and is consumed. */
int store_event_add(struct store *s, int64_t actor, const char *action, int64_t version,
                    json_t *detail, struct error *err);
/* work 0 = all. Oldest first. */
int store_event_list(struct store *s, int64_t work, struct arena *a, struct store_event **ret,
                     size_t *ret_n, struct error *err);

struct store_change {
        int64_t seq, work;
        char at[CLOCK_UTC_LEN];
        char pid[ID_SIZE];
        bool is_withdrawn; /* else published */
};
/* STORE_NONE: nothing after this number. */
int store_change_next(struct store *s, int64_t after, struct store_change *ret, struct error *err);
int store_change_last(struct store *s, int64_t *ret_seq, struct error *err); /* 0 = none yet */

/* --- checking ------------------------------------------------------------------------------------ */

/* Calls report once for each thing that is wrong (a line for people); 0 when it could look at everything.
 * Schema, foreign keys, states, the event chain, every blob's bytes against their SHA-256, files without
 * a row (told with is_problem false: left over from a process that was killed). */
typedef void (*store_report)(void *user, bool is_problem, const char *line);
int store_check(struct store *s, store_report report, void *user, struct error *err);

#endif
