/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages are made by stylesheets that can open nothing, by many threads at once. */
#include "unit.h"

#include "base/resource.h"
#include "text/stylesheet.h"
#include "text/xml.h"

#include <pthread.h>

#define SHEET(inside)                                                                              \
        "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>" inside   \
        "</xsl:stylesheet>"

static struct template *compile(const char *text)
{
        struct template *t = NULL;
        struct error err = {0};

        assert_done(template_compile("templates/test.xsl", text, strlen(text), &t, &err), &err);
        return t;
}

static xmlDoc *page(const char *text)
{
        xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
        xmlNode *root = xmlNewNode(NULL, (const xmlChar *)"page");

        xmlDocSetRootElement(doc, root);
        xml_add(root, "title", text);
        return doc;
}

static void a_page_is_rendered_with_what_strangers_wrote_escaped(void **state)
{
        struct template *t =
                compile(SHEET("<xsl:output method='html' indent='no'/><xsl:template match='/page'>"
                              "<p title='{title}'><xsl:value-of select='title'/></p>"
                              "</xsl:template>"));
        CLEANUP(xml_doc_freep) xmlDoc *doc = page("\"><script>alert('&')</script> é");
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        assert_done(template_render(t, doc, &out, &err), &err);
        assert_string_equal(str_text(&out),
                            "<p title=\"&quot;&gt;&lt;script&gt;alert('&amp;')&lt;/script&gt; é\">"
                            "\"&gt;&lt;script&gt;alert('&amp;')&lt;/script&gt; é</p>\n");
        template_close(t);
}

static void a_page_is_added_to_what_is_there_already(void **state)
{
        struct template *t = compile(SHEET("<xsl:output method='text'/>"));
        CLEANUP(xml_doc_freep) xmlDoc *doc = page("x");
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        str_add(&out, "before ");
        assert_done(template_render(t, doc, &out, &err), &err);
        assert_string_equal(str_text(&out), "before x");
        template_close(t);
}

static void assert_not_compiled(const char *text, const char *words)
{
        struct template *t = NULL;
        struct error err = {0};

        assert_true(template_compile("templates/test.xsl", text, strlen(text), &t, &err) < 0);
        assert_null(t);
        if (!strstr(err.message, words))
                fail_msg("'%s' does not say '%s'", err.message, words);
}

static void a_broken_stylesheet_is_told_when_it_is_opened(void **state)
{
        (void)state;
        assert_not_compiled("<a>", "templates/test.xsl");
        assert_not_compiled(SHEET("<xsl:template match='((('><a/></xsl:template>"), "test.xsl");
        assert_not_compiled(SHEET("<xsl:template match='/'><xsl:value-of select=')'/>"
                                  "</xsl:template>"),
                            "test.xsl");
}

static void a_name_that_is_not_built_in_is_not_found(void **state)
{
        struct template *t = NULL;
        struct error err = {0};

        (void)state;
        assert_true(template_open("none.xsl", &t, &err) < 0);
        assert_non_null(strstr(err.message, "templates/none.xsl"));
        assert_true(template_open("../schemas/hub/0001-first.sql", &t, &err) < 0);
        assert_null(t);
}

static void only_built_in_stylesheets_can_be_included(void **state)
{
        (void)state;
        assert_not_compiled(SHEET("<xsl:include href='none.xsl'/>"), "none.xsl");
        assert_not_compiled(SHEET("<xsl:import href='/etc/passwd'/>"), "passwd");
        assert_not_compiled(SHEET("<xsl:include href='http://127.0.0.1/x.xsl'/>"), "x.xsl");
        assert_not_compiled(SHEET("<xsl:include href='../schemas/vocab/sdg.rdf'/>"), "sdg.rdf");
}

static void a_built_in_stylesheet_can_be_included(void **state)
{
        CLEANUP(str_done) struct str sheet = STR_INIT;
        const struct resource *file;
        struct template *t;

        (void)state;
        for (size_t i = 0; (file = resource_at(i)); i++) {
                if (str_starts(file->name, "templates/") && str_ends(file->name, ".xsl"))
                        break;
        }
        if (!file) {
                printf("no stylesheet is built in: skipped\n");
                skip();
        }
        str_addf(&sheet, SHEET("<xsl:include href='%s'/>"), file->name + strlen("templates/"));
        t = compile(str_text(&sheet));
        template_close(t);
}

