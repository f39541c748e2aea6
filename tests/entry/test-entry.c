/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a Markdown file to a revision under review, and to HTML. */
#include "search/hub.h"

#include "entry/entry.h"
#include "meta/meta.h"
#include "text/markdown.h"

static struct hub hub;
static struct store_version paper;

#define FRONT(slug, more)                                                                          \
        "---\nslug: " slug "\ntitle: Just transition\nlanguage: en\npart: linkages\n"              \
        "authors: [Wilhelmina Frost]\nsummary: In short.\n" more "---\n"

static int set_up(void **state)
{
        (void)state;
        hub_init(&hub);
        paper = hub_add(&hub, NULL,
                        "{'titles':[{'text':'Coal','language':'en'}],"
                        "'creators':[{'name':'A. B.'}],'year':2021}",
                        "en", NULL, 0);
        assert_done(store_begin(hub.store, &hub.err), &hub.err);
        assert_done(store_version_add_identifier(hub.store, paper.id, "local", "p11", &hub.err),
                    &hub.err);
        assert_done(
                store_version_add_identifier(hub.store, paper.id, "doi", "10.1234/coal", &hub.err),
                &hub.err);
        assert_done(store_commit(hub.store, &hub.err), &hub.err);
        return 0;
}

static int tear_down(void **state)
{
        (void)state;
        hub_done(&hub);
        return 0;
}

/* Writes the text to a file of this name in the hub's folder and puts it. */
static int put_bytes(const char *name, const char *text, size_t n, struct store_version *ret)
{
        char *path = path_join(hub.dir, name);
        int r;

        assert_done(path_write_atomic(path, text, n, 0600, &hub.err), &hub.err);
        hub.err.message[0] = '\0';
        r = entry_put(hub.store, path, hub.account, ret, &hub.err);
        free(path);
        return r;
}

static int put(const char *name, const char *text, struct store_version *ret)
{
        return put_bytes(name, text, strlen(text), ret);
}

/* The newest revision as it is stored; its arena is the caller's. */
static struct store_version newest(const char *slug, struct arena *a)
{
        struct store_version v = {0};

        assert_done(store_version_find(hub.store, slug, a, &v, &hub.err), &hub.err);
        return v;
}

static int64_t count_works(void)
{
        struct store_filter all = {.kind = "entry", .state = -1};
        struct arena a = ARENA_INIT;
        struct store_version *list;
        size_t n;

        assert_done(store_work_list(hub.store, &all, &a, &list, &n, &hub.err), &hub.err);
        arena_done(&a);
        return (int64_t)n;
}

static void a_file_becomes_an_entry_under_review(void **state)
{
        struct arena a = ARENA_INIT;
        struct store_version v = {0}, found;

        (void)state;
        assert_done(put("first.md", FRONT("first", "") "## A phrase\n\nWords.\n", &v), &hub.err);
        assert_true(id_is_valid(v.pid));
        assert_int_equal(v.state, STATE_SUBMITTED);
        assert_int_equal(v.number, 1);
        found = newest("first", &a);
        assert_true(found.is_entry);
        assert_string_equal(found.pid, v.pid);
        assert_non_null(strstr(found.record_json, "\"title\":\"Just transition\""));
        assert_non_null(strstr(found.record_json, "## A phrase"));
        arena_done(&a);
}

static void the_name_of_the_file_names_the_entry_where_it_names_none(void **state)
{
        static const char text[] = "---\ntitle: T\nlanguage: en\npart: actors\nauthors: [A]\n"
                                   "summary: S.\n---\nBody.\n";
        struct arena a = ARENA_INIT;
        struct store_version v = {0};

        (void)state;
        assert_done(put("from-the-file.md", text, &v), &hub.err);
        assert_string_equal(newest("from-the-file", &a).pid, v.pid);
        arena_done(&a);
}

