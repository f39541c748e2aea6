/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words by which a first page is known, in the languages of the field. */
#include "meta/first-page.h"

#include "base/utf8.h"
#include "text/normal.h"

#include <string.h>
#include <strings.h>

struct heading_word {
        const char *word;
        enum heading heading;
        const char *language;
        bool alone; /* too common a word to count within a line */
};

static const struct heading_word headings[] = {
        {"abstract", HEADING_ABSTRACT, "en", false},
        {"executive summary", HEADING_ABSTRACT, "en", true},
        {"summary", HEADING_ABSTRACT, "en", true},
        {"synopsis", HEADING_ABSTRACT, "en", true},
        {"resumen", HEADING_ABSTRACT, "es", false},
        {"résumé", HEADING_ABSTRACT, "fr", false},
        {"RÉSUMÉ", HEADING_ABSTRACT, "fr", false},
        {"RESUMÉ", HEADING_ABSTRACT, "fr", false},
        {"sommaire", HEADING_ABSTRACT, "fr", true},
        {"resumo", HEADING_ABSTRACT, "pt", false},
        {"resum", HEADING_ABSTRACT, "ca", true},
        {"zusammenfassung", HEADING_ABSTRACT, "de", false},
        {"kurzfassung", HEADING_ABSTRACT, "de", false},
        {"riassunto", HEADING_ABSTRACT, "it", false},
        {"sommario", HEADING_ABSTRACT, "it", true},
        {"samenvatting", HEADING_ABSTRACT, "nl", false},
        {"streszczenie", HEADING_ABSTRACT, "pl", false},
        {"аннотация", HEADING_ABSTRACT, "ru", false},
        {"Аннотация", HEADING_ABSTRACT, "ru", false},
        {"АННОТАЦИЯ", HEADING_ABSTRACT, "ru", false},
        {"Резюме", HEADING_ABSTRACT, "ru", false},
        {"РЕЗЮМЕ", HEADING_ABSTRACT, "ru", false},
        {"摘要", HEADING_ABSTRACT, "zh", false},
        {"摘 要", HEADING_ABSTRACT, "zh", false},
        {"要旨", HEADING_ABSTRACT, "ja", false},
        {"초록", HEADING_ABSTRACT, "ko", false},
        {"요약", HEADING_ABSTRACT, "ko", false},
        {"국문초록", HEADING_ABSTRACT, "ko", false},
        {"ملخص", HEADING_ABSTRACT, "ar", false},
        {"الملخص", HEADING_ABSTRACT, "ar", false},
        {"المستخلص", HEADING_ABSTRACT, "ar", false},
        {"keywords", HEADING_KEYWORDS, "en", false},
        {"key words", HEADING_KEYWORDS, "en", false},
        {"keyword", HEADING_KEYWORDS, "en", false},
        {"key-words", HEADING_KEYWORDS, "en", false},
        {"index terms", HEADING_KEYWORDS, "en", false},
        {"palabras clave", HEADING_KEYWORDS, "es", false},
        {"palabras claves", HEADING_KEYWORDS, "es", false},
        {"palabras-clave", HEADING_KEYWORDS, "es", false},
        {"descriptores", HEADING_KEYWORDS, "es", true},
        {"palavras-chave", HEADING_KEYWORDS, "pt", false},
        {"palavras chave", HEADING_KEYWORDS, "pt", false},
        {"mots-clés", HEADING_KEYWORDS, "fr", false},
        {"mots clés", HEADING_KEYWORDS, "fr", false},
        {"mots-clefs", HEADING_KEYWORDS, "fr", false},
        {"mots clefs", HEADING_KEYWORDS, "fr", false},
        {"MOTS-CLÉS", HEADING_KEYWORDS, "fr", false},
        {"MOTS CLÉS", HEADING_KEYWORDS, "fr", false},
        {"paraules clau", HEADING_KEYWORDS, "ca", false},
        {"schlüsselwörter", HEADING_KEYWORDS, "de", false},
        {"schlagworte", HEADING_KEYWORDS, "de", false},
        {"parole chiave", HEADING_KEYWORDS, "it", false},
        {"trefwoorden", HEADING_KEYWORDS, "nl", false},
        {"ключевые слова", HEADING_KEYWORDS, "ru", false},
        {"Ключевые слова", HEADING_KEYWORDS, "ru", false},
        {"КЛЮЧЕВЫЕ СЛОВА", HEADING_KEYWORDS, "ru", false},
        {"关键词", HEADING_KEYWORDS, "zh", false},
        {"关键字", HEADING_KEYWORDS, "zh", false},
        {"關鍵詞", HEADING_KEYWORDS, "zh", false},
        {"キーワード", HEADING_KEYWORDS, "ja", false},
        {"주제어", HEADING_KEYWORDS, "ko", false},
        {"핵심어", HEADING_KEYWORDS, "ko", false},
        {"키워드", HEADING_KEYWORDS, "ko", false},
        {"الكلمات المفتاحية", HEADING_KEYWORDS, "ar", false},
        {"كلمات مفتاحية", HEADING_KEYWORDS, "ar", false},
        {"introduction", HEADING_END, NULL, true},
        {"introducción", HEADING_END, NULL, true},
        {"INTRODUCCIÓN", HEADING_END, NULL, true},
        {"introdução", HEADING_END, NULL, true},
        {"INTRODUÇÃO", HEADING_END, NULL, true},
        {"einleitung", HEADING_END, NULL, true},
        {"introduzione", HEADING_END, NULL, true},
        {"Введение", HEADING_END, NULL, true},
        {"ВВЕДЕНИЕ", HEADING_END, NULL, true},
        {"引言", HEADING_END, NULL, true},
        {"서론", HEADING_END, NULL, false},
        {"مقدمة", HEADING_END, NULL, true},
        {"contents", HEADING_END, NULL, true},
        {"table of contents", HEADING_END, NULL, true},
        {"jel ", HEADING_END, NULL, false},
        {"jel:", HEADING_END, NULL, false},
        {"acknowledgement", HEADING_END, NULL, false},
        {"acknowledgment", HEADING_END, NULL, false},
        {"highlights", HEADING_END, NULL, true},
        {"statement of need", HEADING_END, NULL, true},
        {"received:", HEADING_END, NULL, false},
        {"received ", HEADING_END, NULL, false},
        {"submitted:", HEADING_END, NULL, false},
        {"recibido", HEADING_END, NULL, false},
        {"recebido", HEADING_END, NULL, false},
        {"reçu ", HEADING_END, NULL, false},
        {"citation:", HEADING_END, NULL, false},
        {"cite as", HEADING_END, NULL, false},
        {"cite this", HEADING_END, NULL, false},
        {"how to cite", HEADING_END, NULL, false},
        {"como citar", HEADING_END, NULL, false},
        {"cómo citar", HEADING_END, NULL, false},
        {"correspond", HEADING_END, NULL, false},
        {"* correspond", HEADING_END, NULL, false},
        {"*correspond", HEADING_END, NULL, false},
        {"open access", HEADING_END, NULL, true},
        {"copyright", HEADING_END, NULL, false},
        {"©", HEADING_END, NULL, false},
        {"ccs concepts", HEADING_END, NULL, false},
};

