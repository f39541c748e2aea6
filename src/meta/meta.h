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

/* By root element: JATS/NLM article, TEI, ssehub record, oai_dc. Each fills a fresh record. */
int meta_read_xml(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_jats(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_ssehub(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_tei(xmlDoc *doc, struct record *r, struct error *err);
int meta_read_dc(xmlDoc *doc, struct record *r, struct error *err);

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
 * Our JSON shape (schemas/record.schema.json), of JSON Lines, front matter and storage alike. Unknown
 * keys are refused by name. "text" is left to the caller.
 */
int meta_read_json(const json_t *object, struct record *r, struct error *err);
json_t *meta_write_json(const struct record *r); /* the whole record; NULL when out of memory */

/* Our XML form (schemas/record.rng); valid by construction. */
int meta_write_ssehub(const struct record *r, struct str *out, struct error *err);

/*
 * Writers: one table (formats.c). A document is head, one record, between, the next record …, foot; where
 * between is NULL the format holds one record only. write adds one record; what the format cannot hold is
 * left out (tests/meta/test-round-trip.c says what).
 */
struct meta_format {
        const char *name;       /* "bibtex": what --format takes */
        const char *media_type; /* "application/x-bibtex" */
        const char *extension;  /* "bib" */
        const char *head, *between, *foot;
        int (*write)(const struct record *r, struct str *out, struct error *err);
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
