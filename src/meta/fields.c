/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Languages, licences, types, places and subjects as they are declared in the wild, in the hub's codes. */
#include "meta/private.h"

#include "text/normal.h"

#include <string.h>
#include <strings.h>

const char *meta_language(struct record *r, const char *declared)
{
        char tag[36];

        return vocab_match_language(declared, tag) ? arena_copy(&r->arena, tag) : NULL;
}

void meta_add_language(struct record *r, const char *declared)
{
        const char *tag = meta_language(r, declared);

        if (tag)
                record_add_string(r, &r->languages, tag);
}

bool meta_set_known_licence(struct record *r, const char *declared)
{
        const struct concept *c = vocab_match_licence(declared);

        if (c)
                record_set(r, &r->licence, concept_notation(c));
        return c != NULL;
}

void meta_set_licence(struct record *r, const char *declared)
{
        if (r->licence && vocab_find(VOCAB_LICENCE, r->licence))
                return;
        if (!meta_set_known_licence(r, declared) && !str_is_blank(declared) && !r->licence)
                record_set(r, &r->licence, declared);
}

/* Words of other systems for our types: DataCite, DCMI, schema.org, COAR, BibTeX, info:eu-repo. */
static const struct {
        const char *word; /* folded, spaces left out */
        const char *type;
} type_words[] = {
        {"article", "research-paper"},
        {"journalarticle", "research-paper"},
        {"researcharticle", "research-paper"},
        {"scholarlyarticle", "research-paper"},
        {"reviewarticle", "research-paper"},
        {"review", "research-paper"},
        {"datapaper", "research-paper"},
        {"preprint", "working-paper"},
        {"workingpaper", "working-paper"},
        {"discussionpaper", "working-paper"},
        {"conferencepaper", "conference-paper"},
        {"conferenceobject", "conference-paper"},
        {"conferenceproceeding", "conference-paper"},
        {"inproceedings", "conference-paper"},
        {"thesis", "thesis"},
        {"dissertation", "thesis"},
        {"doctoralthesis", "thesis"},
        {"masterthesis", "thesis"},
        {"bachelorthesis", "thesis"},
        {"phdthesis", "thesis"},
        {"mastersthesis", "thesis"},
        {"report", "report"},
        {"techreport", "report"},
        {"technicalreport", "report"},
        {"book", "book"},
        {"bookpart", "book-chapter"},
        {"bookchapter", "book-chapter"},
        {"chapter", "book-chapter"},
        {"inbook", "book-chapter"},
        {"dataset", "dataset"},
        {"legislation", "policy-or-legislation"},
        {"policy", "policy-or-legislation"},
        {"policybrief", "policy-or-legislation"},
        {"lecture", "training-material"},
        {"learningresource", "training-material"},
        {"course", "training-material"},
        {"blogpost", "think-piece"},
        {"opinion", "think-piece"},
        {"editorial", "think-piece"},
        {"blogposting", "think-piece"},
};

static const char *type_of_word(const char *declared)
{
        CLEANUP(str_done) struct str key = STR_INIT;
        const char *end = strrchr(declared, '/');
        size_t n = 0;

        if (text_key(end ? end + 1 : declared, &key, NULL) != 0)
                return NULL;
        for (size_t i = 0; i < key.len; i++)
                if (key.data[i] != ' ')
                        key.data[n++] = key.data[i];
        if (key.data)
                key.data[n] = '\0';
        for (size_t i = 0; i < ARRAY_LEN(type_words); i++)
                if (!strcmp(type_words[i].word, str_text(&key)))
                        return type_words[i].type;
        return NULL;
}

bool meta_set_known_type(struct record *r, const char *declared)
{
        const struct concept *c = vocab_match(VOCAB_TYPE, declared);
        const char *type = c ? concept_notation(c) : declared ? type_of_word(declared) : NULL;

        if (type)
                record_set(r, &r->type, type);
        return type != NULL;
}

bool meta_add_place(struct record *r, const char *declared)
{
        const struct concept *c = vocab_match(VOCAB_PLACE, declared);
        const char *notation = c ? concept_notation(c) : NULL;

        if (notation)
                record_add_string(r, notation[0] <= '9' ? &r->regions : &r->countries, notation);
        return notation != NULL;
}

