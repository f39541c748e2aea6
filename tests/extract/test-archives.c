/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an archive can do to its reader: each limit of zip.h, damage, passwords, names, and old containers. */
#include "reading.h"

#include "extract/zip.h"

#define DOCUMENT "<d><body><p><r><t>Words.</t></r></p></body></d>"

static const struct part document = {"word/document.xml", DOCUMENT, 0};

static char *zeros(size_t n)
{
        char *bytes = calloc(1, n);

        assert_non_null(bytes);
        return bytes;
}

static void an_entry_that_unpacks_to_too_much_is_too_large(void **state)
{
        CLEANUP(freep) char *bytes = zeros((size_t)ZIP_ENTRY_MAX + 1);
        const struct part parts[] = {document, {"word/bomb.xml", bytes, (size_t)ZIP_ENTRY_MAX + 1}};
        const struct part small[] = {document, {"word/bomb.xml", bytes, (size_t)ZIP_ENTRY_MAX}};
        CLEANUP(extraction_freep) struct extraction *x = read_zip("a.docx", parts, 2);
        CLEANUP(extraction_freep) struct extraction *y = read_zip("a.docx", small, 2);

        (void)state;
        assert_state(x, EXTRACT_TOO_LARGE, "word/bomb.xml has more than 64 MiB");
        assert_text(y, "Words.");
}

static void an_archive_that_unpacks_to_too_much_is_too_large(void **state)
{
        CLEANUP(freep) char *bytes = zeros(ZIP_ENTRY_MAX);
        const struct part parts[] = {document,
                                     {"word/1.xml", bytes, ZIP_ENTRY_MAX},
                                     {"word/2.xml", bytes, ZIP_TOTAL_MAX - ZIP_ENTRY_MAX}};
        CLEANUP(extraction_freep) struct extraction *x = read_zip("a.docx", parts, 3);

        (void)state;
        assert_state(x, EXTRACT_TOO_LARGE, "128 MiB");
}

/* What is not wanted is not unpacked: a picture may be of any size. */
static void what_is_not_read_is_not_unpacked(void **state)
{
        CLEANUP(freep) char *bytes = zeros((size_t)ZIP_ENTRY_MAX + 1);
        const struct part parts[] = {{"word/media/image1.PNG", bytes, (size_t)ZIP_ENTRY_MAX + 1},
                                     document};
        CLEANUP(extraction_freep) struct extraction *x = read_zip("a.docx", parts, 2);

        (void)state;
        assert_text(x, "Words.");
}

static void an_archive_of_too_many_entries_is_too_large(void **state)
{
        struct part *parts = calloc(ZIP_ENTRIES_MAX + 1, sizeof(*parts));
        struct extraction *x;

        (void)state;
        assert_non_null(parts);
        parts[0] = document;
        for (size_t i = 1; i <= ZIP_ENTRIES_MAX; i++)
                parts[i] = (struct part){"x.png", "", 0};
        x = read_zip("a.docx", parts, ZIP_ENTRIES_MAX);
        assert_text(x, "Words.");
        extraction_free(x);
        x = read_zip("a.docx", parts, ZIP_ENTRIES_MAX + 1);
        assert_state(x, EXTRACT_TOO_LARGE, "20000 entries");
        extraction_free(x);
        free(parts);
}

static struct bytes make_two(void)
{
        static const struct part parts[] = {
                {"word/document.xml",
                 "<d><body><p><r><t>The harvest is shared by the members of the cooperative, and "
                 "every member has one vote.</t></r></p></body></d>",
                 0},
                {"word/settings.xml", "<settings>not read, but a part of it</settings>", 0}};

        return make_zip(parts, 2);
}

static void an_archive_cut_short_is_damaged_unless_all_of_it_is_there(void **state)
{
        CLEANUP(bytes_done) struct bytes b = make_two();
        const char *directory = memmem(b.data, b.n, "PK\001\002", 4);
        size_t whole = (size_t)(directory - b.data);

        (void)state;
        assert_non_null(directory);
        for (size_t n = 40; n <= b.n; n += 7) {
                CLEANUP(extraction_freep) struct extraction *x = read_bytes("a.docx", b.data, n);

                if (n > whole + 4 && x->state == EXTRACT_OK)
                        assert_non_null(strstr(x->pages[0], "one vote."));
                else if (x->state != EXTRACT_DAMAGED)
                        fail_msg("%zu of %zu bytes: %s", n, b.n, extract_state_name(x->state));
        }
}

