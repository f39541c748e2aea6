/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every blob's bytes against its row, and every file of blobs/ against the rows. */
#include "store/check.h"

#include "base/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

static const char SQL_BLOBS[] = "SELECT sha256, size FROM blob ORDER BY sha256";
static const char SQL_HAS_BLOB[] = "SELECT 1 FROM blob WHERE sha256 = ?1";

static void closedirp(DIR **d)
{
        if (*d)
                closedir(*d);
}

static int check_bytes(struct check *c, const char *sha256, int64_t size, struct error *err)
{
        CLEANUP(freep) char *path = store_blob_path(c->s->dir, sha256);
        CLEANUP(closep) int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
        char found[HASH_HEX_LEN];
        int64_t found_size = 0;

        if (!path)
                return blob_name_is_valid(sha256) ? error_no_memory(err) : 0;
        if (fd < 0) {
                check_tell(c, true, "blob %s: %s", sha256, strerror(errno));
                return 0;
        }
        if (hash_fd(fd, found, &found_size, err) < 0)
                check_tell(c, true, "blob %s cannot be read", sha256);
        else if (found_size != size)
                check_tell(c, true, "blob %s has %lld bytes instead of %lld", sha256,
                           (long long)found_size, (long long)size);
        else if (strcmp(found, sha256) != 0)
                check_tell(c, true, "blob %s: its bytes have changed", sha256);
        return 0;
}

static int check_all_bytes(struct check *c, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(c->s->db, SQL_BLOBS, &q, err);

        while (r >= 0 && (r = db_step(q, err)) == DB_ROW) {
                if (!blob_name_is_valid(db_text(q, 0)))
                        check_tell(c, true, "a blob has the name '%s'", db_text(q, 0));
                r = check_bytes(c, db_text(q, 0), db_int(q, 1), err);
                if (r < 0)
                        break;
        }
        return r;
}

/* --- files without a row: a process was killed before its commit, or somebody put them there ---------- */

static int has_row(struct store *s, const char *sha256, struct error *err)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        int r = db_prepare(s->db, SQL_HAS_BLOB, &q, err);

        if (r < 0)
                return r;
        db_bind_text(q, 1, sha256);
        return db_step(q, err);
}

static int check_name(struct check *c, const char *folder, const char *name, struct error *err)
{
        bool is_in_place = blob_name_is_valid(name) && !strncmp(name, folder, 2);
        int r = is_in_place ? has_row(c->s, name, err) : 0;

        if (r == 0)
                check_tell(c, false, STORE_BLOBS "/%s/%s belongs to no work", folder, name);
        return r < 0 ? r : 0;
}

static int check_folder(struct check *c, const char *blobs, const char *name, struct error *err)
{
        CLEANUP(freep) char *path = path_join(blobs, name);
        CLEANUP(closedirp) DIR *d = path ? opendir(path) : NULL;
        struct dirent *e;
        int r = 0;

        if (!path)
                return error_no_memory(err);
        if (!d)
                return error_errno(err, errno, "opening the folder '%s'", path);
        while (r == 0 && (e = readdir(d)))
                if (e->d_name[0] != '.')
                        r = check_name(c, name, e->d_name, err);
        return r;
}

static bool is_folder_name(const char *name)
{
        return strlen(name) == 2 && strspn(name, "0123456789abcdef") == 2;
}

int check_blobs(struct check *c, struct error *err)
{
        CLEANUP(freep) char *blobs = path_join(c->s->dir, STORE_BLOBS);
        CLEANUP(closedirp) DIR *d = blobs ? opendir(blobs) : NULL;
        struct dirent *e;
        int r;

        if (!blobs)
                return error_no_memory(err);
        if (!d) {
                check_tell(c, true, "the folder '%s': %s", blobs, strerror(errno));
                return 0;
        }
        r = check_all_bytes(c, err);
        while (r == 0 && (e = readdir(d))) {
                if (is_folder_name(e->d_name))
                        r = check_folder(c, blobs, e->d_name, err);
                else if (e->d_name[0] != '.')
                        check_tell(c, false, STORE_BLOBS "/%s belongs to no work", e->d_name);
        }
        return r;
}
