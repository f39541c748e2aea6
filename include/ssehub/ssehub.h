/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libssehub: the knowledge hub of the social and solidarity economy as a C library.
 *
 * A hub is a folder with hub.db, index.db and blobs/ (docs/ARCHITECTURE.md). What the library knows of a
 * work, an entry, a queue or a search comes back as one JSON text (UTF-8, RFC 8259) in the shapes that the
 * manual pages document; the caller frees it with ssehub_free().
 *
 * Every function returns
 *     0    done;
 *     1    the answer is no: there is no such work, the review refuses the move …; err says why;
 *   < 0    failed: a negated errno value; err says what, where and while doing what.
 * err may be NULL. Results are untouched unless 0 comes back. A struct ssehub belongs to one thread at a
 * time; any number of processes may have the same hub open.
 */
#ifndef SSEHUB_SSEHUB_H
#define SSEHUB_SSEHUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SSEHUB_API __attribute__((visibility("default")))

struct ssehub_error {
        int code;           /* negative errno, 1 for a no, 0 for none */
        char message[1024]; /* one line; what is longer ends in "..." */
};

struct ssehub;

SSEHUB_API const char *ssehub_version(void);
SSEHUB_API void ssehub_free(void *text);

/* --- a hub --------------------------------------------------------------------------------------- */

/* Makes the folder (if need be) and an empty hub in it, with the account administrator@localhost, which
 * stands for whoever has a shell on the machine. title, base_url: NULL for the defaults. 1: there is one. */
SSEHUB_API int ssehub_create(const char *dir, const char *title, const char *base_url,
                             struct ssehub_error *err);
/* 1: no hub in that folder. A hub of an older ssehub is brought up to date when `write` is true. */
SSEHUB_API int ssehub_open(const char *dir, bool write, struct ssehub **ret,
                           struct ssehub_error *err);
SSEHUB_API void ssehub_close(struct ssehub *hub);

/* "done of total"; total 0 = not known. */
typedef void (*ssehub_progress)(void *user, int64_t done, int64_t total);

/* Brings index.db up to the change log; made anew when missing. Cheap when there is nothing to do. */
SSEHUB_API int ssehub_follow(struct ssehub *hub, ssehub_progress progress, void *user,
                             struct ssehub_error *err);
/* Drops index.db and makes it again from hub.db. Readers see the old one until the new one is whole. */
SSEHUB_API int ssehub_rebuild(struct ssehub *hub, ssehub_progress progress, void *user,
                              struct ssehub_error *err);
/* Every invariant of a hub; report is called for each finding. 1: something is wrong. */
SSEHUB_API int ssehub_check(struct ssehub *hub,
                            void (*report)(void *user, bool is_problem, const char *line),
                            void *user, struct ssehub_error *err);

/* Settings (ssehub-config(5)). list: {"title": {"value", "default", "help"}, …}. 1: unknown key or bad value. */
SSEHUB_API int ssehub_config_list(struct ssehub *hub, char **ret_json, struct ssehub_error *err);
SSEHUB_API int ssehub_config_set(struct ssehub *hub, const char *key, const char *value,
                                 struct ssehub_error *err);

/* --- people -------------------------------------------------------------------------------------- */

/* role: "submitter", "adviser", "editor", "administrator". name NULL: the e-mail address. 1: exists. */
SSEHUB_API int ssehub_user_add(struct ssehub *hub, const char *email, const char *name,
                               const char *role, struct ssehub_error *err);
SSEHUB_API int ssehub_user_role(struct ssehub *hub, const char *email, const char *role,
                                struct ssehub_error *err);
/* [{"email", "name", "role", "created"}, …] */
SSEHUB_API int ssehub_user_list(struct ssehub *hub, char **ret_json, struct ssehub_error *err);

/* --- taking in ----------------------------------------------------------------------------------- */

/* Reads one file as ingest would; needs no hub. JSON: {"state", "reason", "media_type", "language",
 * "pages": […], "record": {…}}. */
SSEHUB_API int ssehub_extract(const char *path, char **ret_json, struct ssehub_error *err);

/* A CSV header with an example row that is not read, for people to fill in (ssehub-csv(5)). */
SSEHUB_API const char *ssehub_csv_template(void);
enum {
        SSEHUB_SDG_TEXT_MAX = 1 << 20,      /* bytes of a text that ssehub_sdg_suggest_text takes */
        SSEHUB_SDG_DECIDING_MAX = 16 << 10, /* of it decide; the rest can only name a target */
};

/* Which goals a file or a text is about; needs no hub. JSON, every goal, likeliest first:
 * [{"goal": 8, "target": "8.3" or null, "iri", "score", "suggested", "evidence": [{"text", "words": […]}]}, …].
 * Of a file title and abstract decide; 1: its state is not ok. Of a text 1: too long. */
SSEHUB_API int ssehub_sdg_suggest(const char *path, char **ret_json, struct ssehub_error *err);
SSEHUB_API int ssehub_sdg_suggest_text(const char *text, size_t len, char **ret_json,
                                       struct ssehub_error *err);

struct ssehub_ingest {
        const char *as; /* e-mail address; NULL: administrator@localhost */
        int jobs;       /* files read at once; 0: as many as cores */
        bool publish;   /* bulk load of an already reviewed collection; editors only */
        const char *
                version_of; /* the one work in `paths` becomes a new version of this one; or NULL */
        bool dry_run;       /* says everything and writes nothing: no ids */
        /* One line of the report, JSON: {"path", "outcome", "id", "duplicate_of", "state", "reason", "missing",
         * "resembles", "likeness"}; outcome: "added", "duplicate" or "refused". */
        void (*result)(void *user, const char *outcome, const char *json);
        ssehub_progress progress; /* of files; may be NULL */
        void *user;
};

