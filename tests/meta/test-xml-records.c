/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files of many records: what is found in which envelope, on which line, and what is said of the rest. */
#include "unit.h"

#include "base/str.h"
#include "meta/meta.h"
#include "text/xml.h"
#include "vocab/vocab.h"

enum { TOLD_MAX = 16 };

struct told {
        struct {
                long line;
                char title[64];   /* of a record */
                char reason[128]; /* of a problem */
        } items[TOLD_MAX];
        size_t n, n_records, n_problems;
        int answer; /* of the sink */
};

static int take_record(void *user, long line, struct record *r, struct error *err)
{
        struct told *t = user;
        const char *title = record_title(r);

        (void)err;
        t->n_records++;
        if (t->n < TOLD_MAX) {
                t->items[t->n].line = line;
                snprintf(t->items[t->n++].title, 64, "%s", title ? title : "");
        }
        record_free(r);
        return t->answer;
}

static int take_problem(void *user, long line, const char *reason, struct error *err)
{
        struct told *t = user;

        (void)err;
        t->n_problems++;
        if (t->n < TOLD_MAX) {
                t->items[t->n].line = line;
                snprintf(t->items[t->n++].reason, 128, "%s", reason);
        }
        return t->answer;
}

static int read_text(const char *text, size_t n, struct told *t, struct error *err)
{
        const struct meta_sink sink = {take_record, take_problem, t};
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;

        assert_done(xml_read(text, n, &doc, err), err);
        return meta_read_xml_records(doc, &sink, err);
}

static void a_harvest_may_hold_any_format(void **state)
{
        static const char text[] =
                "<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><ListRecords>\n"
                "<record><header/><metadata><oai_dc:dc "
                "xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/' "
                "xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>A</dc:title></oai_dc:dc>"
                "</metadata></record>\n"
                "<record><header status='deleted'/></record>\n"
                "<record><header/><metadata><mods xmlns='http://www.loc.gov/mods/v3'><titleInfo>"
                "<title>B</title></titleInfo></mods></metadata></record>\n"
                "<record><header/><metadata><unknown><title>C</title></unknown></metadata></"
                "record>\n"
                "<record><header/><metadata><article><front/></article></metadata></record>\n"
                "<record><header/><metadata><record xmlns='http://www.loc.gov/MARC21/slim'>"
                "<datafield tag='245'><subfield code='a'>D</subfield></datafield></record>"
                "</metadata></record>\n"
                "<record><header/><metadata><article><front><article-meta><title-group>"
                "<article-title>E</article-title></title-group></article-meta></front></article>"
                "</metadata></record>\n"
                "<record><header/><metadata><record xmlns='urn:ssehub:record:1'><title>F</title>"
                "<creator><name>X</name></creator></record></metadata></record>\n"
                "</ListRecords></OAI-PMH>";
        static const struct {
                long line;
                const char *title, *reason;
        } expected[] = {{2, "A", ""},
                        {3, "", "deleted"},
                        {4, "B", ""},
                        {5, "", "not read"},
                        {6, "", "without <front>/<article-meta>"},
                        {7, "D", ""},
                        {8, "E", ""},
                        {9, "F", ""}};
        struct told t = {0};
        struct error err = {0};

        (void)state;
        assert_done(read_text(text, strlen(text), &t, &err), &err);
        assert_int_equal(t.n, ARRAY_LEN(expected));
        for (size_t i = 0; i < t.n; i++) {
                assert_int_equal(t.items[i].line, expected[i].line);
                assert_string_equal(t.items[i].title, expected[i].title);
                assert_non_null(strstr(t.items[i].reason, expected[i].reason));
        }
}

