// Takes memory until somebody stops it.
//   greedy touch        writes to more and more anonymous memory
//   greedy take N      writes to N MiB, and ends
//   greedy hold N      writes to N MiB, and sleeps
//   greedy promise N   asks for N MiB at once, and says whether it got them
//   greedy file NAME    writes a file until there is no room, tells so, and removes it
//   greedy fork         makes children that sleep, until there can be no more; tells so, ends them and counts
//   greedy thread       makes threads that sleep, until there can be no more, and tells so
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define MIB (1 << 20)

static void touch(long mebibytes) {
    while (mebibytes-- != 0) {
        char *block = mmap(0, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) {
            printf("refused\n");
            exit(3);
        }
        for (int i = 0; i < MIB; i += PAGE) block[i] = 1;
    }
}

static void file(const char *name) {
    static char page[PAGE];
    int fd = open(name, O_CREAT | O_TRUNC | O_RDWR, 0600);
    long written = 0;
    memset(page, 'x', sizeof page);
    ssize_t n;
    while ((n = write(fd, page, sizeof page)) > 0) written += n;
    printf("%s after %s\n", errno == ENOSPC ? "no room" : errno == ENOMEM ? "no memory" : strerror(errno), written > 4 * MIB ? "much" : "little");
    unlink(name);
}

static void fork_all(void) {
    static pid_t children[40000];
    int count = 0;
    pid_t child;
    while (count < 40000 && (child = fork()) >= 0) {
        if (child == 0) {
            pause();
            _exit(0);
        }
        children[count++] = child;
    }
    printf("%s\n", errno == EAGAIN || errno == ENOMEM ? "no more processes" : strerror(errno));
    int ended = 0, status;
    for (int i = 0; i < count; i++) kill(children[i], SIGTERM);
    while (wait(&status) > 0) ended++;
    printf("%s\n", ended == count && count > 20 ? "all ended" : "some are missing");
}

static void *sleep_forever(void *unused) {
    pause();
    return 0;
}

static void thread_all(void) {
    pthread_t thread;
    pthread_attr_t attributes;
    int count = 0, error;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 16384);
    while ((error = pthread_create(&thread, &attributes, sleep_forever, 0)) == 0) count++;
    printf("%s after %s\n", error == EAGAIN || error == ENOMEM ? "no more threads" : strerror(error), count > 20 ? "many" : "few");
}

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    if (!strcmp(argv[1], "touch")) touch(-1);
    else if (!strcmp(argv[1], "take")) touch(atol(argv[2]));
    else if (!strcmp(argv[1], "hold")) {
        touch(atol(argv[2]));
        pause();
    }
    else if (!strcmp(argv[1], "promise")) {
        void *block = mmap(0, atol(argv[2]) * MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        printf("%s\n", block == MAP_FAILED ? "refused" : "promised");
    }
    else if (!strcmp(argv[1], "file")) file(argv[2]);
    else if (!strcmp(argv[1], "fork")) fork_all();
    else if (!strcmp(argv[1], "thread")) thread_all();
    return 0;
}
