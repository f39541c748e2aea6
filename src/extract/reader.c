/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "extract/reader.h"

#include "extract/jats-body.h"
#include "extract/kinds.h"
#include "extract/metadata.h"
#include "extract/office.h"
#include "extract/parts.h"
#include "extract/tei-body.h"

#include "meta/meta.h"
#include "text/dehyphen.h"
#include "text/html.h"
#include "text/json.h"
#include "text/markdown.h"
#include "text/normal.h"
#include "text/xml.h"

#include <iconv.h>
#include <libxml/parser.h>
#include <string.h>

/* What a format's reader gets. */
struct source {
        const char *bytes;
        size_t n;
        const char *name; /* a hint */
};

/* The language that the document declares, of its record. */
static void take_language(struct extraction *x)
{
        extraction_set_language(x, record_language(x->record));
}

static int end_text(struct extraction *x, struct error *err)
{
        if (x->state == EXTRACT_OK && !x->is_metadata && extraction_is_blank(x))
                extraction_end(x, EXTRACT_EMPTY, "there is no text in it");
        return x->arena.failed || x->record->arena.failed ? error_no_memory(err) : 0;
}

/* The record of a document that turns out not to be readable is not kept half-filled. */
static int end_damaged(struct extraction *x, const struct error *why, struct error *err)
{
        struct record *fresh = record_new();

        if (!fresh)
                return error_no_memory(err);
        record_free(x->record);
        x->record = fresh;
        extraction_end(x, EXTRACT_DAMAGED, "%s", why->message);
        return 0;
}

/* ---- XML ---- */

static const char *root_name(const xmlDoc *doc)
{
        const xmlNode *root = xmlDocGetRootElement(doc);

        return root ? (const char *)root->name : "";
}

/* RDF, for one, may be about anything. A record beside a paper may hold just what the paper lacks. */
static bool is_bare(const struct record *r)
{
        return !record_title(r) && r->creators.n == 0 && r->n_identifiers == 0 && !r->licence &&
               r->abstracts.n + r->summaries.n + r->n_sdgs + r->themes.n == 0;
}

/* Documents with a text of their own, by their root; the other kinds are metadata. */
static const struct body {
        const char *root, *media_type;
        int (*text)(const xmlDoc *doc, struct str *out, struct error *err);
} bodies[] = {
        {"article", "application/jats+xml", jats_body_text},
        {"TEI", "application/tei+xml", tei_body_text},
};

static const struct body *find_body(const xmlDoc *doc)
{
        for (size_t i = 0; i < ARRAY_LEN(bodies); i++)
                if (str_equal(root_name(doc), bodies[i].root))
                        return &bodies[i];
        return NULL;
}

static int read_body(const struct body *body, xmlDoc *doc, struct extraction *x, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        int r = body->text(doc, &text, err);

        extraction_set_type(x, body->media_type);
        return r < 0 ? r : extraction_add_text(x, str_text(&text), text.len, err);
}

static int read_paper(const struct body *body, xmlDoc *doc, struct extraction *x, struct error *err)
{
        struct error why = {0};
        int r = meta_read_xml(doc, x->record, &why);

        if (r > 0)
                return end_damaged(x, &why, err);
        if (r < 0) {
                if (err)
                        *err = why;
                return r;
        }
        take_language(x);
        return read_body(body, doc, x, err);
}

static int read_document(xmlDoc *doc, struct extraction *x, struct error *err)
{
        const struct body *body = find_body(doc);
        struct error why = {0};
        int r;

        if (body)
                return read_paper(body, doc, x, err);
        r = metadata_read_xml(doc, x, &why);
        if (r == METADATA_NONE) {
                extraction_end(x, EXTRACT_UNSUPPORTED, "XML of a kind that is not read: %s",
                               why.message);
                return 0;
        }
        if (r < 0 && err)
                *err = why;
        if (r == 0 && x->state == EXTRACT_OK && !x->records && is_bare(x->record))
                extraction_end(x, EXTRACT_UNSUPPORTED, "XML (<%.100s>) in which nothing is known",
                               root_name(doc));
        return r;
}