/* "1. ", "I ", "1 " before a heading. */
static const char *skip_number(const char *line)
{
        size_t n = strspn(line, "0123456789IVX");

        if (!n || n > 4 || (line[n] != '.' && line[n] != ' ' && line[n] != ')'))
                return line;
        return line + n + strspn(line + n, ". )");
}

/* What may stand between a heading and what belongs to it. */
static const char *skip_punctuation(const char *s)
{
        static const char *const marks[] = {" ",  ":", ".", "-", "–", "—",
                                            "：", "|", "•", "/", "\t"};

        for (size_t i = 0; i < ARRAY_LEN(marks);)
                if (str_starts(s, marks[i])) {
                        s += strlen(marks[i]);
                        i = 0;
                } else {
                        i++;
                }
        return s;
}

/* A word goes on here, so that what was found is only its start. */
static bool goes_on(const char *s)
{
        unsigned char c = (unsigned char)*s;

        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_within(const struct heading_word *h, const char *line, const char *behind,
                      const char *rest)
{
        unsigned int c = 0;

        if (h->heading == HEADING_END && !h->alone)
                return true;
        if (goes_on(behind))
                return false;
        if (!*rest || *rest == '\n')
                return true;
        if (h->alone)
                return false;
        /* "Abstract Recognising …", but not "Abstract art is …" */
        return rest > behind + 1 || (unsigned char)*line >= 0x80 ||
               (utf8_decode(rest, strlen(rest), &c) && (letter_is_capital(c) || c == '('));
}

enum heading heading_of(const char *line, const char **ret_rest, const char **ret_language)
{
        line = skip_number(line + strspn(line, " \t"));
        for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
                size_t n = strlen(headings[i].word);
                const char *rest;

                if (strncasecmp(line, headings[i].word, n) != 0)
                        continue;
                rest = skip_punctuation(line + n);
                if (!is_within(&headings[i], line, line + n, rest))
                        continue;
                *ret_rest = rest;
                *ret_language = headings[i].language;
                return headings[i].heading;
        }
        return HEADING_NONE;
}

