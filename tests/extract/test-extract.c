/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is read from a document, and which state it ends in. All through the real, fenced worker. */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "extract/extract.h"

#include <errno.h>
#include <sys/mman.h>

static struct extract_options options;
static char worker[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(worker, sizeof(worker), "%s/src/ssehub-worker", build_dir());
        options.worker = worker;
        return 0;
}

static struct extraction *extract_bytes(const char *name, const void *bytes, size_t n)
{
        CLEANUP(closep) int fd = memfd_create("document", MFD_CLOEXEC);
        struct extraction *x = NULL;
        struct error err = {0};

        assert_true(fd >= 0 && write(fd, bytes, n) == (ssize_t)n);
        assert_done(extract_fd(fd, name, &options, &x, &err), &err);
        return x;
}

static struct extraction *extract_text(const char *name, const char *text)
{
        return extract_bytes(name, text, strlen(text));
}

static struct extraction *extract_sample(const char *name)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        struct extraction *x = NULL;
        struct error err = {0};

        str_addf(&path, "%s/tests/extract/files/%s", source_dir(), name);
        assert_done(extract_file(path.data, &options, &x, &err), &err);
        return x;
}

/* A state that is not ok has a reason of one line and no pages. */
static void assert_state(const struct extraction *x, enum extract_state state, const char *reason)
{
        if (x->state != state)
                fail_msg("%s (%s) instead of %s", extract_state_name(x->state),
                         x->reason ? x->reason : "-", extract_state_name(state));
        assert_non_null(x->record);
        assert_non_null(x->media_type);
        if (state == EXTRACT_OK) {
                assert_null(x->reason);
                return;
        }
        assert_int_equal(x->n_pages, 0);
        assert_null(x->language);
        assert_non_null(x->reason);
        assert_null(strchr(x->reason, '\n'));
        if (reason && !strstr(x->reason, reason))
                fail_msg("'%s' does not say '%s'", x->reason, reason);
}

static void assert_page(const struct extraction *x, size_t page, const char *text)
{
        assert_true(page < x->n_pages);
        assert_int_equal(strlen(x->pages[page]), x->page_lens[page]);
        if (!strstr(x->pages[page], text))
                fail_msg("page %zu has no '%s': '%s'", page + 1, text, x->pages[page]);
}

/* ---- PDF ---- */

static void a_pdf_gives_its_text_by_page(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_sample("two-pages.pdf");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_string_equal(x->media_type, "application/pdf");
        assert_int_equal(x->n_pages, 2);
        assert_page(x, 0, "one vote in the assembly");
        assert_page(x, 1, "marzipan");
        assert_string_equal(x->language, "en");
        assert_string_equal(record_title(x->record), "Sharing the harvest");
        assert_false(x->is_metadata);
}

/* Two columns drawn row by row, running heads, no word of the file about itself. */
static void an_article_gives_its_text_in_order_and_its_front_page(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_sample("article.pdf");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_int_equal(x->n_pages, 3);
        assert_page(x, 1, "the left sheaf of rye\nthe left sieve of wheat\n");
        assert_page(x, 1, "the left song of peas\n");
        assert_page(x, 1, "the right sheaf of rye\nthe right sieve of wheat\n");
        assert_null(strstr(x->pages[1], "Commons"));
        assert_null(strstr(x->pages[1], "18"));
        assert_page(x, 0, "Journal of the Commons");
        assert_page(x, 0, "of a cooperative granary");
        assert_string_equal(record_title(x->record), "Granaries held in common");
        assert_int_equal(x->record->creators.n, 2);
        assert_string_equal(x->record->creators.items[1].name, "Luc Moreau");
        assert_string_equal(record_identifier(x->record, "doi"), "10.5555/granary.7");
        assert_string_equal(record_issued(x->record), "2021-05-03");
        assert_string_equal(record_language(x->record), "en");
        assert_int_equal(x->record->n_machine_read, 6);
}

static void xmp_wins_over_the_document_information(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_sample("xmp.pdf");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_string_equal(record_title(x->record), "Mutual aid in the delta");
        assert_int_equal(x->record->creators.n, 2);
        assert_string_equal(record_identifier(x->record, "doi"), "10.5555/delta.7");
        assert_string_equal(x->language, "fr");
}

static void a_scan_has_no_text_layer(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_sample("scan.pdf");

        (void)state;
        assert_state(x, EXTRACT_NO_TEXT_LAYER, "1 page");
}

