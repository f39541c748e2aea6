/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What word processors keep of a document: docProps/core.xml of Office Open XML (ECMA-376-2, annex on core
 * properties), meta.xml of OpenDocument. Much of it is made up by the program, as in a PDF.
 */
#include "meta/private.h"

#include "text/xml.h"

#include <errno.h>
#include <string.h>

static void take_language(struct record *r, const char *text)
{
        meta_add_language(r, text);
}

static void take_identifier(struct record *r, const char *text)
{
        if (doi_normalise(text, &r->arena))
                record_add_identifier(r, "doi", text);
}

static void take_keyword(struct record *r, const char *text)
{
        meta_add_subject(r, text, NULL);
}

static const struct {
        const char *element;
        const char *property; /* as meta_add_property() has it, or NULL … */
        void (*take)(struct record *r, const char *text);
} fields[] = {
        {"title", "Title", NULL},          {"initial-creator", "Author", NULL},
        {"subject", "Subject", NULL},      {"description", "Subject", NULL},
        {"keywords", "Keywords", NULL},    {"keyword", NULL, take_keyword},
        {"created", "CreationDate", NULL}, {"creation-date", "CreationDate", NULL},
        {"language", NULL, take_language}, {"identifier", NULL, take_identifier},
};

static void read_field(struct record *r, const xmlNode *e, const char *name)
{
        CLEANUP(str_done) struct str text = STR_INIT;

        xml_text(e, &text);
        str_trim(&text);
        for (size_t i = 0; text.len && i < ARRAY_LEN(fields); i++) {
                if (strcmp(fields[i].element, name) != 0)
                        continue;
                if (fields[i].property)
                        meta_add_property(r, fields[i].property, str_text(&text));
                else
                        fields[i].take(r, str_text(&text));
        }
}

int meta_read_office(xmlDoc *doc, struct record *r, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement(doc);
        const xmlNode *meta = root ? xml_child(root, "meta") : NULL;
        const xmlNode *top = meta ? meta : root;
        /* OpenDocument's dc:creator is who saved it last. */
        bool has_author = top && xml_child(top, "initial-creator");

        for (const xmlNode *e = top ? xml_child(top, NULL) : NULL; e; e = xml_next(e, NULL)) {
                bool is_author = xml_is(e, "creator") && !has_author;

                read_field(r, e, is_author ? "initial-creator" : (const char *)e->name);
        }
        return r->arena.failed ? error_no_memory(err) : 0;
}
