/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: a worker that stands by. It has its libraries loaded and warm and its filters made, and
 * forks a child for each reading, which saves most of what starting a program costs. It sees no byte of any
 * document itself: the child puts up its fence and then reads. One thread at a time; one child at a time.
 *
 * Both talk over a socket of packets: a request carries the child's arguments and its three descriptors; the
 * answers are the child's number with a pidfd, and at its end its status as waitpid() gives it.
 */
#ifndef SSEHUB_EXTRACT_STANDBY_H
#define SSEHUB_EXTRACT_STANDBY_H

#include "extract/extract.h"

#include <sys/types.h>

enum { STANDBY_REQUEST_MAX = 16 << 10 }; /* bytes of a request's arguments */

/* ---- our side ---- */

/* args: what follows the worker's path; a NULL ends them. A worker that died is started anew, once. */
int standby_start(struct extract_standby *s, const char *const *args, int in, int out, int errors,
                  pid_t *ret_pid, int *ret_pidfd, struct error *err);

/* Waits for the end of the child that was started last; its process group is gone then as well. */
int standby_wait(struct extract_standby *s, int *ret_status, struct error *err);

/* ---- the worker's side ---- */

/*
 * Serves requests from the socket at descriptor 0 until the other end is closed. `run` is called in the forked
 * child with the descriptors in place, and gives its exit status.
 */
int standby_serve(int (*run)(int argc, char **argv), struct error *err);
/* Instead: why there will be no service. */
void standby_refuse(const char *reason);

#endif
