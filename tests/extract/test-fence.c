/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a fenced process cannot do. Each try is a child of its own that answers with its exit status. */
#include "unit.h"

#include "base/str.h"
#include "extract/extract.h"
#include "extract/fence.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM "/usr/bin/pdftotext"

enum outcome { REFUSED, DONE, NO_FENCE };

/* Each returns what the system call did: negative is refused. */
static long try_open(void)
{
        return open("/etc/passwd", O_RDONLY);
}

static long try_open_library(void)
{
        return open("/etc/ld.so.cache", O_RDONLY);
}

static long try_open_for_writing(void)
{
        return open("/dev/null", O_WRONLY);
}

static long try_create(void)
{
        return open("/tmp/ssehub-test-fence", O_CREAT | O_RDONLY, 0600);
}

static long try_creat(void)
{
        return syscall(SYS_openat, AT_FDCWD, "/tmp/ssehub-test-fence", O_CREAT | O_WRONLY, 0600);
}

static long try_unlink(void)
{
        return unlink("/tmp/ssehub-test-fence-none") < 0 && errno == ENOENT ? 0 : -1;
}

static long try_mkdir(void)
{
        return mkdir("/tmp/ssehub-test-fence-dir", 0700);
}

static long try_socket(void)
{
        return socket(AF_INET, SOCK_STREAM, 0);
}

static long try_unix_socket(void)
{
        return socket(AF_UNIX, SOCK_STREAM, 0);
}

static long try_fork(void)
{
        pid_t p = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);

        if (p == 0)
                _exit(0);
        return p;
}

static long try_clone3(void)
{
        char none[64] = {0};

        return syscall(SYS_clone3, none, sizeof(none)) < 0 && errno == ENOSYS ? -1 : 0;
}

static long try_exec(void)
{
        char *const argv[] = {NULL};
        char *const envp[] = {NULL};
        char path[] = "/bin/true";

        return execve(path, argv, envp);
}

static long try_ptrace(void)
{
        return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long try_kill(void)
{
        return kill(getppid(), 0);
}

static long try_mount(void)
{
        return syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, NULL);
}

static long try_unshare(void)
{
        return unshare(CLONE_NEWUSER);
}

static long try_raise_limit(void)
{
        const struct rlimit more = {RLIM_INFINITY, RLIM_INFINITY};

        return setrlimit(RLIMIT_CPU, &more);
}

static long try_run_memory(void)
{
        return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
                               MAP_FAILED
                       ? -1
                       : 0;
}

static long try_read_stdin(void)
{
        char c;

        return read(STDIN_FILENO, &c, 1);
}

static long try_compute(void)
{
        char *p = malloc(1 << 20);
        long r = p ? 0 : -1;

        free(p);
        return r;
}

