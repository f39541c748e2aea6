/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Front matter of JATS: titles, abstracts, keywords, identifiers, type, journal. */
#include "meta/jats.h"

#include "meta/clean.h"
#include "text/xml.h"

#include <string.h>

/* The language of this node, where the node or an element between it and `top` says one; else `fallback`. */
static const char *language_of(struct jats *j, const xmlNode *node, const char *fallback)
{
        CLEANUP(freep) char *own = xml_attr(node, "xml:lang");
        const char *language = own ? meta_language(j->r, own) : NULL;

        return language ? language : fallback;
}

/* --- titles ------------------------------------------------------------------------------------------- */

/* "Title: subtitle"; a title that ends in a mark of its own gets no colon. */
static void add_subtitle(const xmlNode *subtitle, struct str *title)
{
        if (!subtitle)
                return;
        str_trim(title);
        if (title->len && !strchr(":?!.", title->data[title->len - 1]))
                str_add_char(title, ':');
        str_add_char(title, ' ');
        jats_add_text(subtitle, JATS_TITLE, title);
}

/* A title in a language that has one already is the same title said twice. */
static bool has_language(const struct lang_texts *list, const char *language)
{
        for (size_t i = 0; i < list->n; i++)
                if (language && str_equal(list->items[i].language, language))
                        return true;
        return false;
}

static void add_title(struct jats *j, const xmlNode *title, const xmlNode *subtitle,
                      const char *language)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        if (!title || has_language(&j->r->titles, language))
                return;
        jats_add_text(title, JATS_TITLE, &text);
        add_subtitle(subtitle, &text);
        record_add_text(j->r, &j->r->titles, str_text(&text), language);
}

static void read_titles(struct jats *j, const xmlNode *meta, const char *language)
{
        const xmlNode *group = xml_child(meta, "title-group");
        const xmlNode *title;

        if (!group)
                return;
        title = xml_child(group, "article-title");
        if (title)
                add_title(j, title, xml_child(group, "subtitle"), language_of(j, title, language));
        for (const xmlNode *n = xml_child(group, "trans-title-group"); n;
             n = xml_next(n, "trans-title-group")) {
                title = xml_child(n, "trans-title");
                if (title)
                        add_title(j, title, xml_child(n, "trans-subtitle"),
                                  language_of(j, title, language_of(j, n, NULL)));
        }
        /* NLM 2.x has them without a group. */
        for (const xmlNode *n = xml_child(group, "trans-title"); n; n = xml_next(n, "trans-title"))
                add_title(j, n, NULL, language_of(j, n, NULL));
}

/* --- abstracts ---------------------------------------------------------------------------------------- */

enum abstract_kind { ABSTRACT, SUMMARY, LEFT_OUT };

static enum abstract_kind kind_of(const xmlNode *abstract)
{
        static const struct {
                const char *type;
                enum abstract_kind kind;
        } kinds[] = {
                {"plain-language-summary", SUMMARY},
                {"plain-language", SUMMARY},
                {"executive-summary", SUMMARY},
                {"executive", SUMMARY},
                {"lay-summary", SUMMARY},
                {"key-messages", SUMMARY},
                {"summary", SUMMARY}, /* PLOS: "Author Summary" */
                {"digest", SUMMARY},
                {"graphical", LEFT_OUT},
                {"teaser", LEFT_OUT},
                {"toc", LEFT_OUT},
                {"editor", LEFT_OUT},
                {"web-summary", LEFT_OUT},
                {"author-highlights", LEFT_OUT},
                {"highlights", LEFT_OUT},
                {"key-points", LEFT_OUT},
                {"video", LEFT_OUT},
                {"stereochemical", LEFT_OUT},
        };
        CLEANUP(freep) char *type = xml_attr(abstract, "abstract-type");

        for (size_t i = 0; type && i < ARRAY_LEN(kinds); i++)
                if (!strcmp(kinds[i].type, type))
                        return kinds[i].kind;
        return ABSTRACT;
}

/* eLife ends each abstract with a DOI of its own. */
static bool is_doi_line(const xmlNode *p)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        if (!xml_is(p, "p"))
                return false;
        jats_add_text(p, JATS_PROSE, &text);
        str_trim(&text);
        return text.len < 80 && str_starts(str_text(&text), "DOI: http");
}

