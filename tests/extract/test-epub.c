/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* EPUB: a page for each document of the spine, in its order; what is left out, and what is locked. */
#include "reading.h"

#define CONTAINER                                                                                  \
        {                                                                                          \
                "META-INF/container.xml",                                                          \
                        "<container><rootfiles><rootfile "                                         \
                        "full-path=\"OEBPS/book.opf\"/></rootfiles></container>",                  \
                        0                                                                          \
        }
#define MIMETYPE                                                                                   \
        {                                                                                          \
                "mimetype", "application/epub+zip", 0                                              \
        }
#define HTML(body)                                                                                 \
        "<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\" "      \
        "xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title>x</title></head>" body "</html>"
#define OPF(metadata, manifest, spine)                                                             \
        {                                                                                          \
                "OEBPS/book.opf",                                                                  \
                        "<package xmlns=\"http://www.idpf.org/2007/opf\" "                         \
                        "xmlns:opf=\"http://www.idpf.org/2007/opf\"><metadata "                    \
                        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">" metadata                  \
                        "</metadata><manifest>" manifest "</manifest>" spine "</package>",         \
                        0                                                                          \
        }
#define ITEM(id, href)                                                                             \
        "<item id=\"" id "\" href=\"" href "\" media-type=\"application/xhtml+xml\"/>"
#define REF(id) "<itemref idref=\"" id "\"/>"

static void documents_come_in_the_order_of_the_spine(void **state)
{
        static const struct part parts[] = {
                MIMETYPE,
                CONTAINER,
                {"OEBPS/text/z.xhtml",
                 HTML("<body><h1>One</h1><p>Bakers own<a epub:type=\"noteref\">1</a> "
                      "<ruby>\u6F22<rp>("
                      "</rp><rt>kan</rt></ruby>.<span "
                      "epub:type=\"pagebreak\">12</span></p><ul><li>a</li>"
                      "<li>b</li></ul><table><tr><td><p>Town</p></td><td>Loaves</td></"
                      "tr><tr><td>Kisumu"
                      "</td><td>400</td></tr></table><div "
                      "hidden=\"\">no</div><script>no</script></body>"),
                 0},
                {"OEBPS/text/a b.xhtml", HTML("<body><p>Two &amp; &nbsp;more.</p></body>"), 0},
                {"OEBPS/notes.xhtml", HTML("<body><p>Beside the line.</p></body>"), 0},
                {"OEBPS/nav.xhtml",
                 HTML("<body><nav><ol><li>One</li></ol></nav><p>Contents</p></body>"), 0},
                {"OEBPS/toc.xhtml", HTML("<body><p>One 1 Two 2</p></body>"), 0},
                {"OEBPS/cover.xhtml", HTML("<body epub:type=\"cover\"><p>COVER</p></body>"), 0},
                {"OEBPS/blank.xhtml", HTML("<body><img src=\"x.png\" alt=\"\"/></body>"), 0},
                OPF("<dc:language>pt-BR</dc:language>",
                    ITEM("two", "text/a%20b.xhtml") ITEM("one", "text/z.xhtml") ITEM(
                            "n", "./notes.xhtml") ITEM("t", "toc.xhtml") ITEM("c", "cover.xhtml")
                            ITEM("b", "blank.xhtml") "<item id=\"nav\" properties=\"nav\" "
                                                     "href=\"nav.xhtml\" "
                                                     "media-type=\"application/xhtml+xml\"/>",
                    "<spine>" REF("c") REF("nav")
                            REF("t") "<itemref idref=\"n\" linear=\"no\"/>" REF("one") REF("b")
                                    REF("two") REF("one")
                                            REF("unknown") "</spine><guide><reference type=\"toc\" "
                                                           "href=\"toc.xhtml#top\"/></guide>"),
        };
        CLEANUP(extraction_freep)
        struct extraction *x = read_zip("a.epub", parts, ARRAY_LEN(parts));

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_int_equal(x->n_pages, 3);
        assert_string_equal(x->pages[0],
                            "One\n\nBakers own1 \u6F22.\n\na\nb\n\nTown\tLoaves\nKisumu\t400");
        assert_string_equal(x->pages[1], "Two & more.");
        assert_string_equal(x->pages[2], "Beside the line.");
        assert_string_equal(x->language, "pt-BR");
        assert_string_equal(x->media_type, "application/epub+zip");
}

