/* Sockets of the family AF_UNIX, as unix(7) promises. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define BAD_ADDRESS ((void *)16)

static int ends[2];

static int poll_of(int file)
{
    struct pollfd one = { file, POLLIN | POLLOUT | POLLRDHUP, 0 };
    CHECK(poll(&one, 1, 0) >= 0);
    return one.revents;
}

static socklen_t name_of(struct sockaddr_un *address, const char *path)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (path[0] == '@') {
        memcpy(address->sun_path + 1, path + 1, strlen(path) - 1);
        return offsetof(struct sockaddr_un, sun_path) + strlen(path);
    }
    strcpy(address->sun_path, path);
    return sizeof *address;
}

static int bind_to(int file, const char *path)
{
    struct sockaddr_un address;
    socklen_t length = name_of(&address, path);
    return bind(file, (struct sockaddr *)&address, length);
}

static int connect_to(int file, const char *path)
{
    struct sockaddr_un address;
    socklen_t length = name_of(&address, path);
    return connect(file, (struct sockaddr *)&address, length);
}

static int option(int file, int name)
{
    int value = -1;
    socklen_t length = sizeof value;
    CHECK(getsockopt(file, SOL_SOCKET, name, &value, &length) == 0 && length == 4);
    return value;
}

static void pairs(void)
{
    char buffer[64] = "";
    struct stat status;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    CHECK(fcntl(ends[0], F_GETFD) == FD_CLOEXEC && fcntl(ends[0], F_GETFL) == O_RDWR);
    CHECK(fstat(ends[0], &status) == 0 && S_ISSOCK(status.st_mode) && (status.st_mode & 0777) == 0777);
    CHECK(option(ends[0], SO_TYPE) == SOCK_STREAM && option(ends[0], SO_DOMAIN) == AF_UNIX && option(ends[0], SO_ERROR) == 0 && option(ends[0], SO_ACCEPTCONN) == 0);
    CHECK(poll_of(ends[0]) == POLLOUT);
    CHECK(write(ends[0], "hello", 5) == 5 && write(ends[0], " world", 6) == 6 && poll_of(ends[1]) == (POLLIN | POLLOUT));
    int count = 0;
    CHECK(ioctl(ends[1], FIONREAD, &count) == 0 && count == 11);
    CHECK(recv(ends[1], buffer, 8, MSG_PEEK) == 8 && memcmp(buffer, "hello wo", 8) == 0);
    CHECK(read(ends[1], buffer, 2) == 2 && read(ends[1], buffer, 64) == 9 && memcmp(buffer, "llo world", 9) == 0);
    FAILS(EAGAIN, recv(ends[1], buffer, 1, MSG_DONTWAIT));
    FAILS(ESPIPE, lseek(ends[0], 0, SEEK_SET));
    FAILS(ESPIPE, pread(ends[0], buffer, 1, 0));
    FAILS(EFAULT, write(ends[0], BAD_ADDRESS, 4));
    FAILS(EOPNOTSUPP, getsockopt(ends[0], 6, 1, &count, (socklen_t[]) { 4 }));
    FAILS(ENOPROTOOPT, getsockopt(ends[0], SOL_SOCKET, 999, &count, (socklen_t[]) { 4 }));
    FAILS(EISCONN, connect_to(ends[0], "/bin/sh") == -1 && errno == ECONNREFUSED ? (errno = EISCONN, -1) : 0);

    struct ucred who;
    socklen_t length = sizeof who;
    CHECK(getsockopt(ends[0], SOL_SOCKET, SO_PEERCRED, &who, &length) == 0 && who.pid == getpid() && who.uid == geteuid() && who.gid == getegid());
    struct sockaddr_un address;
    length = sizeof address;
    CHECK(getsockname(ends[0], (struct sockaddr *)&address, &length) == 0 && length == 2 && address.sun_family == AF_UNIX);
    length = sizeof address;
    CHECK(getpeername(ends[0], (struct sockaddr *)&address, &length) == 0 && length == 2);

    /* Half a close; then the rest. */
    CHECK(write(ends[0], "last", 4) == 4 && shutdown(ends[0], SHUT_WR) == 0);
    CHECK(poll_of(ends[1]) == (POLLIN | POLLOUT | POLLRDHUP));
    CHECK(read(ends[1], buffer, 64) == 4 && read(ends[1], buffer, 64) == 0 && read(ends[1], buffer, 64) == 0);
    FAILS(EPIPE, send(ends[0], "x", 1, MSG_NOSIGNAL));
    CHECK(send(ends[1], "back", 4, 0) == 4 && read(ends[0], buffer, 64) == 4);
    FAILS(EINVAL, shutdown(ends[0], 3));
    close(ends[1]);
    CHECK(poll_of(ends[0]) == (POLLIN | POLLOUT | POLLRDHUP | POLLHUP) && read(ends[0], buffer, 1) == 0);
    close(ends[0]);

    /* Who ends with something unread tells so. */
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && write(ends[0], "x", 1) == 1);
    close(ends[1]);
    CHECK(poll_of(ends[0]) == (POLLIN | POLLOUT | POLLRDHUP | POLLHUP | POLLERR));
    CHECK(option(ends[0], SO_ERROR) == ECONNRESET && option(ends[0], SO_ERROR) == 0 && read(ends[0], buffer, 1) == 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGPIPE, SIG_DFL);
        _exit(write(ends[0], "x", 1));
    }
    int status_of_child = end_of(child);
    CHECK(WIFSIGNALED(status_of_child) && WTERMSIG(status_of_child) == SIGPIPE);
    close(ends[0]);

    FAILS(EINVAL, socket(AF_UNIX, SOCK_STREAM | 0x100, 0));
    FAILS(EPROTONOSUPPORT, socket(AF_UNIX, SOCK_STREAM, 7));
    FAILS(ESOCKTNOSUPPORT, socket(AF_UNIX, SOCK_RDM, 0));
    FAILS(EAFNOSUPPORT, socket(77, SOCK_STREAM, 0));
    FAILS(EFAULT, socketpair(AF_UNIX, SOCK_STREAM, 0, BAD_ADDRESS));
    FAILS(ENOTSOCK, listen(0, 1));
    FAILS(EBADF, listen(99, 1));
}

