/*
 * Fills all floating-point and vector registers and the control words with random values, pending x87 exceptions included, lets the
 * kernel in by every way there is, and looks whether each bit is still there. Two processes with two threads each do so at the same
 * time, and signal handlers overwrite everything every few milliseconds. The argument is a number of rounds.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { legacy = 512, halves = 16 * 32, page = 4096, ways = 7 };

static int has_avx, rounds = 40;
static volatile int handled;

struct registers {
    unsigned char legacy[legacy] __attribute__((aligned(64)));
    unsigned char wide[halves] __attribute__((aligned(64)));
};

static uint32_t next(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static void make(struct registers *r, uint32_t *state)
{
    memset(r, 0, sizeof *r);
    for (int i = 0; i < 8; i++)
        for (int k = 0; k < 10; k++)
            r->legacy[32 + i * 16 + k] = (unsigned char)next(state);
    for (int i = 0; i < halves; i++)
        r->wide[i] = (unsigned char)next(state);
    for (int i = 0; i < 16; i++)
        memcpy(r->legacy + 160 + i * 16, r->wide + i * 32, 16);
    uint32_t choice = next(state);
    uint16_t control = 0x340 | (choice & 0xC00), status = (uint16_t)((choice >> 4 & 7) << 11), tags = (unsigned char)(choice >> 12);
    if (choice & 1)
        control |= 0x3F;
    else if (choice & 2)
        status |= 0x8084; /* a division by zero that nobody has noticed yet: ZE, ES, B */
    uint32_t mxcsr = (choice & 0x4) ? 0x0000 : 0x1F80 | (choice >> 8 & 0x3F);
    mxcsr |= (choice >> 16 & 3) << 13 | (choice & 8 ? 0x8000 : 0);
    memcpy(r->legacy, &control, 2);
    memcpy(r->legacy + 2, &status, 2);
    r->legacy[4] = (unsigned char)tags;
    memcpy(r->legacy + 24, &mxcsr, 4);
}

#define EACH(word) word(0) word(1) word(2) word(3) word(4) word(5) word(6) word(7) word(8) word(9) word(10) word(11) word(12) word(13) word(14) word(15)
#define LOAD(i) "vmovups " #i "*32(%%r13), %%ymm" #i "\n"
#define STORE(i) "vmovups %%ymm" #i ", " #i "*32(%%r15)\n"

/* Between loading and storing, again and again: a system call unless its number is negative, and a touch of a page. */
static void hold(struct registers *before, struct registers *after, long number, uintptr_t what, long times, char *memory, long stride)
{
    register char *touched __asm__("r8") = memory;
    register uintptr_t argument __asm__("r9") = what;
    register long step __asm__("r10") = stride;
    register void *in __asm__("r12") = before->legacy;
    register void *in_wide __asm__("r13") = before->wide;
    register void *out __asm__("r14") = after->legacy;
    register void *out_wide __asm__("r15") = after->wide;
    long count = times;
    if (has_avx)
        __asm__ volatile("lea -128(%%rsp), %%rsp\n push %%rbp\n mov %%rax, %%rbp\n fxrstor64 (%%r12)\n" EACH(LOAD)
            "1: test %%rbx, %%rbx\n js 2f\n mov %%rbx, %%rax\n mov %%r9, %%rdi\n xor %%esi, %%esi\n syscall\n"
            "2: movb $1, (%%r8)\n add %%r10, %%r8\n dec %%rbp\n jnz 1b\n"
            "fxsave64 (%%r14)\n" EACH(STORE) "fninit\n mov $0x1F80, %%eax\n push %%rax\n ldmxcsr (%%rsp)\n pop %%rax\n pop %%rbp\n lea 128(%%rsp), %%rsp\n vzeroupper\n"
            : "+a"(count), "+r"(touched), "+r"(step) : "b"(number), "r"(argument), "r"(in), "r"(in_wide), "r"(out), "r"(out_wide)
            : "rcx", "rdx", "rsi", "rdi", "r11", "memory", "cc");
    else
        __asm__ volatile("lea -128(%%rsp), %%rsp\n push %%rbp\n mov %%rax, %%rbp\n fxrstor64 (%%r12)\n"
            "1: test %%rbx, %%rbx\n js 2f\n mov %%rbx, %%rax\n mov %%r9, %%rdi\n xor %%esi, %%esi\n syscall\n"
            "2: movb $1, (%%r8)\n add %%r10, %%r8\n dec %%rbp\n jnz 1b\n"
            "fxsave64 (%%r14)\n fninit\n mov $0x1F80, %%eax\n push %%rax\n ldmxcsr (%%rsp)\n pop %%rax\n pop %%rbp\n lea 128(%%rsp), %%rsp\n"
            : "+a"(count), "+r"(touched), "+r"(step) : "b"(number), "r"(argument), "r"(in), "r"(in_wide), "r"(out), "r"(out_wide)
            : "rcx", "rdx", "rsi", "rdi", "r11", "memory", "cc");
}