static void a_pdf_that_needs_a_password_is_encrypted(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_sample("password.pdf");

        (void)state;
        assert_state(x, EXTRACT_ENCRYPTED, "password");
}

static void an_encrypted_pdf_that_opens_without_a_password_is_read(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_sample("readable-encrypted.pdf");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_page(x, 1, "marzipan");
}

static void a_damaged_pdf_says_so(void **state)
{
        static const char *const names[] = {"truncated.pdf", "header-only.pdf", "no-pages.pdf"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                CLEANUP(extraction_freep) struct extraction *x = extract_sample(names[i]);

                assert_state(x, EXTRACT_DAMAGED, NULL);
        }
}

static void a_pdf_with_a_broken_table_of_objects_is_still_read(void **state)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_sample("recoverable.pdf");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_int_equal(x->n_pages, 2);
        assert_page(x, 0, "The harvest is shared");
}

static void a_pdf_under_another_name_is_still_a_pdf(void **state)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        struct error err = {0};
        size_t n = 0;

        (void)state;
        str_addf(&path, "%s/tests/extract/files/two-pages.pdf", source_dir());
        assert_done(path_read(path.data, 1 << 20, &bytes, &n, &err), &err);
        x = extract_bytes("paper.txt", bytes, n);
        assert_state(x, EXTRACT_OK, NULL);
        assert_string_equal(x->media_type, "application/pdf");
}

static void bytes_of_no_kind_named_pdf_are_a_damaged_pdf(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_bytes("a.pdf", "\x00\x01\x02\x03\xFF\xFE\x9B\x00", 8);

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, NULL);
}

/* ---- JATS ---- */

static const char article[] =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE article PUBLIC \"-//NLM//DTD JATS 1.3//EN\" \"JATS-journalpublishing1-3.dtd\">\n"
        "<article xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        "xml:lang=\"en\"><front><journal-meta>"
        "<journal-id>jid</journal-id></journal-meta><article-meta><article-id pub-id-type=\"doi\">"
        "10.5555/abc</article-id><title-group><article-title>Bread and votes</article-title>"
        "</title-group><contrib-group><contrib "
        "contrib-type=\"author\"><name><surname>Otieno</surname>"
        "<given-names>Amina</given-names></name></contrib></contrib-group>"
        "<abstract><p>The abstract speaks of bakers.</p></abstract></article-meta></front>"
        "<body><sec><label>1</label><title>Introduction</title><p>Bakers&nbsp;own the bakery"
        "<xref ref-type=\"bibr\" rid=\"r1\">12</xref>, and H<sub>2</sub>O is wet.</p>"
        "<list><list-item><p>first point</p></list-item><list-item><p>second point</p></list-item>"
        "</list></sec><table-wrap><label>Table 1</label><caption><p>Loaves.</p></caption><table>"
        "<tr><th>Town</th><th>Loaves</th></tr><tr><td>Kisumu</td><td>400</td></tr></table>"
        "<table-wrap-foot><fn><p>Counted by hand.</p></fn></table-wrap-foot></table-wrap>"
        "<fig><object-id>hidden-id</object-id><caption><p>A stove.</p></caption></fig>"
        "<boxed-text><p>Boxed words.</p></boxed-text></body>"
        "<back><ack><p>We thank the millers.</p></ack><ref-list><title>References</title>"
        "<ref "
        "id=\"r1\"><element-citation><name><surname>Moreau</surname><given-names>L</given-names>"
        "</name><year>1998</year><article-title>On flour</article-title></element-citation></ref>"
        "<ref id=\"r2\"><mixed-citation>Smith J. <source>Yeast</source>. "
        "2001.</mixed-citation></ref>"
        "</ref-list><app-group><app><p>An appendix.</p></app></app-group></back>"
        "<sub-article article-type=\"translation\" xml:lang=\"fr\"><front-stub><title-group>"
        "<article-title>Du pain et des voix</article-title></title-group></front-stub>"
        "<body><p>Les boulangers possèdent la boulangerie.</p></body></sub-article></article>";

/* In this order, each in the text. */
static void assert_order(const char *text, const char *const *parts, size_t n)
{
        const char *at = text;

        for (size_t i = 0; i < n; i++) {
                const char *found = strstr(at, parts[i]);

                if (!found)
                        fail_msg("'%s' is missing or out of its place in '%s'", parts[i], text);
                at = found + strlen(parts[i]);
        }
}

