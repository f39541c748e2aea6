/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The addresses of the hub: each answers, with what it should. */
#include "web/site.h"

#include <errno.h>

static struct site site;
static struct store_version paper, entry, withdrawn, draft;

static const char DRAFT[] = "{'titles':[{'text':'Draft markerword','language':'en'}],"
                            "'creators':[{'name':'Markerword Writer'}],'year':2020}";

static int set_up(void **state)
{
        const char *page = "A page of the draft markerword.";

        (void)state;
        site_init(&site);
        paper = hub_publish(&site.hub,
                            "{'titles':[{'text':'Credit unions','language':'en'}],"
                            "'creators':[{'name':'Amina Otieno'}],'year':2021,'type':'case-study',"
                            "'language':'en','licence':'CC-BY-4.0','sdgs':['8','8.3']}",
                            "en", "Members lend to members.");
        entry = hub_publish_entry(&site.hub, "credit-union",
                                  "{'slug':'credit-union','title':'Credit union','language':'en',"
                                  "'part':'actors','authors':['B. Lindenow'],'summary':'Short.',"
                                  "'body':'A **bank** of its members.'}");
        withdrawn = hub_publish(&site.hub,
                                "{'titles':[{'text':'Wrong figures','language':'en'}],"
                                "'creators':[{'name':'C. D.'}],'year':2019}",
                                "en", "All of it wrong.");
        hub_follow(&site.hub);
        hub_withdraw(&site.hub, &withdrawn, "The data were <b>wrong</b>.");
        draft = hub_add(&site.hub, NULL, DRAFT, "en", &page, 1);
        hub_follow(&site.hub);
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

static void every_documented_address_answers(void **state)
{
        static const struct {
                const char *target, *type, *part;
        } rows[] = {
                {"/", "text/html", "Credit unions"},
                {"/search", "text/html", "2 results"},
                {"/search?q=lend", "text/html", "<mark>lend</mark>"},
                {"/sdg", "text/html", "Decent work"},
                {"/sdg/8", "text/html", "Targets"},
                {"/sdg/8.3", "text/html", "Indicators"},
                {"/sdg/1.a", "text/html", "1.a"},
                {"/encyclopedia", "text/html", "Credit union"},
                {"/encyclopedia/credit-union", "text/html", "<strong>bank</strong>"},
                {"/about", "text/html", "advisory group"},
                {"/healthz", "application/json", "\"status\":\"ok\""},
                {"/api/v1/search?q=lend", "application/json", "\"total\":1"},
                {"/style.css", "text/css", ".goal-8{"},
                {"/favicon.ico", "image/svg+xml", "<svg"},
                {"/robots.txt", "text/plain", "Disallow: /search"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct answer a;

                ask(&site, rows[i].target, &a);
                if (a.reply.status != 200 || !str_starts(a.reply.media_type, rows[i].type) ||
                    !strstr(str_text(&a.reply.body), rows[i].part))
                        fail_msg("%s: %d %s %.400s", rows[i].target, a.reply.status,
                                 a.reply.media_type, str_text(&a.reply.body));
                answer_done(&a);
        }
        assert_status(&site, at("/works/%", paper.pid), 200);
        assert_status(&site, at("/works/%/files/paper.pdf", paper.pid), 200);
        assert_status(&site, at("/api/v1/works/%", paper.pid), 200);
        assert_status(&site, at("/api/v1/works/%", entry.pid), 200);
}

static void every_route_has_a_row_that_can_be_reached(void **state)
{
        const struct route *r;

        (void)state;
        for (size_t i = 0; (r = route_at(i)); i++) {
                assert_true(*r->pattern == '/');
                /* A page makes a document or an answer fills the reply: one of them. */
                assert_true(!r->page != !r->answer);
        }
        assert_true(route_at(10) != NULL);
}

static void what_is_not_there_is_404(void **state)
{
        static const char *const rows[] = {
                "/nothing",
                "/works",
                "/works/",
                "/works/x",
                "/works/000000000",
                "/sdg/0",
                "/sdg/18",
                "/sdg/8.99",
                "/sdg/8.3.1",
                "/sdg/SDG8",
                "/encyclopedia/no-such-entry",
                "/encyclopedia/..",
                "/encyclopedia/Upper",
                "//",
                "//evil.example/",
                "/./search",
                "/search/x",
                "/api",
                "/api/v1",
                "/api/v1/works/nothing",
                "/works/%2e%2e/files/x",
                "/STYLE.CSS",
                "/style.css/..",
                "/search%2f",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                if (!strcmp(rows[i], "//"))
                        continue;
                assert_status(&site, rows[i], 404);
        }
        assert_status(&site, at("/works/%/files/other.pdf", paper.pid), 404);
        assert_status(&site, at("/works/%/files/..", paper.pid), 404);
        assert_status(&site, at("/works/%/files/%2e%2e%2f%2e%2e%2fhub.db", paper.pid), 404);
        assert_status(&site, at("/works/%/files/paper.pdf/x", paper.pid), 404);
        assert_status(&site, at("/works/%/files", paper.pid), 404);
}

static void a_draft_is_nowhere(void **state)
{
        static const char *const rows[] = {"/",    "/search?q=markerword",        "/search",
                                           "/sdg", "/api/v1/search?q=markerword", "/encyclopedia"};

        (void)state;
        assert_status(&site, at("/works/%", draft.pid), 404);
        assert_status(&site, at("/works/%/files/paper.pdf", draft.pid), 404);
        assert_status(&site, at("/api/v1/works/%", draft.pid), 404);
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct answer a;
                const char *text;

                ask(&site, rows[i], &a);
                text = str_text(&a.reply.body);
                assert_has_not(text, "Draft");
                assert_has_not(text, "Markerword");
                assert_has_not(text, draft.pid);
                answer_done(&a);
        }
}

static void a_withdrawn_work_is_410_with_its_reason(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, at("/works/%", withdrawn.pid), &a);
        assert_int_equal(a.reply.status, 410);
        assert_has(str_text(&a.reply.body), "The data were &lt;b&gt;wrong&lt;/b&gt;.");
        assert_has_not(str_text(&a.reply.body), "Wrong figures");
        assert_string_equal(reply_header_value(&a.reply, "Cache-Control"), "no-store");
        answer_done(&a);

        ask(&site, at("/works/%/files/paper.pdf", withdrawn.pid), &a);
        assert_int_equal(a.reply.status, 410);
        assert_int_equal(a.reply.fd, -1);
        answer_done(&a);

        ask(&site, at("/api/v1/works/%", withdrawn.pid), &a);
        assert_int_equal(a.reply.status, 410);
        assert_has(str_text(&a.reply.body), "\"status\":410");
        answer_done(&a);
}

