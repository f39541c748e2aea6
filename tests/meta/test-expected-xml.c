/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Real exports of other people's systems against the reading that another program makes of them: field by field,
 * per format, over the fields a record holds. Skipped where the corpora are not there.
 */
#include "unit.h"

#include "expected.h"

#include "text/xml.h"

static int read_xml_file(const char *bytes, size_t n, const struct meta_sink *sink,
                         struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int r = xml_read(bytes, n, &doc, err);

        return r ? r : meta_read_xml_records(doc, sink, err);
}

/* What is odd in an expected file, and why it is not counted. */
static const struct expected_quirk quirks[] = {
        {"MODS/22", NULL,
         "a bill: its reader takes everything from a law library's own extension to MODS"},
        {"MODS/18", "publisher", "the printed line of a reproduction instead of the publisher"},
        {"MODS/18", "creators", "the person the work is about is no contributor to it"},
        {"MARCXML/05", "creators", "the comma of \"Meta Platforms, Inc.\" parts no names"},
        {"Datacite-JSON/06", "pages", "the name of the journal stands where pages should"},
        {"Datacite-JSON/05", "pages", "'33-52 Pages' with the word"},
};

static void check(const char *folder, expected_reader read)
{
        struct expected_score score = {0};

        if (!expected_score_folder(folder, read, quirks, ARRAY_LEN(quirks), &score))
                skip();
        print_message("%s: %zu of %zu fields agree\n", folder, score.agreed, score.fields);
        assert_true(score.fields > 3);
        assert_true(score.agreed * 100 >= score.fields * 95);
}

static void crossref_reads_as_expected(void **state)
{
        (void)state;
        check("Crossref-Unixref-XML", read_xml_file);
}

static void mods_reads_as_expected(void **state)
{
        (void)state;
        check("MODS", read_xml_file);
}

static void marcxml_reads_as_expected(void **state)
{
        (void)state;
        check("MARCXML", read_xml_file);
}

static void pubmed_reads_as_expected(void **state)
{
        (void)state;
        check("PubMed-XML", read_xml_file);
}

static void endnote_xml_reads_as_expected(void **state)
{
        (void)state;
        check("Endnote-XML", read_xml_file);
}

static void datacite_json_reads_as_expected(void **state)
{
        (void)state;
        check("Datacite-JSON", meta_read_datacite_json);
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
                cmocka_unit_test(crossref_reads_as_expected),
                cmocka_unit_test(mods_reads_as_expected),
                cmocka_unit_test(marcxml_reads_as_expected),
                cmocka_unit_test(pubmed_reads_as_expected),
                cmocka_unit_test(endnote_xml_reads_as_expected),
                cmocka_unit_test(datacite_json_reads_as_expected),
        };

        return cmocka_run_group_tests_name("expected-xml", tests, read_vocabularies, NULL);
}
