/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/clock.h"

void clock_utc_at(time_t t, char text[CLOCK_UTC_LEN])
{
        struct tm tm;

        gmtime_r(&t, &tm);
        strftime(text, CLOCK_UTC_LEN, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

void clock_utc(char text[CLOCK_UTC_LEN])
{
        clock_utc_at(time(NULL), text);
}

int64_t clock_monotonic_ms(void)
{
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}
