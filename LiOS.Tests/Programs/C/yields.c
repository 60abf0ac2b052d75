/* A signal that is sent while its receiver yields to the sender: the receiver then spins, and nothing else runs that would disturb it. */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { rounds = 200 };

static volatile sig_atomic_t come;

static void note(int signal)
{
    (void)signal;
    come++;
}

int main(void)
{
    int ends[2];
    char byte;
    signal(SIGUSR1, note);
    pipe(ends);
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        close(ends[1]);
        while (read(ends[0], &byte, 1) == 1)
            kill(parent, SIGUSR1);
        _exit(0);
    }
    close(ends[0]);
    for (int i = 0; i < rounds; i++) {
        write(ends[1], "x", 1);
        sched_yield();
        while (come == i)
            ;
    }
    close(ends[1]);
    waitpid(child, NULL, 0);
    printf("%d signals came\n", (int)come);
    return 0;
}
