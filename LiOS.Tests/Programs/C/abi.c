/* Asks the kernel what the manual pages promise, and ends with the number of answers that were wrong.
 * Built with musl and with glibc, static and dynamic; it must print the same on Linux and on LiOS. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s (errno %d)\n", __LINE__, #condition, errno); \
            failures++; \
        } \
    } while (0)

static volatile int got, code, ticks;
static void *volatile address;
static sigjmp_buf jump;

static void note(int number, siginfo_t *info, void *context)
{
    (void)context;
    got = number;
    code = info->si_code;
    address = info->si_addr;
}

static void leap(int number, siginfo_t *info, void *context)
{
    note(number, info, context);
    siglongjmp(jump, 1);
}

static void tick(int number)
{
    (void)number;
    ticks++;
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags };
    CHECK(sigaction(number, &action, NULL) == 0);
}

static void set_timer(long first, long every)
{
    struct itimerval value = { { 0, every }, { 0, first } };
    CHECK(setitimer(ITIMER_REAL, &value, NULL) == 0);
}

static int end_of(pid_t child)
{
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

static void signals(void)
{
    sigset_t set, old, pending;
    volatile double number = 1.5;

    handle(SIGUSR1, note, 0);
    kill(getpid(), SIGUSR1);
    CHECK(got == SIGUSR1 && code == SI_USER);
    CHECK(number * 2 == 3.0);

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    got = 0;
    raise(SIGUSR1);
    CHECK(got == 0);
    sigpending(&pending);
    CHECK(sigismember(&pending, SIGUSR1) == 1);
    sigprocmask(SIG_SETMASK, &old, NULL);
    CHECK(got == SIGUSR1 && code == SI_TKILL);

    sigprocmask(SIG_BLOCK, &set, NULL);
    got = 0;
    raise(SIGUSR1);
    CHECK(sigsuspend(&old) == -1 && errno == EINTR && got == SIGUSR1);
    sigprocmask(SIG_SETMASK, NULL, &pending);
    CHECK(sigismember(&pending, SIGUSR1) == 1);
    sigprocmask(SIG_SETMASK, &old, NULL);

    handle(SIGUSR1, note, SA_RESETHAND);
    raise(SIGUSR1);
    struct sigaction action;
    sigaction(SIGUSR1, NULL, &action);
    CHECK(action.sa_handler == SIG_DFL);
    CHECK(sigaction(SIGKILL, &action, NULL) == -1 && errno == EINVAL);
    CHECK(kill(99999, 0) == -1 && errno == ESRCH);
}

static void faults(void)
{
    char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    volatile int one = 1, zero = 0;

    handle(SIGSEGV, leap, 0);
    handle(SIGFPE, leap, 0);
    handle(SIGILL, leap, 0);
    handle(SIGTRAP, leap, 0);
    if (sigsetjmp(jump, 1) == 0) {
        *(volatile int *)0x1234 = 1;
        CHECK(!"a write to nowhere went on");
    }
    CHECK(address == (void *)0x1234 && code == SEGV_MAPERR);
    if (sigsetjmp(jump, 1) == 0) {
        *(volatile char *)page = 1;
        CHECK(!"a write to a read-only page went on");
    }
    CHECK(address == page && code == SEGV_ACCERR);
    if (sigsetjmp(jump, 1) == 0) {
        zero = one / zero;
        CHECK(!"a division by zero went on");
    }
    CHECK(got == SIGFPE && code == FPE_INTDIV);
    if (sigsetjmp(jump, 1) == 0)
        __asm__ volatile("ud2");
    CHECK(got == SIGILL && code == ILL_ILLOPN);
    got = 0;
    if (sigsetjmp(jump, 1) == 0)
        __asm__ volatile("int3");
    CHECK(got == SIGTRAP);
    got = 0;
    if (sigsetjmp(jump, 1) == 0)
        __asm__ volatile("hlt");
    CHECK(got == SIGSEGV);
    munmap(page, 4096);

    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, SIG_IGN);
        *(volatile int *)0x1234 = 1;
        _exit(0);
    }
    int status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

/* How runtimes load all registers at once. */
static void interrupt_return(void)
{
    unsigned long before, after;
    unsigned code, stack;
    int arrived = 0;
    __asm__("mov %%cs, %0; mov %%ss, %1" : "=r"(code), "=r"(stack));
    CHECK(code == 0x33 && stack == 0x2B);
    __asm__ volatile("mov %%rsp, %0; lea -128(%%rsp), %%rsp; mov %%ss, %%eax; push %%rax; push %0; pushf; mov %%cs, %%eax; push %%rax; "
        "lea 1f(%%rip), %%rax; push %%rax; iretq; jmp 2f; 1: mov $1, %2; 2: mov %%rsp, %1"
        : "=&r"(before), "=&r"(after), "+r"(arrived) : : "rax", "memory", "cc");
    CHECK(arrived == 1 && before == after);
}