static void errors_of_the_api_are_json(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, "/api/v1/search?sdg=99", &a);
        assert_int_equal(a.reply.status, 400);
        assert_string_equal(a.reply.media_type, "application/json");
        assert_has(str_text(&a.reply.body), "{\"error\":{\"status\":400,\"message\":\"“99” (sdg)");
        answer_done(&a);

        ask(&site, "/api/v1/nothing", &a);
        assert_int_equal(a.reply.status, 404);
        assert_string_equal(a.reply.media_type, "application/json");
        answer_done(&a);

        ask(&site, "/api/v1/search?q=%zz", &a);
        assert_int_equal(a.reply.status, 400);
        assert_string_equal(a.reply.media_type, "application/json");
        answer_done(&a);
}

static void an_unknown_filter_is_a_notice_on_the_page(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, "/search?q=lend&sdg=99", &a);
        assert_int_equal(a.reply.status, 200);
        assert_has(str_text(&a.reply.body), "This filter was left out.");
        assert_has(str_text(&a.reply.body), "1 result");
        answer_done(&a);
}

static void a_page_beyond_the_last_leads_back(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, "/search?page=5000", &a);
        assert_int_equal(a.reply.status, 200);
        assert_has(str_text(&a.reply.body), "Go to the last page");
        answer_done(&a);

        ask(&site, "/api/v1/search?offset=5000", &a);
        assert_int_equal(a.reply.status, 200);
        assert_has(str_text(&a.reply.body), "\"hits\":[]");
        answer_done(&a);
}

static void an_entry_under_its_identifier_leads_to_its_name(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, at("/works/%", entry.pid), &a);
        assert_int_equal(a.reply.status, 301);
        assert_string_equal(reply_header_value(&a.reply, "Location"), "/encyclopedia/credit-union");
        answer_done(&a);
}

static void a_last_slash_is_taken_off_and_leads_nowhere_else(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, "/search/?q=a%20b", &a);
        assert_int_equal(a.reply.status, 301);
        assert_string_equal(reply_header_value(&a.reply, "Location"), "/search?q=a%20b");
        answer_done(&a);

        assert_status(&site, "//evil.example/", 404);
        ask(&site, "//", &a);
        assert_string_equal(reply_header_value(&a.reply, "Location"), "/");
        answer_done(&a);
}

