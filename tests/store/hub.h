/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hub in a folder of its own for each test, and short ways to put things into it. */
#ifndef SSEHUB_TESTS_STORE_HUB_H
#define SSEHUB_TESTS_STORE_HUB_H

#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "db/db.h"
#include "store/store.h"

#include <errno.h>
#include <ftw.h>

struct hub {
        char dir[64];
        struct store *s;
        struct arena a;
        struct error err;
};

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        (void)st;
        (void)type;
        (void)ftw;
        return remove(path);
}

static inline int hub_begin(void **state)
{
        struct hub *h = calloc(1, sizeof(*h));

        assert_non_null(h);
        strcpy(h->dir, "/tmp/ssehub-store-XXXXXX");
        assert_non_null(mkdtemp(h->dir));
        assert_done(store_create(h->dir, NULL, NULL, &h->err), &h->err);
        assert_done(store_open(h->dir, STORE_WRITE, &h->s, &h->err), &h->err);
        *state = h;
        return 0;
}

static inline int hub_end(void **state)
{
        struct hub *h = *state;

        store_close(h->s);
        arena_done(&h->a);
        nftw(h->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        free(h);
        return 0;
}

static inline int64_t hub_account(struct hub *h, const char *email, enum role role)
{
        int64_t id = 0;

        assert_done(store_account_add(h->s, email, NULL, role, &id, &h->err), &h->err);
        return id;
}

/* With all that publication needs. */
static inline json_t *hub_record(const char *title)
{
        return json_pack("{s:[{s:s,s:s}],s:[{s:s}],s:i,s:s,s:s,s:[s],s:[s]}", "titles", "text",
                         title, "language", "en", "creators", "name", "Amina Otieno", "year", 2021,
                         "type", "working-paper", "licence", "CC-BY-4.0", "languages", "en",
                         "abstracts", "What was found.");
}

/* In a transaction of its own. */
static inline struct store_version hub_paper(struct hub *h, const char *title, int64_t submitter)
{
        json_t *record = hub_record(title);
        struct store_version v;

        assert_non_null(record);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_work_add(h->s, NULL, submitter, record, title, &v, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        json_decref(record);
        return v;
}

static inline void hub_set_state(struct hub *h, int64_t version, enum state state)
{
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_version_set_state(h->s, version, state, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
}

static inline void hub_event(struct hub *h, int64_t actor, const char *action, int64_t version)
{
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_event_add(h->s, actor, action, version, NULL, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
}

/* Text as the only page of a paper's file; position counts from 1. */
static inline void hub_file(struct hub *h, int64_t version, int position, const char *name,
                            const char *text)
{
        struct store_file file = {.position = position,
                                  .is_paper = true,
                                  .name = name,
                                  .media_type = "text/plain",
                                  .state = "ok",
                                  .language = "en",
                                  .size = (int64_t)strlen(text)};
        const size_t len = strlen(text);
        char sha256[65];

        assert_done(store_blob_put(h->s, text, len, sha256, &h->err), &h->err);
        file.sha256 = sha256;
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_version_add_file(h->s, version, &file, &text, &len, 1, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
}

/* As somebody with the sqlite3 shell would do it: past every function of the store. */
static inline void hub_tamper(struct hub *h, const char *sql)
{
        CLEANUP(freep) char *path = path_join(h->dir, "hub.db");
        CLEANUP(db_closep) struct db *db = NULL;

        assert_done(db_open(path, DB_WRITE, 0, &db, &h->err), &h->err);
        assert_done(db_exec(db, sql, &h->err), &h->err);
}

/* --- what store_check says -------------------------------------------------------------------------- */

struct findings {
        struct str lines;
        int problems, others;
};

static inline void note_finding(void *user, bool is_problem, const char *line)
{
        struct findings *f = user;

        str_addf(&f->lines, "%s\n", line);
        *(is_problem ? &f->problems : &f->others) += 1;
}

static inline struct findings hub_check(struct hub *h)
{
        struct findings f = {STR_INIT, 0, 0};

        assert_done(store_check(h->s, note_finding, &f, &h->err), &h->err);
        return f;
}

static inline void assert_sound(struct hub *h)
{
        struct findings f = hub_check(h);

        if (f.problems || f.others)
                fail_msg("not sound: %s", f.lines.data);
        str_done(&f.lines);
}

/* At least one problem, and a line that says so. */
static inline void assert_found(struct hub *h, const char *words)
{
        struct findings f = hub_check(h);

        if (!f.problems || !strstr(str_text(&f.lines), words))
                fail_msg("'%s' is not among: %s", words, str_text(&f.lines));
        str_done(&f.lines);
}

#define HUB_TEST(name) cmocka_unit_test_setup_teardown(name, hub_begin, hub_end)

#endif
