/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words that a line end has cut: "coopera-" at the end of a line and "tive" at the start of the next. */
#ifndef SSEHUB_TEXT_DEHYPHEN_H
#define SSEHUB_TEXT_DEHYPHEN_H

#include "base/error.h"
#include "base/str.h"

/*
 * Adds text (valid UTF-8) to out with such words made whole on the first of their lines. The hyphen goes where
 * the whole word stands elsewhere in the text, or nothing speaks for the hyphen; it stays where the word stands
 * elsewhere with it ("co-operative"), behind a prefix that likes one ("non-", "self-"). Nothing is joined
 * where the next line starts with a capital, a digit or a conjunction ("micro- / and macro-"), or after
 * a blank line. A soft hyphen at the end of a line always joins. Linear.
 */
int text_join_hyphens(const char *text, size_t n, struct str *out, struct error *err);

#endif
