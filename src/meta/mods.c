/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MODS 3 (Library of Congress): <mods>, alone or in a <modsCollection>. What the catalogue says of its own
 * record (recordInfo), of the copy on a shelf and of the thing's size is left out.
 */
#include "meta/relators.h"
#include "meta/xml-fields.h"
#include "meta/xml-formats.h"

#include <string.h>
#include <strings.h>

/* --- titles --------------------------------------------------------------------------------------------------- */

/* Catalogues end a title with the mark that starts the next part: "3 arias :", "The firm /". */
static const char *without_marks(struct record *r, const char *title)
{
        size_t n = title ? strlen(title) : 0;

        while (n && strchr(" :/;=,", title[n - 1]))
                n--;
        return n ? arena_copy_bytes(&r->arena, title, n) : NULL;
}

/* "The firm: a history. Part 2, The workers", in one line. */
static const char *title_of(struct record *r, const xmlNode *info)
{
        const char *article = field_child(r, info, "nonSort");
        const char *title = without_marks(r, field_child(r, info, "title"));
        const char *subtitle = without_marks(r, field_child(r, info, "subTitle"));
        const char *number = without_marks(r, field_child(r, info, "partNumber"));
        const char *name = without_marks(r, field_child(r, info, "partName"));

        /* "L'" stands close to the word, "The" apart. */
        if (article && title)
                title = arena_printf(&r->arena, "%s%s%s", article,
                                     strchr("'-", article[strlen(article) - 1]) ? "" : " ", title);
        title = field_join_title(r, title, subtitle);
        if (title && (number || name))
                title = arena_printf(&r->arena, "%s. %s%s%s", title, number ? number : "",
                                     number && name ? ": " : "", name ? name : "");
        return title;
}

/* The title proper first, then abbreviated ones left out, then all the others. */
static void read_titles(struct record *r, const xmlNode *mods, bool proper)
{
        for (const xmlNode *n = xml_child(mods, "titleInfo"); n; n = xml_next(n, "titleInfo")) {
                bool is_proper = !field_attr(r, n, "type");

                if (is_proper == proper && !field_attr_is(n, "type", "abbreviated") &&
                    !(field_attr_is(n, "type", "uniform") && r->titles.n))
                        record_add_text(r, &r->titles, title_of(r, n), field_language(r, n));
        }
}

/* --- people ----------------------------------------------------------------------------------------------------- */

static const char *part_of(struct record *r, const xmlNode *name, const char *type)
{
        for (const xmlNode *n = xml_child(name, "namePart"); n; n = xml_next(n, "namePart"))
                if (field_attr_is(n, "type", type))
                        return field_text(r, n);
        return NULL;
}

/* Parts without a type: of a body one below the other ("Library of Congress. Music Division"). */
static const char *whole_name(struct record *r, const xmlNode *name)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *copy = NULL;
        size_t n_life;

        for (const xmlNode *n = xml_child(name, "namePart"); n; n = xml_next(n, "namePart")) {
                const char *part = field_attr(r, n, "type") ? NULL : field_text(r, n);

                if (part)
                        str_addf(&text, "%s%s", text.len ? ". " : "", part);
        }
        if (!text.len)
                str_add(&text, field_child(r, name, "displayForm"));
        n_life = meta_life_dates(str_text(&text));
        record_set(r, &copy, arena_copy_bytes(&r->arena, str_text(&text), text.len - n_life));
        return copy;
}

/* The first role that is known; a name without any is the author's. */
static const struct relator *relator_of(struct record *r, const xmlNode *name)
{
        static const struct relator author = {"aut", RELATOR_CREATOR, NULL};
        static const struct relator other = {"ctb", RELATOR_CONTRIBUTOR, "Other"};
        const struct relator *found = NULL;
        bool any = false;

        for (const xmlNode *role = xml_child(name, "role"); role && !found;
             role = xml_next(role, "role")) {
                if (!xml_child(role, "roleTerm")) /* 3.0 had the word right here */
                        found = relator_find(field_text(r, role));
                for (const xmlNode *n = xml_child(role, "roleTerm"); n && !found;
                     n = xml_next(n, "roleTerm"))
                        found = relator_find(field_text(r, n));
                any |= field_text(r, role) != NULL;
        }
        return found ? found : any ? &other : &author;
}

static struct agent *add_agent(struct record *r, const xmlNode *name, struct agents *list)
{
        const char *whole = whole_name(r, name), *terms = part_of(r, name, "termsOfAddress");
        bool is_body = field_attr_is(name, "type", "corporate") ||
                       field_attr_is(name, "type", "conference");
        struct agent *a;