/* "Background: …" for a section; the heading of the abstract itself is not part of it. */
static void add_abstract_text(const xmlNode *node, bool is_section, struct str *out)
{
        const xmlNode *title = xml_child(node, "title");

        if (title && is_section) {
                jats_add_text(title, JATS_TITLE, out);
                str_trim(out);
                if (out->len && !strchr(":.?!", out->data[out->len - 1]))
                        str_add_char(out, ':');
                str_add_char(out, ' ');
        }
        for (const xmlNode *n = xml_child(node, NULL); n; n = xml_next(n, NULL)) {
                if (xml_is(n, "sec"))
                        add_abstract_text(n, true, out);
                else if (!xml_is(n, "title") && !xml_is(n, "label") && !is_doi_line(n))
                        jats_add_text(n, JATS_PROSE, out);
                str_add_char(out, ' ');
        }
}

static void add_abstract(struct jats *j, const xmlNode *abstract, const char *language)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        enum abstract_kind kind = kind_of(abstract);
        struct lang_texts *list = kind == SUMMARY ? &j->r->summaries : &j->r->abstracts;

        if (kind == LEFT_OUT || (list == &j->r->abstracts && has_language(list, language)))
                return;
        add_abstract_text(abstract, false, &text);
        if (str_is_blank(str_text(&text))) /* words without a paragraph */
                jats_add_text(abstract, JATS_PROSE, &text);
        record_add_text(j->r, list, str_text(&text), language);
}

static void read_abstracts(struct jats *j, const xmlNode *meta, const char *language)
{
        for (const xmlNode *n = xml_child(meta, "abstract"); n; n = xml_next(n, "abstract"))
                add_abstract(j, n, language_of(j, n, language));
        for (const xmlNode *n = xml_child(meta, "trans-abstract"); n;
             n = xml_next(n, "trans-abstract"))
                add_abstract(j, n, language_of(j, n, NULL));
}

/* --- keywords ----------------------------------------------------------------------------------------- */

static void take_keyword(struct jats *j, const char *text, const char *language)
{
        record_add_text(j->r, &j->r->keywords, text, language);
}

static void take_sdg(struct jats *j, const char *text, const char *language UNUSED)
{
        meta_add_sdg(j->r, text);
}

static void take_theme(struct jats *j, const char *text, const char *language)
{
        if (!meta_add_theme(j->r, text))
                take_keyword(j, text, language);
}

static void take_place(struct jats *j, const char *text, const char *language)
{
        if (!meta_add_place(j->r, text))
                take_keyword(j, text, language);
}

static void take_nothing(struct jats *j UNUSED, const char *text UNUSED,
                         const char *language UNUSED)
{
}

typedef void (*take_kwd)(struct jats *j, const char *text, const char *language);

/* What the keywords of a group are, by kwd-group-type. */
static take_kwd taker_of(const xmlNode *group)
{
        static const struct {
                const char *type;
                take_kwd take;
        } takers[] = {
                {"sdg", take_sdg},           {"theme", take_theme},
                {"country", take_place},     {"region", take_place},
                {"place", take_place},       {"abbreviations", take_nothing},
                {"abbr", take_nothing},      {"abbreviation", take_nothing},
                {"pagegroup", take_nothing}, {"pacs-codes", take_nothing},
        };
        CLEANUP(freep) char *type = xml_attr(group, "kwd-group-type");

        for (size_t i = 0; type && i < ARRAY_LEN(takers); i++)
                if (!strcmp(takers[i].type, type))
                        return takers[i].take;
        return take_keyword;
}

static void add_keyword(struct jats *j, const xmlNode *kwd, take_kwd take, const char *language)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *term = xml_attr(kwd, "vocab-term-identifier");

        /* An address of a goal says it better than the words do. */
        if (term && strstr(term, "/sdg/") && meta_add_sdg(j->r, term))
                return;
        jats_add_text(kwd, JATS_TITLE, &text);
        str_trim(&text);
        if (text.len)
                take(j, str_text(&text), language);
}

static void read_keyword_group(struct jats *j, const xmlNode *group, const char *language)
{
        take_kwd take = taker_of(group);

        language = language_of(j, group, language);
        for (const xmlNode *n = xml_walk(group, group); n; n = xml_walk(n, group)) {
                if (xml_is(n, "kwd"))
                        add_keyword(j, n, take, language_of(j, n, language));
                else if (xml_is(n, "compound-kwd-part") &&
                         !jats_attr_is(n, "content-type", "abbreviation") &&
                         !jats_attr_is(n, "content-type", "code"))
                        add_keyword(j, n, take, language);
        }
}

static void read_keywords(struct jats *j, const xmlNode *meta, const char *language)
{
        for (const xmlNode *n = xml_child(meta, "kwd-group"); n; n = xml_next(n, "kwd-group"))
                read_keyword_group(j, n, language);
}

/* --- the rest ----------------------------------------------------------------------------------------- */