/* One chapter under any name and with any neighbour. */
static struct extraction *read_chapter(const char *chapter, struct part beside)
{
        const struct part parts[] = {
                MIMETYPE,
                CONTAINER,
                {"OEBPS/1.xhtml", chapter, 0},
                OPF("", ITEM("one", "1.xhtml"), "<spine>" REF("one") "</spine>"),
                beside,
        };

        return read_zip("a.epub", parts, ARRAY_LEN(parts) - !beside.name);
}

static void a_chapter_that_is_no_xml_is_read_as_html(void **state)
{
        static const struct part none = {NULL, NULL, 0};
        CLEANUP(extraction_freep)
        struct extraction *x = read_chapter("<html><body><p>Bread<br>and votes</body>", none);
        CLEANUP(extraction_freep)
        struct extraction *bomb = read_chapter(
                "<!DOCTYPE html [<!ENTITY a \"aaaa\">]><html><body><p>&a;</p></body></html>", none);

        (void)state;
        assert_text(x, "Bread\nand votes");
        assert_state(bomb, EXTRACT_DAMAGED, "entities");
}

static void a_book_that_is_only_its_table_of_contents_is_still_read(void **state)
{
        static const struct part none = {NULL, NULL, 0};
        CLEANUP(extraction_freep)
        struct extraction *x =
                read_chapter(HTML("<body epub:type=\"toc\"><p>All there is.</p></body>"), none);

        (void)state;
        assert_text(x, "All there is.");
}

#define ENCRYPTION(algorithm, uri)                                                                 \
        {                                                                                          \
                "META-INF/encryption.xml",                                                         \
                        "<encryption xmlns:enc=\"e\"><enc:EncryptedData><enc:EncryptionMethod "    \
                        "Algorithm=\"" algorithm                                                   \
                        "\"/><enc:CipherData><enc:CipherReference URI=\"" uri                      \
                        "\"/></enc:CipherData></enc:EncryptedData></encryption>",                  \
                        0                                                                          \
        }

static void a_book_with_drm_is_encrypted_and_one_with_hidden_fonts_is_not(void **state)
{
        static const struct part locked =
                ENCRYPTION("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/1.xhtml");
        static const struct part fonts =
                ENCRYPTION("http://www.idpf.org/2008/embedding", "OEBPS/font.otf");
        CLEANUP(extraction_freep) struct extraction *x = read_chapter("\x07\x91\x55", locked);
        CLEANUP(extraction_freep)
        struct extraction *y = read_chapter(HTML("<body><p>Words.</p></body>"), fonts);

        (void)state;
        assert_state(x, EXTRACT_ENCRYPTED, "DRM");
        assert_text(y, "Words.");
}

static void a_book_that_lacks_a_part_is_damaged(void **state)
{
        static const struct part no_opf[] = {MIMETYPE, CONTAINER};
        static const struct part no_chapter[] = {
                MIMETYPE, CONTAINER,
                OPF("", ITEM("one", "1.xhtml"), "<spine>" REF("one") "</spine>")};
        static const struct part no_spine[] = {MIMETYPE, CONTAINER, OPF("", "", "")};
        CLEANUP(extraction_freep) struct extraction *a = read_zip("a.epub", no_opf, 2);
        CLEANUP(extraction_freep) struct extraction *b = read_zip("a.epub", no_chapter, 3);
        CLEANUP(extraction_freep) struct extraction *c = read_zip("a.epub", no_spine, 3);

        (void)state;
        assert_state(a, EXTRACT_DAMAGED, "OEBPS/book.opf");
        assert_state(b, EXTRACT_DAMAGED, "OEBPS/1.xhtml");
        assert_state(c, EXTRACT_DAMAGED, "<spine>");
}

