/* eventfd, timerfd and epoll, as their manual pages promise. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define BAD_ADDRESS ((void *)16)

static int poll_of(int file)
{
    struct pollfd one = { file, POLLIN | POLLOUT | POLLRDHUP, 0 };
    CHECK(poll(&one, 1, 0) >= 0);
    return one.revents;
}

static void *add_later(void *file)
{
    uint64_t one = 1;
    usleep(20000);
    CHECK(write((int)(intptr_t)file, &one, 8) == 8);
    return NULL;
}

static void counters(void)
{
    uint64_t value = 0, more[2] = { 3, 5 };
    char name[64] = "", link[32];
    pthread_t thread;
    struct stat status;

    int file = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    CHECK(file >= 0 && fcntl(file, F_GETFD) == FD_CLOEXEC && fcntl(file, F_GETFL) == (O_RDWR | O_NONBLOCK));
    FAILS(EAGAIN, read(file, &value, 8));
    FAILS(EINVAL, read(file, &value, 7));
    FAILS(EINVAL, write(file, &value, 7));
    FAILS(EFAULT, write(file, BAD_ADDRESS, 8));
    CHECK(poll_of(file) == POLLOUT);
    CHECK(write(file, more, 8) == 8 && write(file, more + 1, 8) == 8);
    CHECK(poll_of(file) == (POLLIN | POLLOUT));
    CHECK(read(file, more, 16) == 8 && more[0] == 8);
    value = UINT64_MAX;
    FAILS(EINVAL, write(file, &value, 8));
    value = UINT64_MAX - 1;
    CHECK(write(file, &value, 8) == 8 && poll_of(file) == POLLIN);
    value = 1;
    FAILS(EAGAIN, write(file, &value, 8));
    FAILS(ESPIPE, pread(file, &value, 8, 0));
    FAILS(EINVAL, ftruncate(file, 0));
    CHECK(fstat(file, &status) == 0 && (status.st_mode & S_IFMT) == 0 && (status.st_mode & 0777) == 0600);
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    CHECK(readlink(link, name, sizeof name) > 0);
    printf("%s\n", name);
    FAILS(ENXIO, open(link, O_RDWR));
    close(file);

    file = eventfd(2, EFD_SEMAPHORE);
    CHECK(read(file, &value, 8) == 8 && value == 1 && read(file, &value, 8) == 8 && value == 1);
    CHECK(pthread_create(&thread, NULL, add_later, (void *)(intptr_t)file) == 0);
    CHECK(read(file, &value, 8) == 8 && value == 1);
    pthread_join(thread, NULL);

    /* The counter is shared with children and across exec; the last close ends it. */
    pid_t child = fork();
    if (child == 0) {
        value = 7;
        _exit(write(file, &value, 8) == 8 ? 0 : 1);
    }
    CHECK(end_of(child) == 0 && poll_of(file) == (POLLIN | POLLOUT));
    close(file);
    FAILS(EINVAL, eventfd(0, 4));
    FAILS(EBADF, read(file, &value, 8));
    struct rlimit old, few = { 3, 3 };
    CHECK(getrlimit(RLIMIT_NOFILE, &old) == 0);
    few.rlim_max = old.rlim_max;
    CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
    FAILS(EMFILE, eventfd(0, 0));
    FAILS(EMFILE, timerfd_create(CLOCK_MONOTONIC, 0));
    FAILS(EMFILE, epoll_create1(0));
    CHECK(setrlimit(RLIMIT_NOFILE, &old) == 0);
}

