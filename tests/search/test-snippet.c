/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words shown of a hit: the right page, whole words, the matches marked. */
#include "hub.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "search/fields.h"

#include <ctype.h>

static struct hub hub;

static int setup(void **state)
{
        hub_init(&hub);
        *state = &hub;
        return 0;
}

static int teardown(void **state)
{
        (void)state;
        hub_done(&hub);
        return 0;
}

static void publish_pages(const char *title, const char *language, const char *const *pages,
                          size_t n)
{
        struct str record = STR_INIT;
        struct store_version v;

        str_addf(&record,
                 "{'titles': [{'text': '%s', 'language': '%s'}], 'creators': [{'name': 'A B'}], "
                 "'languages': ['%s'], 'abstracts': [{'text': 'An abstract about mutual aid, of "
                 "%s.', "
                 "'language': 'en'}]}",
                 title, language, language, title);
        v = hub_add(&hub, NULL, str_text(&record), language, pages, n);
        hub_set_state(&hub, v.id, STATE_PUBLISHED);
        hub_follow(&hub);
        str_done(&record);
}

static struct search_results *one_hit(const char *text)
{
        struct search_results *r = hub_search(&hub, text);

        assert_int_equal(r->n_hits, 1);
        return r;
}

/* The marked words, apart by '|'. Heap. */
static char *marked(const struct search_hit *h)
{
        struct str s = STR_INIT;

        for (size_t i = 0; i < h->n_spans; i++) {
                assert_true(h->spans[i].start < h->spans[i].end);
                assert_true(h->spans[i].end <= strlen(h->snippet));
                assert_true(i == 0 || h->spans[i].start >= h->spans[i - 1].end);
                str_add(&s, i ? "|" : "");
                str_add_bytes(&s, h->snippet + h->spans[i].start,
                              h->spans[i].end - h->spans[i].start);
        }
        return str_steal(&s);
}

static void assert_snippet(const char *text, int page, const char *marks)
{
        struct search_results *r = one_hit(text);
        char *m = marked(&r->hits[0]);

        if (r->hits[0].page != page || strcmp(m, marks) != 0)
                fail_msg("'%s': expected page %d and '%s', got page %d and '%s' in '%s'", text,
                         page, marks, r->hits[0].page, m, r->hits[0].snippet);
        assert_true(utf8_is_valid(r->hits[0].snippet, strlen(r->hits[0].snippet)));
        free(m);
        search_results_free(r);
}

static void the_page_is_the_one_with_the_words(void **state)
{
        const char *const pages[] = {"The first page speaks of harvests.", "", /* a picture */
                                     "The third page speaks of cooperative banks and members.",
                                     "The fourth, of banks alone."};

        (void)state;
        publish_pages("Pages", "en", pages, ARRAY_LEN(pages));
        assert_snippet("harvest", 1, "harvests");
        assert_snippet("cooperatives", 3, "cooperative");
        assert_snippet("cooperative bank", 3, "cooperative|banks");
        assert_snippet("\"cooperative banks\"", 3, "cooperative banks");
        assert_snippet("fourth banks", 4, "fourth|banks");
        assert_snippet("bank*", 3, "banks");
        assert_snippet("bank -urban", 3, "banks");
}

static void the_words_standing_together_win_over_the_first_ones(void **state)
{
        const char *const pages[] = {"Water is scarce. One two three four five six seven eight "
                                     "nine ten eleven twelve. One two "
                                     "three four five six seven eight nine ten eleven twelve "
                                     "thirteen fourteen. One two three four "
                                     "five six seven eight nine ten. The right to land.",
                                     "The right to water is a human right."};

        (void)state;
        publish_pages("Together", "en", pages, ARRAY_LEN(pages));
        assert_snippet("water right", 2, "right|water|right");
}

static void a_match_in_the_abstract_or_title_only_has_no_page(void **state)
{
        const char *const pages[] = {"Nothing of that kind."};
        struct search_results *r;

        (void)state;
        publish_pages("Zanzibar", "en", pages, 1);
        assert_snippet("mutual", 0, "mutual");
        assert_snippet("title:zanzibar", 0, "");
        r = one_hit("title:zanzibar");
        assert_string_equal(r->hits[0].snippet, "An abstract about mutual aid, of Zanzibar.");
        search_results_free(r);
}

