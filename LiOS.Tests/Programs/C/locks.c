/* Advisory locks: records of a process (F_SETLK), records of an open file (F_OFD_SETLK) and whole files (flock).
 * It must print the same on Linux and on LiOS. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/locksXXXXXX";

static int record(int file, int command, short type, long start, long length)
{
    struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
    return fcntl(file, command, &lock) == 0 ? 0 : errno;
}

/* What stands in the way of another process. */
static void ask(const char *when, long start, long length)
{
    fflush(stdout);
    pid_t parent = getpid();
    if (fork() == 0) {
        int file = open(path, O_RDWR);
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
        fcntl(file, F_GETLK, &lock);
        printf("%s: ", when);
        if (lock.l_type == F_UNLCK)
            printf("free\n");
        else
            printf("%s from %ld, length %ld, held by %s\n", lock.l_type == F_RDLCK ? "read" : "write", (long)lock.l_start, (long)lock.l_len,
                lock.l_pid == parent ? "the parent" : lock.l_pid == -1 ? "an open file" : "somebody");
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
}

static int flock_elsewhere(int kind)
{
    int status;
    if (fork() == 0) {
        int file = open(path, O_RDWR);
        _exit(flock(file, kind | LOCK_NB) == 0 ? 0 : errno);
    }
    wait(&status);
    return WEXITSTATUS(status);
}

static void deadlock(int file)
{
    int ready[2];
    char c;
    pipe(ready);
    record(file, F_SETLK, F_WRLCK, 0, 1);
    fflush(stdout);
    if (fork() == 0) {
        record(file, F_SETLK, F_WRLCK, 1, 1);
        write(ready[1], "x", 1);
        int result = record(file, F_SETLKW, F_WRLCK, 0, 1);
        printf("the child %s\n", result == 0 ? "waited and got it" : "was refused");
        fflush(stdout);
        _exit(0);
    }
    read(ready[0], &c, 1);
    usleep(200000); /* until the child waits */
    int result = record(file, F_SETLKW, F_WRLCK, 1, 1);
    printf("a circle: %s\n", strerror(result));
    fflush(stdout);
    record(file, F_SETLK, F_UNLCK, 0, 0);
    wait(NULL);
}

int main(void)
{
    int file = mkstemp(path);
    alarm(20);

    printf("%d %d\n", record(file, F_SETLK, F_RDLCK, 10, 5), record(file, F_SETLK, F_RDLCK, 15, 5));
    ask("neighbours", 0, 0);
    record(file, F_SETLK, F_RDLCK, 5, 20);
    ask("swallowed", 0, 0);
    record(file, F_SETLK, F_WRLCK, 12, 3);
    ask("another kind in the middle", 12, 1);
    ask("in front of it", 0, 0);
    ask("behind it", 15, 0);
    record(file, F_SETLK, F_UNLCK, 8, 6);
    ask("a hole", 8, 6);
    ask("after the hole", 9, 100);
    record(file, F_SETLK, F_WRLCK, 100, 0);
    ask("to the end", 1L << 40, 1);
    close(open(path, O_RDONLY));
    ask("any descriptor closed", 0, 0);
    deadlock(file);

    int other = open(path, O_RDWR);
    printf("%d\n", record(file, F_OFD_SETLK, F_WRLCK, 0, 10));
    ask("owned by the open file", 0, 0);
    printf("the same process by another file: %s\n", strerror(record(other, F_OFD_SETLK, F_RDLCK, 5, 1)));
    printf("the process itself: %s\n", strerror(record(file, F_SETLK, F_RDLCK, 5, 1)));
    int copy = dup(file);
    close(file);
    ask("one of two descriptors closed", 0, 0);
    close(copy);
    ask("both closed", 0, 0);

    file = open(path, O_RDWR);
    printf("flock: %d\n", flock(file, LOCK_SH));
    printf("shared beside it: %s\n", strerror(flock_elsewhere(LOCK_SH)));
    printf("exclusive beside it: %s\n", strerror(flock_elsewhere(LOCK_EX)));
    copy = dup(file);
    close(file);
    printf("one of two descriptors closed: %s\n", strerror(flock_elsewhere(LOCK_EX)));
    close(copy);
    printf("both closed: %s\n", strerror(flock_elsewhere(LOCK_EX)));
    printf("flock: %d\n", flock(other, LOCK_EX));
    printf("shared beside it: %s\n", strerror(flock_elsewhere(LOCK_SH)));
    close(other);
    printf("closed: %s\n", strerror(flock_elsewhere(LOCK_SH)));
    unlink(path);
    return 0;
}
