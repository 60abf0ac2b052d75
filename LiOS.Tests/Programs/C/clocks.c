/*
 * The C library's clocks, which it may read without a system call, agree with the system calls: each reading lies between two.
 * 'clocks cost' prints time-stamp ticks per call, through the library and by system call; 'clocks sleep MICROSECONDS ROUNDS'
 * prints the ticks that the rounds took together, and the longest one.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { rounds = 2000, cost_rounds = 10000 };

static const long second = 1000000000;

static unsigned long ticks(void)
{
    unsigned low, high;
    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) :: "memory");
    return (unsigned long)high << 32 | low;
}

static long nanoseconds(struct timespec t)
{
    return t.tv_sec * second + t.tv_nsec;
}

static long by_call(clockid_t clock)
{
    struct timespec t;
    if (syscall(SYS_clock_gettime, clock, &t) != 0)
        return -1;
    return nanoseconds(t);
}

static void compare(const char *name, clockid_t clock)
{
    long before = by_call(clock);
    for (int i = 0; i < rounds; i++) {
        struct timespec t;
        int error = clock_gettime(clock, &t);
        long after = by_call(clock);
        if (error != 0 || nanoseconds(t) < before || nanoseconds(t) > after || t.tv_nsec < 0 || t.tv_nsec >= second) {
            printf("%s: %ld is not between %ld and %ld\n", name, nanoseconds(t), before, after);
            exit(1);
        }
        before = after;
    }
    printf("%s agrees\n", name);
}

static void compare_others(void)
{
    for (int i = 0; i < rounds; i++) {
        struct timeval t;
        unsigned cpu = 99, node = 99;
        long before = by_call(CLOCK_REALTIME) / 1000;
        int error = gettimeofday(&t, NULL);
        long after = by_call(CLOCK_REALTIME) / 1000, now = t.tv_sec * 1000000 + t.tv_usec;
        if (error != 0 || now < before || now > after) {
            printf("gettimeofday: %ld is not between %ld and %ld\n", now, before, after);
            exit(1);
        }
        /* time(2) may give what the last tick gave. */
        time_t stored = 0, seconds = time(&stored);
        if (seconds != stored || seconds < before / 1000000 - 1 || seconds > by_call(CLOCK_REALTIME) / second) {
            printf("time: %ld\n", (long)seconds);
            exit(1);
        }
    }
    puts("gettimeofday and time agree");
    struct timespec t;
    int error = clock_gettime(99, &t);
    printf("an unknown clock: %s\n", error == -1 && errno == EINVAL ? "EINVAL" : "something else");
    printf("processor: %s\n", sched_getcpu() >= 0 ? "known" : "unknown");
}

static void find_library(void)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)getauxval(AT_SYSINFO_EHDR);
    printf("library: %s\n", header != NULL && memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 && header->e_type == ET_DYN ? "mapped" : "missing");
    struct timespec t;
    pid_t child = fork();
    if (child == 0)
        _exit(clock_gettime(CLOCK_MONOTONIC, &t));
    puts(child > 0 ? "a child has it too" : "no child");
}

static void measure_cost(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    unsigned long start = ticks();
    for (int i = 0; i < cost_rounds; i++)
        clock_gettime(CLOCK_MONOTONIC, &t);
    unsigned long middle = ticks();
    for (int i = 0; i < cost_rounds; i++)
        syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    unsigned long end = ticks();
    printf("%lu %lu\n", (middle - start) / cost_rounds, (end - middle) / cost_rounds);
}

static void measure_sleep(long microseconds, int count)
{
    struct timespec wanted = { microseconds / 1000000, microseconds % 1000000 * 1000 };
    unsigned long start = ticks(), last = start, longest = 0;
    for (int i = 0; i < count; i++) {
        nanosleep(&wanted, NULL);
        unsigned long now = ticks();
        if (now - last > longest)
            longest = now - last;
        last = now;
    }
    printf("%lu %lu\n", last - start, longest);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "cost") == 0) {
        measure_cost();
        return 0;
    }
    if (argc == 4 && strcmp(argv[1], "sleep") == 0) {
        measure_sleep(atol(argv[2]), atoi(argv[3]));
        return 0;
    }
    find_library();
    compare("CLOCK_REALTIME", CLOCK_REALTIME);
    compare("CLOCK_MONOTONIC", CLOCK_MONOTONIC);
    compare("CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW);
    compare("CLOCK_REALTIME_COARSE", CLOCK_REALTIME_COARSE);
    compare("CLOCK_MONOTONIC_COARSE", CLOCK_MONOTONIC_COARSE);
    compare("CLOCK_BOOTTIME", CLOCK_BOOTTIME);
    compare("CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID);
    compare_others();
    return 0;
}