static void on_stack(int number, siginfo_t *info, void *context)
{
    stack_t now;
    note(number, info, context);
    sigaltstack(NULL, &now);
    address = now.ss_flags == SS_ONSTACK ? &now : NULL;
}

static void alternate_stack(void)
{
    static char memory[32768];
    stack_t stack = { .ss_sp = memory, .ss_size = sizeof memory };

    CHECK(sigaltstack(&stack, NULL) == 0);
    handle(SIGUSR2, on_stack, SA_ONSTACK);
    raise(SIGUSR2);
    CHECK((char *)address >= memory && (char *)address < memory + sizeof memory);
    stack.ss_flags = SS_DISABLE;
    CHECK(sigaltstack(&stack, NULL) == 0);
}

static void children(void)
{
    int ends[2], status;
    char buffer[16];

    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        usleep(20000);
        _exit(write(ends[1], "xy", 2) == 2 ? 5 : 1);
    }
    close(ends[1]);
    CHECK(read(ends[0], buffer, 10) == 2);
    CHECK(read(ends[0], buffer, 10) == 0);
    status = end_of(child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 5);
    close(ends[0]);
    CHECK(wait(NULL) == -1 && errno == ECHILD);

    child = fork();
    if (child == 0) {
        for (;;)
            pause();
    }
    CHECK(waitpid(child, &status, WNOHANG) == 0);
    kill(child, SIGSTOP);
    CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    kill(child, SIGCONT);
    CHECK(waitpid(child, &status, WCONTINUED) == child && WIFCONTINUED(status));
    kill(child, SIGTERM);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);

    child = fork();
    if (child == 0) {
        for (;;) {
        }
    }
    kill(child, SIGKILL);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

    child = fork();
    if (child == 0)
        _exit(setsid() == getpid() && getsid(0) == getpid() && getpgrp() == getpid() ? 0 : 1);
    CHECK(end_of(child) == 0);

    child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "exit 9", (char *)NULL);
        _exit(1);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 9);

    char *good[] = { "sh", "-c", "exit 3", NULL };
    CHECK(posix_spawn(&child, "/bin/sh", NULL, NULL, good, environ) == 0);
    CHECK(WEXITSTATUS(end_of(child)) == 3);
    CHECK(posix_spawn(&child, "/nowhere", NULL, NULL, good, environ) == ENOENT);

    signal(SIGCHLD, SIG_IGN);
    child = fork();
    if (child == 0)
        _exit(0);
    CHECK(waitpid(child, NULL, 0) == -1 && errno == ECHILD);
    signal(SIGCHLD, SIG_DFL);

    siginfo_t info;
    child = fork();
    if (child == 0)
        _exit(4);
    CHECK(waitid(P_PID, child, &info, WEXITED | WNOWAIT) == 0 && info.si_pid == child && info.si_status == 4 && info.si_code == CLD_EXITED);
    CHECK(WEXITSTATUS(end_of(child)) == 4);
}

