/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* TEI P5: how each element stands in the text. The header is data, but for the abstracts in it. */
#include "extract/tei-body.h"

#include "extract/flow.h"

#include "text/xml.h"

#include <string.h>
#include <strings.h>

static const struct flow_row rows[] = {
        {"ab", FLOW_BLOCK},         {"abstract", FLOW_BLOCK}, {"addrLine", FLOW_LINE},
        {"affiliation", FLOW_WORD}, {"analytic", FLOW_WORD},  {"annotation", FLOW_SKIP},
        {"argument", FLOW_BLOCK},   {"author", FLOW_WORD},    {"back", FLOW_BLOCK},
        {"bibl", FLOW_LINE},        {"biblScope", FLOW_WORD}, {"biblStruct", FLOW_LINE},
        {"body", FLOW_BLOCK},       {"byline", FLOW_BLOCK},   {"cell", FLOW_CELL},
        {"cit", FLOW_BLOCK},        {"closer", FLOW_BLOCK},   {"date", FLOW_WORD},
        {"del", FLOW_SKIP},         {"div", FLOW_BLOCK},      {"div1", FLOW_BLOCK},
        {"div2", FLOW_BLOCK},       {"div3", FLOW_BLOCK},     {"div4", FLOW_BLOCK},
        {"docAuthor", FLOW_LINE},   {"docTitle", FLOW_BLOCK}, {"editor", FLOW_WORD},
        {"email", FLOW_WORD},       {"epigraph", FLOW_BLOCK}, {"figDesc", FLOW_BLOCK},
        {"figure", FLOW_BLOCK},     {"forename", FLOW_WORD},  {"front", FLOW_BLOCK},
        {"fw", FLOW_SKIP},          {"graphic", FLOW_SKIP},   {"head", FLOW_BLOCK},
        {"idno", FLOW_WORD},        {"imprint", FLOW_WORD},   {"item", FLOW_LINE},
        {"l", FLOW_LINE},           {"label", FLOW_WORD},     {"lg", FLOW_BLOCK},
        {"list", FLOW_BLOCK},       {"listBibl", FLOW_ASIDE}, {"listOrg", FLOW_SKIP},
        {"meeting", FLOW_WORD},     {"monogr", FLOW_WORD},    {"mtd", FLOW_CELL},
        {"mtr", FLOW_LINE},         {"note", FLOW_NOTE},      {"opener", FLOW_BLOCK},
        {"orgName", FLOW_WORD},     {"p", FLOW_BLOCK},        {"pb", FLOW_SKIP},
        {"persName", FLOW_WORD},    {"pubPlace", FLOW_WORD},  {"publisher", FLOW_WORD},
        {"row", FLOW_LINE},         {"rt", FLOW_SKIP},        {"sp", FLOW_BLOCK},
        {"speaker", FLOW_LINE},     {"surname", FLOW_WORD},   {"table", FLOW_BLOCK},
        {"teiHeader", FLOW_SKIP},   {"title", FLOW_WORD},     {"titlePart", FLOW_LINE},
        {"trailer", FLOW_BLOCK},
};

static bool attr_is(const xmlNode *e, const char *name, const char *value)
{
        CLEANUP(freep) char *have = xml_attr(e, name);

        return have && !strcasecmp(have, value);
}

/* An empty element whose attributes have the words. */
static void add_attributes(struct flow *f, const xmlNode *e)
{
        static const char *const names[] = {"when", "from", "to"};

        for (size_t i = 0; !e->children && i < ARRAY_LEN(names); i++) {
                CLEANUP(freep) char *value = xml_attr(e, names[i]);

                if (!value)
                        continue;
                if (i < 2)
                        flow_ask(f, FLOW_SPACE);
                flow_add(f, i == 2 ? "-" : "");
                flow_add(f, value);
        }
}

static bool is_in_reference(const xmlNode *e)
{
        return xml_is(e->parent, "biblStruct") || xml_is(e->parent, "bibl");
}

/* GROBID keeps a reference as it was printed, where it is asked to: that is the text of it. */
static bool add_raw(struct flow *f, const xmlNode *reference)
{
        for (const xmlNode *n = xml_child(reference, "note"); n; n = xml_next(n, "note")) {
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!attr_is(n, "type", "raw_reference"))
                        continue;
                xml_text(n, &text);
                flow_ask(f, FLOW_NEWLINE);
                flow_add(f, str_text(&text));
                flow_ask(f, FLOW_NEWLINE);
                return true;
        }
        return false;
}

static bool has_neighbour(const xmlNode *e, const char *name)
{
        const xmlNode *before = e->prev, *behind = e->next;

        while (before && before->type != XML_ELEMENT_NODE)
                before = before->prev;
        while (behind && behind->type != XML_ELEMENT_NODE)
                behind = behind->next;
        return xml_is(before, name) || xml_is(behind, name);
}

/* Of two readings the corrected one; of a short form and a long one what was written. */
static bool is_other_reading(const xmlNode *e)
{
        return xml_is(e->parent, "choice") && ((xml_is(e, "sic") && has_neighbour(e, "corr")) ||
                                               (xml_is(e, "orig") && has_neighbour(e, "reg")) ||
                                               (xml_is(e, "expan") && has_neighbour(e, "abbr")));
}

static enum flow_stand judge(struct flow *f, xmlNode *e, enum flow_stand stand)
{
        if (xml_is(e, "biblStruct"))
                return add_raw(f, e) ? FLOW_SKIP : stand;
        if (xml_is(e, "note") && is_in_reference(e))
                return FLOW_WORD;
        if (xml_is(e, "lb") && !attr_is(e, "break", "no"))
                flow_ask(f, FLOW_SPACE);
        if (xml_is(e, "date") || xml_is(e, "biblScope"))
                add_attributes(f, e);
        else if (xml_is(e, "formula") && !xml_is(e->parent, "p"))
                return FLOW_BLOCK;
        else if (xml_is(e, "ref") && flow_follows_word(f))
                flow_ask(f, FLOW_SPACE);
        else if (is_other_reading(e))
                return FLOW_SKIP;
        return stand;
}

static void add_abstracts(struct flow *f, const xmlNode *root)
{
        const xmlNode *profile = xml_path(root, "teiHeader/profileDesc");

        for (xmlNode *n = profile ? xml_child(profile, "abstract") : NULL; n;
             n = xml_next(n, "abstract"))
                flow_tree(f, n);
}

static void add_references(struct flow *f, xmlNode *text)
{
        for (xmlNode *n = text; n; n = xml_walk(n, text))
                if (xml_is(n, "listBibl"))
                        flow_tree(f, n);
}

int tei_body_text(const xmlDoc *doc, struct str *out, struct error *err)
{
        CLEANUP(flow_done)
        struct flow f = {.out = out, .rows = rows, .n_rows = ARRAY_LEN(rows), .judge = judge};
        xmlNode *root = doc->children;

        while (root && root->type != XML_ELEMENT_NODE)
                root = root->next;
        if (!root)
                return 0;
        add_abstracts(&f, root);
        for (xmlNode *text = xml_child(root, "text"); text; text = xml_next(text, "text")) {
                flow_tree(&f, text);
                add_references(&f, text);
        }
        flow_notes(&f);
        return flow_end(&f, err);
}