        if (is_body)
                a = record_add_agent(r, list, whole);
        else
                a = field_add_person(r, list, part_of(r, name, "given"), part_of(r, name, "family"),
                                     clean_is_suffix(terms) ? terms : NULL, whole);
        if (a)
                a->is_organisation |= is_body;
        return a;
}

static void read_agent_details(struct record *r, struct agent *a, const xmlNode *name)
{
        meta_set_orcid(r, a, field_attr(r, name, "valueURI"));
        a->ror = a->is_organisation ? meta_ror(r, field_attr(r, name, "valueURI")) : NULL;
        for (const xmlNode *n = xml_child(name, "nameIdentifier"); n;
             n = xml_next(n, "nameIdentifier")) {
                const char *text = field_text(r, n);

                if (text && (field_attr_is(n, "type", "orcid") || strstr(text, "orcid.org")))
                        meta_set_orcid(r, a, text);
                if (!a->ror && a->is_organisation)
                        a->ror = meta_ror(r, text);
        }
        for (const xmlNode *n = xml_child(name, "affiliation"); n; n = xml_next(n, "affiliation"))
                agent_add_affiliation(r, a, field_text(r, n),
                                      meta_ror(r, field_attr(r, n, "valueURI")), NULL);
}

static void read_name(struct record *r, const xmlNode *name, bool is_of_host)
{
        const struct relator *relator = relator_of(r, name);
        bool is_creator = relator->kind == RELATOR_CREATOR;
        struct agent *a;

        if (field_attr_is(name, "type", "conference") && !r->within.event)
                record_set(r, &r->within.event, whole_name(r, name));
        else if (relator->kind == RELATOR_PUBLISHER && !r->publisher)
                record_set(r, &r->publisher, whole_name(r, name));
        else if (relator->kind == RELATOR_FUNDER)
                record_add_funding(r, whole_name(r, name), NULL);
        if ((!is_creator && relator->kind != RELATOR_CONTRIBUTOR) ||
            field_attr_is(name, "type", "conference") || (is_of_host && is_creator))
                return;
        a = add_agent(r, name, is_creator ? &r->creators : &r->contributors);
        if (!a)
                return;
        record_set(r, &a->role, relator->role);
        read_agent_details(r, a, name);
}

static void read_names(struct record *r, const xmlNode *owner, bool is_of_host)
{
        for (const xmlNode *n = xml_child(owner, "name"); n; n = xml_next(n, "name"))
                read_name(r, n, is_of_host);
}

/* --- when and by whom ---------------------------------------------------------------------------------------------- */

/* The date of this name with an encoding before those in words; the end of a span is none. */
static const xmlNode *best_date(struct record *r, const xmlNode *origin, const char *name)
{
        const xmlNode *best = NULL;

        for (const xmlNode *n = xml_child(origin, name); n; n = xml_next(n, name)) {
                if (field_attr_is(n, "point", "end"))
                        continue;
                if (!best || (field_attr(r, n, "encoding") && !field_attr(r, best, "encoding")))
                        best = n;
        }
        return best;
}

static void read_dates(struct record *r, const xmlNode *origin)
{
        static const struct {
                const char *element, *type;
        } dates[] = {{"dateIssued", "Issued"},
                     {"copyrightDate", "Copyrighted"},
                     {"dateValid", "Valid"},
                     {"dateCreated", "Created"},
                     {"dateModified", "Updated"}};

        for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
                const xmlNode *n = best_date(r, origin, dates[i].element);

                if (n)
                        meta_add_date(r, dates[i].type, field_text(r, n));
        }
        for (const xmlNode *n = xml_child(origin, "dateOther"); n; n = xml_next(n, "dateOther")) {
                const char *type = meta_word(WORD_DATE, field_attr(r, n, "type"));

                if (type)
                        meta_add_date(r, type, field_text(r, n));
        }
}

/* A code ("enk") is for machines; the words of the place are what a citation shows. */
static const char *place_of(struct record *r, const xmlNode *origin)
{
        for (const xmlNode *p = xml_child(origin, "place"); p; p = xml_next(p, "place")) {
                if (!xml_child(p, NULL) || xml_child(p, "text"))
                        return field_known(field_text(r, p));
                for (const xmlNode *n = xml_child(p, "placeTerm"); n; n = xml_next(n, "placeTerm"))
                        if (!field_attr_is(n, "type", "code"))
                                return field_known(without_marks(r, field_text(r, n)));
        }
        return NULL;
}

