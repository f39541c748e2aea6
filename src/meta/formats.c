/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which reader an XML document and its records are for, and who writes what. A new format is a new row. */
#include "meta/xml-fields.h"
#include "meta/xml-formats.h"

#include "text/json.h"

#include <errno.h>

/* Documents: one paper or one description, read whole. */
static const struct document_format {
        const char *root;
        const char *ns; /* start of its namespace; NULL: any or none */
        int (*read)(xmlDoc *doc, struct record *r, struct error *err);
} documents[] = {
        {"article", NULL, meta_read_jats},
        {"TEI", NULL, meta_read_tei},
        {"record", "urn:ssehub:record:", meta_read_ssehub},
        {"xmpmeta", "adobe:ns:meta/", meta_read_xmp},
        {"RDF", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", meta_read_xmp},
};

static int write_json(const struct record *r, struct str *out, struct error *err)
{
        CLEANUP(json_freep) json_t *json = meta_write_json(r);

        return json ? json_write(json, out, err) : error_no_memory(err);
}

/* Records: one element each, alone or many in an envelope. */
static const struct record_format {
        bool (*is)(const xmlNode *node);
        int (*read)(const xmlNode *node, struct record *r, struct error *err);
} records[] = {
        {datacite_is, datacite_read},
        {crossref_is, crossref_read},
        {mods_is, mods_read},
        {marc_is, marc_read},
        {endnote_is, endnote_read},
        {pubmed_is, pubmed_read},
        {dc_is, dc_read},
};

#define XML_DECLARATION "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static const struct meta_format writers[] = {
        {"json", "application/json", "json", "[", ",\n", "]\n", write_json},
        {"ssehub", "application/xml", "xml", NULL, NULL, NULL, meta_write_ssehub},
        {"bibtex", "application/x-bibtex", "bib", NULL, "\n", NULL, meta_write_bibtex},
        {"ris", "application/x-research-info-systems", "ris", NULL, "\r\n", NULL, meta_write_ris},
        {"csl", "application/vnd.citationstyles.csl+json", "json", "[\n", ",\n", "\n]\n",
         meta_write_csl},
        {"csv", "text/csv", "csv", meta_csv_header, "", NULL, meta_write_csv},
        {"datacite", "application/vnd.datacite.datacite+xml", "xml", NULL, NULL, NULL,
         meta_write_datacite},
        {"dc", "application/xml", "xml", NULL, NULL, NULL, meta_write_dc},
        {"jats", "application/jats+xml", "xml", NULL, NULL, NULL, meta_write_jats},
        {"marcxml", "application/marcxml+xml", "xml",
         XML_DECLARATION "<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n", "",
         "</collection>\n", meta_write_marcxml},
        {"mods", "application/mods+xml", "xml",
         XML_DECLARATION "<modsCollection xmlns=\"http://www.loc.gov/mods/v3\">\n", "",
         "</modsCollection>\n", meta_write_mods},
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

/* --- reading ---------------------------------------------------------------------------------------------- */

static const struct document_format *find_document(const xmlNode *node)
{
        for (size_t i = 0; i < ARRAY_LEN(documents); i++)
                if (xml_is(node, documents[i].root) &&
                    (!documents[i].ns || meta_in_namespace(node, documents[i].ns)))
                        return &documents[i];
        return NULL;
}

static const struct record_format *find_record(const xmlNode *node)
{
        for (size_t i = 0; i < ARRAY_LEN(records); i++)
                if (records[i].is(node))
                        return &records[i];
        return NULL;
}

/* An <article> in an envelope becomes a document of its own. */
static int read_as_document(const struct document_format *format, xmlNode *node, struct record *r,
                            struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *copy;

        if (node == xmlDocGetRootElement(node->doc))
                return format->read(node->doc, r, err);
        doc = xmlNewDoc((const xmlChar *)"1.0");
        copy = doc ? xmlDocCopyNode(node, doc, 1) : NULL;
        if (!copy)
                return error_no_memory(err);
        xmlDocSetRootElement(doc, copy);
        return format->read(doc, r, err);
}

#define NO_RECORD (META_DAMAGED + 1) /* the element is none */

static int read_node(xmlNode *node, struct record **ret, struct error *err)
{
        const struct document_format *document = find_document(node);
        const struct record_format *format = document ? NULL : find_record(node);
        CLEANUP(record_freep) struct record *r = NULL;
        int answer;

        if (!document && !format)
                return NO_RECORD;
        r = record_new();
        if (!r)
                return error_no_memory(err);
        answer = document ? read_as_document(document, node, r, err) : format->read(node, r, err);
        if (answer == 0)
                *ret = STEAL(r);
        return answer;
}

/* --- envelopes -------------------------------------------------------------------------------------------- */

/* A record of OAI-PMH that the repository took back has a header only. */
static bool is_deleted(const xmlNode *node)
{
        const xmlNode *header = xml_is(node, "record") ? xml_child(node, "header") : NULL;
        CLEANUP(freep) char *status = header ? xml_attr(header, "status") : NULL;

        return str_equal(status, "deleted");
}

/* Of a kind that is read, but may be empty or hold other things. */
static bool is_envelope(const xmlNode *root)
{
        static const char *const names[] = {"OAI-PMH",
                                            "crossref_result",
                                            "doi_records",
                                            "doi_batch",
                                            "modsCollection",
                                            "collection",
                                            "searchRetrieveResponse",
                                            "PubmedArticleSet"};

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (xml_is(root, names[i]))
                        return true;
        return false;
}

/* What an <OAI-PMH> answers instead of records, in words. */
static void say_why_not(const xmlNode *root, struct error *err)
{
        const xmlNode *oai = xml_is(root, "OAI-PMH") ? xml_child(root, "error") : NULL;
        CLEANUP(freep) char *code = oai ? xml_attr(oai, "code") : NULL;

        if (oai)
                error_set(err, -EINVAL, "the repository answered %.60s", code ? code : "an error");
        else if (is_envelope(root))
                error_set(err, -EINVAL, "there is no record of a paper in this <%s>",
                          (const char *)root->name);
        else
                error_set(err, -EINVAL, "<%.100s> is no root element the hub reads",
                          root ? (const char *)root->name : "");
}

static int tell(const struct meta_sink *sink, const xmlNode *node, const char *reason,
                struct error *err)
{
        return sink->problem(sink->user, xmlGetLineNo(node), reason, err);
}

/* One element: its record to the sink, or what is wrong with it; NO_RECORD where it is none. */
static int pass_on(xmlNode *node, const struct meta_sink *sink, struct error *err)
{
        struct record *r = NULL;
        struct error why = {0};
        int answer;

        if (is_deleted(node))
                return tell(sink, node, "the repository has deleted this record", err);
        answer = read_node(node, &r, &why);
        if (answer == 0)
                return sink->record(sink->user, xmlGetLineNo(node), r, err);
        if (answer == NO_RECORD)
                return NO_RECORD;
        if (answer > 0 && node->parent->type == XML_ELEMENT_NODE)
                return tell(sink, node, why.message, err);
        if (err)
                *err = why;
        return answer;
}

/* <metadata> of OAI-PMH in which nothing is known. */
static bool is_unknown_metadata(const xmlNode *node)
{
        return xml_is(node, "metadata") && xml_is(node->parent, "record") &&
               xml_child(node->parent, "header");
}

/* Walks through envelopes to the records in them; what is in a record is the record's. */
static int walk(xmlNode *root, const struct meta_sink *sink, size_t *ret_n, struct error *err)
{
        const xmlNode *metadata = NULL; /* the last envelope in which nothing was found yet */
        xmlNode *n = root;

        while (n) {
                int answer;

                if (*ret_n >= META_XML_RECORDS_MAX && (find_document(n) || find_record(n)))
                        return tell(sink, n, "too many records in one file; the rest is not read",
                                    err);
                answer = n->type == XML_ELEMENT_NODE ? pass_on(n, sink, err) : NO_RECORD;
                if (answer != 0 && answer != NO_RECORD)
                        return answer;
                *ret_n += answer == 0;
                if (answer == NO_RECORD && is_unknown_metadata(n))
                        metadata = n;
                else if (answer == 0)
                        metadata = NULL;
                n = answer == 0 ? field_skip(n, root) : xml_walk(n, root);
                if (metadata && (!n || n == field_skip(metadata, root))) {
                        ++*ret_n;
                        answer = tell(sink, metadata, "its metadata are of a kind that is not read",
                                      err);
                        metadata = NULL;
                        if (answer != 0)
                                return answer;
                }
        }
        return 0;
}

int meta_read_xml_records(xmlDoc *doc, const struct meta_sink *sink, struct error *err)
{
        xmlNode *root = xmlDocGetRootElement(doc);
        size_t n = 0;
        int r = root ? walk(root, sink, &n, err) : 0;

        if (r != 0 || n)
                return r;
        say_why_not(root, err);
        return META_NOT_MINE;
}

/* --- one record --------------------------------------------------------------------------------------------- */

int meta_read_xml(xmlDoc *doc, struct record *r, struct error *err)
{
        xmlNode *root = xmlDocGetRootElement(doc);
        xmlNode *n = root;

        for (; n; n = xml_walk(n, root)) {
                const struct document_format *document = find_document(n);
                const struct record_format *format = document ? NULL : find_record(n);

                if (document)
                        return read_as_document(document, n, r, err);
                if (format)
                        return format->read(n, r, err);
        }
        say_why_not(root, err);
        return META_NOT_MINE;
}