struct ssehub_ingest_counts {
        int64_t added, duplicate, refused;
};

/* 1: nobody of that address, or not an editor. Refused files are in the counts and are not a failure. */
SSEHUB_API int ssehub_ingest_paths(struct ssehub *hub, const char *const *paths, size_t n_paths,
                                   const struct ssehub_ingest *options,
                                   struct ssehub_ingest_counts *ret, struct ssehub_error *err);

/* --- works and entries, in every state ------------------------------------------------------------ */

/* kind: "paper", "entry" or NULL; state: a name or NULL.
 * [{"id", "kind", "slug", "state", "version", "title", "since"}, …] */
SSEHUB_API int ssehub_list(struct ssehub *hub, const char *kind, const char *state, char **ret_json,
                           struct ssehub_error *err);
/* id: of a work, or an entry's slug. The record with id, kind, state, version, files, review, … */
SSEHUB_API int ssehub_show(struct ssehub *hub, const char *id, char **ret_json,
                           struct ssehub_error *err);
/* The newest version's record in a metadata format: "bibtex", "datacite" … 1: no such work or format. */
SSEHUB_API int ssehub_export(struct ssehub *hub, const char *id, const char *format,
                             char **ret_text, struct ssehub_error *err);
/* [{"name", "media_type", "extension"}, …]: the formats that ssehub_export writes. */
SSEHUB_API int ssehub_export_formats(char **ret_json, struct ssehub_error *err);
/* Versions and the audit trail of one work: {"versions": […], "events": […]}; id NULL: events of the hub. */
SSEHUB_API int ssehub_history(struct ssehub *hub, const char *id, char **ret_json,
                              struct ssehub_error *err);
/* A Markdown file as a new entry, or a new revision of it. {"id", "slug", "version", "state"}.
 * 1: refused, or nothing has changed. */
SSEHUB_API int ssehub_entry_put(struct ssehub *hub, const char *path, const char *as,
                                char **ret_json, struct ssehub_error *err);

/* --- review -------------------------------------------------------------------------------------- */

struct ssehub_move {
        const char *move;        /* "assign", "declare", "approve", "request-changes", "reject",
                                    "publish", "withdraw" */
        const char *id;          /* work or slug */
        const char *as;          /* e-mail address of who does it; NULL: administrator@localhost */
        const char *adviser;     /* assign: e-mail address */
        const char *conflict;    /* declare: "none", "declared", "unsure" */
        const char *note;        /* the reason, in words */
        const char *replaced_by; /* withdraw: the work to go to instead, or NULL */
        const char *const *confirm_sdgs,
                *const *reject_sdgs; /* votes: verdicts on SDGs and on themes that were proposed */
        size_t n_confirm_sdgs, n_reject_sdgs;
};

/* {"id", "move", "state"} with the state after it. 1: refused; err says which rule stands in the way. */
SSEHUB_API int ssehub_review(struct ssehub *hub, const struct ssehub_move *move, char **ret_json,
                             struct ssehub_error *err);
/* What waits, for this adviser or editor, or for anybody (NULL).
 * [{"id", "kind", "title", "state", "since", "waits_for"}, …] */
SSEHUB_API int ssehub_queue(struct ssehub *hub, const char *as, char **ret_json,
                            struct ssehub_error *err);

/* --- searching what is public --------------------------------------------------------------------- */

struct ssehub_filter {
        const char *facet; /* "sdg", "theme", "type", "language", "country", "region", "licence" */
        const char *value; /* "8.3", "fr", "KE" … */
};

struct ssehub_query {
        const char *text; /* as typed; NULL: everything */
        const struct ssehub_filter *filters;
        size_t n_filters;
        const char *years; /* "2019", "2015..2022", "2015..", "..2022"; or NULL */
        const char *kind;  /* "paper", "entry" or NULL */
        const char *sort;  /* "relevance" (default), "newest", "oldest" */
        int64_t offset;
        int limit;      /* 0: 10; at most 1000 */
        bool any_words; /* for evaluation: one of the words is enough */
};

/* {"query", "total", "hits": [{"id", "title", "creators", "year", "page", "snippet", "score", …}],
 * "facets": {"sdg": [{"value", "label", "count"}], …}}. 1: a filter's value is not known, or no index. */
SSEHUB_API int ssehub_search(struct ssehub *hub, const struct ssehub_query *query, char **ret_json,
                             struct ssehub_error *err);

/* --- serving -------------------------------------------------------------------------------------- */

struct ssehub_serve {
        const char *listen; /* "127.0.0.1:8080", "[::1]:0"; NULL: 127.0.0.1:8080 */
        int threads;        /* 0: as many as cores */
        bool quiet;         /* no line for each request */
        /* Told once, when the first request can be answered: "http://127.0.0.1:8080". */
        void (*listening)(void *user, const char *address);
        void *user;
};

/* Serves the public pages of the hub in dir, and keeps index.db up to the change log, until SIGTERM or
 * SIGINT; then running replies are finished. 1: no hub there, or the address cannot be had. */
SSEHUB_API int ssehub_run_daemon(const char *dir, const struct ssehub_serve *options,
                                 struct ssehub_error *err);

#ifdef __cplusplus
}
#endif

#endif
