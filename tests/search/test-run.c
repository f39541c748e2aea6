/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a search answers: counts, filters, pages, orders, documents with their links. */
#include "hub.h"

#include <pthread.h>

enum { PAPERS = 60 };

static const char *const languages[] = {"en", "fr", "es"};
static const char *const countries[] = {"KE", "FR", "BR", "IN"};
static const char *const sdgs[] = {"8", "8.3", "5", "13"};
static const char *const types[] = {"research-paper", "case-study"};

struct fixture {
        struct hub h;
        struct store_version papers[PAPERS];
};

/* Paper i has the i-th of each list, by turns. */
static void add_paper(struct fixture *f, int i)
{
        struct str s = STR_INIT;

        str_addf(
                &s,
                "{'titles': [{'text': 'Paper %d', 'language': '%s'}], 'creators': [{'name': 'Ana "
                "Silva'}, {'name': 'Kofi %d'}], 'dates': [{'type': 'Issued', 'value': '%d-%02d'}], "
                "'type': '%s', 'languages': ['%s'], 'licence': 'CC-BY-4.0', 'countries': ['%s'], "
                "'sdgs': [{'notation': '%s', 'by': 'author', 'status': 'confirmed'}, {'notation': "
                "'16', 'by': 'machine', 'status': 'suggested'}]%s}",
                i, languages[i % 3], i, 2000 + i % 10, 1 + i % 12, types[i % 2], languages[i % 3],
                countries[i % 4], sdgs[i % 4],
                i % 5 ? "" : ", 'abstracts': [{'text': 'Cooperative banking', 'language': 'en'}]");
        f->papers[i] = hub_publish(&f->h, str_text(&s), languages[i % 3],
                                   i % 2 ? "The harvest of the year." : "The harvest, harvest.");
        str_done(&s);
}

static int setup(void **state)
{
        struct fixture *f = calloc(1, sizeof(*f));
        struct str entry = STR_INIT;

        hub_init(&f->h);
        for (int i = 0; i < PAPERS; i++)
                add_paper(f, i);
        str_addf(&entry,
                 "{'slug': 'harvest', 'title': 'Harvest', 'language': 'en', 'part': 'linkages', "
                 "'authors': [{'name': 'Ana Silva'}], 'summary': 'What is brought in', 'sdgs': "
                 "['2'], "
                 "'works': ['%s', 'b00000000'], 'see_also': ['seed', 'nowhere'], 'body': 'The "
                 "harvest.'}",
                 f->papers[7].pid);
        hub_publish_entry(&f->h, "harvest", str_text(&entry));
        hub_publish_entry(
                &f->h, "seed",
                "{'slug': 'seed', 'title': 'Seed', 'language': 'en', 'part': 'histories', "
                "'authors': [{'name': 'A'}], 'summary': 'Sown', 'body': 'Seeds.'}");
        hub_publish_entry(
                &f->h, "cosecha",
                "{'slug': 'cosecha', 'title': 'Cosecha', 'language': 'es', 'part': 'linkages', "
                "'authors': [{'name': 'A'}], 'summary': 'Lo recogido', 'translation_of': "
                "'harvest', 'body': 'La cosecha.'}");
        hub_publish_entry(
                &f->h, "recolte",
                "{'slug': 'recolte', 'title': 'Récolte', 'language': 'fr', 'part': 'linkages', "
                "'authors': [{'name': 'A'}], 'summary': 'Moisson', 'translation_of': "
                "'harvest', 'body': 'La moisson.'}");
        str_done(&entry);
        hub_follow(&f->h);
        *state = f;
        return 0;
}

static int teardown(void **state)
{
        struct fixture *f = *state;

        hub_done(&f->h);
        free(f);
        return 0;
}

static const struct search_value *value_of(const struct search_results *r, enum search_facet facet,
                                           const char *value)
{
        for (size_t i = 0; i < r->n_facets[facet]; i++)
                if (!strcmp(r->facets[facet][i].value, value))
                        return &r->facets[facet][i];
        return NULL;
}

