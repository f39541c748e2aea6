/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each limit of extract.h, and workers that misbehave in every way we could think of. */
#include "unit.h"

#include "base/clock.h"
#include "base/str.h"
#include "extract/extract.h"
#include "extract/launch.h"
#include "text/html.h"
#include "text/markdown.h"
#include "text/xml.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

static char worker[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(worker, sizeof(worker), "%s/src/ssehub-worker", build_dir());
        return 0;
}

static int document(const char *start, off_t size)
{
        int fd = memfd_create("document", MFD_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, start, strlen(start)), strlen(start));
        if (size)
                assert_int_equal(ftruncate(fd, size), 0);
        return fd;
}

static int extract_with(const struct extract_options *o, int fd, const char *name,
                        struct extraction **ret)
{
        struct error err = {0};
        struct extract_options with = *o;

        if (!with.worker)
                with.worker = worker;
        return extract_fd(fd, name, &with, ret, &err);
}

/* The document ends in this state, and its reason says this. */
static void assert_ends(const struct extract_options *o, int fd, const char *name,
                        enum extract_state state, const char *reason)
{
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        int r = extract_with(o, fd, name, &x);

        close(fd);
        if (r != 0)
                fail_msg("failed with %d", r);
        if (x->state != state || (reason && !strstr(x->reason, reason)))
                fail_msg("%s: %s", extract_state_name(x->state), x->reason ? x->reason : "-");
        if (state != EXTRACT_OK)
                assert_int_equal(x->n_pages, 0);
}

/* ---- size ---- */

static void a_file_over_the_limit_is_too_large(void **state)
{
        const struct extract_options small = {.file_max = 10}, usual = {0};

        (void)state;
        assert_ends(&small, document("a123456789", 0), "a.txt", EXTRACT_OK, NULL);
        assert_ends(&small, document("0123456789a", 0), "a.txt", EXTRACT_TOO_LARGE, "11 bytes");
        assert_ends(&usual, document("%PDF-1.4", (off_t)EXTRACT_FILE_MAX + 1), "a.pdf",
                    EXTRACT_TOO_LARGE, "bytes");
}

static void a_stream_over_the_limit_is_too_large(void **state)
{
        const struct extract_options small = {.file_max = 10};
        int p[2];

        (void)state;
        assert_int_equal(pipe(p), 0);
        assert_int_equal(write(p[1], "0123456789a", 11), 11);
        close(p[1]);
        assert_ends(&small, p[0], "a.txt", EXTRACT_TOO_LARGE, "10 bytes");
}

static void a_stream_within_the_limit_is_read(void **state)
{
        const struct extract_options usual = {0};
        int p[2];

        (void)state;
        assert_int_equal(pipe(p), 0);
        assert_int_equal(write(p[1], "0123456789a", 11), 11);
        close(p[1]);
        assert_ends(&usual, p[0], "a.txt", EXTRACT_OK, NULL);
}

static void text_over_the_limit_is_too_large_and_never_cut(void **state)
{
        const struct extract_options small = {.text_max = 20};
        CLEANUP(str_done) struct str path = STR_INIT;
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        struct extract_options pdf = small;
        struct error err = {0};

        (void)state;
        assert_ends(&small, document("a1234567890123456789", 0), "a.txt", EXTRACT_OK, NULL);
        assert_ends(&small, document("0123456789\f01234567890", 0), "a.txt", EXTRACT_TOO_LARGE,
                    "20 bytes of text");
        str_addf(&path, "%s/tests/extract/files/two-pages.pdf", source_dir());
        pdf.worker = worker;
        assert_done(extract_file(path.data, &pdf, &x, &err), &err);
        assert_int_equal(x->state, EXTRACT_TOO_LARGE);
        assert_int_equal(x->n_pages, 0);
}

static void each_format_has_its_own_limit(void **state)
{
        const struct extract_options usual = {0};

        (void)state;
        assert_ends(&usual, document("words", (off_t)EXTRACT_TEXT_MAX + 1), "a.txt",
                    EXTRACT_TOO_LARGE, "text/plain");
        assert_ends(&usual, document("<article><body>", (off_t)XML_SIZE_MAX + 1), "a.xml",
                    EXTRACT_TOO_LARGE, "application/xml");
        assert_ends(&usual, document("<html><body>", (off_t)XML_SIZE_MAX + 1), "a.html",
                    EXTRACT_TOO_LARGE, "text/html");
        assert_ends(&usual, document("# words", (off_t)MARKDOWN_SIZE_MAX + 1), "a.md",
                    EXTRACT_TOO_LARGE, "text/markdown");
}

