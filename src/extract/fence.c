/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Three fences behind one another: limits on what the process may use (setrlimit), Landlock against the
 * file system and the network where the kernel has it, seccomp against everything else of the kernel.
 */
#include "extract/fence.h"

#include "extract/extract.h"

#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* The shadow memory of AddressSanitizer is terabytes of address space: no limit on it can be set there. */
#if defined(__SANITIZE_ADDRESS__)
#define HAS_SHADOW_MEMORY 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_SHADOW_MEMORY 1
#endif
#endif
#ifndef HAS_SHADOW_MEMORY
#define HAS_SHADOW_MEMORY 0
#endif

enum {
        /* The parent's deadline comes first; this one holds when there is no parent any more. */
        CPU_SECONDS = EXTRACT_SECONDS + 10,
        PROGRAM_LIBRARIES = 256 << 20, /* address space of poppler's programs before they read */
        PROGRAM_FILES = 64,
        OUTPUT = 2 * EXTRACT_TEXT_MAX,
        FILTER_MAX = 1 << 20, /* bytes of a compiled filter; the kernel takes 4096 instructions */
};

/* ---- limits ---- */

static int set_limit(int what, rlim_t value, struct error *err)
{
        const struct rlimit limit = {value, value};

        if (setrlimit((__rlimit_resource_t)what, &limit) < 0)
                return error_errno(err, errno, "setting limit %d", what);
        return 0;
}

/* Bytes of address space in use: the first number of /proc/self/statm, in pages. */
static rlim_t address_space(void)
{
        CLEANUP(fclosep) FILE *f = fopen("/proc/self/statm", "re");
        unsigned long pages = 0;

        if (!f || fscanf(f, "%lu", &pages) != 1)
                return PROGRAM_LIBRARIES;
        return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static int set_limits(struct error *err)
{
        static const struct {
                int what;
                rlim_t value;
        } limits[] = {
                {RLIMIT_CORE, 0},
                {RLIMIT_CPU, CPU_SECONDS},
                {RLIMIT_NOFILE, PROGRAM_FILES},
                {RLIMIT_FSIZE, OUTPUT}, /* for who runs the worker by hand; we give it pipes */
        };
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(limits); i++)
                r = set_limit(limits[i].what, limits[i].value, err);
        /* Dies with its parent, and gains nothing from set-user-id programs. */
        if (r == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 ||
                       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0))
                r = error_errno(err, errno, "giving up privileges");
        return r;
}

static int set_memory(rlim_t bytes, struct error *err)
{
        return HAS_SHADOW_MEMORY ? 0 : set_limit(RLIMIT_AS, bytes, err);
}

/* ---- Landlock ---- */

/* As of ABI 6; an older kernel takes the start of it. Debian 12's header knows the first member only. */
struct ruleset {
        uint64_t fs, net, scoped;
};

enum { /* rights on files by ABI: the first 13, then one more each in ABI 2 (refer), 3 (truncate), 5 (ioctl) */
       FS_RIGHTS_1 = (1 << 13) - 1,
       FS_RIGHTS_2 = (1 << 14) - 1,
       FS_RIGHTS_3 = (1 << 15) - 1,
       FS_RIGHTS_5 = (1 << 16) - 1,
       READ_FILE = LANDLOCK_ACCESS_FS_READ_FILE,
       READ_TREE = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
       RUN = LANDLOCK_ACCESS_FS_EXECUTE,
};

static int ruleset_open(void)
{
        static const struct {
                struct ruleset rules;
                size_t size;
        } abis[] = {
                {{FS_RIGHTS_1, 0, 0}, 8},  {{FS_RIGHTS_2, 0, 0}, 8},  {{FS_RIGHTS_3, 0, 0}, 8},
                {{FS_RIGHTS_3, 3, 0}, 16}, {{FS_RIGHTS_5, 3, 0}, 16}, {{FS_RIGHTS_5, 3, 3}, 24},
        };
        long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
        size_t i;

        if (abi < 1)
                return -1;
        i = (size_t)abi > ARRAY_LEN(abis) ? ARRAY_LEN(abis) - 1 : (size_t)abi - 1;
        return (int)syscall(SYS_landlock_create_ruleset, &abis[i].rules, abis[i].size, 0);
}

