/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading versions, and setting their state with all that hangs on it. */
#include "store/private.h"

#include "text/json.h"

#include <errno.h>

#define COLUMNS                                                                                    \
        "SELECT v.id, v.work, w.pid, w.kind = 'entry', w.slug, v.number, v.state, v.since,"        \
        "       v.created, v.published, v.submitter, v.record"                                     \
        "  FROM version v JOIN work w ON w.id = v.work "
#define NEWEST "v.number = (SELECT max(number) FROM version WHERE work = w.id) "

/* A pid wins over a slug that looks like one. */
static const char SQL_FIND[] =
        COLUMNS "WHERE (w.pid = ?1 OR w.slug = ?1) AND " NEWEST "ORDER BY w.pid = ?1 DESC LIMIT 1";
static const char SQL_GET[] = COLUMNS "WHERE v.id = ?1";
static const char SQL_PUBLISHED[] = COLUMNS "WHERE v.work = ?1 AND v.state = 'published'";
static const char SQL_VERSIONS[] = COLUMNS "WHERE v.work = ?1 ORDER BY v.number";
static const char SQL_WORKS[] =
        COLUMNS "WHERE " NEWEST "AND (?1 IS NULL OR w.kind = ?1) AND (?2 IS NULL OR v.state = ?2)"
                " AND w.id > ?3 ORDER BY w.id LIMIT ?4";
static const char SQL_HAS_SUBMITTED[] =
        "SELECT 1 FROM version WHERE work = ?1 AND submitter = ?2 LIMIT 1";
static const char SQL_SUPERSEDE[] = "UPDATE version SET state = 'superseded', since = ?2"
                                    " WHERE work = ?1 AND state = 'published'";
static const char SQL_SET_STATE[] =
        "UPDATE version SET state = ?2, since = ?3,"
        "       published = CASE ?2 WHEN 'published' THEN coalesce(published, ?3)"
        "                   ELSE published END WHERE id = ?1";
static const char SQL_SET_RECORD[] = "UPDATE version SET record = ?2 WHERE id = ?1";

static int fill(struct db_stmt *q, struct arena *a, struct store_version *ret, struct error *err)
{
        struct store_version v = {.id = db_int(q, 0), .work = db_int(q, 1)};

        snprintf(v.pid, sizeof(v.pid), "%s", db_text(q, 2));
        v.is_entry = db_int(q, 3) != 0;
        v.slug = store_column(q, 4, a);
        v.number = (int)db_int(q, 5);
        v.since = store_column(q, 7, a);
        v.created = store_column(q, 8, a);
        v.published = store_column(q, 9, a);
        v.submitter = db_int(q, 10);
        v.record_json = store_column(q, 11, a);
        if (!state_find(db_text(q, 6), &v.state))
                return error_set(err, -EIO, "version %d of %s is in an unknown state", v.number,
                                 v.pid);
        if (a->failed)
                return error_no_memory(err);
        *ret = v;
        return 0;
}

static int find_one(struct db_stmt *q, struct arena *a, struct store_version *ret,
                    struct error *err)
{
        int r = db_step(q, err);

        if (r < 0)
                return error_while(err, r, "looking up a work");
        return r == DB_ROW ? fill(q, a, ret, err) : STORE_NO_SUCH_WORK;
}

int store_version_find(struct store *s, const char *name, struct arena *a,
                       struct store_version *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_FIND, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, name);
        return find_one(q, a, ret, err);
}

static int find_by_number(struct store *s, const char *sql, int64_t number, struct arena *a,
                          struct store_version *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, sql, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, number);
        return find_one(q, a, ret, err);
}

int store_version_get(struct store *s, int64_t version, struct arena *a, struct store_version *ret,
                      struct error *err)
{
        return find_by_number(s, SQL_GET, version, a, ret, err);
}

int store_version_published(struct store *s, int64_t work, struct arena *a,
                            struct store_version *ret, struct error *err)
{
        return find_by_number(s, SQL_PUBLISHED, work, a, ret, err);
}

