/*
 * What execve(2) keeps and what it changes, what a child's end may do to others (clone(2)), and what is left when something has no room.
 * With the name of a part it is the program that was executed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

static char self[4096];
static volatile sig_atomic_t users, children, alarms;

static void count(int signal)
{
    if (signal == SIGUSR1) users++;
    if (signal == SIGCHLD) children++;
    if (signal == SIGALRM) alarms++;
}

static int executed(const char *part)
{
    if (strcmp(part, "death") == 0) {
        int signal = 0;
        prctl(PR_GET_PDEATHSIG, &signal);
        return signal;
    }
    if (strcmp(part, "script") == 0) {
        char name[32] = "";
        int file = open("/proc/self/comm", O_RDONLY);
        read(file, name, sizeof name - 1);
        printf("script: %s%s\n", name, (const char *)getauxval(AT_EXECFN));
        return 0;
    }
    return 7;
}

static void keeps_the_death_signal(void)
{
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGUSR2);
        execl(self, self, "death", NULL);
        _exit(99);
    }
    CHECK(end_of(child) == SIGUSR2 << 8);
    child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGUSR2);
        if (setresuid(-1, 1, -1) != 0) _exit(99);
        _exit(executed("death"));
    }
    CHECK(end_of(child) == 0);
}

static void changes_the_exit_signal(void)
{
    int ends[2], status;
    char byte;
    users = children = 0;
    CHECK(pipe2(ends, O_CLOEXEC) == 0);
    pid_t child = syscall(SYS_clone, SIGUSR1, 0, 0, 0, 0);
    if (child == 0) {
        execl(self, self, "nothing", NULL);
        _exit(99);
    }
    close(ends[1]);
    CHECK(read(ends[0], &byte, 1) == 0);
    close(ends[0]);
    CHECK(waitpid(child, &status, 0) == child && status == 7 << 8);
    CHECK(users == 0 && children == 1);

    child = syscall(SYS_clone, SIGUSR1, 0, 0, 0, 0);
    if (child == 0) _exit(3);
    FAILS(ECHILD, waitpid(child, &status, 0));
    CHECK(waitpid(child, &status, __WCLONE) == child && status == 3 << 8);
    CHECK(users == 1 && children == 1);
}

static void names_a_script(void)
{
    char text[4200], path[] = "/tmp/a script with a name";
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0755);
    int length = snprintf(text, sizeof text, "#!%s script\n", self);
    CHECK(write(file, text, length) == length);
    close(file);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        execl(path, path, NULL);
        _exit(99);
    }
    CHECK(end_of(child) == 0);
    unlink(path);
}

static void takes_only_so_much(void)
{
    enum { strings = 100, length = 100000 };
    static char text[length], *list[strings + 2];
    struct rlimit limit;
    memset(text, 'x', length - 1);
    list[0] = self;
    for (int i = 1; i <= strings; i++) list[i] = text;
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_STACK, &limit);
        execv(self, list);
        _exit(errno == E2BIG ? 0 : 99);
    }
    CHECK(end_of(child) == 0);
}

static void keeps_a_connection(void)
{
    struct sockaddr_un name = { AF_UNIX, "\0execs" };
    struct rlimit limit, old;
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0), accepted;
    CHECK(bind(listener, (struct sockaddr *)&name, sizeof name) == 0 && listen(listener, 1) == 0);
    CHECK(connect(client, (struct sockaddr *)&name, sizeof name) == 0);
    CHECK(getrlimit(RLIMIT_NOFILE, &old) == 0);
    limit = old;
    limit.rlim_cur = client + 1;
    CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
    FAILS(EMFILE, accept(listener, NULL, NULL));
    CHECK(setrlimit(RLIMIT_NOFILE, &old) == 0);
    CHECK((accepted = accept(listener, NULL, NULL)) >= 0);
    CHECK(write(client, "x", 1) == 1);
    close(accepted);
    close(client);
    close(listener);
}

static void fires_once(void)
{
    struct itimerval timer = { { INT64_MAX, 0 }, { 0, 1000 } }, left;
    alarms = 0;
    CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
    for (int i = 0; i < 5; i++) nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
    CHECK(alarms == 1);
    CHECK(getitimer(ITIMER_REAL, &left) == 0 && left.it_value.tv_sec > 1000000);
    memset(&timer, 0, sizeof timer);
    timer.it_interval.tv_sec = 5;
    CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
    CHECK(getitimer(ITIMER_REAL, &left) == 0 && left.it_value.tv_sec == 0 && left.it_interval.tv_sec == 0);
    FAILS(EINVAL, setuid(-1));
    FAILS(EINVAL, setgid(-1));
}

int main(int argument_count, char **arguments)
{
    if (argument_count > 1) return executed(arguments[1]);
    struct sigaction action = { .sa_handler = count };
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGALRM, &action, NULL);
    CHECK(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
    keeps_the_death_signal();
    action.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGCHLD, &action, NULL);
    changes_the_exit_signal();
    signal(SIGCHLD, SIG_DFL);
    names_a_script();
    takes_only_so_much();
    keeps_a_connection();
    fires_once();
    return conclude();
}
