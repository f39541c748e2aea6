/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Elements to fields of a record; the formats' own files say which element is which field. */
#include "meta/xml-fields.h"

#include "meta/text-fields.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* --- words ------------------------------------------------------------------------------------------------ */

/* Text in document order; an element that stands apart leaves a space. */
static void add_words(const xmlNode *node, struct str *out)
{
        for (const xmlNode *n = node; n; n = xml_walk(n, node)) {
                if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
                        str_add(out, (const char *)n->content);
                else if (n->type == XML_ELEMENT_NODE && clean_stands_apart((const char *)n->name))
                        str_add_char(out, ' ');
        }
}

const char *field_text(struct record *r, const xmlNode *node)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *copy = NULL;

        if (!node)
                return NULL;
        add_words(node, &text);
        clean_set(r, &copy, str_text(&text));
        return copy;
}

const char *field_code(struct record *r, const xmlNode *node)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(str_done) struct str plain = STR_INIT;
        const char *copy = NULL;

        if (!node)
                return NULL;
        xml_text(node, &text);
        clean_entities(str_text(&text), &plain);
        record_set(r, &copy, str_text(&plain));
        return copy;
}

const char *field_child(struct record *r, const xmlNode *parent, const char *path)
{
        return parent ? field_text(r, xml_path(parent, path)) : NULL;
}

const char *field_known(const char *text)
{
        static const char *const words[] = {"unknown", "n/a",     "na",         "none",
                                            "null",    "unav",    "[s.n.]",     "s.n.",
                                            "[s.l.]",  "s.l.",    "undefined",  "not available",
                                            "n.d.",    "no date", "not stated", "-"};
        size_t n;

        if (str_is_blank(text))
                return NULL;
        /* DataCite's standard values: "(:unav)", ":tba", also with words behind. */
        if (text[0] == ':' || str_starts(text, "(:"))
                return NULL;
        n = strlen(text);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (strlen(words[i]) == n && !strcasecmp(words[i], text))
                        return NULL;
        return text;
}

static const xmlAttr *find_attr(const xmlNode *node, const char *name)
{
        const xmlAttr *a = node && node->type == XML_ELEMENT_NODE ? node->properties : NULL;

        while (a && strcasecmp((const char *)a->name, name) != 0)
                a = a->next;
        return a;
}

static void add_attr(const xmlAttr *a, struct str *out)
{
        for (const xmlNode *part = a ? a->children : NULL; part; part = part->next)
                str_add(out, (const char *)part->content);
        str_trim(out);
}

const char *field_attr(struct record *r, const xmlNode *node, const char *name)
{
        CLEANUP(str_done) struct str value = STR_INIT;
        const char *copy = NULL;

        add_attr(find_attr(node, name), &value);
        record_set(r, &copy, str_text(&value));
        return copy;
}

bool field_attr_is(const xmlNode *node, const char *name, const char *value)
{
        CLEANUP(str_done) struct str have = STR_INIT;

        add_attr(find_attr(node, name), &have);
        return have.len == strlen(value) && !strcasecmp(str_text(&have), value);
}

const char *field_language(struct record *r, const xmlNode *node)
{
        return node ? meta_language(r, xml_lang(node)) : NULL;
}

/* --- walking ------------------------------------------------------------------------------------------------ */

const xmlNode *field_next_inside(const xmlNode *node, const xmlNode *top, const char *name)
{
        do
                node = xml_walk(node, top);
        while (node && !xml_is(node, name));
        return node;
}

xmlNode *field_skip(const xmlNode *node, const xmlNode *top)
{
        while (node && node != top && !node->next)
                node = node->parent;
        return !node || node == top ? NULL : node->next;
}

/* --- titles and people -------------------------------------------------------------------------------------- */

