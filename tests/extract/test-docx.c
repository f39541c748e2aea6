/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DOCX: what of it is text, in which order, and what it says of itself. */
#include "reading.h"

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
#define DOCUMENT(body)                                                                             \
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document " W              \
        "xmlns:m=\"m\" xmlns:mc=\"mc\" xmlns:wps=\"wps\" xmlns:v=\"v\" xmlns:r=\"r\" "             \
        "xmlns:wp=\"wp\"><w:body>" body "<w:sectPr/></w:body></w:document>"
#define P(runs)  "<w:p>" runs "</w:p>"
#define R(text)  "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define FIELD(t) "<w:r><w:fldChar w:fldCharType=\"" t "\"/></w:r>"
#define REL(type, target)                                                                          \
        "<Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"     \
        "relationships/" type "\" Target=\"" target "\"/>"
#define RELS(all)                                                                                  \
        "<Relationships "                                                                          \
        "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" all              \
        "</Relationships>"

static struct extraction *read_body(const char *document)
{
        const struct part parts[] = {
                {"[Content_Types].xml", "<Types/>", 0},
                {"_rels/.rels", RELS(REL("officeDocument", "word/document.xml")), 0},
                {"word/document.xml", document, 0},
        };

        return read_zip("a.docx", parts, ARRAY_LEN(parts));
}