static int ruleset_allow_fd(int rules, int fd, uint64_t rights)
{
        struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};

        return (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

/* A place that is not there needs no rule. */
static int ruleset_allow(int rules, const char *path, uint64_t rights, struct error *err)
{
        CLEANUP(closep) int fd = open(path, O_PATH | O_CLOEXEC);

        if (fd >= 0 && ruleset_allow_fd(rules, fd, rights) < 0)
                return error_errno(err, errno, "allowing '%s'", path);
        return 0;
}

/* A file in memory, which has no place in the file system, cannot have a rule and needs none (EBADFD). */
static int ruleset_allow_document(int rules, struct error *err)
{
        if (ruleset_allow_fd(rules, STDIN_FILENO, READ_FILE) < 0 && errno != EBADFD)
                return error_errno(err, errno, "allowing the document");
        return 0;
}

static int ruleset_apply(int rules, struct error *err)
{
        if (syscall(SYS_landlock_restrict_self, rules, 0) < 0)
                return error_errno(err, errno, "restricting itself with Landlock");
        return 0;
}

struct place {
        const char *path;
        uint64_t rights;
};

static int ruleset_allow_all(int rules, const struct place *places, size_t n, struct error *err)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < n; i++)
                r = ruleset_allow(rules, places[i].path, places[i].rights, err);
        return r;
}

static int allow_program(int rules, const char *program, enum fence_also also, struct error *err)
{
        static const struct place readable[] = {
                {"/usr/lib", READ_TREE | RUN}, /* RUN: the dynamic loader is started like a program */
                {"/lib", READ_TREE | RUN},       {"/lib64", READ_TREE | RUN},
                {"/etc/ld.so.cache", READ_FILE}, {"/usr/share/poppler", READ_TREE},
                {"/usr/share/fonts", READ_TREE}, {"/usr/share/fontconfig", READ_TREE},
                {"/etc/fonts", READ_TREE},       {"/var/cache/fontconfig", READ_TREE},
        };
        static const struct place shared[] = {
                {"/usr/share", READ_TREE},
                {"/usr/local/share", READ_TREE},
                {"/usr/local/lib", READ_TREE | RUN},
                {"/sys/devices/system/cpu", READ_TREE}, /* how many threads are of use */
        };
        int r = ruleset_allow_all(rules, readable, ARRAY_LEN(readable), err);

        if (r == 0)
                r = ruleset_allow(rules, program, READ_FILE | RUN, err);
        if (r == 0 && also == FENCE_SHARED)
                r = ruleset_allow_all(rules, shared, ARRAY_LEN(shared), err);
        if (r == 0 && also == FENCE_DOCUMENT)
                r = ruleset_allow_document(rules, err);
        return r;
}

/* Without Landlock seccomp still keeps files from being opened for writing; that is enough to go on. */
static int lock_files(const char *program, enum fence_also also, struct error *err)
{
        CLEANUP(closep) int rules = ruleset_open();
        int r = 0;

        if (rules < 0)
                return 0;
        if (program)
                r = allow_program(rules, program, also, err);
        return r < 0 ? r : ruleset_apply(rules, err);
}

/* ---- seccomp ---- */

/*
 * What a reader needs once its libraries are warm: its open descriptors, memory, time, its own end. A
 * sanitizer asks for no more than this while a program behaves; its report of a fault goes to stderr.
 */