/* PubMed Central's numbers are told from PubMed's by their letters; many papers leave them out. */
static void add_identifier(struct record *r, const char *type, const char *value)
{
        bool bare = !strcmp(type, "pmcid") && value[0] >= '0' && value[0] <= '9';

        record_add_identifier(r, type, bare ? arena_printf(&r->arena, "PMC%s", value) : value);
}

static void read_identifiers(struct jats *j)
{
        static const struct {
                const char *attribute, *type;
        } types[] = {{"doi", "doi"},     {"pmid", "pmid"},     {"pmc", "pmcid"},
                     {"pmcid", "pmcid"}, {"handle", "handle"}, {"local", "local"},
                     {"arxiv", "arxiv"}, {"isbn", "isbn"}};
        CLEANUP(str_done) struct str own = STR_INIT;

        for (const xmlNode *n = xml_child(j->meta, "article-id"); n;
             n = xml_next(n, "article-id")) {
                CLEANUP(str_done) struct str value = STR_INIT;

                jats_add_text(n, JATS_TITLE, &value);
                str_trim(&value);
                for (size_t i = 0; i < ARRAY_LEN(types); i++)
                        if (jats_attr_is(n, "pub-id-type", types[i].attribute))
                                add_identifier(j->r, types[i].type, str_text(&value));
                if (jats_attr_is(n, "pub-id-type", "publisher-id") && own.len == 0)
                        str_add(&own, str_text(&value));
        }
        if (own.len && !record_identifier(j->r, "doi"))
                record_add_identifier(j->r, "local", str_text(&own));
}

/* Our types for values of article/@article-type (the suggested list of JATS 1.3, and common others). */
static const char *type_of_article(const xmlNode *article)
{
        static const struct {
                const char *word, *type;
        } types[] = {
                {"research-article", "research-paper"},
                {"review-article", "research-paper"},
                {"systematic-review", "research-paper"},
                {"brief-report", "research-paper"},
                {"rapid-communication", "research-paper"},
                {"data-paper", "research-paper"},
                {"methods-article", "research-paper"},
                {"article", "research-paper"},
                {"case-report", "case-study"},
                {"case-study", "case-study"},
                {"article-commentary", "think-piece"},
                {"editorial", "think-piece"},
                {"discussion", "think-piece"},
                {"letter", "think-piece"},
                {"opinion", "think-piece"},
                {"policy-brief", "policy-or-legislation"},
                {"dissertation", "thesis"},
                {"thesis", "thesis"},
                {"preprint", "working-paper"},
                {"working-paper", "working-paper"},
                {"meeting-report", "conference-paper"},
                {"proceedings", "conference-paper"},
                {"abstract", "conference-paper"},
                {"report", "report"},
                {"dataset", "dataset"},
                {"chapter-article", "book-chapter"},
                {"book-chapter", "book-chapter"},
        };
        CLEANUP(freep) char *declared = xml_attr(article, "article-type");

        for (size_t i = 0; declared && i < ARRAY_LEN(types); i++)
                if (!strcmp(types[i].word, declared))
                        return types[i].type;
        return NULL;
}

/* The heading the paper stands under, where it is one of our notations (exact) or labels. */
static bool type_of_subjects(struct jats *j, bool exact)
{
        for (const xmlNode *n = xml_walk(j->meta, j->meta); n; n = xml_walk(n, j->meta)) {
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!xml_is(n, "subject"))
                        continue;
                jats_add_text(n, JATS_TITLE, &text);
                str_trim(&text);
                if (exact && vocab_find(VOCAB_TYPE, str_text(&text)))
                        record_set(j->r, &j->r->type, str_text(&text));
                else if (!exact)
                        meta_set_known_type(j->r, str_text(&text));
                if (j->r->type)
                        return true;
        }
        return false;
}

static void read_type(struct jats *j)
{
        const char *type = type_of_article(j->article);
        CLEANUP(freep) char *declared = xml_attr(j->article, "article-type");

        if (type_of_subjects(j, true))
                return;
        if (type)
                record_set(j->r, &j->r->type, type);
        else if (!type_of_subjects(j, false) && declared)
                record_set(j->r, &j->r->type, "other");
}

static void set_field(struct jats *j, const char **field, const xmlNode *parent, const char *path)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        jats_child_text(parent, path, &text);
        record_set(j->r, field, str_text(&text));
}