/* ---- names and what is none ---- */

/* Starts of words, or whole ones before a bar; ASCII is compared without regard to case. */
static const char *const no_names[] = {
        "world|",      "labour|",      "bank|",         "universi",  "univ.",      "departm",
        "department",  "institut",     "school|",       "college|",  "faculty",    "facult",
        "centre",      "center|",      "centro|",       "laborator", "hospital",   "escuela",
        "école",       "ecole",        "programa",      "ministr",   "bank|",      "banco|",
        "foundat",     "fundac",       "group|",        "grupo",     "team|",      "research",
        "correspond",  "author|",      "autor|",        "abstract",  "received",   "recibido",
        "recebido",    "accepted",     "publish",       "journal",   "revista",    "revue",
        "volume|",     "paper|",       "working|",      "draft|",    "version|",   "national",
        "internation", "economic",     "science|",      "ciencia",   "ciência",    "street|",
        "avenue",      "road|",        "keyword",       "introduc",  "article|",   "artículo",
        "artigo",      "original",     "review|",       "report|",   "january",    "february",
        "september",   "october",      "november",      "december",  "email",      "e-mail",
        "http",        "www.",         "doi",           "orcid",     "open|",      "access|",
        "license",     "licence",      "copyright",     "editor|",   "edited|",    "summary",
        "resumen",     "resumo",       "résumé",        "submitted", "available",  "online|",
        "supervis",    "thesis",       "tesis",         "tese",      "master|",    "doctor|",
        "faculdade",   "departamento", "studies",       "estudios",  "estudos",    "society|",
        "sociedad",    "associat",     "asociac",       "associa",   "council|",   "commission",
        "organi",      "program|",     "project|",      "policy|",   "social|",    "econom",
        "engineering", "medicine",     "technolog",     "software|", "repository", "archive|",
        "series|",     "discussion",   "united|",       "states|",   "kingdom",    "republic",
        "africa",      "europe",       "america",       "division|", "office|",    "unit|",
        "unidad",      "unidade",      "library|",      "press|",    "campus",     "corporat",
        "company|",    "ltd|",         "inc.|",         "gmbh",      "agency",     "vol.",
        "issn",        "isbn",         "figure|",       "table|",    "chapter|",   "section|",
        "part|",       "contents",     "corresponding", "equal",     "contribut",  "member|",
        "student|",    "management",   "business"};

static bool starts_with(const char *word, size_t n, const char *start)
{
        size_t m = strlen(start);

        if (start[m - 1] == '|')
                return n == m - 1 && !strncasecmp(word, start, m - 1);
        return n >= m && !strncasecmp(word, start, m);
}

bool word_is_no_name(const char *word, size_t n)
{
        for (size_t i = 0; i < ARRAY_LEN(no_names); i++)
                if (starts_with(word, n, no_names[i]))
                        return true;
        return false;
}

bool word_is_particle(const char *word, size_t n)
{
        static const char *const particles[] = {
                "de", "da",  "do",  "dos", "das",  "del", "della", "di",  "du",  "des", "la",
                "le", "las", "los", "van", "von",  "der", "den",   "ter", "ten", "zu",  "el",
                "al", "bin", "ibn", "ben", "bint", "e",   "y",     "i",   "af",  "av",  "dal",
                "d'", "of",  "st",  "san", "mac",  "vom", "zum",   "op",  "in",  "'t",  "abu"};

        for (size_t i = 0; i < ARRAY_LEN(particles); i++)
                if (n == strlen(particles[i]) && !memcmp(word, particles[i], n))
                        return strcmp(particles[i], "of") && strcmp(particles[i], "in");
        return n > 2 && (!memcmp(word, "d'", 2) || (n > 4 && !memcmp(word, "d\xE2\x80\x99", 4)) ||
                         !memcmp(word, "al-", 3) || !memcmp(word, "el-", 3));
}

