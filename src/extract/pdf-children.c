/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mutool is twice as fast as poppler and says where each line stands and how large it is; poppler is better at what is
 * damaged or written from right to left, and says what is the matter. mutool takes a document by its name: in
 * the fence the only file with one is /proc/self/fd/0.
 */
#include "extract/pdf-children.h"

#include "extract/fence.h"
#include "extract/pdf-info.h"
#include "extract/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define MUTOOL    WORKER_PROGRAMS_DIR "mutool"
#define PDFTOTEXT WORKER_PROGRAMS_DIR "pdftotext"
#define DOCUMENT  "/proc/self/fd/0"

enum {
        ARGS_MAX = 16,
        WORD_WAIT = 0x80 /* a word is a program's number, to start it, or with this to wait */
};

static const struct program {
        const char *path;
        const char *args[ARGS_MAX];
        enum fence_also also; /* the document: by its name; else it reads standard input */
        bool explains_itself; /* what it writes to stderr is of use */
} programs[PDF_PROGRAMS] = {
        /* -D: no list of what is drawn, for pictures would be unpacked into it. */
        [PDF_DRAW] = {MUTOOL,
                      {"mutool", "draw", "-q", "-D", "-F", "stext.json", DOCUMENT},
                      FENCE_DOCUMENT,
                      false},
        [PDF_SHOW] = {MUTOOL,
                      {"mutool", "show", "-b", DOCUMENT, PDF_INFO_PATHS},
                      FENCE_DOCUMENT,
                      false},
        [PDF_TEXT] = {PDFTOTEXT,
                      {"pdftotext", "-enc", "UTF-8", "-eol", "unix", "-", "-"},
                      FENCE_NOTHING,
                      true},
};

/* ---- pipes ---- */

enum { READING, WRITING };

struct pipes {
        int words[2], answers[2];
        struct {
                int out[2], errors[2];
        } of[PDF_PROGRAMS];
};

static int make_pipe(int ends[2], struct error *err)
{
        if (pipe2(ends, O_CLOEXEC) == 0)
                return 0;
        ends[0] = ends[1] = -1;
        return error_errno(err, errno, "making a pipe");
}

/* A failure is the worker's end, which closes what was made. */
static int make_pipes(const bool exists[PDF_PROGRAMS], struct pipes *p, struct error *err)
{
        int r;

        memset(p, 0xFF, sizeof(*p)); /* -1 everywhere */
        r = make_pipe(p->words, err);
        if (r == 0)
                r = make_pipe(p->answers, err);
        for (size_t i = 0; r == 0 && i < PDF_PROGRAMS; i++) {
                if (exists[i])
                        r = make_pipe(p->of[i].out, err);
                if (r == 0 && exists[i] && programs[i].explains_itself)
                        r = make_pipe(p->of[i].errors, err);
        }
        return r;
}

/* ---- the half that starts programs ---- */

struct starter {
        struct pipes pipes;
        bool accept_no_sandbox;
        pid_t pids[PDF_PROGRAMS]; /* of those that run */
};

/* In the program's process, which shares our memory until it is the program: its streams, its fence. */
static void become(const struct program *p, int out, int errors, bool accept_no_sandbox)
{
        struct error err = {0};
        const char *const *args = p->args;
        char **argv;
        int r;

        memcpy(&argv, &args, sizeof(argv));
        if (errors < 0)
                errors = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (errors < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(errors, STDERR_FILENO) < 0)
                _exit(WORKER_FAILED);
        r = fence_program(p->path, p->also, accept_no_sandbox, &err);
        if (r == 0)
                execv(p->path, argv);
        _exit(r == FENCE_NO_SANDBOX ? WORKER_NO_SANDBOX : WORKER_FAILED);
}

/*
 * vfork(), as copying what this process has mapped takes longer than all else of starting a program. What become()
 * changes, limits and fences, is the new process's own; descriptors are as well.
 */
static void start(struct starter *s, size_t i)
{
        pid_t pid = vfork();

        if (pid == 0)
                become(&programs[i], s->pipes.of[i].out[WRITING], s->pipes.of[i].errors[WRITING],
                       s->accept_no_sandbox);
        s->pids[i] = pid;
        closep(&s->pipes.of[i].out[WRITING]);
        closep(&s->pipes.of[i].errors[WRITING]);
}

static int wait_for(pid_t pid)
{
        int status = 0;
        pid_t p;

        do {
                p = pid > 0 ? waitpid(pid, &status, 0) : -1;
        } while (p < 0 && errno == EINTR);
        return p < 0 ? WORKER_FAILED << 8 : status;
}

