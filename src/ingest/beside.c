/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ingest/beside.h"

#include "base/path.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>

const char *beside_take_name(struct record *r)
{
        const char *name = record_identifier(r, "file");
        size_t n = 0;

        for (size_t i = 0; name && i < r->n_identifiers; i++)
                if (!str_equal(r->identifiers[i].type, "file"))
                        r->identifiers[n++] = r->identifiers[i];
        if (name)
                r->n_identifiers = n;
        return name;
}

/* "in/papers.csv" -> "in/", "papers.csv" -> "./" */
static const char *folder_of(const char *list, struct arena *a)
{
        size_t n = (size_t)(path_base(list) - list);

        return n ? arena_copy_bytes(a, list, n) : arena_copy(a, "./");
}

/* The kernel keeps the way inside the folder, whatever the name holds. */
static int open_below(const char *folder, const char *name)
{
        const struct open_how how = {.flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
                                     .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
                                                RESOLVE_NO_MAGICLINKS};
        CLEANUP(closep) int dir = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);

        if (dir < 0)
                return -1;
        return (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));
}

static const char *problem_of_opening(struct read_file *f, const char *folder, const char *name,
                                      struct arena *a)
{
        struct error err = {0};
        struct stat st;

        f->fd = open_below(folder, name);
        if (f->fd < 0 && (errno == EXDEV || errno == ELOOP))
                return arena_printf(a, "its file '%s' is not in the folder of the list", name);
        if (f->fd < 0 || fstat(f->fd, &st) < 0)
                return arena_printf(a, "its file '%s' beside the list: %s", name, strerror(errno));
        if (!S_ISREG(st.st_mode))
                return arena_printf(a, "its file '%s' is not a regular file", name);
        if (hash_fd(f->fd, f->sha256, &f->size, &err) < 0)
                return arena_printf(a, "its file '%s' cannot be read", name);
        return NULL;
}

int beside_read(struct intake *in, const char *list, const char *name, const struct record *record,
                struct arena *a, struct read_file *f, struct error *err)
{
        const char *folder = folder_of(list, a);
        struct extract_options options = in->options->extract;
        int r;

        f->path = folder ? arena_printf(a, "%s%s", path_base(list) == list ? "" : folder, name)
                         : NULL;
        if (!f->path)
                return error_no_memory(err);
        f->problem = problem_of_opening(f, folder, name, a);
        if (f->problem)
                return 0;
        r = in->standby ? 0 : extract_standby_open(&options, &in->standby, err);
        options.standby = in->standby;
        if (r == 0)
                r = extract_fd(f->fd, path_base(name), &options, &f->x, err);
        if (r < 0)
                return r;
        if (!read_file_is_taken(f) || f->x->is_metadata)
                f->problem = arena_printf(a, "its file '%s' is no paper that can be read: %s", name,
                                          f->x->reason ? f->x->reason : "it holds metadata");
        else
                record_merge(f->x->record, record);
        return a->failed ? error_no_memory(err) : 0;
}
