/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages say: whose words they are, in which direction, and never as markup. */
#include "web/site.h"

#include "web/colour.h"

static struct site site;
static struct store_version evil, arabic, english, unpublished;

#define EVIL "\\u0022><script>alert(1)</script>"

static const char EVIL_RECORD[] =
        "{'titles':[{'text':'T" EVIL "','language':'en'},{'text':'U" EVIL "','language':'fr'}],"
        "'creators':[{'name':'N" EVIL "','given':'G" EVIL "','family':'F" EVIL "',"
        "'affiliations':[{'name':'A" EVIL "'}]}],"
        "'contributors':[{'name':'C" EVIL "','role':'Editor'}],"
        "'abstracts':[{'text':'B" EVIL "','language':'en'}],"
        "'summaries':[{'text':'S" EVIL "','language':'en'}],"
        "'keywords':[{'text':'K" EVIL "','language':'en'}],"
        "'year':2021,'publisher':'P" EVIL "','source':'J" EVIL "','rights':'R" EVIL "',"
        "'identifiers':[{'type':'url','value':'javascript:alert(1)'},"
        "{'type':'x" EVIL "','value':'I" EVIL "'}],"
        "'fundings':[{'funder':'M" EVIL "','award':'W" EVIL "'}],"
        "'references':[{'text':'E" EVIL "'}],"
        "'relations':[{'type':'Cites','target':'javascript:alert(1)','text':'L" EVIL "'}]}";

static int set_up(void **state)
{
        struct str relating = STR_INIT;

        (void)state;
        site_init(&site);
        evil = hub_publish(&site.hub, EVIL_RECORD, "en",
                           "Findable words \"><script>alert(1)</script> around.");
        arabic = hub_publish(&site.hub,
                             "{'titles':[{'text':'الاقتصاد الاجتماعي','language':'ar'},"
                             "{'text':'The social economy','language':'en'}],"
                             "'creators':[{'name':'رنا الصافي'}],'year':2020,'language':'ar',"
                             "'licence':'CC-BY-NC-ND-4.0',"
                             "'abstracts':[{'text':'تعاونيات','language':'ar'}]}",
                             "ar", "تعاونيات زراعية");
        unpublished = hub_add(&site.hub, NULL,
                              "{'titles':[{'text':'Hiddenmarker title','language':'en'}],"
                              "'creators':[{'name':'Hiddenmarker Person'}],'year':2020}",
                              "en", NULL, 0);
        str_addf(&relating,
                 "{'titles':[{'text':'Open work','language':'en'}],'creators':[{'name':'A. B.'}],"
                 "'year':2022,'type':'working-paper','language':'en','licence':'CC-BY-4.0',"
                 "'sdgs':[{'notation':'8.3','status':'confirmed'},"
                 "{'notation':'5','status':'rejected'},"
                 "{'notation':'6','by':'machine','status':'suggested'}],"
                 "'relations':[{'type':'IsVersionOf','target':'%s'},"
                 "{'type':'IsTranslationOf','target':'%s'}],"
                 "'identifiers':[{'type':'doi','value':'10.1234/abc'},"
                 "{'type':'local','value':'p17'}]}",
                 unpublished.pid, arabic.pid);
        english = hub_publish(&site.hub, str_text(&relating), "en", "Mutual credit on page one.");
        hub_publish_entry(&site.hub, "evil-entry",
                          "{'slug':'evil-entry','title':'T" EVIL "','language':'en',"
                          "'part':'actors','authors':['N" EVIL "'],'summary':'S" EVIL "',"
                          "'body':'<script>alert(1)</script>\\n\\n[x](javascript:alert(1))\\n\\n"
                          "[there](entry:evil-entry#part) and [not](entry:hiddenmarker-entry)'}");
        hub_follow(&site.hub);
        str_done(&relating);
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        site_done(&site);
        return 0;
}

/* "/works/%" with the identifier for the percent sign. */
static const char *at(const char *pattern, const char *pid)
{
        static char address[256];
        const char *mark = strchr(pattern, '%');

        snprintf(address, sizeof(address), "%.*s%s%s", (int)(mark - pattern), pattern, pid,
                 mark + 1);
        return address;
}

static void assert_harmless(const char *target)
{
        struct answer a;

        ask(&site, target, &a);
        assert_int_equal(a.reply.status, 200);
        assert_has(str_text(&a.reply.body), "&lt;script&gt;");
        assert_has_not(str_text(&a.reply.body), "<script>alert");
        assert_has_not(str_text(&a.reply.body), "\"><script");
        assert_has_not(str_text(&a.reply.body), "href=\"javascript:");
        for (size_t i = 0; i < a.reply.n_headers; i++)
                assert_has_not(a.reply.headers[i].value, "script>");
        answer_done(&a);
}

