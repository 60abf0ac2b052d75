/* Timers that send signals, as timer_create(2), timer_settime(2) and sigevent(7) promise. */
#define _GNU_SOURCE
#include "check.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define BAD_ADDRESS ((void *)16)
#define MILLISECOND 1000000L

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t called = PTHREAD_COND_INITIALIZER;
static int calls;

static struct itimerspec spec(long first, long every)
{
    struct itimerspec result = { { every / 1000000000L, every % 1000000000L }, { first / 1000000000L, first % 1000000000L } };
    return result;
}

static timer_t make(int how, int signal, int value)
{
    struct sigevent event;
    timer_t timer = (timer_t)-1;
    memset(&event, 0, sizeof event);
    event.sigev_notify = how;
    event.sigev_signo = signal;
    event.sigev_value.sival_int = value;
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    return timer;
}

/* Waits for a blocked signal, five seconds at most. */
static int taken(int signal, siginfo_t *info)
{
    struct timespec most = { 5, 0 };
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return sigtimedwait(&set, info, &most);
}

static void arguments(void)
{
    struct sigevent event;
    struct itimerspec once = spec(MILLISECOND, 0), now;
    timer_t timer;
    int number = -1;

    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGUSR1;
    FAILS(EINVAL, syscall(SYS_timer_create, 99, &event, &number));
    FAILS(EINVAL, syscall(SYS_timer_create, -1000, NULL, &number));
    FAILS(EOPNOTSUPP, syscall(SYS_timer_create, CLOCK_MONOTONIC_COARSE, &event, &number));
    FAILS(EFAULT, syscall(SYS_timer_create, CLOCK_MONOTONIC, BAD_ADDRESS, &number));
    FAILS(EFAULT, syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, BAD_ADDRESS));
    event.sigev_signo = 65;
    FAILS(EINVAL, syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &number));
    event.sigev_signo = 0;
    FAILS(EINVAL, syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &number));
    event.sigev_signo = SIGUSR1;
    event.sigev_notify = 77;
    FAILS(EINVAL, syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &number));
    event.sigev_notify = SIGEV_THREAD_ID;
    ((int *)&event)[4] = getppid();
    FAILS(EINVAL, syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &number));
    FAILS(EINVAL, syscall(SYS_timer_settime, 12345, 0, &once, NULL));
    FAILS(EINVAL, syscall(SYS_timer_gettime, 12345, &now));
    FAILS(EINVAL, syscall(SYS_timer_getoverrun, 12345));
    FAILS(EINVAL, syscall(SYS_timer_delete, 12345));

    timer = make(SIGEV_SIGNAL, SIGUSR1, 0);
    FAILS(EINVAL, timer_settime(timer, 0, NULL, NULL));
    FAILS(EFAULT, timer_settime(timer, 0, BAD_ADDRESS, NULL));
    FAILS(EFAULT, timer_gettime(timer, BAD_ADDRESS));
    once.it_value.tv_nsec = 1000000000;
    FAILS(EINVAL, timer_settime(timer, 0, &once, NULL));
    once.it_value.tv_nsec = -1;
    FAILS(EINVAL, timer_settime(timer, 0, &once, NULL));
    CHECK(timer_gettime(timer, &now) == 0 && now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0 && now.it_interval.tv_sec == 0);
    once = spec(100000 * MILLISECOND, 50 * MILLISECOND);
    CHECK(timer_settime(timer, 0, &once, NULL) == 0);
    CHECK(timer_gettime(timer, &now) == 0 && now.it_value.tv_sec >= 90 && now.it_value.tv_sec <= 100 && now.it_interval.tv_nsec == 50 * MILLISECOND);
    once = spec(0, 0);
    CHECK(timer_settime(timer, 0, &once, &now) == 0 && now.it_value.tv_sec >= 90);
    CHECK(timer_gettime(timer, &now) == 0 && now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
    CHECK(timer_delete(timer) == 0);
}

