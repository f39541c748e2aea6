/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dirty text of other people's databases and what is made of it. */
#include "unit.h"

#include "base/str.h"
#include "meta/clean.h"

struct pair {
        const char *dirty, *clean;
};

static void check(const char *dirty, const char *got, const char *wanted)
{
        if (!str_equal(got, wanted))
                fail_msg("'%s' became '%s', not '%s'", dirty, got ? got : "(nothing)",
                         wanted ? wanted : "(nothing)");
}

static void escapes_tags_and_doubled_encodings_are_undone(void **state)
{
        static const struct pair pairs[] = {
                {"Caf&eacute; &amp; bar", "Café & bar"},
                {"R&amp;amp;D", "R&D"},
                {"Universit&amp;eacute;", "Université"},
                {"1990&#150;95, &#x2013;, &#8217;", "1990–95, –, ’"},
                {"AT&T; Q&A", "AT&T; Q&A"},
                {"a &unknown; b &#xZZ; c &", "a &unknown; b &#xZZ; c &"},
                {"&#xD800;&#x110000;", "&#xD800;&#x110000;"},
                {"CO<sub>2</sub> and <i>Homo</i>", "CO2 and Homo"},
                {"&lt;i&gt;Homo&lt;/i&gt; economicus", "Homo economicus"},
                {"<jats:p>One.</jats:p><jats:p>Two.</jats:p>", " One.  Two. "},
                {"p < 0.05 and a<b>c", "p < 0.05 and ac"},
                {"<b | c> stays, <unknown> too", "<b | c> stays, <unknown> too"},
                {"<span class=\"x\">s</span><br/>t", "s t"},
                {"<![CDATA[words]]><!-- not said -->", "words"},
                {"<!-- never closed <!-- again", "<!-- never closed <!-- again"},
                {"FranÃ§ois et lâ€™Ã©conomie", "François et l’économie"},
                {"FranÃƒÂ§ois", "François"},
                {"FranÃ§ois et François", "FranÃ§ois et François"},
                {"Ação, economía, 経済", "Ação, economía, 経済"},
                {"", ""},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
                CLEANUP(str_done) struct str out = STR_INIT;

                clean_text(pairs[i].dirty, &out);
                check(pairs[i].dirty, str_text(&out), pairs[i].clean);
        }
}

/* CLEAN_ESCAPES_MAX */
static void text_is_unescaped_three_times_at_most(void **state)
{
        CLEANUP(str_done) struct str out = STR_INIT;

        (void)state;
        clean_text("&amp;amp;amp;amp;", &out);
        assert_string_equal(str_text(&out), "&amp;");
}

static void hostile_text_takes_no_longer_than_other_text(void **state)
{
        static const char *const units[] = {"<!--", "<b ", "&amp;", "]]", "&", "<![CDATA[", "Ã"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(units); i++) {
                CLEANUP(str_done) struct str text = STR_INIT;
                CLEANUP(str_done) struct str out = STR_INIT;

                while (text.len < (4 << 20))
                        str_add(&text, units[i]);
                clean_text(str_text(&text), &out);
                assert_false(out.failed);
        }
}

static void pages_are_kept_as_printed(void **state)
{
        static const struct pair pairs[] = {
                {"123–129", "123-129"},
                {"pp. 123 -- 129", "123-129"},
                {"123--9", "123-9"},
                {"e12–e19", "e12-e19"},
                {"S. 17-23", "17-23"},
                {"p.4", "4"},
                {"S12-S20", "S12-S20"},
                {"1-10, 15", "1-10, 15"},
                {"xii&ndash;xv", "xii-xv"},
                {"123-", "123"},
                {"e0115884", "e0115884"},
                {"n/a", NULL},
                {" ", NULL},
                {"–", NULL},
        };
        CLEANUP(record_freep) struct record *r = record_new();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
                check(pairs[i].dirty, clean_pages(r, pairs[i].dirty), pairs[i].clean);
        assert_string_equal(clean_page_range(r, "17", "29"), "17-29");
        assert_string_equal(clean_page_range(r, "17", "17"), "17");
        assert_string_equal(clean_page_range(r, NULL, "29"), "29");
        assert_null(clean_page_range(r, "", NULL));
}

