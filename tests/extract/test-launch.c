/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Children that end in every way a child can end. */
#include "unit.h"

#include "base/clock.h"
#include "extract/launch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

static int open_files(void)
{
        DIR *d = opendir("/proc/self/fd");
        int n = 0;

        assert_non_null(d);
        while (readdir(d))
                n++;
        closedir(d);
        return n;
}

/* Runs a line of shell with a small text as its input. */
static int run_shell(const char *line, size_t out_max, int ms, struct launched *ret)
{
        const char *const argv[] = {"/bin/sh", "-c", line, NULL};
        CLEANUP(fclosep) FILE *f = tmpfile();
        struct launch l = {.argv = argv, .out_max = out_max};
        struct error err = {0};

        assert_non_null(f);
        fputs("the input", f);
        rewind(f);
        l.fd = fileno(f);
        l.deadline = clock_monotonic_ms() + ms;
        return launch_run(&l, ret, &err);
}

static void assert_nothing_left(int files_before)
{
        assert_int_equal(open_files(), files_before);
        assert_true(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void output_messages_and_status_come_back(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        int before = open_files();

        (void)state;
        assert_int_equal(run_shell("cat; echo oops >&2; exit 7", 100, 60000, &l), 0);
        assert_int_equal(l.end, LAUNCH_EXITED);
        assert_int_equal(l.code, 7);
        assert_string_equal(str_text(&l.out), "the input");
        assert_string_equal(str_text(&l.errors), "oops\n");
        assert_nothing_left(before);
}

static void large_output_comes_back_whole(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;

        (void)state;
        assert_int_equal(run_shell("head -c 9000000 /dev/zero", 9000000, 60000, &l), 0);
        assert_int_equal(l.end, LAUNCH_EXITED);
        assert_int_equal(l.out.len, 9000000);
}

static void a_child_that_never_ends_is_ended_with_all_it_started(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        int before = open_files();
        int64_t start = clock_monotonic_ms();

        (void)state;
        assert_int_equal(run_shell("sleep 1000 & while :; do :; done", 100, 300, &l), 0);
        assert_int_equal(l.end, LAUNCH_TIMED_OUT);
        assert_true(clock_monotonic_ms() - start < 20000);
        assert_nothing_left(before);
}

static void a_child_that_closes_its_output_and_stays_is_ended(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        int before = open_files();

        (void)state;
        assert_int_equal(run_shell("exec >&- 2>&-; while :; do :; done", 100, 300, &l), 0);
        assert_int_equal(l.end, LAUNCH_TIMED_OUT);
        assert_nothing_left(before);
}

static void a_grandchild_that_holds_the_output_does_not_hold_us(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        int64_t start = clock_monotonic_ms();

        (void)state;
        assert_int_equal(run_shell("echo done; sleep 1000 &", 100, 60000, &l), 0);
        assert_int_equal(l.end, LAUNCH_EXITED);
        assert_string_equal(str_text(&l.out), "done\n");
        assert_true(clock_monotonic_ms() - start < 30000);
}

static void a_flood_of_output_is_stopped(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        int before = open_files();

        (void)state;
        assert_int_equal(run_shell("cat /dev/zero", 1000, 60000, &l), 0);
        assert_int_equal(l.end, LAUNCH_TOO_MUCH);
        assert_true(l.out.len <= 1000);
        assert_nothing_left(before);
}

static void a_flood_of_messages_keeps_its_start_and_its_end(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;

        (void)state;
        assert_int_equal(run_shell("exec >&2; echo first; head -c 9000000 /dev/zero; echo last", 10,
                                   60000, &l),
                         0);
        assert_int_equal(l.end, LAUNCH_EXITED);
        assert_true(l.errors.len <= LAUNCH_ERRORS_MAX);
        assert_memory_equal(l.errors.data, "first\n", 6);
        assert_string_equal(l.errors.data + l.errors.len - 5, "last\n");
}

static void a_signal_is_named(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        int before = open_files();

        (void)state;
        assert_int_equal(run_shell("kill -SEGV $$", 10, 60000, &l), 0);
        assert_int_equal(l.end, LAUNCH_KILLED);
        assert_int_equal(l.code, SIGSEGV);
        assert_nothing_left(before);
}

static void a_missing_program_is_our_failure(void **state)
{
        static const char *const argv[] = {"/nonexistent/worker", NULL};
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        struct launch run = {.argv = argv, .fd = 0, .out_max = 10};
        struct error err = {0};
        int before = open_files();

        (void)state;
        run.deadline = clock_monotonic_ms() + 1000;
        assert_int_equal(launch_run(&run, &l, &err), -ENOENT);
        assert_non_null(strstr(err.message, "/nonexistent/worker"));
        assert_nothing_left(before);
}

static void a_child_gets_no_file_and_no_variable_of_ours(void **state)
{
        CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
        CLEANUP(closep) int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

        (void)state;
        setenv("SSEHUB_TEST_SECRET", "hunter2", 1);
        assert_int_equal(
                run_shell("ls /proc/self/fd | wc -l; echo $SSEHUB_TEST_SECRET", 100, 60000, &l), 0);
        assert_true(fd >= 0);
        /* 0, 1, 2 and the folder that ls has open. */
        assert_string_equal(str_text(&l.out), "4\n\n");
}

static void *launch_some(void *user)
{
        for (int i = 0; i < 20; i++) {
                CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;

                if (run_shell("cat", 100, 60000, &l) != 0 || l.end != LAUNCH_EXITED ||
                    strcmp(str_text(&l.out), "the input"))
                        return user;
        }
        return NULL;
}

static void threads_launch_side_by_side(void **state)
{
        pthread_t t[4];
        int before = open_files();

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(t); i++)
                assert_int_equal(pthread_create(&t[i], NULL, launch_some, t), 0);
        for (size_t i = 0; i < ARRAY_LEN(t); i++) {
                void *failed = t;

                assert_int_equal(pthread_join(t[i], &failed), 0);
                assert_null(failed);
        }
        assert_nothing_left(before);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(output_messages_and_status_come_back),
                cmocka_unit_test(large_output_comes_back_whole),
                cmocka_unit_test(a_child_that_never_ends_is_ended_with_all_it_started),
                cmocka_unit_test(a_child_that_closes_its_output_and_stays_is_ended),
                cmocka_unit_test(a_grandchild_that_holds_the_output_does_not_hold_us),
                cmocka_unit_test(a_flood_of_output_is_stopped),
                cmocka_unit_test(a_flood_of_messages_keeps_its_start_and_its_end),
                cmocka_unit_test(a_signal_is_named),
                cmocka_unit_test(a_missing_program_is_our_failure),
                cmocka_unit_test(a_child_gets_no_file_and_no_variable_of_ours),
                cmocka_unit_test(threads_launch_side_by_side),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