/* What a line above a title starts with; behind '|' stands nothing else. */
static const char *const banner_starts[] = {
        "journal of",
        "the journal",
        "international journal",
        "revista",
        "revue",
        "original article",
        "original paper",
        "research article",
        "research paper",
        "review article",
        "review|",
        "research|",
        "article|",
        "artículo|",
        "artigo|",
        "short communication",
        "case report",
        "case study",
        "editorial|",
        "open access",
        "working paper",
        "discussion paper",
        "policy brief",
        "technical report",
        "issn",
        "isbn",
        "vol.",
        "volume ",
        "http",
        "www.",
        "doi",
        "contents lists",
        "sciencedirect",
        "elsevier|",
        "available online",
        "received",
        "proceedings",
        "university of",
        "universidad",
        "universidade",
        "université",
        "universität",
        "faculty of",
        "department of",
        "abstract|",
        "keywords|",
        "summary|",
        "introduction|",
        "table of contents",
        "contents|",
        "acknowledg",
        "resumen|",
        "resumo|",
        "résumé|",
        "to cite",
        "cite|",
        "copyright|",
        "©",
        "downloaded",
        "see discussions",
        "econstor",
        "make your publications",
        "a service of",
        "provided in",
        "license|",
        "licence|",
        "acta ",
        "annals of",
        "cuadernos",
        "cadernos",
        "cahiers",
        "boletín",
        "peer-review",
        "preprint|",
        "arxiv",
        "nber working",
        "ilo working",
        "unrisd",
        "master|",
        "thesis|",
        "a thesis",
        "tesis|",
        "tese ",
        "dissertation|",
        "tesis doctoral",
        "tesis de",
        "doctoral thesis",
        "phd thesis",
        "trabajo fin",
        "trabajo de fin",
        "tese de",
        "dissertação de",
        "thèse",
        "mémoire",
        "for official use",
        "confidential|",
        "draft|",
        "correspond",
        "edited by",
        "author|",
        "creative commons",
        "this article",
        "this work",
        "special issue",
        "supplementary",
        "appendix|",
        "figure|",
        "table ",
};

bool line_is_banner(const char *line)
{
        for (size_t i = 0; i < ARRAY_LEN(banner_starts); i++)
                if (starts_with(line, strcspn(line, "\n"), banner_starts[i]))
                        return true;
        return false;
}

int month_of(const char *word, size_t n)
{
        static const struct {
                const char *start;
                int month;
        } months[] = {{"jan", 1},  {"ene", 1},  {"gen", 1},  {"янв", 1},  {"feb", 2},  {"fév", 2},
                      {"fev", 2},  {"фев", 2},  {"mar", 3},  {"mär", 3},  {"мар", 3},  {"apr", 4},
                      {"abr", 4},  {"avr", 4},  {"апр", 4},  {"may", 5},  {"mai", 5},  {"mag", 5},
                      {"maio", 5}, {"май", 5},  {"мая", 5},  {"jun", 6},  {"juin", 6}, {"giu", 6},
                      {"июн", 6},  {"jul", 7},  {"juil", 7}, {"lug", 7},  {"июл", 7},  {"aug", 8},
                      {"ago", 8},  {"aoû", 8},  {"aou", 8},  {"авг", 8},  {"sep", 9},  {"set", 9},
                      {"сен", 9},  {"oct", 10}, {"okt", 10}, {"out", 10}, {"ott", 10}, {"окт", 10},
                      {"nov", 11}, {"ноя", 11}, {"dec", 12}, {"dez", 12}, {"dic", 12}, {"déc", 12},
                      {"дек", 12}};

        for (size_t i = 0; i < ARRAY_LEN(months); i++)
                if (starts_with(word, n, months[i].start))
                        return months[i].month;
        return 0;
}

/* ---- letters ---- */

