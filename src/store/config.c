/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Settings of a hub: the table of keys, and their values in hub.db. */
#include "store/private.h"

#include "base/num.h"
#include "base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

enum { TITLE_MAX = 200, URL_MAX = 500, CONTACT_MAX = 254, COMMAND_MAX = 500, COMMAND_WORDS = 10 };

static const char SQL_GET[] = "SELECT value FROM config WHERE key = ?1";
static const char SQL_SET[] = "INSERT INTO config (key, value) VALUES (?1, ?2)"
                              " ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/* --- what a value must look like -------------------------------------------------------------------- */

static bool is_printable(const char *text)
{
        size_t n = strlen(text);
        unsigned int c;
        size_t len;

        for (size_t i = 0; i < n; i += len) {
                len = utf8_decode(text + i, n - i, &c);
                if (!len || c < 0x20 || utf8_is_unwanted(c))
                        return false;
        }
        return true;
}

static bool is_title(const char *value)
{
        return !str_is_blank(value) && strlen(value) <= TITLE_MAX && is_printable(value);
}

/* http or https, a host, no white space, quotes or angle brackets, no final slash, query or fragment. */
static bool is_base_url(const char *value)
{
        const char *host = str_starts(value, "https://")  ? value + 8
                           : str_starts(value, "http://") ? value + 7
                                                          : NULL;
        size_t n = strlen(value);

        if (!host || !(isalnum((unsigned char)*host) || *host == '[') || n > URL_MAX ||
            value[n - 1] == '/')
                return false;
        for (const char *p = host; *p; p++)
                if (!isalnum((unsigned char)*p) && !strchr("-._~:/[]%", *p))
                        return false;
        return true;
}

static bool is_quorum(const char *value)
{
        int n;

        return num_read_int(value, 1, 20, &n);
}

static bool is_rate(const char *value)
{
        int n;

        return num_read_int(value, 1, 1000000, &n);
}

static bool is_yes_or_no(const char *value)
{
        return !strcmp(value, "yes") || !strcmp(value, "no");
}

/* BCP 47 in outline: a primary subtag of 2 or 3 letters, then subtags of 2 to 8 letters or digits. */
static bool is_language(const char *value)
{
        size_t n = strspn(value, "abcdefghijklmnopqrstuvwxyz");

        if (n < 2 || n > 3)
                return false;
        for (const char *p = value + n; *p; p += n) {
                if (*p++ != '-')
                        return false;
                for (n = 0; isalnum((unsigned char)p[n]);)
                        n++;
                if (n < 2 || n > 8)
                        return false;
        }
        return true;
}

/* Empty, or a program by its name or whole path and its arguments, none of which needs a shell. */
static bool is_command(const char *value)
{
        size_t words = 0, at;

        for (at = 0; value[at]; at += strcspn(value + at, " ")) {
                at += strspn(value + at, " ");
                words += value[at] != '\0';
        }
        return at <= COMMAND_MAX && words <= COMMAND_WORDS && is_printable(value) &&
               !strpbrk(value, "\"'`$|&;<>") &&
               (*value == '/' || !memchr(value, '/', strcspn(value, " ")));
}

/* Empty, or an address somebody may write to. */
static bool is_contact(const char *value)
{
        const char *at = strchr(value, '@');

        return !*value || (at && at != value && at[1] && strlen(value) <= CONTACT_MAX &&
                           !strpbrk(value, " \t<>\"") && is_printable(value));
}

/* --- the table --------------------------------------------------------------------------------------- */

static const struct {
        struct store_config_key key;
        bool (*is_valid)(const char *value);
        const char *must_be;
} keys[] = {
        {{"title", "SSE knowledge hub", "the hub's name, on every page and in every feed"},
         is_title,
         "a line of text of at most 200 bytes"},
        {{"base-url", "http://127.0.0.1:8080",
          "where readers reach the hub; identifiers and feeds are made with it"},
         is_base_url,
         "an http or https address without a final slash"},
        {{"contact", "", "e-mail address that pages and feeds give for questions"},
         is_contact,
         "an e-mail address, or nothing"},
        {{"language", "en", "language of the pages where the reader asks for none"},
         is_language,
         "a language tag such as 'en' or 'pt-BR'"},
        {{"quorum", "2", "votes of advisers that decide on a submission"},
         is_quorum,
         "a number from 1 to 20"},
        {{"accept-no-sandbox", "no",
          "yes: read strangers' files even where the kernel cannot fence the reader in"},
         is_yes_or_no,
         "'yes' or 'no'"},
        {{"ocr-command", "",
          "program that reads the text of a page off its picture, for PDFs without text"},
         is_command,
         "a program and its arguments, at most 10 words without quotes, or nothing"},
        {{"requests-per-second", "20", "requests one address may make each second, on average"},
         is_rate,
         "a number from 1 to 1000000"},
};

const struct store_config_key *store_config_key_at(size_t i)
{
        return i < ARRAY_LEN(keys) ? &keys[i].key : NULL;
}

static int find_key(const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(keys); i++)
                if (!strcmp(keys[i].key.name, name))
                        return (int)i;
        return -1;
}

static int unknown_key(const char *key, struct error *err)
{
        error_set(err, 0, "there is no setting '%s'", key);
        return STORE_NONE;
}

int store_config_get(struct store *s, const char *key, struct arena *a, const char **ret,
                     struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int i = find_key(key);
        const char *value;
        int r;

        if (i < 0)
                return unknown_key(key, err);
        r = db_prepare(s->db, SQL_GET, &q, err);
        if (r < 0)
                return r;
        db_bind_text(q, 1, key);
        r = db_step(q, err);
        if (r < 0)
                return error_while(err, r, "reading the setting '%s'", key);
        value = r == DB_ROW ? store_column(q, 0, a) : arena_copy(a, keys[i].key.standard);
        if (!value)
                return error_no_memory(err);
        *ret = value;
        return 0;
}

int store_config_set(struct store *s, const char *key, const char *value, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int i = find_key(key);
        int r;

        if (i < 0)
                return unknown_key(key, err);
        if (!keys[i].is_valid(value))
                return error_set(err, -EINVAL, "the setting '%s' must be %s", key, keys[i].must_be);
        r = db_prepare(s->db, SQL_SET, &q, err);
        if (r < 0)
                return r;
        db_bind_text(q, 1, key);
        db_bind_text(q, 2, value);
        r = store_run(q, err);
        return r < 0 ? error_while(err, r, "storing the setting '%s'", key) : 0;
}
