/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The names under a title: in one line or several, one a line, with raised numbers, with affiliations between. Once
 * the first are found the others are those in the same type.
 */
#include "meta/first-page.h"
#include "meta/private.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NAME_LEN_MAX = 60, TOKENS_MAX = 7, ROWS_BELOW = 40, ROWS_ABOVE = 6, GAP_ROWS = 5 };

/* ---- one name ---- */

static bool is_mark(const char *s, size_t *ret_len)
{
        static const char *const marks[] = {
                "*", "†", "‡", "§", "¶", "✉", "\x01", "∗", "⁎", "\xEF\xBF\xBD", "¹", "²",
                "³", "#", "♦", "◦", "☆", "(", ")",    "[", "]"};

        for (size_t i = 0; i < ARRAY_LEN(marks); i++)
                if (str_starts(s, marks[i])) {
                        *ret_len = strlen(marks[i]);
                        return true;
                }
        /* Icons of fonts: private use, U+E000 to U+F8FF. */
        if ((unsigned char)s[0] == 0xEE ||
            ((unsigned char)s[0] == 0xEF && (unsigned char)s[1] < 0xA4)) {
                *ret_len = strlen(s) >= 3 ? 3 : 1;
                return true;
        }
        return false;
}

static bool is_wide(unsigned int c)
{
        return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) ||
               (c >= 0xAC00 && c <= 0xD7A3);
}

/* Two to four letters of Chinese, Japanese or Korean. */
static bool is_wide_name(const char *s)
{
        size_t letters = 0, n = strlen(s);

        for (size_t i = 0, len; i < n; i += len) {
                unsigned int c = 0;

                len = utf8_decode(s + i, n - i, &c);
                if (!len || (!is_wide(c) && c != ' '))
                        return false;
                letters += c != ' ';
        }
        return letters >= 2 && letters <= 5;
}

/* "Otieno", "A.", "J.-P.", "O'Neill", "McGuire", "PACHE-DURÁN": no digit, a capital first. */
static bool is_name_word(const char *s, size_t n)
{
        unsigned int c = 0;
        size_t len = utf8_decode(s, n, &c);

        if (!len || !letter_is_capital(c) || word_is_no_name(s, n))
                return false;
        for (size_t i = 0; i < n; i++)
                if (strchr("0123456789@:/_+=<>\"%", s[i]))
                        return false;
        return true;
}

static bool is_initial(const char *s, size_t n)
{
        return n <= 2 || (n <= 5 && s[n - 1] == '.');
}

static bool is_title_of_honour(const char *s, size_t n)
{
        static const char *const words[] = {
                "dr",    "dr.", "prof", "prof.", "phd",  "ph.d.", "ph.d", "md",  "m.d.", "msc",
                "m.sc.", "ma",  "mba",  "mr.",   "mrs.", "ms.",   "by",   "por", "par",  "bsc",
                "rn",    "mph", "frcp", "esq.",  "eng.", "lic.",  "mag.", "von:"};

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (n == strlen(words[i]) && !strncasecmp(s, words[i], n))
                        return true;
        return false;
}

/* A person's name, to be shown as it is here; without honours. out is empty where it is none. */
static bool is_person(const char *text, struct str *out)
{
        size_t words = 0, long_ones = 0;

        str_clear(out);
        if (is_wide_name(text)) {
                str_add(out, text);
                return true;
        }
        for (const char *s = text + strspn(text, " "); *s; s += strspn(s, " ")) {
                size_t n = strcspn(s, " ");
                bool particle = word_is_particle(s, n);

                if (!is_title_of_honour(s, n)) {
                        if (!particle && !is_name_word(s, n))
                                return false;
                        words += !particle;
                        long_ones += !particle && !is_initial(s, n);
                        str_addf(out, "%s%.*s", out->len ? " " : "", (int)n, s);
                }
                s += n;
        }
        return words >= 2 && words <= TOKENS_MAX && long_ones >= 1 && out->len <= NAME_LEN_MAX;
}

/* ---- many names in one text ---- */

