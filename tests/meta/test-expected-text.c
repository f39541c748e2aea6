/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files of other programs' test suites beside the reading those programs expect of them, in Zotero's shape
 * (shared/corpora/metadata; skipped where it is absent). Each field that a record holds is compared; what one
 * format agrees in is printed, and must be 95 %. Where the expected reading is odd itself, the table of quirks
 * says why it is not counted.
 */
#include "unit.h"

#include "meta/records.h"

#include "base/path.h"
#include "text/normal.h"
#include "vocab/vocab.h"

#include <dirent.h>

enum { FILE_MAX = 1 << 20, AGREEMENT_MIN = 95 };

static const struct {
        const char *file, *field, *why;
} quirks[] = {
        {"BibTeX/03", "isbn", "its check digit is wrong: such a number is left out here"},
        {"BibTeX/03", "creators", "the suffix III is put into the first name"},
        {"BibTeX/05", "title", "BibTeX's \\~} is the operator U+223C there, an ASCII tilde here"},
        {"BibTeX/09", "title", "it takes \\\\{ for a brace, which LaTeX takes for a line end"},
        {"RIS/11", "type", "every work of no type is a journal article there"},
};

struct score {
        const char *format;
        size_t right, all;
};

static void corpus_path(struct str *out, const char *name)
{
        str_addf(out, "%s/../shared/corpora/metadata/%s", source_dir(), name);
}

static bool is_quirk(const char *file, const char *field)
{
        for (size_t i = 0; i < ARRAY_LEN(quirks); i++)
                if (!strncmp(file, quirks[i].file, strlen(quirks[i].file)) &&
                    !strcmp(field, quirks[i].field))
                        return true;
        return false;
}

/* --- comparing -------------------------------------------------------------------------------------- */

static void key_of(const char *text, struct str *out)
{
        struct error err;

        assert_int_equal(text_key(text ? text : "", out, &err), 0);
}

static bool same(const char *a, const char *b)
{
        CLEANUP(str_done) struct str ka = STR_INIT;
        CLEANUP(str_done) struct str kb = STR_INIT;

        key_of(a, &ka);
        key_of(b, &kb);
        return !strcmp(str_text(&ka), str_text(&kb));
}

static void count(struct score *s, const char *file, const char *field, const char *expected,
                  const char *actual)
{
        if (is_quirk(file, field))
                return;
        s->all++;
        if (same(expected, actual))
                s->right++;
        else
                print_message("%s %s: expected '%s', read '%s'\n", file, field, expected,
                              actual ? actual : "");
}

/* --- fields ----------------------------------------------------------------------------------------- */

static const char *volume(const struct record *r)
{
        return r->within.volume;
}

static const char *issue(const struct record *r)
{
        return r->within.issue;
}

static const char *pages(const struct record *r)
{
        return r->within.pages;
}

static const char *issn(const struct record *r)
{
        return r->within.issn;
}

static const char *edition(const struct record *r)
{
        return r->within.edition;
}

static const char *place(const struct record *r)
{
        return r->within.place;
}

static const char *source(const struct record *r)
{
        return r->source;
}

static const char *publisher(const struct record *r)
{
        return r->publisher;
}

static const char *abstract(const struct record *r)
{
        return r->abstracts.n ? r->abstracts.items[0].text : NULL;
}

static const char *doi(const struct record *r)
{
        return record_identifier(r, "doi");
}

/* Of Zotero's members those that a record has a place for. */
static const struct {
        const char *member;
        const char *(*of)(const struct record *r);
} members[] = {
        {"title", record_title},
        {"abstractNote", abstract},
        {"volume", volume},
        {"issue", issue},
        {"pages", pages},
        {"ISSN", issn},
        {"edition", edition},
        {"place", place},
        {"publicationTitle", source},
        {"bookTitle", source},
        {"proceedingsTitle", source},
        {"publisher", publisher},
        {"institution", publisher},
        {"university", publisher},
        {"label", publisher},
        {"repository", publisher},
        {"DOI", doi},
};

static void count_type(struct score *s, const char *file, const json_t *item,
                       const struct record *r)
{
        static const char *const types[][2] = {
                {"journalArticle", "research-paper"},
                {"conferencePaper", "conference-paper"},
                {"book", "book"},
                {"bookSection", "book-chapter"},
                {"thesis", "thesis"},
                {"report", "report"},
                {"dataset", "dataset"},
        };

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (str_equal(json_text(item, "itemType"), types[i][0]))
                        count(s, file, "type", types[i][1], r->type);
}

