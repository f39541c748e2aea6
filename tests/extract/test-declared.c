/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The declared language wins, unless it is plainly wrong: then a note says so. Through the real worker. */
#include "unit.h"

#include "base/str.h"
#include "extract/extract.h"

#include <sys/mman.h>

static struct extract_options options;
static char worker[4096];

static const char english[] = "Members of the cooperative decide together how the surplus of the "
                              "year is shared, and each of them has one "
                              "vote. The sample covers ninety cooperatives in three regions, which "
                              "were asked twice between the spring of "
                              "one year and the autumn of the next. Our findings suggest that "
                              "small groups with frequent meetings keep "
                              "more of their members over a decade than large federations do, and "
                              "that those who leave are not the ones "
                              "who speak least. This is what the assembly had said when the rules "
                              "were written by its first members.";
static const char portuguese[] = "Os membros da cooperativa decidem em conjunto como se reparte o "
                                 "excedente do ano, e cada um tem um voto. A "
                                 "amostra abrange noventa cooperativas de três regiões, que foram "
                                 "ouvidas duas vezes entre a primavera de um "
                                 "ano e o outono do seguinte. Os resultados sugerem que os grupos "
                                 "pequenos, com reuniões frequentes, mantêm "
                                 "mais membros ao longo de uma década do que as grandes "
                                 "federações, e que quem sai não é quem fala menos. "
                                 "Foi isso o que a assembleia disse quando as regras foram "
                                 "escritas pelos primeiros membros.";
static const char russian[] = "Члены кооператива вместе решают, как делится излишек года, и у "
                              "каждого один голос. Выборка охватывает "
                              "девяносто кооперативов в трёх областях, опрошенных дважды.";

static int set_up(void **state)
{
        (void)state;
        snprintf(worker, sizeof(worker), "%s/src/ssehub-worker", build_dir());
        options.worker = worker;
        return 0;
}

static struct extraction *extract_page(const char *lang, const char *head, const char *text)
{
        CLEANUP(closep) int fd = memfd_create("document", MFD_CLOEXEC);
        CLEANUP(str_done) struct str html = STR_INIT;
        struct extraction *x = NULL;
        struct error err = {0};

        str_addf(&html,
                 "<!DOCTYPE html><html "
                 "lang=\"%s\"><head><title>x</title>%s</head><body><p>%s</p></body></html>",
                 lang, head, text);
        assert_true(fd >= 0 && write(fd, html.data, html.len) == (ssize_t)html.len);
        assert_done(extract_fd(fd, "a.html", &options, &x, &err), &err);
        assert_int_equal(x->state, EXTRACT_OK);
        return x;
}

static void assert_language(const char *lang, const char *text, const char *expected,
                            const char *note)
{
        CLEANUP(extraction_freep) struct extraction *x = extract_page(lang, "", text);

        if (!str_equal(x->language, expected))
                fail_msg("%s of '%.40s' is %s", lang, text, x->language ? x->language : "-");
        if (!note && x->notes.n)
                fail_msg("%s: '%s'", lang, x->notes.items[0]);
        if (note && (x->notes.n == 0 || strcmp(x->notes.items[0], note) != 0))
                fail_msg("%s: '%s'", lang, x->notes.n ? x->notes.items[0] : "no note");
}

static void what_is_declared_is_believed(void **state)
{
        (void)state;
        assert_language("en", english, "en", NULL);
        assert_language("pt_BR", portuguese, "pt-BR", NULL);
        assert_language("por", portuguese, "pt", NULL);
        assert_language("zh-hans-cn", "合作社属于在其中工作的人们，社员大会决定如何分配盈余。",
                        "zh-Hans-CN", NULL);
        assert_language("", english, "en", NULL);
}

static void a_language_that_the_text_is_plainly_not_in_gives_way(void **state)
{
        (void)state;
        assert_language("fr", english, "en", "it declares French; the text is English");
        assert_language("en-US", portuguese, "pt", "it declares English; the text is Portuguese");
        assert_language("en", russian, "ru", "it declares English; the text is Russian");
        assert_language("ar", english, "en", "it declares Arabic; the text is English");
}

static void a_short_text_or_a_near_language_overrules_nobody(void **state)
{
        (void)state;
        assert_language("fr", "Members decide together how the surplus is shared.", "fr", NULL);
        assert_language("gl", portuguese, "gl", NULL);
        assert_language("sr-Latn", english, "sr-Latn", NULL);
        assert_language("en", "Кооператив", "en", NULL);
}

static void each_title_and_abstract_has_its_own_language(void **state)
{
        CLEANUP(str_done) struct str head = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *x = NULL;

        (void)state;
        str_addf(&head,
                 "<meta name=\"citation_title\" content=\"O voto e o excedente nas cooperativas\">"
                 "<meta name=\"DC.Description\" lang=\"pt\" content=\"%s\">"
                 "<meta name=\"DC.Description\" lang=\"es\" content=\"%s\">",
                 portuguese, english);
        x = extract_page("pt", head.data, portuguese);
        assert_string_equal(x->language, "pt");
        assert_string_equal(x->record->titles.items[0].language, "pt");
        assert_int_equal(x->record->abstracts.n, 2);
        assert_string_equal(x->record->abstracts.items[0].language, "pt");
        assert_string_equal(x->record->abstracts.items[1].language, "en");
        assert_int_equal(x->notes.n, 1);
        assert_string_equal(x->notes.items[0], "an abstract is declared Spanish; it is English");
}

/* The record follows, since it is what readers see. */
static void a_record_with_the_wrong_language_is_set_right(void **state)
{
        CLEANUP(extraction_freep)
        struct extraction *x = extract_page(
                "en",
                "<meta name=\"citation_title\" content=\"O voto e o excedente nas cooperativas\">",
                portuguese);

        (void)state;
        assert_string_equal(record_language(x->record), "pt");
        assert_string_equal(x->record->titles.items[0].language, "pt");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_is_declared_is_believed),
                cmocka_unit_test(a_language_that_the_text_is_plainly_not_in_gives_way),
                cmocka_unit_test(a_short_text_or_a_near_language_overrules_nobody),
                cmocka_unit_test(each_title_and_abstract_has_its_own_language),
                cmocka_unit_test(a_record_with_the_wrong_language_is_set_right),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
