/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* HTML bytes -> record of the page. */
#include "meta-fuzz.h"

#include "text/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(record_freep) struct record *r = record_new();

        if (vocab_init(NULL) < 0 || !r)
                abort();
        if (html_read((const char *)data, size, &doc, NULL) == 0 &&
            meta_read_html(doc, r, NULL) == 0)
                keep_record(r);
        return 0;
}
