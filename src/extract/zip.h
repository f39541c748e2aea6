/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to extract: a document that is a ZIP archive of XML (DOCX, ODT, EPUB), unpacked in memory as far
 * as it is wanted. Names of entries are names and nothing else: no file is ever made of one.
 */
#ifndef SSEHUB_EXTRACT_ZIP_H
#define SSEHUB_EXTRACT_ZIP_H

#include "extract/extract.h"

#include <libxml/tree.h>

/* Limits: documented in ssehub-extract(1), each with its test. What an entry says of its size is not believed. */
enum {
        ZIP_ENTRIES_MAX = 20000,   /* entries of one archive, wanted or not */
        ZIP_ENTRY_MAX = 64 << 20,  /* bytes of one entry unpacked, as of any XML */
        ZIP_TOTAL_MAX = 128 << 20, /* bytes of all that is unpacked of one archive */
};

struct zip;

struct zip_entry {
        const char *name; /* separated by '/', whatever stood there */
        char *bytes;      /* a NUL behind the last; NULL where it was not wanted or is encrypted */
        size_t n;
        bool is_encrypted; /* by the archive's own means */
        char taken;        /* the reader's: what is referred to a thousand times is read once */
};

/* Is this entry to be unpacked? The others are passed over. */
typedef bool (*zip_wants)(const char *name);

/* XML and what refers to it; pictures, fonts, sounds and styles are not. */
bool zip_wants_text(const char *name);

/* x has ended: too large, or damaged (broken, cut short, wrong checksum). err is not filled. */
#define ZIP_ENDED 1
int zip_open(const char *bytes, size_t n, zip_wants wants, struct extraction *x, struct zip **ret,
             struct error *err);
void zip_close(struct zip *z);
void zip_closep(struct zip **z); /* for CLEANUP */

/* By name, in this case or else in any (OPC, ECMA-376-2, 6.2.2.3); NULL: no such entry. */
struct zip_entry *zip_find(const struct zip *z, const char *name);

/* The entry as XML, ZIP_ENDED where it is encrypted or no XML; needed: also where it is missing. */
#define ZIP_NO_ENTRY 2
int zip_xml(const struct zip *z, const char *name, bool needed, struct extraction *x, xmlDoc **ret,
            struct error *err);

/*
 * What `href` of the entry `from` refers to: "a/b.xml" and "../c.xml#d" are "c.xml"; %-escapes are undone,
 * a query and a fragment are cut off. "../" at the top stays there (RFC 3986, 5.2.4). On the heap; NULL when
 * out of memory.
 */
char *zip_resolve(const char *from, const char *href);

#endif
