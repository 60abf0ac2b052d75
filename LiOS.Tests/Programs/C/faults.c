/*
 * Does what no program may do. With the name of an offence it commits it; without, it commits each in a child of its own and tells
 * how the child ended.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void jump_to_null(void)
{
    void (*volatile target)(void) = NULL;
    target();
}

static void write_null(void)
{
    *(volatile char *)8 = 1;
}

static void write_kernel(void)
{
    *(volatile char *)0xFFFF800001000000 = 1;
}

static void read_kernel(void)
{
    *(volatile char *)0xFFFF800001000000;
}

/* Where LiOS keeps its managed heap; nothing is there on Linux. */
static void write_managed_heap(void)
{
    *(volatile char *)0x700000001000 = 1;
}

static void write_non_canonical(void)
{
    *(volatile char *)0x8000000000000000 = 1;
}

static void jump_to_kernel(void)
{
    void (*volatile target)(void) = (void (*)(void))0xFFFF800001000000;
    target();
}

static void execute_data(void)
{
    static unsigned char code[] = { 0xC3 };
    void (*volatile target)(void) = (void (*)(void))(void *)code;
    target();
}

static void write_code(void)
{
    *(volatile char *)(void *)write_code = 1;
}

static int overflow(volatile char *outer)
{
    volatile char frame[4096];
    frame[0] = outer[0];
    return overflow(frame) + frame[0];
}

static void overflow_stack(void)
{
    volatile char start[1] = { 0 };
    overflow(start);
}

static void divide_by_zero(void)
{
    __asm__ volatile("xorl %%ecx, %%ecx; movl $1, %%eax; cltd; idivl %%ecx" ::: "eax", "ecx", "edx");
}

static void invalid_instruction(void)
{
    __asm__ volatile("ud2");
}

static void privileged_instruction(void)
{
    __asm__ volatile("hlt");
}

static void port_access(void)
{
    __asm__ volatile("outb %%al, $0xf4" :: "a"(0));
}

static void breakpoint(void)
{
    __asm__ volatile("int3");
}

static void kernel_interrupt(void)
{
    __asm__ volatile("int $14");
}

static const struct { const char *name; void (*commit)(void); } offences[] = {
    { "jump-to-null", jump_to_null },
    { "write-null", write_null },
    { "write-kernel", write_kernel },
    { "read-kernel", read_kernel },
    { "write-managed-heap", write_managed_heap },
    { "write-non-canonical", write_non_canonical },
    { "jump-to-kernel", jump_to_kernel },
    { "execute-data", execute_data },
    { "write-code", write_code },
    { "overflow-stack", overflow_stack },
    { "divide-by-zero", divide_by_zero },
    { "invalid-instruction", invalid_instruction },
    { "privileged-instruction", privileged_instruction },
    { "port-access", port_access },
    { "breakpoint", breakpoint },
    { "kernel-interrupt", kernel_interrupt },
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof offences / sizeof *offences; i++) {
        if (argc > 1) {
            if (strcmp(argv[1], offences[i].name) == 0)
                offences[i].commit();
            continue;
        }
        int status;
        pid_t child = fork();
        if (child == 0) {
            offences[i].commit();
            _exit(0);
        }
        waitpid(child, &status, 0);
        if (WIFSIGNALED(status))
            printf("%s: %s\n", offences[i].name, strsignal(WTERMSIG(status)));
        else
            printf("%s: went on\n", offences[i].name);
        fflush(stdout);
    }
    return 0;
}