static void add_name(struct str *out, const char *family, const char *given)
{
        str_addf(out, "%s, %s; ", family, given ? given : "");
}

static void count_people(struct score *s, const char *file, const json_t *item,
                         const struct record *r, bool editors)
{
        CLEANUP(str_done) struct str expected = STR_INIT;
        CLEANUP(str_done) struct str actual = STR_INIT;
        const struct agents *list = editors ? &r->contributors : &r->creators;
        size_t i;
        const json_t *c;

        json_array_foreach(json_object_get(item, "creators"), i, c)
        {
                bool is_editor = str_equal(json_text(c, "creatorType"), "editor");
                const char *name = json_text(c, "lastName");

                if (is_editor == editors)
                        add_name(&expected, name ? name : json_text(c, "name"),
                                 json_text(c, "firstName"));
        }
        if (!expected.len)
                return;
        for (i = 0; i < list->n; i++) {
                const struct agent *a = &list->items[i];

                if (!editors || str_equal(a->role, "Editor"))
                        add_name(&actual, a->family ? a->family : a->name, a->given);
        }
        count(s, file, editors ? "editors" : "creators", str_text(&expected), str_text(&actual));
}

static void count_date(struct score *s, const char *file, const json_t *item,
                       const struct record *r)
{
        const char *date = json_text(item, "date"), *issued = record_issued(r);

        if (!date)
                date = json_text(item, "issueDate");
        if (date && date_is_valid(date))
                count(s, file, "date", date, issued);
        else if (date)
                count(s, file, "date", date,
                      issued && strstr(date,
                                       (char[]){issued[0], issued[1], issued[2], issued[3], 0})
                              ? date
                              : issued);
}

/* One text of the whole list, in the order of the alphabet. */
static int by_text(const void *a, const void *b)
{
        const char *const *x = a, *const *y = b;

        return strcmp(*x, *y);
}

static void sort_and_join(const char **texts, size_t n, struct str *out)
{
        qsort(texts, n, sizeof(*texts), by_text);
        for (size_t i = 0; i < n; i++)
                str_addf(out, "%s; ", texts[i]);
}

static void count_keywords(struct score *s, const char *file, const json_t *item,
                           const struct record *r)
{
        CLEANUP(str_done) struct str expected = STR_INIT;
        CLEANUP(str_done) struct str actual = STR_INIT;
        const json_t *tags = json_object_get(item, "tags"), *tag;
        const char *texts[256];
        size_t i, n = 0;

        json_array_foreach(tags, i, tag) if (n < ARRAY_LEN(texts)) texts[n++] =
                json_is_string(tag) ? json_string_value(tag) : json_text(tag, "tag");
        if (!n)
                return;
        sort_and_join(texts, n, &expected);
        for (i = n = 0; i < r->keywords.n && n < ARRAY_LEN(texts); i++)
                texts[n++] = r->keywords.items[i].text;
        sort_and_join(texts, n, &actual);
        count(s, file, "keywords", str_text(&expected), str_text(&actual));
}

/* The address is there, be it as the DOI that it resolves. */
static void count_url(struct score *s, const char *file, const json_t *item, const struct record *r)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *url = json_text(item, "url"), *resolved = url ? doi_normalise(url, &a) : NULL;
        const char *actual = record_identifier(r, "url");

        if (!url)
                return;
        if (resolved && str_equal(resolved, doi(r)))
                actual = url;
        count(s, file, "url", url, actual);
}

static void count_isbn(struct score *s, const char *file, const json_t *item,
                       const struct record *r)
{
        const char *isbn = json_text(item, "ISBN");
        char digits[40];
        size_t n = 0;

        for (; isbn && *isbn && *isbn != ' ' && n + 1 < sizeof(digits); isbn++)
                if (*isbn != '-')
                        digits[n++] = *isbn;
        digits[n] = '\0';
        if (n)
                count(s, file, "isbn", digits, record_identifier(r, "isbn"));
}

static void count_language(struct score *s, const char *file, const json_t *item,
                           const struct record *r)
{
        const char *language = json_text(item, "language");
        char tag[36];

        if (language && vocab_match_language(language, tag))
                count(s, file, "code of language", tag, record_language(r));
}

