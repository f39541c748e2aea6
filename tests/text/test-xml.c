/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strangers' XML: read whole, or refused with the line; nothing outside of it is ever looked at. */
#include "unit.h"

#include "text/xml.h"

static xmlDoc *read_good(const char *bytes, size_t n)
{
        xmlDoc *doc = NULL;
        struct error err = {0};

        assert_done(xml_read(bytes, n, &doc, &err), &err);
        assert_non_null(doc);
        return doc;
}

static void assert_text(const char *bytes, size_t n, const char *expected)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = read_good(bytes, n);
        CLEANUP(str_done) struct str text = STR_INIT;

        xml_text(xmlDocGetRootElement(doc), &text);
        assert_string_equal(str_text(&text), expected);
}

static void assert_refused(const char *bytes, size_t n, const char *words)
{
        xmlDoc *doc = NULL;
        struct error err = {0};

        assert_int_equal(xml_read(bytes, n, &doc, &err), XML_DAMAGED);
        assert_null(doc);
        if (!strstr(err.message, words))
                fail_msg("'%s' does not say '%s'", err.message, words);
}

#define GOOD(xml, expected) assert_text(xml, sizeof(xml) - 1, expected)
#define BAD(xml, words)     assert_refused(xml, sizeof(xml) - 1, words)

static void named_characters_are_known_without_any_dtd(void **state)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        CLEANUP(freep) char *value = NULL;
        static const char xml[] = "<a b='caf&eacute; &amp; &#38; &rarr;'/>";

        (void)state;
        GOOD("<a>caf&eacute;&nbsp;&alpha; &lt;&amp;&quot;&#233;&#x4e2d;</a>",
             "café\xC2\xA0α <&\"é中");
        GOOD("<!DOCTYPE article PUBLIC '-//NLM//DTD JATS//EN' 'JATS.dtd'><a>&eacute;</a>", "é");
        doc = read_good(xml, sizeof(xml) - 1);
        value = xml_attr(xmlDocGetRootElement(doc), "b");
        assert_string_equal(value, "café & & →");
}

static void an_unknown_entity_is_damage_and_never_cut_out(void **state)
{
        (void)state;
        BAD("<a>\n&bogus;</a>", "line 2: Entity 'bogus' not defined");
        BAD("<!DOCTYPE a SYSTEM 'a.dtd'><a>\n&bogus;</a>", "line 2: Entity 'bogus' not defined");
}

static void damage_is_told_with_its_line(void **state)
{
        (void)state;
        BAD("", "line 1");
        BAD("   ", "line 1");
        BAD("just text", "line 1");
        BAD("<a>\n<b>\n</a>", "line 3");
        BAD("<a><b>text", "line 1");
        BAD("<a/>\n<b/>", "line 2");
        BAD("<a>\nx < y</a>", "line 2");
        BAD("<?xml version='1.0' encoding='x-nonsense'?><a/>", "line 1");
}

static void nul_bytes_and_broken_utf8_are_damage_with_a_line(void **state)
{
        (void)state;
        BAD("<a>\n\nx\0y</a>", "line 3");
        BAD("<a>\nx\xff\xfey</a>", "line 2");
        BAD("<a/>\n\0<b/>", "line 2");
}

static void other_encodings_are_read_as_declared(void **state)
{
        (void)state;
        GOOD("<?xml version='1.0' encoding='ISO-8859-1'?><a>caf\xe9</a>", "café");
        GOOD("\xff\xfe<\0a\0>\0\xe9\0<\0/\0a\0>\0", "é");
        GOOD("\xEF\xBB\xBF<a>x</a>", "x");
}