static void *drain(void *result)
{
    char buffer[5000];
    long sum = 0, count;
    while ((count = read(ends[1], buffer, sizeof buffer)) > 0)
        sum += count;
    *(long *)result = sum;
    return NULL;
}

/* More than any buffer holds goes through, and a full one is not ready for writing. */
static void flood(void)
{
    static char block[1 << 20];
    long sum = 0, sent = 0, count;
    pthread_t thread;

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    CHECK(pthread_create(&thread, NULL, drain, &sum) == 0);
    for (int i = 0; i < 3; i++)
        CHECK(write(ends[0], block, sizeof block) == sizeof block);
    CHECK(shutdown(ends[0], SHUT_WR) == 0);
    pthread_join(thread, NULL);
    CHECK(sum == 3 * (long)sizeof block);
    close(ends[0]);
    close(ends[1]);

    CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    while ((count = write(ends[0], block, 10000)) > 0)
        sent += count;
    CHECK(count == -1 && errno == EAGAIN && sent > 50000 && sent < 2000000 && poll_of(ends[0]) == 0);
    for (sum = 0; sum < sent; sum += count)
        if ((count = read(ends[1], block, 7000)) <= 0)
            break;
    CHECK(sum == sent && poll_of(ends[0]) == POLLOUT);
    close(ends[0]);
    close(ends[1]);
}

static void *connect_later(void *path)
{
    usleep(20000);
    int file = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(connect_to(file, path) == 0 && write(file, "late", 4) == 4);
    close(file);
    return NULL;
}

