/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CSL-JSON -> records. */
#include "records-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        return fuzz_records(data, size, meta_read_csl);
}