static int64_t count_of(const struct search_results *r, enum search_facet facet, const char *value)
{
        const struct search_value *v = value_of(r, facet, value);

        return v ? v->count : 0;
}

static struct search_results *filtered(struct fixture *f, const char *text, enum search_facet facet,
                                       const char *value)
{
        struct search_query q = {.text = text,
                                 .limit = 10,
                                 .want_facets = true,
                                 .filters = {{facet, value}},
                                 .n_filters = 1};

        return hub_run(&f->h, &q);
}

/* --- facets --------------------------------------------------------------------------------------- */

static void facets_count_the_matches(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = hub_search(&f->h, "harvest");

        assert_int_equal(r->total, PAPERS + 1);
        assert_int_equal(count_of(r, FACET_LANGUAGE, "fr"), 20);
        assert_int_equal(count_of(r, FACET_COUNTRY, "KE"), 15);
        assert_int_equal(count_of(r, FACET_TYPE, "case-study"), 30);
        assert_int_equal(count_of(r, FACET_TYPE, "encyclopedia-entry"), 1);
        assert_int_equal(count_of(r, FACET_YEAR, "2003"), 6);
        assert_int_equal(count_of(r, FACET_LICENCE, "CC-BY-4.0"), PAPERS);
        assert_string_equal(r->facets[FACET_YEAR][0].value, "2009"); /* years by year */
        search_results_free(r);

        r = hub_search(&f->h, "cooperative banking");
        assert_int_equal(r->total, 12);
        assert_int_equal(count_of(r, FACET_LANGUAGE, "fr"), 4);
        search_results_free(r);
}

static void a_target_counts_for_its_goal_and_a_country_for_its_regions(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = hub_search(&f->h, "");

        assert_int_equal(count_of(r, FACET_SDG, "8"), 30);
        assert_int_equal(count_of(r, FACET_SDG, "8.3"), 15);
        assert_int_equal(count_of(r, FACET_SDG, "2"), 1);
        assert_int_equal(count_of(r, FACET_REGION, "002"), 15); /* Africa */
        assert_int_equal(count_of(r, FACET_REGION, "014"), 15); /* Eastern Africa */
        assert_int_equal(count_of(r, FACET_REGION, "150"), 15); /* Europe */
        search_results_free(r);
}

static void suggested_goals_are_not_public(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = hub_search(&f->h, "");
        struct public_doc *d = NULL;

        assert_int_equal(count_of(r, FACET_SDG, "16"), 0);
        search_results_free(r);
        assert_done(search_doc(f->h.search, f->papers[0].pid, &d, &f->h.err), &f->h.err);
        assert_int_equal(d->record->n_sdgs, 1);
        public_doc_free(d);
}

static void goals_and_targets_have_their_number_in_the_label(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = hub_search(&f->h, "");

        assert_string_equal(value_of(r, FACET_SDG, "8")->label,
                            "8 Decent work and economic growth");
        assert_int_equal(strncmp(value_of(r, FACET_SDG, "8.3")->label, "8.3 ", 4), 0);
        assert_string_equal(value_of(r, FACET_COUNTRY, "KE")->label, "Kenya");
        assert_string_equal(value_of(r, FACET_TYPE, "encyclopedia-entry")->label,
                            "Encyclopedia entry");
        search_results_free(r);
}

static void a_filter_leaves_the_counts_of_its_own_facet(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = filtered(f, "harvest", FACET_LANGUAGE, "fr");

        assert_int_equal(r->total, 20);
        assert_int_equal(count_of(r, FACET_LANGUAGE, "fr"), 20);
        assert_int_equal(count_of(r, FACET_LANGUAGE, "es"), 20); /* what choosing es would give */
        assert_true(value_of(r, FACET_LANGUAGE, "fr")->is_selected);
        assert_false(value_of(r, FACET_LANGUAGE, "es")->is_selected);
        assert_int_equal(count_of(r, FACET_COUNTRY, "KE"), 5); /* of the French ones */
        search_results_free(r);
}