static void set_once(struct record *r, const char **field, const char *text)
{
        if (!*field)
                record_set(r, field, text);
}

static void read_origins(struct record *r, const xmlNode *owner)
{
        for (const xmlNode *n = xml_child(owner, "originInfo"); n; n = xml_next(n, "originInfo")) {
                set_once(r, &r->within.place, place_of(r, n));
                set_once(r, &r->publisher,
                         field_known(without_marks(r, field_child(r, n, "publisher"))));
                set_once(r, &r->within.edition, field_child(r, n, "edition"));
                read_dates(r, n);
        }
}

/* --- where it stands ------------------------------------------------------------------------------------------------- */

static const char *number_of(struct record *r, const xmlNode *detail)
{
        const char *number = field_child(r, detail, "number");

        return number ? number : field_child(r, detail, "title");
}

static void read_extent(struct record *r, const xmlNode *extent)
{
        const char *start = field_child(r, extent, "start"), *end = field_child(r, extent, "end");

        if (r->within.pages)
                return;
        r->within.pages = start || end ? clean_page_range(r, start, end)
                                       : clean_pages(r, field_child(r, extent, "list"));
}

static void read_part(struct record *r, const xmlNode *part)
{
        for (const xmlNode *n = xml_child(part, "detail"); n; n = xml_next(n, "detail")) {
                if (field_attr_is(n, "type", "volume"))
                        set_once(r, &r->within.volume, number_of(r, n));
                else if (field_attr_is(n, "type", "issue") || field_attr_is(n, "type", "number"))
                        set_once(r, &r->within.issue, number_of(r, n));
                else if (field_attr_is(n, "type", "page") || field_attr_is(n, "type", "article"))
                        set_once(r, &r->within.pages, clean_pages(r, number_of(r, n)));
        }
        for (const xmlNode *n = xml_child(part, "extent"); n; n = xml_next(n, "extent"))
                read_extent(r, n);
}

/* Of the journal or the book: its ISSN, its ISBN. */
static void read_host_numbers(struct record *r, const xmlNode *host)
{
        for (const xmlNode *n = xml_child(host, "identifier"); n; n = xml_next(n, "identifier")) {
                const char *text = field_text(r, n);

                if (field_attr_is(n, "invalid", "yes"))
                        continue;
                if (!r->within.issn && !field_attr_is(n, "type", "isbn"))
                        r->within.issn = clean_issn(r, text);
                if (field_attr_is(n, "type", "isbn"))
                        clean_add_isbns(r, text);
                else if (field_attr_is(n, "type", "doi"))
                        field_add_relation(r, "IsPartOf", field_target(r, "DOI", text), r->source);
        }
}

static bool has_date(const struct record *r)
{
        for (size_t i = 0; i < r->n_dates; i++)
                if (str_equal(r->dates[i].type, "Issued"))
                        return true;
        return false;
}

static void read_host(struct record *r, const xmlNode *host)
{
        const xmlNode *part = xml_child(host, "part");

        if (r->source)
                return;
        record_set(r, &r->source, title_of(r, xml_child(host, "titleInfo")));
        read_part(r, part);
        if (!has_date(r))
                meta_add_date(r, "Issued", field_child(r, part, "date"));
        if (!has_date(r))
                read_origins(r, host);
        else
                set_once(r, &r->publisher, field_child(r, host, "originInfo/publisher"));
        set_once(r, &r->within.place, place_of(r, xml_child(host, "originInfo")));
        read_host_numbers(r, host);
        read_names(r, host, true);
}

/* Works it cites, of their title or of whatever is said. */
static void read_reference(struct record *r, const xmlNode *item)
{
        const char *title = title_of(r, xml_child(item, "titleInfo"));
        const char *doi = NULL, *year = field_child(r, item, "originInfo/dateIssued");
        struct reference *ref;

        for (const xmlNode *n = xml_child(item, "identifier"); n && !doi;
             n = xml_next(n, "identifier"))
                if (field_attr_is(n, "type", "doi"))
                        doi = field_code(r, n);
        ref = record_add_reference(r, title ? title : field_text(r, item), doi);
        if (ref && year && date_year(year))
                record_set(r, &ref->year, year);
}