static void markup_in_any_field_stays_text(void **state)
{
        (void)state;
        assert_harmless(at("/works/%", evil.pid));
        assert_harmless("/encyclopedia/evil-entry");
        assert_harmless("/encyclopedia");
        assert_harmless("/search?q=findable");
        assert_harmless("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        assert_harmless("/search?sdg=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
        assert_harmless("/");
}

static void every_field_of_a_record_is_on_its_page(void **state)
{
        static const char letters[] = "TUNACBSKPJRIMWEL";
        char *page = page_text(&site, at("/works/%", evil.pid));

        (void)state;
        for (const char *p = letters; *p; p++) {
                char in_text[] = "?\">&lt;script", in_attribute[] = "?&quot;&gt;&lt;script";
                char in_dump[] = "?\"&gt;&lt;script";

                in_text[0] = in_attribute[0] = in_dump[0] = *p;
                if (!strstr(page, in_text) && !strstr(page, in_attribute) && !strstr(page, in_dump))
                        fail_msg("field %c is missing: %s", *p, page);
        }
        free(page);
}

static void words_keep_their_language_and_direction(void **state)
{
        char *page = page_text(&site, at("/works/%", arabic.pid));

        (void)state;
        assert_has(page, "<heading lang=\"ar\" dir=\"rtl\">");
        assert_has(page, "<other-title lang=\"en\" dir=\"ltr\">");
        assert_has(page, "<abstract lang=\"ar\" dir=\"rtl\" language=\"Arabic\">");
        free(page);
}

static void the_page_itself_is_in_english(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, at("/works/%", arabic.pid), &a);
        assert_has(str_text(&a.reply.body), "<html lang=\"en\" dir=\"ltr\">");
        assert_has(str_text(&a.reply.body), "<h1 lang=\"ar\" dir=\"rtl\">");
        answer_done(&a);
}

static void limits_of_a_licence_are_said(void **state)
{
        char *page = page_text(&site, at("/works/%", arabic.pid));

        (void)state;
        assert_has(page, "non-commercial=\"yes\"");
        assert_has(page, "no-derivatives=\"yes\"");
        free(page);
        page = page_text(&site, at("/works/%", english.pid));
        assert_has_not(page, "non-commercial");
        assert_has_not(page, "no-derivatives");
        free(page);
}

static void a_relation_to_something_unpublished_is_not_shown(void **state)
{
        char *page = page_text(&site, at("/works/%", english.pid));

        (void)state;
        assert_has_not(page, unpublished.pid);
        assert_has_not(page, "Hiddenmarker");
        assert_has(page, "label=\"is translation of\"");
        assert_has(page, arabic.pid);
        assert_has_not(page, "p17");
        free(page);
}

static void only_confirmed_goals_are_shown(void **state)
{
        char *page = page_text(&site, at("/works/%", english.pid));

        (void)state;
        assert_has(page, "<goal number=\"8.3\" of=\"8\" href=\"/sdg/8.3\"");
        assert_has_not(page, "<goal number=\"5\"");
        assert_has_not(page, "<goal number=\"6\"");
        free(page);
}

static void programs_are_told_what_the_work_is(void **state)
{
        struct answer a;
        const char *html;

        (void)state;
        ask(&site, at("/works/%", english.pid), &a);
        html = str_text(&a.reply.body);
        assert_has(html, "<meta name=\"citation_title\" content=\"Open work\">");
        assert_has(html, "<meta name=\"citation_doi\" content=\"10.1234/abc\">");
        assert_has(html, "<meta name=\"citation_publication_date\" content=\"2022\">");
        assert_has(html, "/files/paper.pdf\">");
        assert_has(html, "<meta name=\"DC.title\" content=\"Open work\">");
        assert_has(html, "\"@type\":\"ScholarlyArticle\"");
        assert_has(html,
                   at("rel=\"canonical\" href=\"http://127.0.0.1:8080/works/%\"", english.pid));
        assert_string_equal(reply_header_value(&a.reply, "Link"),
                            "<https://doi.org/10.1234/abc>; rel=\"cite-as\"");
        answer_done(&a);
}

static void links_of_an_entry_lead_only_to_what_is_public(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, "/encyclopedia/evil-entry", &a);
        assert_has(str_text(&a.reply.body), "<a href=\"/encyclopedia/evil-entry#part\">there</a>");
        assert_has_not(str_text(&a.reply.body), "hiddenmarker-entry");
        answer_done(&a);
}

