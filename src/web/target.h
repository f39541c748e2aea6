/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The target of a request line (RFC 9112, section 3.2): path segments and parameters, decoded and checked. */
#ifndef SSEHUB_WEB_TARGET_H
#define SSEHUB_WEB_TARGET_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct parameter {
        const char *name,
                *value; /* UTF-8 without control characters; value "" when there is none */
};

struct target {
        const char *raw_path;  /* as it came, without the query: for the log */
        const char **segments; /* decoded; "/" has none */
        size_t n_segments;     /* a trailing slash adds none */
        bool has_trailing_slash;
        const char *query; /* as it came, without the '?'; NULL when there is none */
        struct parameter *parameters;
        size_t n_parameters;
};

enum target_answer {
        TARGET_MALFORMED = 1, /* bad percent escape, NUL, not UTF-8, no path */
        TARGET_TOO_LONG,      /* more than WEB_TARGET_MAX bytes */
        TARGET_TOO_MANY,      /* more than WEB_PARAMETERS_MAX parameters */
};

/* Takes "/path?query" and "http://host/path?query". Everything lives in the arena; a->failed when out
 * of memory. raw_path is set whatever the answer. */
int target_read(const char *raw, struct arena *a, struct target *ret);

/* Value of the first parameter of this name, or NULL. */
const char *target_get(const struct target *t, const char *name);

#endif
