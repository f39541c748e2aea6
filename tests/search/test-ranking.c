/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How good the first ten are: nDCG@10 over the retrieval sets of ../shared/corpora, against plain BM25
 * without stemming as its README gives it.
 */
#include "hub.h"

#include <math.h>

enum { TOP = 10, JUDGED_MAX = 20000 };

struct set {
        struct hub h;
        char *dir;
        struct {
                char *query, *doc;
                int gain;
        } judged[JUDGED_MAX];
        size_t n_judged;
};

static FILE *open_file(const struct set *s, const char *name)
{
        CLEANUP(freep) char *path = path_join(s->dir, name);

        return fopen(path, "r");
}

/* Each document is published under its title, which is its id from here on: "[id] title". */
static void add_document(struct set *s, const char *line, const char *language)
{
        CLEANUP(json_freep) json_t *j = NULL;
        CLEANUP(json_freep) json_t *record = NULL;
        const char *text, *title, *lang;
        struct store_version v;
        struct str shown = STR_INIT, page = STR_INIT;
        char sha256[65];
        struct store_file file = {.is_paper = true,
                                  .name = "text.txt",
                                  .media_type = "text/plain",
                                  .state = "ok",
                                  .sha256 = sha256};
        const char *pages[1];
        size_t lens[1];

        assert_int_equal(json_read(line, strlen(line), &j, &s->h.err), 0);
        text = json_text(j, "text");
        title = json_text(j, "title");
        lang = json_text(j, "lang") ? json_text(j, "lang") : language;
        str_addf(&shown, "%s", title && *title ? title : "-");
        str_add(&page, text);
        record = json_pack("{s:[{s:s, s:s}], s:[{s:s}], s:[s], s:[{s:s, s:s}]}", "titles", "text",
                           str_text(&shown), "language", lang, "creators", "name", "A B",
                           "languages", lang, "identifiers", "type", "local", "value",
                           json_text(j, "id"));
        assert_non_null(record);
        assert_done(store_work_add(s->h.store, NULL, s->h.account, record, NULL, &v, &s->h.err),
                    &s->h.err);
        assert_done(store_blob_put(s->h.store, page.data, page.len, sha256, &s->h.err), &s->h.err);
        pages[0] = str_text(&page);
        lens[0] = page.len;
        file.size = (int64_t)page.len;
        file.language = lang;
        assert_done(store_version_add_file(s->h.store, v.id, &file, pages, lens, 1, &s->h.err),
                    &s->h.err);
        assert_done(store_version_set_state(s->h.store, v.id, STATE_PUBLISHED, &s->h.err),
                    &s->h.err);
        str_done(&shown);
        str_done(&page);
}

static void add_documents(struct set *s, const char *language)
{
        FILE *f = open_file(s, "docs.jsonl");
        char *line = NULL;
        size_t room = 0;

        assert_done(store_begin(s->h.store, &s->h.err), &s->h.err);
        while (getline(&line, &room, f) > 0)
                add_document(s, line, language);
        assert_done(store_commit(s->h.store, &s->h.err), &s->h.err);
        fclose(f);
        free(line);
}

static void read_judgments(struct set *s)
{
        FILE *f = open_file(s, "qrels.tsv");
        char *line = NULL;
        size_t room = 0;

        while (getline(&line, &room, f) > 0) {
                char *save = NULL, *query = strtok_r(line, "\t\n", &save);
                char *doc = strtok_r(NULL, "\t\n", &save), *gain = strtok_r(NULL, "\t\n", &save);

                assert_true(s->n_judged < JUDGED_MAX);
                s->judged[s->n_judged].query = strdup(query);
                s->judged[s->n_judged].doc = strdup(doc);
                s->judged[s->n_judged++].gain = atoi(gain);
        }
        fclose(f);
        free(line);
}

static int gain_of(const struct set *s, const char *query, const char *doc)
{
        for (size_t i = 0; i < s->n_judged; i++)
                if (!strcmp(s->judged[i].query, query) && !strcmp(s->judged[i].doc, doc))
                        return s->judged[i].gain;
        return 0;
}

static int by_gain_down(const void *a, const void *b)
{
        return *(const int *)b - *(const int *)a;
}