static void a_result_in_a_pdf_leads_to_its_page(void **state)
{
        char *page = page_text(&site, "/search?q=mutual+credit");

        (void)state;
        assert_has(page,
                   at("page=\"1\" page-href=\"/works/%/files/paper.pdf#page=1\"", english.pid));
        assert_has(page, "<mark>Mutual</mark> <mark>credit</mark>");
        free(page);
}

static void filters_can_be_added_and_taken_away(void **state)
{
        char *page = page_text(&site, "/search?sdg=8&lang=en");

        (void)state;
        assert_has(page, "<keep name=\"sdg\" value=\"8\"/>");
        assert_has(page, "href=\"/search?lang=en\"");
        assert_has(page, "clear=\"/search\"");
        assert_has(page, "href=\"/search?sdg=8&amp;lang=en&amp;sdg=8.3\"");
        free(page);
}

static void every_page_has_one_heading_a_skip_link_and_landmarks(void **state)
{
        static const char *const rows[] = {"/",
                                           "/search?q=x",
                                           "/sdg",
                                           "/sdg/8",
                                           "/sdg/8.3",
                                           "/encyclopedia",
                                           "/encyclopedia/evil-entry",
                                           "/about",
                                           "/nothing"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct answer a;
                const char *html, *h1;

                ask(&site, rows[i], &a);
                html = str_text(&a.reply.body);
                assert_true(str_starts(html, "<!DOCTYPE html"));
                h1 = strstr(html, "<h1");
                assert_non_null(h1);
                assert_has_not(h1 + 1, "<h1");
                assert_has(html, "<a class=\"skip\" href=\"#main\">");
                assert_has(html, "<main id=\"main\"");
                assert_has(html, "<nav aria-label=\"Main\">");
                assert_has(html, "<footer");
                assert_has_not(html, " style=");
                answer_done(&a);
        }
}

/* --- size and colours --------------------------------------------------------------------------------- */

static size_t gzipped(const char *target)
{
        struct answer a;
        size_t n;

        answer_init(&a, &site, target);
        a.request.accept_encoding = "gzip";
        request_answer(&a.request, &a.reply);
        assert_string_equal(reply_header_value(&a.reply, "Content-Encoding"), "gzip");
        n = a.reply.body.len;
        answer_done(&a);
        return n;
}

static void the_first_page_is_light(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, "/style.css", &a);
        assert_in_range(a.reply.body.len, 1, 15000);
        answer_done(&a);
        assert_in_range(gzipped("/") + gzipped("/style.css"), 1, 30000);
}

static void numbers_of_goals_can_be_read_on_their_colours(void **state)
{
        struct answer a;
        const char *css;

        (void)state;
        ask(&site, "/style.css", &a);
        css = str_text(&a.reply.body);
        for (int goal = 1; goal <= 17; goal++) {
                char rule[32], background[8] = "", text[8] = "";
                unsigned int rgb;
                const char *found;

                snprintf(rule, sizeof(rule), ".goal-%d{", goal);
                found = strstr(css, rule);
                assert_non_null(found);
                assert_int_equal(sscanf(found + strlen(rule), "background:%7[#0-9a-f];color:%4s",
                                        background, text),
                                 2);
                assert_true(colour_read(background, &rgb));
                if (colour_contrast(rgb, strcmp(text, "#fff") ? 0x000000 : 0xFFFFFF) < 4.5)
                        fail_msg("goal %d: %s on %s", goal, text, background);
        }
        answer_done(&a);
}

static void contrast_is_measured_as_wcag_does(void **state)
{
        (void)state;
        assert_true(colour_contrast(0x000000, 0xFFFFFF) > 20.99);
        assert_true(colour_contrast(0x777777, 0xFFFFFF) > 4.47 &&
                    colour_contrast(0x777777, 0xFFFFFF) < 4.49);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(markup_in_any_field_stays_text),
                cmocka_unit_test(every_field_of_a_record_is_on_its_page),
                cmocka_unit_test(words_keep_their_language_and_direction),
                cmocka_unit_test(the_page_itself_is_in_english),
                cmocka_unit_test(limits_of_a_licence_are_said),
                cmocka_unit_test(a_relation_to_something_unpublished_is_not_shown),
                cmocka_unit_test(only_confirmed_goals_are_shown),
                cmocka_unit_test(programs_are_told_what_the_work_is),
                cmocka_unit_test(links_of_an_entry_lead_only_to_what_is_public),
                cmocka_unit_test(a_result_in_a_pdf_leads_to_its_page),
                cmocka_unit_test(filters_can_be_added_and_taken_away),
                cmocka_unit_test(every_page_has_one_heading_a_skip_link_and_landmarks),
                cmocka_unit_test(the_first_page_is_light),
                cmocka_unit_test(numbers_of_goals_can_be_read_on_their_colours),
                cmocka_unit_test(contrast_is_measured_as_wcag_does),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
