/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as RTF -> an extraction, without the fence. */
#include "extract/office.h"
#include "extract/parts.h"

#include "base/utf8.h"
#include "vocab/vocab.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        struct error err = {0};

        if (vocab_init(NULL) < 0 || !x || rtf_read((const char *)data, size, x, &err) < 0)
                return 0;
        if ((x->state == EXTRACT_OK) != (x->reason == NULL))
                abort();
        for (size_t i = 0; i < x->n_pages; i++)
                if (!utf8_is_valid(x->pages[i], x->page_lens[i]))
                        abort();
        return 0;
}
