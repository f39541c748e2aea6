/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/num.h"

#include <errno.h>
#include <stdlib.h>

bool num_read(const char *text, int64_t min, int64_t max, int64_t *ret)
{
        char *end;
        long long value;

        /* strtoll would skip white space and take a plus sign. */
        if (!text || !((*text >= '0' && *text <= '9') || *text == '-'))
                return false;
        errno = 0;
        value = strtoll(text, &end, 10);
        if (errno || end == text || *end || value < min || value > max)
                return false;
        *ret = value;
        return true;
}

bool num_read_int(const char *text, int min, int max, int *ret)
{
        int64_t value;

        if (!num_read(text, min, max, &value))
                return false;
        *ret = (int)value;
        return true;
}
