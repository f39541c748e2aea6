/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes of files, named by their SHA-256: blobs/ab/abcd…. A blob is written under another name, synced,
 * and renamed: under its own name it is always whole. Its row in hub.db comes with the file that names it;
 * a process killed in between leaves a file without a row, which the same ingest takes up again.
 *
 * Inside a transaction the disk begins to write each blob at once, and blob_settle() waits for all of them
 * together: a wait for each was most of the time that a small paper took.
 */
#include "store/private.h"

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOB_MODE = 0640, FOLDER_MODE = 0750 };

/* A file on its way. */
struct blob_part {
        char *path; /* NULL once it is in place */
        int fd;
        char sha256[HASH_HEX_LEN];
};

static void part_drop(struct blob_part *p)
{
        closep(&p->fd);
        if (p->path)
                unlink(p->path);
        free(p->path);
        p->path = NULL;
}

bool blob_name_is_valid(const char *sha256)
{
        return sha256 && strlen(sha256) == HASH_HEX_LEN - 1 &&
               strspn(sha256, "0123456789abcdef") == HASH_HEX_LEN - 1;
}

/* blobs/ab */
static char *folder_path(const char *dir, const char *sha256)
{
        CLEANUP(str_done) struct str path = STR_INIT;

        str_addf(&path, "%s/" STORE_BLOBS "/%.2s", dir, sha256);
        return str_steal(&path);
}

char *store_blob_path(const char *dir, const char *sha256)
{
        CLEANUP(str_done) struct str path = STR_INIT;

        if (!blob_name_is_valid(sha256))
                return NULL;
        str_addf(&path, "%s/" STORE_BLOBS "/%.2s/%s", dir, sha256, sha256);
        return str_steal(&path);
}

static int part_begin(struct store *s, struct blob_part *p, struct error *err)
{
        p->path = path_join(s->dir, STORE_BLOBS "/tmp-XXXXXX");
        if (!p->path)
                return error_no_memory(err);
        p->fd = mkostemp(p->path, O_CLOEXEC);
        if (p->fd < 0) {
                int e = errno;

                freep(&p->path);
                return error_errno(err, e, "creating a file in '%s/" STORE_BLOBS "'", s->dir);
        }
        if (fchmod(p->fd, BLOB_MODE) < 0)
                return error_errno(err, errno, "setting the permissions of '%s'", p->path);
        return 0;
}

static int copy_all(int from, struct blob_part *p, int64_t *ret_size, struct error *err)
{
        char chunk[65536];
        int64_t size = 0;
        ssize_t n;

        while ((n = read(from, chunk, sizeof(chunk))) != 0) {
                int r;

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return error_errno(err, errno, "reading");
                r = path_write_all(p->fd, chunk, (size_t)n, err);
                if (r < 0)
                        return error_while(err, r, "'%s'", p->path);
                size += n;
        }
        *ret_size = size;
        return 0;
}

/* The folder blobs/ab; a new one is synced into blobs/. */
static int make_folder(struct store *s, const char *folder, struct error *err)
{
        CLEANUP(freep) char *blobs = path_join(s->dir, STORE_BLOBS);
        int r;

        if (!blobs)
                return error_no_memory(err);
        if (!access(folder, F_OK))
                return 0;
        r = path_make_dir(folder, FOLDER_MODE, err);
        return r < 0 ? r : path_sync_dir(blobs, err);
}

static int part_sync(struct blob_part *p, struct error *err)
{
        return fsync(p->fd) < 0 ? error_errno(err, errno, "syncing '%s'", p->path) : 0;
}

/* Renames over a file of the same name too: its bytes are these, or they were damaged. */
static int part_rename(struct store *s, struct blob_part *p, struct error *err)
{
        CLEANUP(freep) char *folder = folder_path(s->dir, p->sha256);
        CLEANUP(freep) char *path = store_blob_path(s->dir, p->sha256);
        int r;

        if (!folder || !path)
                return error_no_memory(err);
        r = make_folder(s, folder, err);
        if (r < 0)
                return r;
        if (rename(p->path, path) < 0)
                return error_errno(err, errno, "renaming '%s' to '%s'", p->path, path);
        freep(&p->path);
        return 0;
}

static int sync_folder(struct store *s, const char *sha256, struct error *err)
{
        CLEANUP(freep) char *folder = folder_path(s->dir, sha256);

        return folder ? path_sync_dir(folder, err) : error_no_memory(err);
}

