/*
 * Tries what only a kernel may do, and what could make the kernel stumble on its way in and out: every attempt in a child of its own,
 * with the signal that it must end with. With the name of an attempt it makes that one. The selectors are those of LiOS.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { unmasked_sse = 0x1F80 & ~0x200, page = 4096 };

static int has_umip, is_translated;
static const double zero = 0, one = 1;

#define ATTEMPT(name, text, ...) static void name(void) { __asm__ volatile(text : : __VA_ARGS__ : "memory", "cc"); }

ATTEMPT(halt, "hlt", "a"(0))
ATTEMPT(interrupts_off, "cli", "a"(0))
ATTEMPT(interrupts_on, "sti", "a"(0))
ATTEMPT(port_in, "inb %%dx, %%al", "a"(0), "d"(0x71))
ATTEMPT(port_out, "outl %%eax, %%dx", "a"(0), "d"(0x604))
ATTEMPT(port_string, "rep outsb", "S"(&zero), "c"(4), "d"(0x3F8))
ATTEMPT(read_msr, "rdmsr", "c"(0xC0000082))
ATTEMPT(write_msr, "wrmsr", "c"(0xC0000082), "a"(0), "d"(0))
ATTEMPT(read_counter, "rdpmc", "c"(0))
ATTEMPT(read_cr0, "movq %%cr0, %%rax", "a"(0))
ATTEMPT(write_cr3, "movq %%rax, %%cr3", "a"(0))
ATTEMPT(write_cr4, "movq %%rax, %%cr4", "a"(0))
ATTEMPT(write_cr8, "movq %%rax, %%cr8", "a"(15))
ATTEMPT(read_debug, "movq %%dr7, %%rax", "a"(0))
ATTEMPT(write_debug, "movq %%rax, %%dr0", "a"(0))
ATTEMPT(load_gdt, "lgdt (%0)", "r"(&zero))
ATTEMPT(load_idt, "lidt (%0)", "r"(&zero))
ATTEMPT(load_ldt, "lldt %%ax", "a"(0))
ATTEMPT(load_task, "ltr %%ax", "a"(0x30))
ATTEMPT(load_status, "lmsw %%ax", "a"(0))
ATTEMPT(clear_task_switched, "clts", "a"(0))
ATTEMPT(drop_page, "invlpg (%0)", "r"(&zero))
ATTEMPT(drop_caches, "wbinvd", "a"(0))
ATTEMPT(swap_gs, "swapgs", "a"(0))
ATTEMPT(system_return, "sysretq", "c"(0))
ATTEMPT(system_exit, "sysexitq", "c"(0), "d"(0))
ATTEMPT(system_enter, "sysenter", "c"(0), "d"(0))
ATTEMPT(set_extended, "xsetbv", "c"(0), "a"(1), "d"(0))
ATTEMPT(hypercall, "vmlaunch", "a"(0))
ATTEMPT(resume, "rsm", "a"(0))
ATTEMPT(store_gdt, "sgdt -16(%%rsp)", "a"(0))
ATTEMPT(store_idt, "sidt -16(%%rsp)", "a"(0))
ATTEMPT(store_ldt, "sldt %%ax", "a"(0))
ATTEMPT(store_task, "str %%ax", "a"(0))
ATTEMPT(breakpoint, "int3", "a"(0))
ATTEMPT(breakpoint_long, ".byte 0xCD, 3", "a"(0))
ATTEMPT(hardware_breakpoint, ".byte 0xF1", "a"(0))
ATTEMPT(overflow, "int $4", "a"(0))
ATTEMPT(undefined, "ud2", "a"(0))
ATTEMPT(lock_prefix, ".byte 0xF0, 0x90", "a"(0))
ATTEMPT(divide_zero, "divl %%ecx", "a"(1), "c"(0), "d"(0))
ATTEMPT(divide_overflow, "idivl %%ecx", "a"(0x80000000), "c"(-1), "d"(-1))
ATTEMPT(divide_zero_sse, "ldmxcsr %0; divsd %2, %1", "m"((int){ unmasked_sse }), "x"(one), "m"(zero))
ATTEMPT(divide_zero_x87, "fninit; fldcw %0; fld1; fdivl %1; fwait", "m"((short){ 0x37B }), "m"(zero))
ATTEMPT(pending_x87, "fninit; fldcw %0; fld1; fdivl %1; mov $39, %%eax; syscall; fld1", "m"((short){ 0x37B }), "m"(zero), "a"(0), "c"(0))
ATTEMPT(jump_not_canonical, "jmp *%0", "r"(0x800000000000))
ATTEMPT(jump_negative, "jmp *%0", "r"(0x8000000000000000))
ATTEMPT(return_not_canonical, "push %0; ret", "r"(0x800000000000))
ATTEMPT(stack_not_canonical, "mov %0, %%rsp; push %%rax", "r"(0x800000001000))
ATTEMPT(stack_in_kernel, "mov %0, %%rsp; push %%rax", "r"(0xFFFF800001010000))
ATTEMPT(stack_null, "xor %%esp, %%esp; push %%rax", "a"(0))
ATTEMPT(load_kernel_data, "mov %%eax, %%ds", "a"(0x10))
ATTEMPT(load_stack_null, "mov %%eax, %%ss", "a"(0))
ATTEMPT(load_stack_code, "mov %%eax, %%ss", "a"(0x33))
ATTEMPT(load_local, "mov %%eax, %%fs", "a"(7))
ATTEMPT(load_task_data, "mov %%eax, %%gs", "a"(0x3B))
ATTEMPT(load_behind_table, "mov %%eax, %%es", "a"(0xFFFB))
ATTEMPT(call_gate, ".byte 0x48, 0xFF, 0x1C, 0x24", "a"(0))
ATTEMPT(single_step, "pushf; orl $0x100, (%%rsp); popf; nop", "a"(0))
ATTEMPT(single_step_call, "pushf; orl $0x100, (%%rsp); popf; syscall; nop", "a"(SYS_getpid), "c"(0), "d"(0))
ATTEMPT(single_step_managed, "pushf; orl $0x100, (%%rsp); popf; syscall; nop", "a"(SYS_getuid), "c"(0), "d"(0))

/* A far return: RIP is the instruction behind it, CS is the attempt. */
#define FAR(name, selector) ATTEMPT(name, "push %0; lea 1f(%%rip), %%rax; push %%rax; lretq; 1: nop", "r"((uint64_t)(selector)))
FAR(far_kernel_code, 0x08)
FAR(far_kernel_code_user, 0x0B)
FAR(far_null, 0)
FAR(far_data, 0x2B)
FAR(far_user_code_as_kernel, 0x30)
FAR(far_task, 0x3B)
FAR(far_local, 0x0F)
FAR(far_behind_table, 0xFFF3)

