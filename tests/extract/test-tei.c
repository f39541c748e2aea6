/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TEI: what of it is text, and in which order. What it says of itself is tested in golden/meta. */
#include "reading.h"

static const char paper[] =
        "<?xml version=\"1.0\"?><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc>"
        "<titleStmt><title>Bread and "
        "votes</title></titleStmt></fileDesc><profileDesc><abstract><div>"
        "<p>The abstract.</p></div></abstract></profileDesc></teiHeader><text "
        "xml:lang=\"en\"><body>"
        "<div><head n=\"1\">Introduction</head><p>Bakers own<ref type=\"bibr\">[1]</ref> the "
        "bakery<note place=\"foot\" n=\"1\">A note.</note>, and <hi rend=\"sub\">x</hi>y<lb/>z.</p>"
        "<formula xml:id=\"f0\">a = b <label>(1)</label></formula><p>With <formula>c</formula> "
        "inside.</p><list><item>first</item><item>second</item></list><fw>Running head 12</fw>"
        "<p><choice><sic>teh</sic><corr>the</corr></choice> end<del>gone</del></p></div>"
        "<figure type=\"table\"><head>Table "
        "1</head><figDesc>Loaves.</figDesc><table><row><cell>Town"
        "</cell><cell>Loaves</cell></row><row><cell>Kisumu</cell><cell>400</cell></row></table></"
        "figure>"
        "</body><back><div type=\"acknowledgement\"><p>We thank the millers.</p></div><div "
        "type=\"references\"><listBibl><head>References</head><biblStruct><analytic><title>The firm"
        "</title><author><persName><forename>B</forename><surname>Ward</surname></persName></"
        "author>"
        "</analytic><monogr><title>Review</title><imprint><biblScope unit=\"page\" from=\"5\" "
        "to=\"9\"/>"
        "<date "
        "when=\"1958\"/></imprint></monogr></biblStruct><biblStruct><monogr><title>Flour</title>"
        "</monogr><note type=\"raw_reference\">[2] Chen M.\n Flour. "
        "2001.</note></biblStruct></listBibl>"
        "</div></back></text></TEI>";

static void a_paper_gives_all_its_text_in_order(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_text("a.xml", paper);

        (void)state;
        assert_text(
                x, "The abstract.\n\nIntroduction\n\nBakers own [1] the bakery, and xy z.\n\n"
                   "a = b (1)\n\nWith c inside.\n\nfirst\nsecond\n\nthe end\n\nTable 1\n\n"
                   "Loaves.\n\nTown\tLoaves\nKisumu\t400\n\nWe thank the millers.\n\nReferences\n\n"
                   "The firm B Ward Review 5-9 1958\n[2] Chen M. Flour. 2001.\n\nA note.");
        assert_string_equal(x->language, "en");
        assert_string_equal(x->media_type, "application/tei+xml");
        assert_string_equal(record_title(x->record), "Bread and votes");
        assert_int_equal(x->record->n_references, 2);
        assert_false(x->is_metadata);
}

static void a_header_without_a_text_is_empty(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_text(
                "a.xml",
                "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>"
                "<title>Alone</title></titleStmt></fileDesc></teiHeader></TEI>");

        (void)state;
        assert_state(x, EXTRACT_EMPTY, NULL);
        assert_string_equal(record_title(x->record), "Alone");
}

static void a_paper_cut_short_is_damaged(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_bytes("a.xml", paper, sizeof(paper) / 2);

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "line");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_paper_gives_all_its_text_in_order),
                cmocka_unit_test(a_header_without_a_text_is_empty),
                cmocka_unit_test(a_paper_cut_short_is_damaged),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
