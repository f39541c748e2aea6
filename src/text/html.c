/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strangers' HTML through libxml2's HTML parser, and what a reader of the page would read. */
#include "text/html.h"

#include "text/libxml.h"
#include "text/normal.h"
#include "text/xml.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { SNIFF_BYTES = 4096, CHARSET_MAX = 40 };

/* --- encoding ------------------------------------------------------------------------------------------ */

static const char *find_no_case(const char *text, size_t n, const char *needle)
{
        size_t len = strlen(needle);

        for (size_t i = 0; i + len <= n; i++) {
                if (!strncasecmp(text + i, needle, len))
                        return text + i;
        }
        return NULL;
}

/* What <meta charset=…> or <meta content="…; charset=…"> near the start says. */
static bool sniff_charset(const char *bytes, size_t n, char ret[CHARSET_MAX])
{
        size_t near = n < SNIFF_BYTES ? n : SNIFF_BYTES;
        const char *p = find_no_case(bytes, near, "charset=");
        size_t len = 0;

        if (!p)
                return false;
        p += strlen("charset=");
        while (p < bytes + near && (*p == '"' || *p == '\'' || *p == ' '))
                p++;
        while (p < bytes + near && len + 1 < CHARSET_MAX &&
               (isalnum((unsigned char)*p) || strchr("-_:.", *p)) && *p)
                ret[len++] = *p++;
        ret[len] = '\0';
        return len > 0;
}

/* --- reading ------------------------------------------------------------------------------------------- */

static void ignore(void *user, xmlError *e)
{
        (void)user;
        (void)e;
}

static int parse(const struct str *utf8, xmlDoc **ret, struct error *err)
{
        htmlParserCtxt *ctxt;
        xmlDoc *doc;

        libxml_start();
        ctxt = htmlCreateMemoryParserCtxt(str_text(utf8), (int)utf8->len);
        if (!ctxt && utf8->len)
                return error_no_memory(err);
        if (!ctxt)
                return error_set(err, HTML_DAMAGED, "there is no HTML in it");
        ctxt->sax->serror = ignore; /* people's HTML is never without errors */
        htmlCtxtUseOptions(ctxt, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                         HTML_PARSE_NOWARNING | HTML_PARSE_COMPACT |
                                         HTML_PARSE_IGNORE_ENC);
        /* Else the words below 256 levels would be dropped. We walk trees without recursion. */
        ctxt->options |= XML_PARSE_HUGE;
        xmlSwitchEncoding(ctxt, XML_CHAR_ENCODING_UTF8);
        htmlParseDocument(ctxt);
        doc = ctxt->myDoc;
        ctxt->myDoc = NULL;
        htmlFreeParserCtxt(ctxt);
        if (doc && xmlDocGetRootElement(doc)) {
                *ret = doc;
                return 0;
        }
        xmlFreeDoc(doc);
        return error_set(err, HTML_DAMAGED, "there is no HTML in it");
}

int html_read(const char *bytes, size_t n, xmlDoc **ret, struct error *err)
{
        CLEANUP(str_done) struct str utf8 = STR_INIT;
        char charset[CHARSET_MAX];
        int r;

        if (n > XML_SIZE_MAX) {
                return error_set(err, HTML_DAMAGED, "longer than %d MiB", XML_SIZE_MAX >> 20);
        }
        if (n && memchr(bytes, 0, n) && !(n >= 2 && (unsigned char)bytes[0] >= 0xFE)) {
                return error_set(err, HTML_DAMAGED, "there are NUL bytes in it");
        }
        r = text_to_utf8(bytes, n, sniff_charset(bytes, n, charset) ? charset : NULL, &utf8, err);
        if (r == TEXT_UNREADABLE) {
                return error_set(err, HTML_DAMAGED,
                                 "its characters are in no encoding that can be told");
        }
        return r < 0 ? r : parse(&utf8, ret, err);
}

/* --- text ---------------------------------------------------------------------------------------------- */

struct blocks {
        struct str *out;
        bool wants_break; /* a block ended or began: the next letters start a paragraph */
        bool wants_space;
};

