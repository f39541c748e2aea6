/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * WordprocessingML: body, text boxes behind their paragraph, then footnotes, endnotes and diagrams. What
 * was deleted with changes tracked, hidden text, instructions of fields, comments, headers and footers is
 * no text. Parts are found by their relationships, not by their usual names.
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
#include <strings.h>

enum {
        FIELDS_MAX = 64,         /* fields in fields */
        STYLE_ANCESTORS_MAX = 20 /* a style based on a style … */
};

struct docx {
        struct zip *zip;
        struct extraction *x;
        struct flow flow;
        xmlHashTable *styles; /* id -> <style> */
        const char
                *languages[3]; /* declared for the whole document, by enum tally_script; or NULL */
        struct tally tally;
        const xmlNode *run;  /* properties of the run that is being read, or NULL */
        bool fields_balance; /* each field that begins ends */
        bool in_instruction[FIELDS_MAX];
        int n_fields;
        bool joins;     /* the mark of the last paragraph was deleted: the next one goes on in it */
        bool has_chunk; /* a document of another kind is embedded as text */
};

static const struct flow_row rows[] = {
        {"br", FLOW_LINE},         {"cr", FLOW_LINE},       {"del", FLOW_SKIP},
        {"den", FLOW_WORD},        {"endnote", FLOW_BLOCK}, {"footnote", FLOW_BLOCK},
        {"moveFrom", FLOW_SKIP},   {"mr", FLOW_LINE},       {"num", FLOW_WORD},
        {"oMathPara", FLOW_BLOCK}, {"p", FLOW_BLOCK},       {"pPr", FLOW_SKIP},
        {"ptab", FLOW_WORD},       {"rPr", FLOW_SKIP},      {"rt", FLOW_SKIP},
        {"sdtEndPr", FLOW_SKIP},   {"sdtPr", FLOW_SKIP},    {"sectPr", FLOW_SKIP},
        {"tab", FLOW_WORD},        {"tbl", FLOW_BLOCK},     {"tblGrid", FLOW_SKIP},
        {"tblPr", FLOW_SKIP},      {"tc", FLOW_CELL},       {"tcPr", FLOW_SKIP},
        {"tr", FLOW_LINE},         {"trPr", FLOW_SKIP},     {"txbxContent", FLOW_BOX},
};

/* ---- properties ---- */

/* An element that switches something on unless its value says off (ECMA-376-1, 17.17.4). */
static bool is_on(const xmlNode *e)
{
        CLEANUP(freep) char *val = e ? xml_attr(e, "w:val") : NULL;

        return e &&
               (!val || (strcmp(val, "0") && strcasecmp(val, "false") && strcasecmp(val, "off")));
}

/* The attribute val of a child, on the heap; NULL: none. */
static char *child_val(const xmlNode *properties, const char *name)
{
        const xmlNode *e = xml_child(properties, name);

        return e ? xml_attr(e, "w:val") : NULL;
}

static bool is_hidden_style(const struct docx *d, const char *id)
{
        const xmlNode *style = id ? xmlHashLookup(d->styles, (const xmlChar *)id) : NULL;

        for (int i = 0; style && i < STYLE_ANCESTORS_MAX; i++) {
                const xmlNode *vanish = xml_path(style, "rPr/vanish");
                CLEANUP(freep) char *base = NULL;

                if (vanish)
                        return is_on(vanish);
                base = child_val(style, "basedOn");
                style = base ? xmlHashLookup(d->styles, (const xmlChar *)base) : NULL;
        }
        return false;
}

/* The run's own word on it, else that of its style. */
static bool is_hidden(const struct docx *d, const xmlNode *properties, const char *style_element)
{
        const xmlNode *vanish = xml_child(properties, "vanish");
        CLEANUP(freep) char *style = NULL;

        if (vanish)
                return is_on(vanish);
        style = child_val(properties, style_element);
        return is_hidden_style(d, style);
}

static void count_language(struct docx *d, const xmlNode *t)
{
        static const char *const attributes[] = {"w:val", "w:eastAsia", "w:bidi"};
        const char *text =
                t->children && t->children->content ? (const char *)t->children->content : "";
        const xmlNode *lang = d->run ? xml_child(d->run, "lang") : NULL;
        enum tally_script script = tally_script_of(text);
        CLEANUP(freep) char *own = lang ? xml_attr(lang, attributes[script]) : NULL;

        tally_add(&d->tally, own ? own : d->languages[script], strlen(text));
}

/* ---- the last word on some elements ---- */