static void assert_reads_nothing(const char *sheet, const char *secret)
{
        struct template *t = compile(sheet);
        CLEANUP(xml_doc_freep) xmlDoc *doc = page("x");
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        /* Refused or empty: either is right. */
        template_render(t, doc, &out, &err);
        if (strstr(str_text(&out), secret))
                fail_msg("it read '%s'", str_text(&out));
        template_close(t);
}

static void a_stylesheet_can_open_and_write_nothing(void **state)
{
        CLEANUP(str_done) struct str sheet = STR_INIT;
        CLEANUP(str_done) struct str path = STR_INIT;

        (void)state;
        str_addf(&path, "%s/schemas/vocab/types.rdf", source_dir());
        str_addf(&sheet,
                 SHEET("<xsl:template match='/'><xsl:value-of select=\"document('%s')\"/>"
                       "</xsl:template>"),
                 str_text(&path));
        assert_reads_nothing(str_text(&sheet), "working");
        assert_reads_nothing(SHEET("<xsl:template match='/'><xsl:copy-of "
                                   "select=\"document('templates/page.xsl')\"/></xsl:template>"),
                             "stylesheet");

        str_clear(&sheet);
        str_clear(&path);
        str_addf(&path, "%s/written-by-a-stylesheet", build_dir());
        unlink(str_text(&path));
        str_addf(&sheet,
                 "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
                 "xmlns:x='http://exslt.org/common' extension-element-prefixes='x'>"
                 "<xsl:template match='/'><x:document href='%s'>w</x:document></xsl:template>"
                 "</xsl:stylesheet>",
                 str_text(&path));
        assert_reads_nothing(str_text(&sheet), "w");
        assert_int_not_equal(access(str_text(&path), F_OK), 0);
}

static void endless_recursion_is_an_error(void **state)
{
        struct template *t = compile(SHEET("<xsl:template match='/' name='t'>"
                                           "<xsl:call-template name='t'/></xsl:template>"));
        CLEANUP(xml_doc_freep) xmlDoc *doc = page("x");
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        (void)state;
        assert_true(template_render(t, doc, &out, &err) < 0);
        assert_non_null(strstr(err.message, "rendering a page"));
        assert_int_equal(out.len, 0);
        template_close(t);
}

struct work {
        const struct template *t;
        int number;
        int wrong;
};

static void *render_many(void *user)
{
        struct work *work = user;

        for (int i = 0; i < 200; i++) {
                CLEANUP(str_done) struct str title = STR_INIT;
                CLEANUP(str_done) struct str expected = STR_INIT;
                CLEANUP(str_done) struct str out = STR_INIT;
                CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;

                str_addf(&title, "%d of %d", i, work->number);
                str_addf(&expected, "<p>%s</p>\n", str_text(&title));
                doc = page(str_text(&title));
                work->wrong += template_render(work->t, doc, &out, NULL) != 0 ||
                               strcmp(str_text(&out), str_text(&expected)) != 0;
        }
        return NULL;
}

static void one_stylesheet_serves_many_threads(void **state)
{
        enum { THREADS = 8 };
        struct template *t =
                compile(SHEET("<xsl:output method='html'/><xsl:key name='k' match='title' use='.'/>"
                              "<xsl:template match='/page'><p>"
                              "<xsl:value-of select=\"key('k', string(title))\"/></p>"
                              "</xsl:template>"));
        struct work works[THREADS];
        pthread_t threads[THREADS];

        (void)state;
        for (int i = 0; i < THREADS; i++) {
                works[i] = (struct work){t, i, 0};
                assert_int_equal(pthread_create(&threads[i], NULL, render_many, &works[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
                pthread_join(threads[i], NULL);
                assert_int_equal(works[i].wrong, 0);
        }
        template_close(t);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_page_is_rendered_with_what_strangers_wrote_escaped),
                cmocka_unit_test(a_page_is_added_to_what_is_there_already),
                cmocka_unit_test(a_broken_stylesheet_is_told_when_it_is_opened),
                cmocka_unit_test(a_name_that_is_not_built_in_is_not_found),
                cmocka_unit_test(only_built_in_stylesheets_can_be_included),
                cmocka_unit_test(a_built_in_stylesheet_can_be_included),
                cmocka_unit_test(a_stylesheet_can_open_and_write_nothing),
                cmocka_unit_test(endless_recursion_is_an_error),
                cmocka_unit_test(one_stylesheet_serves_many_threads),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
