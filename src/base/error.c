/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

/* A message that does not fit says so by its end instead of stopping in the middle of a word. */
static void mark_if_cut(char *message, int wanted)
{
        if (wanted >= ERROR_MESSAGE_MAX)
                memcpy(message + ERROR_MESSAGE_MAX - 4, "...", 4);
}

int error_set(struct error *err, int code, const char *fmt, ...)
{
        va_list ap;

        if (!err)
                return code;
        err->code = code;
        va_start(ap, fmt);
        mark_if_cut(err->message, vsnprintf(err->message, sizeof(err->message), fmt, ap));
        va_end(ap);
        return code;
}

int error_errno(struct error *err, int errno_value, const char *fmt, ...)
{
        char what[ERROR_MESSAGE_MAX];
        va_list ap;

        va_start(ap, fmt);
        vsnprintf(what, sizeof(what), fmt, ap);
        va_end(ap);
        return error_set(err, -errno_value, "%s: %s", what, strerror(errno_value));
}

int error_while(struct error *err, int r, const char *fmt, ...)
{
        char doing[ERROR_MESSAGE_MAX];
        char before[ERROR_MESSAGE_MAX];
        va_list ap;

        if (!err)
                return r;
        va_start(ap, fmt);
        vsnprintf(doing, sizeof(doing), fmt, ap);
        va_end(ap);
        memcpy(before, err->message, sizeof(before));
        mark_if_cut(err->message,
                    snprintf(err->message, sizeof(err->message), "%s: %s", doing, before));
        err->code = r;
        return r;
}

int error_no_memory(struct error *err)
{
        return error_set(err, -ENOMEM, "out of memory");
}
