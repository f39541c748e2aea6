/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"

static void assert_value(struct hub *h, const char *key, const char *value)
{
        const char *found = NULL;

        assert_done(store_config_get(h->s, key, &h->a, &found, &h->err), &h->err);
        assert_string_equal(found, value);
}

static void every_setting_has_a_standard_value_that_is_valid_and_a_line_of_help(void **state)
{
        struct hub *h = *state;
        const struct store_config_key *key;
        size_t i;

        for (i = 0; (key = store_config_key_at(i)); i++) {
                assert_value(h, key->name, key->standard);
                assert_true(strlen(key->help) > 10);
                assert_done(store_config_set(h->s, key->name, key->standard, &h->err), &h->err);
        }
        assert_true(i >= 6);
}

static void a_setting_is_kept(void **state)
{
        struct hub *h = *state;

        assert_done(store_config_set(h->s, "title", "Nairobi hub", &h->err), &h->err);
        assert_done(store_config_set(h->s, "title", "Nairobi SSE hub", &h->err), &h->err);
        store_close(h->s);
        assert_done(store_open(h->dir, STORE_READ, &h->s, &h->err), &h->err);
        assert_value(h, "title", "Nairobi SSE hub");
        assert_value(h, "quorum", "2");
}

static void an_unknown_setting_is_told(void **state)
{
        struct hub *h = *state;
        const char *value = NULL;

        assert_int_equal(store_config_get(h->s, "colour", &h->a, &value, &h->err), STORE_NONE);
        assert_int_equal(store_config_set(h->s, "colour", "red", &h->err), STORE_NONE);
        assert_non_null(strstr(h->err.message, "'colour'"));
        assert_null(value);
}

static void values_must_fit_their_setting(void **state)
{
        static const struct {
                const char *key, *value;
                bool fits;
        } cases[] = {
                {"title", "", false},
                {"title", " ", false},
                {"title", "a\nb", false},
                {"title", "\xFF", false},
                {"title", "Économie sociale", true},
                {"base-url", "http://127.0.0.1:8080", true},
                {"base-url", "https://sse.example/hub", true},
                {"base-url", "http://[::1]:8080", true},
                {"base-url", "https://sse.example/", false},
                {"base-url", "https://", false},
                {"base-url", "ftp://sse.example", false},
                {"base-url", "javascript:alert(1)", false},
                {"base-url", "https://sse.example/\"><script>", false},
                {"base-url", "https://sse.example?x", false},
                {"contact", "", true},
                {"contact", "a@sse.example", true},
                {"contact", "a", false},
                {"contact", "<a@sse.example>", false},
                {"language", "en", true},
                {"language", "pt-BR", true},
                {"language", "zh-Hant-TW", true},
                {"language", "e", false},
                {"language", "EN", false},
                {"language", "en-", false},
                {"language", "en_GB", false},
                {"quorum", "1", true},
                {"quorum", "20", true},
                {"quorum", "0", false},
                {"quorum", "21", false},
                {"quorum", "2x", false},
                {"accept-no-sandbox", "yes", true},
                {"accept-no-sandbox", "1", false},
                {"ocr-command", "", true},
                {"ocr-command", "tesseract stdin stdout -l eng+spa", true},
                {"ocr-command", "/opt/bin/ocr", true},
                {"ocr-command", "bin/ocr", false},
                {"ocr-command", "ocr | sort", false},
                {"ocr-command", "sh -c 'ocr'", false},
                {"ocr-command", "1 2 3 4 5 6 7 8 9 10", true},
                {"ocr-command", "1 2 3 4 5 6 7 8 9 10 11", false},
                {"requests-per-second", "1000000", true},
                {"requests-per-second", "1000001", false},
                {"requests-per-second", "-1", false},
        };
        struct hub *h = *state;

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                int r = store_config_set(h->s, cases[i].key, cases[i].value, &h->err);

                if (r != (cases[i].fits ? 0 : -EINVAL))
                        fail_msg("%s '%s' answered %d", cases[i].key, cases[i].value, r);
        }
}

static void a_title_has_a_limit(void **state)
{
        struct hub *h = *state;
        char title[202];

        memset(title, 'a', sizeof(title));
        title[201] = '\0';
        assert_int_equal(store_config_set(h->s, "title", title, &h->err), -EINVAL);
        title[200] = '\0';
        assert_done(store_config_set(h->s, "title", title, &h->err), &h->err);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                HUB_TEST(every_setting_has_a_standard_value_that_is_valid_and_a_line_of_help),
                HUB_TEST(a_setting_is_kept),
                HUB_TEST(an_unknown_setting_is_told),
                HUB_TEST(values_must_fit_their_setting),
                HUB_TEST(a_title_has_a_limit),
        };

        return cmocka_run_group_tests_name("store-config", tests, NULL, NULL);
}
