/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dublin Core elements and terms (DCMI Metadata Terms, 2020-01-20), wherever they stand: oai_dc, <meta
 * name="DC.…">, XMP. Each has one row; elements of no use to a record are known and dropped.
 */
#include "meta/host-line.h"

#include "text/escape.h"

#include <string.h>
#include <strings.h>

typedef void (*take_term)(struct record *r, const char *text, const char *language);

static void take_title(struct record *r, const char *text, const char *language)
{
        record_add_text(r, &r->titles, text, language);
}

static void take_creator(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_person(r, &r->creators, text);
}

static void take_contributor(struct record *r, const char *text, const char *language UNUSED)
{
        struct agent *a = meta_add_person(r, &r->contributors, text);

        if (a)
                record_set(r, &a->role, "Other");
}

static void take_abstract(struct record *r, const char *text, const char *language)
{
        record_add_text(r, &r->abstracts, text, language);
}

static void take_publisher(struct record *r, const char *text, const char *language UNUSED)
{
        if (!r->publisher)
                record_set(r, &r->publisher, text);
}

/* The journal, its numbers behind it or not; or its ISSN. */
static void take_source(struct record *r, const char *text, const char *language UNUSED)
{
        const char *issn = strlen(text) < 30 ? clean_issn(r, text) : NULL;

        if (issn && !r->within.issn)
                r->within.issn = issn;
        if (!issn && !strstr(text, "://"))
                host_read_source(r, text);
}

static void take_copyrighted(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Copyrighted", text);
}

static void take_modified(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Updated", text);
}

static void take_issued(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Issued", text);
}

static void take_available(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Available", text);
}

static void take_accepted(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Accepted", text);
}

static void take_submitted(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Submitted", text);
}

static void take_created(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_date(r, "Created", text);
}

static void take_type(struct record *r, const char *text, const char *language UNUSED)
{
        if (!r->type)
                meta_set_known_type(r, text);
}

/* A whole citation is no identifier; an ISSN is the journal's. */
static void take_identifier(struct record *r, const char *text, const char *language UNUSED)
{
        size_t spaces = 0;

        for (const char *p = text; *p; p++)
                spaces += *p == ' ';
        if (!r->within.issn && strlen(text) < 30)
                r->within.issn = clean_issn(r, text);
        if (spaces < 3 || doi_normalise(text, &r->arena))
                meta_add_identifier(r, text);
}

static void take_language(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_language(r, text);
}

static void take_place(struct record *r, const char *text, const char *language UNUSED)
{
        meta_add_place(r, text);
}

/* dc:rights may hold a licence or any words on rights; "openAccess" and the like say no licence. */
static void take_rights(struct record *r, const char *text, const char *language UNUSED)
{
        if (str_starts(text, "info:eu-repo/semantics/"))
                return;
        if (vocab_match_licence(text))
                meta_set_licence(r, text);
        else if (!r->rights)
                record_set(r, &r->rights, text);
}

static void take_licence(struct record *r, const char *text, const char *language UNUSED)
{
        meta_set_licence(r, text);
}

/* "info:eu-repo/grantAgreement/EC/FP7/282896": funder, programme, number. */
static void take_grant(struct record *r, const char *text)
{
        CLEANUP(freep) char *copy = strdup(text + strlen("info:eu-repo/grantAgreement/"));
        char *rest = copy, *parts[3] = {NULL, NULL, NULL};
        CLEANUP(str_done) struct str funder = STR_INIT;
        CLEANUP(str_done) struct str award = STR_INIT;

        for (int i = 0; i < 3 && rest; i++)
                parts[i] = strsep(&rest, "/");
        if (parts[0] && url_decode(parts[0], strlen(parts[0]), false, &funder) && parts[2] &&
            url_decode(parts[2], strlen(parts[2]), false, &award))
                record_add_funding(r, str_text(&funder), str_text(&award));
}

/* What it is related to: by its address a relation, else words of a reference. */
static void take_relation_of(struct record *r, const char *type, const char *text)
{
        const char *target = meta_relation_target(r, text);

        if (str_starts(text, "info:eu-repo/grantAgreement/"))
                take_grant(r, text);
        else if (target)
                record_add_relation(r, type, target, NULL);
        else if (!str_starts(text, "info:eu-repo/"))
                record_add_reference(r, text, NULL);
}

static void take_relation(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "References", text);
}

static void take_version_of(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "IsVersionOf", text);
}

static void take_replaced_by(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "IsObsoletedBy", text);
}

static void take_replaces(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "Obsoletes", text);
}

static void take_has_version(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "HasVersion", text);
}

static void take_has_part(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "HasPart", text);
}

static void take_referenced_by(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "IsReferencedBy", text);
}

static void take_requires(struct record *r, const char *text, const char *language UNUSED)
{
        take_relation_of(r, "Requires", text);
}

static void take_part_of(struct record *r, const char *text, const char *language UNUSED)
{
        const char *target = meta_relation_target(r, text);

        if (target && !clean_issn(r, text))
                record_add_relation(r, "IsPartOf", target, NULL);
        else
                take_source(r, text, NULL);
}

/* A whole citation: only what it says in words nobody can mistake. */
static void take_citation(struct record *r, const char *text, const char *language UNUSED)
{
        const char *volume = strcasestr(text, "vol. ");

        if (volume)
                host_read_line(r, volume);
}

static void take_nothing(struct record *r UNUSED, const char *text UNUSED,
                         const char *language UNUSED)
{
}

static const struct {
        const char *element;
        take_term take;
} terms[] = {
        {"title", take_title},
        {"alternative", take_title},
        {"creator", take_creator},
        {"author", take_creator},
        {"contributor", take_contributor},
        {"subject", meta_add_subject},
        {"description", take_abstract},
        {"abstract", take_abstract},
        {"publisher", take_publisher},
        {"source", take_source},
        {"date", take_issued},
        {"issued", take_issued},
        {"available", take_available},
        {"dateaccepted", take_accepted},
        {"datesubmitted", take_submitted},
        {"created", take_created},
        {"type", take_type},
        {"identifier", take_identifier},
        {"doi", take_identifier},
        {"language", take_language},
        {"coverage", take_place},
        {"spatial", take_place},
        {"rights", take_rights},
        {"license", take_licence},
        {"rightsholder", take_nothing},
        {"accessrights", take_nothing},
        {"relation", take_relation},
        {"references", take_relation},
        {"isversionof", take_version_of},
        {"isformatof", take_nothing},
        {"isreplacedby", take_replaced_by},
        {"replaces", take_replaces},
        {"ispartof", take_part_of},
        {"format", take_nothing},
        {"extent", take_nothing},
        {"temporal", take_nothing},
        {"audience", take_nothing},
        {"bibliographiccitation", take_citation},
        {"modified", take_modified},
        {"datecopyrighted", take_copyrighted},
        {"valid", take_nothing},
        {"tableofcontents", take_nothing},
        {"medium", take_nothing},
        {"provenance", take_nothing},
        {"hasversion", take_has_version},
        {"haspart", take_has_part},
        {"hasformat", take_nothing},
        {"isreferencedby", take_referenced_by},
        {"requires", take_requires},
        {"isrequiredby", take_nothing},
        {"conformsto", take_nothing},
};

bool meta_add_term(struct record *r, const char *element, const char *text, const char *language)
{
        for (size_t i = 0; i < ARRAY_LEN(terms); i++) {
                if (strcasecmp(terms[i].element, element))
                        continue;
                if (!str_is_blank(text))
                        terms[i].take(r, text + strspn(text, " \t\r\n"), language);
                return true;
        }
        return false;
}