static void without_an_index_the_hub_says_that_it_is_not_ready(void **state)
{
        struct search *kept = site.hub.search;
        struct answer a;

        (void)state;
        site.hub.search = NULL;
        ask(&site, "/search?q=lend", &a);
        assert_int_equal(a.reply.status, 503);
        assert_non_null(reply_header_value(&a.reply, "Retry-After"));
        answer_done(&a);
        assert_status(&site, "/healthz", 503);
        assert_status(&site, "/about", 200);
        assert_status(&site, "/style.css", 200);
        assert_status(&site, "/nothing", 404);
        site.hub.search = kept;
}

static void other_methods_are_refused_and_options_told(void **state)
{
        struct answer a;

        (void)state;
        answer_init(&a, &site, "/search");
        a.request.method = METHOD_OTHER;
        request_answer(&a.request, &a.reply);
        assert_int_equal(a.reply.status, 405);
        assert_string_equal(reply_header_value(&a.reply, "Allow"), "GET, HEAD, OPTIONS");
        answer_done(&a);

        answer_init(&a, &site, "/search");
        a.request.method = METHOD_OPTIONS;
        request_answer(&a.request, &a.reply);
        assert_int_equal(a.reply.status, 204);
        assert_string_equal(reply_header_value(&a.reply, "Allow"), "GET, HEAD, OPTIONS");
        answer_done(&a);
}

static void a_page_changes_its_tag_only_with_the_index(void **state)
{
        char *before, *after;
        struct answer a;

        (void)state;
        ask(&site, "/search?q=lend", &a);
        before = strdup(reply_header_value(&a.reply, "ETag"));
        answer_done(&a);
        ask(&site, "/search?q=lend", &a);
        assert_string_equal(reply_header_value(&a.reply, "ETag"), before);
        answer_done(&a);

        answer_init(&a, &site, "/search?q=lend");
        a.request.if_none_match = before;
        request_answer(&a.request, &a.reply);
        assert_int_equal(a.reply.status, 304);
        assert_int_equal(a.reply.body.len, 0);
        answer_done(&a);

        hub_publish(&site.hub,
                    "{'titles':[{'text':'Another','language':'en'}],"
                    "'creators':[{'name':'E. F.'}],'year':2018}",
                    "en", "More.");
        hub_follow(&site.hub);
        ask(&site, "/search?q=lend", &a);
        after = strdup(reply_header_value(&a.reply, "ETag"));
        assert_string_not_equal(before, after);
        answer_done(&a);
        free(before);
        free(after);
}

static void the_style_sheet_is_kept_for_ever_under_its_digest(void **state)
{
        struct answer a;

        (void)state;
        ask(&site, pages_style_address(site.pages), &a);
        assert_has(reply_header_value(&a.reply, "Cache-Control"), "immutable");
        answer_done(&a);
        ask(&site, "/style.css?v=old", &a);
        assert_has_not(reply_header_value(&a.reply, "Cache-Control"), "immutable");
        answer_done(&a);
}

static void a_blob_that_is_gone_is_our_fault_and_not_a_crash(void **state)
{
        struct store_version v = hub_publish(&site.hub,
                                             "{'titles':[{'text':'Lost file','language':'en'}],"
                                             "'creators':[{'name':'G. H.'}],'year':2017}",
                                             "en", "Lost.");
        struct public_doc *doc = NULL;
        struct error err;
        char *path;

        (void)state;
        hub_follow(&site.hub);
        assert_done(search_doc(site.hub.search, v.pid, &doc, &err), &err);
        path = store_blob_path(site.hub.dir, doc->files[0].sha256);
        assert_int_equal(unlink(path), 0);
        free(path);
        public_doc_free(doc);
        assert_status(&site, at("/works/%/files/paper.pdf", v.pid), 500);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_documented_address_answers),
                cmocka_unit_test(every_route_has_a_row_that_can_be_reached),
                cmocka_unit_test(what_is_not_there_is_404),
                cmocka_unit_test(a_draft_is_nowhere),
                cmocka_unit_test(a_withdrawn_work_is_410_with_its_reason),
                cmocka_unit_test(errors_of_the_api_are_json),
                cmocka_unit_test(an_unknown_filter_is_a_notice_on_the_page),
                cmocka_unit_test(a_page_beyond_the_last_leads_back),
                cmocka_unit_test(an_entry_under_its_identifier_leads_to_its_name),
                cmocka_unit_test(a_last_slash_is_taken_off_and_leads_nowhere_else),
                cmocka_unit_test(without_an_index_the_hub_says_that_it_is_not_ready),
                cmocka_unit_test(other_methods_are_refused_and_options_told),
                cmocka_unit_test(a_page_changes_its_tag_only_with_the_index),
                cmocka_unit_test(the_style_sheet_is_kept_for_ever_under_its_digest),
                cmocka_unit_test(a_blob_that_is_gone_is_our_fault_and_not_a_crash),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
