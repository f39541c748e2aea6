/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/path.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

char *path_join(const char *dir, const char *name)
{
        struct str s = STR_INIT;

        str_add(&s, dir);
        if (s.len && s.data[s.len - 1] != '/')
                str_add_char(&s, '/');
        str_add(&s, name);
        return str_steal(&s);
}

const char *path_base(const char *path)
{
        const char *slash = strrchr(path, '/');

        return slash ? slash + 1 : path;
}

const char *path_extension(const char *path)
{
        const char *base = path_base(path);
        const char *dot = strrchr(base, '.');

        return dot && dot != base ? dot + 1 : "";
}

int path_read_fd(int fd, size_t max, char **ret_bytes, size_t *ret_len, struct error *err)
{
        CLEANUP(str_done) struct str s = STR_INIT;
        char chunk[65536];

        for (;;) {
                ssize_t n = read(fd, chunk, sizeof(chunk));

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return error_errno(err, errno, "reading");
                if (n == 0)
                        break;
                if (s.len + (size_t)n > max)
                        return PATH_TOO_LARGE;
                str_add_bytes(&s, chunk, (size_t)n);
        }
        *ret_len = s.len;
        *ret_bytes = str_steal(&s);
        return *ret_bytes ? 0 : error_no_memory(err);
}

int path_read(const char *path, size_t max, char **ret_bytes, size_t *ret_len, struct error *err)
{
        CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        struct stat st;
        int r;

        if (fd < 0 || fstat(fd, &st) < 0)
                return error_errno(err, errno, "opening '%s'", path);
        if (S_ISDIR(st.st_mode))
                return error_errno(err, EISDIR, "opening '%s'", path);
        if (st.st_size > 0 && (size_t)st.st_size > max)
                return PATH_TOO_LARGE;
        r = path_read_fd(fd, max, ret_bytes, ret_len, err);
        return r < 0 ? error_while(err, r, "'%s'", path) : r;
}

int path_write_all(int fd, const void *bytes, size_t len, struct error *err)
{
        const char *at = bytes;

        while (len) {
                ssize_t n = write(fd, at, len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return error_errno(err, errno, "writing");
                at += n;
                len -= (size_t)n;
        }
        return 0;
}

int path_sync_dir(const char *dir, struct error *err)
{
        CLEANUP(closep) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0 || fsync(fd) < 0)
                return error_errno(err, errno, "syncing the folder '%s'", dir);
        return 0;
}

int path_make_dir(const char *path, mode_t mode, struct error *err)
{
        struct stat st;

        if (!mkdir(path, mode))
                return 0;
        if (errno == EEXIST && !stat(path, &st) && S_ISDIR(st.st_mode))
                return 0;
        return error_errno(err, errno, "making the folder '%s'", path);
}

static int write_and_sync(const char *path, const void *bytes, size_t len, mode_t mode,
                          struct error *err)
{
        CLEANUP(closep) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        int r;

        if (fd < 0)
                return error_errno(err, errno, "creating '%s'", path);
        r = path_write_all(fd, bytes, len, err);
        if (r < 0)
                return error_while(err, r, "'%s'", path);
        if (fsync(fd) < 0)
                return error_errno(err, errno, "syncing '%s'", path);
        return 0;
}

int path_write_atomic(const char *path, const void *bytes, size_t len, mode_t mode,
                      struct error *err)
{
        CLEANUP(str_done) struct str temp = STR_INIT;
        CLEANUP(str_done) struct str dir = STR_INIT;
        const char *slash = strrchr(path, '/');
        int r;

        str_add(&temp, path);
        str_addf(&temp, ".%ld.part", (long)getpid());
        if (slash)
                str_add_bytes(&dir, path, slash == path ? 1 : (size_t)(slash - path));
        else
                str_add(&dir, ".");
        if (temp.failed || dir.failed)
                return error_no_memory(err);

        unlink(temp.data); /* left over from a process of the same number that was killed */
        r = write_and_sync(temp.data, bytes, len, mode, err);
        if (r == 0 && rename(temp.data, path) < 0)
                r = error_errno(err, errno, "renaming '%s' to '%s'", temp.data, path);
        if (r < 0) {
                unlink(temp.data);
                return r;
        }
        return path_sync_dir(dir.data, err);
}
