/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the worker does behind its fence, without the fence: any bytes -> an extraction. The first byte
 * picks the name that the file is said to have.
 */
#include "extract/reader.h"

#include "base/utf8.h"
#include "extract/answer.h"
#include "extract/kinds.h"
#include "extract/parts.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct extraction *x)
{
        if ((x->state == EXTRACT_OK) != (x->reason == NULL))
                abort();
        for (size_t i = 0; i < x->n_pages; i++)
                if (!utf8_is_valid(x->pages[i], x->page_lens[i]))
                        abort();
}

/* Whatever was read, the parent can read the answer. */
static void send(const struct extraction *x)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *back = extraction_new();
        struct error err = {0};

        if (answer_write(x, false, &out, &err) != 0)
                abort();
        if (back && answer_read(str_text(&out), out.len, EXTRACT_TEXT_MAX, back, &err) != 0) {
                fprintf(stderr, "%s\n%s\n", err.message, str_text(&out));
                abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const char *const names[] = {"a", "a.xml", "a.html", "a.md", "a.txt", "a.xmp"};
        static magic_t magic;
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        struct error err = {0};
        const char *name;
        int r;

        if (size < 1 || !x)
                return 0;
        if (!magic)
                magic = kinds_open();
        name = names[data[0] % ARRAY_LEN(names)];
        if (!strcmp(name, "a.xmp"))
                r = reader_read_xmp((const char *)data + 1, size - 1, x, &err);
        else
                r = reader_read((const char *)data + 1, size - 1, name, magic, x, &err);
        if (r == 0) {
                check(x);
                send(x);
        }
        return 0;
}
