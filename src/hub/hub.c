/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hub as a whole: make, open, follow, rebuild, check, settings, people. */
#include "hub/hub.h"

#include "base/str.h"
#include "extract/extract.h"
#include "search/search.h"
#include "text/json.h"
#include "vocab/vocab.h"

#include <errno.h>
#include <string.h>

#ifndef SSEHUB_VERSION
#error "meson passes SSEHUB_VERSION"
#endif

const char *ssehub_version(void)
{
        return SSEHUB_VERSION;
}

void ssehub_free(void *text)
{
        free(text);
}

int hub_answer(int r, const struct error *err, struct ssehub_error *ret)
{
        if (r == 0)
                return 0;
        if (ret) {
                ret->code = r < 0 ? r : 1;
                memcpy(ret->message, err->message, sizeof(ret->message));
        }
        return r < 0 ? r : 1;
}

int hub_no(struct ssehub_error *ret, const char *fmt, ...)
{
        va_list ap;

        if (!ret)
                return 1;
        ret->code = 1;
        va_start(ap, fmt);
        vsnprintf(ret->message, sizeof(ret->message), fmt, ap);
        va_end(ap);
        return 1;
}

int hub_json(json_t *j, char **ret_text, struct ssehub_error *err)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error e = {0};
        char *text;
        int r = j ? json_write(j, &out, &e) : error_no_memory(&e);

        json_decref(j);
        if (r < 0)
                return hub_answer(r, &e, err);
        text = str_steal(&out);
        if (!text)
                return hub_answer(error_no_memory(&e), &e, err);
        *ret_text = text;
        return 0;
}

int hub_account(struct ssehub *hub, const char *email, struct arena *a, struct store_account *ret,
                struct error *err)
{
        const char *address = email ? email : HUB_LOCAL_ACCOUNT;
        int r = store_account_find(hub->store, address, a, ret, err);

        if (r == STORE_NO_SUCH_ACCOUNT)
                return error_set(err, 1, "there is no account '%s': 'ssehub user add' makes one",
                                 address);
        return r;
}

int hub_follow(struct ssehub *hub, struct error *err)
{
        int64_t applied;
        int r = search_follow(hub->store, NULL, NULL, &applied, err);

        if (r < 0)
                return error_while(
                        err, r, "it is done, but the search index could not be brought up to date");
        return 0;
}

void hub_catch_up(struct ssehub *hub)
{
        struct error ignored;

        hub_follow(hub, &ignored);
}

/* --- making and opening --------------------------------------------------------------------------- */

/* 1: it is there already. */
static int add_local_account(struct store *s, struct error *err)
{
        CLEANUP(store_rollbackp) struct store *open = NULL;
        int64_t id;
        int r = store_begin(s, err);

        if (r < 0)
                return r;
        open = s;
        r = store_account_add(s, HUB_LOCAL_ACCOUNT, "Local administrator", ROLE_ADMINISTRATOR, &id,
                              err);
        if (r == STORE_EXISTS)
                return 1;
        return r == 0 ? store_commit(s, err) : r;
}

static bool has_index(const char *dir)
{
        CLEANUP(search_closep) struct search *s = NULL;

        return search_open(dir, &s, NULL) == 0;
}

/* A new hub gets its account and its index. 1: it had both, so that this was a hub before. */
static int furnish(const char *dir, struct ssehub *hub, struct error *err)
{
        bool had_index = has_index(dir);
        int r = add_local_account(hub->store, err);
        int followed = r < 0 ? r : hub_follow(hub, err);

        return followed < 0 ? followed : r == 1 && had_index;
}

int ssehub_create(const char *dir, const char *title, const char *base_url,
                  struct ssehub_error *err)
{
        struct error e = {0};
        struct ssehub *hub = NULL;
        int r = vocab_init(&e);

        if (r == 0)
                r = store_create(dir, title, base_url, &e);
        /* One whose making was killed is finished by the same command. */
        if (r != 0 && r != STORE_EXISTS)
                return hub_answer(r, &e, err);
        r = ssehub_open(dir, true, &hub, err);
        if (r != 0)
                return r;
        r = furnish(dir, hub, &e);
        ssehub_close(hub);
        return r > 0 ? hub_no(err, "there is a hub in '%s' already", dir) : hub_answer(r, &e, err);
}

int ssehub_open(const char *dir, bool write, struct ssehub **ret, struct ssehub_error *err)
{
        struct ssehub *hub = calloc(1, sizeof(*hub));
        struct error e = {0};
        int r = hub ? vocab_init(&e) : error_no_memory(&e);

        if (r == 0)
                r = store_open(dir, write ? STORE_WRITE : STORE_READ, &hub->store, &e);
        if (r == 0) {
                *ret = hub;
                return 0;
        }
        free(hub);
        if (r == STORE_NO_SUCH_HUB)
                return hub_no(err, "there is no hub in '%s': 'ssehub init %s' makes one", dir, dir);
        return hub_answer(r, &e, err);
}

void ssehub_close(struct ssehub *hub)
{
        if (!hub)
                return;
        store_close(hub->store);
        free(hub);
}

/* --- the index and the checks --------------------------------------------------------------------- */

int ssehub_follow(struct ssehub *hub, ssehub_progress progress, void *user,
                  struct ssehub_error *err)
{
        struct error e = {0};
        int64_t applied;