static void more_pages_than_the_limit_are_too_large(void **state)
{
        const struct extract_options usual = {0};
        CLEANUP(str_done) struct str text = STR_INIT;

        (void)state;
        for (int i = 0; i < EXTRACT_PAGES_MAX; i++)
                str_add(&text, "x\f");
        assert_ends(&usual, document(text.data, 0), "a.txt", EXTRACT_OK, NULL);
        str_add(&text, "one more");
        assert_ends(&usual, document(text.data, 0), "a.txt", EXTRACT_TOO_LARGE, "20000 pages");
}

/* ---- time ---- */

static void a_stream_that_never_ends_times_out(void **state)
{
        const struct extract_options second = {.seconds = 1};
        int64_t start = clock_monotonic_ms();
        int p[2];

        (void)state;
        assert_int_equal(pipe(p), 0);
        assert_ends(&second, p[0], "a.txt", EXTRACT_TIMED_OUT, "1 s");
        close(p[1]);
        assert_true(clock_monotonic_ms() - start >= 1000);
        assert_true(clock_monotonic_ms() - start < 30000);
}

/* ---- workers of another sort ---- */

/* A shell script in the worker's place; the caller frees (and unlinks) its path. */
static char *make_worker(const char *script)
{
        struct str path = STR_INIT;
        CLEANUP(fclosep) FILE *f = NULL;
        int fd;

        str_addf(&path, "%s/worker-XXXXXX", build_dir());
        fd = mkstemp(path.data);
        assert_true(fd >= 0 && fchmod(fd, 0700) == 0);
        f = fdopen(fd, "w");
        assert_non_null(f);
        fprintf(f, "#!/bin/sh\n%s\n", script);
        return str_steal(&path);
}

static void forget_worker(char **path)
{
        unlink(*path);
        free(*path);
}

static void assert_worker_ends(const char *script, enum extract_state state, const char *reason)
{
        CLEANUP(forget_worker) char *path = make_worker(script);
        const struct extract_options o = {.worker = path, .seconds = 2, .text_max = 1000};

        assert_ends(&o, document("words", 0), "a.txt", state, reason);
}

static void a_worker_that_loops_times_out(void **state)
{
        (void)state;
        assert_worker_ends("while :; do :; done", EXTRACT_TIMED_OUT, "2 s");
}

static void a_worker_that_dies_is_a_damaged_file_with_the_signal(void **state)
{
        (void)state;
        assert_worker_ends("kill -SEGV $$", EXTRACT_DAMAGED, "SIGSEGV");
        assert_worker_ends("kill -ABRT $$", EXTRACT_DAMAGED, "SIGABRT");
        assert_worker_ends("echo '{\"state\":'; kill -KILL $$", EXTRACT_DAMAGED, "SIGKILL");
}

static void a_worker_out_of_computing_time_times_out(void **state)
{
        (void)state;
        assert_worker_ends("kill -XCPU $$", EXTRACT_TIMED_OUT, NULL);
}

static void a_worker_out_of_memory_is_a_file_too_large(void **state)
{
        (void)state;
        assert_worker_ends("echo 'ssehub-worker: out of memory' >&2; exit 4", EXTRACT_TOO_LARGE,
                           "1024 MiB");
        assert_worker_ends("echo 'what():  std::bad_alloc' >&2; kill -ABRT $$", EXTRACT_TOO_LARGE,
                           "1024 MiB");
}

static void a_worker_that_floods_its_output_is_stopped(void **state)
{
        (void)state;
        assert_worker_ends("cat /dev/zero", EXTRACT_TOO_LARGE, "1000 bytes");
}

static void an_answer_that_is_no_answer_is_a_damaged_file(void **state)
{
        static const char *const answers[] = {
                "true",
                "echo nonsense",
                "echo '[]'",
                "echo '{\"state\": \"fine\", \"media_type\": \"text/plain\"}'",
                "echo '{\"state\": \"ok\", \"media_type\": \"text/plain\", \"record\": {}}'",
                "echo '{\"state\":\"ok\",\"media_type\":\"a/b\",\"record\":{},\"pages\":[7]}'",
                "echo '{\"state\": \"ok\", \"media_type\": \"text/plain\", \"pages\": []}'",
                "echo '{\"state\": \"ok\", \"pages\": [], \"record\": {}}'",
                "exit 1",
        };

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(answers); i++)
                assert_worker_ends(answers[i], EXTRACT_DAMAGED, NULL);
}