static long try_too_much_memory(void)
{
        void *p = mmap(NULL, (size_t)EXTRACT_MEMORY + (512 << 20), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

        return p == MAP_FAILED ? -1 : 0;
}

static long try_open_document(void)
{
        return open("/proc/self/fd/0", O_RDONLY);
}

static long try_open_document_for_writing(void)
{
        return open("/proc/self/fd/0", O_RDWR);
}

static int reader(struct error *err)
{
        return fence_reader(false, err);
}

static int program(struct error *err)
{
        return fence_program(PROGRAM, FENCE_NOTHING, false, err);
}

static int program_of_a_document(struct error *err)
{
        return fence_program(PROGRAM, FENCE_DOCUMENT, false, err);
}

/* What stands at descriptor 0 in the child. */
static const char *input = "/dev/zero";

static enum outcome attempt(int (*fence)(struct error *err), long (*act)(void))
{
        int status = 0;
        pid_t p = fork();

        assert_true(p >= 0);
        if (p == 0) {
                struct error err = {0};
                int null = open(input, O_RDONLY);

                dup2(null, STDIN_FILENO);
                if (fence(&err) != 0)
                        _exit(NO_FENCE);
                _exit(act() < 0 ? REFUSED : DONE);
        }
        assert_int_equal(waitpid(p, &status, 0), p);
        assert_true(WIFEXITED(status));
        return (enum outcome)WEXITSTATUS(status);
}

struct trial {
        const char *name;
        long (*act)(void);
};

static void assert_all(int (*fence)(struct error *err), const struct trial *trials, size_t n,
                       enum outcome expected)
{
        for (size_t i = 0; i < n; i++) {
                enum outcome got = attempt(fence, trials[i].act);

                if (got != expected)
                        fail_msg("%s: outcome %d, not %d", trials[i].name, got, expected);
        }
}

static const struct trial reader_refused[] = {
        {"open", try_open},
        {"open a library", try_open_library},
        {"open for writing", try_open_for_writing},
        {"create", try_create},
        {"creat", try_creat},
        {"unlink", try_unlink},
        {"mkdir", try_mkdir},
        {"socket", try_socket},
        {"unix socket", try_unix_socket},
        {"fork", try_fork},
        {"clone3", try_clone3},
        {"exec", try_exec},
        {"ptrace", try_ptrace},
        {"kill", try_kill},
        {"mount", try_mount},
        {"unshare", try_unshare},
        {"raise a limit", try_raise_limit},
        {"memory to run code from", try_run_memory},
};

static const struct trial program_refused[] = {
        {"open", try_open},       {"open for writing", try_open_for_writing},
        {"create", try_create},   {"creat", try_creat},
        {"unlink", try_unlink},   {"mkdir", try_mkdir},
        {"socket", try_socket},   {"unix socket", try_unix_socket},
        {"fork", try_fork},       {"clone3", try_clone3},
        {"exec", try_exec},       {"ptrace", try_ptrace},
        {"kill", try_kill},       {"mount", try_mount},
        {"unshare", try_unshare}, {"raise a limit", try_raise_limit},
};

static const struct trial document_refused[] = {
        {"open for writing", try_open_document_for_writing},
};

static const struct trial document_allowed[] = {{"open its input", try_open_document},
                                                {"open a library", try_open_library}};
static const struct trial reader_allowed[] = {{"read its input", try_read_stdin},
                                              {"take memory", try_compute}};
static const struct trial program_allowed[] = {{"read its input", try_read_stdin},
                                               {"take memory", try_compute},
                                               {"open a library", try_open_library}};

static void a_reader_can_open_start_and_send_nothing(void **state)
{
        (void)state;
        assert_all(reader, reader_refused, ARRAY_LEN(reader_refused), REFUSED);
}

static void a_reader_can_still_read_and_compute(void **state)
{
        (void)state;
        assert_all(reader, reader_allowed, ARRAY_LEN(reader_allowed), DONE);
}

static void a_pdf_program_can_write_start_and_send_nothing(void **state)
{
        (void)state;
        if (access(PROGRAM, X_OK) < 0) {
                print_message("skipped: %s is not installed\n", PROGRAM);
                skip();
        }
        assert_all(program, program_refused, ARRAY_LEN(program_refused), REFUSED);
}

static void a_pdf_program_can_read_its_libraries(void **state)
{
        (void)state;
        assert_all(program, program_allowed, ARRAY_LEN(program_allowed), DONE);
}

/* mutool takes a document by a name: that one file, for reading, and no other. */
static void a_program_may_open_its_document_alone_by_name(void **state)
{
        CLEANUP(str_done) struct str path = STR_INIT;

        (void)state;
        if (access(PROGRAM, X_OK) < 0) {
                print_message("skipped: %s is not installed\n", PROGRAM);
                skip();
        }
        str_addf(&path, "%s/tests/meson.build", source_dir());
        input = path.data;
        assert_all(program_of_a_document, document_allowed, ARRAY_LEN(document_allowed), DONE);
        assert_all(program_of_a_document, document_refused, ARRAY_LEN(document_refused), REFUSED);
        assert_all(program_of_a_document, program_refused, ARRAY_LEN(program_refused), REFUSED);
        assert_int_equal(attempt(program, try_open_document), REFUSED);
        assert_int_equal(attempt(reader, try_open_document), REFUSED);
        input = "/dev/zero";
}

static void memory_is_capped(void **state)
{
        (void)state;
        /* AddressSanitizer's shadow takes terabytes of address space: there the cap cannot be set. */
#if defined(__SANITIZE_ADDRESS__)
        (void)try_too_much_memory;
        skip();
#else
        assert_int_equal(attempt(reader, try_too_much_memory), REFUSED);
        assert_int_equal(attempt(program, try_too_much_memory), REFUSED);
#endif
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_reader_can_open_start_and_send_nothing),
                cmocka_unit_test(a_reader_can_still_read_and_compute),
                cmocka_unit_test(a_pdf_program_can_write_start_and_send_nothing),
                cmocka_unit_test(a_pdf_program_can_read_its_libraries),
                cmocka_unit_test(a_program_may_open_its_document_alone_by_name),
                cmocka_unit_test(memory_is_capped),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