static const int reader_calls[] = {
        SCMP_SYS(read),          SCMP_SYS(write),
        SCMP_SYS(pread64),       SCMP_SYS(readv),
        SCMP_SYS(writev),        SCMP_SYS(lseek),
        SCMP_SYS(close),         SCMP_SYS(fstat),
        SCMP_SYS(brk),           SCMP_SYS(munmap),
        SCMP_SYS(mremap),        SCMP_SYS(madvise),
        SCMP_SYS(futex),         SCMP_SYS(sched_yield),
        SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
        SCMP_SYS(time),          SCMP_SYS(getrandom),
        SCMP_SYS(getpid),        SCMP_SYS(gettid),
        SCMP_SYS(tgkill),        SCMP_SYS(sigaltstack),
        SCMP_SYS(rt_sigaction),  SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(rt_sigreturn),  SCMP_SYS(restart_syscall),
        SCMP_SYS(exit),          SCMP_SYS(exit_group),
        SCMP_SYS(poll),
};

/* What a PDF program has no business with. Files are Landlock's part; opening for writing is refused here too. */
static const int program_refused[] = {
        /* the network */
        SCMP_SYS(socket),
        SCMP_SYS(socketpair),
        SCMP_SYS(connect),
        SCMP_SYS(bind),
        SCMP_SYS(listen),
        SCMP_SYS(accept),
        SCMP_SYS(accept4),
        SCMP_SYS(sendto),
        SCMP_SYS(sendmsg),
        SCMP_SYS(sendmmsg),
        SCMP_SYS(recvfrom),
        SCMP_SYS(recvmsg),
        SCMP_SYS(recvmmsg),
        /* other processes */
        SCMP_SYS(fork),
        SCMP_SYS(vfork),
        SCMP_SYS(execveat),
        SCMP_SYS(ptrace),
        SCMP_SYS(kill),
        SCMP_SYS(tkill),
        SCMP_SYS(process_vm_readv),
        SCMP_SYS(process_vm_writev),
        SCMP_SYS(pidfd_open),
        SCMP_SYS(pidfd_getfd),
        SCMP_SYS(pidfd_send_signal),
        SCMP_SYS(kcmp),
        SCMP_SYS(setpgid),
        SCMP_SYS(setsid),
        SCMP_SYS(setrlimit),
        SCMP_SYS(setpriority),
        SCMP_SYS(sched_setscheduler),
        SCMP_SYS(sched_setattr),
        /* changes to the file system */
        SCMP_SYS(creat),
        SCMP_SYS(unlink),
        SCMP_SYS(unlinkat),
        SCMP_SYS(rename),
        SCMP_SYS(renameat),
        SCMP_SYS(renameat2),
        SCMP_SYS(mkdir),
        SCMP_SYS(mkdirat),
        SCMP_SYS(rmdir),
        SCMP_SYS(link),
        SCMP_SYS(linkat),
        SCMP_SYS(symlink),
        SCMP_SYS(symlinkat),
        SCMP_SYS(mknod),
        SCMP_SYS(mknodat),
        SCMP_SYS(truncate),
        SCMP_SYS(ftruncate),
        SCMP_SYS(fallocate),
        SCMP_SYS(chmod),
        SCMP_SYS(fchmod),
        SCMP_SYS(fchmodat),
        SCMP_SYS(chown),
        SCMP_SYS(fchown),
        SCMP_SYS(fchownat),
        SCMP_SYS(lchown),
        SCMP_SYS(utime),
        SCMP_SYS(utimes),
        SCMP_SYS(utimensat),
        SCMP_SYS(futimesat),
        SCMP_SYS(setxattr),
        SCMP_SYS(lsetxattr),
        SCMP_SYS(fsetxattr),
        SCMP_SYS(removexattr),
        SCMP_SYS(lremovexattr),
        SCMP_SYS(fremovexattr),
        SCMP_SYS(flock),
        /* the machine */
        SCMP_SYS(mount),
        SCMP_SYS(umount2),
        SCMP_SYS(pivot_root),
        SCMP_SYS(chroot),
        SCMP_SYS(unshare),
        SCMP_SYS(setns),
        SCMP_SYS(open_tree),
        SCMP_SYS(move_mount),
        SCMP_SYS(fsopen),
        SCMP_SYS(fsconfig),
        SCMP_SYS(fsmount),
        SCMP_SYS(fspick),
        SCMP_SYS(mount_setattr),
        SCMP_SYS(swapon),
        SCMP_SYS(swapoff),
        SCMP_SYS(reboot),
        SCMP_SYS(sethostname),
        SCMP_SYS(setdomainname),
        SCMP_SYS(init_module),
        SCMP_SYS(finit_module),
        SCMP_SYS(delete_module),
        SCMP_SYS(kexec_load),
        SCMP_SYS(kexec_file_load),
        SCMP_SYS(bpf),
        SCMP_SYS(perf_event_open),
        SCMP_SYS(userfaultfd),
        SCMP_SYS(keyctl),
        SCMP_SYS(add_key),
        SCMP_SYS(request_key),
        SCMP_SYS(iopl),
        SCMP_SYS(ioperm),
        SCMP_SYS(quotactl),
        SCMP_SYS(acct),
        SCMP_SYS(syslog),
        SCMP_SYS(settimeofday),
        SCMP_SYS(clock_settime),
        SCMP_SYS(adjtimex),
        SCMP_SYS(clock_adjtime),
        SCMP_SYS(setuid),
        SCMP_SYS(setgid),
        SCMP_SYS(setreuid),
        SCMP_SYS(setregid),
        SCMP_SYS(setresuid),
        SCMP_SYS(setresgid),
        SCMP_SYS(setgroups),
        SCMP_SYS(capset),
        SCMP_SYS(personality),
        SCMP_SYS(fanotify_init),
        SCMP_SYS(inotify_init),
        SCMP_SYS(inotify_init1),
        SCMP_SYS(name_to_handle_at),
        SCMP_SYS(open_by_handle_at),
        SCMP_SYS(memfd_create),
        SCMP_SYS(seccomp),
        SCMP_SYS(shmget),
        SCMP_SYS(shmat),
        SCMP_SYS(msgget),
        SCMP_SYS(semget),
        SCMP_SYS(mq_open),
};