/* "DOI: 10.1/x\nPMID: 1" */
static void count_extra(struct score *s, const char *file, const json_t *item,
                        const struct record *r)
{
        static const char *const lines[][2] = {
                {"DOI: ", "doi"}, {"PMID: ", "pmid"}, {"PMCID: ", "pmcid"}};
        const char *extra = json_text(item, "extra");

        for (size_t i = 0; extra && i < ARRAY_LEN(lines); i++) {
                const char *at = strstr(extra, lines[i][0]);
                CLEANUP(freep)
                char *value = at && (at == extra || at[-1] == '\n')
                                      ? strndup(at + strlen(lines[i][0]),
                                                strcspn(at + strlen(lines[i][0]), "\n"))
                                      : NULL;

                if (value)
                        count(s, file, lines[i][1], value, record_identifier(r, lines[i][1]));
        }
}

static void count_item(struct score *s, const char *file, const json_t *item,
                       const struct record *r)
{
        for (size_t i = 0; i < ARRAY_LEN(members); i++)
                if (json_text(item, members[i].member))
                        count(s, file, members[i].member, json_text(item, members[i].member),
                              members[i].of(r));
        count_type(s, file, item, r);
        count_people(s, file, item, r, false);
        count_people(s, file, item, r, true);
        count_date(s, file, item, r);
        count_keywords(s, file, item, r);
        count_url(s, file, item, r);
        count_isbn(s, file, item, r);
        count_language(s, file, item, r);
        count_extra(s, file, item, r);
}

/* --- files ------------------------------------------------------------------------------------------ */

static void read_all(const char *path, read_records read, struct kept *kept,
                     enum meta_text_kind *ret_kind, int *ret_answer)
{
        CLEANUP(freep) char *bytes = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;
        struct error err = {0};
        size_t n;

        assert_done(path_read(path, FILE_MAX, &bytes, &n, &err), &err);
        assert_done(text_lines_to_utf8(bytes, n, &text, &err), &err);
        *ret_kind = meta_text_kind(str_text(&text), text.len, "unnamed.txt");
        *ret_answer = keep_all(read, str_text(&text), text.len, kept, &err);
}

static void count_file(struct score *s, const char *expected, const char *input, read_records read,
                       enum meta_text_kind kind)
{
        CLEANUP(freep) char *bytes = NULL;
        CLEANUP(json_freep) json_t *items = NULL;
        const char *name = strstr(input, "metadata/zotero/") + strlen("metadata/zotero/");
        struct kept kept;
        struct error err = {0};
        size_t n, i;
        const json_t *item;
        enum meta_text_kind found;
        int answer;

        assert_done(path_read(expected, FILE_MAX, &bytes, &n, &err), &err);
        assert_done(json_read(bytes, n, &items, &err), &err);
        read_all(input, read, &kept, &found, &answer);
        assert_int_equal(answer, 0);
        assert_int_equal(found, kind);
        if (kept.n != json_array_size(items))
                print_message("%s: %zu records, expected %zu\n", name, kept.n,
                              json_array_size(items));
        json_array_foreach(items, i, item) if (i < kept.n && i < KEPT_MAX)
                count_item(s, name, item, kept.records[i]);
        else s->all += json_object_size(item);
        kept_done(&kept);
}

static void count_folder(const char *format, const char *extension, read_records read,
                         enum meta_text_kind kind)
{
        CLEANUP(str_done) struct str folder = STR_INIT;
        struct score s = {format, 0, 0};
        DIR *dir;

        corpus_path(&folder, "zotero/");
        str_add(&folder, format);
        dir = opendir(str_text(&folder));
        if (!dir) {
                print_message("no %s: skipped\n", str_text(&folder));
                str_done(&folder); /* skipping jumps out of the scope */
                skip();
        }
        for (struct dirent *d; (d = readdir(dir));) {
                CLEANUP(str_done) struct str expected = STR_INIT;
                CLEANUP(str_done) struct str input = STR_INIT;
                char *end = strstr(d->d_name, ".expected.json");

                if (!end)
                        continue;
                str_addf(&expected, "%s/%s", str_text(&folder), d->d_name);
                str_addf(&input, "%s/%.*s.input.%s", str_text(&folder), (int)(end - d->d_name),
                         d->d_name, extension);
                count_file(&s, str_text(&expected), str_text(&input), read, kind);
        }
        closedir(dir);
        print_message("%s: %zu of %zu fields as expected (%.1f %%)\n", format, s.right, s.all,
                      s.all ? 100.0 * (double)s.right / (double)s.all : 0);
        assert_true(s.all > 0);
        assert_true(s.right * 100 >= s.all * AGREEMENT_MIN);
}

