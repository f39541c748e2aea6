/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/log.h"

#include "base/clock.h"
#include "base/str.h"

void log_line(enum log_level level, const char *fmt, ...)
{
        static const char *const names[] = {[LOG_LEVEL_ERROR] = "error",
                                            [LOG_LEVEL_WARNING] = "warning",
                                            [LOG_LEVEL_INFO] = "info"};
        CLEANUP(str_done) struct str message = STR_INIT;
        CLEANUP(str_done) struct str line = STR_INIT;
        char now[CLOCK_UTC_LEN];
        va_list ap;

        va_start(ap, fmt);
        str_addfv(&message, fmt, ap);
        va_end(ap);

        clock_utc(now);
        str_addf(&line, "%s %s: ", now, names[level]);
        for (size_t i = 0; i < message.len; i++) {
                unsigned char c = (unsigned char)message.data[i];

                if (c < 0x20 || c == 0x7F)
                        str_addf(&line, "\\x%02x", c);
                else
                        str_add_char(&line, (char)c);
        }
        str_add_char(&line, '\n');
        /* One write a line, so that lines of several threads do not mix. */
        if (!line.failed && write(STDERR_FILENO, line.data, line.len) < 0)
                return;
}
