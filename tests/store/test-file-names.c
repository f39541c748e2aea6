/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"
#include "store/private.h"

#include "base/utf8.h"

static void assert_safe(const char *name, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err;

        assert_done(file_name_make_safe(name, &out, &err), &err);
        if (strcmp(str_text(&out), expected) != 0)
                fail_msg("'%s' became '%s', not '%s'", name, str_text(&out), expected);
}

static void a_plain_name_stays_as_it_is(void **state)
{
        (void)state;
        assert_safe("paper.pdf", "paper.pdf");
        assert_safe("Rapport annuel 2021 (final).pdf", "Rapport annuel 2021 (final).pdf");
        assert_safe("\xE5\x90\x88\xE4\xBD\x9C\xE7\xA4\xBE.pdf",
                    "\xE5\x90\x88\xE4\xBD\x9C\xE7\xA4\xBE.pdf");
        assert_safe("archive.tar.gz", "archive.tar.gz");
}

static void a_name_cannot_lead_out_of_its_folder_or_hide(void **state)
{
        (void)state;
        assert_safe("../../etc/passwd", "etc-passwd");
        assert_safe("/etc/passwd", "etc-passwd");
        assert_safe("..\\..\\boot.ini", "boot.ini");
        assert_safe(".htaccess", "htaccess");
        assert_safe("...", "file");
        assert_safe("", "file");
        assert_safe("-rf.txt", "rf.txt");
        assert_safe(" . - x.txt", "x.txt");
}

static void a_name_cannot_break_a_header_line_or_deceive_the_eye(void **state)
{
        (void)state;
        assert_safe("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf");
        assert_safe("a\x01\x7F.pdf", "a.pdf");
        assert_safe("invoice\xE2\x80\xAE"
                    "fdp.exe",
                    "invoicefdp.exe");                         /* U+202E */
        assert_safe("a\xE2\x80\x8B\xE2\x81\xA6.pdf", "a.pdf"); /* U+200B, U+2066 */
        assert_safe("a\xD8\x9C.pdf", "a.pdf");                 /* U+061C */
        assert_safe("\xEF\xBB\xBF"
                    "a.pdf",
                    "a.pdf"); /* U+FEFF */
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
        (void)state;
        assert_safe("caf\xE9.pdf", "caf_.pdf");
        assert_safe("\xFF\xFE", "__");
}

static void a_decomposed_name_is_composed(void **state)
{
        (void)state;
        assert_safe("cafe\xCC\x81.pdf", "caf\xC3\xA9.pdf");
}

static void a_long_name_keeps_its_extension_and_whole_characters(void **state)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        CLEANUP(str_done) struct str out = STR_INIT;
        CLEANUP(str_done) struct str numbered = STR_INIT;
        struct error err;

        (void)state;
        for (int i = 0; i < 200; i++)
                str_add(&name, "\xE5\x90\x88");
        str_add(&name, ".pdf");
        assert_done(file_name_make_safe(name.data, &out, &err), &err);
        assert_int_equal(out.len, 199); /* 65 characters of 3 bytes and 4 of ".pdf" */
        assert_true(str_ends(out.data, "\x88.pdf"));
        assert_true(utf8_is_valid(out.data, out.len));

        file_name_numbered(out.data, 12, &numbered);
        assert_true(numbered.len <= FILE_NAME_MAX);
        assert_true(str_ends(numbered.data, "\x88-12.pdf"));
}

static void a_name_of_just_the_limit_is_not_cut(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        char name[FILE_NAME_MAX + 2];
        struct error err;

        (void)state;
        memset(name, 'a', sizeof(name));
        name[FILE_NAME_MAX] = '\0';
        assert_safe(name, name);
        name[FILE_NAME_MAX] = 'a';
        name[FILE_NAME_MAX + 1] = '\0';
        assert_done(file_name_make_safe(name, &out, &err), &err);
        assert_int_equal(out.len, FILE_NAME_MAX);
}

static void an_extension_that_is_too_long_is_none(void **state)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err;

        (void)state;
        str_add(&name, "a.");
        for (int i = 0; i < 400; i++)
                str_add_char(&name, 'x');
        assert_done(file_name_make_safe(name.data, &out, &err), &err);
        assert_int_equal(out.len, FILE_NAME_MAX);
}

