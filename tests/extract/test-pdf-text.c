/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From lines of print to text as it is read: rows, columns, paragraphs, words in two halves, running heads. */
#include "unit.h"

#include "../printed.h"

#include "base/str.h"
#include "extract/parts.h"
#include "extract/pdf-glued.h"
#include "extract/pdf-text.h"
#include "extract/stext.h"

#include <sys/mman.h>

struct reading {
        struct printed p;
        struct extraction *x;
};

static void reading_done(struct reading *d)
{
        arena_done(&d->p.arena);
        extraction_free(d->x);
}

static void read_printed(struct reading *d)
{
        struct printed_rows rows;
        struct error err = {0};

        d->x = extraction_new();
        assert_non_null(d->x);
        assert_done(printed_rows(&d->p, &rows, &err), &err);
        assert_done(pdf_text(&rows, d->x, &err), &err);
        assert_int_equal(d->x->state, EXTRACT_OK);
        assert_int_equal(d->x->n_pages, d->p.n);
}

#define READING                                                                                    \
        {                                                                                          \
                {ARENA_INIT, NULL, 0}, NULL                                                        \
        }
#define READ(d, sketch) (draw(&(d)->p, sketch, ARRAY_LEN(sketch)), read_printed(d))

/* ---- rows ---- */

static void parts_of_a_line_are_one_row(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 100, 10, "We describe a frog ("},
                {1, 150, 100, 10, "Limnonectes"},
                {1, 205, 100, 10, ") in H"},
                {1, 235, 103, 7, "2"},
                {1, 239, 100, 10, "O, and"},
                {1, 300, 100, 10, "no toad"},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_string_equal(d.x->pages[0], "We describe a frog (Limnonectes) in H2O, and\nno toad");
}

static void letters_drawn_several_times_for_weight_are_read_once(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 100, 10, "TTTTeeeesssstttt    wwwwoooorrrrdddd"},
                {1, 50, 120, 10, "Shadow of a word"},
                {1, 51, 120, 10, "Shadow of a word"},
                {1, 50, 140, 10, "aabb"},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_string_equal(d.x->pages[0], "Test word\nShadow of a word\naabb");
}

static void accents_that_stand_beside_their_letters(void **state)
{
        static const struct sketch page[] = {{1, 50, 100, 10,
                                              "Sto\xC2\xA8"
                                              "ck, Schr\xC2\xA8odinger, caf\xC2\xB4"
                                              "e, \xC2\xB4\xC4\xB1"
                                              "ndice, 5\xC2\xB4 3"}};
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_string_equal(d.x->pages[0], "Stöck, Schrödinger, café, índice, 5\xC2\xB4 3");
}

/* ---- order ---- */

static void columns_drawn_row_by_row_are_read_one_after_the_other(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 60, 14, "A title across both of the columns here"},
                {1, 50, 100, 10, "left one of the words"},
                {1, 300, 100, 10, "right one of the words"},
                {1, 50, 112, 10, "left two of the words"},
                {1, 300, 112, 10, "right two of the words"},
                {1, 50, 124, 10, "left three of the words"},
                {1, 300, 124, 10, "right three of the words"},
                {1, 50, 136, 10, "left four of the words"},
                {1, 300, 136, 10, "right four of the words"},
                {1, 50, 148, 10, "left five of the words"},
                {1, 300, 148, 10, "right five of the words"},
        };
        CLEANUP(reading_done) struct reading d = READING;
        const char *five, *right;

        (void)state;
        READ(&d, page);
        five = strstr(d.x->pages[0], "left five");
        right = strstr(d.x->pages[0], "right one");
        assert_true(five && right && five < right);
        assert_true(str_starts(d.x->pages[0], "A title across"));
}