static void the_same_words_are_no_new_revision_and_other_words_are(void **state)
{
        struct store_version first = {0}, second = {0}, unused = {0};
        static const char text[] = FRONT("again", "") "One.\n";

        (void)state;
        assert_done(put("again.md", text, &first), &hub.err);
        assert_int_equal(put("again.md", text, &unused), ENTRY_UNCHANGED);
        hub_set_state(&hub, first.id, STATE_CHANGES_REQUESTED);
        assert_done(put("again.md", FRONT("again", "") "Two.\n", &second), &hub.err);
        assert_string_equal(second.pid, first.pid);
        assert_int_equal(second.number, 2);
}

static void works_are_kept_by_their_identifiers_however_they_were_named(void **state)
{
        struct arena a = ARENA_INIT;
        struct store_version v = {0};
        char works[256], expected[64];

        (void)state;
        snprintf(works, sizeof(works),
                 FRONT("works",
                       "works: [\"local:p11\", \"doi:10.1234/COAL\", \"%s\"]\n") "[link](work:"
                                                                                 "local:p11)\n",
                 paper.pid);
        assert_done(put("works.md", works, &v), &hub.err);
        snprintf(expected, sizeof(expected), "[\"%s\"", paper.pid);
        assert_non_null(strstr(newest("works", &a).record_json, expected));
        assert_null(strstr(newest("works", &a).record_json, "local:"));
        assert_null(strstr(newest("works", &a).record_json, "doi:"));
        snprintf(expected, sizeof(expected), "(work:%s)", paper.pid);
        assert_non_null(strstr(newest("works", &a).record_json, expected));
        arena_done(&a);
}

static void what_is_wrong_with_a_file_is_said_and_nothing_is_stored(void **state)
{
        static const struct {
                const char *name, *text, *says;
        } rows[] = {
                {"no-front.md", "# Just a title\n", "front matter"},
                {"open-front.md", "---\ntitle: T\n", "front matter"},
                {"bad-yaml.md", "---\ntitle: [\n---\nBody\n", "bad-yaml.md"},
                {"alias.md", "---\ntitle: &a x\nsummary: *a\n---\nBody\n", "alias.md"},
                {"unknown-key.md", FRONT("unknown-key", "colour: red\n") "Body\n", "colour"},
                {"no-title.md", "---\nlanguage: en\npart: actors\n---\nBody\n", "title"},
                {"bad-part.md",
                 "---\ntitle: T\nlanguage: en\npart: nothing\nauthors: [A]\n---\nB\n", "part"},
                {"bad-slug.md", FRONT("Bad_Slug", "") "Body\n", "slug"},
                {"bad-sdg.md", FRONT("bad-sdg", "sdgs: [\"99\"]\n") "Body\n", "99"},
                {"no-work.md", FRONT("no-work", "works: [\"local:nothing\"]\n") "Body\n",
                 "local:nothing"},
                {"no-doi.md", FRONT("no-doi", "works: [\"doi:10.1/none\"]\n") "Body\n",
                 "10.1/none"},
                {"empty.md", "", "front matter"},
        };
        int64_t before = count_works();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct store_version v = {0};
                int r = put(rows[i].name, rows[i].text, &v);

                if (r != ENTRY_REFUSED || !strstr(hub.err.message, rows[i].says) ||
                    !strstr(hub.err.message, rows[i].name))
                        fail_msg("%s: %d, %s", rows[i].name, r, hub.err.message);
        }
        assert_int_equal(count_works(), before);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
        static const char text[] = FRONT("nul", "") "A\0B\n";
        struct store_version v = {0};

        (void)state;
        assert_int_equal(put_bytes("nul.md", text, sizeof(text) - 1, &v), ENTRY_REFUSED);
}

static void a_file_that_is_too_long_is_refused(void **state)
{
        struct str text = STR_INIT;
        struct store_version v = {0};

        (void)state;
        str_add(&text, FRONT("long", ""));
        while (text.len <= MARKDOWN_SIZE_MAX)
                str_add(&text, "Words and words and words and words and words and words.\n");
        assert_int_equal(put_bytes("long.md", text.data, text.len, &v), ENTRY_REFUSED);
        str_done(&text);
}

