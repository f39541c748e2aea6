/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Our own XML (namespace urn:ssehub:record:1). The schema is checked first, so the shape is known here. */
#include "meta/private.h"

#include "text/xml.h"

#include <errno.h>
#include <string.h>

#define NS_RECORD "urn:ssehub:record:1"

/* One element: its text and the language it is in, if any. */
struct item {
        struct record *r;
        const xmlNode *node;
        const char *text;
        const char *language;
};

static const char *attribute(const struct item *i, const char *name)
{
        CLEANUP(freep) char *value = xml_attr(i->node, name);

        return arena_copy(&i->r->arena, value);
}

static void take_title(struct item *i)
{
        record_add_text(i->r, &i->r->titles, i->text, i->language);
}

static void take_abstract(struct item *i)
{
        record_add_text(i->r, &i->r->abstracts, i->text, i->language);
}

static void take_summary(struct item *i)
{
        record_add_text(i->r, &i->r->summaries, i->text, i->language);
}

static void take_keyword(struct item *i)
{
        record_add_text(i->r, &i->r->keywords, i->text, i->language);
}

static void child_text(const xmlNode *parent, const char *name, struct str *out)
{
        const xmlNode *child = xml_child(parent, name);

        if (child)
                xml_text(child, out);
}

static void take_affiliations(struct item *i, struct agent *a)
{
        for (const xmlNode *n = xml_child(i->node, "affiliation"); n;
             n = xml_next(n, "affiliation")) {
                CLEANUP(str_done) struct str name = STR_INIT;
                CLEANUP(freep) char *ror = xml_attr(n, "ror");
                CLEANUP(freep) char *country = xml_attr(n, "country");

                xml_text(n, &name);
                agent_add_affiliation(i->r, a, str_text(&name), meta_ror(i->r, ror), country);
        }
}

static struct agent *take_agent(struct item *i, struct agents *list)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        CLEANUP(str_done) struct str given = STR_INIT;
        CLEANUP(str_done) struct str family = STR_INIT;
        struct agent *a;

        child_text(i->node, "name", &name);
        child_text(i->node, "given", &given);
        child_text(i->node, "family", &family);
        a = record_add_agent(i->r, list, str_text(&name));
        if (!a)
                return NULL;
        record_set(i->r, &a->given, str_text(&given));
        record_set(i->r, &a->family, str_text(&family));
        a->is_organisation = str_equal(attribute(i, "type"), "organisation");
        meta_set_orcid(i->r, a, attribute(i, "orcid"));
        record_set(i->r, &a->ror, meta_ror(i->r, attribute(i, "ror")));
        take_affiliations(i, a);
        return a;
}

static void take_creator(struct item *i)
{
        take_agent(i, &i->r->creators);
}

static void take_contributor(struct item *i)
{
        struct agent *a = take_agent(i, &i->r->contributors);

        if (a)
                record_set(i->r, &a->role, meta_word(WORD_ROLE, attribute(i, "role")));
}

static void take_type(struct item *i)
{
        if (!meta_set_known_type(i->r, i->text))
                record_set(i->r, &i->r->type, i->text);
}

static void take_date(struct item *i)
{
        CLEANUP(str_done) struct str value = STR_INIT;

        str_add(&value, i->text);
        str_trim(&value);
        record_add_date(i->r, meta_word(WORD_DATE, attribute(i, "type")), str_text(&value));
}

static void take_language(struct item *i)
{
        meta_add_language(i->r, i->text);
}

static void take_publisher(struct item *i)
{
        record_set(i->r, &i->r->publisher, i->text);
}

static void take_source(struct item *i)
{
        record_set(i->r, &i->r->source, i->text);
}

static void take_identifier(struct item *i)
{
        record_add_identifier(i->r, attribute(i, "type"), i->text);
}

static void take_licence(struct item *i)
{
        meta_set_licence(i->r, i->text);
}

static void take_rights(struct item *i)
{
        record_set(i->r, &i->r->rights, i->text);
}