static bool is_flat_odt(const xmlDoc *doc)
{
        const xmlNode *root = xmlDocGetRootElement((xmlDoc *)(uintptr_t)doc);

        return xml_is(root, "document") && root->ns &&
               strstr((const char *)root->ns->href, "opendocument");
}

static int read_xml(const struct source *s, struct extraction *x, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error why = {0};
        int r = xml_read(s->bytes, s->n, &doc, &why);

        if (r == XML_DAMAGED)
                return end_damaged(x, &why, err);
        if (r < 0) {
                if (err)
                        *err = why;
                return r;
        }
        return is_flat_odt(doc) ? odt_read_flat(doc, x, err) : read_document(doc, x, err);
}

int reader_read_xmp(const char *bytes, size_t n, struct extraction *x, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error why = {0};
        int r = n > XML_SIZE_MAX ? XML_DAMAGED : xml_read(bytes, n, &doc, &why);

        extraction_set_type(x, "application/rdf+xml");
        x->is_metadata = true;
        if (r == 0)
                r = meta_read_xmp(doc, x->record, &why);
        if (r > 0)
                return end_damaged(x, &why, err);
        if (r < 0) {
                if (err)
                        *err = why;
                return r;
        }
        take_language(x);
        return end_text(x, err);
}

/* ---- HTML ---- */

static int read_html(const struct source *s, struct extraction *x, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(str_done) struct str text = STR_INIT;
        struct error why = {0};
        int r = html_read(s->bytes, s->n, &doc, &why);

        if (r == 0)
                r = meta_read_html(doc, x->record, &why);
        if (r == 0)
                r = html_main_text(doc, &text, &why);
        if (r > 0)
                return end_damaged(x, &why, err);
        if (r < 0) {
                if (err)
                        *err = why;
                return r;
        }
        take_language(x);
        return extraction_add_text(x, str_text(&text), text.len, err);
}

/* ---- text and Markdown ---- */

#define TEXT_HAS_NUL (TEXT_UNREADABLE + 1)

static int decode(const struct source *s, struct str *text, struct error *err)
{
        int r = text_to_utf8(s->bytes, s->n, NULL, text, err);

        if (r == 0 && text->failed)
                return error_no_memory(err);
        return r == 0 && text->len && memchr(text->data, 0, text->len) ? TEXT_HAS_NUL : r;
}

static void end_unreadable(struct extraction *x, int answer)
{
        if (answer == TEXT_HAS_NUL)
                extraction_end(x, EXTRACT_DAMAGED, "there are NUL bytes in its text");
        else
                extraction_end(x, EXTRACT_DAMAGED,
                               "its bytes are not text in any encoding that could be told");
}

static int read_text(const struct source *s, struct extraction *x, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(str_done) struct str joined = STR_INIT;
        int r = decode(s, &text, err);

        if (r > 0) {
                end_unreadable(x, r);
                return 0;
        }
        if (r == 0)
                r = metadata_read_text(str_text(&text), text.len, s->name, x, err);
        if (r != METADATA_NONE)
                return r;
        r = text_join_hyphens(str_text(&text), text.len, &joined, err);
        return r < 0 ? r : extraction_add_text(x, str_text(&joined), joined.len, err);
}

/* A file that its name or its bytes say is no prose. Such files mix encodings: each line is taken for itself. */
static int read_records(const struct source *s, struct extraction *x, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        struct error why = {0};
        int r = text_lines_to_utf8(s->bytes, s->n, &text, err);

        if (r == 0 && text.failed)
                return error_no_memory(err);
        if (r == 0 && text.len && memchr(text.data, 0, text.len))
                r = TEXT_HAS_NUL;
        if (r > 0) {
                end_unreadable(x, r);
                return 0;
        }
        if (r == 0)
                r = metadata_read_text(str_text(&text), text.len, s->name, x, &why);
        if (r == METADATA_NONE) {
                extraction_end(x, EXTRACT_UNSUPPORTED, "no record of a kind that is read is in it");
                return 0;
        }
        if (r < 0 && err)
                *err = why;
        return r;
}

