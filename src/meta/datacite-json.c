/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * DataCite's JSON (of its REST interface and of content negotiation): the same fields as its XML under other
 * names. It is made into the elements of the XML, and read by datacite.c. Three dresses are known: the record
 * alone, JSON:API's {"data": {"attributes": …}}, and lists of either; names with hyphens as well
 * ("publication-year").
 */
#include "meta/xml-fields.h"
#include "meta/xml-formats.h"

#include "text/json.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

/* "publication-year" and "publicationYear" are one name. */
static bool same_name(const char *a, const char *b)
{
        while (*a || *b) {
                if (*a == '-' || *a == '_') {
                        a++;
                        continue;
                }
                if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
                        return false;
                a++;
                b++;
        }
        return true;
}

static json_t *member(json_t *object, const char *name)
{
        const char *key;
        json_t *value;

        json_object_foreach(object, key, value) if (same_name(key, name)) return json_is_null(value)
                ? NULL
                : value;
        return NULL;
}

/* Texts as they are, whole numbers in digits; NULL: neither. In r's arena. */
static const char *text_of(struct record *r, json_t *value)
{
        if (json_is_integer(value))
                return arena_printf(&r->arena, "%lld", (long long)json_integer_value(value));
        return json_string_value(value);
}

/* --- one object, one element ------------------------------------------------------------------------------------ */

/* A member of an object and where it goes: "@name" an attribute, "." the text, else a child of this name. */
struct mapping {
        const char *member, *to;
};

static void put(struct record *r, xmlNode *node, const struct mapping *m, json_t *value)
{
        const char *text = text_of(r, value);

        if (!text)
                return;
        if (m->to[0] == '@')
                xml_set(node, m->to + 1, text);
        else if (m->to[0] == '.')
                xmlNodeAddContent(node, (const xmlChar *)text);
        else
                xml_add(node, m->to, text);
}

static const struct mapping language[] = {{"lang", "@lang"}};

static const struct mapping title[] = {{"title", "."}, {"titleType", "@titleType"}};
static const struct mapping date[] = {{"date", "."}, {"dateType", "@dateType"}};
static const struct mapping subject[] = {
        {"subject", "."}, {"subjectScheme", "@subjectScheme"}, {"valueUri", "@valueURI"}};
static const struct mapping description[] = {{"description", "."},
                                             {"descriptionType", "@descriptionType"}};
static const struct mapping rights[] = {
        {"rights", "."}, {"rightsUri", "@rightsURI"}, {"rightsIdentifier", "@rightsIdentifier"}};
static const struct mapping related[] = {{"relatedIdentifier", "."},
                                         {"relatedIdentifierType", "@relatedIdentifierType"},
                                         {"relationType", "@relationType"}};
static const struct mapping alternate[] = {{"alternateIdentifier", "."},
                                           {"alternateIdentifierType", "@alternateIdentifierType"},
                                           {"identifier", "."},
                                           {"identifierType", "@alternateIdentifierType"}};
static const struct mapping funding[] = {{"funderName", "funderName"},
                                         {"funderIdentifier", "funderIdentifier"},
                                         {"awardNumber", "awardNumber"},
                                         {"awardTitle", "awardTitle"}};
static const struct mapping place[] = {{"geoLocationPlace", "geoLocationPlace"}};
static const struct mapping name_identifier[] = {{"nameIdentifier", "."},
                                                 {"nameIdentifierScheme", "@nameIdentifierScheme"},
                                                 {"schemeUri", "@schemeURI"}};
static const struct mapping affiliation[] = {
        {"name", "."},
        {"affiliationIdentifier", "@affiliationIdentifier"},
        {"affiliationIdentifierScheme", "@affiliationIdentifierScheme"}};

/* Each of a list (or the one there is) becomes an element; a bare text is the element's. */
static void each(struct record *r, xmlNode *parent, const char *name, json_t *list,
                 const struct mapping *map, size_t n_map)
{
        size_t n = json_is_array(list) ? json_array_size(list) : list ? 1 : 0;

        for (size_t i = 0; i < n; i++) {
                json_t *item = json_is_array(list) ? json_array_get(list, i) : list;
                xmlNode *node = xml_add(parent, name, text_of(r, item));

                for (size_t k = 0; node && k < n_map; k++)
                        put(r, node, &map[k], member(item, map[k].member));
                if (node)
                        put(r, node, language, member(item, "lang"));
        }
}

#define EACH(r, parent, name, list, map) each(r, parent, name, list, map, ARRAY_LEN(map))

/* --- people --------------------------------------------------------------------------------------------------------- */