/* Takes the part over; its bytes begin to go to the disk. */
static int part_wait(struct store *s, struct blob_part *p, struct error *err)
{
        struct blob_part *grown = reallocarray(s->parts, s->n_parts + 1, sizeof(*grown));

        if (!grown)
                return error_no_memory(err);
        s->parts = grown;
        (void)sync_file_range(p->fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* only to be early */
        s->parts[s->n_parts++] = *p;
        *p = (struct blob_part){NULL, -1, ""};
        return 0;
}

static int part_finish(struct store *s, struct blob_part *p, const char *sha256, struct error *err)
{
        int r;

        memcpy(p->sha256, sha256, HASH_HEX_LEN);
        if (db_in_transaction(s->db))
                return part_wait(s, p, err);
        r = part_sync(p, err);
        if (r == 0)
                r = part_rename(s, p, err);
        return r < 0 ? r : sync_folder(s, sha256, err);
}

static bool is_waiting(const struct store *s, const char *sha256)
{
        for (size_t i = 0; i < s->n_parts; i++)
                if (!strcmp(s->parts[i].sha256, sha256))
                        return true;
        return false;
}

bool blob_is_kept(struct store *s, const char *sha256)
{
        CLEANUP(freep) char *path = store_blob_path(s->dir, sha256);

        return is_waiting(s, sha256) || (path && access(path, F_OK) == 0);
}

/* Files first, then names, then the folders they stand in, each once. */
int blob_settle(struct store *s, struct error *err)
{
        bool seen[256] = {false};
        int r = 0;

        for (size_t i = 0; r == 0 && i < s->n_parts; i++)
                r = part_sync(&s->parts[i], err);
        for (size_t i = 0; r == 0 && i < s->n_parts; i++)
                r = part_rename(s, &s->parts[i], err);
        for (size_t i = 0; r == 0 && i < s->n_parts; i++) {
                const char byte[] = {s->parts[i].sha256[0], s->parts[i].sha256[1], '\0'};
                unsigned long folder = strtoul(byte, NULL, 16);

                if (!seen[folder])
                        r = sync_folder(s, s->parts[i].sha256, err);
                seen[folder] = true;
        }
        if (r == 0)
                blob_drop(s);
        return r < 0 ? error_while(err, r, "keeping files") : 0;
}

void blob_drop_from(struct store *s, size_t first)
{
        while (s->n_parts > first)
                part_drop(&s->parts[--s->n_parts]);
}

void blob_drop(struct store *s)
{
        blob_drop_from(s, 0);
        free(s->parts);
        s->parts = NULL;
}

static bool is_there(struct store *s, const char *sha256, size_t len)
{
        CLEANUP(freep) char *path = store_blob_path(s->dir, sha256);
        struct stat st;

        return path && !stat(path, &st) && S_ISREG(st.st_mode) && (size_t)st.st_size == len;
}

/* Another process may have renamed it into place a moment ago and not yet synced the folder. */
static int sync_place(struct store *s, const char *sha256, struct error *err)
{
        return is_waiting(s, sha256) ? 0 : sync_folder(s, sha256, err);
}

static int put_bytes(struct store *s, const void *bytes, size_t len, const char *sha256,
                     struct error *err)
{
        CLEANUP(part_drop) struct blob_part p = {NULL, -1, ""};
        int r;

        if (is_waiting(s, sha256) || is_there(s, sha256, len))
                return sync_place(s, sha256, err);
        r = part_begin(s, &p, err);
        if (r < 0)
                return r;
        r = path_write_all(p.fd, bytes, len, err);
        if (r < 0)
                return error_while(err, r, "'%s'", p.path);
        return part_finish(s, &p, sha256, err);
}

int store_blob_put(struct store *s, const void *bytes, size_t len, char ret_sha256[65],
                   struct error *err)
{
        char sha256[HASH_HEX_LEN];
        int r;

        r = hash_bytes(bytes, len, sha256, err);
        if (r == 0)
                r = put_bytes(s, bytes, len, sha256, err);
        if (r < 0)
                return error_while(err, r, "storing a file of %zu bytes", len);
        memcpy(ret_sha256, sha256, sizeof(sha256));
        return 0;
}

/* The copy is hashed, not the source: the name is that of the bytes that were written. */
static int put_fd(struct store *s, int fd, char sha256[HASH_HEX_LEN], int64_t *ret_size,
                  struct error *err)
{
        CLEANUP(part_drop) struct blob_part p = {NULL, -1, ""};
        int r;

        r = part_begin(s, &p, err);
        if (r == 0)
                r = copy_all(fd, &p, ret_size, err);
        if (r < 0)
                return r;
        if (lseek(p.fd, 0, SEEK_SET) < 0)
                return error_errno(err, errno, "reading '%s' again", p.path);
        r = hash_fd(p.fd, sha256, NULL, err);
        if (r < 0)
                return error_while(err, r, "'%s'", p.path);
        if (is_waiting(s, sha256) || is_there(s, sha256, (size_t)*ret_size))
                return sync_place(s, sha256, err);
        return part_finish(s, &p, sha256, err);
}

int store_blob_put_fd(struct store *s, int fd, char ret_sha256[65], int64_t *ret_size,
                      struct error *err)
{
        char sha256[HASH_HEX_LEN];
        int64_t size = 0;
        int r = put_fd(s, fd, sha256, &size, err);

        if (r < 0)
                return error_while(err, r, "storing a file");
        memcpy(ret_sha256, sha256, sizeof(sha256));
        *ret_size = size;
        return 0;
}
