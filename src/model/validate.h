/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SSEHUB_MODEL_VALIDATE_H
#define SSEHUB_MODEL_VALIDATE_H

#include <stdbool.h>

/* Has the outline of a BCP 47 tag; whether such a language exists is the vocabulary's question. */
bool language_is_well_formed(const char *tag);

#endif
