/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs the worker, and says what each of its ends means for the file that it read. */
#include "extract/job.h"

#include "extract/answer.h"
#include "extract/parts.h"
#include "extract/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

/* Where the worker is when nobody says: $SSEHUB_WORKER; beside the program; in a build tree; installed. */
static bool is_program(const char *path)
{
        struct stat st;

        return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* "…/bin/ssehub" -> "…/bin" */
static bool own_folder(struct str *dir)
{
        char path[4096];
        ssize_t n = readlink("/proc/self/exe", path, sizeof(path));
        const char *slash = n > 0 ? memrchr(path, '/', (size_t)n) : NULL;

        if (slash)
                str_add_bytes(dir, path, (size_t)(slash - path));
        return slash != NULL;
}

int worker_find(char **ret, struct error *err)
{
        static const char *const beside[] = {"", "/../src", "/../libexec/ssehub"};
        CLEANUP(str_done) struct str dir = STR_INIT;
        CLEANUP(str_done) struct str path = STR_INIT;
        const char *named = getenv("SSEHUB_WORKER");
        bool found = named != NULL;

        str_add(&path, named);
        if (!found && own_folder(&dir))
                for (size_t i = 0; !found && i < ARRAY_LEN(beside); i++) {
                        str_clear(&path);
                        str_addf(&path, "%s%s/" WORKER_NAME, dir.data, beside[i]);
                        found = !path.failed && is_program(path.data);
                }
        if (!found) {
                str_clear(&path);
                str_add(&path, SSEHUB_LIBEXECDIR "/" WORKER_NAME);
        }
        if (!path.failed && !is_program(path.data))
                return error_set(err, -ENOENT, "'%s', which reads files, is not there", path.data);
        *ret = str_steal(&path);
        return *ret ? 0 : error_no_memory(err);
}

/* ---- how it ended ---- */

/* What memory's end looks like in the words of a C++ program and of poppler. */
static bool ran_out_of_memory(const struct launched *l)
{
        const char *said = str_text(&l->errors);

        return strstr(said, "std::bad_alloc") || strstr(said, "Out of memory") ||
               strstr(said, "std::length_error");
}

static void end_too_much_memory(struct extraction *x)
{
        extraction_end(x, EXTRACT_TOO_LARGE, "reading it takes more than %d MiB of memory",
                       EXTRACT_MEMORY >> 20);
}

static void end_killed(const struct job *j, const struct launched *l)
{
        const char *signal_name = sigabbrev_np(l->code);

        if (l->code == SIGXCPU)
                extraction_end(j->x, EXTRACT_TIMED_OUT,
                               "reading it took more computing than is given");
        else if (ran_out_of_memory(l))
                end_too_much_memory(j->x);
        else
                extraction_end(j->x, EXTRACT_DAMAGED, "its reader was ended by SIG%s",
                               signal_name ? signal_name : "?");
}

/* The last line that the worker said of itself, without its name. */
static const char *own_words(struct launched *l)
{
        char *s = l->errors.data;

        if (!s)
                return "no reason given";
        s[strcspn(s, "\n")] = '\0';
        return str_starts(s, WORKER_NAME ": ") ? s + strlen(WORKER_NAME ": ") : s;
}

/* The worker's own statuses. A program that it became speaks for itself. */
static int judge_status(const struct job *j, struct launched *l, bool is_program, struct error *err)
{
        bool is_own = str_starts(str_text(&l->errors), WORKER_NAME ": ");

        if (l->code == 0 || (is_program && !is_own))
                return 0;
        switch (l->code) {
        case WORKER_NO_SANDBOX:
                return error_set(err, -ENOTSUP,
                                 "this kernel offers no sandbox to read files in: %s",
                                 own_words(l));
        case WORKER_NO_PROGRAM:
                return error_set(err, -ENOENT, "a program that reads PDF is not installed: %s",
                                 own_words(l));
        case WORKER_NO_MEMORY:
                end_too_much_memory(j->x);
                return JOB_ENDED;
        case WORKER_FAILED:
        case WORKER_USAGE:
                return error_set(err, -EIO, "the worker failed: %s", own_words(l));
        default:
                extraction_end(j->x, EXTRACT_DAMAGED, "its reader gave up with status %d", l->code);
                return JOB_ENDED;
        }
}

static int judge(const struct job *j, struct launched *l, bool is_program, struct error *err)
{
        switch (l->end) {
        case LAUNCH_TIMED_OUT:
                extraction_end(j->x, EXTRACT_TIMED_OUT, "reading it took more than %d s",
                               j->seconds);
                return JOB_ENDED;
        case LAUNCH_TOO_MUCH:
                extraction_end(j->x, EXTRACT_TOO_LARGE, "it has more than %zu bytes of text",
                               j->text_max);
                return JOB_ENDED;
        case LAUNCH_KILLED:
                end_killed(j, l);
                return JOB_ENDED;
        case LAUNCH_EXITED:
                break;
        }
        return judge_status(j, l, is_program, err);
}

/* ---- running it ---- */

/*
 * The document opened anew: from its start, wherever we or the caller or a child before stand in it, and
 * for reading only.
 */
static int open_anew(int fd, struct error *err)
{
        char path[64];
        int anew;

        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        anew = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        return anew < 0 ? error_errno(err, errno, "opening the document again") : anew;
}

int job_run(const struct job *j, int fd, const char *const *args, size_t out_max,
            struct launched *ret, struct error *err)
{
        const char *argv[JOB_ARGS_MAX + 3];
        CLEANUP(closep) int anew = open_anew(fd, err);
        struct launch l = {.argv = argv,
                           .fd = anew,
                           .out_max = out_max,
                           .deadline = j->deadline,
                           .standby = j->standby};
        size_t n = 0;
        int r;

        if (anew < 0)
                return anew;
        argv[n++] = j->worker;
        if (j->accept_no_sandbox)
                argv[n++] = WORKER_ACCEPT;
        for (size_t i = 0; args[i] && i < JOB_ARGS_MAX; i++)
                argv[n++] = args[i];
        argv[n] = NULL;
        r = launch_run(&l, ret, err);
        return r < 0 ? r : judge(j, ret, !strcmp(args[0], "run") || !strcmp(args[0], "ocr"), err);
}

int job_read(const struct job *j, int fd, const char *const *args, struct extraction *x,
             struct error *err)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        struct error why = {0};
        /* In JSON a byte of text may take six: a control; almost all take one. Twice is room enough. */
        int r = job_run(j, fd, args, j->text_max * 2 + JOB_RECORD_MAX, &l, err);

        if (r != 0)
                return r;
        r = answer_read(str_text(&l.out), l.out.len, j->text_max, x, &why);
        if (r == ANSWER_GARBLED) {
                extraction_end(j->x, EXTRACT_DAMAGED, "%s", why.message);
                return JOB_ENDED;
        }
        if (r < 0 && err)
                *err = why;
        return r;
}
