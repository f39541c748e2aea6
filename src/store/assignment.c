/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is asked to judge a version, what they declare, how they vote, and why a work is gone. */
#include "store/private.h"

#include <errno.h>

static const char SQL_ADD[] =
        "INSERT INTO assignment (version, adviser, assigned_by, assigned) VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (version, adviser) DO NOTHING";
static const char SQL_DECLARE[] = "UPDATE assignment SET conflict = ?3, note = ?4, declared = ?5"
                                  " WHERE version = ?1 AND adviser = ?2";
static const char SQL_VOTE[] =
        "INSERT INTO vote (version, adviser, vote, reason, at) SELECT ?1, ?2, ?3, ?4, ?5"
        " WHERE EXISTS (SELECT 1 FROM assignment WHERE version = ?1 AND adviser = ?2)"
        " ON CONFLICT (version, adviser) DO UPDATE"
        " SET vote = excluded.vote, reason = excluded.reason, at = excluded.at";
static const char SQL_LIST[] =
        "SELECT s.adviser, a.email, a.name, s.conflict, s.note, s.assigned, s.declared,"
        "       v.vote, v.reason, v.at FROM assignment s JOIN account a ON a.id = s.adviser"
        "  LEFT JOIN vote v ON v.version = s.version AND v.adviser = s.adviser"
        " WHERE s.version = ?1 ORDER BY s.assigned, s.adviser";
static const char SQL_TOMBSTONE_PUT[] =
        "INSERT INTO tombstone (work, reason, at, replaced_by) VALUES (?1, ?2, ?3, nullif(?4, 0))"
        " ON CONFLICT (work) DO UPDATE"
        " SET reason = excluded.reason, at = excluded.at, replaced_by = excluded.replaced_by";
static const char SQL_TOMBSTONE_GET[] =
        "SELECT t.reason, t.at, w.pid FROM tombstone t LEFT JOIN work w ON w.id = t.replaced_by"
        " WHERE t.work = ?1";

int store_assignment_add(struct store *s, int64_t version, int64_t adviser, int64_t by,
                         struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r = db_prepare(s->db, SQL_ADD, &q, err);

        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_int(q, 1, version);
        db_bind_int(q, 2, adviser);
        db_bind_int(q, 3, by);
        db_bind_text(q, 4, now);
        r = store_run(q, err);
        if (r < 0)
                return error_while(err, r, "assigning an adviser");
        return db_changes(s->db) ? 0 : STORE_EXISTS;
}

int store_assignment_declare(struct store *s, int64_t version, int64_t adviser,
                             enum conflict conflict, const char *note, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r = db_prepare(s->db, SQL_DECLARE, &q, err);

        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_int(q, 1, version);
        db_bind_int(q, 2, adviser);
        db_bind_text(q, 3, conflict_name(conflict));
        db_bind_text(q, 4, note);
        db_bind_text(q, 5, conflict == CONFLICT_UNDECLARED ? NULL : now);
        r = store_run(q, err);
        if (r < 0)
                return error_while(err, r, "storing a declaration");
        return db_changes(s->db) ? 0 : STORE_NONE;
}

int store_vote_put(struct store *s, int64_t version, int64_t adviser, enum vote vote,
                   const char *reason, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r = db_prepare(s->db, SQL_VOTE, &q, err);

        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_int(q, 1, version);
        db_bind_int(q, 2, adviser);
        db_bind_text(q, 3, vote_name(vote));
        db_bind_text(q, 4, reason);
        db_bind_text(q, 5, now);
        r = store_run(q, err);
        if (r < 0)
                return error_while(err, r, "storing a vote");
        return db_changes(s->db) ? 0 : STORE_NONE;
}

static bool fill(struct db_stmt *q, struct arena *a, struct store_assignment *ret)
{
        ret->adviser = db_int(q, 0);
        ret->email = store_column(q, 1, a);
        ret->name = store_column(q, 2, a);
        ret->note = store_column(q, 4, a);
        ret->assigned = store_column(q, 5, a);
        ret->declared = store_column(q, 6, a);
        ret->has_vote = !db_is_null(q, 7);
        ret->reason = store_column(q, 8, a);
        ret->voted = store_column(q, 9, a);
        return conflict_find(db_text(q, 3), &ret->conflict) &&
               (!ret->has_vote || vote_find(db_text(q, 7), &ret->vote));
}

int store_assignment_list(struct store *s, int64_t version, struct arena *a,
                          struct store_assignment **ret, size_t *ret_n, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct store_assignment *list = NULL;
        size_t n = 0;
        int r = db_prepare(s->db, SQL_LIST, &q, err);

        if (r == 0)
                db_bind_int(q, 1, version);
        while (r >= 0 && (r = db_step(q, err)) == DB_ROW) {
                struct store_assignment *one = arena_push(a, &list, &n, sizeof(*list));

                if (!one)
                        return error_no_memory(err);
                if (!fill(q, a, one))
                        return error_set(err, -EIO,
                                         "an assignment has an unknown conflict or vote");
        }
        if (r < 0)
                return error_while(err, r, "listing the advisers of a version");
        if (a->failed)
                return error_no_memory(err);
        *ret = list;
        *ret_n = n;
        return 0;
}

/* --- tombstones -------------------------------------------------------------------------------------- */

int store_tombstone_put(struct store *s, int64_t work, const char *reason, int64_t replaced_by,
                        struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r = db_prepare(s->db, SQL_TOMBSTONE_PUT, &q, err);

        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_int(q, 1, work);
        db_bind_text(q, 2, reason);
        db_bind_text(q, 3, now);
        db_bind_int(q, 4, replaced_by);
        r = store_run(q, err);
        return r < 0 ? error_while(err, r, "writing a tombstone") : 0;
}

int store_tombstone_get(struct store *s, int64_t work, struct arena *a, struct store_tombstone *ret,
                        struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct store_tombstone stone;
        int r = db_prepare(s->db, SQL_TOMBSTONE_GET, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, work);
        r = db_step(q, err);
        if (r < 0)
                return error_while(err, r, "reading a tombstone");
        if (r != DB_ROW)
                return STORE_NONE;
        stone.reason = store_column(q, 0, a);
        stone.at = store_column(q, 1, a);
        stone.replaced_by = store_column(q, 2, a);
        if (a->failed)
                return error_no_memory(err);
        *ret = stone;
        return 0;
}