static void read_relation(struct record *r, const xmlNode *item, const char *type)
{
        const char *title = title_of(r, xml_child(item, "titleInfo"));
        const char *href = field_attr(r, item, "href");

        for (const xmlNode *n = xml_child(item, "identifier"); n; n = xml_next(n, "identifier")) {
                const char *id_type = field_attr(r, n, "type");
                const char *target = field_target(r, id_type, field_code(r, n));

                /* A number of some catalogue leads nowhere. */
                if (target && strchr(target, ':'))
                        field_add_relation(r, type, target, title);
        }
        if (href)
                field_add_relation(r, type, field_target(r, "URL", href), title);
        if (xml_path(item, "location/url"))
                field_add_relation(r, type,
                                   field_target(r, "URL", field_child(r, item, "location/url")),
                                   title);
}

static void read_related_item(struct record *r, const xmlNode *item)
{
        static const struct {
                const char *word, *relation;
        } types[] = {
                {"original", "IsDerivedFrom"},        {"preceding", "Continues"},
                {"succeeding", "IsContinuedBy"},      {"otherVersion", "HasVersion"},
                {"otherFormat", "IsVariantFormOf"},   {"constituent", "HasPart"},
                {"isReferencedBy", "IsReferencedBy"}, {"reviewOf", "Reviews"},
        };
        const char *other = meta_word(WORD_RELATION, field_attr(r, item, "otherType"));

        if (field_attr_is(item, "type", "host"))
                read_host(r, item);
        else if (field_attr_is(item, "type", "series"))
                set_once(r, &r->within.series, title_of(r, xml_child(item, "titleInfo")));
        else if (field_attr_is(item, "type", "references"))
                read_reference(r, item);
        else if (other)
                read_relation(r, item, other);
        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (field_attr_is(item, "type", types[i].word))
                        read_relation(r, item, types[i].relation);
}

/* --- type -------------------------------------------------------------------------------------------------------------- */

static bool type_of_genres(struct record *r, const xmlNode *mods)
{
        static const struct {
                const char *genre, *type;
        } genres[] = {
                {"conference publication", "conference-paper"},
                {"academic journal", NULL},
                {"journal", NULL},
                {"newspaper", NULL},
                {"periodical", NULL},
                {"technical report", "report"},
                {"instruction", "training-material"},
                {"legislation", "policy-or-legislation"},
        };

        for (const xmlNode *n = xml_child(mods, "genre"); n; n = xml_next(n, "genre")) {
                const char *text = field_text(r, n);
                size_t i = 0;

                while (text && i < ARRAY_LEN(genres) && strcasecmp(genres[i].genre, text))
                        i++;
                if (text && i < ARRAY_LEN(genres))
                        record_set(r, &r->type, genres[i].type);
                else if (text)
                        meta_set_known_type(r, text);
                if (r->type)
                        return true;
        }
        return false;
}

static bool is_serial(struct record *r, const xmlNode *host)
{
        const char *issuance = field_child(r, host, "originInfo/issuance");

        return str_equal(issuance, "continuing") || str_equal(issuance, "serial") ||
               (r->within.volume && r->within.issue) ||
               (r->within.issn && (r->within.volume || r->within.issue || r->within.pages));
}

static void read_type(struct record *r, const xmlNode *mods, const xmlNode *host)
{
        const char *issuance = field_child(r, mods, "originInfo/issuance");
        bool is_text = str_equal(field_child(r, mods, "typeOfResource"), "text");
        CLEANUP(record_freep) struct record *of_host = record_new();

        if (type_of_genres(r, mods) || !of_host)
                return;
        if (!is_text && !host)
                return;
        if (host) {
                type_of_genres(of_host, host);
                if (str_equal(of_host->type, "book"))
                        record_set(r, &r->type, "book-chapter");
                else if (str_equal(of_host->type, "conference-paper"))
                        record_set(r, &r->type, "conference-paper");
                else if (is_serial(r, host))
                        record_set(r, &r->type, "research-paper");
        } else if (str_equal(issuance, "monographic") &&
                   !str_equal(field_child(r, mods, "genre"), "government publication")) {
                record_set(r, &r->type, "book");
        }
}

/* --- subjects ------------------------------------------------------------------------------------------------------------ */

/* A place beside topics says where; alone it is what the work is about. */
static void take_place(struct record *r, const char *text, bool alone, const char *language)
{
        if (text && !meta_add_place(r, text) && alone)
                record_add_text(r, &r->keywords, text, language);
}

