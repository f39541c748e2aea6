/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * EPUB 2 and 3 (EPUB 3.3; OCF): the documents of the spine in order, those outside the line of reading
 * behind them. Covers, tables of contents and navigation repeat what the book says, and stay out, unless they
 * say more than that.
 */
#include "extract/office.h"

#include "extract/flow.h"
#include "extract/parts.h"
#include "extract/zip.h"

#include "meta/meta.h"
#include "text/html.h"
#include "text/xml.h"

#include <ctype.h>
#include <libxml/hash.h>
#include <string.h>
#include <strings.h>

enum {
        LINK_DEPTH_MAX = 16, /* elements inside a link */
        FALLBACKS_MAX = 10,  /* of an item for an item … */
        APART_LETTERS_MAX =
                200 /* bytes of letters beside its links that a table of contents may have */
};

struct epub {
        struct zip *zip;
        struct extraction *x;
        char *package_name;
        const xmlNode *package;
        xmlHashTable *items;  /* id -> <item> of the manifest */
        xmlHashTable *apart;  /* names of entries that are a cover or a table of contents */
        xmlHashTable *locked; /* names of entries that are encrypted */
};

static const struct flow_row rows[] = {
        {"address", FLOW_BLOCK},    {"annotation", FLOW_SKIP}, {"annotation-xml", FLOW_SKIP},
        {"article", FLOW_BLOCK},    {"aside", FLOW_BLOCK},     {"audio", FLOW_SKIP},
        {"blockquote", FLOW_BLOCK}, {"body", FLOW_BLOCK},      {"br", FLOW_LINE},
        {"caption", FLOW_BLOCK},    {"center", FLOW_BLOCK},    {"dd", FLOW_LINE},
        {"desc", FLOW_SKIP},        {"details", FLOW_BLOCK},   {"div", FLOW_BLOCK},
        {"dl", FLOW_BLOCK},         {"dt", FLOW_LINE},         {"fieldset", FLOW_BLOCK},
        {"figcaption", FLOW_BLOCK}, {"figure", FLOW_BLOCK},    {"footer", FLOW_BLOCK},
        {"form", FLOW_BLOCK},       {"h1", FLOW_BLOCK},        {"h2", FLOW_BLOCK},
        {"h3", FLOW_BLOCK},         {"h4", FLOW_BLOCK},        {"h5", FLOW_BLOCK},
        {"h6", FLOW_BLOCK},         {"head", FLOW_SKIP},       {"header", FLOW_BLOCK},
        {"hr", FLOW_BLOCK},         {"iframe", FLOW_SKIP},     {"img", FLOW_WORD},
        {"li", FLOW_LINE},          {"main", FLOW_BLOCK},      {"mtd", FLOW_CELL},
        {"mtr", FLOW_LINE},         {"nav", FLOW_SKIP},        {"noscript", FLOW_SKIP},
        {"object", FLOW_SKIP},      {"ol", FLOW_BLOCK},        {"p", FLOW_BLOCK},
        {"pre", FLOW_BLOCK},        {"rp", FLOW_SKIP},         {"rt", FLOW_SKIP},
        {"rtc", FLOW_SKIP},         {"script", FLOW_SKIP},     {"section", FLOW_BLOCK},
        {"style", FLOW_SKIP},       {"summary", FLOW_BLOCK},   {"table", FLOW_BLOCK},
        {"tbody", FLOW_LINE},       {"td", FLOW_CELL},         {"template", FLOW_SKIP},
        {"text", FLOW_LINE},        {"tfoot", FLOW_LINE},      {"th", FLOW_CELL},
        {"thead", FLOW_LINE},       {"title", FLOW_SKIP},      {"tr", FLOW_LINE},
        {"ul", FLOW_BLOCK},         {"video", FLOW_SKIP},
};

static bool has_word(const char *list, const char *word)
{
        size_t n = strlen(word);

        for (const char *p = list; p && *p;) {
                size_t len;

                p += strspn(p, " \t\r\n");
                len = strcspn(p, " \t\r\n");
                if (len == n && !strncasecmp(p, word, n))
                        return true;
                p += len;
        }
        return false;
}

