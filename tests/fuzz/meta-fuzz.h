/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every fuzzer of a metadata reader does: bytes to a record, and whatever came out must be fit to keep. */
#ifndef SSEHUB_FUZZ_META_FUZZ_H
#define SSEHUB_FUZZ_META_FUZZ_H

#include "base/utf8.h"
#include "meta/meta.h"
#include "text/json.h"
#include "text/xml.h"
#include "vocab/vocab.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A record that was read is written and read again to the same: in JSON, and in XML as far as the schema goes. */
static inline void keep_record(const struct record *r)
{
        CLEANUP(json_freep) json_t *first = meta_write_json(r);
        CLEANUP(json_freep) json_t *second = NULL;
        CLEANUP(record_freep) struct record *back = record_new();
        CLEANUP(record_freep) struct record *from_xml = record_new();
        CLEANUP(str_done) struct str xml = STR_INIT;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;

        if (!first || meta_read_json(first, back, NULL) != 0)
                abort();
        second = meta_write_json(back);
        if (!json_equal(first, second))
                abort();
        if (meta_write_ssehub(r, &xml, NULL) != 0 || !utf8_is_valid(str_text(&xml), xml.len) ||
            xml_read(str_text(&xml), xml.len, &doc, NULL) != 0 ||
            meta_read_ssehub(doc, from_xml, NULL) != 0)
                abort();
}

/* In every format of XML that can be written what comes out is well-formed. */
static inline void write_all(const struct record *r)
{
        static const char *const names[] = {"datacite", "dc", "jats", "marcxml", "mods"};

        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
                const struct meta_format *format = meta_format_find(names[i]);
                CLEANUP(str_done) struct str xml = STR_INIT;
                CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
                struct error err = {0};

                if (!format)
                        abort();
                str_add(&xml, format->head);
                /* DataCite cannot be without an identifier and a year. */
                if (format->write(r, &xml, &err) != 0) {
                        if (strcmp(names[i], "datacite") != 0)
                                abort();
                        continue;
                }
                str_add(&xml, format->foot);
                if (xml_read(str_text(&xml), xml.len, &doc, NULL) != 0)
                        abort();
        }
}

/* What a meta_sink does here. */
static inline int fuzz_keep_and_write(void *user, long line, struct record *r, struct error *err)
{
        (void)user;
        (void)line;
        (void)err;
        keep_record(r);
        write_all(r);
        record_free(r);
        return 0;
}

static inline int fuzz_hear_problem(void *user, long line, const char *reason, struct error *err)
{
        (void)user;
        (void)line;
        (void)err;
        if (!reason || !utf8_is_valid(reason, strlen(reason)))
                abort();
        return 0;
}

typedef int (*read_document)(xmlDoc *doc, struct record *r, struct error *err);

static inline int fuzz_xml(const uint8_t *data, size_t size, read_document read)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(record_freep) struct record *r = record_new();

        if (vocab_init(NULL) < 0 || !r)
                abort();
        if (xml_read((const char *)data, size, &doc, NULL) == 0 && read(doc, r, NULL) == 0)
                keep_record(r);
        return 0;
}

#endif