/* Calls whose arguments seccomp cannot see into: as if the kernel were older, so that glibc takes the other way. */
static const int unknown_calls[] = {SCMP_SYS(clone3), SCMP_SYS(openat2), SCMP_SYS(io_uring_setup),
                                    SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register)};

static void filter_freep(scmp_filter_ctx *filter)
{
        if (*filter)
                seccomp_release(*filter);
}

/* One of r's failures is enough; libseccomp leaves out by itself what this processor does not have. */
static int add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t n)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < n; i++)
                r = seccomp_rule_add(filter, action, calls[i], 0);
        return r;
}

/* Memory may be had, but never memory to run code from. */
static int add_reader_rules(scmp_filter_ctx filter)
{
        int r = add_all(filter, SCMP_ACT_ALLOW, reader_calls, ARRAY_LEN(reader_calls));

        if (r == 0)
                r = add_all(filter, SCMP_ACT_ERRNO(ENOSYS), unknown_calls,
                            ARRAY_LEN(unknown_calls));
        if (r == 0)
                r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        if (r == 0)
                r = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                     SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        return r;
}

/* Threads are clone() with CLONE_THREAD; without it, it is a process. */
static int add_program_rules(scmp_filter_ctx filter)
{
        const uint32_t no = SCMP_ACT_ERRNO(EPERM);
        static const int write_modes[] = {O_WRONLY, O_RDWR};
        int r = add_all(filter, no, program_refused, ARRAY_LEN(program_refused));

        if (r == 0)
                r = add_all(filter, SCMP_ACT_ERRNO(ENOSYS), unknown_calls,
                            ARRAY_LEN(unknown_calls));
        if (r == 0)
                r = seccomp_rule_add(filter, no, SCMP_SYS(clone), 1,
                                     SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
        if (r == 0) /* asking for a limit is fine, setting one is not */
                r = seccomp_rule_add(filter, no, SCMP_SYS(prlimit64), 1,
                                     SCMP_A2(SCMP_CMP_NE, 0, 0));
        for (size_t i = 0; r == 0 && i < ARRAY_LEN(write_modes); i++) {
                r = seccomp_rule_add(
                        filter, no, SCMP_SYS(open), 1,
                        SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE, (scmp_datum_t)write_modes[i]));
                if (r == 0)
                        r = seccomp_rule_add(filter, no, SCMP_SYS(openat), 1,
                                             SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE,
                                                     (scmp_datum_t)write_modes[i]));
        }
        return r;
}

