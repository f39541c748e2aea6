/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Markdown through cmark-gfm. Between parsing and writing the tree is gone through once: raw HTML leaves,
 * links are asked for, pictures from elsewhere become their words, headings get their level and their name.
 */
#include "text/markdown.h"

#include "base/utf8.h"
#include "text/escape.h"
#include "text/html.h"
#include "text/slug.h"
#include "text/xml.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

/* --- front matter -------------------------------------------------------------------------------------- */

/* Length of the line at text with its end; *ret_marks: it is "---" (or "..." where a block may end). */
static size_t read_line(const char *text, size_t n, bool may_end, bool *ret_marks)
{
        const char *newline = memchr(text, '\n', n);
        size_t whole = newline ? (size_t)(newline - text) + 1 : n;
        size_t len = newline ? whole - 1 : whole;

        while (len && strchr(" \t\r", text[len - 1]) && text[len - 1])
                len--;
        *ret_marks = len == 3 && (!memcmp(text, "---", 3) || (may_end && !memcmp(text, "...", 3)));
        return whole;
}

size_t markdown_front_matter(const char *text, size_t n, const char **ret_yaml,
                             size_t *ret_yaml_len)
{
        size_t start = n >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3) ? 3 : 0;
        size_t yaml, at;
        bool marks;

        *ret_yaml = NULL;
        *ret_yaml_len = 0;
        yaml = start + read_line(text + start, n - start, false, &marks);
        if (!marks)
                return start;
        for (at = yaml; at < n;) {
                size_t len = read_line(text + at, n - at, true, &marks);

                if (marks) {
                        *ret_yaml = text + yaml;
                        *ret_yaml_len = at - yaml;
                        return at + len;
                }
                at += len;
        }
        return start; /* nothing ends the block, so it is none */
}

/* --- parsing ------------------------------------------------------------------------------------------- */

enum { OPTIONS = CMARK_OPT_FOOTNOTES | CMARK_OPT_VALIDATE_UTF8 };

static void free_parser(cmark_parser **p)
{
        if (*p)
                cmark_parser_free(*p);
}

static void free_tree(cmark_node **n)
{
        if (*n)
                cmark_node_free(*n);
}

static int parse(const char *text, size_t n, cmark_parser **ret_parser, cmark_node **ret,
                 struct error *err)
{
        static const char *const extensions[] = {"table", "strikethrough", "autolink"};
        static pthread_once_t once = PTHREAD_ONCE_INIT;
        cmark_parser *parser;

        if (n > MARKDOWN_SIZE_MAX)
                return error_set(err, -E2BIG, "Markdown of more than %d MiB",
                                 MARKDOWN_SIZE_MAX >> 20);
        pthread_once(&once, cmark_gfm_core_extensions_ensure_registered);
        parser = cmark_parser_new(OPTIONS);
        if (!parser)
                return error_no_memory(err);
        for (size_t i = 0; i < ARRAY_LEN(extensions); i++)
                cmark_parser_attach_syntax_extension(parser,
                                                     cmark_find_syntax_extension(extensions[i]));
        cmark_parser_feed(parser, text, n);
        *ret = cmark_parser_finish(parser);
        *ret_parser = parser;
        return 0;
}

/* cmark cuts footnote labels by bytes: what it leaves of a character then becomes U+FFFD. */
static void add_valid(struct str *out, const char *text)
{
        size_t n = text ? strlen(text) : 0;

        for (size_t i = 0; i < n;) {
                size_t valid = utf8_valid_len(text + i, n - i);

                str_add_bytes(out, text + i, valid);
                i += valid;
                if (i < n) {
                        str_add_code_point(out, 0xFFFD);
                        i++;
                }
        }
}

/* --- links --------------------------------------------------------------------------------------------- */

/* May this address go to the callback? With a scheme only the ones listed; never another host by "//". */
static bool is_allowed(const char *url)
{
        static const char *const schemes[] = {"http:", "https:", "mailto:", "entry:", "work:"};
        size_t before_scheme_ends = strcspn(url, ":/?#");

        for (const char *p = url; *p; p++) {
                if ((unsigned char)*p < 0x20 || *p == 0x7F || *p == '\\')
                        return false;
        }
        if (url[0] == '/' && url[1] == '/')
                return false;
        if (url[before_scheme_ends] != ':')
                return *url != '\0';
        for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
                if (!strncasecmp(url, schemes[i], strlen(schemes[i])))
                        return true;
        }
        return false;
}

/* A picture from another site would tell that site who reads ours. */
static bool is_elsewhere(const char *url)
{
        return !strncasecmp(url, "http", 4) || !strncasecmp(url, "mailto:", 7);
}

