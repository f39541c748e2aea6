/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which format of many records a text is in: by how its records start, which prose does not look like. A name only
 * decides where content leaves room, and never makes a format of a text that has no record of it.
 */
#include "meta/tagged.h"

#include "base/path.h"
#include "base/utf8.h"
#include "text/json.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* How far into a text its first record starts at most: databases tell of themselves before it. */
enum { FIRST_LINES_MAX = 40, JSON_WINDOW = 64 << 10 };

static size_t skip(const char *line, size_t n, size_t i, bool (*is)(char c))
{
        while (i < n && is(line[i]))
                i++;
        return i;
}

static bool is_space(char c)
{
        return isspace((unsigned char)c) != 0;
}

static bool is_letter(char c)
{
        return isalpha((unsigned char)c) != 0;
}

static bool is_key_char(char c)
{
        return !is_space(c) && !strchr(",={}\"", c);
}

/* "@word{key," or "@string(name =" at the start of a line, which may end after its bracket. */
static bool is_bibtex_start(const char *line, size_t n)
{
        size_t from = skip(line, n, 1, is_space), i = skip(line, n, from, is_letter);
        size_t letters = i - from;

        if (!n || line[0] != '@' || i < from + 2)
                return false;
        i = skip(line, n, i, is_space);
        if (i == n || (line[i] != '{' && line[i] != '('))
                return false;
        if ((letters == 8 && !strncasecmp(line + from, "preamble", 8)) ||
            (letters == 7 && !strncasecmp(line + from, "comment", 7)))
                return true;
        i = skip(line, n, skip(line, n, i + 1, is_space), is_key_char);
        i = skip(line, n, i, is_space);
        return i == n || line[i] == ',' || line[i] == '=';
}

/* A line that could be any tag of RIS. */
static bool is_ris_line(const char *line, size_t n)
{
        size_t i = 2;

        if (n < 4 || !isalpha((unsigned char)line[0]) || !isalnum((unsigned char)line[1]) ||
            line[2] != ' ')
                return false;
        while (i < n && line[i] == ' ')
                i++;
        return i < n && line[i] == '-';
}

static bool is_refer_line(const char *line, size_t n)
{
        return n > 3 && line[0] == '%' && isgraph((unsigned char)line[1]) && line[2] == ' ';
}

/* The line at hand starts a record of the kind, and the next line that says something goes on with it. */
static enum meta_text_kind kind_of_line(const struct lines *at)
{
        struct lines next = *at;
        bool more;

        if (is_bibtex_start(at->text, at->n))
                return TEXT_BIBTEX;
        do
                more = lines_next(&next);
        while (more && lines_is_blank(&next));
        if (meta_ris_starts(at->text, at->n) && (!more || is_ris_line(next.text, next.n)))
                return TEXT_RIS;
        if (meta_refer_starts(at->text, at->n) && more && is_refer_line(next.text, next.n))
                return TEXT_REFER;
        return TEXT_OTHER;
}

static enum meta_text_kind kind_by_lines(const char *text, size_t n, bool anywhere)
{
        struct lines l = {.p = text, .end = text + n};
        enum meta_text_kind kind = TEXT_OTHER;

        for (int said = 0;
             kind == TEXT_OTHER && (anywhere || said < FIRST_LINES_MAX) && lines_next(&l);) {
                if (lines_is_blank(&l))
                        continue;
                kind = kind_of_line(&l);
                said++;
        }
        return kind;
}

static bool has_any(const char *text, size_t n, const char *const *words, size_t n_words)
{
        for (size_t i = 0; i < n_words; i++)
                if (memmem(text, n, words[i], strlen(words[i])))
                        return true;
        return false;
}

/* Of a large JSON text the names in its first bytes have to do. */
static enum meta_text_kind kind_of_window(const char *text, size_t n)
{
        static const char *const csl[] = {"\"container-title\"",  "\"issued\"",
                                          "\"article-journal\"",  "\"date-parts\"",
                                          "\"paper-conference\"", "\"journal-article\""};
        static const char *const datacite[] = {"\"resourceTypeGeneral\"", "\"titleType\"",
                                               "\"schemaVersion\"", "\"nameIdentifiers\"",
                                               "\"rightsList\""};

        if (memmem(text, n, "\"@context\"", 10))
                return TEXT_OTHER;
        if (has_any(text, n, datacite, ARRAY_LEN(datacite)) && memmem(text, n, "\"titles\"", 8))
                return TEXT_DATACITE;
        return has_any(text, n, csl, ARRAY_LEN(csl)) ? TEXT_CSL : TEXT_OTHER;
}

/* The first object of a JSON text, or all of a small one: whose is it? */
static enum meta_text_kind kind_of_json(const char *text, size_t n)
{
        CLEANUP(json_freep) json_t *j = NULL;
        json_t *first, *message, *items;

        if (n > JSON_WINDOW || json_read(text, n, &j, NULL) != 0)
                return kind_of_window(text, n < JSON_WINDOW ? n : JSON_WINDOW);
        if (meta_is_datacite_json(j))
                return TEXT_DATACITE;
        first = json_is_array(j) ? json_array_get(j, 0) : j;
        message = json_object_get(first, "message");
        items = json_object_get(message ? message : first, "items");
        if (json_is_array(items))
                return meta_csl_is_item(json_array_get(items, 0)) ? TEXT_CSL : TEXT_OTHER;
        return meta_csl_is_item(message ? message : first) ? TEXT_CSL : TEXT_OTHER;
}

static bool is_called(const char *name, const char *extension)
{
        return !strcasecmp(path_extension(name ? name : ""), extension);
}

enum meta_text_kind meta_text_kind(const char *text, size_t n, const char *name)
{
        bool is_table = is_called(name, "csv") || is_called(name, "tsv");
        enum meta_text_kind kind;
        size_t i = 0;

        if (n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) {
                text += 3;
                n -= 3;
        }
        while (i < n && isspace((unsigned char)text[i]))
                i++;
        kind = i < n && (text[i] == '{' || text[i] == '[') ? kind_of_json(text + i, n - i)
                                                           : TEXT_OTHER;
        if (kind != TEXT_OTHER) /* else notes in brackets may stand before the first entry */
                return kind;
        if (is_table && meta_csv_has_header(text, n, true))
                return TEXT_CSV;
        if (is_called(name, "md") || is_called(name, "tex") || is_called(name, "markdown"))
                return TEXT_OTHER; /* which may show entries, and are about something else */
        kind = kind_by_lines(text, n, is_called(name, "bib") || is_called(name, "ris"));
        if (kind == TEXT_OTHER && meta_csv_has_header(text, n, false))
                kind = TEXT_CSV;
        return kind;
}
