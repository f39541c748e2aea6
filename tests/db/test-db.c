/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "unit.h"

#include "base/path.h"
#include "db/db.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUR_ID = 0x53534548, OTHER_ID = 0x11223344 };

struct place {
        char dir[64];
        char path[96];
        struct db *db;
        struct error err;
};

static int begin_place(void **state)
{
        struct place *p = calloc(1, sizeof(*p));

        assert_non_null(p);
        strcpy(p->dir, "/tmp/ssehub-db-XXXXXX");
        assert_non_null(mkdtemp(p->dir));
        snprintf(p->path, sizeof(p->path), "%s/x.db", p->dir);
        assert_done(db_open(p->path, DB_CREATE, OUR_ID, &p->db, &p->err), &p->err);
        *state = p;
        return 0;
}

static int end_place(void **state)
{
        static const char *const ends[] = {"", "-wal", "-shm"};
        struct place *p = *state;

        db_close(p->db);
        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
                char path[128];

                snprintf(path, sizeof(path), "%s%s", p->path, ends[i]);
                unlink(path);
        }
        rmdir(p->dir);
        free(p);
        return 0;
}

static void run(struct place *p, const char *sql)
{
        assert_done(db_exec(p->db, sql, &p->err), &p->err);
}

static int64_t ask(struct db *db, const char *sql)
{
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct error err;

        assert_done(db_prepare(db, sql, &q, &err), &err);
        assert_int_equal(db_step(q, &err), DB_ROW);
        return db_int(q, 0);
}