static void a_table_stays_row_by_row(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 100, 10, "Kenya"},  {1, 300, 100, 10, "12"},   {1, 50, 112, 10, "Chile"},
                {1, 300, 112, 10, "15"},    {1, 50, 124, 10, "Nepal"}, {1, 300, 124, 10, "17"},
                {1, 50, 136, 10, "France"}, {1, 300, 136, 10, "19"},   {1, 50, 148, 10, "Ghana"},
                {1, 300, 148, 10, "21"},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_non_null(strstr(d.x->pages[0], "Kenya\n12\nChile\n15"));
}

/* ---- paragraphs ---- */

static void paragraphs_have_a_blank_line_between(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 80, 14, "Heading"},
                {1, 50, 100, 10, "The first paragraph of this page goes on"},
                {1, 50, 112, 10, "for two lines and then some."},
                {1, 62, 124, 10, "An indented one follows it on the heels"},
                {1, 50, 136, 10, "and has two lines as well."},
                {1, 50, 160, 10, "After a gap there is another."},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_string_equal(d.x->pages[0],
                            "Heading\n\n"
                            "The first paragraph of this page goes on\nfor two lines and "
                            "then some.\n\nAn indented one follows it on the heels\nand has two "
                            "lines as well.\n\nAfter a gap there is another.");
}

static void words_that_a_line_end_cuts_are_whole(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 100, 10, "Members of the cooper-"},
                {1, 50, 112, 10, "ative met. It was a well-"},
                {1, 50, 124, 10, "known one, of long-"},
                {1, 50, 136, 10, "term lenders; well and known"},
                {1, 50, 148, 10, "to Jean-"},
                {1, 50, 160, 10, "Pierre for long-term care"},
                {1, 50, 172, 10, "et la coop\xC3\xA9-"},
                {1, 50, 184, 10, "rative, \xD0\xBA\xD0\xBE\xD0\xBE\xD0\xBF\xD0\xB5-"},
                {1, 50, 196, 10, "\xD1\x80\xD0\xB0\xD1\x82\xD0\xB8\xD0\xB2; pages 12-"},
                {1, 50, 208, 10, "17 of it, soft\xC2\xAD"},
                {1, 50, 220, 10, "ness"},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_non_null(strstr(d.x->pages[0], "the cooperative met"));
        assert_non_null(strstr(d.x->pages[0], "a well-known one"));
        assert_non_null(strstr(d.x->pages[0], "of long-term lenders"));
        assert_non_null(strstr(d.x->pages[0], "to Jean-Pierre"));
        assert_non_null(strstr(d.x->pages[0], "la coopérative"));
        assert_non_null(strstr(d.x->pages[0], "кооператив"));
        assert_non_null(strstr(d.x->pages[0], "12-\n17"));
        assert_non_null(strstr(d.x->pages[0], "softness"));
}

/* ---- running heads ---- */

static const struct sketch book[] = {
        {1, 50, 40, 8, "Journal of Commons, doi:10.5555/commons.7"},
        {1, 50, 100, 10, "The text of the first page."},
        {1, 250, 780, 8, "1"},
        {2, 50, 40, 8, "Journal of Commons, doi:10.5555/commons.7"},
        {2, 50, 100, 10, "Table 3"},
        {2, 50, 112, 10, "The text of the second page."},
        {2, 250, 780, 8, "2"},
        {3, 50, 40, 8, "Journal of Commons, doi:10.5555/commons.7"},
        {3, 50, 100, 10, "Table 3"},
        {3, 50, 140, 10, "The text of the third page, with a number below."},
        {3, 250, 740, 10, "1789"},
        {3, 250, 780, 8, "3"},
        {4, 50, 40, 8, "Journal of Commons, doi:10.5555/commons.7"},
        {4, 50, 100, 10, "The text of the fourth page."},
        {4, 250, 780, 8, "- 4 -"},
};

