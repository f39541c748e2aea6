/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: the fence around a process that reads strangers' bytes. Put up by the process
 * itself before it reads the first byte; it cannot be taken down again.
 */
#ifndef SSEHUB_EXTRACT_FENCE_H
#define SSEHUB_EXTRACT_FENCE_H

#include "base/error.h"

#include <stdbool.h>

#define FENCE_NO_SANDBOX 1 /* the kernel has no seccomp; not answered where that is accepted */

/*
 * Makes the filters of both fences ready, for the children that this process forks: putting up a fence then
 * costs a tenth.
 */
int fence_prepare(struct error *err);

/*
 * For our own readers: what is open stays open, memory and computing go on; nothing can be opened,
 * created, started, sent, or asked of the system beyond that. Memory: what is in use now + EXTRACT_MEMORY.
 */
int fence_reader(bool accept_no_sandbox, struct error *err);

/*
 * For a program that is started next by execve(): it may read the system's libraries and fonts, and
 * start `program` only. No network, no writing, no further process, EXTRACT_MEMORY beside its libraries.
 */
enum fence_also {
        FENCE_NOTHING,
        FENCE_DOCUMENT, /* it may also open the one file that is its standard input, by /proc/self/fd/0 */
        FENCE_SHARED, /* it may also read the data of installed programs (/usr/share), as OCR has to */
};
int fence_program(const char *program, enum fence_also also, bool accept_no_sandbox,
                  struct error *err);

#endif
