/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markdown -> HTML in which nothing is left that acts, and text. */
#include "text/markdown.h"

#include "base/utf8.h"
#include "text/html.h"
#include "text/xml.h"

#include <libxml/tree.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (!strcmp(name, names[i]))
                        return true;
        }
        return false;
}

static bool is_harmless_address(const char *url)
{
        size_t n = strcspn(url, ":/?#");

        return url[n] != ':' || !strncasecmp(url, "http", 4) || !strncasecmp(url, "mailto", 6) ||
               !strncasecmp(url, "entry", 5) || !strncasecmp(url, "work", 4);
}

/* Reads the page again as a browser would: only these elements and attributes may be in it. */
static void check_node(const xmlNode *node)
{
        static const char *const elements[] = {
                "html",  "body",  "p",  "em", "strong", "del",        "a",
                "code",  "pre",   "ul", "ol", "li",     "h2",         "h3",
                "h4",    "h5",    "h6", "hr", "br",     "sup",        "table",
                "thead", "tbody", "tr", "th", "td",     "blockquote", "section"};
        static const char *const attributes[] = {"href",
                                                 "id",
                                                 "title",
                                                 "class",
                                                 "align",
                                                 "start",
                                                 "aria-label",
                                                 "data-footnotes",
                                                 "data-footnote-ref",
                                                 "data-footnote-backref",
                                                 "data-footnote-backref-idx"};

        if (!is_one_of((const char *)node->name, elements, sizeof(elements) / sizeof(*elements)))
                abort();
        for (const xmlAttr *a = node->properties; a; a = a->next) {
                CLEANUP(freep) char *value = xml_attr(node, (const char *)a->name);

                if (!is_one_of((const char *)a->name, attributes,
                               sizeof(attributes) / sizeof(*attributes)))
                        abort();
                if (!strcmp((const char *)a->name, "href") && value && !is_harmless_address(value))
                        abort();
        }
}

static void check_html(const struct str *html)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        const xmlNode *root;

        if (html_read(str_text(html), html->len, &doc, NULL) != 0)
                return;
        root = xmlDocGetRootElement(doc);
        for (const xmlNode *n = root; n; n = xml_walk(n, root)) {
                if (n->type == XML_COMMENT_NODE)
                        abort();
                if (n->type == XML_ELEMENT_NODE)
                        check_node(n);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(str_done) struct str html = STR_INIT;
        CLEANUP(str_done) struct str text = STR_INIT;
        const char *bytes = (const char *)data;
        const char *yaml;
        size_t yaml_len;
        size_t body = markdown_front_matter(bytes, size, &yaml, &yaml_len);

        if (body > size || (yaml && yaml + yaml_len > bytes + body))
                abort();
        if (markdown_to_html(bytes + body, size - body, 2, NULL, NULL, &html, NULL) == 0)
                check_html(&html);
        if (markdown_to_text(bytes + body, size - body, &text, NULL) == 0 &&
            !utf8_is_valid(str_text(&text), text.len))
                abort();
        return 0;
}
