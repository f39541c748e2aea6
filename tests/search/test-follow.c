/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The index follows the change log: exactly once, whatever happens; and holds nothing that is not public. */
#include "hub.h"

#include "db/db.h"
#include "search/fts.h"
#include "search/private.h"

#include <signal.h>
#include <sys/wait.h>

#define PAPER(title, more)                                                                         \
        "{'titles': [{'text': '" title "', 'language': 'en'}], 'creators': [{'name': 'Amina "      \
        "Otieno'}], 'year': 2020, 'languages': ['en']" more "}"

static int setup(void **state)
{
        struct hub *h = calloc(1, sizeof(*h));

        hub_init(h);
        *state = h;
        return 0;
}

static int teardown(void **state)
{
        hub_done(*state);
        free(*state);
        return 0;
}

/* --- looking into index.db ------------------------------------------------------------------------ */

static char *index_path(const struct hub *h)
{
        return path_join(h->dir, INDEX_DATABASE);
}

/* Rows of a query as text, a line each. Heap. */
static char *dump(const struct hub *h, const char *sql, int columns)
{
        CLEANUP(freep) char *path = index_path(h);
        struct str s = STR_INIT;
        struct db *db = NULL;
        struct db_stmt *q = NULL;
        struct fts *fts;
        struct error err = {0};

        assert_done(db_open(path, DB_WRITE, INDEX_APPLICATION_ID, &db, &err), &err);
        assert_done(fts_attach(db, &fts, &err), &err);
        assert_done(db_prepare(db, sql, &q, &err), &err);
        while (db_step(q, &err) == DB_ROW) {
                for (int i = 0; i < columns; i++)
                        str_addf(&s, "%s\t", db_text(q, i) ? db_text(q, i) : "NULL");
                str_add_char(&s, '\n');
        }
        assert_int_equal(err.code, 0);
        db_done(q);
        db_close(db);
        return str_steal(&s);
}

/* All that an index shows, without the numbers that are its own. */
static char *content(const struct hub *h)
{
        static const struct {
                const char *sql;
                int columns;
        } parts[] = {
                {"SELECT applied, analyzer FROM follower", 2},
                {"SELECT key, value FROM config ORDER BY key", 2},
                {"SELECT pid, kind, slug, version, published, changed, year, title, language, "
                 "type, part,"
                 " creators, summary, record FROM doc ORDER BY pid",
                 14},
                {"SELECT pid, is_entry, day, languages, facets FROM glance JOIN doc USING (docid)"
                 " ORDER BY pid",
                 5},
                {"SELECT pid, s.title, creator, keyword, abstract, other FROM source s JOIN doc "
                 "USING"
                 " (docid) ORDER BY pid",
                 6},
                {"SELECT pid, position, number, first_token, p.language, text FROM passage p JOIN "
                 "doc"
                 " USING (docid) ORDER BY pid, p.id",
                 6},
                {"SELECT pid, name, sha256, size, n_pages FROM file JOIN doc USING (docid) ORDER "
                 "BY pid",
                 5},
                {"SELECT pid, l.kind, target, position FROM link l JOIN doc USING (docid) ORDER BY "
                 "1, 2, 3",
                 4},
                {"SELECT pid, slug, reason, at, replaced_by FROM tombstone ORDER BY pid", 5},
                {"SELECT pid, t.key FROM title t JOIN doc USING (docid) ORDER BY 1, 2", 2},
        };
        struct str s = STR_INIT;

        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                char *part = dump(h, parts[i].sql, parts[i].columns);

                str_addf(&s, "--- %s\n%s", parts[i].sql, part);
                free(part);
        }
        return str_steal(&s);
}

/* Terms of the full text with the number of their documents. */
static char *terms(const struct hub *h)
{
        CLEANUP(freep) char *path = index_path(h);
        struct db *db = NULL;
        struct fts *fts;
        struct error err = {0};

        assert_done(db_open(path, DB_WRITE, INDEX_APPLICATION_ID, &db, &err), &err);
        assert_done(fts_attach(db, &fts, &err), &err);
        assert_done(
                db_exec(db,
                        "CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5vocab(fulltext, row)",
                        &err),
                &err);
        db_close(db);
        return dump(h, "SELECT term, doc, cnt FROM terms ORDER BY term", 3);
}

static void count_problem(void *user, bool is_problem, const char *line)
{
        int *n = user;

        if (is_problem)
                print_message("%s\n", line);
        *n += is_problem;
}

