/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/file.h"

#include "base/utf8.h"
#include "store/store.h"
#include "web/negotiate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { CHARSET_SAMPLE = 16384 };

/* What a browser may show by itself. Everything else is saved: HTML, XML and SVG can carry script. */
static const char *const inline_types[] = {
        "application/pdf", "text/plain", "text/markdown", "image/png", "image/jpeg",
};

/* A file runs nothing and loads nothing. Browsers' PDF viewers need an object and styles of their own. */
#define FILE_POLICY "default-src 'none'; frame-ancestors 'none'; sandbox"
#define PDF_POLICY                                                                                 \
        "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; " \
        "frame-ancestors 'none'"

bool file_is_inline(const char *media_type)
{
        for (size_t i = 0; i < ARRAY_LEN(inline_types); i++) {
                if (!strcasecmp(inline_types[i], media_type))
                        return true;
        }
        return false;
}

static const struct public_file *file_find(const struct public_doc *doc, const char *name)
{
        for (size_t i = 0; i < doc->n_files; i++) {
                if (!strcmp(doc->files[i].name, name))
                        return &doc->files[i];
        }
        return NULL;
}

static int open_blob(const char *hub_dir, const char *sha256, int *ret_fd, int64_t *ret_size,
                     struct error *err)
{
        CLEANUP(freep) char *path = store_blob_path(hub_dir, sha256);
        CLEANUP(closep) int fd = -1;
        struct stat st;

        if (!path)
                return error_no_memory(err);
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (fd < 0)
                return error_errno(err, errno, "opening blob %s", sha256);
        if (fstat(fd, &st) < 0)
                return error_errno(err, errno, "looking at blob %s", sha256);
        *ret_size = st.st_size;
        *ret_fd = fd;
        fd = -1;
        return 0;
}

/* Text says in no header of its own what it is written in: UTF-8 where its beginning is. */
static bool begins_as_utf8(int fd)
{
        char sample[CHARSET_SAMPLE];
        ssize_t n = pread(fd, sample, sizeof(sample), 0);

        /* The sample may end within a character. */
        return n > 0 && utf8_valid_len(sample, (size_t)n) + 4 > (size_t)n;
}

static void set_type(struct request *q, struct reply *reply, const struct public_file *f)
{
        CLEANUP(str_done) struct str disposition = STR_INIT;
        bool is_pdf = !strcmp(f->media_type, "application/pdf");

        reply->media_type = f->media_type;
        if (str_starts(f->media_type, "text/") && !strchr(f->media_type, ';') &&
            begins_as_utf8(reply->fd))
                reply->media_type = arena_printf(&q->arena, "%s; charset=utf-8", f->media_type);
        disposition_write(&disposition, file_is_inline(f->media_type), f->name);
        reply_header(reply, &q->arena, "Content-Disposition", str_text(&disposition));
        reply_header(reply, &q->arena, "Content-Security-Policy",
                     is_pdf ? PDF_POLICY : FILE_POLICY);
}

/* If-Range (RFC 9110, 13.1.5): a part only of the very bytes the client has the other parts of. */
static enum range wanted_range(struct request *q, const struct reply *reply, int64_t size,
                               int64_t *ret_start, int64_t *ret_len)
{
        if (q->method != METHOD_GET || (q->if_range && strcmp(q->if_range, reply->etag) != 0))
                return RANGE_WHOLE;
        return negotiate_range(q->range, size, ret_start, ret_len);
}

static int set_range(struct request *q, struct reply *reply, int64_t size)
{
        struct arena *a = &q->arena;
        int64_t start = 0, len = size;
        enum range range = wanted_range(q, reply, size, &start, &len);

        if (range == RANGE_UNSATISFIABLE) {
                reply_error(q, reply, 416, NULL);
                reply_header(reply, a, "Content-Range",
                             arena_printf(a, "bytes */%lld", (long long)size));
                return 0;
        }
        reply_header(reply, a, "Accept-Ranges", "bytes");
        reply->fd_start = start;
        reply->fd_len = len;
        if (range == RANGE_PART) {
                reply->status = 206;
                reply_header(reply, a, "Content-Range",
                             arena_printf(a, "bytes %lld-%lld/%lld", (long long)start,
                                          (long long)(start + len - 1), (long long)size));
        }
        return 0;
}

static int gone(struct request *q, struct reply *reply, struct error *err)
{
        struct public_tombstone t = {0};
        int r = search_tombstone(q->search, q->variables[0], &q->arena, &t, err);

        if (r < 0)
                return r;
        reply_error(q, reply, 410, t.reason);
        return 0;
}

int answer_file(struct request *q, struct reply *reply, struct error *err)
{
        CLEANUP(public_doc_freep) struct public_doc *doc = NULL;
        const struct public_file *f;
        int64_t size = 0;
        int r;

        r = search_doc(q->search, q->variables[0], &doc, err);
        if (r == SEARCH_GONE)
                return gone(q, reply, err);
        if (r > 0)
                return 404;
        if (r < 0)
                return r;
        f = file_find(doc, q->variables[1]);
        if (!f)
                return 404;
        r = open_blob(q->hub_dir, f->sha256, &reply->fd, &size, err);
        if (r < 0)
                return r;

        reply->is_fixed = true;
        reply->cache = CACHE_SHORTLY;
        reply->etag = arena_printf(&q->arena, "\"%s\"", f->sha256);
        set_type(q, reply, f);
        /* The type belongs to doc, which ends here. */
        reply->media_type = arena_copy(&q->arena, reply->media_type);
        return set_range(q, reply, size);
}
