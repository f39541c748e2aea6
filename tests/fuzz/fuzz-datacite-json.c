/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON bytes as DataCite's -> records. */
#include "meta-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const struct meta_sink sink = {fuzz_keep_and_write, fuzz_hear_problem, NULL};

        if (vocab_init(NULL) < 0)
                abort();
        meta_read_datacite_json((const char *)data, size, &sink, NULL);
        return 0;
}