static void a_new_file_is_private_and_logs_ahead_and_syncs(void **state)
{
        struct place *p = *state;
        CLEANUP(db_donep) struct db_stmt *q = NULL;
        struct stat st;

        assert_int_equal(stat(p->path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0640);
        assert_int_equal(ask(p->db, "PRAGMA application_id"), OUR_ID);
        assert_int_equal(ask(p->db, "PRAGMA foreign_keys"), 1);
        assert_int_equal(ask(p->db, "PRAGMA trusted_schema"), 0);
        assert_int_equal(ask(p->db, "PRAGMA cell_size_check"), 1);
        assert_int_equal(ask(p->db, "PRAGMA synchronous"), 2);
        assert_done(db_prepare(p->db, "PRAGMA journal_mode", &q, &p->err), &p->err);
        assert_int_equal(db_step(q, &p->err), DB_ROW);
        assert_string_equal(db_text(q, 0), "wal");
}

static void a_missing_file_is_made_only_when_asked_for(void **state)
{
        struct place *p = *state;
        char path[128];
        struct db *db = NULL;

        snprintf(path, sizeof(path), "%s/none.db", p->dir);
        assert_int_equal(db_open(path, DB_READ, OUR_ID, &db, &p->err), -ENOENT);
        assert_int_equal(db_open(path, DB_WRITE, OUR_ID, &db, &p->err), -ENOENT);
        assert_non_null(strstr(p->err.message, path));
        assert_int_equal(access(path, F_OK), -1);
        assert_null(db);
}

static void a_database_of_another_program_is_refused(void **state)
{
        struct place *p = *state;
        struct db *db = NULL;

        run(p, "CREATE TABLE t (x)");
        assert_int_equal(db_open(p->path, DB_WRITE, OTHER_ID, &db, &p->err), -EINVAL);
        assert_non_null(strstr(p->err.message, "another program"));
        assert_null(db);
        assert_done(db_open(p->path, DB_READ, 0, &db, &p->err), &p->err);
        db_close(db);

        /* One without any application id, but with tables, is not ours to claim either. */
        run(p, "PRAGMA application_id=0");
        assert_int_equal(db_open(p->path, DB_CREATE, OUR_ID, &db, &p->err), -EINVAL);
        assert_int_equal(ask(p->db, "PRAGMA application_id"), 0);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
        struct place *p = *state;
        char path[128];
        char text[4096];
        struct db *db = NULL;

        memset(text, 'x', sizeof(text));
        snprintf(path, sizeof(path), "%s/text.db", p->dir);
        assert_done(path_write_atomic(path, text, sizeof(text), 0600, &p->err), &p->err);
        assert_int_equal(db_open(path, DB_CREATE, OUR_ID, &db, &p->err), -EIO);
        assert_non_null(strstr(p->err.message, "not a database"));
        unlink(path);
}

static void every_kind_of_value_comes_back(void **state)
{
        struct place *p = *state;
        CLEANUP(db_donep) struct db_stmt *q = NULL;

        assert_done(db_prepare(p->db, "SELECT ?1, ?2, ?3, ?4, ?5, ?6", &q, &p->err), &p->err);
        db_bind_int(q, 1, INT64_MIN);
        db_bind_double(q, 2, 0.5);
        db_bind_text(q, 3, "caf\xC3\xA9");
        db_bind_text(q, 4, NULL);
        db_bind_blob(q, 5, "a\0b", 3);
        db_bind_blob(q, 6, NULL, 0);
        assert_int_equal(db_step(q, &p->err), DB_ROW);
        assert_true(db_int(q, 0) == INT64_MIN);
        assert_true(db_double(q, 1) == 0.5);
        assert_string_equal(db_text(q, 2), "caf\xC3\xA9");
        assert_int_equal(db_len(q, 2), 5);
        assert_null(db_text(q, 3));
        assert_true(db_is_null(q, 3));
        assert_int_equal(db_len(q, 4), 3);
        assert_memory_equal(db_blob(q, 4), "a\0b", 3);
        assert_false(db_is_null(q, 5));
        assert_int_equal(db_len(q, 5), 0);
        assert_int_equal(db_step(q, &p->err), 0);
}

static const char select_two[] = "SELECT 1 UNION ALL SELECT 2";

static void a_statement_in_use_twice_is_two_statements(void **state)
{
        struct place *p = *state;
        CLEANUP(db_donep) struct db_stmt *a = NULL;
        CLEANUP(db_donep) struct db_stmt *b = NULL;
        struct db_stmt *again = NULL;

        assert_done(db_prepare(p->db, select_two, &a, &p->err), &p->err);
        assert_int_equal(db_step(a, &p->err), DB_ROW);
        assert_done(db_prepare(p->db, select_two, &b, &p->err), &p->err);
        assert_ptr_not_equal(a, b);
        assert_int_equal(db_step(b, &p->err), DB_ROW);
        assert_int_equal(db_step(a, &p->err), DB_ROW);
        assert_int_equal(db_int(a, 0), 2);
        assert_int_equal(db_int(b, 0), 1);

        again = b;
        db_donep(&b);
        assert_done(db_prepare(p->db, select_two, &b, &p->err), &p->err);
        assert_ptr_equal(again, b); /* given back, kept, given out again, from its start */
        assert_int_equal(db_step(b, &p->err), DB_ROW);
        assert_int_equal(db_int(b, 0), 1);
}

static void a_value_does_not_stay_bound(void **state)
{
        static const char sql[] = "SELECT ?1";
        struct place *p = *state;
        struct db_stmt *q = NULL;

        assert_done(db_prepare(p->db, sql, &q, &p->err), &p->err);
        db_bind_text(q, 1, "secret");
        assert_int_equal(db_step(q, &p->err), DB_ROW);
        assert_done(db_reset(q), &p->err);
        assert_int_equal(db_step(q, &p->err), DB_ROW);
        assert_true(db_is_null(q, 0));
        db_reset(q);
        db_bind_text(q, 1, "secret");
        db_done(q);
        assert_done(db_prepare(p->db, sql, &q, &p->err), &p->err);
        assert_int_equal(db_step(q, &p->err), DB_ROW);
        assert_true(db_is_null(q, 0));
        db_done(q);
}

static void a_bind_that_failed_is_told_at_the_step(void **state)
{
        struct place *p = *state;
        CLEANUP(db_donep) struct db_stmt *q = NULL;

        assert_done(db_prepare(p->db, "SELECT ?1", &q, &p->err), &p->err);
        db_bind_int(q, 2, 7);
        db_bind_int(q, 1, 7); /* a later success does not hide it */
        assert_int_equal(db_step(q, &p->err), -EINVAL);
        assert_non_null(strstr(p->err.message, "out of range"));
        assert_int_equal(db_reset(q), -EINVAL);
        db_bind_int(q, 1, 7);
        assert_int_equal(db_step(q, &p->err), DB_ROW);
}

static void a_constraint_is_told_in_its_words(void **state)
{
        struct place *p = *state;
        CLEANUP(db_donep) struct db_stmt *q = NULL;

        run(p, "CREATE TABLE t (name TEXT UNIQUE) STRICT; INSERT INTO t VALUES ('a')");
        assert_done(db_prepare(p->db, "INSERT INTO t VALUES (?1)", &q, &p->err), &p->err);
        db_bind_text(q, 1, "a");
        assert_int_equal(db_step(q, &p->err), -EEXIST);
        assert_non_null(strstr(p->err.message, "UNIQUE constraint failed: t.name"));
        assert_done(db_reset(q), &p->err);
        db_bind_text(q, 1, "b");
        assert_int_equal(db_step(q, &p->err), 0);
        assert_int_equal(db_changes(p->db), 1);
        assert_int_equal(db_last_id(p->db), 2);
}

static void a_wrong_statement_is_told_with_its_place(void **state)
{
        struct place *p = *state;
        struct db_stmt *q = NULL;

        assert_int_equal(db_prepare(p->db, "SELECT nonsense", &q, &p->err), -EINVAL);
        assert_non_null(strstr(p->err.message, "nonsense"));
        assert_null(q);
        assert_int_equal(db_prepare(p->db, "SELECT \"no such column\"", &q, &p->err), -EINVAL);
        assert_int_equal(db_prepare(p->db, "  ", &q, &p->err), -EINVAL);
        assert_null(q);
}

static void a_reader_cannot_write(void **state)
{
        struct place *p = *state;
        CLEANUP(db_closep) struct db *reader = NULL;

        run(p, "CREATE TABLE t (x)");
        assert_done(db_open(p->path, DB_READ, OUR_ID, &reader, &p->err), &p->err);
        assert_int_equal(db_exec(reader, "INSERT INTO t VALUES (1)", &p->err), -EROFS);
        run(p, "INSERT INTO t VALUES (1)");
        assert_int_equal(ask(reader, "SELECT count(*) FROM t"), 1); /* and sees other's commits */
}

static void a_transaction_left_open_is_rolled_back(void **state)
{
        struct place *p = *state;

        run(p, "CREATE TABLE t (x)");
        {
                CLEANUP(db_rollbackp) struct db *open = p->db;

                assert_done(db_begin(open, &p->err), &p->err);
                run(p, "INSERT INTO t VALUES (1)");
                assert_true(db_in_transaction(p->db));
        }
        assert_false(db_in_transaction(p->db));
        assert_int_equal(ask(p->db, "SELECT count(*) FROM t"), 0);
        db_rollback(p->db); /* nothing is open: nothing happens */
        assert_done(db_begin(p->db, &p->err), &p->err);
        run(p, "INSERT INTO t VALUES (1)");
        assert_done(db_commit(p->db, &p->err), &p->err);
        assert_int_equal(ask(p->db, "SELECT count(*) FROM t"), 1);
}

static void a_reading_transaction_sees_one_moment(void **state)
{
        struct place *p = *state;
        CLEANUP(db_closep) struct db *reader = NULL;

        run(p, "CREATE TABLE t (x)");
        assert_done(db_open(p->path, DB_READ, OUR_ID, &reader, &p->err), &p->err);
        assert_done(db_begin_read(reader, &p->err), &p->err);
        assert_int_equal(ask(reader, "SELECT count(*) FROM t"), 0);
        run(p, "INSERT INTO t VALUES (1)");
        assert_int_equal(ask(reader, "SELECT count(*) FROM t"), 0);
        db_rollback(reader);
        assert_int_equal(ask(reader, "SELECT count(*) FROM t"), 1);
}

static void a_database_that_stays_locked_is_told(void **state)
{
        struct place *p = *state;
        CLEANUP(db_closep) struct db *other = NULL;

        assert_done(db_open(p->path, DB_WRITE, OUR_ID, &other, &p->err), &p->err);
        assert_done(db_begin(p->db, &p->err), &p->err);
        sqlite3_busy_timeout(db_handle(other), 1);
        assert_int_equal(db_begin(other, &p->err), -EBUSY);
        assert_non_null(strstr(p->err.message, "beginning to write: "));
        assert_non_null(strstr(p->err.message, p->path));
        assert_non_null(strstr(p->err.message, "locked"));
}

/* The child's exit status is the number of its failed writes. */
static int write_many(const char *path, int rounds)
{
        CLEANUP(db_closep) struct db *db = NULL;
        int failed = 0;

        if (db_open(path, DB_CREATE, OUR_ID, &db, NULL) < 0)
                return 100;
        for (int i = 0; i < rounds; i++)
                if (db_begin(db, NULL) < 0 || db_exec(db, "UPDATE n SET n = n + 1", NULL) < 0 ||
                    db_commit(db, NULL) < 0)
                        failed++;
        return failed;
}

static void two_writers_wait_for_each_other(void **state)
{
        enum { ROUNDS = 100, WRITERS = 3 };
        struct place *p = *state;
        pid_t child[WRITERS];

        run(p, "CREATE TABLE n (n INTEGER); INSERT INTO n VALUES (0)");
        db_close(p->db); /* a connection does not survive fork */
        for (int i = 0; i < WRITERS; i++) {
                child[i] = fork();
                if (child[i] == 0)
                        _exit(write_many(p->path, ROUNDS));
        }
        for (int i = 0; i < WRITERS; i++) {
                int status = -1;

                assert_int_equal(waitpid(child[i], &status, 0), child[i]);
                assert_int_equal(status, 0);
        }
        assert_done(db_open(p->path, DB_WRITE, OUR_ID, &p->db, &p->err), &p->err);
        assert_int_equal(ask(p->db, "SELECT n FROM n"), ROUNDS * WRITERS);
}

static void several_makers_of_one_file_all_succeed(void **state)
{
        enum { MAKERS = 4 };
        struct place *p = *state;
        char path[128];
        pid_t child[MAKERS];

        snprintf(path, sizeof(path), "%s/y.db", p->dir);
        for (int i = 0; i < MAKERS; i++) {
                child[i] = fork();
                if (child[i] == 0) {
                        struct db *db = NULL;
                        int r = db_open(path, DB_CREATE, OUR_ID, &db, NULL);

                        r = r < 0 ? r : db_migrate(db, "schemas/hub", NULL);
                        db_close(db);
                        _exit(r == 0 ? 0 : 1);
                }
        }
        for (int i = 0; i < MAKERS; i++) {
                int status = -1;

                assert_int_equal(waitpid(child[i], &status, 0), child[i]);
                assert_int_equal(status, 0);
        }
        unlink(path);
}

static void the_migrations_run_once_and_set_the_version(void **state)
{
        struct place *p = *state;
        int version = -1;

        assert_true(db_newest_version("schemas/hub") >= 1);
        assert_int_equal(db_newest_version("schemas/none"), 0);
        assert_int_equal(db_newest_version("schemas"), 0);
        assert_done(db_version(p->db, &version, &p->err), &p->err);
        assert_int_equal(version, 0);
        assert_done(db_migrate(p->db, "schemas/hub", &p->err), &p->err);
        assert_done(db_migrate(p->db, "schemas/hub", &p->err), &p->err);
        assert_done(db_version(p->db, &version, &p->err), &p->err);
        assert_int_equal(version, db_newest_version("schemas/hub"));
        assert_int_equal(ask(p->db, "SELECT count(*) FROM work"), 0);
}

static void a_migration_that_fails_leaves_the_file_as_it_was(void **state)
{
        struct place *p = *state;
        int version = -1;

        run(p, "CREATE TABLE change (mine)"); /* in the way of the last tables of the first one */
        assert_int_equal(db_migrate(p->db, "schemas/hub", &p->err), -EINVAL);
        assert_non_null(strstr(p->err.message, "schemas/hub/0001"));
        assert_done(db_version(p->db, &version, &p->err), &p->err);
        assert_int_equal(version, 0);
        assert_int_equal(ask(p->db, "SELECT count(*) FROM sqlite_schema"), 1);
}

static void a_file_of_a_newer_program_is_left_alone(void **state)
{
        struct place *p = *state;

        run(p, "PRAGMA user_version=9999");
        assert_int_equal(db_migrate(p->db, "schemas/hub", &p->err), DB_TOO_NEW);
        assert_non_null(strstr(p->err.message, "newer program"));
        assert_int_equal(ask(p->db, "SELECT count(*) FROM sqlite_schema"), 0);
}

static int fill(struct db *db, struct error *err)
{
        CLEANUP(db_rollbackp) struct db *open = db;
        int r = db_begin(db, err);

        for (int i = 0; i < 100 && r == 0; i++)
                r = db_exec(db, "INSERT INTO t VALUES (randomblob(100000))", err);
        return r < 0 ? r : db_commit(open, err);
}

/* A file size limit stands for the full disk: writes beyond it fail in the same place. */
static void a_full_disk_is_told_and_undone(void **state)
{
        struct place *p = *state;
        struct rlimit before, small = {1 << 20, RLIM_INFINITY};

        run(p, "CREATE TABLE t (x)");
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        assert_int_equal(fill(p->db, &p->err), -ENOSPC);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, SIG_DFL);
        assert_non_null(strstr(p->err.message, p->path));
        assert_false(db_in_transaction(p->db));
        assert_int_equal(ask(p->db, "SELECT count(*) FROM t"), 0);
        assert_done(fill(p->db, &p->err), &p->err);
        assert_int_equal(ask(p->db, "SELECT count(*) FROM t"), 100);
}