static void timers(void)
{
    struct itimerspec value = { { 0, 0 }, { 0, 20000000 } }, old;
    struct timespec now, past = { 0, 1 };
    uint64_t ticks = 0;

    int file = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    CHECK(file >= 0 && poll_of(file) == 0);
    FAILS(EAGAIN, read(file, &ticks, 8));
    FAILS(EINVAL, write(file, &ticks, 8));
    CHECK(timerfd_settime(file, 0, &value, NULL) == 0);
    CHECK(timerfd_gettime(file, &old) == 0 && old.it_value.tv_sec == 0 && old.it_value.tv_nsec > 0 && old.it_value.tv_nsec <= 20000000);
    FAILS(EAGAIN, read(file, &ticks, 8));
    struct pollfd one = { file, POLLIN, 0 };
    CHECK(poll(&one, 1, 2000) == 1 && one.revents == POLLIN);
    FAILS(EINVAL, read(file, &ticks, 4));
    CHECK(read(file, &ticks, 8) == 8 && ticks == 1);
    FAILS(EAGAIN, read(file, &ticks, 8));
    CHECK(timerfd_gettime(file, &old) == 0 && old.it_value.tv_nsec == 0 && old.it_interval.tv_nsec == 0);

    value.it_interval.tv_nsec = 10000000;
    value.it_value.tv_nsec = 10000000;
    CHECK(timerfd_settime(file, 0, &value, NULL) == 0);
    usleep(55000);
    CHECK(read(file, &ticks, 8) == 8 && ticks >= 5 && ticks < 50);
    CHECK(timerfd_gettime(file, &old) == 0 && old.it_interval.tv_nsec == 10000000 && old.it_value.tv_nsec <= 10000000);
    fcntl(file, F_SETFL, 0);
    CHECK(read(file, &ticks, 8) == 8 && ticks >= 1);
    value.it_value.tv_nsec = 0;
    CHECK(timerfd_settime(file, 0, &value, &old) == 0 && old.it_interval.tv_nsec == 10000000);
    CHECK(poll_of(file) == 0);

    /* An absolute time that has passed: due at once, and every period since then counts. */
    clock_gettime(CLOCK_MONOTONIC, &now);
    value.it_value = past;
    value.it_interval.tv_sec = 1;
    value.it_interval.tv_nsec = 0;
    CHECK(timerfd_settime(file, TFD_TIMER_ABSTIME, &value, NULL) == 0 && poll_of(file) == POLLIN);
    CHECK(read(file, &ticks, 8) == 8 && ticks >= (uint64_t)now.tv_sec && ticks <= (uint64_t)now.tv_sec + 2);
    close(file);

    file = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
    clock_gettime(CLOCK_REALTIME, &now);
    value.it_interval.tv_sec = 0;
    value.it_value = now;
    value.it_value.tv_nsec += 20000000;
    if (value.it_value.tv_nsec >= 1000000000) {
        value.it_value.tv_nsec -= 1000000000;
        value.it_value.tv_sec++;
    }
    CHECK(timerfd_settime(file, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &value, NULL) == 0);
    CHECK(read(file, &ticks, 8) == 8 && ticks == 1);
    value.it_value.tv_nsec = 1000000000;
    FAILS(EINVAL, timerfd_settime(file, 0, &value, NULL));
    value.it_value.tv_nsec = 0;
    value.it_value.tv_sec = -1;
    FAILS(EINVAL, timerfd_settime(file, 0, &value, NULL));
    FAILS(EINVAL, timerfd_settime(file, 8, &value, NULL));
    FAILS(EFAULT, syscall(SYS_timerfd_settime, file, 0, BAD_ADDRESS, NULL));
    FAILS(EFAULT, syscall(SYS_timerfd_gettime, file, BAD_ADDRESS));
    FAILS(EINVAL, syscall(SYS_timerfd_gettime, 0, &old));
    FAILS(EBADF, timerfd_gettime(99, &old));
    FAILS(EINVAL, timerfd_create(99, 0));
    FAILS(EINVAL, timerfd_create(CLOCK_MONOTONIC, 1));
    close(file);
}

static int set, ends[2];

static int change(int operation, int file, unsigned events, uint64_t data)
{
    struct epoll_event event = { .events = events, .data.u64 = data };
    return epoll_ctl(set, operation, file, &event);
}

/* One event as a number: its data, then its bits; -1 for none. */
static long next(int timeout)
{
    struct epoll_event event;
    int count = epoll_wait(set, &event, 1, timeout);
    return count == 0 ? -1 : count < 0 ? -2 : (long)(event.data.u64 << 16 | event.events);
}

