/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown of authors becomes HTML that can do no harm, and text that is complete. */
#include "unit.h"

#include "text/markdown.h"

#include <time.h>

static void html_of(const char *text, size_t n, int first_heading, markdown_link link,
                    struct str *out)
{
        struct error err = {0};

        assert_done(markdown_to_html(text, n, first_heading, link, NULL, out, &err), &err);
}

static void assert_html(const char *text, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        html_of(text, strlen(text), 2, NULL, &out);
        assert_string_equal(str_text(&out), expected);
}

static void assert_text(const char *text, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        assert_done(markdown_to_text(text, strlen(text), &out, &err), &err);
        assert_string_equal(str_text(&out), expected);
}

static void assert_lacks(const char *text, const char *unwanted)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        html_of(text, strlen(text), 2, NULL, &out);
        if (strcasestr(str_text(&out), unwanted))
                fail_msg("'%s' became '%s'", text, str_text(&out));
}

/* --- HTML ---------------------------------------------------------------------------------------------- */

static void paragraphs_emphasis_tables_and_strike_through_work(void **state)
{
        (void)state;
        assert_html("One *two* **three** ~~four~~",
                    "<p>One <em>two</em> <strong>three</strong> <del>four</del></p>\n");
        assert_html("|a|b|\n|-|-|\n|1|2|\n",
                    "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n"
                    "<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n");
}

static void footnotes_link_both_ways(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        static const char text[] = "Text[^1].\n\n[^1]: The note.\n";

        (void)state;
        html_of(text, strlen(text), 2, NULL, &out);
        assert_non_null(strstr(str_text(&out), "href=\"#fn-1\""));
        assert_non_null(strstr(str_text(&out), "href=\"#fnref-1\""));
        assert_non_null(strstr(str_text(&out), "The note."));
}