static void bibtex_reads_as_zotero_expects(void **state)
{
        (void)state;
        count_folder("BibTeX", "bib", meta_read_bibtex, TEXT_BIBTEX);
}

static void ris_reads_as_zotero_expects(void **state)
{
        (void)state;
        count_folder("RIS", "ris", meta_read_ris, TEXT_RIS);
}

static void refer_reads_as_zotero_expects(void **state)
{
        (void)state;
        count_folder("ReferBibIX", "txt", meta_read_refer, TEXT_REFER);
}

/* --- files without an expected reading beside them ------------------------------------------------------ */

static void bolognese_reads_as_its_files_say(void **state)
{
        static const struct {
                const char *file;
                read_records read;
                enum meta_text_kind kind;
                const char *doi, *family, *type, *publisher, *date;
        } files[] = {
                {"crossref.ris", meta_read_ris, TEXT_RIS, "10.7554/elife.01567", "Sankar",
                 "research-paper", NULL, "2014"},
                {"ris_bug.ris", meta_read_ris, TEXT_RIS, "10.17918/ernk-6431", "Balakrishnan",
                 "book", "Drexel University", "2018"},
                {"pure.bib", meta_read_bibtex, TEXT_BIBTEX, NULL, "Toparlar", "thesis",
                 "Department of Built Environment", "2018-04-25"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                CLEANUP(str_done) struct str path = STR_INIT;
                struct kept kept;
                enum meta_text_kind kind;
                int answer;

                corpus_path(&path, "bolognese/");
                str_add(&path, files[i].file);
                if (access(str_text(&path), R_OK) != 0) {
                        print_message("no %s: skipped\n", str_text(&path));
                        str_done(&path); /* skipping jumps out of the scope */
                        skip();
                }
                read_all(str_text(&path), files[i].read, &kept, &kind, &answer);
                assert_int_equal(answer, 0);
                assert_int_equal(kind, files[i].kind);
                assert_int_equal(kept.n, 1);
                assert_true(str_equal(doi(kept.records[0]), files[i].doi));
                assert_string_equal(kept.records[0]->creators.items[0].family, files[i].family);
                assert_string_equal(kept.records[0]->type, files[i].type);
                assert_true(str_equal(kept.records[0]->publisher, files[i].publisher));
                assert_string_equal(record_issued(kept.records[0]), files[i].date);
                kept_done(&kept);
        }
}

static void json_of_other_kinds_is_not_taken_for_items(void **state)
{
        static const char *const files[] = {"cit_package.json", "datacite_software.json",
                                            "schema_org_topmed.json",
                                            "schema_org_geolocation.json"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                CLEANUP(str_done) struct str path = STR_INIT;
                struct kept kept;
                enum meta_text_kind kind;
                int answer;

                corpus_path(&path, "bolognese/");
                str_add(&path, files[i]);
                if (access(str_text(&path), R_OK) != 0) {
                        print_message("no %s: skipped\n", str_text(&path));
                        str_done(&path); /* skipping jumps out of the scope */
                        skip();
                }
                read_all(str_text(&path), meta_read_csl, &kept, &kind, &answer);
                assert_int_equal(answer, META_NOT_MINE);
                assert_int_equal(kind,
                                 str_starts(files[i], "datacite") ? TEXT_DATACITE : TEXT_OTHER);
                kept_done(&kept);
        }
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
                cmocka_unit_test(bibtex_reads_as_zotero_expects),
                cmocka_unit_test(ris_reads_as_zotero_expects),
                cmocka_unit_test(refer_reads_as_zotero_expects),
                cmocka_unit_test(bolognese_reads_as_its_files_say),
                cmocka_unit_test(json_of_other_kinds_is_not_taken_for_items),
        };

        return cmocka_run_group_tests_name("expected text", tests, read_vocabularies, NULL);
}