static void running_heads_and_page_numbers_are_no_text(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, book);
        for (size_t i = 1; i < 4; i++) {
                assert_null(strstr(d.x->pages[i], "Journal"));
                assert_non_null(strstr(d.x->pages[i], "The text of the"));
        }
        assert_null(strstr(d.x->pages[1], "\n2"));
        assert_string_equal(d.x->pages[3], "The text of the fourth page.");
}

static void the_first_page_keeps_its_head(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, book);
        assert_non_null(strstr(d.x->pages[0], "doi:10.5555/commons.7"));
        assert_null(strstr(d.x->pages[0], "\n1"));
}

static void what_is_not_repeated_stays(void **state)
{
        static const struct sketch pages[] = {
                {1, 50, 40, 10, "Chapter one"},
                {1, 50, 100, 10, "Words."},
                {1, 50, 700, 10, "14"},
                {2, 50, 40, 10, "Chapter two"},
                {2, 50, 100, 10, "Words."},
                {2, 50, 720, 10, "92"},
                {3, 50, 40, 10, "Chapter three"},
                {3, 50, 100, 10, "Words."},
                {3, 50, 740, 10, "7"},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, pages);
        assert_non_null(strstr(d.x->pages[1], "Chapter two"));
        assert_non_null(strstr(d.x->pages[1], "92"));
        assert_non_null(strstr(d.x->pages[2], "7"));
}

static void a_row_behind_the_edge_stays_though_it_is_repeated(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, book);
        assert_non_null(strstr(d.x->pages[1], "Table 3"));
        assert_non_null(strstr(d.x->pages[2], "1789"));
}

/* ---- words that run together ---- */

static void spaces_are_taken_from_where_they_are_known(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 100, 10, "Proteinbandsindicatedbyletterswereexcisedfromgels"},
                {1, 50, 112, 10,
                 "https://example.org/averylongaddressthatnobodywouldevertypebyhand"},
        };
        CLEANUP(reading_done) struct reading d = READING;
        CLEANUP(str_done) struct str text = STR_INIT;
        struct printed_rows rows;
        struct error err = {0};

        (void)state;
        draw(&d.p, page, ARRAY_LEN(page));
        assert_done(printed_rows(&d.p, &rows, &err), &err);
        assert_int_equal(pdf_count_glued(&rows), 1);
        str_add(&text, "Before. Protein bands indicated by letters\nwere excised from gels\f");
        assert_done(pdf_unglue(&rows, &text, &err), &err);
        assert_string_equal(rows.pages[0].rows[0].text,
                            "Protein bands indicated by letters were excised from gels");
}

/* ---- what mutool writes ---- */

static int read_json(struct reading *d, const char *json)
{
        CLEANUP(closep) int fd = memfd_create("json", MFD_CLOEXEC);
        struct error err = {0};

        assert_true(fd >= 0 && write(fd, json, strlen(json)) == (ssize_t)strlen(json));
        assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
        return stext_read(fd, &d->p, &err);
}

static const char one_line[] = "{\"file\":\"a\",\"pages\":[{\"blocks\":[{\"type\":\"text\","
                               "\"bbox\":{\"x\":1,\"y\":2,\"w\":3,\"h\":4},"
                               "\"lines\":[{\"wmode\":0,\"bbox\":{\"x\":10,\"y\":20,\"w\":30,\"h\":"
                               "40},\"font\":{\"name\":\"F\","
                               "\"family\":\"serif\",\"weight\":\"bold\",\"style\":\"italic\","
                               "\"size\":9},\"x\":10,\"y\":28,"
                               "\"text\":\"caf\\u00e9 \\\"x\\\" \\ud800\"}]}]}]}";

static void the_lines_of_mutool_are_read(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;
        const struct printed_line *l;

        (void)state;
        assert_int_equal(read_json(&d, one_line), 0);
        assert_int_equal(d.p.n, 1);
        assert_int_equal(d.p.pages[0].n, 1);
        l = d.p.pages[0].lines;
        assert_string_equal(l->text, "café \"x\" \xEF\xBF\xBD");
        assert_true(l->x == 10 && l->y == 20 && l->w == 30 && l->h == 40 && l->base == 28);
        assert_true(l->size == 9 && l->is_bold && l->is_italic && l->block == 1);
        assert_string_equal(l->font, "F");
}

