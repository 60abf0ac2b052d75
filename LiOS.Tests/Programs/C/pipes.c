/* Pipes: bytes in order, end of file, a full pipe, poll, EPIPE, and a megabyte from one process to another. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { total = 1 << 20 };

int main(void)
{
    int ends[2], status;
    char buffer[5000];
    setvbuf(stdout, NULL, _IOLBF, 0);
    pipe(ends);
    write(ends[1], "one", 3);
    write(ends[1], "two", 3);
    ssize_t got = read(ends[0], buffer, sizeof buffer);
    printf("%.*s\n", (int)got, buffer);

    struct pollfd poller = { .fd = ends[0], .events = POLLIN };
    printf("empty: %d\n", poll(&poller, 1, 0));
    write(ends[1], "x", 1);
    int ready = poll(&poller, 1, -1);
    printf("ready: %d %d\n", ready, poller.revents == POLLIN);
    read(ends[0], buffer, 1);

    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    size_t held = 0;
    while ((got = write(ends[1], buffer, 4096)) > 0)
        held += (size_t)got;
    printf("full after %zu: %s\n", held, strerror(errno));
    printf("resize a full one: %d %m\n", fcntl(ends[0], F_SETPIPE_SZ, 8192));
    while (held > 0)
        held -= (size_t)read(ends[0], buffer, sizeof buffer);

    printf("sizes: %d", fcntl(ends[1], F_GETPIPE_SZ));
    printf(" %d", fcntl(ends[1], F_SETPIPE_SZ, 1));
    got = write(ends[1], buffer, sizeof buffer);
    printf(" held %zd", got);
    poller = (struct pollfd){ .fd = ends[1], .events = POLLOUT };
    printf(" writable %d", poll(&poller, 1, 0));
    printf(" grown %d", fcntl(ends[0], F_SETPIPE_SZ, 70000));
    printf(" writable %d", poll(&poller, 1, 0));
    printf(" kept %zd\n", read(ends[0], buffer, sizeof buffer));
    printf("no pipe: %d %m\n", fcntl(1000, F_GETPIPE_SZ));
    fcntl(ends[1], F_SETPIPE_SZ, 65536);
    fcntl(ends[1], F_SETFL, 0);

    pid_t child = fork();
    if (child == 0) {
        unsigned digest = 0;
        size_t count = 0;
        close(ends[1]);
        while ((got = read(ends[0], buffer, sizeof buffer)) > 0) {
            count += (size_t)got;
            for (ssize_t i = 0; i < got; i++)
                digest = digest * 31 + (unsigned char)buffer[i];
        }
        printf("received %zu, digest %08x\n", count, digest);
        fflush(stdout);
        _exit(got == 0 ? 0 : 1);
    }
    close(ends[0]);
    for (size_t sent = 0; sent < total; sent += (size_t)got) {
        size_t length = 1 + sent * 7 % sizeof buffer;
        if (length > total - sent)
            length = total - sent;
        for (size_t i = 0; i < length; i++)
            buffer[i] = (char)((sent + i) * 13 >> 3);
        got = write(ends[1], buffer, length);
        if (got <= 0)
            return 2;
    }
    close(ends[1]);
    waitpid(child, &status, 0);

    pipe(ends);
    close(ends[0]);
    signal(SIGPIPE, SIG_IGN);
    got = write(ends[1], "x", 1);
    printf("no reader: %zd %s\n", got, strerror(errno));
    return WEXITSTATUS(status);
}