/* A field's instruction may hold fields, whose results are no text then (17.16.18). */
static void take_field_mark(struct docx *d, const xmlNode *e)
{
        CLEANUP(freep) char *type = xml_attr(e, "w:fldCharType");

        if (!d->fields_balance || !type)
                return;
        if (!strcmp(type, "begin")) {
                if (d->n_fields < FIELDS_MAX)
                        d->in_instruction[d->n_fields] = true;
                d->n_fields++;
        } else if (d->n_fields == 0) {
                return;
        } else if (!strcmp(type, "separate")) {
                if (d->n_fields <= FIELDS_MAX)
                        d->in_instruction[d->n_fields - 1] = false;
        } else if (!strcmp(type, "end")) {
                d->n_fields--;
        }
}

static bool is_in_instruction(const struct docx *d)
{
        for (int i = 0; i < d->n_fields && i < FIELDS_MAX; i++)
                if (d->in_instruction[i])
                        return true;
        return false;
}

static enum flow_stand judge_text(struct docx *d, const xmlNode *e)
{
        if (is_in_instruction(d))
                return FLOW_SKIP;
        count_language(d, e);
        return FLOW_INLINE;
}

static enum flow_stand judge_run(struct docx *d, const xmlNode *e)
{
        d->run = xml_child(e, "rPr");
        return d->run && is_hidden(d, d->run, "rStyle") ? FLOW_SKIP : FLOW_INLINE;
}

static enum flow_stand judge_paragraph(struct docx *d, const xmlNode *e)
{
        const xmlNode *properties = xml_child(e, "pPr");
        const xmlNode *mark = properties ? xml_child(properties, "rPr") : NULL;
        CLEANUP(freep) char *style = properties ? child_val(properties, "pStyle") : NULL;
        bool went_on = d->joins;

        if (is_hidden_style(d, style))
                return FLOW_SKIP;
        d->joins = mark && (xml_child(mark, "del") || xml_child(mark, "moveFrom"));
        if (!went_on)
                flow_ask(&d->flow, FLOW_PARAGRAPH);
        return d->joins || went_on ? FLOW_INLINE : FLOW_BLOCK;
}

/* A symbol is a code in a font of pictures, F0xx for xx (17.3.3.30). */
static void add_symbol(struct docx *d, const xmlNode *e)
{
        CLEANUP(freep) char *font = xml_attr(e, "w:font");
        CLEANUP(freep) char *code = xml_attr(e, "w:char");
        unsigned long c = code ? strtoul(code, NULL, 16) : 0;
        CLEANUP(str_done) struct str letter = STR_INIT;

        if (c >= 0xF000 && c <= 0xF0FF)
                c = font && !strcasecmp(font, "Symbol") ? symbol_character((unsigned)c & 0xFF)
                                                        : ' ';
        if (c && c <= 0x10FFFF)
                str_add_code_point(&letter, (unsigned)c);
        flow_add(&d->flow, str_text(&letter));
}

static bool is_separator(const xmlNode *note)
{
        CLEANUP(freep) char *type = xml_attr(note, "w:type");

        return type && strcmp(type, "normal") != 0;
}

static bool has_child_with(const xmlNode *e, const char *properties, const char *child)
{
        const xmlNode *p = xml_child(e, properties);

        return p && xml_child(p, child);
}

static bool follows_choice(const xmlNode *fallback)
{
        const xmlNode *before = fallback->prev;

        while (before && before->type != XML_ELEMENT_NODE)
                before = before->prev;
        return before != NULL;
}

static enum flow_stand judge(struct flow *f, xmlNode *e, enum flow_stand stand)
{
        struct docx *d = f->user;

        if (xml_is(e, "t"))
                return judge_text(d, e);
        if (xml_is(e, "r"))
                return judge_run(d, e);
        if (xml_is(e, "p"))
                return judge_paragraph(d, e);
        if (xml_is(e, "fldChar"))
                take_field_mark(d, e);
        else if (xml_is(e, "noBreakHyphen"))
                flow_add(f, "-");
        else if (xml_is(e, "sym") && !is_in_instruction(d))
                add_symbol(d, e);
        else if (xml_is(e, "altChunk"))
                d->has_chunk = true;
        else if ((xml_is(e, "Fallback") && follows_choice(e)) ||
                 (xml_is(e, "tr") && has_child_with(e, "trPr", "del")) ||
                 (xml_is(e, "sdt") && has_child_with(e, "sdtPr", "showingPlcHdr")) ||
                 ((xml_is(e, "footnote") || xml_is(e, "endnote")) && is_separator(e)))
                return FLOW_SKIP;
        return stand;
}

