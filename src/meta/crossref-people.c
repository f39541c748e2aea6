/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Crossref: who made it, who paid for it, under which licence, what it is related to and what it cites. */
#include "meta/crossref.h"

#include <string.h>
#include <strings.h>

/* --- people ------------------------------------------------------------------------------------------------- */

/* DataCite's word for @contributor_role; NULL: an author. */
static const char *role_of(struct record *r, const xmlNode *node)
{
        static const struct {
                const char *word, *role;
        } roles[] = {{"author", NULL},        {"editor", "Editor"},
                     {"chair", "Editor"},     {"translator", "Translator"},
                     {"reviewer", NULL},      {"review-assistant", "Other"},
                     {"stats-reviewer", NULL}};
        const char *declared = field_attr(r, node, "contributor_role");

        for (size_t i = 0; declared && i < ARRAY_LEN(roles); i++)
                if (!strcasecmp(roles[i].word, declared))
                        return roles[i].role;
        return declared ? "Other" : NULL;
}

/* Before 5.3 a text, since then <affiliations> of institutions. */
static void read_affiliations(struct record *r, struct agent *a, const xmlNode *person)
{
        const xmlNode *list = xml_child(person, "affiliations");

        for (const xmlNode *n = xml_child(person, "affiliation"); n; n = xml_next(n, "affiliation"))
                agent_add_affiliation(r, a, field_text(r, n), NULL, NULL);
        for (const xmlNode *n = xml_child(list, "institution"); n; n = xml_next(n, "institution")) {
                const char *name = field_child(r, n, "institution_name");
                const char *ror = NULL;

                for (const xmlNode *id = xml_child(n, "institution_id"); id && !ror;
                     id = xml_next(id, "institution_id"))
                        ror = meta_ror(r, field_text(r, id));
                agent_add_affiliation(r, a, name ? name : ror, ror, NULL);
        }
}

static struct agent *add_contributor(struct record *r, const xmlNode *node, struct agents *list)
{
        struct agent *a;

        if (xml_is(node, "organization")) {
                a = record_add_agent(r, list, field_text(r, node));
                if (a)
                        a->is_organisation = true;
                return a;
        }
        if (xml_is(node, "anonymous"))
                return record_add_agent(r, list,
                                        field_attr_is(node, "contributor_role", "reviewer")
                                                ? "Anonymous Reviewer"
                                                : "Anonymous");
        return field_add_person(r, list, field_child(r, node, "given_name"),
                                field_child(r, node, "surname"), field_child(r, node, "suffix"),
                                NULL);
}

void crossref_read_people(struct record *r, const xmlNode *contributors, bool is_container)
{
        for (const xmlNode *n = xml_child(contributors, NULL); n; n = xml_next(n, NULL)) {
                const char *role = role_of(r, n);
                struct agent *a;

                if (is_container && !role)
                        continue;
                a = add_contributor(r, n, role ? &r->contributors : &r->creators);
                if (!a)
                        continue;
                record_set(r, &a->role, role);
                meta_set_orcid(r, a, field_child(r, n, "ORCID"));
                read_affiliations(r, a, n);
        }
}

/* --- funding: assertions in assertions ------------------------------------------------------------------------- */

/* Only the words right below, without those of the assertions inside. */
static const char *own_words(struct record *r, const xmlNode *node)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *copy = NULL;

        for (const xmlNode *n = node->children; n; n = n->next)
                if (n->type == XML_TEXT_NODE)
                        str_add(&text, (const char *)n->content);
        clean_set(r, &copy, str_text(&text));
        return copy;
}

struct funder {
        const char *name, *id;
};

static struct funder read_funder(struct record *r, const xmlNode *group)
{
        struct funder f = {NULL, NULL};

        for (const xmlNode *n = xml_walk(group, group); n; n = xml_walk(n, group)) {
                if (field_attr_is(n, "name", "funder_name") && !f.name)
                        f.name = own_words(r, n);
                else if ((field_attr_is(n, "name", "funder_identifier") ||
                          field_attr_is(n, "name", "ror")) &&
                         !f.id)
                        f.id = own_words(r, n);
        }
        return f;
}

static void add_funding(struct record *r, const struct funder *f, const char *award)
{
        struct funding *added = record_add_funding(r, f->name ? f->name : f->id, award);

        if (added)
                record_set(r, &added->funder_id, f->id);
}

static void read_fund_group(struct record *r, const xmlNode *group)
{
        struct funder f = read_funder(r, group);
        bool has_award = false;

        for (const xmlNode *n = xml_walk(group, group); n; n = xml_walk(n, group)) {
                if (!field_attr_is(n, "name", "award_number"))
                        continue;
                add_funding(r, &f, own_words(r, n));
                has_award = true;
        }
        if (!has_award)
                add_funding(r, &f, NULL);
}

/* A group a funder; without groups each name is a funder of its own. */
static void read_fundref(struct record *r, const xmlNode *program)
{
        for (const xmlNode *n = xml_child(program, "assertion"); n; n = xml_next(n, "assertion"))
                if (field_attr_is(n, "name", "fundgroup") || field_attr_is(n, "name", "fund_group"))
                        read_fund_group(r, n);
                else if (field_attr_is(n, "name", "funder_name")) {
                        struct funder f = read_funder(r, n);

                        f.name = own_words(r, n);
                        add_funding(r, &f, NULL);
                } else if (field_attr_is(n, "name", "award_number") && r->n_fundings &&
                           !r->fundings[r->n_fundings - 1].award) {
                        record_set(r, &r->fundings[r->n_fundings - 1].award, own_words(r, n));
                }
}

