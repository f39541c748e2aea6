/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record as simple Dublin Core (oai_dc), as every harvester reads it. It has no place for parts of names,
 * ORCID iDs and affiliations, for the roles of contributors, for more than one date, for what ties a related
 * work to this one, and for the names of funders' programmes.
 */
#include "meta/write-xml.h"

#include "text/escape.h"

#include <string.h>

#define NS_OAI_DC "http://www.openarchives.org/OAI/2.0/oai_dc/"
#define NS_DC     "http://purl.org/dc/elements/1.1/"

struct dc_out {
        struct xml_out x;
        xmlNs *dc;
};

static void put_lang(struct dc_out *o, const char *name, const char *text, const char *language)
{
        xmlNode *n = xml_put_lang(o->x.root, name, text, language);

        if (n)
                xmlSetNs(n, o->dc);
}

static void put(struct dc_out *o, const char *name, const char *text)
{
        put_lang(o, name, text, NULL);
}

static void put_texts(struct dc_out *o, const char *name, const struct lang_texts *list)
{
        for (size_t i = 0; i < list->n; i++)
                put_lang(o, name, list->items[i].text, list->items[i].language);
}

static void put_agents(struct dc_out *o, const char *name, const struct agents *list)
{
        for (size_t i = 0; i < list->n; i++) {
                CLEANUP(str_done) struct str buffer = STR_INIT;

                put(o, name, agent_sort_name(&list->items[i], &buffer));
        }
}

/* Goals and themes by their addresses, which say the same in every language. */
static void put_concept(struct dc_out *o, enum vocab_scheme scheme, const char *notation)
{
        const struct concept *c = vocab_find(scheme, notation);

        put(o, "subject", c ? concept_iri(c) : NULL);
}

static void put_subjects(struct dc_out *o, const struct record *r)
{
        put_texts(o, "subject", &r->keywords);
        for (size_t i = 0; i < r->n_sdgs; i++)
                if (assertion_is_stated(&r->sdgs[i]))
                        put_concept(o, VOCAB_SDG, r->sdgs[i].notation);
        for (size_t i = 0; i < r->themes.n; i++)
                put_concept(o, VOCAB_THEME, r->themes.items[i]);
}

static void put_identifiers(struct dc_out *o, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];
                CLEANUP(str_done) struct str buffer = STR_INIT;
                const char *address = identifier_address(id, &buffer);

                if (!address && (str_equal(id->type, "local") || str_starts(id->value, "urn:")))
                        address = id->value;
                if (!address) {
                        str_addf(&buffer, "%s%s:%s", str_equal(id->type, "isbn") ? "urn:" : "",
                                 id->type, id->value);
                        address = str_text(&buffer);
                }
                put(o, "identifier", address);
        }
}

/* "Journal; Vol. 12 No. 3; 17-29", as journals' own systems have it. */
static void put_source(struct dc_out *o, const struct record *r)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const struct within *w = &r->within;

        str_add(&text, r->source);
        if (w->volume || w->issue)
                str_addf(&text, ";%s%s%s%s", w->volume ? " Vol. " : "", w->volume ? w->volume : "",
                         w->issue ? " No. " : "", w->issue ? w->issue : "");
        if (w->pages)
                str_addf(&text, "%s%s", w->volume || w->issue ? "; " : "; ; ", w->pages);
        if (r->source)
                put(o, "source", str_text(&text));
        if (w->issn) {
                str_clear(&text);
                str_addf(&text, "ISSN %s", w->issn);
                put(o, "source", str_text(&text));
        }
}

static void put_grant(struct dc_out *o, const struct funding *f)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        str_add(&text, "info:eu-repo/grantAgreement/");
        url_part(&text, f->funder);
        str_add(&text, "//");
        url_part(&text, f->award);
        put(o, "relation", str_text(&text));
}

static void put_relations(struct dc_out *o, const struct record *r)
{
        for (size_t i = 0; i < r->n_relations; i++) {
                const char *target = r->relations[i].target;
                struct identifier id = {"doi", target};
                CLEANUP(str_done) struct str buffer = STR_INIT;

                if (str_starts(target, "doi:"))
                        id.value += strlen("doi:");
                put(o, "relation", id.value != target ? identifier_address(&id, &buffer) : target);
        }
        for (size_t i = 0; i < r->n_references; i++)
                put(o, "relation", r->references[i].text);
        for (size_t i = 0; i < r->n_fundings; i++)
                if (r->fundings[i].funder && r->fundings[i].award)
                        put_grant(o, &r->fundings[i]);
}

static void put_places(struct dc_out *o, const struct record *r)
{
        for (size_t i = 0; i < r->countries.n; i++)
                put(o, "coverage", notation_label(VOCAB_PLACE, r->countries.items[i]));
        for (size_t i = 0; i < r->regions.n; i++)
                put(o, "coverage", notation_label(VOCAB_PLACE, r->regions.items[i]));
}

static void put_record(struct dc_out *o, const struct record *r)
{
        const char *licence = licence_address(r->licence);

        put_texts(o, "title", &r->titles);
        put_agents(o, "creator", &r->creators);
        put_subjects(o, r);
        put_texts(o, "description", &r->abstracts);
        put_texts(o, "description", &r->summaries);
        put(o, "publisher", r->publisher);
        put_agents(o, "contributor", &r->contributors);
        put(o, "date", record_issued(r));
        put(o, "type", r->type ? notation_label(VOCAB_TYPE, r->type) : NULL);
        put_identifiers(o, r);
        put_source(o, r);
        for (size_t i = 0; i < r->languages.n; i++)
                put(o, "language", r->languages.items[i]);
        put_relations(o, r);
        put_places(o, r);
        put(o, "rights", licence ? licence : notation_label(VOCAB_LICENCE, r->licence));
        put(o, "rights", r->rights);
}

int meta_write_dc(const struct record *r, struct str *out, struct error *err)
{
        struct dc_out o = {{NULL, NULL}, NULL};
        int answer = xml_out_start(&o.x, "dc", "oai_dc", NS_OAI_DC, err);
        xmlNs *xsi;

        if (answer == 0) {
                o.dc = xmlNewNs(o.x.root, (const xmlChar *)NS_DC, (const xmlChar *)"dc");
                xsi = xmlNewNs(o.x.root,
                               (const xmlChar *)"http://www.w3.org/2001/XMLSchema-instance",
                               (const xmlChar *)"xsi");
                xmlNewNsProp(o.x.root, xsi, (const xmlChar *)"schemaLocation",
                             (const xmlChar *)NS_OAI_DC
                             " http://www.openarchives.org/OAI/2.0/oai_dc.xsd");
                put_record(&o, r);
                answer = xml_out_end(&o.x, false, out, err);
        }
        xml_out_done(&o.x);
        return answer;
}