/* Every count of a facet is what a search with that filter answers. */
static void each_count_is_what_choosing_it_gives(void **state)
{
        struct fixture *f = *state;
        struct search_results *all = hub_search(&f->h, "harvest");

        for (int facet = 0; facet < FACET_KINDS; facet++)
                for (size_t i = 0; i < all->n_facets[facet]; i++) {
                        struct search_results *one =
                                filtered(f, "harvest", facet, all->facets[facet][i].value);

                        assert_int_equal(one->total, all->facets[facet][i].count);
                        search_results_free(one);
                }
        search_results_free(all);
}

static void values_of_one_facet_are_alternatives_and_facets_add_up(void **state)
{
        struct fixture *f = *state;
        struct search_query q = {
                .text = "harvest",
                .limit = 100,
                .filters = {{FACET_COUNTRY, "KE"}, {FACET_COUNTRY, "FR"}, {FACET_LANGUAGE, "en"}},
                .n_filters = 3};
        struct search_results *r = hub_run(&f->h, &q);
        int64_t expected = 0;

        for (int i = 0; i < PAPERS; i++)
                expected += (i % 4 == 0 || i % 4 == 1) && i % 3 == 0;
        assert_int_equal(r->total, expected);
        assert_int_equal(r->n_facets[FACET_SDG], 0); /* not asked for */
        search_results_free(r);
}

static void an_unknown_value_matches_nothing(void **state)
{
        struct search_results *r = filtered(*state, "harvest", FACET_COUNTRY, "XX");

        assert_int_equal(r->total, 0);
        assert_null(r->note); /* the words are there: no reason to relax */
        assert_true(r->n_facets[FACET_COUNTRY] > 0);
        search_results_free(r);
}

static void years_are_a_range(void **state)
{
        struct fixture *f = *state;
        struct search_query q = {.text = "harvest",
                                 .limit = 10,
                                 .year_from = 2003,
                                 .year_to = 2005,
                                 .want_facets = true};
        struct search_results *r = hub_run(&f->h, &q);

        assert_int_equal(r->total, 18);
        assert_int_equal(count_of(r, FACET_YEAR, "2009"), 6);
        search_results_free(r);
        q.year_to = 0;
        r = hub_run(&f->h, &q);
        assert_int_equal(r->total, 42);
        search_results_free(r);
        q.year_from = 0;
        q.year_to = 2000;
        r = hub_run(&f->h, &q);
        assert_int_equal(r->total, 6); /* and not the entries, which have no year */
        search_results_free(r);
}

static void papers_and_entries_can_be_asked_for_apart(void **state)
{
        struct fixture *f = *state;
        struct search_query q = {
                .text = "harvest", .limit = 10, .kind = "entry", .want_facets = true};
        struct search_results *r = hub_run(&f->h, &q);

        assert_int_equal(r->total, 1);
        assert_true(r->hits[0].is_entry);
        assert_string_equal(r->hits[0].slug, "harvest");
        assert_int_equal(r->n_facets[FACET_COUNTRY], 0);
        search_results_free(r);
        q.kind = "paper";
        r = hub_run(&f->h, &q);
        assert_int_equal(r->total, PAPERS);
        search_results_free(r);
}

/* --- order and pages ------------------------------------------------------------------------------ */

/* All hits page by page; each exactly once. Returns how many. */
static size_t page_through(struct fixture *f, struct search_query q, int step)
{
        char seen[200][16];
        size_t n = 0;

        q.limit = step;
        for (q.offset = 0;; q.offset += step) {
                struct search_results *r = hub_run(&f->h, &q);

                assert_true(r->n_hits <= (size_t)step);
                for (size_t i = 0; i < r->n_hits; i++) {
                        for (size_t k = 0; k < n; k++)
                                assert_string_not_equal(seen[k], r->hits[i].pid);
                        snprintf(seen[n++], sizeof(seen[0]), "%s", r->hits[i].pid);
                }
                if (!r->n_hits) {
                        assert_int_equal(n, r->total);
                        search_results_free(r);
                        return n;
                }
                search_results_free(r);
        }
}

