/* inotify(7): the events of every kind of change, one line each. */
#define _GNU_SOURCE
#include "check.h"
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static int watcher;
static uint32_t first_cookie;

static void show(const char *title)
{
    static const char *const names[] = {
        "ACCESS", "MODIFY", "ATTRIB", "CLOSE_WRITE", "CLOSE_NOWRITE", "OPEN", "MOVED_FROM", "MOVED_TO",
        "CREATE", "DELETE", "DELETE_SELF", "MOVE_SELF", "12", "UNMOUNT", "Q_OVERFLOW", "IGNORED",
    };
    static char buffer[65536] __attribute__((aligned(8)));
    int waiting = -1;
    CHECK(ioctl(watcher, FIONREAD, &waiting) == 0);
    ssize_t length = waiting > 0 ? read(watcher, buffer, sizeof buffer) : 0;
    CHECK(length == waiting);
    printf("%s:\n", title);
    for (ssize_t at = 0; at < length;) {
        struct inotify_event *event = (void *)(buffer + at);
        printf("  %d", event->wd);
        for (int i = 0; i < 16; i++)
            if (event->mask & (1u << i)) printf(" %s", names[i]);
        if (event->mask & IN_ISDIR) printf(" directory");
        if (event->cookie) {
            if (!first_cookie) first_cookie = event->cookie;
            printf(" move %u", event->cookie - first_cookie);
        }
        if (event->len) printf(" '%s' in %u", event->name, event->len);
        printf("\n");
        at += sizeof *event + event->len;
    }
}

static int make(const char *path, int flags)
{
    int file = open(path, flags, 0644);
    CHECK(file >= 0);
    return file;
}

static void names(void)
{
    int directory = inotify_add_watch(watcher, ".", IN_ALL_EVENTS);
    CHECK(directory == 1);
    int file = make("one", O_CREAT | O_RDWR | O_EXCL);
    CHECK(write(file, "abc", 3) == 3 && write(file, "def", 3) == 3);
    CHECK(pread(file, &(char[8]){ 0 }, 8, 0) == 6 && pread(file, &(char[8]){ 0 }, 8, 6) == 0);
    CHECK(close(file) == 0);
    show("a file made, written and read");
    close(make("one", O_RDONLY));
    close(make("one", O_WRONLY | O_TRUNC));
    close(make("one", O_PATH));
    show("opened for reading, truncated, opened as a path");
    CHECK(mkdir("sub", 0755) == 0 && symlink("one", "link") == 0 && mkfifo("fifo", 0600) == 0 && link("one", "two") == 0);
    show("names made");
    CHECK(rename("two", "sub/three") == 0 && rename("sub/three", "two") == 0 && rename("sub", "bus") == 0);
    show("names moved");
    CHECK(unlink("two") == 0 && unlink("link") == 0 && unlink("fifo") == 0 && rmdir("bus") == 0);
    show("names removed");
    FAILS(EEXIST, mkdir("one", 0755));
    FAILS(ENOENT, unlink("none"));
    FAILS(ENOENT, rename("none", "other"));
    show("nothing");
    DIR *list = opendir(".");
    while (readdir(list));
    closedir(list);
    show("listed");
    CHECK(inotify_rm_watch(watcher, directory) == 0);
    FAILS(EINVAL, inotify_rm_watch(watcher, directory));
    show("no more");
}

