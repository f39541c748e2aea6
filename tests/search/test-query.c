/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people type, and what it means; no text is an error. */
#include "hub.h"

#include "search/query.h"

#define LANGUAGES "en fr es ru ar zh ko"

/* The tree of each. */
static const struct {
        const char *typed, *tree;
} meanings[] = {
        /* words */
        {"cooperatives", "cooperatives"},
        {"rural  banks", "(and rural banks)"},
        {"  rural\tbanks\n", "(and rural banks)"},
        {"rural　banks", "(and rural banks)"}, /* an ideographic space */
        {"role of banks", "(and role of banks)"},
        {"l'économie sociale", "(and l'économie sociale)"},
        {"co-operative", "co-operative|cooperative"},
        {"state-of-the-art", "state-of-the-art|stateoftheart"},
        {"and", "and"},
        {"or", "or"},
        {"not near", "(and not near)"},
        {"C++", "C++"},
        {"a/b", "a/b"},
        {"10.1234/abc.5", "10.1234/abc.5"},
        {"https://doi.org/10.1/x", "(and https //doi.org/10.1/x)"},
        {"me@example.org", "me@example.org"},
        {"社会经济", "社会经济"},
        {"经", "经*"},
        {"미", "미*"},
        {"협동조합 경제", "(and 협동조합 경제)"},
        /* phrases */
        {"\"social economy\"", "\"social economy\""},
        {"“social economy”", "\"social economy\""},
        {"« économie sociale »", "\" économie sociale \""},
        {"\"social economy\" banks", "(and \"social economy\" banks)"},
        {"x\"social economy\"y", "(and x \"social economy\" y)"},
        {"\"\"", "nothing"},
        {"\" \"", "nothing"},
        {"\"social economy", "(and social economy)"},
        {"social economy\"", "(and social economy)"},
        {"\"a\" \"b", "(and \"a\" b)"},
        {"\"coop\"*", "\"coop\"*"},
        {"\"social eco\"*", "\"social eco\"*"},
        {"\"AND\"", "\"AND\""},
        {"\"(\"", "nothing"},
        /* without */
        {"banks -rural", "(and banks (not rural))"},
        {"banks NOT rural", "(and banks (not rural))"},
        {"banks -\"rural credit\"", "(and banks (not \"rural credit\"))"},
        {"banks -(rural urban)", "(and banks (not (and rural urban)))"},
        {"banks --rural", "(and banks (not rural))"},
        {"banks - rural", "(and banks rural)"},
        {"-rural", "(not rural)"},
        {"NOT rural", "(not rural)"},
        {"NOT NOT rural", "(not rural)"},
        {"-rural -urban", "(and (not rural) (not urban))"},
        {"(S)-2-butanol", "(and S -2-butanol|2butanol)"},
        {"\"rural\"-banks", "(and \"rural\" -banks)"},
        {"(-rural banks)", "(and (not rural) banks)"},
        {"banks -", "banks"},
        {"banks NOT", "banks"},
        {"--", "nothing"},
        {"NOT", "nothing"},
        {"-author:otieno banks", "(and (not creator:otieno) banks)"},
        /* or, and, brackets */
        {"rural OR urban", "(or rural urban)"},
        {"rural OR urban banks", "(or rural (and urban banks))"},
        {"(rural OR urban) banks", "(and (or rural urban) banks)"},
        {"rural AND banks", "(and rural banks)"},
        {"AND banks", "banks"},
        {"banks AND", "banks"},
        {"OR banks", "banks"},
        {"banks OR", "banks"},
        {"OR OR OR", "nothing"},
        {"AND OR NOT", "nothing"},
        {"a OR OR b", "(or a b)"},
        {"a AND AND b", "(and a b)"},
        {"a AND OR b", "(or a b)"},
        {"(rural banks", "(and rural banks)"},
        {"rural banks)", "(and rural banks)"},
        {")rural( banks", "(and rural banks)"},
        {"()", "nothing"},
        {"( ( ) )", "nothing"},
        {"((a))", "a"},
        {"(a (b (c)))", "(and a b c)"},
        {"a OR -b", "a"},
        {"(-b) OR (-c)", "(or (not b) (not c))"},
        {"a (-b -c)", "(and a (not b) (not c))"},
        {"foo(bar)baz", "(and foo bar baz)"},
        {":-) ;-(", "nothing"},
        /* prefixes */
        {"coop*", "coop*"},
        {"coop* banks", "(and coop* banks)"},
        {"c*", "c"},
        {"*", "nothing"},
        {"* banks", "banks"},
        {"**", "nothing"},
        {"coop**", "coop*"},
        {"*coop", "coop"},
        {"co*op", "(and co* op)"},
        {"经济*", "经济*"},
        {"coop-eco*", "coop-eco*|coopeco"},
        /* columns */
        {"author:otieno", "creator:otieno"},
        {"AUTHOR:Otieno", "creator:Otieno"},
        {"author: otieno", "creator:otieno"},
        {"creator:\"Amina Otieno\"", "creator:\"Amina Otieno\""},
        {"title:(rural OR urban)", "(or title:rural title:urban)"},
        {"title:coop*", "title:coop*"},
        {"keyword:banks abstract:rural text:x", "(and keyword:banks abstract:rural body:x)"},
        {"author:", "author"},
        {"author: ", "author"},
        {"author:\"", "author"},
        {":author", "author"},
        {"author::otieno", "creator:otieno"},
        {"title:title:x", "(and title:title x)"},
        {"isbn:123", "(and isbn 123)"},
        {"title:AND", "title:AND"},
        /* the language of FTS5 is not ours */
        {"NEAR(rural banks, 5)", "(and NEAR rural banks, 5)"},
        {"rural NEAR/5 banks", "(and rural NEAR/5 banks)"},
        {"^rural", "^rural"},
        {"{title creator}: x", "(and {title creator} x)"},
        {"rural + banks", "(and rural banks)"},
        {"'; DROP TABLE doc; --", "(and DROP TABLE doc;)"},
        /* nothing to look for */
        {"", "nothing"},
        {"   ", "nothing"},
        {"?!.,;:", "nothing"},
        {"👩‍🌾", "nothing"},
        {"\xff\xfe", "nothing"},
        {"rural\xff\xc0\x80 banks", "(and rural banks)"},
        {"\x02"
         "fr\x03"
         "banks",
         "(and fr banks)"},
};