static void pages_are_all_hits_and_each_once(void **state)
{
        static const enum search_sort orders[] = {SORT_RELEVANCE, SORT_NEWEST, SORT_OLDEST};

        for (size_t i = 0; i < ARRAY_LEN(orders); i++)
                for (int step = 1; step < 80; step = step * 2 + 1) {
                        struct search_query q = {.text = "harvest", .sort = orders[i]};

                        assert_int_equal(page_through(*state, q, step), PAPERS + 1);
                        q.text = NULL;
                        assert_int_equal(page_through(*state, q, step), PAPERS + 4);
                        q.text = "harvest -cooperative";
                        assert_int_equal(page_through(*state, q, step), PAPERS + 1 - 12);
                }
}

static void numbers_out_of_range_are_brought_into_it(void **state)
{
        struct fixture *f = *state;
        struct search_query q = {.text = "harvest", .limit = -5, .offset = -7};
        struct search_results *r = hub_run(&f->h, &q);

        assert_int_equal(r->total, PAPERS + 1);
        assert_int_equal(r->n_hits, 0);
        assert_int_equal(r->offset, 0);
        search_results_free(r);
        q.limit = INT32_MAX;
        q.offset = INT64_MAX;
        r = hub_run(&f->h, &q);
        assert_int_equal(r->n_hits, 0);
        search_results_free(r);
}

static void sorts_go_by_date_of_issue(void **state)
{
        struct fixture *f = *state;
        struct search_query q = {
                .text = "harvest", .limit = 100, .sort = SORT_OLDEST, .kind = "paper"};
        struct search_results *r = hub_run(&f->h, &q);

        for (size_t i = 1; i < r->n_hits; i++)
                assert_true(r->hits[i - 1].year <= r->hits[i].year);
        search_results_free(r);
        q.sort = SORT_NEWEST;
        r = hub_run(&f->h, &q);
        for (size_t i = 1; i < r->n_hits; i++)
                assert_true(r->hits[i - 1].year >= r->hits[i].year);
        search_results_free(r);
        assert_true(search_sort_find("newest", &q.sort));
        assert_false(search_sort_find("best", &q.sort));
}

static void no_words_are_all_documents_newest_first(void **state)
{
        struct fixture *f = *state;
        struct search_query q = {.text = "  ", .limit = 3, .kind = "paper"};
        struct search_results *r = hub_run(&f->h, &q);

        assert_int_equal(r->total, PAPERS);
        assert_int_equal(r->hits[0].year, 2009);
        assert_true(*r->hits[0].snippet != '\0');
        search_results_free(r);
}

static void the_document_of_that_very_title_is_first(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = hub_search(&f->h, "paper 17");

        assert_string_equal(r->hits[0].title, "Paper 17");
        search_results_free(r);
        r = hub_search(&f->h, "Harvest");
        assert_string_equal(r->hits[0].title, "Harvest");
        search_results_free(r);
}

static void hits_say_who_when_and_what(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = hub_search(&f->h, "title:\"paper 17\"");

        assert_int_equal(r->n_hits, 1);
        assert_string_equal(r->hits[0].pid, f->papers[17].pid);
        assert_int_equal(r->hits[0].n_creators, 2);
        assert_string_equal(r->hits[0].creators[1], "Kofi 17");
        assert_int_equal(r->hits[0].year, 2007);
        assert_string_equal(r->hits[0].type, "case-study");
        assert_string_equal(r->hits[0].language, "es");
        assert_true(r->hits[0].score > 0);
        search_results_free(r);
}

/* --- JSON ----------------------------------------------------------------------------------------- */

