/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Identifiers of works: nobody who mistypes one arrives at another work. */
#include "unit.h"

#include "model/id.h"

static const char alphabet[] = "0123456789bcdfghjkmnpqrstvwxz";

static void a_minted_identifier_is_valid_and_short(void **state)
{
        struct error err = {0};

        (void)state;
        for (int i = 0; i < 1000; i++) {
                char id[ID_SIZE];

                assert_done(id_mint(id, &err), &err);
                assert_int_equal(strlen(id), ID_LEN);
                assert_true(id_is_valid(id));
                assert_int_equal(strspn(id, alphabet), ID_LEN);
        }
}

static void two_minted_identifiers_are_different(void **state)
{
        char a[ID_SIZE], b[ID_SIZE];
        struct error err = {0};

        (void)state;
        assert_done(id_mint(a, &err), &err);
        assert_done(id_mint(b, &err), &err);
        assert_string_not_equal(a, b);
}

static void no_wrong_character_gives_another_valid_identifier(void **state)
{
        struct error err = {0};

        (void)state;
        for (int round = 0; round < 200; round++) {
                char id[ID_SIZE];

                assert_done(id_mint(id, &err), &err);
                for (int i = 0; i < ID_LEN; i++) {
                        char right = id[i];

                        for (const char *c = alphabet; *c; c++) {
                                id[i] = *c;
                                assert_int_equal(id_is_valid(id), *c == right);
                        }
                        id[i] = right;
                }
        }
}

static void no_two_swapped_neighbours_give_another_valid_identifier(void **state)
{
        struct error err = {0};

        (void)state;
        for (int round = 0; round < 1000; round++) {
                char id[ID_SIZE];

                assert_done(id_mint(id, &err), &err);
                for (int i = 0; i + 1 < ID_LEN; i++) {
                        char swapped[ID_SIZE];

                        memcpy(swapped, id, ID_SIZE);
                        swapped[i] = id[i + 1];
                        swapped[i + 1] = id[i];
                        assert_int_equal(id_is_valid(swapped), id[i] == id[i + 1]);
                }
        }
}

/* Worked by hand: 1*1 + 2*2 + … + 8*8 = 204 = 7 * 29 + 1. */
static void the_check_character_is_the_weighted_sum_modulo_29(void **state)
{
        (void)state;
        assert_true(id_is_valid("123456781"));
        assert_true(id_is_valid("000000000"));
        assert_false(id_is_valid("123456782"));
}

static void what_has_not_the_form_is_not_valid(void **state)
{
        static const char *const bad[] = {
                "",          "1",         "12345678",  "1234567811",      "12345678a",
                "B23456781", "../../etc", "12345 781", "1234567\xC3\xA9", "12345678I"};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                if (id_is_valid(bad[i]))
                        fail_msg("'%s' was taken", bad[i]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_minted_identifier_is_valid_and_short),
                cmocka_unit_test(two_minted_identifiers_are_different),
                cmocka_unit_test(no_wrong_character_gives_another_valid_identifier),
                cmocka_unit_test(no_two_swapped_neighbours_give_another_valid_identifier),
                cmocka_unit_test(the_check_character_is_the_weighted_sum_modulo_29),
                cmocka_unit_test(what_has_not_the_form_is_not_valid),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
