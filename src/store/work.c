/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Works and their versions as they are made, and the questions that find duplicates. */
#include "store/private.h"

#include "text/json.h"

#include <errno.h>

enum {
        MINT_TRIES = 20
}; /* identifiers of 8 random digits: a second try is rare, a third a fault */

static const char SQL_HAS_PID[] = "SELECT 1 FROM work WHERE pid = ?1";
static const char SQL_HAS_SLUG[] = "SELECT 1 FROM work WHERE slug = ?1";
static const char SQL_ADD_WORK[] = "INSERT INTO work (pid, kind, slug, submitter, created)"
                                   " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char SQL_WORK[] =
        "SELECT w.pid, w.kind = 'entry', (SELECT max(number) FROM version WHERE work = w.id),"
        "       EXISTS (SELECT 1 FROM tombstone WHERE work = w.id) FROM work w WHERE w.id = ?1";
static const char SQL_ADD_VERSION[] =
        "INSERT INTO version (work, number, submitter, state, record, match_key, created, since)"
        " VALUES (?1, ?2, ?3, 'submitted', ?4, ?5, ?6, ?6)";
static const char SQL_ADD_IDENTIFIER[] =
        "INSERT OR IGNORE INTO identifier (type, value, version) VALUES (?1, ?2, ?3)";
static const char SQL_BY_BYTES[] =
        "SELECT w.pid FROM file f JOIN version v ON v.id = f.version JOIN work w ON w.id = v.work"
        " WHERE f.sha256 = ?1 AND f.role = 'paper' ORDER BY f.id LIMIT 1";
static const char SQL_BY_FILE[] =
        "SELECT w.pid, f.state FROM file f JOIN version v ON v.id = f.version"
        "  JOIN work w ON w.id = v.work WHERE f.sha256 = ?1 ORDER BY f.role = 'metadata', f.id "
        "LIMIT 1";
static const char SQL_BY_IDENTIFIER[] =
        "SELECT w.pid FROM identifier i JOIN version v ON v.id = i.version"
        "  JOIN work w ON w.id = v.work"
        " WHERE i.type = ?1 AND i.value = ?2 ORDER BY i.version LIMIT 1";
static const char SQL_BY_MATCH_KEY[] = "SELECT w.pid FROM version v JOIN work w ON w.id = v.work"
                                       " WHERE v.match_key = ?1 ORDER BY v.id LIMIT 1";

/* 0 no row, DB_ROW a row. */
static int has_row(struct store *s, const char *sql, const char *value, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, sql, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, value);
        return db_step(q, err);
}

static int mint_new(struct store *s, char pid[ID_SIZE], struct error *err)
{
        for (int i = 0; i < MINT_TRIES; i++) {
                int r = id_mint(pid, err);

                if (r == 0)
                        r = has_row(s, SQL_HAS_PID, pid, err);
                if (r <= 0)
                        return r;
        }
        return error_set(err, -EIO, "no new identifier in %d tries", MINT_TRIES);
}

static int insert_version(struct store *s, const json_t *record, const char *match_key,
                          struct store_version *v, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;
        char now[CLOCK_UTC_LEN];
        int r;

        r = json_write(record, &text, err);
        if (r == 0)
                r = db_prepare(s->db, SQL_ADD_VERSION, &q, err);
        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_int(q, 1, v->work);
        db_bind_int(q, 2, v->number);
        db_bind_int(q, 3, v->submitter);
        db_bind_text(q, 4, str_text(&text));
        db_bind_text(q, 5, match_key);
        db_bind_text(q, 6, now);
        r = store_run(q, err);
        v->id = db_last_id(s->db);
        v->state = STATE_SUBMITTED;
        return r < 0 ? r : store_event_add(s, v->submitter, "submit", v->id, NULL, err);
}

static int insert_work(struct store *s, const char *slug, struct store_version *v,
                       struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r;

        r = mint_new(s, v->pid, err);
        if (r == 0)
                r = db_prepare(s->db, SQL_ADD_WORK, &q, err);
        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_text(q, 1, v->pid);
        db_bind_text(q, 2, slug ? "entry" : "paper");
        db_bind_text(q, 3, slug);
        db_bind_int(q, 4, v->submitter);
        db_bind_text(q, 5, now);
        r = store_run(q, err);
        v->work = db_last_id(s->db);
        return r;
}

