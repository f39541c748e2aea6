/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The document on a page and not its furniture. tests/text/pages/ are pages as systems make them: every block
 * of the document has the word KEEP in it, every piece of furniture FURNITURE. A new kind of page is a new file.
 */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "text/html.h"
#include "text/xml.h"

#include <dirent.h>

enum { PAGE_MAX = 1 << 20 };

static void main_text(const char *bytes, size_t n, struct str *out)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err = {0};

        assert_done(html_read(bytes, n, &doc, &err), &err);
        assert_done(html_main_text(doc, out, &err), &err);
}

static void assert_main_text(const char *html, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        main_text(html, strlen(html), &out);
        assert_string_equal(str_text(&out), expected);
}

static size_t count(const char *text, const char *word)
{
        size_t n = 0;

        for (const char *p = text; (p = strstr(p, word)); p += strlen(word))
                n++;
        return n;
}

static void check_page(const char *dir, const char *name)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(str_done) struct str out = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        const char *furniture;
        size_t n = 0;

        str_addf(&path, "%s/%s", dir, name);
        assert_done(path_read(path.data, PAGE_MAX, &bytes, &n, &err), &err);
        main_text(bytes, n, &out);
        furniture = strstr(str_text(&out), "FURNITURE");
        if (furniture)
                fail_msg("%s: '%.60s'", name, furniture);
        if (count(bytes, "KEEP") == 0 || count(str_text(&out), "KEEP") != count(bytes, "KEEP"))
                fail_msg("%s: %zu of %zu blocks are kept:\n%s", name, count(out.data, "KEEP"),
                         count(bytes, "KEEP"), str_text(&out));
}

static void every_kind_of_page_gives_its_document_and_nothing_else(void **state)
{
        CLEANUP(str_done) struct str dir = STR_INIT;
        struct dirent *e;
        size_t n = 0;
        DIR *d;

        (void)state;
        str_addf(&dir, "%s/tests/text/pages", source_dir());
        d = opendir(dir.data);
        assert_non_null(d);
        while ((e = readdir(d)))
                if (str_ends(e->d_name, ".html")) {
                        check_page(dir.data, e->d_name);
                        n++;
                }
        closedir(d);
        assert_true(n >= 17);
}

static void cells_are_parted_by_tabs_and_rows_by_lines(void **state)
{
        (void)state;
        assert_main_text("<table><caption>Votes</caption><tr><th>Year<th>Cast<tr><td><p>1994</p>"
                         "<p>spring</p><td>31</table>",
                         "Votes\nYear\tCast\n1994 spring\t31");
        assert_main_text("<p>a</p><table><tr><td>1<td><td>3</table><p>b</p>", "a\n\n1\t3\n\nb");
}

static void a_table_that_sets_a_page_is_no_table(void **state)
{
        (void)state;
        assert_main_text("<table><tr><td><h2>Menu of ideas</h2><p>one</p><p>two</p></table>",
                         "Menu of ideas\n\none\n\ntwo");
        assert_main_text("<table role=presentation><tr><td>one<td>two</table>", "one\n\ntwo");
}

static void lines_of_verbatim_text_and_double_breaks_are_kept(void **state)
{
        (void)state;
        assert_main_text("<pre>a  b\nc</pre>", "a b\nc");
        assert_main_text("one<br>line<br><br>two", "one line\n\ntwo");
}

static void formulas_are_words_and_not_one_letter_a_line(void **state)
{
        (void)state;
        assert_main_text("<p>Let <math><mi>x</mi><mo>=</mo><mn>2</mn>"
                         "<annotation>x=2</annotation></math> be CO<sub>2</sub>.</p>",
                         "Let x=2 be CO2.");
}

static void a_page_of_nothing_but_links_is_not_empty(void **state)
{
        (void)state;
        assert_main_text("<nav><a href=a>one</a> <a href=b>two</a></nav>", "one two");
        assert_main_text(
                "<ul><li><a href=a>one</a><li><a href=b>two</a><li><a href=c>three</a></ul>",
                "one\n\ntwo\n\nthree");
}

static void a_link_to_a_person_is_no_menu(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        CLEANUP(str_done) struct str html = STR_INIT;

        (void)state;
        for (int i = 0; i < 10; i++)
                str_add(&html,
                        "<p>Members decide together how the surplus of the year is shared among "
                        "them, and each has one vote.</p>");
        str_add(&html, "<ul><li>Ana <a href='mailto:ana@x.example'>ana@x.example</a>"
                       "<li>Li <a href='mailto:li@x.example'>li@x.example</a>"
                       "<li>Omar <a href='mailto:omar@x.example'>omar@x.example</a></ul>");
        main_text(html.data, html.len, &out);
        assert_non_null(strstr(str_text(&out), "li@x.example"));
}

static void hostile_pages_take_no_longer_than_their_length(void **state)
{
        static const char *const pieces[] = {"<div class='nav share'><p>", "<table><tr><td>",
                                             "<p>a</p><!-- --><ul><li><a href=x>b</a></ul>",
                                             "<h1><span>title of this"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
                CLEANUP(str_done) struct str html = STR_INIT;
                CLEANUP(str_done) struct str out = STR_INIT;

                for (int k = 0; k < 30000; k++)
                        str_add(&html, pieces[i]);
                str_add(&html, "last");
                main_text(html.data, html.len, &out);
                assert_non_null(strstr(str_text(&out), "last"));
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_kind_of_page_gives_its_document_and_nothing_else),
                cmocka_unit_test(cells_are_parted_by_tabs_and_rows_by_lines),
                cmocka_unit_test(a_table_that_sets_a_page_is_no_table),
                cmocka_unit_test(lines_of_verbatim_text_and_double_breaks_are_kept),
                cmocka_unit_test(formulas_are_words_and_not_one_letter_a_line),
                cmocka_unit_test(a_page_of_nothing_but_links_is_not_empty),
                cmocka_unit_test(a_link_to_a_person_is_no_menu),
                cmocka_unit_test(hostile_pages_take_no_longer_than_their_length),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
