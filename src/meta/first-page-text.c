/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands in words on a first page: abstracts and keywords under their headings, a DOI, dates. */
#include "meta/first-page.h"
#include "meta/private.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

enum {
        ABSTRACT_MIN = 80, /* bytes; less is the start of something else */
        ABSTRACT_ENOUGH = 400,
        ABSTRACT_MAX = 8000,
        ABSTRACTS_MAX = 5,
        KEYWORDS_MAX = 40,
        KEYWORDS_LEN_MAX = 900,
        KEYWORD_LEN_MAX = 120,
        DATE_WORDS = 8,
};

static const char *next_line(const char *s)
{
        s += strcspn(s, "\n");
        return *s ? s + 1 : s;
}

static bool is_blank_line(const char *s)
{
        return *s == '\n' || !*s;
}

/* ---- abstracts ---- */

/* A short line that stands alone: a heading whose words we do not know, but not one within an abstract. */
static bool is_lone_heading(const char *line)
{
        static const char *const parts[] = {
                "background",  "method",    "result",    "conclusion", "objective",  "aim",
                "purpose",     "design",    "setting",   "finding",    "discussion", "context",
                "objetivo",    "método",    "metodolog", "resultado",  "conclus",    "contexte",
                "originality", "practical", "value",     "materials",  "introduc"};
        size_t n = strcspn(line, "\n"), words = 1;

        if (n > 60 || !n || strchr(".,;:", line[n - 1]) || !is_blank_line(next_line(line)))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
                if (!strncasecmp(line, parts[i], strlen(parts[i])))
                        return false;
        for (size_t i = 0; i < n; i++)
                words += line[i] == ' ';
        return words <= 7;
}

static bool ends_abstract(const char *line, size_t so_far)
{
        const char *rest, *language;

        if (heading_of(line, &rest, &language) != HEADING_NONE)
                return true;
        return so_far >= ABSTRACT_MIN && is_lone_heading(line);
}

/* From s to the next heading; without one only as many paragraphs as an abstract may well have. */
static const char *collect_abstract(const char *s, struct str *out, bool *ret_ended)
{
        bool at_start = true; /* of a paragraph */

        *ret_ended = false;
        for (; *s && out->len < ABSTRACT_MAX; s = next_line(s)) {
                size_t n = strcspn(s, "\n");

                if (!n) {
                        at_start = true;
                        continue;
                }
                if (out->len && ends_abstract(s, out->len)) {
                        *ret_ended = true;
                        break;
                }
                if (at_start && out->len > ABSTRACT_ENOUGH * 4)
                        break;
                if (out->len)
                        str_add_char(out, ' ');
                str_add_bytes(out, s, n);
                at_start = false;
        }
        return s;
}

static bool is_like_another(const struct record *r, const char *text)
{
        for (size_t i = 0; i < r->abstracts.n; i++)
                if (!strncmp(r->abstracts.items[i].text, text, 60))
                        return true;
        return false;
}

/* Without a heading: the longest paragraph before the introduction. */
static double find_bare_abstract(const char *text, struct record *r)
{
        CLEANUP(str_done) struct str longest = STR_INIT;
        CLEANUP(str_done) struct str paragraph = STR_INIT;
        const char *rest, *language;

        for (const char *line = text; *line; line = next_line(line)) {
                size_t n = strcspn(line, "\n");
                enum heading heading = heading_of(line, &rest, &language);

                if (n && heading != HEADING_END) {
                        str_addf(&paragraph, "%s%.*s", paragraph.len ? " " : "", (int)n, line);
                        continue;
                }
                if (paragraph.len > longest.len) {
                        str_clear(&longest);
                        str_add(&longest, paragraph.data);
                }
                str_clear(&paragraph);
                if (heading == HEADING_END && longest.len >= ABSTRACT_ENOUGH &&
                    longest.len < ABSTRACT_MAX && !longest.failed) {
                        record_add_text(r, &r->abstracts, longest.data,
                                        language_by_words(longest.data, longest.len));
                        return 0.45;
                }
        }
        return 0;
}

