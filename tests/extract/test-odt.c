/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ODT, in a package and flat: what of it is text, in which order, and what it says of itself. */
#include "reading.h"

#define OFFICE                                                                                     \
        "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"t\" "      \
        "xmlns:table=\"ta\" xmlns:draw=\"d\" xmlns:style=\"s\" xmlns:fo=\"f\" "                    \
        "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" "                  \
        "xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:meta=\"m\" "                           \
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
#define STYLES                                                                                     \
        "<office:automatic-styles><style:style style:name=\"H\" style:family=\"text\">"            \
        "<style:text-properties text:display=\"none\"/></style:style><style:style "                \
        "style:name=\"P1\" style:family=\"paragraph\" style:parent-style-name=\"Es\"/>"            \
        "<style:style style:name=\"Es\" style:family=\"paragraph\"><style:text-properties "        \
        "fo:language=\"es\" fo:country=\"AR\"/></style:style></office:automatic-styles>"
#define CONTENT(body)                                                                              \
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content " OFFICE ">" STYLES    \
        "<office:body><office:text>" body "</office:text></office:body></office:document-content>"
#define P(text) "<text:p>" text "</text:p>"

#define META                                                                                       \
        "<office:meta><dc:title>Sharing the harvest</dc:title><meta:initial-creator>Amina "        \
        "Otieno</meta:initial-creator><dc:creator>Secretary</dc:creator><meta:keyword>bread"       \
        "</meta:keyword><meta:keyword>votes</meta:keyword><meta:creation-date>2021-05-17T10:00:00" \
        "</meta:creation-date></office:meta>"

static const char
        body[] = CONTENT("<text:sequence-decls><text:sequence-decl/></"
                         "text:sequence-decls><text:tracked-changes>"
                         "<text:changed-region><text:deletion><office:change-info><dc:"
                         "creator>Me</dc:creator>"
                         "</office:change-info>" P("deleted words") "</text:deletion></"
                                                                    "text:changed-region></"
                                                                    "text:tracked-changes>"
                                                                    "<text:h "
                                                                    "text:outline-level="
                                                                    "\"1\">Bread<text:s "
                                                                    "text:c=\"2\"/"
                                                                    ">and<text:tab/>votes</"
                                                                    "text:h>" P(
                                                                            "Bakers "
                                                                            "<text:span "
                                                                            "text:style-"
                                                                            "name=\"H\">"
                                                                            "hidden</"
                                                                            "text:span>own<"
                                                                            "text:note "
                                                                            "text:note-"
                                                                            "class="
                                                                            "\"footnote\"><"
                                                                            "text:note-"
                                                                            "citation>1</"
                                                                            "text:note-"
                                                                            "citation><text:"
                                                                            "note-body>" P("A "
                                                                                           "note.") "</text:note-body></text:note> the bakery.<office:annotation><dc:creator>Me"
                                                                                                    "</dc:creator>" P(
                                                                                                            "A comment.") "</office:annotation><text:line-break/>A line.") "<text:list><text:list-item>" P("first point") "</text:list-item><text:list-item>" P("second point") "</text:list-item></text:list><table:table><table:table-row>"
                                                                                                                                                                                                                                                                                "<table:table-cell>" P(
                                                                                                                                                                                                                                                                                        "Town") "</table:table-cell><table:table-cell>" P("Loaves") "</table:table-cell></table:table-row><table:table-row><table:table-cell>" P("Kisumu") "</table:table-cell><table:table-cell>" P("400") "</table:table-cell></table:table-row>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                            "</table:table>" P("A sentence <draw:frame><draw:text-box>" P(
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "In the box.") "</draw:text-box><svg:title>alt"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "</svg:title></draw:frame>goes on <draw:frame><draw:object xlink:href=\"./Object 1\"/>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "</draw:frame>.") "<text:section text:display=\"none\">" P("hidden section") "</text:section>" P("<text:ruby><text:ruby-base>\u6F22</text:ruby-base><text:ruby-text>kan</text:ruby-text>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                    "</text:ruby>\u5B57 <text:title>Its title</text:title>") "<text:table-of-content><text:table-of-content-source><text:index-title-template>Contents"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "</text:index-title-template></text:table-of-content-source><text:index-body>" P("Bread and votes 1") "</text:index-body></text:table-of-content>"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "<text:p text:style-name=\"P1\">La panader\u00EDa pertenece a quienes la trabajan, y cada "
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                   "persona tiene un voto en la asamblea del a\u00F1o, que se celebra en el horno de la plaza cuando termina la cosecha y hay pan para todas las casas.</text:p>");

static const char text[] =
        "Bread and votes\n\nBakers own the bakery.\nA line.\n\nfirst point\n\nsecond "
        "point\n\nTown\t"
        "Loaves\nKisumu\t400\n\nA sentence goes on x=1.\n\nIn the box.\n\n\u6F22\u5B57 Its "
        "title\n\n"
        "Bread and votes 1\n\nLa panader\u00EDa pertenece a quienes la trabajan, y cada persona "
        "tiene un voto en la asamblea del a\u00F1o, que se celebra en el horno de la plaza cuando "
        "termina la cosecha y hay pan para todas las casas.\n\nA note.";

