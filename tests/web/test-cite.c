/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "text/json.h"
#include "vocab/vocab.h"
#include "web/cite.h"

static struct record *a_record(void)
{
        struct record *r = record_new();
        struct agent *a;

        assert_non_null(r);
        record_add_text(r, &r->titles, "Savings & loans: 50% more?", "en");
        a = record_add_agent(r, &r->creators, "Amina Wanjiru Otieno");
        record_set(r, &a->given, "Amina Wanjiru");
        record_set(r, &a->family, "Otieno");
        a = record_add_agent(r, &r->creators, "Network of Banks");
        a->is_organisation = true;
        record_add_date(r, "Issued", "2021-05-17");
        record_set(r, &r->source, "Journal of Tests");
        record_set(r, &r->type, "research-paper");
        record_add_identifier(r, "doi", "10.1234/a<b>");
        return r;
}

static struct cite cite_of(const struct record *r)
{
        return (struct cite){.record = r, .pid = "b7xq3k9wd", .url = "https://hub/works/b7xq3k9wd"};
}

static void a_citation_names_people_year_title_source_and_address(void **state)
{
        struct record *r = a_record();
        struct cite c = cite_of(r);
        struct str s = STR_INIT;

        (void)state;
        cite_text(&c, &s);
        assert_string_equal(str_text(&s),
                            "Otieno, A. W., & Network of Banks (2021). Savings & loans: 50% more? "
                            "Journal of Tests. https://doi.org/10.1234/a%3Cb%3E");
        str_done(&s);
        record_free(r);
}

static void a_citation_says_where_in_its_source_the_work_stands(void **state)
{
        static const struct {
                const char *volume, *issue, *pages, *expected;
        } rows[] = {
                {"12", "3", "17-29", "Journal of Tests, 12(3), 17\u201329. "},
                {"12", NULL, "e17", "Journal of Tests, 12, e17. "},
                {NULL, "3", NULL, "Journal of Tests, (3). "},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct record *r = a_record();
                struct cite c = cite_of(r);
                struct str s = STR_INIT;

                r->within = (struct within){
                        .volume = rows[i].volume, .issue = rows[i].issue, .pages = rows[i].pages};
                cite_text(&c, &s);
                assert_non_null(strstr(str_text(&s), rows[i].expected));
                str_done(&s);
                record_free(r);
        }
}

static void a_record_without_year_people_or_doi_is_cited_too(void **state)
{
        struct record *r = record_new();
        struct cite c = cite_of(r);
        struct str s = STR_INIT;

        (void)state;
        record_add_text(r, &r->titles, "A charter", NULL);
        cite_text(&c, &s);
        assert_string_equal(str_text(&s), "(n.d.). A charter. https://hub/works/b7xq3k9wd");
        str_done(&s);
        record_free(r);
}

static void more_than_twenty_authors_are_shortened(void **state)
{
        struct record *r = record_new();
        struct cite c = cite_of(r);
        struct str s = STR_INIT;
        char name[16];

        (void)state;
        record_add_text(r, &r->titles, "T", NULL);
        for (int i = 1; i <= 30; i++) {
                snprintf(name, sizeof(name), "N%d", i);
                record_add_agent(r, &r->creators, name);
        }
        cite_text(&c, &s);
        assert_non_null(strstr(str_text(&s), "N18, N19, … N30 (n.d.)"));
        assert_null(strstr(str_text(&s), "N20"));
        str_done(&s);
        record_free(r);
}

static void bibtex_is_safe_for_tex(void **state)
{
        struct record *r = a_record();
        struct cite c = cite_of(r);
        struct str s = STR_INIT;

        (void)state;
        record_set(r, &r->publisher, "A\\input{x} #1_~^");
        cite_bibtex(&c, &s);
        assert_string_equal(str_text(&s),
                            "@article{b7xq3k9wd,\n"
                            "  author = {Otieno, Amina Wanjiru and {Network of Banks}},\n"
                            "  title = {Savings \\& loans: 50\\% more?},\n"
                            "  year = {2021},\n"
                            "  month = may,\n"
                            "  day = {17},\n"
                            "  journal = {Journal of Tests},\n"
                            "  publisher = {A\\textbackslash{}input\\textbraceleft{}x"
                            "\\textbraceright{} \\#1\\_\\textasciitilde{}"
                            "\\textasciicircum{}},\n"
                            "  doi = {10.1234/a<b>},\n"
                            "  url = {https://hub/works/b7xq3k9wd}\n}\n");
        str_done(&s);
        record_free(r);
}

static void json_ld_cannot_end_its_script(void **state)
{
        struct record *r = a_record();
        struct cite c = cite_of(r);
        struct error err;
        struct str s = STR_INIT;
        json_t *j = NULL;

        (void)state;
        record_add_text(r, &r->keywords, "</script><script>alert(1)//\"", "en");
        cite_json_ld(&c, &s);
        assert_null(strstr(str_text(&s), "</"));
        assert_done(json_read(str_text(&s), s.len, &j, &err), &err);
        assert_string_equal(json_text(j, "@id"), "https://doi.org/10.1234/a%3Cb%3E");
        assert_string_equal(json_text(j, "datePublished"), "2021-05-17");
        assert_string_equal(json_string_value(json_array_get(json_object_get(j, "keywords"), 0)),
                            "</script><script>alert(1)//\"");
        json_decref(j);
        str_done(&s);
        record_free(r);
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
                cmocka_unit_test(a_citation_names_people_year_title_source_and_address),
                cmocka_unit_test(a_citation_says_where_in_its_source_the_work_stands),
                cmocka_unit_test(a_record_without_year_people_or_doi_is_cited_too),
                cmocka_unit_test(more_than_twenty_authors_are_shortened),
                cmocka_unit_test(bibtex_is_safe_for_tex),
                cmocka_unit_test(json_ld_cannot_end_its_script),
        };

        return cmocka_run_group_tests(tests, read_vocabularies, NULL);
}