static void a_kernel_without_a_sandbox_is_a_failure(void **state)
{
        CLEANUP(forget_worker)
        char *path = make_worker("echo 'ssehub-worker: no seccomp' >&2; exit 77");
        const struct extract_options o = {.worker = path};
        struct extraction *x = NULL;
        int fd = document("words", 0);

        (void)state;
        assert_int_equal(extract_with(&o, fd, "a.txt", &x), -ENOTSUP);
        close(fd);
        assert_null(x);
}

static void a_missing_worker_is_a_failure(void **state)
{
        const struct extract_options o = {.worker = "/nonexistent/ssehub-worker"};
        struct extraction *x = NULL;
        int fd = document("words", 0);

        (void)state;
        assert_int_equal(extract_with(&o, fd, "a.txt", &x), -ENOENT);
        close(fd);
        assert_null(x);
}

static void a_worker_used_wrongly_says_how_it_is_used(void **state)
{
        const char *const calls[][4] = {{worker, NULL},
                                        {worker, "read", NULL},
                                        {worker, "run", NULL},
                                        {worker, "--accept-no-sandbox", NULL},
                                        {worker, "write", "a.txt", NULL}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
                CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
                struct launch run = {.argv = calls[i], .out_max = 1000};
                struct error err = {0};

                run.fd = document("words", 0);
                run.deadline = clock_monotonic_ms() + 60000;
                assert_done(launch_run(&run, &l, &err), &err);
                close(run.fd);
                assert_int_equal(l.end, LAUNCH_EXITED);
                assert_int_equal(l.code, 2);
                assert_non_null(strstr(str_text(&l.errors), "usage: "));
        }
}

static void a_worker_runs_programs_of_the_system_only(void **state)
{
        const char *const calls[][5] = {{worker, "run", "/bin/sh", NULL},
                                        {worker, "run", "../bin/sh", NULL},
                                        {worker, "run", "no-such-program", NULL}};

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
                CLEANUP(launched_done) struct launched l = LAUNCHED_INIT;
                struct launch run = {.argv = calls[i], .out_max = 1000};
                struct error err = {0};

                run.fd = document("words", 0);
                run.deadline = clock_monotonic_ms() + 60000;
                assert_done(launch_run(&run, &l, &err), &err);
                close(run.fd);
                assert_int_equal(l.end, LAUNCH_EXITED);
                assert_int_equal(l.code, 127);
        }
}

/* A process in which the kernel refuses to load seccomp filters, as one built without them does. */
static int extract_without_seccomp(bool accept)
{
        const struct extract_options o = {.accept_no_sandbox = accept};
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
        int fd = document("words", 0);
        int r;

        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(seccomp), 0);
        seccomp_rule_add(filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1,
                         SCMP_A0(SCMP_CMP_EQ, 22 /* PR_SET_SECCOMP */, 0));
        if (seccomp_load(filter) < 0)
                return -1;
        seccomp_release(filter);
        r = extract_with(&o, fd, "a.txt", &x);
        close(fd);
        return r == -ENOTSUP ? 1 : r == 0 && x->state == EXTRACT_OK ? 2 : 3;
}

static void without_seccomp_nothing_is_read_unless_that_is_accepted(void **state)
{
        (void)state;
        for (int accept = 0; accept < 2; accept++) {
                int status = 0;
                pid_t p = fork();

                assert_true(p >= 0);
                if (p == 0)
                        _exit(extract_without_seccomp(accept));
                assert_int_equal(waitpid(p, &status, 0), p);
                assert_true(WIFEXITED(status));
                assert_int_equal(WEXITSTATUS(status), accept ? 2 : 1);
        }
}

/* ---- side by side, and killed at any instant ---- */

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

enum { THREADS = 3, ROUNDS = 8 };