static void once_and_again(void)
{
    struct itimerspec when = spec(5 * MILLISECOND, 0), now;
    struct timespec start, end;
    siginfo_t info;

    timer_t timer = make(SIGEV_SIGNAL, SIGUSR1, 42);
    clock_gettime(CLOCK_MONOTONIC, &start);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    CHECK(taken(SIGUSR1, &info) == SIGUSR1 && info.si_code == SI_TIMER && info.si_value.sival_int == 42 && info.si_overrun == 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    CHECK((end.tv_sec - start.tv_sec) * 1000000000L + end.tv_nsec - start.tv_nsec >= 5 * MILLISECOND);
    CHECK(timer_gettime(timer, &now) == 0 && now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
    CHECK(timer_getoverrun(timer) == 0);

    /* A time in the past has come. */
    CHECK(timer_settime(timer, TIMER_ABSTIME, &when, NULL) == 0 && taken(SIGUSR1, &info) == SIGUSR1);

    /* Expirations while the signal waits are counted. */
    when = spec(MILLISECOND, MILLISECOND);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    usleep(30000);
    CHECK(taken(SIGUSR1, &info) == SIGUSR1 && info.si_overrun >= 20 && timer_getoverrun(timer) == info.si_overrun);
    CHECK(taken(SIGUSR1, &info) == SIGUSR1);
    CHECK(timer_gettime(timer, &now) == 0 && now.it_value.tv_sec == 0 && now.it_value.tv_nsec <= MILLISECOND);
    when = spec(0, 0);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0 && timer_getoverrun(timer) == 0);
    CHECK(timer_delete(timer) == 0);
    while (sigtimedwait(&(sigset_t){ { 1UL << (SIGUSR1 - 1) } }, NULL, &(struct timespec){ 0, 0 }) > 0) { }

    /* Two timers with one signal: both come. */
    timer_t first = make(SIGEV_SIGNAL, SIGUSR2, 1), second = make(SIGEV_SIGNAL, SIGUSR2, 2);
    when = spec(MILLISECOND, 0);
    CHECK(timer_settime(first, 0, &when, NULL) == 0 && timer_settime(second, 0, &when, NULL) == 0);
    usleep(20000);
    int sum = 0;
    for (int i = 0; i < 2; i++)
        if (taken(SIGUSR2, &info) == SIGUSR2) sum += info.si_value.sival_int;
    CHECK(sum == 3);
    CHECK(timer_delete(first) == 0 && timer_delete(second) == 0);

    /* Without a signal it can only be asked. */
    timer = make(SIGEV_NONE, 0, 0);
    when = spec(MILLISECOND, 0);
    CHECK(timer_settime(timer, 0, &when, NULL) == 0);
    usleep(5000);
    CHECK(timer_gettime(timer, &now) == 0 && now.it_value.tv_sec == 0 && now.it_value.tv_nsec == 0);
    CHECK(timer_delete(timer) == 0);

    /* No event at all means SIGALRM, and the timer's number. */
    int number = -1;
    CHECK(syscall(SYS_timer_create, CLOCK_REALTIME, NULL, &number) == 0 && number >= 0);
    CHECK(syscall(SYS_timer_settime, number, 0, &when, NULL) == 0);
    CHECK(taken(SIGALRM, &info) == SIGALRM && info.si_value.sival_int == number && info.si_timerid == number);
    struct timespec real;
    clock_gettime(CLOCK_REALTIME, &real);
    when.it_value = (struct timespec){ real.tv_sec + 1000, 0 };
    CHECK(syscall(SYS_timer_settime, number, TIMER_ABSTIME, &when, NULL) == 0);
    CHECK(syscall(SYS_timer_gettime, number, &now) == 0 && now.it_value.tv_sec >= 990 && now.it_value.tv_sec <= 1000);
    CHECK(syscall(SYS_timer_delete, number) == 0);
}

static void call(union sigval value)
{
    pthread_mutex_lock(&lock);
    calls += value.sival_int;
    pthread_cond_signal(&called);
    pthread_mutex_unlock(&lock);
}

static void *wait_in_thread(void *unused)
{
    struct sigevent event;
    struct itimerspec when = spec(MILLISECOND, 0);
    siginfo_t info;
    int number = -1;
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGRTMIN + 3;
    ((int *)&event)[4] = syscall(SYS_gettid);
    CHECK(syscall(SYS_timer_create, CLOCK_BOOTTIME, &event, &number) == 0);
    CHECK(syscall(SYS_timer_settime, number, 0, &when, NULL) == 0);
    CHECK(taken(SIGRTMIN + 3, &info) == SIGRTMIN + 3);
    CHECK(syscall(SYS_timer_delete, number) == 0);
    return NULL;
}

static void threads(void)
{
    struct itimerspec when = spec(MILLISECOND, MILLISECOND);
    struct sigevent event;
    pthread_t thread;
    timer_t timer;

    CHECK(pthread_create(&thread, NULL, wait_in_thread, NULL) == 0);
    pthread_join(thread, NULL);
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD;
    event.sigev_notify_function = call;
    event.sigev_value.sival_int = 1;
    CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 && timer_settime(timer, 0, &when, NULL) == 0);
    pthread_mutex_lock(&lock);
    while (calls < 3) pthread_cond_wait(&called, &lock);
    pthread_mutex_unlock(&lock);
    CHECK(timer_delete(timer) == 0);
}