/* An interrupt return from ring 3 to ring 0, to a kernel stack, to an address that is none. */
#define INTERRUPT_RETURN(name, rip, cs, rsp, ss) \
    ATTEMPT(name, "push %0; push %1; push $0x3202; push %2; push %3; iretq", \
        "r"((uint64_t)(ss)), "r"((uint64_t)(rsp)), "r"((uint64_t)(cs)), "r"((uint64_t)(rip)))
INTERRUPT_RETURN(return_to_kernel, 0xFFFF800001001000, 0x08, 0xFFFF800000010000, 0x10)
INTERRUPT_RETURN(return_kernel_stack, 0x400000, 0x33, 0x400000, 0x10)
INTERRUPT_RETURN(return_null_stack, 0x400000, 0x33, 0x400000, 0)
INTERRUPT_RETURN(return_nowhere, 0x800000000000, 0x33, 0x400000, 0x2B)
ATTEMPT(return_nested, "pushf; orl $0x4000, (%%rsp); popf; push %0; push %1; push $0x202; push %2; push %3; iretq",
    "r"((uint64_t)0x2B), "r"((uint64_t)0x400000), "r"((uint64_t)0x33), "r"((uint64_t)0x400000))

/* Ends with success only when all flags that must not stay are off, and the harmless ones are as they were set. */
static void flags_of_kernel(void)
{
    uint64_t before, after;
    __asm__ volatile("pushf; pop %0; mov %0, %1; or $0x3000, %1; and $~0x200, %1; push %1; popf; pushf; pop %1" : "=&r"(before), "=&r"(after) : : "cc");
    if (before != after)
        abort();
}

/* The direction flag, the nested-task flag and the alignment-check flag must not disturb the kernel, and must come back. */
static void flags_through_kernel(void)
{
    const uint64_t wanted = 0x44400;
    static const long calls[] = { SYS_getpid, SYS_sched_yield, SYS_getuid };
    for (int i = 0; i < 3; i++) {
        uint64_t after;
        char *fresh = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        register uint64_t set __asm__("r8") = wanted;
        __asm__ volatile("pushf; or %3, (%%rsp); popf; syscall; movb $1, (%2); pushf; pop %1; cld; pushf; andq $~0x44000, (%%rsp); popf"
            : "+a"((long){ calls[i] }), "=&r"(after) : "r"(fresh), "r"(set) : "rcx", "r11", "memory", "cc");
        /* Linux and LiOS drop the nested-task flag on some ways back. */
        if ((after & 0x40400) != 0x40400)
            abort();
    }
}

