/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The analyzer as a tokenizer of FTS5, and the way from a match in SQL back into C. */
#include "search/analyze.h"
#include "search/fts.h"

#include <errno.h>

struct Fts5Tokenizer {
        struct fts *fts;
};

static int tokenizer_new(void *context, const char **args, int n_args, Fts5Tokenizer **ret)
{
        Fts5Tokenizer *t = sqlite3_malloc(sizeof(*t));

        (void)args;
        (void)n_args;
        if (!t)
                return SQLITE_NOMEM;
        t->fts = context;
        *ret = t;
        return SQLITE_OK;
}

static void tokenizer_free(Fts5Tokenizer *t)
{
        sqlite3_free(t);
}

struct pass {
        struct fts *fts;
        void *context;
        int (*token)(void *, int, const char *, int, int, int);
        int64_t position;
};

static int on_token(void *user, const struct token *t)
{
        struct pass *p = user;

        if (!t->is_colocated)
                p->position++;
        return p->token(p->context, t->is_colocated ? FTS5_TOKEN_COLOCATED : 0, t->text,
                        (int)t->len, (int)t->start, (int)t->end);
}

static void on_page(void *user)
{
        struct pass *p = user;
        struct fts *f = p->fts;

        if (f->n_page_starts == f->page_room) {
                size_t room = f->page_room ? f->page_room * 2 : 64;
                int64_t *starts = realloc(f->page_starts, room * sizeof(*starts));

                if (!starts) {
                        f->failed = true;
                        return;
                }
                f->page_starts = starts;
                f->page_room = room;
        }
        f->page_starts[f->n_page_starts++] = p->position;
}

static enum analysis purpose_of(int flags)
{
        if (!(flags & FTS5_TOKENIZE_QUERY))
                return ANALYSE_DOCUMENT;
        return flags & FTS5_TOKENIZE_PREFIX ? ANALYSE_PREFIX : ANALYSE_QUERY;
}

static int tokenize(Fts5Tokenizer *t, void *context, int flags, const char *text, int n,
                    int (*token)(void *, int, const char *, int, int, int))
{
        struct pass pass = {t->fts, context, token, 0};
        struct analysis_options options = {NULL, purpose_of(flags), on_token, on_page, &pass};
        int r = analyze(text, (size_t)n, &options);

        return r == -ENOMEM ? SQLITE_NOMEM : r;
}

static void on_match(const Fts5ExtensionApi *api, Fts5Context *match, sqlite3_context *result,
                     int n, sqlite3_value **values)
{
        struct fts *f = api->xUserData(match);

        (void)n;
        (void)values;
        if (f->match)
                f->match(f->user, api, match);
        sqlite3_result_int(result, 0);
}

static void fts_free(void *p)
{
        struct fts *f = p;

        free(f->page_starts);
        free(f);
}

static fts5_api *api_of(sqlite3 *db)
{
        sqlite3_stmt *q = NULL;
        fts5_api *api = NULL;

        if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &q, NULL) == SQLITE_OK) {
                sqlite3_bind_pointer(q, 1, &api, "fts5_api_ptr", NULL);
                sqlite3_step(q);
        }
        sqlite3_finalize(q);
        return api;
}

int fts_attach(struct db *db, struct fts **ret, struct error *err)
{
        fts5_tokenizer tokenizer = {tokenizer_new, tokenizer_free, tokenize};
        fts5_api *api = api_of(db_handle(db));
        struct fts *f;

        if (!api)
                return error_set(err, -ENOTSUP, "SQLite was built without FTS5");
        f = calloc(1, sizeof(*f));
        if (!f)
                return error_no_memory(err);
        /* The tokenizer owns f; should it be refused, SQLite has called fts_free. */
        if (api->xCreateTokenizer(api, "ssehub", f, &tokenizer, fts_free) != SQLITE_OK ||
            api->xCreateFunction(api, "ssehub_match", f, on_match, NULL) != SQLITE_OK)
                return error_set(err, -ENOMEM, "adding the tokenizer to SQLite");
        *ret = f;
        return 0;
}
