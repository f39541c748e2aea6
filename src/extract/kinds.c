/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Markup we look at ourselves, by its first tag; everything else is libmagic's to say. Its word is taken
 * for a whole family of text types: to libmagic prose often looks like a program.
 */
#include "extract/kinds.h"

#include "extract/office.h"

#include "base/path.h"
#include "base/str.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { MAGIC_WINDOW = 1 << 20, TAG_WINDOW = 64 << 10 };

#define AS_TEXT  "save it as DOCX, ODT or PDF and submit that"
#define AS_PDF   "save it as PDF and submit that"
#define UNPACKED "unpack it and submit what is in it"

/* Kinds by libmagic's media type; a star stands for the rest. */
static const struct {
        const char *media_type;
        enum kind kind;
        const char *words, *advice;
} known[] = {
        {"application/vnd.openxmlformats-officedocument.wordprocessingml.*", KIND_DOCX, NULL, NULL},
        {"application/vnd.ms-word.*", KIND_DOCX, NULL, NULL}, /* with macros */
        {"application/vnd.oasis.opendocument.text*", KIND_ODT, NULL, NULL},
        {"application/epub+zip", KIND_EPUB, NULL, NULL},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.*", KIND_UNREAD, "XLSX",
         AS_PDF},
        {"application/vnd.openxmlformats-officedocument.presentationml.*", KIND_UNREAD, "PPTX",
         AS_PDF},
        {"application/vnd.oasis.opendocument.spreadsheet*", KIND_UNREAD, "ODS", AS_PDF},
        {"application/vnd.oasis.opendocument.presentation*", KIND_UNREAD, "ODP", AS_PDF},
        {"application/vnd.oasis.opendocument.graphics*", KIND_UNREAD, "ODG", AS_PDF},
        {"application/vnd.apple.*", KIND_UNREAD, "an Apple Pages, Numbers or Keynote file", AS_PDF},
        {"application/msword", KIND_UNREAD, "DOC (Word before 2007)", AS_TEXT},
        {"application/vnd.ms-excel", KIND_UNREAD, "XLS (Excel before 2007)", AS_PDF},
        {"application/vnd.ms-powerpoint", KIND_UNREAD, "PPT (PowerPoint before 2007)", AS_PDF},
        {"application/CDFV2", KIND_UNREAD, "an old Microsoft Office file", AS_TEXT},
        {"application/x-ole-storage", KIND_UNREAD, "an old Microsoft Office file", AS_TEXT},
        {"application/x-hwp", KIND_UNREAD, "HWP", AS_TEXT},
        {"application/vnd.wordperfect", KIND_UNREAD, "WordPerfect", AS_TEXT},
        {"application/x-mobipocket-ebook", KIND_UNREAD, "a Mobipocket book",
         "convert it to EPUB and submit that"},
        {"application/postscript", KIND_UNREAD, "PostScript", "make a PDF of it and submit that"},
        {"application/zip", KIND_UNREAD, "a ZIP archive", UNPACKED},
        {"application/gzip", KIND_UNREAD, "a gzip archive", UNPACKED},
        {"application/x-tar", KIND_UNREAD, "a tar archive", UNPACKED},
        {"application/x-7z-compressed", KIND_UNREAD, "a 7z archive", UNPACKED},
        {"application/x-rar", KIND_UNREAD, "a RAR archive", UNPACKED},
        {"application/x-xz", KIND_UNREAD, "an xz archive", UNPACKED},
        {"application/x-bzip2", KIND_UNREAD, "a bzip2 archive", UNPACKED},
        {"application/zstd", KIND_UNREAD, "a zstd archive", UNPACKED},
        {"application/json", KIND_RECORDS, NULL, NULL},
        {"application/csv", KIND_RECORDS, NULL, NULL},
        {"text/csv", KIND_RECORDS, NULL, NULL},
        {"application/x-ndjson", KIND_UNREAD, "JSON Lines", NULL},
        {"application/vnd.sqlite3", KIND_UNREAD, "an SQLite database", NULL},
        {"application/x-sqlite3", KIND_UNREAD, "an SQLite database", NULL},
        {"application/x-executable", KIND_UNREAD, "a program", NULL},
        {"application/x-pie-executable", KIND_UNREAD, "a program", NULL},
        {"application/x-sharedlib", KIND_UNREAD, "a program", NULL},
        {"application/x-dosexec", KIND_UNREAD, "a program", NULL},
        {"image/vnd.djvu", KIND_UNREAD, "DjVu", "make a PDF of it and submit that"},
        {"image/*", KIND_UNREAD, "a picture", NULL},
        {"audio/*", KIND_UNREAD, "a sound recording", NULL},
        {"video/*", KIND_UNREAD, "a video", NULL},
        {"font/*", KIND_UNREAD, "a font", NULL},

        {"text/x-tex", KIND_UNREAD, "TeX", "make a PDF of it and submit that"},
};