static void what_is_typed_has_one_meaning(void **state)
{
        struct error err = {0};
        int wrong = 0;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(meanings); i++) {
                struct query *q = NULL;
                struct str tree = STR_INIT;

                assert_done(query_parse(meanings[i].typed, LANGUAGES, &q, &err), &err);
                query_show(q->root, &tree);
                if (strcmp(str_text(&tree), meanings[i].tree) != 0) {
                        print_error("'%s': expected %s, got %s\n", meanings[i].typed,
                                    meanings[i].tree, str_text(&tree));
                        wrong++;
                }
                str_done(&tree);
                query_free(q);
        }
        assert_int_equal(wrong, 0);
}

/* --- over a hub ----------------------------------------------------------------------------------- */

static const struct {
        const char *title, *creator, *language, *text;
} papers[] = {
        {"Alpha", "Amina Otieno", "en",
         "Rural banks lend to the co-operative societies of farmers."},
        {"Beta", "João Silva", "en", "Urban banks and cooperatives. The social economy grows."},
        {"Gamma", "Amina Silva", "fr",
         "L'économie sociale et solidaire des coopératives agricoles."},
        {"Delta", "Чжан Вэй", "zh", "农民合作社推动社会和团结经济的发展。"},
        {"Epsilon", "Ольга Петрова", "ru", "Развитие сельских кооперативов и банков."},
        {"Zeta", "김민수", "ko", "협동조합은 미래의 경제이다."},
        {"Eta", "WHO", "en", "The economy of social housing; it is what the WHO recommends."},
};

static int setup(void **state)
{
        struct hub *h = calloc(1, sizeof(*h));

        hub_init(h);
        for (size_t i = 0; i < ARRAY_LEN(papers); i++) {
                struct str record = STR_INIT;

                str_addf(&record,
                         "{'titles': [{'text': '%s', 'language': 'en'}], 'creators': [{'name': "
                         "'%s'}],"
                         " 'languages': ['%s'], 'year': %zu}",
                         papers[i].title, papers[i].creator, papers[i].language, 2001 + i);
                hub_publish(h, str_text(&record), papers[i].language, papers[i].text);
                str_done(&record);
        }
        hub_follow(h);
        *state = h;
        return 0;
}

static int teardown(void **state)
{
        hub_done(*state);
        free(*state);
        return 0;
}

