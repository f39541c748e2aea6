/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an entry of the encyclopedia must have before it goes to review. */
#include "unit.h"

#include "base/str.h"
#include "model/entry.h"

static struct entry *good_entry(void)
{
        static struct agent author = {.name = "Amina Otieno"};
        struct entry *e = entry_new();

        assert_non_null(e);
        e->slug = "worker-cooperatives";
        e->title = "Worker cooperatives";
        e->language = "en";
        e->part = "actors";
        e->summary = "Firms owned by those who work in them.";
        e->body = "Text.";
        e->authors = (struct agents){&author, 1};
        return e;
}

static void assert_invalid(struct entry *e, const char *words)
{
        const char *reason = NULL;

        assert_int_equal(entry_validate(e, &reason), ENTRY_INVALID);
        if (!strstr(reason, words))
                fail_msg("'%s' does not say '%s'", reason, words);
}

static void an_entry_with_all_its_parts_is_valid(void **state)
{
        CLEANUP(entry_freep) struct entry *e = good_entry();
        static const char *see_also[] = {"mutual-aid"};
        static const char *sdgs[] = {"8", "8.3"};
        const char *reason = "";

        (void)state;
        e->see_also = (struct strings){see_also, 1};
        e->sdgs = (struct strings){sdgs, 2};
        e->translation_of = "cooperatives";
        if (entry_validate(e, &reason) != 0)
                fail_msg("%s", reason);
}

static void everything_that_is_missing_is_said_at_once(void **state)
{
        CLEANUP(entry_freep) struct entry *e = entry_new();
        static const char *const missing[] = {"slug",    "title", "language", "author",
                                              "summary", "part",  "text"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(missing); i++)
                assert_invalid(e, missing[i]);
}

static void what_is_wrong_is_named(void **state)
{
        CLEANUP(entry_freep) struct entry *e = good_entry();
        static const char *wrong[] = {"No Such"};

        (void)state;
        e->part = "elsewhere";
        e->language = "x_y";
        e->slug = "Big Name";
        e->sdgs = e->themes = e->see_also = (struct strings){wrong, 1};
        assert_invalid(e, "its part is not");
        assert_invalid(e, "'x_y' is not a language tag");
        assert_invalid(e, "'Big Name' cannot name an entry");
        assert_invalid(e, "the SDG 'No Such'");
        assert_invalid(e, "the theme 'No Such'");
        assert_invalid(e, "'No Such' in see-also");
}

static void a_slug_is_small_letters_digits_and_hyphens_up_to_its_limit(void **state)
{
        static const char *const bad[] = {"",    "-",   "a-", "-a",   "A",
                                          "a b", "a_b", "é",  "../x", "a/b"};
        char longest[ENTRY_SLUG_MAX + 2];

        (void)state;
        assert_true(entry_slug_is_valid("a"));
        assert_true(entry_slug_is_valid("social-economy-2"));
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(entry_slug_is_valid(bad[i]));
        memset(longest, 'a', sizeof(longest));
        longest[ENTRY_SLUG_MAX] = '\0';
        assert_true(entry_slug_is_valid(longest));
        longest[ENTRY_SLUG_MAX] = 'a';
        longest[ENTRY_SLUG_MAX + 1] = '\0';
        assert_false(entry_slug_is_valid(longest));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(an_entry_with_all_its_parts_is_valid),
                cmocka_unit_test(everything_that_is_missing_is_said_at_once),
                cmocka_unit_test(what_is_wrong_is_named),
                cmocka_unit_test(a_slug_is_small_letters_digits_and_hyphens_up_to_its_limit),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