static void the_package_becomes_the_record(void **state)
{
        static const struct part parts[] = {
                MIMETYPE,
                CONTAINER,
                {"OEBPS/1.xhtml", HTML("<body><p>Words.</p></body>"), 0},
                OPF("<dc:title id=\"t1\">Bread and votes</dc:title>"
                    "<dc:title id=\"t2\">The bakers' series</dc:title>"
                    "<meta refines=\"#t2\" property=\"title-type\">collection</meta>"
                    "<dc:creator id=\"c1\">Amina Otieno</dc:creator>"
                    "<meta refines=\"#c1\" property=\"role\">aut</meta>"
                    "<meta refines=\"#c1\" property=\"file-as\">Otieno, Amina</meta>"
                    "<dc:creator opf:role=\"aut\">Luc Moreau</dc:creator>"
                    "<dc:creator opf:role=\"edt\">Mei Chen</dc:creator>"
                    "<dc:contributor opf:role=\"trl\">Ana Ruiz</dc:contributor>"
                    "<dc:identifier>urn:uuid:12345678-1234-1234-1234-123456789012</dc:identifier>"
                    "<dc:identifier opf:scheme=\"ISBN\">978-92-1-101378-9</dc:identifier>"
                    "<dc:identifier>doi:10.5555/Bread.1</dc:identifier>"
                    "<dc:language>en</dc:language><dc:publisher>Oven Press</dc:publisher>"
                    "<dc:date "
                    "opf:event=\"modification\">2022-01-01</dc:date><dc:date>2021</dc:date>"
                    "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>"
                    "<dc:subject>bakeries</dc:subject>"
                    "<dc:description>&lt;p&gt;On "
                    "&lt;b&gt;bread&lt;/b&gt;.&lt;/p&gt;</dc:description>",
                    ITEM("one", "1.xhtml"), "<spine>" REF("one") "</spine>"),
        };
        CLEANUP(extraction_freep)
        struct extraction *x = read_zip("a.epub", parts, ARRAY_LEN(parts));
        const struct record *r = x->record;

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_int_equal(r->titles.n, 1);
        assert_string_equal(record_title(r), "Bread and votes");
        assert_int_equal(r->creators.n, 2);
        assert_string_equal(r->creators.items[0].family, "Otieno");
        assert_string_equal(r->creators.items[0].given, "Amina");
        assert_string_equal(r->creators.items[1].name, "Luc Moreau");
        assert_int_equal(r->contributors.n, 2);
        assert_string_equal(r->contributors.items[0].role, "Editor");
        assert_string_equal(r->contributors.items[1].role, "Translator");
        assert_int_equal(r->n_identifiers, 2);
        assert_string_equal(record_identifier(r, "doi"), "10.5555/bread.1");
        assert_non_null(record_identifier(r, "isbn"));
        assert_string_equal(r->publisher, "Oven Press");
        assert_int_equal(r->n_dates, 1);
        assert_int_equal(record_year(r), 2021);
        assert_string_equal(r->licence, "CC-BY-4.0");
        assert_string_equal(r->abstracts.items[0].text, "On bread.");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(documents_come_in_the_order_of_the_spine),
                cmocka_unit_test(a_chapter_that_is_no_xml_is_read_as_html),
                cmocka_unit_test(a_book_that_is_only_its_table_of_contents_is_still_read),
                cmocka_unit_test(a_book_with_drm_is_encrypted_and_one_with_hidden_fonts_is_not),
                cmocka_unit_test(a_book_that_lacks_a_part_is_damaged),
                cmocka_unit_test(the_package_becomes_the_record),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
