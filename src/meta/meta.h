/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes -> struct record, and back: one file per format behind one table (formats.c). Readers take what
 * they meet in the wild; what they cannot use they leave out, what is not theirs they refuse.
 */
#ifndef SSEHUB_META_META_H
#define SSEHUB_META_META_H

#include "model/entry.h"
#include "model/record.h"

#include "base/str.h"

#include <jansson.h>
#include <libxml/tree.h>

/* Answers of every reader beside 0. */
enum meta_answer {
        META_NOT_MINE =
                1, /* the document is of another kind (root element, shape); err says which */
        META_DAMAGED = 2, /* it is of this kind, and broken; err says what and where */
        META_INCOMPLETE =
                3, /* of writers: the format demands what the record lacks; err says what */
};

/*
 * What a file of many records is read into. Each gets the line where the record starts (1 …), for messages;
 * a non-zero answer ends the reading and is returned.
 */
struct meta_sink {
        /* Takes r, which the reader made. */
        int (*record)(void *user, long line, struct record *r, struct error *err);
        /* One record that is broken; reading goes on behind it. reason: one line for people. */
        int (*problem)(void *user, long line, const char *reason, struct error *err);
        void *user;
};

/*
 * Every record of an XML document: JATS, TEI, ssehub, DataCite, Crossref, MODS, MARCXML, EndNote, PubMed, Dublin Core;
 * alone, in their collections, in answers of OAI-PMH or SRU. Names of elements decide, namespaces where names are common.
 * The broken record of a collection is a problem; of a document that is one record it is the answer.
 */
enum { META_XML_RECORDS_MAX = 100000 }; /* of one file; what is beyond is a problem */
int meta_read_xml_records(xmlDoc *doc, const struct meta_sink *sink, struct error *err);

