/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The change log: what became public or was taken back, in order. Followers ask for what comes next. */
#include "store/private.h"

static const char SQL_ADD[] = "INSERT INTO change (at, work, action) VALUES (?1, ?2, ?3)";
static const char SQL_NEXT[] =
        "SELECT c.seq, c.work, c.at, w.pid, c.action = 'withdrawn' FROM change c"
        "  JOIN work w ON w.id = c.work WHERE c.seq > ?1 ORDER BY c.seq LIMIT 1";
static const char SQL_LAST[] = "SELECT coalesce(max(seq), 0) FROM change";

int change_add(struct store *s, int64_t work, bool is_withdrawn, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r = db_prepare(s->db, SQL_ADD, &q, err);

        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_text(q, 1, now);
        db_bind_int(q, 2, work);
        db_bind_text(q, 3, is_withdrawn ? "withdrawn" : "published");
        r = store_run(q, err);
        return r < 0 ? error_while(err, r, "writing the change log") : 0;
}

int store_change_next(struct store *s, int64_t after, struct store_change *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_NEXT, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, after);
        r = db_step(q, err);
        if (r < 0)
                return error_while(err, r, "reading the change log");
        if (r != DB_ROW)
                return STORE_NONE;
        ret->seq = db_int(q, 0);
        ret->work = db_int(q, 1);
        snprintf(ret->at, sizeof(ret->at), "%s", db_text(q, 2));
        snprintf(ret->pid, sizeof(ret->pid), "%s", db_text(q, 3));
        ret->is_withdrawn = db_int(q, 4) != 0;
        return 0;
}

int store_change_last(struct store *s, int64_t *ret_seq, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_LAST, &q, err);

        if (r == 0)
                r = db_step(q, err);
        if (r < 0)
                return error_while(err, r, "reading the change log");
        *ret_seq = db_int(q, 0);
        return 0;
}
