/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/launch.h"

#include "extract/standby.h"

#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { CHUNK = 64 << 10, ENV_MAX = 8 };

/* One running child and our ends of its pipes. */
struct child {
        pid_t pid;
        int pidfd, out, errors;
        bool ended;    /* it is a zombie now */
        bool stopping; /* we sent it SIGKILL, for the reason in `why` */
        enum launch_end why;
};

void launched_done(struct launched *l)
{
        str_done(&l->out);
        str_done(&l->errors);
}

/* A descriptor above the standard three, so that the child's dup2() calls cannot hit one another. */
static int above_standard(int fd)
{
        int up;

        if (fd > STDERR_FILENO)
                return fd;
        up = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        close(fd);
        return up;
}

static int make_pipe(int ret[2], struct error *err)
{
        if (pipe2(ret, O_CLOEXEC) < 0) {
                ret[0] = ret[1] = -1;
                return error_errno(err, errno, "making a pipe");
        }
        ret[0] = above_standard(ret[0]);
        ret[1] = above_standard(ret[1]);
        if (ret[0] < 0 || ret[1] < 0 || fcntl(ret[0], F_SETFL, O_NONBLOCK) < 0)
                return error_errno(err, errno, "making a pipe");
        return 0;
}

/* The child's whole environment: nothing of ours but what a sanitizer is told. */
static void make_environment(const char *env[ENV_MAX], struct str texts[3])
{
        static const char *const passed[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
        size_t n = 0;

        env[n++] = "LC_ALL=C.UTF-8";
        env[n++] = "PATH=/usr/bin:/bin";
        env[n++] = "TZ=UTC0";
        for (size_t i = 0; i < ARRAY_LEN(passed); i++) {
                const char *value = getenv(passed[i]);

                if (!value)
                        continue;
                str_addf(&texts[i], "%s=%s", passed[i], value);
                if (!texts[i].failed)
                        env[n++] = texts[i].data;
        }
        env[n] = NULL;
}

/* Own process group (so that one signal ends all of it), no blocked and no ignored signals. */
static int set_attributes(posix_spawnattr_t *attr)
{
        sigset_t none, all;

        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setpgroup(attr, 0);
        posix_spawnattr_setsigmask(attr, &none);
        posix_spawnattr_setsigdefault(attr, &all);
        return posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                                      POSIX_SPAWN_SETSIGDEF);
}

static int spawn(const char *const *program, int in, int out, int errors, pid_t *ret)
{
        struct str texts[3] = {STR_INIT, STR_INIT, STR_INIT};
        posix_spawn_file_actions_t files;
        posix_spawnattr_t attr;
        const char *env[ENV_MAX];
        char **argv;
        int e;

        /* posix_spawn() wants "char *const *" and writes to none of it. */
        memcpy(&argv, &program, sizeof(argv));
        make_environment(env, texts);
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&attr);
        e = posix_spawn_file_actions_adddup2(&files, in, STDIN_FILENO);
        if (!e)
                e = posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
        if (!e)
                e = posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
        if (!e) /* what others opened without O_CLOEXEC is not for the child */
                e = posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
        if (!e)
                e = set_attributes(&attr);
        if (!e) {
                char **envp;
                const char **env_start = env;

                memcpy(&envp, &env_start, sizeof(envp));
                e = posix_spawn(ret, program[0], &files, &attr, argv, envp);
        }
        posix_spawnattr_destroy(&attr);
        posix_spawn_file_actions_destroy(&files);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                str_done(&texts[i]);
        return e;
}

static void child_stop(struct child *c, enum launch_end why)
{
        if (!c->stopping)
                c->why = why;
        c->stopping = true;
        if (c->pidfd >= 0) { /* it may be somebody else's child, and reaped at any time */
                syscall(SYS_pidfd_send_signal, c->pidfd, SIGKILL, NULL, 0);
                return;
        }
        kill(-c->pid, SIGKILL);
        kill(c->pid, SIGKILL); /* in case it left its group */
}

int launch_start_standby(const char *const *argv, int socket, pid_t *ret, struct error *err)
{
        CLEANUP(closep) int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        int e = null < 0 ? errno : spawn(argv, socket, null, null, ret);

        return e ? error_errno(err, e, "starting '%s'", argv[0]) : 0;
}

static int start_program(const struct launch *l, int in, int out, int errors, struct child *c,
                         struct error *err)
{
        int e = spawn(l->argv, in, out, errors, &c->pid);

        if (e)
                return error_errno(err, e, "starting '%s'", l->argv[0]);
        c->pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0);
        if (c->pidfd >= 0)
                return 0;
        e = errno;
        child_stop(c, LAUNCH_KILLED);
        return error_errno(err, e, "watching '%s'", l->argv[0]);
}

