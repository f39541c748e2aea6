/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What of a page is furniture: menus, forms, notices, adverts, tools, links to other articles. Told by the
 * kind of element, by its role, by the words in its class and id, and by how much of it is links. In doubt
 * a part is kept: nothing that holds the title, or half of the prose, or a list of references is furniture,
 * whatever it is called.
 */
#include "text/html-private.h"

#include "base/utf8.h"
#include "text/xml.h"

#include <ctype.h>
#include <string.h>

/* --- words ----------------------------------------------------------------------------------------------- */

enum kind {
        KIND_NONE,
        KIND_WEAK, /* furniture unless there is prose in it */
        KIND_STRONG,
        KIND_WINDOW,   /* strong where it has buttons and little prose, else weak */
        KIND_GOOD,     /* part of a paper */
        KIND_CONTENTS, /* a list of contents */
};

/* Of class and id: what they say of an element. */
static const struct word {
        const char *text;
        enum kind kind;
} words[] = {
        {"abstract", KIND_GOOD},
        {"abstracts", KIND_GOOD},
        {"access", KIND_WEAK},
        {"account", KIND_WEAK},
        {"ack", KIND_GOOD},
        {"acknowledgement", KIND_GOOD},
        {"acknowledgements", KIND_GOOD},
        {"acknowledgment", KIND_GOOD},
        {"acknowledgments", KIND_GOOD},
        {"actions", KIND_WEAK},
        {"ad", KIND_WEAK},
        {"addthis", KIND_STRONG},
        {"addtoany", KIND_STRONG},
        {"ads", KIND_STRONG},
        {"adsbygoogle", KIND_STRONG},
        {"adsense", KIND_STRONG},
        {"advert", KIND_STRONG},
        {"advertisement", KIND_STRONG},
        {"adverts", KIND_STRONG},
        {"aff", KIND_GOOD},
        {"affiliation", KIND_GOOD},
        {"affiliations", KIND_GOOD},
        {"alert", KIND_WEAK},
        {"alerts", KIND_WEAK},
        {"altmetric", KIND_STRONG},
        {"altmetrics", KIND_STRONG},
        {"annotations", KIND_WEAK},
        {"appendix", KIND_GOOD},
        {"author", KIND_GOOD},
        {"authors", KIND_GOOD},
        {"backlink", KIND_WEAK},
        {"banner", KIND_WEAK},
        {"banners", KIND_STRONG},
        {"bibliography", KIND_GOOD},
        {"branding", KIND_WEAK},
        {"breadcrumb", KIND_STRONG},
        {"breadcrumbs", KIND_STRONG},
        {"btn", KIND_WEAK},
        {"button", KIND_WEAK},
        {"buttons", KIND_WEAK},
        {"byline", KIND_GOOD},
        {"caption", KIND_GOOD},
        {"cart", KIND_WEAK},
        {"catlinks", KIND_STRONG},
        {"citedby", KIND_WEAK},
        {"comment", KIND_WEAK},
        {"comments", KIND_STRONG},
        {"compartilhar", KIND_STRONG},
        {"compartir", KIND_STRONG},
        {"consent", KIND_STRONG},
        {"cookie", KIND_STRONG},
        {"contents", KIND_CONTENTS},
        {"cookies", KIND_STRONG},
        {"crossmark", KIND_STRONG},
        {"dialog", KIND_WINDOW},
        {"dialogs", KIND_WEAK},
        {"disqus", KIND_STRONG},
        {"download", KIND_WEAK},
        {"downloads", KIND_WEAK},
        {"dropdown", KIND_WEAK},
        {"editsection", KIND_STRONG},
        {"email", KIND_WEAK},
        {"endnote", KIND_GOOD},
        {"endnotes", KIND_GOOD},
        {"export", KIND_WEAK},
        {"facebook", KIND_WEAK},
        {"feedback", KIND_WEAK},
        {"flag", KIND_WEAK},
        {"fn", KIND_GOOD},
        {"follow", KIND_WEAK},
        {"footer", KIND_STRONG},
        {"footnote", KIND_GOOD},
        {"footnotes", KIND_GOOD},
        {"gdpr", KIND_STRONG},
        {"header", KIND_WEAK},
        {"headerlink", KIND_STRONG},
        {"hidden", KIND_WEAK},
        {"hide", KIND_WEAK},
        {"icons", KIND_WEAK},
        {"invisible", KIND_WEAK},
        {"jumplinks", KIND_STRONG},
        {"jumpto", KIND_STRONG},
        {"jump", KIND_WEAK},
        {"keyword", KIND_GOOD},
        {"keywords", KIND_GOOD},
        {"kwd", KIND_GOOD},
        {"links", KIND_WEAK},
        {"login", KIND_STRONG},
        {"masthead", KIND_STRONG},
        {"megamenu", KIND_STRONG},
        {"menu", KIND_STRONG},
        {"menubar", KIND_STRONG},
        {"metrics", KIND_WEAK},
        {"mobile", KIND_WEAK},
        {"modal", KIND_WINDOW},
        {"nav", KIND_STRONG},
        {"navbar", KIND_STRONG},
        {"navbox", KIND_STRONG},
        {"navegacion", KIND_STRONG},
        {"navfooter", KIND_STRONG},
        {"navheader", KIND_STRONG},
        {"navigation", KIND_STRONG},
        {"newsletter", KIND_STRONG},
        {"nocontent", KIND_WEAK},
        {"noprint", KIND_WEAK},
        {"notice", KIND_WEAK},
        {"notification", KIND_WEAK},
        {"notifications", KIND_WEAK},
        {"options", KIND_WEAK},
        {"outline", KIND_WEAK},
        {"pager", KIND_STRONG},
        {"pagination", KIND_STRONG},
        {"partner", KIND_WEAK},
        {"partners", KIND_WEAK},
        {"permalink", KIND_WEAK},
        {"pingback", KIND_STRONG},
        {"popover", KIND_WINDOW},
        {"popup", KIND_WINDOW},
        {"print", KIND_WEAK},
        {"printfooter", KIND_STRONG},
        {"promo", KIND_STRONG},
        {"promos", KIND_STRONG},
        {"purchase", KIND_WEAK},
        {"rating", KIND_WEAK},
        {"ratings", KIND_WEAK},
        {"recommendations", KIND_WEAK},
        {"recommended", KIND_WEAK},
        {"ref", KIND_GOOD},
        {"reference", KIND_GOOD},
        {"references", KIND_GOOD},
        {"reflinks", KIND_WEAK},
        {"reflist", KIND_GOOD},
        {"refs", KIND_GOOD},
        {"related", KIND_WEAK},
        {"reprints", KIND_WEAK},
        {"respond", KIND_STRONG},
        {"rodape", KIND_STRONG},
        {"rss", KIND_WEAK},
        {"search", KIND_WEAK},
        {"share", KIND_STRONG},
        {"sharedaddy", KIND_STRONG},
        {"sharethis", KIND_STRONG},
        {"sharing", KIND_STRONG},
        {"sidebar", KIND_STRONG},
        {"sidenav", KIND_STRONG},
        {"signin", KIND_STRONG},
        {"signup", KIND_STRONG},
        {"sitemap", KIND_WEAK},
        {"skip", KIND_STRONG},
        {"social", KIND_WEAK},
        {"sphinxsidebar", KIND_STRONG},
        {"sponsor", KIND_WEAK},
        {"sponsored", KIND_STRONG},
        {"sponsors", KIND_WEAK},
        {"statistics", KIND_WEAK},
        {"stats", KIND_WEAK},
        {"submenu", KIND_STRONG},
        {"subscribe", KIND_STRONG},
        {"tabnav", KIND_STRONG},
        {"tabs", KIND_WEAK},
        {"tabset", KIND_STRONG},
        {"toc", KIND_CONTENTS},
        {"toctree", KIND_CONTENTS},
        {"toggle", KIND_WEAK},
        {"toolbar", KIND_STRONG},
        {"toolbox", KIND_STRONG},
        {"tools", KIND_WEAK},
        {"tooltip", KIND_WEAK},
        {"topbar", KIND_STRONG},
        {"topmenu", KIND_STRONG},
        {"topnav", KIND_STRONG},
        {"trackback", KIND_STRONG},
        {"twitter", KIND_WEAK},
        {"usage", KIND_WEAK},
        {"widget", KIND_WEAK},
        {"widgets", KIND_WEAK},
};

