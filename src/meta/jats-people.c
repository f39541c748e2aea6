/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JATS: contributors with their identifiers and affiliations. */
#include "meta/jats.h"

#include "text/xml.h"

#include <string.h>

enum { AFFILIATIONS_MAX = 50 /* of one person */ };

/* --- names -------------------------------------------------------------------------------------------- */

struct parts {
        struct str given, family, suffix;
        bool eastern;
};

static void parts_done(struct parts *p)
{
        str_done(&p->given);
        str_done(&p->family);
        str_done(&p->suffix);
}

/* The <name> or <string-name> to show: the first alternative. */
static const xmlNode *name_of(const xmlNode *parent)
{
        const xmlNode *alternatives = xml_child(parent, "name-alternatives");
        const xmlNode *name;

        if (alternatives)
                parent = alternatives;
        name = xml_child(parent, "name");
        return name ? name : xml_child(parent, "string-name");
}

static void read_parts(const xmlNode *name, struct parts *p)
{
        jats_child_text(name, "given-names", &p->given);
        jats_child_text(name, "surname", &p->family);
        jats_child_text(name, "suffix", &p->suffix);
        str_trim(&p->given);
        str_trim(&p->family);
        str_trim(&p->suffix);
        p->eastern = jats_attr_is(name, "name-style", "eastern");
}

void jats_name_text(const xmlNode *name, bool family_first, struct str *out)
{
        CLEANUP(parts_done) struct parts p = {STR_INIT, STR_INIT, STR_INIT, false};
        const struct str *first = &p.given, *second = &p.family;

        read_parts(name, &p);
        if (p.given.len == 0 && p.family.len == 0) {
                jats_add_text(name, JATS_TITLE, out);
                return;
        }
        if (family_first || p.eastern) {
                first = &p.family;
                second = &p.given;
        }
        str_addf(out, "%s%s%s", str_text(first), first->len && second->len ? " " : "",
                 str_text(second));
        if (p.suffix.len)
                str_addf(out, " %s", str_text(&p.suffix));
}

static struct agent *add_person(struct jats *j, struct agents *list, const xmlNode *name)
{
        CLEANUP(parts_done) struct parts p = {STR_INIT, STR_INIT, STR_INIT, false};
        CLEANUP(str_done) struct str text = STR_INIT;
        struct agent *a;

        read_parts(name, &p);
        if (p.given.len == 0 && p.family.len == 0) {
                jats_add_text(name, JATS_TITLE, &text);
                return meta_add_person(j->r, list, str_text(&text));
        }
        a = record_add_agent(j->r, list, p.family.len ? str_text(&p.family) : str_text(&p.given));
        if (a)
                meta_set_name(j->r, a, str_text(&p.given), str_text(&p.family), str_text(&p.suffix),
                              p.eastern);
        return a;
}

static const char *ror_of(struct jats *j, const xmlNode *aff)
{
        for (const xmlNode *n = xml_walk(aff, aff); n; n = xml_walk(n, aff)) {
                CLEANUP(str_done) struct str text = STR_INIT;
                const char *ror;

                if (!xml_is(n, "institution-id"))
                        continue;
                jats_add_text(n, JATS_TITLE, &text);
                ror = meta_ror(j->r, str_text(&text));
                if (ror)
                        return ror;
        }
        return NULL;
}

/* A group that signs; the people listed inside it are its members, not authors of their own. */
static struct agent *add_group(struct jats *j, struct agents *list, const xmlNode *collab)
{
        CLEANUP(str_done) struct str text = STR_INIT;
        const xmlNode *wrap = xml_child(collab, "institution-wrap");
        const xmlNode *institution = xml_child(wrap ? wrap : collab, "institution");
        struct agent *a;

        for (const xmlNode *n = collab->children; n && !institution; n = n->next) {
                if (n->type == XML_TEXT_NODE)
                        str_add(&text, (const char *)n->content);
                else if (xml_is(n, "named-content") || xml_is(n, "italic") || xml_is(n, "bold") ||
                         xml_is(n, "ext-link") || xml_is(n, "collab-name"))
                        jats_add_text(n, JATS_TITLE, &text);
        }
        if (institution)
                jats_add_text(institution, JATS_TITLE, &text);
        str_trim(&text);
        a = text.len ? record_add_agent(j->r, list, str_text(&text)) : NULL;
        if (a) {
                a->is_organisation = true;
                a->ror = wrap ? ror_of(j, collab) : NULL;
        }
        return a;
}

/* --- affiliations ------------------------------------------------------------------------------------- */