static void connections(const char *path)
{
    char buffer[64];
    struct sockaddr_un address;
    socklen_t length;
    struct stat status;
    pthread_t thread;

    unlink(path);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(poll_of(client) == (POLLOUT | POLLHUP));
    FAILS(EINVAL, listen(listener, 1));
    FAILS(EINVAL, read(client, buffer, 1));
    FAILS(ENOTCONN, send(client, "x", 1, MSG_NOSIGNAL));
    FAILS(ENOTCONN, getpeername(client, (struct sockaddr *)&address, (socklen_t[]) { sizeof address }));
    CHECK(connect_to(client, path) == -1 && (errno == ENOENT || errno == ECONNREFUSED));
    CHECK(bind_to(listener, path) == 0);
    if (path[0] == '/') {
        CHECK(stat(path, &status) == 0 && S_ISSOCK(status.st_mode));
        FAILS(ENXIO, open(path, O_RDWR));
    }
    FAILS(EINVAL, bind_to(listener, "@another"));
    FAILS(EADDRINUSE, bind_to(client, path));
    FAILS(ECONNREFUSED, connect_to(client, path));
    FAILS(EINVAL, accept(listener, NULL, NULL));
    CHECK(listen(listener, 1) == 0 && option(listener, SO_ACCEPTCONN) == 1 && poll_of(listener) == 0);
    FAILS(EINVAL, connect_to(listener, path));
    int packets = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    CHECK(connect_to(packets, path) == -1 && errno == (path[0] == '@' ? ECONNREFUSED : EPROTOTYPE));
    close(packets);

    CHECK(connect_to(client, path) == 0 && poll_of(listener) == POLLIN);
    FAILS(EISCONN, connect_to(client, path));
    CHECK(write(client, "early", 5) == 5);
    length = sizeof address;
    int server = accept4(listener, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    CHECK(server >= 0 && length == 2 && address.sun_family == AF_UNIX && fcntl(server, F_GETFL) == (O_RDWR | O_NONBLOCK));
    CHECK(read(server, buffer, 64) == 5 && read(server, buffer, 1) == -1 && errno == EAGAIN);
    length = sizeof address;
    memset(&address, 0, sizeof address);
    CHECK(getsockname(server, (struct sockaddr *)&address, &length) == 0);
    printf("%d %s\n", (int)length, path[0] == '@' ? address.sun_path + 1 : address.sun_path);
    length = sizeof address;
    CHECK(getpeername(client, (struct sockaddr *)&address, &length) == 0 && address.sun_family == AF_UNIX && length > 2);
    struct ucred who;
    length = sizeof who;
    CHECK(getsockopt(client, SOL_SOCKET, SO_PEERCRED, &who, &length) == 0 && who.pid == getpid());
    FAILS(EISCONN, sendto(client, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
    FAILS(EINVAL, syscall(SYS_accept4, listener, NULL, NULL, 1));
    close(client);
    CHECK(read(server, buffer, 1) == 0);
    close(server);

    /* A backlog of 1 lets two wait. */
    int waiting[3];
    for (int i = 0; i < 3; i++)
        waiting[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    CHECK(connect_to(waiting[0], path) == 0 && connect_to(waiting[1], path) == 0);
    FAILS(EAGAIN, connect_to(waiting[2], path));
    server = accept(listener, NULL, NULL);
    CHECK(server >= 0 && connect_to(waiting[2], path) == 0);
    close(server);
    close(waiting[2]);
    close(accept(listener, NULL, NULL));
    close(accept(listener, NULL, NULL));
    fcntl(listener, F_SETFL, O_NONBLOCK);
    FAILS(EAGAIN, accept(listener, NULL, NULL));
    fcntl(listener, F_SETFL, 0);

    CHECK(pthread_create(&thread, NULL, connect_later, (void *)path) == 0);
    server = accept(listener, NULL, NULL);
    CHECK(server >= 0 && recv(server, buffer, 4, MSG_WAITALL) == 4);
    pthread_join(thread, NULL);
    close(server);

    /* Connections that nobody accepts are reset, and the name leads nowhere afterwards. */
    client = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(connect_to(client, path) == 0);
    close(listener);
    CHECK(read(client, buffer, 1) == -1 && errno == ECONNRESET && read(client, buffer, 1) == 0);
    close(client);
    client = socket(AF_UNIX, SOCK_STREAM, 0);
    FAILS(ECONNREFUSED, connect_to(client, path));
    if (path[0] == '/') {
        FAILS(EADDRINUSE, bind_to(client, path));
        CHECK(unlink(path) == 0);
    }
    CHECK(bind_to(client, path) == 0);
    close(client);
    close(waiting[0]);
    close(waiting[1]);
    unlink(path);
}

static void datagrams(void)
{
    char buffer[64] = "";
    struct sockaddr_un address;
    socklen_t length;

    int one = socket(AF_UNIX, SOCK_DGRAM, 0), two = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(option(one, SO_TYPE) == SOCK_DGRAM && bind_to(one, "@lios-one") == 0);
    FAILS(ENOTCONN, send(two, "x", 1, 0));
    FAILS(EOPNOTSUPP, listen(one, 1));
    FAILS(EOPNOTSUPP, accept(one, NULL, NULL));
    length = name_of(&address, "@lios-one");
    CHECK(sendto(two, "first", 5, 0, (struct sockaddr *)&address, length) == 5);
    CHECK(sendto(two, "", 0, 0, (struct sockaddr *)&address, length) == 0);
    CHECK(sendto(two, "third", 5, 0, (struct sockaddr *)&address, length) == 5);
    int count;
    CHECK(ioctl(one, FIONREAD, &count) == 0 && count == 5);
    length = sizeof address;
    CHECK(recvfrom(one, buffer, 64, 0, (struct sockaddr *)&address, &length) == 5 && length == 0);
    CHECK(recv(one, buffer, 64, 0) == 0);
    CHECK(recv(one, buffer, 3, MSG_TRUNC | MSG_PEEK) == 5 && recv(one, buffer, 3, 0) == 3 && memcmp(buffer, "thi", 3) == 0);
    FAILS(EAGAIN, recv(one, buffer, 3, MSG_DONTWAIT));

    CHECK(bind(two, (struct sockaddr *)&(struct sockaddr_un) { .sun_family = AF_UNIX }, 2) == 0);
    length = sizeof address;
    CHECK(getsockname(two, (struct sockaddr *)&address, &length) == 0 && length == 8 && address.sun_path[0] == 0);
    CHECK(connect_to(two, "@lios-one") == 0 && send(two, "to one", 6, 0) == 6);
    length = sizeof address;
    CHECK(recvfrom(one, buffer, 64, 0, (struct sockaddr *)&address, &length) == 6 && length == 8);
    CHECK(connect(one, (struct sockaddr *)&address, length) == 0 && write(one, "answer", 6) == 6 && read(two, buffer, 64) == 6);

    int three = socket(AF_UNIX, SOCK_DGRAM, 0);
    FAILS(EPERM, connect_to(three, "@lios-one"));
    length = name_of(&address, "@lios-one");
    FAILS(EPERM, sendto(three, "x", 1, 0, (struct sockaddr *)&address, length));
    length = name_of(&address, "@nowhere");
    FAILS(ECONNREFUSED, sendto(three, "x", 1, 0, (struct sockaddr *)&address, length));
    static char large[400000];
    FAILS(EMSGSIZE, write(two, large, sizeof large));
    FAILS(EINVAL, connect(three, (struct sockaddr *)&address, 2));
    FAILS(EINVAL, connect(three, (struct sockaddr *)&address, 200));
    address.sun_family = 9;
    FAILS(EINVAL, connect(three, (struct sockaddr *)&address, 10));
    close(three);

    /* A queue holds ten and one of those that do not answer to each other. */
    three = socket(AF_UNIX, SOCK_DGRAM, 0);
    CHECK(connect(one, (struct sockaddr *)&(struct sockaddr) { AF_UNSPEC }, sizeof(struct sockaddr)) == 0 && bind_to(three, "@lios-three") == 0);
    fcntl(two, F_SETFL, O_NONBLOCK);
    for (count = 0; count < 100 && write(two, "x", 1) == 1; count++) {
    }
    printf("%d datagrams fit\n", count);
    CHECK(errno == EAGAIN && poll_of(two) == 0 && read(one, buffer, 64) == 1 && poll_of(two) == POLLOUT);
    close(three);
    close(one);
    FAILS(ECONNREFUSED, write(two, "x", 1));
    FAILS(ENOTCONN, write(two, "x", 1));
    close(two);

    CHECK(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
    CHECK(write(ends[0], "one", 3) == 3 && write(ends[0], "two2", 4) == 4);
    CHECK(read(ends[1], buffer, 2) == 2 && read(ends[1], buffer, 64) == 4);
    struct iovec parts[2] = { { buffer, 2 }, { buffer + 10, 2 } };
    CHECK(write(ends[0], "abcd", 4) == 4 && readv(ends[1], parts, 2) == 4 && memcmp(buffer, "ab", 2) == 0 && memcmp(buffer + 10, "cd", 2) == 0);
    close(ends[0]);
    CHECK(read(ends[1], buffer, 64) == 0);
    FAILS(EPIPE, write(ends[1], "x", 1));
    close(ends[1]);
}

/* Sends bytes with up to count descriptors; returns what sendmsg says. */
static int send_files(int to, const int *files, int count)
{
    union { char bytes[CMSG_SPACE(300 * sizeof(int))]; struct cmsghdr align; } control;
    struct iovec part = { "f", 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE(count * sizeof(int)) };
    memset(&control, 0, sizeof control);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *header = (struct cmsghdr) { .cmsg_len = CMSG_LEN(count * sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
    memcpy(CMSG_DATA(header), files, count * sizeof(int));
    return syscall(SYS_sendmsg, to, &message, 0);
}

/* Receives one byte and descriptors into a buffer for room of them; returns how many came. */
static int receive_files(int from, int *files, int room, int flags, int *seen)
{
    union { char bytes[CMSG_SPACE(8 * sizeof(int))]; struct cmsghdr align; } control;
    char byte[8];
    struct iovec part = { byte, sizeof byte };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = room == 0 ? 0 : CMSG_LEN(room * sizeof(int)) };
    if (recvmsg(from, &message, flags) < 0)
        return -1;
    *seen = message.msg_flags;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS)
        return 0;
    int count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    memcpy(files, CMSG_DATA(header), count * sizeof(int));
    return count;
}

static void passing(void)
{
    int pipes[2], files[8], got[8], seen;
    char buffer[64];

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && pipe(pipes) == 0);
    CHECK(send_files(ends[0], pipes, 2) == 1);
    close(pipes[0]);
    close(pipes[1]);
    CHECK(receive_files(ends[1], got, 4, MSG_CMSG_CLOEXEC, &seen) == 2 && (seen & MSG_CTRUNC) == 0);
    CHECK(write(got[1], "through", 7) == 7 && read(got[0], buffer, 64) == 7 && fcntl(got[0], F_GETFD) == FD_CLOEXEC);
    CHECK(send_files(ends[0], got, 2) == 1 && receive_files(ends[1], files, 1, 0, &seen) == 1 && (seen & MSG_CTRUNC) != 0);
    close(files[0]);
    /* Files that nobody takes are closed: the writer's end of the pipe is gone. */
    CHECK(send_files(ends[0], got + 1, 1) == 1);
    close(got[1]);
    struct pollfd one = { got[0], POLLIN, 0 };
    CHECK(poll(&one, 1, 0) == 0 && read(ends[1], buffer, 1) == 1);
    CHECK(poll(&one, 1, 0) == 1 && one.revents == POLLHUP);
    close(got[0]);
    FAILS(EBADF, send_files(ends[0], (int[]) { 99 }, 1));

    /* Files end a read; what has none may be read together. */
    int null = open("/dev/null", O_RDONLY);
    CHECK(write(ends[0], "ab", 2) == 2 && send_files(ends[0], &null, 1) == 1 && write(ends[0], "cd", 2) == 2);
    CHECK(receive_files(ends[1], got, 4, 0, &seen) == 1 && read(ends[1], buffer, 64) == 2);
    close(got[0]);
    CHECK(send_files(ends[0], &null, 1) == 1 && receive_files(ends[1], got, 4, MSG_PEEK, &seen) == 1 && receive_files(ends[1], got + 1, 4, 0, &seen) == 1);
    CHECK(got[0] != got[1] && read(got[0], buffer, 1) == 0 && close(got[0]) == 0 && close(got[1]) == 0);
    int many[254];
    for (int i = 0; i < 254; i++)
        many[i] = null;
    FAILS(EINVAL, send_files(ends[0], many, 254));
    CHECK(send_files(ends[0], many, 253) == 1 && read(ends[1], buffer, 64) == 1);

    /* Across processes. */
    pid_t child = fork();
    if (child == 0) {
        CHECK(receive_files(ends[1], got, 4, 0, &seen) == 1);
        _exit(write(got[0], "from the child", 14) == 14 ? 0 : 1);
    }
    CHECK(pipe(pipes) == 0 && send_files(ends[0], pipes + 1, 1) == 1 && read(pipes[0], buffer, 64) == 14);
    CHECK(end_of(child) == 0);
    close(pipes[0]);
    close(pipes[1]);
    close(ends[0]);
    close(ends[1]);

    /* Sockets that hold each other and that nobody has any more: the pipe inside is closed with them. */
    int other[2];
    CHECK(pipe(pipes) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, other) == 0);
    CHECK(send_files(ends[0], &other[1], 1) == 1 && send_files(other[0], &ends[1], 1) == 1 && send_files(other[0], pipes + 1, 1) == 1);
    close(pipes[1]);
    close(ends[0]);
    close(ends[1]);
    close(other[0]);
    struct pollfd end = { pipes[0], POLLIN, 0 };
    CHECK(poll(&end, 1, 0) == 0);
    close(other[1]);
    /* Linux looks for them when a socket ends, and not always at the first one. */
    for (int i = 0; i < 50 && poll(&end, 1, 100) == 0; i++) {
        CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
        close(ends[0]);
        close(ends[1]);
    }
    CHECK(end.revents == POLLHUP);
    close(pipes[0]);

    /* A chain of sockets, each in the queue of the next, ends without a trace. */
    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && pipe(pipes) == 0 && send_files(ends[0], pipes + 1, 1) == 1);
    close(pipes[1]);
    for (int i = 0; i < 200; i++) {
        CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, other) == 0 && send_files(other[0], ends, 2) == 1);
        close(ends[0]);
        close(ends[1]);
        memcpy(ends, other, sizeof ends);
    }
    end.fd = pipes[0];
    CHECK(poll(&end, 1, 0) == 0);
    close(ends[0]);
    close(ends[1]);
    CHECK(poll(&end, 1, 2000) == 1 && end.revents == POLLHUP);
    close(pipes[0]);
    close(null);
}

