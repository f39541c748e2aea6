/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a long-running program says what happens. The library itself never writes; the front doors do. */
#ifndef SSEHUB_BASE_LOG_H
#define SSEHUB_BASE_LOG_H

#include "base/cleanup.h"

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6 }; /* RFC 5424 */

/* One line on stderr: time, level, message; control characters in the message are escaped. */
void log_line(enum log_level level, const char *fmt, ...) PRINTF(2, 3);

#endif
