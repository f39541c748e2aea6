/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* XML in through libxml2, behind handlers of our own that keep its dangerous half shut; and pages out. */
#include "text/xml.h"

#include "base/utf8.h"
#include "text/libxml.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlIO.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>

void xml_doc_freep(xmlDoc **doc)
{
        xmlFreeDoc(*doc);
        *doc = NULL;
}

/* --- the library, once a process --------------------------------------------------------------------- */

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Whatever asks for another file, of whatever kind, gets none. */
static xmlParserInput *refuse_to_load(const char *url, const char *id, xmlParserCtxt *ctxt)
{
        (void)url;
        (void)id;
        (void)ctxt;
        return NULL;
}

static void start_library(void)
{
        xmlInitParser();
        xmlSetExternalEntityLoader(refuse_to_load);
}

void libxml_start(void)
{
        pthread_once(&once, start_library);
}

/* --- one document --------------------------------------------------------------------------------------
 * Our own SAX handlers stand before libxml2's: they count depth, refuse entity declarations, know the names
 * of characters, and keep the first error. */

struct reading {
        xmlSAXHandler builder; /* libxml2's own, which make the tree */
        int depth;
        bool no_memory;            /* which is no fault of the document */
        int line;                  /* of the first problem */
        char problem[256];         /* "" while all is well */
        char replacement[8];       /* of the named character being resolved */
        xmlEntity named_character; /* given to the parser; lives only until it asks again */
};

static void note_problem(xmlParserCtxt *ctxt, int line, const char *fmt, ...) PRINTF(3, 4);
static void note_problem(xmlParserCtxt *ctxt, int line, const char *fmt, ...)
{
        struct reading *reading = ctxt->_private;
        va_list ap;

        if (reading->problem[0])
                return;
        va_start(ap, fmt);
        vsnprintf(reading->problem, sizeof(reading->problem), fmt, ap);
        va_end(ap);
        reading->problem[strcspn(reading->problem, "\n")] = '\0';
        reading->line = line;
}

static void stop(xmlParserCtxt *ctxt, const char *why)
{
        note_problem(ctxt, xmlSAX2GetLineNumber(ctxt), "%s", why);
        xmlStopParser(ctxt);
}

static void on_error(void *user, xmlError *e)
{
        xmlParserCtxt *ctxt = user;
        struct reading *reading = ctxt->_private;

        reading->no_memory |= e->code == XML_ERR_NO_MEMORY;
        /* A prefix without a namespace is still well-formed XML 1.0; we go by local names. */
        if (e->level >= XML_ERR_ERROR && e->domain != XML_FROM_NAMESPACE)
                note_problem(ctxt, e->line, "%s", e->message ? e->message : "not well-formed");
}

static void on_entity_declaration(void *user, const xmlChar *name, int type,
                                  const xmlChar *public_id, const xmlChar *system_id,
                                  xmlChar *content)
{
        (void)name;
        (void)type;
        (void)public_id;
        (void)system_id;
        (void)content;
        stop(user, "it declares entities, which is not allowed");
}

static void on_unparsed_entity(void *user, const xmlChar *name, const xmlChar *public_id,
                               const xmlChar *system_id, const xmlChar *notation)
{
        (void)notation;
        on_entity_declaration(user, name, 0, public_id, system_id, NULL);
}

/*
 * &eacute; and its like, which a DTD that is not read would declare. Nothing else is ever answered, so that
 * even an entity that got itself declared would stay without a meaning.
 */
static xmlEntity *on_get_entity(void *user, const xmlChar *name)
{
        xmlParserCtxt *ctxt = user;
        struct reading *reading = ctxt->_private;
        xmlEntity *predefined = xmlGetPredefinedEntity(name);
        const htmlEntityDesc *desc;
        size_t n;

        if (predefined)
                return predefined;
        desc = htmlEntityLookup(name);
        if (!desc)
                return NULL;
        n = utf8_encode(desc->value, reading->replacement);
        reading->replacement[n] = '\0';
        reading->named_character = (xmlEntity){
                .type = XML_ENTITY_DECL,
                .name = (const xmlChar *)desc->name,
                .content = (xmlChar *)reading->replacement,
                .orig = (xmlChar *)reading->replacement,
                .length = (int)n,
                /* Of a predefined entity in an attribute the parser takes one byte only. */
                .etype = ctxt->instate == XML_PARSER_ATTRIBUTE_VALUE
                                 ? XML_INTERNAL_GENERAL_ENTITY
                                 : XML_INTERNAL_PREDEFINED_ENTITY,
        };
        return &reading->named_character;
}

