/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is no text is not ok; what is one in any script is. Through the real worker, and the limits by themselves. */
#include "unit.h"

#include "base/str.h"
#include "extract/answer.h"
#include "extract/garbage.h"
#include "extract/parts.h"

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

static struct extraction *extract_text(const char *name, const char *text)
{
        CLEANUP(closep) int fd = memfd_create("document", MFD_CLOEXEC);
        struct extraction *x = NULL;
        struct error err = {0};

        assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
        assert_done(extract_fd(fd, name, &options, &x, &err), &err);
        return x;
}

static void assert_state(const char *name, const char *text, enum extract_state state,
                         const char *reason)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_text(name, text);

        if (x->state != state)
                fail_msg("'%.60s' is %s (%s)", text, extract_state_name(x->state),
                         x->reason ? x->reason : "-");
        if (reason && !strstr(x->reason, reason))
                fail_msg("'%s' does not say '%s'", x->reason, reason);
}

static void repeat(struct str *out, const char *piece, int n)
{
        while (n-- > 0)
                str_add(out, piece);
}

static void replacement_characters_and_private_signs_are_no_text(void **state)
{
        CLEANUP(str_done) struct str replaced = STR_INIT;
        CLEANUP(str_done) struct str private = STR_INIT;
        CLEANUP(str_done) struct str page = STR_INIT;

        (void)state;
        repeat(&replaced, "\xEF\xBF\xBD\xEF\xBF\xBD word ", 300);
        repeat(&private, "\xEE\x80\x81\xEE\x80\x82\xEE\x80\x83 a ", 300);
        str_addf(&page, "<html><body><p>%s</p></body></html>", private.data);
        assert_state("a.txt", replaced.data, EXTRACT_OK, NULL); /* a third: 2 of 6 */
        repeat(&replaced, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD w ", 300);
        assert_state("a.txt", replaced.data, EXTRACT_DAMAGED, "are no characters");
        assert_state("a.txt", private.data, EXTRACT_DAMAGED, "are no characters");
        assert_state("a.html", page.data, EXTRACT_DAMAGED, "are no characters");
}

static void a_text_without_letters_is_none(void **state)
{
        CLEANUP(str_done) struct str specks = STR_INIT;

        (void)state;
        assert_state("a.txt", "12 345,6 % - 7 890\n", EXTRACT_DAMAGED, "no letter");
        assert_state("a.txt", "---- ==== ....\n", EXTRACT_DAMAGED, "no letter");
        repeat(&specks, ". , ' - i ~ ` _ | * ; : ! ? \" ^ / \\\n", 30);
        assert_state("a.txt", specks.data, EXTRACT_DAMAGED, "hardly a letter");
}

static void any_script_and_any_length_is_a_text(void **state)
{
        static const char *const texts[] = {
                "OK\n",
                "合作社属于在其中工作的人们。",
                "ⵜⴰⵎⴰⵣⵉⵖⵜ ⵜⵓⵜⵍⴰⵢⵜ ⵏ ⵢⵉⵎⴰⵣⵉⵖⵏ", /* Tifinagh */
                "የኅብረት ሥራ ማኅበራት የአባላቱ ናቸው።",   /* Ethiopic */
                "⠠⠉⠕⠕⠏⠑⠗⠁⠞⠊⠧⠑⠎ ⠁⠗⠑ ⠕⠺⠝⠑⠙",     /* Braille */
                "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",                  /* Cherokee */
                "សហករណ៍ជារបស់សមាជិក",             /* Khmer, with many marks */
                "𝒙 = ∑ᵢ 𝛼ᵢ𝒚ᵢ + 𝜀, ∀𝒊 ∈ ℕ; 𝒇(𝒙) ≤ ∫ 𝒈 d𝒙",
                "\xEF\x82\xB7 one item\n\xEF\x82\xB7 another item\n", /* bullets of a symbol font */
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
                assert_state("a.txt", texts[i], EXTRACT_OK, NULL);
}

static void a_table_of_numbers_with_a_few_words_is_a_text(void **state)
{
        CLEANUP(str_done) struct str table = STR_INIT;

        (void)state;
        str_add(&table, "Year Members\n");
        repeat(&table, "1994 1.200,50 -3 (17)\n", 200);
        assert_state("a.txt", table.data, EXTRACT_OK, NULL);
}

static struct extraction *make(const char *media_type, const char *text)
{
        struct extraction *x = extraction_new();

        assert_non_null(x);
        extraction_set_type(x, media_type);
        extraction_add_page(x, text, strlen(text));
        garbage_judge(x);
        return x;
}

static void a_pdf_without_characters_has_no_text_layer(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = make("application/pdf", "\xEE\x80\x81\xEE\x80\x82 \xEE\x80\x83");

        (void)state;
        assert_int_equal(x->state, EXTRACT_NO_TEXT_LAYER);
        assert_non_null(strstr(x->reason, "fonts"));
        assert_int_equal(x->n_pages, 0);
}

/* The share of junk just at the limit is a text, one sign more is none. */
static void each_limit_is_where_it_is_said_to_be(void **state)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *at = NULL;
        CLEANUP(extraction_freep) struct extraction *over = NULL;
        CLEANUP(extraction_freep) struct extraction *few = NULL;
        CLEANUP(extraction_freep) struct extraction *specks = NULL;

        (void)state;
        repeat(&text, "\xEF\xBF\xBD", GARBAGE_JUNK_PERCENT);
        repeat(&text, "w", 100 - GARBAGE_JUNK_PERCENT);
        at = make("text/plain", text.data);
        assert_int_equal(at->state, EXTRACT_OK);
        str_add(&text, "\xEF\xBF\xBD");
        over = make("text/plain", text.data);
        assert_int_equal(over->state, EXTRACT_DAMAGED);
        str_clear(&text);
        repeat(&text, ".", GARBAGE_SIGNS_MIN - 2);
        str_add(&text, "w");
        few = make("text/plain", text.data);
        assert_int_equal(few->state, EXTRACT_OK);
        str_add(&text, ".");
        specks = make("text/plain", text.data);
        assert_int_equal(specks->state, EXTRACT_DAMAGED);
}

static void notes_reach_the_parent(void **state)
{
        CLEANUP(extraction_freep) struct extraction *from = extraction_new();
        CLEANUP(extraction_freep) struct extraction *to = extraction_new();
        CLEANUP(str_done) struct str json = STR_INIT;
        struct error err = {0};

        (void)state;
        extraction_add_note(from, "table %d is\ncut", 3);
        extraction_add_note(from, "table %d is cut", 3);
        extraction_add_note(from, " ");
        for (int i = 0; i < EXTRACT_NOTES_MAX + 10; i++)
                extraction_add_note(from, "note %d", i);
        assert_int_equal(from->notes.n, EXTRACT_NOTES_MAX);
        assert_done(answer_write(from, false, &json, &err), &err);
        assert_done(answer_read(json.data, json.len, 1000, to, &err), &err);
        assert_int_equal(to->notes.n, EXTRACT_NOTES_MAX);
        assert_string_equal(to->notes.items[0], "table 3 is cut");
}

static void cut_words_of_a_text_file_are_whole(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_text("a.txt", "the coopera-\ntive way, e\xEF\xAC\x83"
                                                     "cient\n1\t2\n");

        (void)state;
        assert_string_equal(x->pages[0], "the cooperative\nway, efficient\n1\t2");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(replacement_characters_and_private_signs_are_no_text),
                cmocka_unit_test(a_text_without_letters_is_none),
                cmocka_unit_test(any_script_and_any_length_is_a_text),
                cmocka_unit_test(a_table_of_numbers_with_a_few_words_is_a_text),
                cmocka_unit_test(a_pdf_without_characters_has_no_text_layer),
                cmocka_unit_test(each_limit_is_where_it_is_said_to_be),
                cmocka_unit_test(notes_reach_the_parent),
                cmocka_unit_test(cut_words_of_a_text_file_are_whole),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
