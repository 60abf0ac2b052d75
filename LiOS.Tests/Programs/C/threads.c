/* Threads of one process: a mutex, a condition, thread-local data, join, and memory mapped and unmapped by all at once. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { threads = 8, rounds = 2000 };

static volatile sig_atomic_t signals;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static long shared;
static int turn;
static _Thread_local long own;

static void *work(void *argument)
{
    long number = (long)argument, wrong = 0;
    for (int i = 0; i < rounds; i++) {
        pthread_mutex_lock(&lock);
        shared += number;
        pthread_mutex_unlock(&lock);
        own += number;
        if (i % 50 == 0) {
            char *memory = mmap(NULL, 16384, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            memset(memory, (int)number, 16384);
            for (int at = 0; at < 16384; at += 512)
                wrong += memory[at] != (char)number;
            munmap(memory, 16384);
        }
    }
    pthread_mutex_lock(&lock);
    while (turn != number)
        pthread_cond_wait(&turned, &lock);
    turn++;
    pthread_cond_broadcast(&turned);
    pthread_mutex_unlock(&lock);
    return (void *)(own - wrong);
}

static void count_signal(int number)
{
    signals += number == SIGUSR1;
}

/* Any thread may take a signal of the process, so it comes a little later. */
static void await_signals(int number)
{
    for (int i = 0; i < 1000 && signals < number; i++)
        usleep(1000);
}

static void *signal_self(void *unused)
{
    long id = syscall(SYS_gettid);
    signal(SIGUSR1, count_signal);
    kill((int)id, SIGUSR1);
    await_signals(1);
    siginfo_t info = { .si_signo = SIGUSR1, .si_code = SI_QUEUE };
    syscall(SYS_rt_sigqueueinfo, id, SIGUSR1, &info);
    await_signals(2);
    return unused;
}

int main(void)
{
    pthread_t all[threads];
    long sum = 0;
    for (long i = 0; i < threads; i++)
        if (pthread_create(&all[i], NULL, work, (void *)i) != 0)
            return 2;
    for (int i = 0; i < threads; i++) {
        void *result;
        pthread_join(all[i], &result);
        sum += (long)result;
    }
    /* A signal to a thread's number reaches its process. */
    pthread_create(&all[0], NULL, signal_self, NULL);
    pthread_join(all[0], NULL);
    printf("signals %d\n", (int)signals);
    printf("shared %ld, own %ld, turns %d\n", shared, sum, turn);
    return 0;
}
