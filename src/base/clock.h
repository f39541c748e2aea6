/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Time. Stored times are UTC in RFC 3339 with seconds: "2026-11-23T21:14:04Z". */
#ifndef SSEHUB_BASE_CLOCK_H
#define SSEHUB_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_UTC_LEN 21 /* with the final NUL */

void clock_utc(char text[CLOCK_UTC_LEN]); /* now; SOURCE_DATE_EPOCH has no say here */
void clock_utc_at(time_t t, char text[CLOCK_UTC_LEN]);
int64_t clock_monotonic_ms(void); /* for deadlines and rates */

#endif