static void unaligned(void)
{
    static uint64_t words[2];
    __asm__ volatile("pushf; orl $0x40000, (%%rsp); popf; movq 1(%0), %%rax" : : "r"(words) : "rax", "memory", "cc");
}

static void restore_flags(void)
{
    __asm__ volatile("pushf; andl $~0x40000, (%%rsp); popf" : : : "cc", "memory");
}

/* A kernel address as the stack pointer is no business of the kernel's, unless a signal is to be put there. */
static void stack_through_call(void)
{
    __asm__ volatile("mov %%rsp, %%r12; mov %0, %%rsp; mov $39, %%eax; syscall; mov $102, %%eax; syscall; mov $24, %%eax; syscall; mov %%r12, %%rsp"
        : : "r"(0xFFFF800001010000) : "rax", "rcx", "r11", "r12", "memory");
}

static void signal_on_kernel_stack(void)
{
    struct sigaction action = { .sa_handler = (void (*)(int))(void *)stack_through_call };
    sigaction(SIGTRAP, &action, NULL);
    __asm__ volatile("mov %0, %%rsp; int3" : : "r"(0xFFFF800001010000) : "memory");
}

/* SYSCALL as the last instruction of user space: what it returns to is not the program's. */
static void call_at_the_end(void)
{
    static const uintptr_t tops[] = { 0x800000000000 - page, 0x800000000000 - 2 * page, 0x700000000000 };
    for (int i = 0; i < 3; i++) {
        char *last = mmap((void *)(tops[i] - page), page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        if (last == MAP_FAILED)
            continue;
        last[page - 2] = 0x0F;
        last[page - 1] = 0x05;
        ((long (*)(long, long, long, long, long, long))(void *)(last + page - 2))(0, 0, 0, 0, 0, 0);
    }
    raise(SIGSEGV);
}

/* Every selector in every register that a program may load: what loads must not disturb the ways in and out. */
static void selectors(void)
{
    for (unsigned selector = 0; selector < 0x40; selector++) {
        if ((selector & ~3u) != 0 && (selector & ~3u) != 0x28 && (selector & ~3u) != 0x30)
            continue;
        __asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%gs; mov $24, %%eax; syscall; mov $102, %%eax; syscall"
            : : "r"(selector) : "rax", "rcx", "r11", "memory");
        char *fresh = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        fresh[1] = 1;
        munmap(fresh, page);
    }
}

