/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RTF: what of it is text, in which letters, and how much disorder it forgives. */
#include "reading.h"

/* One row: what is in the file, and the whole text that comes out. */
struct row {
        const char *rtf, *text;
};

static void assert_rows(const struct row *rows, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                CLEANUP(extraction_freep) struct extraction *x = read_text("a.rtf", rows[i].rtf);

                if (x->state != EXTRACT_OK)
                        fail_msg("%s: %s", rows[i].rtf, x->reason);
                assert_text(x, rows[i].text);
                assert_string_equal(x->media_type, "application/rtf");
        }
}

static void letters_come_out_of_every_code_page(void **state)
{
        static const struct row rows[] = {
                {"{\\rtf1\\ansi caf\\'e9 \\'93x\\'94\\par}", "caf\u00E9 \u201Cx\u201D"},
                {"{\\rtf1\\ansi\\ansicpg1251 \\'d5\\'eb\\'e5\\'e1}", "\u0425\u043B\u0435\u0431"},
                {"{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset161 "
                 "B;}{\\f2\\fcharset128 "
                 "C;}}\\f0 a\\f1\\'e1\\f2\\'83p\\'83\\'93 {\\f1\\'e2}\\f0 z}",
                 "a\u03B1\u30D1\u30F3 \u03B2z"},
                {"{\\rtf1\\mac caf\\'8e}", "caf\u00E9"},
                {"{\\rtf1\\pc caf\\'82}", "caf\u00E9"},
                {"{\\rtf1{\\fonttbl{\\f3\\froman\\fcharset2 Symbol;}{\\f4\\fcharset2 Wingdings;}}"
                 "\\f3 a\\'b3\\u-3998?{\\f4 xyz}\\f0 b}",
                 "\u03B1\u2265\u03B2 b"},
                {"{\\rtf1\\ansi\xEF\xBB\xBF plain}", "\u00EF\u00BB\u00BF plain"},
        };

        (void)state;
        assert_rows(rows, ARRAY_LEN(rows));
}

static void unicode_wins_over_its_fallback(void **state)
{
        static const struct row rows[] = {
                {"{\\rtf1\\u8217?s \\u-10179?\\u-8704?.}", "\u2019s \U0001F600."},
                {"{\\rtf1\\uc2\\u233\\'c3\\'a9t{\\uc0\\u233}t\\uc1\\u233 et}",
                 "\u00E9t\u00E9t\u00E9t"},
                {"{\\rtf1 a{\\upr{ANSI}{\\*\\ud{U\\u233?}}}b}", "aU\u00E9b"},
                {"{\\rtf1\\uc1 a\\u233\\par b}", "a\u00E9\n\nb"},
                {"{\\rtf1 a\\u-10179?b}", "a\uFFFDb"},
        };

        (void)state;
        assert_rows(rows, ARRAY_LEN(rows));
}

static void paragraphs_tables_and_marks_keep_their_order(void **state)
{
        static const struct row rows[] = {
                {"{\\rtf1\\pard One\\line two\\par\\pard three\\tab four\\par}",
                 "One\ntwo\n\nthree four"},
                {"{\\rtf1 Before\\par\\trowd\\pard\\intbl Town\\cell "
                 "Loaves\\cell\\row\\trowd\\pard\\intbl "
                 "Kisumu\\par Lake\\cell 400\\cell\\row\\pard After\\par}",
                 "Before\n\nTown\tLoaves\nKisumu\nLake\t400\n\nAfter"},
                {"{\\rtf1 co\\_op\\-era\\~tive\\emdash\\{x\\}\\\\\\\nnext}",
                 "co-opera tive\u2014{x}\\\n\nnext"},
                {"{\\rtf1 a\r\nb\\par\r\nc}", "ab\n\nc"},
                {"{\\rtf1 Text{\\footnote\\pard {\\super\\chftn} A note.} goes on.\\par More.}",
                 "Text goes on.\n\nMore.\n\nA note."},
                {"{\\rtf1 A sentence {\\shp{\\*\\shpinst\\shpleft1{\\sp{\\sn a}{\\sv b}}{\\shptxt "
                 "In the "
                 "box.\\par}}{\\shprslt{\\*\\do\\dptxbx{\\dptxbxtext In the box.}}}}goes on.\\par "
                 "Next.}",
                 "A sentence goes on.\n\nIn the box.\n\nNext."},
        };

        (void)state;
        assert_rows(rows, ARRAY_LEN(rows));
}

