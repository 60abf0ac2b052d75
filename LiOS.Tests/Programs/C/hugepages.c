/*
 * Memory with pages of 2 MiB keeps what everybody knows of memory: what is written stays, what was given back is zero, a child has
 * its own. Random operations beside a plain table of what each page must hold, in an area of 8 MiB that asked for huge pages.
 *   hugepages          prints a digest, the same on every system
 *   hugepages counts   what /proc says of huge pages on the way, for LiOS alone
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { page = 4096, huge = 2 << 20, huge_pages = 4, pages = huge_pages * (huge / page), steps = 3000 };

static unsigned char model[pages];
static char *base;
static unsigned state = 2026;
static int wrong;

static unsigned next(unsigned limit)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % limit;
}

/* A place from a border of 2 MiB on. */
static char *map(size_t length)
{
    char *area = mmap(NULL, length + huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *start = area + (-(unsigned long)area & (huge - 1));
    munmap(area, start - area);
    munmap(start + length, huge - (start - area));
    return start;
}

static void advise(void)
{
    if (madvise(base, (size_t)pages * page, MADV_HUGEPAGE) != 0)
        wrong++;
}

static unsigned check(void)
{
    unsigned digest = 0;
    for (int i = 0; i < pages; i++) {
        unsigned char *at = (unsigned char *)base + (long)i * page;
        if (at[0] != model[i] || at[page - 1] != model[i])
            wrong++;
        digest = digest * 31 + at[0];
    }
    return digest;
}

static void fill(int first, int count, unsigned char value)
{
    for (int i = first; i < first + count; i++) {
        base[(long)i * page] = (char)value;
        base[(long)i * page + page - 1] = (char)value;
        model[i] = value;
    }
}

/* Some pages, or whole huge ones. */
static int choose(int *count)
{
    if (next(3) != 0) {
        int first = (int)next(pages);
        *count = 1 + (int)next(pages - first < 20 ? pages - first : 20);
        return first;
    }
    int first = (int)next(huge_pages);
    *count = (1 + (int)next(huge_pages - first)) * (huge / page);
    return first * (huge / page);
}

/* A child writes over what it inherited, reads the rest, and the parent sees nothing of it. */
static void fork_once(void)
{
    pid_t child = fork();
    if (child == 0) {
        fill((int)next(pages - 8), 8, 77);
        check();
        _exit(wrong);
    }
    int status;
    waitpid(child, &status, 0);
    if (status != 0)
        wrong++;
}

static void walk(void)
{
    unsigned digest = 0;
    advise();
    for (int step = 0; step < steps; step++) {
        int count, first = choose(&count);
        char *at = base + (long)first * page;
        size_t length = (size_t)count * page;
        unsigned char value = (unsigned char)(1 + next(255));
        switch (next(8)) {
        case 0:
            munmap(at, length);
            if (mmap(at, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != at)
                wrong++;
            memset(model + first, 0, (size_t)count);
            break;
        case 1:
            madvise(at, length, MADV_DONTNEED);
            memset(model + first, 0, (size_t)count);
            break;
        case 2:
            mprotect(at, length, next(2) ? PROT_NONE : PROT_READ);
            mprotect(at, length, PROT_READ | PROT_WRITE);
            break;
        case 3:
            if (next(16) == 0)
                fork_once();
            break;
        case 4: {
            /* There and back again: one region moves, so all of it is told the same. */
            advise();
            char *other = mremap(at, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, base + (long)pages * page);
            if (mremap(other, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, at) != at)
                wrong++;
            break;
        }
        case 5:
            advise();
            break;
        default:
            fill(first, count, value);
        }
        if (step % 64 == 0)
            digest = digest * 31 + check();
    }
    printf("%08x, %d wrong\n", digest * 31 + check(), wrong);
}

/* A number of kB in a file of /proc. */
static long read_kilobytes(const char *path, const char *name)
{
    static char line[256];
    long sum = 0;
    FILE *file = fopen(path, "r");
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            sum += atol(line + strlen(name));
    fclose(file);
    return sum;
}

static void say(const char *what)
{
    printf("%s: %ld of %ld kB, %ld in all\n", what, read_kilobytes("/proc/self/smaps", "AnonHugePages:"),
        read_kilobytes("/proc/self/smaps", "Anonymous:") & ~1023, read_kilobytes("/proc/meminfo", "AnonHugePages:"));
}

static void counts(void)
{
    say("before");
    base[0] = 1;
    say("written without advice");
    madvise(base, (size_t)pages * page, MADV_DONTNEED);
    advise();
    (void)*(volatile char *)(base + huge);
    base[0] = base[huge] = base[2 * huge] = base[3 * huge] = 1;
    say("written, one read before");
    mprotect(base, huge, PROT_READ);
    say("protected whole");
    munmap(base + 2 * huge + 5 * page, page);
    say("without a page");
    if (fork() == 0)
        _exit(0);
    wait(NULL);
    say("forked");
    madvise(base + 3 * huge, huge, MADV_DONTNEED);
    base[3 * huge] = 1;
    say("given back and written");
    madvise(base, (size_t)pages * page, MADV_NOHUGEPAGE);
    madvise(base, (size_t)pages * page, MADV_DONTNEED);
    base[3 * huge] = 1;
    say("not wanted any more");
}

int main(int argc, char **argv)
{
    /* Twice, so that there is room to move to. */
    base = map((size_t)2 * pages * page);
    munmap(base + (long)pages * page, (size_t)pages * page);
    if (argc > 1 && strcmp(argv[1], "counts") == 0)
        counts();
    else
        walk();
    return wrong != 0;
}
