/* Signals, faults and interrupted calls, as the manual pages promise. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

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

static void synchronous(void)
{
    struct timespec limit = { 2, 0 };
    sigset_t set;
    siginfo_t info;

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

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    signals();
    faults();
    interrupt_return();
    alternate_stack();
    interruption();
    synchronous();
    return conclude();
}
