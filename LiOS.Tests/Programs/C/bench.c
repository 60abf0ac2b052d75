/*
 * What basic operations cost, by the time-stamp counter: instructions under './lios exec --icount', else the emulator's cycles.
 * Each line is the median of several runs.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { runs = 5, page = 4096, fault_pages = 2048 };

static char *memory;

static unsigned long now(void)
{
    unsigned low, high;
    __asm__ volatile("lfence; rdtsc" : "=a"(low), "=d"(high) :: "memory");
    return (unsigned long)high << 32 | low;
}

static int compare(const void *a, const void *b)
{
    unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;
    return (x > y) - (x < y);
}

/* The instruction itself: the C library's wrapper would be measured as well. */
static void simple_call(long number, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        long result;
        __asm__ volatile("syscall" : "=a"(result) : "a"(number) : "rcx", "r11", "memory");
    }
}

static void run_getppid(int rounds)
{
    simple_call(SYS_getppid, rounds);
}

static void run_getuid(int rounds)
{
    simple_call(SYS_getuid, rounds);
}

static void map_area(void)
{
    memory = mmap(NULL, (size_t)fault_pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void unmap_area(void)
{
    munmap(memory, (size_t)fault_pages * page);
}

static void run_write_fault(int rounds)
{
    for (int i = 0; i < rounds; i++)
        memory[(size_t)i * page] = 1;
}

static void run_read_fault(int rounds)
{
    for (int i = 0; i < rounds; i++)
        (void)*(volatile char *)(memory + (size_t)i * page);
}

static void touch_area(void)
{
    map_area();
    run_write_fault(fault_pages);
}

static void run_unmap(int rounds)
{
    munmap(memory, (size_t)rounds * page);
}

static void run_map_unmap(int rounds)
{
    for (int i = 0; i < rounds; i++)
        munmap(mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), page);
}

static void run_protect(int rounds)
{
    for (int i = 0; i < rounds; i++)
        mprotect(memory, page, i % 2 ? PROT_READ | PROT_WRITE : PROT_READ);
}

static void run_fork(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        waitpid(child, NULL, 0);
    }
}

static void run_vfork(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        pid_t child = vfork();
        if (child == 0)
            _exit(0);
        waitpid(child, NULL, 0);
    }
}

static void run_exec(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        pid_t child = vfork();
        if (child == 0) {
            execl("/proc/self/exe", "bench", "-", NULL);
            _exit(1);
        }
        waitpid(child, NULL, 0);
    }
}

static void run_pipe(int rounds)
{
    int ends[2];
    char byte = 0;
    pipe(ends);
    for (int i = 0; i < rounds; i++) {
        write(ends[1], &byte, 1);
        read(ends[0], &byte, 1);
    }
    close(ends[0]);
    close(ends[1]);
}

static void run_ping_pong(int rounds)
{
    int there[2], back[2];
    char byte = 0;
    pipe(there);
    pipe(back);
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < rounds; i++) {
            read(there[0], &byte, 1);
            write(back[1], &byte, 1);
        }
        _exit(0);
    }
    for (int i = 0; i < rounds; i++) {
        write(there[1], &byte, 1);
        read(back[0], &byte, 1);
    }
    waitpid(child, NULL, 0);
    for (int i = 0; i < 2; i++) {
        close(there[i]);
        close(back[i]);
    }
}

static void run_nothing(int rounds)
{
    (void)rounds;
}

static const struct {
    const char *name;
    int rounds;
    void (*before)(void), (*run)(int), (*after)(void);
} operations[] = {
    { "getppid", 10000, NULL, run_getppid, NULL },
    { "getuid", 10000, NULL, run_getuid, NULL },
    { "anonymous write fault", fault_pages, map_area, run_write_fault, unmap_area },
    { "anonymous read fault", fault_pages, map_area, run_read_fault, unmap_area },
    { "unmap of a touched page", fault_pages, touch_area, run_unmap, NULL },
    { "mmap + munmap", 1000, NULL, run_map_unmap, NULL },
    { "mprotect of a touched page", 1000, touch_area, run_protect, unmap_area },
    { "pipe write + read", 1000, NULL, run_pipe, NULL },
    { "pipe ping-pong", 200, NULL, run_ping_pong, NULL },
    { "fork + exit + wait", 20, NULL, run_fork, NULL },
    { "fork + exit + wait, 8 MiB touched", 5, touch_area, run_fork, unmap_area },
    { "vfork + exit + wait", 20, NULL, run_vfork, NULL },
    { "vfork + execve + wait", 10, NULL, run_exec, NULL },
    { "the measurement itself", 1, NULL, run_nothing, NULL },
};

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "-") == 0)
        return 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        unsigned long costs[runs];
        if (argc > 1 && strstr(operations[i].name, argv[1]) == NULL)
            continue;
        for (int run = 0; run < runs; run++) {
            if (operations[i].before != NULL)
                operations[i].before();
            unsigned long start = now();
            operations[i].run(operations[i].rounds);
            costs[run] = (now() - start) / (unsigned long)operations[i].rounds;
            if (operations[i].after != NULL)
                operations[i].after();
        }
        qsort(costs, runs, sizeof *costs, compare);
        printf("%-36s %10lu\n", operations[i].name, costs[runs / 2]);
    }
    return 0;
}