/* "footercontainer", "hiddenjs" */
static const struct word beginnings[] = {
        {"addthis", KIND_STRONG},    {"advert", KIND_STRONG},    {"breadcrumb", KIND_STRONG},
        {"cookie", KIND_STRONG},     {"footer", KIND_STRONG},    {"hidden", KIND_WEAK},
        {"newsletter", KIND_STRONG}, {"sharethis", KIND_STRONG}, {"sidebar", KIND_STRONG},
};

/* What an element is called, all its words together. */
struct naming {
        bool is[KIND_CONTENTS + 1];
};

static void add_word(struct naming *n, const char *text)
{
        for (size_t i = 0; i < ARRAY_LEN(beginnings); i++)
                if (!strncmp(text, beginnings[i].text, strlen(beginnings[i].text)))
                        n->is[beginnings[i].kind] = true;
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (words[i].text[0] == text[0] && !strcmp(words[i].text, text))
                        n->is[words[i].kind] = true;
}

/* "relatedArticles", "related-articles" and "related_articles2" are the same two words. */
static void add_words(struct naming *n, const char *s)
{
        char word[24];
        size_t len = 0;

        for (;; s++) {
                bool is_letter = isalpha((unsigned char)*s);
                bool starts = isupper((unsigned char)*s) && len && islower((unsigned char)s[-1]);

                if ((!is_letter || starts) && len) {
                        word[len] = '\0';
                        add_word(n, word);
                        len = 0;
                }
                if (!*s)
                        return;
                if (is_letter && len + 1 < sizeof(word))
                        word[len++] = (char)tolower((unsigned char)*s);
        }
}

