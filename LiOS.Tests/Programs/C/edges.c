/* What calls answer at the edges of what they take: O_PATH, splice and tee, limits, and arguments that mean nothing. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define BAD_ADDRESS ((void *)16)

enum { FUTEX_WAKE = 1, FUTEX_PRIVATE_FLAG = 128 };

static char block[100000];

static void paths(void)
{
    char buffer[16];
    struct stat status;

    int file = open("/tmp", O_PATH);
    CHECK(file >= 0 && fstat(file, &status) == 0 && S_ISDIR(status.st_mode));
    FAILS(EBADF, syscall(SYS_fchmod, file, 0700));
    FAILS(EBADF, syscall(SYS_fchown, file, 0, 0));
    FAILS(EBADF, fsync(file));
    FAILS(EBADF, ftruncate(file, 0));
    FAILS(EBADF, read(file, buffer, 1));
    FAILS(EBADF, flock(file, LOCK_SH));
    FAILS(EBADF, syscall(SYS_getdents64, file, buffer, sizeof buffer));
    FAILS(EBADF, fcntl(file, F_SETFL, O_NONBLOCK));
    FAILS(EBADF, fcntl(file, F_GETLK, buffer));
    CHECK(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0) == MAP_FAILED && errno == EBADF);
    struct pollfd one = { file, POLLIN, 0 };
    CHECK(poll(&one, 1, 0) == 1 && one.revents == POLLNVAL);
    int copy = dup(file);
    CHECK(copy >= 0 && fcntl(copy, F_GETFL) == O_PATH && fchdir(copy) == 0 && close(copy) == 0);
    CHECK(mkdirat(file, "lios-edges", 0700) == 0 && rmdir("/tmp/lios-edges") == 0 && chdir("/") == 0);
    close(file);

    FAILS(ENOENT, readlink("", buffer, sizeof buffer));
    FAILS(EINVAL, readlink("/tmp", buffer, sizeof buffer));
    CHECK(symlink("target", "/tmp/lios-link") == 0);
    file = open("/tmp/lios-link", O_PATH | O_NOFOLLOW);
    CHECK(file >= 0 && readlinkat(file, "", buffer, sizeof buffer) == 6);
    close(file);
    CHECK(unlink("/tmp/lios-link") == 0);
}

static void splices(void)
{
    int first[2], second[2], pair[2];
    char buffer[64];
    loff_t offset = 2;

    int file = open("/tmp/lios-splice", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(write(file, "0123456789", 10) == 10 && pipe(first) == 0 && pipe(second) == 0);
    CHECK(splice(file, &offset, first[1], NULL, 5, 0) == 5 && offset == 7 && lseek(file, 0, SEEK_CUR) == 10);
    CHECK(tee(first[0], second[1], 3, 0) == 3 && read(second[0], buffer, 64) == 3 && memcmp(buffer, "234", 3) == 0);
    CHECK(splice(first[0], NULL, second[1], NULL, 4, 0) == 4 && read(second[0], buffer, 64) == 4 && memcmp(buffer, "2345", 4) == 0);
    CHECK(splice(first[0], NULL, file, NULL, 100, 0) == 1 && lseek(file, 0, SEEK_CUR) == 11);
    offset = 0;
    CHECK(write(first[1], "AB", 2) == 2 && splice(first[0], NULL, file, &offset, 2, 0) == 2 && offset == 2);
    CHECK(pread(file, buffer, 64, 0) == 11 && memcmp(buffer, "AB234567896", 11) == 0);
    FAILS(EAGAIN, splice(first[0], NULL, file, NULL, 1, SPLICE_F_NONBLOCK));
    FAILS(EAGAIN, tee(first[0], second[1], 1, SPLICE_F_NONBLOCK));
    FAILS(EINVAL, splice(file, NULL, file, NULL, 1, 0));
    FAILS(EINVAL, splice(first[0], NULL, first[1], NULL, 1, 0));
    FAILS(EINVAL, tee(first[0], first[1], 1, 0));
    FAILS(EINVAL, tee(file, first[1], 1, 0));
    FAILS(EINVAL, splice(first[0], NULL, second[1], NULL, 1, 0x100));
    FAILS(ESPIPE, splice(first[0], &offset, second[1], NULL, 1, 0));
    FAILS(ESPIPE, splice(file, NULL, second[1], &offset, 1, 0));
    FAILS(EBADF, splice(first[1], NULL, second[1], NULL, 1, 0));
    FAILS(EBADF, splice(99, NULL, second[1], NULL, 1, 0));
    FAILS(EFAULT, splice(file, BAD_ADDRESS, second[1], NULL, 1, 0));
    CHECK(splice(file, NULL, second[1], NULL, 0, 0) == 0 && splice(file, NULL, second[1], NULL, 100, 0) == 0);
    int append = open("/tmp/lios-splice", O_WRONLY | O_APPEND);
    CHECK(write(first[1], "x", 1) == 1);
    FAILS(EINVAL, splice(first[0], NULL, append, NULL, 1, 0));
    close(append);

    CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && splice(first[0], NULL, pair[0], NULL, 10, 0) == 1 && read(pair[1], buffer, 64) == 1);
    CHECK(write(pair[0], "socket", 6) == 6 && splice(pair[1], NULL, first[1], NULL, 64, 0) == 6 && read(first[0], buffer, 64) == 6);
    offset = 1;
    CHECK(sendfile(pair[0], file, &offset, 4) == 4 && offset == 5 && read(pair[1], buffer, 64) == 4 && memcmp(buffer, "B234", 4) == 0);
    FAILS(EFAULT, sendfile(pair[0], file, BAD_ADDRESS, 4));
    loff_t *fixed = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    FAILS(EFAULT, sendfile(pair[0], file, fixed, 4));
    munmap(fixed, 4096);
    close(pair[0]);
    close(pair[1]);

    /* A reader that waits is woken by a splice, and an end is an end. */
    pid_t child = fork();
    if (child == 0) {
        close(first[1]);
        usleep(20000);
        _exit(write(second[1], "woken", 5) == 5 ? 0 : 1);
    }
    CHECK(splice(second[0], NULL, first[1], NULL, 64, 0) == 5 && read(first[0], buffer, 64) == 5 && end_of(child) == 0);
    close(first[1]);
    CHECK(splice(first[0], NULL, second[1], NULL, 64, 0) == 0 && tee(first[0], second[1], 64, 0) == 0);
    close(first[0]);
    close(second[0]);
    close(second[1]);
    close(file);
    unlink("/tmp/lios-splice");
}

