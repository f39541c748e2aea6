/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files and their names. */
#ifndef SSEHUB_BASE_PATH_H
#define SSEHUB_BASE_PATH_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

/* "dir/name" on the heap; NULL when out of memory. */
char *path_join(const char *dir, const char *name);

/* The part behind the last '/', inside path. */
const char *path_base(const char *path);

/* The part of the base name behind its last dot, without the dot ("" when there is none). */
const char *path_extension(const char *path);

/*
 * Reads a whole file. *ret_bytes gets a NUL behind the last byte that *ret_len does not count; the
 * caller frees it.
 */
#define PATH_TOO_LARGE 1 /* more than max bytes; nothing is returned */
int path_read(const char *path, size_t max, char **ret_bytes, size_t *ret_len, struct error *err);
int path_read_fd(int fd, size_t max, char **ret_bytes, size_t *ret_len, struct error *err);

/* Writes beside the file, syncs, renames over it and syncs the folder: old or new, never half. */
int path_write_atomic(const char *path, const void *bytes, size_t len, mode_t mode,
                      struct error *err);

/* As write(2), but all of it or an error. */
int path_write_all(int fd, const void *bytes, size_t len, struct error *err);

int path_make_dir(const char *path, mode_t mode,
                  struct error *err); /* an existing folder is fine */
int path_sync_dir(const char *dir, struct error *err);

#endif
