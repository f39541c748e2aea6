/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Identifiers and dates: one normal form for the many that people write. */
#include "base/str.h"
#include "model/record.h"
#include "text/escape.h"
#include "text/normal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- ORCID: ISO 7064 mod 11-2 over 16 characters ---------------------------------------------------- */

static bool orcid_check_is_right(const char digits[16])
{
        int total = 0;
        int check;

        for (int i = 0; i < 15; i++)
                total = (total + (digits[i] - '0')) * 2;
        check = (12 - total % 11) % 11;
        return digits[15] == (check == 10 ? 'X' : '0' + check);
}

bool orcid_normalise(const char *text, char ret[20])
{
        const char *slash = strrchr(text, '/');
        char digits[16];
        size_t n = 0;

        for (const char *p = slash ? slash + 1 : text; *p; p++) {
                char c = (char)toupper((unsigned char)*p);

                if (c == '-' || c == ' ')
                        continue;
                if (n == 16 || !(isdigit((unsigned char)c) || (c == 'X' && n == 15)))
                        return false;
                digits[n++] = c;
        }
        if (n != 16 || !orcid_check_is_right(digits))
                return false;
        snprintf(ret, 20, "%.4s-%.4s-%.4s-%.4s", digits, digits + 4, digits + 8, digits + 12);
        return true;
}

/* --- DOI -------------------------------------------------------------------------------------------- */

/* Where "10." starts in any of a DOI's dresses, or NULL. */
static const char *doi_start(const char *text)
{
        static const char *const dresses[] = {"https://doi.org/",
                                              "http://doi.org/",
                                              "https://dx.doi.org/",
                                              "http://dx.doi.org/",
                                              "https://www.doi.org/",
                                              "http://www.doi.org/",
                                              "doi.org/",
                                              "dx.doi.org/",
                                              "info:doi/",
                                              "urn:doi:",
                                              "doi:",
                                              "doi"};

        while (*text == ' ')
                text++;
        for (size_t i = 0; i < ARRAY_LEN(dresses); i++) {
                size_t n = strlen(dresses[i]);

                if (!strncasecmp(text, dresses[i], n)) {
                        text += n;
                        break;
                }
        }
        while (*text == ' ')
                text++;
        return !strncmp(text, "10.", 3) ? text : NULL;
}

const char *doi_normalise(const char *text, struct arena *a)
{
        CLEANUP(str_done) struct str decoded = STR_INIT;
        const char *start = doi_start(text);
        size_t registrant, n;
        char *doi;

        if (!start)
                return NULL;
        if (strchr(start, '%') && url_decode(start, strlen(start), false, &decoded))
                start = str_text(&decoded);
        registrant = strspn(start + 3, "0123456789.");
        /* It ends at white space; a full stop or comma that ended the sentence is no part of it. */
        for (n = 0; (unsigned char)start[n] > ' ';)
                n++;
        while (n && strchr(".,;", start[n - 1]))
                n--;
        if (!registrant || start[3 + registrant] != '/' || n <= 4 + registrant)
                return NULL;
        doi = arena_copy_bytes(a, start, n);
        for (char *p = doi; p && *p; p++)
                *p = (char)tolower((unsigned char)*p);
        return doi;
}

/* --- the others ------------------------------------------------------------------------------------- */

/* ISBN-10 or -13 with right check digit, without dashes; NULL otherwise. */
static const char *isbn_normalise(const char *text, struct arena *a)
{
        char digits[14];
        size_t n = 0;
        int sum = 0;

        if (!strncasecmp(text, "isbn", 4))
                text += strcspn(text, "0123456789");
        for (; *text; text++) {
                char c = (char)toupper((unsigned char)*text);

                if (c == '-' || c == ' ')
                        continue;
                if (n == 13 || !(isdigit((unsigned char)c) || (c == 'X' && n == 9)))
                        return NULL;
                digits[n++] = c;
        }
        digits[n] = '\0';
        for (size_t i = 0; i < n; i++) {
                int value = digits[i] == 'X' ? 10 : digits[i] - '0';

                sum += value * (n == 10 ? (int)(10 - i) : i % 2 ? 3 : 1);
        }
        if ((n == 10 && sum % 11 == 0) || (n == 13 && sum % 10 == 0))
                return arena_copy(a, digits);
        return NULL;
}

static const char *handle_normalise(const char *text, struct arena *a)
{
        const char *p = strstr(text, "hdl.handle.net/");

        if (p)
                text = p + strlen("hdl.handle.net/");
        else if (!strncasecmp(text, "hdl:", 4))
                text += 4;
        return strchr(text, '/') ? arena_copy(a, text) : NULL;
}

/* Cleaned, in lower case where asked for; NULL for blank text. */
static const char *clean_copy(struct arena *a, const char *text, bool lower)
{
        CLEANUP(str_done) struct str clean = STR_INIT;
        char *copy;

        if (str_is_blank(text))
                return NULL;
        if (text_clean_line(text, strlen(text), &clean, NULL) < 0) {
                a->failed = true;
                return NULL;
        }
        copy = clean.len ? arena_copy(a, str_text(&clean)) : NULL;
        for (char *p = copy; lower && p && *p; p++)
                *p = (char)tolower((unsigned char)*p);
        return copy;
}

/* Of a type we know the form of: its normal form, or NULL. */
static const char *normalise(const char *type, const char *value, struct arena *a)
{
        if (str_equal(type, "isbn"))
                return isbn_normalise(value, a);
        if (str_equal(type, "handle"))
                return handle_normalise(value, a);
        return NULL;
}

void record_add_identifier(struct record *r, const char *type, const char *value)
{
        const char *kind = clean_copy(&r->arena, type, true);
        const char *given = clean_copy(&r->arena, value, false);
        const char *normal;
        struct identifier *id;

        if (!kind || !given || r->n_identifiers > RECORD_LIST_MAX)
                return;
        /* A DOI is a DOI, whatever it came as. */
        normal = doi_normalise(given, &r->arena);
        if (normal)
                kind = "doi";
        else
                normal = normalise(kind, given, &r->arena);
        if (!normal)
                normal = given;
        for (size_t i = 0; i < r->n_identifiers; i++) {
                if (str_equal(r->identifiers[i].type, kind) &&
                    str_equal(r->identifiers[i].value, normal))
                        return;
        }
        id = arena_push(&r->arena, &r->identifiers, &r->n_identifiers, sizeof(*id));
        if (id)
                *id = (struct identifier){kind, normal};
}

/* --- dates ------------------------------------------------------------------------------------------ */

static int days_in(int year, int month)
{
        static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

        return days[month - 1] + (month == 2 && leap);
}

/* n digits at p as a number, or -1. */
static int digits(const char *p, int n)
{
        int value = 0;

        for (int i = 0; i < n; i++) {
                if (!isdigit((unsigned char)p[i]))
                        return -1;
                value = value * 10 + (p[i] - '0');
        }
        return value;
}

bool date_is_valid(const char *text)
{
        size_t n = strlen(text);
        int year, month, day;

        if (n != 4 && n != 7 && n != 10)
                return false;
        year = digits(text, 4);
        if (year < 1 || n == 4)
                return year >= 1;
        month = text[4] == '-' ? digits(text + 5, 2) : -1;
        if (month < 1 || month > 12 || n == 7)
                return month >= 1 && month <= 12;
        day = text[7] == '-' ? digits(text + 8, 2) : -1;
        return day >= 1 && day <= days_in(year, month);
}

int date_year(const char *text)
{
        int year = strlen(text) >= 4 ? digits(text, 4) : -1;

        return year > 0 ? year : 0;
}