static void a_form_feed_in_a_line_makes_no_page(void **state)
{
        static const char json[] = "{\"pages\":[{\"blocks\":[{\"lines\":[{\"text\":"
                                   "\"one\fpage\\u000cof\\ftext\\u0001\"}]}]}]}";
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        assert_int_equal(read_json(&d, json), 0);
        read_printed(&d);
        assert_int_equal(d.x->n_pages, 1);
        assert_string_equal(d.x->pages[0], "one page of text");
}

static void output_that_is_cut_or_broken_is_not_taken(void **state)
{
        static const char *const broken[] = {"",
                                             "{",
                                             "[]",
                                             "{\"pages\":[{]}",
                                             "{\"pages\":[}",
                                             "{\"pages\" 1}",
                                             "{\"a\":tru",

                                             "{\"a\":[[[[[[[[[[1]]]]]]]]]]}"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(broken); i++) {
                CLEANUP(reading_done) struct reading d = READING;

                if (read_json(&d, broken[i]) != STEXT_BROKEN)
                        fail_msg("'%s' is taken", broken[i]);
        }
        for (size_t n = 0; n + 1 < sizeof(one_line) - 1; n++) {
                CLEANUP(reading_done) struct reading d = READING;
                CLEANUP(freep) char *cut = strndup(one_line, n);

                assert_int_equal(read_json(&d, cut), STEXT_BROKEN);
        }
}

static void too_many_pages_are_too_large(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;
        CLEANUP(str_done) struct str json = STR_INIT;

        (void)state;
        str_add(&json, "{\"pages\":[");
        for (int i = 0; i <= EXTRACT_PAGES_MAX; i++)
                str_add(&json, i ? ",{}" : "{}");
        str_add(&json, "]}");
        assert_int_equal(read_json(&d, json.data), STEXT_TOO_LARGE);
}

/* A page with as many rows as one likes, all of which look like furniture or like columns, takes no square of time. */
static void a_page_made_to_take_long_does_not(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;
        struct sketch *lines = calloc(60000, sizeof(*lines));

        (void)state;
        assert_non_null(lines);
        for (int i = 0; i < 60000; i++)
                lines[i] = (struct sketch){1 + i / 20000, i % 2 ? 50 : 300, 100 + i % 3, 10,
                                           i % 5 ? "a b c d e f-" : "17"};
        draw(&d.p, lines, 60000);
        read_printed(&d);
        free(lines);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(parts_of_a_line_are_one_row),
                cmocka_unit_test(letters_drawn_several_times_for_weight_are_read_once),
                cmocka_unit_test(accents_that_stand_beside_their_letters),
                cmocka_unit_test(columns_drawn_row_by_row_are_read_one_after_the_other),
                cmocka_unit_test(a_table_stays_row_by_row),
                cmocka_unit_test(paragraphs_have_a_blank_line_between),
                cmocka_unit_test(words_that_a_line_end_cuts_are_whole),
                cmocka_unit_test(running_heads_and_page_numbers_are_no_text),
                cmocka_unit_test(the_first_page_keeps_its_head),
                cmocka_unit_test(what_is_not_repeated_stays),
                cmocka_unit_test(a_row_behind_the_edge_stays_though_it_is_repeated),
                cmocka_unit_test(spaces_are_taken_from_where_they_are_known),
                cmocka_unit_test(the_lines_of_mutool_are_read),
                cmocka_unit_test(a_form_feed_in_a_line_makes_no_page),
                cmocka_unit_test(output_that_is_cut_or_broken_is_not_taken),
                cmocka_unit_test(too_many_pages_are_too_large),
                cmocka_unit_test(a_page_made_to_take_long_does_not),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
