/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SHA-256 (FIPS 180-4) as lower-case hexadecimal, and random bytes of the kernel. */
#ifndef SSEHUB_BASE_HASH_H
#define SSEHUB_BASE_HASH_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#define HASH_HEX_LEN 65 /* 64 digits and the NUL */

int hash_bytes(const void *bytes, size_t len, char hex[HASH_HEX_LEN], struct error *err);

/* The rest of the file behind fd, from its current place; *ret_len (may be NULL) gets the bytes read. */
int hash_fd(int fd, char hex[HASH_HEX_LEN], int64_t *ret_len, struct error *err);

int hash_random(void *bytes, size_t len, struct error *err);

#endif
