/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text that arrives in many forms has one form inside. */
#include "unit.h"

#include "base/utf8.h"
#include "text/normal.h"

typedef int (*clean)(const char *text, size_t n, struct str *out, struct error *err);

static void assert_clean_bytes(clean f, const char *text, size_t n, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        assert_done(f(text, n, &out, &err), &err);
        assert_string_equal(str_text(&out), expected);
}

static void assert_clean(clean f, const char *text, const char *expected)
{
        assert_clean_bytes(f, text, strlen(text), expected);
}

static void composed_and_decomposed_letters_become_the_same(void **state)
{
        (void)state;
        assert_clean(text_clean, "e\xCC\x81", "é");
        assert_clean(text_clean, "é", "é");
        assert_clean(text_clean, "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한");
}

static void shapes_of_letters_become_letters_and_other_signs_stay(void **state)
{
        (void)state;
        assert_clean(text_clean,
                     "ef\xEF\xAC\x81"
                     "cient",
                     "efficient");
        assert_clean(text_clean, "\xEF\xBB\xBB", "\xD9\x84\xD8\xA7"); /* lam-alef */
        assert_clean(text_clean, "10² ½ Ⅳ ①", "10² ½ Ⅳ ①");
}

static void invisible_directions_and_soft_hyphens_are_dropped(void **state)
{
        (void)state;
        assert_clean(text_clean, "\xE2\x80\xABالاقتصاد\xE2\x80\xAC", "الاقتصاد");
        assert_clean(text_clean, "co\xC2\xADop\xEF\xBB\xBF", "coop");
        assert_clean_bytes(text_clean, "a\0b\x01\x7F", 5, "ab");
        /* Joiners spell words in Persian and Hindi. */
        assert_clean(text_clean, "می\xE2\x80\x8Cخواهم", "می\xE2\x80\x8Cخواهم");
}

static void pages_and_paragraphs_are_kept_and_runs_of_spaces_are_not(void **state)
{
        (void)state;
        assert_clean(text_clean, "a  b\t c \r\n\r\nd\re\f  f\n", "a b\tc\n\nd\ne\ff\n");
        assert_clean(text_clean,
                     "a\xC2\xA0\xE3\x80\x80"
                     "b",
                     "a b");
        assert_clean(text_clean, "", "");
}

static void a_field_is_one_line_without_space_at_its_ends(void **state)
{
        (void)state;
        assert_clean(text_clean_line, " \n A \r\n\tgood\f title \n", "A good title");
        assert_clean(text_clean_line, " \n ", "");
}

