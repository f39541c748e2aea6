/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TEI: authors and editors with their identifiers and affiliations; who paid. */
#include "meta/tei.h"

#include "text/xml.h"

#include <string.h>
#include <strings.h>

enum { AFFILIATIONS_MAX = 50 /* of one person */ };

/* ---- names ---- */

/* All children of this name, with spaces between: first and middle forename. */
static void add_parts(const xmlNode *person, const char *name, struct str *out)
{
        for (const xmlNode *n = xml_child(person, name); n; n = xml_next(n, name)) {
                if (out->len)
                        str_add_char(out, ' ');
                tei_text(n, out);
        }
        str_trim(out);
}

bool tei_name(const xmlNode *person, bool family_first, struct str *out)
{
        CLEANUP(str_done) struct str given = STR_INIT;
        CLEANUP(str_done) struct str family = STR_INIT;

        add_parts(person, "forename", &given);
        add_parts(person, "surname", &family);
        str_addf(out, "%s%s%s", str_text(family_first ? &family : &given),
                 given.len && family.len ? " " : "", str_text(family_first ? &given : &family));
        return given.len || family.len;
}

static struct agent *add_named(struct tei *t, struct agents *list, const xmlNode *person)
{
        CLEANUP(str_done) struct str given = STR_INIT;
        CLEANUP(str_done) struct str family = STR_INIT;
        CLEANUP(str_done) struct str suffix = STR_INIT;
        CLEANUP(str_done) struct str whole = STR_INIT;
        struct agent *a;

        add_parts(person, "forename", &given);
        add_parts(person, "surname", &family);
        add_parts(person, "genName", &suffix);
        if (!given.len && !family.len) {
                tei_text(person, &whole);
                return meta_add_person(t->r, list, str_text(&whole));
        }
        a = record_add_agent(t->r, list, family.len ? str_text(&family) : str_text(&given));
        if (a)
                meta_set_name(t->r, a, str_text(&given), str_text(&family), str_text(&suffix),
                              false);
        return a;
}

static struct agent *add_organisation(struct tei *t, struct agents *list, const xmlNode *name)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct agent *a;

        tei_text(name, &text);
        a = text.len ? record_add_agent(t->r, list, str_text(&text)) : NULL;
        if (a)
                a->is_organisation = true;
        return a;
}

/* "<author>Amina Otieno</author>", where the words are all there is. */
static struct agent *add_plain(struct tei *t, struct agents *list, const xmlNode *author)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        if (xml_child(author, "affiliation") || xml_child(author, "email"))
                return NULL;
        tei_text(author, &text);
        return meta_add_person(t->r, list, str_text(&text));
}

/* ---- affiliations ---- */

static const xmlNode *org_of(const struct tei *t, const xmlNode *e)
{
        CLEANUP(freep) char *ref = xml_attr(e, "ref");

        return ref && *ref == '#' ? xmlHashLookup(t->orgs, (const xmlChar *)ref + 1) : NULL;
}

/* The institution; where none is marked as such, all names there are. */
static void affiliation_name(const xmlNode *affiliation, struct str *out)
{
        static const char *const types[] = {"institution", NULL};

        for (size_t i = 0; i < ARRAY_LEN(types) && !out->len; i++)
                for (const xmlNode *n = xml_child(affiliation, "orgName"); n;
                     n = xml_next(n, "orgName")) {
                        CLEANUP(str_done) struct str text = STR_INIT;

                        if (types[i] && !tei_attr_is(n, "type", types[i]))
                                continue;
                        tei_text(n, &text);
                        if (text.len)
                                str_addf(out, "%s%s", out->len ? ", " : "", str_text(&text));
                }
}

static const char *country_of(const xmlNode *affiliation)
{
        for (const xmlNode *n = affiliation; n; n = xml_walk(n, affiliation)) {
                CLEANUP(freep) char *key = NULL;
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!xml_is(n, "country"))
                        continue;
                key = xml_attr(n, "key");
                tei_text(n, &text);
                return key && meta_country(key) ? meta_country(key) : meta_country(str_text(&text));
        }
        return NULL;
}

