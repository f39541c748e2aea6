/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Joining cut words adds nothing: what comes out is no longer than what went in. */
#include "text/dehyphen.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        if (text_join_hyphens((const char *)data, size, &out, NULL) != 0 || out.len > size)
                abort();
        return 0;
}
