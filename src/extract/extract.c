/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The parent's side: makes a job of a file, has it read by children, and says in which language it is.
 * Of the document's bytes it looks at the first kilobyte only, for "%PDF-".
 */
#include "extract/job.h"

#include "extract/answer.h"
#include "extract/garbage.h"
#include "extract/kinds.h"
#include "extract/language.h"
#include "extract/parts.h"

#include "base/clock.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>

/* ---- input that is no file ---- */

/* One read of at most a chunk: bytes, 0 at the end, -ETIME at the deadline. */
static ssize_t read_by(int fd, char *bytes, size_t n, int64_t deadline)
{
        for (;;) {
                struct pollfd p = {.fd = fd, .events = POLLIN};
                int64_t left = deadline - clock_monotonic_ms();
                int ready = left <= 0 ? 0 : poll(&p, 1, left > 60000 ? 60000 : (int)left);
                ssize_t got;

                if (left <= 0)
                        return -ETIME;
                if (ready < 0 && errno != EINTR)
                        return -errno;
                if (ready <= 0)
                        continue;
                got = read(fd, bytes, n);
                if (got >= 0)
                        return got;
                if (errno != EINTR && errno != EAGAIN)
                        return -errno;
        }
}

/* Several programs read the document, each from its start: what comes from a pipe goes to a nameless file. */
static int spool(struct job *j, int in, size_t file_max, int *ret, struct error *err)
{
        CLEANUP(fclosep) FILE *f = tmpfile();
        char chunk[65536];
        size_t total = 0;
        ssize_t n;
        int r = 0;

        if (!f)
                return error_errno(err, errno, "making a temporary file");
        while (r == 0 && (n = read_by(in, chunk, sizeof(chunk), j->deadline)) > 0) {
                total += (size_t)n;
                if (total > file_max) {
                        extraction_end(j->x, EXTRACT_TOO_LARGE, "it has more than %zu bytes",
                                       file_max);
                        return JOB_ENDED;
                }
                r = path_write_all(fileno(f), chunk, (size_t)n, err);
        }
        if (r < 0)
                return error_while(err, r, "a temporary file");
        if (n == -ETIME) {
                extraction_end(j->x, EXTRACT_TIMED_OUT, "it did not arrive within %d s",
                               j->seconds);
                return JOB_ENDED;
        }
        if (n < 0)
                return error_errno(err, (int)-n, "reading");
        *ret = fcntl(fileno(f), F_DUPFD_CLOEXEC, 0);
        return *ret < 0 ? error_errno(err, errno, "a temporary file") : 0;
}

/* Sets j->fd to a file with the document; *ret_owned is to be closed, where it is a file of our own. */
static int open_document(struct job *j, int fd, size_t file_max, int *ret_owned, struct error *err)
{
        struct stat st;
        int r;

        if (fstat(fd, &st) < 0)
                return error_errno(err, errno, "looking at it");
        if (S_ISDIR(st.st_mode))
                return error_errno(err, EISDIR, "reading");
        if (!S_ISREG(st.st_mode)) {
                r = spool(j, fd, file_max, ret_owned, err);
                j->fd = *ret_owned;
                return r;
        }
        j->fd = fd;
        if ((uint64_t)st.st_size > file_max) {
                extraction_end(j->x, EXTRACT_TOO_LARGE, "it has %lld bytes; %zu are read",
                               (long long)st.st_size, file_max);
                return JOB_ENDED;
        }
        return 0;
}

/* ---- reading ---- */

static int read_document(struct job *j, struct error *err)
{
        const char *const args[] = {"read", j->name, NULL};
        char head[KINDS_PDF_WINDOW];
        ssize_t n = pread(j->fd, head, sizeof(head), 0);
        int r;

        if (n < 0)
                return error_errno(err, errno, "reading");
        if (kinds_is_pdf(head, (size_t)n))
                return pdf_extract(j, err);
        r = job_read(j, j->fd, args, j->x, err);
        return r == ANSWER_IS_PDF ? pdf_extract(j, err) : r;
}

/* Few PDFs say in which language they are; what is told from the text of one is for a person to confirm. */
static int settle_language(struct extraction *x, struct error *err)
{
        enum { SURE_PERCENT = 90 };
        int r = language_settle(x, err);

        if (r == 0 && x->language && !x->record->languages.n &&
            str_equal(x->media_type, "application/pdf")) {
                record_add_string(x->record, &x->record->languages, x->language);
                record_set_machine_read(x->record, "languages", SURE_PERCENT / 100.0, "text");
        }
        return r;
}

static int do_job(struct job *j, int fd, size_t file_max, struct error *err)
{
        CLEANUP(closep) int owned = -1;
        int r = open_document(j, fd, file_max, &owned, err);

        if (r == 0)
                r = read_document(j, err);
        if (r >= 0)
                garbage_judge(j->x);
        if (r >= 0)
                r = settle_language(j->x, err);
        if (r == 0 && (j->x->arena.failed || j->x->record->arena.failed))
                r = error_no_memory(err);
        return r;
}

int extract_fd(int fd, const char *name, const struct extract_options *options,
               struct extraction **ret, struct error *err)
{
        static const struct extract_options usual;
        const struct extract_options *o = options ? options : &usual;
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        CLEANUP(freep) char *found = NULL;
        struct job j = {.fd = -1, .name = name ? name : "", .x = x};
        int r;

        if (!x)
                return error_no_memory(err);
        j.accept_no_sandbox = o->accept_no_sandbox;
        j.standby = o->standby;
        j.ocr = str_is_blank(o->ocr) ? NULL : o->ocr;
        j.seconds = o->seconds > 0 ? o->seconds : EXTRACT_SECONDS;
        j.deadline = clock_monotonic_ms() + (int64_t)j.seconds * 1000;
        j.text_max = o->text_max ? o->text_max : EXTRACT_TEXT_MAX;
        r = o->worker ? 0 : worker_find(&found, err);
        if (r < 0)
                return r;
        j.worker = o->worker ? o->worker : found;
        r = do_job(&j, fd, o->file_max ? o->file_max : EXTRACT_FILE_MAX, err);
        if (r < 0)
                return r;
        *ret = STEAL(x);
        return 0;
}

/* Not blocking at the opening: a FIFO without a writer would. It is refused, as a device is. */
int extract_file(const char *path, const struct extract_options *options, struct extraction **ret,
                 struct error *err)
{
        CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        struct stat st;
        int r;

        if (fd < 0 || fstat(fd, &st) < 0)
                return error_errno(err, errno, "opening '%s'", path);
        if (!S_ISREG(st.st_mode))
                return S_ISDIR(st.st_mode) ? error_errno(err, EISDIR, "opening '%s'", path)
                                           : error_set(err, -EINVAL, "'%s' is not a file", path);
        r = extract_fd(fd, path_base(path), options, ret, err);
        return r < 0 ? error_while(err, r, "reading '%s'", path) : r;
}
