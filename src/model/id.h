/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Persistent identifiers of works: short, opaque, with a check character at the end, as NOID makes them
 * (betanumeric digits, weighted sum modulo 29): one wrong or two swapped characters never give another
 * valid identifier. "b7xq3k9w": ID_RANDOM_LEN digits and the check character.
 */
#ifndef SSEHUB_MODEL_ID_H
#define SSEHUB_MODEL_ID_H

#include "base/error.h"

#include <stdbool.h>

enum { ID_RANDOM_LEN = 8, ID_LEN = 9, ID_SIZE = 10 /* with the NUL */ };

int id_mint(char ret_id[ID_SIZE], struct error *err); /* random; the store makes sure it is new */
bool id_is_valid(const char *text);

#endif
