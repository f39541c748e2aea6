/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON bytes -> record, and -> encyclopedia entry. */
#include "meta-fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(json_freep) json_t *j = NULL;
        CLEANUP(record_freep) struct record *r = record_new();
        CLEANUP(entry_freep) struct entry *e = entry_new();

        if (vocab_init(NULL) < 0 || !r || !e)
                abort();
        if (json_read((const char *)data, size, &j, NULL) != 0)
                return 0;
        if (meta_read_json(j, r, NULL) == 0)
                keep_record(r);
        if (meta_read_entry_json(j, e, NULL) == 0)
                json_decref(meta_write_entry_json(e));
        return 0;
}
