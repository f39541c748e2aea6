/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * OpenDocument text: body, text boxes behind their paragraph, notes at the end. Deleted text lies apart in
 * the file and stays out, as do comments, hidden text, and the templates of indexes. Headers and footers are
 * in the styles, which are only asked what is hidden and which language is meant.
 */
#include "extract/office.h"

#include "extract/flow.h"
#include "extract/parts.h"
#include "extract/tally.h"
#include "extract/zip.h"

#include "meta/meta.h"
#include "text/xml.h"

#include <libxml/hash.h>
#include <string.h>

enum { STYLE_ANCESTORS_MAX = 20 /* a style based on a style … */ };

struct odt {
        struct zip *zip; /* NULL: flat */
        struct extraction *x;
        struct flow flow;
        xmlHashTable *styles;      /* name -> <style>, of paragraphs and of text */
        const xmlNode *defaults;   /* <text-properties> of the default paragraph, or NULL */
        const xmlNode *properties; /* those that name the language of the paragraph being read */
        size_t counted;            /* up to here the text's language was counted */
        struct tally tally;
};

static const struct flow_row rows[] = {
        {"alphabetical-index-source", FLOW_SKIP},
        {"annotation", FLOW_SKIP}, /* a comment; in MathML the formula's source */
        {"bibliography-source", FLOW_SKIP},
        {"binary-data", FLOW_SKIP},
        {"caption", FLOW_BOX},
        {"circle", FLOW_BOX},
        {"connector", FLOW_BOX},
        {"covered-table-cell", FLOW_SKIP},
        {"custom-shape", FLOW_BOX},
        {"dde-connection-decls", FLOW_SKIP},
        {"desc", FLOW_SKIP},
        {"ellipse", FLOW_BOX},
        {"event-listeners", FLOW_SKIP},
        {"forms", FLOW_SKIP},
        {"h", FLOW_BLOCK},
        {"hidden-paragraph", FLOW_SKIP},
        {"hidden-text", FLOW_SKIP},
        {"illustration-index-source", FLOW_SKIP},
        {"line", FLOW_BOX},
        {"line-break", FLOW_LINE},
        {"mtd", FLOW_CELL},
        {"mtr", FLOW_LINE},
        {"note", FLOW_NOTE},
        {"note-citation", FLOW_SKIP}, /* a number that means its place */
        {"object-index-source", FLOW_SKIP},
        {"object-ole", FLOW_SKIP},
        {"p", FLOW_BLOCK},
        {"path", FLOW_BOX},
        {"placeholder", FLOW_SKIP},
        {"polygon", FLOW_BOX},
        {"polyline", FLOW_BOX},
        {"rect", FLOW_BOX},
        {"ruby-text", FLOW_SKIP},
        {"script", FLOW_SKIP},
        {"sequence-decls", FLOW_SKIP},
        {"table", FLOW_BLOCK},
        {"table-cell", FLOW_CELL},
        {"table-index-source", FLOW_SKIP},
        {"table-of-content-source", FLOW_SKIP},
        {"table-row", FLOW_LINE},
        {"text-box", FLOW_BOX},
        {"tracked-changes", FLOW_SKIP},
        {"user-field-decls", FLOW_SKIP},
        {"user-index-source", FLOW_SKIP},
        {"variable-decls", FLOW_SKIP},
};

/* ---- styles ---- */

static bool attr_is(const xmlNode *e, const char *name, const char *value)
{
        CLEANUP(freep) char *have = xml_attr(e, name);

        return str_equal(have, value);
}

static const xmlNode *style_of(const struct odt *o, const xmlNode *e, const char *attribute)
{
        CLEANUP(freep) char *name = xml_attr(e, attribute);

        return name ? xmlHashLookup(o->styles, (const xmlChar *)name) : NULL;
}

/* The text properties, with this attribute in them, of the style of an element or the nearest ancestor's. */
static const xmlNode *find_properties(const struct odt *o, const xmlNode *e, const char *attribute)
{
        const xmlNode *style = style_of(o, e, "text:style-name");

        for (int i = 0; style && i < STYLE_ANCESTORS_MAX; i++) {
                const xmlNode *properties = xml_child(style, "text-properties");
                CLEANUP(freep) char *value = properties ? xml_attr(properties, attribute) : NULL;

                if (value)
                        return properties;
                style = style_of(o, style, "style:parent-style-name");
        }
        return NULL;
}