/* --- licence ------------------------------------------------------------------------------------------------------- */

/* A known licence wins; what only robots may do (tdm) is none for a reader. */
static void read_licences(struct record *r, const xmlNode *program)
{
        for (const xmlNode *n = xml_child(program, "license_ref"); n;
             n = xml_next(n, "license_ref"))
                if (vocab_match_licence(field_text(r, n)))
                        meta_set_licence(r, field_text(r, n));
        for (const xmlNode *n = xml_child(program, "license_ref"); n;
             n = xml_next(n, "license_ref"))
                if (!r->licence && !field_attr_is(n, "applies_to", "tdm") &&
                    !strstr(field_text(r, n) ? field_text(r, n) : "/tdm", "/tdm"))
                        meta_set_licence(r, field_text(r, n));
}

/* --- relations ------------------------------------------------------------------------------------------------------ */

static const char *relation_of(const char *declared)
{
        static const struct {
                const char *word, *relation;
        } words[] = {
                {"isPreprintOf", "IsPreviousVersionOf"},
                {"hasPreprint", "IsNewVersionOf"},
                {"isReviewOf", "Reviews"},
                {"hasReview", "IsReviewedBy"},
                {"isBasedOn", "IsDerivedFrom"},
                {"isBasisFor", "IsSourceOf"},
                {"isManuscriptOf", "IsPreviousVersionOf"},
                {"hasManuscript", "IsNewVersionOf"},
                {"isSameAs", "IsIdenticalTo"},
                {"isSupplementedBy", "IsSupplementedBy"},
                {"isCommentOn", "References"},
                {"isReplyTo", "References"},
                {"isReplacedBy", "IsObsoletedBy"},
                {"replaces", "Obsoletes"},
                {"hasRelatedMaterial", "References"},
        };

        for (size_t i = 0; declared && i < ARRAY_LEN(words); i++)
                if (!strcasecmp(words[i].word, declared))
                        return words[i].relation;
        return meta_word(WORD_RELATION, declared);
}

static void read_related(struct record *r, const xmlNode *program)
{
        for (const xmlNode *item = xml_child(program, "related_item"); item;
             item = xml_next(item, "related_item"))
                for (const xmlNode *n = xml_child(item, NULL); n; n = xml_next(n, NULL)) {
                        const char *type = relation_of(field_attr(r, n, "relationship-type"));

                        if (type)
                                field_add_relation(r, type,
                                                   field_target(r,
                                                                field_attr(r, n, "identifier-type"),
                                                                field_code(r, n)),
                                                   field_child(r, item, "description"));
                }
}

/* "received", "accepted" among what a publisher asserts beside its mark. */
static void read_history(struct record *r, const xmlNode *assertion)
{
        static const struct {
                const char *name, *type;
        } dates[] = {{"accepted", "Accepted"}, {"received", "Submitted"}};

        for (size_t i = 0; i < ARRAY_LEN(dates); i++)
                if (field_attr_is(assertion, "name", dates[i].name) ||
                    field_attr_is(assertion, "label", dates[i].name))
                        meta_add_date(r, dates[i].type, field_text(r, assertion));
}

void crossref_read_programs(struct record *r, const xmlNode *work)
{
        const xmlNode *n = xml_walk(work, work);

        while (n) {
                bool is_list = xml_is(n, "citation_list") || xml_is(n, "component_list");

                if (xml_is(n, "program")) {
                        read_fundref(r, n);
                        read_licences(r, n);
                        read_related(r, n);
                } else if (xml_is(n, "assertion") && xml_is(n->parent, "custom_metadata")) {
                        read_history(r, n);
                }
                n = is_list || xml_is(n, "program") ? field_skip(n, work) : xml_walk(n, work);
        }
}

/* --- citations --------------------------------------------------------------------------------------------------------- */

/* "Ward (1958). The firm in Illyria. American Economic Review 48(4): 566" of what elements there are. */
static void compose(struct record *r, const xmlNode *citation, struct str *out)
{
        static const struct {
                const char *element, *before, *after;
        } parts[] = {
                {"author", "", ""},         {"cYear", " (", ")."},      {"article_title", " ", "."},
                {"volume_title", " ", "."}, {"series_title", " ", "."}, {"journal_title", " ", ""},
                {"volume", " ", ""},        {"issue", "(", ")"},        {"first_page", ": ", ""},
                {"elocation_id", ": ", ""}, {"isbn", ". ISBN ", ""},
        };

        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                const char *text = field_child(r, citation, parts[i].element);

                if (text)
                        str_addf(out, "%s%s%s", parts[i].before, text, parts[i].after);
        }
        str_trim(out);
}

static void read_citation(struct record *r, const xmlNode *node)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *year = field_child(r, node, "cYear");
        const char *doi = field_code(r, xml_child(node, "doi"));
        struct reference *added;

        str_add(&text, field_child(r, node, "unstructured_citation"));
        if (!text.len)
                compose(r, node, &text);
        if (!text.len && doi && doi_normalise(doi, &r->arena))
                str_addf(&text, "https://doi.org/%s", doi_normalise(doi, &r->arena));
        added = record_add_reference(r, str_text(&text), doi);
        if (added && year && date_year(year))
                record_set(r, &added->year, year);
}

void crossref_read_citations(struct record *r, const xmlNode *work)
{
        const xmlNode *list = xml_child(work, "citation_list");

        for (const xmlNode *n = xml_child(list, "citation"); n; n = xml_next(n, "citation"))
                read_citation(r, n);
}