static void overwrite(int signal)
{
    static const struct registers nothing = { .legacy = { 0x7F, 3 } };
    (void)signal;
    unsigned mxcsr;
    unsigned short control;
    __asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(mxcsr), "=m"(control));
    if (mxcsr != 0x1F80 || control != 0x37F)
        _exit(3);
    if (has_avx)
        __asm__ volatile("fninit; fldpi; vpcmpeqd %%xmm0, %%xmm0, %%xmm0; vinsertf128 $1, %%xmm0, %%ymm0, %%ymm0; vmovaps %%ymm0, %%ymm1; "
            "vmovaps %%ymm0, %%ymm5; vmovaps %%ymm0, %%ymm6; vmovaps %%ymm0, %%ymm15; vzeroall" : : : "memory");
    __asm__ volatile("fxrstor64 %0" : : "m"(nothing.legacy) : "memory");
    handled++;
}

static int same(const struct registers *a, const struct registers *b, const char *way)
{
    static const struct { const char *name; int offset, length; } parts[] = {
        { "control word", 0, 2 }, { "status word", 2, 2 }, { "tags", 4, 1 }, { "MXCSR", 24, 4 }, { "SSE", 160, 256 },
    };
    char problem[64] = "";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (memcmp(a->legacy + parts[i].offset, b->legacy + parts[i].offset, (size_t)parts[i].length) != 0)
            strcpy(problem, parts[i].name);
    for (int i = 0; i < 8; i++)
        if (memcmp(a->legacy + 32 + i * 16, b->legacy + 32 + i * 16, 10) != 0)
            strcpy(problem, "x87");
    if (has_avx && memcmp(a->wide, b->wide, halves) != 0 && !problem[0])
        strcpy(problem, "AVX");
    if (problem[0])
        printf("%s changed by %s\n", problem, way);
    return !problem[0];
}

static void *work(void *seed)
{
    static const struct { const char *name; long call, times; int argument, touches; } kinds[ways] = {
        { "preemption", -1, 3000000, 0, 0 }, { "page faults", -1, 200, 0, 1 }, { "getpid", SYS_getpid, 2000, 0, 0 },
        { "sched_yield", SYS_sched_yield, 500, 0, 0 }, { "getuid", SYS_getuid, 500, 0, 0 }, { "sleep", SYS_nanosleep, 3, 1, 0 },
        { "fork", SYS_getppid, 500, 0, 1 },
    };
    static struct timespec little = { 0, 1000000 };
    uint32_t state = (uint32_t)(uintptr_t)seed * 7919u + 1;
    struct registers before, after;
    long good = 1;
    for (int i = 0; i < rounds && good; i++) {
        int kind = i % ways;
        char *memory = mmap(NULL, 512 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        pid_t child = -1;
        if (kind == 6) {
            memset(memory, 1, 512 * page);
            child = fork();
            if (child == 0) {
                usleep(2000);
                _exit(0);
            }
        }
        make(&before, &state);
        memset(&after, 0, sizeof after);
        hold(&before, &after, kinds[kind].call, kinds[kind].argument ? (uintptr_t)&little : 0, kinds[kind].times, memory, kinds[kind].touches ? page : 0);
        good = same(&before, &after, kinds[kind].name);
        if (child > 0)
            waitpid(child, NULL, 0);
        munmap(memory, 512 * page);
    }
    return (void *)good;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        rounds = atoi(argv[1]);
    unsigned a = 1, b, c, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
    has_avx = (c >> 27 & 3) == 3;
    setvbuf(stdout, NULL, _IOLBF, 0);
    pid_t child = fork();
    struct sigaction action = { .sa_handler = overwrite, .sa_flags = SA_RESTART };
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = { { 0, 3000 }, { 0, 3000 } };
    pthread_t other;
    void *result, *own;
    pthread_create(&other, NULL, work, (void *)(uintptr_t)(child == 0 ? 3 : 1));
    setitimer(ITIMER_REAL, &timer, NULL);
    own = work((void *)(uintptr_t)(child == 0 ? 4 : 2));
    pthread_join(other, &result);
    memset(&timer, 0, sizeof timer);
    setitimer(ITIMER_REAL, &timer, NULL);
    int good = own != NULL && result != NULL && handled > 0, status = 0;
    if (child == 0)
        _exit(good ? 0 : 1);
    waitpid(child, &status, 0);
    printf("%s\n", good && status == 0 ? "every register kept" : "registers lost");
    return good && status == 0 ? 0 : 1;
}