/* Puts what is inside the node in its place. */
static void unwrap(cmark_node *node)
{
        cmark_node *child;

        while ((child = cmark_node_first_child(node)))
                cmark_node_insert_before(node, child);
        cmark_node_free(node);
}

struct pass {
        markdown_link link;
        void *user;
        int shift; /* added to the level of a heading */
        struct slugs slugs;
        bool failed;
};

static void settle_link(struct pass *pass, cmark_node *node, bool is_image)
{
        CLEANUP(str_done) struct str address = STR_INIT;
        const char *url = cmark_node_get_url(node);

        while (url && *url == ' ')
                url++;
        if (!url || !is_allowed(url) || (is_image && (is_elsewhere(url) || !pass->link))) {
                unwrap(node);
                return;
        }
        if (pass->link)
                pass->link(pass->user, url, &address);
        else
                str_add(&address, url);
        pass->failed |= address.failed;
        if (address.len)
                cmark_node_set_url(node, str_text(&address));
        else
                unwrap(node);
}

/* --- headings ------------------------------------------------------------------------------------------ */

/* The words of a heading, as they are read. */
static void add_words(cmark_node *top, struct str *out)
{
        cmark_iter *iter = cmark_iter_new(top);
        cmark_event_type event;

        while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
                cmark_node *node = cmark_iter_get_node(iter);
                cmark_node_type type = cmark_node_get_type(node);

                if (event != CMARK_EVENT_ENTER)
                        continue;
                if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE)
                        add_valid(out, cmark_node_get_literal(node));
                else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK)
                        str_add_char(out, ' ');
        }
        cmark_iter_free(iter);
}

/* cmark writes headings without attributes, so that each is replaced by a block that says its own tags. */
static void settle_heading(struct pass *pass, cmark_node *node)
{
        CLEANUP(str_done) struct str words = STR_INIT;
        CLEANUP(str_done) struct str slug = STR_INIT;
        CLEANUP(str_done) struct str enter = STR_INIT;
        char leave[16];
        int level = cmark_node_get_heading_level(node) + pass->shift;
        cmark_node *block = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
        cmark_node *child;

        level = level > 6 ? 6 : level < 1 ? 1 : level;
        add_words(node, &words);
        slugs_add(&pass->slugs, str_text(&words), &slug);
        str_addf(&enter, "<h%d id=\"", level);
        html_text(&enter, str_text(&slug));
        str_add(&enter, "\">");
        pass->failed |= words.failed || slug.failed || enter.failed;
        snprintf(leave, sizeof(leave), "</h%d>", level);
        cmark_node_set_on_enter(block, str_text(&enter));
        cmark_node_set_on_exit(block, leave);
        while ((child = cmark_node_first_child(node)))
                cmark_node_append_child(block, child);
        cmark_node_replace(node, block);
        cmark_node_free(node);
}

/* --- the shape of the tree ----------------------------------------------------------------------------- */

struct shape {
        int depth;          /* nodes in nodes */
        int lowest_heading; /* 6 without headings */
};

/* Nodes that are entered and never left (cmark says so only inside of itself). */
static bool is_leaf(cmark_node_type type)
{
        return type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_SOFTBREAK ||
               type == CMARK_NODE_LINEBREAK || type == CMARK_NODE_HTML_INLINE ||
               type == CMARK_NODE_FOOTNOTE_REFERENCE || type == CMARK_NODE_HTML_BLOCK ||
               type == CMARK_NODE_CODE_BLOCK || type == CMARK_NODE_THEMATIC_BREAK;
}

static struct shape measure(cmark_node *root)
{
        struct shape shape = {0, 6};
        cmark_iter *iter = cmark_iter_new(root);
        cmark_event_type event;
        int depth = 0;

        while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
                cmark_node *node = cmark_iter_get_node(iter);
                cmark_node_type type = cmark_node_get_type(node);

                if (!is_leaf(type))
                        depth += event == CMARK_EVENT_ENTER ? 1 : -1;
                if (depth > shape.depth)
                        shape.depth = depth;
                if (type == CMARK_NODE_HEADING &&
                    cmark_node_get_heading_level(node) < shape.lowest_heading)
                        shape.lowest_heading = cmark_node_get_heading_level(node);
        }
        cmark_iter_free(iter);
        return shape;
}

/* --- HTML ---------------------------------------------------------------------------------------------- */

