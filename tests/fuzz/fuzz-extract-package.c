/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Office files and books, without the fence. The first byte says what the rest is: a whole archive, or one
 * part of a package that is sound otherwise (packed here, since no mutation would hit a checksum).
 */
#include "extract/office.h"
#include "extract/parts.h"

#include "base/utf8.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 4 << 20, PARTS = 6 };

struct part {
        const char *name, *text;
};

static const struct package {
        int (*read)(const char *bytes, size_t n, struct extraction *x, struct error *err);
        struct part parts[PARTS]; /* of which text NULL is the input */
} packages[] = {
        {docx_read, {{"word/document.xml", NULL}}},
        {docx_read,
         {{"_rels/.rels", NULL},
          {"word/document.xml", "<d><body><p><r><t>x</t></r></p></body></d>"}}},
        {docx_read,
         {{"word/document.xml", "<d><body><p><r><t>x</t></r></p></body></d>"},
          {"word/_rels/document.xml.rels",
           "<r><Relationship Type='a/footnotes' Target='f.xml'/><Relationship Type='a/styles' "
           "Target='s.xml'/></r>"},
          {"word/f.xml", NULL},
          {"word/s.xml", "<s/>"}}},
        {docx_read,
         {{"word/document.xml",
           "<d><body><p><pPr><pStyle val='a'/></pPr><r><rPr><rStyle val='b'/></rPr><t>x</t></r></p>"
           "</body></d>"},
          {"word/_rels/document.xml.rels", "<r><Relationship Type='a/styles' Target='s.xml'/></r>"},
          {"word/s.xml", NULL}}},
        {odt_read, {{"content.xml", NULL}}},
        {odt_read,
         {{"content.xml", "<d><body><text><p style-name='a'>x</p></text></body></d>"},
          {"styles.xml", NULL},
          {"META-INF/manifest.xml", NULL},
          {"meta.xml", NULL}}},
        {epub_read,
         {{"META-INF/container.xml", "<c><rootfiles><rootfile full-path='a.opf'/></rootfiles></c>"},
          {"a.opf",
           "<package><manifest><item id='a' href='a.html'/></manifest><spine><itemref idref='a'/>"
           "</spine></package>"},
          {"a.html", NULL}}},
        {epub_read,
         {{"META-INF/container.xml", "<c><rootfiles><rootfile full-path='a.opf'/></rootfiles></c>"},
          {"a.opf", NULL},
          {"a.html", "<html><body><p>x</p></body></html>"},
          {"META-INF/encryption.xml", "<e/>"}}},
        {epub_read, {{"META-INF/container.xml", NULL}, {"META-INF/encryption.xml", NULL}}},
};

static int (*const readers[])(const char *bytes, size_t n, struct extraction *x,
                              struct error *err) = {docx_read, odt_read, epub_read};

static size_t pack(const struct package *p, const char *input, size_t n, char *room)
{
        struct archive *a = archive_write_new();
        struct archive_entry *e = archive_entry_new();
        size_t used = 0;

        archive_write_set_format_zip(a);
        archive_write_zip_set_compression_store(a);
        archive_write_open_memory(a, room, ROOM, &used);
        for (size_t i = 0; i < PARTS && p->parts[i].name; i++) {
                const char *text = p->parts[i].text;
                size_t size = text ? strlen(text) : n;

                archive_entry_clear(e);
                archive_entry_set_pathname(e, p->parts[i].name);
                archive_entry_set_filetype(e, AE_IFREG);
                archive_entry_set_size(e, (la_int64_t)size);
                archive_write_header(a, e);
                archive_write_data(a, text ? text : input, size);
        }
        archive_write_close(a);
        archive_entry_free(e);
        archive_write_free(a);
        return used;
}

static void check(const struct extraction *x)
{
        if ((x->state == EXTRACT_OK) != (x->reason == NULL))
                abort();
        for (size_t i = 0; i < x->n_pages; i++)
                if (!utf8_is_valid(x->pages[i], x->page_lens[i]))
                        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static char room[ROOM];
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        const char *input = (const char *)data + 1;
        struct error err = {0};
        size_t kind;
        int r;

        if (size < 1 || size > ROOM / 4 || !x)
                return 0;
        kind = (data[0] - (size_t)'0') & 0xFF;
        kind %= ARRAY_LEN(packages) + ARRAY_LEN(readers);
        if (kind < ARRAY_LEN(packages)) {
                size_t n = pack(&packages[kind], input, size - 1, room);

                r = packages[kind].read(room, n, x, &err);
        } else {
                r = readers[kind - ARRAY_LEN(packages)](input, size - 1, x, &err);
        }
        if (r == 0)
                check(x);
        return 0;
}