        return hub_answer(search_follow(hub->store, progress, user, &applied, &e), &e, err);
}

int ssehub_rebuild(struct ssehub *hub, ssehub_progress progress, void *user,
                   struct ssehub_error *err)
{
        struct error e = {0};

        return hub_answer(search_rebuild(hub->store, progress, user, &e), &e, err);
}

struct finding {
        void (*report)(void *user, bool is_problem, const char *line);
        void *user;
        int problems;
};

static void count_finding(void *user, bool is_problem, const char *line)
{
        struct finding *f = user;

        f->problems += is_problem;
        if (f->report)
                f->report(f->user, is_problem, line);
}

int ssehub_check(struct ssehub *hub, void (*report)(void *user, bool is_problem, const char *line),
                 void *user, struct ssehub_error *err)
{
        struct finding f = {report, user, 0};
        struct error e = {0};
        int r;

        hub_catch_up(hub);
        r = store_check(hub->store, count_finding, &f, &e);

        if (r == 0)
                r = search_check(hub->store, count_finding, &f, &e);
        if (r != 0)
                return hub_answer(r, &e, err);
        if (f.problems)
                return hub_no(err, "%d problem%s found", f.problems, f.problems == 1 ? "" : "s");
        return 0;
}

/* --- settings ------------------------------------------------------------------------------------- */

int ssehub_config_list(struct ssehub *hub, char **ret_json, struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        json_t *all = json_object();
        const struct store_config_key *key;
        struct error e = {0};

        for (size_t i = 0; (key = store_config_key_at(i)); i++) {
                json_t *one = json_object();
                const char *value = NULL;
                int r = store_config_get(hub->store, key->name, &a, &value, &e);

                if (r < 0) {
                        json_decref(one);
                        json_decref(all);
                        return hub_answer(r, &e, err);
                }
                json_put_text(one, "value", value);
                json_put_text(one, "default", key->standard);
                json_put_text(one, "help", key->help);
                json_object_set_new(all, key->name, one);
        }
        return hub_json(all, ret_json, err);
}

static int set_config(struct ssehub *hub, const char *key, const char *value, struct error *err)
{
        CLEANUP(store_rollbackp) struct store *open = NULL;
        int r = store_begin(hub->store, err);

        if (r < 0)
                return r;
        open = hub->store;
        r = store_config_set(hub->store, key, value, err);
        return r == 0 ? store_commit(hub->store, err) : r;
}

int ssehub_config_set(struct ssehub *hub, const char *key, const char *value,
                      struct ssehub_error *err)
{
        struct error e = {0};
        int r = set_config(hub, key, value, &e);

        if (r == STORE_NONE)
                return hub_no(err, "there is no setting '%s'", key);
        if (r == -EINVAL) /* the value is not one that this setting takes */
                return hub_no(err, "%s", e.message);
        if (r == 0)
                r = hub_follow(hub, &e); /* the pages read settings from index.db */
        return hub_answer(r, &e, err);
}

/* --- people --------------------------------------------------------------------------------------- */

static int change_account(struct ssehub *hub, const char *email, const char *name, enum role role,
                          bool add, struct error *err)
{
        CLEANUP(store_rollbackp) struct store *open = NULL;
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_account account;
        int64_t id;
        int r = store_begin(hub->store, err);

        if (r < 0)
                return r;
        open = hub->store;
        if (add) {
                r = store_account_add(hub->store, email, name ? name : email, role, &id, err);
        } else {
                r = hub_account(hub, email, &a, &account, err);
                if (r == 0)
                        r = store_account_set_role(hub->store, account.id, role, err);
        }
        return r == 0 ? store_commit(hub->store, err) : r;
}

int ssehub_user_add(struct ssehub *hub, const char *email, const char *name, const char *role,
                    struct ssehub_error *err)
{
        struct error e = {0};
        enum role which;
        int r;

        if (!role_find(role, &which))
                return hub_no(err, "there is no role '%s'", role);
        if (!strchr(email, '@') || strpbrk(email, " \t\r\n<>\"") || strlen(email) > 254)
                return hub_no(err, "'%s' is not an e-mail address", email);
        r = change_account(hub, email, name, which, true, &e);
        if (r == STORE_EXISTS)
                return hub_no(err, "there is an account '%s' already", email);
        return hub_answer(r, &e, err);
}

int ssehub_user_role(struct ssehub *hub, const char *email, const char *role,
                     struct ssehub_error *err)
{
        struct error e = {0};
        enum role which;

        if (!role_find(role, &which))
                return hub_no(err, "there is no role '%s'", role);
        return hub_answer(change_account(hub, email, NULL, which, false, &e), &e, err);
}

int ssehub_user_list(struct ssehub *hub, char **ret_json, struct ssehub_error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_account *accounts;
        struct error e = {0};
        json_t *all;
        size_t n;
        int r = store_account_list(hub->store, &a, &accounts, &n, &e);

        if (r != 0)
                return hub_answer(r, &e, err);
        all = json_array();
        for (size_t i = 0; i < n; i++) {
                json_t *one = json_object();

                json_put_text(one, "email", accounts[i].email);
                json_put_text(one, "name", accounts[i].name);
                json_put_text(one, "role", role_name(accounts[i].role));
                json_put_text(one, "created", accounts[i].created);
                json_array_append_new(all, one);
        }
        return hub_json(all, ret_json, err);
}
