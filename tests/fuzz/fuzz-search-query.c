/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What somebody types -> every expression that is made of it -> FTS5, which must take it. */
#include "search/fts.h"
#include "search/query.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct db *full_text(void)
{
        static struct db *db;
        struct fts *fts;

        if (!db &&
            (db_open(":memory:", DB_CREATE, 0, &db, NULL) != 0 || fts_attach(db, &fts, NULL) != 0 ||
             db_exec(db,
                     "CREATE VIRTUAL TABLE fulltext USING fts5 (title, creator, keyword,"
                     " abstract, other, body, content = '', tokenize = 'ssehub');"
                     "INSERT INTO fulltext (rowid, title, body) VALUES (1, 'a b', 'rural banks')",
                     NULL) != 0))
                abort();
        return db;
}

static void match(const char *expression)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;

        if (db_prepare(full_text(), "SELECT rowid FROM fulltext WHERE fulltext MATCH ?1", &q,
                       NULL) != 0)
                abort();
        db_bind_text(q, 1, expression);
        if (db_step(q, NULL) < 0)
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(query_freep) struct query *q = NULL;
        char *text;

        if (size > SEARCH_QUERY_MAX)
                return 0;
        text = strndup((const char *)data, size);
        if (query_parse(text, "en fr ru zh", &q, NULL) != 0)
                abort();
        for (int kind = PLAN_STRICT; kind <= PLAN_EXCLUDED; kind++) {
                struct plan plan;

                if (plan_make(q, (enum plan_kind)kind, "en fr ru zh", &plan, NULL) != 0)
                        abort();
                if (plan.expression)
                        match(plan.expression);
        }
        free(text);
        return 0;
}
