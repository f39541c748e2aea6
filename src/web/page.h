/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Page documents: what a page says, as XML without any HTML; templates/page.xsl makes it a page.
 * One file page-*.c a group of pages.
 */
#ifndef SSEHUB_WEB_PAGE_H
#define SSEHUB_WEB_PAGE_H

#include "vocab/vocab.h"
#include "web/request.h"

/* Routes (web/route.h says what they answer). */
int page_home(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_search(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_work(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_goals(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_goal(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_target(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_entries(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_entry(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
int page_about(struct request *q, struct reply *reply, xmlDoc **ret, struct error *err);
/* Error pages. why may be NULL. */
int page_error(struct request *q, int status, const char *why, xmlDoc **ret, struct error *err);

/* --- parts, for the files page-*.c ---------------------------------------------------------------- */

/* <page kind= title=> with the hub around it. NULL: out of memory. title NULL: the hub's own. */
xmlNode *page_new(struct request *q, const char *kind, const char *title, xmlDoc **ret);
/* The document if all went well; negative when memory ran out on the way. */
int page_ready(struct request *q, xmlDoc **doc, xmlDoc **ret, struct error *err);

/* An element whose text is in a language of its own: xml:lang, and dir where it is written right to left. */
xmlNode *page_add_text(xmlNode *parent, const char *name, const char *text, const char *language);
/* Canonical address and Link rel=canonical for a path of this hub, where the hub knows its own address. */
void page_canonical(struct request *q, xmlNode *page, const char *path);

/* <name href= label=> for a vocabulary term, by notation; nothing where it is not known. */
void page_add_term(struct request *q, xmlNode *parent, const char *name, enum vocab_scheme scheme,
                   const char *notation);
/* <goal number= href= label= count=>; count < 0: none. */
xmlNode *page_add_goal(struct request *q, xmlNode *parent, const struct concept *c, int64_t count);
/* "/works/PID" or "/encyclopedia/SLUG". */
const char *page_address(struct request *q, const char *pid, const char *slug);
/* "/works/PID/files/NAME". */
const char *page_file_address(struct request *q, const char *pid, const char *name);
/* <hit> with title, creators, snippet of a search. */
void page_add_hit(struct request *q, xmlNode *parent, const struct search_hit *h);
/* <link> elements to papers or entries. */
void page_add_links(struct request *q, xmlNode *parent, const char *name,
                    const struct public_link *links, size_t n);
/* <author> elements with their ORCID and affiliations. */
void page_add_agents(struct request *q, xmlNode *parent, const struct agents *list);
/* 410: reason, date, replacement. */
int page_gone(struct request *q, const char *name, struct reply *reply, xmlDoc **ret,
              struct error *err);
/* Hits of a listing without a query, newest first: <listing name= total= href=>. */
int page_add_listing(struct request *q, xmlNode *parent, const char *name,
                     const struct search_query *query, struct error *err);
const char *page_url(struct request *q, const char *path);   /* absolute where base_url is known */
const char *page_language_name(const char *tag);             /* "French"; the tag where unknown */
const char *page_date(struct request *q, const char *value); /* "17 May 2021" of "2021-05-17…" */
const char *page_size(struct request *q, int64_t bytes);     /* "1.2 MB" */

#endif
