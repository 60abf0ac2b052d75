/* Processes and threads, as the manual pages promise. */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void children(void)
{
    int ends[2], status;
    char buffer[16];

    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        usleep(20000);
        _exit(write(ends[1], "xy", 2) == 2 ? 5 : 1);
    }
    close(ends[1]);
    CHECK(read(ends[0], buffer, 10) == 2);
    CHECK(read(ends[0], buffer, 10) == 0);
    status = end_of(child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 5);
    close(ends[0]);
    CHECK(wait(NULL) == -1 && errno == ECHILD);

    child = fork();
    if (child == 0) {
        for (;;)
            pause();
    }
    CHECK(waitpid(child, &status, WNOHANG) == 0);
    kill(child, SIGSTOP);
    CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
    kill(child, SIGCONT);
    CHECK(waitpid(child, &status, WCONTINUED) == child && WIFCONTINUED(status));
    kill(child, SIGTERM);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);

    child = fork();
    if (child == 0) {
        for (;;) {
        }
    }
    kill(child, SIGKILL);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

    child = fork();
    if (child == 0)
        _exit(setsid() == getpid() && getsid(0) == getpid() && getpgrp() == getpid() ? 0 : 1);
    CHECK(end_of(child) == 0);

    child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "exit 9", (char *)NULL);
        _exit(1);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 9);

    char *good[] = { "sh", "-c", "exit 3", NULL };
    CHECK(posix_spawn(&child, "/bin/sh", NULL, NULL, good, environ) == 0);
    CHECK(WEXITSTATUS(end_of(child)) == 3);
    CHECK(posix_spawn(&child, "/nowhere", NULL, NULL, good, environ) == ENOENT);

    signal(SIGCHLD, SIG_IGN);
    child = fork();
    if (child == 0)
        _exit(0);
    CHECK(waitpid(child, NULL, 0) == -1 && errno == ECHILD);
    signal(SIGCHLD, SIG_DFL);

    siginfo_t info;
    child = fork();
    if (child == 0)
        _exit(4);
    CHECK(waitid(P_PID, child, &info, WEXITED | WNOWAIT) == 0 && info.si_pid == child && info.si_status == 4 && info.si_code == CLD_EXITED);
    CHECK(WEXITSTATUS(end_of(child)) == 4);
}

static void *count(void *counter)
{
    for (int i = 0; i < 1000; i++)
        __sync_fetch_and_add((int *)counter, 1);
    return (void *)42;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static int ready;

static void *await(void *nothing)
{
    pthread_mutex_lock(&mutex);
    while (!ready)
        pthread_cond_wait(&condition, &mutex);
    pthread_mutex_unlock(&mutex);
    return nothing;
}

static void *forever(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

static void threads(void)
{
    pthread_t thread[4];
    int counter = 0;
    void *result;

    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&thread[i], NULL, count, &counter) == 0);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_join(thread[i], &result) == 0 && result == (void *)42);
    CHECK(counter == 4000);
    for (int i = 0; i < 3; i++)
        pthread_create(&thread[i], NULL, await, NULL);
    usleep(10000);
    pthread_mutex_lock(&mutex);
    ready = 1;
    pthread_cond_broadcast(&condition);
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < 3; i++)
        CHECK(pthread_join(thread[i], NULL) == 0);

    struct timespec limit;
    clock_gettime(CLOCK_REALTIME, &limit);
    limit.tv_nsec += 20000000;
    if (limit.tv_nsec >= 1000000000) {
        limit.tv_sec++;
        limit.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&mutex);
    CHECK(pthread_cond_timedwait(&condition, &mutex, &limit) == ETIMEDOUT);
    pthread_mutex_unlock(&mutex);

    pid_t child = fork();
    if (child == 0) {
        pthread_create(&thread[0], NULL, forever, NULL);
        pthread_create(&thread[1], NULL, forever, NULL);
        usleep(5000);
        execl("/bin/sh", "sh", "-c", "exit 6", (char *)NULL);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 6);
    child = fork();
    if (child == 0) {
        pthread_create(&thread[0], NULL, forever, NULL);
        usleep(5000);
        exit(8);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 8);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    children();
    threads();
    return conclude();
}