/* The two fences; `code` is what fence_prepare() has made of the rules. */
static struct fence {
        uint32_t otherwise;
        int (*add_rules)(scmp_filter_ctx);
        struct sock_fprog code;
} reader_fence = {SCMP_ACT_ERRNO(EPERM), add_reader_rules, {0, NULL}},
  program_fence = {SCMP_ACT_ALLOW, add_program_rules, {0, NULL}};

static int make_filter(const struct fence *f, scmp_filter_ctx *ret, struct error *err)
{
        CLEANUP(filter_freep) scmp_filter_ctx filter = seccomp_init(f->otherwise);
        int r;

        if (!filter)
                return error_no_memory(err);
        r = f->add_rules(filter);
        if (r < 0)
                return error_errno(err, -r, "making the seccomp filter");
        *ret = STEAL(filter);
        return 0;
}

/* The filter as the kernel takes it: it goes through a nameless file, the only way that libseccomp offers. */
static int compile(struct fence *f, struct error *err)
{
        CLEANUP(filter_freep) scmp_filter_ctx filter = NULL;
        CLEANUP(closep) int fd = memfd_create("filter", MFD_CLOEXEC);
        CLEANUP(freep) char *bytes = NULL;
        size_t n = 0;
        int r;

        if (fd < 0)
                return error_errno(err, errno, "making the seccomp filter");
        r = make_filter(f, &filter, err);
        if (r < 0)
                return r;
        r = seccomp_export_bpf(filter, fd);
        if (r < 0 || lseek(fd, 0, SEEK_SET) < 0)
                return error_errno(err, r < 0 ? -r : errno, "making the seccomp filter");
        r = path_read_fd(fd, FILTER_MAX, &bytes, &n, err);
        if (r != 0)
                return r < 0 ? r : error_set(err, -EFBIG, "the seccomp filter is too large");
        f->code.len = (unsigned short)(n / sizeof(struct sock_filter));
        f->code.filter = (struct sock_filter *)(void *)STEAL(bytes);
        return 0;
}

int fence_prepare(struct error *err)
{
        int r = compile(&reader_fence, err);

        return r < 0 ? r : compile(&program_fence, err);
}

/* Negative: -errno of the kernel. */
static int load_filter(const struct fence *f, int *ret, struct error *err)
{
        CLEANUP(filter_freep) scmp_filter_ctx filter = NULL;
        int r;

        if (f->code.len) {
                *ret = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &f->code) < 0 ? -errno : 0;
                return 0;
        }
        r = make_filter(f, &filter, err);
        if (r == 0)
                *ret = seccomp_load(filter);
        return r;
}

static int filter_calls(const struct fence *f, bool accept_no_sandbox, struct error *err)
{
        int loaded = 0;
        int r = load_filter(f, &loaded, err);

        if (r < 0 || loaded == 0 || accept_no_sandbox)
                return r;
        error_errno(err, -loaded, "loading the seccomp filter");
        return FENCE_NO_SANDBOX;
}

int fence_reader(bool accept_no_sandbox, struct error *err)
{
        int r = set_limits(err);

        if (r == 0)
                r = lock_files(NULL, FENCE_NOTHING, err);
        if (r == 0)
                r = set_memory(address_space() + EXTRACT_MEMORY, err);
        if (r == 0)
                r = filter_calls(&reader_fence, accept_no_sandbox, err);
        return r;
}

int fence_program(const char *program, enum fence_also also, bool accept_no_sandbox,
                  struct error *err)
{
        int r = set_limits(err);

        if (r == 0)
                r = lock_files(program, also, err);
        if (r == 0)
                r = set_memory((rlim_t)PROGRAM_LIBRARIES + EXTRACT_MEMORY, err);
        if (r == 0)
                r = filter_calls(&program_fence, accept_no_sandbox, err);
        return r;
}
