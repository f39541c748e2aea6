/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Markup we look at ourselves, by its first tag; everything else is libmagic's to say. Its word is taken
 * for a whole family of text types: to libmagic prose often looks like a program.
 */
#include "extract/kinds.h"

#include "base/path.h"
#include "base/str.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MAGIC_WINDOW = 1 << 20, TAG_WINDOW = 64 << 10 };

/* Kinds that are known and not read yet, by media type; a star stands for the rest. */
static const struct {
        const char *media_type;
        const char *words;
} unread[] = {
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"},
        {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "PPTX"},
        {"application/vnd.oasis.opendocument.text", "ODT"},
        {"application/vnd.oasis.opendocument.spreadsheet", "ODS"},
        {"application/vnd.oasis.opendocument.presentation", "ODP"},
        {"application/epub+zip", "EPUB"},
        {"application/msword", "DOC (Word before 2007)"},
        {"application/vnd.ms-excel", "XLS (Excel before 2007)"},
        {"application/vnd.ms-powerpoint", "PPT (PowerPoint before 2007)"},
        {"application/CDFV2", "an old Microsoft Office file"},
        {"application/x-ole-storage", "an old Microsoft Office file"},
        {"application/postscript", "PostScript"},
        {"application/zip", "a ZIP archive"},
        {"application/gzip", "a gzip archive"},
        {"application/x-tar", "a tar archive"},
        {"application/x-7z-compressed", "a 7z archive"},
        {"application/x-rar", "a RAR archive"},
        {"application/x-xz", "an xz archive"},
        {"application/x-bzip2", "a bzip2 archive"},
        {"application/zstd", "a zstd archive"},
        {"application/json", "JSON"},
        {"application/x-ndjson", "JSON Lines"},
        {"application/vnd.sqlite3", "an SQLite database"},
        {"application/x-sqlite3", "an SQLite database"},
        {"application/x-executable", "a program"},
        {"application/x-pie-executable", "a program"},
        {"application/x-sharedlib", "a program"},
        {"application/x-dosexec", "a program"},
        {"image/vnd.djvu", "DjVu"},
        {"image/*", "a picture"},
        {"audio/*", "a sound recording"},
        {"video/*", "a video"},
        {"font/*", "a font"},
        {"text/rtf", "RTF"},
        {"text/x-tex", "TeX"},
};

static const struct identity no_bytes = {KIND_NONE, "application/x-empty", NULL};
static const struct identity pdf = {KIND_PDF, "application/pdf", NULL};
static const struct identity xml = {KIND_XML, "application/xml", NULL};
static const struct identity html = {KIND_HTML, "text/html", NULL};
static const struct identity markdown = {KIND_MARKDOWN, "text/markdown", NULL};
static const struct identity plain = {KIND_TEXT, "text/plain", NULL};
static const struct identity json = {KIND_UNREAD, "application/json", "JSON"};
static const struct identity json_lines = {KIND_UNREAD, "application/x-ndjson", "JSON Lines"};
static const struct identity bibtex = {KIND_UNREAD, "application/x-bibtex", "BibTeX"};
static const struct identity ris = {KIND_UNREAD, "application/x-research-info-systems", "RIS"};
static const struct identity endnote = {KIND_UNREAD, "application/x-endnote-refer", "EndNote"};
static const struct identity csv = {KIND_UNREAD, "text/csv", "CSV"};
static const struct identity yaml = {KIND_UNREAD, "application/yaml", "YAML"};
static const struct identity tex = {KIND_UNREAD, "text/x-tex", "TeX"};
static const struct identity unknown = {KIND_UNREAD, "application/octet-stream",
                                        "a file of unknown kind"};

/* What a name adds to content that could be several things. */
static const struct {
        const char *extension;
        const struct identity *text; /* where the content is text of some kind */
        const struct identity
                *bytes; /* where it is no known kind: the reader then finds the fault */
} hints[] = {
        {"md", &markdown, &markdown}, {"markdown", &markdown, &markdown},
        {"html", &html, &html},       {"htm", &html, &html},
        {"xhtml", &html, &html},      {"xml", &xml, &xml},
        {"jsonl", &json_lines, NULL}, {"ndjson", &json_lines, NULL},
        {"json", &json, NULL},        {"txt", &plain, &plain},
        {"text", &plain, &plain},     {"pdf", NULL, &pdf},
        {"bib", &bibtex, NULL},       {"ris", &ris, NULL},
        {"enw", &endnote, NULL},      {"csv", &csv, NULL},
        {"tsv", &csv, NULL},          {"yaml", &yaml, NULL},
        {"yml", &yaml, NULL},         {"tex", &tex, NULL},
};

bool kinds_is_pdf(const char *bytes, size_t n)
{
        return memmem(bytes, n < KINDS_PDF_WINDOW ? n : KINDS_PDF_WINDOW, "%PDF-", 5) != NULL;
}

magic_t kinds_open(void)
{
        magic_t m = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS |
                               MAGIC_NO_CHECK_TOKENS);

        if (m && magic_load(m, NULL) < 0) {
                magic_close(m);
                return NULL;
        }
        return m;
}

void kinds_closep(magic_t *magic)
{
        if (*magic)
                magic_close(*magic);
        *magic = NULL;
}

/* ---- markup ---- */

/* The first bytes as ASCII, whatever the encoding: what matters here is ASCII in all of them. */
static size_t narrow(const char *bytes, size_t n, char *out, size_t room)
{
        size_t len = 0;

        for (size_t i = 0; i < n && len + 1 < room; i++)
                if (bytes[i] && (unsigned char)bytes[i] < 0x80)
                        out[len++] = bytes[i];
        out[len] = '\0';
        return len;
}

