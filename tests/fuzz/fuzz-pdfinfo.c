/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines as pdfinfo prints them -> record. */
#include "meta-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(record_freep) struct record *r = record_new();
        CLEANUP(freep) char *text = malloc(size + 1);

        if (vocab_init(NULL) < 0 || !r || !text)
                abort();
        if (size)
                memcpy(text, data, size);
        text[size] = '\0';
        if (meta_read_pdfinfo(text, r, NULL) == 0)
                keep_record(r);
        return 0;
}