/* The line the text is on, counted from 1, where the front matter starts. */
static int read_front_matter(const char *yaml, size_t len, struct extraction *x, struct error *why)
{
        CLEANUP(json_freep) json_t *fields = NULL;
        int r = meta_read_yaml(yaml, len, &fields, why);

        if (r != 0)
                return r;
        json_object_del(fields, "text");
        return meta_read_json(fields, x->record, why);
}

static int read_markdown(const struct source *s, struct extraction *x, struct error *err)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(str_done) struct str body = STR_INIT;
        struct error why = {0};
        const char *yaml = NULL;
        size_t yaml_len = 0, start;
        int r = decode(s, &text, &why);

        if (r > 0) {
                end_unreadable(x, r);
                return 0;
        }
        if (r == 0) {
                start = markdown_front_matter(str_text(&text), text.len, &yaml, &yaml_len);
                if (yaml)
                        r = read_front_matter(yaml, yaml_len, x, &why);
                if (r == 0)
                        r = markdown_to_text(str_text(&text) + start, text.len - start, &body,
                                             &why);
        }
        if (r > 0)
                return end_damaged(x, &why, err);
        if (r < 0) {
                if (err)
                        *err = why;
                return r;
        }
        take_language(x);
        return extraction_add_text(x, str_text(&body), body.len, err);
}

/* ---- one table of kinds ---- */

static int read_none(const struct source *s, struct extraction *x, struct error *err)
{
        (void)s;
        (void)err;
        extraction_end(x, EXTRACT_EMPTY, "the file has no bytes");
        return 0;
}

static int read_docx(const struct source *s, struct extraction *x, struct error *err)
{
        return docx_read(s->bytes, s->n, x, err);
}

static int read_odt(const struct source *s, struct extraction *x, struct error *err)
{
        return odt_read(s->bytes, s->n, x, err);
}

static int read_epub(const struct source *s, struct extraction *x, struct error *err)
{
        return epub_read(s->bytes, s->n, x, err);
}

static int read_rtf(const struct source *s, struct extraction *x, struct error *err)
{
        return rtf_read(s->bytes, s->n, x, err);
}

static int read_locked(const struct source *s, struct extraction *x, struct error *err)
{
        (void)s;
        (void)err;
        extraction_end(x, EXTRACT_ENCRYPTED, "it opens only with a password");
        return 0;
}

static const struct {
        int (*read)(const struct source *s, struct extraction *x, struct error *err);
        size_t max; /* bytes */
} kinds[] = {
        [KIND_NONE] = {read_none, 0},
        [KIND_XML] = {read_xml, XML_SIZE_MAX},
        [KIND_HTML] = {read_html, XML_SIZE_MAX},
        [KIND_MARKDOWN] = {read_markdown, MARKDOWN_SIZE_MAX},
        [KIND_TEXT] = {read_text, EXTRACT_TEXT_MAX},
        [KIND_RECORDS] = {read_records, EXTRACT_TEXT_MAX},
        [KIND_DOCX] = {read_docx, EXTRACT_FILE_MAX},
        [KIND_ODT] = {read_odt, EXTRACT_FILE_MAX},
        [KIND_EPUB] = {read_epub, EXTRACT_FILE_MAX},
        [KIND_RTF] = {read_rtf, EXTRACT_FILE_MAX},
        [KIND_LOCKED] = {read_locked, EXTRACT_FILE_MAX},
};

int reader_read(const char *bytes, size_t n, const char *name, magic_t magic, struct extraction *x,
                struct error *err)
{
        const struct source s = {bytes, n, name};
        struct identity id;
        int r;

        kinds_identify(bytes, n, name, magic, &id);
        extraction_set_type(x, id.media_type);
        if (id.kind == KIND_PDF)
                return READER_IS_PDF;
        if (id.kind == KIND_UNREAD) {
                if (str_ends(id.media_type, "json"))
                        extraction_end(x, EXTRACT_UNSUPPORTED, "%s holds records, not a document",
                                       id.words);
                else
                        extraction_end(x, EXTRACT_UNSUPPORTED, "%s is not read%s%s", id.words,
                                       id.advice ? ": " : "", id.advice ? id.advice : "");
                return x->arena.failed ? error_no_memory(err) : 0;
        }
        if (n > kinds[id.kind].max) {
                extraction_end(x, EXTRACT_TOO_LARGE, "it has %zu bytes; of %s %zu are read", n,
                               id.media_type, kinds[id.kind].max);
                return 0;
        }
        r = kinds[id.kind].read(&s, x, err);
        return r < 0 ? r : end_text(x, err);
}