unsigned int letter_small(unsigned int c)
{
        if (c < 0x80)
                return c >= 'A' && c <= 'Z' ? c + 32 : c;
        if (c >= 0xC0 && c <= 0xDE)
                return c == 0xD7 ? c : c + 32;
        if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E))
                return c & 1 ? c + 1 : c;
        if (c >= 0x100 && c <= 0x177 && c != 0x130 && c != 0x131 && c != 0x138 && c != 0x149)
                return c & 1 ? c : c + 1;
        if (c == 0x178)
                return 0xFF;
        if (c >= 0x391 && c <= 0x3A9)
                return c + 32;
        if (c >= 0x410 && c <= 0x42F)
                return c + 32;
        return c >= 0x400 && c <= 0x40F ? c + 80 : c;
}

bool letter_is_capital(unsigned int c)
{
        return letter_small(c) != c || c == 0x130;
}

/* ---- languages ---- */

/* By the script of the first letters; NULL: Latin, or several. */
static const char *language_by_script(const char *text, size_t n)
{
        static const struct {
                unsigned int first, last;
                const char *language;
        } scripts[] = {{0x3040, 0x30FF, "ja"}, {0xAC00, 0xD7A3, "ko"}, {0x4E00, 0x9FFF, "zh"},
                       {0x0400, 0x04FF, "ru"}, {0x0600, 0x06FF, "ar"}, {0x0370, 0x03FF, "el"},
                       {0x0590, 0x05FF, "he"}};
        size_t counts[ARRAY_LEN(scripts)] = {0}, letters = 0;

        for (size_t i = 0, len; i < n && letters < 2000; i += len ? len : 1) {
                unsigned int c = 0;

                len = utf8_decode(text + i, n - i, &c);
                letters += c > ' ';
                for (size_t k = 0; k < ARRAY_LEN(scripts); k++)
                        counts[k] += c >= scripts[k].first && c <= scripts[k].last;
        }
        /* A tenth in kana makes it Japanese, however many of its letters are Chinese. */
        for (size_t k = 0; k < ARRAY_LEN(scripts); k++)
                if (counts[k] * (k == 0 ? 10 : 2) > letters)
                        return scripts[k].language;
        return NULL;
}

const char *language_by_words(const char *text, size_t n)
{
        static const struct {
                const char *language, *words; /* each between spaces */
        } lists[] = {
                {"en", " the of and in to for on with by from is are that this as an at between "},
                {"es",
                 " el los las del y en por para con una un es que se al entre sobre como su lo "},
                {"pt",
                 " o os as do da dos das e em por para com uma um no na que ao entre sobre não "},
                {"fr",
                 " le les du des et dans pour par avec une un est sur au aux que qui entre à ce "},
                {"de", " der die das und in zu den von mit für ist im des ein eine auf als zur "},
                {"it", " il lo gli della dei delle e nel per con una un che di sono nella tra al "},
                {"nl", " het een van en in op voor met zijn te dat door uit bij aan naar "},
                {"ca", " els les del i amb per una un que és als dels aquest entre seva "},
        };
        size_t counts[ARRAY_LEN(lists)] = {0}, best = 0, second = 1;
        const char *of_script = language_by_script(text, n);

        if (of_script)
                return of_script;
        for (size_t i = 0; i < n;) {
                char word[16] = " ";
                size_t len = strcspn(text + i, " \n\t.,;:()!?\"");

                len = len < n - i ? len : n - i;
                if (len && len < sizeof(word) - 2) {
                        for (size_t k = 0; k < len; k++)
                                word[k + 1] = (char)(text[i + k] >= 'A' && text[i + k] <= 'Z'
                                                             ? text[i + k] + 32
                                                             : text[i + k]);
                        memcpy(word + len + 1, " ", 2);
                        for (size_t k = 0; k < ARRAY_LEN(lists); k++)
                                counts[k] += strstr(lists[k].words, word) != NULL;
                }
                i += len + 1;
        }
        for (size_t k = 1; k < ARRAY_LEN(lists); k++) {
                if (counts[k] > counts[best]) {
                        second = best;
                        best = k;
                } else if (counts[k] > counts[second] || second == best) {
                        second = k;
                }
        }
        return counts[best] > counts[second] + counts[best] / 4 ? lists[best].language : NULL;
}
