/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML bytes -> the running text of an article, in JATS and in TEI. */
#include "extract/jats-body.h"
#include "extract/tei-body.h"

#include "base/utf8.h"
#include "text/xml.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;

        if (xml_read((const char *)data, size, &doc, NULL) != 0)
                return 0;
        if (jats_body_text(doc, &text, NULL) == 0 && !utf8_is_valid(str_text(&text), text.len))
                abort();
        str_clear(&text);
        if (tei_body_text(doc, &text, NULL) == 0 && !utf8_is_valid(str_text(&text), text.len))
                abort();
        return 0;
}
