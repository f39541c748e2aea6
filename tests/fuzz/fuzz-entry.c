/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An encyclopedia entry somebody wrote -> entry -> JSON and back, and its body as HTML. */
#include "entry/entry.h"
#include "meta/meta.h"
#include "text/json.h"
#include "text/xml.h"
#include "vocab/vocab.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *resolve(void *user, const char *kind, const char *name)
{
        (void)user;
        return *kind == 'w' && *name ? strdup("/works/b7xq3k9wd") : NULL;
}

static void write_and_read(const struct entry *e)
{
        CLEANUP(json_freep) json_t *j = meta_write_entry_json(e);
        CLEANUP(entry_freep) struct entry *again = entry_new();
        CLEANUP(json_freep) json_t *twice = NULL;
        struct error err = {0};

        if (!j || !again || meta_read_entry_json(j, again, &err) != 0)
                abort();
        twice = meta_write_entry_json(again);
        if (!json_equal(j, twice))
                abort();
}

static void make_html(const struct entry *e)
{
        CLEANUP(str_done) struct str html = STR_INIT;
        struct error err = {0};
        int r = entry_html(e, resolve, NULL, &html, &err);

        if (r == -E2BIG) /* such an entry is refused when it is put */
                return;
        if (r != 0)
                abort();
        if (strstr(str_text(&html), "<script") || strstr(str_text(&html), "href=\"javascript:"))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(entry_freep) struct entry *e = entry_new();
        const char *reason;
        struct error err = {0};

        if (vocab_init(&err) != 0 || !e)
                abort();
        if (meta_read_entry((const char *)data, size, "default-slug", e, &err) != 0 ||
            entry_validate(e, &reason) != 0)
                return 0;
        write_and_read(e);
        make_html(e);
        return 0;
}
