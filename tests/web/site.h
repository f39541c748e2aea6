/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small public hub, and requests to it without a network. */
#ifndef SSEHUB_TESTS_WEB_SITE_H
#define SSEHUB_TESTS_WEB_SITE_H

#include "search/hub.h"

#include "text/xml.h"
#include "vocab/vocab.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/request.h"
#include "web/route.h"

struct site {
        struct hub hub;
        struct pages *pages;
};

static inline void site_init(struct site *s)
{
        struct error err;

        hub_init(&s->hub);
        assert_done(vocab_init(&err), &err);
        assert_done(pages_new(&s->pages, &err), &err);
}

static inline void site_done(struct site *s)
{
        pages_free(s->pages);
        hub_done(&s->hub);
}

/* A request and what came of it. */
struct answer {
        struct request request;
        struct reply reply;
};

static inline void answer_init(struct answer *a, struct site *s, const char *target)
{
        *a = (struct answer){0};
        reply_init(&a->reply);
        a->request.method = METHOD_GET;
        a->request.hub_dir = s->hub.dir;
        a->request.pages = s->pages;
        a->request.search = s->hub.search;
        a->request.target_answer = target_read(target, &a->request.arena, &a->request.target);
}

static inline void answer_done(struct answer *a)
{
        reply_done(&a->reply);
        arena_done(&a->request.arena);
}

static inline void ask(struct site *s, const char *target, struct answer *ret)
{
        answer_init(ret, s, target);
        request_answer(&ret->request, &ret->reply);
}

static inline void assert_status(struct site *s, const char *target, int status)
{
        struct answer a;

        ask(s, target, &a);
        if (a.reply.status != status)
                fail_msg("%s: answered %d, not %d: %.300s", target, a.reply.status, status,
                         str_text(&a.reply.body));
        answer_done(&a);
}

/* The page document of an address as text; heap. */
static inline char *page_text(struct site *s, const char *target)
{
        struct answer a;
        struct error err = {0};
        xmlDoc *doc = NULL;
        xmlChar *text = NULL;
        char *copy;
        int n = 0;

        answer_init(&a, s, target);
        a.request.base_url = "https://hub.example.org";
        a.request.route = route_find(a.request.target.segments, a.request.target.n_segments,
                                     a.request.variables);
        assert_non_null(a.request.route);
        assert_non_null(a.request.route->page);
        assert_done(a.request.route->page(&a.request, &a.reply, &doc, &err), &err);
        assert_non_null(doc);
        xmlDocDumpMemory(doc, &text, &n);
        copy = strdup((const char *)text);
        xmlFree(text);
        xmlFreeDoc(doc);
        answer_done(&a);
        return copy;
}

static inline void assert_has(const char *text, const char *part)
{
        if (!text || !strstr(text, part))
                fail_msg("'%s' is not in: %s", part, text ? text : "(nothing)");
}

static inline void assert_has_not(const char *text, const char *part)
{
        const char *at = strstr(text, part);

        if (at)
                fail_msg("'%s' is in the text: %.200s", part, at);
}

#endif
