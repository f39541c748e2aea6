/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads one of our SKOS files (schemas/vocab/README.md says how they are laid out) as a stream of events:
 * no tree is made, since the six files together are read at every start.
 */
#include "vocab/private.h"

#include "base/str.h"

#include <errno.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#define NS_RDF  "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define NS_SKOS "http://www.w3.org/2004/02/skos/core#"
#define NS_HUB  "urn:ssehub:vocab:"
#define NS_XML  "http://www.w3.org/XML/1998/namespace"

struct reading {
        struct vocabulary *v;
        struct scheme *scheme;
        enum vocab_scheme which;
        struct concept *concept; /* the one we are in */
        struct str text;
        char language[36];
        const char *resource;
};

/* The value of an attribute in the five-pointer rows of SAX2: name, prefix, namespace, value, end. */
static bool attribute(const xmlChar **rows, int n, const char *ns, const char *name,
                      const char **ret, size_t *ret_len)
{
        for (int i = 0; i < n; i++, rows += 5) {
                if (rows[2] && !strcmp((const char *)rows[2], ns) &&
                    !strcmp((const char *)rows[0], name)) {
                        *ret = (const char *)rows[3];
                        *ret_len = (size_t)(rows[4] - rows[3]);
                        return true;
                }
        }
        return false;
}

static void start_concept(struct reading *r, const xmlChar **rows, int n)
{
        struct arena *a = &r->v->arena;
        const char *iri;
        size_t len;

        r->concept = arena_push(a, &r->scheme->items, &r->scheme->n, sizeof(*r->concept));
        if (!r->concept)
                return;
        r->concept->scheme = r->which;
        if (attribute(rows, n, NS_RDF, "about", &iri, &len))
        r->concept->iri = arena_copy_bytes(a, iri, len);
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix UNUSED,
                     const xmlChar *ns, int n_ns UNUSED, const xmlChar **namespaces UNUSED, int n,
                     int n_defaulted UNUSED, const xmlChar **rows)
{
        struct reading *r = user;
        const char *value;
        size_t len;

        str_clear(&r->text);
        r->language[0] = '\0';
        r->resource = NULL;
        if (ns && !strcmp((const char *)name, "Concept") && !strcmp((const char *)ns, NS_SKOS)) {
                start_concept(r, rows, n);
        } else if (r->concept) {
                if (attribute(rows, n, NS_XML, "lang", &value, &len) && len < sizeof(r->language)) {
                        memcpy(r->language, value, len);
                        r->language[len] = '\0';
                }
                if (attribute(rows, n, NS_RDF, "resource", &value, &len))
                        r->resource = arena_copy_bytes(&r->v->arena, value, len);
        }
}

static void add_literal(struct reading *r, struct literals *list, const char *name, bool preferred)
{
        struct arena *a = &r->v->arena;
        struct literal *l = arena_push(a, &list->items, &list->n, sizeof(*l));

        if (!l)
                return;
        l->name = arena_copy(a, name);
        l->text = arena_copy(a, r->resource ? r->resource : str_text(&r->text));
        l->language = r->language[0] ? arena_copy(a, r->language) : NULL;
        l->preferred = preferred;
}

static void end_skos(struct reading *r, const char *name)
{
        struct concept *c = r->concept;

        if (!strcmp(name, "notation"))
                c->notation = arena_copy(&r->v->arena, str_text(&r->text));
        else if (!strcmp(name, "prefLabel"))
                add_literal(r, &c->labels, NULL, true);
        else if (!strcmp(name, "altLabel"))
                add_literal(r, &c->labels, NULL, false);
        else if (!strcmp(name, "definition"))
                add_literal(r, &c->definitions, NULL, false);
        else if (!strcmp(name, "broader"))
                add_literal(r, &c->broader_iris, NULL, false);
        else if (!strcmp(name, "Concept"))
        r->concept = NULL;
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix UNUSED, const xmlChar *ns)
{
        struct reading *r = user;

        if (!r->concept || !ns)
                return;
        str_trim(&r->text);
        if (!strcmp((const char *)ns, NS_SKOS))
                end_skos(r, (const char *)name);
        else if (!strcmp((const char *)ns, NS_HUB))
                add_literal(r, &r->concept->properties, (const char *)name, false);
        str_clear(&r->text);
}

static void on_text(void *user, const xmlChar *bytes, int n)
{
        struct reading *r = user;

        if (r->concept)
                str_add_bytes(&r->text, bytes, (size_t)n);
}

/* Every concept by its notation (with the further numbers of an indicator) and its IRI. */
static int index_concepts(struct reading *r, struct error *err)
{
        struct arena *a = &r->v->arena;

        for (size_t i = 0; i < r->scheme->n; i++) {
                struct concept *c = &r->scheme->items[i];

                if (!c->notation || !c->iri || c->labels.n == 0)
                        return error_set(err, -EINVAL, "concept %zu lacks notation, IRI or label",
                                         i + 1);
                table_put(a, &r->scheme->by_notation, c->notation, c);
                table_put(a, &r->v->by_iri, c->iri, c);
                for (size_t k = 0; k < c->properties.n; k++)
                        if (!strcmp(c->properties.items[k].name, "alias"))
                                table_put(a, &r->scheme->by_notation, c->properties.items[k].text,
                                          c);
        }
        return a->failed ? error_no_memory(err) : 0;
}

int skos_read(struct vocabulary *v, enum vocab_scheme scheme, const char *bytes, size_t n,
              struct error *err)
{
        struct reading r = {.v = v, .scheme = &v->schemes[scheme], .which = scheme};
        xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                             .startElementNs = on_start,
                             .endElementNs = on_end,
                             .characters = on_text};
        int code;

        code = xmlSAXUserParseMemory(&sax, &r, bytes, (int)n);
        bool failed = r.text.failed || v->arena.failed;

        str_done(&r.text);
        if (failed)
                return error_no_memory(err);
        if (code)
                return error_set(err, -EINVAL, "not well-formed (libxml2 error %d)", code);
        return index_concepts(&r, err);
}