static const struct identity no_bytes = {KIND_NONE, "application/x-empty", NULL, NULL};
static const struct identity pdf = {KIND_PDF, "application/pdf", NULL, NULL};
static const struct identity xml = {KIND_XML, "application/xml", NULL, NULL};
static const struct identity html = {KIND_HTML, "text/html", NULL, NULL};
static const struct identity markdown = {KIND_MARKDOWN, "text/markdown", NULL, NULL};
static const struct identity plain = {KIND_TEXT, "text/plain", NULL, NULL};
static const struct identity docx = {
        KIND_DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", NULL,
        NULL};
static const struct identity odt = {KIND_ODT, "application/vnd.oasis.opendocument.text", NULL,
                                    NULL};
static const struct identity epub = {KIND_EPUB, "application/epub+zip", NULL, NULL};
static const struct identity rtf = {KIND_RTF, "application/rtf", NULL, NULL};
static const struct identity locked = {KIND_LOCKED, "application/encrypted", NULL, NULL};
static const struct identity json = {KIND_RECORDS, "application/json", NULL, NULL};
static const struct identity json_lines = {KIND_UNREAD, "application/x-ndjson", "JSON Lines", NULL};
static const struct identity bibtex = {KIND_RECORDS, "application/x-bibtex", NULL, NULL};
static const struct identity ris = {KIND_RECORDS, "application/x-research-info-systems", NULL,
                                    NULL};
static const struct identity endnote = {KIND_RECORDS, "application/x-endnote-refer", NULL, NULL};
static const struct identity csv = {KIND_RECORDS, "text/csv", NULL, NULL};
static const struct identity yaml = {KIND_UNREAD, "application/yaml", "YAML", NULL};
static const struct identity tex = {KIND_UNREAD, "text/x-tex", "TeX", NULL};
static const struct identity unknown = {KIND_UNREAD, "application/octet-stream",
                                        "a file of unknown kind", NULL};

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
        {"enw", &endnote, NULL},      {"refer", &endnote, NULL},
        {"csl", &json, NULL},         {"csv", &csv, NULL},
        {"tsv", &csv, NULL},          {"yaml", &yaml, NULL},
        {"yml", &yaml, NULL},         {"tex", &tex, NULL},
        {"docx", NULL, &docx},        {"odt", NULL, &odt},
        {"epub", NULL, &epub},        {"rtf", NULL, &rtf},
};

bool kinds_is_pdf(const char *bytes, size_t n)
{
        return memmem(bytes, n < KINDS_PDF_WINDOW ? n : KINDS_PDF_WINDOW, "%PDF-", 5) != NULL;
}

/* Behind white space and a byte order mark that somebody's editor put there. */
static bool is_rtf(const char *bytes, size_t n)
{
        size_t i = n > 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;

        while (i < n && strchr(" \t\r\n", bytes[i]) && bytes[i])
                i++;
        return n - i >= 5 && !memcmp(bytes + i, "{\\rtf", 5);
}

/* What gives itself away by its first bytes; NULL: nothing of ours. */
static const struct identity *signature(const char *bytes, size_t n)
{
        if (kinds_is_pdf(bytes, n))
                return &pdf;
        if (is_rtf(bytes, n))
                return &rtf;
        return office_is_locked(bytes, n) ? &locked : NULL;
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

static bool find_known(const char *type, struct identity *ret)
{
        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                if (type_matches(known[i].media_type, type)) {
                        *ret = (struct identity){known[i].kind, type, known[i].words,
                                                 known[i].advice};
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
                {"word/document",
                 "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
                {"xl/workbook.xml",
                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
                {"ppt/presentation.xml",
                 "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
                {"META-INF/container.xml", "application/epub+zip"},
                {"Index/Document.iwa", "application/vnd.apple.pages"},
                {"vnd.oasis.opendocument.spreadsheet",
                 "application/vnd.oasis.opendocument.spreadsheet"},
                {"vnd.oasis.opendocument.presentation",
                 "application/vnd.oasis.opendocument.presentation"},
                {"META-INF/manifest.xml", "application/vnd.oasis.opendocument.text"},
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
        else
                found = signature(bytes, n);
        if (!found)
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
        else if (!strcmp(type, "application/zip"))
                found = hint(extension, false);
        if (!found && find_known(type, ret))
                return;
        if (!found && may_be_text(type))
                found = &plain;
        if (!found)
                found = hint(extension, false);
        *ret = found ? *found : unknown;
}