static void collections_give_each_record(void **state)
{
        static const char *const texts[] = {
                "<modsCollection><mods><titleInfo><title>A</title></titleInfo></mods>"
                "<mods><titleInfo><title>B</title></titleInfo></mods></modsCollection>",
                "<collection xmlns='http://www.loc.gov/MARC21/slim'><record><datafield tag='245'>"
                "<subfield code='a'>A</subfield></datafield></record><record><datafield tag='245'>"
                "<subfield code='a'>B</subfield></datafield></record></collection>",
                "<xml><records><record><ref-type name='Book'>6</ref-type><titles><title>A</title>"
                "</titles></record><record><ref-type name='Book'>6</ref-type><titles>"
                "<title>B</title></titles></record></records></xml>",
                "<doi_batch><body><journal><journal_article><titles><title>A</title></titles>"
                "</journal_article></journal><book><book_metadata><titles><title>Not this</title>"
                "</titles></book_metadata><content_item><titles><title>B</title></titles>"
                "</content_item></book></body></doi_batch>",
                "<pmc-articleset><article><front><article-meta><title-group><article-title>A"
                "</article-title></title-group></article-meta></front></article><article><front>"
                "<article-meta><title-group><article-title>B</article-title></title-group>"
                "</article-meta></front></article></pmc-articleset>",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                struct told t = {0};
                struct error err = {0};

                assert_done(read_text(texts[i], strlen(texts[i]), &t, &err), &err);
                assert_int_equal(t.n_records, 2);
                assert_string_equal(t.items[0].title, "A");
                assert_string_equal(t.items[1].title, "B");
        }
}

static void a_document_of_another_kind_is_refused_by_name(void **state)
{
        static const struct {
                const char *text, *says;
        } cases[] = {
                {"<nonsense><a/></nonsense>", "<nonsense>"},
                {"<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><error "
                 "code='noRecordsMatch'/></OAI-PMH>",
                 "noRecordsMatch"},
                {"<journal><journal_metadata/></journal>", "<journal>"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct told t = {0};
                struct error err = {0};

                assert_int_equal(read_text(cases[i].text, strlen(cases[i].text), &t, &err),
                                 META_NOT_MINE);
                assert_non_null(strstr(err.message, cases[i].says));
                assert_int_equal(t.n, 0);
        }
}

static void a_single_broken_document_is_damaged(void **state)
{
        static const char text[] = "<article><front/></article>";
        struct told t = {0};
        struct error err = {0};

        (void)state;
        assert_int_equal(read_text(text, strlen(text), &t, &err), META_DAMAGED);
        assert_int_equal(t.n, 0);
}

static void what_the_sink_answers_ends_the_reading(void **state)
{
        static const char text[] = "<modsCollection><mods><titleInfo/></mods><mods><titleInfo/>"
                                   "</mods></modsCollection>";
        struct told t = {.answer = 17};
        struct error err = {0};

        (void)state;
        assert_int_equal(read_text(text, strlen(text), &t, &err), 17);
        assert_int_equal(t.n_records, 1);
}

/* META_XML_RECORDS_MAX */
static void too_many_records_are_a_problem_that_is_told(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct told t = {0};
        struct error err = {0};

        (void)state;
        str_add(&text, "<modsCollection>");
        for (int i = 0; i < META_XML_RECORDS_MAX + 10; i++)
                str_add(&text, "<mods><titleInfo/></mods>");
        str_add(&text, "</modsCollection>");
        assert_done(read_text(str_text(&text), text.len, &t, &err), &err);
        assert_int_equal(t.n_records, META_XML_RECORDS_MAX);
        assert_int_equal(t.n_problems, 1);
}

/* Each of many chapters looks at the book around it: that must stay cheap however large the book claims to be. */
static void a_huge_container_is_not_read_for_each_of_its_parts(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct told t = {0};
        struct error err = {0};

        (void)state;
        str_add(&text, "<doi_batch><body><book><book_metadata><contributors>");
        for (int i = 0; i < 20000; i++)
                str_add(&text, "<person_name contributor_role='editor'><surname>A</surname>"
                               "</person_name>");
        str_add(&text, "</contributors></book_metadata>");
        for (int i = 0; i < 20000; i++)
                str_add(&text, "<content_item><titles><title>x</title></titles></content_item>");
        str_add(&text, "</book></body></doi_batch>");
        assert_done(read_text(str_text(&text), text.len, &t, &err), &err);
        assert_int_equal(t.n_records, 0);
        assert_int_equal(t.n_problems, 20000);
}

static int read_vocabularies(void **state)
{
        struct error err;

        (void)state;
        return vocab_init(&err);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_harvest_may_hold_any_format),
                cmocka_unit_test(collections_give_each_record),
                cmocka_unit_test(a_document_of_another_kind_is_refused_by_name),
                cmocka_unit_test(a_single_broken_document_is_damaged),
                cmocka_unit_test(what_the_sink_answers_ends_the_reading),
                cmocka_unit_test(too_many_records_are_a_problem_that_is_told),
                cmocka_unit_test(a_huge_container_is_not_read_for_each_of_its_parts),
        };

        return cmocka_run_group_tests_name("xml-records", tests, read_vocabularies, NULL);
}
