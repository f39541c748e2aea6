/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The part of a page that is the document. <main> or <article> where nearly all prose is in it; else
 * the smallest part that holds nearly all prose and the title. Of what stands around it only prose is kept.
 */
#include "text/html-private.h"

#include "text/normal.h"
#include "text/xml.h"

#include <string.h>
#include <strings.h>

/* --- the title -------------------------------------------------------------------------------------------- */

enum {
        TITLE_MAX = 400,        /* bytes of a title that are compared */
        TITLE_NODES_MAX = 64,   /* nodes of one heading that are looked at */
        TITLE_TRIES_MAX = 64,   /* headings that are compared */
        TITLE_LETTERS_MIN = 10, /* a shorter title says nothing */
};

/* The words of an element to compare by, at most so many. */
static void key_of(const xmlNode *element, struct str *key)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        int visited = 0;

        for (const xmlNode *n = element; n && visited < TITLE_NODES_MAX && text.len < TITLE_MAX;
             n = xml_walk(n, element), visited++)
                if (n->type == XML_TEXT_NODE)
                        str_add(&text, (const char *)n->content);
        if (text_key(str_text(&text), key, NULL) < 0)
                str_clear(key);
}

/* What the page calls itself: <title>, and <meta name="citation_title"> or the like. */
static bool is_titling_meta(const xmlNode *element, char content[TITLE_MAX])
{
        static const char *const names[] = {"citation_title", "dc.title", "dcterms.title",
                                            "og:title", "title"};
        char name[32];

        if (strcmp((const char *)element->name, "meta") != 0 ||
            (!html_attribute(element, "name", name, sizeof(name)) &&
             !html_attribute(element, "property", name, sizeof(name))))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (!strcasecmp(name, names[i]))
                        return html_attribute(element, "content", content, TITLE_MAX);
        return false;
}

enum { TITLES_MAX = 8 };

struct titles {
        struct str keys[TITLES_MAX];
        size_t n;
};

static void titles_done(struct titles *t)
{
        for (size_t i = 0; i < t->n; i++)
                str_done(&t->keys[i]);
}

/* All that the page calls itself. */
static void declared_titles(const struct html_map *m, struct titles *t)
{
        for (size_t i = 0; i < m->n && t->n < TITLES_MAX; i++) {
                struct str key = STR_INIT;
                const xmlNode *node = m->parts[i].node;
                char content[TITLE_MAX];

                if (!strcmp((const char *)node->name, "body"))
                        return;
                if (!strcmp((const char *)node->name, "title"))
                        key_of(node, &key);
                else if (is_titling_meta(node, content) && text_key(content, &key, NULL) < 0)
                        str_clear(&key);
                if (key.len >= TITLE_LETTERS_MIN)
                        t->keys[t->n++] = key;
                else
                        str_done(&key);
        }
}

/*
 * "Title | Journal" in <title> holds the heading; "Free access Title" in a heading holds the declared one. How
 * much of a title it is: what the two have in common, less what the heading has beside it; 0: nothing.
 */
static long title_fitness(const struct titles *t, const struct str *key)
{
        size_t best = 0;
        long fitness;

        if (key->len < TITLE_LETTERS_MIN)
                return 0;
        for (size_t i = 0; i < t->n; i++) {
                const struct str *declared = &t->keys[i];
                size_t common = 0;

                if (strstr(str_text(declared), str_text(key)))
                        common = key->len;
                else if (strstr(str_text(key), str_text(declared)))
                        common = declared->len;
                best = common > best ? common : best;
        }
        fitness = 4 * (long)best - (long)(key->len - best);
        return fitness > 0 ? fitness : 0;
}

static bool may_be_title(const struct html_part *p)
{
        char value[200] = "";

        if (p->flags & HTML_SKIPPED || p->letters < TITLE_LETTERS_MIN || p->letters > TITLE_MAX)
                return false;
        if (html_is_heading(p->node))
                return true;
        if (html_attribute(p->node, "class", value, sizeof(value)) && strcasestr(value, "title"))
                return true;
        return html_attribute(p->node, "id", value, sizeof(value)) && strcasestr(value, "title");
}

