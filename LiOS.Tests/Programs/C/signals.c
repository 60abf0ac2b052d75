/* Signals: handlers, masks, pending ones, an alternate stack, SIGCHLD, interrupted calls, default actions. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t count, last, on_stack, children;
static char stack[65536];

static void note(int signal)
{
    char here;
    count++;
    last = signal;
    on_stack = &here >= stack && &here < stack + sizeof stack;
}

static void reap(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    children += info->si_code == CLD_EXITED && info->si_status == 5;
}

static const char *ending(int status)
{
    static char text[64];
    if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "signal %d", WTERMSIG(status));
    else
        snprintf(text, sizeof text, "status %d", WEXITSTATUS(status));
    return text;
}

static int end_of(int signal)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        raise(signal);
        _exit(3);
    }
    waitpid(child, &status, 0);
    return status;
}

int main(void)
{
    struct sigaction action = { .sa_handler = note };
    sigset_t set, pending;
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigaction(SIGUSR1, &action, NULL);
    kill(getpid(), SIGUSR1);
    printf("handler: %d, signal %d\n", count, last);

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR1);
    sigpending(&pending);
    printf("blocked: %d, pending %d\n", count, sigismember(&pending, SIGUSR1));
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    printf("unblocked: %d\n", count);

    stack_t alternate = { .ss_sp = stack, .ss_size = sizeof stack };
    sigaltstack(&alternate, NULL);
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR2, &action, NULL);
    raise(SIGUSR2);
    printf("alternate stack: %d\n", on_stack);

    int ends[2], status;
    char byte;
    pipe(ends);
    action.sa_flags = 0;
    sigaction(SIGALRM, &action, NULL);
    alarm(1);
    ssize_t got = read(ends[0], &byte, 1);
    printf("interrupted: %zd %s, signal %d\n", got, strerror(errno), last);

    struct sigaction child = { .sa_sigaction = reap, .sa_flags = SA_SIGINFO | SA_RESTART };
    sigaction(SIGCHLD, &child, NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(5);
    while (waitpid(pid, &status, 0) < 0)
        ;
    printf("child: %d, %s\n", children, ending(status));

    signal(SIGCHLD, SIG_DFL);
    printf("terminate: %s\n", ending(end_of(SIGTERM)));
    printf("kill: %s\n", ending(end_of(SIGKILL)));
    printf("ignored by default: %s\n", ending(end_of(SIGCHLD)));
    signal(SIGTERM, SIG_IGN);
    printf("ignored: %s\n", ending(end_of(SIGTERM)));

    pid = fork();
    if (pid == 0)
        for (;;)
            pause();
    kill(pid, SIGSTOP);
    waitpid(pid, &status, WUNTRACED);
    printf("stopped: %d\n", WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    kill(pid, SIGCONT);
    waitpid(pid, &status, WCONTINUED);
    printf("continued: %d\n", WIFCONTINUED(status));
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    printf("ended: %s\n", ending(status));
    return 0;
}
