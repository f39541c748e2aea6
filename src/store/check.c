/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether hub.db holds together: the file, its schema, and what must be true between its rows. */
#include "store/check.h"

#include <stdarg.h>
#include <string.h>

void check_tell(struct check *c, bool is_problem, const char *fmt, ...)
{
        CLEANUP(str_done) struct str line = STR_INIT;
        va_list ap;

        va_start(ap, fmt);
        str_addfv(&line, fmt, ap);
        va_end(ap);
        c->report(c->user, is_problem, line.failed ? fmt : str_text(&line));
}

/* --- the file ---------------------------------------------------------------------------------------- */

static int check_integrity(struct check *c, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(c->s->db, "PRAGMA integrity_check", &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW)
                if (!str_equal(db_text(q, 0), "ok"))
                        check_tell(c, true, STORE_DATABASE ": %s", db_text(q, 0));
        return r;
}

static int check_foreign_keys(struct check *c, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(c->s->db, "PRAGMA foreign_key_check", &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW)
                check_tell(c, true, "a row of %s (%lld) points to a row of %s that is not there",
                           db_text(q, 0), (long long)db_int(q, 1), db_text(q, 2));
        return r;
}

/* --- the schema -------------------------------------------------------------------------------------- */

static const char SQL_SCHEMA[] = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name "
                                 "NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
                                 " ORDER BY type, name";

struct definition {
        const char *name, *sql;
};

struct definitions {
        struct definition *items;
        size_t n;
};

static int read_schema(struct db *db, struct arena *a, struct definitions *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(db, SQL_SCHEMA, &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW) {
                struct definition *d = arena_push(a, &ret->items, &ret->n, sizeof(*d));

                if (!d)
                        return error_no_memory(err);
                d->name = store_column(q, 0, a);
                d->sql = store_column(q, 1, a);
        }
        return r < 0 ? r : a->failed ? error_no_memory(err) : 0;
}

static const struct definition *find_definition(const struct definitions *list, const char *name)
{
        for (size_t i = 0; i < list->n; i++)
                if (!strcmp(list->items[i].name, name))
                        return &list->items[i];
        return NULL;
}

static void compare_schemas(struct check *c, const struct definitions *have,
                            const struct definitions *want)
{
        for (size_t i = 0; i < want->n; i++) {
                const struct definition *d = find_definition(have, want->items[i].name);

                if (!d)
                        check_tell(c, true, "schema: the %s is missing", want->items[i].name);
                else if (!str_equal(d->sql, want->items[i].sql))
                        check_tell(c, true, "schema: the %s is not as it should be", d->name);
        }
        for (size_t i = 0; i < have->n; i++)
                if (!find_definition(want, have->items[i].name))
                        check_tell(c, true, "schema: the %s is not ours", have->items[i].name);
}

/* Against the schema that the migrations give to a new file. */
static int check_schema(struct check *c, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(db_closep) struct db *fresh = NULL;
        struct definitions have = {NULL, 0}, want = {NULL, 0};
        int r;

        r = db_open(":memory:", DB_CREATE, 0, &fresh, err);
        if (r == 0)
                r = db_migrate(fresh, STORE_MIGRATIONS, err);
        if (r == 0)
                r = read_schema(fresh, &a, &want, err);
        if (r == 0)
                r = read_schema(c->s->db, &a, &have, err);
        if (r == 0)
                compare_schemas(c, &have, &want);
        return r;
}

int check_database(struct check *c, struct error *err)
{
        int r = check_integrity(c, err);

        if (r == 0)
                r = check_foreign_keys(c, err);
        return r == 0 ? check_schema(c, err) : r;
}

/* --- the rows ---------------------------------------------------------------------------------------- */

#define VERSION_NAME "'version ' || v.number || ' of ' || w.pid || "
#define OF_VERSIONS  " FROM version v JOIN work w ON w.id = v.work "
#define LAST_CHANGE                                                                                \
        "coalesce((SELECT action FROM change WHERE work = w.id ORDER BY seq DESC LIMIT 1), '')"
