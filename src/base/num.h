/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers in text: all of the text must be the number, in range, in decimal. */
#ifndef SSEHUB_BASE_NUM_H
#define SSEHUB_BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

bool num_read(const char *text, int64_t min, int64_t max, int64_t *ret);
bool num_read_int(const char *text, int min, int max, int *ret);

#endif
