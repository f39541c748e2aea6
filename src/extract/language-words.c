/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A vote of words: each of the commonest words of a language speaks for it, the louder the fewer languages have
 * it; so do letters and endings that few languages write. Ten words are enough, where groups of letters
 * mistake a title of Spanish for one of Catalan.
 */
#include "extract/language.h"

#include "base/str.h"
#include "base/utf8.h"

#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>

enum { TOKEN_MAX = 32, SLOTS = 4096, CYRILLIC_FROM = 20 };

/* In this order a bit each. Latin script first. */
static const struct {
        const char *language, *words;
} lists[] = {
        {"en", "the of and to in is that for it as was with be by on not this are or from at which "
               "but have an "
               "had they you were their one all we can has there been if more when will would who "
               "what up out "
               "about into than them only some could these two may then such our also between "
               "through both how "
               "its his her while where each other during after"},
        {"fr", "le la les de des du et un une en est que qui dans pour par sur au aux avec ne pas "
               "ce cette ces il "
               "elle sont plus se son sa ses leur leurs ou mais comme nous on été être d l qu ont "
               "même sans entre ainsi "
               "deux dont à y afin selon vers chez si tout tous quelle quel quels"},
        {"es", "el la los las de del y en que un una es por para con no se su sus al lo como más o "
               "pero fue son "
               "este esta estos estas entre ha han también sobre ser desde sin hasta muy ya donde "
               "cuando está qué "
               "era años según cada cuál quién cómo otros"},
        {"pt", "o a os as de do da dos das e em que um uma é por para com não se na no nas nos ao "
               "à aos pela "
               "pelo mais como mas foi são este esta entre ser também sua seu suas seus ou quando "
               "muito já foram "
               "sobre pelos pelas até isso esse essa num numa"},
        {"it", "il lo la i gli le di del della dei delle dello degli e in che un una è per con non "
               "si da dal dalla "
               "al alla nel nella sono come più anche ma ha sua suo loro questo questa essere o ai "
               "nei tra fra "
               "dell nell all dall sull quando quale uno se ogni"},
        {"de",
         "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es "
         "an werden "
         "aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war "
         "haben nur "
         "oder aber vor zur bis mehr durch man sein wurde wenn können kann diese dieser eines"},
        {"nl", "de het een van en in is dat op te zijn voor met die niet aan er om ook als dan "
               "maar bij of uit nog "
               "naar heeft hij worden werd wordt door over ze kan zich deze tot wel geen hun zo "
               "dit moet"},
        {"ca",
         "el la els les de del dels i en que un una és per amb no es al als com més o però són "
         "aquest aquesta "
         "seva seu també ser ha han entre pel pels des hi ho sense on molt l d aquests aquestes"},
        {"ro", "și şi în de la cu pe o un este nu care din pentru că se mai sau prin au fost ale "
               "lui ca al "
               "sunt dar ce după fi între această acest fără cel cea"},
        {"sv", "och att det i en som är på av för med den till inte har de ett om men var jag från "
               "så kan vid "
               "eller när ska skall även efter detta"},
        {"da", "og i at det en den til er som på de med han af for ikke der var et har om men fra "
               "vi kan eller så "
               "også efter når blev være hvor sig"},
        {"no", "og i det er på en til som for med at av ikke den har de et om men fra vi kan eller "
               "så også etter "
               "når ble være hvor seg jeg var dette"},
        {"fi", "ja on ei se että oli joka ovat mutta kun tai myös ole hän niin kuin jos sen voi "
               "vain sitä tämä "
               "ne mukaan sekä olla"},
        {"pl", "i w na nie z do się to jest że o jak po co dla od za przez przy oraz są tym ale "
               "czy tego lub "
               "może już które który być"},
        {"cs", "a v se na je to že s z do o i k pro jako ale za by jsou při který které jeho podle "
               "nebo není od "
               "po tak být může také jen"},
        {"hu", "a az és hogy nem is egy ez meg csak van volt el mint már ha azt még lehet vagy "
               "kell ki amely "
               "ezt után"},
        {"tr", "ve bir bu da de için ile olan olarak gibi daha çok ne var ama kadar olduğu sonra "
               "her değil ise "
               "veya tarafından"},
        {"id", "yang dan di dari untuk dengan pada ini itu tidak dalam akan adalah ke oleh atau "
               "juga sebagai dapat "
               "ada bisa karena telah tersebut"},
        {"sw", "na ya wa kwa ni katika la za cha kama hii hiyo au pia kuwa ambayo yake wake hizo "
               "huo watu"},
        {"vi", "và của là các có trong được cho một không với những để người đã này khi từ đến như "
               "về tại theo nhiều"},
        {"ru",
         "и в не на что с по как для при от из его к это а но за или так же был также которые "
         "может "
         "кто где когда чем их были было какие какой какая сколько почему ко во со об имеет после"},
        {"uk", "і в не на що з до та як для при від із його це але за або так був також які може у "
               "й про"},
        {"bg", "и на да не се в от за с е са по като което че със при може или до тази този но "
               "който които ще "
               "след какво къде кога"},
        {"sr", "и у је на да се за од са су не као који што али или по из које која"},
};