/* Of a list of names; "y", "e", "and" stand between words of their own. */
static size_t separator_at(const char *s)
{
        static const char *const separators[] = {",",    ";",     "&",   " and ", " y ",   " e ",
                                                 " et ", " und ", " i ", " og ",  " och ", " и ",
                                                 "·",    "•",     "|",   "\n",    "，",    "、",
                                                 "；",   "؛",     "،",   " con ", " with "};
        size_t len;

        /* Asked at each byte of each row: nearly all of them are letters. */
        if (((*s | 0x20) >= 'a' && (*s | 0x20) <= 'z') || *s == '.' || *s == '-')
                return 0;
        for (size_t i = 0; i < ARRAY_LEN(separators); i++)
                if (str_starts(s, separators[i]))
                        return strlen(separators[i]);
        if (is_mark(s, &len))
                return len;
        return *s >= '0' && *s <= '9' ? 1 : 0;
}

struct people {
        struct str names; /* each with a line end behind it */
        size_t n, others; /* persons, and pieces that are none */
};

static void trim_piece(struct str *piece)
{
        str_trim(piece);
        while (piece->len && strchr(",;:-.", piece->data[piece->len - 1])) {
                /* "Jr." and "A." keep their point. */
                if (piece->data[piece->len - 1] == '.' &&
                    (piece->len < 3 || piece->data[piece->len - 3] == ' ' ||
                     piece->data[piece->len - 3] == '.' || str_ends(piece->data, "Jr.")))
                        break;
                piece->data[--piece->len] = '\0';
                str_trim(piece);
        }
}

static void take_piece(struct people *p, struct str *piece)
{
        CLEANUP(str_done) struct str name = STR_INIT;

        trim_piece(piece);
        if (piece->len > 1 && is_person(piece->data, &name)) {
                str_addf(&p->names, "%s\n", str_text(&name));
                p->n++;
        } else if (piece->len > 2 && !is_title_of_honour(piece->data, piece->len) &&
                   strcasecmp(piece->data, "and") != 0) {
                p->others++;
        }
        str_clear(piece);
}

/* "Otieno, A.; Ruiz, B.": the commas are within the names, which then are turned round. */
static bool commas_are_inside(const char *text)
{
        const char *comma = strchr(text, ','), *semicolon = strchr(text, ';');

        return comma && semicolon && comma < semicolon && !memchr(text, FIRST_MARK, strlen(text));
}

static void turn_round(struct str *piece)
{
        char *comma = piece->data ? strchr(piece->data, ',') : NULL;
        CLEANUP(str_done) struct str turned = STR_INIT;

        if (!comma)
                return;
        *comma = '\0';
        str_addf(&turned, "%s %s", comma + 1 + strspn(comma + 1, " "), piece->data);
        str_clear(piece);
        str_add(piece, str_text(&turned));
}

static void split_people(const char *text, struct people *p)
{
        CLEANUP(str_done) struct str piece = STR_INIT;
        bool inside = commas_are_inside(text);

        while (*text) {
                size_t len = separator_at(text);

                if (inside && *text == ',')
                        len = 0;
                if (!len) {
                        str_add_char(&piece, *text++);
                        continue;
                }
                if (inside)
                        turn_round(&piece);
                take_piece(p, &piece);
                text += len;
                /* " y " may share its space with the next one. */
                if (len > 1 && text[-1] == ' ')
                        str_add_char(&piece, ' ');
        }
        if (inside)
                turn_round(&piece);
        take_piece(p, &piece);
}

/* "Autora: …", "by …": what says that names follow. */
static const char *skip_label(const char *s)
{
        static const char *const labels[] = {
                "authors",      "author",         "autores",       "autoras",
                "autora",       "autor",          "auteurs",       "auteure",
                "auteur",       "written by",     "prepared by",   "presented by",
                "submitted by", "presentado por", "elaborado por", "verfasser",
                "автор",        "авторы",         "作者"};

        s += strspn(s, " ");
        for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
                size_t n = strlen(labels[i]);

                if (strncasecmp(s, labels[i], n) != 0)
                        continue;
                if (strchr(":/ ", s[n]) || str_starts(s + n, "："))
                        return s + n + strspn(s + n, " :/");
        }
        return s;
}

static void people_done(struct people *p)
{
        str_done(&p->names);
}

bool people_has_name(const struct printed_row *row)
{
        CLEANUP(people_done) struct people p = {STR_INIT, 0, 0};
        CLEANUP(str_done) struct str text = STR_INIT;

        if (row->len > 400 || memchr(row->text, '@', row->len))
                return false;
        row_marked(row, &text);
        if (!text.failed)
                split_people(skip_label(str_text(&text)), &p);
        return p.n >= 1 && p.n >= p.others;
}

/* ---- the rows that have them ---- */