/* The first of these records only, into a fresh one. */
int meta_read_xml(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_jats(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_ssehub(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_tei(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_dc(xmlDoc *doc, struct record *r, struct error *err);

/*
 * Files of many records. text: n bytes of UTF-8 (text/normal.h, text_lines_to_utf8), a BOM at most before it. Each
 * record goes to the sink, which takes it; a broken one is a problem and reading goes on. 0, META_NOT_MINE where
 * nothing of the kind is in the text, a failure, or what the sink answered.
 */
/* BibTeX and biblatex. The entry's key is an identifier of type "local"; parents are read as works too. */
int meta_read_bibtex(const char *text, size_t n, const struct meta_sink *sink, struct error *err);

/* RIS, in the manners of Reference Manager, EndNote and the databases. A record's ID is a "local" identifier. */
int meta_read_ris(const char *text, size_t n, const struct meta_sink *sink, struct error *err);

/*
 * CSV with a header row (docs/man/ssehub-csv.5), or DSpace's batch CSV; a row is a record. A column "file" names the
 * paper beside the CSV: it becomes an identifier of type "file", which whoever knows the folder resolves and takes
 * off the record. A column that is not known is a problem at the header's line, once.
 */
int meta_read_csv(const char *text, size_t n, const struct meta_sink *sink, struct error *err);
/* Header and an example row that is not read, for people to fill in. */
const char *meta_csv_template(void);

/* CSL-JSON: a list of items or one, and what Crossref's interface answers. Its id is a "local" identifier. */
int meta_read_csl(const char *text, size_t n, const struct meta_sink *sink, struct error *err);
/* Refer, BibIX, EndNote's tagged export (%T, %A). Its label (%F) is a "local" identifier. */
int meta_read_refer(const char *text, size_t n, const struct meta_sink *sink, struct error *err);

/* Which of these formats a text of UTF-8 is in: by content, its name (may be NULL) a hint. Prose is TEXT_OTHER. */
enum meta_text_kind {
        TEXT_OTHER,
        TEXT_BIBTEX,
        TEXT_RIS,
        TEXT_REFER,
        TEXT_CSL,
        TEXT_DATACITE, /* its JSON */
        TEXT_CSV
};
enum meta_text_kind meta_text_kind(const char *text, size_t n, const char *name);

/* XMP packet of a PDF (ISO 16684-1): dc:, prism:, xmpRights:, pdfx:. */
int meta_read_xmp(xmlDoc *doc, struct record *r, struct error *err);
/* `pdfinfo -isodates` lines: Title, Author, Subject, Keywords, CreationDate. Nonsense titles are left out. */
int meta_read_pdfinfo(const char *text, struct record *r, struct error *err);
/* What programs keep of a document ("Title", "Author", "Subject", "Keywords", "CreationDate", as pdfinfo names
 * them), without the nonsense they make up. */
void meta_add_property(struct record *r, const char *name, const char *value);
/* docProps/core.xml of DOCX; meta.xml of ODT, or the same in a flat ODT. What is unknown is passed over. */
int meta_read_office(xmlDoc *doc, struct record *r, struct error *err);
/* The package document (OPF) of an EPUB 2 or 3. */
int meta_read_opf(xmlDoc *doc, struct record *r, struct error *err);
/* <meta name="citation_*|DC.*|…">, <title>, JSON-LD, <html lang>. */
int meta_read_html(xmlDoc *html, struct record *r, struct error *err);

/*
 * DataCite's JSON: one record, {"data": …} around it, or a list; to the sink with line 1. META_NOT_MINE: JSON of
 * another kind.
 */
int meta_read_datacite_json(const char *text, size_t n, const struct meta_sink *sink,
                            struct error *err);

/*
 * Our JSON shape (schemas/record.schema.json), of JSON Lines, front matter and storage alike. Unknown
 * keys are refused by name. "text" is left to the caller.
 */
int meta_read_json(const json_t *object, struct record *r, struct error *err);
json_t *meta_write_json(const struct record *r); /* the whole record; NULL when out of memory */

/* Our XML form (schemas/record.rng); valid by construction. */
int meta_write_ssehub(const struct record *r, struct str *out, struct error *err);

/*
 * One entry with this key, for a citation of the page at url (NULL: the record's own address). The writers of
 * text formats take what the record has; what a format lacks a place for tests/meta/test-round-trip-text.c says.
 */
void meta_bibtex_entry(const struct record *r, const char *key, const char *url, struct str *out);
int meta_write_bibtex(const struct record *r, struct str *out, struct error *err);
int meta_write_ris(const struct record *r, struct str *out, struct error *err);
int meta_write_csl(const struct record *r, struct str *out, struct error *err);
int meta_write_csv(const struct record *r, struct str *out, struct error *err);
extern const char meta_csv_header[];

/*
 * XML (tests/meta/test-round-trip-xml.c says what each has no place for). DataCite 4.6, valid by its schema:
 * META_INCOMPLETE where the record has no identifier or no year, which it cannot be without; oai_dc; the front of
 * JATS 1.3, valid by its DTD; MODS 3.7 and MARCXML, one element a record.
 */
int meta_write_datacite(const struct record *r, struct str *out, struct error *err);
int meta_write_dc(const struct record *r, struct str *out, struct error *err);
int meta_write_marcxml(const struct record *r, struct str *out, struct error *err);
int meta_write_jats(const struct record *r, struct str *out, struct error *err);
int meta_write_mods(const struct record *r, struct str *out, struct error *err);

/*
 * Writers: one table (formats.c). A document is head, one record, between, the next record …, foot; where
 * between is NULL the format holds one record only. write adds one record; what the format cannot hold is
 * left out (tests/meta/test-round-trip-*.c say what).
 */
struct meta_format {
        const char *name;       /* "bibtex": what --format takes */
        const char *media_type; /* "application/x-bibtex" */
        const char *extension;  /* "bib" */
        const char *head, *between, *foot;
        int (*write)(const struct record *r, struct str *out,
                     struct error *err); /* 0, META_INCOMPLETE */
};
const struct meta_format *meta_format_at(size_t i); /* NULL behind the last */
const struct meta_format *meta_format_find(const char *name);

/* YAML front matter (text/markdown.h finds it) -> JSON. Anchors, aliases and tags are refused. */
int meta_read_yaml(const char *yaml, size_t len, json_t **ret, struct error *err);

/* Encyclopedia entry: Markdown with front matter; storage as JSON. slug: default where it names none. */
int meta_read_entry(const char *markdown, size_t len, const char *slug, struct entry *e,
                    struct error *err);
int meta_read_entry_json(const json_t *object, struct entry *e, struct error *err);
json_t *meta_write_entry_json(const struct entry *e);

#endif