static void the_json_has_the_documented_shape(void **state)
{
        struct fixture *f = *state;
        struct search_results *r = hub_search(&f->h, "harvest");
        json_t *j = search_results_json(r), *hit, *value, *mark;
        const char *snippet;

        assert_string_equal(json_text(j, "query"), "harvest");
        assert_int_equal(json_integer_value(json_object_get(j, "total")), PAPERS + 1);
        hit = json_array_get(json_object_get(j, "hits"), 1);
        assert_true(json_is_string(json_object_get(hit, "id")));
        assert_true(json_is_string(json_object_get(hit, "title")));
        assert_true(json_is_array(json_object_get(hit, "creators")));
        assert_true(json_is_integer(json_object_get(hit, "year")));
        assert_int_equal(json_integer_value(json_object_get(hit, "page")), 1);
        assert_string_equal(json_text(hit, "file"), "paper.pdf");
        assert_true(json_is_real(json_object_get(hit, "score")));
        snippet = json_text(hit, "snippet");
        assert_non_null(strstr(snippet, "harvest"));
        mark = json_array_get(json_object_get(hit, "marks"), 0);
        assert_int_equal(json_integer_value(json_array_get(mark, 0)), 4); /* "The harvest" */
        assert_int_equal(json_integer_value(json_array_get(mark, 1)), 11);
        value = json_array_get(json_object_get(json_object_get(j, "facets"), "sdg"), 0);
        assert_string_equal(json_text(value, "value"), "8");
        assert_int_equal(json_integer_value(json_object_get(value, "count")), 30);
        hit = json_array_get(json_object_get(j, "hits"), 0); /* the entry */
        assert_true(json_is_null(json_object_get(hit, "year")));
        assert_string_equal(json_text(hit, "url"), "/encyclopedia/harvest");
        json_decref(j);
        search_results_free(r);
}

/* --- threads -------------------------------------------------------------------------------------- */

static void *search_much(void *dir)
{
        struct search *s = NULL;
        struct error err;

        if (search_open(dir, &s, &err) != 0)
                return dir;
        for (int i = 0; i < 50; i++) {
                struct search_query q = {
                        .text = i % 2 ? "harvest year" : "coop*", .limit = 10, .want_facets = true};
                struct search_results *r = NULL;

                if (search_run(s, &q, &r, &err) != 0 || r->total < 12) {
                        search_results_free(r);
                        search_close(s);
                        return dir;
                }
                search_results_free(r);
        }
        search_close(s);
        return NULL;
}

static void several_threads_search_at_once(void **state)
{
        struct fixture *f = *state;
        pthread_t threads[6];

        for (size_t i = 0; i < ARRAY_LEN(threads); i++)
                assert_int_equal(pthread_create(&threads[i], NULL, search_much, f->h.dir), 0);
        for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
                void *failed = NULL;

                pthread_join(threads[i], &failed);
                assert_null(failed);
        }
}

/* --- documents ------------------------------------------------------------------------------------ */

static void a_paper_names_its_files_and_the_entries_that_speak_of_it(void **state)
{
        struct fixture *f = *state;
        struct public_doc *d = NULL;

        assert_done(search_doc(f->h.search, f->papers[7].pid, &d, &f->h.err), &f->h.err);
        assert_false(d->is_entry);
        assert_string_equal(record_title(d->record), "Paper 7");
        assert_int_equal(d->n_files, 1);
        assert_string_equal(d->files[0].name, "paper.pdf");
        assert_int_equal(d->files[0].n_pages, 1);
        assert_int_equal(strlen(d->files[0].sha256), 64);
        assert_int_equal(d->n_cited_by, 1);
        assert_string_equal(d->cited_by[0].slug, "harvest");
        public_doc_free(d);
}