/* ---- before the fence ---- */

/* glibc's iconv loads a module at the first use of a character set; libxml2 uses it for XML that names one. */
static void warm_converters(void)
{
        static const char *const charsets[] = {
                "UTF-16",       "UTF-16BE",     "UTF-16LE",     "UCS-4",        "ISO-8859-1",
                "ISO-8859-2",   "ISO-8859-3",   "ISO-8859-4",   "ISO-8859-5",   "ISO-8859-6",
                "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",   "ISO-8859-13",  "ISO-8859-15",
                "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
                "windows-1256", "windows-1257", "KOI8-R",       "KOI8-U",       "SHIFT_JIS",
                "EUC-JP",       "ISO-2022-JP",  "GB2312",       "GBK",          "GB18030",
                "BIG5",         "EUC-KR",       "macintosh",    "IBM850",
        };

        /* The handles stay open for the life of the process, so that the modules stay loaded. */
        for (size_t i = 0; i < ARRAY_LEN(charsets); i++)
                (void)iconv_open("UTF-8", charsets[i]);
}

/* A ZIP archive with a flag for names in UTF-8 and one packed entry, "word/document.xml". */
static const char archive[] =
        "PK\003\004\024\000\000\010\010\000\000\000!\000\017\321&\274%\000\000"
        "\000*\000\000\000\021\000\000\000word/document.xml\263I\261\263I\312O"
        "\251\264\263)\260\263)\262\263)\261\253\260\321/\261\263\321\007\262\365"
        "\201B\372\020I\375\024;\000PK\001\002\024\000\024\000\000\010\010\000"
        "\000\000!\000\017\321&\274%\000\000\000*\000\000\000\021\000\000\000\000"
        "\000\000\000\000\000\000\000\000\000\000\000\000\000word/document.xmlPK"
        "\005\006\000\000\000\000\001\000\001\000\077\000\000\000T\000\000\000"
        "\000\000";

/* One small document of each kind takes every library once around. */
static const struct {
        const char *name, *text;
        size_t n; /* bytes; 0: as many as the text has */
} samples[] = {
        {"a.xml",
         "<article xml:lang=\"en\"><front><article-meta><title-group><article-title>x"
         "</article-title></title-group></article-meta></front><body><p>e\xCC\x81 \xEF\xAC\x81"
         "</p></body></article>",
         0},
        {"a.html", "<!DOCTYPE html><html lang=en><title>x</title><p>&eacute;</p></html>", 0},
        {"a.md", "---\ntitle: x\n---\n# y\n\ntext\n", 0},
        {"a.txt", "caf\xE9 noir", 0},
        {"a.docx", archive, sizeof(archive) - 1},
};

void reader_warm_up_xmp(void)
{
        xmlInitParser();
        json_object_seed(0);
        (void)iconv_open("UTF-8", "UTF-16");
}

void reader_warm_up_pdf(void)
{
        static const char text[] = "e\xCC\x81 \xEF\xAC\x81";
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error err = {0};

        reader_warm_up_xmp();
        (void)text_clean(text, strlen(text), &out, &err);
}

int reader_warm_up(struct error *err)
{
        reader_warm_up_xmp();
        warm_converters();
        for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
                CLEANUP(extraction_freep) struct extraction *x = extraction_new();
                size_t n = samples[i].n ? samples[i].n : strlen(samples[i].text);
                int r;

                if (!x)
                        return error_no_memory(err);
                r = reader_read(samples[i].text, n, samples[i].name, NULL, x, err);
                if (r < 0)
                        return error_while(err, r, "getting ready to read");
        }
        return 0;
}
