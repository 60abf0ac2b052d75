/* What stays of files that are mapped, locked, renamed, copied and given room while others close and remove them. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATH "/tmp/lios-files"

enum { page = 4096 };

static int file, kind, result, error;

static int record(int descriptor, int command, short type)
{
    struct flock lock = { .l_type = type, .l_whence = SEEK_SET };
    return fcntl(descriptor, command, &lock);
}

static void *wait_for_lock(void *nothing)
{
    result = kind == 0 ? record(file, F_SETLKW, F_WRLCK) : kind == 1 ? record(file, F_OFD_SETLKW, F_WRLCK) : flock(file, LOCK_EX);
    error = errno;
    return nothing;
}

static int try_lock(int descriptor)
{
    return kind == 0 ? record(descriptor, F_SETLK, F_WRLCK) : kind == 1 ? record(descriptor, F_OFD_SETLK, F_WRLCK) : flock(descriptor, LOCK_EX | LOCK_NB);
}

/* A thread waits for a lock on a file that another one closes: nothing may be left locked. */
static void closed_while_waiting(void)
{
    for (kind = 0; kind < 3; kind++) {
        int ready[2], go[2];
        pthread_t waiter;
        char c;
        CHECK(pipe(ready) == 0 && pipe(go) == 0);
        pid_t holder = fork();
        if (holder == 0) {
            int own = open(PATH, O_RDWR | O_CREAT, 0600);
            CHECK(try_lock(own) == 0 && write(ready[1], "", 1) == 1 && read(go[0], &c, 1) == 1);
            _exit(failures);
        }
        CHECK(read(ready[0], &c, 1) == 1);
        file = open(PATH, O_RDWR);
        result = 1;
        CHECK(pthread_create(&waiter, NULL, wait_for_lock, NULL) == 0);
        usleep(50000);
        CHECK(result == 1 && close(file) == 0 && write(go[1], "", 1) == 1 && pthread_join(waiter, NULL) == 0 && end_of(holder) == 0);
        if (kind == 0)
            CHECK(result == -1 && error == EBADF);
        else
            CHECK(result == 0);
        pid_t other = fork();
        if (other == 0)
            _exit(try_lock(open(PATH, O_RDWR)) == 0 ? 0 : errno);
        CHECK(end_of(other) == 0);
        close(ready[0]);
        close(ready[1]);
        close(go[0]);
        close(go[1]);
    }
}

static int maps_show(const char *text)
{
    static char maps[1 << 16];
    int descriptor = open("/proc/self/maps", O_RDONLY), length = 0, count;
    while ((count = read(descriptor, maps + length, sizeof maps - 1 - length)) > 0)
        length += count;
    maps[length] = 0;
    close(descriptor);
    return strstr(maps, text) != NULL;
}

static int leads_to(int descriptor, const char *path)
{
    char link[32], target[PATH_MAX] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    return readlink(link, target, sizeof target - 1) > 0 && strcmp(target, path) == 0;
}

/* Names go with the file: a directory above it, the file itself, and one of two names. */
static void names(void)
{
    struct stat status;
    CHECK(mkdir(PATH "-d", 0700) == 0);
    int one = open(PATH "-d/a\nb", O_RDWR | O_CREAT, 0600);
    CHECK(ftruncate(one, page) == 0);
    char *mapped = mmap(NULL, page, PROT_READ, MAP_SHARED, one, 0);
    CHECK(mapped != MAP_FAILED && maps_show(PATH "-d/a\\012b\n") && leads_to(one, PATH "-d/a\nb"));
    CHECK(rename(PATH "-d/a\nb", PATH "-d/c") == 0 && leads_to(one, PATH "-d/c") && maps_show(PATH "-d/c\n"));
    CHECK(rename(PATH "-d", PATH "-e") == 0 && leads_to(one, PATH "-e/c"));
    CHECK(rename(PATH "-e/c", PATH "-c") == 0 && leads_to(one, PATH "-c"));
    CHECK(link(PATH "-c", PATH "-e/other") == 0 && unlink(PATH "-c") == 0 && fstat(one, &status) == 0 && status.st_nlink == 1);
    CHECK(unlink(PATH "-e/other") == 0 && rmdir(PATH "-e") == 0);
    CHECK(maps_show(" (deleted)\n") && !maps_show("(deleted) (deleted)"));
    CHECK(munmap(mapped, page) == 0 && close(one) == 0);

    /* What took its place is another file. */
    int old = open(PATH "-1", O_RDWR | O_CREAT, 0600), new = open(PATH "-2", O_RDWR | O_CREAT, 0600);
    CHECK(rename(PATH "-2", PATH "-1") == 0 && leads_to(new, PATH "-1") && leads_to(old, PATH "-1 (deleted)"));
    CHECK(unlink(PATH "-1") == 0 && close(old) == 0 && close(new) == 0);

    char path[32];
    int reader = open("/dev/null", O_RDONLY), writer = open("/dev/null", O_WRONLY);
    snprintf(path, sizeof path, "/proc/self/fd/%d", reader);
    CHECK(lstat(path, &status) == 0 && (status.st_mode & 0700) == 0500);
    snprintf(path, sizeof path, "/proc/self/fd/%d", writer);
    CHECK(lstat(path, &status) == 0 && (status.st_mode & 0700) == 0300);
    CHECK(close(reader) == 0 && close(writer) == 0);
}

