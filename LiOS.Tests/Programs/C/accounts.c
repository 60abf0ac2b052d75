/* Nice values, policies, timers of processor time and its limit, as their manual pages promise. Runs as root. */
#define _GNU_SOURCE
#include "check.h"
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define BAD_ADDRESS ((void *)16)

static volatile int rings;

static void ring(int number)
{
    (void)number;
    rings++;
}

static long used(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int priority_of(int which, int who)
{
    errno = 0;
    int value = getpriority(which, who);
    return errno == 0 ? value : 1000 + errno;
}

static void nice_values(void)
{
    int before = failures;
    CHECK(priority_of(PRIO_PROCESS, 0) == 0);
    pid_t child = fork();
    if (child == 0) {
        CHECK(setpriority(PRIO_PROCESS, 0, 7) == 0 && priority_of(PRIO_PROCESS, getpid()) == 7 && priority_of(PRIO_PROCESS, getppid()) == 0);
        CHECK(nice(3) == 10 && priority_of(PRIO_PROCESS, 0) == 10);
        pid_t inner = fork();
        if (inner == 0)
            _exit(priority_of(PRIO_PROCESS, 0));
        CHECK(WEXITSTATUS(end_of(inner)) == 10);
        CHECK(setpriority(PRIO_PROCESS, 0, 100) == 0 && priority_of(PRIO_PROCESS, 0) == 19);
        CHECK(setpriority(PRIO_PROCESS, 0, -100) == 0 && priority_of(PRIO_PROCESS, 0) == -20);
        CHECK(setpgid(0, 0) == 0 && setpriority(PRIO_PGRP, 0, 5) == 0 && priority_of(PRIO_PGRP, getpid()) == 5);
        CHECK(setuid(1234) == 0);
        CHECK(priority_of(PRIO_USER, 0) == 5);
        struct rlimit none = { 0, 0 };
        CHECK(setrlimit(RLIMIT_NICE, &none) == 0);
        FAILS(EACCES, setpriority(PRIO_PROCESS, 0, 4));
        FAILS(EPERM, setpriority(PRIO_PROCESS, getppid(), 10));
        CHECK(setpriority(PRIO_PROCESS, 0, 6) == 0 && priority_of(PRIO_PROCESS, 0) == 6);
        FAILS(EINVAL, setpriority(9, 0, 0));
        CHECK(priority_of(9, 0) == 1000 + EINVAL && priority_of(PRIO_PROCESS, 2000000000) == 1000 + ESRCH && priority_of(PRIO_PGRP, 2000000000) == 1000 + ESRCH);
        _exit(failures != before);
    }
    CHECK(end_of(child) == 0);
}

static void policies(void)
{
    int before = failures;
    struct sched_param value = { 0 };
    struct timespec slice;

    CHECK(syscall(SYS_sched_getscheduler, 0) == SCHED_OTHER && syscall(SYS_sched_getparam, 0, &value) == 0 && value.sched_priority == 0);
    CHECK(sched_get_priority_max(SCHED_FIFO) == 99 && sched_get_priority_min(SCHED_RR) == 1 && sched_get_priority_max(SCHED_BATCH) == 0);
    FAILS(EINVAL, sched_get_priority_max(77));
    pid_t child = fork();
    if (child == 0) {
        value.sched_priority = 10;
        CHECK(syscall(SYS_sched_setscheduler, 0, SCHED_RR | SCHED_RESET_ON_FORK, &value) == 0);
        CHECK(syscall(SYS_sched_getscheduler, 0) == (SCHED_RR | SCHED_RESET_ON_FORK) && syscall(SYS_sched_getparam, 0, &value) == 0 && value.sched_priority == 10);
        CHECK(syscall(SYS_sched_rr_get_interval, 0, &slice) == 0 && slice.tv_sec == 0 && slice.tv_nsec > 0);
        pid_t inner = fork();
        if (inner == 0)
            _exit(syscall(SYS_sched_getscheduler, 0));
        CHECK(WEXITSTATUS(end_of(inner)) == SCHED_OTHER);
        value.sched_priority = 100;
        FAILS(EINVAL, syscall(SYS_sched_setparam, 0, &value));
        value.sched_priority = 0;
        FAILS(EINVAL, syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &value));
        CHECK(syscall(SYS_sched_setscheduler, 0, SCHED_IDLE, &value) == 0 && syscall(SYS_sched_getscheduler, 0) == SCHED_IDLE);
        CHECK(syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &value) == 0);
        value.sched_priority = 1;
        FAILS(EINVAL, syscall(SYS_sched_setparam, 0, &value));
        struct rlimit none = { 0, 0 };
        CHECK(setrlimit(RLIMIT_RTPRIO, &none) == 0 && setuid(1234) == 0);
        FAILS(EPERM, syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &value));
        value.sched_priority = 0;
        FAILS(EPERM, syscall(SYS_sched_setscheduler, getppid(), SCHED_BATCH, &value));
        CHECK(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &value) == 0);
        _exit(failures != before);
    }
    CHECK(end_of(child) == 0);
    FAILS(EINVAL, syscall(SYS_sched_setscheduler, 0, 77, &value));
    FAILS(EINVAL, syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, NULL));
    FAILS(EFAULT, syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, BAD_ADDRESS));
    FAILS(ESRCH, syscall(SYS_sched_setscheduler, 2000000000, SCHED_OTHER, &value));
    FAILS(EINVAL, syscall(SYS_sched_getscheduler, -1));
    FAILS(EINVAL, syscall(SYS_sched_getparam, 0, NULL));
    FAILS(ESRCH, syscall(SYS_sched_rr_get_interval, 2000000000, &slice));
}

