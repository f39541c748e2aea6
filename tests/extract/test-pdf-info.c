/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a PDF says of itself: its strings, its information in the clear, what mutool shows of the rest. */
#include "unit.h"

#include "extract/parts.h"
#include "extract/pdf-info.h"

#include <zlib.h>

/* ---- strings ---- */

static void strings_are_decoded(void **state)
{
        static const struct {
                const char *written, *text;
                size_t len; /* in the file */
        } cases[] = {
                {"(plain)", "plain", 7},
                {"(a (nested) one) rest", "a (nested) one", 16},
                {"(\\(open\\) \\\\ \\101\\7z)", "(open) \\ A\x07z", 21},
                {"(a\\\nb\\\r\nc)", "abc", 10},
                {"<68656C6C6f>", "hello", 12},
                {"<68 65\n6C6C6>", "hell`", 13},
                {"(\xFE\xFF\x04\x34\x04\x30)", "да", 8},
                {"<FEFFD83DDE00>", "\xF0\x9F\x98\x80", 14},
                {"<FFFE3404>", "д", 10},
                {"<FEFF001B656E001B0041>", "A", 22},
                {"(\xEF\xBB\xBF"
                 "caf\xC3\xA9)",
                 "café", 10},
                {"(caf\xC3\xA9)", "café", 7},
                {"(caf\xE9 \x80 \xA0)", "café • €", 10},
                {"()", "", 2},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;

                assert_int_equal(pdf_string_read(cases[i].written, strlen(cases[i].written), &text),
                                 cases[i].len);
                assert_string_equal(str_text(&text), cases[i].text);
        }
}

static void strings_that_do_not_end_are_none(void **state)
{
        static const char *const broken[] = {"(open", "(open (", "(a\\", "<41", "<4G>",
                                             "<<",    "(",       "<",    "x"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;

                assert_int_equal(pdf_string_read(broken[i], strlen(broken[i]), &text), 0);
        }
}

/* ---- in the clear ---- */

static int read_info(const char *bytes, size_t n, struct extraction **ret)
{
        struct error err = {0};

        *ret = extraction_new();
        assert_non_null(*ret);
        return pdf_info_read(bytes, n, *ret, &err);
}

#define READ(bytes, x) read_info(bytes, sizeof(bytes) - 1, x)

static void information_in_the_clear_is_read(void **state)
{
        static const char file[] =
                "%PDF-1.4\n7 0 obj\n<</Title (An older one)>>\nendobj\n"
                "17 0 obj\n<</Title (Another's)>>\nendobj\n"
                "7 0 obj\n<< /Producer(x) /Trapped /False /Title (Sharing the harvest)\n"
                "/Author<FEFF0041006D0069006E00610020004F007400690065006E006F> "
                "/CreationDate(D:20210517120000Z) >>\nendobj\n"
                "trailer <</Root 1 0 R /Info 7 0 R>>";
        CLEANUP(extraction_freep) struct extraction *x = NULL;

        (void)state;
        assert_int_equal(READ(file, &x), 0);
        assert_string_equal(record_title(x->record), "Sharing the harvest");
        assert_string_equal(x->record->creators.items[0].name, "Amina Otieno");
        assert_string_equal(x->record->dates[0].value, "2021-05-17");
}

static void the_packet_goes_over_it(void **state)
{
        static const char file[] =
                "%PDF-1.4\n7 0 obj <</Title (Draft of it)>> endobj trailer <</Info 7 0 R>>\n"
                "<</Type/Metadata>> stream\n<?xpacket begin=\"\" id=\"W5\"?>"
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
                "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description "
                "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title><rdf:Alt><rdf:li "
                "xml:lang=\"x-default\">Mutual aid in the delta</rdf:li></rdf:Alt></dc:title>"
                "</rdf:Description></rdf:RDF></x:xmpmeta>\n   <?xpacket end=\"w\"?>\nendstream";
        CLEANUP(extraction_freep) struct extraction *x = NULL;

        (void)state;
        assert_int_equal(READ(file, &x), 0);
        assert_string_equal(record_title(x->record), "Mutual aid in the delta");
}

static void what_is_not_in_the_clear_is_hidden(void **state)
{
        static const char *const files[] = {
                "%PDF-1.4 7 0 obj <</Title (x y z)>> endobj <</Info 7 0 R /Encrypt 8 0 R>>",
                "%PDF-1.5 <</Type /XRef /Info 7 0 R>>", /* in an object stream */
                "%PDF-1.4 7 0 obj <</Title 9 0 R>> endobj <</Info 7 0 R>>",
                "%PDF-1.4 7 0 obj <</Title (no end",
                "%PDF-1.4 7 0 obj <</Title [(x)]>> endobj <</Info 7 0 R>>",
                "%PDF-1.4 <</Info 7 0 R>> 7 0 obj <</Title",
                "%PDF-1.4 <</Info 7 0 R>> 7 0 obj <</Title ",
                "%PDF-1.4 <</Info",
                "%PDF-1.4 1 0 obj <</Metadata 3 0 R>>", /* packed */
                "<?xpacket begin ?> <?xpacket end ?> <?xpacket begin ?> <?xpacket end ?>",
                "<?xpacket begin ?> no end",
                "",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                CLEANUP(extraction_freep) struct extraction *x = NULL;
                int r = read_info(files[i], strlen(files[i]), &x);

                /* No information at all is read as such. */
                if (r != PDF_INFO_HIDDEN && strstr(files[i], "/Info"))
                        fail_msg("%d of '%s'", r, files[i]);
                assert_null(record_title(x->record));
        }
}

