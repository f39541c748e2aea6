/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How text becomes what is searched for. */
#include "unit.h"

#include "base/str.h"
#include "base/utf8.h"
#include "search/analyze.h"

#include <stdbool.h>

/* Tokens of one position are joined by '|', positions by spaces. */
static int show(void *user, const struct token *t)
{
        struct str *s = user;

        if (s->len)
                str_add_char(s, t->is_colocated ? '|' : ' ');
        str_add_bytes(s, t->text, t->len);
        return 0;
}

static char *analyzed(const char *text, const char *language, enum analysis purpose)
{
        struct str s = STR_INIT;

        assert_int_equal(search_analyze(text, strlen(text), language, purpose, show, &s), 0);
        return str_steal(&s);
}

static void assert_document(const char *language, const char *text, const char *expected)
{
        char *got = analyzed(text, language, ANALYSE_DOCUMENT);

        if (strcmp(got, expected) != 0)
                fail_msg("%s '%s': expected '%s', got '%s'", language, text, expected, got);
        free(got);
}

/* Would a search for `query` in these languages find `text`? All positions of the query in a row. */
struct forms {
        char *form[4096];
        int position[4096];
        size_t n;
        int at;
};

static int collect(void *user, const struct token *t)
{
        struct forms *f = user;

        f->at += !t->is_colocated;
        assert_true(f->n < ARRAY_LEN(f->form));
        f->form[f->n] = strndup(t->text, t->len);
        f->position[f->n++] = f->at;
        return 0;
}

static void forms_done(struct forms *f)
{
        for (size_t i = 0; i < f->n; i++)
                free(f->form[i]);
}

static bool has(const struct forms *f, int position, const char *form)
{
        for (size_t i = 0; i < f->n; i++)
                if (f->position[i] == position && !strcmp(f->form[i], form))
                        return true;
        return false;
}

static bool matches_at(const struct forms *doc, const struct forms *query, int offset)
{
        for (int p = 1; p <= query->at; p++) {
                bool found = false;

                for (size_t i = 0; i < query->n; i++)
                        if (query->position[i] == p)
                                found |= has(doc, p + offset, query->form[i]);
                if (!found)
                        return false;
        }
        return true;
}

static bool finds(const char *query, const char *languages, const char *text, const char *language)
{
        struct forms doc = {.n = 0}, q = {.n = 0};
        bool found = false;

        search_analyze(text, strlen(text), language, ANALYSE_DOCUMENT, collect, &doc);
        search_analyze(query, strlen(query), languages, ANALYSE_QUERY, collect, &q);
        for (int offset = 0; offset + q.at <= doc.at && !found; offset++)
                found = q.at > 0 && matches_at(&doc, &q, offset);
        forms_done(&doc);
        forms_done(&q);
        return found;
}

#define ALL "en fr es pt ru ar de it zh ko"

static const struct {
        const char *query, *text, *language;
        bool is_found;
} meetings[] = {
        {"cooperatives", "A cooperative of farmers", "en", true},
        {"cooperative", "The cooperatives' bank", "en", true},
        {"worker", "a worker's voice", "en", true},
        {"cooperative", "the co-operative movement", "en", true},
        {"operative", "the co-operative movement", "en", true},
        {"cooperative", "the coop-\nerative movement", "en", true},
        {"coops", "the co-op", "en", true},
        {"USA", "made in the U.S.A. today", "en", true},
        {"1000", "1,000 members", "en", true},
        {"8.3", "target 8.3.", "en", true},
        {"oneill", "Eugene O’Neill", "en", true},
        {"économie sociale", "L’économie sociale et solidaire", "fr", true},
        {"economie", "l'économie", "fr", true},
        {"ÉCONOMIES", "l'économie", "fr", true},
        {"une", "d'une", "fr", true},
        {"qu'il", "ce qu’il faut", "fr", true},
        {"coopérative", "les coopératives agricoles", "fr", true},
        {"oeuvre", "une œuvre", "fr", true},
        {"cooperacion", "la cooperación", "es", true},
        {"cooperacion", "cooperaciones", "es", true},
        {"cooperación", "cooperaciones", "es", true},
        {"economías", "economia", "es", true},
        {"nino", "los niños", "es", true},
        {"organizações", "a organização", "pt", true},
        {"organizacao", "as organizações", "pt", true},
        {"dell'economia", "l’economia sociale", "it", true},
        {"Genossenschaft", "die Genossenschaften", "de", true},
        {"strasse", "Straßen", "de", true},
        {"кооператив", "кооперативов", "ru", true},
        {"кооператив", "кооперативы", "ru", true},
        {"кооператив", "кооперативами", "ru", true},
        {"кооперативы", "кооператив", "ru", true},
        {"кооперативов", "кооператив", "ru", true},
        {"кооперативов", "кооперативы", "ru", true},
        {"кооперативами", "кооператив", "ru", true},
        {"кооперативами", "кооперативов", "ru", true},
        {"еще", "ещё", "ru", true},
        {"экономика", "социальной экономики", "ru", true},
        {"التعاونيات", "تعاونية", "ar", true},
        {"تنمية", "التَّنمية المستدامة", "ar", true},
        {"اقتصاد", "الإقتصاد الاجتماعي", "ar", true},
        {"مدرسه", "مدرسة", "ar", true},
        {"علي", "على", "ar", true},
        {"2015", "سنة ٢٠١٥", "ar", true},
        {"经济", "社会和团结经济", "zh", true},
        {"必让他", "而不必让\n他人", "zh", true}, /* lines break anywhere */
        {"发起人，而不必", "回报发起人，而不必让", "zh", true},
        {"사업을 하고 있는", "실제로 사업을 하고 있는 조합", "ko", true},
        {"会", "社会经济", "zh", false}, /* one character is a prefix search: see query.c */
        {"合作社", "农民合作社的发展", "zh", true},
        {"合社", "农民合作社的发展", "zh", false},
        {"合作", "農民合作", "zh", true},
        {"협동조합", "협동조합은 지역", "ko", true},
        {"미래", "미래의 경제", "ko", true},
        {"きょうどう", "きょうどうくみあい", "ja", true},
        {"ﾃｽﾄ", "テスト", "ja", true},
        {"สหกรณ์", "สหกรณ์การเกษตร", "th", true},
        {"συνεταιρισμός", "συνεταιρισμοί", "el", true},
        {"economy", "Экономика: social economies", "ru", true},
        {"bank", "a river", "en", false},
        {"car", "care", "en", false},
};