static void timers(void)
{
    struct itimerval value = { { 0, 0 }, { 0, 50000 } }, old;
    struct sigaction action = { .sa_handler = ring };

    sigaction(SIGVTALRM, &action, NULL);
    sigaction(SIGPROF, &action, NULL);
    long start = used(CLOCK_PROCESS_CPUTIME_ID);
    CHECK(setitimer(ITIMER_VIRTUAL, &value, NULL) == 0);
    CHECK(getitimer(ITIMER_VIRTUAL, &old) == 0 && old.it_value.tv_sec == 0 && old.it_value.tv_usec > 0 && old.it_value.tv_usec <= 70000);
    usleep(80000);
    CHECK(rings == 0);
    while (rings == 0 && used(CLOCK_PROCESS_CPUTIME_ID) - start < 5000) {
        for (volatile int i = 0; i < 10000; i++) {
        }
    }
    CHECK(rings == 1 && used(CLOCK_PROCESS_CPUTIME_ID) - start >= 25);
    CHECK(getitimer(ITIMER_VIRTUAL, &old) == 0 && old.it_value.tv_usec == 0);

    rings = 0;
    value.it_value.tv_usec = value.it_interval.tv_usec = 20000;
    start = used(CLOCK_PROCESS_CPUTIME_ID);
    CHECK(setitimer(ITIMER_PROF, &value, NULL) == 0);
    while (rings < 3 && used(CLOCK_PROCESS_CPUTIME_ID) - start < 5000)
        getppid();
    CHECK(rings == 3 && used(CLOCK_PROCESS_CPUTIME_ID) - start >= 30);
    memset(&value, 0, sizeof value);
    CHECK(setitimer(ITIMER_PROF, &value, &old) == 0 && old.it_interval.tv_usec == 20000 && old.it_value.tv_usec > 0);
    /* A child starts without. */
    value.it_value.tv_sec = 100;
    CHECK(setitimer(ITIMER_PROF, &value, NULL) == 0);
    pid_t child = fork();
    if (child == 0)
        _exit(getitimer(ITIMER_PROF, &old) == 0 && old.it_value.tv_sec == 0 ? 0 : 1);
    CHECK(end_of(child) == 0);
    value.it_value.tv_sec = 0;
    setitimer(ITIMER_PROF, &value, NULL);
    FAILS(EINVAL, setitimer(3, &value, NULL));
    FAILS(EINVAL, getitimer(3, &value));
    FAILS(EFAULT, syscall(SYS_setitimer, ITIMER_PROF, BAD_ADDRESS, NULL));
    value.it_value.tv_usec = 1000000;
    FAILS(EINVAL, syscall(SYS_setitimer, ITIMER_VIRTUAL, &value, NULL));
}

static void limit(void)
{
    pid_t child = fork();
    if (child == 0) {
        struct rlimit one = { 1, 2 };
        signal(SIGXCPU, ring);
        rings = 0;
        setrlimit(RLIMIT_CPU, &one);
        while (rings == 0) {
        }
        if (used(CLOCK_PROCESS_CPUTIME_ID) < 100)
            _exit(1);
        for (;;) {
        }
    }
    int status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    nice_values();
    policies();
    timers();
    limit();
    return conclude();
}