static xmlEntity *on_get_parameter_entity(void *user, const xmlChar *name)
{
        (void)user;
        (void)name;
        return NULL;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n_attributes,
                     int n_defaulted, const xmlChar **attributes)
{
        xmlParserCtxt *ctxt = user;
        struct reading *reading = ctxt->_private;

        if (++reading->depth > XML_DEPTH_MAX) {
                stop(ctxt, "its elements are nested too deeply");
                return;
        }
        /* Values that an <!ATTLIST> gives stand last and are left out: one long one would be copied into
         * every element. */
        reading->builder.startElementNs(ctxt, name, prefix, uri, n_namespaces, namespaces,
                                        n_attributes - n_defaulted, 0, attributes);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
        xmlParserCtxt *ctxt = user;
        struct reading *reading = ctxt->_private;

        reading->depth--;
        reading->builder.endElementNs(ctxt, name, prefix, uri);
}

static int answer(const struct reading *reading, xmlDoc *doc, xmlDoc **ret, struct error *err)
{
        if (reading->no_memory) {
                xmlFreeDoc(doc);
                return error_no_memory(err);
        }
        if (reading->problem[0] || !doc) {
                xmlFreeDoc(doc);
                error_set(err, XML_DAMAGED, "line %d: %s", reading->line ? reading->line : 1,
                          reading->problem[0] ? reading->problem : "not well-formed XML");
                return XML_DAMAGED;
        }
        *ret = doc;
        return 0;
}

static int parse(const char *bytes, size_t n, bool is_trusted, xmlDoc **ret, struct error *err)
{
        struct reading reading = {.depth = 0};
        xmlParserCtxt *ctxt;
        xmlDoc *doc;

        if (n == 0 || n > INT_MAX)
                return error_set(err, XML_DAMAGED,
                                 n ? "line 1: longer than 2 GiB" : "line 1: the document is empty");
        libxml_start();
        ctxt = xmlCreateMemoryParserCtxt(bytes, (int)n);
        if (!ctxt)
                return error_no_memory(err);
        ctxt->_private = &reading;
        reading.builder = *ctxt->sax;
        ctxt->sax->serror = on_error;
        ctxt->sax->entityDecl = on_entity_declaration;
        ctxt->sax->unparsedEntityDecl = on_unparsed_entity;
        ctxt->sax->getEntity = on_get_entity;
        ctxt->sax->getParameterEntity = on_get_parameter_entity;
        ctxt->sax->startElementNs = on_start;
        ctxt->sax->endElementNs = on_end;
        xmlCtxtUseOptions(ctxt, XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_COMPACT |
                                        XML_PARSE_BIG_LINES | (is_trusted ? XML_PARSE_HUGE : 0));
        /* Named characters become characters in attributes as well. It is safe because of on_get_entity:
         * of the document's own entities none is known. */
        ctxt->replaceEntities = 1;
        xmlParseDocument(ctxt);
        doc = ctxt->myDoc;
        ctxt->myDoc = NULL;
        if (!ctxt->wellFormed && !reading.problem[0])
                note_problem(ctxt, xmlSAX2GetLineNumber(ctxt), "not well-formed XML");
        xmlFreeParserCtxt(ctxt);
        return answer(&reading, doc, ret, err);
}

/* UTF-16 and UTF-32 have NUL bytes in them: such a document starts with a mark or with '<' in two bytes. */
static bool has_wide_characters(const char *bytes, size_t n)
{
        return n >= 2 && (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2) ||
                          !bytes[0] || !bytes[1]);
}

/* libxml2 takes a NUL behind the last element for the end, and what follows would be lost unsaid. */
static int find_nul(const char *bytes, size_t n, struct error *err)
{
        const char *nul = has_wide_characters(bytes, n) ? NULL : memchr(bytes, 0, n);
        int line = 1;

        if (!nul)
                return 0;
        for (const char *p = bytes; p < nul; p++)
                line += *p == '\n';
        return error_set(err, XML_DAMAGED, "line %d: there is a NUL byte", line);
}

int xml_read(const char *bytes, size_t n, xmlDoc **ret, struct error *err)
{
        if (n > XML_SIZE_MAX) {
                error_set(err, XML_DAMAGED, "line 1: longer than %d MiB", XML_SIZE_MAX >> 20);
                return XML_DAMAGED;
        }
        if (n && find_nul(bytes, n, err))
                return XML_DAMAGED;
        return parse(bytes, n, false, ret, err);
}