static void interruption(void)
{
    int ends[2];
    char byte;
    struct timespec second = { 1, 0 }, rest;

    CHECK(pipe(ends) == 0);
    handle(SIGALRM, note, 0);
    set_timer(20000, 0);
    CHECK(read(ends[0], &byte, 1) == -1 && errno == EINTR && got == SIGALRM);
    handle(SIGALRM, note, SA_RESTART);
    pid_t child = fork();
    if (child == 0) {
        usleep(60000);
        _exit(write(ends[1], "z", 1) == 1 ? 0 : 1);
    }
    set_timer(20000, 0);
    CHECK(read(ends[0], &byte, 1) == 1);
    end_of(child);
    signal(SIGPIPE, SIG_IGN);
    close(ends[0]);
    CHECK(write(ends[1], "a", 1) == -1 && errno == EPIPE);
    close(ends[1]);

    set_timer(20000, 0);
    CHECK(nanosleep(&second, &rest) == -1 && errno == EINTR && rest.tv_sec == 0 && rest.tv_nsec > 700000000);
    signal(SIGALRM, tick);
    set_timer(5000, 5000);
    while (ticks < 5)
        pause();
    set_timer(0, 0);
    ticks = 0;
    set_timer(20000, 0);
    while (ticks == 0) {
    }
    CHECK(ticks == 1);
}

static void waiting(void)
{
    struct timespec before, after, limit = { 2, 0 };
    int ends[2];
    sigset_t set;
    siginfo_t info;

    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(poll(NULL, 0, 30) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long milliseconds = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
    CHECK(milliseconds >= 29 && milliseconds < 500);

    CHECK(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0);
    char byte;
    CHECK(read(ends[0], &byte, 1) == -1 && errno == EAGAIN);
    struct pollfd both[2] = { { ends[0], POLLIN, 0 }, { ends[1], POLLOUT, 0 } };
    CHECK(poll(both, 2, 0) == 1 && both[0].revents == 0 && both[1].revents == POLLOUT);
    CHECK(write(ends[1], "a", 1) == 1 && poll(both, 1, -1) == 1 && both[0].revents == POLLIN);
    fd_set reading;
    FD_ZERO(&reading);
    FD_SET(ends[0], &reading);
    CHECK(select(ends[0] + 1, &reading, NULL, NULL, NULL) == 1 && FD_ISSET(ends[0], &reading));
    close(ends[1]);
    CHECK(read(ends[0], &byte, 1) == 1 && poll(both, 1, 0) == 1 && both[0].revents == POLLHUP);
    close(ends[0]);

    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pid_t child = fork();
    if (child == 0) {
        usleep(10000);
        kill(getppid(), SIGUSR2);
        _exit(0);
    }
    CHECK(sigtimedwait(&set, &info, &limit) == SIGUSR2 && info.si_pid == child);
    end_of(child);
    limit.tv_sec = 0;
    limit.tv_nsec = 1000000;
    CHECK(sigtimedwait(&set, &info, &limit) == -1 && errno == EAGAIN);
}

static void memory(void)
{
    char buffer[16];
    int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    pid_t child = fork();
    if (child == 0) {
        *shared = 77;
        _exit(0);
    }
    end_of(child);
    CHECK(*shared == 77);
    munmap(shared, 4096);

    int file = open("/tmp/abi.mapped", O_RDWR | O_CREAT | O_TRUNC, 0644);
    CHECK(file >= 0 && write(file, "hello", 5) == 5);
    char *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(mapped != MAP_FAILED && memcmp(mapped, "hello\0", 6) == 0);
    mapped[0] = 'J';
    CHECK(pread(file, buffer, 5, 0) == 5 && buffer[0] == 'J');
    CHECK(pwrite(file, "E", 1, 1) == 1 && mapped[1] == 'E');
    CHECK(unlink("/tmp/abi.mapped") == 0);
    close(file);
    CHECK(mapped[2] == 'l');
    munmap(mapped, 4096);

    char *moved = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    moved[5000] = 9;
    moved = mremap(moved, 8192, 1 << 20, MREMAP_MAYMOVE);
    CHECK(moved != MAP_FAILED && moved[5000] == 9);
    CHECK(madvise(moved, 1 << 20, MADV_DONTNEED) == 0 && moved[5000] == 0);
    CHECK(mprotect(moved, 4096, PROT_NONE) == 0);
    CHECK(munmap(moved, 1 << 20) == 0);
    CHECK(mprotect(moved, 4096, PROT_READ) == -1 && errno == ENOMEM);
    CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
    void *large = mmap(NULL, 1UL << 38, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(large != MAP_FAILED && munmap(large, 1UL << 38) == 0);

    volatile char deep[4 << 20];
    deep[0] = 1;
    deep[sizeof deep - 1] = 1;
    CHECK(deep[0] + deep[sizeof deep - 1] == 2);
    CHECK(write(1, (void *)(sizeof deep * 0 + 16), 4) == -1 && errno == EFAULT);
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur == 8 << 20);
}

static void files(void)
{
    struct stat status;
    struct iovec parts[2] = { { "ab", 2 }, { "cde", 3 } };
    char buffer[64];

    CHECK(mkdir("/tmp/abi.d", 0755) == 0 && chdir("/tmp/abi.d") == 0);
    int file = open("f", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    CHECK(file >= 0 && writev(file, parts, 2) == 5 && lseek(file, 1, SEEK_SET) == 1 && read(file, buffer, 64) == 4);
    CHECK(fstat(file, &status) == 0 && status.st_size == 5 && (status.st_mode & 07777) == 0640 && status.st_nlink == 1);
    CHECK(open("f", O_RDWR | O_CREAT | O_EXCL, 0640) == -1 && errno == EEXIST);
    CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC);
    int copy = fcntl(file, F_DUPFD, 50);
    CHECK(copy == 50 && lseek(copy, 0, SEEK_CUR) == 5 && dup2(copy, 60) == 60 && close(60) == 0 && close(copy) == 0);
    CHECK(symlink("f", "s") == 0 && readlink("s", buffer, 64) == 1 && lstat("s", &status) == 0 && S_ISLNK(status.st_mode));
    CHECK(link("f", "g") == 0 && stat("g", &status) == 0 && status.st_nlink == 2 && rename("g", "h") == 0 && access("g", F_OK) == -1);
    CHECK(ftruncate(file, 2) == 0 && stat("s", &status) == 0 && status.st_size == 2);
    CHECK(unlink("f") == 0 && unlink("s") == 0 && unlink("h") == 0 && fstat(file, &status) == 0 && status.st_nlink == 0);
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10 };
    CHECK(fcntl(file, F_SETLK, &lock) == 0);
    close(file);
    CHECK(getcwd(buffer, 64) == buffer && strcmp(buffer, "/tmp/abi.d") == 0 && chdir("/") == 0 && rmdir("/tmp/abi.d") == 0);
    CHECK(open("/nowhere/x", O_RDONLY) == -1 && errno == ENOENT);
    CHECK(open("/bin/sh/x", O_RDONLY) == -1 && errno == ENOTDIR);
}

