/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Trees to bytes, and the values of a record as other formats want them. */
#include "meta/write-xml.h"

#include "model/validate.h"

#include <string.h>

/* --- documents -------------------------------------------------------------------------------------------------- */

int xml_out_start(struct xml_out *x, const char *root, const char *prefix, const char *ns,
                  struct error *err)
{
        x->doc = xmlNewDoc((const xmlChar *)"1.0");
        x->root = x->doc ? xmlNewNode(NULL, (const xmlChar *)root) : NULL;
        if (!x->root)
                return error_no_memory(err);
        xmlDocSetRootElement(x->doc, x->root);
        if (ns)
                xmlSetNs(x->root, xmlNewNs(x->root, (const xmlChar *)ns, (const xmlChar *)prefix));
        return 0;
}

void xml_out_done(struct xml_out *x)
{
        xmlFreeDoc(x->doc);
        x->doc = NULL;
}

static int dump_part(const struct xml_out *x, struct str *out, struct error *err)
{
        xmlBuffer *buffer = xmlBufferCreate();

        if (!buffer)
                return error_no_memory(err);
        xmlNodeDump(buffer, x->doc, x->root, 0, 1);
        str_add_bytes(out, xmlBufferContent(buffer), (size_t)xmlBufferLength(buffer));
        str_add_char(out, '\n');
        xmlBufferFree(buffer);
        return out->failed ? error_no_memory(err) : 0;
}

int xml_out_end(struct xml_out *x, bool is_part, struct str *out, struct error *err)
{
        xmlChar *bytes = NULL;
        int n = 0;

        if (is_part)
                return dump_part(x, out, err);
        xmlDocDumpFormatMemoryEnc(x->doc, &bytes, &n, "UTF-8", 1);
        if (!bytes)
                return error_no_memory(err);
        str_add_bytes(out, bytes, (size_t)n);
        xmlFree(bytes);
        return out->failed ? error_no_memory(err) : 0;
}

xmlNode *xml_put(xmlNode *parent, const char *name, const char *text)
{
        return str_is_blank(text) ? NULL : xml_add(parent, name, text);
}

xmlNode *xml_put_lang(xmlNode *parent, const char *name, const char *text, const char *language)
{
        xmlNode *n = xml_put(parent, name, text);

        if (n && language && language_is_well_formed(language))
                xmlNodeSetLang(n, (const xmlChar *)language);
        return n;
}

/* --- names ------------------------------------------------------------------------------------------------------- */

static bool has_both(const struct agent *a)
{
        return !str_is_blank(a->given) && !str_is_blank(a->family);
}

const char *agent_suffix(const struct agent *a)
{
        const char *first = a->given ? a->given : a->family;
        size_t n = first ? strlen(first) : 0;

        if (!n || strncmp(a->name, first, n) != 0)
                return NULL;
        if (has_both(a)) {
                size_t m = strlen(a->family);

                if (a->name[n] != ' ' || strncmp(a->name + n + 1, a->family, m) != 0)
                        return NULL;
                n += 1 + m;
        }
        return !a->name[n] ? "" : a->name[n] == ' ' && a->name[n + 1] ? a->name + n + 1 : NULL;
}

bool agent_is_eastern(const struct agent *a)
{
        size_t n = has_both(a) ? strlen(a->family) : 0;

        if (!n || strncmp(a->name, a->family, n) != 0)
                return false;
        return !strcmp(a->name + n + (a->name[n] == ' '), a->given);
}

const char *agent_sort_name(const struct agent *a, struct str *buffer)
{
        const char *suffix = agent_suffix(a);

        str_clear(buffer);
        if (a->is_organisation || !has_both(a) || !suffix || *suffix || strchr(a->name, ','))
                return a->name;
        str_addf(buffer, "%s, %s", a->family, a->given);
        return str_text(buffer);
}

/* --- other values ---------------------------------------------------------------------------------------------------- */

bool pages_split(const char *pages, char *first, char *last, size_t room)
{
        const char *dash = pages ? strchr(pages, '-') : NULL;
        const char *end = dash ? dash + 1 : NULL;
        size_t n = dash ? (size_t)(dash - pages) : 0;

        if (!n || !*end || n >= room || strlen(end) >= room || strpbrk(end, "-,; ") ||
            strpbrk(pages, ",; "))
                return false;
        snprintf(first, room, "%.*s", (int)n, pages);
        snprintf(last, room, "%s", end);
        return strcmp(first, last) != 0;
}

bool assertion_is_stated(const struct assertion *a)
{
        return a->status == ASSERTION_CONFIRMED ||
               (a->status == ASSERTION_SUGGESTED && a->by == ASSERTED_BY_AUTHOR);
}

const char *identifier_address(const struct identifier *id, struct str *buffer)
{
        static const struct {
                const char *type, *prefix;
        } addresses[] = {{"doi", "https://doi.org/"},
                         {"handle", "https://hdl.handle.net/"},
                         {"pmid", "https://pubmed.ncbi.nlm.nih.gov/"},
                         {"pmcid", "https://www.ncbi.nlm.nih.gov/pmc/articles/"},
                         {"arxiv", "https://arxiv.org/abs/"},
                         {"url", ""}};

        str_clear(buffer);
        for (size_t i = 0; i < ARRAY_LEN(addresses); i++)
                if (str_equal(addresses[i].type, id->type)) {
                        str_addf(buffer, "%s%s", addresses[i].prefix, id->value);
                        return str_text(buffer);
                }
        return NULL;
}

const char *notation_label(enum vocab_scheme scheme, const char *notation)
{
        const struct concept *c = notation ? vocab_find(scheme, notation) : NULL;

        return c ? concept_label(c, "en") : notation;
}

const char *licence_address(const char *licence)
{
        const struct concept *c = licence ? vocab_find(VOCAB_LICENCE, licence) : NULL;

        if (c)
                return str_starts(concept_iri(c), "http") ? concept_iri(c) : NULL;
        return licence && str_starts(licence, "http") && !strchr(licence, ' ') ? licence : NULL;
}