double abstracts_find(const char *text, struct record *r)
{
        double score = 0;

        for (const char *line = text; *line && r->abstracts.n < ABSTRACTS_MAX;) {
                CLEANUP(str_done) struct str abstract = STR_INIT;
                const char *rest, *language, *of_words;
                bool ended;

                if (heading_of(line, &rest, &language) != HEADING_ABSTRACT) {
                        line = next_line(line);
                        continue;
                }
                line = collect_abstract(rest, &abstract, &ended);
                str_trim(&abstract);
                if (abstract.len < ABSTRACT_MIN || abstract.failed ||
                    is_like_another(r, abstract.data))
                        continue;
                of_words = language_by_words(abstract.data, abstract.len);
                record_add_text(r, &r->abstracts, abstract.data, of_words ? of_words : language);
                if (score < (ended ? 0.85 : 0.6))
                        score = ended ? 0.85 : 0.6;
        }
        return r->abstracts.n ? score : find_bare_abstract(text, r);
}

/* ---- keywords ---- */

/* Behind a comma, a semicolon, a point in the middle, or a point between spaces. */
static size_t keyword_end(const char *s, bool strong, size_t *ret_len)
{
        static const char *const marks[] = {";", "；",  "؛",  "·", "•",  "|",  " . ",
                                            "∙", " – ", "\n", ",", "，", "、", "،"};
        size_t n = ARRAY_LEN(marks) - (strong ? 4 : 0);

        for (size_t i = 0; s[i]; i++)
                for (size_t k = 0; k < n; k++)
                        if (str_starts(s + i, marks[k])) {
                                *ret_len = strlen(marks[k]);
                                return i;
                        }
        *ret_len = 0;
        return strlen(s);
}

static bool has_strong_mark(const char *s)
{
        static const char *const marks[] = {";", "；", "؛", "·", "•", "|", " . ", "∙"};

        for (size_t i = 0; i < ARRAY_LEN(marks); i++)
                if (strstr(s, marks[i]))
                        return true;
        return false;
}

static void add_keywords(const char *s, const char *language, struct record *r)
{
        bool strong = has_strong_mark(s);

        while (*s && r->keywords.n < KEYWORDS_MAX) {
                CLEANUP(str_done) struct str word = STR_INIT;
                size_t len, n = keyword_end(s, strong, &len);

                str_add_bytes(&word, s, n);
                str_trim(&word);
                while (word.len && strchr(".,;: ", word.data[word.len - 1]))
                        word.data[--word.len] = '\0';
                if (word.len > 1 && word.len <= KEYWORD_LEN_MAX)
                        record_add_text(r, &r->keywords, word.data, language);
                s += n + len;
        }
}

/* Without any mark each line is one; else lines go on in each other. */
static void unless_list_of_lines(char *s)
{
        if (!has_strong_mark(s) && !strchr(s, ',') && !strstr(s, "，") && !strstr(s, "、"))
                return;
        for (; *s; s++)
                if (*s == '\n')
                        *s = ' ';
}

double keywords_find(const char *text, struct record *r)
{
        for (const char *line = text; *line; line = next_line(line)) {
                CLEANUP(str_done) struct str words = STR_INIT;
                const char *rest, *language;

                if (heading_of(line, &rest, &language) != HEADING_KEYWORDS)
                        continue;
                rest += strspn(rest, "\n");
                for (const char *s = rest; *s && words.len < KEYWORDS_LEN_MAX; s = next_line(s)) {
                        size_t n = strcspn(s, "\n");
                        const char *r2, *l2;

                        if (!n || (s != rest && heading_of(s, &r2, &l2) != HEADING_NONE))
                                break;
                        if (words.len)
                                str_add_char(&words, '\n');
                        str_add_bytes(&words, s, n);
                }
                if (words.failed || !words.len || words.len >= KEYWORDS_LEN_MAX)
                        continue;
                unless_list_of_lines(words.data);
                add_keywords(words.data, language, r);
        }
        return r->keywords.n ? 0.85 : 0;
}

/* ---- DOI ---- */