static void read_subject(struct record *r, const xmlNode *subject)
{
        const char *iri = field_attr(r, subject, "valueURI");
        const char *language = field_language(r, subject);
        bool alone = !xml_child(subject, "topic");

        if (iri && strstr(iri, "sdg") && meta_add_sdg(r, iri))
                return;
        for (const xmlNode *n = xml_child(subject, NULL); n; n = xml_next(n, NULL)) {
                const char *own = field_attr(r, n, "valueURI");
                const struct concept *c = own ? vocab_find_iri(own) : NULL;

                if (own && strstr(own, "sdg") && meta_add_sdg(r, own))
                        continue;
                if (c && vocab_find(VOCAB_THEME, concept_notation(c)) == c)
                        record_add_string(r, &r->themes, concept_notation(c));
                else if (xml_is(n, "topic"))
                        meta_add_subject(r, field_text(r, n), language);
                else if (xml_is(n, "name"))
                        record_add_text(r, &r->keywords, whole_name(r, n), language);
                else if (xml_is(n, "geographic") || field_attr_is(n, "authority", "iso3166"))
                        take_place(r, field_text(r, n), alone, language);
                else if (xml_is(n, "hierarchicalGeographic"))
                        take_place(r, field_child(r, n, "country"), false, language);
        }
}

/* --- the rest ---------------------------------------------------------------------------------------------------------------- */

static void read_languages(struct record *r, const xmlNode *mods)
{
        for (const xmlNode *n = xml_child(mods, "language"); n; n = xml_next(n, "language")) {
                const xmlNode *term = xml_child(n, "languageTerm");

                if (!term)
                        meta_add_language(r, field_text(r, n));
                for (; term; term = xml_next(term, "languageTerm"))
                        meta_add_language(r, field_text(r, term));
        }
}

static void read_identifiers(struct record *r, const xmlNode *mods)
{
        for (const xmlNode *n = xml_child(mods, "identifier"); n; n = xml_next(n, "identifier")) {
                const char *text = field_code(r, n);

                if (field_attr_is(n, "invalid", "yes"))
                        continue;
                if (field_attr_is(n, "type", "issn") && !r->within.issn)
                        r->within.issn = clean_issn(r, text);
                field_add_identifier(r, field_attr(r, n, "type"), text);
        }
}

/* Addresses: the one the catalogue points at first, no pictures. */
static void read_urls(struct record *r, const xmlNode *mods)
{
        for (int primary = 1; primary >= 0; primary--)
                for (const xmlNode *l = xml_child(mods, "location"); l; l = xml_next(l, "location"))
                        for (const xmlNode *n = xml_child(l, "url"); n; n = xml_next(n, "url")) {
                                bool is_primary = field_attr_is(n, "usage", "primary display") ||
                                                  field_attr_is(n, "usage", "primary");

                                if (is_primary == primary && !field_attr_is(n, "access", "preview"))
                                        field_add_identifier(r, "url", field_code(r, n));
                        }
}

static void read_abstracts(struct record *r, const xmlNode *mods)
{
        for (const xmlNode *n = xml_child(mods, "abstract"); n; n = xml_next(n, "abstract")) {
                bool plain = field_attr_is(n, "type", "plain language summary");

                record_add_text(r, plain ? &r->summaries : &r->abstracts, field_text(r, n),
                                field_language(r, n));
        }
}

static void read_rights(struct record *r, const xmlNode *mods)
{
        for (const xmlNode *n = xml_child(mods, "accessCondition"); n;
             n = xml_next(n, "accessCondition"))
                field_add_rights(r, field_attr(r, n, "href"), NULL, field_text(r, n));
}

bool mods_is(const xmlNode *node)
{
        return xml_is(node, "mods") &&
               (meta_in_namespace(node, "http://www.loc.gov/mods") || xml_child(node, "titleInfo"));
}

int mods_read(const xmlNode *mods, struct record *r, struct error *err)
{
        const xmlNode *host = NULL;

        read_languages(r, mods);
        read_titles(r, mods, true);
        read_titles(r, mods, false);
        read_names(r, mods, false);
        read_origins(r, mods);
        for (const xmlNode *n = xml_child(mods, "part"); n; n = xml_next(n, "part")) {
                read_part(r, n);
                if (!has_date(r))
                        meta_add_date(r, "Issued", field_child(r, n, "date"));
        }
        for (const xmlNode *n = xml_child(mods, "relatedItem"); n; n = xml_next(n, "relatedItem")) {
                if (!host && field_attr_is(n, "type", "host"))
                        host = n;
                read_related_item(r, n);
        }
        read_type(r, mods, host);
        for (const xmlNode *n = xml_child(mods, "subject"); n; n = xml_next(n, "subject"))
                read_subject(r, n);
        read_identifiers(r, mods);
        read_urls(r, mods);
        read_abstracts(r, mods);
        read_rights(r, mods);
        field_inherit_languages(r);
        field_credit_editors(r);
        return r->arena.failed ? error_no_memory(err) : 0;
}