/* --- roles and other attributes -------------------------------------------------------------------------- */

/* WAI-ARIA 1.2, 5.3: landmarks and windows that are not the document. */
static bool has_furniture_role(const xmlNode *element)
{
        static const char *const roles[] = {
                "navigation",  "search", "banner",  "contentinfo", "dialog",  "alert",
                "alertdialog", "menu",   "menubar", "toolbar",     "tablist", "complementary"};
        char role[24];

        if (!html_attribute(element, "role", role, sizeof(role)))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(roles); i++)
                if (!strcmp(role, roles[i]))
                        return true;
        return false;
}

static bool is_hidden(const xmlNode *element)
{
        char value[200];

        if (xmlHasProp(element, (const xmlChar *)"hidden"))
                return true;
        if (html_attribute(element, "aria-hidden", value, sizeof(value)) && !strcmp(value, "true"))
                return true;
        if (!html_attribute(element, "style", value, sizeof(value)))
                return false;
        return strcasestr(value, "display:none") || strcasestr(value, "display: none") ||
               strcasestr(value, "visibility:hidden") || strcasestr(value, "visibility: hidden");
}

/* The names of these say nothing of what they hold. */
static bool is_beyond_naming(const xmlNode *element)
{
        static const char *const names[] = {"html", "body", "main", "tbody", "thead", "pre"};

        return html_is_named(element, names, ARRAY_LEN(names)) || html_is_heading(element);
}

/*
 * A list of the sections of the page itself says nothing that its headings do not say; that of a manual leads to
 * other pages, and is read.
 */
static bool is_outline(const xmlNode *element)
{
        enum { NODES_MAX = 40 };
        int visited = 0;
        char href[8];

        for (const xmlNode *n = element; n && visited < NODES_MAX;
             n = xml_walk(n, element), visited++)
                if (n->type == XML_ELEMENT_NODE && html_attribute(n, "href", href, sizeof(href)))
                        return href[0] == '#';
        return false;
}

