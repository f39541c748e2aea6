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

/* What libxslt complains of while this thread compiles; only the first complaint is kept. */
static __thread char complaint[512];

static void keep_complaint(char *kept, size_t room, const char *fmt, va_list ap)
        __attribute__((format(printf, 3, 0)));
static void keep_complaint(char *kept, size_t room, const char *fmt, va_list ap)
{
        size_t n = strlen(kept);

        /* One complaint comes in several calls, up to the line's end. */
        if (n < room - 1 && !strchr(kept, '\n'))
                vsnprintf(kept + n, room - n, fmt, ap);
}

static void on_compile_error(void *user, const char *fmt, ...) PRINTF(2, 3);
static void on_compile_error(void *user, const char *fmt, ...)
{
        va_list ap;

        (void)user;
        va_start(ap, fmt);
        keep_complaint(complaint, sizeof(complaint), fmt, ap);
        va_end(ap);
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
        xsltSetGenericErrorFunc(NULL, on_compile_error);
        nothing_allowed = xsltNewSecurityPrefs();
        for (size_t i = 0; nothing_allowed && i < ARRAY_LEN(all); i++)
                xsltSetSecurityPrefs(nothing_allowed, all[i], xsltSecurityForbid);
}

/* --- compiling ----------------------------------------------------------------------------------------- */

static const char *one_line(char *text)
{
        text[strcspn(text, "\n")] = '\0';
        return *text ? text : "no reason is given";
}

int template_compile(const char *name, const char *bytes, size_t n, struct template **ret,
                     struct error *err)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
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
        complaint[0] = '\0';
        t->style = xsltParseStylesheetDoc(doc);
        if (!t->style) {
                free(t);
                return error_set(err, -EINVAL, "stylesheet '%s': %s", name, one_line(complaint));
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

struct problem {
        char text[512];
};

static void on_render_error(void *user, const char *fmt, ...) PRINTF(2, 3);
static void on_render_error(void *user, const char *fmt, ...)
{
        struct problem *problem = user;
        va_list ap;

        va_start(ap, fmt);
        keep_complaint(problem->text, sizeof(problem->text), fmt, ap);
        va_end(ap);
}

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
        struct problem problem = {""};
        xsltTransformContext *context = xsltNewTransformContext(t->style, page);
        bool is_whole;

        if (!context)
                return error_no_memory(err);
        xsltSetTransformErrorFunc(context, &problem, on_render_error);
        if (xsltSetCtxtSecurityPrefs(nothing_allowed, context) < 0) {
                xsltFreeTransformContext(context);
                return error_set(err, -EPERM, "rendering a page: it cannot be fenced in");
        }
        result = xsltApplyStylesheetUser(t->style, page, NULL, NULL, NULL, context);
        is_whole = result && context->state == XSLT_STATE_OK;
        xsltFreeTransformContext(context);
        if (!is_whole)
                return error_set(err, -EINVAL, "rendering a page: %s", one_line(problem.text));
        return write_result(t, result, out, err);
}