/* Letters and endings, and how loud each speaks for each of its languages. */
struct sign {
        const char *text, *languages; /* languages: between spaces */
        unsigned int votes;
};

static const struct sign letters[] = {
        {"ñ", " es ", 5},       {"¿", " es ", 6},
        {"¡", " es ", 4},       {"ã", " pt vi ", 5},
        {"õ", " pt vi ", 4},    {"ß", " de ", 6},
        {"ä", " de sv fi ", 2}, {"ö", " de sv fi hu tr ", 1},
        {"ü", " de tr hu ", 1}, {"å", " sv da no ", 3},
        {"æ", " da no ", 3},    {"ø", " da no ", 3},
        {"ł", " pl ", 4},       {"ą", " pl ", 4},
        {"ę", " pl ", 4},       {"ś", " pl ", 4},
        {"ż", " pl ", 4},       {"ř", " cs ", 5},
        {"ě", " cs ", 4},       {"ů", " cs ", 5},
        {"š", " cs ", 2},       {"č", " cs ", 2},
        {"ž", " cs ", 2},       {"ő", " hu ", 6},
        {"ű", " hu ", 6},       {"ğ", " tr ", 5},
        {"ı", " tr ", 4},       {"ş", " tr ro ", 2},
        {"ș", " ro ", 5},       {"ț", " ro ", 5},
        {"ţ", " ro ", 4},       {"ă", " ro vi ", 3},
        {"î", " ro fr ", 1},    {"œ", " fr ", 5},
        {"ê", " fr pt vi ", 2}, {"è", " fr it ca ", 1},
        {"ì", " it ", 3},       {"ù", " it fr ", 2},
        {"ò", " it ca ", 2},    {"·", " ca ", 4},
        {"đ", " vi ", 5},       {"ơ", " vi ", 5},
        {"ư", " vi ", 5},       {"ы", " ru ", 6},
        {"э", " ru ", 6},       {"ё", " ru ", 5},
        {"ъ", " bg ", 4},       {"і", " uk ", 6},
        {"ї", " uk ", 8},       {"є", " uk ", 8},
        {"ј", " sr ", 8},
};

static const struct sign endings[] = {
        {"ción", " es ", 6},       {"ciones", " es ", 6},   {"dad", " es ", 4},
        {"miento", " es ", 5},     {"ção", " pt ", 5},      {"ções", " pt ", 5},
        {"dade", " pt ", 5},       {"mento", " it pt ", 2}, {"zione", " it ", 6},
        {"zioni", " it ", 6},      {"ità", " it ", 4},      {"mente", " es pt it ", 1},
        {"tion", " en fr ", 3},    {"tions", " en fr ", 3}, {"ing", " en ", 2},
        {"ment", " fr en ca ", 1}, {"ness", " en ", 5},     {"ship", " en ", 5},
        {"ity", " en ", 5},        {"ies", " en ", 2},      {"ical", " en ", 3},
        {"ité", " fr ", 5},        {"ités", " fr ", 5},     {"eux", " fr ", 3},
        {"ique", " fr ", 4},       {"iques", " fr ", 4},    {"ung", " de ", 5},
        {"ungen", " de ", 6},      {"keit", " de ", 6},     {"lich", " de ", 4},
        {"lichen", " de ", 5},     {"schaft", " de ", 6},   {"heid", " nl ", 6},
        {"ció", " ca ", 5},        {"cions", " ca ", 6},    {"isme", " fr ca ", 2},
        {"ть", " ru ", 3},         {"ся", " ru uk ", 3},    {"сть", " ru ", 3},
        {"ето", " bg ", 4},        {"ите", " bg ", 5},      {"ата", " bg ", 4},
        {"ие", " ru ", 2},         {"ий", " ru ", 3},       {"ого", " ru ", 3},
        {"ları", " tr ", 4},       {"leri", " tr ", 4},     {"ość", " pl ", 5},
};

static int index_of(const char *language)
{
        for (size_t i = 0; i < ARRAY_LEN(lists); i++)
                if (!strcmp(lists[i].language, language))
                        return (int)i;
        return -1;
}

/* ---- one table of all words ---- */

static struct {
        pthread_once_t once;
        struct slot {
                const char *word;
                size_t len;
                uint32_t languages; /* bit i: lists[i] has it */
        } slots[SLOTS];
        size_t ending_lens[ARRAY_LEN(endings)];
} table = {PTHREAD_ONCE_INIT, {{NULL, 0, 0}}, {0}};

