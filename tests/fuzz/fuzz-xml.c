/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bytes -> XML tree -> its text and attributes, walked as the readers of formats do. */
#include "text/xml.h"

#include "base/utf8.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const xmlNode *node)
{
        CLEANUP(freep) char *id = xml_attr(node, "id");
        CLEANUP(freep) char *href = xml_attr(node, "xlink:href");
        const char *lang = xml_lang(node);

        if ((id && !utf8_is_valid(id, strlen(id))) ||
            (href && !utf8_is_valid(href, strlen(href))) ||
            (lang && !utf8_is_valid(lang, strlen(lang))))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;
        struct error err = {0};
        xmlNode *root;

        if (xml_read((const char *)data, size, &doc, &err) != 0) {
                if (strncmp(err.message, "line ", 5) != 0 || doc)
                        abort();
                return 0;
        }
        root = xmlDocGetRootElement(doc);
        xml_text(root, &text);
        /* Nothing multiplies: a tree holds no more text than the bytes it was made of, in UTF-8. */
        if (!utf8_is_valid(str_text(&text), text.len) || text.len > 3 * size)
                abort();
        for (xmlNode *n = root; n; n = xml_walk(n, root))
                look_at(n);
        return 0;
}
