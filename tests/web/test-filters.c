/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/str.h"
#include "vocab/vocab.h"
#include "web/filters.h"

struct read {
        struct arena arena;
        struct target target;
        struct filters filters;
};

static struct filters *read_filters(struct read *r, const char *raw)
{
        *r = (struct read){0};
        assert_int_equal(target_read(raw, &r->arena, &r->target), 0);
        filters_read(&r->target, &r->arena, &r->filters);
        assert_false(r->arena.failed);
        return &r->filters;
}

/* What is understood, written back as an address. */
static void assert_becomes(const char *raw, const char *address, size_t notices)
{
        struct filters_change none = {0};
        struct read r;
        struct filters *f = read_filters(&r, raw);

        none.page = f->query.offset / FILTERS_PAGE_SIZE + 1;
        assert_string_equal(filters_address(&f->query, &none, &r.arena), address);
        if (f->n_notices != notices)
                fail_msg("%s: %zu notices, not %zu", raw, f->n_notices, notices);
        arena_done(&r.arena);
}

static void every_parameter_is_understood_in_the_words_people_use(void **state)
{
        static const char *const rows[][2] = {
                {"/search", "/search"},
                {"/search?q=coop+bank", "/search?q=coop%20bank"},
                {"/search?sdg=8&sdg=8.3", "/search?sdg=8&sdg=8.3"},
                {"/search?sdg=SDG+8&sdg=8", "/search?sdg=8"},
                {"/search?lang=fr", "/search?lang=fr"},
                {"/search?lang=French", "/search?lang=fr"},
                {"/search?type=working-paper", "/search?type=working-paper"},
                {"/search?country=KE", "/search?country=KE"},
                {"/search?country=Kenya", "/search?country=KE"},
                {"/search?region=202", "/search?region=202"},
                {"/search?licence=CC-BY-4.0", "/search?licence=CC-BY-4.0"},
                {"/search?year=2015", "/search?year=2015"},
                {"/search?year=2015..2022", "/search?year=2015..2022"},
                {"/search?year=2015..", "/search?year=2015.."},
                {"/search?year=..2022", "/search?year=..2022"},
                {"/search?from=2015&to=2022", "/search?year=2015..2022"},
                {"/search?from=2015&to=", "/search?year=2015.."},
                {"/search?kind=paper", "/search?kind=paper"},
                {"/search?sort=newest", "/search?sort=newest"},
                {"/search?sort=relevance", "/search"},
                {"/search?page=3", "/search?page=3"},
                {"/search?page=0", "/search"},
                {"/search?offset=40", "/search?page=3"},
                {"/search?sdg=&lang=&year=&q=", "/search"},
                {"/search?unknown=1&utm_source=x", "/search"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                assert_becomes(rows[i][0], rows[i][1], 0);
}

static void what_is_not_understood_is_left_out_and_said(void **state)
{
        static const char *const rows[] = {
                "/search?sdg=99",
                "/search?sdg=8.3.1",
                "/search?year=abc",
                "/search?year=2022..2015",
                "/search?year=20155",
                "/search?year=-5",
                "/search?from=abc",
                "/search?from=2022&to=2015",
                "/search?lang=klingonese",
                "/search?country=202",
                "/search?region=KE",
                "/search?country=ZZ",
                "/search?type=poem",
                "/search?theme=nothing-of-ours",
                "/search?licence=mine",
                "/search?kind=book",
                "/search?sort=random",
                "/search?page=abc",
                "/search?page=-1",
                "/search?limit=101",
                "/search?offset=99999999999",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                assert_becomes(rows[i], "/search", 1);
}

static void a_notice_names_the_value_and_its_parameter(void **state)
{
        struct read r;
        struct filters *f = read_filters(&r, "/search?sdg=99");

        (void)state;
        assert_string_equal(f->notices[0],
                            "“99” (sdg) is not a Sustainable Development Goal or target.");
        arena_done(&r.arena);
}

static void notices_are_few_however_many_filters_are_wrong(void **state)
{
        struct str raw = STR_INIT;
        struct read r;

        (void)state;
        str_add(&raw, "/search?sdg=99");
        for (int i = 0; i < 200; i++)
                str_addf(&raw, "&sdg=x%d", i);
        assert_int_equal(read_filters(&r, str_text(&raw))->n_notices, FILTERS_NOTICES_MAX);
        arena_done(&r.arena);
        str_done(&raw);
}

static void more_filters_than_the_index_takes_are_said(void **state)
{
        struct str raw = STR_INIT;
        const struct concept *c;
        struct filters *f;
        size_t n = 0;
        struct read r;

        (void)state;
        str_add(&raw, "/search?");
        for (size_t i = 0; (c = vocab_at(VOCAB_SDG, i)) && n <= SEARCH_FILTERS_MAX; i++) {
                if (vocab_sdg_is_goal(c) || vocab_sdg_is_target(c))
                        str_addf(&raw, "%ssdg=%s", n++ ? "&" : "", concept_notation(c));
        }
        f = read_filters(&r, str_text(&raw));
        assert_int_equal(f->query.n_filters, SEARCH_FILTERS_MAX);
        assert_int_equal(f->n_notices, 1);
        arena_done(&r.arena);
        str_done(&raw);
}

static void a_filter_can_be_added_and_taken_away(void **state)
{
        struct search_filter fr = {.facet = FACET_LANGUAGE, .value = "fr"};
        struct filters_change add = {.adds = &fr}, drop = {.drops_filter = true, .filter = 0};
        struct filters_change all = {.drops_all = true}, newest = {.sort = "newest"};
        struct filters_change papers = {.kind = "paper"}, any_kind = {.kind = ""};
        struct read r;
        struct filters *f = read_filters(&r, "/search?q=x&sdg=8&kind=entry&year=2015&page=9");

        (void)state;
        assert_string_equal(filters_address(&f->query, &add, &r.arena),
                            "/search?q=x&sdg=8&lang=fr&year=2015&kind=entry");
        assert_string_equal(filters_address(&f->query, &drop, &r.arena),
                            "/search?q=x&year=2015&kind=entry");
        assert_string_equal(filters_address(&f->query, &all, &r.arena), "/search?q=x");
        assert_string_equal(filters_address(&f->query, &newest, &r.arena),
                            "/search?q=x&sdg=8&year=2015&kind=entry&sort=newest");
        assert_string_equal(filters_address(&f->query, &papers, &r.arena),
                            "/search?q=x&sdg=8&year=2015&kind=paper");
        assert_string_equal(filters_address(&f->query, &any_kind, &r.arena),
                            "/search?q=x&sdg=8&year=2015");
        arena_done(&r.arena);
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
                cmocka_unit_test(every_parameter_is_understood_in_the_words_people_use),
                cmocka_unit_test(what_is_not_understood_is_left_out_and_said),
                cmocka_unit_test(a_notice_names_the_value_and_its_parameter),
                cmocka_unit_test(notices_are_few_however_many_filters_are_wrong),
                cmocka_unit_test(more_filters_than_the_index_takes_are_said),
                cmocka_unit_test(a_filter_can_be_added_and_taken_away),
        };

        return cmocka_run_group_tests(tests, read_vocabularies, NULL);
}
