/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A growing byte string. It is sticky: once an allocation fails every later call does nothing, so
 * build first and ask `failed` once. data is always NUL-terminated (NUL bytes inside are kept).
 */
#ifndef SSEHUB_BASE_STR_H
#define SSEHUB_BASE_STR_H

#include "base/cleanup.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct str {
        char *data; /* NULL only before the first byte; see str_text() */
        size_t len, room;
        bool failed;
};

#define STR_INIT                                                                                   \
        {                                                                                          \
                NULL, 0, 0, false                                                                  \
        }

void str_done(struct str *s);                  /* frees the bytes; s may be used again */
void str_clear(struct str *s);                 /* keeps the room, forgets the bytes */
void str_add(struct str *s, const char *text); /* text NULL adds nothing */
void str_add_bytes(struct str *s, const void *bytes, size_t n);
void str_add_char(struct str *s, char c);
void str_add_code_point(struct str *s, unsigned int code_point); /* as UTF-8 */
void str_addf(struct str *s, const char *fmt, ...) PRINTF(2, 3);
void str_addfv(struct str *s, const char *fmt, va_list ap) PRINTF(2, 0);
void str_trim(struct str *s);              /* white space (ASCII) at both ends */
const char *str_text(const struct str *s); /* "" when empty; never NULL */
char *str_steal(
        struct str *s); /* heap copy now owned by the caller; NULL when failed; s is empty after */

/* Small helpers on plain C strings. */
bool str_equal(const char *a, const char *b); /* NULL equals only NULL */
bool str_starts(const char *s, const char *prefix);
bool str_ends(const char *s, const char *suffix);
bool str_is_blank(const char *s); /* NULL, empty or only ASCII white space */

#endif