static void levels_and_edges(void)
{
    char buffer[100];

    set = epoll_create1(EPOLL_CLOEXEC);
    CHECK(set >= 0 && pipe2(ends, O_NONBLOCK) == 0);
    CHECK(change(EPOLL_CTL_ADD, ends[0], EPOLLIN, 7) == 0 && next(0) == -1);
    CHECK(write(ends[1], "abc", 3) == 3);
    CHECK(next(0) == (7 << 16 | EPOLLIN) && next(0) == (7 << 16 | EPOLLIN));
    CHECK(read(ends[0], buffer, 3) == 3 && next(0) == -1);

    CHECK(change(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLET, 8) == 0);
    CHECK(write(ends[1], "abc", 3) == 3 && next(0) == (8 << 16 | EPOLLIN) && next(0) == -1);
    CHECK(read(ends[0], buffer, 1) == 1 && next(0) == -1);
    CHECK(write(ends[1], "d", 1) == 1 && next(0) == (8 << 16 | EPOLLIN) && next(0) == -1);
    CHECK(change(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLET, 9) == 0 && next(0) == (9 << 16 | EPOLLIN) && next(0) == -1);

    CHECK(change(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 10) == 0);
    CHECK(next(0) == (10 << 16 | EPOLLIN) && next(0) == -1 && write(ends[1], "e", 1) == 1 && next(0) == -1);
    CHECK(change(EPOLL_CTL_MOD, ends[0], EPOLLIN | EPOLLONESHOT, 11) == 0 && next(0) == (11 << 16 | EPOLLIN));
    CHECK(change(EPOLL_CTL_MOD, ends[0], 0, 12) == 0 && next(0) == -1);

    CHECK(change(EPOLL_CTL_ADD, ends[1], EPOLLOUT, 20) == 0 && next(0) == (20 << 16 | EPOLLOUT));
    struct epoll_event both[4];
    CHECK(change(EPOLL_CTL_MOD, ends[0], EPOLLIN, 13) == 0 && epoll_wait(set, both, 4, 0) == 2);
    CHECK(next(0) != next(0));

    /* A hang-up is always told. */
    CHECK(change(EPOLL_CTL_MOD, ends[0], 0, 14) == 0);
    close(ends[1]);
    CHECK(next(0) == (14 << 16 | EPOLLHUP) && epoll_wait(set, both, 4, 0) == 1);
    CHECK(epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL) == 0 && next(0) == -1);
    FAILS(ENOENT, epoll_ctl(set, EPOLL_CTL_DEL, ends[0], NULL));
    close(ends[0]);
}

static void lifetimes(void)
{
    uint64_t one = 1;

    /* What is watched is the open file, not the descriptor. */
    int file = eventfd(1, 0), copy = dup(file);
    CHECK(change(EPOLL_CTL_ADD, file, EPOLLIN, 1) == 0 && change(EPOLL_CTL_ADD, copy, EPOLLIN, 2) == 0);
    FAILS(EEXIST, change(EPOLL_CTL_ADD, file, EPOLLIN, 1));
    struct epoll_event both[2];
    CHECK(epoll_wait(set, both, 2, 0) == 2);
    CHECK(epoll_ctl(set, EPOLL_CTL_DEL, copy, NULL) == 0);
    close(file);
    CHECK(next(0) == (1 << 16 | EPOLLIN));
    close(copy);
    CHECK(next(0) == -1);

    /* The set is shared with a child, which does not take it along when it ends. */
    file = eventfd(0, 0);
    pid_t child = fork();
    if (child == 0)
        _exit(change(EPOLL_CTL_ADD, file, EPOLLIN, 3) == 0 && next(0) == -1 ? 0 : 1);
    CHECK(end_of(child) == 0);
    CHECK(write(file, &one, 8) == 8 && next(0) == (3 << 16 | EPOLLIN));
    close(file);
    CHECK(next(0) == -1);
}

static volatile int rings;

static void ring(int number)
{
    (void)number;
    rings++;
}

static void *close_later(void *file)
{
    usleep(20000);
    close((int)(intptr_t)file);
    return NULL;
}