/* The heading with most of what the page calls itself, the first of equals; else its one <h1>; 0: none. */
static size_t find_title(const struct html_map *m)
{
        CLEANUP(titles_done) struct titles titles = {.n = 0};
        size_t found = 0, h1 = 0, n_h1 = 0;
        long best = 0;
        int tries = 0;

        declared_titles(m, &titles);
        for (size_t i = 1; i < m->n && tries < TITLE_TRIES_MAX; i++) {
                CLEANUP(str_done) struct str key = STR_INIT;
                long fitness;

                if (!may_be_title(&m->parts[i]))
                        continue;
                if (!strcmp((const char *)m->parts[i].node->name, "h1")) {
                        h1 = i;
                        n_h1++;
                }
                tries++;
                key_of(m->parts[i].node, &key);
                fitness = title_fitness(&titles, &key);
                if (fitness > best) {
                        best = fitness;
                        found = i;
                }
        }
        return found ? found : n_h1 == 1 ? h1 : 0;
}

static void mark_title(struct html_map *m, size_t title)
{
        for (size_t i = title; i; i = m->parts[i].parent)
                m->parts[i].flags |= HTML_HAS_TITLE;
        if (title)
                m->parts[0].flags |= HTML_HAS_TITLE;
        for (size_t i = title; title && i < title + m->parts[title].size; i++)
                m->parts[i].flags |= HTML_HAS_TITLE;
}

/* --- the main part ---------------------------------------------------------------------------------------- */

/* Prose that is not furniture, of each part. */
static void sum_kept(struct html_map *m)
{
        for (size_t i = 0; i < m->n;) {
                const struct html_part *p = &m->parts[i];

                if (p->flags & HTML_SKIPPED)
                        for (size_t k = i; k < i + p->size; k++)
                                m->parts[k].flags |= HTML_SKIPPED;
                i += p->flags & HTML_SKIPPED ? p->size : 1;
        }
        for (size_t i = m->n; i-- > 0;) {
                struct html_part *p = &m->parts[i];
                bool is_table = !strcmp((const char *)p->node->name, "table");

                if (p->flags & HTML_SKIPPED)
                        p->kept = 0;
                else if (is_table && !(p->flags & HTML_LAYOUT))
                        p->kept = p->prose;
                else if (p->own >= HTML_PROSE_MIN && p->own_links * 2 < p->own)
                        p->kept += p->own;
                if (i)
                        m->parts[p->parent].kept += p->kept;
        }
}

static bool is_declared_main(const xmlNode *element)
{
        char value[40];

        return !strcmp((const char *)element->name, "main") ||
               !strcmp((const char *)element->name, "article") ||
               (html_attribute(element, "role", value, sizeof(value)) &&
                (!strcmp(value, "main") || !strcmp(value, "article"))) ||
               (html_attribute(element, "itemprop", value, sizeof(value)) &&
                !strcmp(value, "articleBody"));
}

static bool holds(const struct html_map *m, size_t i, unsigned percent)
{
        return (uint64_t)m->parts[i].kept * 100 >= (uint64_t)m->parts[0].kept * percent;
}

enum {
        DECLARED_PERCENT = 80, /* of all prose that <main> or <article> must hold to be it */
        FOUND_PERCENT = 95,    /* of what holds the rest by its place alone */
};

/*
 * The innermost of those that say they are the document and are; 0: none. On a page without prose there is only
 * their word for it, which two of them side by side break.
 */
static size_t find_declared(const struct html_map *m)
{
        size_t found = 0;

        for (size_t i = 1; i < m->n; i++) {
                const struct html_part *p = &m->parts[i];

                if ((p->flags & HTML_SKIPPED) || !p->letters || !is_declared_main(p->node) ||
                    !holds(m, i, DECLARED_PERCENT))
                        continue;
                if (found && i >= found + m->parts[found].size)
                        return 0;
                found = i;
        }
        return found;
}

/* Downwards as long as one part has nearly all of the prose and the title. */
static size_t find_by_prose(const struct html_map *m)
{
        size_t at = 0;

        for (;;) {
                size_t down = 0;
                size_t end = at + m->parts[at].size;

                for (size_t i = at + 1; i < end && !down; i += m->parts[i].size)
                        if (holds(m, i, FOUND_PERCENT))
                                down = i;
                if (!down || !(m->parts[down].flags & HTML_BLOCK) ||
                    ((m->parts[at].flags & HTML_HAS_TITLE) &&
                     !(m->parts[down].flags & HTML_HAS_TITLE)))
                        return at;
                at = down;
        }
}

