/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record as DataCite's kernel 4.6, valid by its schema. It cannot be without an identifier and a year: a
 * record that has none of its own is refused. What is unknown otherwise gets DataCite's word for that.
 */
#include "meta/write-xml.h"

#include "meta/xml-fields.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#define NS_DATACITE  "http://datacite.org/schema/kernel-4"
#define SCHEMA_PLACE NS_DATACITE " https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
#define UNKNOWN      "(:unav)"

enum { PAGE_ROOM = 64 };

/* --- identifiers ------------------------------------------------------------------------------------------------- */

static const struct identifier *find_identifier(const struct record *r, const char *type)
{
        for (size_t i = 0; i < r->n_identifiers; i++)
                if (!type || str_equal(r->identifiers[i].type, type))
                        return &r->identifiers[i];
        return NULL;
}

/* The identifier of the record: its DOI, else its address, else whatever it has. */
static const struct identifier *main_identifier(const struct record *r)
{
        const struct identifier *id = find_identifier(r, "doi");

        if (!id)
                id = find_identifier(r, "url");
        return id ? id : find_identifier(r, NULL);
}

/* As DataCite spells the types of identifiers. */
static const char *spell(const char *type)
{
        static const char *const types[] = {"ARK",  "arXiv", "DOI", "Handle", "ISBN", "ISSN",
                                            "PMID", "PMCID", "URL", "URN",    "Local"};

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (!strcasecmp(types[i], type))
                        return types[i];
        return type;
}

static void add_identifiers(xmlNode *root, const struct record *r, const struct identifier *first)
{
        xmlNode *list = NULL;

        xml_set(xml_add(root, "identifier", first->value), "identifierType", spell(first->type));
        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];

                if (id == first)
                        continue;
                if (!list)
                        list = xml_add(root, "alternateIdentifiers", NULL);
                xml_set(xml_add(list, "alternateIdentifier", id->value), "alternateIdentifierType",
                        spell(id->type));
        }
}

/* --- people -------------------------------------------------------------------------------------------------------- */

static void add_name_identifier(xmlNode *agent, const char *value, const char *scheme,
                                const char *uri)
{
        xmlNode *n = xml_put(agent, "nameIdentifier", value);

        xml_set(n, "nameIdentifierScheme", scheme);
        xml_set(n, "schemeURI", uri);
}

static void add_agent(xmlNode *list, const struct agent *a, bool is_creator)
{
        CLEANUP(str_done) struct str buffer = STR_INIT;
        xmlNode *n = xml_add(list, is_creator ? "creator" : "contributor", NULL);
        xmlNode *name = xml_add(n, is_creator ? "creatorName" : "contributorName",
                                agent_sort_name(a, &buffer));
        const char *role = meta_word(WORD_ROLE, a->role);

        if (!is_creator)
                xml_set(n, "contributorType", role ? role : "Other");
        if (a->is_organisation)
                xml_set(name, "nameType", "Organizational");
        else if (a->family || a->given)
                xml_set(name, "nameType", "Personal");
        xml_put(n, "givenName", a->given);
        xml_put(n, "familyName", a->family);
        if (a->orcid)
                add_name_identifier(n, a->orcid, "ORCID", "https://orcid.org");
        if (a->ror)
                add_name_identifier(n, a->ror, "ROR", "https://ror.org");
        for (size_t i = 0; i < a->n_affiliations; i++) {
                xmlNode *x = xml_add(n, "affiliation", a->affiliations[i].name);

                if (!a->affiliations[i].ror)
                        continue;
                xml_set(x, "affiliationIdentifier", a->affiliations[i].ror);
                xml_set(x, "affiliationIdentifierScheme", "ROR");
                xml_set(x, "schemeURI", "https://ror.org");
        }
}

static void add_agents(xmlNode *root, const char *name, const struct agents *agents)
{
        bool is_creator = !strcmp(name, "creators");
        xmlNode *list = agents->n || is_creator ? xml_add(root, name, NULL) : NULL;
        const struct agent nobody = {.name = UNKNOWN};

        for (size_t i = 0; i < agents->n; i++)
                add_agent(list, &agents->items[i], is_creator);
        if (is_creator && agents->n == 0)
                add_agent(list, &nobody, true);
}