bool meta_add_theme(struct record *r, const char *declared)
{
        const struct concept *c = vocab_match(VOCAB_THEME, declared);

        if (c)
                record_add_string(r, &r->themes, concept_notation(c));
        return c != NULL;
}

bool meta_add_sdg(struct record *r, const char *declared)
{
        const struct concept *c = vocab_match_sdg(declared);

        if (!c)
                return false;
        for (size_t i = 0; i < r->n_sdgs; i++)
                if (str_equal(r->sdgs[i].notation, concept_notation(c)))
                        return true;
        record_add_sdg(r, concept_notation(c), ASSERTED_BY_AUTHOR);
        return true;
}

/*
 * "SDG 8" and IRIs say a goal; a bare number or "gender equality" among free keywords does not, so an
 * SDG needs its word or address here.
 */
static bool looks_like_sdg(const char *text)
{
        static const char *const words[] = {
                "sdg", "ods", "odd", "цур", "sustainable development goal", "可持续发展目标"};

        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (!strncasecmp(text, words[i], strlen(words[i])))
                        return true;
        return strstr(text, "/sdg/") || strstr(text, "sdgs.un.org/");
}

/* The address of one of our own themes or places. */
static bool add_concept(struct record *r, const char *iri)
{
        const struct concept *c = strchr(iri, ':') ? vocab_find_iri(iri) : NULL;
        const char *notation = c ? concept_notation(c) : NULL;

        if (notation && vocab_find(VOCAB_THEME, notation) == c)
                return meta_add_theme(r, notation);
        return notation && vocab_find(VOCAB_PLACE, notation) == c && meta_add_place(r, notation);
}

void meta_add_subject(struct record *r, const char *text, const char *language)
{
        if (str_is_blank(text))
                return;
        text += strspn(text, " \t\r\n");
        if (add_concept(r, text))
                return;
        if (looks_like_sdg(text) && meta_add_sdg(r, text))
                return;
        /* A slug without a language is a code; where it is also a plain word it is both. */
        if (!language && vocab_find(VOCAB_THEME, text)) {
                record_add_string(r, &r->themes, text);
                if (strchr(text, '-'))
                        return;
        }
        record_add_text(r, &r->keywords, text, language);
}

/* The first of these separators in text, and its length; NULL: none of them is there. */
static const char *next_of(const char *text, const char *const *separators, size_t n,
                           size_t *ret_len)
{
        const char *best = NULL;

        for (size_t i = 0; i < n; i++) {
                const char *p = strstr(text, separators[i]);

                if (p && (!best || p < best)) {
                        best = p;
                        *ret_len = strlen(separators[i]);
                }
        }
        return best;
}

void meta_add_subjects(struct record *r, const char *text, const char *language)
{
        static const char *const semicolons[] = {";", "；", "؛"};
        static const char *const commas[] = {",", "，", "、", "،"};
        size_t len = 0;
        bool strong = text && next_of(text, semicolons, ARRAY_LEN(semicolons), &len);

        while (text) {
                const char *end = strong ? next_of(text, semicolons, ARRAY_LEN(semicolons), &len)
                                         : next_of(text, commas, ARRAY_LEN(commas), &len);
                CLEANUP(freep) char *one = end ? strndup(text, (size_t)(end - text)) : strdup(text);

                meta_add_subject(r, one, language);
                text = end ? end + len : NULL;
        }
}

static bool is_issn(const char *text)
{
        return !strncasecmp(text, "issn", 4) || !strncasecmp(text, "urn:issn:", 9) ||
               (strlen(text) == 9 && text[4] == '-' && strspn(text, "0123456789") == 4);
}

/* The address of an article ends in a '/' that is no part of its number. */
static void add_without_slash(struct record *r, const char *type, const char *value, bool whole)
{
        size_t n = strlen(value);

        if (!whole && n && value[n - 1] == '/')
                value = arena_copy_bytes(&r->arena, value, n - 1);
        record_add_identifier(r, type, value);
}