static void assert_sound(struct hub *h)
{
        int problems = 0;

        assert_done(search_check(h->store, count_problem, &problems, &h->err), &h->err);
        assert_int_equal(problems, 0);
}

static int64_t total_of(struct hub *h, const char *text)
{
        struct search_results *r = hub_search(h, text);
        int64_t n = r->total;

        search_results_free(r);
        return n;
}

/* --- tests ---------------------------------------------------------------------------------------- */

static void a_hub_without_an_index_says_so(void **state)
{
        struct hub *h = *state;

        assert_int_equal(search_open(h->dir, &h->search, &h->err), SEARCH_NO_INDEX);
        assert_null(h->search);
}

static void what_is_published_is_found_and_what_is_not_is_not(void **state)
{
        struct hub *h = *state;
        struct store_version v;

        hub_publish(h, PAPER("Rural banks", ""), "en", "Savings of villages");
        v = hub_add(h, NULL, PAPER("Secret draft", ""), "en", NULL, 0);
        hub_follow(h);
        assert_titles(h, "villages", "Rural banks");
        assert_titles(h, "secret", "");
        hub_set_state(h, v.id, STATE_PUBLISHED);
        hub_follow(h);
        assert_titles(h, "secret", "Secret draft");
        assert_sound(h);
}

static void each_change_is_applied_exactly_once(void **state)
{
        struct hub *h = *state;
        int64_t applied = -1;
        char *before, *after;

        hub_publish(h, PAPER("One", ""), "en", "alpha");
        hub_publish(h, PAPER("Two", ""), "en", "beta");
        assert_done(search_follow(h->store, NULL, NULL, &applied, &h->err), &h->err);
        assert_int_equal(applied, 2);
        before = content(h);
        assert_done(search_follow(h->store, NULL, NULL, &applied, &h->err), &h->err);
        assert_int_equal(applied, 0);
        after = content(h);
        assert_string_equal(before, after);
        free(before);
        free(after);
}

static void a_new_version_takes_the_place_of_the_old_one(void **state)
{
        struct hub *h = *state;
        struct store_version v = hub_publish(h, PAPER("Old title", ""), "en", "oldword"), second;
        CLEANUP(json_freep) json_t *j = NULL;
        static const char record[] =
                "{\"titles\": [{\"text\": \"New title\", \"language\": \"en\"}],"
                " \"creators\": [{\"name\": \"A B\"}]}";

        hub_follow(h);
        assert_int_equal(json_read(record, strlen(record), &j, &h->err), 0);
        assert_done(store_begin(h->store, &h->err), &h->err);
        assert_done(store_version_add(h->store, v.work, h->account, j, NULL, &second, &h->err),
                    &h->err);
        assert_done(store_commit(h->store, &h->err), &h->err);
        hub_follow(h);
        assert_titles(h, "title", "Old title"); /* the new one is not public yet */
        hub_set_state(h, second.id, STATE_PUBLISHED);
        hub_follow(h);
        assert_titles(h, "title", "New title");
        assert_int_equal(total_of(h, "oldword"), 0);
        assert_sound(h);
}

static void a_withdrawn_work_is_gone_with_its_words_and_leaves_a_tombstone(void **state)
{
        struct hub *h = *state;
        struct store_version v =
                hub_publish(h, PAPER("Withdrawn one", ", 'keywords': ['zeppelin']"), "en",
                            "quixotic machinery");
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct public_tombstone t;
        struct public_doc *d = NULL;
        char *words;

        hub_publish(h, PAPER("Kept one", ""), "en", "machinery");
        hub_follow(h);
        assert_int_equal(total_of(h, "quixotic"), 1);
        hub_withdraw(h, &v, "The data were wrong");
        hub_follow(h);
        assert_int_equal(total_of(h, "quixotic"), 0);
        assert_int_equal(total_of(h, "zeppelin"), 0);
        assert_titles(h, "machinery", "Kept one");
        words = terms(h);
        assert_null(strstr(words, "quixot"));
        assert_null(strstr(words, "zeppelin"));
        free(words);
        assert_int_equal(search_doc(h->search, v.pid, &d, &h->err), SEARCH_GONE);
        assert_done(search_tombstone(h->search, v.pid, &a, &t, &h->err), &h->err);
        assert_string_equal(t.reason, "The data were wrong");
        assert_int_equal(search_doc(h->search, "nothing", &d, &h->err), SEARCH_NONE);
        assert_sound(h);
}