/* Words of an <aff> that are not the name of the institution. */
static bool is_aside(const xmlNode *n)
{
        static const char *const names[] = {"label", "sup",      "country", "email",
                                            "xref",  "ext-link", "fn",      "institution-id",
                                            "phone", "fax",      "uri"};

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (xml_is(n, names[i]))
                        return true;
        return false;
}

/* Institutions of this content-type (NULL: without one), joined by ", ". */
static void add_institutions(const xmlNode *aff, const char *content_type, struct str *out)
{
        for (const xmlNode *n = xml_walk(aff, aff); n; n = xml_walk(n, aff)) {
                CLEANUP(str_done) struct str text = STR_INIT;

                if (!xml_is(n, "institution") || !jats_attr_is(n, "content-type", content_type))
                        continue;
                jats_add_text(n, JATS_TITLE, &text);
                str_trim(&text);
                if (text.len)
                        str_addf(out, "%s%s", out->len ? ", " : "", str_text(&text));
        }
}

/* Drops commas, semicolons and spaces that stood between what was left out. */
static void trim_marks(struct str *s)
{
        size_t start;

        str_trim(s);
        while (s->len && strchr(",;. ", s->data[s->len - 1]))
                s->data[--s->len] = '\0';
        start = strspn(str_text(s), ",;. \t\r\n");
        if (start) {
                s->len -= start;
                memmove(s->data, s->data + start, s->len + 1);
        }
}

/* "…, Italy; E-Mails: (B.L.)": what follows is for letters, and the addresses are left out anyway. */
static void cut_at_address(struct str *s)
{
        static const char *const words[] = {"e-mail", "email:", "tel.:"};

        for (size_t i = 0; i < ARRAY_LEN(words); i++) {
                const char *p = strcasestr(str_text(s), words[i]);

                if (p && p > s->data) {
                        s->len = (size_t)(p - s->data);
                        s->data[s->len] = '\0';
                }
        }
}

/* An affiliation in plain words, with or without tags for its parts. */
static void add_loose_text(const xmlNode *aff, struct str *out)
{
        for (const xmlNode *n = aff->children; n; n = n->next) {
                if (n->type == XML_TEXT_NODE)
                        str_add(out, (const char *)n->content);
                else if (n->type == XML_ELEMENT_NODE && !is_aside(n))
                        jats_add_text(n, JATS_TITLE, out);
        }
        cut_at_address(out);
}

static void affiliation_name(const xmlNode *aff, struct str *out)
{
        static const char *const content_types[] = {
                "orgname", NULL, "university", "original", "normalized", "orgdiv1", "dept"};

        for (size_t i = 0; i < ARRAY_LEN(content_types) && out->len == 0; i++)
                add_institutions(aff, content_types[i], out);
        if (out->len == 0)
                add_loose_text(aff, out);
        trim_marks(out);
}

static const xmlNode *find_inside(const xmlNode *top, const char *name)
{
        for (const xmlNode *n = xml_walk(top, top); n; n = xml_walk(n, top))
                if (xml_is(n, name))
                        return n;
        return NULL;
}

static const char *country_of(const xmlNode *aff)
{
        const xmlNode *country = find_inside(aff, "country");
        CLEANUP(str_done) struct str text = STR_INIT;
        CLEANUP(freep) char *code = country ? xml_attr(country, "country") : NULL;

        if (!country)
                return NULL;
        if (code && meta_country(code))
                return meta_country(code);
        jats_add_text(country, JATS_TITLE, &text);
        trim_marks(&text);
        return meta_country(str_text(&text));
}

static void add_affiliation(struct jats *j, struct agent *a, const xmlNode *aff)
{
        CLEANUP(str_done) struct str name = STR_INIT;

        if (a->n_affiliations >= AFFILIATIONS_MAX)
                return;
        affiliation_name(aff, &name);
        if (name.len)
                agent_add_affiliation(j->r, a, str_text(&name), ror_of(j, aff), country_of(aff));
}

/* rid may name several. */
static void add_referred(struct jats *j, struct agent *a, char *ids)
{
        for (char *id; ids && (id = strsep(&ids, " \t\r\n"));) {
                const xmlNode *aff = *id ? xmlHashLookup(j->affs, (const xmlChar *)id) : NULL;

                if (aff)
                        add_affiliation(j, a, aff);
        }
}

