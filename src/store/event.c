/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The audit trail: a row for everything anybody did, chained so that a changed, missing or swapped row
 * shows. The hash of a row is the SHA-256, in lower-case hexadecimal, of these eight fields in this order:
 *
 *      "ssehub-event-1", prev_hash, seq, at, actor, action, version, detail
 *
 * each written as a netstring: its length in bytes in decimal, a colon, its bytes, a comma. Numbers are
 * decimal; NULL (no actor, no version) is a lone "-" in the place of a netstring. The prev_hash of the
 * first row is 64 zeros. So no two different rows give the same bytes to hash.
 */
#include "store/private.h"

#include "text/json.h"

#include <string.h>

static const char SQL_LAST[] = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1";
static const char SQL_ADD[] =
        "INSERT INTO event (seq, at, actor, action, version, detail, prev_hash, hash)"
        " VALUES (?1, ?2, nullif(?3, 0), ?4, nullif(?5, 0), ?6, ?7, ?8)";
static const char SQL_LIST[] =
        "SELECT e.seq, e.at, a.email, e.action, w.pid, v.number, e.detail"
        "  FROM event e LEFT JOIN account a ON a.id = e.actor"
        "  LEFT JOIN version v ON v.id = e.version LEFT JOIN work w ON w.id = v.work"
        " WHERE ?1 = 0 OR e.version IN (SELECT id FROM version WHERE work = ?1) ORDER BY e.seq";

static void add_text(struct str *s, const char *text)
{
        str_addf(s, "%zu:%s,", strlen(text), text);
}

static void add_number(struct str *s, int64_t n)
{
        char digits[32];

        snprintf(digits, sizeof(digits), "%lld", (long long)n);
        if (n)
                add_text(s, digits);
        else
                str_add(s, "-");
}

int event_hash(const struct event_row *row, char ret_hash[HASH_HEX_LEN], struct error *err)
{
        CLEANUP(str_done) struct str s = STR_INIT;

        add_text(&s, "ssehub-event-1");
        add_text(&s, row->prev_hash);
        add_number(&s, row->seq);
        add_text(&s, row->at);
        add_number(&s, row->actor);
        add_text(&s, row->action);
        add_number(&s, row->version);
        add_text(&s, row->detail);
        if (s.failed)
                return error_no_memory(err);
        return hash_bytes(s.data, s.len, ret_hash, err);
}

/* Number and hash of the last row; 0 and the zeros before the first. */
static int last_row(struct store *s, int64_t *ret_seq, char ret_hash[HASH_HEX_LEN],
                    struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_LAST, &q, err);

        if (r == 0)
                r = db_step(q, err);
        if (r < 0)
                return r;
        *ret_seq = r == DB_ROW ? db_int(q, 0) : 0;
        snprintf(ret_hash, HASH_HEX_LEN, "%s", r == DB_ROW ? db_text(q, 1) : EVENT_FIRST_PREV);
        return 0;
}

static int insert(struct store *s, const struct event_row *row, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char hash[HASH_HEX_LEN];
        int r;

        r = event_hash(row, hash, err);
        if (r == 0)
                r = db_prepare(s->db, SQL_ADD, &q, err);
        if (r < 0)
                return r;
        db_bind_int(q, 1, row->seq);
        db_bind_text(q, 2, row->at);
        db_bind_int(q, 3, row->actor);
        db_bind_text(q, 4, row->action);
        db_bind_int(q, 5, row->version);
        db_bind_text(q, 6, row->detail);
        db_bind_text(q, 7, row->prev_hash);
        db_bind_text(q, 8, hash);
        return store_run(q, err);
}

static int add_row(struct store *s, int64_t actor, const char *action, int64_t version,
                   const json_t *detail, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        char now[CLOCK_UTC_LEN], prev[HASH_HEX_LEN];
        struct event_row row = {0, now, actor, action, version, "{}", prev};
        int64_t last = 0;
        int r;

        r = store_need_transaction(s, "writing the audit trail", err);
        if (r == 0 && detail)
                r = json_write(detail, &text, err);
        if (r == 0)
                r = last_row(s, &last, prev, err);
        if (r < 0)
                return r;
        clock_utc(now);
        row.seq = last + 1;
        if (detail)
                row.detail = str_text(&text);
        return insert(s, &row, err);
}

int store_event_add(struct store *s, int64_t actor, const char *action, int64_t version,
                    json_t *detail, struct error *err)
{
        CLEANUP(json_freep) json_t *owned = detail;
        int r = add_row(s, actor, action, version, owned, err);

        return r < 0 ? error_while(err, r, "recording '%s'", action) : 0;
}

int store_event_list(struct store *s, int64_t work, struct arena *a, struct store_event **ret,
                     size_t *ret_n, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct store_event *list = NULL;
        size_t n = 0;
        int r = db_prepare(s->db, SQL_LIST, &q, err);

        if (r == 0)
                db_bind_int(q, 1, work);
        while (r >= 0 && (r = db_step(q, err)) == DB_ROW) {
                struct store_event *e = arena_push(a, &list, &n, sizeof(*list));

                if (!e)
                        return error_no_memory(err);
                e->seq = db_int(q, 0);
                e->at = store_column(q, 1, a);
                e->actor_email = store_column(q, 2, a);
                e->action = store_column(q, 3, a);
                e->pid = store_column(q, 4, a);
                e->version_number = (int)db_int(q, 5);
                e->detail_json = store_column(q, 6, a);
        }
        if (r < 0)
                return error_while(err, r, "reading the audit trail");
        if (a->failed)
                return error_no_memory(err);
        *ret = list;
        *ret_n = n;
        return 0;
}
