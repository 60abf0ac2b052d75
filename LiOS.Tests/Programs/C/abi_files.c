/* Files, polling and mapped memory, as the manual pages promise. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void waiting(void)
{
    struct timespec before, after;
    int ends[2];

    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(poll(NULL, 0, 30) == 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long milliseconds = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
    CHECK(milliseconds >= 29 && milliseconds < 500);

    CHECK(pipe2(ends, O_NONBLOCK | O_CLOEXEC) == 0);
    char byte;
    CHECK(read(ends[0], &byte, 1) == -1 && errno == EAGAIN);
    struct pollfd both[2] = { { ends[0], POLLIN, 0 }, { ends[1], POLLOUT, 0 } };
    CHECK(poll(both, 2, 0) == 1 && both[0].revents == 0 && both[1].revents == POLLOUT);
    CHECK(write(ends[1], "a", 1) == 1 && poll(both, 1, -1) == 1 && both[0].revents == POLLIN);
    fd_set reading;
    FD_ZERO(&reading);
    FD_SET(ends[0], &reading);
    CHECK(select(ends[0] + 1, &reading, NULL, NULL, NULL) == 1 && FD_ISSET(ends[0], &reading));
    close(ends[1]);
    CHECK(read(ends[0], &byte, 1) == 1 && poll(both, 1, 0) == 1 && both[0].revents == POLLHUP);
    close(ends[0]);
}

static void memory(void)
{
    char buffer[16];
    int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    pid_t child = fork();
    if (child == 0) {
        *shared = 77;
        _exit(0);
    }
    end_of(child);
    CHECK(*shared == 77);
    munmap(shared, 4096);

    int file = open("/tmp/abi.mapped", O_RDWR | O_CREAT | O_TRUNC, 0644);
    CHECK(file >= 0 && write(file, "hello", 5) == 5);
    char *mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(mapped != MAP_FAILED && memcmp(mapped, "hello\0", 6) == 0);
    mapped[0] = 'J';
    CHECK(pread(file, buffer, 5, 0) == 5 && buffer[0] == 'J');
    CHECK(pwrite(file, "E", 1, 1) == 1 && mapped[1] == 'E');
    CHECK(unlink("/tmp/abi.mapped") == 0);
    close(file);
    CHECK(mapped[2] == 'l');
    munmap(mapped, 4096);

    char *moved = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    moved[5000] = 9;
    moved = mremap(moved, 8192, 1 << 20, MREMAP_MAYMOVE);
    CHECK(moved != MAP_FAILED && moved[5000] == 9);
    CHECK(madvise(moved, 1 << 20, MADV_DONTNEED) == 0 && moved[5000] == 0);
    CHECK(mprotect(moved, 4096, PROT_NONE) == 0);
    CHECK(munmap(moved, 1 << 20) == 0);
    CHECK(mprotect(moved, 4096, PROT_READ) == -1 && errno == ENOMEM);
    CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
    void *large = mmap(NULL, 1UL << 38, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    CHECK(large != MAP_FAILED && munmap(large, 1UL << 38) == 0);

    volatile char deep[4 << 20];
    deep[0] = 1;
    deep[sizeof deep - 1] = 1;
    CHECK(deep[0] + deep[sizeof deep - 1] == 2);
    CHECK(write(1, (void *)(sizeof deep * 0 + 16), 4) == -1 && errno == EFAULT);
    struct rlimit limit;
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur == 8 << 20);
}

static void files(void)
{
    struct stat status;
    struct iovec parts[2] = { { "ab", 2 }, { "cde", 3 } };
    char buffer[64];

    CHECK(mkdir("/tmp/abi.d", 0755) == 0 && chdir("/tmp/abi.d") == 0);
    int file = open("f", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    CHECK(file >= 0 && writev(file, parts, 2) == 5 && lseek(file, 1, SEEK_SET) == 1 && read(file, buffer, 64) == 4);
    CHECK(fstat(file, &status) == 0 && status.st_size == 5 && (status.st_mode & 07777) == 0640 && status.st_nlink == 1);
    CHECK(open("f", O_RDWR | O_CREAT | O_EXCL, 0640) == -1 && errno == EEXIST);
    CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC);
    CHECK(fcntl(file, F_SETOWN, getpid()) == 0 && fcntl(file, F_GETOWN) == getpid());
    CHECK(fcntl(file, F_SETOWN, 4000000) == -1 && errno == ESRCH);
    int copy = fcntl(file, F_DUPFD, 50);
    CHECK(copy == 50 && lseek(copy, 0, SEEK_CUR) == 5 && dup2(copy, 60) == 60 && close(60) == 0 && close(copy) == 0);
    CHECK(symlink("f", "s") == 0 && readlink("s", buffer, 64) == 1 && lstat("s", &status) == 0 && S_ISLNK(status.st_mode));
    CHECK(link("f", "g") == 0 && stat("g", &status) == 0 && status.st_nlink == 2 && rename("g", "h") == 0 && access("g", F_OK) == -1);
    CHECK(ftruncate(file, 2) == 0 && stat("s", &status) == 0 && status.st_size == 2);
    CHECK(unlink("f") == 0 && unlink("s") == 0 && unlink("h") == 0 && fstat(file, &status) == 0 && status.st_nlink == 0);
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 10 };
    CHECK(fcntl(file, F_SETLK, &lock) == 0);
    close(file);
    CHECK(getcwd(buffer, 64) == buffer && strcmp(buffer, "/tmp/abi.d") == 0 && chdir("/") == 0 && rmdir("/tmp/abi.d") == 0);
    CHECK(open("/nowhere/x", O_RDONLY) == -1 && errno == ENOENT);
    CHECK(open("/bin/sh/x", O_RDONLY) == -1 && errno == ENOTDIR);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    waiting();
    memory();
    files();
    return conclude();
}