static void processes(char *self)
{
    struct itimerspec when = spec(20 * MILLISECOND, 0), now;
    timer_t timer = make(SIGEV_SIGNAL, SIGKILL, 0);
    pid_t child = fork();
    if (child == 0) _exit(timer_gettime(timer, &now) == -1 && errno == EINVAL ? 5 : 6);
    CHECK(WEXITSTATUS(end_of(child)) == 5);
    CHECK(timer_delete(timer) == 0);

    /* Armed to kill, but gone with the old program. */
    child = fork();
    if (child == 0) {
        timer = make(SIGEV_SIGNAL, SIGKILL, 0);
        CHECK(timer_settime(timer, 0, &when, NULL) == 0);
        execl(self, self, "outlive", NULL);
        _exit(9);
    }
    int status = end_of(child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 4);
    child = fork();
    if (child == 0) {
        timer = make(SIGEV_SIGNAL, SIGKILL, 0);
        CHECK(timer_settime(timer, 0, &when, NULL) == 0);
        pause();
        _exit(9);
    }
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

    /* A signal that is ignored costs nothing, however often it comes; the process can still be ended. */
    child = fork();
    if (child == 0) {
        signal(SIGUSR1, SIG_IGN);
        sigprocmask(SIG_SETMASK, &(sigset_t){ 0 }, NULL);
        timer = make(SIGEV_SIGNAL, SIGUSR1, 0);
        when = spec(1, 1);
        CHECK(timer_settime(timer, 0, &when, NULL) == 0);
        usleep(20000);
        _exit(3);
    }
    CHECK(WEXITSTATUS(end_of(child)) == 3);
}

static void bounds(void)
{
    int made = 0, number, one = -1;
    while (made < 1000 && syscall(SYS_timer_create, CLOCK_MONOTONIC, NULL, &number) == 0) made++;
    CHECK(made == 1000);
    one = number;
    CHECK(syscall(SYS_timer_delete, one) == 0);
    FAILS(EINVAL, syscall(SYS_timer_delete, one));
}

int main(int count, char **arguments_)
{
    if (count > 1) {
        usleep(60000);
        return 4;
    }
    alarm(60);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, NULL);
    arguments();
    threads();
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    once_and_again();
    processes(arguments_[0]);
    bounds();
    return conclude();
}