/* Inside the person, by reference, or, where nothing is said, the one affiliation there is. */
static void read_affiliations(struct jats *j, struct agent *a, const xmlNode *contrib,
                              const xmlNode *only)
{
        for (const xmlNode *n = xml_child(contrib, NULL); n; n = xml_next(n, NULL)) {
                CLEANUP(freep) char *ids = NULL;

                if (xml_is(n, "aff")) {
                        add_affiliation(j, a, n);
                } else if (xml_is(n, "xref") && jats_attr_is(n, "ref-type", "aff")) {
                        ids = xml_attr(n, "rid");
                        add_referred(j, a, ids);
                }
        }
        if (a->n_affiliations == 0 && only)
                add_affiliation(j, a, only);
}

/* --- contributors ------------------------------------------------------------------------------------- */

static void read_orcid(struct jats *j, struct agent *a, const xmlNode *contrib)
{
        for (const xmlNode *n = xml_child(contrib, NULL); n && !a->orcid; n = xml_next(n, NULL)) {
                CLEANUP(str_done) struct str text = STR_INIT;
                CLEANUP(freep) char *href = xml_attr(n, "xlink:href");

                if (!xml_is(n, "contrib-id") && !xml_is(n, "uri") && !xml_is(n, "ext-link"))
                        continue;
                jats_add_text(n, JATS_TITLE, &text);
                if (jats_attr_is(n, "contrib-id-type", "orcid") ||
                    strstr(str_text(&text), "orcid.org"))
                        meta_set_orcid(j->r, a, str_text(&text));
                else if (href && strstr(href, "orcid.org"))
                        meta_set_orcid(j->r, a, href);
        }
}

/* DataCite's contributorType for @contrib-type; NULL: an author. */
static const char *role_of(const xmlNode *contrib)
{
        static const struct {
                const char *type, *role;
        } roles[] = {
                {"author", NULL},
                {"authors", NULL},
                {"editor", "Editor"},
                {"editors", "Editor"},
                {"academic editor", "Editor"},
                {"assoc_ed", "Editor"},
                {"handling-editor", "Editor"},
                {"senior_editor", "Editor"},
                {"translator", "Translator"},
                {"research-assistant", "Researcher"},
                {"reviewer", "Other"},
        };
        CLEANUP(freep) char *type = xml_attr(contrib, "contrib-type");
        CLEANUP(freep) char *group = xml_attr(contrib->parent, "content-type");
        const char *declared = type ? type : group;

        for (size_t i = 0; declared && i < ARRAY_LEN(roles); i++)
                if (!strcmp(roles[i].type, declared))
                        return roles[i].role;
        if (meta_word(WORD_ROLE, declared))
                return meta_word(WORD_ROLE, declared);
        return type && strcmp(type, "collab") && strcmp(type, "group") ? "Other" : NULL;
}

static void read_contributor(struct jats *j, const xmlNode *contrib, const xmlNode *only_aff)
{
        const char *role = role_of(contrib);
        struct agents *list = role ? &j->r->contributors : &j->r->creators;
        const xmlNode *name = name_of(contrib);
        const xmlNode *collab = xml_child(contrib, "collab");
        const xmlNode *alternatives = xml_child(contrib, "collab-alternatives");
        struct agent *a = NULL;

        if (!collab && alternatives)
                collab = xml_child(alternatives, "collab");
        if (name)
                a = add_person(j, list, name);
        else if (collab)
                a = add_group(j, list, collab);
        if (!a)
                return;
        record_set(j->r, &a->role, role);
        read_orcid(j, a, contrib);
        read_affiliations(j, a, contrib, role ? NULL : only_aff);
}

/* Every <aff> with an id into the table; returns the only one there is, or NULL. */
static const xmlNode *collect_affiliations(struct jats *j)
{
        const xmlNode *found = NULL;
        size_t n_found = 0;

        for (xmlNode *n = xml_walk(j->meta, j->meta); n; n = xml_walk(n, j->meta)) {
                CLEANUP(freep) char *id = NULL;

                if (!xml_is(n, "aff") && !xml_is(n, "aff-alternatives"))
                        continue;
                id = xml_attr(n, "id");
                if (id)
                        xmlHashAddEntry(j->affs, (const xmlChar *)id, n);
                /* One inside a person is that person's. */
                if (xml_is(n, "aff") && !xml_is(n->parent, "contrib")) {
                        found = n;
                        n_found++;
                }
        }
        return n_found == 1 ? found : NULL;
}

void jats_read_people(struct jats *j)
{
        const xmlNode *only = collect_affiliations(j);

        for (const xmlNode *group = xml_child(j->meta, "contrib-group"); group;
             group = xml_next(group, "contrib-group"))
                for (const xmlNode *n = xml_child(group, "contrib"); n; n = xml_next(n, "contrib"))
                        read_contributor(j, n, only);
}