static double ideal(const struct set *s, const char *query)
{
        int *gains = calloc(s->n_judged + 1, sizeof(*gains));
        size_t n = 0;
        double sum = 0;

        for (size_t i = 0; i < s->n_judged; i++)
                if (!strcmp(s->judged[i].query, query))
                        gains[n++] = s->judged[i].gain;
        qsort(gains, n, sizeof(*gains), by_gain_down);
        for (size_t i = 0; i < n && i < TOP; i++)
                sum += (double)gains[i] / log2((double)i + 2);
        free(gains);
        return sum;
}

static const char *id_of(struct set *s, const char *pid, struct public_doc **ret)
{
        assert_done(search_doc(s->h.search, pid, ret, &s->h.err), &s->h.err);
        return record_identifier((*ret)->record, "local");
}

/* nDCG@10 of one query; -1 where nothing is relevant. */
static double measure(struct set *s, const char *id, const char *text)
{
        struct search_query q = {.text = text, .limit = TOP, .any_words = true};
        struct search_results *r;
        double best = ideal(s, id), sum = 0;

        if (best <= 0)
                return -1;
        r = hub_run(&s->h, &q);
        for (size_t i = 0; i < r->n_hits; i++) {
                struct public_doc *d = NULL;

                sum += gain_of(s, id, id_of(s, r->hits[i].pid, &d)) / log2((double)i + 2);
                public_doc_free(d);
        }
        search_results_free(r);
        return sum / best;
}

static double measure_all(struct set *s)
{
        FILE *f = open_file(s, "queries.tsv");
        char *line = NULL;
        size_t room = 0;
        double sum = 0;
        int n = 0;

        while (getline(&line, &room, f) > 0) {
                char *tab = strchr(line, '\t');
                double one;

                *tab = '\0';
                one = measure(s, line, tab + 1);
                if (one >= 0) {
                        sum += one;
                        n++;
                }
        }
        fclose(f);
        free(line);
        return sum / n;
}

static void assert_ranks(const char *folder, const char *language, double line)
{
        struct set *s = calloc(1, sizeof(*s));
        struct str path = STR_INIT;
        double ndcg;

        str_addf(&path, "%s/../shared/corpora/%s", source_dir(), folder);
        s->dir = str_steal(&path);
        if (access(s->dir, R_OK) < 0) {
                print_message("%s is not there\n", s->dir);
                free(s->dir);
                free(s);
                skip();
        }
        hub_init(&s->h);
        add_documents(s, language);
        hub_follow(&s->h);
        read_judgments(s);
        ndcg = measure_all(s);
        print_message("%s: nDCG@10 %.4f, plain BM25 %.3f\n", folder, ndcg, line);
        for (size_t i = 0; i < s->n_judged; i++) {
                free(s->judged[i].query);
                free(s->judged[i].doc);
        }
        hub_done(&s->h);
        free(s->dir);
        free(s);
        assert_true(ndcg >= line);
}

#define RANKS(name, folder, language, line)                                                        \
        static void name(void **state)                                                             \
        {                                                                                          \
                (void)state;                                                                       \
                assert_ranks(folder, language, line);                                              \
        }

RANKS(cranfield_is_ranked_no_worse_than_by_plain_bm25, "ir-cranfield", "en", 0.352)
RANKS(cisi_is_ranked_no_worse_than_by_plain_bm25, "ir-cisi", "en", 0.369)
RANKS(adi_is_ranked_no_worse_than_by_plain_bm25, "ir-adi", "en", 0.443)
RANKS(questions_in_arabic_find_their_paragraphs, "ir-xquad/ar", "ar", 0.892)
RANKS(questions_in_english_find_their_paragraphs, "ir-xquad/en", "en", 0.960)
RANKS(questions_in_spanish_find_their_paragraphs, "ir-xquad/es", "es", 0.944)
RANKS(questions_in_russian_find_their_paragraphs, "ir-xquad/ru", "ru", 0.845)
RANKS(questions_in_chinese_find_their_paragraphs, "ir-xquad/zh", "zh", 0.953)

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(cranfield_is_ranked_no_worse_than_by_plain_bm25),
                cmocka_unit_test(cisi_is_ranked_no_worse_than_by_plain_bm25),
                cmocka_unit_test(adi_is_ranked_no_worse_than_by_plain_bm25),
                cmocka_unit_test(questions_in_arabic_find_their_paragraphs),
                cmocka_unit_test(questions_in_english_find_their_paragraphs),
                cmocka_unit_test(questions_in_spanish_find_their_paragraphs),
                cmocka_unit_test(questions_in_russian_find_their_paragraphs),
                cmocka_unit_test(questions_in_chinese_find_their_paragraphs),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
