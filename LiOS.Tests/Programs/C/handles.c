/* Signals, processes and memory as files: signalfd, pidfd_open and memfd_create, as their manual pages promise. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BAD_ADDRESS ((void *)16)

static int poll_of(int file, int timeout)
{
    struct pollfd one = { file, POLLIN | POLLOUT, 0 };
    CHECK(poll(&one, 1, timeout) >= 0);
    return one.revents;
}

static void signals(void)
{
    struct signalfd_siginfo info[3];
    sigset_t set, usual;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGCHLD);
    sigaddset(&set, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &set, &usual);
    int file = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    CHECK(file >= 0 && fcntl(file, F_GETFD) == FD_CLOEXEC && poll_of(file, 0) == 0);
    FAILS(EAGAIN, read(file, info, sizeof info));
    FAILS(EINVAL, read(file, info, 127));
    FAILS(EINVAL, write(file, info, sizeof info[0]));
    raise(SIGUSR1);
    CHECK(poll_of(file, 0) == POLLIN && read(file, info, sizeof info) == sizeof info[0]);
    CHECK(info[0].ssi_signo == SIGUSR1 && info[0].ssi_code == SI_TKILL && info[0].ssi_pid == getpid() && info[0].ssi_uid == getuid());
    CHECK(poll_of(file, 0) == 0);
    sigqueue(getpid(), SIGRTMIN, (union sigval) { .sival_int = 77 });
    sigqueue(getpid(), SIGRTMIN, (union sigval) { .sival_int = 78 });
    kill(getpid(), SIGUSR1);
    CHECK(read(file, info, sizeof info) == sizeof info && info[0].ssi_signo == SIGUSR1 && info[0].ssi_code == SI_USER);
    CHECK(info[1].ssi_signo == (uint32_t)SIGRTMIN && info[1].ssi_int == 77 && info[2].ssi_int == 78 && info[2].ssi_code == SI_QUEUE);

    pid_t child = fork();
    if (child == 0)
        _exit(6);
    CHECK(poll_of(file, 2000) == POLLIN && read(file, info, sizeof info) == sizeof info[0]);
    CHECK(info[0].ssi_signo == SIGCHLD && info[0].ssi_pid == (uint32_t)child && info[0].ssi_status == 6 && info[0].ssi_code == CLD_EXITED);
    CHECK(WEXITSTATUS(end_of(child)) == 6);

    /* A blocking read waits; an epoll is told; a changed set counts at once. */
    int events = epoll_create1(0);
    struct epoll_event event = { .events = EPOLLIN };
    CHECK(epoll_ctl(events, EPOLL_CTL_ADD, file, &event) == 0 && epoll_wait(events, &event, 1, 0) == 0);
    fcntl(file, F_SETFL, 0);
    child = fork();
    if (child == 0) {
        usleep(20000);
        _exit(kill(getppid(), SIGUSR1));
    }
    CHECK(epoll_wait(events, &event, 1, -1) == 1 && read(file, info, sizeof info[0]) > 0 && info[0].ssi_signo == SIGUSR1);
    CHECK(end_of(child) == 0);
    fcntl(file, F_SETFL, O_NONBLOCK);
    CHECK(read(file, info, sizeof info) == sizeof info[0] && info[0].ssi_signo == SIGCHLD);
    sigset_t other;
    sigemptyset(&other);
    sigaddset(&other, SIGUSR2);
    CHECK(signalfd(file, &other, 0) == file);
    raise(SIGUSR1);
    FAILS(EAGAIN, read(file, info, sizeof info));
    CHECK(signalfd(file, &set, 0) == file && read(file, info, sizeof info) == sizeof info[0]);
    /* A child reads its own. */
    raise(SIGUSR1);
    child = fork();
    if (child == 0)
        _exit(read(file, info, sizeof info) == -1 && errno == EAGAIN ? 0 : 1);
    CHECK(end_of(child) == 0 && read(file, info, sizeof info) > 0);
    FAILS(EINVAL, signalfd(-1, &set, 1));
    FAILS(EINVAL, signalfd(0, &set, 0));
    FAILS(EBADF, signalfd(99, &set, 0));
    FAILS(EINVAL, syscall(SYS_signalfd4, -1, &set, 4, 0));
    FAILS(EFAULT, syscall(SYS_signalfd4, -1, BAD_ADDRESS, 8, 0));
    close(events);
    close(file);
    sigset_t rest;
    while (sigtimedwait(&set, NULL, &(struct timespec) { 0 }) > 0) {
    }
    sigprocmask(SIG_SETMASK, &usual, &rest);
}

static int open_process(pid_t process, unsigned flags)
{
    return syscall(SYS_pidfd_open, process, flags);
}