static void an_open_reader_sees_the_next_state_at_its_next_call(void **state)
{
        struct hub *h = *state;
        int64_t first, second;

        hub_publish(h, PAPER("One", ""), "en", "alpha");
        hub_follow(h);
        assert_done(search_generation(h->search, &first, &h->err), &h->err);
        assert_int_equal(total_of(h, ""), 1);
        hub_publish(h, PAPER("Two", ""), "en", "alpha");
        hub_follow(h);
        assert_done(search_generation(h->search, &second, &h->err), &h->err);
        assert_true(second > first);
        assert_int_equal(total_of(h, "alpha"), 2);
        assert_int_equal(total_of(h, ""), 2);
}

static void fill(struct hub *h)
{
        struct store_version v[8];
        static int times;
        char slug[40], entry[400];

        for (int i = 0; i < 8; i++) {
                char record[400];

                snprintf(record, sizeof(record),
                         "{'titles': [{'text': 'Paper %d', 'language': 'fr'}], 'creators': "
                         "[{'name': "
                         "'Ana Silva'}], 'year': %d, 'languages': ['fr'], 'countries': ['KE'], "
                         "'abstracts': "
                         "[{'text': 'Coopératives agricoles', 'language': 'fr'}]}",
                         i, 2010 + i);
                v[i] = hub_publish(h, record, "fr", "L'économie sociale.\n\nUne page de plus.");
        }
        snprintf(slug, sizeof(slug), "cooperative-%d-%d", (int)getpid(), ++times);
        snprintf(entry, sizeof(entry),
                 "{'slug': '%s', 'title': 'Cooperative', 'language': 'en', 'part': 'actors', "
                 "'authors': [{'name': 'Ana Silva'}], 'summary': 'Owned by members', "
                 "'body': '# What\\n\\nA **cooperative** is owned by its members.'}",
                 slug);
        hub_publish_entry(h, slug, entry);
        hub_withdraw(h, &v[3], "Retracted");
        hub_set_state(h, v[4].id, STATE_PUBLISHED); /* again: nothing new */
}

static void a_rebuild_gives_what_following_gave(void **state)
{
        struct hub *h = *state;
        char *followed, *followed_terms, *rebuilt, *rebuilt_terms;

        hub_publish(h, PAPER("First", ""), "en", "alpha");
        hub_follow(h); /* some at a time */
        fill(h);
        hub_follow(h);
        followed = content(h);
        followed_terms = terms(h);
        assert_done(search_rebuild(h->store, NULL, NULL, &h->err), &h->err);
        rebuilt = content(h);
        rebuilt_terms = terms(h);
        assert_string_equal(followed, rebuilt);
        assert_string_equal(followed_terms, rebuilt_terms);
        assert_titles(h, "alpha", "First"); /* the reader that was open all the time */
        assert_sound(h);
        free(followed);
        free(followed_terms);
        free(rebuilt);
        free(rebuilt_terms);
}

static void a_damaged_index_is_replaced_by_a_rebuild(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *path = index_path(h);
        int problems = 0;
        FILE *f;

        fill(h);
        hub_follow(h);
        search_close(h->search);
        h->search = NULL;
        f = fopen(path, "w");
        for (int i = 0; i < 1000; i++)
                fputs("this is no database ", f);
        fclose(f);
        assert_done(search_check(h->store, count_problem, &problems, &h->err), &h->err);
        assert_true(problems > 0);
        assert_true(search_open(h->dir, &h->search, &h->err) != 0);
        assert_done(search_rebuild(h->store, NULL, NULL, &h->err), &h->err);
        assert_done(search_open(h->dir, &h->search, &h->err), &h->err);
        assert_int_equal(total_of(h, "coopératives"),
                         8); /* 7 papers and, as cooperative, the entry */
        assert_sound(h);
}

static void another_file_in_its_place_is_noticed_by_an_open_reader(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *path = index_path(h);

        hub_publish(h, PAPER("One", ""), "en", "alpha");
        hub_follow(h);
        assert_int_equal(total_of(h, "alpha"), 1);
        unlink(path);
        hub_publish(h, PAPER("Two", ""), "en", "alpha");
        assert_int_equal(total_of(h, "alpha"), 1); /* missing for now: the one we have */
        hub_follow(h);
        assert_int_equal(total_of(h, "alpha"), 2);
}