static void identities(void)
{
    int before = failures;
    union { char bytes[CMSG_SPACE(sizeof(struct ucred))]; struct cmsghdr align; } control;
    char byte;
    struct iovec part = { &byte, 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    struct ucred who;
    int on = 1;

    CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0 && setsockopt(ends[1], SOL_SOCKET, SO_PASSCRED, &on, 4) == 0 && option(ends[1], SO_PASSCRED) == 1);
    pid_t child = fork();
    if (child == 0)
        _exit(write(ends[0], "i", 1) == 1 ? 0 : 1);
    CHECK(recvmsg(ends[1], &message, 0) == 1);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    CHECK(header != NULL && header->cmsg_type == SCM_CREDENTIALS && header->cmsg_len == CMSG_LEN(sizeof who));
    memcpy(&who, CMSG_DATA(header), sizeof who);
    CHECK(who.pid == child && who.uid == getuid() && who.gid == getgid());
    CHECK(end_of(child) == 0);

    child = fork();
    if (child == 0) {
        CHECK(setgid(1000) == 0 && setuid(1000) == 0);
        who = (struct ucred) { getpid(), 1000, 1000 };
        memcpy(CMSG_DATA(header), &who, sizeof who);
        message.msg_controllen = sizeof control;
        CHECK(sendmsg(ends[0], &message, 0) == 1);
        who.uid = 0;
        memcpy(CMSG_DATA(header), &who, sizeof who);
        FAILS(EPERM, sendmsg(ends[0], &message, 0));
        _exit(failures != before);
    }
    CHECK(end_of(child) == 0);
    message.msg_controllen = sizeof control;
    CHECK(recvmsg(ends[1], &message, 0) == 1);
    memcpy(&who, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof who);
    CHECK(who.pid == child && who.uid == 1000 && who.gid == 1000);
    close(ends[0]);
    close(ends[1]);

    /* A socket's file guards it. */
    unlink("/tmp/lios-guarded");
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(bind_to(listener, "/tmp/lios-guarded") == 0 && chmod("/tmp/lios-guarded", 0700) == 0 && listen(listener, 5) == 0);
    child = fork();
    if (child == 0) {
        CHECK(setuid(1000) == 0);
        FAILS(EACCES, connect_to(socket(AF_UNIX, SOCK_STREAM, 0), "/tmp/lios-guarded"));
        _exit(failures != before);
    }
    CHECK(end_of(child) == 0 && unlink("/tmp/lios-guarded") == 0);
    close(listener);
}

