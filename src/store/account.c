/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* People who act. Nobody is ever deleted, so that the audit trail keeps its actors. */
#include "store/private.h"

#include "base/utf8.h"

#include <errno.h>
#include <string.h>

enum { EMAIL_MAX = 254 /* RFC 5321, 4.5.3.1.3 */, NAME_MAX_BYTES = 200 };

#define COLUMNS "SELECT id, email, name, role, created FROM account "

static const char SQL_ADD[] = "INSERT INTO account (email, name, role, created)"
                              " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (email) DO NOTHING";
static const char SQL_BY_EMAIL[] = COLUMNS "WHERE email = ?1";
static const char SQL_BY_ID[] = COLUMNS "WHERE id = ?1";
static const char SQL_LIST[] = COLUMNS "ORDER BY email";
static const char SQL_SET_ROLE[] = "UPDATE account SET role = ?2 WHERE id = ?1";

static bool is_line(const char *text, size_t max)
{
        size_t n = strlen(text);

        if (str_is_blank(text) || n > max || !utf8_is_valid(text, n))
                return false;
        for (const unsigned char *p = (const unsigned char *)text; *p; p++)
                if (*p < 0x20 || *p == 0x7F)
                        return false;
        return true;
}

/* Only what must be so of every address; whether it is somebody's, mail alone can tell. */
static bool is_email(const char *text)
{
        const char *at = strrchr(text, '@');

        return is_line(text, EMAIL_MAX) && at && at != text && at[1] &&
               !strpbrk(text, " <>(),;:\"\\");
}

static int fill(struct db_stmt *q, struct arena *a, struct store_account *ret, struct error *err)
{
        struct store_account account = {.id = db_int(q, 0)};

        account.email = store_column(q, 1, a);
        account.name = store_column(q, 2, a);
        account.created = store_column(q, 4, a);
        if (!role_find(db_text(q, 3), &account.role))
                return error_set(err, -EIO, "account %lld has an unknown role",
                                 (long long)account.id);
        if (a->failed)
                return error_no_memory(err);
        *ret = account;
        return 0;
}

int store_account_add(struct store *s, const char *email, const char *name, enum role role,
                      int64_t *ret_id, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        char now[CLOCK_UTC_LEN];
        int r;

        if (!is_email(email))
                return error_set(err, -EINVAL, "'%s' is not an e-mail address", email);
        if (!is_line(name ? name : email, NAME_MAX_BYTES + EMAIL_MAX))
                return error_set(err, -EINVAL, "the name must be one line of text");
        if (role < ROLE_SUBMITTER || role > ROLE_ADMINISTRATOR)
                return error_set(err, -EINVAL, "an account needs a role");
        r = db_prepare(s->db, SQL_ADD, &q, err);
        if (r < 0)
                return r;
        clock_utc(now);
        db_bind_text(q, 1, email);
        db_bind_text(q, 2, name ? name : email);
        db_bind_text(q, 3, role_name(role));
        db_bind_text(q, 4, now);
        r = store_run(q, err);
        if (r < 0)
                return error_while(err, r, "adding the account '%s'", email);
        if (!db_changes(s->db))
                return STORE_EXISTS;
        *ret_id = db_last_id(s->db);
        return 0;
}

/* q has its value bound; one row or none. */
static int find_one(struct db_stmt *q, struct arena *a, struct store_account *ret,
                    struct error *err)
{
        int r = db_step(q, err);

        if (r < 0)
                return error_while(err, r, "looking up an account");
        return r == DB_ROW ? fill(q, a, ret, err) : STORE_NO_SUCH_ACCOUNT;
}

int store_account_find(struct store *s, const char *email, struct arena *a,
                       struct store_account *ret, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_BY_EMAIL, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, email);
        return find_one(q, a, ret, err);
}

int store_account_get(struct store *s, int64_t id, struct arena *a, struct store_account *ret,
                      struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_BY_ID, &q, err);

        if (r < 0)
                return r;
        db_bind_int(q, 1, id);
        return find_one(q, a, ret, err);
}

int store_account_set_role(struct store *s, int64_t id, enum role role, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r;

        if (role < ROLE_SUBMITTER || role > ROLE_ADMINISTRATOR)
                return error_set(err, -EINVAL, "an account needs a role");
        r = db_prepare(s->db, SQL_SET_ROLE, &q, err);
        if (r < 0)
                return r;
        db_bind_int(q, 1, id);
        db_bind_text(q, 2, role_name(role));
        r = store_run(q, err);
        if (r < 0)
                return error_while(err, r, "changing the role of account %lld", (long long)id);
        return db_changes(s->db) ? 0 : STORE_NO_SUCH_ACCOUNT;
}

int store_account_list(struct store *s, struct arena *a, struct store_account **ret, size_t *ret_n,
                       struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct store_account *list = NULL;
        size_t n = 0;
        int r = db_prepare(s->db, SQL_LIST, &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW) {
                struct store_account *account = arena_push(a, &list, &n, sizeof(*list));

                if (!account)
                        return error_no_memory(err);
                r = fill(q, a, account, err);
        }
        if (r < 0)
                return error_while(err, r, "listing the accounts");
        *ret = list;
        *ret_n = n;
        return 0;
}