/* Is the word one of the attribute's? Of attributes in a namespace by their local name alone. */
static bool attr_has(const xmlNode *e, const char *name, const char *word)
{
        CLEANUP(freep) char *value = xml_attr(e, name);

        return has_word(value, word);
}

/* Numbers of the pages of a printed edition, and what is hidden. */
static enum flow_stand judge(struct flow *f, xmlNode *e, enum flow_stand stand)
{
        CLEANUP(freep) char *hidden = e->properties ? xml_attr(e, "hidden") : NULL;

        (void)f;
        if (hidden || (e->properties && (attr_has(e, "epub:type", "pagebreak") ||
                                         attr_has(e, "role", "doc-pagebreak"))))
                return FLOW_SKIP;
        return stand;
}

/* ---- one document of the spine ---- */

/* Strict XML as it should be; else the HTML that many a converter wrote. Entities are never declared. */
static int read_markup(struct epub *e, const struct zip_entry *entry, xmlDoc **ret,
                       struct error *err)
{
        struct error why = {0};
        int r = xml_read(entry->bytes, entry->n, ret, &why);

        if (r > 0 && !memmem(entry->bytes, entry->n, "<!ENTITY", 8)) {
                struct error html_why = {0};

                r = html_read(entry->bytes, entry->n, ret, &html_why);
        }
        if (r > 0) {
                extraction_end(e->x, EXTRACT_DAMAGED, "%s: %s", entry->name, why.message);
                return ZIP_ENDED;
        }
        if (r < 0 && err)
                *err = why;
        return r;
}

static bool is_in_link(const xmlNode *n)
{
        for (int i = 0; n && i < LINK_DEPTH_MAX; i++, n = n->parent)
                if (xml_is(n, "a") || xml_is(n, "nav"))
                        return true;
        return false;
}

/* Does it say more than where to go? */
static bool has_words_of_its_own(const xmlNode *body)
{
        size_t letters = 0;

        for (const xmlNode *n = body; n && letters <= APART_LETTERS_MAX; n = xml_walk(n, body)) {
                if (n->type != XML_TEXT_NODE || str_is_blank((const char *)n->content) ||
                    is_in_link(n->parent))
                        continue;
                for (const unsigned char *p = n->content; *p; p++)
                        letters += isalpha(*p) || *p >= 0x80;
        }
        return letters > APART_LETTERS_MAX;
}

/* A body that says it is a cover or a table of contents. */
static bool is_apart(const xmlNode *body)
{
        const xmlNode *first = xml_child(body, NULL);

        return attr_has(body, "epub:type", "cover") || attr_has(body, "epub:type", "toc") ||
               (first && !xml_next(first, NULL) &&
                (attr_has(first, "epub:type", "cover") || attr_has(first, "epub:type", "toc")));
}

/* apart: it is known as a cover or a table of contents. all: those are wanted as well. */
static int add_page(struct epub *e, xmlDoc *doc, bool apart, bool all, struct error *err)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        CLEANUP(flow_done)
        struct flow f = {.out = &out, .rows = rows, .n_rows = ARRAY_LEN(rows), .judge = judge};
        xmlNode *root = xmlDocGetRootElement(doc);
        xmlNode *body = root ? xml_child(root, "body") : NULL;
        int r;

        if (!root || (body && !all && (apart || is_apart(body)) && !has_words_of_its_own(body)))
                return 0;
        if (!e->x->language)
                extraction_set_language(e->x, xml_lang(root));
        flow_tree(&f, body ? body : root);
        flow_notes(&f);
        r = flow_end(&f, err);
        if (r < 0 || str_is_blank(str_text(&out)))
                return r;
        r = extraction_add_text(e->x, str_text(&out), out.len, err);
        return r == 0 && e->x->state != EXTRACT_OK ? ZIP_ENDED : r;
}

static bool is_markup(const xmlNode *item)
{
        static const char *const types[] = {"application/xhtml+xml",
                                            "text/html",
                                            "text/x-oeb1-document",
                                            "application/x-dtbook+xml",
                                            "image/svg+xml",
                                            "application/xml",
                                            "text/xml"};
        CLEANUP(freep) char *type = xml_attr(item, "media-type");

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                if (type && !strcasecmp(type, types[i]))
                        return true;
        return !type;
}

