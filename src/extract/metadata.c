/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/metadata.h"

#include "extract/collection.h"
#include "extract/parts.h"

#include "text/json.h"

#include <errno.h>
#include <string.h>

/* ---- our own JSON: what 'ssehub export --format json' prints ---- */

static int pass_on(const struct meta_sink *sink, const json_t *object, struct error *err)
{
        struct record *r = record_new();
        struct error why = {0};
        int answer;

        if (!r)
                return error_no_memory(err);
        answer = meta_read_json(object, r, &why);
        if (answer == 0)
                return sink->record(sink->user, 1, r, err);
        record_free(r);
        if (answer > 0)
                return sink->problem(sink->user, 1, why.message, err);
        if (err)
                *err = why;
        return answer;
}

static bool is_ours(const json_t *object)
{
        return (json_object_get(object, "titles") || json_object_get(object, "title")) &&
               json_object_get(object, "creators");
}

static int read_own_json(const char *text, size_t n, const struct meta_sink *sink,
                         struct error *err)
{
        CLEANUP(json_freep) json_t *json = NULL;
        int r = json_read(text, n, &json, err);

        if (r != 0)
                return r < 0 ? r : META_NOT_MINE;
        if (json_is_object(json))
                return is_ours(json) ? pass_on(sink, json, err) : META_NOT_MINE;
        if (!is_ours(json_array_get(json, 0)))
                return META_NOT_MINE;
        for (size_t i = 0; r == 0 && i < json_array_size(json); i++)
                r = pass_on(sink, json_array_get(json, i), err);
        return r;
}

/* ---- text ---- */

typedef int (*text_reader)(const char *text, size_t n, const struct meta_sink *sink,
                           struct error *err);

static const struct {
        enum meta_text_kind kind;
        const char *media_type;
        text_reader read;
} text_formats[] = {
        {TEXT_BIBTEX, "application/x-bibtex", meta_read_bibtex},
        {TEXT_RIS, "application/x-research-info-systems", meta_read_ris},
        {TEXT_REFER, "application/x-endnote-refer", meta_read_refer},
        {TEXT_CSL, "application/vnd.citationstyles.csl+json", meta_read_csl},
        {TEXT_DATACITE, "application/vnd.datacite.datacite+json", meta_read_datacite_json},
        {TEXT_CSV, "text/csv", meta_read_csv},
};

struct text_source {
        struct collection_source source;
        text_reader read;
};

static int read_source(const struct collection_source *s, const struct meta_sink *sink,
                       struct error *err)
{
        const struct text_source *t = (const struct text_source *)s;

        return t->read(s->text, s->n, sink, err);
}

static int read_as(const char *text, size_t n, text_reader read, const char *media_type,
                   struct extraction *x, struct error *err)
{
        const struct text_source s = {{text, n, NULL, read_source}, read};
        struct error why = {0};
        int r = collection_read(x, &s.source, EXTRACT_TEXT_MAX, &why);

        if (r == META_DAMAGED) {
                extraction_end(x, EXTRACT_DAMAGED, "%s", why.message);
                r = 0;
        }
        if (r == 0)
                extraction_set_type(x, media_type);
        if (r != 0 && err)
                *err = why;
        return r;
}

static bool may_be_json(const char *text, size_t n)
{
        while (n && strchr(" \t\r\n", *text)) {
                text++;
                n--;
        }
        return n && (*text == '{' || *text == '[');
}

int metadata_read_text(const char *text, size_t n, const char *name, struct extraction *x,
                       struct error *err)
{
        enum meta_text_kind kind = meta_text_kind(text, n, name);
        int r = META_NOT_MINE;

        for (size_t i = 0; i < ARRAY_LEN(text_formats); i++)
                if (kind == text_formats[i].kind)
                        r = read_as(text, n, text_formats[i].read, text_formats[i].media_type, x,
                                    err);
        if (r == META_NOT_MINE && may_be_json(text, n))
                r = read_as(text, n, read_own_json, "application/json", x, err);
        return r == META_NOT_MINE ? METADATA_NONE : r;
}

/* ---- XML ---- */

static int read_doc(const struct collection_source *s, const struct meta_sink *sink,
                    struct error *err)
{
        return meta_read_xml_records(s->doc, sink, err);
}

int metadata_read_xml(xmlDoc *doc, struct extraction *x, struct error *err)
{
        const struct collection_source s = {NULL, 0, doc, read_doc};
        struct error why = {0};
        int r = collection_read(x, &s, EXTRACT_TEXT_MAX, &why);

        if (r == META_DAMAGED) {
                extraction_end(x, EXTRACT_DAMAGED, "%s", why.message);
                r = 0;
        }
        if (r != 0 && err)
                *err = why;
        return r == META_NOT_MINE ? METADATA_NONE : r;
}
