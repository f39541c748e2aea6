/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/str.h"
#include "extract/extract.h"

#include <pthread.h>

static const struct {
        const char *language, *text;
} samples[] = {
        {"en",
         "Cooperatives are owned by the people who work in them, and every member has one vote "
         "when the assembly decides how the surplus of the year is shared."},
        {"fr",
         "Les coopératives appartiennent aux personnes qui y travaillent, et chaque membre dispose "
         "d'une voix lorsque l'assemblée décide du partage de l'excédent."},
        {"es",
         "Las cooperativas pertenecen a las personas que trabajan en ellas, y cada socia tiene un "
         "voto cuando la asamblea decide cómo se reparte el excedente del año."},
        {"pt",
         "As cooperativas pertencem às pessoas que nelas trabalham, e cada associado tem um voto "
         "quando a assembleia decide como se distribuem as sobras do ano."},
        {"de",
         "Genossenschaften gehören den Menschen, die in ihnen arbeiten, und jedes Mitglied hat "
         "eine Stimme, wenn die Versammlung über den Überschuss entscheidet."},
        {"it",
         "Le cooperative appartengono alle persone che vi lavorano, e ogni socio ha un voto quando "
         "l'assemblea decide come ripartire l'avanzo dell'anno."},
        {"nl",
         "Coöperaties zijn van de mensen die er werken, en ieder lid heeft een stem wanneer de "
         "vergadering besluit hoe het overschot van het jaar wordt verdeeld."},
        {"tr",
         "Kooperatifler içinde çalışan insanlara aittir ve genel kurul yılın fazlasının nasıl "
         "paylaşılacağına karar verirken her ortağın bir oyu vardır."},
        {"sw",
         "Vyama vya ushirika vinamilikiwa na watu wanaofanya kazi ndani yake, na kila mwanachama "
         "ana kura moja mkutano mkuu unapoamua jinsi ya kugawa ziada."},
        {"ru", "Кооперативы принадлежат людям, которые в них работают, и у каждого члена есть один "
               "голос, "
               "когда собрание решает, как распределить излишек этого года."},
        {"uk",
         "Кооперативи належать людям, які в них працюють, і кожен член має один голос, коли збори "
         "вирішують, як розподілити надлишок цього року."},
        {"bg",
         "Кооперациите принадлежат на хората, които работят в тях, и всеки член има един глас, "
         "когато събранието решава как да се разпредели излишъкът."},
        {"ar",
         "التعاونيات ملك للأشخاص الذين يعملون فيها، ولكل عضو صوت واحد عندما تقرر الجمعية العامة "
         "كيفية توزيع فائض السنة."},
        {"fa", "تعاونی‌ها متعلق به کسانی است که در آن کار "
               "می‌کنند "
               "و "
               "هر "
               "عضو "
               "هنگام "
               "تصمیم‌گیری "
               "مجمع یک رأی دارد."},
        {"zh", "合作社属于在其中工作的人们，社员大会决定如何分配当年盈余时，每位社员都有一票。"},
        {"ja", "協同組合はそこで働く人々のものであり、総会で剰余金の分配を決めるとき、組合員は一人"
               "一票を持つ。"},
        {"ko", "협동조합은 그 안에서 일하는 사람들의 것이며, 총회가 잉여금의 분배를 결정할 때 "
               "조합원은 한 표를 가진다."},
        {"el", "Οι συνεταιρισμοί ανήκουν στους ανθρώπους που εργάζονται σε αυτούς."},
        {"he", "קואופרטיבים שייכים לאנשים העובדים בהם, ולכל חבר קול אחד."},
        {"th", "สหกรณ์เป็นของผู้คนที่ทำงานในนั้น และสมาชิกแต่ละคนมีหนึ่งเสียง"},
        {"hi", "सहकारी समितियाँ उन लोगों की होती हैं जो उनमें काम करते हैं।"},
};