static void what_cannot_become_a_page_is_refused_when_it_is_put(void **state)
{
        struct str text = STR_INIT;
        struct store_version v = {0};

        (void)state;
        str_add(&text, FRONT("deep", ""));
        for (int i = 0; i <= MARKDOWN_DEPTH_MAX; i++)
                str_add_char(&text, '>');
        str_add(&text, " a\n");
        assert_int_equal(put_bytes("deep.md", text.data, text.len, &v), ENTRY_REFUSED);
        assert_non_null(strstr(hub.err.message, "levels deep"));
        str_done(&text);
}

static void a_file_that_is_not_there_is_a_failure(void **state)
{
        struct store_version v = {0};

        (void)state;
        assert_true(entry_put(hub.store, "/nonexistent/entry.md", hub.account, &v, &hub.err) < 0);
        assert_non_null(strstr(hub.err.message, "/nonexistent/entry.md"));
}

/* --- HTML ---------------------------------------------------------------------------------------------- */

static char *resolve_known(void *user, const char *kind, const char *name)
{
        struct str s = STR_INIT;

        (void)user;
        if (strcmp(name, "known") != 0 && strcmp(name, "known#part") != 0)
                return NULL;
        str_addf(&s, "/%s/%s", kind, name);
        return str_steal(&s);
}

static void links_lead_to_what_is_public_and_nowhere_else(void **state)
{
        struct entry *e = entry_new();
        struct str html = STR_INIT;

        (void)state;
        e->slug = "x";
        e->body = "[a](entry:known) [b](entry:known#part) [c](work:known) [d](entry:secret) "
                  "[e](https://example.org/) [f](javascript:alert(1)) <script>g</script>\n";
        assert_done(entry_html(e, resolve_known, NULL, &html, &hub.err), &hub.err);
        assert_non_null(strstr(str_text(&html), "<a href=\"/entry/known\">a</a>"));
        assert_non_null(strstr(str_text(&html), "<a href=\"/entry/known#part\">b</a>"));
        assert_non_null(strstr(str_text(&html), "<a href=\"/work/known\">c</a>"));
        assert_non_null(strstr(str_text(&html), "href=\"https://example.org/\""));
        assert_null(strstr(str_text(&html), "secret"));
        assert_null(strstr(str_text(&html), "javascript"));
        assert_null(strstr(str_text(&html), "<script"));
        str_done(&html);
        entry_free(e);
}

static void headings_start_below_the_title_of_the_page(void **state)
{
        struct entry *e = entry_new();
        struct str html = STR_INIT;

        (void)state;
        e->slug = "x";
        e->body = "# One\n\n## Two\n";
        assert_done(entry_html(e, resolve_known, NULL, &html, &hub.err), &hub.err);
        assert_null(strstr(str_text(&html), "<h1"));
        assert_non_null(strstr(str_text(&html), "<h2"));
        str_done(&html);
        entry_free(e);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_file_becomes_an_entry_under_review),
                cmocka_unit_test(the_name_of_the_file_names_the_entry_where_it_names_none),
                cmocka_unit_test(the_same_words_are_no_new_revision_and_other_words_are),
                cmocka_unit_test(works_are_kept_by_their_identifiers_however_they_were_named),
                cmocka_unit_test(what_is_wrong_with_a_file_is_said_and_nothing_is_stored),
                cmocka_unit_test(bytes_that_are_no_text_are_refused),
                cmocka_unit_test(a_file_that_is_too_long_is_refused),
                cmocka_unit_test(what_cannot_become_a_page_is_refused_when_it_is_put),
                cmocka_unit_test(a_file_that_is_not_there_is_a_failure),
                cmocka_unit_test(links_lead_to_what_is_public_and_nowhere_else),
                cmocka_unit_test(headings_start_below_the_title_of_the_page),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