static void add_words(struct blocks *b, const char *text)
{
        for (; text && *text; text++) {
                if (isspace((unsigned char)*text)) {
                        b->wants_space = true;
                        continue;
                }
                if (b->wants_break && b->out->len)
                        str_add(b->out, "\n\n");
                else if (b->wants_space && b->out->len)
                        str_add_char(b->out, ' ');
                b->wants_break = b->wants_space = false;
                str_add_char(b->out, *text);
        }
}

static bool is_named(const xmlNode *node, const char *const *names, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (!strcmp((const char *)node->name, names[i]))
                        return true;
        }
        return false;
}

/* Cells and breaks part words without parting paragraphs. */
static bool parts_words(const xmlNode *element)
{
        static const char *const names[] = {"br", "td", "th", "break", "img", "wbr"};

        return is_named(element, names, ARRAY_LEN(names));
}

int node_text_blocks(const xmlNode *top, text_is_block is_block, text_is_skipped is_skipped,
                     struct str *out, struct error *err)
{
        struct blocks b = {out, out->len > 0, false};
        const xmlNode *node = top;

        while (node) {
                bool is_element = node->type == XML_ELEMENT_NODE;
                bool enters = is_element && node->children && !is_skipped(node);

                if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
                        add_words(&b, (const char *)node->content);
                if (is_element) {
                        b.wants_break |= is_block(node);
                        b.wants_space |= parts_words(node);
                }
                if (enters) {
                        node = node->children;
                        continue;
                }
                while (node != top && !node->next) {
                        node = node->parent;
                        b.wants_break |= is_block(node);
                        b.wants_space |= parts_words(node);
                }
                node = node == top ? NULL : node->next;
        }
        return out->failed ? error_no_memory(err) : 0;
}

static bool is_html_block(const xmlNode *element)
{
        static const char *const inline_names[] = {
                "a",    "abbr",   "b",   "bdi",  "bdo",   "cite", "code", "data",
                "del",  "dfn",    "em",  "font", "i",     "img",  "ins",  "kbd",
                "mark", "q",      "rp",  "rt",   "ruby",  "s",    "samp", "small",
                "span", "strong", "sub", "sup",  "time",  "tt",   "u",    "var",
                "wbr",  "br",     "td",  "th",   "label", "big",  "nobr", "center"};

        return !is_named(element, inline_names, ARRAY_LEN(inline_names));
}

static bool is_html_furniture(const xmlNode *element)
{
        static const char *const names[] = {"nav",      "header", "footer",   "aside",    "form",
                                            "script",   "style",  "template", "noscript", "head",
                                            "iframe",   "object", "svg",      "button",   "select",
                                            "textarea", "canvas", "audio",    "video"};

        return is_named(element, names, ARRAY_LEN(names));
}

/* Inside an article its own header belongs to it: title, authors. */
static bool is_furniture_of_article(const xmlNode *element)
{
        return is_html_furniture(element) && strcmp((const char *)element->name, "header") != 0;
}

static bool is_never_text(const xmlNode *element)
{
        static const char *const names[] = {"head", "script", "style", "template", "noscript"};

        return is_named(element, names, ARRAY_LEN(names));
}

static const xmlNode *find_element(const xmlNode *from, const xmlNode *top, const char *name)
{
        for (const xmlNode *n = from; n; n = xml_walk(n, top)) {
                if (xml_is(n, name))
                        return n;
        }
        return NULL;
}

/* The part that is the document: <main>, or the article of a page that has just one. */
static const xmlNode *find_main_part(const xmlNode *root)
{
        const xmlNode *part = find_element(root, root, "main");

        if (part)
                return part;
        part = find_element(root, root, "article");
        return part && !find_element(xml_walk(part, root), root, "article") ? part : NULL;
}

int html_main_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement((xmlDoc *)(uintptr_t)doc);
        const xmlNode *part = find_main_part(root);
        size_t start = out->len;
        int r = 0;

        if (part)
                r = node_text_blocks(part, is_html_block, is_furniture_of_article, out, err);
        if (r == 0 && out->len == start)
                r = node_text_blocks(root, is_html_block, is_html_furniture, out, err);
        /* Where all of a page lies in a <form> or <aside>, that is the page. */
        if (r == 0 && out->len == start)
                r = node_text_blocks(root, is_html_block, is_never_text, out, err);
        return r;
}
