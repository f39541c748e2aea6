/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * index.db: what is public, as readers look for it. Derived: search/follow.c applies the change log of the
 * store in order; everything else here only reads. No SQLite type shows, so that another engine can stand
 * behind the same header.
 */
#ifndef SSEHUB_SEARCH_SEARCH_H
#define SSEHUB_SEARCH_SEARCH_H

#include "model/entry.h"
#include "model/record.h"
#include "store/store.h"

#include <jansson.h>
#include <stdint.h>

struct search; /* a reader of one index.db; one thread at a time */

enum search_answer {
        SEARCH_NO_INDEX = 1, /* the hub has no index.db (yet): `ssehub rebuild` */
        SEARCH_NONE,         /* no such work, entry, file */
        SEARCH_GONE,         /* withdrawn; see search_tombstone */
};

int search_open(const char *hub_dir, struct search **ret, struct error *err); /* SEARCH_NO_INDEX */
void search_close(struct search *s);
void search_closep(struct search **s);

/* Number of the last change applied: part of every ETag; grows with each publication or withdrawal. */
int search_generation(struct search *s, int64_t *ret, struct error *err);
/* Title, base-url … of the hub. NULL when unset. */
int search_config(struct search *s, const char *key, struct arena *a, const char **ret,
                  struct error *err);

/* --- the query ----------------------------------------------------------------------------------- */

enum search_facet {
        FACET_SDG,
        FACET_THEME,
        FACET_TYPE,
        FACET_LANGUAGE,
        FACET_COUNTRY,
        FACET_REGION,
        FACET_LICENCE,
        FACET_YEAR,
        FACET_KINDS
};
const char *search_facet_name(enum search_facet f); /* "sdg", … */

enum search_sort { SORT_RELEVANCE, SORT_NEWEST, SORT_OLDEST };
bool search_sort_find(const char *name,
                      enum search_sort *ret); /* "relevance", "newest", "oldest" */

enum {
        SEARCH_QUERY_MAX = 4000, /* bytes; what is longer is answered with no query and a note */
        SEARCH_TERMS_MAX =
                128, /* words of a query that are looked up; more are left out, and said */
        SEARCH_LIMIT_MAX = 100, /* hits a page; the batch mode of the command line goes to 1000 */
        SEARCH_FILTERS_MAX = 64,
};

struct search_filter {
        enum search_facet facet;
        const char *value; /* notation: "8", "8.3", "fr", "KE", "202", "working-paper" */
};

#define SEARCH_TYPE_ENTRY "encyclopedia-entry" /* value of FACET_TYPE for entries */

/*
 * What somebody wrote for a filter -> its value: "Kenya" -> "KE", "SDG 8" -> "8", "French" -> "fr". NULL:
 * nothing the hub knows, or FACET_YEAR, which is a span. Static text, or in the arena.
 */
const char *search_filter_value(enum search_facet facet, const char *text, struct arena *a);
/* "2019", "2015..2022", "2015..", "..2022" -> the two ends, 0 = open. false: none of these. */
bool search_years(const char *text, int *ret_from, int *ret_to);

struct search_query {
        const char *text; /* as typed; NULL or blank: all documents */
        struct search_filter filters[SEARCH_FILTERS_MAX];
        size_t n_filters; /* values of one facet: any of them; different facets: all of them */
        int year_from, year_to; /* 0 = open */
        const char *kind;       /* "paper", "entry", NULL = both */
        enum search_sort sort;
        int64_t offset;
        int limit;
        bool want_facets;
        bool any_words;       /* for evaluation: documents with any of the words; no snippets */
        const char *language; /* of labels; NULL = "en" */
};

struct search_span {
        size_t start, end; /* bytes of the snippet or title to mark */
};

struct search_hit {
        const char *pid;
        bool is_entry;
        const char *slug;
        const char *title, *language; /* language of the title's document */
        const char **creators;
        size_t n_creators;
        int year;         /* 0 = not known */
        const char *type; /* notation; "encyclopedia-entry" of entries; or NULL */
        const char *file; /* file the page is of, or NULL */
        int page;         /* page of the snippet, from 1; 0 = from the abstract or title */
        const char
                *snippet; /* plain text: words of the document, "…" where it is cut; never NULL */
        struct search_span *spans; /* matches in the snippet, in order */
        size_t n_spans;
        double score;
};

struct search_value {
        const char *value, *label;
        int64_t count;
        bool is_selected;
};

struct search_results {
        struct arena arena;
        const char *query;
        int64_t total, offset;
        int limit;
        struct search_hit *hits;
        size_t n_hits;
        struct search_value *facets[FACET_KINDS]; /* by count, then label */
        size_t n_facets[FACET_KINDS];
        const char *note; /* plain words: relaxed to some of the words, words left out …; or NULL */
        int64_t generation;
};