static volatile int rings;

static void ring(int number)
{
    (void)number;
    rings++;
}

static void limits(void)
{
    struct rlimit old, small = { 5000, RLIM_INFINITY };
    int file = open("/tmp/lios-limit", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(write(file, block, 10000) == 10000);
    signal(SIGXFSZ, ring);
    CHECK(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small.rlim_max = old.rlim_max;
    CHECK(setrlimit(RLIMIT_FSIZE, &small) == 0);
    FAILS(EFBIG, ftruncate(file, 20000));
    FAILS(EFBIG, truncate("/tmp/lios-limit", 20000));
    CHECK(rings == 2 && ftruncate(file, 7000) == 0 && ftruncate(file, 3000) == 0 && ftruncate(file, 5000) == 0 && rings == 2);
    FAILS(EFBIG, ftruncate(file, 5001));
    CHECK(setrlimit(RLIMIT_FSIZE, &old) == 0);
    close(file);
    unlink("/tmp/lios-limit");
}

static void mappings(void)
{
    int file = open("/tmp/lios-mapping", O_RDWR | O_CREAT | O_TRUNC, 0600);
    CHECK(ftruncate(file, 4096) == 0);
    CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED_VALIDATE | (1 << 25), file, 0) == MAP_FAILED && errno == EOPNOTSUPP);
    CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
    char *page = mmap(NULL, 4096, PROT_READ, MAP_SHARED_VALIDATE | MAP_NORESERVE | MAP_STACK, file, 0);
    CHECK(page != MAP_FAILED);
    FAILS(EINVAL, madvise(page, 0, 1000));
    FAILS(EINVAL, madvise(page, 4096, 1000));
    FAILS(EINVAL, madvise(page + 1, 4096, MADV_NORMAL));
    FAILS(EINVAL, madvise(page, 4096, MADV_FREE));
    CHECK(madvise(page, 0, MADV_NORMAL) == 0);
    CHECK(munmap(page, 4096) == 0);
    FAILS(ENOMEM, madvise(page, 4096, MADV_NORMAL));
    FAILS(EFAULT, syscall(SYS_futex, page, FUTEX_WAKE, 1, NULL, NULL, 0));
    CHECK(syscall(SYS_futex, page, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0) == 0);
    close(file);
    unlink("/tmp/lios-mapping");
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    paths();
    splices();
    limits();
    mappings();
    return conclude();
}
