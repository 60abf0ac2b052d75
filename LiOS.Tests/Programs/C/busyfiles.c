/* Programs that run cannot be written, what is being written cannot be run (ETXTBSY of open(2), execve(2)); O_NOATIME. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[] = "/tmp/busyXXXXXX";

static pid_t start(int ready)
{
    pid_t child = fork();
    if (child == 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", ready);
        execl(path, path, number, NULL);
        _exit(errno == ETXTBSY ? 100 : 101);
    }
    return child;
}

static void busy(void)
{
    static char chunk[65536];
    int ready[2];
    char byte;
    ssize_t count;

    int copy = mkstemp(path), self = open("/proc/self/exe", O_RDONLY);
    CHECK(copy >= 0 && self >= 0);
    while ((count = read(self, chunk, sizeof chunk)) > 0) CHECK(write(copy, chunk, count) == count);
    CHECK(fchmod(copy, 0755) == 0);
    close(self);
    FAILS(ETXTBSY, open("/proc/self/exe", O_WRONLY));
    FAILS(ETXTBSY, open("/proc/self/exe", O_RDONLY | O_TRUNC));

    /* Open for writing, here or in a child. */
    CHECK(pipe(ready) == 0);
    CHECK(WEXITSTATUS(end_of(start(ready[1]))) == 100);
    pid_t holder = fork();
    if (holder == 0) {
        pause();
        _exit(0);
    }
    close(copy);
    CHECK(WEXITSTATUS(end_of(start(ready[1]))) == 100);
    kill(holder, SIGKILL);
    end_of(holder);

    pid_t child = start(ready[1]);
    CHECK(read(ready[0], &byte, 1) == 1);
    FAILS(ETXTBSY, open(path, O_WRONLY));
    FAILS(ETXTBSY, open(path, O_RDWR));
    FAILS(ETXTBSY, open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
    FAILS(ETXTBSY, truncate(path, 10));
    int reader = open(path, O_RDONLY);
    CHECK(reader >= 0);
    close(reader);
    /* Its child runs the same program. */
    kill(child, SIGTERM);
    CHECK(read(ready[0], &byte, 1) == 1);
    end_of(child);
    FAILS(ETXTBSY, open(path, O_WRONLY));
    CHECK(unlink(path) == 0);
    close(ready[1]);
    CHECK(read(ready[0], &byte, 1) == 0);
}

/* Run as the copy: leaves a child behind that ends by itself. */
static int run(int ready)
{
    pid_t parent = getpid();
    if (fork() == 0) {
        while (getppid() == parent) usleep(1000);
        write(ready, "2", 1);
        usleep(300000);
        return 0;
    }
    write(ready, "1", 1);
    pause();
    return 0;
}

static void times(void)
{
    char name[] = "/tmp/timesXXXXXX";
    int file = mkstemp(name), more;
    CHECK(file >= 0 && fchmod(file, 0644) == 0);
    CHECK(fcntl(file, F_SETFL, O_NOATIME) == 0 && (fcntl(file, F_GETFL) & O_NOATIME) != 0);
    CHECK((more = open(name, O_RDONLY | O_NOATIME)) >= 0);
    close(more);
    close(file);
    if (geteuid() == 0) {
        pid_t child = fork();
        if (child == 0) {
            failures = 0;
            CHECK(setuid(65534) == 0);
            file = open(name, O_RDONLY);
            /* Not every host lets others into /tmp. */
            if (file < 0) _exit(errno != EACCES);
            FAILS(EPERM, open(name, O_RDONLY | O_NOATIME));
            FAILS(EPERM, fcntl(file, F_SETFL, O_NOATIME));
            CHECK(fcntl(file, F_SETFL, O_NONBLOCK) == 0);
            _exit(failures);
        }
        CHECK(WEXITSTATUS(end_of(child)) == 0);
    }
    unlink(name);
}

int main(int count, char **arguments)
{
    alarm(60);
    if (count > 1) return run(atoi(arguments[1]));
    busy();
    times();
    return conclude();
}
