/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown with front matter -> entry; the same bytes as bare YAML -> JSON. */
#include "meta-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(json_freep) json_t *j = NULL;
        CLEANUP(entry_freep) struct entry *e = entry_new();

        if (vocab_init(NULL) < 0 || !e)
                abort();
        if (meta_read_yaml((const char *)data, size, &j, NULL) == 0 && !json_is_object(j))
                abort();
        if (meta_read_entry((const char *)data, size, "slug", e, NULL) == 0)
                json_decref(meta_write_entry_json(e));
        return 0;
}
