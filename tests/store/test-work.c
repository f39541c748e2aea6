/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/hub.h"

#include "text/json.h"

#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static void a_new_hub_is_private_and_sound(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *database = path_join(h->dir, "hub.db");
        CLEANUP(freep) char *blobs = path_join(h->dir, "blobs");
        struct stat st;

        assert_int_equal(stat(database, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0640);
        assert_int_equal(stat(blobs, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0750);
        assert_string_equal(store_dir(h->s), h->dir);
        assert_sound(h);
}

static void a_hub_is_made_with_the_folders_above_it_and_only_once(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *deep = path_join(h->dir, "a/b/c");
        CLEANUP(freep) char *above = path_join(h->dir, "a");
        struct stat st;

        assert_done(store_create(deep, "Ours", "https://sse.example", &h->err), &h->err);
        assert_int_equal(stat(above, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0700);
        assert_int_equal(store_create(deep, NULL, NULL, &h->err), STORE_EXISTS);
        assert_int_equal(store_create(h->dir, NULL, NULL, &h->err), STORE_EXISTS);
}

static void a_hub_with_a_wrong_address_is_not_made(void **state)
{
        struct hub *h = *state;
        CLEANUP(freep) char *dir = path_join(h->dir, "x");
        struct store *s = NULL;

        assert_int_equal(store_create(dir, NULL, "ftp://x", &h->err), -EINVAL);
        assert_non_null(strstr(h->err.message, "base-url"));
        assert_int_equal(store_open(dir, STORE_READ, &s, &h->err), STORE_NO_SUCH_HUB);
        assert_done(store_create(dir, NULL, NULL, &h->err), &h->err);
}

static void a_folder_without_a_hub_says_so(void **state)
{
        struct hub *h = *state;
        struct store *s = NULL;

        assert_int_equal(store_open("/nonexistent/hub", STORE_READ, &s, &h->err),
                         STORE_NO_SUCH_HUB);
        assert_non_null(strstr(h->err.message, "ssehub init"));
        assert_null(s);
}

static void a_hub_of_a_newer_program_is_left_alone(void **state)
{
        struct hub *h = *state;
        struct store *s = NULL;

        hub_tamper(h, "PRAGMA user_version=9999");
        assert_int_equal(store_open(h->dir, STORE_WRITE, &s, &h->err), -ENOTSUP);
        assert_non_null(strstr(h->err.message, "newer ssehub"));
        assert_int_equal(store_open(h->dir, STORE_READ, &s, &h->err), -ENOTSUP);
        assert_null(s);
}

static void a_reader_of_an_older_hub_is_told_how_to_upgrade(void **state)
{
        struct hub *h = *state;
        struct store *s = NULL;

        hub_tamper(h, "PRAGMA user_version=0");
        assert_int_equal(store_open(h->dir, STORE_READ, &s, &h->err), -ENOTSUP);
        assert_non_null(strstr(h->err.message, "older ssehub"));
        assert_null(s);
}

static void a_work_gets_an_identifier_with_a_check_character(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_version v = hub_paper(h, "Cooperatives", who);
        struct store_version found;

        assert_true(id_is_valid(v.pid));
        assert_int_equal(v.number, 1);
        assert_int_equal(v.state, STATE_SUBMITTED);
        assert_false(v.is_entry);
        assert_done(store_version_find(h->s, v.pid, &h->a, &found, &h->err), &h->err);
        assert_int_equal(found.id, v.id);
        assert_int_equal(found.work, v.work);
        assert_int_equal(found.submitter, who);
        assert_null(found.published);
        assert_null(found.slug);
        assert_non_null(strstr(found.record_json, "\"Cooperatives\""));
        assert_int_equal(store_version_find(h->s, "nothing", &h->a, &found, &h->err),
                         STORE_NO_SUCH_WORK);
        assert_sound(h);
}

static void an_entry_is_found_by_its_slug_and_the_slug_is_taken_once(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        json_t *record = json_pack("{s:s}", "title", "Mutual aid");
        struct store_version v, found;

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_work_add(h->s, "mutual-aid", who, record, NULL, &v, &h->err), &h->err);
        assert_int_equal(store_work_add(h->s, "mutual-aid", who, record, NULL, &v, &h->err),
                         STORE_EXISTS);
        assert_int_equal(store_work_add(h->s, "Mutual/Aid", who, record, NULL, &v, &h->err),
                         -EINVAL);
        assert_done(store_commit(h->s, &h->err), &h->err);
        assert_done(store_version_find(h->s, "mutual-aid", &h->a, &found, &h->err), &h->err);
        assert_true(found.is_entry);
        assert_string_equal(found.slug, "mutual-aid");
        assert_string_equal(found.pid, v.pid);
        json_decref(record);
}

static void a_work_is_added_in_a_transaction_or_not_at_all(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        json_t *record = hub_record("x");
        struct store_version *list, v;
        struct store_filter all = {.state = -1};
        size_t n;

        assert_int_equal(store_work_add(h->s, NULL, who, record, NULL, &v, &h->err), -EINVAL);
        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_work_add(h->s, NULL, who, record, NULL, &v, &h->err), &h->err);
        store_rollback(h->s);
        store_rollback(h->s); /* nothing is open any more */
        assert_done(store_work_list(h->s, &all, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 0);
        assert_int_equal(store_version_set_state(h->s, 1, STATE_PUBLISHED, &h->err), -EINVAL);
        assert_int_equal(store_event_add(h->s, who, "x", 0, NULL, &h->err), -EINVAL);
        json_decref(record);
}

static void the_newest_version_stands_for_its_work(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        int64_t other = hub_account(h, "b@sse.example", ROLE_SUBMITTER);
        struct store_version one = hub_paper(h, "First", who);
        json_t *record = hub_record("Second");
        struct store_version two, found, *list;
        bool has = true;
        size_t n;

        assert_done(store_begin(h->s, &h->err), &h->err);
        assert_done(store_version_add(h->s, one.work, other, record, "k", &two, &h->err), &h->err);
        assert_int_equal(store_version_add(h->s, 99, other, record, "k", &two, &h->err), -ENOENT);
        assert_done(store_commit(h->s, &h->err), &h->err);
        assert_int_equal(two.number, 2);
        assert_string_equal(two.pid, one.pid);
        assert_done(store_version_find(h->s, one.pid, &h->a, &found, &h->err), &h->err);
        assert_int_equal(found.id, two.id);
        assert_int_equal(found.submitter, other);
        assert_done(store_version_list(h->s, one.work, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 2);
        assert_int_equal(list[0].id, one.id);
        assert_done(store_work_has_submitter(h->s, one.work, who, &has, &h->err), &h->err);
        assert_true(has);
        assert_done(store_work_has_submitter(h->s, one.work, 99, &has, &h->err), &h->err);
        assert_false(has);
        json_decref(record);
        assert_sound(h);
}

static void works_are_listed_by_kind_state_and_page(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_version v[5], *list;
        struct store_filter papers = {"paper", -1, 0, 2};
        struct store_filter entries = {"entry", -1, 0, 0};
        struct store_filter accepted = {NULL, STATE_ACCEPTED, 0, 0};
        size_t n;

        for (int i = 0; i < 5; i++)
                v[i] = hub_paper(h, "p", who);
        hub_set_state(h, v[3].id, STATE_ACCEPTED);
        assert_done(store_work_list(h->s, &papers, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 2);
        papers.after_work = list[1].work;
        papers.limit = 0;
        assert_done(store_work_list(h->s, &papers, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 3);
        assert_int_equal(list[0].work, v[2].work);
        assert_done(store_work_list(h->s, &entries, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 0);
        assert_done(store_work_list(h->s, &accepted, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 1);
        assert_int_equal(list[0].id, v[3].id);
}

static void duplicates_are_found_by_bytes_identifier_and_match_key(void **state)
{
        struct hub *h = *state;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_version v = hub_paper(h, "key-one", who);
        char pid[ID_SIZE] = "";
        char sha256[65];

        hub_file(h, v.id, 1, "p.txt", "the same bytes");
        assert_done(store_blob_put(h->s, "the same bytes", 14, sha256, &h->err), &h->err);
        assert_done(store_version_add_identifier(h->s, v.id, "doi", "10.1/x", &h->err), &h->err);
        assert_done(store_version_add_identifier(h->s, v.id, "doi", "10.1/x", &h->err), &h->err);

        assert_done(store_find_by_bytes(h->s, sha256, pid, &h->err), &h->err);
        assert_string_equal(pid, v.pid);
        memset(pid, 0, sizeof(pid));
        assert_done(store_find_by_identifier(h->s, "doi", "10.1/x", pid, &h->err), &h->err);
        assert_string_equal(pid, v.pid);
        memset(pid, 0, sizeof(pid));
        assert_done(store_find_by_match_key(h->s, "key-one", pid, &h->err), &h->err);
        assert_string_equal(pid, v.pid);
        assert_int_equal(store_find_by_identifier(h->s, "isbn", "10.1/x", pid, &h->err),
                         STORE_NONE);
        assert_int_equal(store_find_by_match_key(h->s, "key-two", pid, &h->err), STORE_NONE);
        sha256[0] = sha256[0] == '0' ? '1' : '0';
        assert_int_equal(store_find_by_bytes(h->s, sha256, pid, &h->err), STORE_NONE);
}

static void an_identifier_and_a_version_never_change_their_meaning(void **state)
{
        static const char *const attempts[] = {
                "UPDATE work SET pid = 'x'",     "DELETE FROM work",
                "UPDATE version SET number = 7", "UPDATE version SET submitter = 1",
                "DELETE FROM version",           "DELETE FROM account",
        };
        struct hub *h = *state;
        CLEANUP(freep) char *path = path_join(h->dir, "hub.db");
        CLEANUP(db_closep) struct db *db = NULL;

        hub_paper(h, "x", hub_account(h, "a@sse.example", ROLE_SUBMITTER));
        assert_done(db_open(path, DB_WRITE, 0, &db, &h->err), &h->err);
        for (size_t i = 0; i < ARRAY_LEN(attempts); i++)
                assert_int_equal(db_exec(db, attempts[i], &h->err), -EEXIST);
}

static int add_many(const char *dir, int rounds)
{
        CLEANUP(store_closep) struct store *s = NULL;
        CLEANUP(json_freep) json_t *record = hub_record("many");

        if (store_open(dir, STORE_WRITE, &s, NULL) != 0)
                return 100;
        for (int i = 0; i < rounds; i++) {
                struct store_version v;

                if (store_begin(s, NULL) < 0 ||
                    store_work_add(s, NULL, 1, record, NULL, &v, NULL) != 0 ||
                    store_commit(s, NULL) < 0)
                        return 1;
        }
        return 0;
}

static void two_writers_at_once_lose_nothing_and_keep_the_chain(void **state)
{
        enum { WRITERS = 2, ROUNDS = 40 };
        struct hub *h = *state;
        struct store_filter all = {.state = -1};
        struct store_version *list;
        pid_t child[WRITERS];
        size_t n;

        hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        store_close(h->s); /* a connection does not survive fork */
        for (int i = 0; i < WRITERS; i++) {
                child[i] = fork();
                if (child[i] == 0)
                        _exit(add_many(h->dir, ROUNDS));
        }
        for (int i = 0; i < WRITERS; i++) {
                int status = -1;

                assert_int_equal(waitpid(child[i], &status, 0), child[i]);
                assert_int_equal(status, 0);
        }
        assert_done(store_open(h->dir, STORE_WRITE, &h->s, &h->err), &h->err);
        assert_done(store_work_list(h->s, &all, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, WRITERS * ROUNDS);
        assert_sound(h);
}

static void a_reader_sees_one_moment_between_begin_and_rollback(void **state)
{
        struct hub *h = *state;
        CLEANUP(store_closep) struct store *reader = NULL;
        int64_t who = hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        struct store_filter all = {.state = -1};
        struct store_version *list;
        size_t n;

        assert_done(store_open(h->dir, STORE_READ, &reader, &h->err), &h->err);
        assert_done(store_begin(reader, &h->err), &h->err);
        assert_done(store_work_list(reader, &all, &h->a, &list, &n, &h->err), &h->err);
        hub_paper(h, "x", who);
        assert_done(store_work_list(reader, &all, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 0);
        store_rollback(reader);
        assert_done(store_work_list(reader, &all, &h->a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, 1);
        assert_int_equal(store_config_set(reader, "title", "x", &h->err), -EROFS);
}

/* A work with a page of 50 kB, in one transaction. */
static int add_large(struct store *s, int64_t who, struct error *err)
{
        static char text[50000];
        const char *page = text;
        const size_t len = sizeof(text);
        CLEANUP(json_freep) json_t *record = hub_record("large");
        struct store_file file = {.position = 1,
                                  .is_paper = true,
                                  .name = "a.txt",
                                  .media_type = "text/plain",
                                  .state = "ok",
                                  .size = 3};
        struct store_version v;
        char sha256[65];
        int r = store_blob_put(s, "abc", 3, sha256, err);

        memset(text, 'x', sizeof(text));
        file.sha256 = sha256;
        if (r == 0)
                r = store_begin(s, err);
        if (r == 0)
                r = store_work_add(s, NULL, who, record, NULL, &v, err);
        if (r == 0)
                r = store_version_add_file(s, v.id, &file, &page, &len, 1, err);
        if (r == 0)
                r = store_commit(s, err);
        store_rollback(s);
        return r;
}

static void write_until_killed(const char *dir)
{
        struct store *s = NULL;

        if (store_open(dir, STORE_WRITE, &s, NULL) == 0)
                while (add_large(s, 1, NULL) == 0)
                        continue;
        _exit(1); /* only a failure ends it */
}

/* Whatever moment the kill meets, what is there afterwards is whole. */
static void a_writer_killed_at_any_moment_leaves_a_sound_hub(void **state)
{
        enum { KILLS = 12 };
        struct hub *h = *state;
        struct findings f;

        hub_account(h, "a@sse.example", ROLE_SUBMITTER);
        for (int i = 0; i < KILLS; i++) {
                const struct timespec wait = {0, (i * 7 + 1) * 1000 * 1000};
                int status = 0;
                pid_t child;

                store_close(h->s); /* a connection does not survive fork */
                child = fork();
                if (child == 0)
                        write_until_killed(h->dir);
                nanosleep(&wait, NULL);
                kill(child, SIGKILL);
                assert_int_equal(waitpid(child, &status, 0), child);
                assert_true(WIFSIGNALED(status));
                assert_done(store_open(h->dir, STORE_WRITE, &h->s, &h->err), &h->err);
                f = hub_check(h);
                assert_int_equal(f.problems, 0);
                str_done(&f.lines);
        }
}

/* A small file system under the hub; needs the right to mount. */
static void a_hub_on_a_full_disk_says_so_and_stays_sound(void **state)
{
        struct hub *h = *state;
        char disk[96]; /* not on the heap: skip() leaves without a cleanup */
        struct hub small = {.s = NULL};
        struct store_filter all = {.state = -1};
        struct store_version *list;
        int64_t who;
        int added = 0, r;
        size_t n;

        snprintf(disk, sizeof(disk), "%s/disk", h->dir);
        assert_done(path_make_dir(disk, 0700, &h->err), &h->err);
        if (mount("tmpfs", disk, "tmpfs", 0, "size=2m") < 0) {
                print_message("skipped: mounting a small file system: %s\n", strerror(errno));
                skip();
        }
        assert_done(store_create(disk, NULL, NULL, &h->err), &h->err);
        assert_done(store_open(disk, STORE_WRITE, &small.s, &h->err), &h->err);
        who = hub_account(&small, "a@sse.example", ROLE_SUBMITTER);
        while ((r = add_large(small.s, who, &h->err)) == 0 && added < 1000)
                added++;
        assert_int_equal(r, -ENOSPC);
        assert_true(added > 0);
        assert_non_null(strstr(h->err.message, disk));
        assert_done(store_work_list(small.s, &all, &small.a, &list, &n, &h->err), &h->err);
        assert_int_equal(n, added);

        assert_int_equal(mount("tmpfs", disk, "tmpfs", MS_REMOUNT, "size=16m"), 0);
        assert_done(add_large(small.s, who, &h->err), &h->err);
        assert_sound(&small);
        store_close(small.s);
        arena_done(&small.a);
        assert_int_equal(umount(disk), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                HUB_TEST(a_new_hub_is_private_and_sound),
                HUB_TEST(a_hub_is_made_with_the_folders_above_it_and_only_once),
                HUB_TEST(a_hub_with_a_wrong_address_is_not_made),
                HUB_TEST(a_folder_without_a_hub_says_so),
                HUB_TEST(a_hub_of_a_newer_program_is_left_alone),
                HUB_TEST(a_reader_of_an_older_hub_is_told_how_to_upgrade),
                HUB_TEST(a_work_gets_an_identifier_with_a_check_character),
                HUB_TEST(an_entry_is_found_by_its_slug_and_the_slug_is_taken_once),
                HUB_TEST(a_work_is_added_in_a_transaction_or_not_at_all),
                HUB_TEST(the_newest_version_stands_for_its_work),
                HUB_TEST(works_are_listed_by_kind_state_and_page),
                HUB_TEST(duplicates_are_found_by_bytes_identifier_and_match_key),
                HUB_TEST(an_identifier_and_a_version_never_change_their_meaning),
                HUB_TEST(two_writers_at_once_lose_nothing_and_keep_the_chain),
                HUB_TEST(a_writer_killed_at_any_moment_leaves_a_sound_hub),
                HUB_TEST(a_hub_on_a_full_disk_says_so_and_stays_sound),
                HUB_TEST(a_reader_sees_one_moment_between_begin_and_rollback),
        };

        return cmocka_run_group_tests_name("store-work", tests, NULL, NULL);
}