/* The item itself or what stands in for it where it is no text (EPUB 3.3, 3.5.1). */
static const xmlNode *find_item(const struct epub *e, const xmlNode *itemref)
{
        CLEANUP(freep) char *id = xml_attr(itemref, "idref");
        const xmlNode *item = id ? xmlHashLookup(e->items, (const xmlChar *)id) : NULL;

        for (int i = 0; item && !is_markup(item) && i < FALLBACKS_MAX; i++) {
                CLEANUP(freep) char *fallback = xml_attr(item, "fallback");

                item = fallback ? xmlHashLookup(e->items, (const xmlChar *)fallback) : NULL;
        }
        return item && is_markup(item) ? item : NULL;
}

static int read_item(struct epub *e, const xmlNode *item, bool all, struct error *err)
{
        CLEANUP(freep) char *href = xml_attr(item, "href");
        CLEANUP(freep) char *name = href ? zip_resolve(e->package_name, href) : NULL;
        struct zip_entry *entry = name ? zip_find(e->zip, name) : NULL;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        bool apart;
        int r;

        if (!name)
                return 0;
        apart = xmlHashLookup(e->apart, (const xmlChar *)name) ||
                attr_has(item, "properties", "nav");
        if ((entry && entry->is_encrypted) || xmlHashLookup(e->locked, (const xmlChar *)name)) {
                extraction_end(e->x, EXTRACT_ENCRYPTED,
                               "its text is encrypted (DRM): only a copy without that can be read");
                return ZIP_ENDED;
        }
        if (!entry || !entry->bytes) {
                extraction_end(e->x, EXTRACT_DAMAGED, "'%s' is missing in it", name);
                return ZIP_ENDED;
        }
        if (entry->n == 0 || entry->taken == 1 + all)
                return 0;
        entry->taken = (char)(1 + all);
        r = read_markup(e, entry, &doc, err);
        return r == 0 ? add_page(e, doc, apart, all, err) : r;
}

/* ---- the spine ---- */

/* Each document once, however often it is named. all: also covers and tables of contents. */
static int read_spine(struct epub *e, const xmlNode *spine, bool all, struct error *err)
{
        int r = 0;

        for (int pass = 0; pass < 2; pass++)
                for (const xmlNode *n = xml_child(spine, "itemref"); n && r == 0;
                     n = xml_next(n, "itemref")) {
                        const xmlNode *item = find_item(e, n);

                        if (item && attr_has(n, "linear", "no") == (pass == 1))
                                r = read_item(e, item, all, err);
                }
        return r;
}

static void take_items(struct epub *e, const xmlNode *manifest)
{
        for (xmlNode *n = xml_child(manifest, "item"); n; n = xml_next(n, "item")) {
                CLEANUP(freep) char *id = xml_attr(n, "id");

                if (id)
                        xmlHashAddEntry(e->items, (const xmlChar *)id, n);
        }
}

/* <guide> of EPUB 2 says what is a cover and what a table of contents. */
static void take_guide(struct epub *e, const xmlNode *guide)
{
        for (const xmlNode *n = guide ? xml_child(guide, "reference") : NULL; n;
             n = xml_next(n, "reference")) {
                CLEANUP(freep) char *href = xml_attr(n, "href");
                CLEANUP(freep) char *name = href ? zip_resolve(e->package_name, href) : NULL;

                if (name && (attr_has(n, "type", "cover") || attr_has(n, "type", "toc")))
                        xmlHashAddEntry(e->apart, (const xmlChar *)name, e->apart);
        }
}

static int read_package(struct epub *e, struct error *err)
{
        const xmlNode *manifest = xml_child(e->package, "manifest");
        const xmlNode *spine = xml_child(e->package, "spine");
        int r;

        if (!manifest || !spine) {
                extraction_end(e->x, EXTRACT_DAMAGED, "%s: there is no <%s> in it", e->package_name,
                               manifest ? "spine" : "manifest");
                return ZIP_ENDED;
        }
        take_items(e, manifest);
        take_guide(e, xml_child(e->package, "guide"));
        r = read_spine(e, spine, false, err);
        return r == 0 && e->x->n_pages == 0 ? read_spine(e, spine, true, err) : r;
}