static struct slot *slot_of(const char *word, size_t len)
{
        uint32_t hash = 2166136261u;
        size_t at;

        for (size_t i = 0; i < len; i++)
                hash = (hash ^ (unsigned char)word[i]) * 16777619u;
        for (at = hash % SLOTS; table.slots[at].word; at = (at + 1) % SLOTS)
                if (table.slots[at].len == len && !memcmp(table.slots[at].word, word, len))
                        break;
        return &table.slots[at];
}

static void fill_table(void)
{
        for (size_t i = 0; i < ARRAY_LEN(endings); i++)
                table.ending_lens[i] = strlen(endings[i].text);
        for (size_t i = 0; i < ARRAY_LEN(lists); i++)
                for (const char *w = lists[i].words; *w;) {
                        size_t len = strcspn(w, " ");
                        struct slot *s = slot_of(w, len);

                        s->word = w;
                        s->len = len;
                        s->languages |= 1u << i;
                        w += len + strspn(w + len, " ");
                }
}

/* ---- voting ---- */

static void vote_word(const char *word, size_t len, uint32_t among, struct votes *v)
{
        static const unsigned int weights[] = {0, 8, 4, 3, 2, 1};
        uint32_t languages = slot_of(word, len)->languages & among;
        unsigned int n = (unsigned int)__builtin_popcount(languages);

        for (size_t i = 0; languages && i < ARRAY_LEN(lists); i++)
                if (languages & 1u << i)
                        v->of[i] += weights[n < ARRAY_LEN(weights) ? n : ARRAY_LEN(weights) - 1];
}

static void vote_sign(const struct sign *s, uint32_t among, struct votes *v)
{
        for (const char *l = s->languages + 1; *l; l += 3) {
                const char language[3] = {l[0], l[1], '\0'};
                int i = index_of(language);

                if (i >= 0 && (among & 1u << i))
                        v->of[i] += s->votes;
        }
}

static void vote_ending(const char *word, size_t len, uint32_t among, struct votes *v)
{
        enum { STEM_MIN = 3 };

        for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
                size_t n = table.ending_lens[i];

                if (endings[i].text[n - 1] == word[len - 1] && len >= n + STEM_MIN &&
                    !memcmp(word + len - n, endings[i].text, n))
                        vote_sign(&endings[i], among, v);
        }
}

static void vote_letter(unsigned int c, uint32_t among, struct votes *v)
{
        char bytes[4];
        size_t n = utf8_encode(c, bytes);

        for (size_t i = 0; i < ARRAY_LEN(letters); i++)
                /* All are of two bytes at least; these two tell nearly always. */
                if (letters[i].text[1] == bytes[1] && letters[i].text[0] == bytes[0] &&
                    !strncmp(letters[i].text, bytes, n) && !letters[i].text[n])
                        vote_sign(&letters[i], among, v);
}

static void end_word(const char *word, size_t len, uint32_t among, struct votes *v)
{
        if (!len || len > TOKEN_MAX)
                return;
        vote_word(word, len, among, v);
        vote_ending(word, len, among, v);
}

static void rank(struct votes *v)
{
        for (size_t i = 0; i < ARRAY_LEN(lists); i++)
                if (v->of[i] > v->best_votes) {
                        v->second = v->best;
                        v->second_votes = v->best_votes;
                        v->best = lists[i].language;
                        v->best_votes = v->of[i];
                } else if (v->of[i] > v->second_votes) {
                        v->second = lists[i].language;
                        v->second_votes = v->of[i];
                }
}

void language_vote(const char *text, size_t n, bool is_cyrillic, struct votes *ret)
{
        uint32_t latin = (1u << CYRILLIC_FROM) - 1;
        uint32_t among = is_cyrillic ? ~latin : latin;
        char word[TOKEN_MAX + 4];
        size_t len = 0;

        pthread_once(&table.once, fill_table);
        memset(ret, 0, sizeof(*ret));
        for (size_t i = 0; i < n;) {
                unsigned int c;
                size_t step = utf8_decode(text + i, n - i, &c);

                i += step ? step : 1;
                if (!step)
                        c = ' ';
                if (c >= 0x80)
                        vote_letter((unsigned int)u_tolower((UChar32)c), among, ret);
                if (u_isalpha((UChar32)c)) {
                        if (len <= TOKEN_MAX)
                                len += utf8_encode((unsigned int)u_tolower((UChar32)c), word + len);
                        continue;
                }
                end_word(word, len, among, ret);
                len = 0;
        }
        end_word(word, len, among, ret);
        rank(ret);
}

unsigned int language_votes_for(const struct votes *v, const char *language)
{
        int i = index_of(language);

        return i < 0 ? 0 : v->of[i];
}

bool language_has_words(const char *language)
{
        return index_of(language) >= 0;
}
