/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Real papers of eleven publishers' dialects against the index that came with them: title, DOI, language,
 * licence and number of references. Skipped where the corpora are not there.
 */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "meta/meta.h"
#include "text/json.h"
#include "text/normal.h"
#include "text/xml.h"
#include "vocab/vocab.h"

#include <glob.h>
#include <strings.h>

enum { FILE_MAX = 32 << 20, COLUMNS = 12 };

/* Columns of jats-index.tsv. */
enum { PATH, DOI, DIALECT, LANG, SUB_LANGS, TRANS_LANGS, LICENCE, TYPE, REFS, DOCTYPE, TITLE };

static void corpora_path(struct str *out, const char *name)
{
        str_addf(out, "%s/../shared/corpora/%s", source_dir(), name);
}

static char *read_corpus_file(const char *name, size_t *ret_len)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        char *bytes = NULL;
        struct error err;

        corpora_path(&path, name);
        return path_read(str_text(&path), FILE_MAX, &bytes, ret_len, &err) == 0 ? bytes : NULL;
}

static struct record *read_paper(const char *path, const char *bytes, size_t n)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(record_freep) struct record *r = record_new();
        struct error err = {0};
        int answer = xml_read(bytes, n, &doc, &err);

        if (answer == 0)
                answer = meta_read_xml(doc, r, &err);
        if (answer) {
                print_error("%s: answered %d: %s\n", path, answer, err.message);
                return NULL;
        }
        return STEAL(r);
}

/* --- one check a column ------------------------------------------------------------------------------- */

/* The index was made without a parser: "&#x0201c;" stands in it as in the file. */
static void decode(const char *text, struct str *out)
{
        while (*text) {
                char *end = NULL;
                unsigned long c = str_starts(text, "&#x") ? strtoul(text + 3, &end, 16) : 0;

                if (c && *end == ';') {
                        str_add_code_point(out, (unsigned int)c);
                        text = end + 1;
                } else {
                        str_add_char(out, *text++);
                }
        }
}

/*
 * The index cuts titles short (characters written as numbers may be cut in two), so what it has must be how
 * ours begins; and it keeps footnote marks at the end ("approach 1"), which are not part of a title.
 */
static bool title_agrees(const struct record *r, char *const *row)
{
        CLEANUP(str_done) struct str plain = STR_INIT;
        CLEANUP(str_done) struct str expected = STR_INIT;
        CLEANUP(str_done) struct str actual = STR_INIT;
        char *cut;

        decode(row[TITLE], &plain);
        cut = strrchr(plain.data, '&');
        if (cut && cut[1] == '#')
                *cut = '\0';
        assert_int_equal(text_key(str_text(&plain), &expected, NULL), 0);
        if (record_title(r))
                assert_int_equal(text_key(record_title(r), &actual, NULL), 0);
        if (str_ends(str_text(&expected), " 1") && actual.len == expected.len - 2)
                expected.data[expected.len -= 2] = '\0';
        return strncmp(str_text(&expected), str_text(&actual), expected.len) == 0;
}

static bool doi_agrees(const struct record *r, char *const *row)
{
        const char *doi = record_identifier(r, "doi");

        return row[DOI][0] ? doi && !strcasecmp(doi, row[DOI]) : true;
}

/* "" in the index: the paper declares no language, and we do not make one up. */
static bool language_agrees(const struct record *r, char *const *row)
{
        const char *language = record_language(r);

        return row[LANG][0] ? language && !strcasecmp(language, row[LANG]) : !language;
}

static bool has_language(const struct strings *list, const char *language)
{
        for (size_t i = 0; i < list->n; i++)
                if (str_equal(list->items[i], language))
                        return true;
        return false;
}

static bool translations_agree(const struct record *r, char *const *row)
{
        CLEANUP(freep) char *copy = strdup(row[SUB_LANGS]);
        char *rest = copy;

        for (char *one; rest && (one = strsep(&rest, ","));)
                if (*one && !has_language(&r->languages, one))
                        return false;
        return true;
}

/*
 * "licenses/by/3.0" is CC-BY-3.0. "text-CCBY" is a licence in words: of a known one (two of these papers say
 * CC0), or CC-BY without a version, since none is made up. The public domain of three
 * papers of a US agency is known to the index only: the papers themselves say nothing.
 */
static bool licence_agrees(const struct record *r, char *const *row)
{
        const char *declared = row[LICENCE];
        CLEANUP(str_done) struct str url = STR_INIT;
        const struct concept *c;

        if (!strcmp(declared, "text-CCBY"))
                return r->licence &&
                       (!strcmp(r->licence, "CC-BY") || str_starts(r->licence, "CC-BY-") ||
                        str_starts(r->licence, "CC0-") ||
                        /* one paper of 2004 whose words are those of no Creative Commons licence */
                        strcasestr(r->licence, "open access article"));
        if (str_starts(declared, "public-domain"))
                return !r->licence;
        str_addf(&url, "https://creativecommons.org/%s/", declared);
        c = vocab_match_licence(str_text(&url));
        return c && str_equal(r->licence, concept_notation(c));
}