static void a_database_at_its_largest_size_is_full(void **state)
{
        struct place *p = *state;

        run(p, "CREATE TABLE t (x); PRAGMA max_page_count=10");
        assert_int_equal(fill(p->db, &p->err), -ENOSPC);
        assert_non_null(strstr(p->err.message, "full"));
}

static void a_damaged_file_is_told(void **state)
{
        struct place *p = *state;
        char junk[4096];
        int fd;

        run(p, "CREATE TABLE t (x)");
        assert_done(fill(p->db, &p->err), &p->err);
        db_close(p->db); /* brings the log into the file */
        p->db = NULL;
        memset(junk, 0xA5, sizeof(junk));
        fd = open(p->path, O_WRONLY);
        assert_true(fd >= 0);
        assert_int_equal(pwrite(fd, junk, sizeof(junk), 4096), (ssize_t)sizeof(junk));
        close(fd);
        assert_done(db_open(p->path, DB_WRITE, OUR_ID, &p->db, &p->err), &p->err);
        assert_int_equal(db_exec(p->db, "SELECT count(x) FROM t", &p->err), -EIO);
        assert_non_null(strstr(p->err.message, "malformed"));
}

static void the_tables_behind_full_text_search_cannot_be_written_by_hand(void **state)
{
        struct place *p = *state;

        run(p, "CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES ('one')");
        assert_true(db_exec(p->db, "DELETE FROM f_data", &p->err) < 0);
        run(p, "INSERT INTO f(f) VALUES ('rebuild'); INSERT INTO f(f) VALUES ('integrity-check')");
        assert_int_equal(ask(p->db, "SELECT count(*) FROM f WHERE f MATCH 'one'"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin_place, end_place)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(a_new_file_is_private_and_logs_ahead_and_syncs),
                TEST(a_missing_file_is_made_only_when_asked_for),
                TEST(a_database_of_another_program_is_refused),
                TEST(a_file_that_is_no_database_is_refused),
                TEST(every_kind_of_value_comes_back),
                TEST(a_statement_in_use_twice_is_two_statements),
                TEST(a_value_does_not_stay_bound),
                TEST(a_bind_that_failed_is_told_at_the_step),
                TEST(a_constraint_is_told_in_its_words),
                TEST(a_wrong_statement_is_told_with_its_place),
                TEST(a_reader_cannot_write),
                TEST(a_transaction_left_open_is_rolled_back),
                TEST(a_reading_transaction_sees_one_moment),
                TEST(a_database_that_stays_locked_is_told),
                TEST(two_writers_wait_for_each_other),
                TEST(several_makers_of_one_file_all_succeed),
                TEST(the_migrations_run_once_and_set_the_version),
                TEST(a_migration_that_fails_leaves_the_file_as_it_was),
                TEST(a_file_of_a_newer_program_is_left_alone),
                TEST(a_full_disk_is_told_and_undone),
                TEST(a_database_at_its_largest_size_is_full),
                TEST(a_damaged_file_is_told),
                TEST(the_tables_behind_full_text_search_cannot_be_written_by_hand),
        };

        return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