/* What a row is set in: its largest part of the row's own size. */
static const struct printed_line *main_part(const struct printed_row *row)
{
        const struct printed_line *best = row->parts;

        for (size_t i = 1; i < row->n_parts; i++)
                if (row->parts[i].size == row->size && row->parts[i].len > best->len)
                        best = &row->parts[i];
        return best;
}

static bool same_type(const struct printed_row *a, const struct printed_row *b)
{
        const struct printed_line *x = main_part(a), *y = main_part(b);

        return abs(a->size - b->size) <= 1 && x->is_bold == y->is_bold &&
               x->is_italic == y->is_italic && !strcmp(x->font, y->font);
}

static bool has_separator(const char *s)
{
        return strchr(s, ',') || strchr(s, ';') || strchr(s, '&') || strstr(s, " and ") ||
               strchr(s, FIRST_MARK);
}

/* The last piece of a list is one word, whose name goes on in the next row. */
static bool ends_in_half(const char *s)
{
        size_t start = 0;

        for (size_t i = 0; s[i]; i++) {
                size_t len = separator_at(s + i);

                start = len ? i + len : start;
        }
        s += start;
        s += strspn(s, " ");
        return *s && !s[strcspn(s, " ")];
}

static bool starts_with_person(const char *s)
{
        CLEANUP(str_done) struct str piece = STR_INIT;
        CLEANUP(str_done) struct str name = STR_INIT;

        while (*s && !separator_at(s))
                str_add_char(&piece, *s++);
        str_trim(&piece);
        return piece.len && is_person(piece.data, &name);
}

/* Rows of names go on in each other where a list with separators does; else each stands alone. */
static void add_row(struct str *text, const struct printed_row *row, bool *is_list)
{
        CLEANUP(str_done) struct str marked = STR_INIT;
        const char *names;

        row_marked(row, &marked);
        names = skip_label(str_text(&marked));
        if (text->len)
                str_add_char(text,
                             *is_list && (ends_in_half(text->data) || !starts_with_person(names))
                                     ? ' '
                                     : '\n');
        str_add(text, names);
        *is_list = *is_list || has_separator(names);
}

static bool ends_people(const struct printed_row *row)
{
        const char *rest, *language;

        return heading_of(row->text, &rest, &language) != HEADING_NONE;
}

/* From row `at` on: names in the type of that row, until something ends them. */
static void collect_below(const struct front *f, size_t at, const struct title_found *title,
                          struct str *text)
{
        const struct printed_row *first = f->rows[at], *last = first;
        bool is_list = false;

        add_row(text, first, &is_list);
        for (size_t j = at + 1, seen = 0; j < f->n && seen < ROWS_BELOW; j++) {
                const struct printed_row *row = f->rows[j];

                if (!rows_overlap(f->rows[title->first], row) && row->base != last->base)
                        continue;
                seen++;
                if (ends_people(row))
                        break;
                /* The next row of a list may have half a name only; one further down must be names. */
                if (!same_type(first, row) || memchr(row->text, '@', row->len))
                        continue;
                if (!people_has_name(row) &&
                    (!is_list || row->base - last->base > 2 * row->size || row->len > 120))
                        continue;
                add_row(text, row, &is_list);
                last = row;
        }
}

static size_t find_below(const struct front *f, const struct title_found *title, size_t below)
{
        for (size_t j = below + 1, seen = 0; j < f->n && seen < GAP_ROWS; j++) {
                if (!rows_overlap(f->rows[title->first], f->rows[j]))
                        continue;
                seen++;
                if (ends_people(f->rows[j]))
                        break;
                if (people_has_name(f->rows[j]))
                        return j;
        }
        return f->n;
}

static size_t find_above(const struct front *f, const struct title_found *title)
{
        for (size_t j = title->first, seen = 0; j-- > 0 && seen < ROWS_ABOVE; seen++)
                if (people_has_name(f->rows[j]) && !line_is_banner(f->rows[j]->text))
                        return j;
        return f->n;
}

/* ---- into the record ---- */

static bool is_all_capitals(const char *s, size_t n)
{
        size_t capitals = 0;

        for (size_t i = 0, len; i < n; i += len ? len : 1) {
                unsigned int c = 0;

                len = utf8_decode(s + i, n - i, &c);
                if (!letter_is_capital(c) && c != '-' && c != '\'')
                        return false;
                capitals += c != '-';
        }
        return capitals > 2;
}

