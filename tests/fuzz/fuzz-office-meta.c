/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML bytes as what an office file or a book says of itself -> record. */
#include "meta-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        fuzz_xml(data, size, meta_read_opf);
        return fuzz_xml(data, size, meta_read_office);
}