static void headings_paragraphs_lists_and_tables_keep_their_order(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(DOCUMENT(
                P("<w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>" R("Bread ") R("and votes")) P(
                        R("Bakers own ") "<w:hyperlink r:id=\"r1\">" R(
                                "the bakery") "</w:hyperlink>" R(".") "<w:r><w:br/><w:t>A "
                                                                      "line.</w:t></w:r>") P("<w:"
                                                                                             "pPr><"
                                                                                             "w:"
                                                                                             "numPr"
                                                                                             "/></"
                                                                                             "w:"
                                                                                             "pPr"
                                                                                             ">" R("first point"))
                        P("<w:pPr><w:tabs><w:tab w:val=\"left\" "
                          "w:pos=\"5\"/></w:tabs></w:pPr>" R(
                                  "second") "<w:"
                                            "r><"
                                            "w:"
                                            "tab"
                                            "/><"
                                            "/w:"
                                            "r"
                                            ">" R(
                                                    "point")) "<w:tbl><w:tblPr/"
                                                              "><w:tr><w:tc><w:tcPr/"
                                                              ">" P(R("Town")) "</w:tc><w:tc>" P(
                                                                      R("L"
                                                                        "o"
                                                                        "a"
                                                                        "v"
                                                                        "e"
                                                                        "s")) "</w:tc></"
                                                                              "w:tr><w:tr><w:tc>" P(
                                                                                      R("Kisumu"))
                                                                                      P(R("Lake")) "</w:tc><w:tc>" P(
                                                                                              R("40"
                                                                                                "0")) "</w:tc></"
                                                                                                      "w:tr></"
                                                                                                      "w:tbl>" P(R(
                                                                                                              "After"
                                                                                                              "."))));

        (void)state;
        assert_text(x, "Bread and votes\n\nBakers own the bakery.\nA line.\n\nfirst point\n\n"
                       "second point\n\nTown\tLoaves\nKisumu\nLake\t400\n\nAfter.");
        assert_string_equal(
                x->media_type,
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
}

static void deleted_and_moved_words_are_out_and_inserted_ones_are_in(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(DOCUMENT(
                P(R("One ") "<w:ins w:id=\"1\">" R(
                        "new ") "</w:ins><w:del w:id=\"2\"><w:r>"
                                "<w:delText>old </w:delText></w:r></w:del>" R("word."))
                        P("<w:moveFrom w:id=\"3\">" R(
                                "Here it was.") "</w:moveFrom>"
                                                "<w:moveTo w:id=\"4\">" R(
                                                        "Here it is.") "</"
                                                                       "w:moveTo>")
                                P("<w:pPr><w:rPr><w:del "
                                  "w:id=\"5\"/></w:rPr></w:pPr>" R("These two "))
                                        P(R("are one.")) "<w:tbl><w:tr><w:trPr><w:"
                                                         "del "
                                                         "w:id=\"6\"/></"
                                                         "w:trPr><w:tc>" P(
                                                                 R("gon"
                                                                   "e")) "</w:tc></"
                                                                         "w:tr><w:tr><w:"
                                                                         "tc>" P(R("kept")) "</"
                                                                                            "w:tc><"
                                                                                            "/w:tr>"
                                                                                            "</"
                                                                                            "w:"
                                                                                            "tbl"
                                                                                            ">"));

        (void)state;
        assert_text(x, "One new word.\n\nHere it is.\n\nThese two are one.\n\nkept");
}

static void a_field_gives_its_result_and_not_its_instruction(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(DOCUMENT(
                P(R("See ") FIELD("begin") "<w:r><w:instrText>REF a </w:instrText></w:r>" FIELD(
                        "begin") "<w:r><w:instrText>PAGE</w:instrText></w:r>" FIELD("separate")
                          R("7") FIELD("end") FIELD("separate") R("page 12") FIELD("end") R("."))
                        P("<w:fldSimple w:instr=\"AUTHOR\">" R("Otieno") "</w:fldSimple>")));

        (void)state;
        assert_text(x, "See page 12.\n\nOtieno");
}

/* A field that never ends would else swallow the rest. */
static void fields_that_do_not_end_swallow_nothing(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(
                DOCUMENT(P(FIELD("begin") "<w:r><w:instrText>IF</w:instrText></w:r>" FIELD("begin")
                                   FIELD("separate") R("shown") FIELD("end")) P(R("The rest."))));

        (void)state;
        assert_text(x, "shown\n\nThe rest.");
}

static void hidden_text_and_placeholders_are_no_text(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(DOCUMENT(
                P(R("Seen") "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
                            "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>, seen "
                            "too</w:t></w:r>") "<w:sdt><w:sdtPr><w:showingPlcHdr/></"
                                               "w:sdtPr><w:sdtContent>" P(
                                                       R("Click here to enter "
                                                         "text.")) "</"
                                                                   "w:"
                                                                   "sdtContent><"
                                                                   "/w:sdt>"
                                                                   "<w:sdt><w:"
                                                                   "sdtPr><w:"
                                                                   "alias "
                                                                   "w:val=\"x\"/"
                                                                   "></"
                                                                   "w:sdtPr><w:"
                                                                   "sdtContent"
                                                                   ">" P(R("Ente"
                                                                           "red"
                                                                           ".")) "</w:sdtContent></"
                                                                                 "w:sdt>"));

        (void)state;
        assert_text(x, "Seen, seen too\n\nEntered.");
}

static void a_text_box_follows_its_paragraph_and_comes_once(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(DOCUMENT(P(R(
                "A sentence ") "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing>"
                               "<wp:anchor><wp:positionH><wp:posOffset>914400</wp:posOffset></"
                               "wp:positionH><wps:txbx>"
                               "<w:txbxContent>" P(R(
                                       "In the box.")) "</w:txbxContent></wps:txbx></wp:anchor>"
                                                       "</w:drawing></"
                                                       "mc:Choice><mc:Fallback><w:pict><v:textbox><"
                                                       "w:txbxContent>" P(R(
                                                               "In the box.")) "</w:txbxContent></"
                                                                               "v:textbox></"
                                                                               "w:pict></"
                                                                               "mc:Fallback>"
                                                                               "</"
                                                                               "mc:"
                                                                               "AlternateContent></"
                                                                               "w:r>" R("goes on."))
                                                          P(R("Next."))));

        (void)state;
        assert_text(x, "A sentence goes on.\n\nIn the box.\n\nNext.");
}

static void special_characters_become_letters(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(DOCUMENT(
                P("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>opera</w:t><w:softHyphen/><w:t>tive</"
                  "w:t></w:r>" R(" ") "<w:r><w:sym w:font=\"Symbol\" w:char=\"F061\"/></w:r>"
                                      "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F04A\"/></w:r>" R(
                                              "end"))
                        P("<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>kan</w:t></w:r></"
                          "w:rt><w:rubyBase><w:r>"
                          "<w:t>\u6F22</w:t></w:r></w:rubyBase></w:ruby><w:t>\u5B57</w:t></w:r>")
                                P("<m:oMath><m:r><m:t>E</m:t></m:r><m:r><m:t>=m</m:t></"
                                  "m:r><m:sSup><m:e><m:r><m:t>c</m:t>"
                                  "</m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></"
                                  "m:oMath>")));

        (void)state;
        assert_text(x, "co-operative \u03B1 end\n\n\u6F22\u5B57\n\nE=mc2");
}

static const char core[] =
        "<cp:coreProperties xmlns:cp=\"cp\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:dcterms=\"http://purl.org/dc/terms/\"><dc:title>Sharing the harvest</dc:title>"
        "<dc:creator>Amina Otieno; Luc Moreau</dc:creator><cp:keywords>bread, votes</cp:keywords>"
        "<cp:lastModifiedBy>Secretary</cp:lastModifiedBy>"
        "<dcterms:created>2021-05-17T10:00:00Z</dcterms:created></cp:coreProperties>";

/* With names that are not the usual ones, as some writers choose them. */
static struct extraction *read_whole(void)
{
        static const struct part parts[] = {
                {"_rels/.rels",
                 RELS("<Relationship Type=\"http://schemas.openxmlformats.org/package/2006/"
                      "relationships/metadata/core-properties\" Target=\"/meta/core.xml\"/>" REL(
                              "officeDocument", "/text/main2.xml")),
                 0},
                {"text/_rels/main2.xml.rels",
                 RELS(REL("footnotes", "notes/foot.xml") REL("endnotes", "notes/end.xml")
                              REL("styles", "../styles.xml") REL("comments", "comments.xml") REL(
                                      "header", "header1.xml") REL("diagramData", "diagram.xml")),
                 0},
                {"text/main2.xml",
                 DOCUMENT(P(R("Body") "<w:r><w:footnoteReference w:id=\"2\"/></w:r>") P(
                         "<w:pPr><w:pStyle w:val=\"Secret\"/></w:pPr>" R("hidden by its style"))
                                  P("<w:r><w:rPr><w:rStyle w:val=\"Child\"/></w:rPr><w:t>hidden by "
                                    "a "
                                    "style's style</w:t></w:r>")
                                          P("<w:r><w:rPr><w:lang w:val=\"fr-FR\"/></w:rPr><w:t>Le "
                                            "pain se partage "
                                            "entre les membres de la boulangerie.</w:t></w:r>")),
                 0},
                {"text/notes/foot.xml",
                 "<w:footnotes " W "><w:footnote w:type=\"separator\" w:id=\"0\">" P(R(
                         "-----")) "</w:footnote><w:footnote w:id=\"2\">" P(R("A footnote.")) "</"
                                                                                              "w:"
                                                                                              "foot"
                                                                                              "note"
                                                                                              ">"
                                                                                              "</"
                                                                                              "w:"
                                                                                              "foot"
                                                                                              "note"
                                                                                              "s>",
                 0},
                {"text/notes/end.xml",
                 "<w:endnotes " W "><w:endnote w:id=\"1\">" P(R("An endnote.")) "</w:endnote>"
                                                                                "</w:endnotes>",
                 0},
                {"text/comments.xml", "<w:comments " W ">" P(R("A comment.")) "</w:comments>", 0},
                {"text/header1.xml", "<w:hdr " W ">" P(R("A running head.")) "</w:hdr>", 0},
                {"text/diagram.xml",
                 "<d:dataModel xmlns:d=\"d\" xmlns:a=\"a\"><d:pt><d:t><a:p><a:r><a:t>In a diagram."
                 "</a:t></a:r></a:p></d:t></d:pt></d:dataModel>",
                 0},
                {"styles.xml",
                 "<w:styles " W "><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val=\"en-US\"/>"
                 "</w:rPr></w:rPrDefault></w:docDefaults><w:style w:styleId=\"Secret\"><w:rPr>"
                 "<w:vanish/></w:rPr></w:style><w:style w:styleId=\"Child\"><w:basedOn "
                 "w:val=\"Secret\"/></w:style></w:styles>",
                 0},
                {"meta/core.xml", core, 0},
        };

        return read_zip("a.docx", parts, ARRAY_LEN(parts));
}

static void parts_are_found_by_their_relationships(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_whole();

        (void)state;
        assert_text(x, "Body\n\nLe pain se partage entre les membres de la boulangerie.\n\n"
                       "A footnote.\n\nAn endnote.\n\nIn a diagram.");
}

static void the_properties_become_the_record(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_whole();

        (void)state;
        assert_string_equal(record_title(x->record), "Sharing the harvest");
        assert_int_equal(x->record->creators.n, 2);
        assert_string_equal(x->record->creators.items[1].name, "Luc Moreau");
        assert_int_equal(x->record->keywords.n, 2);
        assert_int_equal(x->record->n_dates, 1);
        assert_string_equal(x->record->dates[0].type, "Created");
        assert_string_equal(x->record->dates[0].value, "2021-05-17");
}

/* The language of the installation is that of the defaults; that of the words is at the words. */
static void the_language_of_most_words_is_declared(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_whole();

        (void)state;
        assert_string_equal(x->language, "fr-FR");
}

static void a_title_that_a_program_made_up_is_none(void **state)
{
        const struct part parts[] = {
                {"_rels/.rels",
                 RELS("<Relationship Type=\"x/core-properties\" Target=\"core.xml\"/>" REL(
                         "officeDocument", "word/document.xml")),
                 0},
                {"word/document.xml", DOCUMENT(P(R("Words."))), 0},
                {"core.xml",
                 "<p><title>Microsoft Word - paper3.docx</title><creator>python-docx</creator></p>",
                 0},
        };
        CLEANUP(extraction_freep)
        struct extraction *x = read_zip("a.docx", parts, ARRAY_LEN(parts));

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_null(record_title(x->record));
        assert_int_equal(x->record->creators.n, 0);
}

static void an_embedded_document_of_another_kind_is_not_passed_over(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = read_body(DOCUMENT(P(R("Words.")) "<w:altChunk r:id=\"r9\"/>"));

        (void)state;
        assert_state(x, EXTRACT_UNSUPPORTED, "embedded");
}

static void a_document_without_words_is_empty(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = read_body(DOCUMENT(P("")));

        (void)state;
        assert_state(x, EXTRACT_EMPTY, NULL);
}

static void a_document_that_lacks_its_text_or_a_part_of_it_is_damaged(void **state)
{
        const struct part none[] = {{"word/documents.txt", "x", 0}};
        const struct part no_notes[] = {
                {"word/_rels/document.xml.rels", RELS(REL("footnotes", "footnotes.xml")), 0},
                {"word/document.xml", DOCUMENT(P(R("Words."))), 0},
        };
        const struct part no_body[] = {{"word/document.xml", "<w:document " W "/>", 0}};
        CLEANUP(extraction_freep) struct extraction *a = read_zip("a.docx", none, 1);
        CLEANUP(extraction_freep) struct extraction *b = read_zip("a.docx", no_notes, 2);
        CLEANUP(extraction_freep) struct extraction *c = read_zip("a.docx", no_body, 1);

        (void)state;
        assert_state(a, EXTRACT_DAMAGED, "word/document.xml");
        assert_state(b, EXTRACT_DAMAGED, "word/footnotes.xml");
        assert_state(c, EXTRACT_DAMAGED, "<body>");
}

static void an_entity_bomb_inside_is_damaged(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x =
                read_body("<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\">]><w:document " W
                          "><w:body><w:p><w:r><w:t>&b;&b;</w:t></w:r></w:p></w:body></w:document>");

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "entities");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(headings_paragraphs_lists_and_tables_keep_their_order),
                cmocka_unit_test(deleted_and_moved_words_are_out_and_inserted_ones_are_in),
                cmocka_unit_test(a_field_gives_its_result_and_not_its_instruction),
                cmocka_unit_test(fields_that_do_not_end_swallow_nothing),
                cmocka_unit_test(hidden_text_and_placeholders_are_no_text),
                cmocka_unit_test(a_text_box_follows_its_paragraph_and_comes_once),
                cmocka_unit_test(special_characters_become_letters),
                cmocka_unit_test(parts_are_found_by_their_relationships),
                cmocka_unit_test(the_properties_become_the_record),
                cmocka_unit_test(the_language_of_most_words_is_declared),
                cmocka_unit_test(a_title_that_a_program_made_up_is_none),
                cmocka_unit_test(an_embedded_document_of_another_kind_is_not_passed_over),
                cmocka_unit_test(a_document_without_words_is_empty),
                cmocka_unit_test(a_document_that_lacks_its_text_or_a_part_of_it_is_damaged),
                cmocka_unit_test(an_entity_bomb_inside_is_damaged),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