static void files_of_one_name_are_numbered_in_a_version(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_version v = hub_paper(h, "x", who);
        struct store_version other = hub_paper(h, "y", who);
        struct store_file *list;
        size_t n;

        hub_file(h, v.id, 1, "a.pdf", "one");
        hub_file(h, v.id, 2, "../a.pdf", "two");
        hub_file(h, v.id, 3, "a.pdf", "three");
        hub_file(h, other.id, 1, "a.pdf", "one");
        assert_done(store_file_list(h->s, v.id, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 3);
        assert_string_equal(list[0].name, "a.pdf");
        assert_string_equal(list[1].name, "a-2.pdf");
        assert_string_equal(list[2].name, "a-3.pdf");
        assert_int_equal(list[2].size, 5);
        assert_int_equal(list[2].n_pages, 1);
        assert_true(list[2].is_paper);
        assert_string_equal(list[2].language, "en");
        assert_done(store_file_list(h->s, other.id, &h->a, &list, &n, &h->err), &h->err);
        assert_string_equal(list[0].name, "a.pdf");
        assert_sound(h);
}

static void a_file_without_its_bytes_is_refused(void **state)
{
        struct hub *h = *state;
        struct store_version v = hub_paper(h, "x", hub_account(h, "a@sse.example", ROLE_SUBMITTER));
        struct store_file file = {.position = 1, .name = "a", .media_type = "x/y", .state = "ok"};
        char none[65];

        memset(none, 'a', 64);
        none[64] = '\0';
        file.sha256 = none;
        assert_int_equal(store_version_add_file(h->s, v.id, &file, NULL, NULL, 0, &h->err),
                         -EINVAL);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_int_equal(store_version_add_file(h->s, v.id, &file, NULL, NULL, 0, &h->err),
                         -ENOENT);
        file.sha256 = "../../../etc/passwd";
        assert_int_equal(store_version_add_file(h->s, v.id, &file, NULL, NULL, 0, &h->err),
                         -EINVAL);
        store_rollback(h->s);
}

struct walk {
        struct str text;
        int last, stop_at;
};

static int add_page(void *user, int number, const char *text, size_t len)
{
        struct walk *w = user;

        w->last = number;
        str_addf(&w->text, "[%d:%zu:", number, len);
        str_add_bytes(&w->text, text, len);
        str_add(&w->text, "]");
        return number == w->stop_at ? 42 : 0;
}

static void pages_come_back_whole_and_in_order(void **state)
{
        static const char *const pages[] = {"one", "", "three\0nul", "\xD8\xA3"};
        static const size_t lens[] = {3, 0, 9, 2};
        static const char expected[] = "[1:3:one][2:0:][3:9:three\0nul][4:2:\xD8\xA3]";
        struct hub *h = *state;
        struct store_version v = hub_paper(h, "x", hub_account(h, "a@sse.example", ROLE_SUBMITTER));
        struct store_file file = {.position = 1, .name = "a", .media_type = "x/y", .state = "ok"};
        struct walk w = {STR_INIT, 0, 0};
        struct store_file *list;
        char sha256[65];
        size_t n;

        assert_done(store_blob_put(h->s, "x", 1, sha256, &h->err), &h->err);
        file.sha256 = sha256;
        file.size = 1;
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_version_add_file(h->s, v.id, &file, pages, lens, 4, &h->err), &h->err);
        assert_done(store_commit(h->s, &h->err), &h->err);
        assert_done(store_file_list(h->s, v.id, &h->a, &list, &n, &h->err), &h->err);
        assert_false(list[0].is_paper);
        assert_null(list[0].language);
        assert_done(store_page_each(h->s, list[0].id, add_page, &w, &h->err), &h->err);
        assert_int_equal(w.text.len, sizeof(expected) - 1);
        assert_memory_equal(w.text.data, expected, sizeof(expected));

        w.stop_at = 2;
        assert_int_equal(store_page_each(h->s, list[0].id, add_page, &w, &h->err), 42);
        assert_int_equal(w.last, 2);
        str_done(&w.text);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_plain_name_stays_as_it_is),
                cmocka_unit_test(a_name_cannot_lead_out_of_its_folder_or_hide),
                cmocka_unit_test(a_name_cannot_break_a_header_line_or_deceive_the_eye),
                cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
                cmocka_unit_test(a_decomposed_name_is_composed),
                cmocka_unit_test(a_long_name_keeps_its_extension_and_whole_characters),
                cmocka_unit_test(a_name_of_just_the_limit_is_not_cut),
                cmocka_unit_test(an_extension_that_is_too_long_is_none),
                HUB_TEST(files_of_one_name_are_numbered_in_a_version),
                HUB_TEST(a_file_without_its_bytes_is_refused),
                HUB_TEST(pages_come_back_whole_and_in_order),
        };

        return cmocka_run_group_tests_name("store-file-names", tests, NULL, NULL);
}