/* --- what stands around it --------------------------------------------------------------------------------- */

/*
 * Around the main part only prose, tables, what is named as part of a paper, and the title have a voice; and
 * nothing before the title.
 */
static bool has_voice(const struct html_part *p, bool is_before_title)
{
        return p->flags & HTML_GOOD ||
               (!is_before_title && p->own >= HTML_PROSE_MIN && p->own_links * 2 < p->own);
}

static void mute_around(struct html_map *m, size_t part, size_t title)
{
        for (size_t i = 0; i < m->n; i++) {
                struct html_part *p = &m->parts[i];
                bool is_data = !strcmp((const char *)p->node->name, "table") && p->prose &&
                               !(p->flags & HTML_LAYOUT);

                if (i == part || (title && i == title) || is_data) {
                        i += p->size - 1;
                        continue;
                }
                if (!has_voice(p, i < title))
                        p->flags |= HTML_MUTE;
        }
}

/* --- together ------------------------------------------------------------------------------------------------ */

static int write_main(struct html_map *m, struct str *out, struct error *err)
{
        size_t title = find_title(m);
        size_t part;

        mark_title(m, title);
        html_mark_furniture(m);
        sum_kept(m);
        part = find_declared(m);
        if (!part && m->parts[0].kept)
                part = find_by_prose(m);
        if (part)
                mute_around(m, part, title);
        return html_flow(m, 0, out, err);
}

static const xmlNode *root_of(const xmlDoc *doc)
{
        return xmlDocGetRootElement((xmlDoc *)(uintptr_t)doc);
}

int html_all_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        CLEANUP(html_map_done) struct html_map m = {0};
        int r = html_map_make(root_of(doc), &m, err);

        return r < 0 ? r : html_flow(&m, 0, out, err);
}

int html_main_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        CLEANUP(html_map_done) struct html_map m = {0};
        size_t start = out->len;
        int r = html_map_make(root_of(doc), &m, err);

        if (r == 0)
                r = write_main(&m, out, err);
        /* Where all of a page is called furniture, that is the page. */
        if (r == 0 && out->len == start)
                r = html_all_text(doc, out, err);
        return r;
}

int html_title_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        CLEANUP(html_map_done) struct html_map m = {0};
        int r = html_map_make(root_of(doc), &m, err);
        size_t title = r == 0 ? find_title(&m) : 0;

        return r == 0 && title ? html_flow(&m, title, out, err) : r;
}

/* --- the abstract ------------------------------------------------------------------------------------------- */

enum { ABSTRACT_MIN = 150, ABSTRACT_MAX = 8000 /* bytes */ };

static bool is_named_abstract(const struct html_part *p)
{
        char value[200];

        if (p->letters < ABSTRACT_MIN || p->letters > ABSTRACT_MAX ||
            p->link_letters * 3 > p->letters || p->flags & HTML_SKIPPED)
                return false;
        return (html_attribute(p->node, "class", value, sizeof(value)) &&
                strcasestr(value, "abstract")) ||
               (html_attribute(p->node, "id", value, sizeof(value)) &&
                strcasestr(value, "abstract"));
}

/* Where the text begins: behind "Abstract" as a heading or in bold. */
static size_t behind_heading(const char *text)
{
        static const char *const headings[] = {
                "abstract",       "summary", "resumen", "resumo", "r\xC3\xA9sum\xC3\xA9",
                "zusammenfassung"};

        for (size_t i = 0; i < ARRAY_LEN(headings); i++) {
                size_t n = strlen(headings[i]);

                if (!strncasecmp(text, headings[i], n) && strchr(" .:\n", text[n]))
                        return n + strspn(text + n, " .:\n");
        }
        return 0;
}

int html_abstract_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        CLEANUP(html_map_done) struct html_map m = {0};
        CLEANUP(str_done) struct str text = STR_INIT;
        int r = html_map_make(root_of(doc), &m, err);
        size_t at = 1;

        while (r == 0 && at < m.n && !is_named_abstract(&m.parts[at]))
                at++;
        if (r < 0 || at >= m.n)
                return r;
        r = html_flow(&m, at, &text, err);
        if (r == 0)
                str_add(out, str_text(&text) + behind_heading(str_text(&text)));
        return r == 0 && out->failed ? error_no_memory(err) : r;
}
