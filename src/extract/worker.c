/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The process in which strangers' bytes are read. It gets ready, puts up its fence, reads one document and
 * ends; by _exit(), for there is nothing to tidy up and the fewer code runs after the reading the better.
 */
#include "extract/worker.h"

#include "extract/answer.h"
#include "extract/fence.h"
#include "extract/kinds.h"
#include "extract/parts.h"
#include "extract/pdf-worker.h"
#include "extract/reader.h"
#include "extract/standby.h"

#include "base/path.h"

#include <errno.h>
#include <linux/close_range.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* The document: mapped where stdin is a file, read where it is a pipe. */
struct document {
        char *bytes;
        size_t n;
        bool is_mapped;
};

/* Before the fence, which lets nothing be asked about a file: no byte of the document is looked at yet. */
static int document_map(struct document *d, struct error *err)
{
        struct stat st;

        if (fstat(STDIN_FILENO, &st) < 0)
                return error_errno(err, errno, "looking at the document");
        d->is_mapped = S_ISREG(st.st_mode);
        if (!d->is_mapped || st.st_size == 0)
                return 0;
        if (st.st_size > EXTRACT_FILE_MAX)
                return error_set(err, -EFBIG, "more than %d bytes", EXTRACT_FILE_MAX);
        d->n = (size_t)st.st_size;
        d->bytes = mmap(NULL, d->n, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
        return d->bytes == MAP_FAILED ? error_errno(err, errno, "mapping the document") : 0;
}

static int document_read(struct document *d, struct error *err)
{
        int r;

        if (d->is_mapped)
                return 0;
        r = path_read_fd(STDIN_FILENO, EXTRACT_FILE_MAX, &d->bytes, &d->n, err);
        return r > 0 ? error_set(err, -EFBIG, "more than %d bytes", EXTRACT_FILE_MAX) : r;
}

static int status_of(int r, const struct error *err)
{
        dprintf(STDERR_FILENO, WORKER_NAME ": %s\n", err->message);
        return r == -ENOMEM ? WORKER_NO_MEMORY : WORKER_FAILED;
}

/* The sandbox is missing where fence says so; every other answer but 0 is a failure. */
static int fence_status(int r, const struct error *err)
{
        int status = status_of(r, err);

        return r == FENCE_NO_SANDBOX ? WORKER_NO_SANDBOX : status;
}

static int send_answer(const struct extraction *x, bool is_pdf)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};
        int r = answer_write(x, is_pdf, &out, &err);

        if (r == 0)
                r = path_write_all(STDOUT_FILENO, out.data, out.len, &err);
        return r < 0 ? status_of(r, &err) : 0;
}

/* What a reading needs that takes time or opens files. A worker that stands by has it before it forks. */
static struct {
        magic_t magic;
        bool is_done;
} warm;

static int warm_up(struct error *err)
{
        if (warm.is_done)
                return 0;
        warm.is_done = true;
        warm.magic = kinds_open();
        return warm.magic ? reader_warm_up(err)
                          : error_set(err, -ENOENT, "libmagic has no database");
}

static int do_read(int argc, char **argv, bool accept)
{
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        struct document d = {NULL, 0, false};
        struct error err = {0};
        int r;

        (void)argc;
        if (!x)
                return WORKER_NO_MEMORY;
        r = warm_up(&err);
        if (r == 0)
                r = document_map(&d, &err);
        if (r == 0)
                r = fence_reader(accept, &err);
        if (r != 0)
                return fence_status(r, &err);
        r = document_read(&d, &err);
        if (r == 0)
                r = reader_read(d.bytes, d.n, argv[0], warm.magic, x, &err);
        return r < 0 ? status_of(r, &err) : send_answer(x, r == READER_IS_PDF);
}

static int do_xmp(int argc, char **argv, bool accept)
{
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        struct document d = {NULL, 0, false};
        struct error err = {0};
        int r;

        (void)argc;
        (void)argv;
        if (!x)
                return WORKER_NO_MEMORY;
        if (!warm.is_done)
                reader_warm_up_xmp();
        r = document_map(&d, &err);
        if (r == 0)
                r = fence_reader(accept, &err);
        if (r != 0)
                return fence_status(r, &err);
        r = document_read(&d, &err);
        if (r == 0)
                r = reader_read_xmp(d.bytes, d.n, x, &err);
        return r < 0 ? status_of(r, &err) : send_answer(x, false);
}

