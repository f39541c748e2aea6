/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Of strangers' pages the words come in, whatever state the tags are in. */
#include "unit.h"

#include "text/html.h"
#include "text/xml.h"

static void main_text(const char *bytes, size_t n, struct str *out)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err = {0};

        assert_done(html_read(bytes, n, &doc, &err), &err);
        assert_done(html_main_text(doc, out, &err), &err);
}

static void assert_text(const char *html, const char *expected)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        main_text(html, strlen(html), &out);
        assert_string_equal(str_text(&out), expected);
}

static void a_block_is_a_paragraph_and_inline_elements_part_nothing(void **state)
{
        (void)state;
        assert_text("<h1>Social  <em>econ</em>omy</h1>\n<p>One\n line</p><ul><li>a<li>b</ul>",
                    "Social economy\n\nOne line\n\na\n\nb");
        assert_text("<p>line<br>break</p><table><tr><td>1<td>2<tr><td>3</table>",
                    "line break\n\n1\t2\n3");
        assert_text("plain words", "plain words");
}

static void scripts_styles_and_furniture_are_never_text(void **state)
{
        (void)state;
        assert_text("<title>T</title><style>p{}</style><header>Site</header><nav>Menu</nav>"
                    "<p>Text</p><script>alert(1)</script><noscript>no</noscript>"
                    "<template>tpl</template><aside>ad</aside><form>search</form>"
                    "<footer>foot</footer>",
                    "Text");
}

static void the_main_part_of_a_page_is_its_text(void **state)
{
        (void)state;
        assert_text("<p>before</p><main><header><h1>Title</h1></header><p>Text</p></main><p>after",
                    "Title\n\nText");
        assert_text("<p>before</p><article><p>Text</p></article>", "Text");
}

static void no_text_is_lost_where_there_are_many_articles_or_an_empty_main(void **state)
{
        (void)state;
        assert_text("<article>one</article><article>two</article>", "one\n\ntwo");
        assert_text("<main></main><p>Text</p>", "Text");
        assert_text("<form><p>All in a form</p></form>", "All in a form");
}

static void a_declared_encoding_is_heeded_and_utf8_needs_none(void **state)
{
        static const char cyrillic[] = "<meta charset='windows-1251'><p>\xEA\xEE\xEE\xEF</p>";
        static const char equiv[] = "<meta http-equiv='Content-Type' content='text/html; "
                                    "charset=koi8-r'><p>\xCB\xCF\xCF\xD0</p>";

        (void)state;
        assert_text(cyrillic, "кооп");
        assert_text(equiv, "кооп");
        assert_text("<meta charset='iso-8859-1'><p>Québec</p>", "Québec");
        assert_text("<p>the region of Qu\xE9"
                    "bec</p>",
                    "the region of Québec");
}

static void named_and_numbered_characters_are_characters(void **state)
{
        (void)state;
        assert_text("<p>caf&eacute; &amp; &#20013; &lt;b&gt; &bogus;</p>", "café & 中 <b> &bogus;");
}

static void assert_damaged(const char *bytes, size_t n, const char *words)
{
        xmlDoc *doc = NULL;
        struct error err = {0};

        assert_int_equal(html_read(bytes, n, &doc, &err), HTML_DAMAGED);
        assert_null(doc);
        if (!strstr(err.message, words))
                fail_msg("'%s' does not say '%s'", err.message, words);
}

static void what_is_no_page_is_damaged(void **state)
{
        (void)state;
        assert_damaged("", 0, "no HTML");
        assert_damaged("<p>a\0b</p>", 10, "NUL");
        assert_damaged("\x89PNG\x81\x90", 6, "encoding");
}

static void a_page_over_the_size_limit_is_damaged(void **state)
{
        CLEANUP(freep) char *bytes = malloc(XML_SIZE_MAX + 1);

        (void)state;
        memset(bytes, 'x', XML_SIZE_MAX + 1);
        assert_damaged(bytes, XML_SIZE_MAX + 1, "longer than 64 MiB");
}

static void unclosed_tags_without_end_lose_no_word(void **state)
{
        enum { N = 100000 };
        CLEANUP(str_done) struct str html = STR_INIT;
        CLEANUP(str_done) struct str out = STR_INIT;

        (void)state;
        for (int i = 0; i < N; i++)
                str_add(&html, "<b><i>");
        str_add(&html, "deep</p><p>last");
        main_text(html.data, html.len, &out);
        assert_non_null(strstr(str_text(&out), "deep"));
        assert_non_null(strstr(str_text(&out), "last"));
}

static void every_word_of_deeply_nested_blocks_is_kept(void **state)
{
        enum { N = 3000 };
        CLEANUP(str_done) struct str html = STR_INIT;
        CLEANUP(str_done) struct str out = STR_INIT;
        CLEANUP(str_done) struct str last = STR_INIT;

        (void)state;
        for (int i = 0; i < N; i++)
                str_addf(&html, "<div>w%d ", i);
        main_text(html.data, html.len, &out);
        str_addf(&last, "\n\nw%d", N - 1);
        assert_true(str_ends(str_text(&out), str_text(&last)));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_block_is_a_paragraph_and_inline_elements_part_nothing),
                cmocka_unit_test(scripts_styles_and_furniture_are_never_text),
                cmocka_unit_test(the_main_part_of_a_page_is_its_text),
                cmocka_unit_test(no_text_is_lost_where_there_are_many_articles_or_an_empty_main),
                cmocka_unit_test(a_declared_encoding_is_heeded_and_utf8_needs_none),
                cmocka_unit_test(named_and_numbered_characters_are_characters),
                cmocka_unit_test(what_is_no_page_is_damaged),
                cmocka_unit_test(a_page_over_the_size_limit_is_damaged),
                cmocka_unit_test(unclosed_tags_without_end_lose_no_word),
                cmocka_unit_test(every_word_of_deeply_nested_blocks_is_kept),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
