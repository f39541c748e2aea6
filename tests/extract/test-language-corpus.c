/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How often the language of real texts is told right (../shared/corpora): whole ones, and their first hundred and
 * twenty words; names of goals and targets; abstracts, whose declared language is sometimes wrong itself.
 */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "extract/extract.h"
#include "text/html.h"
#include "text/json.h"
#include "text/xml.h"

#include <dirent.h>

enum { FILE_MAX = 16 << 20, LANGUAGES_MAX = 8 };

static char corpora[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(corpora, sizeof(corpora), "%s/../shared/corpora", source_dir());
        return 0;
}

/* What was asked and how often the answer was right, a row a language. */
struct score {
        const char *languages[LANGUAGES_MAX];
        size_t right[LANGUAGES_MAX], all[LANGUAGES_MAX];
        size_t n;
};

static void ask(struct score *s, const char *language, const char *text, size_t n)
{
        const char *got = extract_language(text, n);
        size_t i = 0;

        while (i < s->n && strcmp(s->languages[i], language) != 0)
                i++;
        if (i == s->n) {
                assert_true(s->n < LANGUAGES_MAX);
                s->languages[s->n++] = language;
        }
        s->all[i]++;
        s->right[i] += str_equal(got, language);
}

/* Bytes of the first so many words; Chinese has no spaces: two characters a word. */
static size_t words_end(const char *text, size_t words)
{
        bool is_spaced = strchr(text, ' ') && strcspn(text, " ") < 60;
        const char *at = text;

        if (!is_spaced)
                return strlen(text) < words * 6 ? strlen(text) : words * 6;
        while (words-- > 0 && *at) {
                at += strcspn(at, " ");
                at += strspn(at, " ");
        }
        return (size_t)(at - text);
}

static double report(const char *what, const struct score *s)
{
        size_t right = 0, all = 0;

        print_message("%-34s", what);
        for (size_t i = 0; i < s->n; i++) {
                print_message(" %s %zu/%zu", s->languages[i], s->right[i], s->all[i]);
                right += s->right[i];
                all += s->all[i];
        }
        print_message(": %.4f\n", all ? (double)right / (double)all : 0.0);
        return all ? (double)right / (double)all : 0;
}

static bool read_file(const char *name, char **ret, size_t *ret_n)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        struct error err = {0};

        str_addf(&path, "%s/%s", corpora, name);
        if (access(path.data, R_OK) != 0) {
                print_message("skipped: %s is not there\n", path.data);
                return false;
        }
        assert_done(path_read(path.data, FILE_MAX, ret, ret_n, &err), &err);
        return true;
}

/* Calls take for the text of `key` of each line of JSON. */
static void each_line(char *bytes, const char *key, void (*take)(void *user, const char *text),
                      void *user)
{
        for (char *rest = bytes, *line; rest && (line = strsep(&rest, "\n"));) {
                CLEANUP(json_freep) json_t *j = NULL;

                if (*line && json_read(line, strlen(line), &j, NULL) == 0 && json_text(j, key))
                        take(user, json_text(j, key));
        }
}

struct paragraphs {
        const char *language;
        struct score whole, hundred, twenty;
};

static void take_paragraph(void *user, const char *text)
{
        struct paragraphs *p = user;

        ask(&p->whole, p->language, text, strlen(text));
        ask(&p->hundred, p->language, text, words_end(text, 100));
        ask(&p->twenty, p->language, text, words_end(text, 20));
}

static void paragraphs_in_five_languages(void **state)
{
        static const char *const languages[] = {"ar", "en", "es", "ru", "zh"};
        struct paragraphs p = {NULL, {{0}, {0}, {0}, 0}, {{0}, {0}, {0}, 0}, {{0}, {0}, {0}, 0}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(languages); i++) {
                CLEANUP(freep) char *bytes = NULL;
                char name[64];
                size_t n;

                snprintf(name, sizeof(name), "ir-xquad/%s/docs.jsonl", languages[i]);
                if (!read_file(name, &bytes, &n))
                        skip();
                p.language = languages[i];
                each_line(bytes, "text", take_paragraph, &p);
        }
        assert_true(report("paragraphs, whole", &p.whole) >= 0.99);
        assert_true(report("paragraphs, 100 words", &p.hundred) >= 0.99);
        assert_true(report("paragraphs, 20 words", &p.twenty) >= 0.98);
}

static void take_name(void *user, const char *text)
{
        struct paragraphs *p = user;

        if (strlen(text) > 40)
                ask(&p->twenty, p->language, text, words_end(text, 20));
}

static void names_of_goals_and_targets(void **state)
{
        static const struct {
                const char *file, *language;
        } files[] = {{"ar", "ar"}, {"en", "en"}, {"es", "es"},
                     {"fr", "fr"}, {"ru", "ru"}, {"zh-Hans", "zh"}};
        static const char *const keys[] = {"name", "title", "text", "label", "description"};
        struct paragraphs p = {NULL, {{0}, {0}, {0}, 0}, {{0}, {0}, {0}, 0}, {{0}, {0}, {0}, 0}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                CLEANUP(freep) char *bytes = NULL;
                char name[64];
                size_t n;

                snprintf(name, sizeof(name), "sdg/official/%s.jsonl", files[i].file);
                if (!read_file(name, &bytes, &n))
                        skip();
                p.language = files[i].language;
                for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
                        CLEANUP(freep) char *copy = strndup(bytes, n);

                        each_line(copy, keys[k], take_name, &p);
                }
        }
        assert_true(report("names of goals, 20 words at most", &p.twenty) >= 0.96);
}

/* ---- abstracts of JATS ---- */

static const char *one_of(const char *language)
{
        static const char *const languages[] = {"en", "es", "pt", "fr"};

        for (size_t i = 0; language && i < ARRAY_LEN(languages); i++)
                if (!strncmp(languages[i], language, 2))
                        return languages[i];
        return NULL;
}

static void ask_abstracts(const char *path, struct score *s)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        const xmlNode *root;
        size_t n = 0;

        assert_done(path_read(path, FILE_MAX, &bytes, &n, &err), &err);
        if (xml_read(bytes, n, &doc, &err) != 0)
                return;
        root = xmlDocGetRootElement(doc);
        for (const xmlNode *e = root; e; e = xml_walk(e, root)) {
                CLEANUP(freep) char *own = xml_attr(e, "xml:lang");
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!xml_is(e, "abstract") && !xml_is(e, "trans-abstract"))
                        continue;
                xml_text(e, &text);
                if (one_of(own) && text.len > 200)
                        ask(s, one_of(own), text.data, words_end(text.data, 100));
        }
}

static void abstracts_that_declare_their_language(void **state)
{
        CLEANUP(str_done) struct str folder = STR_INIT;
        struct score s = {{0}, {0}, {0}, 0};
        struct dirent *e;
        DIR *d;

        (void)state;
        str_addf(&folder, "%s/jats/scielo", corpora);
        d = opendir(folder.data);
        if (!d) {
                print_message("skipped: %s is not there\n", folder.data);
                str_done(&folder);
                skip();
        }
        while ((e = readdir(d))) {
                CLEANUP(str_done) struct str path = STR_INIT;

                str_addf(&path, "%s/%s", folder.data, e->d_name);
                if (str_ends(e->d_name, ".xml"))
                        ask_abstracts(path.data, &s);
        }
        closedir(d);
        assert_true(report("abstracts, 100 words", &s) >= 0.97);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(paragraphs_in_five_languages),
                cmocka_unit_test(names_of_goals_and_targets),
                cmocka_unit_test(abstracts_that_declare_their_language),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
