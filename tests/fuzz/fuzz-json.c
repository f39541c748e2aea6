/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON is refused, or read and written so that reading it again gives the same. */
#include "text/json.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(json_freep) json_t *first = NULL;
        CLEANUP(json_freep) json_t *second = NULL;
        CLEANUP(str_done) struct str once = STR_INIT;
        CLEANUP(str_done) struct str twice = STR_INIT;
        struct error err = {0};

        if (json_read((const char *)data, size, &first, &err) != 0) {
                if (!strstr(err.message, "line "))
                        abort();
                return 0;
        }
        if (json_write(first, &once, NULL) != 0 ||
            json_read(str_text(&once), once.len, &second, NULL) != 0 ||
            json_write(second, &twice, NULL) != 0 || strcmp(str_text(&once), str_text(&twice)) != 0)
                abort();
        return 0;
}