static void take_assertion(struct item *i, struct assertion *a)
{
        const char *score = attribute(i, "score");

        if (!a)
                return;
        meta_find_by(attribute(i, "by"), &a->by);
        meta_find_status(attribute(i, "status"), &a->status);
        record_set(i->r, &a->evidence, attribute(i, "evidence"));
        record_set(i->r, &a->method, attribute(i, "method"));
        if (score)
                a->score = meta_number(score);
}

static void take_sdg(struct item *i)
{
        take_assertion(i, record_add_sdg(i->r, i->text, ASSERTED_BY_AUTHOR));
}

static void take_theme_suggestion(struct item *i)
{
        take_assertion(i, record_add_theme_suggestion(i->r, i->text));
}

static void take_machine_read(struct item *i)
{
        const char *score = attribute(i, "score");

        record_set_machine_read(i->r, i->text, score ? meta_number(score) : 1,
                                attribute(i, "method"));
}

static void take_within(struct item *i)
{
        record_set(i->r, within_member(&i->r->within, (const char *)i->node->name), i->text);
}

/* Unknown codes are kept, so that the check of the whole record can name them. */
static void take_theme(struct item *i)
{
        if (!meta_add_theme(i->r, i->text))
                record_add_string(i->r, &i->r->themes, i->text);
}

static void take_country(struct item *i)
{
        if (!meta_add_place(i->r, i->text))
                record_add_string(i->r, &i->r->countries, i->text);
}

static void take_region(struct item *i)
{
        if (!meta_add_place(i->r, i->text))
                record_add_string(i->r, &i->r->regions, i->text);
}

static void take_relation(struct item *i)
{
        record_add_relation(i->r, meta_word(WORD_RELATION, attribute(i, "type")),
                            attribute(i, "target"), i->text);
}

static void take_funding(struct item *i)
{
        struct funding *f = record_add_funding(i->r, attribute(i, "funder"), attribute(i, "award"));

        if (!f)
                return;
        record_set(i->r, &f->funder_id, attribute(i, "funder-id"));
        record_set(i->r, &f->title, i->text);
}

static void take_reference(struct item *i)
{
        struct reference *ref = record_add_reference(i->r, i->text, attribute(i, "doi"));

        if (ref)
                record_set(i->r, &ref->year, attribute(i, "year"));
}

static const struct {
        const char *name;
        void (*take)(struct item *i);
} elements[] = {
        {"title", take_title},
        {"creator", take_creator},
        {"contributor", take_contributor},
        {"abstract", take_abstract},
        {"summary", take_summary},
        {"keyword", take_keyword},
        {"type", take_type},
        {"date", take_date},
        {"language", take_language},
        {"publisher", take_publisher},
        {"source", take_source},
        {"identifier", take_identifier},
        {"licence", take_licence},
        {"rights", take_rights},
        {"sdg", take_sdg},
        {"theme", take_theme},
        {"country", take_country},
        {"region", take_region},
        {"relation", take_relation},
        {"funding", take_funding},
        {"reference", take_reference},
        {"volume", take_within},
        {"issue", take_within},
        {"pages", take_within},
        {"edition", take_within},
        {"series", take_within},
        {"issn", take_within},
        {"place", take_within},
        {"event", take_within},
        {"theme-suggestion", take_theme_suggestion},
        {"machine-read", take_machine_read},
};

static void read_element(struct record *r, const xmlNode *node)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *language = xml_attr(node, "xml:lang");
        struct item i = {r, node, NULL, language ? meta_language(r, language) : NULL};

        xml_text(node, &text);
        i.text = str_text(&text);
        for (size_t k = 0; k < ARRAY_LEN(elements); k++)
                if (xml_is(node, elements[k].name))
                        elements[k].take(&i);
}

int meta_read_ssehub(xmlDoc *doc, struct record *r, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement(doc);
        int answer;

        if (!root || !xml_is(root, "record") || !meta_in_namespace(root, NS_RECORD)) {
                error_set(err, -EINVAL, "<%s> is no record of ours",
                          root ? (const char *)root->name : "");
                return META_NOT_MINE;
        }
        answer = schema_check(doc, err);
        if (answer)
                return answer;
        for (const xmlNode *n = xml_child(root, NULL); n; n = xml_next(n, NULL))
                read_element(r, n);
        return r->arena.failed ? error_no_memory(err) : 0;
}
