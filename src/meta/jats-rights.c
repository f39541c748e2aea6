/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JATS: when it was published, and under which licence. */
#include "meta/jats.h"

#include "base/num.h"
#include "text/xml.h"

#include <string.h>

/* --- dates -------------------------------------------------------------------------------------------- */

static int child_number(const xmlNode *date, const char *name, int max)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        int value = 0;

        jats_child_text(date, name, &text);
        str_trim(&text);
        return num_read_int(str_text(&text), 0, max, &value) ? value : 0;
}

static bool date_of(const xmlNode *date, char ret[META_DATE_SIZE])
{
        CLEANUP(freep) char *iso = xml_attr(date, "iso-8601-date");
        CLEANUP(str_done) struct str month = STR_INIT;

        if (iso && meta_date(iso, ret))
                return true;
        jats_child_text(date, "month", &month);
        return meta_date_of_parts(child_number(date, "year", 2999), meta_month(str_text(&month)),
                                  child_number(date, "day", 31), ret);
}

/* Dates of something else than the publication of this paper. */
static bool is_other_date(const xmlNode *date)
{
        static const char *const types[] = {"pmc-release", "nihms-submitted", "retracted",
                                            "corrected",   "ecorrected",      "retraction",
                                            "correction",  "update",          "pmc"};
        CLEANUP(freep) char *pub_type = xml_attr(date, "pub-type");
        CLEANUP(freep) char *date_type = xml_attr(date, "date-type");

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (str_equal(pub_type, types[i]) || str_equal(date_type, types[i]))
                        return true;
        return false;
}

/* Complete dates before months before years; among equals the earlier. */
static bool is_better(const char *date, const char *best)
{
        size_t n = strlen(date), m = strlen(best);

        return n != m ? n > m : strcmp(date, best) < 0;
}

static void read_issued(struct jats *j)
{
        char best[META_DATE_SIZE] = "", date[META_DATE_SIZE];

        for (const xmlNode *n = xml_child(j->meta, "pub-date"); n; n = xml_next(n, "pub-date"))
                if (!is_other_date(n) && date_of(n, date) && is_better(date, best))
                        memcpy(best, date, sizeof(best));
        if (best[0])
                record_add_date(j->r, "Issued", best);
}

void jats_read_dates(struct jats *j)
{
        static const struct {
                const char *attribute, *type;
        } types[] = {{"accepted", "Accepted"}, {"received", "Submitted"}};
        const xmlNode *history = xml_child(j->meta, "history");
        char date[META_DATE_SIZE];

        read_issued(j);
        for (const xmlNode *n = history ? xml_child(history, "date") : NULL; n;
             n = xml_next(n, "date")) {
                CLEANUP(freep) char *declared = xml_attr(n, "date-type");
                const char *type = meta_word(WORD_DATE, declared);

                for (size_t i = 0; i < ARRAY_LEN(types); i++)
                        if (str_equal(declared, types[i].attribute))
                                type = types[i].type;
                if (type && strcmp(type, "Issued") && date_of(n, date))
                        record_add_date(j->r, type, date);
        }
}

/* --- licence and rights --------------------------------------------------------------------------------- */

static void licence_of_attribute(struct jats *j, const xmlNode *node)
{
        CLEANUP(freep) char *href = xml_attr(node, "xlink:href");

        if (href && !j->r->licence)
                meta_set_known_licence(j->r, href);
}

/* The address on the element, an ali:license_ref, links inside, then the words. */
static void read_licence(struct jats *j, const xmlNode *licence)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *href = xml_attr(licence, "xlink:href");

        licence_of_attribute(j, licence);
        for (const xmlNode *n = xml_walk(licence, licence); n && !j->r->licence;
             n = xml_walk(n, licence)) {
                CLEANUP(str_done) struct str inside = STR_INIT;

                if (!xml_is(n, "license_ref") && !xml_is(n, "ext-link") && !xml_is(n, "uri"))
                        continue;
                licence_of_attribute(j, n);
                jats_add_text(n, JATS_TITLE, &inside);
                if (!j->r->licence)
                        meta_set_known_licence(j->r, str_text(&inside));
        }
        jats_add_text(licence, JATS_PROSE, &text);
        str_trim(&text);
        if (!j->r->licence)
                meta_set_licence(j->r, text.len || !href ? str_text(&text) : href);
}

/* "© 2024 Otieno" where only the parts are given. */
static void rights_of_parts(struct jats *j, const xmlNode *permissions)
{
        CLEANUP(str_done) struct str year = STR_INIT;
        CLEANUP(str_done) struct str holder = STR_INIT;

        jats_child_text(permissions, "copyright-year", &year);
        jats_child_text(permissions, "copyright-holder", &holder);
        str_trim(&year);
        str_trim(&holder);
        if (holder.len)
                record_set(j->r, &j->r->rights,
                           arena_printf(&j->r->arena, "© %s%s%s", str_text(&year),
                                        year.len ? " " : "", str_text(&holder)));
}

static bool speaks_of_a_licence(const char *statement)
{
        static const char *const words[] = {"creative commons", "public domain", "open access",
                                            "open-access"};

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (strcasestr(statement, words[i]))
                        return true;
        return false;
}

static void read_permissions(struct jats *j, const xmlNode *permissions)
{
        CLEANUP(str_done) struct str statement = STR_INIT;

        for (const xmlNode *n = xml_child(permissions, "license"); n; n = xml_next(n, "license"))
                if (!j->r->licence)
                        read_licence(j, n);
        if (!j->r->licence && xml_child(permissions, "license_ref"))
                read_licence(j, permissions);
        jats_child_text(permissions, "copyright-statement", &statement);
        str_trim(&statement);
        if (statement.len)
                record_set(j->r, &j->r->rights, str_text(&statement));
        else
                rights_of_parts(j, permissions);
        /* NLM 2.x papers put the whole licence into the copyright statement. */
        if (!j->r->licence && !meta_set_known_licence(j->r, str_text(&statement)) &&
            speaks_of_a_licence(str_text(&statement)))
                meta_set_licence(j->r, str_text(&statement));
}

void jats_read_rights(struct jats *j)
{
        const xmlNode *permissions = xml_child(j->meta, "permissions");

        read_permissions(j, permissions ? permissions : j->meta);
}