const char *field_join_title(struct record *r, const char *title, const char *subtitle)
{
        size_t n;

        if (!title || !subtitle)
                return title ? title : subtitle;
        n = strlen(title);
        /* Some say the subtitle in the title as well. */
        if (n >= strlen(subtitle) && str_ends(title, subtitle))
                return title;
        return arena_printf(&r->arena, "%s%s %s", title, strchr(":?!.", title[n - 1]) ? "" : ":",
                            subtitle);
}

struct agent *field_add_person(struct record *r, struct agents *list, const char *given,
                               const char *family, const char *suffix, const char *whole)
{
        struct agent *a;

        if (!family && !given)
                return field_known(whole) ? meta_add_person(r, list, whole) : NULL;
        a = record_add_agent(r, list, family ? family : given);
        if (a)
                meta_set_name(r, a, given, family, suffix, false);
        return a;
}

void field_credit_editors(struct record *r)
{
        name_editors_create(r);
        for (size_t i = 0, n = r->creators.n; n == 0 && i < r->contributors.n; i++) {
                struct agent *a = record_add_agent(r, &r->creators, r->contributors.items[i].name);

                if (!a)
                        return;
                *a = r->contributors.items[i];
                a->role = NULL;
        }
}

/* --- identifiers and relations -------------------------------------------------------------------------------- */

/* How a relation's target begins, for identifiers that have no address of their own; DataCite's word for it. */
static const struct {
        const char *type, *prefix;
} schemes[] = {
        {"DOI", "doi:"},         {"Handle", "hdl:"},     {"ISBN", "urn:isbn:"},
        {"ISSN", "urn:issn:"},   {"EISSN", "urn:issn:"}, {"PMID", "pmid:"},
        {"arXiv", "arxiv:"},     {"ARK", "ark:"},        {"URN", "urn:"},
        {"bibcode", "bibcode:"}, {"IGSN", "igsn:"},      {"LISSN", "urn:issn:"},
        {"LSID", "lsid:"},       {"EAN13", "ean13:"},    {"ISTC", "istc:"},
        {"UPC", "upc:"},         {"PURL", "http"},       {"URL", "http"},
        {"w3id", "http"},        {"CSTR", "cstr:"},      {"RRID", "rrid:"},
};

const char *field_target(struct record *r, const char *type, const char *value)
{
        const char *doi, *copy = NULL;

        if (str_is_blank(value))
                return NULL;
        record_set(r, &copy, value);
        doi = copy ? doi_normalise(copy, &r->arena) : NULL;
        if (!copy || doi)
                return doi ? arena_printf(&r->arena, "doi:%s", doi) : NULL;
        if (str_starts(copy, "http://") || str_starts(copy, "https://"))
                return copy;
        for (size_t i = 0; type && i < ARRAY_LEN(schemes); i++) {
                const char *prefix = schemes[i].prefix;

                if (strcasecmp(schemes[i].type, type) != 0)
                        continue;
                if (!strncasecmp(copy, prefix, strlen(prefix)) || !strchr(prefix, ':'))
                        return copy;
                return arena_printf(&r->arena, "%s%s", prefix, copy);
        }
        return copy;
}

void field_split_target(const char *target, const char **ret_type, const char **ret_value)
{
        *ret_type = NULL;
        *ret_value = target;
        for (size_t i = 0; i < ARRAY_LEN(schemes) && !*ret_type; i++) {
                const char *prefix = schemes[i].prefix;
                bool whole = !strcmp(prefix, "http") || !strcmp(prefix, "ark:") ||
                             !strcmp(prefix, "urn:") || !strcmp(prefix, "arxiv:");

                if (strncasecmp(target, prefix, strlen(prefix)) != 0)
                        continue;
                *ret_type = !strcmp(prefix, "http") ? "URL" : schemes[i].type;
                *ret_value = whole ? target : target + strlen(prefix);
        }
}