static void an_index_of_another_analyzer_is_made_anew(void **state)
{
        struct hub *h = *state;
        char *nothing;

        hub_publish(h, PAPER("One", ""), "en", "alpha");
        hub_follow(h);
        nothing = dump(h, "UPDATE follower SET analyzer = 'older' RETURNING analyzer", 1);
        free(nothing);
        search_close(h->search);
        h->search = NULL;
        assert_int_equal(search_open(h->dir, &h->search, &h->err), SEARCH_NO_INDEX);
        hub_follow(h);
        assert_int_equal(total_of(h, "alpha"), 1);
        assert_sound(h);
}

/* A child follows and is killed after a while, again and again; then the log is followed to its end. */
static void a_follower_that_is_killed_loses_and_repeats_nothing(void **state)
{
        struct hub *h = *state;
        char *expected, *got;

        for (int i = 0; i < 40; i++)
                fill(h);
        store_close(h->store);
        h->store = NULL;
        for (int round = 0; round < 25; round++) {
                pid_t child = fork();

                if (child == 0) {
                        struct store *s = NULL;
                        int64_t n;

                        if (store_open(h->dir, STORE_WRITE, &s, NULL) == 0)
                                search_follow(s, NULL, NULL, &n, NULL);
                        _exit(0);
                }
                usleep((useconds_t)(round * 9000));
                kill(child, SIGKILL);
                waitpid(child, NULL, 0);
        }
        assert_done(store_open(h->dir, STORE_WRITE, &h->store, &h->err), &h->err);
        hub_follow(h);
        assert_sound(h);
        got = content(h);
        assert_done(search_rebuild(h->store, NULL, NULL, &h->err), &h->err);
        expected = content(h);
        assert_string_equal(got, expected);
        free(got);
        free(expected);
}

static void several_followers_at_once_do_each_change_once(void **state)
{
        struct hub *h = *state;
        pid_t children[4];

        for (int i = 0; i < 5; i++)
                fill(h);
        for (size_t i = 0; i < ARRAY_LEN(children); i++) {
                children[i] = fork();
                if (children[i] == 0) {
                        struct store *s = NULL;
                        int64_t n;

                        if (store_open(h->dir, STORE_WRITE, &s, NULL) != 0 ||
                            search_follow(s, NULL, NULL, &n, NULL) != 0)
                                _exit(1);
                        _exit(0);
                }
        }
        for (size_t i = 0; i < ARRAY_LEN(children); i++) {
                int status;

                waitpid(children[i], &status, 0);
                assert_int_equal(status, 0);
        }
        hub_follow(h);
        assert_sound(h);
        assert_int_equal(total_of(h, "sociale"), 35);
}

/* A child writes while we read: each answer is of one state, with all of its numbers agreeing. */
static void a_reader_meanwhile_sees_whole_states_only(void **state)
{
        struct hub *h = *state;
        int64_t last = 0;
        pid_t child;
        int status = 0;

        fill(h);
        hub_follow(h);
        child = fork();
        if (child == 0) {
                struct hub other = *h;

                other.store = NULL;
                if (store_open(h->dir, STORE_WRITE, &other.store, NULL) != 0)
                        _exit(1);
                for (int i = 0; i < 20; i++) {
                        int64_t n;

                        fill(&other);
                        if (search_follow(other.store, NULL, NULL, &n, NULL) != 0 ||
                            (i % 5 == 4 && search_rebuild(other.store, NULL, NULL, NULL) != 0))
                                _exit(1);
                }
                _exit(0);
        }
        while (waitpid(child, &status, WNOHANG) == 0) {
                struct search_results *r = hub_search(h, "sociale OR cooperative");
                struct search_results *all = hub_search(h, "");

                assert_true(r->total >= last);
                assert_int_equal(r->total % 8, 0); /* fill() publishes in one go to the index */
                assert_true(all->total >= r->total);
                last = r->total;
                search_results_free(r);
                search_results_free(all);
        }
        assert_int_equal(status, 0);
}

static bool file_contains(const char *path, const char *needle)
{
        CLEANUP(freep) char *bytes = NULL;
        size_t n = 0;
        struct error err;

        if (path_read(path, 1 << 30, &bytes, &n, &err) != 0)
                return false;
        return memmem(bytes, n, needle, strlen(needle)) != NULL;
}