static void add_agent(struct record *r, xmlNode *list, json_t *item, bool is_creator)
{
        static const struct mapping members[] = {{"givenName", "givenName"},
                                                 {"familyName", "familyName"},
                                                 {"contributorType", "@contributorType"}};
        xmlNode *node = xml_add(list, is_creator ? "creator" : "contributor", NULL);
        xmlNode *name = node ? xml_add(node, is_creator ? "creatorName" : "contributorName",
                                       text_of(r, member(item, "name")))
                             : NULL;
        const char *id = text_of(r, member(item, "id"));

        if (!name)
                return;
        xml_set(name, "nameType", text_of(r, member(item, "nameType")));
        if (str_equal(text_of(r, member(item, "type")), "Organization"))
                xml_set(name, "nameType", "Organizational");
        for (size_t i = 0; i < ARRAY_LEN(members); i++)
                put(r, node, &members[i], member(item, members[i].member));
        if (id && strstr(id, "orcid.org"))
                xml_add(node, "nameIdentifier", id);
        EACH(r, node, "nameIdentifier", member(item, "nameIdentifiers"), name_identifier);
        EACH(r, node, "affiliation", member(item, "affiliation"), affiliation);
}

static void add_agents(struct record *r, xmlNode *resource, const char *name, json_t *list)
{
        xmlNode *node = xml_add(resource, name, NULL);
        size_t n = json_is_array(list) ? json_array_size(list) : list ? 1 : 0;

        for (size_t i = 0; node && i < n; i++)
                add_agent(r, node, json_is_array(list) ? json_array_get(list, i) : list,
                          !strcmp(name, "creators"));
}

/* --- where it appeared ------------------------------------------------------------------------------------------------ */

static void add_related_items(struct record *r, xmlNode *items, json_t *list)
{
        static const struct mapping members[] = {{"relationType", "@relationType"},
                                                 {"relatedItemType", "@relatedItemType"},
                                                 {"publicationYear", "publicationYear"},
                                                 {"volume", "volume"},
                                                 {"issue", "issue"},
                                                 {"firstPage", "firstPage"},
                                                 {"lastPage", "lastPage"},
                                                 {"edition", "edition"},
                                                 {"publisher", "publisher"}};
        size_t i;
        json_t *item;

        json_array_foreach(list, i, item)
        {
                xmlNode *node = xml_add(items, "relatedItem", NULL);
                json_t *id = member(item, "relatedItemIdentifier");

                for (size_t k = 0; node && k < ARRAY_LEN(members); k++)
                        put(r, node, &members[k], member(item, members[k].member));
                if (!node)
                        continue;
                EACH(r, xml_add(node, "titles", NULL), "title", member(item, "titles"), title);
                if (id) {
                        xmlNode *x = xml_add(node, "relatedItemIdentifier",
                                             text_of(r, member(id, "relatedItemIdentifier")));

                        xml_set(x, "relatedItemIdentifierType",
                                text_of(r, member(id, "relatedItemIdentifierType")));
                }
        }
}

/* What DataCite made of the description of a series. */
static void add_container(struct record *r, xmlNode *items, json_t *container)
{
        static const struct mapping members[] = {{"volume", "volume"},
                                                 {"issue", "issue"},
                                                 {"edition", "edition"},
                                                 {"firstPage", "firstPage"},
                                                 {"lastPage", "lastPage"}};
        const char *words = text_of(r, member(container, "title"));
        xmlNode *node, *id;

        if (!words)
                return;
        node = xml_add(items, "relatedItem", NULL);
        xml_set(node, "relationType", "IsPartOf");
        xml_add(xml_add(node, "titles", NULL), "title", words);
        for (size_t i = 0; i < ARRAY_LEN(members); i++)
                put(r, node, &members[i], member(container, members[i].member));
        id = xml_add(node, "relatedItemIdentifier", text_of(r, member(container, "identifier")));
        xml_set(id, "relatedItemIdentifierType", text_of(r, member(container, "identifierType")));
}

/* --- the record -------------------------------------------------------------------------------------------------------- */

static void add_list(struct record *r, xmlNode *resource, json_t *j, const char *many,
                     const char *one, const struct mapping *map, size_t n)
{
        each(r, xml_add(resource, many, NULL), one, member(j, many), map, n);
}

#define LIST(r, resource, j, many, one, map)                                                       \
        add_list(r, resource, j, many, one, map, ARRAY_LEN(map))

