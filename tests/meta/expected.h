/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder of NN.input.EXT beside NN.expected.json: our reading against the expected one, field by field. */
#ifndef SSEHUB_TESTS_META_EXPECTED_H
#define SSEHUB_TESTS_META_EXPECTED_H

#include "base/path.h"
#include "base/str.h"
#include "meta/clean.h"
#include "text/json.h"
#include "text/normal.h"
#include "vocab/vocab.h"

#include <ctype.h>
#include <glob.h>
#include <strings.h>

enum { EXPECTED_FILE_MAX = 16 << 20, EXPECTED_RECORDS_MAX = 64 };

typedef int (*expected_reader)(const char *bytes, size_t n, const struct meta_sink *sink,
                               struct error *err);

/* path: the end of "FOLDER/NN"; field NULL: the whole file. why: for the reader of this table. */
struct expected_quirk {
        const char *path, *field, *why;
};

struct expected_score {
        size_t fields, agreed;
};

/* --- our reading ------------------------------------------------------------------------------------------ */

struct expected_records {
        struct record *items[EXPECTED_RECORDS_MAX];
        size_t n;
};

static int expected_take(void *user, long line, struct record *r, struct error *err)
{
        struct expected_records *records = user;

        (void)line;
        (void)err;
        if (records->n < EXPECTED_RECORDS_MAX)
                records->items[records->n++] = r;
        else
                record_free(r);
        return 0;
}

static int expected_complain(void *user, long line, const char *reason, struct error *err)
{
        (void)user;
        (void)err;
        print_message("line %ld: %s\n", line, reason);
        return 0;
}

static void expected_records_done(struct expected_records *records)
{
        for (size_t i = 0; i < records->n; i++)
                record_free(records->items[i]);
}

/* --- values ------------------------------------------------------------------------------------------------- */

/* Compared by letters and digits, without markup, case and accents. */
static bool expected_same(const char *a, const char *b)
{
        CLEANUP(str_done) struct str x = STR_INIT, y = STR_INIT, p = STR_INIT, q = STR_INIT;
        size_t n = 0, m = 0;

        clean_text(a, &p);
        clean_text(b, &q);
        if (text_key(str_text(&p), &x, NULL) || text_key(str_text(&q), &y, NULL))
                return false;
        for (size_t i = 0; i < x.len; i++)
                if (x.data[i] != ' ')
                        x.data[n++] = x.data[i];
        for (size_t i = 0; i < y.len; i++)
                if (y.data[i] != ' ')
                        y.data[m++] = y.data[i];
        return n == m && (!n || !memcmp(x.data, y.data, n));
}

static bool expected_in(const struct lang_texts *list, const char *text)
{
        for (size_t i = 0; i < list->n; i++)
                if (expected_same(list->items[i].text, text))
                        return true;
        return false;
}

static bool expected_title(struct record *r, const json_t *value)
{
        return expected_in(&r->titles, json_string_value(value));
}

static bool expected_abstract(struct record *r, const json_t *value)
{
        return expected_in(&r->abstracts, json_string_value(value)) ||
               expected_in(&r->summaries, json_string_value(value));
}

/* By the year, which a citation shows: the expected files have dates in many dresses. */
static bool expected_date(struct record *r, const json_t *value)
{
        char date[META_DATE_SIZE];

        if (json_is_integer(value))
                return record_year(r) == json_integer_value(value);
        return meta_date(json_string_value(value), date) && record_year(r) == date_year(date);
}

static bool expected_doi(struct record *r, const json_t *value)
{
        const char *doi = doi_normalise(json_string_value(value), &r->arena);

        return doi && str_equal(record_identifier(r, "doi"), doi);
}

/* The expected list may have several, apart by spaces or commas: ours must be all right ones of them. */
static bool expected_isbn(struct record *r, const json_t *value)
{
        CLEANUP(record_freep) struct record *wanted = record_new();

        clean_add_isbns(wanted, json_string_value(value));
        for (size_t i = 0; i < wanted->n_identifiers; i++) {
                bool found = false;

                for (size_t k = 0; k < r->n_identifiers; k++)
                        found |= str_equal(wanted->identifiers[i].value, r->identifiers[k].value);
                if (!found)
                        return false;
        }
        return wanted->n_identifiers > 0;
}

/* A record has one ISSN of its journal: it must be among them. */
static bool expected_issn(struct record *r, const json_t *value)
{
        CLEANUP(freep) char *copy = strdup(json_string_value(value));
        char *rest = copy;

        for (char *one; r->within.issn && rest && (one = strsep(&rest, ", "));)
                if (str_equal(clean_issn(r, one), r->within.issn))
                        return true;
        return false;
}