static void *count(void *counter)
{
    for (int i = 0; i < 1000; i++)
        __sync_fetch_and_add((int *)counter, 1);
    return (void *)42;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int ready;

static void *await(void *nothing)
{
    pthread_mutex_lock(&mutex);
    while (!ready)
        pthread_cond_wait(&condition, &mutex);
    pthread_mutex_unlock(&mutex);
    return nothing;
}

static void *forever(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

static void threads(void)
{
    pthread_t thread[4];
    int counter = 0;
    void *result;

    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&thread[i], NULL, count, &counter) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_join(thread[i], &result) == 0 && result == (void *)42);
    CHECK(counter == 4000);
    for (int i = 0; i < 3; i++)
        pthread_create(&thread[i], NULL, await, NULL);
    usleep(10000);
    pthread_mutex_lock(&mutex);
    ready = 1;
    pthread_cond_broadcast(&condition);
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < 3; i++)
        CHECK(pthread_join(thread[i], NULL) == 0);

    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 20000000;
    if (limit.tv_nsec >= 1000000000) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&mutex);
    CHECK(pthread_cond_timedwait(&condition, &mutex, &limit) == ETIMEDOUT);
    pthread_mutex_unlock(&mutex);

    pid_t child = fork();
    if (child == 0) {
        pthread_create(&thread[0], NULL, forever, NULL);
        pthread_create(&thread[1], NULL, forever, NULL);
        usleep(5000);
        execl("/bin/sh", "sh", "-c", "exit 6", (char *)NULL);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 6);
    child = fork();
    if (child == 0) {
        pthread_create(&thread[0], NULL, forever, NULL);
        usleep(5000);
        exit(8);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 8);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    signals();
    faults();
    interrupt_return();
    alternate_stack();
    children();
    interruption();
    waiting();
    memory();
    files();
    threads();
    printf("%d wrong\n", failures);
    return failures;
}
