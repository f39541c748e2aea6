/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worker that was taken over might answer: any bytes as its JSON. */
#include "extract/answer.h"

#include "extract/parts.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        size_t total = 0;

        if (!x || answer_read((const char *)data, size, 1000, x, NULL) != 0)
                return 0;
        for (size_t i = 0; i < x->n_pages; i++)
                total += x->page_lens[i];
        if (total > 1000 || !x->media_type || !x->record || (x->state == EXTRACT_OK) != !x->reason)
                abort();
        return 0;
}
