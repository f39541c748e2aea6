/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A record as a bibliographic record of MARC 21 in XML, one <record> for a <collection>. Fields stand in the
 * order of their tags, without the marks of ISBD (leader 18 is blank).
 */
#include "meta/relators.h"
#include "meta/write-xml.h"
#include "meta/xml-fields.h"

#include <string.h>

#define NS_MARC "http://www.loc.gov/MARC21/slim"

/* --- fields -------------------------------------------------------------------------------------------------------- */

static xmlNode *field(xmlNode *record, const char *tag, const char *indicators)
{
        xmlNode *n = xml_add(record, "datafield", NULL);
        const char first[2] = {indicators[0], '\0'}, second[2] = {indicators[1], '\0'};

        xml_set(n, "tag", tag);
        xml_set(n, "ind1", first);
        xml_set(n, "ind2", second);
        return n;
}

static void subfield(xmlNode *n, const char *code, const char *text)
{
        if (!str_is_blank(text))
                xml_set(xml_add(n, "subfield", text), "code", code);
}

static void one(xmlNode *record, const char *tag, const char *indicators, const char *code,
                const char *text)
{
        if (!str_is_blank(text))
                subfield(field(record, tag, indicators), code, text);
}

/* --- fixed fields ------------------------------------------------------------------------------------------------------ */

static bool is_part(const struct record *r)
{
        return r->source || r->within.pages || r->within.issue;
}

/* ISO 639-2 for the languages that MARC names by three letters; of others the field says nothing. */
static const char *language_code(const char *tag)
{
        static const char *const codes[][2] = {
                {"en", "eng"}, {"fr", "fre"}, {"es", "spa"}, {"pt", "por"}, {"de", "ger"},
                {"it", "ita"}, {"ar", "ara"}, {"zh", "chi"}, {"ru", "rus"}, {"ko", "kor"},
                {"ja", "jpn"}, {"nl", "dut"}, {"ca", "cat"}, {"sv", "swe"}, {"da", "dan"},
                {"no", "nor"}, {"fi", "fin"}, {"pl", "pol"}, {"tr", "tur"}, {"id", "ind"},
                {"hi", "hin"}, {"sw", "swa"}, {"el", "gre"}, {"uk", "ukr"}, {"vi", "vie"}};

        for (size_t i = 0; tag && i < ARRAY_LEN(codes); i++)
                if (!strncmp(codes[i][0], tag, 2) && (!tag[2] || tag[2] == '-'))
                        return codes[i][1];
        return NULL;
}

static void add_fixed(xmlNode *record, const struct record *r)
{
        const char *language = language_code(record_language(r));
        int year = record_year(r);
        char digits[16] = "    ", fixed[64];

        if (year >= 1000 && year <= 2999)
                snprintf(digits, sizeof(digits), "%04d", year);
        /* Positions: 0 date of entry, 6 kind of date, 7 the date, 35 the language. */
        snprintf(fixed, sizeof(fixed), "      s%.4s    xx                     %s  ", digits,
                 language ? language : "   ");
        xml_add(record, "leader",
                is_part(r) ? "00000naa a2200000   4500" : "00000nam a2200000   4500");
        xml_set(xml_add(record, "controlfield", fixed), "tag", "008");
}

/* --- numbers ----------------------------------------------------------------------------------------------------------- */

static void add_numbers(xmlNode *record, const struct record *r)
{
        for (size_t i = 0; i < r->n_identifiers; i++)
                if (str_equal(r->identifiers[i].type, "isbn"))
                        one(record, "020", "  ", "a", r->identifiers[i].value);
        if (!is_part(r))
                one(record, "022", "  ", "a", r->within.issn);
        for (size_t i = 0; i < r->n_identifiers; i++) {
                const struct identifier *id = &r->identifiers[i];
                xmlNode *n;

                if (str_equal(id->type, "isbn") || str_equal(id->type, "url"))
                        continue;
                n = field(record, "024", "7 ");
                subfield(n, "a", id->value);
                subfield(n, "2", str_equal(id->type, "handle") ? "hdl" : id->type);
        }
        for (size_t i = 0; i < r->languages.n; i++)
                one(record, "041", " 7", "a", r->languages.items[i]);
}

/* --- people ------------------------------------------------------------------------------------------------------------ */

static void add_agent(xmlNode *record, const char *tag, const struct agent *a, const char *code,
                      const char *role)
{
        CLEANUP(str_done) struct str buffer = STR_INIT;
        const char *suffix = agent_suffix(a);
        bool has_suffix = suffix && *suffix && clean_is_suffix(suffix) && a->family && a->given;
        xmlNode *n = field(record, tag, a->is_organisation ? "2 " : "1 ");
        const char *name = agent_sort_name(a, &buffer);

        if (has_suffix) {
                str_addf(&buffer, "%s, %s", a->family, a->given);
                name = str_text(&buffer);
        }
        subfield(n, "a", name);
        subfield(n, "c", has_suffix ? suffix : NULL);
        subfield(n, "e", role);
        for (size_t i = 0; i < a->n_affiliations; i++)
                subfield(n, "u", a->affiliations[i].name);
        subfield(n, "4", code);
        if (a->orcid) {
                str_clear(&buffer);
                str_addf(&buffer, "https://orcid.org/%s", a->orcid);
                subfield(n, "1", str_text(&buffer));
        }
        subfield(n, "1", a->ror);
}

