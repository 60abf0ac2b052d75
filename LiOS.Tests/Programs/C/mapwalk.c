/*
 * A random walk of mmap, munmap and mprotect over 256 pages, beside a plain table of what each page must be. After every step some
 * pages are read and written; a signal handler tells which accesses fault, and with which code.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { pages = 256, page = 4096, steps = 4000 };

static struct { int mapped, rights; unsigned char value; } model[pages];
static sigjmp_buf back;
static volatile int code;
static char *base;
static unsigned state = 2026;

static unsigned next(unsigned limit)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % limit;
}

static void caught(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    code = info->si_code;
    siglongjmp(back, 1);
}

/* Returns 0 when the access worked, or the si_code of its signal. */
static int access_page(int i, int writes, unsigned char *value)
{
    volatile unsigned char *at = (unsigned char *)base + (long)i * page + next(page);
    code = 0;
    if (sigsetjmp(back, 1) == 0) {
        if (writes)
            *at = *value;
        else
            *value = *at;
    }
    return code;
}

static int expected(int i, int writes)
{
    if (!model[i].mapped)
        return SEGV_MAPERR;
    return model[i].rights & (writes ? PROT_WRITE : PROT_READ) ? 0 : SEGV_ACCERR;
}

int main(void)
{
    static const int rights[] = { PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE };
    struct sigaction action = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO };
    int wrong = 0, faults = 0, refused = 0;
    unsigned digest = 0;
    sigaction(SIGSEGV, &action, NULL);
    base = mmap(NULL, (long)pages * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(base, (long)pages * page);
    for (int step = 0; step < steps; step++) {
        int first = (int)next(pages), count = 1 + (int)next(pages - first < 40 ? pages - first : 40), right = rights[next(3)];
        char *at = base + (long)first * page;
        switch (next(3)) {
        case 0:
            if (mmap(at, (long)count * page, right, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != at)
                wrong++;
            for (int i = first; i < first + count; i++) {
                model[i].mapped = 1;
                model[i].rights = right;
                model[i].value = 0;
            }
            break;
        case 1:
            if (munmap(at, (long)count * page) != 0)
                wrong++;
            for (int i = first; i < first + count; i++)
                model[i].mapped = 0;
            break;
        default: {
            /* A hole makes mprotect fail, but only after it changed what lies before the hole. */
            int result = mprotect(at, (long)count * page, right), i = first;
            for (; i < first + count && model[i].mapped; i++)
                model[i].rights = right;
            if ((result == 0) != (i == first + count))
                wrong++;
            refused += result != 0;
            if (result != 0)
                for (i = first; i < first + count; i++)
                    if (model[i].mapped && mprotect(base + (long)i * page, page, model[i].rights = right) != 0)
                        wrong++;
        }
        }
        for (int probe = 0; probe < 4; probe++) {
            int i = (int)next(pages), writes = (int)next(2), result;
            unsigned char value = (unsigned char)step;
            if (writes) {
                char *start = base + (long)i * page;
                result = expected(i, 1);
                if (result == 0) {
                    memset(start, value, page);
                    model[i].value = value;
                    result = access_page(i, 1, &value);
                } else {
                    result = access_page(i, 1, &value);
                    faults++;
                }
            } else {
                result = access_page(i, 0, &value);
                faults += result != 0;
                if (result == 0 && value != model[i].value)
                    wrong++;
            }
            if (result != expected(i, writes))
                wrong++;
            digest = digest * 31 + (unsigned)result + model[i].value;
        }
    }
    printf("%d steps, %d faults, %d refused, %d wrong, digest %08x\n", steps, faults, refused, wrong, digest);
    return wrong != 0;
}
