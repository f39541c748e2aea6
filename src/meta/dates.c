/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dates in many dresses. What does not name a real day, month or year is left out; nothing is guessed. */
#include "meta/private.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

bool meta_date_of_parts(int year, int month, int day, char ret[META_DATE_SIZE])
{
        char text[40];

        if (year < 1000 || year > 2999)
                return false;
        snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
        if (month < 1 || month > 12)
                text[4] = '\0';
        else if (day < 1 || !date_is_valid(text))
                text[7] = '\0';
        memcpy(ret, text, strlen(text) + 1);
        return true;
}

/* Decimal digits at p, at most max of them; returns how many. */
static size_t read_digits(const char *p, size_t max, int *ret)
{
        size_t n = 0;

        *ret = 0;
        while (n < max && is_digit(p[n]))
                *ret = *ret * 10 + (p[n++] - '0');
        return n;
}

int meta_month(const char *text)
{
        static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec"};
        int month;
        size_t n;

        if (!text)
                return 0;
        text += strspn(text, " \t\r\n");
        n = read_digits(text, 2, &month);
        if (n)
                return month <= 12 && !is_digit(text[n]) ? month : 0;
        for (int i = 0; i < 12; i++)
                if (!strncasecmp(text, names[i], 3))
                        return i + 1;
        return 0;
}

/* "2023", "2023-08", "2023/08/30", "2023.08.30", "20230830", with anything that is no digit behind. */
static bool year_first(const char *p, char ret[META_DATE_SIZE])
{
        int year, month = 0, day = 0;
        size_t n = read_digits(p, 4, &year);

        if (n != 4)
                return false;
        p += n;
        if (*p == ' ') /* "2023 Aug 30" */
                return false;
        if (is_digit(*p)) { /* all digits */
                if (read_digits(p, 2, &month) != 2 || read_digits(p + 2, 2, &day) != 2 ||
                    is_digit(p[4]))
                        return false;
        } else if (*p && strchr("-/.", *p)) {
                n = read_digits(p + 1, 2, &month);
                p += 1 + n;
                if (n && *p && strchr("-/.", *p))
                        read_digits(p + 1, 2, &day);
        }
        return meta_date_of_parts(year, month, day, ret);
}

/* "30 August 2023", "August 30, 2023", "Aug 2023", "30/08/2023" (no month: its order is not known). */
static bool in_words(const char *p, char ret[META_DATE_SIZE])
{
        int year = 0, month = 0, day = 0;

        while (*p) {
                size_t digits = strspn(p, "0123456789");
                size_t letters = strcspn(p, "0123456789 \t\r\n,./-()");
                int value;

                if (digits == 4 && !year) {
                        read_digits(p, 4, &year);
                } else if (digits == 1 || digits == 2) {
                        read_digits(p, 2, &value);
                        day = day ? 0 : value;
                } else if (!digits && letters >= 3 && !month) {
                        month = meta_month(p);
                }
                p += digits ? digits : letters ? letters : 1;
        }
        return meta_date_of_parts(year, month, month ? day : 0, ret);
}

/* "03/2019", "3-2019": one number before the year can only be the month. */
static bool month_first(const char *p, char ret[META_DATE_SIZE])
{
        int month, year;
        size_t n = read_digits(p, 2, &month);

        if (!n || !p[n] || !strchr("/-.", p[n]) || read_digits(p + n + 1, 4, &year) != 4 ||
            is_digit(p[n + 5]) || month > 12)
                return false;
        return meta_date_of_parts(year, month, 0, ret);
}

bool meta_date(const char *text, char ret[META_DATE_SIZE])
{
        if (!text)
                return false;
        text += strspn(text, " \t\r\n");
        if (strlen(text) > 64)
                return false;
        return year_first(text, ret) || month_first(text, ret) || in_words(text, ret);
}

void meta_add_date(struct record *r, const char *type, const char *text)
{
        char date[META_DATE_SIZE];

        if (!meta_date(text, date))
                return;
        for (size_t i = 0; i < r->n_dates; i++)
                if (str_equal(r->dates[i].type, type) && str_equal(r->dates[i].value, date))
                        return;
        record_add_date(r, type, date);
}
