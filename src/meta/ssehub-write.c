/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A record as our own XML: one element a field, valid by construction; what the schema cannot hold stays out. */
#include "meta/private.h"

#include "model/validate.h"
#include "text/xml.h"

#include <libxml/tree.h>
#include <string.h>

#define NS_RECORD "urn:ssehub:record:1"

/* --- what the schema takes -------------------------------------------------------------------------------- */

static bool is_language(const char *text)
{
        return language_is_well_formed(text);
}

static bool is_made_of(const char *text, size_t n, char first, char last)
{
        for (size_t i = 0; i < n; i++)
                if (text[i] < first || text[i] > last)
                        return false;
        return strlen(text) == n;
}

static bool is_country(const char *text)
{
        return is_made_of(text, 2, 'A', 'Z');
}

static bool is_region(const char *text)
{
        return is_made_of(text, 3, '0', '9');
}

static bool is_any(const char *text UNUSED)
{
        return true;
}

/* A letter, then letters, digits and hyphens. */
static bool is_identifier_type(const char *text)
{
        static const char letters[] =
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

        return text[0] && !strchr("0123456789-", text[0]) && strspn(text, letters) == strlen(text);
}

/* --- fields ----------------------------------------------------------------------------------------------- */

static void add_texts(xmlNode *root, const char *name, const struct lang_texts *list)
{
        for (size_t i = 0; i < list->n; i++) {
                xmlNode *n = xml_add(root, name, list->items[i].text);

                if (n && list->items[i].language && is_language(list->items[i].language))
                        xmlNodeSetLang(n, (const xmlChar *)list->items[i].language);
        }
}

static void add_strings(xmlNode *root, const char *name, const struct strings *list,
                        bool (*fits)(const char *text))
{
        for (size_t i = 0; i < list->n; i++)
                if (fits(list->items[i]))
                        xml_add(root, name, list->items[i]);
}

static void add_field(xmlNode *root, const char *name, const char *text)
{
        if (!str_is_blank(text))
                xml_add(root, name, text);
}

static void add_agents(xmlNode *root, const char *name, const struct agents *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const struct agent *a = &list->items[i];
                xmlNode *n = xml_add(root, name, NULL);
                char role[WORD_SIZE];

                meta_word_for_xml(WORD_ROLE, a->role, role);
                if (!strcmp(name, "contributor"))
                        xml_set(n, "role", role);
                xml_set(n, "type", a->is_organisation ? "organisation" : "person");
                xml_set(n, "orcid", a->orcid);
                xml_set(n, "ror", a->ror);
                xml_add(n, "name", a->name);
                add_field(n, "given", a->given);
                add_field(n, "family", a->family);
                for (size_t k = 0; k < a->n_affiliations; k++) {
                        const struct affiliation *f = &a->affiliations[k];
                        xmlNode *x = xml_add(n, "affiliation", f->name);

                        xml_set(x, "ror", f->ror);
                        if (f->country && is_country(f->country))
                                xml_set(x, "country", f->country);
                }
        }
}

static void add_dates(xmlNode *root, const struct record *r)
{
        for (size_t i = 0; i < r->n_dates; i++) {
                char type[WORD_SIZE];

                if (!date_is_valid(r->dates[i].value))
                        continue;
                meta_word_for_xml(WORD_DATE, r->dates[i].type, type);
                xml_set(xml_add(root, "date", r->dates[i].value), "type", type);
        }
}

static void add_identifiers(xmlNode *root, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++)
                xml_set(xml_add(root, "identifier", r->identifiers[i].value), "type",
                        is_identifier_type(r->identifiers[i].type) ? r->identifiers[i].type
                                                                   : "other");
}