static void the_words_of_a_query_meet_their_other_forms(void **state)
{
        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(meetings); i++)
                if (finds(meetings[i].query, ALL, meetings[i].text, meetings[i].language) !=
                    meetings[i].is_found) {
                        char *q = analyzed(meetings[i].query, ALL, ANALYSE_QUERY);
                        char *d =
                                analyzed(meetings[i].text, meetings[i].language, ANALYSE_DOCUMENT);

                        fail_msg("'%s' (%s) should %sbe found in '%s' (%s)", meetings[i].query, q,
                                 meetings[i].is_found ? "" : "not ", meetings[i].text, d);
                }
}

static void a_document_keeps_the_stem_and_where_it_differs_the_exact_form(void **state)
{
        (void)state;
        assert_document("en", "The Cooperatives", "the cooper|=cooperatives");
        assert_document("fr", "L’économie", "econom|=economie");
        assert_document("zh", "社会经济。发展", "社会 会经 经济|济 发展|展");
        assert_document("ko", "미래의", "미래 래의|의");
        assert_document("", "Cooperatives", "cooper|=cooperatives");
        assert_document("pl", "Spółdzielnia", "spoldzielnia");
}

static void a_hyphenated_word_is_its_parts_and_the_joined_form_with_the_first(void **state)
{
        (void)state;
        assert_document("pl", "co-op state-of-the-art 2015-2022",
                        "co|coop op state|stateoftheart of the art 2015 2022");
        assert_document("pl", "trailing- -leading", "trailing leading");
}

static void language_marks_switch_the_stemmer_and_are_no_words(void **state)
{
        (void)state;
        assert_document("en",
                        "\x02"
                        "fr\x03"
                        "coopératives \x02pt-BR\x03organizações",
                        "cooper|=cooperatives organiz|organizaco|=organizacoes");
        assert_document("en", "never closed \x02 mark", "never close|=closed mark");
}

static int count(void *user, const struct token *t)
{
        size_t *at = user;

        (void)t;
        *at += 1;
        return 0;
}

static void the_separator_keeps_phrases_from_running_across(void **state)
{
        size_t n = 0;

        (void)state;
        assert_document("pl",
                        "ann\x1e"
                        "bob",
                        "ann \x1e bob");
        search_analyze("ann\x1e"
                       "bob",
                       7, "pl", ANALYSE_QUERY, count, &n);
        assert_int_equal(n, 4); /* =ann ann =bob bob */
}

struct order {
        const char *text;
        size_t n, last_start, tokens;
};

static int check_offsets(void *user, const struct token *t)
{
        struct order *o = user;

        assert_true(t->len > 0);
        assert_true(utf8_is_valid(t->text, t->len));
        assert_true(t->start < t->end && t->end <= o->n);
        assert_true(t->start >= o->last_start);
        assert_true((o->text[t->start] & 0xC0) != 0x80);
        assert_true(t->end == o->n || (o->text[t->end] & 0xC0) != 0x80);
        assert_true(t->len <= SEARCH_WORD_MAX + 1);
        assert_true(o->tokens || !t->is_colocated);
        o->last_start = t->start;
        o->tokens++;
        return 0;
}

