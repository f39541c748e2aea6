/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes are in some language or in none. */
#include "extract/extract.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const char *language = extract_language((const char *)data, size);

        if (language && (strlen(language) < 2 || strlen(language) > 3))
                abort();
        return 0;
}
