/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"

static void an_account_is_found_by_address_in_any_letter_case(void **state)
{
        struct hub *h = *state;
        struct store_account account;
        int64_t id, again = 77;

        assert_done(store_account_add(h->s, "Amina@SSE.example", "Amina Otieno", ROLE_ADVISER, &id,
                                      &h->err),
                    &h->err);
        assert_done(store_account_find(h->s, "amina@sse.EXAMPLE", &h->a, &account, &h->err),
                    &h->err);
        assert_int_equal(account.id, id);
        assert_string_equal(account.name, "Amina Otieno");
        assert_string_equal(account.email, "Amina@SSE.example");
        assert_int_equal(account.role, ROLE_ADVISER);
        assert_int_equal(
                store_account_add(h->s, "AMINA@sse.example", NULL, ROLE_EDITOR, &again, &h->err),
                STORE_EXISTS);
        assert_int_equal(again, 77);
        assert_int_equal(store_account_find(h->s, "nobody@sse.example", &h->a, &account, &h->err),
                         STORE_NO_SUCH_ACCOUNT);
}

static void an_account_without_a_name_is_called_by_its_address(void **state)
{
        struct hub *h = *state;
        struct store_account account;
        int64_t id = hub_account(h, "x@sse.example", ROLE_SUBMITTER);

        assert_done(store_account_get(h->s, id, &h->a, &account, &h->err), &h->err);
        assert_string_equal(account.name, "x@sse.example");
        assert_int_equal(store_account_get(h->s, id + 1, &h->a, &account, &h->err),
                         STORE_NO_SUCH_ACCOUNT);
}

static void what_is_no_address_is_refused(void **state)
{
        static const char *const bad[] = {"",      "x",     "@x",      "x@",     "a b@c",
                                          "a\n@c", "<a@b>", "a@b,c@d", "\xFF@b", " "};
        struct hub *h = *state;
        char longest[300];
        int64_t id;

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_int_equal(store_account_add(h->s, bad[i], NULL, ROLE_EDITOR, &id, &h->err),
                                 -EINVAL);
        memset(longest, 'a', sizeof(longest));
        strcpy(longest + 252, "@bc");
        assert_int_equal(store_account_add(h->s, longest, NULL, ROLE_EDITOR, &id, &h->err),
                         -EINVAL);
        strcpy(longest + 252, "@b");
        assert_done(store_account_add(h->s, longest, NULL, ROLE_EDITOR, &id, &h->err), &h->err);
        assert_int_equal(store_account_add(h->s, "a@b", "two\nlines", ROLE_EDITOR, &id, &h->err),
                         -EINVAL);
        assert_int_equal(store_account_add(h->s, "a@b", NULL, ROLE_NONE, &id, &h->err), -EINVAL);
}

static void a_role_can_be_changed(void **state)
{
        struct hub *h = *state;
        struct store_account account;
        int64_t id = hub_account(h, "x@sse.example", ROLE_SUBMITTER);

        assert_done(store_account_set_role(h->s, id, ROLE_EDITOR, &h->err), &h->err);
        assert_done(store_account_get(h->s, id, &h->a, &account, &h->err), &h->err);
        assert_int_equal(account.role, ROLE_EDITOR);
        assert_int_equal(store_account_set_role(h->s, id + 1, ROLE_EDITOR, &h->err),
                         STORE_NO_SUCH_ACCOUNT);
        assert_int_equal(store_account_set_role(h->s, id, ROLE_NONE, &h->err), -EINVAL);
}

static void accounts_are_listed_by_address(void **state)
{
        struct hub *h = *state;
        struct store_account *list;
        size_t n = 7;

        assert_done(store_account_list(h->s, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 0);
        hub_account(h, "c@sse.example", ROLE_SUBMITTER);
        hub_account(h, "B@sse.example", ROLE_ADVISER);
        hub_account(h, "a@sse.example", ROLE_ADMINISTRATOR);
        assert_done(store_account_list(h->s, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 3);
        assert_string_equal(list[0].email, "a@sse.example");
        assert_string_equal(list[1].email, "B@sse.example");
        assert_string_equal(list[2].email, "c@sse.example");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                HUB_TEST(an_account_is_found_by_address_in_any_letter_case),
                HUB_TEST(an_account_without_a_name_is_called_by_its_address),
                HUB_TEST(what_is_no_address_is_refused),
                HUB_TEST(a_role_can_be_changed),
                HUB_TEST(accounts_are_listed_by_address),
        };

        return cmocka_run_group_tests_name("store-account", tests, NULL, NULL);
}