/* An id may come from the words of a heading ("Sharing of surplus"): by itself it is weak, unless there are buttons. */
enum { WINDOW_PROSE_MAX = 800 /* bytes; a table of a paper may be in a window of its own */ };

static void name_part(struct html_part *p)
{
        char value[200];
        struct naming n = {{false}};
        struct naming by_id = {{false}};

        if (is_beyond_naming(p->node))
                return;
        if (html_attribute(p->node, "class", value, sizeof(value)))
                add_words(&n, value);
        if (html_attribute(p->node, "id", value, sizeof(value)))
                add_words(&by_id, value);
        if (n.is[KIND_CONTENTS] || by_id.is[KIND_CONTENTS]) {
                n.is[KIND_GOOD] |= !is_outline(p->node);
                n.is[KIND_WEAK] |= !n.is[KIND_GOOD];
        }
        if (n.is[KIND_STRONG] || has_furniture_role(p->node) ||
            ((p->flags & HTML_HAS_CONTROL) &&
             (by_id.is[KIND_STRONG] || (n.is[KIND_WINDOW] && p->prose < WINDOW_PROSE_MAX))))
                p->flags |= HTML_STRONG;
        else if (n.is[KIND_GOOD] || (by_id.is[KIND_GOOD] && p->prose))
                p->flags |= HTML_GOOD | HTML_HOLDS_GOOD | (p->prose ? HTML_HAS_GOOD : 0);
        else if (n.is[KIND_WEAK] || n.is[KIND_WINDOW] || by_id.is[KIND_WEAK] ||
                 by_id.is[KIND_STRONG] || is_hidden(p->node))
                p->flags |= HTML_WEAK | HTML_ASIDE;
}

/* --- links ------------------------------------------------------------------------------------------------ */

enum { LINK_WORDS_MAX = 48, LIST_LINKS_MIN = 3, LINK_LENGTH_MAX = 40 };

/* What stands on links that lead from a paper to its other forms, to indexes, or around the page. */
static const char *const link_words[] = {
        "abstract/free full text",
        "article",
        "author affiliations",
        "back to top",
        "baixar pdf",
        "biomed central full text",
        "cas",
        "cited by",
        "cited here",
        "click here to enlarge figure",
        "close",
        "comment",
        "cross ref",
        "crossref",
        "crossref full text",
        "descargar pdf",
        "doi",
        "download",
        "download asset",
        "download citation",
        "download figure",
        "download file",
        "download image",
        "download pdf",
        "download powerpoint",
        "download references",
        "download xml",
        "edit",
        "email",
        "export citation",
        "find full text",
        "full text",
        "full text pdf",
        "fulltext",
        "go to",
        "google scholar",
        "hide affiliations",
        "hide footnote",
        "high resolution version",
        "home",
        "isi",
        "larger image",
        "link",
        "links",
        "log in",
        "login",
        "low resolution version",
        "mail",
        "medline",
        "more",
        "next",
        "open in a separate window",
        "open in new tab",
        "openurl",
        "original image",
        "pdf",
        "pdf/epub",
        "permalink",
        "powerpoint slide",
        "prev",
        "previous",
        "publisher full text",
        "pubmed",
        "pubmed abstract",
        "pubmed central full text",
        "pubmed/ncbi",
        "return to text",
        "scopus",
        "search via refindit",
        "skip to content",
        "skip to main content",
        "top",
        "view",
        "view abstract",
        "view affiliations",
        "view all",
        "view article",
        "view full text",
        "view in article",
        "view large image",
        "view larger version",
        "view this table",
        "web of science",
        "webcite",
        "x",
        "xml",
};

/* Brackets, arrows and the like stand around the words of a link. */
static bool is_edge(unsigned int c)
{
        return c <= ' ' || c == 0xA0 || c == 0xBB || c == 0xAB || c == 0x203A || c == 0x2039 ||
               (c >= 0x2190 && c <= 0x21FF) || (c < 0x80 && strchr("[]()|.,;:+", (int)c));
}