static void waiting(void)
{
    struct timespec before, after, little = { 0, 30000000 };
    struct epoll_event event;
    sigset_t none, alarms;
    pthread_t thread;

    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(next(30) == -1);
    CHECK(syscall(SYS_epoll_pwait2, set, &event, 1, &little, NULL, 8) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long milliseconds = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
    CHECK(milliseconds >= 59 && milliseconds < 1000);

    int file = eventfd(0, 0);
    CHECK(change(EPOLL_CTL_ADD, file, EPOLLIN, 1) == 0);
    CHECK(pthread_create(&thread, NULL, add_later, (void *)(intptr_t)file) == 0);
    CHECK(next(-1) == (1 << 16 | EPOLLIN));
    pthread_join(thread, NULL);
    close(file);

    /* A signal ends the wait, with SA_RESTART too; a blocked one does when the call's own mask lets it through. */
    struct sigaction action = { .sa_handler = ring, .sa_flags = SA_RESTART };
    struct itimerval soon = { { 0, 0 }, { 0, 20000 } };
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
    CHECK(next(-1) == -2 && errno == EINTR && rings == 1);
    sigemptyset(&none);
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    sigprocmask(SIG_BLOCK, &alarms, NULL);
    raise(SIGALRM);
    CHECK(rings == 1 && epoll_pwait(set, &event, 1, -1, &none) == -1 && errno == EINTR && rings == 2);
    file = eventfd(1, 0);
    CHECK(change(EPOLL_CTL_ADD, file, EPOLLIN, 1) == 0);
    CHECK(epoll_pwait(set, &event, 1, -1, &alarms) == 1);
    sigprocmask(SIG_UNBLOCK, &alarms, NULL);
    close(file);

    /* An epoll can be polled itself, and watched by another. */
    int outer = epoll_create1(0), inner = set;
    CHECK(pipe(ends) == 0 && change(EPOLL_CTL_ADD, ends[0], EPOLLIN, 5) == 0 && poll_of(inner) == 0);
    set = outer;
    CHECK(change(EPOLL_CTL_ADD, inner, EPOLLIN, 6) == 0 && next(0) == -1);
    CHECK(write(ends[1], "x", 1) == 1 && poll_of(inner) == POLLIN && next(0) == (6 << 16 | EPOLLIN));
    set = inner;
    FAILS(ELOOP, change(EPOLL_CTL_ADD, outer, EPOLLIN, 1));
    CHECK(pthread_create(&thread, NULL, close_later, (void *)(intptr_t)ends[1]) == 0);
    char byte;
    CHECK(read(ends[0], &byte, 1) == 1 && next(-1) == (5 << 16 | EPOLLHUP));
    pthread_join(thread, NULL);
    close(outer);
    close(ends[0]);
}

static void refusals(void)
{
    struct epoll_event event = { .events = EPOLLIN };
    int file = eventfd(0, 0), depth = 0, plain = open("/dev/null", O_RDONLY);

    FAILS(EPERM, change(EPOLL_CTL_ADD, plain, EPOLLIN, 0));
    FAILS(EINVAL, change(EPOLL_CTL_ADD, set, EPOLLIN, 0));
    FAILS(EBADF, change(EPOLL_CTL_ADD, 99, EPOLLIN, 0));
    FAILS(ENOENT, change(EPOLL_CTL_MOD, file, EPOLLIN, 0));
    FAILS(EINVAL, change(77, file, EPOLLIN, 0));
    FAILS(EFAULT, epoll_ctl(set, EPOLL_CTL_ADD, file, BAD_ADDRESS));
    FAILS(EINVAL, epoll_ctl(file, EPOLL_CTL_ADD, set, &event));
    FAILS(EBADF, epoll_ctl(99, EPOLL_CTL_ADD, file, &event));
    FAILS(EINVAL, epoll_wait(set, &event, 0, 0));
    FAILS(EINVAL, epoll_wait(set, &event, -1, 0));
    FAILS(EINVAL, epoll_wait(file, &event, 1, 0));
    FAILS(EBADF, epoll_wait(99, &event, 1, 0));
    CHECK(change(EPOLL_CTL_ADD, file, EPOLLOUT, 0) == 0);
    FAILS(EFAULT, epoll_wait(set, BAD_ADDRESS, 1, 0));
    CHECK(next(0) == EPOLLOUT && epoll_ctl(set, EPOLL_CTL_DEL, file, NULL) == 0);
    FAILS(EINVAL, syscall(SYS_epoll_pwait, set, &event, 1, 0, &event, 4));
    FAILS(EINVAL, syscall(SYS_epoll_create, 0));
    FAILS(EINVAL, epoll_create1(1));

    CHECK(change(EPOLL_CTL_ADD, file, EPOLLIN | EPOLLEXCLUSIVE, 0) == 0);
    FAILS(EINVAL, change(EPOLL_CTL_MOD, file, EPOLLIN, 0));
    FAILS(EINVAL, change(EPOLL_CTL_MOD, file, EPOLLIN | EPOLLEXCLUSIVE, 0));
    int other = eventfd(0, 0);
    FAILS(EINVAL, change(EPOLL_CTL_ADD, other, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 0));
    close(other);
    close(file);
    close(set);

    int chain[16];
    for (depth = 0; depth < 16; depth++) {
        chain[depth] = epoll_create1(0);
        if (depth > 0 && epoll_ctl(chain[depth], EPOLL_CTL_ADD, chain[depth - 1], &event) != 0)
            break;
    }
    printf("%d epolls in a row, then %s\n", depth, errno == ELOOP ? "ELOOP" : "something else");
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    counters();
    timers();
    levels_and_edges();
    lifetimes();
    waiting();
    refusals();
    return conclude();
}