/* INT n: only 3 and 4 have gates for programs; Linux also answers 0x80. */
static int interrupts(void)
{
    int wrong = 0;
    unsigned char *code = mmap(NULL, page, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    code[0] = 0xCD;
    code[2] = 0xC3;
    for (int vector = 0; vector < 256; vector++) {
        int status;
        code[1] = (unsigned char)vector;
        pid_t child = fork();
        if (child == 0) {
            ((void (*)(void))(void *)code)();
            _exit(0);
        }
        waitpid(child, &status, 0);
        if (vector != 0x80 && (!WIFSIGNALED(status) || WTERMSIG(status) != (vector == 3 ? SIGTRAP : SIGSEGV))) {
            printf("int %d: status %x\n", vector, status);
            wrong++;
        }
    }
    return wrong;
}

#define TRY(function, signal) { #function, function, signal, 0 }
/* QEMU's translator knows neither pending x87 nor SSE exceptions, and takes some exceptions for others. */
#define INEXACT(function, signal) { #function, function, signal, 1 }
static const struct { const char *name; void (*commit)(void); int signal, differs; } attempts[] = {
    TRY(halt, SIGSEGV), TRY(interrupts_off, SIGSEGV), TRY(interrupts_on, SIGSEGV), TRY(port_in, SIGSEGV), TRY(port_out, SIGSEGV),
    TRY(port_string, SIGSEGV), TRY(read_msr, SIGSEGV), TRY(write_msr, SIGSEGV), TRY(read_counter, SIGSEGV), TRY(read_cr0, SIGSEGV),
    TRY(write_cr3, SIGSEGV), TRY(write_cr4, SIGSEGV), TRY(write_cr8, SIGSEGV), TRY(read_debug, SIGSEGV), TRY(write_debug, SIGSEGV),
    TRY(load_gdt, SIGSEGV), TRY(load_idt, SIGSEGV), TRY(load_ldt, SIGSEGV), TRY(load_task, SIGSEGV), TRY(load_status, SIGSEGV),
    TRY(clear_task_switched, SIGSEGV), TRY(drop_page, SIGSEGV), TRY(drop_caches, SIGSEGV), TRY(swap_gs, SIGSEGV),
    TRY(system_return, SIGSEGV), TRY(system_exit, -1), TRY(system_enter, -1), TRY(set_extended, -1), TRY(hypercall, SIGILL), TRY(resume, SIGILL),
    TRY(store_gdt, -2), TRY(store_idt, -2), TRY(store_ldt, -2), TRY(store_task, -2),
    TRY(breakpoint, SIGTRAP), TRY(breakpoint_long, SIGTRAP), INEXACT(hardware_breakpoint, SIGTRAP), TRY(overflow, SIGSEGV),
    TRY(undefined, SIGILL), TRY(lock_prefix, SIGILL), TRY(divide_zero, SIGFPE), TRY(divide_overflow, SIGFPE),
    INEXACT(divide_zero_sse, SIGFPE), TRY(divide_zero_x87, SIGFPE), INEXACT(pending_x87, SIGFPE),
    TRY(jump_not_canonical, SIGSEGV), TRY(jump_negative, SIGSEGV), TRY(return_not_canonical, SIGSEGV),
    INEXACT(stack_not_canonical, SIGBUS), TRY(stack_in_kernel, SIGSEGV), TRY(stack_null, SIGSEGV),
    TRY(load_kernel_data, SIGSEGV), TRY(load_stack_null, SIGSEGV), TRY(load_stack_code, SIGSEGV), TRY(load_local, SIGSEGV),
    TRY(load_task_data, SIGSEGV), TRY(load_behind_table, SIGSEGV), TRY(call_gate, SIGSEGV),
    TRY(single_step, SIGTRAP), TRY(single_step_call, SIGTRAP), TRY(single_step_managed, SIGTRAP),
    TRY(far_kernel_code, SIGSEGV), TRY(far_kernel_code_user, SIGSEGV), TRY(far_null, SIGSEGV), TRY(far_data, SIGSEGV),
    TRY(far_user_code_as_kernel, SIGSEGV), TRY(far_task, SIGSEGV), TRY(far_local, SIGSEGV), TRY(far_behind_table, SIGSEGV),
    TRY(return_to_kernel, SIGSEGV), TRY(return_kernel_stack, SIGSEGV), TRY(return_null_stack, SIGSEGV), TRY(return_nowhere, SIGSEGV),
    TRY(return_nested, SIGSEGV),
    TRY(flags_of_kernel, 0), TRY(flags_through_kernel, 0), TRY(unaligned, -1), TRY(stack_through_call, 0), TRY(signal_on_kernel_stack, SIGSEGV),
    TRY(call_at_the_end, SIGSEGV), TRY(selectors, 0),
};

int main(int argc, char **argv)
{
    unsigned a = 7, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    has_umip = c >> 2 & 1;
    a = 0x40000000;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    is_translated = b == 0x54474354 && c == 0x43544743; /* TCGTCGTCGTCG */
    setvbuf(stdout, NULL, _IOLBF, 0);
    int wrong = 0;
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        int status, expected = attempts[i].signal;
        if (argc > 1) {
            if (strcmp(argv[1], attempts[i].name) == 0)
                attempts[i].commit();
            continue;
        }
        pid_t child = fork();
        if (child == 0) {
            attempts[i].commit();
            restore_flags();
            _exit(0);
        }
        waitpid(child, &status, 0);
        int end = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        /* Processors differ in what they do about -1, but something must happen to the program alone; -2 goes by UMIP. */
        int good = expected == -1 || (attempts[i].differs && is_translated) ? 1 : expected == -2 ? end == (has_umip ? SIGSEGV : 0) : end == expected;
        if (!good) {
            printf("%s: %s\n", attempts[i].name, end == 0 ? "went on" : strsignal(end));
            wrong++;
        }
    }
    if (argc > 1)
        return 0;
    wrong += interrupts();
    printf("%zu attempts, %d wrong\n", sizeof attempts / sizeof *attempts + 256, wrong);
    return wrong != 0;
}