static void raw_html_is_dropped(void **state)
{
        static const char *const texts[] = {
                "<script>alert(1)</script>",    "a <script>alert(1)</script> b",
                "<img src=x onerror=alert(1)>", "<div>\n\n<iframe src=x></iframe>\n",
                "x <b onclick=alert(1)>y</b>",  "<!-- <script> -->",
                "- <svg/onload=alert(1)>",      "<scr<script>ipt>"};
        static const char *const unwanted[] = {"<script", "<img", "<iframe", "<b ", "<svg", "<!--"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                for (size_t j = 0; j < ARRAY_LEN(unwanted); j++)
                        assert_lacks(texts[i], unwanted[j]);
}

static void only_harmless_addresses_stay_links(void **state)
{
        static const char *const bad[] = {"[a](javascript:alert(1))",
                                          "[a](JaVaScRiPt:alert(1))",
                                          "[a](&#106;avascript:alert(1))",
                                          "[a](java&#10;script:alert(1))",
                                          "[a](&#1;javascript:alert(1))",
                                          "[a](< javascript:alert(1)>)",
                                          "[a](vbscript:x)",
                                          "[a](data:text/html,x)",
                                          "[a](data:image/png;base64,x)",
                                          "[a](file:///etc/passwd)",
                                          "[a](//evil.example/)",
                                          "[a](/\\evil.example/)",
                                          "[a](\\\\evil.example/)",
                                          "[a](:x)",
                                          "[a]()",
                                          "<javascript:alert(1)>",
                                          "[a][r]\n\n[r]: javascript:alert(1)",
                                          "![a](javascript:alert(1))"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                assert_lacks(bad[i], "<a ");
                assert_lacks(bad[i], "<img");
        }
        assert_html("[a *b*](javascript:x)", "<p>a <em>b</em></p>\n");
        assert_html("[a](https://x.example/?q=1&r=\"2\")",
                    "<p><a href=\"https://x.example/?q=1&amp;r=%222%22\">a</a></p>\n");
        assert_html("[a](#b) [c](../d) <m@x.example>",
                    "<p><a href=\"#b\">a</a> <a href=\"../d\">c</a> "
                    "<a href=\"mailto:m@x.example\">m@x.example</a></p>\n");
        assert_html("www.x.example", "<p><a href=\"http://www.x.example\">www.x.example</a></p>\n");
}

static void resolve(void *user, const char *target, struct str *out)
{
        (void)user;
        if (!strncmp(target, "entry:", 6))
                str_addf(out, "/encyclopedia/%s", target + 6);
        else if (!strncmp(target, "http", 4))
                str_add(out, target);
}

static void the_caller_says_where_links_go_and_which_are_dropped(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        static const char text[] = "[a](entry:coops) [b](work:hidden) [c](https://x.example) "
                                   "![d](entry:map) ![e](https://x.example/e.png)";

        (void)state;
        html_of(text, strlen(text), 2, resolve, &out);
        assert_string_equal(str_text(&out), "<p><a href=\"/encyclopedia/coops\">a</a> b "
                                            "<a href=\"https://x.example\">c</a> "
                                            "<img src=\"/encyclopedia/map\" alt=\"d\" /> e</p>\n");
}

static void evil(void *user, const char *target, struct str *out)
{
        (void)user;
        (void)target;
        str_add(out, "x\"><script>");
}

static void even_an_address_of_the_caller_is_escaped(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        (void)state;
        html_of("[a](b)", 6, 2, evil, &out);
        assert_null(strstr(str_text(&out), "<script"));
}

static void a_picture_is_its_words_unless_it_is_ours(void **state)
{
        (void)state;
        assert_html("![A map of *Mali*](https://x.example/m.png)",
                    "<p>A map of <em>Mali</em></p>\n");
}

/* --- headings ------------------------------------------------------------------------------------------ */

static void headings_start_at_the_level_asked_for(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        (void)state;
        assert_html("## A\n\n### B\n", "<h2 id=\"a\">\nA\n</h2>\n<h3 id=\"b\">\nB\n</h3>\n");
        assert_html("# A\n\n### B\n", "<h2 id=\"a\">\nA\n</h2>\n<h4 id=\"b\">\nB\n</h4>\n");
        html_of("# A\n###### B", 12, 5, NULL, &out);
        assert_non_null(strstr(str_text(&out), "<h5 id=\"a\">"));
        assert_non_null(strstr(str_text(&out), "<h6 id=\"b\">"));
}

static void heading_names_are_made_of_words_in_any_script_and_unique(void **state)
{
        (void)state;
        assert_html("# What *is* new, `today`?",
                    "<h2 id=\"what-is-new-today\">\nWhat <em>is</em> new, <code>today</code>?\n"
                    "</h2>\n");
        assert_html("# Économie\n# 社会经济\n# الاقتصاد\n# हिन्दी\n",
                    "<h2 id=\"économie\">\nÉconomie\n</h2>\n<h2 id=\"社会经济\">\n社会经济\n</h2>\n"
                    "<h2 id=\"الاقتصاد\">\nالاقتصاد\n</h2>\n<h2 id=\"हिन्दी\">\nहिन्दी\n</h2>\n");
        assert_html("# A\n# A\n# A 2\n# a\n# ?\n# !",
                    "<h2 id=\"a\">\nA\n</h2>\n<h2 id=\"a-2\">\nA\n</h2>\n"
                    "<h2 id=\"a-2-2\">\nA 2\n</h2>\n<h2 id=\"a-3\">\na\n</h2>\n"
                    "<h2 id=\"section\">\n?\n</h2>\n<h2 id=\"section-2\">\n!\n</h2>\n");
        assert_lacks("# \"><script>alert(1)</script>", "<script");
}

/* --- text ---------------------------------------------------------------------------------------------- */

static void the_text_has_every_word_a_block_a_paragraph(void **state)
{
        (void)state;
        assert_text("# Title\n\nOne *two*\nthree [four](http://x)\n\n- a\n- b\n\n> q\n\n```\ncode\n"
                    "```\n\n![pic](p.png)",
                    "Title\n\nOne two three four\n\na\n\nb\n\nq\n\ncode\n\npic");
        assert_text("|a|b|\n|-|-|\n|1|2|\n\nafter", "a\tb\n1\t2\n\nafter");
        assert_text("note[^n] here\n\n[^n]: At the end.\n", "note here\n\nAt the end.");
        assert_text("a\\\nb `c` &eacute;", "a\nb c é");
        assert_text("", "");
}

static void words_inside_raw_html_are_kept_in_the_text(void **state)
{
        (void)state;
        assert_text("<div align=center><b>In</b> a block</div>\n\nx <b>y</b> z",
                    "In a block\n\nx y z");
        assert_text("a\n\n<script>alert(1)</script>\n\nb", "a\n\nb");
}

/* --- front matter -------------------------------------------------------------------------------------- */

static void assert_front(const char *text, const char *yaml, const char *body)
{
        const char *start = "unset";
        size_t len = 99;
        size_t at = markdown_front_matter(text, strlen(text), &start, &len);

        assert_string_equal(text + at, body);
        if (!yaml) {
                assert_null(start);
                return;
        }
        assert_int_equal(len, strlen(yaml));
        assert_memory_equal(start, yaml, len);
}

static void front_matter_is_split_from_the_body(void **state)
{
        (void)state;
        assert_front("---\na: 1\nb: 2\n---\nbody\n", "a: 1\nb: 2\n", "body\n");
        assert_front("\xEF\xBB\xBF---\r\na: 1\r\n---\r\nbody", "a: 1\r\n", "body");
        assert_front("---\n---\nbody", "", "body");
        assert_front("---\na: 1\n---", "a: 1\n", "");
}

static void what_is_no_front_matter_stays_in_the_body(void **state)
{
        static const char *const texts[] = {
                "", "---", "--", "---\na: 1\nno end", "----\n-", "text\n---", " ---\n---\n"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                assert_front(texts[i], NULL, texts[i]);
}

/* --- limits -------------------------------------------------------------------------------------------- */

static void a_text_over_the_size_limit_is_refused(void **state)
{
        CLEANUP(freep) char *text = malloc(MARKDOWN_SIZE_MAX + 1);
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        memset(text, '\n', MARKDOWN_SIZE_MAX + 1);
        assert_true(markdown_to_html(text, MARKDOWN_SIZE_MAX + 1, 2, NULL, NULL, &out, &err) < 0);
        assert_non_null(strstr(err.message, "4 MiB"));
        assert_true(markdown_to_text(text, MARKDOWN_SIZE_MAX + 1, &out, &err) < 0);
        assert_int_equal(out.len, 0);
        assert_done(markdown_to_text(text, MARKDOWN_SIZE_MAX, &out, &err), &err);
}

static int quote(int levels, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        for (int i = 0; i < levels; i++)
                str_add_char(&text, '>');
        str_add(&text, " x");
        return markdown_to_html(text.data, text.len, 2, NULL, NULL, out, err);
}

static void nesting_has_a_limit(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        /* The document and the paragraph are levels, too. */
        assert_done(quote(MARKDOWN_DEPTH_MAX - 2, &out, &err), &err);
        assert_true(quote(MARKDOWN_DEPTH_MAX - 1, &out, &err) < 0);
        assert_non_null(strstr(err.message, "levels deep"));
        assert_true(quote(100000, &out, &err) < 0);
}

static int repeat_image(int times, struct str *out, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        for (int i = 0; i < times; i++)
                str_add(&text, i % 100 ? "![[]()" : "![[]()\n");
        return markdown_to_html(text.data, text.len, 2, NULL, NULL, out, err);
}

static void images_of_one_paragraph_have_a_limit(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        assert_done(repeat_image(MARKDOWN_IMAGES_MAX, &out, &err), &err);
        assert_true(repeat_image(MARKDOWN_IMAGES_MAX + 1, &out, &err) < 0);
        assert_non_null(strstr(err.message, "images"));
}

static void images_of_many_paragraphs_have_none(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(str_done) struct str out = STR_INIT;

        (void)state;
        for (int i = 0; i < MARKDOWN_IMAGES_MAX + 1; i++)
                str_add(&text, "![a](b)\n \n");
        html_of(text.data, text.len, 2, NULL, &out);
}

/* Each of these once made some Markdown reader take time by the square of its length. */
static void hostile_repetition_is_read_in_bounded_time(void **state)
{
        static const struct {
                const char *unit;
                int times;
        } hostile[] = {
                {"[", 200000},         {"**a* ", 40000},     {"> - ", 30000},
                {"![[]()", 8000},      {"*a **a ", 40000},   {"`a``", 60000},
                {"# x\n", 60000},      {"<b><i>", 60000},    {"[a](b", 50000},
                {"<a href=\"", 30000}, {"|a\n|-\n|", 20000}, {"www.a.b", 30000},
                {"[^1]: x\n", 30000},  {"~~a", 60000},       {"a@b.c ", 30000},
                {"_a_b", 60000},       {"&amp", 60000},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;
                CLEANUP(str_done) struct str out = STR_INIT;
                clock_t start = clock();
                double seconds;

                for (int j = 0; j < hostile[i].times; j++)
                        str_add(&text, hostile[i].unit);
                markdown_to_html(text.data, text.len, 2, NULL, NULL, &out, NULL);
                markdown_to_text(text.data, text.len, &out, NULL);
                seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
                if (seconds > 20)
                        fail_msg("'%s' took %.1f s", hostile[i].unit, seconds);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(paragraphs_emphasis_tables_and_strike_through_work),
                cmocka_unit_test(footnotes_link_both_ways),
                cmocka_unit_test(raw_html_is_dropped),
                cmocka_unit_test(only_harmless_addresses_stay_links),
                cmocka_unit_test(the_caller_says_where_links_go_and_which_are_dropped),
                cmocka_unit_test(even_an_address_of_the_caller_is_escaped),
                cmocka_unit_test(a_picture_is_its_words_unless_it_is_ours),
                cmocka_unit_test(headings_start_at_the_level_asked_for),
                cmocka_unit_test(heading_names_are_made_of_words_in_any_script_and_unique),
                cmocka_unit_test(the_text_has_every_word_a_block_a_paragraph),
                cmocka_unit_test(words_inside_raw_html_are_kept_in_the_text),
                cmocka_unit_test(front_matter_is_split_from_the_body),
                cmocka_unit_test(what_is_no_front_matter_stays_in_the_body),
                cmocka_unit_test(a_text_over_the_size_limit_is_refused),
                cmocka_unit_test(nesting_has_a_limit),
                cmocka_unit_test(images_of_one_paragraph_have_a_limit),
                cmocka_unit_test(images_of_many_paragraphs_have_none),
                cmocka_unit_test(hostile_repetition_is_read_in_bounded_time),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
