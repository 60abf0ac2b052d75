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

enum { runs = 5, page = 4096, fault_pages = 2048, many = 100000, huge_page = 2 << 20, huge_pages = 32 };

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

/* Every page has been read, so each write breaks away from the page of zeros. */
static void read_area(void)
{
    map_area();
    run_read_fault(fault_pages);
}

static size_t big_size;
static char *regions;

static void touch_big(size_t mebibytes)
{
    big_size = mebibytes << 20;
    memory = mmap(NULL, big_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (size_t i = 0; i < big_size; i += page)
        memory[i] = 1;
}

static void touch_16(void)
{
    touch_big(16);
}

static void touch_64(void)
{
    touch_big(64);
}

static void unmap_big(void)
{
    munmap(memory, big_size);
}

/* 64 MiB from a border of 2 MiB on, in pages of that size or in small ones. */
static void map_aligned(int advice)
{
    big_size = (size_t)(huge_pages + 1) * huge_page;
    regions = mmap(NULL, big_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory = regions + (-(unsigned long)regions & (huge_page - 1));
    madvise(regions, big_size, advice);
}

static void map_small(void)
{
    map_aligned(MADV_NOHUGEPAGE);
}

static void map_huge(void)
{
    map_aligned(MADV_HUGEPAGE);
}

static void run_touch(int rounds)
{
    run_write_fault(rounds * (huge_page / page));
}

static void touch_small(void)
{
    map_small();
    run_touch(huge_pages);
}

static void touch_huge(void)
{
    map_huge();
    run_touch(huge_pages);
}

static void run_give_back(int rounds)
{
    madvise(memory, (size_t)rounds * huge_page, MADV_DONTNEED);
}

static void run_give_page_back(int rounds)
{
    for (int i = 0; i < rounds; i++)
        madvise(memory + (size_t)i * huge_page, page, MADV_DONTNEED);
}

/* A child that sleeps keeps every page shared, so that the parent's writes copy. */
static pid_t holder;

static void share_area(void)
{
    touch_area();
    int ends[2];
    char byte;
    pipe(ends);
    holder = fork();
    if (holder == 0) {
        close(ends[1]);
        read(ends[0], &byte, 1);
        _exit(0);
    }
    close(ends[0]);
    /* Ends with the parent's end of the pipe. */
    dup2(ends[1], 100);
    close(ends[1]);
    /* What the fork itself makes the parent copy is done before the clock starts. */
    memory[0] = 1;
}

static void end_sharing(void)
{
    close(100);
    waitpid(holder, NULL, 0);
}

static void unshare_area(void)
{
    end_sharing();
    unmap_area();
}

static void was_shared(void)
{
    share_area();
    for (size_t i = 0; i < fault_pages; i += 512)
        memory[i * page] = 1;
    end_sharing();
}

/* Regions that cannot be joined: neighbours differ in their rights. */
static void make_regions(size_t count)
{
    regions = mmap(NULL, count * 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    big_size = count * 2 * page;
    for (size_t i = 0; i < count; i += 2)
        mprotect(regions + i * 2 * page, page, PROT_READ | PROT_WRITE);
}

static void make_100(void)
{
    make_regions(100);
}

static void make_many(void)
{
    make_regions(many);
}

static void drop_regions(void)
{
    munmap(regions, big_size);
}

static void run_scattered_fault(int rounds)
{
    size_t count = big_size / (2 * page), at = 0;
    for (int i = 0; i < rounds; i++) {
        at = (at + 7919 * 2) % (count & ~(size_t)1);
        regions[at * 2 * page] = 1;
    }
}

static void run_break(int rounds)
{
    long start = syscall(SYS_brk, 0);
    for (int i = 0; i < rounds; i++) {
        syscall(SYS_brk, start + page);
        syscall(SYS_brk, start);
    }
}

static void run_split(int rounds)
{
    for (int i = 0; i < rounds; i++)
        mprotect(memory + 4 * page, page, i % 2 ? PROT_READ | PROT_WRITE : PROT_READ);
}

/* A region of one page between two without rights. */
static void map_single(void)
{
    memory = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    big_size = 3 * page;
    mprotect(memory + page, page, PROT_READ | PROT_WRITE);
    memory[page] = 1;
}

static void run_flip(int rounds)
{
    for (int i = 0; i < rounds; i++)
        mprotect(memory + page, page, i % 2 ? PROT_READ | PROT_WRITE : PROT_READ);
}

static void run_map_touch_unmap(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        char *at = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        *at = 1;
        munmap(at, page);
    }
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
    { "page of zeros to written page", fault_pages, read_area, run_write_fault, unmap_area },
    { "copy-on-write break, copying", fault_pages, share_area, run_write_fault, unshare_area },
    { "copy-on-write break, sole owner", fault_pages, was_shared, run_write_fault, unmap_area },
    { "unmap of a touched page", fault_pages, touch_area, run_unmap, NULL },
    { "mmap + munmap", 1000, NULL, run_map_unmap, NULL },
    { "mmap + touch + munmap", 1000, NULL, run_map_touch_unmap, NULL },
    { "mmap + munmap among 100 regions", 1000, make_100, run_map_unmap, drop_regions },
    { "mmap + munmap among 100000 regions", 1000, make_many, run_map_unmap, drop_regions },
    { "fault in one of 100 regions", 25, make_100, run_scattered_fault, drop_regions },
    { "fault in one of 100000 regions", 1000, make_many, run_scattered_fault, drop_regions },
    { "brk up + down", 1000, NULL, run_break, NULL },
    { "mprotect of one touched page", 1000, map_single, run_flip, unmap_big },
    { "mprotect inside a region", 1000, touch_area, run_split, unmap_area },
    { "mprotect at a region's end", 1000, touch_area, run_protect, unmap_area },
    { "pipe write + read", 1000, NULL, run_pipe, NULL },
    { "pipe ping-pong", 200, NULL, run_ping_pong, NULL },
    { "fork + exit + wait", 20, NULL, run_fork, NULL },
    { "fork + exit + wait, 8 MiB touched", 5, touch_area, run_fork, unmap_area },
    { "fork + exit + wait, 16 MiB touched", 5, touch_16, run_fork, unmap_big },
    { "fork + exit + wait, 64 MiB touched", 5, touch_64, run_fork, unmap_big },
    { "2 MiB touched, small pages", huge_pages, map_small, run_touch, drop_regions },
    { "2 MiB touched, a huge page", huge_pages, map_huge, run_touch, drop_regions },
    { "2 MiB given back, small pages", huge_pages, touch_small, run_give_back, drop_regions },
    { "2 MiB given back, a huge page", huge_pages, touch_huge, run_give_back, drop_regions },
    { "2 MiB lose a page, small pages", huge_pages, touch_small, run_give_page_back, drop_regions },
    { "2 MiB lose a page, a huge page", huge_pages, touch_huge, run_give_page_back, drop_regions },
    { "fork + exit + wait, 64 MiB of huge pages", 1, touch_huge, run_fork, drop_regions },
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