static void read_journal(struct jats *j)
{
        static const char *const titles[] = {"journal-title-group/journal-title", "journal-title",
                                             "journal-title-group/abbrev-journal-title",
                                             "abbrev-journal-title"};
        const xmlNode *journal = xml_path(j->article, "front/journal-meta");
        CLEANUP(str_done) struct str publisher = STR_INIT;

        if (!journal)
                return;
        for (size_t i = 0; i < ARRAY_LEN(titles) && !j->r->source; i++) {
                CLEANUP(str_done) struct str title = STR_INIT;

                jats_child_text(journal, titles[i], &title);
                record_set(j->r, &j->r->source, str_text(&title));
        }
        jats_child_text(journal, "publisher/publisher-name", &publisher);
        record_set(j->r, &j->r->publisher, str_text(&publisher));
        set_field(j, &j->r->within.place, journal, "publisher/publisher-loc");
        for (const xmlNode *n = xml_child(journal, "issn"); n && !j->r->within.issn;
             n = xml_next(n, "issn")) {
                CLEANUP(str_done) struct str issn = STR_INIT;

                jats_add_text(n, JATS_TITLE, &issn);
                j->r->within.issn = clean_issn(j->r, str_text(&issn));
        }
}

/* Where in the journal: pages, else the number an electronic article has instead. */
static void read_place_in_journal(struct jats *j)
{
        struct within *w = &j->r->within;
        const char *first = NULL, *last = NULL, *number = NULL;

        set_field(j, &w->volume, j->meta, "volume");
        set_field(j, &w->issue, j->meta, "issue");
        set_field(j, &w->series, j->meta, "article-categories/series-title");
        set_field(j, &w->event, j->meta, "conference/conf-name");
        set_field(j, &first, j->meta, "fpage");
        set_field(j, &last, j->meta, "lpage");
        set_field(j, &number, j->meta, "elocation-id");
        w->pages = first ? clean_page_range(j->r, first, last) : clean_pages(j->r, number);
}

/* Addresses of the article; files beside it are named without one. */
static void read_addresses(struct jats *j)
{
        for (const xmlNode *n = xml_child(j->meta, "self-uri"); n; n = xml_next(n, "self-uri")) {
                CLEANUP(freep) char *href = xml_attr(n, "xlink:href");
                CLEANUP(freep) char *type = xml_attr(n, "content-type");

                if (href && !type && strstr(href, "://"))
                        record_add_identifier(j->r, "url", href);
        }
        for (const xmlNode *n = xml_child(j->meta, "isbn"); n; n = xml_next(n, "isbn")) {
                CLEANUP(str_done) struct str isbn = STR_INIT;

                jats_add_text(n, JATS_TITLE, &isbn);
                clean_add_isbns(j->r, str_text(&isbn));
        }
}

static bool has_relation(const struct record *r, const char *type, const char *target)
{
        for (size_t i = 0; i < r->n_relations; i++)
                if (str_equal(r->relations[i].type, type) &&
                    str_equal(r->relations[i].target, target))
                        return true;
        return false;
}

/* Ties to other papers, as far as both systems have a word for them. */
static void read_relations(struct jats *j)
{
        static const struct {
                const char *type, *relation;
        } relations[] = {
                {"preprint", "IsVersionOf"},          {"translated-article", "IsTranslationOf"},
                {"peer-reviewed-article", "Reviews"}, {"article-reference", "References"},
                {"commentary-article", "References"}, {"corrected-article", "References"},
                {"retracted-article", "References"},  {"companion", "References"},
        };

        for (const xmlNode *n = xml_child(j->meta, "related-article"); n;
             n = xml_next(n, "related-article")) {
                CLEANUP(freep) char *href = xml_attr(n, "xlink:href");
                CLEANUP(freep) char *type = xml_attr(n, "related-article-type");
                CLEANUP(str_done) struct str text = STR_INIT;
                const char *target = href ? meta_relation_target(j->r, href) : NULL;
                const char *relation = meta_word(WORD_RELATION, type);

                for (size_t i = 0; i < ARRAY_LEN(relations) && !relation; i++)
                        if (str_equal(type, relations[i].type))
                                relation = relations[i].relation;
                jats_add_text(n, JATS_TITLE, &text);
                if (target && relation && !has_relation(j->r, relation, target))
                        record_add_relation(j->r, relation, target, str_text(&text));
        }
}

void jats_read_front(struct jats *j)
{
        read_titles(j, j->meta, j->language);
        read_abstracts(j, j->meta, j->language);
        read_keywords(j, j->meta, j->language);
        read_identifiers(j);
        read_type(j);
        read_journal(j);
        read_place_in_journal(j);
        read_addresses(j);
        read_relations(j);
}

void jats_read_translation(struct jats *j, const xmlNode *meta, const char *language)
{
        read_titles(j, meta, language);
        read_abstracts(j, meta, language);
        read_keywords(j, meta, language);
}
