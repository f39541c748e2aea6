/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text recognition by a command of the configuration. Programs that every system has stand in for one: what sha256sum
 * says of a picture is text, and the same each time. The real thing is tried where it is installed.
 */
#include "unit.h"

#include "base/str.h"
#include "extract/extract.h"

#include <sys/mman.h>

static char worker[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(worker, sizeof(worker), "%s/src/ssehub-worker", build_dir());
        return 0;
}

static struct extraction *extract_sample(const char *name, const char *ocr, int seconds)
{
        const struct extract_options o = {.worker = worker, .ocr = ocr, .seconds = seconds};
        CLEANUP(str_done) struct str path = STR_INIT;
        struct extraction *x = NULL;
        struct error err = {0};

        str_addf(&path, "%s/tests/extract/files/%s", source_dir(), name);
        assert_done(extract_file(path.data, &o, &x, &err), &err);
        return x;
}

static bool is_installed(const char *path)
{
        if (access(path, X_OK) == 0)
                return true;
        print_message("skipped: %s is not installed\n", path);
        return false;
}

static void each_page_is_read_by_the_command(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = NULL;

        (void)state;
        if (!is_installed("/usr/bin/sha256sum"))
                skip();
        x = extract_sample("scan.pdf", "sha256sum", 0);
        assert_int_equal(x->state, EXTRACT_OK);
        assert_null(x->reason);
        assert_int_equal(x->n_pages, 1);
        assert_true(x->page_lens[0] >= 64);
        assert_int_equal(x->notes.n, 1);
        assert_string_equal(x->notes.items[0], "text by OCR: sha256sum");
        assert_int_equal(x->record->creators.n, 0);
}

static void a_pdf_with_text_is_not_recognised(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_sample("two-pages.pdf", "false", 0);

        (void)state;
        assert_int_equal(x->state, EXTRACT_OK);
        assert_int_equal(x->notes.n, 0);
}

static void without_a_command_nothing_is_recognised(void **state)
{
        CLEANUP(extraction_freep) struct extraction *none = extract_sample("scan.pdf", NULL, 0);
        CLEANUP(extraction_freep) struct extraction *empty = extract_sample("scan.pdf", "", 0);

        (void)state;
        assert_int_equal(none->state, EXTRACT_NO_TEXT_LAYER);
        assert_int_equal(empty->state, EXTRACT_NO_TEXT_LAYER);
}

static void what_goes_wrong_is_said_and_the_state_stays(void **state)
{
        static const struct {
                const char *command, *reason;
        } cases[] = {
                {"false", "false"},
                {"true", "true found none either"},
                {"ssehub-no-such-program -x", "not installed"},
                {"sleep 60", "more than 3 s"},
                {"cat /etc/passwd", "cat"}, /* it may not be opened */
                {"env sha256sum", "env"},   /* nor another program started */
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(extraction_freep)
                struct extraction *x =
                        extract_sample("scan.pdf", cases[i].command,
                                       str_starts(cases[i].command, "sleep") ? 3 : 0);

                if (x->state != EXTRACT_NO_TEXT_LAYER || !strstr(x->reason, cases[i].reason))
                        fail_msg("%s: %s, %s", cases[i].command, extract_state_name(x->state),
                                 x->reason ? x->reason : "-");
                assert_int_equal(x->n_pages, 0);
                assert_int_equal(x->notes.n, 0);
        }
}

static void a_command_of_too_many_words_is_a_failure(void **state)
{
        const struct extract_options o = {.worker = worker, .ocr = "1 2 3 4 5 6 7 8 9 10 11"};
        CLEANUP(str_done) struct str path = STR_INIT;
        struct extraction *x = NULL;
        struct error err = {0};

        (void)state;
        str_addf(&path, "%s/tests/extract/files/scan.pdf", source_dir());
        assert_true(extract_file(path.data, &o, &x, &err) < 0);
        assert_non_null(strstr(err.message, "more than 10 words"));
}

/* ---- the real thing ---- */

static void read_picture(struct str *jpeg)
{
        CLEANUP(str_done) struct str command = STR_INIT;
        char chunk[65536];
        FILE *f;
        size_t n;

        str_addf(&command, "pdftoppm -jpeg -r 200 -f 1 -l 1 '%s/tests/extract/files/two-pages.pdf'",
                 source_dir());
        f = popen(command.data, "r");
        assert_non_null(f);
        while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
                str_add_bytes(jpeg, chunk, n);
        assert_int_equal(pclose(f), 0);
        assert_true(jpeg->len > 1000);
}

/* Pages of one picture each. 500 by 200 points at 200 dots an inch are 1389 by 556 dots. */
static void make_scan(struct str *pdf, int pages)
{
        CLEANUP(str_done) struct str jpeg = STR_INIT;

        read_picture(&jpeg);
        str_add(pdf, "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj "
                     "<</Type/Pages/Kids[");
        for (int i = 0; i < pages; i++)
                str_addf(pdf, "%d 0 R ", 10 + i);
        str_addf(pdf, "]/Count %d>> endobj\n", pages);
        for (int i = 0; i < pages; i++)
                str_addf(pdf,
                         "%d 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 500 200]/Contents 3 0 R"
                         "/Resources<</XObject<</I 4 0 R>>>>>> endobj\n",
                         10 + i);
        str_add(pdf,
                "3 0 obj <</Length 26>> stream\n500 0 0 200 0 0 cm /I Do  \nendstream endobj\n");
        str_addf(pdf,
                 "4 0 obj <</Type/XObject/Subtype/Image/Width 1389/Height 556/ColorSpace/DeviceRGB"
                 "/BitsPerComponent 8/Filter/DCTDecode/Length %zu>> stream\n",
                 jpeg.len);
        str_add_bytes(pdf, jpeg.data, jpeg.len);
        str_add(pdf, "\nendstream endobj\ntrailer <</Root 1 0 R>>\n");
        assert_false(pdf->failed);
}

static void a_scanned_page_is_read_by_tesseract(void **state)
{
        const struct extract_options o = {.worker = worker, .ocr = "tesseract stdin stdout -l eng"};
        CLEANUP(closep) int fd = memfd_create("scan", MFD_CLOEXEC);
        CLEANUP(str_done) struct str pdf = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        struct error err = {0};

        (void)state;
        if (!is_installed("/usr/bin/tesseract"))
                skip();
        make_scan(&pdf, 2);
        assert_true(fd >= 0 && write(fd, pdf.data, pdf.len) == (ssize_t)pdf.len);
        assert_done(extract_fd(fd, "scan.pdf", &o, &x, &err), &err);
        if (x->state != EXTRACT_OK)
                fail_msg("%s", x->reason);
        assert_int_equal(x->n_pages, 2);
        for (size_t i = 0; i < 2; i++)
                if (!strstr(x->pages[i], "one vote in the assembly"))
                        fail_msg("page %zu: '%s'", i + 1, x->pages[i]);
        assert_string_equal(x->notes.items[0], "text by OCR: tesseract stdin stdout -l eng");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(each_page_is_read_by_the_command),
                cmocka_unit_test(a_pdf_with_text_is_not_recognised),
                cmocka_unit_test(without_a_command_nothing_is_recognised),
                cmocka_unit_test(what_goes_wrong_is_said_and_the_state_stays),
                cmocka_unit_test(a_command_of_too_many_words_is_a_failure),
                cmocka_unit_test(a_scanned_page_is_read_by_tesseract),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