/* Adds small letters with single spaces; false: there is no room. */
static bool add_to_key(const char *s, char ret[LINK_WORDS_MAX], size_t *len)
{
        size_t n = strlen(s);

        for (size_t i = 0; i < n;) {
                unsigned int c;
                size_t step = utf8_decode(s + i, n - i, &c);

                if (!step || *len + step >= LINK_WORDS_MAX)
                        return false;
                if (!is_edge(c)) {
                        memcpy(ret + *len, s + i, step);
                        if (step == 1)
                                ret[*len] = (char)tolower((unsigned char)s[i]);
                        *len += step;
                } else if (*len && ret[*len - 1] != ' ') {
                        ret[(*len)++] = ' ';
                }
                i += step;
        }
        return true;
}

/* The words of a link to compare by; false: there are none, or too many. */
static bool link_key(const xmlNode *link, char ret[LINK_WORDS_MAX])
{
        enum { NODES_MAX = 8 };
        size_t len = 0, visited = 0;

        for (const xmlNode *n = link->children; n; n = n->next) {
                const char *s = n->type == XML_TEXT_NODE ? (const char *)n->content : NULL;

                if (!s && n->children && !n->children->next && n->children->type == XML_TEXT_NODE)
                        s = (const char *)n->children->content;
                if (++visited > NODES_MAX || (s && !add_to_key(s, ret, &len)))
                        return false;
        }
        while (len && ret[len - 1] == ' ')
                len--;
        ret[len] = '\0';
        return len > 0;
}

/* Links; also other elements that say the like in three words or more, since scripts make them links. */
static bool is_service_link(const struct html_part *p)
{
        static const char *const names[] = {"a", "span", "div", "p", "li"};
        bool is_link = !strcmp((const char *)p->node->name, "a");
        char key[LINK_WORDS_MAX];
        const char *space;

        if (!p->letters || p->letters >= LINK_WORDS_MAX ||
            !html_is_named(p->node, names, ARRAY_LEN(names)) || !link_key(p->node, key))
                return false;
        space = strchr(key, ' ');
        if (!is_link && (!space || !strchr(space + 1, ' ')))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(link_words); i++)
                if (!strcmp(link_words[i], key))
                        return true;
        return false;
}

static const xmlNode *element_before(const xmlNode *node)
{
        for (node = node->prev; node && node->type != XML_ELEMENT_NODE; node = node->prev)
                ;
        return node;
}

/* "…, such as:" or a sentence before a list makes it part of the text. */
static bool follows_prose(const struct html_map *m, size_t i)
{
        const xmlNode *before = element_before(m->parts[i].node);

        if (!before || i == 0 || strcmp((const char *)before->name, "p") != 0)
                return false;
        /* The part just before i, in order, is before itself or inside it. */
        for (size_t k = i - 1; k > m->parts[i].parent; k = m->parts[k].parent)
                if (m->parts[k].node == before)
                        return m->parts[k].letters * 2 >= HTML_PROSE_MIN &&
                               m->parts[k].link_letters * 2 < m->parts[k].letters;
        return false;
}

/* Many short links and little else: a menu that nobody named. */
static bool is_list_of_links(const struct html_map *m, size_t i)
{
        static const char *const names[] = {"ul", "ol",      "dl",     "div", "table", "td",
                                            "tr", "section", "center", "dir", "menu"};
        const struct html_part *p = &m->parts[i];

        return p->n_links >= LIST_LINKS_MIN && p->prose == 0 &&
               !(p->flags & (HTML_GOOD | HTML_HOLDS_GOOD)) &&
               (uint64_t)p->link_letters * 10 >= (uint64_t)p->letters * 7 &&
               p->link_letters / p->n_links < LINK_LENGTH_MAX &&
               html_is_named(p->node, names, ARRAY_LEN(names)) && !follows_prose(m, i);
}

/* --- elements --------------------------------------------------------------------------------------------- */

static bool is(const struct html_part *p, const char *name)
{
        return !strcmp((const char *)p->node->name, name);
}

