/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/standby.h"

#include "extract/job.h"
#include "extract/launch.h"
#include "extract/worker.h"

#include "base/clock.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum {
        FDS_MAX = 3,
        ARGS_MAX = JOB_ARGS_MAX + 3,
        HELLO_MAX = ERROR_MESSAGE_MAX,
        HELLO_SECONDS = 60
};

struct extract_standby {
        char *worker;
        bool accept_no_sandbox;
        pid_t pid;
        int socket;
};

/* ---- packets ---- */

union control {
        struct cmsghdr header; /* aligns it */
        char bytes[CMSG_SPACE(sizeof(int) * FDS_MAX)];
};

static int send_packet(int socket, const void *bytes, size_t n, const int *fds, size_t n_fds)
{
        struct iovec part;
        union control control = {0};
        struct msghdr m = {.msg_iov = &part, .msg_iovlen = 1};

        memcpy(&part.iov_base, &bytes, sizeof(part.iov_base)); /* it is read only */
        part.iov_len = n;
        if (n_fds) {
                struct cmsghdr *c;

                m.msg_control = control.bytes;
                m.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
                c = CMSG_FIRSTHDR(&m);
                c->cmsg_level = SOL_SOCKET;
                c->cmsg_type = SCM_RIGHTS;
                c->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
                memcpy(CMSG_DATA(c), fds, sizeof(int) * n_fds);
        }
        while (sendmsg(socket, &m, MSG_NOSIGNAL) < 0)
                if (errno != EINTR)
                        return -errno;
        return 0;
}

static size_t take_fds(struct msghdr *m, int fds[FDS_MAX])
{
        struct cmsghdr *c = CMSG_FIRSTHDR(m);
        size_t n = 0;

        if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
                n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
                memcpy(fds, CMSG_DATA(c), n * sizeof(int));
        }
        return n;
}

/* Bytes of the packet; 0: the other end is closed. fds that did not come are -1. */
static ssize_t receive_packet(int socket, void *bytes, size_t room, int fds[FDS_MAX])
{
        struct iovec part = {bytes, room};
        union control control = {0};
        struct msghdr m = {.msg_iov = &part,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = sizeof(control.bytes)};
        ssize_t n;

        do {
                n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC);
        } while (n < 0 && errno == EINTR);
        if (n < 0)
                return -errno;
        for (size_t i = 0; i < FDS_MAX; i++)
                fds[i] = -1;
        take_fds(&m, fds);
        return m.msg_flags & MSG_TRUNC ? -EMSGSIZE : n;
}

static void close_all(int fds[FDS_MAX])
{
        for (size_t i = 0; i < FDS_MAX; i++)
                closep(&fds[i]);
}

/* ---- our side ---- */

static void stop(struct extract_standby *s)
{
        closep(&s->socket);
        if (s->pid > 0) {
                kill(s->pid, SIGKILL);
                while (waitpid(s->pid, NULL, 0) < 0 && errno == EINTR)
                        ;
        }
        s->pid = 0;
}

/* The worker says once that it is ready: an empty text, or why it is not. */
static int await_hello(struct extract_standby *s, struct error *err)
{
        struct pollfd p = {.fd = s->socket, .events = POLLIN};
        char hello[HELLO_MAX + 1];
        int fds[FDS_MAX];
        ssize_t n;

        if (poll(&p, 1, HELLO_SECONDS * 1000) <= 0)
                return error_set(err, -ETIME, "the worker was not ready within %d s",
                                 HELLO_SECONDS);
        n = receive_packet(s->socket, hello, HELLO_MAX, fds);
        if (n <= 0)
                return error_set(err, -EIO, "the worker ended before it was ready");
        hello[n] = '\0';
        return hello[1] ? error_set(err, -EIO, "the worker failed: %s", hello + 1) : 0;
}

static int start(struct extract_standby *s, struct error *err)
{
        const char *const argv[] = {s->worker, s->accept_no_sandbox ? WORKER_ACCEPT : "standby",
                                    s->accept_no_sandbox ? "standby" : NULL, NULL};
        CLEANUP(closep) int theirs = -1;
        int pair[2];
        int r;

        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
                return error_errno(err, errno, "making a socket");
        s->socket = pair[0];
        theirs = pair[1];
        r = launch_start_standby(argv, theirs, &s->pid, err);
        closep(&theirs);
        if (r == 0)
                r = await_hello(s, err);
        if (r < 0)
                stop(s);
        return r;
}

int extract_standby_open(const struct extract_options *options, struct extract_standby **ret,
                         struct error *err)
{
        struct extract_standby *s = calloc(1, sizeof(*s));
        int r = 0;

        if (!s)
                return error_no_memory(err);
        s->socket = -1;
        s->accept_no_sandbox = options && options->accept_no_sandbox;
        if (options && options->worker)
                s->worker = strdup(options->worker);
        else
                r = worker_find(&s->worker, err);
        if (r == 0 && !s->worker)
                r = error_no_memory(err);
        if (r == 0)
                r = start(s, err);
        if (r < 0) {
                extract_standby_close(s);
                return r;
        }
        *ret = s;
        return 0;
}

void extract_standby_close(struct extract_standby *s)
{
        if (!s)
                return;
        stop(s);
        free(s->worker);
        free(s);
}