/* --- words --------------------------------------------------------------------------------------------------------- */

static void add_titles(xmlNode *root, const struct record *r)
{
        xmlNode *list = xml_add(root, "titles", NULL);
        const char *language = record_language(r);

        if (r->titles.n == 0)
                xml_add(list, "title", UNKNOWN);
        for (size_t i = 0; i < r->titles.n; i++) {
                const struct lang_text *t = &r->titles.items[i];
                xmlNode *n = xml_put_lang(list, "title", t->text, t->language);

                if (i)
                        xml_set(n, "titleType",
                                t->language && language && strcmp(t->language, language)
                                        ? "TranslatedTitle"
                                        : "AlternativeTitle");
        }
}

static void add_description(xmlNode **list, xmlNode *root, const struct lang_text *text,
                            const char *type)
{
        if (!*list)
                *list = xml_add(root, "descriptions", NULL);
        xml_set(xml_put_lang(*list, "description", text->text, text->language), "descriptionType",
                type);
}

static void add_descriptions(xmlNode *root, const struct record *r)
{
        const struct lang_text series = {r->within.series, NULL};
        xmlNode *list = NULL;

        for (size_t i = 0; i < r->abstracts.n; i++)
                add_description(&list, root, &r->abstracts.items[i], "Abstract");
        for (size_t i = 0; i < r->summaries.n; i++)
                add_description(&list, root, &r->summaries.items[i], "Other");
        if (series.text)
                add_description(&list, root, &series, "SeriesInformation");
}

/* --- what it is about ------------------------------------------------------------------------------------------------- */

static void add_concept(xmlNode *list, enum vocab_scheme scheme, const char *notation,
                        const char *name, const char *uri)
{
        const struct concept *c = vocab_find(scheme, notation);
        xmlNode *n = c ? xml_add(list, "subject", concept_label(c, "en")) : NULL;

        xml_set(n, "subjectScheme", name);
        xml_set(n, "schemeURI", uri);
        xml_set(n, "valueURI", c ? concept_iri(c) : NULL);
}

static void add_subjects(xmlNode *root, const struct record *r)
{
        xmlNode *list =
                r->keywords.n || r->n_sdgs || r->themes.n ? xml_add(root, "subjects", NULL) : NULL;

        for (size_t i = 0; i < r->keywords.n; i++)
                xml_put_lang(list, "subject", r->keywords.items[i].text,
                             r->keywords.items[i].language);
        for (size_t i = 0; i < r->n_sdgs; i++)
                if (assertion_is_stated(&r->sdgs[i]))
                        add_concept(list, VOCAB_SDG, r->sdgs[i].notation,
                                    "Sustainable Development Goals", "http://metadata.un.org/sdg");
        for (size_t i = 0; i < r->themes.n; i++)
                add_concept(list, VOCAB_THEME, r->themes.items[i], "ssehub themes",
                            "urn:ssehub:vocab:themes");
}

static void add_places(xmlNode *root, const struct record *r)
{
        const struct strings *const lists[] = {&r->countries, &r->regions};
        xmlNode *all = NULL;

        for (size_t i = 0; i < ARRAY_LEN(lists); i++)
                for (size_t k = 0; k < lists[i]->n; k++) {
                        const char *label = notation_label(VOCAB_PLACE, lists[i]->items[k]);

                        if (!all)
                                all = xml_add(root, "geoLocations", NULL);
                        xml_add(xml_add(all, "geoLocation", NULL), "geoLocationPlace", label);
                }
}

/* --- type, dates, rights -------------------------------------------------------------------------------------------------- */