static bool is_hidden(const struct odt *o, const xmlNode *e)
{
        const xmlNode *properties;

        if (attr_is(e, "text:display", "none"))
                return true;
        properties = find_properties(o, e, "text:display");
        return properties && attr_is(properties, "text:display", "none");
}

static void take_styles(struct odt *o, const xmlNode *list)
{
        for (xmlNode *s = list ? xml_child(list, NULL) : NULL; s; s = xml_next(s, NULL)) {
                CLEANUP(freep) char *name = NULL;

                if (xml_is(s, "default-style") && attr_is(s, "style:family", "paragraph"))
                        o->defaults = xml_child(s, "text-properties");
                if (!xml_is(s, "style") || (!attr_is(s, "style:family", "paragraph") &&
                                            !attr_is(s, "style:family", "text")))
                        continue;
                name = xml_attr(s, "style:name");
                if (name)
                        xmlHashAddEntry(o->styles, (const xmlChar *)name, s);
        }
}

/* ---- language ---- */

/* "pt-BR" of the properties for this script; what is "none" is nothing. */
static void add_language(const xmlNode *properties, enum tally_script script, struct str *tag)
{
        static const char *const names[][2] = {
                {"fo:language", "fo:country"},
                {"style:language-asian", "style:country-asian"},
                {"style:language-complex", "style:country-complex"},
        };
        CLEANUP(freep) char *language = properties ? xml_attr(properties, names[script][0]) : NULL;
        CLEANUP(freep) char *country = properties ? xml_attr(properties, names[script][1]) : NULL;

        str_add(tag, language);
        if (tag->len && country && strcmp(country, "none") != 0)
                str_addf(tag, "-%s", country);
}

/* The text since the last count is in the language of the paragraph that was read. */
static void count_language(struct odt *o)
{
        const struct str *out = o->flow.out;
        CLEANUP(str_done) struct str tag = STR_INIT;
        enum tally_script script;

        if (out->len <= o->counted)
                return;
        script = tally_script_of(out->data + o->counted);
        add_language(o->properties, script, &tag);
        if (!tag.len)
                add_language(o->defaults, script, &tag);
        tally_add(&o->tally, str_text(&tag), out->len - o->counted);
        o->counted = out->len;
}

/* ---- the last word on some elements ---- */

/* A formula is a document of its own in the package (or, in a flat file, right here). */
static void add_object(struct odt *o, const xmlNode *e)
{
        CLEANUP(freep) char *href = xml_attr(e, "xlink:href");
        CLEANUP(freep) char *folder = href ? zip_resolve("", href) : NULL;
        CLEANUP(str_done) struct str name = STR_INIT;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct zip_entry *entry;

        if (!o->zip || !folder)
                return;
        str_addf(&name, "%s/content.xml", folder);
        entry = zip_find(o->zip, str_text(&name));
        if (!entry || !entry->bytes || entry->taken)
                return;
        entry->taken = 1;
        if (xml_read(entry->bytes, entry->n, &doc, NULL) != 0 ||
            !xml_is(xmlDocGetRootElement(doc), "math"))
                return;
        flow_tree(&o->flow, xmlDocGetRootElement(doc));
}

static bool is_drawing_title(const xmlNode *e)
{
        return xml_is(e, "title") && e->ns && strstr((const char *)e->ns->href, "svg");
}

static enum flow_stand judge(struct flow *f, xmlNode *e, enum flow_stand stand)
{
        struct odt *o = f->user;

        if (stand == FLOW_SKIP || is_drawing_title(e) || is_hidden(o, e))
                return FLOW_SKIP;
        if (stand == FLOW_BLOCK && !xml_is(e, "table")) {
                count_language(o);
                o->properties = find_properties(o, e, "fo:language");
        } else if (xml_is(e, "s") || xml_is(e, "tab")) {
                flow_ask(f, FLOW_SPACE);
        } else if (xml_is(e, "object")) {
                add_object(o, e);
        }
        return stand;
}

/* ---- the document ---- */

/* <office:body> of a text; another kind of document is refused by name. */
static xmlNode *find_text(struct extraction *x, const xmlNode *root)
{
        xmlNode *body = root ? xml_child(root, "body") : NULL;
        xmlNode *text = body ? xml_child(body, NULL) : NULL;

        if (!text)
                extraction_end(x, EXTRACT_DAMAGED, "there is no <office:body> in it");
        else if (!xml_is(text, "text"))
                extraction_end(x, EXTRACT_UNSUPPORTED,
                               "an OpenDocument %.50s is not read: save it as PDF and submit that",
                               (const char *)text->name);
        return text && xml_is(text, "text") ? text : NULL;
}