static void no_word_of_what_is_not_public_is_in_any_byte_of_the_index(void **state)
{
        static const char *const secrets[] = {
                "xyzzytitle",     "xyzzyname",    "xyzzyabstract",    "xyzzypage",
                "xyzzykeyword",   "xyzzyslug",    "hidden-submitter", "Hidden Submitter",
                "xyzzysuggested", "xyzzyrejected"};
        static const char *const tails[] = {"", "-wal", "-shm"};
        static const char draft[] = "{'titles': [{'text': 'xyzzytitle'}], 'creators': [{'name': "
                                    "'xyzzyname'}], 'abstracts': "
                                    "[{'text': 'xyzzyabstract'}], 'keywords': ['xyzzykeyword']}";
        static const char entry[] =
                "{'slug': 'xyzzyslug', 'title': 'xyzzytitle', 'language': 'en', 'part': 'actors', "
                "'authors': [{'name': 'xyzzyname'}], 'summary': 'xyzzyabstract', 'body': "
                "'xyzzypage'}";
        const char *page = "xyzzypage";
        enum state states[] = {STATE_SUBMITTED, STATE_UNDER_REVIEW, STATE_CHANGES_REQUESTED,
                               STATE_ACCEPTED, STATE_REJECTED};
        struct hub *h = *state;

        for (size_t i = 0; i < ARRAY_LEN(states); i++) {
                struct store_version v = hub_add(h, NULL, draft, "en", &page, 1);

                if (states[i] != STATE_SUBMITTED)
                        hub_set_state(h, v.id, states[i]);
        }
        hub_add(h, "xyzzyslug", entry, NULL, NULL, 0);
        hub_publish(
                h,
                PAPER("Public",
                      ", 'sdgs': [{'notation': '8', 'by': 'machine', 'status': 'suggested', "
                      "'evidence': "
                      "'xyzzysuggested'}, {'notation': '5', 'by': 'machine', 'status': 'rejected', "
                      "'evidence': 'xyzzyrejected'}, {'notation': '1', 'by': 'author', 'status': "
                      "'confirmed'}]"),
                "en", "public words");
        hub_follow(h);
        assert_int_equal(total_of(h, ""), 1);
        assert_done(search_rebuild(h->store, NULL, NULL, &h->err), &h->err);
        for (size_t i = 0; i < ARRAY_LEN(secrets); i++)
                for (size_t k = 0; k < ARRAY_LEN(tails); k++) {
                        CLEANUP(freep) char *path = index_path(h);
                        CLEANUP(str_done) struct str name = STR_INIT;

                        str_addf(&name, "%s%s", path, tails[k]);
                        if (file_contains(str_text(&name), secrets[i]))
                                fail_msg("'%s' is in index.db%s", secrets[i], tails[k]);
                }
}

static void settings_of_the_hub_are_read_from_the_index(void **state)
{
        struct hub *h = *state;
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        const char *value = NULL;

        hub_publish(h, PAPER("One", ""), "en", "alpha");
        hub_follow(h);
        assert_done(search_config(h->search, "title", &a, &value, &h->err), &h->err);
        assert_string_equal(value, "Test hub");
        assert_done(store_config_set(h->store, "title", "Renamed", &h->err), &h->err);
        hub_follow(h);
        assert_done(search_config(h->search, "title", &a, &value, &h->err), &h->err);
        assert_string_equal(value, "Renamed");
        assert_done(search_config(h->search, "quorum", &a, &value, &h->err), &h->err);
        assert_null(value); /* private */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(a_hub_without_an_index_says_so),
                TEST(what_is_published_is_found_and_what_is_not_is_not),
                TEST(each_change_is_applied_exactly_once),
                TEST(a_new_version_takes_the_place_of_the_old_one),
                TEST(a_withdrawn_work_is_gone_with_its_words_and_leaves_a_tombstone),
                TEST(an_open_reader_sees_the_next_state_at_its_next_call),
                TEST(a_rebuild_gives_what_following_gave),
                TEST(a_damaged_index_is_replaced_by_a_rebuild),
                TEST(another_file_in_its_place_is_noticed_by_an_open_reader),
                TEST(an_index_of_another_analyzer_is_made_anew),
                TEST(a_follower_that_is_killed_loses_and_repeats_nothing),
                TEST(several_followers_at_once_do_each_change_once),
                TEST(a_reader_meanwhile_sees_whole_states_only),
                TEST(no_word_of_what_is_not_public_is_in_any_byte_of_the_index),
                TEST(settings_of_the_hub_are_read_from_the_index),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