int xml_read_trusted(const char *bytes, size_t n, xmlDoc **ret, struct error *err)
{
        return parse(bytes, n, true, ret, err);
}

/* --- walking --------------------------------------------------------------------------------------------- */

bool xml_is(const xmlNode *node, const char *name)
{
        return node && node->type == XML_ELEMENT_NODE &&
               (!name || !strcmp((const char *)node->name, name));
}

xmlNode *xml_child(const xmlNode *parent, const char *name)
{
        xmlNode *node = parent ? parent->children : NULL;

        while (node && !xml_is(node, name))
                node = node->next;
        return node;
}

xmlNode *xml_next(const xmlNode *node, const char *name)
{
        xmlNode *next = node ? node->next : NULL;

        while (next && !xml_is(next, name))
                next = next->next;
        return next;
}

xmlNode *xml_path(const xmlNode *parent, const char *path)
{
        xmlNode *found = NULL;
        char name[64];

        while (parent && *path) {
                size_t n = strcspn(path, "/");

                if (n >= sizeof(name))
                        return NULL;
                memcpy(name, path, n);
                name[n] = '\0';
                found = xml_child(parent, name);
                parent = found;
                path += n;
                path += *path == '/';
        }
        return parent ? found : NULL;
}

char *xml_attr(const xmlNode *node, const char *name)
{
        const char *colon = strchr(name, ':');
        const char *local = colon ? colon + 1 : name;

        for (xmlAttr *a = node && node->type == XML_ELEMENT_NODE ? node->properties : NULL; a;
             a = a->next) {
                CLEANUP(str_done) struct str value = STR_INIT;

                if (strcmp((const char *)a->name, local) != 0 || (colon != NULL) != (a->ns != NULL))
                        continue;
                for (const xmlNode *part = a->children; part; part = part->next)
                        str_add(&value, (const char *)part->content);
                return str_steal(&value);
        }
        return NULL;
}

const char *xml_lang(const xmlNode *node)
{
        for (; node && node->type == XML_ELEMENT_NODE; node = node->parent) {
                for (const xmlAttr *a = node->properties; a; a = a->next) {
                        if (!strcmp((const char *)a->name, "lang") && a->children &&
                            a->children->content)
                                return (const char *)a->children->content;
                }
        }
        return NULL;
}

xmlNode *xml_walk(const xmlNode *node, const xmlNode *top)
{
        /* What stands under an entity reference belongs to the document type, and is never followed. */
        if (node->children && node->type == XML_ELEMENT_NODE)
                return node->children;
        while (node && node != top && !node->next)
                node = node->parent;
        return !node || node == top ? NULL : node->next;
}

void xml_text(const xmlNode *node, struct str *out)
{
        for (const xmlNode *n = node; n; n = xml_walk(n, node)) {
                if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
                        str_add(out, (const char *)n->content);
        }
}

/* --- making pages ------------------------------------------------------------------------------------------ */

/* XML 1.0 has no way to write a control character: they are left out. */
static void add_printable(struct str *out, const char *text)
{
        size_t n = strlen(text);

        for (size_t i = 0; i < n;) {
                unsigned int c;
                size_t len = utf8_decode(text + i, n - i, &c);

                if (!len) {
                        c = 0xFFFD;
                        len = 1;
                }
                if (c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r')
                        str_add_code_point(out, c);
                i += len;
        }
}

xmlNode *xml_add(xmlNode *parent, const char *name, const char *text)
{
        CLEANUP(str_done) struct str clean = STR_INIT;

        if (text)
                add_printable(&clean, text);
        return xmlNewTextChild(parent, NULL, (const xmlChar *)name,
                               text ? (const xmlChar *)str_text(&clean) : NULL);
}

void xml_set(xmlNode *node, const char *name, const char *value)
{
        CLEANUP(str_done) struct str clean = STR_INIT;

        if (!value || !node)
                return;
        add_printable(&clean, value);
        xmlSetProp(node, (const xmlChar *)name, (const xmlChar *)str_text(&clean));
}

void xml_setf(xmlNode *node, const char *name, const char *fmt, ...)
{
        CLEANUP(str_done) struct str value = STR_INIT;
        va_list ap;

        va_start(ap, fmt);
        str_addfv(&value, fmt, ap);
        va_end(ap);
        xml_set(node, name, str_text(&value));
}