static void answer(struct starter *s, size_t i)
{
        int status = wait_for(s->pids[i]);

        s->pids[i] = 0;
        if (write(s->pipes.answers[WRITING], &status, sizeof(status)) != sizeof(status))
                _exit(WORKER_FAILED);
}

/* The other half may have been taken over by what it reads: it can say six words, and each program starts once. */
static void serve(struct starter *s)
{
        bool is_begun[PDF_PROGRAMS] = {[PDF_DRAW] = true};
        unsigned char word;

        while (read(s->pipes.words[READING], &word, 1) == 1) {
                size_t i = word & ~WORD_WAIT;

                if (i >= PDF_PROGRAMS || s->pipes.of[i].out[READING] < 0)
                        continue;
                if (word & WORD_WAIT)
                        answer(s, i);
                else if (!is_begun[i])
                        start(s, i);
                is_begun[i] = true;
        }
}

/* Ends as the reading half has ended, and leaves none behind. */
static void end_as(struct starter *s, pid_t reader)
{
        int status = wait_for(reader);

        for (size_t i = 0; i < PDF_PROGRAMS; i++)
                if (s->pids[i] > 0) {
                        kill(s->pids[i], SIGKILL);
                        wait_for(s->pids[i]);
                }
        if (WIFSIGNALED(status)) {
                signal(WTERMSIG(status), SIG_DFL);
                kill(getpid(), WTERMSIG(status));
        }
        _exit(WEXITSTATUS(status));
}

/* ---- the half that reads ---- */

static void take_ends(struct starter *s, const bool exists[PDF_PROGRAMS], struct pdf_children *c)
{
        struct pipes *p = &s->pipes;

        c->words = p->words[WRITING];
        c->answers = p->answers[READING];
        closep(&p->words[READING]);
        closep(&p->answers[WRITING]);
        for (size_t i = 0; i < PDF_PROGRAMS; i++) {
                closep(&p->of[i].out[WRITING]);
                closep(&p->of[i].errors[WRITING]);
                c->of[i] = (struct pdf_child){.out = p->of[i].out[READING],
                                              .errors = p->of[i].errors[READING],
                                              .exists = exists[i],
                                              .is_begun = exists[i] && i == PDF_DRAW};
        }
}

int pdf_children_start(bool accept_no_sandbox, struct pdf_children *ret, struct error *err)
{
        struct starter s = {.accept_no_sandbox = accept_no_sandbox};
        bool exists[PDF_PROGRAMS];
        pid_t reader;
        int r;

        for (size_t i = 0; i < PDF_PROGRAMS; i++)
                exists[i] = access(programs[i].path, X_OK) == 0;
        if (!exists[PDF_TEXT])
                return error_errno(err, ENOENT, "starting '%s'", PDFTOTEXT);
        r = make_pipes(exists, &s.pipes, err);
        if (r < 0)
                return r;
        if (exists[PDF_DRAW])
                start(&s, PDF_DRAW);
        reader = fork();
        if (reader < 0)
                return error_errno(err, errno, "dividing the worker");
        if (reader == 0) {
                take_ends(&s, exists, ret);
                return 0;
        }
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        closep(&s.pipes.words[WRITING]);
        closep(&s.pipes.answers[READING]);
        serve(&s);
        end_as(&s, reader);
        return 0;
}

static int say(struct pdf_children *c, unsigned char word, struct error *err)
{
        if (write(c->words, &word, 1) != 1)
                return error_errno(err, errno, "asking for a program");
        return 0;
}

int pdf_child_begin(struct pdf_children *c, enum pdf_program which, struct error *err)
{
        c->of[which].is_begun = true;
        return say(c, (unsigned char)which, err);
}

int pdf_child_end(struct pdf_children *c, enum pdf_program which, int *ret_status,
                  struct error *err)
{
        int r;

        closep(&c->of[which].out);
        closep(&c->of[which].errors);
        c->of[which].ended = true;
        r = say(c, (unsigned char)(which | WORD_WAIT), err);
        if (r < 0)
                return r;
        if (read(c->answers, ret_status, sizeof(*ret_status)) != sizeof(*ret_status))
                return error_errno(err, EPIPE, "waiting for a program");
        if (!WIFEXITED(*ret_status) || WEXITSTATUS(*ret_status) != WORKER_NO_SANDBOX)
                return 0;
        error_set(err, -ENOTSUP, "a reader could not be fenced in");
        return FENCE_NO_SANDBOX;
}