static void an_issn_is_found_by_its_check_digit(void **state)
{
        static const struct pair pairs[] = {
                {"ISSN 0317-8471 (print)", "0317-8471"},
                {"03178471", "0317-8471"},
                {"1050-124x", "1050-124X"},
                {"2049-3630; 0317-8471", "2049-3630"},
                {"0317-8472", NULL},
                {"10317-8471", NULL},
                {"0317-84712", NULL},
                {"none", NULL},
        };
        CLEANUP(record_freep) struct record *r = record_new();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
                check(pairs[i].dirty, clean_issn(r, pairs[i].dirty), pairs[i].clean);
}

static void every_right_isbn_of_a_line_is_taken(void **state)
{
        CLEANUP(record_freep) struct record *r = record_new();

        (void)state;
        assert_true(clean_add_isbns(r, "978-3-525-56062-4 (hbk.) : EUR 85; 3-525-56062-1"));
        assert_true(clean_add_isbns(r, "0306406152 9780306406157"));
        assert_false(clean_add_isbns(r, "978-3-525-56062-5, 12345, ISBN"));
        assert_int_equal(r->n_identifiers, 4);
        assert_string_equal(r->identifiers[0].value, "9783525560624");
        assert_string_equal(r->identifiers[1].value, "3525560621");
        assert_string_equal(r->identifiers[2].value, "0306406152");
        assert_string_equal(r->identifiers[3].value, "9780306406157");
}

static void years_are_found_in_what_catalogues_print(void **state)
{
        static const struct pair pairs[] = {
                {"c1998", "1998"},
                {"[2003?]", "2003"},
                {"2019/03", "2019-03"},
                {"03/2019", "2019-03"},
                {"©2004", "2004"},
                {"cop. 1997.", "1997"},
                {"1998 [i.e. 1999]", "1998"},
                {"1999-2001", "1999"},
                {"Winter 2004", "2004"},
                {"2023-00-00", "2023"},
                {"20191105", "2019-11-05"},
                {"in press", NULL},
                {"n.d.", NULL},
                {"19--?", NULL},
                {"13/2019", "2019"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
                char date[META_DATE_SIZE];

                check(pairs[i].dirty, meta_date(pairs[i].dirty, date) ? date : NULL,
                      pairs[i].clean);
        }
}

static void names_with_commas_are_turned_round(void **state)
{
        static const struct {
                const char *text, *name, *family;
        } cases[] = {
                {"Otieno, Amina", "Amina Otieno", "Otieno"},
                {"van der Berg, Jan", "Jan van der Berg", "van der Berg"},
                {"King, Martin Luther, Jr.", "Martin Luther King Jr.", "King"},
                {"King, Jr., Martin Luther", "Martin Luther King Jr.", "King"},
                {"Martin Luther King, Jr.", "Martin Luther King, Jr.", NULL},
                {"Otieno, A., PhD", "Otieno, A., PhD", NULL},
                {"Fran&ccedil;ois, &amp;Eacute;lise", "Élise François", "François"},
                {"Institute of Things", "Institute of Things", NULL},
                {"Ministry of Works, Kenya", "Ministry of Works, Kenya", NULL},
                {"Meta Platforms, Inc.", "Meta Platforms, Inc.", NULL},
                {"Center, Jane", "Jane Center", "Center"},
        };
        CLEANUP(record_freep) struct record *r = record_new();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                struct agent *a = clean_add_person(r, &r->creators, cases[i].text);

                assert_non_null(a);
                check(cases[i].text, a->name, cases[i].name);
                check(cases[i].text, a->family, cases[i].family);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(escapes_tags_and_doubled_encodings_are_undone),
                cmocka_unit_test(text_is_unescaped_three_times_at_most),
                cmocka_unit_test(hostile_text_takes_no_longer_than_other_text),
                cmocka_unit_test(pages_are_kept_as_printed),
                cmocka_unit_test(an_issn_is_found_by_its_check_digit),
                cmocka_unit_test(every_right_isbn_of_a_line_is_taken),
                cmocka_unit_test(years_are_found_in_what_catalogues_print),
                cmocka_unit_test(names_with_commas_are_turned_round),
        };

        return cmocka_run_group_tests_name("clean", tests, NULL, NULL);
}
