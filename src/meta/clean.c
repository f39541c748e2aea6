/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entities, tags, doubled encodings; pages, ISSN and ISBN as they are typed. */
#include "meta/clean.h"

#include "base/utf8.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

/* --- mojibake ----------------------------------------------------------------------------------------- */

/* Windows-1252, bytes 0x80 to 0x9F; 0 where it has no character (the byte then stands for itself). */
static const unsigned short windows_1252[32] = {
        0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* The byte that Windows-1252 (or Latin-1) has for a character; -1: none. */
static int byte_of(unsigned int c)
{
        if (c < 0x100)
                return (int)c;
        for (int i = 0; i < 32; i++)
                if (windows_1252[i] == c)
                        return 0x80 + i;
        return -1;
}

static bool undo_once(const char *text, struct str *out)
{
        size_t n = strlen(text);
        bool wide = false;

        for (size_t i = 0; i < n;) {
                unsigned int c;
                size_t len = utf8_decode(text + i, n - i, &c);
                int byte = len ? byte_of(c) : -1;

                if (byte < 0)
                        return false;
                wide |= byte >= 0x80;
                str_add_char(out, (char)byte);
                i += len;
        }
        return wide && !out->failed && utf8_is_valid(out->data, out->len);
}

bool clean_mojibake(const char *text, struct str *out)
{
        CLEANUP(str_done) struct str once = STR_INIT;
        CLEANUP(str_done) struct str twice = STR_INIT;

        if (!text || !undo_once(text, &once))
                return false;
        str_add(out, undo_once(str_text(&once), &twice) ? str_text(&twice) : str_text(&once));
        return true;
}

/* --- entities --------------------------------------------------------------------------------------------- */

enum { ENTITY_NAME_MAX = 10 };

static unsigned int named_character(const char *name, size_t n)
{
        /* Names that publishers' exports have beside those of HTML 4. */
        static const struct {
                const char *name;
                unsigned int c;
        } others[] = {
                {"apos", '\''},     {"hyphen", 0x2010}, {"lsquor", 0x201A}, {"rsquor", 0x2019},
                {"ldquor", 0x201E}, {"rdquor", 0x201D}, {"lsqb", '['},      {"rsqb", ']'},
                {"lpar", '('},      {"rpar", ')'},      {"comma", ','},     {"colon", ':'},
                {"semi", ';'},      {"num", '#'},       {"ccaron", 0x10D},  {"Ccaron", 0x10C},
                {"zcaron", 0x17E},  {"Zcaron", 0x17D},  {"lstrok", 0x142},  {"Lstrok", 0x141},
                {"cacute", 0x107},  {"Cacute", 0x106},  {"nacute", 0x144},  {"sacute", 0x15B},
                {"eogon", 0x119},   {"aogon", 0x105},   {"gbreve", 0x11F},  {"scedil", 0x15F}};
        char copy[ENTITY_NAME_MAX + 1];
        const htmlEntityDesc *desc;

        if (n == 0 || n > ENTITY_NAME_MAX)
                return 0;
        memcpy(copy, name, n);
        copy[n] = '\0';
        for (size_t i = 0; i < ARRAY_LEN(others); i++)
                if (!strcmp(others[i].name, copy))
                        return others[i].c;
        desc = htmlEntityLookup((const xmlChar *)copy);
        return desc ? desc->value : 0;
}

/* What "#150" or "#x2013" says: numbers of 0x80 to 0x9F mean Windows-1252, as in HTML. */
static unsigned int numbered_character(const char *text, size_t n)
{
        int base = n > 1 && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;
        size_t start = base == 16 ? 2 : 1;
        unsigned int c = 0;

        if (n <= start || n > start + 8)
                return 0;
        for (size_t i = start; i < n; i++) {
                unsigned char d = (unsigned char)text[i];

                if (base == 16 ? !isxdigit(d) : !isdigit(d))
                        return 0;
                c = c * (unsigned)base + (unsigned)(isdigit(d) ? d - '0' : (tolower(d) - 'a') + 10);
                if (c > 0x10FFFF)
                        return 0;
        }
        if (c >= 0x80 && c < 0xA0 && windows_1252[c - 0x80])
                return windows_1252[c - 0x80];
        return c >= 0xD800 && c < 0xE000 ? 0 : c;
}

/* One pass; true where anything was replaced. */
static bool decode_once(const char *text, struct str *out)
{
        bool changed = false;

        while (*text) {
                size_t n = strcspn(text, "&");
                unsigned int c;

                str_add_bytes(out, text, n);
                text += n;
                if (!*text)
                        break;
                n = strspn(text + 1, "#0123456789abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
                c = text[1 + n] != ';' ? 0
                    : text[1] == '#'   ? numbered_character(text + 1, n)
                                       : named_character(text + 1, n);
                if (!c) {
                        str_add_bytes(out, text, 1 + n);
                        text += 1 + n;
                        continue;
                }
                str_add_code_point(out, c);
                text += n + 2;
                changed = true;
        }
        return changed;
}

void clean_entities(const char *text, struct str *out)
{
        CLEANUP(str_done) struct str a = STR_INIT;
        CLEANUP(str_done) struct str b = STR_INIT;
        struct str *from = &a, *to = &b;

        str_add(&a, text);
        for (int i = 0; i < CLEAN_ESCAPES_MAX && strchr(str_text(from), '&'); i++) {
                bool changed;
                struct str *last = from;

                str_clear(to);
                changed = decode_once(str_text(from), to);
                from = to;
                to = last;
                if (!changed)
                        break;
        }
        str_add_bytes(out, str_text(from), from->len);
}

/* --- tags ------------------------------------------------------------------------------------------------- */

/* apart: words on its two sides stand apart. */
static const struct tag {
        const char *name;
        bool apart;
} tags[] = {{"a", false},
            {"abbr", false},
            {"abstract", true},
            {"article-title", true},
            {"b", false},
            {"bold", false},
            {"big", false},
            {"blockquote", true},
            {"br", true},
            {"break", true},
            {"center", true},
            {"cite", false},
            {"code", false},
            {"dd", true},
            {"div", true},
            {"dl", true},
            {"dt", true},
            {"em", false},
            {"emphasis", false},
            {"ext-link", false},
            {"font", false},
            {"h1", true},
            {"h2", true},
            {"h3", true},
            {"h4", true},
            {"h5", true},
            {"h6", true},
            {"hr", true},
            {"i", false},
            {"img", false},
            {"inf", false},
            {"inline-formula", false},
            {"it", false},
            {"italic", false},
            {"label", true},
            {"li", true},
            {"list", true},
            {"list-item", true},
            {"monospace", false},
            {"mtext", false},
            {"named-content", false},
            {"o", false},
            {"ol", true},
            {"overline", false},
            {"p", true},
            {"para", true},
            {"pre", true},
            {"q", false},
            {"roman", false},
            {"s", false},
            {"sans-serif", false},
            {"sc", false},
            {"scp", false},
            {"sec", true},
            {"section", true},
            {"small", false},
            {"span", false},
            {"strike", false},
            {"strong", false},
            {"styled-content", false},
            {"sub", false},
            {"sup", false},
            {"table", true},
            {"tbody", true},
            {"td", true},
            {"th", true},
            {"title", true},
            {"tr", true},
            {"tt", false},
            {"u", false},
            {"ul", true},
            {"underline", false},
            {"uri", false},
            {"var", false},
            {"xref", false}};

static const struct tag *find_tag(const char *name, size_t n)
{
        const char *colon = memchr(name, ':', n);

        /* "jats:p", "mml:mtext": the prefix is whatever the publisher liked. */
        if (colon) {
                n -= (size_t)(colon + 1 - name);
                name = colon + 1;
        }
        for (size_t i = 0; i < ARRAY_LEN(tags); i++)
                if (strlen(tags[i].name) == n && !strncasecmp(tags[i].name, name, n))
                        return &tags[i];
        return NULL;
}

bool clean_stands_apart(const char *element)
{
        const struct tag *tag = find_tag(element, strlen(element));

        return tag && tag->apart;
}

/* Behind a tag's name: nothing, attributes with their '=', or the '/' of an empty one. "<b | c>" is no tag. */
static bool are_attributes(const char *text, size_t n)
{
        size_t spaces = strspn(text, " \t\r\n");

        return spaces >= n || text[spaces] == '/' || (spaces && memchr(text, '=', n));
}

/* The length of a tag of ours at text ("<", a name, attributes, ">"); 0: it is none. */
static size_t tag_length(const char *text, bool *ret_apart)
{
        static const char letters[] =
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-";
        const char *name = text + 1 + (text[1] == '/');
        size_t n = strspn(name, letters);
        const struct tag *tag = n ? find_tag(name, n) : NULL;
        const char *end = name + n + strcspn(name + n, "<>");

        if (!tag || *end != '>' || !are_attributes(name + n, (size_t)(end - name) - n))
                return 0;
        *ret_apart = tag->apart;
        return (size_t)(end + 1 - text);
}

/* "<!-- … -->", "<![CDATA[" and "]]>" at text; 0: none of them. An end that is not there is sought once. */
static size_t mark_length(const char *text, bool *open_comment)
{
        const char *end = NULL;

        if (str_starts(text, "<![CDATA["))
                return strlen("<![CDATA[");
        if (str_starts(text, "]]>"))
                return strlen("]]>");
        if (str_starts(text, "<!--") && !*open_comment) {
                end = strstr(text + 4, "-->");
                *open_comment = !end;
        }
        return end ? (size_t)(end + 3 - text) : 0;
}

void clean_tags(const char *text, struct str *out)
{
        bool open_comment = false;

        while (text && *text) {
                size_t n = strcspn(text, "<]");
                bool apart = false;

                str_add_bytes(out, text, n);
                text += n;
                if (!*text)
                        return;
                n = mark_length(text, &open_comment);
                if (!n && *text == '<')
                        n = tag_length(text, &apart);
                if (!n)
                        str_add_char(out, *text);
                else if (apart)
                        str_add_char(out, ' ');
                text += n ? n : 1;
        }
}

/* --- all of them -------------------------------------------------------------------------------------------- */

void clean_text(const char *text, struct str *out)
{
        CLEANUP(str_done) struct str repaired = STR_INIT;
        CLEANUP(str_done) struct str decoded = STR_INIT;

        if (!text)
                return;
        if (!strpbrk(text, "&<]")) {
                if (!clean_mojibake(text, out))
                        str_add(out, text);
                return;
        }
        clean_entities(text, &decoded);
        if (clean_mojibake(str_text(&decoded), &repaired))
                clean_tags(str_text(&repaired), out);
        else
                clean_tags(str_text(&decoded), out);
        if (decoded.failed || repaired.failed)
                out->failed = true;
}

void clean_set(struct record *r, const char **field, const char *text)
{
        CLEANUP(str_done) struct str clean = STR_INIT;

        clean_text(text, &clean);
        r->arena.failed |= clean.failed;
        record_set(r, field, str_text(&clean));
}

void clean_add_text(struct record *r, struct lang_texts *list, const char *text,
                    const char *language)
{
        CLEANUP(str_done) struct str clean = STR_INIT;

        clean_text(text, &clean);
        r->arena.failed |= clean.failed;
        record_add_text(r, list, str_text(&clean), language);
}

void clean_add_subject(struct record *r, const char *text, const char *language)
{
        CLEANUP(str_done) struct str clean = STR_INIT;

        clean_text(text, &clean);
        r->arena.failed |= clean.failed;
        meta_add_subject(r, str_text(&clean), language);
}

struct agent *clean_add_person(struct record *r, struct agents *list, const char *text)
{
        CLEANUP(str_done) struct str clean = STR_INIT;

        clean_text(text, &clean);
        str_trim(&clean);
        r->arena.failed |= clean.failed;
        return meta_add_person(r, list, str_text(&clean));
}

/* --- pages ---------------------------------------------------------------------------------------------------- */

/* U+2010 to U+2015, the minus, and small and full-width hyphens. */
static bool is_dash(unsigned int c)
{
        return c == '-' || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 ||
               c == 0xFE63 || c == 0xFF0D;
}

/* "pp. 17": the label is no part of the number. */
static const char *behind_label(const char *text)
{
        static const char *const labels[] = {"pages",   "page", "pp", "pgs",    "pg", "págs",
                                             "páginas", "pág",  "p",  "seiten", "S."};

        text += strspn(text, " \t\r\n");
        for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
                size_t n = strlen(labels[i]);
                const char *rest = text + n;

                if (strncasecmp(text, labels[i], n) || !strpbrk(rest, "0123456789"))
                        continue;
                if (*rest == '.' || *rest == ':' || *rest == ' ' || rest[-1] == '.')
                        return rest + strspn(rest, ".: \t");
        }
        return text;
}

static bool says_nothing(const char *pages)
{
        static const char *const words[] = {"n/a", "na",    "n.a.",   "n.p.",  "-",
                                            "0",   "0-0",   "none",   "null",  "undefined",
                                            "nan", "n.pag", "n. pag", "no-no", "np-np"};

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (!strcasecmp(words[i], pages))
                        return true;
        return false;
}

/* Dashes of any kind and number become one hyphen without spaces around it. */
static void add_pages(const char *text, struct str *out)
{
        size_t n = strlen(text);
        bool dash = false;

        for (size_t i = 0; i < n;) {
                unsigned int c = 0xFFFD;
                size_t len = utf8_decode(text + i, n - i, &c);

                i += len ? len : 1;
                if (is_dash(c)) {
                        dash = true;
                        continue;
                }
                if (dash && isspace((int)(c < 0x80 ? c : 'x')))
                        continue;
                if (dash) {
                        str_trim(out);
                        if (out->len)
                                str_add_char(out, '-');
                }
                dash = false;
                str_add_code_point(out, c);
        }
}

const char *clean_pages(struct record *r, const char *text)
{
        CLEANUP(str_done) struct str plain = STR_INIT;
        CLEANUP(str_done) struct str pages = STR_INIT;
        const char *copy = NULL;

        if (str_is_blank(text))
                return NULL;
        clean_text(text, &plain);
        add_pages(behind_label(str_text(&plain)), &pages);
        str_trim(&pages);
        while (pages.len && strchr(".,;", pages.data[pages.len - 1]))
                pages.data[--pages.len] = '\0';
        if (pages.len && !says_nothing(str_text(&pages)))
                record_set(r, &copy, str_text(&pages));
        return copy;
}

const char *clean_page_range(struct record *r, const char *first, const char *last)
{
        const char *from = clean_pages(r, first), *to = clean_pages(r, last);

        if (!from || !to || !strcmp(from, to))
                return from ? from : to;
        return arena_printf(&r->arena, "%s-%s", from, to);
}

/* --- ISSN, ISBN ----------------------------------------------------------------------------------------------- */

/* Eight characters of an ISSN at p (a hyphen in their middle or not), checked (ISO 3297). */
static bool issn_at(const char *p, char ret[10])
{
        char digits[9];
        size_t n = 0;
        int sum = 0;

        for (; n < 8; p++) {
                if (n == 4 && *p == '-')
                        continue;
                if (!isdigit((unsigned char)*p) && !(n == 7 && (*p == 'X' || *p == 'x')))
                        return false;
                digits[n++] = (char)toupper((unsigned char)*p);
        }
        if (isalnum((unsigned char)*p) || (*p == '-' && isdigit((unsigned char)p[1])))
                return false;
        for (int i = 0; i < 8; i++)
                sum += (8 - i) * (digits[i] == 'X' ? 10 : digits[i] - '0');
        snprintf(ret, 10, "%.4s-%.4s", digits, digits + 4);
        return sum % 11 == 0;
}

const char *clean_issn(struct record *r, const char *text)
{
        char issn[10];

        for (const char *p = text; p && *p; p++) {
                bool starts = p == text || !(isdigit((unsigned char)p[-1]) || p[-1] == '-');

                if (starts && issn_at(p, issn))
                        return arena_copy(&r->arena, issn);
        }
        return NULL;
}

/* Digits, hyphens and single spaces from p on; returns how many bytes, and the digits apart. */
static size_t read_isbn(const char *p, char digits[14], size_t *ret_digits)
{
        size_t i = 0, n = 0;

        for (; p[i]; i++) {
                char c = (char)toupper((unsigned char)p[i]);

                if (isdigit((unsigned char)c) || (c == 'X' && n == 9)) {
                        if (n == 13)
                                break;
                        digits[n++] = c;
                } else if (c != '-' && c != ' ') {
                        break;
                }
                /* A ten-digit number that is followed by another is complete. */
                if (n == 10 && p[i + 1] == ' ' && strncmp(digits, "978", 3) &&
                    strncmp(digits, "979", 3)) {
                        i++;
                        break;
                }
        }
        digits[n] = '\0';
        *ret_digits = n;
        return i ? i : 1;
}

static bool isbn_is_right(const char *digits, size_t n)
{
        int sum = 0;

        if (n != 10 && n != 13)
                return false;
        for (size_t i = 0; i < n; i++) {
                int value = digits[i] == 'X' ? 10 : digits[i] - '0';

                sum += value * (n == 10 ? (int)(10 - i) : i % 2 ? 3 : 1);
        }
        return sum % (n == 10 ? 11 : 10) == 0;
}

bool clean_add_isbns(struct record *r, const char *text)
{
        bool found = false;

        while (text && *text) {
                char digits[14];
                size_t n = 0, len;

                text += strcspn(text, "0123456789");
                if (!*text)
                        break;
                len = read_isbn(text, digits, &n);
                if (isbn_is_right(digits, n)) {
                        record_add_identifier(r, "isbn", digits);
                        found = true;
                }
                text += len;
        }
        return found;
}

/* --- names ------------------------------------------------------------------------------------------------------ */

bool clean_is_suffix(const char *text)
{
        static const char *const suffixes[] = {"jr",  "sr",  "ii",  "iii",    "iv",
                                               "2nd", "3rd", "4th", "junior", "senior"};
        size_t n;

        if (!text)
                return false;
        text += strspn(text, " \t");
        n = strcspn(text, ". ");
        if (text[n + strspn(text + n, ". ")])
                return false;
        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++)
                if (strlen(suffixes[i]) == n && !strncasecmp(suffixes[i], text, n))
                        return true;
        return false;
}