static void an_entry_names_what_it_cites_and_its_translations(void **state)
{
        struct fixture *f = *state;
        struct public_doc *d = NULL;

        assert_done(search_doc(f->h.search, "harvest", &d, &f->h.err), &f->h.err);
        assert_true(d->is_entry);
        assert_int_equal(d->n_cites, 1); /* the other work is not public */
        assert_string_equal(d->cites[0].pid, f->papers[7].pid);
        assert_int_equal(d->n_see_also, 1);
        assert_string_equal(d->see_also[0].slug, "seed");
        assert_int_equal(d->n_translations, 2);
        assert_string_equal(d->translations[0].language, "es");
        public_doc_free(d);
        assert_done(search_doc(f->h.search, "recolte", &d, &f->h.err), &f->h.err);
        assert_int_equal(d->n_translations, 2); /* the original and the other one */
        public_doc_free(d);
        assert_done(search_doc(f->h.search, "seed", &d, &f->h.err), &f->h.err);
        assert_int_equal(d->n_cited_by, 1);
        public_doc_free(d);
}

static void entries_are_listed_by_part_then_title(void **state)
{
        struct fixture *f = *state;
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct public_entry *e = NULL;
        size_t n = 0;

        assert_done(search_entries(f->h.search, &a, &e, &n, &f->h.err), &f->h.err);
        assert_int_equal(n, 4);
        assert_string_equal(e[0].slug, "seed");
        assert_string_equal(e[1].slug, "cosecha");
        assert_string_equal(e[2].slug, "harvest");
        assert_string_equal(e[2].summary, "What is brought in");
}

static void counts_of_a_facet_are_of_the_whole_hub_by_value(void **state)
{
        struct fixture *f = *state;
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct search_value *v = NULL;
        size_t n = 0;
        int64_t papers = 0, entries = 0;

        assert_done(search_counts(f->h.search, FACET_SDG, "en", &a, &v, &n, &f->h.err), &f->h.err);
        assert_int_equal(n, 5);
        assert_string_equal(v[0].value, "2");
        assert_string_equal(v[2].value, "8");
        assert_string_equal(v[3].value, "8.3");
        assert_string_equal(v[4].value, "13");
        assert_int_equal(v[2].count, 30);
        assert_done(search_total(f->h.search, &papers, &entries, &f->h.err), &f->h.err);
        assert_int_equal(papers, PAPERS);
        assert_int_equal(entries, 4);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(facets_count_the_matches),
                cmocka_unit_test(a_target_counts_for_its_goal_and_a_country_for_its_regions),
                cmocka_unit_test(suggested_goals_are_not_public),
                cmocka_unit_test(goals_and_targets_have_their_number_in_the_label),
                cmocka_unit_test(a_filter_leaves_the_counts_of_its_own_facet),
                cmocka_unit_test(each_count_is_what_choosing_it_gives),
                cmocka_unit_test(values_of_one_facet_are_alternatives_and_facets_add_up),
                cmocka_unit_test(an_unknown_value_matches_nothing),
                cmocka_unit_test(years_are_a_range),
                cmocka_unit_test(papers_and_entries_can_be_asked_for_apart),
                cmocka_unit_test(pages_are_all_hits_and_each_once),
                cmocka_unit_test(numbers_out_of_range_are_brought_into_it),
                cmocka_unit_test(sorts_go_by_date_of_issue),
                cmocka_unit_test(no_words_are_all_documents_newest_first),
                cmocka_unit_test(the_document_of_that_very_title_is_first),
                cmocka_unit_test(hits_say_who_when_and_what),
                cmocka_unit_test(the_json_has_the_documented_shape),
                cmocka_unit_test(several_threads_search_at_once),
                cmocka_unit_test(a_paper_names_its_files_and_the_entries_that_speak_of_it),
                cmocka_unit_test(an_entry_names_what_it_cites_and_its_translations),
                cmocka_unit_test(entries_are_listed_by_part_then_title),
                cmocka_unit_test(counts_of_a_facet_are_of_the_whole_hub_by_value),
        };

        return cmocka_run_group_tests(tests, setup, teardown);
}