static void an_article_gives_all_its_text_in_order(void **state)
{
        static const char *const parts[] = {
                "The abstract speaks of bakers.",
                "\n\n1",
                "Introduction\n\n",
                "Bakers own the bakery 12",
                ", and H2O is wet.",
                "first point",
                "\n",
                "second point",
                "Table 1",
                "Loaves.",
                "Town\tLoaves\nKisumu\t400",
                "Counted by hand.",
                "A stove.",
                "Boxed words.",
                "We thank the millers.",
                "An appendix.",
                "References\n\nMoreau L 1998 On flour\nSmith J. Yeast. 2001.",
                "Du pain et des voix",
                "Les boulangers poss\u00E8dent la boulangerie.",
        };
        CLEANUP(extraction_freep) struct extraction *x = extract_text("a.xml", article);

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_int_equal(x->n_pages, 1);
        assert_order(x->pages[0], parts, ARRAY_LEN(parts));
        assert_null(strstr(x->pages[0], "hidden-id"));
        assert_string_equal(x->language, "en");
        assert_string_equal(x->media_type, "application/jats+xml");
        assert_string_equal(record_title(x->record), "Bread and votes");
        assert_string_equal(record_identifier(x->record, "doi"), "10.5555/abc");
}

static void an_article_that_is_cut_off_is_damaged_with_its_line(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_bytes("a.xml", article, sizeof(article) / 2);

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "line");
}

static void an_article_without_any_text_is_empty(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "a.xml", "<article><front><article-meta><title-group><article-title>Alone"
                         "</article-title></title-group></article-meta></front></article>");

        (void)state;
        assert_state(x, EXTRACT_EMPTY, NULL);
        assert_string_equal(record_title(x->record), "Alone");
}

static void an_entity_bomb_is_damaged(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "a.xml", "<!DOCTYPE article [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
                         "<article><body><p>&b;&b;</p></body></article>");

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "entities");
}

static void a_file_of_the_system_does_not_come_in_as_an_entity(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "a.xml", "<!DOCTYPE article [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
                         "<article><body><p>&a;</p></body></article>");

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "entities");
}

static void oai_dc_is_metadata_without_a_text(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "a.xml",
                "<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" "
                "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>A title</dc:title>"
                "<dc:creator>Otieno, Amina</dc:creator><dc:language>en</dc:language></oai_dc:dc>");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_true(x->is_metadata);
        assert_int_equal(x->n_pages, 0);
        assert_null(x->language);
        assert_string_equal(record_title(x->record), "A title");
}

static void other_xml_is_unsupported_by_the_name_of_its_root(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x =
                extract_text("a.xml", "<?xml version=\"1.0\"?><score><note/></score>");

        (void)state;
        assert_state(x, EXTRACT_UNSUPPORTED, "<score>");
}

/* ---- HTML, Markdown, text ---- */

static void a_page_gives_its_article_and_its_metadata(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "a.html", "<!DOCTYPE html><html lang=\"es\"><head><title>Pan y votos</title>"
                          "<meta name=\"citation_title\" content=\"Pan y votos\">"
                          "<meta name=\"citation_author\" content=\"Otieno, Amina\"></head><body>"
                          "<nav>menu</nav><main><h1>Pan</h1><p>Las panaderas deciden.</p></main>"
                          "<script>var hidden;</script></body></html>");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_string_equal(x->media_type, "text/html");
        assert_page(x, 0, "Las panaderas deciden.");
        assert_null(strstr(x->pages[0], "menu"));
        assert_null(strstr(x->pages[0], "hidden"));
        assert_string_equal(x->language, "es");
        assert_string_equal(record_title(x->record), "Pan y votos");
}

static void markdown_gives_its_front_matter_and_its_text(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "a.md",
                "---\ntitle: Bread and votes\nlanguage: en\ncreators:\n  - name: Amina Otieno\n"
                "---\n\n# Bread\n\nBakers *own* the [bakery](https://example.org).\n");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_string_equal(x->media_type, "text/markdown");
        assert_page(x, 0, "Bakers own the bakery.");
        assert_null(strstr(x->pages[0], "creators"));
        assert_string_equal(record_title(x->record), "Bread and votes");
        assert_string_equal(x->language, "en");
}

static void markdown_with_broken_front_matter_is_damaged_with_its_line(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x =
                extract_text("a.md", "---\ntitle: \"no end\ncreators: [a\n---\n\ntext\n");

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, "line");
}