static bool expected_publisher(struct record *r, const json_t *value)
{
        return expected_same(r->publisher, json_string_value(value));
}

static bool expected_source(struct record *r, const json_t *value)
{
        return expected_same(r->source, json_string_value(value)) ||
               expected_same(r->within.series, json_string_value(value)) ||
               expected_same(r->within.event, json_string_value(value));
}

static bool expected_repository(struct record *r, const json_t *value)
{
        return expected_source(r, value) || expected_publisher(r, value);
}

static bool expected_volume(struct record *r, const json_t *value)
{
        return expected_same(r->within.volume, json_string_value(value));
}

static bool expected_issue(struct record *r, const json_t *value)
{
        return expected_same(r->within.issue, json_string_value(value));
}

static bool expected_pages(struct record *r, const json_t *value)
{
        return str_equal(r->within.pages, clean_pages(r, json_string_value(value)));
}

static bool expected_edition(struct record *r, const json_t *value)
{
        return expected_same(r->within.edition, json_string_value(value));
}

static bool expected_place(struct record *r, const json_t *value)
{
        return expected_same(r->within.place, json_string_value(value));
}

static bool expected_url(struct record *r, const json_t *value)
{
        const char *url = json_string_value(value);
        const char *doi = doi_normalise(url, &r->arena);

        for (size_t i = 0; i < r->n_identifiers; i++)
                if (str_equal(r->identifiers[i].value, url) ||
                    (doi && str_equal(r->identifiers[i].value, doi)))
                        return true;
        return false;
}

/* One of those named there must be ours. */
static bool expected_language(struct record *r, const json_t *value)
{
        CLEANUP(freep) char *copy = strdup(json_string_value(value));
        char *rest = copy;

        for (char *one; rest && (one = strsep(&rest, ";,"));) {
                const char *tag = meta_language(r, one + strspn(one, " "));

                if (tag && record_language(r) &&
                    !strncmp(tag, record_language(r), strcspn(tag, "-")))
                        return true;
        }
        return false;
}

static bool expected_tags(struct record *r, const json_t *value)
{
        size_t i;
        json_t *tag;

        json_array_foreach(value, i, tag)
        {
                const char *text = json_is_string(tag)
                                           ? json_string_value(tag)
                                           : json_string_value(json_object_get(tag, "tag"));

                if (!expected_in(&r->keywords, text) && !vocab_match_sdg(text) &&
                    !vocab_match(VOCAB_PLACE, text))
                        return false;
        }
        return true;
}

static bool expected_is_agent(const struct agent *a, const json_t *wanted)
{
        const char *last = json_string_value(json_object_get(wanted, "lastName"));
        const char *first = json_string_value(json_object_get(wanted, "firstName"));

        if (!first)
                return expected_same(a->name, last);
        return expected_same(a->family, last) && expected_same(a->given, first);
}

/* Authors in their order; each other one among our contributors (or creators). */
static bool expected_creators(struct record *r, const json_t *value)
{
        size_t i, next = 0;
        json_t *wanted;

        json_array_foreach(value, i, wanted)
        {
                const char *role = json_string_value(json_object_get(wanted, "creatorType"));
                bool is_author = str_equal(role, "author"), found = false;

                if (is_author) {
                        found = next < r->creators.n &&
                                expected_is_agent(&r->creators.items[next], wanted);
                        next++;
                }
                for (size_t k = 0; !is_author && k < r->creators.n; k++)
                        found |= expected_is_agent(&r->creators.items[k], wanted);
                for (size_t k = 0; !is_author && k < r->contributors.n; k++)
                        found |= expected_is_agent(&r->contributors.items[k], wanted);
                if (!found)
                        return false;
        }
        return next == 0 || next == r->creators.n;
}

/* Only where their type can mean one of ours alone. */
static bool expected_type(struct record *r, const json_t *value)
{
        static const struct {
                const char *theirs, *ours;
        } types[] = {{"journalArticle", "research-paper"},
                     {"bookSection", "book-chapter"},
                     {"conferencePaper", "conference-paper"},
                     {"thesis", "thesis"},
                     {"report", "report"},
                     {"dataset", "dataset"},
                     {"book", "book"}};

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (str_equal(types[i].theirs, json_string_value(value)))
                        return str_equal(types[i].ours, r->type);
        return true;
}