static void add_head(struct record *r, xmlNode *resource, json_t *j)
{
        json_t *types = member(j, "types"), *publisher = member(j, "publisher");
        const char *doi = text_of(r, member(j, "doi"));
        xmlNode *id = xml_add(resource, "identifier", doi ? doi : text_of(r, member(j, "id")));
        xmlNode *type =
                xml_add(resource, "resourceType", text_of(r, member(types, "resourceType")));

        xml_set(id, "identifierType", "DOI");
        xml_set(type, "resourceTypeGeneral", text_of(r, member(types, "resourceTypeGeneral")));
        xml_add(resource, "publisher",
                text_of(r, json_is_object(publisher) ? member(publisher, "name") : publisher));
        xml_add(resource, "publicationYear", text_of(r, member(j, "publicationYear")));
        xml_add(resource, "language", text_of(r, member(j, "language")));
        xml_add(resource, "version", text_of(r, member(j, "version")));
}

static void build(struct record *r, xmlNode *resource, json_t *j)
{
        xmlNode *items = xml_add(resource, "relatedItems", NULL);
        xmlNode *alternates;

        add_head(r, resource, j);
        add_agents(r, resource, "creators", member(j, "creators"));
        add_agents(r, resource, "contributors", member(j, "contributors"));
        LIST(r, resource, j, "titles", "title", title);
        LIST(r, resource, j, "dates", "date", date);
        LIST(r, resource, j, "subjects", "subject", subject);
        LIST(r, resource, j, "descriptions", "description", description);
        LIST(r, resource, j, "rightsList", "rights", rights);
        LIST(r, resource, j, "relatedIdentifiers", "relatedIdentifier", related);
        LIST(r, resource, j, "fundingReferences", "fundingReference", funding);
        LIST(r, resource, j, "geoLocations", "geoLocation", place);
        LIST(r, resource, j, "sizes", "size", title);
        add_related_items(r, items, member(j, "relatedItems"));
        add_container(r, items, member(j, "container"));
        alternates = xml_add(resource, "alternateIdentifiers", NULL);
        EACH(r, alternates, "alternateIdentifier", member(j, "identifiers"), alternate);
        EACH(r, alternates, "alternateIdentifier", member(j, "alternateIdentifiers"), alternate);
        if (text_of(r, member(j, "url")))
                xml_set(xml_add(alternates, "alternateIdentifier", text_of(r, member(j, "url"))),
                        "alternateIdentifierType", "URL");
}

static bool is_datacite(json_t *j)
{
        return json_is_object(j) && member(j, "titles") && member(j, "creators") &&
               (member(j, "publicationYear") || member(j, "types") || member(j, "doi") ||
                member(j, "schemaVersion"));
}

static int read_one(json_t *j, const struct meta_sink *sink, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
        CLEANUP(record_freep) struct record *r = record_new();
        xmlNode *resource = doc ? xmlNewNode(NULL, (const xmlChar *)"resource") : NULL;
        int answer;

        if (!resource || !r) {
                xmlFreeNode(resource);
                return error_no_memory(err);
        }
        xmlDocSetRootElement(doc, resource);
        build(r, resource, j);
        answer = datacite_read(resource, r, err);
        return answer ? answer : sink->record(sink->user, 1, STEAL(r), err);
}

/* JSON:API wraps each record twice. */
static json_t *unwrap(json_t *j)
{
        json_t *attributes = json_object_get(j, "attributes");

        return attributes ? attributes : j;
}

/* What is in "data", or the document itself: a record or a list of them. */
static json_t *records_of(json_t *document)
{
        json_t *data = json_object_get(document, "data");

        return data ? data : document;
}

static json_t *record_at(json_t *list, size_t i)
{
        return unwrap(json_is_array(list) ? json_array_get(list, i) : list);
}

bool meta_is_datacite_json(json_t *document)
{
        return is_datacite(record_at(records_of(document), 0));
}

int meta_read_datacite_json(const char *text, size_t n, const struct meta_sink *sink,
                            struct error *err)
{
        CLEANUP(json_freep) json_t *j = NULL;
        json_t *list;
        int r = json_read(text, n, &j, err);

        if (r != 0)
                return r < 0 ? r : META_DAMAGED;
        if (!meta_is_datacite_json(j)) {
                error_set(err, -EINVAL, "this JSON is not DataCite's");
                return META_NOT_MINE;
        }
        list = records_of(j);
        for (size_t i = 0; r == 0 && i < (json_is_array(list) ? json_array_size(list) : 1); i++) {
                json_t *one = record_at(list, i);

                r = is_datacite(one)
                            ? read_one(one, sink, err)
                            : sink->problem(sink->user, 1,
                                            "one of the list is no record of DataCite", err);
        }
        return r;
}
