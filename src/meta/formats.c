/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which reader a document is for, by its root element. A new XML format is a new row. */
#include "meta/private.h"

#include "text/json.h"
#include "text/xml.h"

#include <errno.h>

typedef int (*xml_reader)(xmlDoc *doc, struct record *r, struct error *err);

static const struct {
        const char *root;
        const char *ns; /* start of its namespace; NULL: any or none */
        xml_reader read;
} formats[] = {
        {"article", NULL, meta_read_jats},
        {"TEI", NULL, meta_read_tei},
        {"record", "urn:ssehub:record:", meta_read_ssehub},
        {"dc", NULL, meta_read_dc},
        {"qualifieddc", NULL, meta_read_dc},
        {"metadata", NULL, meta_read_dc},
        {"record", "http://www.openarchives.org/OAI/", meta_read_dc},
        {"OAI-PMH", "http://www.openarchives.org/OAI/", meta_read_dc},
        {"xmpmeta", "adobe:ns:meta/", meta_read_xmp},
        {"RDF", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", meta_read_xmp},
};

static int write_json(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(json_freep) json_t *json = meta_write_json(r);

        return json ? json_write(json, out, err) : error_no_memory(err);
}

static const struct meta_format writers[] = {
        {"json", "application/json", "json", "[", ",\n", "]\n", write_json},
        {"ssehub", "application/xml", "xml", NULL, NULL, NULL, meta_write_ssehub},
};

const struct meta_format *meta_format_at(size_t i)
{
        return i < ARRAY_LEN(writers) ? &writers[i] : NULL;
}

const struct meta_format *meta_format_find(const char *name)
{
        for (size_t i = 0; i < ARRAY_LEN(writers); i++)
                if (str_equal(writers[i].name, name))
                        return &writers[i];
        return NULL;
}

int meta_read_xml(xmlDoc *doc, struct record *r, struct error *err)
{
        const xmlNode *root = xmlDocGetRootElement(doc);

        for (size_t i = 0; root && i < ARRAY_LEN(formats); i++)
                if (xml_is(root, formats[i].root) &&
                    (!formats[i].ns || meta_in_namespace(root, formats[i].ns)))
                        return formats[i].read(doc, r, err);
        error_set(err, -EINVAL, "<%s> is no root element the hub reads",
                  root ? (const char *)root->name : "");
        return META_NOT_MINE;
}