static const struct expected_field {
        const char *name;
        bool (*agrees)(struct record *r, const json_t *value);
} expected_fields[] = {
        {"title", expected_title},
        {"abstractNote", expected_abstract},
        {"date", expected_date},
        {"DOI", expected_doi},
        {"ISBN", expected_isbn},
        {"ISSN", expected_issn},
        {"publisher", expected_publisher},
        {"university", expected_publisher},
        {"institution", expected_publisher},
        {"company", expected_publisher},
        {"publicationTitle", expected_source},
        {"bookTitle", expected_source},
        {"websiteTitle", expected_source},
        {"blogTitle", expected_repository},
        {"series", expected_source},
        {"conferenceName", expected_source},
        {"proceedingsTitle", expected_source},
        {"repository", expected_repository},
        {"volume", expected_volume},
        {"issue", expected_issue},
        {"pages", expected_pages},
        {"edition", expected_edition},
        {"place", expected_place},
        {"url", expected_url},
        {"language", expected_language},
        {"tags", expected_tags},
        {"creators", expected_creators},
        {"itemType", expected_type},
};

/* --- files ------------------------------------------------------------------------------------------------------ */

static bool expected_is_quirk(const struct expected_quirk *quirks, size_t n, const char *path,
                              const char *field)
{
        for (size_t i = 0; i < n; i++)
                if (str_ends(path, quirks[i].path) &&
                    (!quirks[i].field || str_equal(quirks[i].field, field)))
                        return true;
        return false;
}

static void expected_show(const char *path, const char *field, const json_t *value,
                          struct record *r)
{
        CLEANUP(freep) char *wanted = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
        CLEANUP(json_freep) json_t *j = meta_write_json(r);
        CLEANUP(freep) char *got = json_dumps(j, JSON_COMPACT);

        print_message("%s: %s: %.300s\n  in %.600s\n", path, field, wanted, got);
}

static void expected_score_record(const char *path, struct record *r, const json_t *wanted,
                                  const struct expected_quirk *quirks, size_t n_quirks,
                                  struct expected_score *score)
{
        for (size_t i = 0; i < ARRAY_LEN(expected_fields); i++) {
                const char *name = expected_fields[i].name;
                const json_t *value = json_object_get(wanted, name);

                if (!value || (json_is_string(value) && str_is_blank(json_string_value(value))) ||
                    (json_is_array(value) && json_array_size(value) == 0) ||
                    expected_is_quirk(quirks, n_quirks, path, name))
                        continue;
                score->fields++;
                if (r && expected_fields[i].agrees(r, value))
                        score->agreed++;
                else if (r)
                        expected_show(path, name, value, r);
                else
                        print_message("%s: %s: no record\n", path, name);
        }
}

static void expected_score_file(const char *input, expected_reader read,
                                const struct expected_quirk *quirks, size_t n_quirks,
                                struct expected_score *score)
{
        CLEANUP(expected_records_done) struct expected_records records = {.n = 0};
        struct meta_sink sink = {expected_take, expected_complain, &records};
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(str_done) struct str stem = STR_INIT;
        CLEANUP(freep) char *bytes = NULL, *expected = NULL;
        CLEANUP(json_freep) json_t *wanted = NULL;
        struct error err = {0};
        size_t n, m, i;
        json_t *one;

        str_add_bytes(&stem, input, (size_t)(strstr(input, ".input.") - input));
        str_addf(&path, "%s.expected.json", str_text(&stem));
        if (path_read(str_text(&path), EXPECTED_FILE_MAX, &expected, &m, &err) ||
            json_read(expected, m, &wanted, &err))
                return;
        assert_done(path_read(input, EXPECTED_FILE_MAX, &bytes, &n, &err), &err);
        if (read(bytes, n, &sink, &err) != 0)
                print_message("%s: %s\n", input, err.message);
        json_array_foreach(wanted, i, one)
                expected_score_record(str_text(&stem), i < records.n ? records.items[i] : NULL, one,
                                      quirks, n_quirks, score);
}

/* false: the folder is not there. */
static inline bool expected_score_folder(const char *folder, expected_reader read,
                                         const struct expected_quirk *quirks, size_t n_quirks,
                                         struct expected_score *score)
{
        CLEANUP(str_done) struct str pattern = STR_INIT;
        glob_t found;

        str_addf(&pattern, "%s/../shared/corpora/metadata/zotero/%s/*.input.*", source_dir(),
                 folder);
        if (glob(str_text(&pattern), 0, NULL, &found) != 0) {
                print_message("%s is not there\n", str_text(&pattern));
                return false;
        }
        for (size_t i = 0; i < found.gl_pathc; i++)
                expected_score_file(found.gl_pathv[i], read, quirks, n_quirks, score);
        globfree(&found);
        return true;
}

#endif