/* "10.1590/…": its length; a line end within goes on where the part before it ends in a point or a slash. */
static size_t doi_len(const char *s)
{
        static const char good[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "-._;()/:<>#%+";
        size_t n = 3;

        if (strncmp(s, "10.", 3) != 0)
                return 0;
        n += strspn(s + n, "0123456789.");
        if (n < 7 || s[n] != '/')
                return 0;
        n += strspn(s + n, good);
        while (n && strchr(".,;:)>(", s[n - 1]) && !(s[n - 1] == ')' && memchr(s, '(', n)))
                n--;
        return n;
}

/* Archives of data and programs: what a paper names of them is hardly the paper. */
static bool is_of_archive(const char *doi)
{
        static const char *const prefixes[] = {"10.5281/",  "10.6084/", "10.17605/", "10.5061/",
                                               "10.17632/", "10.5067/", "10.7910/",  "10.13039/"};

        for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
                if (str_starts(doi, prefixes[i]))
                        return true;
        return false;
}

static bool said_to_be(const char *text, const char *s)
{
        char before[24];
        size_t n =
                (size_t)(s - text) < sizeof(before) - 1 ? (size_t)(s - text) : sizeof(before) - 1;

        memcpy(before, s - n, n);
        before[n] = '\0';
        return strcasestr(before, "doi") != NULL;
}

/* Where the references begin the DOIs are those of others. */
static size_t own_part(const char *text)
{
        static const char *const heads[] = {"\nReferences\n",   "\nREFERENCES\n",
                                            "\nReferencias\n",  "\nReferências\n",
                                            "\nBibliography\n", "\nBibliographie\n"};
        size_t n = strlen(text);

        for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
                const char *p = strstr(text, heads[i]);

                if (p && (size_t)(p - text) < n)
                        n = (size_t)(p - text);
        }
        return n;
}

double doi_find(const char *text, struct record *r)
{
        const char *end = text + own_part(text), *best = NULL;
        size_t best_len = 0;
        double best_score = 0;

        for (const char *s = strstr(text, "10."); s && s < end; s = strstr(s + 3, "10.")) {
                size_t n = doi_len(s);
                double score;

                if (!n || (s > text && s[-1] >= '0' && s[-1] <= '9'))
                        continue;
                score = is_of_archive(s) ? 0.3 : said_to_be(text, s) ? 0.92 : 0.6;
                /* Broken by a line end it is whole elsewhere, or not at all. */
                if (best && n > best_len && !strncmp(s, best, best_len))
                        score = score > best_score ? score : best_score + 0.01;
                if (score > best_score) {
                        best = s;
                        best_len = n;
                        best_score = score;
                }
        }
        if (best) {
                CLEANUP(str_done) struct str doi = STR_INIT;

                str_add_bytes(&doi, best, best_len);
                if (doi.failed || !doi_normalise(str_text(&doi), &r->arena))
                        return 0;
                record_add_identifier(r, "doi", doi.data);
        }
        return best_score;
}

/* ---- dates ---- */

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* A day, month or year within the next few words: "on 5 May 2019", "20 de junio de 2015", "2023/08/30". */
static bool date_near(const char *s, char ret[META_DATE_SIZE])
{
        int day = 0, month = 0, year = 0;
        char iso[META_DATE_SIZE];

        for (size_t words = 0; words < DATE_WORDS && *s; words++) {
                size_t n;

                s += strspn(s, " \n\t,;.:()/–");
                n = strcspn(s, " \n\t,;.:()");
                if (n >= 8 && is_digit(*s) && strspn(s, "0123456789-/") == n) {
                        snprintf(iso, sizeof(iso), "%.*s", n < 10 ? (int)n : 10, s);
                        if (meta_date(iso, ret))
                                return true;
                }
                if (n == 4 && strspn(s, "0123456789") >= 4)
                        year = atoi(s);
                else if (is_digit(*s) && n <= 4 && atoi(s) >= 1 && atoi(s) <= 31)
                        day = atoi(s);
                else if (n >= 3 && !month)
                        month = month_of(s, n);
                if (year)
                        break;
                s += n;
        }
        return year >= 1500 && year <= 2100 &&
               meta_date_of_parts(year, month, month ? day : 0, ret);
}