void extract_standby_closep(struct extract_standby **s)
{
        extract_standby_close(*s);
        *s = NULL;
}

static int request(struct extract_standby *s, const struct str *args, const int fds[FDS_MAX],
                   pid_t *ret_pid, int *ret_pidfd)
{
        int came[FDS_MAX];
        pid_t pid = 0;
        ssize_t n = send_packet(s->socket, args->data, args->len, fds, FDS_MAX);

        if (n == 0)
                n = receive_packet(s->socket, &pid, sizeof(pid), came);
        if (n < 0)
                return (int)n;
        if ((size_t)n != sizeof(pid) || pid <= 0 || came[0] < 0)
                return -EPIPE;
        *ret_pid = pid;
        *ret_pidfd = came[0];
        return 0;
}

int standby_start(struct extract_standby *s, const char *const *args, int in, int out, int errors,
                  pid_t *ret_pid, int *ret_pidfd, struct error *err)
{
        CLEANUP(str_done) struct str packet = STR_INIT;
        const int fds[FDS_MAX] = {in, out, errors};
        int r;

        for (size_t i = 0; args[i]; i++)
                str_add_bytes(&packet, args[i], strlen(args[i]) + 1);
        if (packet.failed)
                return error_no_memory(err);
        if (packet.len > STANDBY_REQUEST_MAX)
                return error_set(err, -E2BIG, "the name of the file is too long");
        r = s->socket < 0 ? -EPIPE : request(s, &packet, fds, ret_pid, ret_pidfd);
        if (r < 0) {
                stop(s);
                r = start(s, err);
                if (r == 0)
                        r = request(s, &packet, fds, ret_pid, ret_pidfd);
                if (r < 0)
                        return error_set(err, r, "the worker ended");
        }
        return 0;
}

int standby_wait(struct extract_standby *s, int *ret_status, struct error *err)
{
        int fds[FDS_MAX];
        ssize_t n = receive_packet(s->socket, ret_status, sizeof(*ret_status), fds);

        if (n == sizeof(*ret_status))
                return 0;
        stop(s);
        return error_set(err, -EPIPE, "the worker ended while it watched a child");
}

/* ---- the worker's side ---- */

void standby_refuse(const char *reason)
{
        char hello[HELLO_MAX];

        snprintf(hello, sizeof(hello), "!%s", reason);
        send_packet(STDIN_FILENO, hello, strlen(hello), NULL, 0);
}

static size_t split(char *bytes, size_t n, char *argv[ARGS_MAX])
{
        size_t argc = 0;

        for (char *at = bytes; at < bytes + n && argc + 1 < ARGS_MAX; at += strlen(at) + 1)
                argv[argc++] = at;
        argv[argc] = NULL;
        return argc;
}

/* In the child: its descriptors take the place of the worker's; nothing else stays open. */
static void become_child(char *bytes, size_t n, const int fds[FDS_MAX],
                         int (*run)(int argc, char **argv))
{
        char *argv[ARGS_MAX];
        int argc = (int)split(bytes, n, argv);

        setpgid(0, 0);
        for (int i = 0; i < FDS_MAX; i++)
                if (dup2(fds[i], i) < 0)
                        _exit(WORKER_FAILED);
        syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
        _exit(run(argc, argv));
}

/* Until the child is a zombie, or nobody waits for it any more. */
static bool watch(int pidfd)
{
        struct pollfd p[] = {{.fd = pidfd, .events = POLLIN}, {.fd = STDIN_FILENO}};

        for (;;) {
                if (poll(p, 2, -1) < 0)
                        continue;
                if (p[0].revents)
                        return true;
                if (p[1].revents & (POLLHUP | POLLERR))
                        return false;
        }
}

/* While it is a zombie its number, and its group's, cannot be anyone else's. */
static int reap(pid_t pid)
{
        int status = 0;

        kill(-pid, SIGKILL);
        kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        return status;
}

/* false: nobody listens any more. */
static bool serve_one(char *bytes, size_t n, const int fds[FDS_MAX],
                      int (*run)(int argc, char **argv))
{
        CLEANUP(closep) int pidfd = -1;
        pid_t pid = fork();
        bool is_wanted;
        int status;

        if (pid == 0)
                become_child(bytes, n, fds, run);
        if (pid < 0)
                return false;
        setpgid(pid, pid); /* whichever of the two comes first */
        pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
        is_wanted = pidfd >= 0 && send_packet(STDIN_FILENO, &pid, sizeof(pid), &pidfd, 1) == 0 &&
                    watch(pidfd);
        status = reap(pid);
        return is_wanted && send_packet(STDIN_FILENO, &status, sizeof(status), NULL, 0) == 0;
}

int standby_serve(int (*run)(int argc, char **argv), struct error *err)
{
        static char bytes[STANDBY_REQUEST_MAX + 1];
        int fds[FDS_MAX];
        bool goes_on = true;
        ssize_t n;

        if (send_packet(STDIN_FILENO, "", 1, NULL, 0) < 0)
                return error_errno(err, EPIPE, "greeting");
        while (goes_on && (n = receive_packet(STDIN_FILENO, bytes, STANDBY_REQUEST_MAX, fds)) > 0) {
                bytes[n] = '\0';
                goes_on = serve_one(bytes, (size_t)n, fds, run);
                close_all(fds);
        }
        return 0;
}
