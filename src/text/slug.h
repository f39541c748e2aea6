/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names for the headings of one page: made of their words in any script, no two the same. */
#ifndef SSEHUB_TEXT_SLUG_H
#define SSEHUB_TEXT_SLUG_H

#include "base/error.h"
#include "base/str.h"

#include <jansson.h>

enum { SLUG_SIZE_MAX = 80 }; /* bytes, without the number that sets equal ones apart */

struct slugs {
        json_t *taken; /* name -> the number its next namesake tries first */
};

int slugs_init(struct slugs *s, struct error *err);
void slugs_done(struct slugs *s);

/* "What is *new*?" -> "what-is-new", "what-is-new-2" …; without a letter or digit: "section". */
void slugs_add(struct slugs *s, const char *words, struct str *out);

#endif