/* Titles in the order of the papers; NULL: nothing, whatever the note. */
static const struct {
        const char *typed, *found;
        bool is_relaxed;
} answers[] = {
        {"rural", "Alpha", false},
        {"bank", "Alpha Beta", false},
        {"BANKS", "Alpha Beta", false},
        {"rural bank", "Alpha", false},
        {"cooperative", "Alpha Beta Gamma", false},
        {"co-operative", "Alpha Beta Gamma", false},
        {"cooperatives farmer", "Alpha", false},
        {"\"social economy\"", "Beta", false},
        {"social economy", "Beta Eta", false},
        {"\"economy social\"", "", false},
        {"\"the social economy\"", "Beta", false},
        {"economie sociale", "Beta Gamma Eta", false}, /* stems of two languages meet */
        {"ECONOMIE", "Beta Gamma Eta", false},         /* the stem of economy too */
        {"合作社", "Delta", false},
        {"合作", "Delta", false},
        {"农", "Delta", false},
        {"展", "Delta", false}, /* the last character of a run */
        {"团结经济", "Delta", false},
        {"社会经济", "Delta", true}, /* 社会和团结经济 */
        {"кооператив", "Epsilon", false},
        {"банк", "Epsilon", false},
        {"협동조합", "Zeta", false},
        {"미래", "Zeta", false},
        {"래", "Zeta", false},
        {"coop*", "Alpha Beta Gamma", false},
        {"agri*", "Gamma", false},
        {"banks -rural", "Beta", false},
        {"banks NOT urban", "Alpha", false},
        {"banks -\"rural banks\"", "Beta", false},
        {"-banks -cooperatives -economy", "Delta Epsilon Zeta", false},
        {"rural OR urban", "Alpha Beta", false},
        {"(rural OR urban) farmers", "Alpha", false},
        {"author:otieno", "Alpha", false},
        {"author:silva", "Beta Gamma", false},
        {"author:joao", "Beta", false},
        {"author:silva -author:amina", "Beta", false},
        {"author:(amina silva)", "Gamma", false},
        {"author:петрова", "Epsilon", false},
        {"title:alpha", "Alpha", false},
        {"title:rural", "", false},
        {"text:rural", "Alpha", false},
        {"rural author:silva", "", false}, /* a column is never relaxed */
        {"what is the role of the rural bank", "Alpha", true},
        {"the rural", "Alpha", false},
        {"what the", "Eta", false}, /* only stop words: they count */
        {"WHO recommends", "Eta", false},
        {"rural zzzz", "Alpha", true},
        {"rural AND zzzz", "", false},
        {"zzzz", "", false},
        {"rural urban", "Alpha Beta", true},
        {"\"rural urban\"", "", false},
        {"NEAR(rural banks)", "Alpha", true},
        {"2001", "", false}, /* a year is a filter */
        {"?!", "", false},
        {"\"", "", false},
        {"'; DROP TABLE doc; --", "", false},
};

static char *found_by(struct hub *h, const char *typed, bool *ret_relaxed)
{
        struct search_results *r = hub_search(h, typed);
        struct str s = STR_INIT;

        for (size_t i = 0; i < ARRAY_LEN(papers); i++)
                for (size_t k = 0; k < r->n_hits; k++)
                        if (!strcmp(r->hits[k].title, papers[i].title))
                                str_addf(&s, "%s%s", s.len ? " " : "", papers[i].title);
        assert_int_equal(r->total, r->n_hits);
        *ret_relaxed = r->note && strstr(r->note, "No document has all") != NULL;
        search_results_free(r);
        return str_steal(&s);
}

static void a_question_finds_what_it_means(void **state)
{
        int wrong = 0;

        for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
                bool relaxed;
                char *found = found_by(*state, answers[i].typed, &relaxed);

                if (strcmp(found, answers[i].found) != 0 || relaxed != answers[i].is_relaxed) {
                        print_error("'%s': expected '%s'%s, found '%s'%s\n", answers[i].typed,
                                    answers[i].found, answers[i].is_relaxed ? " relaxed" : "",
                                    found, relaxed ? " relaxed" : "");
                        wrong++;
                }
                free(found);
        }
        assert_int_equal(wrong, 0);
}