/* Text that starts behind white space, comments, processing instructions; *ret_xml: "<?xml" was there. */
static const char *first_tag(const char *s, bool *ret_xml)
{
        for (;;) {
                const char *end = NULL;

                s += strspn(s, " \t\r\n");
                if (str_starts(s, "<!--"))
                        end = strstr(s, "-->");
                else if (str_starts(s, "<?"))
                        end = strstr(s, "?>");
                else
                        return s;
                *ret_xml |= !strncmp(s, "<?xml", 5);
                if (!end)
                        return "";
                s = strchr(end, '>') + 1;
        }
}

/* "<name" or "<!DOCTYPE name": does the name, without its prefix, stand there? */
static bool tag_is(const char *tag, const char *name)
{
        size_t len;
        const char *colon;

        if (!strncasecmp(tag, "<!doctype", 9))
                tag += 9 + strspn(tag + 9, " \t\r\n");
        else if (*tag == '<')
                tag++;
        len = strcspn(tag, " \t\r\n/>[");
        colon = memchr(tag, ':', len);
        if (colon) {
                len -= (size_t)(colon + 1 - tag);
                tag = colon + 1;
        }
        return len == strlen(name) && !strncasecmp(tag, name, len);
}

/* Elements an HTML page without <html> may start with. */
static bool is_html_tag(const char *tag)
{
        static const char *const names[] = {"html",  "head",    "body",  "title",  "meta",
                                            "div",   "p",       "h1",    "h2",     "main",
                                            "table", "section", "a",     "span",   "ul",
                                            "link",  "script",  "style", "center", "font"};

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (tag_is(tag, names[i]))
                        return true;
        return false;
}

/* Markup by its first tag; NULL: it does not start with one. */
static const struct identity *markup(const char *bytes, size_t n, const char *extension)
{
        char *start = malloc(TAG_WINDOW);
        const struct identity *found = NULL;
        bool is_xml = false;
        const char *tag;

        if (!start)
                return NULL;
        narrow(bytes, n, start, TAG_WINDOW);
        tag = first_tag(start, &is_xml);
        if (*tag == '<' && tag_is(tag, "html"))
                found = &html;
        else if (is_xml || !strncasecmp(tag, "<!doctype", 9))
                found = &xml;
        else if (!strncasecmp(extension, "md", 2) || !strcasecmp(extension, "markdown"))
                found = NULL; /* Markdown may well start with a tag */
        else if (*tag == '<' && (isalpha((unsigned char)tag[1]) || tag[1] == '_'))
                found = is_html_tag(tag) ? &html : &xml;
        free(start);
        return found;
}

/* ---- all together ---- */

static bool type_matches(const char *pattern, const char *type)
{
        size_t n = strlen(pattern);

        return pattern[n - 1] == '*' ? !strncmp(pattern, type, n - 1) : !strcmp(pattern, type);
}

static bool find_unread(const char *type, struct identity *ret)
{
        for (size_t i = 0; i < ARRAY_LEN(unread); i++)
                if (type_matches(unread[i].media_type, type)) {
                        *ret = (struct identity){KIND_UNREAD, type, unread[i].words};
                        return true;
                }
        return false;
}

static const struct identity *hint(const char *extension, bool is_text)
{
        for (size_t i = 0; i < ARRAY_LEN(hints); i++)
                if (!strcasecmp(hints[i].extension, extension))
                        return is_text ? hints[i].text : hints[i].bytes;
        return NULL;
}

/*
 * libmagic knows formats inside a ZIP by its first entry only, which other writers put elsewhere. The
 * names of entries stand in the file as they are.
 */
static const char *zip_type(const char *bytes, size_t n)
{
        static const struct {
                const char *entry, *media_type;
        } entries[] = {
                {"word/document.xml",
                 "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                {"xl/workbook.xml",
                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                {"ppt/presentation.xml",
                 "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
                {"META-INF/container.xml", "application/epub+zip"},
                {"vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"},
        };

        for (size_t i = 0; i < ARRAY_LEN(entries); i++)
                if (memmem(bytes, n, entries[i].entry, strlen(entries[i].entry)))
                        return entries[i].media_type;
        return "application/zip";
}

static bool may_be_text(const char *type)
{
        return !strncmp(type, "text/", 5) || !strcmp(type, "application/json") ||
               !strcmp(type, "application/x-ndjson") || !strcmp(type, "application/csv") ||
               !strcmp(type, "application/javascript") || !strcmp(type, "message/rfc822") ||
               !strcmp(type, "application/x-wine-extension-ini");
}

void kinds_identify(const char *bytes, size_t n, const char *name, magic_t magic,
                    struct identity *ret)
{
        const char *extension = path_extension(name ? name : "");
        const char *type = "application/octet-stream";
        const struct identity *found = NULL;

        if (n == 0)
                found = &no_bytes;
        else if (kinds_is_pdf(bytes, n))
                found = &pdf;
        else
                found = markup(bytes, n, extension);
        if (found) {
                *ret = *found;
                return;
        }
        if (magic)
                type = magic_buffer(magic, bytes, n < MAGIC_WINDOW ? n : MAGIC_WINDOW);
        if (!type)
                type = "application/octet-stream";
        if (n > 4 && !memcmp(bytes, "PK\003\004", 4) &&
            (!strcmp(type, "application/zip") || !strcmp(type, "application/octet-stream")))
                type = zip_type(bytes, n);
        if (may_be_text(type))
                found = hint(extension, true);
        if (!found && find_unread(type, ret))
                return;
        if (!found && may_be_text(type))
                found = &plain;
        if (!found)
                found = hint(extension, false);
        *ret = found ? *found : unknown;
}
