/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML bytes as TEI -> record. */
#include "meta-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        return fuzz_xml(data, size, meta_read_tei);
}