static void attributes(void)
{
    int self = inotify_add_watch(watcher, "one", IN_ALL_EVENTS);
    CHECK(inotify_add_watch(watcher, ".", IN_ALL_EVENTS & ~IN_OPEN & ~IN_CLOSE) == self + 1);
    struct timespec both[2] = { { 1, 2 }, { 3, 4 } }, access[2] = { { 5, 6 }, { 0, UTIME_OMIT } }, modified[2] = { { 0, UTIME_OMIT }, { 7, 8 } };
    CHECK(chmod("one", 0600) == 0 && chown("one", -1, -1) == 0);
    show("mode and owner");
    CHECK(utimensat(AT_FDCWD, "one", both, 0) == 0);
    CHECK(utimensat(AT_FDCWD, "one", access, 0) == 0 && utimensat(AT_FDCWD, "one", modified, 0) == 0);
    show("times");
    CHECK(truncate("one", 100) == 0);
    int file = make("one", O_RDWR);
    CHECK(ftruncate(file, 10) == 0 && fchmod(file, 0644) == 0 && futimens(file, both) == 0);
    show("by descriptor");
    CHECK(posix_fallocate(file, 0, 4096) == 0);
    close(file);
    show("room");
    CHECK(link("one", "four") == 0 && unlink("four") == 0 && rename("one", "five") == 0 && rename("five", "one") == 0);
    show("moved itself");
    file = make("other", O_CREAT | O_RDWR);
    close(file);
    CHECK(rename("other", "one") == 0);
    show("replaced");
    CHECK(mkdir("sub", 0755) == 0);
    CHECK(inotify_add_watch(watcher, "sub", IN_ALL_EVENTS) == self + 2);
    CHECK(chmod("sub", 0700) == 0 && rename("sub", "bus") == 0);
    show("a directory itself");
    CHECK(rmdir("bus") == 0);
    show("a directory removed");
    CHECK(inotify_rm_watch(watcher, self + 1) == 0);
    show("end");
}

static void lifetimes(void)
{
    int file = make("open", O_CREAT | O_RDWR);
    int parent = inotify_add_watch(watcher, ".", IN_ALL_EVENTS);
    CHECK(inotify_add_watch(watcher, "open", IN_ALL_EVENTS) == parent + 1);
    CHECK(unlink("open") == 0);
    show("unlinked while open");
    CHECK(write(file, "x", 1) == 1);
    show("written without a name");
    CHECK(inotify_add_watch(watcher, ".", IN_MODIFY | IN_EXCL_UNLINK) == parent);
    CHECK(write(file, "x", 1) == 1);
    show("written without a name, and not to be told");
    close(file);
    show("closed");
    CHECK(inotify_rm_watch(watcher, parent) == 0);
    close(make("dead", O_CREAT | O_RDWR));
    CHECK(inotify_add_watch(watcher, "dead", IN_OPEN) == parent + 2);
    CHECK(unlink("dead") == 0);
    show("gone, without having been asked for it");
}

static void modes(void)
{
    FAILS(EINVAL, inotify_init1(1));
    FAILS(EINVAL, inotify_add_watch(watcher, ".", 0));
    FAILS(EINVAL, inotify_add_watch(watcher, ".", 0x08000000));
    FAILS(EINVAL, inotify_add_watch(watcher, ".", IN_OPEN | IN_MASK_ADD | IN_MASK_CREATE));
    FAILS(EINVAL, inotify_add_watch(1, ".", IN_OPEN));
    FAILS(EBADF, inotify_add_watch(99, ".", IN_OPEN));
    FAILS(EFAULT, inotify_add_watch(watcher, (char *)16, IN_OPEN));
    FAILS(ENOENT, inotify_add_watch(watcher, "none", IN_OPEN));
    FAILS(ENOTDIR, inotify_add_watch(watcher, "one", IN_OPEN | IN_ONLYDIR));
    FAILS(EBADF, inotify_rm_watch(99, 1));
    FAILS(EINVAL, inotify_rm_watch(1, 1));
    int one = inotify_add_watch(watcher, "one", IN_OPEN);
    FAILS(EEXIST, inotify_add_watch(watcher, "one", IN_CLOSE | IN_MASK_CREATE));
    CHECK(inotify_add_watch(watcher, "one", IN_CLOSE_NOWRITE | IN_MASK_ADD) == one);
    close(make("one", O_RDONLY));
    show("added");
    CHECK(inotify_add_watch(watcher, "one", IN_CLOSE_NOWRITE | IN_ONESHOT) == one);
    close(make("one", O_RDONLY));
    close(make("one", O_RDONLY));
    show("once");
    FAILS(EINVAL, inotify_rm_watch(watcher, one));
    CHECK(symlink("one", "link") == 0);
    int link = inotify_add_watch(watcher, "link", IN_ALL_EVENTS | IN_DONT_FOLLOW);
    close(make("link", O_RDONLY));
    CHECK(unlink("link") == 0);
    show("the link itself");
    FAILS(EINVAL, inotify_rm_watch(watcher, link));
}