/* ---- parts ---- */

static bool type_is(const xmlNode *relationship, const char *end)
{
        CLEANUP(freep) char *type = xml_attr(relationship, "Type");
        CLEANUP(freep) char *mode = xml_attr(relationship, "TargetMode");

        return type && str_ends(type, end) && !(mode && !strcasecmp(mode, "External"));
}

/* "word/document.xml" has its relationships in "word/_rels/document.xml.rels"; "" those of the package. */
static char *relationships_name(const char *part)
{
        CLEANUP(str_done) struct str name = STR_INIT;
        const char *slash = strrchr(part, '/');
        const char *base = slash ? slash + 1 : part;

        str_add_bytes(&name, part, (size_t)(base - part));
        str_addf(&name, "_rels/%s.rels", base);
        return str_steal(&name);
}

/* One after the other, the targets of a type; *at is NULL at the start and NULL again when there are no more. */
static char *next_target(const xmlDoc *rels, const char *part, const char *type, const xmlNode **at)
{
        const xmlNode *root = rels ? xmlDocGetRootElement((xmlDoc *)(uintptr_t)rels) : NULL;
        const xmlNode *r = *at ? xml_next(*at, "Relationship") : xml_child(root, "Relationship");
        CLEANUP(freep) char *target = NULL;

        while (r && !type_is(r, type))
                r = xml_next(r, "Relationship");
        *at = r;
        target = r ? xml_attr(r, "Target") : NULL;
        return target ? zip_resolve(part, target) : NULL;
}

static char *first_target(const xmlDoc *rels, const char *part, const char *type)
{
        const xmlNode *at = NULL;

        return next_target(rels, part, type, &at);
}

static int read_relationships(struct docx *d, const char *part, xmlDoc **ret, struct error *err)
{
        CLEANUP(freep) char *name = relationships_name(part);

        return name ? zip_xml(d->zip, name, false, d->x, ret, err) : error_no_memory(err);
}

static bool fields_balance(const xmlNode *root)
{
        long open = 0;

        for (const xmlNode *n = root; n; n = xml_walk(n, root)) {
                CLEANUP(freep)
                char *type = xml_is(n, "fldChar") ? xml_attr(n, "w:fldCharType") : NULL;

                if (type)
                        open += !strcmp(type, "begin") ? 1 : !strcmp(type, "end") ? -1 : 0;
                if (open < 0)
                        return false;
        }
        return open == 0;
}

static void add_part(struct docx *d, xmlNode *root)
{
        d->fields_balance = fields_balance(root);
        d->n_fields = 0;
        d->joins = false;
        flow_tree(&d->flow, root);
        flow_notes(&d->flow);
        flow_ask(&d->flow, FLOW_PARAGRAPH);
}

static int add_parts_of_type(struct docx *d, const xmlDoc *rels, const char *part, const char *type,
                             struct error *err)
{
        const xmlNode *at = NULL;

        do {
                CLEANUP(freep) char *name = next_target(rels, part, type, &at);
                CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
                struct zip_entry *entry;
                int r;

                if (!at)
                        return 0;
                if (!name)
                        return error_no_memory(err);
                entry = zip_find(d->zip, name);
                if (entry && entry->taken)
                        continue;
                if (entry)
                        entry->taken = 1;
                r = zip_xml(d->zip, name, true, d->x, &doc, err);
                if (r != 0)
                        return r;
                add_part(d, xmlDocGetRootElement(doc));
        } while (!d->flow.failed);
        return 0;
}

/* ---- styles ---- */

static void take_languages(struct docx *d, const xmlNode *properties)
{
        static const char *const attributes[] = {"w:val", "w:eastAsia", "w:bidi"};
        const xmlNode *lang = properties ? xml_path(properties, "rPr/lang") : NULL;

        for (size_t i = 0; lang && i < ARRAY_LEN(attributes); i++) {
                CLEANUP(freep) char *value = xml_attr(lang, attributes[i]);

                if (value)
                        d->languages[i] = arena_copy(&d->x->arena, value);
        }
}

static bool is_default_paragraph(const xmlNode *style)
{
        CLEANUP(freep) char *type = xml_attr(style, "w:type");
        CLEANUP(freep) char *is_default = xml_attr(style, "w:default");

        return type && is_default && !strcmp(type, "paragraph") && strcmp(is_default, "0") != 0;
}

