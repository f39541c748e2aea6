/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Our XML against its schema (schemas/record.rng), read once for the life of the process. */
#include "meta/private.h"

#include "base/resource.h"

#include <errno.h>
#include <libxml/relaxng.h>
#include <pthread.h>
#include <string.h>

static xmlRelaxNG *schema;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void read_schema(void)
{
        const struct resource *file = resource_find("schemas/record.rng");
        xmlRelaxNGParserCtxt *ctxt =
                file ? xmlRelaxNGNewMemParserCtxt(file->bytes, (int)file->len) : NULL;

        if (!ctxt)
                return;
        schema = xmlRelaxNGParse(ctxt);
        xmlRelaxNGFreeParserCtxt(ctxt);
}

/* What libxml2 said: the deepest of its complaints names the element, the ones after it only repeat it. */
struct complaint {
        int line;
        char message[512];
};

static void on_error(void *user, xmlError *e)
{
        struct complaint *c = user;

        const xmlNode *node = e->node;

        if (c->message[0] || !e->message)
                return;
        c->line = e->line;
        snprintf(c->message, sizeof(c->message), "<%s>: %s",
                 node && node->type == XML_ELEMENT_NODE ? (const char *)node->name : "record",
                 e->message);
        c->message[strcspn(c->message, "\n")] = '\0';
}

int schema_check(xmlDoc *doc, struct error *err)
{
        struct complaint complaint = {0};
        xmlRelaxNGValidCtxt *ctxt;
        int answer;

        pthread_once(&once, read_schema);
        if (!schema)
                return error_set(err, -ENOENT, "the schema of records is not built in");
        ctxt = xmlRelaxNGNewValidCtxt(schema);
        if (!ctxt)
                return error_no_memory(err);
        xmlRelaxNGSetValidStructuredErrors(ctxt, on_error, &complaint);
        answer = xmlRelaxNGValidateDoc(ctxt, doc);
        xmlRelaxNGFreeValidCtxt(ctxt);
        if (answer < 0)
                return error_set(err, -EINVAL, "the schema of records could not be applied");
        if (answer == 0)
                return 0;
        error_set(err, -EINVAL, "line %d: %s", complaint.line,
                  complaint.message[0] ? complaint.message : "not as schemas/record.rng has it");
        return META_DAMAGED;
}