/* Letters, digits and hyphens, a letter first: what our own XML can say. */
static bool is_plain_type(const char *type)
{
        static const char others[] = "0123456789-";

        if (!isalpha((unsigned char)type[0]))
                return false;
        for (; *type; type++)
                if (!isascii((unsigned char)*type) ||
                    (!isalpha((unsigned char)*type) && !strchr(others, *type)))
                        return false;
        return true;
}

void field_add_identifier(struct record *r, const char *type, const char *value)
{
        static const struct {
                const char *word, *type;
        } types[] = {{"uri", "url"},     {"purl", "url"},    {"hdl", "handle"},
                     {"pubmed", "pmid"}, {"pmc", "pmcid"},   {"pmc id", "pmcid"},
                     {"eisbn", "isbn"},  {"e-isbn", "isbn"}, {"accession", "local"}};
        const char *known = NULL;

        if (str_is_blank(value))
                return;
        for (size_t i = 0; type && i < ARRAY_LEN(types); i++)
                if (!strcasecmp(types[i].word, type))
                        known = types[i].type;
        if (!known && (!type || !is_plain_type(type)))
                known = str_starts(value, "http://") || str_starts(value, "https://") ? "url"
                                                                                      : "local";
        if (!known)
                known = type;
        if (!strcasecmp(known, "issn") || !strcasecmp(known, "eissn"))
                return; /* a journal's */
        if (!strcasecmp(known, "isbn")) {
                if (!clean_add_isbns(r, value))
                        record_add_identifier(r, "local", value); /* wrong, and not lost */
                return;
        }
        if (strstr(value, "hdl.handle.net/"))
                known = "handle";
        record_add_identifier(r, known, value);
}

void field_add_relation(struct record *r, const char *type, const char *target, const char *text)
{
        if (!target)
                return;
        for (size_t i = 0; i < r->n_relations; i++)
                if (str_equal(r->relations[i].target, target) &&
                    str_equal(r->relations[i].type, type))
                        return;
        record_add_relation(r, type, target, text);
}

/* --- rights --------------------------------------------------------------------------------------------------- */

/* Says who may see it, not what may be done with it. */
static bool is_access_only(const char *text)
{
        static const char *const starts[] = {"info:eu-repo/semantics/",
                                             "http://purl.org/coar/access_right",
                                             "https://purl.org/coar/access_right"};
        static const char *const words[] = {
                "open access",         "openaccess",    "open",
                "restricted access",   "closed access", "embargoed access",
                "metadata only access"};

        for (size_t i = 0; text && i < ARRAY_LEN(starts); i++)
                if (str_starts(text, starts[i]))
                        return true;
        for (size_t i = 0; text && i < ARRAY_LEN(words); i++)
                if (!strcasecmp(text, words[i]))
                        return true;
        return false;
}

void field_add_rights(struct record *r, const char *uri, const char *code, const char *words)
{
        const char *const said[] = {uri, code, words};
        bool known = false, is_address = uri && strstr(uri, "://") && !is_access_only(uri);

        for (size_t i = 0; i < ARRAY_LEN(said) && !known; i++)
                known = said[i] && vocab_match_licence(said[i]) != NULL;
        for (size_t i = 0; known && i < ARRAY_LEN(said); i++)
                if (said[i] && vocab_match_licence(said[i])) {
                        meta_set_licence(r, said[i]);
                        break;
                }
        /* The name of a known licence says nothing more. */
        if (known && (!words || vocab_match_licence(words)))
                return;
        if (!known && is_address)
                meta_set_licence(r, uri);
        if (words && !r->rights && !is_access_only(words))
                record_set(r, &r->rights, words);
}

/* --- languages ------------------------------------------------------------------------------------------------ */

void field_inherit_languages(struct record *r)
{
        struct lang_texts *const lists[] = {&r->titles, &r->abstracts};

        for (size_t i = 0; i < ARRAY_LEN(lists) && r->languages.n == 1; i++)
                if (lists[i]->n && !lists[i]->items[0].language)
                        lists[i]->items[0].language = r->languages.items[0];
}
