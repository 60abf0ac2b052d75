/*
 * Calls every system call with pointers and lengths that no honest program uses, each number in a child of its own that is killed
 * when it waits. Nothing may happen to the rest of the machine: afterwards memory, pipes and processes must still work.
 * Not for a machine that is needed: it runs as root.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { numbers = 464, page = 4096 };

/* These do what they are asked for, which would end or multiply this program: exit, fork, kill, stopping the machine. */
static const int left_out[] = {
    SYS_exit, SYS_exit_group, SYS_fork, SYS_vfork, SYS_clone, SYS_clone3, SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo, SYS_pidfd_send_signal, SYS_reboot, SYS_rt_sigreturn,
};

static uintptr_t values[20];
static int value_count;

static void add(uintptr_t value)
{
    values[value_count++] = value;
}

static int is_left_out(long number)
{
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (left_out[i] == number)
            return 1;
    return 0;
}

/* The system call itself, without the C library's errno. */
static long call(long number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d, uintptr_t e, uintptr_t f)
{
    register uintptr_t r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}

static void attack(long number)
{
    unsigned state = (unsigned)number + 1;
    for (int i = 0; i < value_count; i++) {
        uintptr_t v = values[i];
        call(number, v, v, v, v, v, v);
        for (int fd = 0; fd < 5; fd++) {
            call(number, (uintptr_t)fd, v, 16, v, v, v);
            call(number, (uintptr_t)fd, v, ~(uintptr_t)0, v, v, v);
        }
        call(number, v, 8, v, 8, v, 8);
    }
    for (int i = 0; i < 200; i++) {
        uintptr_t random[6];
        for (int k = 0; k < 6; k++) {
            state = state * 1664525u + 1013904223u;
            random[k] = values[(state >> 8) % (unsigned)value_count];
        }
        call(number, random[0], random[1], random[2], random[3], random[4], random[5]);
    }
}

static int works(void)
{
    int ends[2], status;
    char text[6] = "", *memory = mmap(NULL, 64 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || pipe(ends) != 0)
        return 0;
    memset(memory, 'm', 64 * page);
    pid_t child = fork();
    if (child == 0) {
        memset(memory, 'c', 64 * page);
        write(ends[1], "alive", 5);
        _exit(9);
    }
    waitpid(child, &status, 0);
    ssize_t got = read(ends[0], text, 5);
    int good = got == 5 && strcmp(text, "alive") == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 9 && memory[63 * page] == 'm';
    munmap(memory, 64 * page);
    close(ends[0]);
    close(ends[1]);
    return good;
}

int main(int argc, char **argv)
{
    int from = argc > 1 ? atoi(argv[1]) : 0, to = argc > 2 ? atoi(argv[2]) : numbers, attacked = 0;
    char *edge = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(edge + page, page);
    setvbuf(stdout, NULL, _IOLBF, 0);
    memset(edge, '/', page);
    add(0);
    add(1);
    add(7);
    add(0xFFF);
    add(0x10000);
    add((uintptr_t)edge);
    add((uintptr_t)edge + page - 1);
    add((uintptr_t)edge + page - 8);
    add((uintptr_t)edge + page);
    add(0x700000000000 - 1);
    add(0x700000000000);
    add(0x7FFFFFFFFFFF);
    add(0x800000000000);
    add(0x7FFFFFFFFFFFFFFF);
    add(0x8000000000000000);
    add(0xFFFF800000000000);
    add(0xFFFF800001000000);
    add((uintptr_t)-page);
    add((uintptr_t)-1);
    for (long number = from; number < to; number++) {
        if (is_left_out(number))
            continue;
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            setsid();
            for (int fd = 0; fd < 3; fd++)
                dup2(open("/dev/null", O_RDWR), fd);
            attack(number);
            _exit(0);
        }
        struct timespec little = { .tv_nsec = 1000000 };
        int status;
        for (int wait = 0; waitpid(child, &status, WNOHANG) == 0; wait++) {
            if (wait == 300)
                kill(child, SIGKILL);
            nanosleep(&little, NULL);
        }
        attacked++;
        if (!works()) {
            printf("after system call %ld nothing works\n", number);
            return 1;
        }
    }
    printf("%d system calls attacked, everything works\n", attacked);
    return 0;
}