static struct extraction *read_whole(void)
{
        static const struct part parts[] = {
                {"mimetype", "application/vnd.oasis.opendocument.text", 0},
                {"content.xml", body, 0},
                {"Object 1/content.xml",
                 "<math "
                 "xmlns=\"http://www.w3.org/1998/Math/MathML\"><semantics><mrow><mi>x</mi><mo>="
                 "</mo><mn>1</mn></mrow><annotation encoding=\"StarMath 5.0\">x = 1</annotation>"
                 "</semantics></math>",
                 0},
                {"styles.xml",
                 "<office:document-styles " OFFICE "><office:styles><style:default-style "
                 "style:family=\"paragraph\"><style:text-properties fo:language=\"en\" "
                 "fo:country=\"US\"/></style:default-style></"
                 "office:styles><office:master-styles>" P(
                         "A running head.") "</office:master-styles></office:document-styles>",
                 0},
                {"meta.xml", "<office:document-meta " OFFICE ">" META "</office:document-meta>", 0},
                {"META-INF/manifest.xml", "<manifest/>", 0},
        };

        return read_zip("a.odt", parts, ARRAY_LEN(parts));
}

static void all_that_is_text_comes_in_order(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_whole();

        (void)state;
        assert_text(x, text);
        assert_string_equal(x->media_type, "application/vnd.oasis.opendocument.text");
}

static void the_metadata_become_the_record(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_whole();

        (void)state;
        assert_string_equal(record_title(x->record), "Sharing the harvest");
        assert_int_equal(x->record->creators.n, 1);
        assert_string_equal(x->record->creators.items[0].name, "Amina Otieno");
        assert_int_equal(x->record->keywords.n, 2);
        assert_string_equal(x->record->dates[0].type, "Created");
}

static void the_language_is_that_of_most_words(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_whole();

        (void)state;
        assert_string_equal(x->language, "es-AR");
}

static void a_flat_document_is_read_as_well(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_text(
                "a.fodt",
                "<?xml version=\"1.0\"?><office:document " OFFICE
                " office:mimetype=\"application/vnd.oasis.opendocument.text\">" META STYLES
                "<office:body><office:text>" P("Flat <draw:frame><draw:image><office:binary-data>"
                                               "aGVsbG8=</office:binary-data></draw:image></"
                                               "draw:frame>words.") "</office:text></office:body></"
                                                                    "office:document>");

        (void)state;
        assert_text(x, "Flat words.");
        assert_string_equal(record_title(x->record), "Sharing the harvest");
}

static void a_document_with_a_password_is_encrypted(void **state)
{
        static const struct part parts[] = {
                {"mimetype", "application/vnd.oasis.opendocument.text", 0},
                {"content.xml", "\x93\x17\x42\xFE\x01", 0},
                {"META-INF/manifest.xml",
                 "<m:manifest xmlns:m=\"m\"><m:file-entry m:full-path=\"/\"/><m:file-entry "
                 "m:full-path=\"content.xml\"><m:encryption-data m:checksum-type=\"x\"/>"
                 "</m:file-entry></m:manifest>",
                 0},
        };
        CLEANUP(extraction_freep)
        struct extraction *x = read_zip("a.odt", parts, ARRAY_LEN(parts));

        (void)state;
        assert_state(x, EXTRACT_ENCRYPTED, "password");
}

static void other_opendocuments_are_refused_with_advice(void **state)
{
        static const struct part sheet[] = {
                {"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0},
                {"content.xml", "<x/>", 0}};
        static const struct part hidden[] = {{"content.xml",
                                              "<office:document-content " OFFICE
                                              "><office:body><office:presentation/>"
                                              "</office:body></office:document-content>",
                                              0},
                                             {"META-INF/manifest.xml", "<manifest/>", 0}};
        CLEANUP(extraction_freep) struct extraction *a = read_zip("a.ods", sheet, 2);
        CLEANUP(extraction_freep) struct extraction *b = read_zip("a.odp", hidden, 2);

        (void)state;
        assert_state(a, EXTRACT_UNSUPPORTED, "PDF");
        assert_state(b, EXTRACT_UNSUPPORTED, "presentation");
}

static void a_document_that_lacks_its_text_is_damaged(void **state)
{
        static const struct part none[] = {
                {"mimetype", "application/vnd.oasis.opendocument.text", 0},
                {"META-INF/manifest.xml", "<manifest/>", 0}};
        static const struct part cut[] = {{"content.xml", "<office:document-content", 0},
                                          {"META-INF/manifest.xml", "<manifest/>", 0}};
        CLEANUP(extraction_freep) struct extraction *a = read_zip("a.odt", none, 2);
        CLEANUP(extraction_freep) struct extraction *b = read_zip("a.odt", cut, 2);

        (void)state;
        assert_state(a, EXTRACT_DAMAGED, "content.xml");
        assert_state(b, EXTRACT_DAMAGED, "content.xml: line 1");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(all_that_is_text_comes_in_order),
                cmocka_unit_test(the_metadata_become_the_record),
                cmocka_unit_test(the_language_is_that_of_most_words),
                cmocka_unit_test(a_flat_document_is_read_as_well),
                cmocka_unit_test(a_document_with_a_password_is_encrypted),
                cmocka_unit_test(other_opendocuments_are_refused_with_advice),
                cmocka_unit_test(a_document_that_lacks_its_text_is_damaged),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