static const char *ror_of(struct tei *t, const xmlNode *affiliation)
{
        for (const xmlNode *n = affiliation; n; n = xml_walk(n, affiliation)) {
                CLEANUP(str_done) struct str text = STR_INIT;
                const char *ror = NULL;

                if (xml_is(n, "idno")) {
                        tei_text(n, &text);
                        ror = meta_ror(t->r, str_text(&text));
                }
                if (ror)
                        return ror;
        }
        return NULL;
}

static void add_affiliation(struct tei *t, struct agent *a, const xmlNode *affiliation)
{
        const xmlNode *org = org_of(t, affiliation);
        const xmlNode *from = org ? org : affiliation;
        CLEANUP(str_done) struct str name = STR_INIT;

        if (a->n_affiliations >= AFFILIATIONS_MAX)
                return;
        affiliation_name(from, &name);
        if (!name.len && !xml_child(from, NULL))
                tei_text(from, &name);
        if (name.len)
                agent_add_affiliation(t->r, a, str_text(&name), ror_of(t, from), country_of(from));
}

/* ---- people ---- */

static void read_orcid(struct tei *t, struct agent *a, const xmlNode *author)
{
        for (const xmlNode *n = xml_walk(author, author); n && !a->orcid; n = xml_walk(n, author)) {
                CLEANUP(str_done) struct str text = STR_INIT;

                if (xml_is(n, "idno") && tei_attr_is(n, "type", "ORCID")) {
                        tei_text(n, &text);
                        meta_set_orcid(t->r, a, str_text(&text));
                }
        }
}

static void read_person(struct tei *t, struct agents *list, const xmlNode *e, const char *role)
{
        const xmlNode *person = xml_child(e, "persName");
        const xmlNode *org = xml_child(e, "orgName");
        struct agent *a;

        if (person || xml_child(e, "surname"))
                a = add_named(t, list, person ? person : e);
        else if (org)
                a = add_organisation(t, list, org);
        else
                a = add_plain(t, list, e);
        if (!a)
                return;
        record_set(t->r, &a->role, role);
        read_orcid(t, a, e);
        for (const xmlNode *n = xml_child(e, "affiliation"); n; n = xml_next(n, "affiliation"))
                add_affiliation(t, a, n);
}

static void read_all(struct tei *t, const xmlNode *parent)
{
        for (const xmlNode *n = parent ? xml_child(parent, NULL) : NULL; n; n = xml_next(n, NULL)) {
                if (xml_is(n, "author"))
                        read_person(t, &t->r->creators, n, NULL);
                else if (xml_is(n, "editor") && t->r->contributors.n < RECORD_LIST_MAX)
                        read_person(t, &t->r->contributors, n, "Editor");
        }
}

void tei_read_people(struct tei *t)
{
        const char *const places[] = {"analytic", "monogr"};

        for (size_t i = 0; t->source && i < ARRAY_LEN(places) && !t->r->creators.n; i++)
                read_all(t, xml_child(t->source, places[i]));
        if (!t->r->creators.n)
                read_all(t, xml_child(t->file, "titleStmt"));
}

/* ---- funders ---- */

void tei_read_funders(struct tei *t)
{
        const xmlNode *statement = xml_child(t->file, "titleStmt");

        for (const xmlNode *n = statement ? xml_child(statement, "funder") : NULL; n;
             n = xml_next(n, "funder")) {
                const xmlNode *name = xml_child(n, "orgName");
                const xmlNode *grant = org_of(t, n);
                const xmlNode *number = grant ? xml_child(grant, "idno") : NULL;
                CLEANUP(str_done) struct str funder = STR_INIT;
                CLEANUP(str_done) struct str award = STR_INIT;

                tei_text(name ? name : n, &funder);
                tei_text(number, &award);
                if (funder.len && strcasecmp(funder.data, "unknown") != 0)
                        record_add_funding(t->r, str_text(&funder),
                                           award.len ? str_text(&award) : NULL);
        }
}