void meta_add_identifier(struct record *r, const char *text)
{
        static const struct {
                const char *prefix, *type;
        } prefixes[] = {
                {"urn:isbn:", "isbn"},
                {"isbn:", "isbn"},
                {"isbn ", "isbn"},
                {"hdl:", "handle"},
                {"https://pubmed.ncbi.nlm.nih.gov/", "pmid"},
                {"https://www.ncbi.nlm.nih.gov/pmc/articles/", "pmcid"},
                {"https://pmc.ncbi.nlm.nih.gov/articles/", "pmcid"},
                {"http://arxiv.org/abs/", "arxiv"},
                {"https://arxiv.org/abs/", "arxiv"},
                {"http://hdl.handle.net/", "handle"},
                {"https://hdl.handle.net/", "handle"},
                {"http://", "url"},
                {"https://", "url"},
                {"pmid:", "pmid"},
                {"pmcid:", "pmcid"},
                {"arxiv:", "arxiv"},
        };

        if (str_is_blank(text))
                return;
        text += strspn(text, " \t\r\n");
        if (is_issn(text))
                return;
        if (doi_normalise(text, &r->arena)) {
                record_add_identifier(r, "doi", text);
                return;
        }
        for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
                size_t n = strlen(prefixes[i].prefix);

                if (!strncasecmp(text, prefixes[i].prefix, n)) {
                        bool whole = !strcmp(prefixes[i].type, "url") ||
                                     !strcmp(prefixes[i].type, "handle");

                        add_without_slash(r, prefixes[i].type, whole ? text : text + n, whole);
                        return;
                }
        }
        record_add_identifier(r, "local", text);
}

const char *meta_relation_target(struct record *r, const char *text)
{
        const char *doi = doi_normalise(text, &r->arena);

        if (doi)
                return arena_printf(&r->arena, "doi:%s", doi);
        if (strpbrk(text, " \t\r\n"))
                return NULL;
        if (str_starts(text, "http://") || str_starts(text, "https://") ||
            str_starts(text, "local:") || str_starts(text, "hdl:") || str_starts(text, "urn:") ||
            str_starts(text, "pmid:") || str_starts(text, "arxiv:") || str_starts(text, "ark:"))
                return text;
        return NULL;
}

/* Begins with (or, where whole is set, is) this, in any case. */
struct giveaway {
        const char *text;
        bool whole;
};

static bool gives_away(const char *title)
{
        static const struct giveaway starts[] = {
                {"microsoft word", false}, {"microsoft powerpoint", false},
                {"untitled", false},       {"doi:", false},
                {"pii:", false},           {"slide 1", true},
                {"layout 1", true},        {"document1", true},
                {"print", true},           {"template", true},
                {"title", true},           {"paper", true},
                {"full page photo", true}, {"powerpoint presentation", true},
        };
        static const char *const extensions[] = {".doc", ".docx", ".pdf", ".tex",  ".dvi", ".indd",
                                                 ".qxd", ".odt",  ".rtf", ".html", ".p65", ".fm"};
        size_t n = strlen(title);

        for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
                size_t m = strlen(starts[i].text);

                if (!strncasecmp(title, starts[i].text, m) && (!starts[i].whole || n == m))
                        return true;
        }
        for (size_t i = 0; i < ARRAY_LEN(extensions); i++) {
                size_t m = strlen(extensions[i]);

                if (n > m && !strcasecmp(title + n - m, extensions[i]))
                        return true;
        }
        return false;
}

static bool is_ascii(const char *text)
{
        while (*text && (unsigned char)*text < 0x80)
                text++;
        return !*text;
}

bool meta_title_is_nonsense(const char *title)
{
        size_t n;

        if (str_is_blank(title))
                return true;
        title += strspn(title, " \t");
        n = strlen(title);
        /* Hardly anything at all; or identifiers and file names: ASCII, no space, a digit. */
        return gives_away(title) || n < 4 ||
               (is_ascii(title) && !strchr(title, ' ') && strcspn(title, "0123456789") < n);
}

bool meta_in_namespace(const xmlNode *node, const char *prefix)
{
        return node && node->ns && str_starts((const char *)node->ns->href, prefix);
}
