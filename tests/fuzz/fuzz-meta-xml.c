/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML bytes as any metadata: whatever records come out are fit to keep, and every writer can write them. */
#include "meta-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        const struct meta_sink sink = {fuzz_keep_and_write, fuzz_hear_problem, NULL};
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;

        if (vocab_init(NULL) < 0)
                abort();
        if (xml_read((const char *)data, size, &doc, NULL) == 0)
                meta_read_xml_records(doc, &sink, NULL);
        return 0;
}