/* header, footer and aside of a page are furniture; those of an article may hold its title, notes, boxes. */
static bool is_furniture_element(const struct html_part *p)
{
        if (is(p, "nav") || is(p, "dialog") || is(p, "menu"))
                return true;
        if (is(p, "form"))
                return p->prose * 2 < p->letters;
        if (is(p, "aside") || is(p, "footer"))
                return !(p->flags & HTML_IN_ARTICLE) || p->prose * 2 < p->letters;
        return is(p, "header") && !(p->flags & HTML_IN_ARTICLE);
}

/* Mostly links or snippets, and nothing that would be lost. */
static bool has_little_prose(const struct html_part *p)
{
        return (uint64_t)p->prose * 2 < p->letters ||
               (uint64_t)p->link_letters * 10 > (uint64_t)p->letters * 4;
}

/* Never furniture, whatever it is called. */
static bool is_safe(const struct html_map *m, const struct html_part *p)
{
        const struct html_part *page = &m->parts[0];

        if ((p->flags & HTML_HAS_TITLE) ||
            ((p->flags & HTML_IN_ARTICLE) && (p->flags & HTML_HAS_H1)))
                return true;
        return page->prose ? (uint64_t)p->prose * 2 > page->prose
                           : (uint64_t)p->letters * 2 > page->letters;
}

enum { PAGE_PROSE_MIN = 400 /* bytes; a page with less may be a list of links by intent */ };

static bool is_furniture(const struct html_map *m, size_t i)
{
        const struct html_part *p = &m->parts[i];

        if (is_service_link(p))
                return true;
        if (is_safe(m, p))
                return false;
        if (is_furniture_element(p))
                return !(p->flags & HTML_HAS_GOOD) || is(p, "nav");
        if (p->flags & HTML_STRONG)
                return !(p->flags & HTML_HAS_GOOD) || has_little_prose(p);
        if ((p->flags & HTML_WEAK) && !(p->flags & HTML_HOLDS_GOOD))
                return has_little_prose(p);
        return m->parts[0].prose >= PAGE_PROSE_MIN && is_list_of_links(m, i);
}

/* Parts of a paper by name, and what is in them; then what holds such. */
static void name_parts(struct html_map *m)
{
        enum { RISING = HTML_HAS_GOOD | HTML_HOLDS_GOOD };

        for (size_t i = 1; i < m->n; i++) {
                name_part(&m->parts[i]);
                m->parts[i].flags |= m->parts[m->parts[i].parent].flags & (HTML_GOOD | HTML_ASIDE);
        }
        for (size_t i = m->n; i-- > 1;)
                m->parts[m->parts[i].parent].flags |= m->parts[i].flags & RISING;
}

/* Letters of each part that are left: what is gone of a part is gone of all around it. */
static void sum_live(struct html_map *m)
{
        for (size_t i = 0; i < m->n; i++)
                m->parts[i].live = m->parts[i].letters;
        for (size_t i = m->n; i-- > 1;) {
                struct html_part *p = &m->parts[i];

                if (p->flags & HTML_SKIPPED)
                        p->live = 0;
                m->parts[p->parent].live -= p->letters - p->live;
        }
}

/* The heading of a part of which nothing else is left went with it: "Related articles". */
static void mark_headings_of_nothing(struct html_map *m)
{
        enum { GONE_MIN = 40 /* bytes */ };

        for (size_t i = 1; i < m->n; i++) {
                struct html_part *p = &m->parts[i];
                const struct html_part *up = &m->parts[p->parent];

                if (html_is_heading(p->node) && !(p->flags & (HTML_SKIPPED | HTML_HAS_TITLE)) &&
                    up->live == p->live && up->letters >= p->letters + GONE_MIN)
                        p->flags |= HTML_SKIPPED;
        }
}

void html_mark_furniture(struct html_map *m)
{
        name_parts(m);
        for (size_t i = 1; i < m->n;) {
                struct html_part *p = &m->parts[i];

                if (!(p->flags & HTML_SKIPPED) && is_furniture(m, i))
                        p->flags |= HTML_SKIPPED;
                i += p->flags & HTML_SKIPPED ? p->size : 1;
        }
        sum_live(m);
        mark_headings_of_nothing(m);
}