static void assert_language(const char *text, const char *expected)
{
        const char *got = extract_language(text, strlen(text));

        if (!str_equal(got, expected))
                fail_msg("%s instead of %s for '%.60s'", got ? got : "none",
                         expected ? expected : "none", text);
}

static void a_sentence_tells_its_language(void **state)
{
        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(samples); i++)
                assert_language(samples[i].text, samples[i].language);
}

static void a_title_tells_its_language(void **state)
{
        static const char *const titles[][2] = {
                {"en", "The governance of worker cooperatives"},
                {"es", "El voto en las cooperativas de trabajo"},
                {"es", "Gestión y participación social"},
                {"pt", "Gestão e participação social"},
                {"pt", "O voto nas cooperativas de trabalho"},
                {"fr", "Le vote dans les coopératives de travail"},
                {"fr", "Économie sociale et solidarité"},
                {"it", "Il voto nelle cooperative di lavoro"},
                {"it", "Partecipazione e gestione sociale"},
                {"de", "Die Abstimmung in der Genossenschaft"},
                {"ru", "Управление кооперативами и участие членов"},
                {"bg", "Управлението на кооперациите и участието"},
                {"uk", "Управління кооперативами та участь членів"},
                {"ar", "إدارة التعاونيات العمالية"},
                {"zh", "合作社的治理"},
                {"ja", "協同組合のガバナンス"},
                {"ko", "협동조합의 지배구조"},
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(titles); i++)
                assert_language(titles[i][1], titles[i][0]);
}

static void too_little_text_tells_none(void **state)
{
        (void)state;
        assert_language("", NULL);
        assert_language("Table 3.", NULL);
        assert_language("12 345,6 % — 7 890", NULL);
        assert_language("経", NULL);
}

static void a_mixture_of_scripts_tells_none(void **state)
{
        (void)state;
        assert_language("Cooperatives belong to those who work there. "
                        "Кооперативы принадлежат тем, кто работает. "
                        "Οι συνεταιρισμοί ανήκουν στους εργαζόμενους.",
                        NULL);
}

static void english_names_in_a_chinese_text_do_not_make_it_english(void **state)
{
        (void)state;
        assert_language("国际合作社联盟（International Cooperative "
                        "Alliance）在2012年提出了合作社的发展蓝图，"
                        "Mondragon 的经验被各国研究者反复讨论，社员大会决定盈余分配。",
                        "zh");
}

static void any_bytes_do_no_harm(void **state)
{
        char bytes[600];

        (void)state;
        for (size_t i = 0; i < sizeof(bytes); i++)
                bytes[i] = (char)(i * 37 + i / 7);
        (void)extract_language(bytes, sizeof(bytes));
        memset(bytes, 0xE4, sizeof(bytes));
        assert_null(extract_language(bytes, sizeof(bytes)));
}

static void *identify_all(void *user)
{
        for (int k = 0; k < 5; k++)
                for (size_t i = 0; i < ARRAY_LEN(samples); i++)
                        if (!str_equal(extract_language(samples[i].text, strlen(samples[i].text)),
                                       samples[i].language))
                                return user;
        return NULL;
}

static void threads_ask_side_by_side(void **state)
{
        pthread_t t[4];

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(t); i++)
                assert_int_equal(pthread_create(&t[i], NULL, identify_all, t), 0);
        for (size_t i = 0; i < ARRAY_LEN(t); i++) {
                void *failed = t;

                assert_int_equal(pthread_join(t[i], &failed), 0);
                assert_null(failed);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_sentence_tells_its_language),
                cmocka_unit_test(a_title_tells_its_language),
                cmocka_unit_test(too_little_text_tells_none),
                cmocka_unit_test(a_mixture_of_scripts_tells_none),
                cmocka_unit_test(english_names_in_a_chinese_text_do_not_make_it_english),
                cmocka_unit_test(any_bytes_do_no_harm),
                cmocka_unit_test(threads_ask_side_by_side),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
