/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is read off first pages of many kinds, and when what the file says of itself is believed. */
#include "unit.h"

#include "../printed.h"

#include "base/str.h"
#include "meta/meta.h"
#include "vocab/vocab.h"

static const char prose[] =
        "We study how cooperatives of smallholders govern what they share in three districts, and "
        "find "
        "that boards whose members take turns raise trust and lower the price of credit.";

/* ---- how a page is read ---- */

struct reading {
        struct printed p;
        struct record *r;
        struct str text;
};

static void reading_done(struct reading *d)
{
        arena_done(&d->p.arena);
        record_free(d->r);
        str_done(&d->text);
}

/* The text of the pages as the lines stand in the table, unless it is given. */
static void read_sketch(struct reading *d, const struct sketch *s, size_t n, const char *text)
{
        struct printed_rows rows;
        struct error err = {0};

        draw(&d->p, s, n);
        for (size_t i = 0; i < n && !text; i++)
                str_addf(&d->text, "%s%s", i ? "\n" : "", s[i].text);
        if (!d->r)
                d->r = record_new();
        assert_done(printed_rows(&d->p, &rows, &err), &err);
        assert_done(meta_read_first_page(rows.pages, rows.n, text ? text : str_text(&d->text), d->r,
                                         &err),
                    &err);
}

#define READING                                                                                    \
        {                                                                                          \
                {ARENA_INIT, NULL, 0}, NULL, STR_INIT                                              \
        }
#define READ(d, sketch) read_sketch(d, sketch, ARRAY_LEN(sketch), NULL)

static void assert_creators(const struct record *r, const char *names)
{
        CLEANUP(str_done) struct str have = STR_INIT;

        for (size_t i = 0; i < r->creators.n; i++)
                str_addf(&have, "%s%s", i ? "; " : "", r->creators.items[i].name);
        assert_string_equal(str_text(&have), names);
}

static const char *date_of(const struct record *r, const char *type)
{
        for (size_t i = 0; i < r->n_dates; i++)
                if (!strcmp(r->dates[i].type, type))
                        return r->dates[i].value;
        return NULL;
}

/* 0: not marked as read by a machine. */
static double score_of(const struct record *r, const char *field)
{
        for (size_t i = 0; i < r->n_machine_read; i++)
                if (!strcmp(r->machine_read[i].field, field))
                        return r->machine_read[i].score;
        return 0;
}

static int set_up(void **state)
{
        (void)state;
        return vocab_init(NULL);
}

/* ---- titles and names ---- */

