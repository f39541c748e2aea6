/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every unit test includes: cmocka with what it needs, and the places of test files. */
#ifndef SSEHUB_TESTS_UNIT_H
#define SSEHUB_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Root of the source tree, and of the build. */
static inline const char *source_dir(void)
{
        const char *dir = getenv("SSEHUB_SOURCE");

        return dir ? dir : ".";
}

static inline const char *build_dir(void)
{
        const char *dir = getenv("SSEHUB_BUILD");

        return dir ? dir : "build";
}

/* r >= 0, else the error's words. */
#define assert_done(r, err)                                                                        \
        do {                                                                                       \
                if ((r) != 0)                                                                      \
                        fail_msg("answered %d: %s", (r), (err)->message);                          \
        } while (0)

#endif
