/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/pages.h"

#include "base/hash.h"
#include "base/resource.h"
#include "text/template.h"
#include "vocab/vocab.h"
#include "web/colour.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { DIGEST_LEN = 16 };

struct pages {
        struct template *template;
        struct str style;
        const struct resource *icon;
        char digest[DIGEST_LEN + 1];
        char style_address[32];
};

/* The colours of the goals belong to the vocabulary; whether black or white reads better on them is computed. */
static void add_goal_colours(struct str *style)
{
        const struct concept *c;
        unsigned int rgb;

        for (size_t i = 0; (c = vocab_at(VOCAB_SDG, i)); i++) {
                if (!vocab_sdg_is_goal(c) || !colour_read(concept_property(c, "colour"), &rgb))
                        continue;
                str_addf(style, ".goal-%s{background:#%06x;color:%s}\n", concept_notation(c), rgb,
                         colour_is_better_with_white(rgb) ? "#fff" : "#000");
        }
}

static int find_resource(const char *name, const struct resource **ret, struct error *err)
{
        *ret = resource_find(name);
        return *ret ? 0 : error_set(err, -ENOENT, "%s is not built in", name);
}

/* A new program makes other pages of the same index: its file's size and time stand for it. */
static void add_program(struct str *all)
{
        struct stat st;

        if (stat("/proc/self/exe", &st) == 0)
                str_addf(all, "%lld %lld %ld\n", (long long)st.st_size,
                         (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static int make_digest(struct pages *p, struct error *err)
{
        CLEANUP(str_done) struct str all = STR_INIT;
        char hex[HASH_HEX_LEN];
        const struct resource *f;
        int r;

        add_program(&all);
        for (size_t i = 0; (f = resource_at(i)); i++) {
                if (str_starts(f->name, "templates/"))
                        str_add_bytes(&all, f->bytes, f->len);
        }
        r = hash_bytes(str_text(&all), all.len, hex, err);
        if (r < 0)
                return r;
        memcpy(p->digest, hex, DIGEST_LEN);
        r = hash_bytes(str_text(&p->style), p->style.len, hex, err);
        if (r < 0)
                return r;
        snprintf(p->style_address, sizeof(p->style_address), "/style.css?v=%.12s", hex);
        return 0;
}

int pages_new(struct pages **ret, struct error *err)
{
        CLEANUP(pages_freep) struct pages *p = calloc(1, sizeof(*p));
        const struct resource *style;
        int r;

        if (!p)
                return error_no_memory(err);
        r = find_resource("templates/style.css", &style, err);
        if (r < 0)
                return r;
        r = find_resource("templates/favicon.svg", &p->icon, err);
        if (r < 0)
                return r;
        str_add_bytes(&p->style, style->bytes, style->len);
        add_goal_colours(&p->style);
        if (p->style.failed)
                return error_no_memory(err);
        r = template_open("page.xsl", &p->template, err);
        if (r < 0)
                return r;
        r = make_digest(p, err);
        if (r < 0)
                return r;
        *ret = STEAL(p);
        return 0;
}

void pages_free(struct pages *p)
{
        if (!p)
                return;
        if (p->template)
                template_close(p->template);
        str_done(&p->style);
        free(p);
}

void pages_freep(struct pages **p)
{
        pages_free(*p);
        *p = NULL;
}

int pages_render(const struct pages *p, xmlDoc *doc, struct reply *reply, struct error *err)
{
        str_clear(&reply->body);
        reply->media_type = "text/html; charset=utf-8";
        return template_render(p->template, doc, &reply->body, err);
}

const char *pages_style_address(const struct pages *p)
{
        return p->style_address;
}

const char *pages_digest(const struct pages *p)
{
        return p->digest;
}

/* Under its digest the style sheet never changes; without, or with another one, it is asked for again. */
int answer_style(struct request *q, struct reply *reply, struct error *err)
{
        const char *digest = strchr(q->pages->style_address, '=') + 1;
        const char *wanted = target_get(&q->target, "v");

        (void)err;
        str_add_bytes(&reply->body, q->pages->style.data, q->pages->style.len);
        reply->media_type = "text/css; charset=utf-8";
        reply->etag = digest;
        reply->cache = wanted && !strcmp(wanted, digest) ? CACHE_FOR_EVER : CACHE_SHORTLY;
        return 0;
}

int answer_icon(struct request *q, struct reply *reply, struct error *err)
{
        (void)err;
        str_add_bytes(&reply->body, q->pages->icon->bytes, q->pages->icon->len);
        reply->media_type = "image/svg+xml";
        reply->etag = q->pages->digest;
        reply->cache = CACHE_SHORTLY;
        return 0;
}

/* Every combination of filters is an address: crawlers would never end. Works and entries are theirs. */
int answer_robots(struct request *q, struct reply *reply, struct error *err)
{
        (void)q;
        (void)err;
        str_add(&reply->body, "User-agent: *\nDisallow: /search\nDisallow: /api/\n");
        reply->media_type = "text/plain; charset=utf-8";
        reply->cache = CACHE_SHORTLY;
        return 0;
}

int answer_health(struct request *q, struct reply *reply, struct error *err)
{
        int64_t generation = 0;
        int r = 0;

        if (q->search)
                r = search_generation(q->search, &generation, err);
        if (r < 0)
                return r;
        if (!q->search)
                return 503;
        str_addf(&reply->body, "{\"status\":\"ok\",\"generation\":%lld}\n", (long long)generation);
        reply->media_type = "application/json";
        reply->cache = CACHE_NEVER;
        return 0;
}
