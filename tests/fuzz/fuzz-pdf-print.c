/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What mutool writes of a document -> lines, rows, pages of text, and what the first page says. */
#include "meta-fuzz.h"

#include "extract/parts.h"
#include "extract/pdf-text.h"
#include "extract/stext.h"

#include <sys/mman.h>

static void check(const struct printed_rows *rows, struct extraction *x)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        if (x->n_pages != rows->n)
                abort();
        for (size_t i = 0; i < x->n_pages; i++) {
                if (!utf8_is_valid(x->pages[i], x->page_lens[i]))
                        abort();
                str_addf(&text, "%s\n\n", x->pages[i]);
        }
        if (meta_read_first_page(rows->pages, rows->n, str_text(&text), x->record, NULL) != 0)
                abort();
        keep_record(x->record);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(closep) int fd = memfd_create("json", MFD_CLOEXEC);
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        struct printed p = {ARENA_INIT, NULL, 0};
        struct printed_rows rows;

        if (vocab_init(NULL) < 0 || !x || fd < 0 || write(fd, data, size) != (ssize_t)size ||
            lseek(fd, 0, SEEK_SET) < 0)
                abort();
        if (stext_read(fd, &p, NULL) == 0 && p.n && printed_rows(&p, &rows, NULL) == 0) {
                if (pdf_text(&rows, x, NULL) != 0)
                        abort();
                if (x->state == EXTRACT_OK)
                        check(&rows, x);
        }
        arena_done(&p.arena);
        return 0;
}
