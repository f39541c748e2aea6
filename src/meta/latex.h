/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* LaTeX as bibliographies have it, to Unicode and back: accents, symbols, quotes, a little mathematics. */
#ifndef SSEHUB_META_LATEX_H
#define SSEHUB_META_LATEX_H

#include "base/str.h"

#include <stddef.h>

enum latex_as {
        LATEX_TEXT,    /* dashes, quotes, mathematics as a reader sees them */
        LATEX_VERBATIM /* an address or a DOI: '~', "--" and '$' are themselves, escapes are undone */
};

/*
 * Appends the plain text of n bytes of UTF-8. Braces go, formatting commands leave their argument, accents
 * become combining marks (the record's NFC joins them). Commands that nobody knows stay as they stand.
 */
void latex_to_text(const char *tex, size_t n, enum latex_as as, struct str *out);

/* Appends text so that LaTeX shows it and BibTeX counts its braces right. text NULL adds nothing. */
void latex_escape(struct str *out, const char *text);

#endif