int store_work_add(struct store *s, const char *slug, int64_t submitter, const json_t *record,
                   const char *match_key, struct store_version *ret, struct error *err)
{
        struct store_version v = {.number = 1, .submitter = submitter, .is_entry = slug != NULL};
        int r;

        r = store_need_transaction(s, "adding a work", err);
        if (r < 0)
                return r;
        if (slug && !entry_slug_is_valid(slug))
                return error_set(err, -EINVAL, "'%s' cannot name an entry", slug);
        if (slug) {
                r = has_row(s, SQL_HAS_SLUG, slug, err);
                if (r != 0)
                        return r < 0 ? r : STORE_EXISTS;
        }
        r = insert_work(s, slug, &v, err);
        if (r == 0)
                r = insert_version(s, record, match_key, &v, err);
        if (r < 0)
                return error_while(err, r, "adding a work");
        *ret = v;
        return 0;
}

/* What a further version takes from its work. */
static int next_version(struct store *s, int64_t work, struct store_version *v, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_WORK, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, work);
        r = db_step(q, err);
        if (r < 0)
                return r;
        if (r != DB_ROW)
                return error_set(err, -ENOENT, "there is no work number %lld", (long long)work);
        snprintf(v->pid, sizeof(v->pid), "%s", db_text(q, 0));
        v->work = work;
        v->is_entry = db_int(q, 1) != 0;
        v->number = (int)db_int(q, 2) + 1;
        if (db_int(q, 3))
                return error_set(err, -EPERM, "%s was withdrawn and takes no further versions",
                                 v->pid);
        return 0;
}

int store_version_add(struct store *s, int64_t work, int64_t actor, const json_t *record,
                      const char *match_key, struct store_version *ret, struct error *err)
{
        struct store_version v = {.submitter = actor};
        int r;

        r = store_need_transaction(s, "adding a version", err);
        if (r == 0)
                r = next_version(s, work, &v, err);
        if (r == 0)
                r = insert_version(s, record, match_key, &v, err);
        if (r < 0)
                return error_while(err, r, "adding a version");
        *ret = v;
        return 0;
}

int store_version_add_identifier(struct store *s, int64_t version, const char *type,
                                 const char *value, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_ADD_IDENTIFIER, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, type);
        db_bind_text(q, 2, value);
        db_bind_int(q, 3, version);
        r = store_run(q, err);
        return r < 0 ? error_while(err, r, "storing the %s '%s'", type, value) : 0;
}

/* --- duplicates -------------------------------------------------------------------------------------- */

/* b may be NULL for a statement with one value. */
static int find_pid(struct store *s, const char *sql, const char *a, const char *b,
                    char ret_pid[ID_SIZE], struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, sql, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, a);
        if (b)
                db_bind_text(q, 2, b);
        r = db_step(q, err);
        if (r < 0)
                return error_while(err, r, "looking for the same work");
        if (r != DB_ROW)
                return STORE_NONE;
        snprintf(ret_pid, ID_SIZE, "%s", db_text(q, 0));
        return 0;
}

int store_find_by_bytes(struct store *s, const char *sha256, char ret_pid[ID_SIZE],
                        struct error *err)
{
        return find_pid(s, SQL_BY_BYTES, sha256, NULL, ret_pid, err);
}

int store_find_file(struct store *s, const char *sha256, struct arena *a, char ret_pid[ID_SIZE],
                    const char **ret_state, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_BY_FILE, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, sha256);
        r = db_step(q, err);
        if (r < 0)
                return error_while(err, r, "looking for the same file");
        if (r != DB_ROW)
                return STORE_NONE;
        snprintf(ret_pid, ID_SIZE, "%s", db_text(q, 0));
        *ret_state = store_column(q, 1, a);
        return 0;
}

int store_find_by_identifier(struct store *s, const char *type, const char *value,
                             char ret_pid[ID_SIZE], struct error *err)
{
        return find_pid(s, SQL_BY_IDENTIFIER, type, value, ret_pid, err);
}

int store_find_by_match_key(struct store *s, const char *match_key, char ret_pid[ID_SIZE],
                            struct error *err)
{
        return find_pid(s, SQL_BY_MATCH_KEY, match_key, NULL, ret_pid, err);
}