static int add_text(struct odt *o, xmlNode *text, struct error *err)
{
        int r;

        flow_tree(&o->flow, text);
        flow_notes(&o->flow);
        count_language(o);
        r = flow_end(&o->flow, err);
        if (r < 0)
                return r;
        extraction_set_language(o->x, record_language(o->x->record) ? record_language(o->x->record)
                                                                    : tally_best(&o->tally));
        return extraction_add_text(o->x, str_text(o->flow.out), o->flow.out->len, err);
}

/* Entries that the manifest says are encrypted (ODF 1.3-2, 3.4): all of a document with a password are. */
static int refuse_encrypted(struct odt *o, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int r = zip_xml(o->zip, "META-INF/manifest.xml", false, o->x, &doc, err);
        const xmlNode *root = doc ? xmlDocGetRootElement(doc) : NULL;

        if (r != 0)
                return r == ZIP_NO_ENTRY ? 0 : r;
        for (const xmlNode *e = root ? xml_child(root, "file-entry") : NULL; e;
             e = xml_next(e, "file-entry")) {
                if (!xml_child(e, "encryption-data") ||
                    (!attr_is(e, "manifest:full-path", "content.xml") &&
                     !attr_is(e, "manifest:full-path", "encrypted-package")))
                        continue;
                extraction_end(o->x, EXTRACT_ENCRYPTED, "it opens only with a password");
                return ZIP_ENDED;
        }
        return 0;
}

static int read_record(struct odt *o, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int r = zip_xml(o->zip, "meta.xml", false, o->x, &doc, err);

        if (r == ZIP_NO_ENTRY)
                return 0;
        return r != 0 ? r : meta_read_office(doc, o->x->record, err);
}

static int read_package(struct odt *o, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *content = NULL;
        CLEANUP(xml_doc_freep) xmlDoc *styles = NULL;
        xmlNode *text;
        int r = refuse_encrypted(o, err);

        if (r == 0)
                r = zip_xml(o->zip, "content.xml", true, o->x, &content, err);
        text = r == 0 ? find_text(o->x, xmlDocGetRootElement(content)) : NULL;
        if (!text)
                return r;
        r = zip_xml(o->zip, "styles.xml", false, o->x, &styles, err);
        if (r == 0)
                take_styles(o, xml_child(xmlDocGetRootElement(styles), "styles"));
        else if (r != ZIP_NO_ENTRY)
                return r;
        take_styles(o, xml_child(xmlDocGetRootElement(content), "automatic-styles"));
        r = read_record(o, err);
        return r != 0 ? r : add_text(o, text, err);
}

static void styles_freep(xmlHashTable **t)
{
        xmlHashFree(*t, NULL);
}

/* zip or flat, whichever is not NULL. */
static int read_either(struct zip *zip, xmlDoc *flat, struct extraction *x, struct error *err)
{
        CLEANUP(styles_freep) xmlHashTable *styles = xmlHashCreate(64);
        CLEANUP(str_done) struct str out = STR_INIT;
        struct odt o = {.zip = zip, .x = x, .styles = styles};
        xmlNode *root = flat ? xmlDocGetRootElement(flat) : NULL;
        xmlNode *text = flat ? find_text(x, root) : NULL;
        int r = 0;

        if (!styles)
                return error_no_memory(err);
        o.flow = (struct flow){
                .out = &out, .rows = rows, .n_rows = ARRAY_LEN(rows), .judge = judge, .user = &o};
        if (text) {
                take_styles(&o, xml_child(root, "styles"));
                take_styles(&o, xml_child(root, "automatic-styles"));
                r = meta_read_office(flat, x->record, err);
                if (r == 0)
                        r = add_text(&o, text, err);
        } else if (zip) {
                r = read_package(&o, err);
        }
        flow_done(&o.flow);
        return r < 0 ? r : 0;
}

int odt_read(const char *bytes, size_t n, struct extraction *x, struct error *err)
{
        CLEANUP(zip_closep) struct zip *zip = NULL;
        int r = zip_open(bytes, n, zip_wants_text, x, &zip, err);

        if (r != 0)
                return r < 0 ? r : 0;
        return read_either(zip, NULL, x, err);
}

int odt_read_flat(xmlDoc *doc, struct extraction *x, struct error *err)
{
        extraction_set_type(x, "application/vnd.oasis.opendocument.text-flat-xml");
        return read_either(NULL, doc, x, err);
}