/* An object stream as pdfTeX writes it: "7 0 9 20 <<…>> <<…>>", packed. */
static void add_stream(struct str *pdf, const char *list, const char *objects)
{
        CLEANUP(str_done) struct str plain = STR_INIT;
        unsigned char packed[4096];
        uLongf n = sizeof(packed);

        str_addf(&plain, "%s%s", list, objects);
        assert_int_equal(compress(packed, &n, (const unsigned char *)plain.data, plain.len), Z_OK);
        str_addf(pdf,
                 "3 0 obj\n<</Type /ObjStm /N 2 /First %zu /Length %lu /Filter "
                 "/FlateDecode>>\nstream\n",
                 strlen(list), n);
        str_add_bytes(pdf, packed, n);
        str_add(pdf, "\nendstream\nendobj\n");
}

static void packed_information_is_read(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        CLEANUP(str_done) struct str pdf = STR_INIT;

        (void)state;
        str_add(&pdf, "%PDF-1.5\n");
        add_stream(&pdf, "17 0 7 13 ", "<</Font 1 0 R>><</Title (An older one)>> ");
        add_stream(&pdf, "7 0 8 50 ", "<</Title (Sharing the harvest) /Author (A. Otieno)>> <<>>");
        str_add(&pdf, "9 0 obj <</Type /XRef /Info 7 0 R>> stream\n");
        assert_int_equal(read_info(pdf.data, pdf.len, &x), 0);
        assert_string_equal(record_title(x->record), "Sharing the harvest");
        assert_true(pdf_may_have_fonts(pdf.data, pdf.len));
        assert_false(pdf_packed_may_have(pdf.data, pdf.len, "/Encoding"));
        /* Cut anywhere it is hidden, or nothing is said; nothing is read behind its end. */
        for (size_t n = 0; n < pdf.len; n += 3) {
                CLEANUP(extraction_freep) struct extraction *y = NULL;
                char *exact = malloc(n ? n : 1);

                assert_non_null(exact);
                memcpy(exact, pdf.data, n);
                assert_true(read_info(exact, n, &y) >= 0);
                free(exact);
        }
}

static void what_is_packed_to_take_long_does_not(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        CLEANUP(str_done) struct str pdf = STR_INIT;
        CLEANUP(str_done) struct str far = STR_INIT;

        (void)state;
        for (int i = 0; i < 3000; i++)
                str_add(&far, " ");
        for (int i = 0; i < 1500; i++)
                add_stream(&pdf, "7 4000000 8 0 ", far.data);
        str_add(&pdf, "<</Type /XRef /Info 7 0 R>>");
        assert_int_equal(read_info(pdf.data, pdf.len, &x), PDF_INFO_HIDDEN);
}

static void a_file_without_fonts_has_no_letters(void **state)
{
        (void)state;
        assert_false(pdf_may_have_fonts("/XObject /Image", 15));
        assert_true(pdf_may_have_fonts("/Font<</F1", 10));
        assert_true(pdf_may_have_fonts("/Type/ObjStm", 12));
}

/* ---- as mutool shows it ---- */

static void what_mutool_shows_is_read(void **state)
{
        static const char shown[] =
                "(Sharing the harvest)\n12 0 obj\n(Amina Otieno)\nendobj\nnull\n"
                "(bread; wine)\n(D:20210517)\nnull\n";
        CLEANUP(extraction_freep) struct extraction *x = extraction_new();
        struct error err = {0};

        (void)state;
        assert_done(pdf_info_read_shown(shown, sizeof(shown) - 1, x, &err), &err);
        assert_string_equal(record_title(x->record), "Sharing the harvest");
        assert_string_equal(x->record->creators.items[0].name, "Amina Otieno");
        assert_int_equal(x->record->keywords.n, 2);
        assert_string_equal(x->record->dates[0].value, "2021-05-17");
}

static void what_it_cannot_show_is_left_out(void **state)
{
        static const char *const shown[] = {
                "",         "null",       "null\nnull\nnull\nnull\nnull\nnull\n", "(no end",
                "12 0 obj", "error: x\n", "null\nnull\nnull\nnull\nnull\n<x"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(shown); i++) {
                CLEANUP(extraction_freep) struct extraction *x = extraction_new();
                struct error err = {0};

                assert_done(pdf_info_read_shown(shown[i], strlen(shown[i]), x, &err), &err);
                assert_null(record_title(x->record));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(strings_are_decoded),
                cmocka_unit_test(strings_that_do_not_end_are_none),
                cmocka_unit_test(information_in_the_clear_is_read),
                cmocka_unit_test(the_packet_goes_over_it),
                cmocka_unit_test(what_is_not_in_the_clear_is_hidden),
                cmocka_unit_test(packed_information_is_read),
                cmocka_unit_test(what_is_packed_to_take_long_does_not),
                cmocka_unit_test(a_file_without_fonts_has_no_letters),
                cmocka_unit_test(what_mutool_shows_is_read),
                cmocka_unit_test(what_it_cannot_show_is_left_out),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