#define HAS_PUBLISHED "EXISTS (SELECT 1 FROM version WHERE work = w.id AND state = 'published')"
#define HAS_TOMBSTONE "EXISTS (SELECT 1 FROM tombstone WHERE work = w.id)"
#define HAS_EVENT(of)                                                                              \
        "EXISTS (SELECT 1 FROM event e WHERE e.version = v.id AND e.action IN (" of "))"

/* Each selects a line for everything that breaks the rule. */
static const char *const rules[] = {
        "SELECT 'work ' || w.pid || ' has no version' FROM work w"
        " WHERE NOT EXISTS (SELECT 1 FROM version WHERE work = w.id)",

        "SELECT 'the versions of ' || w.pid || ' are not numbered from 1 without a gap'"
        "  FROM version v JOIN work w ON w.id = v.work GROUP BY w.id"
        " HAVING min(v.number) <> 1 OR max(v.number) <> count(*)",

        "SELECT 'work ' || w.pid || ' is published, and the change log does not say so' FROM work w"
        " WHERE " HAS_PUBLISHED " AND " LAST_CHANGE " <> 'published'",

        "SELECT 'the change log says that ' || w.pid || ' is published, and no version is'"
        "  FROM work w WHERE NOT " HAS_PUBLISHED " AND " LAST_CHANGE " = 'published'",

        "SELECT 'work ' || w.pid || ' was taken back, and has no tombstone' FROM work w"
        " WHERE " LAST_CHANGE " = 'withdrawn' AND NOT " HAS_TOMBSTONE,

        "SELECT 'work ' || w.pid || ' has a tombstone, and was not taken back' FROM work w"
        " WHERE " HAS_TOMBSTONE " AND " LAST_CHANGE " <> 'withdrawn'",

        "SELECT " VERSION_NAME "' is ' || v.state || ', and was never public'" OF_VERSIONS
        " WHERE v.state IN ('published', 'superseded') AND v.published IS NULL",

        "SELECT " VERSION_NAME "' is ' || v.state || ', and was public'" OF_VERSIONS
        " WHERE v.state NOT IN ('published', 'superseded', 'withdrawn')"
        "   AND v.published IS NOT NULL",

        "SELECT " VERSION_NAME "' was submitted, and the audit trail does not say so'" OF_VERSIONS
        " WHERE NOT " HAS_EVENT("'submit'"),

        "SELECT " VERSION_NAME "' was made public, and the audit trail does not say so'" OF_VERSIONS
        " WHERE v.published IS NOT NULL AND NOT " HAS_EVENT("'publish', 'bulk-publish'"),

        "SELECT " VERSION_NAME "' is withdrawn, and the audit trail does not say so'" OF_VERSIONS
        " WHERE v.state = 'withdrawn' AND NOT " HAS_EVENT("'withdraw'"),

        "SELECT " VERSION_NAME "' has a record that is no JSON'" OF_VERSIONS
        " WHERE NOT json_valid(v.record)",

        "SELECT " VERSION_NAME
        "' has a vote of ' || a.email || ', who has a conflict of interest'" OF_VERSIONS
        " JOIN vote x ON x.version = v.id"
        "  JOIN assignment s ON s.version = v.id AND s.adviser = x.adviser"
        "  JOIN account a ON a.id = x.adviser WHERE s.conflict <> 'none'",

        "SELECT " VERSION_NAME "' has a vote of ' || a.email || ', who submitted it'" OF_VERSIONS
        "  JOIN vote x ON x.version = v.id AND x.adviser = v.submitter"
        "  JOIN account a ON a.id = x.adviser",

        "SELECT 'the pages of ' || f.name || ', version ' || v.number || ' of ' || w.pid ||"
        "       ', are not numbered from 1 without a gap'"
        "  FROM page p JOIN file f ON f.id = p.file JOIN version v ON v.id = f.version"
        "  JOIN work w ON w.id = v.work GROUP BY f.id"
        " HAVING min(p.number) <> 1 OR max(p.number) <> count(*)",

        "SELECT 'event ' || seq || ' has a detail that is no JSON' FROM event"
        " WHERE NOT json_valid(detail)",

        "SELECT 'the change log is not numbered from 1 without a gap'"
        "  FROM (SELECT count(*) AS n, min(seq) AS low, max(seq) AS high FROM change)"
        " WHERE n > 0 AND (low <> 1 OR high <> n)",

        "SELECT 'rows at the end of the ' || name || ' table are missing' FROM sqlite_sequence"
        " WHERE seq <> CASE name WHEN 'event' THEN (SELECT coalesce(max(seq), 0) FROM event)"
        "              WHEN 'change' THEN (SELECT coalesce(max(seq), 0) FROM change) ELSE seq END",
};

