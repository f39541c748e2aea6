/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strangers' HTML through libxml2's HTML parser, and what a reader of the page would read. */
#include "text/html.h"

#include "text/libxml.h"
#include "text/normal.h"
#include "text/xml.h"

#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { SNIFF_BYTES = 4096, CHARSET_MAX = 40 };

/* --- encoding ------------------------------------------------------------------------------------------ */

static const char *find_no_case(const char *text, size_t n, const char *needle)
{
        size_t len = strlen(needle);

        for (size_t i = 0; i + len <= n; i++) {
                if (!strncasecmp(text + i, needle, len))
                        return text + i;
        }
        return NULL;
}

/* What <meta charset=…> or <meta content="…; charset=…"> near the start says. */
static bool sniff_charset(const char *bytes, size_t n, char ret[CHARSET_MAX])
{
        size_t near = n < SNIFF_BYTES ? n : SNIFF_BYTES;
        const char *p = find_no_case(bytes, near, "charset=");
        size_t len = 0;

        if (!p)
                return false;
        p += strlen("charset=");
        while (p < bytes + near && (*p == '"' || *p == '\'' || *p == ' '))
                p++;
        while (p < bytes + near && len + 1 < CHARSET_MAX &&
               (isalnum((unsigned char)*p) || strchr("-_:.", *p)) && *p)
                ret[len++] = *p++;
        ret[len] = '\0';
        return len > 0;
}

/* --- reading ------------------------------------------------------------------------------------------- */

static void ignore(void *user, xmlError *e)
{
        (void)user;
        (void)e;
}

static int parse(const struct str *utf8, xmlDoc **ret, struct error *err)
{
        htmlParserCtxt *ctxt;
        xmlDoc *doc;

        libxml_start();
        ctxt = htmlCreateMemoryParserCtxt(str_text(utf8), (int)utf8->len);
        if (!ctxt && utf8->len)
                return error_no_memory(err);
        if (!ctxt)
                return error_set(err, HTML_DAMAGED, "there is no HTML in it");
        ctxt->sax->serror = ignore; /* people's HTML is never without errors */
        htmlCtxtUseOptions(ctxt, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                         HTML_PARSE_NOWARNING | HTML_PARSE_COMPACT |
                                         HTML_PARSE_IGNORE_ENC);
        /* Else the words below 256 levels would be dropped. We walk trees without recursion. */
        ctxt->options |= XML_PARSE_HUGE;
        xmlSwitchEncoding(ctxt, XML_CHAR_ENCODING_UTF8);
        htmlParseDocument(ctxt);
        doc = ctxt->myDoc;
        ctxt->myDoc = NULL;
        htmlFreeParserCtxt(ctxt);
        if (doc && xmlDocGetRootElement(doc)) {
                *ret = doc;
                return 0;
        }
        xmlFreeDoc(doc);
        return error_set(err, HTML_DAMAGED, "there is no HTML in it");
}

int html_read(const char *bytes, size_t n, xmlDoc **ret, struct error *err)
{
        CLEANUP(str_done) struct str utf8 = STR_INIT;
        char charset[CHARSET_MAX];
        int r;

        if (n > XML_SIZE_MAX) {
                return error_set(err, HTML_DAMAGED, "longer than %d MiB", XML_SIZE_MAX >> 20);
        }
        if (n && memchr(bytes, 0, n) && !(n >= 2 && (unsigned char)bytes[0] >= 0xFE)) {
                return error_set(err, HTML_DAMAGED, "there are NUL bytes in it");
        }
        r = text_to_utf8(bytes, n, sniff_charset(bytes, n, charset) ? charset : NULL, &utf8, err);
        if (r == TEXT_UNREADABLE) {
                return error_set(err, HTML_DAMAGED,
                                 "its characters are in no encoding that can be told");
        }
        return r < 0 ? r : parse(&utf8, ret, err);
}
