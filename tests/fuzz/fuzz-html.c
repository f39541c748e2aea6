/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bytes -> HTML tree -> the text a reader sees. */
#include "text/html.h"

#include "base/utf8.h"
#include "text/xml.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;

        if (html_read((const char *)data, size, &doc, NULL) != 0)
                return 0;
        if (html_main_text(doc, &text, NULL) != 0 || !utf8_is_valid(str_text(&text), text.len))
                abort();
        return 0;
}