static int check_rule(struct check *c, const char *sql, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(c->s->db, sql, &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW)
                check_tell(c, true, "%s", db_text(q, 0));
        return r;
}

/* The check character is arithmetic, so this rule is not SQL. */
static int check_pids(struct check *c, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(c->s->db, "SELECT id, pid FROM work", &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW)
                if (!id_is_valid(db_text(q, 1)))
                        check_tell(c, true,
                                   "work number %lld has the identifier '%s', which is none",
                                   (long long)db_int(q, 0), db_text(q, 1));
        return r;
}

int check_rows(struct check *c, struct error *err)
{
        int r = check_pids(c, err);

        for (size_t i = 0; i < ARRAY_LEN(rules) && r == 0; i++)
                r = check_rule(c, rules[i], err);
        return r;
}

/* --- the audit trail --------------------------------------------------------------------------------- */

static const char SQL_EVENTS[] =
        "SELECT seq, at, coalesce(actor, 0), action, coalesce(version, 0), detail, prev_hash, hash"
        "  FROM event ORDER BY seq";

/* What the row before leaves for the next one. */
struct chain {
        int64_t seq;
        char hash[HASH_HEX_LEN];
};

static int check_event(struct check *c, struct db_stmt *q, struct chain *chain, struct error *err)
{
        const struct event_row row = {db_int(q, 0), db_text(q, 1), db_int(q, 2), db_text(q, 3),
                                      db_int(q, 4), db_text(q, 5), db_text(q, 6)};
        char hash[HASH_HEX_LEN];
        int r = event_hash(&row, hash, err);

        if (r < 0)
                return r;
        if (row.seq != chain->seq + 1)
                check_tell(c, true, "audit trail: events %lld to %lld are missing",
                           (long long)chain->seq + 1, (long long)row.seq - 1);
        else if (strcmp(row.prev_hash, chain->hash) != 0)
                check_tell(c, true, "audit trail: event %lld does not follow the one before it",
                           (long long)row.seq);
        if (!str_equal(db_text(q, 7), hash))
                check_tell(c, true, "audit trail: event %lld was changed", (long long)row.seq);
        chain->seq = row.seq;
        snprintf(chain->hash, sizeof(chain->hash), "%s", db_text(q, 7));
        return 0;
}

int check_events(struct check *c, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct chain chain = {0, EVENT_FIRST_PREV};
        int r = db_prepare(c->s->db, SQL_EVENTS, &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW) {
                r = check_event(c, q, &chain, err);
                if (r < 0)
                        break;
        }
        return r;
}

/* --- all --------------------------------------------------------------------------------------------- */

int store_check(struct store *s, store_report report, void *user, struct error *err)
{
        static int (*const parts[])(struct check *, struct error *) = {check_database, check_rows,
                                                                       check_events, check_blobs};
        CLEANUP(db_rollbackp) struct db *open = db_in_transaction(s->db) ? NULL : s->db;
        struct check c = {s, report, user};
        int r = open ? db_begin_read(open, err) : 0; /* all of one moment */

        for (size_t i = 0; i < ARRAY_LEN(parts) && r == 0; i++)
                r = parts[i](&c, err);
        return r < 0 ? error_while(err, r, "checking the hub '%s'", s->dir) : r;
}