static void a_byte_that_changed_is_damage(void **state)
{
        CLEANUP(bytes_done) struct bytes b = make_two();
        char *name = memmem(b.data, b.n, "word/document.xml", 17);
        CLEANUP(extraction_freep) struct extraction *x = NULL;

        (void)state;
        assert_non_null(name);
        name[60] ^= 0x20;
        x = read_bytes("a.docx", b.data, b.n);
        assert_state(x, EXTRACT_DAMAGED, NULL);
}

static void names_are_only_names(void **state)
{
        static const struct part parts[] = {
                {"../../../../tmp/evil.xml", "<x/>", 0},
                {"/etc/passwd", "<x/>", 0},
                {"_rels\\.rels",
                 "<Relationships><Relationship Type=\"x/officeDocument\" "
                 "Target=\"../../Word/d%C3%B6c%20x.xml?q#f\"/></Relationships>",
                 0},
                {"word/d\u00F6c x.xml", DOCUMENT, 0},
        };
        CLEANUP(extraction_freep)
        struct extraction *x = read_zip("a.docx", parts, ARRAY_LEN(parts));

        (void)state;
        assert_text(x, "Words.");
}

static void an_archive_with_a_password_is_encrypted(void **state)
{
        CLEANUP(bytes_done)
        struct bytes b = make_zip_with(&document, 1, "zip:encryption=zipcrypt");
        CLEANUP(extraction_freep) struct extraction *x = read_bytes("a.docx", b.data, b.n);

        (void)state;
        assert_state(x, EXTRACT_ENCRYPTED, "password");
}

/* The container of Office before 2007, with a stream of this name in its directory. */
static size_t make_container(char *out, const char *stream)
{
        memcpy(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
        for (size_t i = 0; stream[i]; i++)
                out[1024 + 2 * i] = stream[i];
        return 2048;
}

static void an_office_file_with_a_password_is_encrypted(void **state)
{
        CLEANUP(freep) char *bytes = zeros(2048);
        size_t n = make_container(bytes, "EncryptedPackage");
        CLEANUP(extraction_freep) struct extraction *x = read_bytes("a.docx", bytes, n);

        (void)state;
        assert_state(x, EXTRACT_ENCRYPTED, "password");
}

static void an_old_word_file_is_refused_with_advice(void **state)
{
        CLEANUP(freep) char *bytes = zeros(2048);
        size_t n = make_container(bytes, "WordDocument");
        CLEANUP(extraction_freep) struct extraction *x = read_bytes("a.doc", bytes, n);

        (void)state;
        assert_state(x, EXTRACT_UNSUPPORTED, "DOCX, ODT or PDF");
}

static void other_archives_are_refused_with_advice(void **state)
{
        static const struct {
                const char *entry, *word;
        } rows[] = {{"xl/workbook.xml", "XLSX is not read: save it as PDF"},
                    {"ppt/presentation.xml", "PPTX is not read: save it as PDF"},
                    {"a.txt", "a ZIP archive is not read: unpack it"}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                const struct part parts[] = {{rows[i].entry, "<x/>", 0}};
                CLEANUP(extraction_freep) struct extraction *x = read_zip("a", parts, 1);

                assert_state(x, EXTRACT_UNSUPPORTED, rows[i].word);
        }
}

static void an_archive_of_any_kind_named_docx_lacks_its_document(void **state)
{
        const struct part parts[] = {{"a.txt", "x", 0}};
        CLEANUP(extraction_freep) struct extraction *x = read_zip("a.docx", parts, 1);

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "'word/document.xml' is missing");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_entry_that_unpacks_to_too_much_is_too_large),
                cmocka_unit_test(an_archive_that_unpacks_to_too_much_is_too_large),
                cmocka_unit_test(what_is_not_read_is_not_unpacked),
                cmocka_unit_test(an_archive_of_too_many_entries_is_too_large),
                cmocka_unit_test(an_archive_cut_short_is_damaged_unless_all_of_it_is_there),
                cmocka_unit_test(a_byte_that_changed_is_damage),
                cmocka_unit_test(names_are_only_names),
                cmocka_unit_test(an_archive_with_a_password_is_encrypted),
                cmocka_unit_test(an_office_file_with_a_password_is_encrypted),
                cmocka_unit_test(an_old_word_file_is_refused_with_advice),
                cmocka_unit_test(other_archives_are_refused_with_advice),
                cmocka_unit_test(an_archive_of_any_kind_named_docx_lacks_its_document),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