/* DataCite's general type for ours, and for what a work of this type appears in. */
static const struct general {
        const char *type, *general, *container;
} generals[] = {
        {"research-paper", "JournalArticle", "Journal"},
        {"working-paper", "Preprint", "Collection"},
        {"conference-paper", "ConferencePaper", "ConferenceProceeding"},
        {"dataset", "Dataset", "Collection"},
        {"thesis", "Dissertation", "Collection"},
        {"report", "Report", "Collection"},
        {"book", "Book", "Collection"},
        {"book-chapter", "BookChapter", "Book"},
        {"other", "Other", "Collection"},
};

static const struct general *general_of(const struct record *r)
{
        static const struct general text = {NULL, "Text", "Journal"};

        for (size_t i = 0; r->type && i < ARRAY_LEN(generals); i++)
                if (!strcmp(generals[i].type, r->type))
                        return &generals[i];
        return &text;
}

static void add_type(xmlNode *root, const struct record *r)
{
        xmlNode *n =
                xml_add(root, "resourceType", r->type ? notation_label(VOCAB_TYPE, r->type) : NULL);

        xml_set(n, "resourceTypeGeneral", general_of(r)->general);
}

static void add_dates(xmlNode *root, const struct record *r)
{
        xmlNode *list = r->n_dates ? xml_add(root, "dates", NULL) : NULL;

        for (size_t i = 0; i < r->n_dates; i++) {
                const char *type = meta_word(WORD_DATE, r->dates[i].type);

                xml_set(xml_add(list, "date", r->dates[i].value), "dateType",
                        type ? type : "Other");
        }
}

static void add_rights(xmlNode *root, const struct record *r)
{
        const struct concept *c = r->licence ? vocab_find(VOCAB_LICENCE, r->licence) : NULL;
        xmlNode *list = r->licence || r->rights ? xml_add(root, "rightsList", NULL) : NULL;
        xmlNode *n = r->licence ? xml_add(list, "rights", notation_label(VOCAB_LICENCE, r->licence))
                                : NULL;

        xml_set(n, "rightsURI", licence_address(r->licence));
        if (c) {
                xml_set(n, "rightsIdentifier", r->licence);
                xml_set(n, "rightsIdentifierScheme", "SPDX");
                xml_set(n, "schemeURI", "https://spdx.org/licenses/");
        }
        if (r->rights)
                xml_add(list, "rights", r->rights);
}

/* --- ties to others ---------------------------------------------------------------------------------------------------------- */

/* What the schema calls a type of identifier; an address is a URL, anything else the hub's own. */
static void add_target(xmlNode *node, const char *attribute, const char *target)
{
        const char *type, *value;

        field_split_target(target, &type, &value);
        xmlNodeAddContent(node, (const xmlChar *)value);
        xml_set(node, attribute, type ? type : "URL");
}

static void add_relations(xmlNode *root, const struct record *r)
{
        xmlNode *list = r->n_relations ? xml_add(root, "relatedIdentifiers", NULL) : NULL;

        for (size_t i = 0; i < r->n_relations; i++) {
                const char *type = meta_word(WORD_RELATION, r->relations[i].type);
                xmlNode *n = xml_add(list, "relatedIdentifier", NULL);

                add_target(n, "relatedIdentifierType", r->relations[i].target);
                xml_set(n, "relationType", type ? type : "References");
        }
}

/* The identifier stands first. */
static xmlNode *add_item(xmlNode *list, const char *type, const char *relation, const char *id,
                         const char *id_type, const char *title)
{
        xmlNode *n = xml_add(list, "relatedItem", NULL);

        xml_set(n, "relatedItemType", type);
        xml_set(n, "relationType", relation);
        if (id)
                xml_set(xml_add(n, "relatedItemIdentifier", id), "relatedItemIdentifierType",
                        id_type);
        if (title)
                xml_add(xml_add(n, "titles", NULL), "title", title);
        return n;
}

static void add_source(xmlNode *list, const struct record *r)
{
        xmlNode *n = add_item(list, general_of(r)->container, "IsPublishedIn", r->within.issn,
                              "ISSN", r->source);
        char first[PAGE_ROOM], last[PAGE_ROOM];
        bool is_range = pages_split(r->within.pages, first, last, PAGE_ROOM);

        xml_put(n, "volume", r->within.volume);
        xml_put(n, "issue", r->within.issue);
        xml_put(n, "firstPage", is_range ? first : r->within.pages);
        if (is_range)
                xml_put(n, "lastPage", last);
}