static void add_assertions(xmlNode *root, const char *element, const struct assertion *list,
                           size_t n_list)
{
        for (size_t i = 0; i < n_list; i++) {
                const struct assertion *a = &list[i];
                xmlNode *n = xml_add(root, element, a->notation);

                xml_set(n, "by", meta_by_name(a->by));
                xml_set(n, "status", meta_status_name(a->status));
                xml_set(n, "evidence", a->evidence);
                xml_set(n, "method", a->method);
                if (a->by == ASSERTED_BY_MACHINE && a->score >= 0 && a->score <= 1)
                        xml_setf(n, "score", "%.17g", a->score);
        }
}

static void add_within(xmlNode *root, const struct record *r)
{
        struct within w = r->within;

        for (size_t i = 0; within_name(i); i++)
                add_field(root, within_name(i), *within_member(&w, within_name(i)));
}

static void add_machine_read(xmlNode *root, const struct record *r)
{
        for (size_t i = 0; i < r->n_machine_read; i++) {
                xmlNode *n = xml_add(root, "machine-read", r->machine_read[i].field);

                xml_set(n, "method", r->machine_read[i].method);
                xml_setf(n, "score", "%.17g", r->machine_read[i].score);
        }
}

static void add_relations(xmlNode *root, const struct record *r)
{
        for (size_t i = 0; i < r->n_relations; i++) {
                xmlNode *n = xml_add(root, "relation", r->relations[i].text);
                char type[WORD_SIZE];

                meta_word_for_xml(WORD_RELATION, r->relations[i].type, type);
                xml_set(n, "type", type);
                xml_set(n, "target", r->relations[i].target);
        }
}

static void add_fundings(xmlNode *root, const struct record *r)
{
        for (size_t i = 0; i < r->n_fundings; i++) {
                const struct funding *f = &r->fundings[i];
                xmlNode *n = xml_add(root, "funding", f->title);

                xml_set(n, "funder", f->funder);
                xml_set(n, "funder-id", f->funder_id);
                xml_set(n, "award", f->award);
        }
}

static void add_references(xmlNode *root, const struct record *r)
{
        for (size_t i = 0; i < r->n_references; i++) {
                xmlNode *n = xml_add(root, "reference", r->references[i].text);

                xml_set(n, "doi", r->references[i].doi);
                xml_set(n, "year", r->references[i].year);
        }
}

static void add_record(xmlNode *root, const struct record *r)
{
        add_texts(root, "title", &r->titles);
        add_agents(root, "creator", &r->creators);
        add_agents(root, "contributor", &r->contributors);
        add_texts(root, "abstract", &r->abstracts);
        add_texts(root, "summary", &r->summaries);
        add_texts(root, "keyword", &r->keywords);
        add_field(root, "type", r->type);
        add_dates(root, r);
        add_strings(root, "language", &r->languages, is_language);
        add_field(root, "publisher", r->publisher);
        add_field(root, "source", r->source);
        add_within(root, r);
        add_identifiers(root, r);
        add_field(root, "licence", r->licence);
        add_field(root, "rights", r->rights);
        add_assertions(root, "sdg", r->sdgs, r->n_sdgs);
        add_strings(root, "theme", &r->themes, is_any);
        add_assertions(root, "theme-suggestion", r->theme_suggestions, r->n_theme_suggestions);
        add_strings(root, "country", &r->countries, is_country);
        add_strings(root, "region", &r->regions, is_region);
        add_relations(root, r);
        add_fundings(root, r);
        add_references(root, r);
        add_machine_read(root, r);
}

int meta_write_ssehub(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
        xmlNode *root = doc ? xmlNewNode(NULL, (const xmlChar *)"record") : NULL;
        xmlChar *bytes = NULL;
        int n = 0;

        if (!root)
                return error_no_memory(err);
        xmlDocSetRootElement(doc, root);
        xmlSetNs(root, xmlNewNs(root, (const xmlChar *)NS_RECORD, NULL));
        add_record(root, r);
        xmlDocDumpFormatMemoryEnc(doc, &bytes, &n, "UTF-8", 1);
        if (!bytes)
                return error_no_memory(err);
        str_add_bytes(out, bytes, (size_t)n);
        xmlFree(bytes);
        return out->failed ? error_no_memory(err) : 0;
}
