/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SQLite's result codes in the words and errno values of the house. */
#include "db/private.h"

#include <errno.h>
#include <string.h>

static const struct {
        int primary; /* sqlite.org/rescode.html */
        int errno_value;
} meanings[] = {
        {SQLITE_FULL, ENOSPC},       {SQLITE_IOERR, EIO},           {SQLITE_CORRUPT, EIO},
        {SQLITE_NOTADB, EIO},        {SQLITE_BUSY, EBUSY},          {SQLITE_LOCKED, EBUSY},
        {SQLITE_CONSTRAINT, EEXIST}, {SQLITE_NOMEM, ENOMEM},        {SQLITE_READONLY, EROFS},
        {SQLITE_CANTOPEN, EIO},      {SQLITE_PERM, EACCES},         {SQLITE_AUTH, EACCES},
        {SQLITE_TOOBIG, E2BIG},      {SQLITE_INTERRUPT, ECANCELED}, {SQLITE_ERROR, EINVAL},
        {SQLITE_MISUSE, EINVAL},     {SQLITE_RANGE, EINVAL},        {SQLITE_MISMATCH, EINVAL},
};

static int errno_of(int rc)
{
        for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
                if (meanings[i].primary == (rc & 0xFF))
                        return meanings[i].errno_value;
        return EIO;
}

/* The system's errno behind an I/O error, or 0. SQLite keeps it for these two codes only. */
static int system_errno(struct db *db, int rc)
{
        int primary = rc & 0xFF;

        return primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN
                       ? sqlite3_system_errno(db->handle)
                       : 0;
}

static bool is_no_room(int errno_value)
{
        return errno_value == ENOSPC || errno_value == EDQUOT || errno_value == EFBIG;
}

int db_fail(struct db *db, int rc, struct error *err)
{
        /* sqlite3_errmsg speaks of the last call; where that was not the failing one, of the code alone. */
        const char *words =
                db->handle && (sqlite3_extended_errcode(db->handle) & 0xFF) == (rc & 0xFF)
                        ? sqlite3_errmsg(db->handle)
                        : sqlite3_errstr(rc);
        int system = db->handle ? system_errno(db, rc) : 0;

        if ((rc & 0xFF) == SQLITE_BUSY)
                return error_set(err, -EBUSY, "'%s': locked by another process: %s", db->path,
                                 words);
        if (!system)
                return error_set(err, -errno_of(rc), "'%s': %s", db->path, words);
        if (is_no_room(system))
                return error_set(err, -ENOSPC, "'%s': %s: %s", db->path, words, strerror(system));
        return error_set(err, (rc & 0xFF) == SQLITE_CANTOPEN ? -system : -EIO, "'%s': %s: %s",
                         db->path, words, strerror(system));
}
