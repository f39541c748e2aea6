/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Golden pairs: each tests/golden/meta/NAME.in.EXT is read, and what comes out is compared with NAME.json.
 * EXT says the reader: xml (by its elements), html, json, pdfinfo, yaml, md (encyclopedia entry), and of files
 * of many records bib, ris, refer, csl, csv, datacite-json (in any encoding, as text_lines_to_utf8 has it). Where
 * the result differs it is shown, and SSEHUB_GOLDEN=write takes it as right.
 */
#include "unit.h"

#include "meta/records.h"

#include "base/path.h"
#include "base/str.h"
#include "meta/meta.h"
#include "text/html.h"
#include "text/json.h"
#include "text/normal.h"
#include "text/xml.h"
#include "vocab/vocab.h"

#include <dirent.h>

enum { FILE_MAX = 1 << 20 };

static void golden_path(struct str *out, const char *name)
{
        str_addf(out, "%s/tests/golden/meta/%s", source_dir(), name);
}

/* --- reading by extension ----------------------------------------------------------------------------- */

static int from_xml(const char *bytes, size_t n, struct record *r, json_t **ret UNUSED,
                    struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int answer = xml_read(bytes, n, &doc, err);

        return answer ? META_DAMAGED : meta_read_xml(doc, r, err);
}

static int from_html(const char *bytes, size_t n, struct record *r, json_t **ret UNUSED,
                     struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int answer = html_read(bytes, n, &doc, err);

        return answer ? META_DAMAGED : meta_read_html(doc, r, err);
}

static int from_json(const char *bytes, size_t n, struct record *r, json_t **ret UNUSED,
                     struct error *err)
{
        CLEANUP(json_freep) json_t *j = NULL;
        int answer = json_read(bytes, n, &j, err);

        return answer ? META_DAMAGED : meta_read_json(j, r, err);
}

static int from_pdfinfo(const char *bytes, size_t n UNUSED, struct record *r, json_t **ret UNUSED,
                        struct error *err)
{
        return meta_read_pdfinfo(bytes, r, err);
}

static int from_yaml(const char *bytes, size_t n, struct record *r UNUSED, json_t **ret,
                     struct error *err)
{
        return meta_read_yaml(bytes, n, ret, err);
}

static int from_entry(const char *bytes, size_t n, struct record *r UNUSED, json_t **ret,
                      struct error *err)
{
        CLEANUP(entry_freep) struct entry *e = entry_new();
        int answer = meta_read_entry(bytes, n, "name-of-the-file", e, err);

        if (answer == 0)
                *ret = meta_write_entry_json(e);
        return answer;
}

static int from_records(read_records read, const char *bytes, size_t n, json_t **ret,
                        struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;
        int answer = text_lines_to_utf8(bytes, n, &text, err);

        if (answer)
                return META_DAMAGED;
        answer = keep_all(read, str_text(&text), text.len, &kept, err);
        if (answer == 0)
                *ret = kept_json(&kept);
        kept_done(&kept);
        return answer;
}

static const struct {
        const char *extension;
        read_records read;
} list_readers[] = {
        {"bib", meta_read_bibtex},  {"ris", meta_read_ris},
        {"csv", meta_read_csv},     {"csl", meta_read_csl},
        {"refer", meta_read_refer}, {"datacite-json", meta_read_datacite_json},
};

static const struct {
        const char *extension;
        int (*read)(const char *bytes, size_t n, struct record *r, json_t **ret, struct error *err);
} readers[] = {
        {"xml", from_xml},         {"html", from_html}, {"json", from_json},
        {"pdfinfo", from_pdfinfo}, {"yaml", from_yaml}, {"md", from_entry},
};

/* The record, entry or front matter as JSON; or what was said against it. */
static json_t *result_of(const char *name, const char *bytes, size_t n)
{
        CLEANUP(record_freep) struct record *r = record_new();
        struct error err = {0};
        json_t *j = NULL;
        int answer = -1;

        for (size_t i = 0; i < ARRAY_LEN(readers); i++)
                if (str_equal(path_extension(name), readers[i].extension))
                        answer = readers[i].read(bytes, n, r, &j, &err);
        for (size_t i = 0; i < ARRAY_LEN(list_readers); i++)
                if (str_equal(path_extension(name), list_readers[i].extension))
                        answer = from_records(list_readers[i].read, bytes, n, &j, &err);
        if (answer == 0)
                return j ? j : meta_write_json(r);
        return json_pack("{s:s, s:s}", "answer",
                         answer == META_NOT_MINE  ? "not mine"
                         : answer == META_DAMAGED ? "damaged"
                                                  : "failure",
                         "says", err.message);
}

/* --- comparing ---------------------------------------------------------------------------------------- */

static void show_difference(const char *expected, const char *name, const struct str *actual)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(str_done) struct str command = STR_INIT;

        str_addf(&path, "%s/golden-%s", build_dir(), name);
        path_write_atomic(str_text(&path), str_text(actual), actual->len, 0644, NULL);
        str_addf(&command, "diff -u '%s' '%s' >&2", expected, str_text(&path));
        if (system(str_text(&command)) == -1)
                print_error("diff could not be run\n");
        print_error("%s differs; SSEHUB_GOLDEN=write takes the new one as right\n", name);
}

static bool is_as_expected(const char *in)
{
        CLEANUP(str_done) struct str in_path = STR_INIT;
        CLEANUP(str_done) struct str name = STR_INIT;
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(str_done) struct str actual = STR_INIT;
        CLEANUP(json_freep) json_t *j = NULL;
        CLEANUP(freep) char *bytes = NULL, *expected = NULL;
        struct error err;
        size_t n, n_expected = 0;
        const char *write = getenv("SSEHUB_GOLDEN");

        golden_path(&in_path, in);
        assert_done(path_read(str_text(&in_path), FILE_MAX, &bytes, &n, &err), &err);
        str_add_bytes(&name, in, (size_t)(strstr(in, ".in.") - in));
        str_add(&name, ".json");
        golden_path(&path, str_text(&name));
        j = result_of(in, bytes, n);
        assert_done(json_write_pretty(j, &actual, &err), &err);
        if (write && !strcmp(write, "write"))
                path_write_atomic(str_text(&path), str_text(&actual), actual.len, 0644, NULL);
        if (path_read(str_text(&path), FILE_MAX, &expected, &n_expected, &err) == 0 &&
            n_expected == actual.len && !memcmp(expected, actual.data, n_expected))
                return true;
        show_difference(str_text(&path), str_text(&name), &actual);
        return false;
}

static void every_golden_input_reads_as_written(void **state)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        size_t n = 0, wrong = 0;
        DIR *dir;

        (void)state;
        golden_path(&path, "");
        dir = opendir(str_text(&path));
        assert_non_null(dir);
        for (struct dirent *d; (d = readdir(dir));) {
                if (!strstr(d->d_name, ".in."))
                        continue;
                n++;
                wrong += !is_as_expected(d->d_name);
        }
        closedir(dir);
        assert_true(n >= 20); /* the folder was found, with what belongs there */
        assert_int_equal(wrong, 0);
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
                cmocka_unit_test(every_golden_input_reads_as_written),
        };

        return cmocka_run_group_tests_name("golden", tests, read_vocabularies, NULL);
}