static void plain_text_has_a_page_at_each_form_feed(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text("a.txt", "One vote each.\r\n\fSecond page.\n\f");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_string_equal(x->media_type, "text/plain");
        assert_int_equal(x->n_pages, 2);
        assert_string_equal(x->pages[0], "One vote each.");
        assert_string_equal(x->pages[1], "Second page.");
}

static void text_comes_out_composed_without_bidi_controls_and_ligatures(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text("a.txt", "cafe\u0301 \u202Bof\uFB01ce\u202C \uFEFB");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_string_equal(x->pages[0], "caf\u00E9 office \u0644\u0627");
}

static void text_in_an_old_encoding_is_read(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x =
                extract_text("a.txt", "La coop\xE9rative appartient \xE0 ses membres.");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_page(x, 0, "La coop\u00E9rative appartient \u00E0 ses membres.");
}

static void text_with_nul_bytes_is_damaged(void **state)
{
        static const char bytes[] = "One vote\0 each, said the baker.";
        CLEANUP(extraction_freep)
        struct extraction *x = extract_bytes("a.txt", bytes, sizeof(bytes) - 1);

        (void)state;
        assert_state(x, EXTRACT_DAMAGED, NULL);
}

static void blank_text_and_no_bytes_are_empty(void **state)
{
        CLEANUP(extraction_freep) struct extraction *blank = extract_text("a.txt", " \n\t\n ");
        CLEANUP(extraction_freep) struct extraction *none = extract_text("a.pdf", "");

        (void)state;
        assert_state(blank, EXTRACT_EMPTY, NULL);
        assert_state(none, EXTRACT_EMPTY, "no bytes");
}

/* ---- metadata ---- */

static void one_record_is_a_record(void **state)
{
        static const struct {
                const char *name, *bytes, *type;
        } rows[] = {
                {"a.bib", "@article{x, title = {Bread}, year = 1998}\n", "application/x-bibtex"},
                {"a", "@article{x, title = {Bread}, year = 1998}\n", "application/x-bibtex"},
                {"a.ris", "TY  - JOUR\nTI  - Bread\nER  - \n",
                 "application/x-research-info-systems"},
                {"a.enw", "%0 Journal Article\n%T Bread\n", "application/x-endnote-refer"},
                {"a.csv", "title,year\nBread,1998\n", "text/csv"},
                {"a.json", "[{\"type\": \"book\", \"title\": \"Bread\"}]",
                 "application/vnd.citationstyles.csl+json"},
                {"a.json", "[{\"titles\": [{\"text\": \"Bread\"}], \"creators\": [\"A B\"]}]",
                 "application/json"},
                {"a.xml",
                 "<modsCollection "
                 "xmlns=\"http://www.loc.gov/mods/v3\"><mods><titleInfo><title>Bread"
                 "</title></titleInfo></mods></modsCollection>",
                 "application/xml"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                CLEANUP(extraction_freep)
                struct extraction *x = extract_text(rows[i].name, rows[i].bytes);

                assert_state(x, EXTRACT_OK, NULL);
                assert_true(x->is_metadata);
                assert_null(x->records);
                assert_string_equal(x->media_type, rows[i].type);
                assert_string_equal(record_title(x->record), "Bread");
                assert_int_equal(x->n_pages, 0);
        }
}

/* A line each, with the line it stands on, and what is wrong with a broken one. */
static void several_records_are_lines(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "a.bib", "@article{x, title = {Bread}, year = 1998}\n\n@book{y, title = {Votes}}\n"
                         "@book{z, title = {Never closed\n");
        const char *lines = x->records;
        int n = 0;

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_true(x->is_metadata);
        assert_non_null(lines);
        assert_null(record_title(x->record));
        for (size_t i = 0; i < x->records_len; i++)
                n += lines[i] == '\n';
        assert_int_equal(n, 3);
        assert_non_null(strstr(lines, "\"line\":1,"));
        assert_non_null(strstr(lines, "\"line\":3,"));
        assert_non_null(strstr(lines, "\"problem\""));
}

/* Prose that speaks of formats is prose. */
static void prose_is_no_list_of_records(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text(
                "notes.txt",
                "TY  - is how a record of RIS begins, and @article{x} one of BibTeX.\n\n"
                "We went to the market, the bakery, and the mill.\n");

        (void)state;
        assert_state(x, EXTRACT_OK, NULL);
        assert_false(x->is_metadata);
        assert_int_equal(x->n_pages, 1);
}

/* ---- what is not read ---- */

