/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists in one text, numbers of serials, addresses, tables of words: the same in every text format. */
#include "meta/text-fields.h"

#include "base/num.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

size_t fields_split(struct record *r, const char *text, const char *separator, fields_take take,
                    void *user)
{
        CLEANUP(freep) char *copy = text ? strdup(text) : NULL;
        size_t len = strlen(separator), n = 0;

        if (text && !copy)
                r->arena.failed = true;
        for (char *part = copy, *end; part; part = end) {
                end = len == 1 ? strchr(part, *separator) : strstr(part, separator);
                if (end) {
                        *end = '\0';
                        end += len;
                }
                if (str_is_blank(part))
                        continue;
                take(r, part, user);
                n++;
        }
        return n;
}

/* --- keywords ------------------------------------------------------------------------------------- */

static void take_keyword(struct record *r, const char *part, void *user)
{
        const char *const *language = user;

        if (r->keywords.n <= RECORD_LIST_MAX) /* what is beyond makes the record invalid anyhow */
                clean_add_subject(r, part, *language);
}

/* Signs of other scripts for the same. */
static const char *const semicolons[] = {"；", "؛"};
static const char *const other_commas[] = {"，", "、", "،"};

static void unify(struct str *text, const char *const *signs, size_t n, const char *sign)
{
        for (size_t i = 0; i < n; i++) {
                size_t len = strlen(signs[i]);

                for (char *p = text->data; p && (p = strstr(p, signs[i])); p += len) {
                        memset(p, ' ', len);
                        *p = *sign;
                }
        }
}

void fields_add_keywords(struct record *r, const char *text, const char *language, bool commas)
{
        CLEANUP(str_done) struct str plain = STR_INIT;

        /* Entities end in ';', so they are undone before anything is parted there. */
        clean_text(text, &plain);
        r->arena.failed |= plain.failed;
        unify(&plain, semicolons, ARRAY_LEN(semicolons), ";");
        if (commas && !strchr(str_text(&plain), ';')) {
                unify(&plain, other_commas, ARRAY_LEN(other_commas), ",");
                fields_split(r, str_text(&plain), ",", take_keyword, &language);
        } else {
                fields_split(r, str_text(&plain), ";", take_keyword, &language);
        }
}

/* --- identifiers ---------------------------------------------------------------------------------- */

void fields_add_serials(struct record *r, const char *text)
{
        const char *issn = r->within.issn ? NULL : clean_issn(r, text);

        if (issn)
                r->within.issn = issn;
        clean_add_isbns(r, text);
}

void fields_add_doi(struct record *r, const char *text)
{
        if (!str_is_blank(text) && doi_normalise(text, &r->arena))
                record_add_identifier(r, "doi", text);
}

void fields_add_urls(struct record *r, const char *text)
{
        CLEANUP(str_done) struct str plain = STR_INIT;
        CLEANUP(freep) char *copy = NULL;
        char *rest;

        clean_entities(text ? text : "", &plain);
        r->arena.failed |= plain.failed;
        rest = copy = strdup(str_text(&plain));
        for (char *part; rest && (part = strsep(&rest, " \t\r\n"));) {
                if (!*part || r->n_identifiers > RECORD_LIST_MAX)
                        continue;
                if (doi_normalise(part, &r->arena))
                        record_add_identifier(r, "doi", part);
                else if (strstr(part, "hdl.handle.net/"))
                        record_add_identifier(r, "handle", part);
                else if (strstr(part, "://") || str_starts(part, "www."))
                        record_add_identifier(r, "url", part);
        }
}

/* --- words ---------------------------------------------------------------------------------------- */

const char *fields_word(const struct fields_word *table, size_t n, const char *word)
{
        for (size_t i = 0; word && i < n; i++)
                if (!strcasecmp(table[i].word, word))
                        return table[i].means;
        return NULL;
}

const char *fields_meaning(const struct fields_word *table, size_t n, const char *means)
{
        for (size_t i = 0; means && i < n; i++)
                if (str_equal(table[i].means, means))
                        return table[i].word;
        return NULL;
}

const char *fields_type_label(const struct record *r)
{
        const struct concept *c = r->type ? vocab_find(VOCAB_TYPE, r->type) : NULL;

        return c ? concept_label(c, "en") : NULL;
}

/* --- dates ---------------------------------------------------------------------------------------- */

static int number_at(const char *text, size_t at, size_t n)
{
        CLEANUP(freep) char *digits = strlen(text) >= at + n ? strndup(text + at, n) : NULL;
        int value = 0;

        return digits && num_read_int(digits, 0, 9999, &value) ? value : 0;
}

struct fields_date fields_issued(const struct record *r)
{
        const char *date = record_issued(r);

        if (!date || !date_is_valid(date))
                return (struct fields_date){date ? date_year(date) : 0, 0, 0};
        return (struct fields_date){number_at(date, 0, 4), number_at(date, 5, 2),
                                    number_at(date, 8, 2)};
}
