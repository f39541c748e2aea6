/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbered migrations out of the built-in resources; the file's user_version says which are done. */
#include "db/private.h"

#include "base/num.h"
#include "base/resource.h"
#include "base/str.h"

#include <string.h>

enum { DIGITS = 4 };

/* The number of "<folder>/NNNN….sql", or 0 for any other name. */
static int number_of(const char *name, const char *folder)
{
        size_t n = strlen(folder);
        char digits[DIGITS + 1];
        int number;

        if (strncmp(name, folder, n) != 0 || name[n] != '/' || !str_ends(name, ".sql") ||
            strlen(name + n + 1) < DIGITS)
                return 0;
        memcpy(digits, name + n + 1, DIGITS);
        digits[DIGITS] = '\0';
        return num_read_int(digits, 1, 9999, &number) ? number : 0;
}

int db_newest_version(const char *folder)
{
        const struct resource *f;
        int newest = 0;

        for (size_t i = 0; (f = resource_at(i)); i++)
                if (number_of(f->name, folder) > newest)
                        newest = number_of(f->name, folder);
        return newest;
}

/* The version is asked again under the write lock: another process may have been here meanwhile. */
static int apply(struct db *db, const struct resource *f, int number, struct error *err)
{
        CLEANUP(db_rollbackp) struct db *open = db;
        char sql[64];
        int version;
        int r;

        r = db_begin(db, err);
        if (r == 0)
                r = db_version(db, &version, err);
        if (r < 0 || version >= number)
                return r;
        r = db_exec(db, f->bytes, err);
        if (r < 0)
                return r;
        snprintf(sql, sizeof(sql), "PRAGMA user_version=%d", number);
        r = db_exec(db, sql, err);
        return r < 0 ? r : db_commit(open, err);
}

int db_migrate(struct db *db, const char *folder, struct error *err)
{
        int newest = db_newest_version(folder);
        const struct resource *f;
        int version;
        int r;

        r = db_version(db, &version, err);
        if (r < 0)
                return r;
        if (version > newest) {
                error_set(err, 0, "'%s': made by a newer program (version %d; this one knows %d)",
                          db->path, version, newest);
                return DB_TOO_NEW;
        }
        for (size_t i = 0; (f = resource_at(i)); i++) { /* in the order of names */
                int number = number_of(f->name, folder);

                if (number <= version)
                        continue;
                r = apply(db, f, number, err);
                if (r < 0)
                        return error_while(err, r, "applying the migration %s", f->name);
        }
        return 0;
}