static void a_journal_article_with_raised_numbers(void **state)
{
        static const struct sketch page[] = {
                {1, 50, 40, 8, "Journal of Rural Finance 12 (2021) 100-112"},
                {1, 50, 90, 18, "Savings groups and the price of"},
                {1, 50, 112, 18, "credit in two highland districts"},
                {1, 50, 140, 11, "Amina W. Otieno"},
                {1, 133, 136, 7, "1,*"},
                {1, 145, 140, 11, ", Luc Moreau"},
                {1, 212, 136, 7, "2"},
                {1, 217, 140, 11, " and Siobhán O\xE2\x80\x99Neill"},
                {1, 335, 136, 7, "1"},
                {1, 50, 160, 8, "1 School of Economics, University of Nairobi, Nairobi, Kenya"},
                {1, 50, 172, 8, "2 Département d'économie, Université de Lyon, Lyon, France"},
                {1, 50, 200, 10, "Abstract"},
                {1, 50, 214, 10, prose},
                {1, 50, 240, 10, "Introduction"},
                {1, 50, 254, 10, prose},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_string_equal(record_title(d.r),
                            "Savings groups and the price of credit in two highland districts");
        assert_creators(d.r, "Amina W. Otieno; Luc Moreau; Siobhán O\xE2\x80\x99Neill");
        assert_int_equal(record_year(d.r), 2021);
        assert_true(score_of(d.r, "titles") > 0.6 && score_of(d.r, "creators") > 0.8);
        assert_int_equal(d.r->abstracts.n, 1);
        assert_string_equal(d.r->abstracts.items[0].text, prose);
        assert_string_equal(d.r->abstracts.items[0].language, "en");
}

static void names_one_under_the_other_with_what_they_belong_to(void **state)
{
        static const struct sketch page[] = {
                {1, 60, 80, -20, "Time banks and care in ageing towns"},
                {1, 60, 120, -11, "Yuki Tanaka"},
                {1, 60, 134, 9, "Osaka City University"},
                {1, 60, 146, 9, "ytanaka@example.org"},
                {1, 60, 170, -11, "Ingrid Bakke"},
                {1, 60, 184, 9, "University of Bergen"},
                {1, 60, 220, 10,
                 "Abstract. Care is work, and the hours that are spent on it can be kept in a "
                 "bank."},
                {1, 60, 234, 10, prose},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_creators(d.r, "Yuki Tanaka; Ingrid Bakke");
}

static void names_beside_one_another_in_columns(void **state)
{
        static const struct sketch page[] = {
                {1, 60, 80, 22, "Ledgers for community currencies"},
                {1, 60, 120, 11, "Jane R. Okoye"},
                {1, 250, 120, 11, "Tomás Ibarra"},
                {1, 430, 120, 11, "Li-Wei Chen"},
                {1, 60, 134, 9, "University of Nairobi"},
                {1, 250, 134, 9, "Universidad de Chile"},
                {1, 60, 200, 10, prose},
                {1, 60, 214, 10, prose},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_creators(d.r, "Jane R. Okoye; Tomás Ibarra; Li-Wei Chen");
}

static void a_line_of_names_that_goes_on_in_the_next(void **state)
{
        static const struct sketch page[] = {
                {1, 60, 80, 18, "Mutual aid and what it is worth"},
                {1, 60, 110, 11, "Anna Brakemeier, Hannes Raphael"},
                {1, 60, 124, 11, "Brunsch, and Alfred Winter"},
                {1, 60, 200, 10, prose},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_creators(d.r, "Anna Brakemeier; Hannes Raphael Brunsch; Alfred Winter");
}

static void family_names_first_and_in_capitals(void **state)
{
        static const struct sketch turned[] = {
                {1, 60, 80, 18, "Energy cooperatives and wind power"},
                {1, 60, 110, 11, "Schmidt, Anna; Keller, Bernd"},
                {1, 60, 200, 10, prose},
        };
        static const struct sketch loud[] = {
                {1, 60, 80, 18, "Compromiso de los ayuntamientos con la información"},
                {1, 60, 110, 11, "María PACHE-DURÁN"},
                {1, 60, 124, 11, "Igor DO VALE"},
                {1, 60, 200, 10, prose},
        };
        CLEANUP(reading_done) struct reading a = READING;
        CLEANUP(reading_done) struct reading b = READING;

        (void)state;
        READ(&a, turned);
        assert_creators(a.r, "Anna Schmidt; Bernd Keller");
        READ(&b, loud);
        assert_creators(b.r, "María Pache-Durán; Igor do Vale");
}

static void what_says_that_a_name_follows_is_no_name(void **state)
{
        static const struct sketch page[] = {
                {1, 100, 60, 14, "UNIVERSIDAD DE ZARAGOZA"},
                {1, 100, 160, -20, "La financiación de las cooperativas"},
                {1, 100, 190, 13, "Tesis doctoral"},
                {1, 100, 220, 13, "Autora: María del Carmen Gutiérrez"},
                {1, 100, 240, 11, "Director: Dr. Juan Pérez Ruiz"},
                {1, 100, 500, 11, "Zaragoza, 2019"},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_string_equal(record_title(d.r), "La financiación de las cooperativas");
        assert_creators(d.r, "María del Carmen Gutiérrez");
        assert_int_equal(record_year(d.r), 2019);
}

static void the_title_of_a_journal_is_not_that_of_the_paper(void **state)
{
        static const struct sketch page[] = {
                {1, 360, 100, -36, "agronomies"},
                {1, 360, 130, -12, "ISSN 2218-1989"},
                {1, 50, 190, -18, "Durum wheat in common granaries"},
                {1, 50, 220, -12, "Barbara Laddomada"},
                {1, 50, 300, 12, prose},
                {1, 50, 320, 12, prose},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, page);
        assert_string_equal(record_title(d.r), "Durum wheat in common granaries");
}

static void a_subtitle_and_a_title_in_another_language(void **state)
{
        static const struct sketch subtitle[] = {
                {1, 60, 100, 26, "Platform cooperatives and employment"},
                {1, 60, 130, 18, "An alternative for the work on platforms"},
                {1, 60, 170, 12, "Mayo Fuster Morell"},
                {1, 60, 300, 10, prose},
        };
        static const struct sketch translated[] = {
                {1, 60, 100, 16, "Mercados campesinos y economía popular en los Andes"},
                {1, 60, 124, 14, "Peasant markets and the popular economy in the Andes"},
                {1, 60, 160, 11, "Lucía Quispe Mamani"},
                {1, 60, 300, 10, prose},
                {1, 60, 314, 10, prose},
        };
        CLEANUP(reading_done) struct reading a = READING;
        CLEANUP(reading_done) struct reading b = READING;

        (void)state;
        READ(&a, subtitle);
        assert_string_equal(record_title(a.r),
                            "Platform cooperatives and employment: An alternative for "
                            "the work on platforms");
        assert_int_equal(a.r->titles.n, 1);
        READ(&b, translated);
        assert_int_equal(b.r->titles.n, 2);
        assert_string_equal(b.r->titles.items[0].language, "es");
        assert_string_equal(b.r->titles.items[1].text,
                            "Peasant markets and the popular economy in the Andes");
        assert_string_equal(b.r->titles.items[1].language, "en");
}

static void behind_a_cover_the_second_page_counts(void **state)
{
        static const struct sketch pages[] = {
                {1, 60, 100, 9, "econstor"},
                {1, 60, 112, 9, "A Service of ZBW"},
                {2, 60, 100, 18, "Local acceptance of wind power"},
                {2, 60, 130, 12, "Anna Schmidt and Bernd Keller"},
                {2, 60, 300, 10, prose},
        };
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        READ(&d, pages);
        assert_string_equal(record_title(d.r), "Local acceptance of wind power");
        assert_creators(d.r, "Anna Schmidt; Bernd Keller");
}

static void a_page_with_nothing_on_it_gives_nothing(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;
        struct error err = {0};

        (void)state;
        d.r = record_new();
        assert_done(meta_read_first_page(NULL, 0, "", d.r, &err), &err);
        assert_null(record_title(d.r));
        assert_int_equal(d.r->creators.n, 0);
        assert_int_equal(d.r->n_machine_read, 0);
}

/* ---- what the file says of itself ---- */

static const struct sketch plain_page[] = {
        {1, 60, 80, 18, "Mutual aid in the delta"},
        {1, 60, 110, 11, "Amina Otieno and Luc Moreau"},
        {1, 60, 200, 10,
         "Of many things that are done in common some are done for their own sake."},
        {1, 60, 214, 10,
         "And others because it is cheaper so than if each of them did it by herself."},
};

static void a_title_that_stands_on_the_page_is_kept(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        d.r = record_new();
        record_add_text(d.r, &d.r->titles, "MUTUAL AID IN THE DELTA", "en");
        record_add_agent(d.r, &d.r->creators, "Amina Otieno");
        record_add_agent(d.r, &d.r->creators, "Luc Moreau");
        READ(&d, plain_page);
        assert_string_equal(record_title(d.r), "MUTUAL AID IN THE DELTA");
        assert_true(score_of(d.r, "titles") == 0);
        assert_true(score_of(d.r, "creators") == 0);
}

static void a_title_that_stands_nowhere_on_it_gives_way(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        d.r = record_new();
        record_add_text(d.r, &d.r->titles, "Template for reports of the institute", NULL);
        record_add_agent(d.r, &d.r->creators, "Office Machine");
        READ(&d, plain_page);
        assert_string_equal(record_title(d.r), "Mutual aid in the delta");
        assert_creators(d.r, "Amina Otieno; Luc Moreau");
        assert_true(score_of(d.r, "titles") > 0 && score_of(d.r, "creators") > 0);
}

static void the_first_author_alone_gives_way_to_all(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        d.r = record_new();
        record_add_agent(d.r, &d.r->creators, "Amina Otieno");
        READ(&d, plain_page);
        assert_creators(d.r, "Amina Otieno; Luc Moreau");
}

/* ---- text ---- */

static void read_text(struct reading *d, const char *text)
{
        read_sketch(d, plain_page, ARRAY_LEN(plain_page), text);
}

static void abstracts_in_three_languages_and_their_keywords(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        read_text(&d, "Resumen – En este trabajo se estudia cómo las cooperativas de productores "
                      "gobiernan los "
                      "bienes\ncomunes en tres distritos y por qué lo hacen así.\n"
                      "Palabras clave: cooperativas; bienes comunes\n\n"
                      "ABSTRACT\nThe paper studies how the cooperatives of producers govern what "
                      "they have in "
                      "common, and why it is done so.\n\nKeywords: cooperatives, commons\n\n"
                      "RÉSUMÉ\nCet article étudie la manière dont les coopératives gouvernent les "
                      "biens communs dans "
                      "trois districts.\nMots-clés : coopératives · communs\n\n1. Introducción\nEn "
                      "el campo.\n");
        assert_int_equal(d.r->abstracts.n, 3);
        assert_string_equal(d.r->abstracts.items[0].language, "es");
        assert_string_equal(d.r->abstracts.items[1].language, "en");
        assert_string_equal(d.r->abstracts.items[2].language, "fr");
        assert_true(str_ends(d.r->abstracts.items[0].text, "por qué lo hacen así."));
        assert_true(str_ends(d.r->abstracts.items[2].text, "trois districts."));
        assert_int_equal(d.r->keywords.n, 6);
        assert_string_equal(d.r->keywords.items[1].text, "bienes comunes");
        assert_string_equal(d.r->keywords.items[5].text, "communs");
        assert_true(score_of(d.r, "abstracts") > 0.8 && score_of(d.r, "keywords") > 0.8);
}

static void headings_of_other_scripts(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        read_text(&d, "摘要：本文利用三个县的调查数据，研究了农民专业合作社的治理结构对其绩效的影响"
                      "，并提出建议。\n"
                      "关键词：合作社；治理结构\n\n"
                      "Аннотация. В статье рассматривается развитие социального "
                      "предпринимательства в регионах.\n"
                      "Ключевые слова: регионы, занятость\n\n"
                      "ملخص: تدرس هذه الورقة كيفية إدارة التعاونيات للموارد المشتركة في ثلاث مناطق "
                      "ريفية.\n");
        assert_int_equal(d.r->abstracts.n, 3);
        assert_string_equal(d.r->abstracts.items[0].language, "zh");
        assert_string_equal(d.r->abstracts.items[1].language, "ru");
        assert_string_equal(d.r->abstracts.items[2].language, "ar");
        assert_int_equal(d.r->keywords.n, 4);
        assert_string_equal(d.r->keywords.items[1].text, "治理结构");
}

static void keywords_one_a_line(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        read_text(&d, "Keywords:\nCooperatives\nHorizon problem\nDairy\n\nThe rest.\n");
        assert_int_equal(d.r->keywords.n, 3);
        assert_string_equal(d.r->keywords.items[1].text, "Horizon problem");
}

static void the_doi_of_the_paper_and_not_of_its_data(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        read_text(&d, "Data: https://doi.org/10.5281/zenodo.1312617\nDOI: "
                      "10.1371/journal.pone.\n0115884\n"
                      "https://doi.org/10.1371/journal.pone.0115884.\n\nReferences\n"
                      "doi: 10.1000/of.others\n");
        assert_string_equal(record_identifier(d.r, "doi"), "10.1371/journal.pone.0115884");
        assert_true(score_of(d.r, "identifiers") > 0.85);
}

static void a_doi_of_an_archive_alone_is_not_taken(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        read_text(&d, "Data: https://doi.org/10.5281/zenodo.1312617\n");
        assert_null(record_identifier(d.r, "doi"));
}

static void the_day_of_publication_in_several_languages(void **state)
{
        static const struct {
                const char *text, *issued, *accepted;
        } cases[] = {
                {"Received: 3 March 2020; Accepted: 12 January 2021; Published online: 2 February "
                 "2021",
                 "2021-02-02", "2021-01-12"},
                {"Recibido: 4 de septiembre de 2020. Aceptado: 23 de febrero del 2021. Publicado: "
                 "junio de 2021",
                 "2021-06", "2021-02-23"},
                {"Reçu le 3 mai 2018, accepté le 1er août 2018, publié le 15 décembre 2018",
                 "2018-12-15", "2018-08-01"},
                {"© 2019 The Authors", "2019", NULL},
                {"Published: July 16, 2018", "2018-07-16", NULL},
                {"Revista, vol. 12, n. 22: 34-51, 2017. ISSN 1851-4715", "2017", NULL},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                CLEANUP(reading_done) struct reading d = READING;

                read_text(&d, cases[i].text);
                if (!date_of(d.r, "Issued"))
                        fail_msg("no date in '%s'", cases[i].text);
                assert_string_equal(date_of(d.r, "Issued"), cases[i].issued);
                if (cases[i].accepted)
                        assert_string_equal(date_of(d.r, "Accepted"), cases[i].accepted);
                assert_true(score_of(d.r, "dates") > 0);
        }
}

static void an_orcid_goes_to_the_name_before_it(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;

        (void)state;
        read_text(&d, "Amina Otieno and Luc Moreau\n0000-0002-1825-0097\n");
        assert_null(d.r->creators.items[0].orcid);
        assert_string_equal(d.r->creators.items[1].orcid, "0000-0002-1825-0097");
}

/* Time in proportion to the page, whatever is on it. */
static void a_page_made_to_take_long_does_not(void **state)
{
        CLEANUP(reading_done) struct reading d = READING;
        CLEANUP(str_done) struct str text = STR_INIT;
        struct sketch *lines = calloc(20000, sizeof(*lines));

        (void)state;
        assert_non_null(lines);
        for (int i = 0; i < 20000; i++) {
                lines[i] = (struct sketch){1, 60, 80 + i % 7, 18, "A B, C D, E F"};
                str_add(&text, "Abstract 10.1/x 10.1234/ Keywords published ");
        }
        read_sketch(&d, lines, 20000, str_text(&text));
        free(lines);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_journal_article_with_raised_numbers),
                cmocka_unit_test(names_one_under_the_other_with_what_they_belong_to),
                cmocka_unit_test(names_beside_one_another_in_columns),
                cmocka_unit_test(a_line_of_names_that_goes_on_in_the_next),
                cmocka_unit_test(family_names_first_and_in_capitals),
                cmocka_unit_test(what_says_that_a_name_follows_is_no_name),
                cmocka_unit_test(the_title_of_a_journal_is_not_that_of_the_paper),
                cmocka_unit_test(a_subtitle_and_a_title_in_another_language),
                cmocka_unit_test(behind_a_cover_the_second_page_counts),
                cmocka_unit_test(a_page_with_nothing_on_it_gives_nothing),
                cmocka_unit_test(a_title_that_stands_on_the_page_is_kept),
                cmocka_unit_test(a_title_that_stands_nowhere_on_it_gives_way),
                cmocka_unit_test(the_first_author_alone_gives_way_to_all),
                cmocka_unit_test(abstracts_in_three_languages_and_their_keywords),
                cmocka_unit_test(headings_of_other_scripts),
                cmocka_unit_test(keywords_one_a_line),
                cmocka_unit_test(the_doi_of_the_paper_and_not_of_its_data),
                cmocka_unit_test(a_doi_of_an_archive_alone_is_not_taken),
                cmocka_unit_test(the_day_of_publication_in_several_languages),
                cmocka_unit_test(an_orcid_goes_to_the_name_before_it),
                cmocka_unit_test(a_page_made_to_take_long_does_not),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
