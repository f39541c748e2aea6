/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text formats: which one a text is in, the limits of their readers, and input that was made to take long. What
 * would take square time here takes hours, so that the suite's own deadline is the measure.
 */
#include "unit.h"

#include "meta/records.h"

#include "meta/bibtex.h"
#include "meta/csv.h"
#include "meta/latex.h"
#include "vocab/vocab.h"

enum { HOSTILE = 1 << 19 };

/* --- which kind it is --------------------------------------------------------------------------------- */

static void a_text_is_known_by_how_its_records_start(void **state)
{
        static const struct {
                const char *text, *name;
                enum meta_text_kind kind;
        } texts[] = {
                {"@article{a, title={b}}", NULL, TEXT_BIBTEX},
                {"% a comment\n\n@string{a = \"b\"}\n@book{c, title = a}", "refs.txt", TEXT_BIBTEX},
                {"\xEF\xBB\xBFTY  - JOUR\nTI  - A\nER  - \n", "refs", TEXT_RIS},
                {"Provider: X\n\nTY - JOUR\r\nAU - B\r\n", "export.txt", TEXT_RIS},
                {"%0 Book\n%T A\n", NULL, TEXT_REFER},
                {"[exported by hand]\n\n@book{a, title = {B}}", "refs.bib", TEXT_BIBTEX},
                {"[{\"type\": \"book\", \"id\": 1, \"title\": \"A\"}]", "a.json", TEXT_CSL},
                {"title,creators\nA,B\n", NULL, TEXT_CSV},
                {"title;year\nA;1\n", "a.csv", TEXT_CSV},
                {"title\nA\n", "a.csv", TEXT_CSV},
                {"id,collection,dc.title[en]\n1,2,A\n", "batch.csv", TEXT_CSV},
                /* Prose and other things. */
                {"title\nA poem of one column\n", "poem.txt", TEXT_OTHER},
                {"Title, author and year are fields of a record.\n", "prose.txt", TEXT_OTHER},
                {"The tag TY  - JOUR starts a record.\nTY  - it says\nand so on\n", "prose.txt",
                 TEXT_OTHER},
                {"TY  - JOUR\nis how a record starts, says the manual.\n", "prose.txt", TEXT_OTHER},
                {"% of people who save\nrises.\n", "prose.txt", TEXT_OTHER},
                {"%A paper\nabout percent signs\n", "prose.txt", TEXT_OTHER},
                {"Write to mail@example.org {now}.\n@home (we) are\n@ home\n", "prose.txt",
                 TEXT_OTHER},
                {"{\"name\": \"package\", \"type\": \"module\"}", "package.json", TEXT_OTHER},
                {"# How to cite\n\n@article{a, title={b}}\n", "README.md", TEXT_OTHER},
                {"row1,row2\ndata,data\n", "test.csv", TEXT_OTHER},
                {"", "empty.bib", TEXT_OTHER},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                if (meta_text_kind(texts[i].text, strlen(texts[i].text), texts[i].name) !=
                    texts[i].kind)
                        fail_msg("text %zu is taken for another kind", i);
}

static void a_reader_refuses_what_is_of_another_kind(void **state)
{
        static const read_records readers[] = {meta_read_bibtex, meta_read_ris, meta_read_refer,
                                               meta_read_csl, meta_read_csv};
        static const char prose[] = "The title of this, and what it is about.\n";

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
                struct kept kept;
                struct error err = {0};

                assert_int_equal(keep_all(readers[i], prose, strlen(prose), &kept, &err),
                                 META_NOT_MINE);
                assert_int_equal(kept.n, 0);
                assert_true(*err.message);
                kept_done(&kept);
        }
}

/* --- who stops the reading -------------------------------------------------------------------------- */

static int stop(void *user, long line, struct record *r, struct error *err)
{
        (void)line;
        (void)err;
        ++*(int *)user;
        record_free(r);
        return 7;
}