/* "DO" of "Igor DO VALE". */
static bool is_loud_particle(const char *s, size_t n)
{
        char small[3] = {0};

        if (n != 2 || s[0] < 'A' || s[0] > 'Z' || s[1] < 'A' || s[1] > 'Z')
                return false;
        small[0] = (char)(s[0] | 0x20);
        small[1] = (char)(s[1] | 0x20);
        return word_is_particle(small, 2);
}

/* "PACHE-DURÁN" as "Pache-Durán". */
static void add_word(struct str *out, const char *s, size_t n)
{
        bool first = true, lower = is_all_capitals(s, n);

        for (size_t i = 0, len; i < n; i += len ? len : 1) {
                unsigned int c = 0;

                len = utf8_decode(s + i, n - i, &c);
                str_add_code_point(out, lower && !first ? letter_small(c) : c);
                first = c == '-' || c == '\'';
        }
}

static void add_person(struct record *r, const char *name, size_t n)
{
        CLEANUP(str_done) struct str shown = STR_INIT;

        while (n) {
                size_t word = 0;

                while (word < n && name[word] != ' ')
                        word++;
                if (shown.len)
                        str_add_char(&shown, ' ');
                if (shown.len && is_loud_particle(name, word))
                        str_addf(&shown, "%c%c", name[0] | 0x20, name[1] | 0x20);
                else
                        add_word(&shown, name, word);
                n -= word < n ? word + 1 : word;
                name += word + 1;
        }
        for (size_t i = 0; i < r->creators.n; i++)
                if (str_equal(r->creators.items[i].name, str_text(&shown)))
                        return;
        meta_add_person(r, &r->creators, str_text(&shown));
}

double people_find(const struct front *f, const struct title_found *title, size_t below,
                   struct record *r)
{
        CLEANUP(people_done) struct people p = {STR_INIT, 0, 0};
        CLEANUP(str_done) struct str text = STR_INIT;
        size_t at = find_below(f, title, below);
        bool is_list = false, is_below = at < f->n;

        if (!is_below)
                at = find_above(f, title);
        if (at == f->n)
                return 0;
        if (is_below)
                collect_below(f, at, title, &text);
        else
                add_row(&text, f->rows[at], &is_list);
        split_people(str_text(&text), &p);
        for (const char *s = str_text(&p.names); *s && r->creators.n < FIRST_PEOPLE_MAX;) {
                size_t n = strcspn(s, "\n");

                add_person(r, s, n);
                s += n + 1;
        }
        if (!r->creators.n)
                return 0;
        return (is_below ? 0.9 : 0.55) * (double)p.n / (double)(p.n + p.others);
}

/* ---- ORCID ---- */

static bool is_orcid(const char *s, char ret[20])
{
        for (int i = 0; i < 19; i++) {
                bool dash = i % 5 == 4;

                if (dash ? s[i] != '-'
                         : !((s[i] >= '0' && s[i] <= '9') || (i == 18 && (s[i] | 0x20) == 'x')))
                        return false;
        }
        memcpy(ret, s, 19);
        ret[19] = '\0';
        return true;
}

static const char *family_of(const struct agent *a)
{
        const char *space = strrchr(a->name, ' ');

        return a->family ? a->family : space ? space + 1 : a->name;
}

/* The creator whose name ends last before s, within the lines just above it. */
static struct agent *owner_of(const char *text, const char *s, struct record *r)
{
        enum { NEAR = 160 };
        const char *from = s - text > NEAR ? s - NEAR : text, *best_at = NULL;
        struct agent *best = NULL;

        for (size_t i = 0; i < r->creators.n; i++) {
                const char *family = family_of(&r->creators.items[i]);

                for (const char *p = strcasestr(from, family); p && p < s;
                     p = strcasestr(p + 1, family))
                        if (!best_at || p >= best_at) {
                                best_at = p;
                                best = &r->creators.items[i];
                        }
        }
        return best;
}

void people_add_orcids(const char *text, struct record *r)
{
        char orcid[20];
        size_t found = 0;

        for (const char *s = text; *s && found < FIRST_PEOPLE_MAX; s++) {
                struct agent *owner;

                if (s[0] != '0' || !is_orcid(s, orcid))
                        continue;
                found++;
                owner = owner_of(text, s, r);
                if (owner && !owner->orcid)
                        meta_set_orcid(r, owner, orcid);
                s += 18;
        }
}