static void reading(void)
{
    int watch = inotify_add_watch(watcher, ".", IN_ATTRIB), set = epoll_create1(0);
    struct epoll_event wanted = { EPOLLIN, { .u32 = 7 } }, got;
    struct pollfd one = { watcher, POLLIN | POLLOUT, 0 };
    char small[16 + 16];
    CHECK(epoll_ctl(set, EPOLL_CTL_ADD, watcher, &wanted) == 0);
    CHECK(poll(&one, 1, 0) == 0 && epoll_wait(set, &got, 1, 0) == 0);
    FAILS(EAGAIN, read(watcher, small, sizeof small));
    FAILS(EBADF, write(watcher, small, 1));
    CHECK(chmod("one", 0600) == 0 && chmod("one", 0600) == 0 && chmod(".", 0755) == 0);
    CHECK(poll(&one, 1, 0) == 1 && one.revents == POLLIN && epoll_wait(set, &got, 1, 0) == 1 && got.data.u32 == 7);
    FAILS(EINVAL, read(watcher, small, 16));
    FAILS(EINVAL, read(watcher, small, 31));
    CHECK(read(watcher, small, 32) == 32);
    show("equal ones are told once");
    CHECK(poll(&one, 1, 0) == 0);
    CHECK(inotify_rm_watch(watcher, watch) == 0);
    show("end");
    close(set);

    // A reader sleeps until something happens.
    CHECK(fcntl(watcher, F_SETFL, 0) == 0);
    watch = inotify_add_watch(watcher, ".", IN_CREATE);
    pid_t child = fork();
    if (child == 0) {
        usleep(30000);
        _exit(mkdir("late", 0755));
    }
    CHECK(read(watcher, small, 32) == 32 && strcmp(small + 16, "late") == 0);
    CHECK(end_of(child) == 0 && rmdir("late") == 0);
    CHECK(inotify_rm_watch(watcher, watch) == 0 && read(watcher, small, 32) == 16);
}

static void flood(void)
{
    enum { Most = 16384 };
    char buffer[16384];
    int count = 0, lost = 0;
    close(watcher);
    watcher = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    CHECK(fcntl(watcher, F_GETFD) == FD_CLOEXEC && fcntl(watcher, F_GETFL) == O_NONBLOCK);
    CHECK(inotify_add_watch(watcher, "one", IN_ATTRIB | IN_OPEN) == 1);
    for (int i = 0; i < Most; i++) {
        close(make("one", O_RDONLY));
        CHECK(chmod("one", 0600) == 0);
    }
    for (ssize_t length; (length = read(watcher, buffer, sizeof buffer)) > 0;)
        for (struct inotify_event *at = (void *)buffer; (char *)at < buffer + length; at++, count++)
            if (at->mask == IN_Q_OVERFLOW && at->wd == -1) lost++;
    printf("%d events, %d of them saying that more were lost\n", count, lost);
}

static void execution(const char *program)
{
    char line[sizeof "cp  copy" + 4096];
    snprintf(line, sizeof line, "cp %s copy", program);
    CHECK(system(line) == 0);
    int watch = inotify_add_watch(watcher, "copy", IN_OPEN | IN_ACCESS | IN_CLOSE);
    pid_t child = fork();
    if (child == 0) {
        execl("./copy", "copy", "nothing", NULL);
        _exit(1);
    }
    CHECK(end_of(child) == 0);
    int seen = 0;
    char buffer[4096];
    ssize_t length = read(watcher, buffer, sizeof buffer);
    for (struct inotify_event *at = (void *)buffer; (char *)at < buffer + length; at++) seen |= at->mask;
    printf("executed: %x\n", seen);
    CHECK(inotify_rm_watch(watcher, watch) == 0);
}

int main(int count, char **arguments)
{
    char home[] = "/tmp/watchesXXXXXX", program[4096], line[64];
    if (count > 1) return 0;
    CHECK(realpath(arguments[0], program) != NULL);
    CHECK(mkdtemp(home) != NULL && chdir(home) == 0);
    watcher = inotify_init1(IN_NONBLOCK);
    names();
    attributes();
    lifetimes();
    modes();
    reading();
    flood();
    execution(program);
    snprintf(line, sizeof line, "rm -r %s", home);
    CHECK(system(line) == 0);
    return conclude();
}
