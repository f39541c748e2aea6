/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A worker that stands by: one document's trouble is never another's. */
#include "unit.h"

#include "base/str.h"
#include "extract/extract.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

static char worker[4096];

static int set_up(void **state)
{
        (void)state;
        snprintf(worker, sizeof(worker), "%s/src/ssehub-worker", build_dir());
        return 0;
}

static int document(const char *text)
{
        int fd = memfd_create("document", MFD_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(write(fd, text, strlen(text)), strlen(text));
        return fd;
}

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

static struct extract_standby *stand_by(void)
{
        const struct extract_options o = {.worker = worker};
        struct extract_standby *s = NULL;
        struct error err = {0};

        assert_done(extract_standby_open(&o, &s, &err), &err);
        return s;
}

/* Reads a text with the standing worker; its one page is the text. */
static void assert_reads(struct extract_standby *s, const char *text)
{
        const struct extract_options o = {.worker = worker, .standby = s};
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        struct error err = {0};
        int fd = document(text);

        assert_done(extract_fd(fd, "a.txt", &o, &x, &err), &err);
        close(fd);
        assert_int_equal(x->state, EXTRACT_OK);
        assert_string_equal(x->pages[0], text);
}

/* The number of our one child. */
static pid_t child(void)
{
        char path[64];
        FILE *f;
        int pid = 0;

        snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
        f = fopen(path, "re");
        if (!f)
                return 0;
        if (fscanf(f, "%d", &pid) != 1)
                pid = 0;
        fclose(f);
        return pid;
}

static void one_worker_reads_many_documents_and_leaves_nothing_open(void **state)
{
        int before = open_files();
        struct extract_standby *s = stand_by();
        int between;

        (void)state;
        assert_reads(s, "The first of many.");
        between = open_files();
        for (int i = 0; i < 20; i++)
                assert_reads(s, "Cooperatives feed the city.");
        assert_int_equal(open_files(), between);
        extract_standby_close(s);
        assert_int_equal(open_files(), before);
        assert_true(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void a_document_that_is_refused_leaves_the_next_alone(void **state)
{
        CLEANUP(extract_standby_closep) struct extract_standby *s = stand_by();
        const struct extract_options o = {.worker = worker, .standby = s};
        struct error err = {0};

        (void)state;
        for (int i = 0; i < 3; i++) {
                CLEANUP(extraction_freep) struct extraction *x = NULL;
                int fd = document("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;");

                assert_done(extract_fd(fd, "a.xml", &o, &x, &err), &err);
                close(fd);
                assert_int_equal(x->state, EXTRACT_DAMAGED);
                assert_reads(s, "A sound text.");
        }
}

static void a_document_that_takes_too_long_leaves_the_next_alone(void **state)
{
        CLEANUP(extract_standby_closep) struct extract_standby *s = stand_by();
        const struct extract_options o = {.worker = worker, .standby = s, .seconds = 1};
        CLEANUP(extraction_freep) struct extraction *x = NULL;
        CLEANUP(str_done) struct str deep = STR_INIT;
        struct error err = {0};
        int fd;

        (void)state;
        str_add(&deep, "<p ");
        for (int i = 0; i < 200000; i++)
                str_addf(&deep, "a%d='' ", i); /* each is compared with those before it */
        str_add(&deep, ">x</p>");
        fd = document(str_text(&deep));
        assert_done(extract_fd(fd, "a.html", &o, &x, &err), &err);
        close(fd);
        assert_int_equal(x->state, EXTRACT_TIMED_OUT);
        assert_reads(s, "A quick text.");
}

static void a_worker_that_was_killed_is_started_anew(void **state)
{
        CLEANUP(extract_standby_closep) struct extract_standby *s = stand_by();

        (void)state;
        assert_reads(s, "Before.");
        if (!child()) {
                print_message("skipped: this kernel does not list a process's children\n");
                skip();
        }
        assert_int_equal(kill(child(), SIGKILL), 0);
        assert_reads(s, "After.");
}

static void a_worker_that_is_not_there_is_an_error(void **state)
{
        const struct extract_options o = {.worker = "/nowhere/ssehub-worker"};
        struct extract_standby *s = NULL;
        struct error err = {0};

        (void)state;
        assert_true(extract_standby_open(&o, &s, &err) < 0);
        assert_non_null(strstr(err.message, "/nowhere/ssehub-worker"));
        assert_null(s);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(one_worker_reads_many_documents_and_leaves_nothing_open),
                cmocka_unit_test(a_document_that_is_refused_leaves_the_next_alone),
                cmocka_unit_test(a_document_that_takes_too_long_leaves_the_next_alone),
                cmocka_unit_test(a_worker_that_was_killed_is_started_anew),
                cmocka_unit_test(a_worker_that_is_not_there_is_an_error),
        };

        return cmocka_run_group_tests(tests, set_up, NULL);
}
