/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stylesheets and what they make. A stylesheet is compiled once and only read afterwards; all that changes
 * while a page is made lies in the transform context of that one page.
 */
#include "text/template.h"

#include "base/resource.h"
#include "text/libxml.h"
#include "text/stylesheet.h"
#include "text/xml.h"

#include <errno.h>
#include <libxslt/documents.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>

#define TEMPLATES "templates/"

/* To clang-format "template" is a word of another language. */
/* clang-format off */
struct template {
        xsltStylesheet *style;
};

/* --- the library, once a process --------------------------------------------------------------------- */

/* clang-format on */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static xsltSecurityPrefs *nothing_allowed; /* NULL when out of memory: then nothing is rendered */

/* What is complained of while this thread compiles or renders; what does not fit is left away. */
static __thread char complaint[512];

/* libxslt says it in several calls, some of a part of a line and some of two lines. */
static void on_error(void *user, const char *fmt, ...) PRINTF(2, 3);
static void on_error(void *user, const char *fmt, ...)
{
        size_t n = strlen(complaint);
        va_list ap;

        (void)user;
        va_start(ap, fmt);
        vsnprintf(complaint + n, sizeof(complaint) - n, fmt, ap);
        va_end(ap);
}

/* libxml2's own, of XPath; it would print them. */
static void on_xml_error(void *user, xmlError *e)
{
        on_error(user, "%s", e->message ? e->message : "");
}

static void start_listening(void)
{
        complaint[0] = '\0';
        xmlSetStructuredErrorFunc(NULL, on_xml_error);
}

/* What was heard, on one line. */
static const char *stop_listening(void)
{
        size_t n = strlen(complaint);

        xmlSetStructuredErrorFunc(NULL, NULL);
        while (n && complaint[n - 1] == '\n')
                complaint[--n] = '\0';
        for (char *p = complaint; *p; p++)
                *p = *p == '\n' ? ' ' : *p;
        return n ? complaint : "no reason is given";
}

/* xsl:include and xsl:import find what is built in, and document() finds nothing. */
static xmlDoc *load_builtin(const xmlChar *uri, xmlDict *dict, int options, void *user,
                            xsltLoadType type)
{
        const char *name = (const char *)uri;
        const struct resource *file;
        xmlDoc *doc = NULL;

        (void)dict;
        (void)options;
        (void)user;
        if (type == XSLT_LOAD_DOCUMENT || strncmp(name, TEMPLATES, strlen(TEMPLATES)) != 0)
                return NULL;
        file = resource_find(name);
        if (!file || xml_read_trusted(file->bytes, file->len, &doc, NULL) != 0)
                return NULL;
        doc->URL = xmlStrdup(uri);
        return doc;
}

static void start_library(void)
{
        static const xsltSecurityOption all[] = {
                XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
                XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK};

        libxml_start();
        xsltInit();
        xsltSetLoaderFunc(load_builtin);
        xsltSetGenericErrorFunc(NULL, on_error);
        nothing_allowed = xsltNewSecurityPrefs();
        for (size_t i = 0; nothing_allowed && i < ARRAY_LEN(all); i++)
                xsltSetSecurityPrefs(nothing_allowed, all[i], xsltSecurityForbid);
}

/* --- compiling ----------------------------------------------------------------------------------------- */

int template_compile(const char *name, const char *bytes, size_t n, struct template **ret,
                     struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        const char *why;
        struct template *t;
        int r = xml_read_trusted(bytes, n, &doc, err);

        if (r != 0)
                return error_while(err, -EINVAL, "reading stylesheet '%s'", name);
        pthread_once(&once, start_library);
        t = calloc(1, sizeof(*t));
        if (!t || !nothing_allowed) {
                free(t);
                return error_no_memory(err);
        }
        /* Names of included stylesheets are looked up beside this one. */
        doc->URL = xmlStrdup((const xmlChar *)name);
        start_listening();
        t->style = xsltParseStylesheetDoc(doc);
        why = stop_listening();
        if (!t->style) {
                free(t);
                return error_set(err, -EINVAL, "stylesheet '%s': %s", name, why);
        }
        doc = NULL; /* now the stylesheet's */
        *ret = t;
        return 0;
}

int template_open(const char *name, struct template **ret, struct error *err)
{
        CLEANUP(str_done) struct str path = STR_INIT;
        const struct resource *file;

        str_addf(&path, TEMPLATES "%s", name);
        if (path.failed)
                return error_no_memory(err);
        file = resource_find(str_text(&path));
        if (!file)
                return error_set(err, -ENOENT, "stylesheet '%s' is not built in", str_text(&path));
        return template_compile(file->name, file->bytes, file->len, ret, err);
}

void template_close(struct template *t)
{
        if (!t)
                return;
        xsltFreeStylesheet(t->style);
        free(t);
}

/* --- rendering ----------------------------------------------------------------------------------------- */

static int write_result(const struct template *t, xmlDoc *result, struct str *out,
                        struct error *err)
{
        xmlChar *bytes = NULL;
        int len = 0;

        if (xsltSaveResultToString(&bytes, &len, result, t->style) < 0)
                return error_no_memory(err);
        if (bytes)
                str_add_bytes(out, bytes, (size_t)len);
        xmlFree(bytes);
        return out->failed ? error_no_memory(err) : 0;
}

int template_render(const struct template *t, xmlDoc *page, struct str *out, struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *result = NULL;
        const char *why;
        xsltTransformContext *context = xsltNewTransformContext(t->style, page);
        bool is_whole;

        if (!context)
                return error_no_memory(err);
        xsltSetTransformErrorFunc(context, NULL, on_error);
        if (xsltSetCtxtSecurityPrefs(nothing_allowed, context) < 0) {
                xsltFreeTransformContext(context);
                return error_set(err, -EPERM, "rendering a page: it cannot be fenced in");
        }
        start_listening();
        result = xsltApplyStylesheetUser(t->style, page, NULL, NULL, NULL, context);
        why = stop_listening();
        is_whole = result && context->state == XSLT_STATE_OK;
        xsltFreeTransformContext(context);
        if (!is_whole)
                return error_set(err, -EINVAL, "rendering a page: %s", why);
        return write_result(t, result, out, err);
}