/* A file without a name goes with its last mapping: there would be no room for so many. */
static void unmapped(void)
{
    char name[] = PATH "-map";
    int wrong = 0;
    for (int i = 0; i < 300 && !wrong; i++) {
        int one = open(name, O_RDWR | O_CREAT | O_EXCL, 0600), two = open(PATH, O_RDWR);
        wrong |= ftruncate(one, page) != 0 || posix_fallocate(one, 0, 1 << 20) != 0 || unlink(name) != 0;
        char *all = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, one, 0);
        wrong |= all == MAP_FAILED || close(one) != 0;
        if (wrong)
            break;
        all[0] = 1;
        wrong |= munmap(all + page, (1 << 20) - 2 * page) != 0 || all[0] != 1 || ftruncate(two, page) != 0;
        /* Unmapped, or covered by another mapping. */
        char *rest = all + (1 << 20) - page;
        wrong |= munmap(all, page) != 0;
        wrong |= i % 2 ? munmap(rest, page) != 0 : mmap(rest, page, PROT_READ, MAP_SHARED | MAP_FIXED, two, 0) != rest;
        if (i % 2 == 0)
            wrong |= munmap(rest, page) != 0;
        close(two);
    }
    CHECK(!wrong);
}

static void room(void)
{
    struct stat status;
    char byte = 1;
    int one = open(PATH, O_RDWR | O_TRUNC);
    CHECK(pwrite(one, "x", 1, 5 * page) == 1 && posix_fallocate(one, 0, 4 * page) == 0);
    CHECK(fstat(one, &status) == 0 && status.st_size == 5 * page + 1 && status.st_blocks * 512 >= 5 * page);
    CHECK(posix_fallocate(one, 5 * page, 3 * page) == 0 && fstat(one, &status) == 0 && status.st_size == 8 * page);
    CHECK(pread(one, &byte, 1, 5 * page) == 1 && byte == 'x' && pread(one, &byte, 1, 5 * page + 1) == 1 && byte == 0);
    FAILS(EINVAL, fallocate(one, 0, 0, 0));
    FAILS(EINVAL, fallocate(one, 0, -1, 1));
    CHECK(fallocate(one, 0, page, 1LL << 45) == -1 && (errno == ENOSPC || errno == EFBIG) && fstat(one, &status) == 0 && status.st_size == 8 * page);

    /* What a mapping wrote behind the end is not part of the file, whatever makes it longer. */
    CHECK(ftruncate(one, 0) == 0 && ftruncate(one, 100) == 0);
    char *mapped = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, one, 0);
    mapped[120] = 'X';
    CHECK(pwrite(one, "z", 1, 150) == 1 && pread(one, &byte, 1, 120) == 1 && byte == 0);
    mapped[200] = 'X';
    CHECK(posix_fallocate(one, 0, 300) == 0 && pread(one, &byte, 1, 200) == 1 && byte == 0);
    CHECK(munmap(mapped, page) == 0 && close(one) == 0);
}

static void copies(void)
{
    char buffer[16];
    loff_t from = 0, to = 5;
    int one = open(PATH, O_RDWR | O_TRUNC);
    CHECK(write(one, "0123456789", 10) == 10);
    FAILS(EINVAL, copy_file_range(one, &from, one, &to, 8, 0));
    /* What lies behind the end is not copied, so it does not overlap. */
    from = 5, to = 0;
    CHECK(copy_file_range(one, &from, one, &to, 100, 0) == 5 && from == 10 && to == 5);
    from = 0, to = 10;
    CHECK(copy_file_range(one, &from, one, &to, 100, 0) == 10 && from == 10 && to == 20);
    CHECK(pread(one, buffer, 16, 10) == 10 && memcmp(buffer, "5678956789", 10) == 0);
    int append = open(PATH, O_WRONLY | O_APPEND);
    from = 0;
    FAILS(EINVAL, sendfile(append, one, &from, 5));
    FAILS(EBADF, copy_file_range(one, &from, append, NULL, 5, 0));
    CHECK(close(append) == 0 && close(one) == 0);
}

static void *take_name(void *name)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%ld/comm", syscall(SYS_gettid));
    int comm = open(path, O_WRONLY);
    CHECK(comm >= 0 && write(comm, "a-name-that-is-too-long", 23) == 23 && prctl(PR_GET_NAME, name) == 0);
    close(comm);
    return NULL;
}

int main(void)
{
    pthread_t thread;
    char name[16] = "", own[16] = "";
    setvbuf(stdout, NULL, _IONBF, 0);
    closed_while_waiting();
    names();
    unmapped();
    room();
    copies();
    CHECK(pthread_create(&thread, NULL, take_name, name) == 0 && pthread_join(thread, NULL) == 0 && strcmp(name, "a-name-that-is-") == 0);
    CHECK(prctl(PR_GET_NAME, own) == 0 && strcmp(own, "files") == 0);
    unlink(PATH);
    return conclude();
}