static int do_pdf(int argc, char **argv, bool accept)
{
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        struct pdf_children children;
        struct document d = {NULL, 0, false};
        struct pdf_bytes bytes;
        struct error err = {0};
        int r;

        (void)argc;
        (void)argv;
        if (!x)
                return WORKER_NO_MEMORY;
        extraction_set_type(x, "application/pdf");
        r = pdf_children_start(accept, &children, &err);
        if (r == 0)
                reader_warm_up_pdf();
        if (r == 0)
                r = document_map(&d, &err);
        if (r == 0)
                r = fence_reader(accept, &err);
        if (r == -ENOENT) {
                status_of(r, &err);
                return WORKER_NO_PROGRAM;
        }
        if (r != 0)
                return fence_status(r, &err);
        bytes = (struct pdf_bytes){d.bytes, d.n};
        r = pdf_worker_read(&children, &bytes, x, &err);
        return r != 0 ? fence_status(r, &err) : send_answer(x, false);
}

static int no_program(const char *name, int why)
{
        struct error err = {0};

        error_errno(&err, why, "starting '%s'", name);
        status_of(0, &err);
        return WORKER_NO_PROGRAM;
}

/* PROGRAM is a name, not a path: it is one of the system's. */
static int do_run(int argc, char **argv, bool accept)
{
        CLEANUP(freep) char *path = path_join(WORKER_PROGRAMS_DIR, argv[0]);
        struct error err = {0};
        int r;

        (void)argc;
        if (!path)
                return WORKER_NO_MEMORY;
        if (strchr(argv[0], '/'))
                return no_program(argv[0], EINVAL);
        if (access(path, X_OK) < 0)
                return no_program(path, errno);
        r = fence_program(path, FENCE_NOTHING, accept, &err);
        if (r != 0)
                return fence_status(r, &err);
        execv(path, argv);
        return no_program(path, errno);
}

/* On the heap; NULL where no program of this name is installed. */
static char *find_program(const char *name)
{
        static const char *const places[] = {WORKER_PROGRAMS_DIR, "/usr/local/bin/", "/bin/"};

        if (*name == '/')
                return access(name, X_OK) == 0 ? strdup(name) : NULL;
        for (size_t i = 0; !strchr(name, '/') && i < ARRAY_LEN(places); i++) {
                char *path = path_join(places[i], name);

                if (path && access(path, X_OK) == 0)
                        return path;
                free(path);
        }
        return NULL;
}

/* PROGRAM is the administrator's choice; what it reads is a stranger's picture. */
static int do_ocr(int argc, char **argv, bool accept)
{
        CLEANUP(freep) char *path = find_program(argv[0]);
        struct error err = {0};
        int r;

        (void)argc;
        if (!path)
                return no_program(argv[0], ENOENT);
        r = fence_program(path, FENCE_SHARED, accept, &err);
        if (r != 0)
                return fence_status(r, &err);
        execv(path, argv);
        return no_program(path, errno);
}

static int run_mode(int argc, char **argv);

static int do_standby(int argc, char **argv, bool accept)
{
        struct error err = {0};
        int r = warm_up(&err);

        (void)argc;
        (void)argv;
        (void)accept; /* each request says so for itself */
        if (r == 0)
                r = fence_prepare(&err);
        if (r < 0)
                standby_refuse(err.message);
        else
                r = standby_serve(run_mode, &err);
        return r < 0 ? status_of(r, &err) : 0;
}

static const struct {
        const char *name;
        int (*run)(int argc, char **argv, bool accept);
        int args_min;
} modes[] = {
        {"read", do_read, 1}, {"xmp", do_xmp, 0}, {"pdf", do_pdf, 0},
        {"run", do_run, 1},   {"ocr", do_ocr, 1}, {"standby", do_standby, 0},
};

/* [--accept-no-sandbox] MODE ARG… */
static int run_mode(int argc, char **argv)
{
        int at = 0;
        bool accept = argc > 0 && !strcmp(argv[0], WORKER_ACCEPT);

        at += accept;
        for (size_t i = 0; at < argc && i < ARRAY_LEN(modes); i++)
                if (!strcmp(argv[at], modes[i].name) && argc - at - 1 >= modes[i].args_min)
                        return modes[i].run(argc - at - 1, argv + at + 1, accept);
        dprintf(STDERR_FILENO,
                "usage: " WORKER_NAME " [" WORKER_ACCEPT
                "] read NAME | xmp | pdf | run PROGRAM ARG... | ocr PROGRAM ARG... | standby\n"
                "It is started by ssehub for the files that it reads.\n");
        return WORKER_USAGE;
}

int extract_worker_main(int argc, char **argv)
{
        /* What the parent may have left open is not for us. */
        close_range(STDERR_FILENO + 1, ~0U, 0);
        _exit(run_mode(argc - 1, argv + 1));
}