static void broken_utf8_never_gets_in(void **state)
{
        (void)state;
        assert_clean(text_clean, "a\xFF\xC3", "a\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void assert_key(const char *text, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        assert_done(text_key(text, &out, &err), &err);
        assert_string_equal(str_text(&out), expected);
}

static void keys_disregard_case_accents_punctuation_and_width(void **state)
{
        (void)state;
        assert_key("  L’Économie  SOCIALE: et—Solidaire! ", "l economie sociale et solidaire");
        assert_key("Straße ＡＢＣ", "strasse abc");
        assert_key("التَّعاوُن", "التعاون");
        assert_key("社会、连带经济", "社会 连带经济");
        assert_key("İstanbul", "istanbul");
        assert_key("...", "");
        assert_key("", "");
}

static void assert_utf8(const char *bytes, size_t n, const char *charset, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        assert_done(text_to_utf8(bytes, n, charset, &out, &err), &err);
        assert_string_equal(str_text(&out), expected);
}

static void a_mark_or_valid_utf8_wins_over_what_is_declared(void **state)
{
        (void)state;
        assert_utf8("\xEF\xBB\xBF"
                    "caf\xC3\xA9",
                    8, "windows-1251", "café");
        assert_utf8("caf\xC3\xA9", 5, "iso-8859-1", "café");
        assert_utf8("\xFF\xFE"
                    "a\0\xE9\0",
                    6, NULL, "aé");
        assert_utf8("\xFE\xFF\0a\0\xE9", 6, "utf-8", "aé");
}

static void other_encodings_are_read_as_declared_or_as_windows_1252(void **state)
{
        static const char prose[] = "the \x93solidarity\x94 caf\xE9";

        (void)state;
        assert_utf8("\xEA\xEE\xEE\xEF", 4, "windows-1251", "кооп");
        assert_utf8("\xC9\xE7\xBB\xE1", 4, "gb18030", "社会");
        assert_utf8(prose, strlen(prose), NULL, "the “solidarity” café");
        assert_utf8(prose, strlen(prose), "ISO-8859-1", "the “solidarity” café");
        assert_utf8(prose, strlen(prose), "x-no-such-charset", "the “solidarity” café");
}

static void assert_lines(const char *bytes, size_t n, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err;

        assert_done(text_lines_to_utf8(bytes, n, &out, &err), &err);
        assert_string_equal(str_text(&out), expected);
}

static void lines_of_two_encodings_are_each_read_in_their_own(void **state)
{
        static const char mixed[] =
                "A line about cafés\nand one about caf\xE9s in town\r\nthird line: \x80 5";
        static const char marked[] = "\xEF\xBB\xBF"
                                     "café in town\nand caf\xE9 outside\n";
        static const char wide[] = "\xFF\xFE"
                                   "c\0a\0f\0\xE9\0";
        static const char binary[] = "caf\xE9 and \x81\x8D\x90";
        CLEANUP(str_done) struct str out = STR_INIT;

        (void)state;
        assert_lines(mixed, sizeof(mixed) - 1,
                     "A line about cafés\nand one about cafés in town\r\nthird line: € 5");
        assert_lines(marked, sizeof(marked) - 1, "café in town\nand café outside\n");
        assert_lines(wide, sizeof(wide) - 1, "café");
        assert_lines("", 0, "");
        assert_int_equal(text_lines_to_utf8(binary, sizeof(binary) - 1, &out, NULL),
                         TEXT_UNREADABLE);
}

static void bytes_that_are_no_text_are_unreadable(void **state)
{
        static const struct {
                const char *bytes;
                size_t n;
                const char *charset;
        } bad[] = {{"\xFF\xD8\xFF\xE0\0\x10JFIF", 10, NULL},
                   {"abc\x81"
                    "defghi",
                    10, NULL},
                   {"abcdefgh\0\xE9", 10, NULL},
                   {"\xCA\xE0\xEA", 3, NULL},
                   {"ab\x81\x20"
                    "cd",
                    6, "shift_jis"},
                   {"\xFF\xFE\x00\xD8", 4, NULL}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                CLEANUP(str_done) struct str out = STR_INIT;
                int r = text_to_utf8(bad[i].bytes, bad[i].n, bad[i].charset, &out, NULL);

                if (r != TEXT_UNREADABLE)
                        fail_msg("%zu was read as '%s'", i, str_text(&out));
        }
}

static void cleaning_twice_changes_nothing_more(void **state)
{
        CLEANUP(str_done) struct str all = STR_INIT;
        CLEANUP(str_done) struct str once = STR_INIT;
        CLEANUP(str_done) struct str twice = STR_INIT;
        struct error err = {0};

        (void)state;
        for (unsigned int c = 1; c < 0x1FFFF; c++) {
                if (c < 0xD800 || c > 0xDFFF)
                        str_add_code_point(&all, c);
        }
        assert_done(text_clean(all.data, all.len, &once, &err), &err);
        assert_true(utf8_is_valid(once.data, once.len));
        assert_done(text_clean(once.data, once.len, &twice, &err), &err);
        assert_int_equal(once.len, twice.len);
        assert_memory_equal(once.data, twice.data, once.len);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(composed_and_decomposed_letters_become_the_same),
                cmocka_unit_test(shapes_of_letters_become_letters_and_other_signs_stay),
                cmocka_unit_test(invisible_directions_and_soft_hyphens_are_dropped),
                cmocka_unit_test(pages_and_paragraphs_are_kept_and_runs_of_spaces_are_not),
                cmocka_unit_test(a_field_is_one_line_without_space_at_its_ends),
                cmocka_unit_test(broken_utf8_never_gets_in),
                cmocka_unit_test(keys_disregard_case_accents_punctuation_and_width),
                cmocka_unit_test(a_mark_or_valid_utf8_wins_over_what_is_declared),
                cmocka_unit_test(other_encodings_are_read_as_declared_or_as_windows_1252),
                cmocka_unit_test(lines_of_two_encodings_are_each_read_in_their_own),
                cmocka_unit_test(bytes_that_are_no_text_are_unreadable),
                cmocka_unit_test(cleaning_twice_changes_nothing_more),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