static void add_added(xmlNode *record, const struct record *r)
{
        for (size_t i = 1; i < r->creators.n; i++) {
                const struct agent *a = &r->creators.items[i];

                add_agent(record, a->is_organisation ? "710" : "700", a, "aut", NULL);
        }
        for (size_t i = 0; i < r->contributors.n; i++) {
                const struct agent *a = &r->contributors.items[i];
                const char *code = relator_code(a->role);

                add_agent(record, a->is_organisation ? "710" : "700", a, code ? code : "ctb",
                          a->role);
        }
}

/* --- words --------------------------------------------------------------------------------------------------------------- */

static void add_titles(xmlNode *record, const struct record *r)
{
        if (r->titles.n)
                one(record, "245", "00", "a", r->titles.items[0].text);
        for (size_t i = 1; i < r->titles.n; i++)
                one(record, "246", "3 ", "a", r->titles.items[i].text);
        one(record, "250", "  ", "a", r->within.edition);
}

static void add_publication(xmlNode *record, const struct record *r)
{
        xmlNode *n = r->within.place || r->publisher || record_issued(r)
                             ? field(record, "264", " 1")
                             : NULL;

        if (!n)
                return;
        subfield(n, "a", r->within.place);
        subfield(n, "b", r->publisher);
        subfield(n, "c", record_issued(r));
}

static void add_notes(xmlNode *record, const struct record *r)
{
        xmlNode *n = r->within.series ? field(record, "490", "0 ") : NULL;

        if (n) {
                subfield(n, "a", r->within.series);
                subfield(n, "v", is_part(r) ? NULL : r->within.volume);
        }
        if (str_equal(r->type, "thesis"))
                one(record, "502", "  ", "a", "Thesis");
        for (size_t i = 0; i < r->abstracts.n; i++)
                one(record, "520", "3 ", "a", r->abstracts.items[i].text);
        for (size_t i = 0; i < r->summaries.n; i++)
                one(record, "520", "  ", "a", r->summaries.items[i].text);
        for (size_t i = 0; i < r->n_fundings; i++) {
                n = field(record, "536", "  ");
                subfield(n, "a", r->fundings[i].funder);
                subfield(n, "c", r->fundings[i].award);
        }
        if (r->licence) {
                n = field(record, "540", "  ");
                subfield(n, "a", notation_label(VOCAB_LICENCE, r->licence));
                subfield(n, "u", licence_address(r->licence));
        }
        one(record, "540", "  ", "a", r->rights);
}

static void add_concept(xmlNode *record, const char *tag, enum vocab_scheme scheme,
                        const char *notation)
{
        const struct concept *c = vocab_find(scheme, notation);
        xmlNode *n = c ? field(record, tag, " 7") : NULL;

        if (!n)
                return;
        /* Readers that know the address need not look at the words. */
        subfield(n, "0", concept_iri(c));
        subfield(n, "a", concept_label(c, "en"));
}

static void add_subjects(xmlNode *record, const struct record *r)
{
        const struct strings *const places[] = {&r->countries, &r->regions};

        for (size_t i = 0; i < r->n_sdgs; i++)
                if (assertion_is_stated(&r->sdgs[i]))
                        add_concept(record, "650", VOCAB_SDG, r->sdgs[i].notation);
        for (size_t i = 0; i < r->themes.n; i++)
                add_concept(record, "650", VOCAB_THEME, r->themes.items[i]);
        for (size_t i = 0; i < ARRAY_LEN(places); i++)
                for (size_t k = 0; k < places[i]->n; k++)
                        add_concept(record, "651", VOCAB_PLACE, places[i]->items[k]);
        for (size_t i = 0; i < r->keywords.n; i++)
                one(record, "653", "  ", "a", r->keywords.items[i].text);
        if (r->type)
                one(record, "655", " 4", "a", notation_label(VOCAB_TYPE, r->type));
}

static void add_host(xmlNode *record, const struct record *r)
{
        CLEANUP(str_done) struct str place = STR_INIT;
        const struct within *w = &r->within;
        xmlNode *n = is_part(r) ? field(record, "773", "0 ") : NULL;

        if (!n)
                return;
        if (w->volume)
                str_addf(&place, "Vol. %s ", w->volume);
        if (w->issue)
                str_addf(&place, "no. %s ", w->issue);
        subfield(n, "t", r->source);
        subfield(n, "g", str_text(&place));
        str_clear(&place);
        if (w->pages)
                str_addf(&place, "p. %s", w->pages);
        subfield(n, "g", str_text(&place));
        subfield(n, "x", w->issn);
}

static void add_record(xmlNode *record, const struct record *r)
{
        add_fixed(record, r);
        add_numbers(record, r);
        if (r->creators.n) {
                const struct agent *a = &r->creators.items[0];

                add_agent(record, a->is_organisation ? "110" : "100", a, "aut", NULL);
        }
        add_titles(record, r);
        add_publication(record, r);
        add_notes(record, r);
        add_subjects(record, r);
        add_added(record, r);
        one(record, "711", "2 ", "a", r->within.event);
        add_host(record, r);
        for (size_t i = 0; i < r->n_identifiers; i++)
                if (str_equal(r->identifiers[i].type, "url"))
                        one(record, "856", "40", "u", r->identifiers[i].value);
}

int meta_write_marcxml(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(xml_out_done) struct xml_out x = {NULL, NULL};
        int answer = xml_out_start(&x, "record", NULL, NS_MARC, err);

        if (answer != 0)
                return answer;
        add_record(x.root, r);
        return xml_out_end(&x, true, out, err);
}