/* The index counts every tag that begins with "<ref": <ref-list>, <ref-count> and those of replies as well. */
static bool references_agree(const struct record *r, char *const *row)
{
        size_t n;
        CLEANUP(freep) char *bytes = read_corpus_file(row[PATH], &n);
        long expected = strtol(row[REFS], NULL, 10);
        const char *end = strstr(bytes, "<sub-article"), *response = strstr(bytes, "<response");

        if (!end || (response && response < end))
                end = response;
        for (const char *p = bytes; (p = strstr(p, "<ref")); p += 4)
                if (p[4] == '-' || (end && p > end && (p[4] == ' ' || p[4] == '>')))
                        expected--;
        return (long)r->n_references == expected;
}

static bool has_a_creator_or_is_unsigned(const struct record *r, char *const *row)
{
        static const char *const unsigned_types[] = {"correction", "retraction", "addendum",
                                                     "editorial",  "other",      "book-review"};

        for (size_t i = 0; i < ARRAY_LEN(unsigned_types); i++)
                if (!strcmp(row[TYPE], unsigned_types[i]))
                        return true;
        return r->creators.n > 0;
}

/* What is read back from our JSON and from our XML is what was written. */
static bool round_trips(const struct record *r, char *const *row UNUSED)
{
        CLEANUP(json_freep) json_t *first = meta_write_json(r);
        CLEANUP(json_freep) json_t *second = NULL, *third = NULL;
        CLEANUP(record_freep) struct record *from_json = record_new();
        CLEANUP(record_freep) struct record *from_xml = record_new();
        CLEANUP(str_done) struct str xml = STR_INIT;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err = {0};

        assert_done(meta_read_json(first, from_json, &err), &err);
        second = meta_write_json(from_json);
        assert_done(meta_write_ssehub(r, &xml, &err), &err);
        assert_done(xml_read(str_text(&xml), xml.len, &doc, &err), &err);
        assert_done(meta_read_ssehub(doc, from_xml, &err), &err);
        third = meta_write_json(from_xml);
        return json_equal(first, second) && json_equal(first, third);
}

static const struct {
        const char *what;
        bool (*agrees)(const struct record *r, char *const *row);
} checks[] = {
        {"title", title_agrees},
        {"DOI", doi_agrees},
        {"language", language_agrees},
        {"translations", translations_agree},
        {"licence", licence_agrees},
        {"references", references_agree},
        {"creators", has_a_creator_or_is_unsigned},
        {"round trip", round_trips},
};

static size_t check_row(char *const *row)
{
        size_t n, wrong = 0;
        CLEANUP(freep) char *bytes = read_corpus_file(row[PATH], &n);
        CLEANUP(record_freep) struct record *r = bytes ? read_paper(row[PATH], bytes, n) : NULL;

        if (!r)
                return 1;
        for (size_t i = 0; i < ARRAY_LEN(checks); i++) {
                if (checks[i].agrees(r, row))
                        continue;
                wrong++;
                print_error("%s: %s differs: title '%s', doi %s, language %s, licence '%.80s', "
                            "%zu references; index: '%s' %s %s %s %s\n",
                            row[PATH], checks[i].what, record_title(r), record_identifier(r, "doi"),
                            record_language(r), r->licence, r->n_references, row[TITLE], row[DOI],
                            row[LANG], row[LICENCE], row[REFS]);
        }
        return wrong;
}

static void every_paper_of_the_index_reads_as_the_index_says(void **state)
{
        size_t n, rows = 0, wrong = 0;
        CLEANUP(freep) char *index = read_corpus_file("jats-index.tsv", &n);
        char *rest = index;

        (void)state;
        if (!index) {
                print_message("no corpora: skipped\n");
                skip();
        }
        strsep(&rest, "\n"); /* names of the columns */
        for (char *line; rest && (line = strsep(&rest, "\n"));) {
                char *row[COLUMNS] = {0};
                size_t columns = 0;

                while (line && columns < COLUMNS)
                        row[columns++] = strsep(&line, "\t");
                if (columns <= TITLE)
                        continue;
                rows++;
                wrong += check_row(row);
        }
        print_message("%zu papers, %zu differences\n", rows, wrong);
        assert_true(rows >= 150);
        assert_int_equal(wrong, 0);
}

/* The papers of pairs/ have no index: each must give a title, a creator and a DOI that its folder names. */
static void every_paper_of_the_pairs_gives_title_creator_and_doi(void **state)
{
        CLEANUP(str_done) struct str pattern = STR_INIT;
        glob_t found = {0};
        size_t n_root;

        (void)state;
        corpora_path(&pattern, "");
        n_root = pattern.len;
        str_add(&pattern, "pairs/*/paper.jats.xml");
        if (glob(str_text(&pattern), 0, NULL, &found)) {
                print_message("no corpora: skipped\n");
                str_done(&pattern); /* skip() jumps past the cleanup */
                skip();
        }
        for (size_t i = 0; i < found.gl_pathc; i++) {
                size_t n;
                CLEANUP(freep) char *bytes = read_corpus_file(found.gl_pathv[i] + n_root, &n);
                CLEANUP(record_freep) struct record *r = read_paper(found.gl_pathv[i], bytes, n);

                assert_non_null(r);
                assert_non_null(record_title(r));
                assert_true(r->creators.n > 0);
                assert_non_null(record_identifier(r, "doi"));
                assert_true(round_trips(r, NULL));
        }
        globfree(&found);
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
                cmocka_unit_test(every_paper_of_the_index_reads_as_the_index_says),
                cmocka_unit_test(every_paper_of_the_pairs_gives_title_creator_and_doi),
        };

        return cmocka_run_group_tests_name("jats-corpus", tests, read_vocabularies, NULL);
}