static int child_start(const struct launch *l, struct child *c, struct error *err)
{
        CLEANUP(closep) int in = fcntl(l->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        int out[2] = {-1, -1}, errors[2] = {-1, -1};
        int r;

        if (in < 0)
                return error_errno(err, errno, "handing the file on");
        r = make_pipe(out, err);
        if (r == 0)
                r = make_pipe(errors, err);
        if (r == 0 && l->standby)
                r = standby_start(l->standby, l->argv + 1, in, out[1], errors[1], &c->pid,
                                  &c->pidfd, err);
        else if (r == 0)
                r = start_program(l, in, out[1], errors[1], c, err);
        closep(&out[1]);
        closep(&errors[1]);
        c->out = out[0];
        c->errors = errors[0];
        return r;
}

/* Keeps the start and the end of what a noisy program says. */
static void add_errors(struct str *s, const char *bytes, size_t n)
{
        str_add_bytes(s, bytes, n);
        if (s->failed || s->len <= LAUNCH_ERRORS_MAX)
                return;
        memmove(s->data + LAUNCH_ERRORS_MAX / 2, s->data + s->len - LAUNCH_ERRORS_MAX / 4,
                LAUNCH_ERRORS_MAX / 4);
        s->len = LAUNCH_ERRORS_MAX / 2 + LAUNCH_ERRORS_MAX / 4;
        s->data[s->len] = '\0';
}

/* Takes what is in a pipe now, at most some chunks so that the deadline is looked at; closes it at its end. */
static void drain(struct child *c, int *fd, size_t out_max, struct str *into)
{
        char chunk[CHUNK];

        for (int i = 0; i < 64 && *fd >= 0; i++) {
                ssize_t n = read(*fd, chunk, sizeof(chunk));

                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0 && errno == EAGAIN)
                        return;
                if (n <= 0)
                        closep(fd);
                else if (!out_max)
                        add_errors(into, chunk, (size_t)n);
                else if (into->len + (size_t)n > out_max)
                        child_stop(c, LAUNCH_TOO_MUCH);
                else
                        str_add_bytes(into, chunk, (size_t)n);
        }
}

static int poll_timeout(int64_t deadline)
{
        int64_t left = deadline - clock_monotonic_ms();

        return left <= 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

/* Until the child has ended. A child that we stop is still waited for: the kernel ends it at once. */
static int child_watch(const struct launch *l, struct child *c, struct launched *ret,
                       struct error *err)
{
        while (!c->ended) {
                struct pollfd p[] = {{.fd = c->pidfd, .events = POLLIN},
                                     {.fd = c->out, .events = POLLIN},
                                     {.fd = c->errors, .events = POLLIN}};
                int n = poll(p, ARRAY_LEN(p), c->stopping ? -1 : poll_timeout(l->deadline));

                if (n < 0 && errno != EINTR)
                        return error_errno(err, errno, "waiting for '%s'", l->argv[0]);
                if (n > 0 && p[1].revents)
                        drain(c, &c->out, l->out_max, &ret->out);
                if (n > 0 && p[2].revents)
                        drain(c, &c->errors, 0, &ret->errors);
                if (n > 0 && p[0].revents)
                        c->ended = true;
                else if (clock_monotonic_ms() >= l->deadline)
                        child_stop(c, LAUNCH_TIMED_OUT);
        }
        return 0;
}

/* The pipes may hold what the child wrote last; a pipe holds little, so this ends. */
static void drain_rest(const struct launch *l, struct child *c, struct launched *ret)
{
        if (c->stopping)
                return;
        for (int i = 0; i < 64 && c->out >= 0; i++) {
                size_t before = ret->out.len;

                drain(c, &c->out, l->out_max, &ret->out);
                if (ret->out.len == before)
                        break;
        }
        drain(c, &c->errors, 0, &ret->errors);
}

/* While it is a zombie its number, and its group's, cannot be anyone else's. */
static int reap(const struct launch *l, struct child *c, int *ret_status, struct error *err)
{
        pid_t p;

        if (l->standby)
                return standby_wait(l->standby, ret_status, err);
        kill(-c->pid, SIGKILL);
        kill(c->pid, SIGKILL);
        do {
                p = waitpid(c->pid, ret_status, 0);
        } while (p < 0 && errno == EINTR);
        return p < 0 ? error_errno(err, errno, "waiting for '%s'", l->argv[0]) : 0;
}

static int child_reap(const struct launch *l, struct child *c, struct launched *ret,
                      struct error *err)
{
        int status = 0;
        int r = reap(l, c, &status, err);

        if (r < 0)
                return r;
        if (c->stopping) {
                ret->end = c->why;
                ret->code = SIGKILL;
        } else if (WIFSIGNALED(status)) {
                ret->end = LAUNCH_KILLED;
                ret->code = WTERMSIG(status);
        } else {
                ret->end = LAUNCH_EXITED;
                ret->code = WEXITSTATUS(status);
        }
        return 0;
}

int launch_run(const struct launch *l, struct launched *ret, struct error *err)
{
        struct child c = {.pid = -1, .pidfd = -1, .out = -1, .errors = -1};
        int r = child_start(l, &c, err);

        if (r == 0)
                r = child_watch(l, &c, ret, err);
        if (r == 0)
                drain_rest(l, &c, ret);
        if (c.pid > 0) {
                struct error ignored = {0};
                int reaped;

                if (r < 0)
                        child_stop(&c, LAUNCH_KILLED);
                reaped = child_reap(l, &c, ret, r < 0 ? &ignored : err);
                r = r < 0 ? r : reaped;
        }
        closep(&c.out);
        closep(&c.errors);
        closep(&c.pidfd);
        if (r == 0 && (ret->out.failed || ret->errors.failed))
                r = error_no_memory(err);
        return r;
}