static void entities_of_the_document_itself_are_refused(void **state)
{
        (void)state;
        BAD("<!DOCTYPE a [\n<!ENTITY x 'y'>]><a>&x;</a>", "line 2: it declares entities");
        BAD("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "declares entities");
        BAD("<!DOCTYPE a [<!ENTITY % p 'y'> %p;]><a/>", "declares entities");
        BAD("<!DOCTYPE a [<!ENTITY eacute 'y'>]><a>&eacute;</a>", "declares entities");
        BAD("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "declares entities");
        BAD("<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1/x'> %x;]><a/>",
            "declares entities");
        BAD("<!DOCTYPE a [<!NOTATION n SYSTEM 'x'><!ENTITY x SYSTEM 'p.gif' NDATA n>]><a/>",
            "entit");
}

static void bombs_are_refused_before_they_go_off(void **state)
{
        CLEANUP(str_done) struct str laughs = STR_INIT;
        CLEANUP(str_done) struct str quadratic = STR_INIT;

        (void)state;
        str_add(&laughs, "<!DOCTYPE a [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 10; i++) {
                str_addf(&laughs, "<!ENTITY l%d '", i);
                for (int j = 0; j < 10; j++)
                        str_addf(&laughs, "&l%d;", i - 1);
                str_add(&laughs, "'>");
        }
        str_add(&laughs, "]><a>&l9;</a>");
        assert_refused(laughs.data, laughs.len, "declares entities");

        str_add(&quadratic, "<!DOCTYPE a [<!ENTITY x '");
        for (int i = 0; i < 50000; i++)
                str_add_char(&quadratic, 'x');
        str_add(&quadratic, "'>]><a>");
        for (int i = 0; i < 40000; i++)
                str_add(&quadratic, "&x;");
        str_add(&quadratic, "</a>");
        assert_refused(quadratic.data, quadratic.len, "declares entities");
}

/* 100 kB declared once for 20 000 elements would be 2 GB. */
static void attribute_values_of_a_document_type_are_not_multiplied(void **state)
{
        CLEANUP(str_done) struct str xml = STR_INIT;
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *b;

        (void)state;
        str_add(&xml, "<!DOCTYPE a [<!ATTLIST b c CDATA '");
        for (int i = 0; i < 100000; i++)
                str_add_char(&xml, 'x');
        str_add(&xml, "'>]><a>");
        for (int i = 0; i < 20000; i++)
                str_add(&xml, "<b/>");
        str_add(&xml, "</a>");
        doc = read_good(xml.data, xml.len);
        b = xml_child(xmlDocGetRootElement(doc), "b");
        assert_non_null(b);
        assert_null(b->properties);
}

static void nest(struct str *xml, int depth)
{
        for (int i = 0; i < depth; i++)
                str_add(xml, "<a>");
        str_add(xml, "x");
        for (int i = 0; i < depth; i++)
                str_add(xml, "</a>");
}

static void elements_nest_as_deep_as_the_limit_and_no_deeper(void **state)
{
        CLEANUP(str_done) struct str deep = STR_INIT;
        CLEANUP(str_done) struct str deeper = STR_INIT;
        CLEANUP(str_done) struct str deepest = STR_INIT;

        (void)state;
        nest(&deep, XML_DEPTH_MAX);
        assert_text(deep.data, deep.len, "x");
        nest(&deeper, XML_DEPTH_MAX + 1);
        assert_refused(deeper.data, deeper.len, "nested too deeply");
        nest(&deepest, 5000);
        assert_refused(deepest.data, deepest.len, "nested too deeply");
}

static void a_document_over_the_size_limit_is_refused(void **state)
{
        CLEANUP(freep) char *bytes = malloc(XML_SIZE_MAX + 1);
        static const char tail[] = "</a>";

        (void)state;
        memset(bytes, ' ', XML_SIZE_MAX + 1);
        memcpy(bytes, "<a>", 3);
        memcpy(bytes + XML_SIZE_MAX + 1 - 4, tail, 4);
        assert_refused(bytes, XML_SIZE_MAX + 1, "longer than 64 MiB");
}

static void one_text_may_not_fill_all_memory(void **state)
{
        enum { SIZE = 20 << 20 }; /* libxml2's limit of one text is 10 MB */
        CLEANUP(freep) char *bytes = malloc(SIZE);

        (void)state;
        memset(bytes, 'x', SIZE);
        memcpy(bytes, "<a b='", 6);
        memcpy(bytes + SIZE - 4, "'/>\n", 4);
        assert_refused(bytes, SIZE, "line 1");
}

static void a_trusted_document_may_hold_more(void **state)
{
        enum { SIZE = 12 << 20 };
        CLEANUP(freep) char *bytes = malloc(SIZE);
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        struct error err = {0};

        (void)state;
        memset(bytes, 'x', SIZE);
        memcpy(bytes, "<a b='", 6);
        memcpy(bytes + SIZE - 4, "'/>\n", 4);
        assert_done(xml_read_trusted(bytes, SIZE, &doc, &err), &err);
}

static void undeclared_prefixes_are_still_well_formed(void **state)
{
        (void)state;
        GOOD("<x:a xlink:href='y'>text</x:a>", "text");
}

static void elements_are_found_by_local_name_and_path(void **state)
{
        static const char xml[] =
                "<r xmlns:x='urn:x' xml:lang='fr'><!-- c --><x:p><q>1</q></x:p>t<p "
                "x:id='7' id='8'><s/><q xml:lang='es'>2</q></p></r>";
        CLEANUP(xml_doc_freep) xmlDoc *doc = read_good(xml, sizeof(xml) - 1);
        CLEANUP(freep) char *id = NULL;
        CLEANUP(freep) char *prefixed = NULL;
        xmlNode *root = xmlDocGetRootElement(doc);
        xmlNode *first = xml_child(root, "p");
        xmlNode *second = xml_next(first, "p");

        (void)state;
        assert_true(xml_is(root, "r"));
        assert_false(xml_is(root, "p"));
        assert_false(xml_is(NULL, "r"));
        assert_ptr_equal(xml_child(root, NULL), first);
        assert_null(xml_next(second, "p"));
        assert_null(xml_child(root, "none"));
        assert_ptr_equal(xml_path(root, "p/q"), xml_child(first, "q"));
        assert_null(xml_path(root, "p/none/q"));
        id = xml_attr(second, "id");
        prefixed = xml_attr(second, "x:id");
        assert_string_equal(id, "8");
        assert_string_equal(prefixed, "7");
        assert_null(xml_attr(second, "none"));
        assert_string_equal(xml_lang(xml_child(second, "q")), "es");
        assert_string_equal(xml_lang(second), "fr");
}

static void walking_visits_every_node_below_once(void **state)
{
        static const char xml[] = "<r><a><b/>t<c/></a><d/><?pi x?></r>";
        CLEANUP(xml_doc_freep) xmlDoc *doc = read_good(xml, sizeof(xml) - 1);
        CLEANUP(str_done) struct str seen = STR_INIT;
        xmlNode *root = xmlDocGetRootElement(doc);

        (void)state;
        for (xmlNode *n = xml_walk(root, root); n; n = xml_walk(n, root))
                str_addf(&seen, "%s ", (const char *)n->name);
        assert_string_equal(str_text(&seen), "a b text c d pi ");
        /* A part's walk ends with the part. */
        assert_null(xml_walk(xml_path(root, "d"), xml_path(root, "d")));
}

static void a_page_made_in_c_is_escaped_by_construction(void **state)
{
        CLEANUP(xml_doc_freep) xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
        xmlNode *root = xmlNewNode(NULL, (const xmlChar *)"page");
        xmlNode *node;
        xmlChar *bytes = NULL;
        int len;

        (void)state;
        xmlDocSetRootElement(doc, root);
        node = xml_add(root, "t", "\"><script>&amp;\x01\xFF");
        xml_set(node, "a", "<'\"&>\x02");
        xml_set(node, "none", NULL);
        xml_setf(node, "n", "%d", 5);
        xml_add(root, "empty", NULL);
        xmlDocDumpMemoryEnc(doc, &bytes, &len, "UTF-8");
        assert_non_null(strstr((const char *)bytes,
                               "<t a=\"&lt;'&quot;&amp;&gt;\" n=\"5\">\"&gt;&lt;script&gt;&amp;amp;"
                               "\xEF\xBF\xBD</t><empty/>"));
        xmlFree(bytes);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(named_characters_are_known_without_any_dtd),
                cmocka_unit_test(an_unknown_entity_is_damage_and_never_cut_out),
                cmocka_unit_test(damage_is_told_with_its_line),
                cmocka_unit_test(nul_bytes_and_broken_utf8_are_damage_with_a_line),
                cmocka_unit_test(other_encodings_are_read_as_declared),
                cmocka_unit_test(entities_of_the_document_itself_are_refused),
                cmocka_unit_test(bombs_are_refused_before_they_go_off),
                cmocka_unit_test(attribute_values_of_a_document_type_are_not_multiplied),
                cmocka_unit_test(elements_nest_as_deep_as_the_limit_and_no_deeper),
                cmocka_unit_test(a_document_over_the_size_limit_is_refused),
                cmocka_unit_test(one_text_may_not_fill_all_memory),
                cmocka_unit_test(a_trusted_document_may_hold_more),
                cmocka_unit_test(undeclared_prefixes_are_still_well_formed),
                cmocka_unit_test(elements_are_found_by_local_name_and_path),
                cmocka_unit_test(walking_visits_every_node_below_once),
                cmocka_unit_test(a_page_made_in_c_is_escaped_by_construction),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
