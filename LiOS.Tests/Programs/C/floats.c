/* Floating-point exceptions as signals (sigaction(2): si_code of SIGFPE), and a handler that leaves the saved vector state away.
 * It must print the same on Linux and on LiOS. SSE exceptions are looked at where the machine raises them: some emulators do not. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int code;
static sigjmp_buf jump;

static void leap(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    code = info->si_code;
    siglongjmp(jump, 1);
}

static void forget_vectors(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)info;
    ((ucontext_t *)context)->uc_mcontext.fpregs = NULL;
}

static void x87(const char *name, int expected, unsigned short control, long double left, long double right, int divide)
{
    long double result = 0;
    code = 0;
    if (sigsetjmp(jump, 1) == 0) {
        __asm__ volatile("fninit; fldcw %0" : : "m"(control));
        if (divide)
            __asm__ volatile("fldt %1; fldt %2; fdivrp; fstpt %0; fwait" : "=m"(result) : "m"(left), "m"(right));
        else
            __asm__ volatile("fldt %1; fldt %2; fmulp; fstpt %0; fwait" : "=m"(result) : "m"(right), "m"(left));
    }
    __asm__ volatile("fninit");
    printf("x87 %s: %s\n", name, code == expected ? "as expected" : "wrong");
    if (code != expected)
        printf("%d, not %d\n", code, expected);
}

static void sse(const char *name, int expected, unsigned mxcsr, float left, float right)
{
    unsigned usual = 0x1F80;
    code = 0;
    if (sigsetjmp(jump, 1) == 0)
        __asm__ volatile("ldmxcsr %1; divss %2, %0" : "+x"(left) : "m"(mxcsr), "x"(right));
    __asm__ volatile("ldmxcsr %0" : : "m"(usual));
    printf("SSE %s: %s\n", name, code == 0 || code == expected ? "as expected or not raised" : "wrong");
}

int main(void)
{
    struct sigaction action = { .sa_sigaction = leap, .sa_flags = SA_SIGINFO };
    sigaction(SIGFPE, &action, NULL);
    x87("division by zero", FPE_FLTDIV, 0x37B, 1, 0, 1);
    x87("invalid operation", FPE_FLTINV, 0x37E, 0, 0, 1);
    x87("overflow", FPE_FLTOVF, 0x377, __LDBL_MAX__, 4, 0);
    x87("underflow", FPE_FLTUND, 0x36F, __LDBL_MIN__, __LDBL_MIN__, 0);
    x87("inexact result", FPE_FLTRES, 0x35F, 1, 3, 1);
    sse("division by zero", FPE_FLTDIV, 0x1D80, 1, 0);
    sse("invalid operation", FPE_FLTINV, 0x1F00, 0, 0);
    sse("overflow", FPE_FLTOVF, 0x1B80, 3e38f, 1e-3f);
    sse("inexact result", FPE_FLTRES, 0x0F80, 1, 3);

    action.sa_sigaction = forget_vectors;
    sigaction(SIGUSR1, &action, NULL);
    unsigned mxcsr = 0x9F80, after = 0;
    unsigned long long register0 = 0;
    __asm__ volatile("ldmxcsr %2; pcmpeqd %%xmm0, %%xmm0; mov $39, %%eax; syscall; mov %%eax, %%edi; mov $10, %%esi; mov $62, %%eax; syscall; "
        "stmxcsr %1; movq %%xmm0, %0"
        : "=r"(register0), "=m"(after) : "m"(mxcsr) : "rax", "rcx", "r11", "rdi", "rsi", "xmm0", "memory");
    printf("forgotten state: MXCSR %x, xmm0 %llx\n", after, register0);
    return 0;
}