static int send_signal(int file, int signal, siginfo_t *info, unsigned flags)
{
    return syscall(SYS_pidfd_send_signal, file, signal, info, flags);
}

static void processes(void)
{
    int ends[2], status;
    siginfo_t info;

    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        char byte;
        _exit(read(ends[0], &byte, 1) == 1 ? byte : 1);
    }
    int file = open_process(child, 0);
    CHECK(file >= 0 && fcntl(file, F_GETFD) == FD_CLOEXEC && poll_of(file, 0) == 0);
    CHECK(send_signal(file, 0, NULL, 0) == 0);
    FAILS(EINVAL, send_signal(file, 0, NULL, 99));
    FAILS(EINVAL, send_signal(file, 65, NULL, 0));
    FAILS(EBADF, send_signal(ends[0], 0, NULL, 0));
    FAILS(EINVAL, read(file, &status, 4));
    memset(&info, 0, sizeof info);
    info.si_signo = SIGUSR1;
    FAILS(EINVAL, send_signal(file, SIGUSR2, &info, 0));
    info.si_code = SI_USER;
    FAILS(EPERM, send_signal(file, SIGUSR1, &info, 0));
    CHECK(waitid(P_PIDFD, file, &info, WEXITED | WNOHANG) == 0);
    CHECK(write(ends[1], "\x09", 1) == 1 && poll_of(file, 2000) == POLLIN);
    memset(&info, 0, sizeof info);
    CHECK(waitid(P_PIDFD, file, &info, WEXITED) == 0 && info.si_pid == child && info.si_status == 9);
    CHECK((poll_of(file, 0) & POLLIN) != 0);
    FAILS(ESRCH, send_signal(file, 0, NULL, 0));
    FAILS(ECHILD, waitid(P_PIDFD, file, &info, WEXITED));
    FAILS(EBADF, waitid(P_PIDFD, ends[0], &info, WEXITED));
    close(file);

    child = fork();
    if (child == 0) {
        for (;;)
            pause();
    }
    file = open_process(child, O_NONBLOCK);
    FAILS(EAGAIN, waitid(P_PIDFD, file, &info, WEXITED));
    int copy = syscall(SYS_pidfd_getfd, file, ends[1], 0);
    char byte;
    CHECK(copy >= 0 && fcntl(copy, F_GETFD) == FD_CLOEXEC && write(copy, "y", 1) == 1 && read(ends[0], &byte, 1) == 1 && byte == 'y');
    FAILS(EBADF, syscall(SYS_pidfd_getfd, file, 99, 0));
    FAILS(EINVAL, syscall(SYS_pidfd_getfd, file, ends[1], 1));
    FAILS(EBADF, syscall(SYS_pidfd_getfd, ends[0], ends[1], 0));
    CHECK(send_signal(file, SIGKILL, NULL, 0) == 0 && poll_of(file, 2000) == POLLIN);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    close(copy);
    close(file);
    FAILS(ESRCH, open_process(2000000000, 0));
    FAILS(EINVAL, open_process(0, 0));
    FAILS(EINVAL, open_process(-1, 0));
    FAILS(EINVAL, open_process(getpid(), 1));

    /* clone3 gives the descriptor along, and refuses what means nothing. */
    struct { uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup, unknown; } request;
    memset(&request, 0, sizeof request);
    int given = -1;
    request.flags = 0x1000;
    request.pidfd = (uint64_t)(uintptr_t)&given;
    request.exit_signal = SIGCHLD;
    child = syscall(SYS_clone3, &request, sizeof request - 8);
    if (child == 0)
        _exit(fcntl(given, F_GETFD) == -1 ? 3 : 4);
    CHECK(child > 0 && given >= 0 && fcntl(given, F_GETFD) == FD_CLOEXEC && poll_of(given, 2000) == POLLIN && WEXITSTATUS(end_of(child)) == 3);
    close(given);
    FAILS(EINVAL, syscall(SYS_clone3, &request, 63));
    FAILS(E2BIG, syscall(SYS_clone3, &request, 5000));
    FAILS(EFAULT, syscall(SYS_clone3, BAD_ADDRESS, 64));
    request.unknown = 1;
    FAILS(E2BIG, syscall(SYS_clone3, &request, sizeof request));
    request.unknown = 0;
    request.pidfd = 16;
    FAILS(EFAULT, syscall(SYS_clone3, &request, 64));
    request.flags = 0x8000;
    FAILS(EINVAL, syscall(SYS_clone3, &request, 64));
    request.flags = 0x400000;
    request.exit_signal = 0;
    FAILS(EINVAL, syscall(SYS_clone3, &request, 64));
    request.flags = 0;
    request.exit_signal = 65;
    FAILS(EINVAL, syscall(SYS_clone3, &request, 64));
    request.exit_signal = SIGCHLD;
    request.stack = 4096;
    FAILS(EINVAL, syscall(SYS_clone3, &request, 64));
    request.stack = 0xFFFFFFFFFFFFF000;
    request.stack_size = 4096;
    FAILS(EINVAL, syscall(SYS_clone3, &request, 64));
    CHECK(wait(NULL) == -1 && errno == ECHILD);
    close(ends[0]);
    close(ends[1]);
}

