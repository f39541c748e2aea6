/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where in its host a work stands, in one line of words and numbers of many traditions. */
#include "meta/host-line.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum part { NO_PART, VOLUME, ISSUE, PAGES, DATE };

/* Words before a number, in the languages of the catalogues we meet; all letters, in lower case. */
static enum part part_of_word(const char *word, size_t n)
{
        static const struct {
                const char *word;
                enum part part;
        } words[] = {
                {"vol", VOLUME},  {"volume", VOLUME}, {"v", VOLUME},        {"bd", VOLUME},
                {"band", VOLUME}, {"jg", VOLUME},     {"jahrgang", VOLUME}, {"t", VOLUME},
                {"tome", VOLUME}, {"tomo", VOLUME},   {"año", VOLUME},      {"anno", VOLUME},
                {"no", ISSUE},    {"nr", ISSUE},      {"n", ISSUE},         {"issue", ISSUE},
                {"iss", ISSUE},   {"number", ISSUE},  {"num", ISSUE},       {"núm", ISSUE},
                {"heft", ISSUE},  {"h", ISSUE},       {"fasc", ISSUE},      {"nummer", ISSUE},
                {"p", PAGES},     {"pp", PAGES},      {"pages", PAGES},     {"page", PAGES},
                {"s", PAGES},     {"seite", PAGES},   {"seiten", PAGES},    {"pag", PAGES},
                {"pág", PAGES},   {"págs", PAGES},    {"str", PAGES},       {"art", PAGES},
                {"year", DATE},
        };

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (strlen(words[i].word) == n && !strncasecmp(words[i].word, word, n))
                        return words[i].part;
        return NO_PART;
}

/* Letters (all of a character above ASCII is one). */
static size_t letters(const char *p)
{
        size_t n = 0;

        while (isalpha((unsigned char)p[n]) || (unsigned char)p[n] >= 0x80)
                n++;
        return n;
}

/* A number with what may be in one ("45-67", "3/4", "e12", "S5"). */
static size_t number(const char *p)
{
        size_t n = 0;

        while (isalnum((unsigned char)p[n]) || (p[n] && strchr("-/", p[n])) ||
               !strncmp(p + n, "–", 3) ||
               (n && (unsigned char)p[n] >= 0x80 && (unsigned char)p[n] < 0xC0))
                n++;
        return n;
}

/* Is there a digit, or a letter that may be a Roman one? */
static bool has_number(const char *p, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (strchr("0123456789ivxlcIVXLC", p[i]))
                        return true;
        return false;
}

static bool is_roman(const char *p, size_t n)
{
        return n && strspn(p, "ivxlcIVXLC") >= n;
}

static void take(struct record *r, enum part part, const char *p, size_t n)
{
        const char *text = arena_copy_bytes(&r->arena, p, n);

        switch (part) {
        case VOLUME:
                if (!r->within.volume)
                        record_set(r, &r->within.volume, text);
                break;
        case ISSUE:
                if (!r->within.issue)
                        record_set(r, &r->within.issue, text);
                break;
        case PAGES:
                if (!r->within.pages)
                        r->within.pages = clean_pages(r, text);
                break;
        case DATE:
                if (r->n_dates == 0)
                        meta_add_date(r, "Issued", text);
                break;
        case NO_PART:
                break;
        }
}

/* "12(2019)3", "12:3<45": a bare number at the start is the volume, one behind the year or colon the issue. */
static enum part part_of_bare(const struct record *r, const char *start, const char *p)
{
        char before = p == start ? '\0' : p[-1];

        if (before == '<')
                return PAGES;
        if (!r->within.volume && p == start)
                return VOLUME;
        return (before == ')' || before == ':') && r->within.volume && !r->within.issue ? ISSUE
                                                                                        : NO_PART;
}

/* What stands in parentheses is the issue where it is short, else a date. */
static size_t read_parentheses(struct record *r, const char *p)
{
        size_t n = strcspn(p + 1, ")");
        CLEANUP(freep) char *inside = strndup(p + 1, n < 60 ? n : 0);
        char date[META_DATE_SIZE];

        if (inside && meta_date(inside, date))
                take(r, DATE, date, strlen(date));
        else if (inside && n && n < 8 && isdigit((unsigned char)inside[0]))
                take(r, ISSUE, inside, n);
        return p[1 + n] ? n + 2 : n + 1;
}

void host_read_line(struct record *r, const char *text)
{
        enum part part = NO_PART;

        for (const char *p = text; p && *p;) {
                size_t n = number(p), word = letters(p);

                if (*p == '(') {
                        p += read_parentheses(r, p);
                        part = NO_PART;
                } else if (word && word >= n && part_of_word(p, word) != NO_PART) {
                        part = part_of_word(p, word);
                        p += word;
                } else if (word && word >= n && (part == NO_PART || !is_roman(p, n))) {
                        part = NO_PART;
                        p += word;
                } else if (n && has_number(p, n)) {
                        take(r, part != NO_PART ? part : part_of_bare(r, text, p), p, n);
                        part = NO_PART;
                        p += n;
                } else {
                        p += n > 1 ? n : 1;
                }
        }
}

/* "Journal; Vol. 12 No. 3 (2019): On care; 45-67", as Open Journal Systems has it in dc:source. */
void host_read_source(struct record *r, const char *text)
{
        const char *first = strchr(text, ';'), *last = strrchr(text, ';');
        size_t n = first ? (size_t)(first - text) : strlen(text);

        if (r->source)
                return;
        record_set(r, &r->source, arena_copy_bytes(&r->arena, text, n));
        if (!first)
                return;
        n = last > first ? (size_t)(last - first) : strlen(first);
        host_read_line(r, arena_copy_bytes(&r->arena, first, n) + 1 + strspn(first + 1, " "));
        if (last > first && !r->within.pages && has_number(last, strlen(last)))
                r->within.pages = clean_pages(r, last + 1);
}