static void matches_are_marked_in_every_script(void **state)
{
        static const struct {
                const char *language, *text, *query, *marks;
        } cases[] = {
                {"fr", "Dans l’économie sociale, l’entraide.", "économie", "économie"},
                {"ar", "تعزز التعاونيات التَّنمية المستدامة.", "تنمية", "التَّنمية"},
                {"ru", "Развитие кооперативов и взаимопомощи.", "кооператив", "кооперативов"},
                {"zh", "农民合作社推动经济的发展。", "合作社", "合作社"},
                {"ko", "협동조합은 미래의 경제이다.", "협동조합", "협동조합"},
                {"th", "สหกรณ์การเกษตรในชนบท", "สหกรณ์", "สหกรณ์"},
                {"es", "La cooperación entre organizaciones.", "cooperacion", "cooperación"},
                {"en", "The co-operative’s members.", "operative", "operative’s"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                hub_done(&hub);
                hub_init(&hub);
                publish_pages("Script", cases[i].language, &cases[i].text, 1);
                assert_snippet(cases[i].query, 1, cases[i].marks);
        }
}

/* Numbered words, so that what is cut can be told. */
static char *long_page(int words, const char *word, int at)
{
        struct str s = STR_INIT;

        for (int i = 0; i < words; i++) {
                if (i == at)
                        str_addf(&s, "%s ", word);
                else
                        str_addf(&s, "été%d%s", i, i % 12 == 11 ? ".\n" : " ");
        }
        return str_steal(&s);
}

static void a_snippet_is_cut_between_words_and_says_so(void **state)
{
        (void)state;
        for (int at = 0; at < 3000; at += 149) {
                CLEANUP(freep) char *page = long_page(3000, "zebra", at);
                const char *const pages[] = {page};
                struct search_results *r;
                const char *s;
                char *m;

                hub_done(&hub);
                hub_init(&hub);
                publish_pages("Long", "fr", pages, 1);
                r = one_hit("zebra");
                s = r->hits[0].snippet;
                m = marked(&r->hits[0]);
                assert_string_equal(m, "zebra");
                assert_int_equal(r->hits[0].page, 1);
                assert_true(strlen(s) <= SNIPPET_MAX + 16);
                assert_true(strlen(s) > SNIPPET_MAX / 3);
                assert_null(strstr(s, "\n"));
                assert_true(at == 0 ? s[0] == 'z' : at < 10 || str_starts(s, "…"));
                assert_true(at > 2900 || str_ends(s, "…"));
                for (const char *p = s; (p = strstr(p, "té")); p++) /* no word has lost its end */
                        assert_true(isdigit((unsigned char)p[3]));
                free(m);
                search_results_free(r);
        }
}

static void a_page_is_kept_in_passages_that_are_its_text(void **state)
{
        CLEANUP(freep) char *page = long_page(20000, "x", 5);
        size_t n = strlen(page), at = 0;

        (void)state;
        while (at < n) {
                size_t len = fields_passage_len(page + at, n - at);

                assert_true(len > 0 && len <= n - at);
                assert_true(len <= PASSAGE_MAX + PASSAGE_MAX / 4);
                assert_true(at + len == n || page[at + len - 1] == ' ' ||
                            page[at + len - 1] == '\n');
                at += len;
        }
        assert_int_equal(at, n);
        /* no space to cut at: between characters */
        memset(page, '\xc3', n);
        for (size_t i = 1; i < n; i += 2)
                page[i] = '\xa9';
        for (at = 0; n - at > 1;) {
                size_t len = fields_passage_len(page + at, (n - at) & ~1UL);

                assert_true(len > 0 && len % 2 == 0);
                at += len;
        }
}

static void white_space_is_single_and_marks_stay_on_their_words(void **state)
{
        const char *const pages[] = {"  \n\n  Solidarity\n\n\n   finance   \t for \n all.  "};
        struct search_results *r;

        (void)state;
        publish_pages("White", "en", pages, 1);
        assert_snippet("finance solidarity", 1, "Solidarity|finance");
        r = one_hit("finance");
        assert_string_equal(r->hits[0].snippet, "Solidarity finance for all.");
        search_results_free(r);
}

static void entries_have_snippets_without_pages(void **state)
{
        (void)state;
        hub_publish_entry(
                &hub, "mutuality",
                "{'slug': 'mutuality', 'title': 'Mutuality', 'language': 'en', 'part': 'actors', "
                "'authors': [{'name': 'A'}], 'summary': 'In a nutshell', 'body': '## Old "
                "times\\n\\nFriendly *societies* insured workers.'}");
        hub_follow(&hub);
        assert_snippet("friendly society", 0, "Friendly|societies");
}

/* The longest documents have some 2 400 pages: reading all of them for a snippet would show. */
static void a_long_document_costs_no_more_than_a_short_one(void **state)
{
        enum { N = 2400 };
        const char **pages = calloc(N, sizeof(*pages));
        int64_t start;

        (void)state;
        for (int i = 0; i < N; i++)
                pages[i] = long_page(350, i == 1999 ? "walrus" : "seal", 200);
        publish_pages("Volumes", "en", pages, N);
        assert_snippet("walrus", 2000, "walrus");
        assert_snippet("seal walrus", 2000, "walrus");
        assert_snippet("été199 seal", 1, "été199|seal");
        start = clock_monotonic_ms();
        for (int i = 0; i < 20; i++) {
                search_results_free(one_hit("walrus"));
                search_results_free(one_hit("seal walrus volumes"));
        }
        print_message("a snippet out of %d pages: %.2f ms a search\n", N,
                      (double)(clock_monotonic_ms() - start) / 40);
        assert_true(clock_monotonic_ms() - start < 40 * 100);
        for (int i = 0; i < N; i++)
                free((void *)(uintptr_t)pages[i]);
        free(pages);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(the_page_is_the_one_with_the_words),
                TEST(the_words_standing_together_win_over_the_first_ones),
                TEST(a_match_in_the_abstract_or_title_only_has_no_page),
                TEST(matches_are_marked_in_every_script),
                TEST(a_snippet_is_cut_between_words_and_says_so),
                TEST(a_page_is_kept_in_passages_that_are_its_text),
                TEST(white_space_is_single_and_marks_stay_on_their_words),
                TEST(entries_have_snippets_without_pages),
                TEST(a_long_document_costs_no_more_than_a_short_one),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