static void memory(void)
{
    char link[32], name[64] = "", buffer[16] = "";
    struct stat status;

    int file = memfd_create("a name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    CHECK(file >= 0 && fcntl(file, F_GETFD) == FD_CLOEXEC && fstat(file, &status) == 0);
    CHECK(S_ISREG(status.st_mode) && (status.st_mode & 0777) == 0777 && status.st_size == 0 && status.st_nlink == 0 && status.st_uid == geteuid());
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    CHECK(readlink(link, name, sizeof name) > 0);
    printf("%s\n", name);
    CHECK(write(file, "content", 7) == 7 && ftruncate(file, 8192) == 0 && pread(file, buffer, 7, 0) == 7 && memcmp(buffer, "content", 7) == 0);
    char *shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(shared != MAP_FAILED && memcmp(shared, "content", 7) == 0);
    pid_t child = fork();
    if (child == 0) {
        shared[5000] = 'c';
        _exit(0);
    }
    CHECK(end_of(child) == 0 && shared[5000] == 'c' && pread(file, buffer, 1, 5000) == 1 && buffer[0] == 'c');
    int second = open(link, O_RDONLY);
    CHECK(second >= 0 && read(second, buffer, 7) == 7);
    FAILS(EPERM, fcntl(second, F_ADD_SEALS, F_SEAL_GROW));
    close(second);

    CHECK(fcntl(file, F_GET_SEALS) == 0);
    FAILS(EBUSY, fcntl(file, F_ADD_SEALS, F_SEAL_WRITE));
    FAILS(EINVAL, fcntl(file, F_ADD_SEALS, 0x1000));
    CHECK(munmap(shared, 8192) == 0);
    CHECK(fcntl(file, F_ADD_SEALS, F_SEAL_GROW) == 0 && fcntl(file, F_GET_SEALS) == F_SEAL_GROW);
    FAILS(EPERM, ftruncate(file, 9000));
    FAILS(EPERM, pwrite(file, "x", 1, 8192));
    CHECK(ftruncate(file, 4096) == 0 && fcntl(file, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_WRITE) == 0);
    FAILS(EPERM, ftruncate(file, 100));
    FAILS(EPERM, pwrite(file, "x", 1, 0));
    CHECK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0) == MAP_FAILED && errno == EPERM);
    char *private = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    CHECK(private != MAP_FAILED && (private[0] = 'P') && munmap(private, 4096) == 0);
    CHECK(fcntl(file, F_ADD_SEALS, F_SEAL_SEAL) == 0 && fcntl(file, F_GET_SEALS) == (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
    FAILS(EPERM, fcntl(file, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
    close(file);

    file = memfd_create("", 0);
    CHECK(file >= 0 && fcntl(file, F_GET_SEALS) == F_SEAL_SEAL);
    FAILS(EPERM, fcntl(file, F_ADD_SEALS, F_SEAL_GROW));
    /* A program can lie in one. */
    int self = open("/proc/self/exe", O_RDONLY);
    char block[65536];
    ssize_t count;
    while ((count = read(self, block, sizeof block)) > 0)
        CHECK(write(file, block, count) == count);
    close(self);
    child = fork();
    if (child == 0) {
        fcntl(file, F_SETFD, 0);
        fexecve(file, (char *[]) { "handles", "executed", NULL }, (char *[]) { NULL });
        _exit(1);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 42);
    close(file);
    FAILS(EINVAL, memfd_create("x", 0x100));
    FAILS(EFAULT, syscall(SYS_memfd_create, BAD_ADDRESS, 0));
    char longest[251];
    memset(longest, 'n', 250);
    longest[250] = 0;
    FAILS(EINVAL, memfd_create(longest, 0));
    longest[249] = 0;
    CHECK((file = memfd_create(longest, 0)) >= 0 && close(file) == 0);
    FAILS(EINVAL, fcntl(0, F_GET_SEALS));
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1)
        return 42;
    setvbuf(stdout, NULL, _IONBF, 0);
    signals();
    processes();
    memory();
    return conclude();
}
