/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JATS 1.x and the NLM versions before it: the record of an <article>. The parts have files of their own
 * (jats.h); the text of the body is read in extract/.
 */
#include "meta/jats.h"

#include "text/xml.h"

#include <errno.h>
#include <string.h>

static void affs_freep(xmlHashTable **t)
{
        xmlHashFree(*t, NULL);
}

/* <front-stub> or <front>/<article-meta> of a translation. */
static const xmlNode *meta_of(const xmlNode *sub_article)
{
        const xmlNode *stub = xml_child(sub_article, "front-stub");

        return stub ? stub : xml_path(sub_article, "front/article-meta");
}

static void read_translations(struct jats *j)
{
        for (const xmlNode *n = xml_child(j->article, "sub-article"); n;
             n = xml_next(n, "sub-article")) {
                CLEANUP(freep) char *declared = xml_attr(n, "xml:lang");
                const char *language = meta_language(j->r, declared);
                const xmlNode *meta = meta_of(n);

                if (!jats_attr_is(n, "article-type", "translation"))
                        continue;
                meta_add_language(j->r, language);
                if (meta)
                        jats_read_translation(j, meta, language);
        }
}

/* An erratum or a notice that names nobody is the journal's own word. */
static void fall_back_on_journal(struct record *r)
{
        const char *name = r->source ? r->source : r->publisher;
        struct agent *journal = r->creators.n ? NULL : record_add_agent(r, &r->creators, name);

        if (journal)
                journal->is_organisation = true;
}

int meta_read_jats(xmlDoc *doc, struct record *r, struct error *err)
{
        struct jats j = {.r = r, .article = xmlDocGetRootElement(doc)};
        CLEANUP(affs_freep) xmlHashTable *affs = xmlHashCreate(64);
        CLEANUP(freep) char *language = NULL;

        if (!j.article || !xml_is(j.article, "article")) {
                error_set(err, -EINVAL, "<%s> is no JATS article",
                          j.article ? (const char *)j.article->name : "");
                return META_NOT_MINE;
        }
        j.meta = xml_path(j.article, "front/article-meta");
        if (!j.meta) {
                error_set(err, -EINVAL, "line %ld: <article> without <front>/<article-meta>",
                          xmlGetLineNo(j.article));
                return META_DAMAGED;
        }
        if (!affs)
                return error_no_memory(err);
        j.affs = affs;
        language = xml_attr(j.article, "xml:lang");
        j.language = meta_language(r, language);
        meta_add_language(r, language);
        jats_read_front(&j);
        read_translations(&j);
        jats_read_people(&j);
        fall_back_on_journal(r);
        jats_read_dates(&j);
        jats_read_rights(&j);
        jats_read_funding(&j);
        jats_read_references(&j);
        return r->arena.failed ? error_no_memory(err) : 0;
}