/* The iterator lets a node be changed when it is left, and a leaf when it is entered. */
static void settle(struct pass *pass, cmark_node *root)
{
        cmark_iter *iter = cmark_iter_new(root);
        cmark_event_type event;

        while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
                cmark_node *node = cmark_iter_get_node(iter);
                cmark_node_type type = cmark_node_get_type(node);

                if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
                        cmark_node_free(node);
                else if (event != CMARK_EVENT_EXIT)
                        continue;
                else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
                        settle_link(pass, node, type == CMARK_NODE_IMAGE);
                else if (type == CMARK_NODE_HEADING)
                        settle_heading(pass, node);
        }
        cmark_iter_free(iter);
}

/* cmark 0.29 looks at every "![" still open for each link of a paragraph (CVE-2023-22486). */
static bool has_too_many_images(const char *text, size_t n)
{
        int images = 0;
        bool blank = true; /* the line so far */

        for (size_t i = 0; i < n; i++) {
                if (text[i] == '\n') {
                        images = blank ? 0 : images;
                        blank = true;
                        continue;
                }
                blank = blank && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r');
                images += text[i] == '!' && i + 1 < n && text[i + 1] == '[';
                if (images > MARKDOWN_IMAGES_MAX)
                        return true;
        }
        return false;
}

static int check_shape(const struct shape *shape, struct error *err)
{
        if (shape->depth > MARKDOWN_DEPTH_MAX)
                return error_set(err, -E2BIG, "Markdown nested more than %d levels deep",
                                 MARKDOWN_DEPTH_MAX);
        return 0;
}

int markdown_to_html(const char *text, size_t n, int first_heading, markdown_link link, void *user,
                     struct str *out, struct error *err)
{
        CLEANUP(free_parser) cmark_parser *parser = NULL;
        CLEANUP(free_tree) cmark_node *root = NULL;
        struct pass pass = {.link = link, .user = user};
        struct shape shape;
        char *html;
        int r;

        if (has_too_many_images(text, n))
                return error_set(err, -E2BIG, "Markdown with more than %d images in a paragraph",
                                 MARKDOWN_IMAGES_MAX);
        r = parse(text, n, &parser, &root, err);
        if (r < 0)
                return r;
        shape = measure(root);
        r = check_shape(&shape, err);
        if (r == 0)
                r = slugs_init(&pass.slugs, err);
        if (r < 0)
                return r;
        pass.shift = first_heading - shape.lowest_heading;
        settle(&pass, root);
        slugs_done(&pass.slugs);
        html = cmark_render_html(root, OPTIONS, cmark_parser_get_syntax_extensions(parser));
        add_valid(out, html);
        free(html);
        return pass.failed || out->failed ? error_no_memory(err) : 0;
}

/* --- text ---------------------------------------------------------------------------------------------- */

/* Words that stand in raw HTML are words of the document all the same. */
static void add_html_words(const char *html, struct str *out)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;

        if (html_read(html, strlen(html), &doc, NULL) == 0)
                html_all_text(doc, out, NULL);
}

static void start_block(struct str *out, size_t start)
{
        while (out->len > start && strchr(" \n", out->data[out->len - 1]))
                out->data[--out->len] = '\0';
        if (out->len > start)
                str_add(out, "\n\n");
}

static bool is_block(cmark_node_type type)
{
        return (type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_BLOCK;
}

static void add_node_text(cmark_node *node, struct str *out, size_t start)
{
        cmark_node_type type = cmark_node_get_type(node);
        const char *kind = cmark_node_get_type_string(node);

        if (!strcmp(kind, "table_cell"))
                str_add_char(out, cmark_node_previous(node) ? '\t' : '\n');
        else if (is_block(type) && strncmp(kind, "table_", 6) != 0)
                start_block(out, start);

        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK)
                add_valid(out, cmark_node_get_literal(node));
        else if (type == CMARK_NODE_HTML_BLOCK)
                add_html_words(cmark_node_get_literal(node), out);
        else if (type == CMARK_NODE_SOFTBREAK)
                str_add_char(out, ' ');
        else if (type == CMARK_NODE_LINEBREAK)
                str_add_char(out, '\n');
}

int markdown_to_text(const char *text, size_t n, struct str *out, struct error *err)
{
        CLEANUP(free_parser) cmark_parser *parser = NULL;
        CLEANUP(free_tree) cmark_node *root = NULL;
        size_t start = out->len;
        cmark_iter *iter;
        cmark_event_type event;
        int r = parse(text, n, &parser, &root, err);

        if (r < 0)
                return r;
        iter = cmark_iter_new(root);
        while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
                if (event == CMARK_EVENT_ENTER)
                        add_node_text(cmark_iter_get_node(iter), out, start);
        }
        cmark_iter_free(iter);
        start_block(out, start);
        if (out->len > start)
                str_trim(out);
        return out->failed ? error_no_memory(err) : 0;
}