/* Every answer is a whole one: ok with its text, or another state with a reason. */
static void *extract_some(void *user)
{
        const struct extract_options usual = {0};

        for (int i = 0; i < ROUNDS; i++) {
                CLEANUP(extraction_freep) struct extraction *x = NULL;
                int fd = document("One vote for each of the members of the assembly.", 0);
                int r = extract_with(&usual, fd, "a.txt", &x);

                close(fd);
                if (r != 0 || (x->state == EXTRACT_OK) != (x->n_pages == 1))
                        return user;
        }
        return NULL;
}

static void run_threads(void)
{
        pthread_t t[THREADS];

        for (size_t i = 0; i < THREADS; i++)
                assert_int_equal(pthread_create(&t[i], NULL, extract_some, t), 0);
        for (size_t i = 0; i < THREADS; i++) {
                void *failed = t;

                assert_int_equal(pthread_join(t[i], &failed), 0);
                assert_null(failed);
        }
}

static void assert_nothing_left(int files_before)
{
        assert_int_equal(open_files(), files_before);
        assert_true(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void threads_extract_side_by_side(void **state)
{
        int before = open_files();

        (void)state;
        run_threads();
        assert_nothing_left(before);
}

static _Atomic bool stop_killing;

/* The first child of this process that is a worker, or 0. */
static pid_t find_child(void)
{
        DIR *tasks = opendir("/proc/self/task");
        struct dirent *e;
        pid_t found = 0;

        while (tasks && !found && (e = readdir(tasks))) {
                CLEANUP(fclosep) FILE *f = NULL;
                char path[300];

                snprintf(path, sizeof(path), "/proc/self/task/%s/children", e->d_name);
                f = e->d_name[0] == '.' ? NULL : fopen(path, "re");
                if (f && fscanf(f, "%d", &found) != 1)
                        found = 0;
        }
        if (tasks)
                closedir(tasks);
        return found;
}

/* Kills each child it sees, each a little later in its life than the one before. */
static void *kill_children(void *user)
{
        int *killed = user;
        unsigned int pause = 0;

        while (!stop_killing) {
                pid_t child = find_child();

                if (child <= 0)
                        continue;
                pause = (pause + 1700) % 30000;
                usleep(pause);
                if (find_child() == child && kill(child, SIGKILL) == 0)
                        (*killed)++;
        }
        return NULL;
}

static void a_worker_killed_at_any_time_leaves_nothing_behind(void **state)
{
        int before = open_files();
        int killed = 0;
        pthread_t killer;

        (void)state;
        if (access("/proc/thread-self/children", R_OK) < 0) {
                print_message("skipped: this kernel does not tell the children of a process\n");
                skip();
        }
        stop_killing = false;
        assert_int_equal(pthread_create(&killer, NULL, kill_children, &killed), 0);
        run_threads();
        stop_killing = true;
        assert_int_equal(pthread_join(killer, NULL), 0);
        assert_true(killed > 0);
        assert_nothing_left(before);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_file_over_the_limit_is_too_large),
                cmocka_unit_test(a_stream_over_the_limit_is_too_large),
                cmocka_unit_test(a_stream_within_the_limit_is_read),
                cmocka_unit_test(text_over_the_limit_is_too_large_and_never_cut),
                cmocka_unit_test(each_format_has_its_own_limit),
                cmocka_unit_test(more_pages_than_the_limit_are_too_large),
                cmocka_unit_test(a_stream_that_never_ends_times_out),
                cmocka_unit_test(a_worker_that_loops_times_out),
                cmocka_unit_test(a_worker_that_dies_is_a_damaged_file_with_the_signal),
                cmocka_unit_test(a_worker_out_of_computing_time_times_out),
                cmocka_unit_test(a_worker_out_of_memory_is_a_file_too_large),
                cmocka_unit_test(a_worker_that_floods_its_output_is_stopped),
                cmocka_unit_test(an_answer_that_is_no_answer_is_a_damaged_file),
                cmocka_unit_test(a_kernel_without_a_sandbox_is_a_failure),
                cmocka_unit_test(a_missing_worker_is_a_failure),
                cmocka_unit_test(a_worker_used_wrongly_says_how_it_is_used),
                cmocka_unit_test(a_worker_runs_programs_of_the_system_only),
                cmocka_unit_test(without_seccomp_nothing_is_read_unless_that_is_accepted),
                cmocka_unit_test(threads_extract_side_by_side),
                cmocka_unit_test(a_worker_killed_at_any_time_leaves_nothing_behind),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
