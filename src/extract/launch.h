/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: runs one child to its end. It gets one file as its standard input, nothing else of
 * ours; its output is read with a byte limit, its messages as well, and a deadline ends it with all
 * that it started. No descriptor and no zombie stays behind, whatever the child does. Any thread may call.
 */
#ifndef SSEHUB_EXTRACT_LAUNCH_H
#define SSEHUB_EXTRACT_LAUNCH_H

#include "base/error.h"
#include "base/str.h"

#include <stdint.h>
#include <sys/types.h>

struct extract_standby;

enum { LAUNCH_ERRORS_MAX = 64 << 10 }; /* bytes of stderr kept: its start and its end */

struct launch {
        const char *const *argv; /* argv[0]: path of the program; a NULL ends it */
        int fd;                  /* its standard input */
        size_t out_max;          /* bytes of standard output; one more ends it */
        int64_t deadline;        /* by clock_monotonic_ms() */
        struct extract_standby
                *standby; /* forks the child, in place of starting argv[0]; or NULL */
};

enum launch_end { LAUNCH_EXITED, LAUNCH_KILLED, LAUNCH_TIMED_OUT, LAUNCH_TOO_MUCH };

struct launched {
        enum launch_end end;
        int code; /* exit status; LAUNCH_KILLED: the signal */
        struct str out, errors;
};

#define LAUNCHED_INIT                                                                              \
        {                                                                                          \
                LAUNCH_EXITED, 0, STR_INIT, STR_INIT                                               \
        }

void launched_done(struct launched *l);

/* Starts the worker that stands by, its end of the socket at descriptor 0, in the children's environment. */
int launch_start_standby(const char *const *argv, int socket, pid_t *ret, struct error *err);

/* 0 for every end of the child; negative: it could not be started or watched. Needs Linux 5.3 (pidfd). */
int launch_run(const struct launch *l, struct launched *ret, struct error *err);

#endif
