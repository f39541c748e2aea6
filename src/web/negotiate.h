/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Request header fields that choose the shape of a reply (RFC 9110); each takes NULL for an absent one. */
#ifndef SSEHUB_WEB_NEGOTIATE_H
#define SSEHUB_WEB_NEGOTIATE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/* Accept-Encoding (12.5.3): is gzip acceptable, and not less so than the bytes as they are? */
bool negotiate_gzip(const char *accept_encoding);

/* If-None-Match (13.1.2): is etag (with its quotes) among these, compared weakly? "*" is not looked at. */
bool negotiate_etag(const char *if_none_match, const char *etag);

/* Range (14.2). More than one range is answered with the whole file, which 14.2 allows. */
enum range { RANGE_WHOLE, RANGE_PART, RANGE_UNSATISFIABLE };
enum range negotiate_range(const char *range, int64_t size, int64_t *ret_start, int64_t *ret_len);

/* Content-Disposition with an ASCII name and the UTF-8 one beside it (RFC 6266, RFC 8187). */
void disposition_write(struct str *out, bool is_inline, const char *name);

#endif