static void ring(int number)
{
    (void)number;
}

static void waiting(void)
{
    char buffer[8];
    struct timeval little = { 0, 30000 };
    struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET };
    struct itimerval soon = { { 0, 0 }, { 0, 20000 } };

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &little, sizeof little) == 0);
    FAILS(EAGAIN, read(ends[0], buffer, 8));
    struct sigaction action = { .sa_handler = ring, .sa_flags = SA_RESTART };
    sigaction(SIGALRM, &action, NULL);
    little.tv_sec = 5;
    CHECK(setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &little, sizeof little) == 0);
    setitimer(ITIMER_REAL, &soon, NULL);
    FAILS(EINTR, read(ends[0], buffer, 8));
    setitimer(ITIMER_REAL, &soon, NULL);
    pid_t child = fork();
    if (child == 0) {
        usleep(60000);
        _exit(write(ends[0], "z", 1) == 1 ? 0 : 1);
    }
    CHECK(read(ends[1], buffer, 8) == 1);
    CHECK(end_of(child) == 0);

    int set = epoll_create1(0);
    CHECK(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event) == 0 && epoll_wait(set, &event, 1, 0) == 0);
    CHECK(write(ends[1], "abc", 3) == 3 && epoll_wait(set, &event, 1, 0) == 1 && event.events == EPOLLIN && epoll_wait(set, &event, 1, 0) == 0);
    CHECK(read(ends[0], buffer, 1) == 1 && epoll_wait(set, &event, 1, 0) == 0);
    CHECK(shutdown(ends[1], SHUT_WR) == 0 && epoll_wait(set, &event, 1, 0) == 1 && event.events == (EPOLLIN | EPOLLRDHUP));
    close(ends[1]);
    CHECK(epoll_wait(set, &event, 1, 0) == 1 && event.events == (EPOLLIN | EPOLLRDHUP | EPOLLHUP));
    close(ends[0]);
    close(set);

    struct mmsghdr messages[3];
    struct iovec parts[3];
    char bytes[3][8];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < 3; i++) {
        parts[i] = (struct iovec) { i == 0 ? "one" : i == 1 ? "second" : "", i == 0 ? 3 : i == 1 ? 6 : 0 };
        messages[i].msg_hdr.msg_iov = &parts[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0 && sendmmsg(ends[0], messages, 3, 0) == 3 && messages[1].msg_len == 6);
    for (int i = 0; i < 3; i++)
        parts[i] = (struct iovec) { bytes[i], 4 };
    CHECK(recvmmsg(ends[1], messages, 3, MSG_WAITFORONE, NULL) == 3 && messages[0].msg_len == 3 && messages[1].msg_len == 4);
    CHECK((messages[1].msg_hdr.msg_flags & MSG_TRUNC) != 0 && memcmp(bytes[1], "seco", 4) == 0);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IONBF, 0);
    pairs();
    flood();
    connections("/tmp/lios-socket");
    connections("@lios-abstract");
    datagrams();
    passing();
    identities();
    waiting();
    return conclude();
}
