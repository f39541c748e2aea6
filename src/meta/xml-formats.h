/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The formats of XML metadata: for each, whether an element is one of its records (however it is wrapped),
 * and the reading of one into a fresh record. Read: 0, META_DAMAGED with err filled, or a failure.
 */
#ifndef SSEHUB_META_XML_FORMATS_H
#define SSEHUB_META_XML_FORMATS_H

#include "meta/private.h"

bool datacite_is(const xmlNode *node); /* <resource> of DataCite's kernels */
int datacite_read(const xmlNode *node, struct record *r, struct error *err);

bool crossref_is(
        const xmlNode
                *node); /* a journal article, chapter, preprint … below Crossref's wrappings */
int crossref_read(const xmlNode *node, struct record *r, struct error *err);

bool mods_is(const xmlNode *node); /* <mods> */
int mods_read(const xmlNode *node, struct record *r, struct error *err);

bool marc_is(const xmlNode *node); /* <record> of MARCXML */
int marc_read(const xmlNode *node, struct record *r, struct error *err);

bool endnote_is(const xmlNode *node); /* <record> of an EndNote library */
int endnote_read(const xmlNode *node, struct record *r, struct error *err);

bool pubmed_is(const xmlNode *node); /* <PubmedArticle>, <PubmedBookArticle> */
int pubmed_read(const xmlNode *node, struct record *r, struct error *err);

bool dc_is(const xmlNode *node); /* <dc>, or what holds elements of Dublin Core */
int dc_read(const xmlNode *node, struct record *r, struct error *err);

#endif