static void read_styles(struct docx *d, const xmlNode *root)
{
        take_languages(d, xml_path(root, "docDefaults/rPrDefault"));
        for (xmlNode *s = xml_child(root, "style"); s; s = xml_next(s, "style")) {
                CLEANUP(freep) char *id = xml_attr(s, "w:styleId");

                if (id)
                        xmlHashAddEntry(d->styles, (const xmlChar *)id, s);
                if (is_default_paragraph(s))
                        take_languages(d, s);
        }
}

/* ---- the document ---- */

static int add_body(struct docx *d, const char *part, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *body;
        int r = zip_xml(d->zip, part, true, d->x, &doc, err);

        if (r != 0)
                return r;
        body = xml_child(xmlDocGetRootElement(doc), "body");
        if (!body) {
                extraction_end(d->x, EXTRACT_DAMAGED, "%s: there is no <body> in it", part);
                return ZIP_ENDED;
        }
        add_part(d, body);
        if (d->has_chunk) {
                extraction_end(d->x, EXTRACT_UNSUPPORTED,
                               "a document of another kind is embedded in it: open it in a word "
                               "processor, save it as DOCX, ODT or PDF and submit that");
                return ZIP_ENDED;
        }
        return 0;
}

static int add_all(struct docx *d, const xmlDoc *rels, const char *part, struct error *err)
{
        static const char *const types[] = {"/footnotes", "/endnotes", "/diagramData"};
        int r = add_body(d, part, err);

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(types); i++)
                r = add_parts_of_type(d, rels, part, types[i], err);
        if (r == 0)
                r = flow_end(&d->flow, err);
        return r;
}

static int read_text(struct docx *d, const char *part, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *rels = NULL;
        CLEANUP(xml_doc_freep) xmlDoc *styles = NULL;
        CLEANUP(freep) char *styles_name = NULL;
        int r = read_relationships(d, part, &rels, err);

        if (r != 0 && r != ZIP_NO_ENTRY)
                return r;
        styles_name = first_target(rels, part, "/styles");
        if (styles_name) {
                r = zip_xml(d->zip, styles_name, false, d->x, &styles, err);
                if (r != 0 && r != ZIP_NO_ENTRY)
                        return r;
        }
        if (styles)
                read_styles(d, xmlDocGetRootElement(styles));
        return add_all(d, rels, part, err);
}

/* docProps/core.xml by its relationship. */
static int read_record(struct docx *d, const xmlDoc *package, struct error *err)
{
        CLEANUP(freep) char *name = first_target(package, "", "/core-properties");
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        int r = name ? zip_xml(d->zip, name, false, d->x, &doc, err) : ZIP_NO_ENTRY;

        if (r == ZIP_NO_ENTRY)
                return 0;
        return r != 0 ? r : meta_read_office(doc, d->x->record, err);
}

static int read_package(struct docx *d, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *package = NULL;
        CLEANUP(freep) char *part = NULL;
        int r = read_relationships(d, "", &package, err);

        if (r != 0 && r != ZIP_NO_ENTRY)
                return r;
        part = first_target(package, "", "/officeDocument");
        r = read_text(d, part ? part : "word/document.xml", err);
        if (r == 0)
                r = read_record(d, package, err);
        if (r != 0)
                return r;
        extraction_set_language(d->x, record_language(d->x->record) ? record_language(d->x->record)
                                                                    : tally_best(&d->tally));
        return extraction_add_text(d->x, str_text(d->flow.out), d->flow.out->len, err);
}

static void styles_freep(xmlHashTable **t)
{
        xmlHashFree(*t, NULL);
}

int docx_read(const char *bytes, size_t n, struct extraction *x, struct error *err)
{
        CLEANUP(zip_closep) struct zip *zip = NULL;
        CLEANUP(styles_freep) xmlHashTable *styles = xmlHashCreate(64);
        CLEANUP(str_done) struct str out = STR_INIT;
        struct docx d = {.x = x, .styles = styles};
        int r;

        if (!styles)
                return error_no_memory(err);
        r = zip_open(bytes, n, zip_wants_text, x, &zip, err);
        if (r != 0)
                return r < 0 ? r : 0;
        d.zip = zip;
        d.flow = (struct flow){.out = &out,
                               .rows = rows,
                               .n_rows = ARRAY_LEN(rows),
                               .judge = judge,
                               .user = &d,
                               .text_in = "t"};
        r = read_package(&d, err);
        flow_done(&d.flow);
        return r < 0 ? r : 0;
}
