/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hub in a temporary folder, filled through the store, for the tests of search. */
#ifndef SSEHUB_TESTS_SEARCH_HUB_H
#define SSEHUB_TESTS_SEARCH_HUB_H

#include "unit.h"

#include "base/arena.h"
#include "base/path.h"
#include "base/str.h"
#include "search/search.h"
#include "store/store.h"
#include "text/json.h"

#include <ftw.h>
#include <unistd.h>

struct hub {
        char dir[64];
        struct store *store;
        struct search *search;
        int64_t account;
        struct error err;
};

static inline int hub_remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
        (void)st;
        (void)kind;
        (void)ftw;
        return remove(path);
}

static inline void hub_remove(const char *dir)
{
        nftw(dir, hub_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void hub_init(struct hub *h)
{
        char folder[sizeof(h->dir)];

        *h = (struct hub){0};
        snprintf(folder, sizeof(folder), "/tmp/ssehub-test-XXXXXX");
        assert_non_null(mkdtemp(folder));
        snprintf(h->dir, sizeof(h->dir), "%s", folder);
        assert_done(store_create(h->dir, "Test hub", "http://127.0.0.1:8080", &h->err), &h->err);
        assert_done(store_open(h->dir, STORE_WRITE, &h->store, &h->err), &h->err);
        assert_done(store_account_add(h->store, "hidden-submitter@example.org", "Hidden Submitter",
                                      ROLE_EDITOR, &h->account, &h->err),
                    &h->err);
}

static inline void hub_done(struct hub *h)
{
        search_close(h->search);
        store_close(h->store);
        if (*h->dir)
                hub_remove(h->dir);
}

static inline void hub_follow(struct hub *h)
{
        int64_t applied;

        assert_done(search_follow(h->store, NULL, NULL, &applied, &h->err), &h->err);
        if (!h->search)
                assert_done(search_open(h->dir, &h->search, &h->err), &h->err);
}

/* A paper, or an entry where slug is given; record: JSON with single quotes for double ones. language is
 * that of the pages. Not published yet; in a transaction of its own unless `open`. */
static inline struct store_version hub_add_open(struct hub *h, const char *slug, const char *record,
                                                const char *language, const char *const *pages,
                                                size_t n_pages)
{
        struct store_version v = {0};
        struct store_file file = {.is_paper = true,
                                  .name = "paper.pdf",
                                  .media_type = "application/pdf",
                                  .state = "ok",
                                  .language = language};
        char *text = strdup(record), sha256[65];
        size_t *lens = calloc(n_pages + 1, sizeof(*lens));
        json_t *j = NULL;

        for (char *p = text; *p; p++)
                if (*p == '\'')
                        *p = '"';
        if (json_read(text, strlen(text), &j, &h->err) != 0)
                fail_msg("%s: %s", text, h->err.message);
        assert_done(store_work_add(h->store, slug, h->account, j, NULL, &v, &h->err), &h->err);
        for (size_t i = 0; i < n_pages; i++)
                lens[i] = strlen(pages[i]);
        if (n_pages) {
                assert_done(store_blob_put(h->store, text, strlen(text), sha256, &h->err), &h->err);
                file.sha256 = sha256;
                file.size = (int64_t)strlen(text);
                assert_done(store_version_add_file(h->store, v.id, &file, pages, lens, n_pages,
                                                   &h->err),
                            &h->err);
        }
        json_decref(j);
        free(lens);
        free(text);
        return v;
}

static inline struct store_version hub_add(struct hub *h, const char *slug, const char *record,
                                           const char *language, const char *const *pages,
                                           size_t n_pages)
{
        struct store_version v;

        assert_done(store_begin(h->store, &h->err), &h->err);
        v = hub_add_open(h, slug, record, language, pages, n_pages);
        assert_done(store_commit(h->store, &h->err), &h->err);
        return v;
}

static inline void hub_set_state(struct hub *h, int64_t version, enum state state)
{
        assert_done(store_begin(h->store, &h->err), &h->err);
        assert_done(store_version_set_state(h->store, version, state, &h->err), &h->err);
        assert_done(store_commit(h->store, &h->err), &h->err);
}

static inline struct store_version hub_publish(struct hub *h, const char *record,
                                               const char *language, const char *page)
{
        struct store_version v = hub_add(h, NULL, record, language, &page, page ? 1 : 0);

        hub_set_state(h, v.id, STATE_PUBLISHED);
        return v;
}

static inline struct store_version hub_publish_entry(struct hub *h, const char *slug,
                                                     const char *record)
{
        struct store_version v = hub_add(h, slug, record, NULL, NULL, 0);

        hub_set_state(h, v.id, STATE_PUBLISHED);
        return v;
}

static inline void hub_withdraw(struct hub *h, const struct store_version *v, const char *reason)
{
        assert_done(store_begin(h->store, &h->err), &h->err);
        assert_done(store_version_set_state(h->store, v->id, STATE_WITHDRAWN, &h->err), &h->err);
        assert_done(store_tombstone_put(h->store, v->work, reason, 0, &h->err), &h->err);
        assert_done(store_commit(h->store, &h->err), &h->err);
}

static inline struct search_results *hub_run(struct hub *h, const struct search_query *q)
{
        struct search_results *r = NULL;

        assert_done(search_run(h->search, q, &r, &h->err), &h->err);
        return r;
}

static inline struct search_results *hub_search(struct hub *h, const char *text)
{
        struct search_query q = {.text = text, .limit = 10, .want_facets = true};

        return hub_run(h, &q);
}

/* Titles of the hits, in order, apart by " | ". Heap. */
static inline char *hub_titles(const struct search_results *r)
{
        struct str s = STR_INIT;

        for (size_t i = 0; i < r->n_hits; i++)
                str_addf(&s, "%s%s", i ? " | " : "", r->hits[i].title);
        return str_steal(&s);
}

static inline void assert_titles(struct hub *h, const char *text, const char *expected)
{
        struct search_results *r = hub_search(h, text);
        char *titles = hub_titles(r);

        if (strcmp(titles, expected) != 0)
                fail_msg("'%s': expected '%s', found '%s'", text, expected, titles);
        free(titles);
        search_results_free(r);
}

#endif
