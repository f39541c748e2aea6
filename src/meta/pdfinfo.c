/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Document information of a PDF, as `pdfinfo -isodates` prints it: "Title:           Words". */
#include "meta/private.h"

#include "text/normal.h"

#include <string.h>
#include <strings.h>

enum { SUBJECT_MIN = 120 /* a longer subject is an abstract, a shorter one a heading */ };

static void take_title(struct record *r, const char *value)
{
        if (!meta_title_is_nonsense(value))
                record_add_text(r, &r->titles, value, NULL);
}

/* Names of computers and programs stand here as often as people's. */
static void take_author(struct record *r, const char *value)
{
        static const char *const nobody[] = {"user",
                                             "admin",
                                             "administrator",
                                             "unknown",
                                             "author",
                                             "microsoft",
                                             "windows user",
                                             "owner",
                                             "default",
                                             "anonymous",
                                             "root",
                                             "python-docx",
                                             "microsoft office user"};

        for (size_t i = 0; i < ARRAY_LEN(nobody); i++)
                if (!strcasecmp(value, nobody[i]))
                        return;
        meta_add_people(r, &r->creators, value);
}

static void take_subject(struct record *r, const char *value)
{
        const char *doi = strstr(value, "10.");

        if (strlen(value) >= SUBJECT_MIN)
                record_add_text(r, &r->abstracts, value, NULL);
        else if (doi && doi_normalise(doi, &r->arena))
                record_add_identifier(r, "doi", doi);
}

static void take_keywords(struct record *r, const char *value)
{
        meta_add_subjects(r, value, NULL);
}

/* As ISO 8601 (pdfinfo -isodates) or as in the PDF: "D:20141215210728+08'00'", of which the day is enough. */
static void take_created(struct record *r, const char *value)
{
        char day[sizeof("YYYY-MM-DD")];

        if (str_starts(value, "D:") && strspn(value + 2, "0123456789") >= 8) {
                snprintf(day, sizeof(day), "%.4s-%.2s-%.2s", value + 2, value + 6, value + 8);
                value = day;
        }
        meta_add_date(r, "Created", value);
}

static const struct {
        const char *key;
        void (*take)(struct record *r, const char *value);
} keys[] = {
        {"Title", take_title},       {"Author", take_author},        {"Subject", take_subject},
        {"Keywords", take_keywords}, {"CreationDate", take_created},
};

void meta_add_property(struct record *r, const char *key, const char *value)
{
        for (size_t i = 0; i < ARRAY_LEN(keys); i++)
                if (!strcmp(keys[i].key, key) && !str_is_blank(value))
                        keys[i].take(r, value);
}

static void read_line(struct record *r, char *line)
{
        char *value = strchr(line, ':');

        if (!value)
                return;
        *value++ = '\0';
        value += strspn(value, " \t");
        value[strcspn(value, "\r")] = '\0';
        meta_add_property(r, line, value);
}

int meta_read_pdfinfo(const char *text, struct record *r, struct error *err)
{
        CLEANUP(str_done) struct str utf8 = STR_INIT;
        int answer = text_to_utf8(text, strlen(text), NULL, &utf8, err);
        char *rest = utf8.data;

        if (answer < 0)
                return answer;
        if (answer == TEXT_UNREADABLE)
                return META_DAMAGED;
        for (char *line; rest && (line = strsep(&rest, "\n"));)
                read_line(r, line);
        return r->arena.failed ? error_no_memory(err) : 0;
}