static int ignore(void *user, long line, const char *reason, struct error *err)
{
        (void)user;
        (void)line;
        (void)reason;
        (void)err;
        return 0;
}

static void what_the_sink_answers_ends_the_reading(void **state)
{
        static const struct {
                read_records read;
                const char *text;
        } files[] = {
                {meta_read_bibtex, "@a{b, title={c}} @a{d, title={e}}"},
                {meta_read_ris, "TY  - JOUR\nTI  - A\nER  - \nTY  - JOUR\nTI  - B\nER  - \n"},
                {meta_read_refer, "%T A\n\n%T B\n"},
                {meta_read_csl, "[{\"type\":\"book\",\"id\":1},{\"type\":\"book\",\"id\":2}]"},
                {meta_read_csv, "title,year\nA,1\nB,2\n"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                int n = 0;
                struct meta_sink sink = {stop, ignore, &n};

                assert_int_equal(files[i].read(files[i].text, strlen(files[i].text), &sink, NULL),
                                 7);
                assert_int_equal(n, 1);
        }
}

/* --- limits ------------------------------------------------------------------------------------------- */

static void read_str(read_records read, const struct str *text, struct kept *kept)
{
        struct error err = {0};

        assert_false(text->failed);
        assert_done(keep_all(read, str_text(text), text->len, kept, &err), &err);
}

/* Macros of macros would make 10^20 bytes out of a page. */
static void macros_make_no_more_than_a_file_may(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;

        (void)state;
        str_add(&text, "@string{m0 = {0123456789}}\n");
        for (int i = 1; i <= 20; i++)
                str_addf(&text,
                         "@string{m%d = m%d # m%d # m%d # m%d # m%d # m%d # m%d # m%d # m%d # "
                         "m%d}\n",
                         i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
        str_add(&text, "@article{a, title = m20}\n@article{b, title = {Sound}}\n@article{c, title "
                       "= m1 # m1}\n");
        read_str(meta_read_bibtex, &text, &kept);
        assert_int_equal(kept.n, 2);
        assert_string_equal(record_title(kept.records[0]), "Sound");
        assert_int_equal(strlen(record_title(kept.records[1])), 200);
        assert_non_null(strstr(json_text(json_array_get(kept.problems, 0), "reason"), "too much"));
        kept_done(&kept);
}

/* A macro that is large is not made over and over by naming it. */
static void a_macro_counts_wherever_it_is_used(void **state)
{
        enum { LARGE = 1 << 20, USES = 100 };
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;

        (void)state;
        str_add(&text, "@string{m = {");
        for (int i = 0; i < LARGE; i++)
                str_add_char(&text, 'x');
        str_add(&text, "}}\n");
        for (int i = 0; i < USES; i++)
                str_add(&text, "@article{a, title = m}\n");
        read_str(meta_read_bibtex, &text, &kept);
        assert_int_equal(kept.n, BIB_MADE_MAX / LARGE + BIB_MADE_TIMES);
        assert_int_equal(json_array_size(kept.problems), USES - kept.n);
        kept_done(&kept);
}

static void joined_pieces_have_a_limit(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;

        (void)state;
        for (int over = 0; over < 2; over++) {
                str_clear(&text);
                str_add(&text, "@article{a, title = {x}");
                for (int i = 1; i < BIB_PIECES_MAX + over; i++)
                        str_add(&text, " # {x}");
                str_add(&text, "}");
                read_str(meta_read_bibtex, &text, &kept);
                assert_int_equal(kept.n, 1 - over);
                assert_int_equal(json_array_size(kept.problems), over);
                kept_done(&kept);
        }
}

/* Each of many children would have its parent's large title as its source. */
static void inheriting_makes_no_more_than_a_file_may(void **state)
{
        enum { LARGE = 1 << 20, CHILDREN = 100 };
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;

        (void)state;
        str_add(&text, "@proceedings{p, title = {");
        for (int i = 0; i < LARGE; i++)
                str_add_char(&text, 'x');
        str_add(&text, "}}\n");
        for (int i = 0; i < CHILDREN; i++)
                str_addf(&text, "@inproceedings{c%d, title = {A}, crossref = {p}}\n", i);
        read_str(meta_read_bibtex, &text, &kept);
        assert_int_equal(kept.n + json_array_size(kept.problems), CHILDREN + 1);
        assert_int_equal(kept.n, 1 + BIB_MADE_MAX / LARGE + BIB_MADE_TIMES);
        assert_non_null(strstr(json_text(json_array_get(kept.problems, 0), "reason"), "inherits"));
        kept_done(&kept);
}

static void inheriting_ends_after_its_generations(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;

        (void)state;
        for (int i = 0; i <= BIB_XREF_MAX; i++)
                str_addf(&text, "@inbook{e%d, title = {T}, crossref = {e%d}, %s}\n", i, i + 1,
                         i == BIB_XREF_MAX - 1 ? "publisher = {Near}"
                         : i == BIB_XREF_MAX   ? "address = {Far}"
                                               : "");
        read_str(meta_read_bibtex, &text, &kept);
        assert_string_equal(kept.records[0]->publisher, "Near");
        assert_null(kept.records[0]->within.place);
        assert_string_equal(kept.records[1]->within.place, "Far");
        kept_done(&kept);
}

static void data_come_from_so_many_containers(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;

        (void)state;
        for (int i = 0; i <= BIB_PARENTS_MAX; i++)
                str_addf(&text, "@xdata{x%d, %s}\n", i,
                         i == BIB_PARENTS_MAX - 1 ? "publisher = {Near}"
                         : i == BIB_PARENTS_MAX   ? "address = {Far}"
                                                  : "");
        str_add(&text, "@book{a, title = {T}, xdata = {");
        for (int i = 0; i <= BIB_PARENTS_MAX; i++)
                str_addf(&text, "%sx%d", i ? ", " : "", i);
        str_add(&text, "}}");
        read_str(meta_read_bibtex, &text, &kept);
        assert_int_equal(kept.n, 1);
        assert_string_equal(kept.records[0]->publisher, "Near");
        assert_null(kept.records[0]->within.place);
        kept_done(&kept);
}

static void a_row_has_so_many_cells(void **state)
{
        (void)state;
        for (int over = 0; over < 2; over++) {
                CLEANUP(str_done) struct str text = STR_INIT;
                struct kept kept;

                str_add(&text, "title,year\nA,2001");
                for (int i = 2; i < CSV_COLUMNS_MAX + over; i++)
                        str_add(&text, ",");
                str_add(&text, "\nB,2002\n");
                read_str(meta_read_csv, &text, &kept);
                assert_int_equal(kept.n, 2 - over);
                assert_int_equal(json_array_size(kept.problems), over);
                kept_done(&kept);
        }
}

/* --- LaTeX -------------------------------------------------------------------------------------------- */

static void latex_becomes_the_letters_it_stands_for(void **state)
{
        static const struct {
                const char *tex, *text;
        } pairs[] = {
                {"\\AA{} \\ae \\zeta \\xi x \\BibTeX",
                 "Å æζξx BibTeX"}, /* ends of the table of symbols */
                {"\\ss\\o\\O\\l\\L\\aa\\i\\j", "ßøØłŁåıȷ"},
                {"\\textendash--\\textemdash---", "––——"},
                {"a\\&b\\%c\\#d\\_e\\$f\\{g\\}", "a&b%c#d_e$f{g}"},
                {"\\unknown and \\unknown{kept}", "\\unknown and kept"},
                {"\\emph{one} {\\bf two} \\textit{three}", "one two three"},
                {"\\href{https://example.org/}{shown}", "shown"},
                {"\\href{never closed", "never closed"},
                {"$5 and $7", "$5 and $7"},
                {"$\\alpha$-test, H$_2$O, m$^{2}$, x$^{abc}$", "α-test, H₂O, m², x^abc"},
                {"\\", "\\"},
                {"\\u00e9\\u", "é"},
                {"{{}}}}", ""},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
                CLEANUP(str_done) struct str out = STR_INIT;

                latex_to_text(pairs[i].tex, strlen(pairs[i].tex), LATEX_TEXT, &out);
                assert_string_equal(str_text(&out), pairs[i].text);
        }
}

static void an_address_keeps_its_signs(void **state)
{
        static const char address[] = "https://example.org/~a/b--c\\_d?x=$1\\%20";
        CLEANUP(str_done) struct str out = STR_INIT;

        (void)state;
        latex_to_text(address, strlen(address), LATEX_VERBATIM, &out);
        assert_string_equal(str_text(&out), "https://example.org/~a/b--c_d?x=$1%20");
}

/* --- the template --------------------------------------------------------------------------------------- */

static void the_template_is_all_known_and_its_example_is_not_read(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct kept kept;

        (void)state;
        str_add(&text, meta_csv_template());
        read_str(meta_read_csv, &text, &kept);
        assert_int_equal(kept.n, 0);
        assert_int_equal(json_array_size(kept.problems), 0);
        kept_done(&kept);
}

/* As somebody fills it in: the example itself, without its mark. */
static void the_example_of_the_template_is_a_sound_record(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *example = strstr(meta_csv_template(), "# example: ");
        const char *reason = "";
        struct kept kept;

        (void)state;
        assert_non_null(example);
        str_add_bytes(&text, meta_csv_template(), (size_t)(example - meta_csv_template()));
        str_add(&text, example + strlen("# example: "));
        read_str(meta_read_csv, &text, &kept);
        assert_int_equal(kept.n, 1);
        if (record_validate(kept.records[0], &reason) != 0)
                fail_msg("%s", reason);
        assert_string_equal(record_identifier(kept.records[0], "file"), "granary.pdf");
        assert_string_equal(kept.records[0]->creators.items[0].orcid, "0000-0002-1825-0097");
        assert_true(kept.records[0]->creators.items[1].is_organisation);
        assert_int_equal(kept.records[0]->n_sdgs, 2);
        assert_string_equal(kept.records[0]->titles.items[1].language, "fr");
        kept_done(&kept);
}

/* --- input that was made to take long ------------------------------------------------------------------- */

/* start, then unit again and again up to HOSTILE bytes; a '#' in it is a number, another one each time. */
static void fill(struct str *out, const char *start, const char *unit)
{
        const char *sign = strchr(unit, '#');

        str_clear(out);
        str_add(out, start);
        for (int i = 0; out->len < HOSTILE; i++) {
                if (sign)
                        str_addf(out, "%.*s%d%s", (int)(sign - unit), unit, i, sign + 1);
                else
                        str_add(out, unit);
        }
}

static void no_input_takes_square_time(void **state)
{
        static const struct {
                read_records read;
                const char *start, *unit;
        } inputs[] = {
                {meta_read_bibtex, "", "@a{b,t={"},
                {meta_read_bibtex, "", "@a{b,t=\""},
                {meta_read_bibtex, "", "@a{b,t={\\}="},
                {meta_read_bibtex, "", "@comment{"},
                {meta_read_bibtex, "", "@"},
                {meta_read_bibtex, "", "\n@a{"},
                {meta_read_bibtex, "", "@a{b,crossref=b,xdata={b,b,b,b,b,b,b,b,b}}"},
                {meta_read_bibtex, "@a{b,title={", "\\href{"},
                {meta_read_bibtex, "@a{b,title=\"\\href", "\\{"},
                {meta_read_bibtex, "@a{b,title=\"", "$a $b "},
                {meta_read_bibtex, "@a{b,title=\"", "\\'\\`"},
                {meta_read_bibtex, "@a{b,title=\"", "\\url"},
                {meta_read_bibtex, "@a{b,author=\"", "a and "},
                {meta_read_bibtex, "@a{b,author=\"", "a,"},
                {meta_read_bibtex, "@a{b,author=\"", "a "},
                {meta_read_bibtex, "@a{b,keywords=\"", "a;"},
                {meta_read_bibtex, "@a{b,url=\"", "http://a "},
                {meta_read_ris, "TY  - JOUR\n", "KW  - a\n"},
                {meta_read_ris, "TY  - JOUR\n", "AU  - a\n"},
                {meta_read_ris, "TY  - JOUR\n", "x\n"},
                {meta_read_ris, "", "TY  - JOUR\n"},
                {meta_read_ris, "TY  - JOUR\nSN  - ", "1234-5679 "},
                {meta_read_refer, "%T a\n", "%A b\n"},
                {meta_read_refer, "", "%T a\n\n"},
                {meta_read_csl, "", "[{"},
                {meta_read_csl, "[{\"type\":\"book\",\"id\":1},", "{\"a\":"},
                {meta_read_csl, "[{\"type\":\"book\",\"id\":1},", "{},"},
                {meta_read_csv, "title,year\n", "\"a\n"},
                {meta_read_csv, "title,year\n", "\"\n"},
                {meta_read_csv, "title,year\n", ","},
                {meta_read_csv, "title,keywords\na,\"", "b;"},
                {meta_read_csv, "title,creators\na,\"", "[b];"},
                {meta_read_csv, "title,url\na,\"", "http://a# "},
                {meta_read_csv, "title,year\n\"", "a#||"},
                {meta_read_csv, "title,themes\na,\"", "t#;"},
                {meta_read_csv, "title,keywords\na,\"", "k#;"},
                {meta_read_bibtex, "", "@string{m#=m}"},
                {meta_read_bibtex, "", "@a{k#,crossref=k1}"},
                {meta_read_ris, "TY  - JOUR\n", "UR  - http://a#\n"},
                {meta_read_csv, "title,", "title,"},
        };
        CLEANUP(str_done) struct str text = STR_INIT;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
                struct kept kept;
                struct error err = {0};

                fill(&text, inputs[i].start, inputs[i].unit);
                meta_text_kind(str_text(&text), text.len, NULL);
                if (keep_all(inputs[i].read, str_text(&text), text.len, &kept, &err) < 0)
                        fail_msg("input %zu: %s", i, err.message);
                kept_done(&kept);
                /* And closed, so that the value is read. */
                str_add(&text, "\"}}\n");
                if (keep_all(inputs[i].read, str_text(&text), text.len, &kept, &err) < 0)
                        fail_msg("input %zu, closed: %s", i, err.message);
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
                cmocka_unit_test(a_text_is_known_by_how_its_records_start),
                cmocka_unit_test(a_reader_refuses_what_is_of_another_kind),
                cmocka_unit_test(what_the_sink_answers_ends_the_reading),
                cmocka_unit_test(macros_make_no_more_than_a_file_may),
                cmocka_unit_test(a_macro_counts_wherever_it_is_used),
                cmocka_unit_test(joined_pieces_have_a_limit),
                cmocka_unit_test(inheriting_makes_no_more_than_a_file_may),
                cmocka_unit_test(inheriting_ends_after_its_generations),
                cmocka_unit_test(data_come_from_so_many_containers),
                cmocka_unit_test(a_row_has_so_many_cells),
                cmocka_unit_test(latex_becomes_the_letters_it_stands_for),
                cmocka_unit_test(an_address_keeps_its_signs),
                cmocka_unit_test(the_template_is_all_known_and_its_example_is_not_read),
                cmocka_unit_test(the_example_of_the_template_is_a_sound_record),
                cmocka_unit_test(no_input_takes_square_time),
        };

        return cmocka_run_group_tests_name("text formats", tests, read_vocabularies, NULL);
}
