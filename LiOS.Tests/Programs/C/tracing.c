/* ptrace(2): what a tracer sees and does. */
#define _GNU_SOURCE
#include "check.h"
#include <elf.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

#define SEIZED_STOP 128

static volatile uint64_t shared = 0x1122334455667788;
static volatile int handled;

struct call_info {
    uint8_t kind, padding[3];
    uint32_t architecture;
    uint64_t ip, sp, words[7];
};

static int next(pid_t child)
{
    int status = -1;
    CHECK(waitpid(child, &status, __WALL) == child);
    return status;
}

static void show(const char *what, int status)
{
    if (WIFSTOPPED(status)) printf("%s: stopped by %d, event %d\n", what, WSTOPSIG(status), status >> 16);
    else if (WIFSIGNALED(status)) printf("%s: killed by %d\n", what, WTERMSIG(status));
    else printf("%s: exited with %d\n", what, WEXITSTATUS(status));
}

static long order(int request, pid_t child, uintptr_t address, uintptr_t data)
{
    return syscall(SYS_ptrace, request, child, address, data);
}

static pid_t traced(void (*body)(void))
{
    pid_t child = fork();
    if (child) {
        CHECK(next(child) == (SIGSTOP << 8 | 0x7F));
        return child;
    }
    order(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    body();
    _exit(0);
}

static void add_one(int signal)
{
    handled += signal;
}

static void use_signals(void)
{
    signal(SIGUSR1, add_one);
    signal(SIGUSR2, SIG_IGN);
    raise(SIGUSR1);
    raise(SIGUSR1);
    raise(SIGUSR2);
    raise(SIGCHLD);
    _exit(handled);
}

static void signals(void)
{
    siginfo_t info;
    pid_t child = traced(use_signals);
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    show("first", next(child));
    CHECK(order(PTRACE_GETSIGINFO, child, 0, (uintptr_t)&info) == 0 && info.si_signo == SIGUSR1 && info.si_code == SI_TKILL && info.si_pid == child);
    CHECK(order(PTRACE_CONT, child, 0, SIGUSR1) == 0);
    show("second", next(child));
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    show("an ignored one", next(child));
    CHECK(order(PTRACE_CONT, child, 0, SIGUSR1) == 0);
    show("one ignored by default", next(child));
    CHECK(order(PTRACE_CONT, child, 0, 65) == -1 && errno == EIO);
    CHECK(order(PTRACE_CONT, child, 0, SIGCHLD) == 0);
    show("end", next(child));
    FAILS(ECHILD, waitpid(child, NULL, __WALL));
    FAILS(ESRCH, order(PTRACE_CONT, child, 0, 0));
}

static void use_calls(void)
{
    getppid();
    syscall(SYS_close, -1);
    sched_yield();
    syscall(SYS_getpid);
    munmap((void *)1, 1);
    _exit(7);
}

static void calls(void)
{
    struct user_regs_struct registers;
    struct call_info info;
    pid_t child = traced(use_calls);
    CHECK(order(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD) == 0);
    FAILS(EINVAL, order(PTRACE_SETOPTIONS, child, 0, 1 << 9));
    for (int i = 0; ; i++) {
        CHECK(order(PTRACE_SYSCALL, child, 0, 0) == 0);
        int status = next(child);
        if (WIFEXITED(status)) {
            show("calls", status);
            break;
        }
        CHECK(WSTOPSIG(status) == (SIGTRAP | 0x80));
        CHECK(order(PTRACE_GETREGS, child, 0, (uintptr_t)&registers) == 0);
        long size = order(0x420E, child, sizeof info, (uintptr_t)&info);
        if (info.kind == 1) {
            CHECK(size == 80 && info.words[0] == registers.orig_rax && (long)registers.rax == -ENOSYS && info.ip == registers.rip);
            printf("call %llu", registers.orig_rax);
            if (registers.orig_rax == SYS_sched_yield) {
                registers.orig_rax = SYS_getuid;
                CHECK(order(PTRACE_SETREGS, child, 0, (uintptr_t)&registers) == 0);
            } else if (registers.orig_rax == SYS_munmap) {
                CHECK(order(PTRACE_POKEUSER, child, offsetof(struct user_regs_struct, orig_rax), -1) == 0);
                CHECK(order(PTRACE_POKEUSER, child, offsetof(struct user_regs_struct, rax), 42) == 0);
            }
        } else {
            CHECK(size == 33 && info.kind == 2 && info.words[0] == registers.rax);
            if (registers.orig_rax == SYS_getppid) CHECK(registers.rax == (unsigned)getpid());
            else if (registers.orig_rax == SYS_getpid) CHECK(registers.rax == (unsigned)child);
            else printf(" gives %lld", registers.rax);
            printf("\n");
        }
    }
    printf("\n");
}

__attribute__((noinline)) static int target(int number)
{
    return number * 3 + 1;
}

static void use_memory(void)
{
    double value;
    asm volatile("movsd %1, %%xmm5\n\tmov %2, %%r12\n\tint3\n\tmovsd %%xmm5, %0" : "=m"(value) : "m"((double){ 2.5 }), "r"((uint64_t)0x5A5A) : "xmm5", "r12");
    if (value != 7.25) _exit(1);
    if (shared != 99) _exit(2);
    _exit(target(5));
}

static void memory(void)
{
    struct user_regs_struct registers;
    struct user_fpregs_struct floats;
    static char state[4096] __attribute__((aligned(64)));
    uint64_t word = 0, other[2] = { 0 };
    char path[64];
    pid_t child = traced(use_memory);
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    show("breakpoint of its own", next(child));
    CHECK(order(PTRACE_PEEKDATA, child, (uintptr_t)&shared, (uintptr_t)&word) == 0 && word == 0x1122334455667788);
    FAILS(EIO, order(PTRACE_PEEKDATA, child, 16, (uintptr_t)&word));
    FAILS(EIO, order(PTRACE_POKEDATA, child, 16, 0));
    CHECK(order(PTRACE_GETREGS, child, 0, (uintptr_t)&registers) == 0);
    CHECK(registers.r12 == 0x5A5A && registers.cs == 0x33 && registers.ss == 0x2B && registers.ds == 0 && registers.fs_base != 0);
    CHECK(order(PTRACE_PEEKUSER, child, offsetof(struct user_regs_struct, rip), (uintptr_t)&word) == 0 && word == registers.rip);
    FAILS(EIO, order(PTRACE_PEEKUSER, child, 3, (uintptr_t)&word));
    FAILS(EIO, order(PTRACE_PEEKUSER, child, 4096, (uintptr_t)&word));

    struct iovec set = { state, sizeof state };
    CHECK(order(PTRACE_GETREGSET, child, NT_PRSTATUS, (uintptr_t)&set) == 0 && set.iov_len == sizeof registers && !memcmp(state, &registers, sizeof registers));
    CHECK(order(PTRACE_GETFPREGS, child, 0, (uintptr_t)&floats) == 0 && *(double *)&floats.xmm_space[4 * 5] == 2.5);
    *(double *)&floats.xmm_space[4 * 5] = 5.5;
    CHECK(order(PTRACE_SETFPREGS, child, 0, (uintptr_t)&floats) == 0);
    set = (struct iovec){ state, sizeof state };
    CHECK(order(PTRACE_GETREGSET, child, NT_X86_XSTATE, (uintptr_t)&set) == 0 && set.iov_len >= 832);
    CHECK(*(double *)(state + 160 + 16 * 5) == 5.5 && (*(uint64_t *)(state + 464) & 3) == 3);
    *(double *)(state + 160 + 16 * 5) = 7.25;
    CHECK(order(PTRACE_SETREGSET, child, NT_X86_XSTATE, (uintptr_t)&set) == 0);
    FAILS(EINVAL, order(PTRACE_GETREGSET, child, 0x7777, (uintptr_t)&set));

    CHECK(order(PTRACE_POKEDATA, child, (uintptr_t)&shared, 98) == 0 && shared == 0x1122334455667788);
    struct iovec mine = { other, 8 }, its = { (void *)&shared, 8 };
    CHECK(process_vm_readv(child, &mine, 1, &its, 1, 0) == 8 && other[0] == 98);
    other[0] = 97;
    CHECK(process_vm_writev(child, &mine, 1, &its, 1, 0) == 8);
    its.iov_base = (void *)16;
    FAILS(EFAULT, process_vm_readv(child, &mine, 1, &its, 1, 0));
    FAILS(EINVAL, process_vm_readv(child, &mine, 1, &its, 1, 1));
    FAILS(ESRCH, process_vm_readv(32000, &mine, 1, &its, 1, 0));
    snprintf(path, sizeof path, "/proc/%d/mem", child);
    int file = open(path, O_RDWR);
    CHECK(pread(file, other, 8, (uintptr_t)&shared) == 8 && other[0] == 97);
    other[0] = 99;
    CHECK(pwrite(file, other, 8, (uintptr_t)&shared) == 8);
    FAILS(EIO, pread(file, other, 8, 16));

    // A breakpoint in code, which nobody may write but a debugger.
    uint64_t code = 0;
    CHECK(order(PTRACE_PEEKTEXT, child, (uintptr_t)target, (uintptr_t)&code) == 0);
    CHECK(order(PTRACE_POKETEXT, child, (uintptr_t)target, (code & ~0xFFUL) | 0xCC) == 0);
    CHECK(*(uint64_t *)target == code);
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    show("breakpoint", next(child));
    CHECK(order(PTRACE_GETREGS, child, 0, (uintptr_t)&registers) == 0);
    CHECK(registers.rip == (uintptr_t)target + 1 && (int)registers.rdi == 5);
    CHECK(order(PTRACE_POKETEXT, child, (uintptr_t)target, code) == 0);
    registers.rip--;
    registers.rdi = 6;
    CHECK(order(PTRACE_SETREGS, child, 0, (uintptr_t)&registers) == 0);
    siginfo_t info;
    CHECK(order(PTRACE_SINGLESTEP, child, 0, 0) == 0);
    CHECK(next(child) == (SIGTRAP << 8 | 0x7F));
    CHECK(order(PTRACE_GETSIGINFO, child, 0, (uintptr_t)&info) == 0 && info.si_code == TRAP_TRACE);
    CHECK(order(PTRACE_GETREGS, child, 0, (uintptr_t)&registers) == 0);
    CHECK(registers.rip > (uintptr_t)target && registers.rip < (uintptr_t)target + 16 && (registers.eflags & 0x100) == 0);
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    show("end", next(child));
    CHECK(pread(file, other, 8, (uintptr_t)&shared) == 0);
    close(file);
}

static void use_children(void)
{
    pid_t child = fork();
    if (child == 0) _exit(4);
    int status;
    waitpid(child, &status, 0);
    child = vfork();
    if (child == 0) _exit(5);
    waitpid(child, &status, 0);
    execl("/proc/self/exe", "tracing", "6", NULL);
}

/* A follower's life may be told before or after its maker's event: the order is the scheduler's. */
static void children(int seized)
{
    long options = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT | PTRACE_O_TRACESYSGOOD;
    pid_t child = fork(), follower = 0;
    if (child == 0) {
        if (!seized) order(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        use_children();
    }
    int status = -1, count[256] = { 0 }, starts = 0, ends = 0, sum = 0;
    if (seized) {
        CHECK(waitpid(child, &status, WUNTRACED) == child && WSTOPSIG(status) == SIGSTOP);
        CHECK(order(PTRACE_SEIZE, child, 0, options) == 0);
        status = next(child);
        show("seized", status);
        CHECK(kill(child, SIGCONT) == 0 && order(PTRACE_CONT, child, 0, 0) == 0);
    } else {
        CHECK(next(child) == (SIGSTOP << 8 | 0x7F));
        CHECK(order(PTRACE_SETOPTIONS, child, 0, options) == 0 && order(PTRACE_CONT, child, 0, 0) == 0);
    }
    while (ends < 3) {
        pid_t who = waitpid(-1, &status, __WALL);
        CHECK(who > 0);
        if (who < 0) break;
        if (!WIFSTOPPED(status)) {
            CHECK(WIFEXITED(status));
            sum += WEXITSTATUS(status);
            ends++;
            continue;
        }
        int event = status >> 16, signal = 0;
        unsigned long message = 0;
        CHECK(order(PTRACE_GETEVENTMSG, who, 0, (uintptr_t)&message) == 0);
        count[event]++;
        switch (event) {
        case PTRACE_EVENT_FORK:
        case PTRACE_EVENT_VFORK:
            CHECK(who == child && message != (unsigned)child);
            follower = message;
            break;
        case PTRACE_EVENT_VFORK_DONE:
            CHECK(who == child && message == (unsigned)follower);
            break;
        case PTRACE_EVENT_EXEC:
            CHECK(who == child && message == (unsigned)child);
            break;
        case PTRACE_EVENT_EXIT:
            CHECK(WIFEXITED(message) && WEXITSTATUS(message) >= 4);
            break;
        case SEIZED_STOP:
            starts += who != child;
            break;
        default:
            if (WSTOPSIG(status) == SIGSTOP && who != child) starts++;
            else signal = WSTOPSIG(status);
        }
        CHECK(order(PTRACE_CONT, who, 0, signal) == 0);
    }
    printf("%d forks, %d vforks, %d done, %d execs, %d exits, %d starts, ends %d\n", count[PTRACE_EVENT_FORK], count[PTRACE_EVENT_VFORK],
        count[PTRACE_EVENT_VFORK_DONE], count[PTRACE_EVENT_EXEC], count[PTRACE_EVENT_EXIT], starts, sum);
    FAILS(ECHILD, waitpid(-1, &status, __WALL));
}

static void wait_for_ever(void)
{
    for (;;) pause();
}

static void attachments(void)
{
    struct user_regs_struct registers;
    siginfo_t info;
    char pair[2];
    int pipes[2], status;
    CHECK(pipe(pipes) == 0);
    pid_t child = fork();
    if (child == 0) {
        write(pipes[1], "x", 1);
        wait_for_ever();
    }
    CHECK(read(pipes[0], pair, 1) == 1);
    FAILS(EPERM, order(PTRACE_ATTACH, getpid(), 0, 0));
    FAILS(ESRCH, order(PTRACE_ATTACH, 32000, 0, 0));
    FAILS(ESRCH, order(PTRACE_CONT, child, 0, 0));
    CHECK(order(PTRACE_ATTACH, child, 0, 0) == 0);
    FAILS(EPERM, order(PTRACE_ATTACH, child, 0, 0));
    show("attached", next(child));
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    FAILS(ESRCH, order(PTRACE_GETREGS, child, 0, (uintptr_t)&registers));
    CHECK(waitpid(child, &status, WNOHANG | __WALL) == 0);
    usleep(20000);
    CHECK(kill(child, SIGUSR1) == 0);
    show("sent", next(child));
    CHECK(order(PTRACE_GETREGS, child, 0, (uintptr_t)&registers) == 0 && registers.orig_rax == SYS_pause && (long)registers.rax == -514);
    CHECK(order(PTRACE_DETACH, child, 0, 0) == 0);
    usleep(20000);
    CHECK(waitpid(child, &status, WNOHANG) == 0);

    FAILS(EIO, order(PTRACE_SEIZE, child, 1, 0));
    CHECK(order(PTRACE_SEIZE, child, 0, PTRACE_O_EXITKILL) == 0);
    CHECK(order(PTRACE_INTERRUPT, child, 0, 0) == 0);
    show("interrupted", next(child));
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0 && kill(child, SIGSTOP) == 0);
    show("a stopping signal", next(child));
    CHECK(order(PTRACE_CONT, child, 0, SIGSTOP) == 0);
    show("the stop", next(child));
    CHECK(order(PTRACE_GETSIGINFO, child, 0, (uintptr_t)&info) == 0);
    CHECK(order(PTRACE_LISTEN, child, 0, 0) == 0);
    FAILS(ESRCH, order(PTRACE_GETREGS, child, 0, (uintptr_t)&registers));
    CHECK(kill(child, SIGCONT) == 0);
    show("continued", next(child));
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    show("the continuing signal", next(child));
    CHECK(waitid(P_PID, child, &info, WSTOPPED | WNOHANG | __WALL) == 0);
    CHECK(order(PTRACE_CONT, child, 0, 0) == 0);
    CHECK(kill(child, SIGKILL) == 0);
    show("end", next(child));

    // The end of a tracer frees what it traced.
    child = fork();
    if (child == 0) wait_for_ever();
    pid_t tracer = fork();
    if (tracer == 0) {
        CHECK(order(PTRACE_ATTACH, child, 0, 0) == 0);
        CHECK(waitpid(child, &status, __WALL) == child);
        _exit(0);
    }
    CHECK(end_of(tracer) == 0);
    CHECK(kill(child, SIGCONT) == 0 && kill(child, SIGTERM) == 0);
    show("left alone", next(child));

    // Another's child is waited for by its tracer first.
    child = fork();
    if (child == 0) wait_for_ever();
    tracer = fork();
    if (tracer == 0) {
        CHECK(order(PTRACE_SEIZE, child, 0, 0) == 0 && kill(child, SIGTERM) == 0);
        CHECK(WSTOPSIG(next(child)) == SIGTERM && order(PTRACE_CONT, child, 0, SIGTERM) == 0);
        CHECK(WTERMSIG(next(child)) == SIGTERM);
        FAILS(ECHILD, waitpid(child, &status, __WALL));
        _exit(failures);
    }
    show("seen twice", next(child));
    CHECK(end_of(tracer) == 0);

    // A tracer's end with PTRACE_O_EXITKILL.
    child = fork();
    if (child == 0) wait_for_ever();
    tracer = fork();
    if (tracer == 0) {
        CHECK(order(PTRACE_SEIZE, child, 0, PTRACE_O_EXITKILL) == 0);
        _exit(failures);
    }
    CHECK(end_of(tracer) == 0);
    show("ended with its tracer", next(child));
}

static void rights(void)
{
    pid_t child = fork();
    if (child == 0) wait_for_ever();
    pid_t other = fork();
    if (other == 0) {
        CHECK(setuid(1000) == 0);
        FAILS(EPERM, order(PTRACE_ATTACH, child, 0, 0));
        FAILS(EPERM, order(PTRACE_SEIZE, child, 0, 0));
        char path[64], word[8];
        struct iovec mine = { word, 8 }, its = { (void *)&shared, 8 };
        FAILS(EPERM, process_vm_readv(child, &mine, 1, &its, 1, 0));
        snprintf(path, sizeof path, "/proc/%d/mem", child);
        FAILS(EACCES, open(path, O_RDONLY));
        _exit(failures);
    }
    CHECK(end_of(other) == 0);
    CHECK(kill(child, SIGKILL) == 0);
    end_of(child);
}

int main(int count, char **arguments)
{
    if (count > 1) return atoi(arguments[1]);
    setvbuf(stdout, NULL, _IONBF, 0);
    signals();
    calls();
    memory();
    children(0);
    children(1);
    attachments();
    if (geteuid() == 0) rights();
    return conclude();
}