/* All rows of a statement whose values are bound. */
static int list_all(struct db_stmt *q, struct arena *a, struct store_version **ret, size_t *ret_n,
                    struct error *err)
{
        struct store_version *list = NULL;
        size_t n = 0;
        int r;

        while ((r = db_step(q, err)) == DB_ROW) {
                struct store_version *v = arena_push(a, &list, &n, sizeof(*list));

                r = v ? fill(q, a, v, err) : error_no_memory(err);
                if (r < 0)
                        break;
        }
        if (r < 0)
                return error_while(err, r, "listing works");
        *ret = list;
        *ret_n = n;
        return 0;
}

int store_version_list(struct store *s, int64_t work, struct arena *a, struct store_version **ret,
                       size_t *ret_n, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_VERSIONS, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, work);
        return list_all(q, a, ret, ret_n, err);
}

int store_work_list(struct store *s, const struct store_filter *filter, struct arena *a,
                    struct store_version **ret, size_t *ret_n, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_WORKS, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, filter->kind);
        db_bind_text(q, 2, filter->state < 0 ? NULL : state_name((enum state)filter->state));
        db_bind_int(q, 3, filter->after_work);
        db_bind_int(q, 4, filter->limit > 0 ? filter->limit : -1);
        return list_all(q, a, ret, ret_n, err);
}

int store_work_has_submitter(struct store *s, int64_t work, int64_t account, bool *ret,
                             struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_HAS_SUBMITTED, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, work);
        db_bind_int(q, 2, account);
        r = db_step(q, err);
        if (r < 0)
                return error_while(err, r, "looking up who submitted a work");
        *ret = r == DB_ROW;
        return 0;
}

/* --- changing ---------------------------------------------------------------------------------------- */

static int supersede(struct store *s, int64_t work, const char *now, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_SUPERSEDE, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, work);
        db_bind_text(q, 2, now);
        return store_run(q, err);
}

static int update_state(struct store *s, int64_t version, enum state state, const char *now,
                        struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_SET_STATE, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, version);
        db_bind_text(q, 2, state_name(state));
        db_bind_text(q, 3, now);
        return store_run(q, err);
}

/* The change log gets its row where the work appears on, or goes from, the public pages. */
static int change_state(struct store *s, const struct store_version *v, enum state state,
                        struct error *err)
{
        char now[CLOCK_UTC_LEN];
        int r = 0;

        clock_utc(now);
        if (state_is_public(state))
                r = supersede(s, v->work, now, err);
        if (r == 0)
                r = update_state(s, v->id, state, now, err);
        if (r == 0 && state_is_public(state) != state_is_public(v->state))
                r = change_add(s, v->work, state_is_public(v->state), err);
        return r;
}

int store_version_set_state(struct store *s, int64_t version, enum state state, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct store_version v;
        int r;

        r = store_need_transaction(s, "changing a state", err);
        if (r == 0)
                r = store_version_get(s, version, &a, &v, err);
        if (r > 0)
                return error_set(err, -ENOENT, "there is no version number %lld",
                                 (long long)version);
        if (r == 0 && v.state != state)
                r = change_state(s, &v, state, err);
        if (r < 0)
                return error_while(err, r, "changing a state to %s", state_name(state));
        return 0;
}

int store_version_set_record(struct store *s, int64_t version, const json_t *record,
                             struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;
        int r;

        r = json_write(record, &text, err);
        if (r == 0)
                r = db_prepare(s->db, SQL_SET_RECORD, &q, err);
        if (r < 0)
                return r;
        db_bind_int(q, 1, version);
        db_bind_text(q, 2, str_text(&text));
        r = store_run(q, err);
        if (r == 0 && !db_changes(s->db))
                r = error_set(err, -ENOENT, "there is no version number %lld", (long long)version);
        return r < 0 ? error_while(err, r, "storing a record") : 0;
}