/* Scraps that meet each other in every order. */
static const char *const scraps[] = {
        "co-operative",
        "l'économie",
        "d'",
        "'s",
        "社会",
        "경제",
        "تعاون",
        "-",
        ".",
        ",",
        "1,000",
        "\n",
        "ко",
        "й",
        "\xcc\x81",
        "\xef\xb7\xba",
        "ﬁ",
        "\x02",
        "fr\x03",
        "\x1e",
        "สหกรณ์",
        "👩‍🌾",
        "=",
        "\"",
        "U.S",
        "İ",
        "ß",
        "ー",
        "ｶ",
        "\xe2\x80\x8d",
        "a",
        "7",
};

static void offsets_of_tokens_are_ordered_in_range_and_between_characters(void **state)
{
        unsigned int random = 7;

        (void)state;
        for (int round = 0; round < 20000; round++) {
                struct str s = STR_INIT;
                struct order o = {0};

                for (int i = 0; i < 8; i++) {
                        random = random * 1103515245u + 12345u;
                        str_add(&s, scraps[(random >> 16) % ARRAY_LEN(scraps)]);
                }
                o.text = str_text(&s);
                o.n = s.len;
                assert_int_equal(search_analyze(o.text, o.n, "fr", round % 3, check_offsets, &o),
                                 0);
                str_done(&s);
        }
}

static void a_word_beyond_the_limit_is_cut_the_same_way_everywhere(void **state)
{
        char word[SEARCH_WORD_MAX * 3 + 1];
        struct order o = {word, sizeof(word) - 1, 0, 0};
        char *got;

        (void)state;
        memset(word, 'a', sizeof(word) - 1);
        word[sizeof(word) - 1] = '\0';
        assert_int_equal(search_analyze(word, o.n, "en", ANALYSE_DOCUMENT, check_offsets, &o), 0);
        assert_int_equal(o.tokens, 1);
        got = analyzed(word, "en", ANALYSE_DOCUMENT);
        assert_int_equal(strlen(got), SEARCH_WORD_MAX);
        free(got);

        memset(word, 'a', SEARCH_STEMMED_MAX);
        memcpy(word + SEARCH_STEMMED_MAX - 1, "s", 2);
        got = analyzed(word, "en", ANALYSE_DOCUMENT); /* the longest that is stemmed */
        assert_non_null(strstr(got, "|="));
        free(got);
        memcpy(word + SEARCH_STEMMED_MAX - 1, "as", 3);
        got = analyzed(word, "en", ANALYSE_DOCUMENT);
        assert_null(strstr(got, "|="));
        free(got);
}

static void bytes_that_are_no_text_end_a_word_and_do_no_harm(void **state)
{
        static const char bytes[] = "ab\xff\xfe"
                                    "cd\xe2\x82 ef\xc0\x80\0gh";
        struct str s = STR_INIT;

        (void)state;
        search_analyze(bytes, sizeof(bytes) - 1, "pl", ANALYSE_DOCUMENT, show, &s);
        assert_string_equal(str_text(&s), "ab cd ef gh");
        str_done(&s);
}

static void a_prefix_is_looked_for_among_exact_forms_and_stems(void **state)
{
        char *got;

        (void)state;
        got = analyzed("Coopér", ALL, ANALYSE_PREFIX);
        assert_string_equal(got, "=cooper|cooper");
        free(got);
}

static int stop_at_two(void *user, const struct token *t)
{
        int *n = user;

        (void)t;
        return ++*n == 2 ? 42 : 0;
}

static void the_sink_can_stop_the_analysis(void **state)
{
        int n = 0;

        (void)state;
        assert_int_equal(search_analyze("a b c d", 7, "pl", ANALYSE_DOCUMENT, stop_at_two, &n), 42);
        assert_int_equal(n, 2);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(the_words_of_a_query_meet_their_other_forms),
                cmocka_unit_test(a_document_keeps_the_stem_and_where_it_differs_the_exact_form),
                cmocka_unit_test(a_hyphenated_word_is_its_parts_and_the_joined_form_with_the_first),
                cmocka_unit_test(language_marks_switch_the_stemmer_and_are_no_words),
                cmocka_unit_test(the_separator_keeps_phrases_from_running_across),
                cmocka_unit_test(offsets_of_tokens_are_ordered_in_range_and_between_characters),
                cmocka_unit_test(a_word_beyond_the_limit_is_cut_the_same_way_everywhere),
                cmocka_unit_test(bytes_that_are_no_text_end_a_word_and_do_no_harm),
                cmocka_unit_test(a_prefix_is_looked_for_among_exact_forms_and_stems),
                cmocka_unit_test(the_sink_can_stop_the_analysis),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