/* All that can be typed goes through FTS5: nothing in it may be read as its syntax. */
static void no_text_is_an_error(void **state)
{
        static const char *const scraps[] = {
                "\"",     "(",       ")",  "*",  ":",     "-",    "AND",  "OR", "NOT", "NEAR(",
                "title:", "author:", " ",  "^",  "+",     "{",    "}",    ",",  "'",   "rural",
                "banks",  "经济",    "미", "l'", "co-op", "\x01", "\xff", "a",
        };
        struct hub *h = *state;
        unsigned int random = 3;

        for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
                search_results_free(hub_search(h, meanings[i].typed));
        for (int round = 0; round < 3000; round++) {
                struct str s = STR_INIT;
                struct search_query q = {.limit = 3, .any_words = round % 3 == 0};

                for (int i = 0; i < 10; i++) {
                        random = random * 1103515245u + 12345u;
                        str_add(&s, scraps[(random >> 16) % ARRAY_LEN(scraps)]);
                        if (random & 0x80000)
                                str_add_char(&s, ' ');
                }
                q.text = str_text(&s);
                search_results_free(hub_run(h, &q));
                str_done(&s);
        }
}

static void deep_brackets_are_as_if_they_were_not_there(void **state)
{
        struct str s = STR_INIT;

        for (int i = 0; i < 500; i++)
                str_add(&s, "(");
        str_add(&s, "rural");
        for (int i = 0; i < 500; i++)
                str_add(&s, ")");
        assert_titles(*state, str_text(&s), "Alpha");
        str_clear(&s);
        for (int i = 0; i < QUERY_DEPTH_MAX * 2; i++)
                str_add(&s, "(rural OR (urban -");
        str_add(&s, "zzz");
        search_results_free(hub_search(*state, str_text(&s)));
        str_done(&s);
}

static void words_beyond_the_limit_are_left_out_and_that_is_said(void **state)
{
        struct str s = STR_INIT;
        struct search_results *r;

        for (int i = 0; i < SEARCH_TERMS_MAX - 1; i++)
                str_addf(&s, "x%d OR ", i);
        str_add(&s, "rural"); /* the last that counts */
        r = hub_search(*state, str_text(&s));
        assert_int_equal(r->total, 1);
        assert_null(r->note);
        search_results_free(r);

        str_clear(&s);
        for (int i = 0; i < SEARCH_TERMS_MAX; i++)
                str_addf(&s, "x%d OR ", i);
        str_add(&s, "rural");
        r = hub_search(*state, str_text(&s));
        assert_int_equal(r->total, 0);
        assert_non_null(r->note);
        search_results_free(r);

        str_clear(&s);
        str_add_char(&s, '"'); /* one phrase of many words */
        for (int i = 0; i < SEARCH_TERMS_MAX + 50; i++)
                str_add(&s, "a ");
        str_add_char(&s, '"');
        r = hub_search(*state, str_text(&s));
        assert_non_null(r->note);
        search_results_free(r);
        str_done(&s);
}

static void a_question_beyond_the_limit_is_not_looked_up_and_that_is_said(void **state)
{
        struct str s = STR_INIT;
        struct search_results *r;

        str_add(&s, "rural");
        while (s.len < SEARCH_QUERY_MAX)
                str_add_char(&s, ' ');
        r = hub_search(*state, str_text(&s));
        assert_int_equal(r->total, 1);
        search_results_free(r);
        str_add_char(&s, ' ');
        r = hub_search(*state, str_text(&s));
        assert_int_equal(r->total, 0);
        assert_int_equal(r->n_hits, 0);
        assert_non_null(r->note);
        search_results_free(r);
        for (int i = 0; i < 10000; i++)
                str_add(&s, "word ");
        r = hub_search(*state, str_text(&s));
        assert_non_null(r->note);
        search_results_free(r);
        str_done(&s);
}

static void evaluation_takes_documents_with_any_of_the_words(void **state)
{
        struct search_query q = {.text = "rural zzzz urban", .limit = 10, .any_words = true};
        struct search_results *r = hub_run(*state, &q);

        assert_int_equal(r->total, 2);
        search_results_free(r);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_typed_has_one_meaning),
                cmocka_unit_test(a_question_finds_what_it_means),
                cmocka_unit_test(no_text_is_an_error),
                cmocka_unit_test(deep_brackets_are_as_if_they_were_not_there),
                cmocka_unit_test(words_beyond_the_limit_are_left_out_and_that_is_said),
                cmocka_unit_test(a_question_beyond_the_limit_is_not_looked_up_and_that_is_said),
                cmocka_unit_test(evaluation_takes_documents_with_any_of_the_words),
        };

        return cmocka_run_group_tests(tests, setup, teardown);
}