/* ---- the container ---- */

static bool hides_fonts_only(const xmlNode *data)
{
        const xmlNode *method = xml_child(data, "EncryptionMethod");
        CLEANUP(freep) char *algorithm = method ? xml_attr(method, "Algorithm") : NULL;

        return algorithm && (!strcmp(algorithm, "http://www.idpf.org/2008/embedding") ||
                             !strcmp(algorithm, "http://ns.adobe.com/pdf/enc#RC"));
}

/* META-INF/encryption.xml (OCF, 4.2.6.3.2) names what is encrypted. */
static int take_locked(struct epub *e, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int r = zip_xml(e->zip, "META-INF/encryption.xml", false, e->x, &doc, err);
        const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

        if (r != 0)
                return r == ZIP_NO_ENTRY ? 0 : r;
        for (const xmlNode *n = xml_child(root, "EncryptedData"); n;
             n = xml_next(n, "EncryptedData")) {
                const xmlNode *reference = xml_path(n, "CipherData/CipherReference");
                CLEANUP(freep) char *uri = reference ? xml_attr(reference, "URI") : NULL;
                CLEANUP(freep) char *name = uri ? zip_resolve("", uri) : NULL;

                if (name && !hides_fonts_only(n))
                        xmlHashAddEntry(e->locked, (const xmlChar *)name, e->locked);
        }
        return 0;
}

/* The path of the package document, as META-INF/container.xml gives it (OCF, 4.2.6.3.1). */
static int find_package(struct epub *e, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(freep) char *path = NULL;
        const xmlNode *file;
        int r = zip_xml(e->zip, "META-INF/container.xml", true, e->x, &doc, err);

        if (r != 0)
                return r;
        file = xml_path(xmlDocGetRootElement(doc), "rootfiles/rootfile");
        path = file ? xml_attr(file, "full-path") : NULL;
        if (!path) {
                extraction_end(e->x, EXTRACT_DAMAGED, "META-INF/container.xml names no package");
                return ZIP_ENDED;
        }
        e->package_name = zip_resolve("", path);
        return e->package_name ? 0 : error_no_memory(err);
}

static int read_book(struct epub *e, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error why = {0};
        int r = find_package(e, err);

        if (r == 0)
                r = take_locked(e, err);
        if (r == 0)
                r = zip_xml(e->zip, e->package_name, true, e->x, &doc, err);
        if (r != 0)
                return r;
        e->package = xmlDocGetRootElement(doc);
        r = meta_read_opf(doc, e->x->record, &why);
        if (r > 0) {
                extraction_end(e->x, EXTRACT_DAMAGED, "%s: %s", e->package_name, why.message);
                return ZIP_ENDED;
        }
        if (r < 0 && err)
                *err = why;
        extraction_set_language(e->x, record_language(e->x->record));
        return r < 0 ? r : read_package(e, err);
}

static void table_freep(xmlHashTable **t)
{
        xmlHashFree(*t, NULL);
}

int epub_read(const char *bytes, size_t n, struct extraction *x, struct error *err)
{
        CLEANUP(zip_closep) struct zip *zip = NULL;
        CLEANUP(table_freep) xmlHashTable *items = xmlHashCreate(64);
        CLEANUP(table_freep) xmlHashTable *apart = xmlHashCreate(8);
        CLEANUP(table_freep) xmlHashTable *locked = xmlHashCreate(8);
        struct epub e = {.x = x, .items = items, .apart = apart, .locked = locked};
        int r;

        if (!items || !apart || !locked)
                return error_no_memory(err);
        r = zip_open(bytes, n, zip_wants_text, x, &zip, err);
        if (r != 0)
                return r < 0 ? r : 0;
        e.zip = zip;
        r = read_book(&e, err);
        free(e.package_name);
        return r < 0 ? r : 0;
}
