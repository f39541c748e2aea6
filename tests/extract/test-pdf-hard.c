/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Seventy difficult PDFs (../shared/corpora/pdf-hard): none may crash or hang anything, and at least 95 in
 * 100 end in the state that their class calls for.
 */
#include "unit.h"

#include "base/path.h"
#include "base/str.h"
#include "base/utf8.h"
#include "extract/extract.h"
#include "text/json.h"

#include <dirent.h>

static char worker[4096], corpus[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(worker, sizeof(worker), "%s/src/ssehub-worker", build_dir());
        snprintf(corpus, sizeof(corpus), "%s/../shared/corpora/pdf-hard", source_dir());
        return 0;
}

static const struct {
        const char *class;
        enum extract_state state;
} classes[] = {
        {"password", EXTRACT_ENCRYPTED},
        {"no-text-layer", EXTRACT_NO_TEXT_LAYER},
        {"damaged", EXTRACT_DAMAGED},
        {"damaged-recoverable", EXTRACT_OK},
        {"encrypted-readable", EXTRACT_OK},
        {"rtl", EXTRACT_OK},
        {"cjk", EXTRACT_OK},
        {"cyrillic-greek", EXTRACT_OK},
        {"special", EXTRACT_OK},
};

/* A file of an "ok" class in which there are no letters at all has no text layer. */
static enum extract_state expected_state(const json_t *facts)
{
        json_int_t letters = json_integer_value(json_object_get(facts, "text_chars"));

        for (size_t i = 0; i < ARRAY_LEN(classes); i++)
                if (str_equal(json_text(facts, "class"), classes[i].class))
                        return classes[i].state == EXTRACT_OK && letters == 0
                                       ? EXTRACT_NO_TEXT_LAYER
                                       : classes[i].state;
        return EXTRACT_STATES;
}

static size_t letters_of(const struct extraction *x)
{
        size_t n = 0;

        for (size_t i = 0; i < x->n_pages; i++)
                n += utf8_count(x->pages[i], x->page_lens[i]);
        return n;
}

/* Right state, and where it is ok at least half of the letters that are expected (spaces differ). */
static bool is_right(const char *name, const json_t *facts)
{
        const struct extract_options o = {.worker = worker};
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        json_int_t letters = json_integer_value(json_object_get(facts, "text_chars"));
        enum extract_state expected = expected_state(facts);
        struct error err = {0};
        bool right;

        str_addf(&path, "%s/%s", corpus, name);
        assert_done(extract_file(path.data, &o, &x, &err), &err);
        right = x->state == expected;
        if (right && expected == EXTRACT_OK)
                right = letters_of(x) * 2 >= (size_t)letters;
        if (!right)
                print_message("%s: %s (%s), %zu letters of %d\n", name,
                              extract_state_name(x->state), x->reason ? x->reason : "-",
                              letters_of(x), (int)letters);
        return right;
}

static void difficult_pdfs_end_in_the_right_state(void **state)
{
        CLEANUP(json_freep) json_t *expected = NULL;
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(freep) char *bytes = NULL;
        struct error err = {0};
        size_t n = 0, right = 0;
        const char *name;
        json_t *facts;

        (void)state;
        str_addf(&path, "%s/expected.json", corpus);
        if (access(path.data, R_OK) < 0) {
                print_message("skipped: %s is not there\n", path.data);
                str_done(&path); /* skip() jumps past the cleanup */
                skip();
        }
        assert_done(path_read(path.data, 1 << 20, &bytes, &n, &err), &err);
        assert_done(json_read(bytes, n, &expected, &err), &err);
        json_object_foreach(expected, name, facts) right += is_right(name, facts);
        print_message("%zu of %zu in the right state\n", right, json_object_size(expected));
        assert_true(right * 100 >= json_object_size(expected) * 95);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(difficult_pdfs_end_in_the_right_state)};

        return cmocka_run_group_tests(tests, set_up, NULL);
}