static bool is_year(const char *text)
{
        return text && strlen(text) == 4 && strspn(text, "0123456789") == 4;
}

static void add_items(xmlNode *root, const struct record *r)
{
        bool has_source = r->source || r->within.volume || r->within.issue || r->within.pages ||
                          r->within.issn;
        xmlNode *list = has_source || r->n_references ? xml_add(root, "relatedItems", NULL) : NULL;

        if (has_source)
                add_source(list, r);
        for (size_t i = 0; i < r->n_references; i++) {
                const struct reference *ref = &r->references[i];
                xmlNode *n = add_item(list, "Text", "References", ref->doi, "DOI", ref->text);

                if (is_year(ref->year))
                        xml_add(n, "publicationYear", ref->year);
        }
}

static const char *funder_scheme(const char *id)
{
        static const struct {
                const char *part, *scheme;
        } schemes[] = {{"ror.org/", "ROR"},
                       {"10.13039/", "Crossref Funder ID"},
                       {"isni.org/", "ISNI"},
                       {"grid.", "GRID"}};

        for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
                if (strstr(id, schemes[i].part))
                        return schemes[i].scheme;
        return "Other";
}

static void add_fundings(xmlNode *root, const struct record *r)
{
        xmlNode *list = r->n_fundings ? xml_add(root, "fundingReferences", NULL) : NULL;

        for (size_t i = 0; i < r->n_fundings; i++) {
                const struct funding *f = &r->fundings[i];
                xmlNode *n = xml_add(list, "fundingReference", NULL);

                xml_add(n, "funderName", f->funder ? f->funder : UNKNOWN);
                if (f->funder_id)
                        xml_set(xml_add(n, "funderIdentifier", f->funder_id),
                                "funderIdentifierType", funder_scheme(f->funder_id));
                xml_put(n, "awardNumber", f->award);
                xml_put(n, "awardTitle", f->title);
        }
}

/* --- together ------------------------------------------------------------------------------------------------------------------ */

static void add_head(xmlNode *root, const struct record *r, const struct identifier *id)
{
        xmlNs *xsi = xmlNewNs(root, (const xmlChar *)"http://www.w3.org/2001/XMLSchema-instance",
                              (const xmlChar *)"xsi");

        xmlNewNsProp(root, xsi, (const xmlChar *)"schemaLocation", (const xmlChar *)SCHEMA_PLACE);
        add_identifiers(root, r, id);
        add_agents(root, "creators", &r->creators);
        add_titles(root, r);
        xml_add(root, "publisher", r->publisher ? r->publisher : UNKNOWN);
}

int meta_write_datacite(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(xml_out_done) struct xml_out x = {NULL, NULL};
        const struct identifier *id = main_identifier(r);
        int year = record_year(r), answer;
        char digits[16];

        if (!id || year < 1000) {
                error_set(err, 0, "DataCite needs %s, and the record has none",
                          id ? "a year" : "an identifier");
                return META_INCOMPLETE;
        }
        answer = xml_out_start(&x, "resource", NULL, NS_DATACITE, err);
        if (answer != 0)
                return answer;
        add_head(x.root, r, id);
        snprintf(digits, sizeof(digits), "%04d", year);
        xml_add(x.root, "publicationYear", digits);
        add_type(x.root, r);
        add_subjects(x.root, r);
        add_agents(x.root, "contributors", &r->contributors);
        add_dates(x.root, r);
        xml_put(x.root, "language", record_language(r));
        add_relations(x.root, r);
        xml_put(x.root, "version", r->within.edition);
        add_rights(x.root, r);
        add_descriptions(x.root, r);
        add_places(x.root, r);
        add_fundings(x.root, r);
        add_items(x.root, r);
        return xml_out_end(&x, false, out, err);
}