/* What is said before a date, best first; the first that has one wins for its type. */
static const struct {
        const char *word, *type;
        double score;
} date_words[] = {
        {"published online", "Issued", 0.95},
        {"first published", "Issued", 0.95},
        {"date of publication", "Issued", 0.95},
        {"publication date", "Issued", 0.95},
        {"published:", "Issued", 0.95},
        {"published on", "Issued", 0.95},
        {"published ", "Issued", 0.9},
        {"publicado", "Issued", 0.9},
        {"publié le", "Issued", 0.9},
        {"veröffentlicht", "Issued", 0.9},
        {"available online", "Issued", 0.85},
        {"©", "Issued", 0.85},
        {"copyright ", "Issued", 0.8},
        {"(c) ", "Issued", 0.7},
        {"accepted", "Accepted", 0.9},
        {"aceptado", "Accepted", 0.9},
        {"aceito", "Accepted", 0.9},
        {"aprobado", "Accepted", 0.9},
        {"aprovado", "Accepted", 0.9},
        {"accepté", "Accepted", 0.9},
        {"received", "Submitted", 0.9},
        {"recibido", "Submitted", 0.9},
        {"recebido", "Submitted", 0.9},
        {"submitted", "Submitted", 0.9},
        {"reçu", "Submitted", 0.9},
};

static bool has_date(const struct record *r, const char *type)
{
        for (size_t i = 0; i < r->n_dates; i++)
                if (str_equal(r->dates[i].type, type))
                        return true;
        return false;
}

/* A year by itself near the start: in a journal's line, on a cover. The latest, as others are of what it is about. */
static int lone_year(const char *text)
{
        enum { WINDOW = 1200 };
        int best = 0;

        for (const char *s = text; *s && s - text < WINDOW; s++) {
                int year;

                if (!is_digit(*s) || (s > text && (is_digit(s[-1]) || strchr("./-", s[-1]))))
                        continue;
                if (strspn(s, "0123456789") == 4 && s[4] != '.' && s[4] != '/' && s[4] != '-') {
                        year = atoi(s);
                        if (year >= 1900 && year <= 2100 && year > best)
                                best = year;
                }
                s += strspn(s, "0123456789") - 1;
        }
        return best;
}

/* In how the paper asks to be cited, or in the line with its volume. */
static int cited_year(const char *text)
{
        static const char *const words[] = {"cite as",    "cite this",  "to cite",   "como citar",
                                            "cómo citar", "pour citer", "citation:", "vol.",
                                            "volume ",    "issn"};
        enum { WINDOW = 300 };

        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
                const char *s = strcasestr(text, words[i]);

                for (const char *p = s; s && *p && p - s < WINDOW; p++) {
                        size_t digits = strspn(p, "0123456789");
                        int year = digits == 4 ? atoi(p) : 0;

                        if (year >= 1900 && year <= 2100 && p[4] != '-' && !is_digit(p[-1]) &&
                            p[-1] != '/' && p[-1] != '-')
                                return year;
                        p += digits ? digits - 1 : 0;
                }
        }
        return 0;
}

double dates_find(const char *text, struct record *r)
{
        double score = 0;
        char date[META_DATE_SIZE];
        int year;

        for (size_t i = 0; i < ARRAY_LEN(date_words); i++) {
                if (has_date(r, date_words[i].type))
                        continue;
                for (const char *s = strcasestr(text, date_words[i].word); s;
                     s = strcasestr(s + 1, date_words[i].word)) {
                        if (!date_near(s + strlen(date_words[i].word), date))
                                continue;
                        record_add_date(r, date_words[i].type, date);
                        if (!strcmp(date_words[i].type, "Issued"))
                                score = date_words[i].score;
                        break;
                }
        }
        if (has_date(r, "Issued"))
                return score;
        year = cited_year(text);
        if (!year)
                year = lone_year(text);
        if (year && meta_date_of_parts(year, 0, 0, date)) {
                record_add_date(r, "Issued", date);
                return 0.6;
        }
        return 0;
}
