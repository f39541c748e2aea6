/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Escaping at the point of output, by context. text NULL adds nothing. */
#ifndef SSEHUB_TEXT_ESCAPE_H
#define SSEHUB_TEXT_ESCAPE_H

#include "base/str.h"

void html_text(struct str *out, const char *text); /* between tags, and inside quoted attributes */
void url_part(struct str *out, const char *text);  /* RFC 3986: all but unreserved is %XX */
void json_quoted(struct str *out,
                 const char *text); /* with its quotes; also safe inside <script> */
void csv_field(struct str *out,
               const char *text); /* RFC 4180, and no formula ('=', '+', '-', '@') starts it */

/* Undoes %XX (and '+' as space where form is true). false: a malformed escape, NUL, or not UTF-8. */
bool url_decode(const char *text, size_t n, bool form, struct str *out);

#endif