static void bytes_of_other_kinds_are_refused_by_name(void **state)
{
        static const struct {
                const char *name, *bytes, *word;
        } rows[] = {
                {"a", "GIF89a\1\1\1\1\x80\1\1", "picture"},
                {"a.jsonl", "{\"title\": \"x\", \"creators\": [{\"name\": \"y\"}]}\n",
                 "JSON Lines"},
                {"a.bib", "Nothing of the kind.\n", "no record"},
                {"package.json", "{\"name\": \"x\"}", "no record"},
                {"a.rdf", "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"/>",
                 "RDF"},
                {"a.pdf", "\x1F\x8B\x08\x01\x01\x01\x01\x01\x01\x03", "gzip"},
                {"mystery", "\x01\x02\x03\xFF\xFE\x9B\x81\x07", "unknown kind"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                CLEANUP(extraction_freep)
                struct extraction *x = extract_text(rows[i].name, rows[i].bytes);

                assert_state(x, EXTRACT_UNSUPPORTED, rows[i].word);
        }
}

static void states_have_names_that_find_them_again(void **state)
{
        enum extract_state s = EXTRACT_OK;

        (void)state;
        for (int i = 0; i < EXTRACT_STATES; i++) {
                assert_true(extract_state_find(extract_state_name((enum extract_state)i), &s));
                assert_int_equal(s, i);
        }
        assert_string_equal(extract_state_name(EXTRACT_NO_TEXT_LAYER), "no-text-layer");
        assert_false(extract_state_find("fine", &s));
}

static void a_missing_file_and_a_folder_are_failures_that_say_which(void **state)
{
        struct extraction *x = NULL;
        struct error err = {0};

        (void)state;
        assert_int_equal(extract_file("/nonexistent/p17.pdf", &options, &x, &err), -ENOENT);
        assert_non_null(strstr(err.message, "p17.pdf"));
        assert_int_equal(extract_file("/tmp", &options, &x, &err), -EISDIR);
        assert_int_equal(extract_file("/dev/zero", &options, &x, &err), -EINVAL);
        assert_null(x);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_pdf_gives_its_text_by_page),
                cmocka_unit_test(an_article_gives_its_text_in_order_and_its_front_page),
                cmocka_unit_test(xmp_wins_over_the_document_information),
                cmocka_unit_test(a_scan_has_no_text_layer),
                cmocka_unit_test(a_pdf_that_needs_a_password_is_encrypted),
                cmocka_unit_test(an_encrypted_pdf_that_opens_without_a_password_is_read),
                cmocka_unit_test(a_damaged_pdf_says_so),
                cmocka_unit_test(a_pdf_with_a_broken_table_of_objects_is_still_read),
                cmocka_unit_test(a_pdf_under_another_name_is_still_a_pdf),
                cmocka_unit_test(bytes_of_no_kind_named_pdf_are_a_damaged_pdf),
                cmocka_unit_test(an_article_gives_all_its_text_in_order),
                cmocka_unit_test(an_article_that_is_cut_off_is_damaged_with_its_line),
                cmocka_unit_test(an_article_without_any_text_is_empty),
                cmocka_unit_test(an_entity_bomb_is_damaged),
                cmocka_unit_test(a_file_of_the_system_does_not_come_in_as_an_entity),
                cmocka_unit_test(oai_dc_is_metadata_without_a_text),
                cmocka_unit_test(other_xml_is_unsupported_by_the_name_of_its_root),
                cmocka_unit_test(a_page_gives_its_article_and_its_metadata),
                cmocka_unit_test(markdown_gives_its_front_matter_and_its_text),
                cmocka_unit_test(markdown_with_broken_front_matter_is_damaged_with_its_line),
                cmocka_unit_test(plain_text_has_a_page_at_each_form_feed),
                cmocka_unit_test(text_comes_out_composed_without_bidi_controls_and_ligatures),
                cmocka_unit_test(text_in_an_old_encoding_is_read),
                cmocka_unit_test(text_with_nul_bytes_is_damaged),
                cmocka_unit_test(blank_text_and_no_bytes_are_empty),
                cmocka_unit_test(one_record_is_a_record),
                cmocka_unit_test(several_records_are_lines),
                cmocka_unit_test(prose_is_no_list_of_records),
                cmocka_unit_test(bytes_of_other_kinds_are_refused_by_name),
                cmocka_unit_test(states_have_names_that_find_them_again),
                cmocka_unit_test(a_missing_file_and_a_folder_are_failures_that_say_which),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