static void what_is_no_text_stays_out(void **state)
{
        static const struct row rows[] = {
                {"{\\rtf1{\\colortbl;\\red0;}{\\stylesheet{\\s1 heading 1;}}{\\*\\generator x;}"
                 "{\\header Running head}{\\footerf 12}{\\pict\\pngblip 89504e47}Words"
                 "{\\*\\unknown no{\\b no}}{\\*\\bkmkstart here}{\\xe{index}}{\\annotation no}"
                 "{\\listtext 1.\\tab}.}",
                 "Words."},
                {"{\\rtf1{\\field{\\*\\fldinst HYPERLINK \"http://x\"}{\\fldrslt the link}}}",
                 "the link"},
                {"{\\rtf1 a{\\v hidden}\\v b\\v0 c{\\deleted gone}{\\revised new}\\plain d}",
                 "acnewd"},
                {"{\\rtf1{\\object\\objemb{\\*\\objdata 0105}{\\result shown}}}", "shown"},
                {"{\\rtf1 a{\\pict\\bin5 }{}}}\\par}b}", "ab"},
                {"{\\rtf1{\\mmath{\\*\\moMath{\\mnaryPr{\\mchr \\'e5}}{\\mr x=1}}}}", "x=1"},
        };

        (void)state;
        assert_rows(rows, ARRAY_LEN(rows));
}

static void braces_that_do_not_match_are_forgiven(void **state)
{
        static const struct row rows[] = {
                {"{\\rtf1 a}}}b}", "ab"},
                {"{\\rtf1{\\b a}{\\i b}", "ab"},
                {"{\\rtf1{\\b a}\n", "a"},
        };

        (void)state;
        assert_rows(rows, ARRAY_LEN(rows));
}

static void a_file_that_ends_within_its_text_is_damaged(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_text("a.rtf", "{\\rtf1\\ansi One vote each.\\par And the sec");

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "cut short");
}

/* Deeper groups keep their text and lose their settings; the braces still match. */
static void groups_may_nest_without_end(void **state)
{
        CLEANUP(str_done) struct str s = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        const size_t depth = 1000 * 1000;

        (void)state;
        str_add(&s, "{\\rtf1 a");
        for (size_t i = 0; i < depth; i++)
                str_add(&s, "{");
        str_add(&s, "b");
        for (size_t i = 0; i < depth; i++)
                str_add(&s, "}");
        str_add(&s, "{\\v no}c}");
        x = read_bytes("a.rtf", s.data, s.len);
        assert_text(x, "abc");
}

static void the_information_group_becomes_the_record(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_text("a.rtf", "{\\rtf1\\ansi\\deflang1033{\\info{\\title Bread "
                                                  "\\u233?t votes}{\\author Amina Otieno}"
                                                  "{\\keywords bread, votes}{\\operator "
                                                  "Secretary}{\\creatim\\yr2021\\mo5\\dy17\\hr10}"
                                                  "{\\revtim\\yr2022}}\\lang1046 O p\\'e3o \\'e9 "
                                                  "de quem trabalha.\\lang1033 Bread.}");

        (void)state;
        assert_text(x, "O p\u00E3o \u00E9 de quem trabalha.Bread.");
        assert_string_equal(record_title(x->record), "Bread \u00E9t votes");
        assert_string_equal(x->record->creators.items[0].name, "Amina Otieno");
        assert_int_equal(x->record->keywords.n, 2);
        assert_int_equal(x->record->n_dates, 1);
        assert_string_equal(x->record->dates[0].value, "2021-05-17");
        assert_string_equal(x->language, "pt-BR");
}

static void a_file_without_text_is_empty(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_text("a.rtf", "{\\rtf1\\par}");

        (void)state;
        assert_state(x, EXTRACT_EMPTY, NULL);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(letters_come_out_of_every_code_page),
                cmocka_unit_test(unicode_wins_over_its_fallback),
                cmocka_unit_test(paragraphs_tables_and_marks_keep_their_order),
                cmocka_unit_test(what_is_no_text_stays_out),
                cmocka_unit_test(braces_that_do_not_match_are_forgiven),
                cmocka_unit_test(a_file_that_ends_within_its_text_is_damaged),
                cmocka_unit_test(groups_may_nest_without_end),
                cmocka_unit_test(the_information_group_becomes_the_record),
                cmocka_unit_test(a_file_without_text_is_empty),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
