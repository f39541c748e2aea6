/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A PDF's bytes, or (where the first is 'S') what mutool shows of one -> its information. */
#include "meta-fuzz.h"

#include "extract/parts.h"
#include "extract/pdf-info.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        CLEANUP(freep) char *exact = malloc(size ? size : 1);
        int r;

        if (vocab_init(NULL) < 0 || !x || !exact)
                abort();
        /* Not a byte behind the last: a file is mapped. */
        if (size)
                memcpy(exact, data, size);
        r = size && *exact == 'S' ? pdf_info_read_shown(exact + 1, size - 1, x, NULL)
                                  : pdf_info_read(exact, size, x, NULL);
        if (r < 0)
                abort();
        (void)pdf_may_have_fonts(exact, size);
        keep_record(x->record);
        return 0;
}