/* Never refuses what people type. */
int search_run(struct search *s, const struct search_query *q, struct search_results **ret,
               struct error *err);
void search_results_free(struct search_results *r);
void search_results_freep(struct search_results **r);

/*
 * The documented shape of `search --json` and /api/v1/search:
 *
 *   {"query", "total", "offset", "limit", "note"?,
 *    "hits": [{"id", "kind", "slug"?, "url", "title", "language"?, "creators": ["name"], "year", "type"?,
 *              "page", "file"?, "snippet", "marks": [[start, end]], "score"}],
 *    "facets": {"sdg": [{"value", "label", "count", "selected"?}], …}}
 *
 * snippet is plain text; marks are its matches as half-open ranges of code points. url is a path of the
 * hub: "/works/ID" or "/encyclopedia/SLUG". Members with "?" are left out where there is nothing to say; year and page are null then.
 * Facets are empty where they were not asked for. NULL when out of memory.
 */
json_t *search_results_json(const struct search_results *r);

/* --- documents ----------------------------------------------------------------------------------- */

struct public_file {
        const char *name, *sha256, *media_type, *state, *language;
        int64_t size, n_pages;
};

struct public_link {
        const char *pid, *slug /* of entries */, *title, *language;
};

struct public_doc {
        struct arena arena;
        const char *pid, *slug;
        bool is_entry;
        int version;
        const char *published, *changed;
        struct record *record; /* of a paper, else NULL */
        struct entry *entry;   /* of an entry, else NULL */
        struct public_file *files;
        size_t n_files;
        struct public_link *cited_by; /* entries that speak of this paper or entry */
        size_t n_cited_by;
        struct public_link *cites; /* works of an entry, those that are public */
        size_t n_cites;
        struct public_link *see_also; /* entries, those that are public */
        size_t n_see_also;
        struct public_link *translations; /* of an entry, both ways */
        size_t n_translations;
};
void public_doc_free(struct public_doc *d);
void public_doc_freep(struct public_doc **d);

/* name: pid of a paper or entry, or an entry's slug. SEARCH_NONE, SEARCH_GONE. */
int search_doc(struct search *s, const char *name, struct public_doc **ret, struct error *err);

struct public_tombstone {
        const char *pid, *reason, *at, *replaced_by;
};
int search_tombstone(struct search *s, const char *name, struct arena *a,
                     struct public_tombstone *ret, struct error *err); /* SEARCH_NONE */

/* All public entries by part, then title. */
struct public_entry {
        const char *pid, *slug, *title, *language, *part, *summary;
};
int search_entries(struct search *s, struct arena *a, struct public_entry **ret, size_t *ret_n,
                   struct error *err);

/* Documents for each value of a facet, all of the hub; by value. */
int search_counts(struct search *s, enum search_facet facet, const char *language, struct arena *a,
                  struct search_value **ret, size_t *ret_n, struct error *err);
int search_total(struct search *s, int64_t *ret_papers, int64_t *ret_entries, struct error *err);

/* --- following the store ------------------------------------------------------------------------- */

/* Applies what index.db does not show yet, making it when missing or of an older shape; *ret_applied =
 * rows applied. Several processes may do so at once. progress may be NULL. */
typedef void (*search_progress)(void *user, int64_t done, int64_t total);
int search_follow(struct store *store, search_progress progress, void *user, int64_t *ret_applied,
                  struct error *err);
/* Makes index.db again from nothing beside the old one and renames it into place. */
int search_rebuild(struct store *store, search_progress progress, void *user, struct error *err);
/* index.db against the store: applied number, exactly the published works, text equal, FTS5 sound. */
int search_check(struct store *store, store_report report, void *user, struct error *err);

/* --- analysis (one analyzer for documents, queries and snippets) ---------------------------------- */

struct token {
        const char *text; /* folded; not NUL-terminated; valid during the callback */
        size_t len;
        size_t start, end; /* bytes of the input it stands for */
        bool is_colocated; /* a further form of the token before it */
};
typedef int (*token_sink)(void *user, const struct token *t);

enum {
        SEARCH_WORD_MAX = 240,   /* bytes of a word; what is beyond is not looked at */
        SEARCH_STEMMED_MAX = 64, /* bytes; a longer word is found as it is written only */
};

enum analysis { ANALYSE_DOCUMENT, ANALYSE_QUERY, ANALYSE_PREFIX };
/* Text may carry language marks (search/analyze.c); language is that of the text before the first. */
int search_analyze(const char *text, size_t n, const char *language, enum analysis purpose,
                   token_sink sink, void *user);

#endif
