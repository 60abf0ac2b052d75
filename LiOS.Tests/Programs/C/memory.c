// What the manual pages promise about memory: advice, locks, limits, moves, and what /proc says. Silent unless something is wrong.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096L
#define RW (PROT_READ | PROT_WRITE)
#define CHECK(what) do { if (!(what)) { printf("line %d: %s (errno %d)\n", __LINE__, #what, errno); failures++; } } while (0)

static int failures;

static char *map(long length, int flags) {
    return mmap(0, length, RW, MAP_ANONYMOUS | flags, -1, 0);
}

// A number from a file under /proc/self, behind a name.
static long field(const char *path, const char *name) {
    char line[512];
    long value = -1;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, name, strlen(name))) sscanf(line + strlen(name), ":%ld", &value);
    if (file) fclose(file);
    return value;
}

// A number of the smaps entry that starts at an address.
static long smaps(void *start, const char *name) {
    char line[512], head[32];
    long value = -1;
    int found = 0;
    FILE *file = fopen("/proc/self/smaps", "r");
    snprintf(head, sizeof head, "%08lx-", (unsigned long)start);
    while (file && fgets(line, sizeof line, file)) {
        if (strchr(line, '-') && !strncmp(line, head, strlen(head))) found = 1;
        else if (found && !strncmp(line, name, strlen(name))) {
            sscanf(line + strlen(name), ":%ld", &value);
            break;
        }
    }
    if (file) fclose(file);
    return value;
}

static int maps_has(const char *text) {
    char line[512];
    int found = 0;
    FILE *file = fopen("/proc/self/maps", "r");
    while (file && fgets(line, sizeof line, file)) found |= strstr(line, text) != 0;
    if (file) fclose(file);
    return found;
}

static void limit(int which, unsigned long value) {
    struct rlimit limits;
    getrlimit(which, &limits);
    limits.rlim_cur = value;
    CHECK(setrlimit(which, &limits) == 0);
}

static void advice(void) {
    unsigned char core[4];
    char *p = map(4 * PAGE, MAP_PRIVATE);
    CHECK(mincore(p, 4 * PAGE, core) == 0 && !(core[0] & 1) && !(core[3] & 1));
    p[0] = p[PAGE] = 1;
    CHECK(mincore(p, 4 * PAGE, core) == 0 && (core[0] & 1) && (core[1] & 1) && !(core[2] & 1));
    CHECK(madvise(p, PAGE, MADV_DONTNEED) == 0 && p[0] == 0 && p[PAGE] == 1);
    CHECK(madvise(p, 4 * PAGE, MADV_FREE) == 0 && (p[PAGE] == 0 || p[PAGE] == 1));
    CHECK(madvise(p, 4 * PAGE, MADV_WILLNEED) == 0);
    CHECK(munmap(p + PAGE, PAGE) == 0);
    p[2 * PAGE] = 1;
    CHECK(madvise(p, 4 * PAGE, MADV_DONTNEED) == -1 && errno == ENOMEM && p[2 * PAGE] == 0);
    CHECK(mincore(p, 4 * PAGE, core) == -1 && errno == ENOMEM);
    CHECK(madvise(p + 1, PAGE, MADV_DONTNEED) == -1 && errno == EINVAL);
    CHECK(madvise(p, PAGE, 99) == -1 && errno == EINVAL);
    munmap(p, 4 * PAGE);
    p = mmap(0, 4 * PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    CHECK(mincore(p, 4 * PAGE, core) == 0 && (core[0] & core[1] & core[2] & core[3] & 1));
    CHECK(smaps(p, "Rss") == 16 && smaps(p, "Anonymous") == 16 && smaps(p, "Private_Dirty") == 16 && smaps(p, "Pss") == 16);
    munmap(p, 4 * PAGE);
}

static void locks(void) {
    unsigned char core[4];
    char *p = map(4 * PAGE, MAP_PRIVATE);
    CHECK(mlock(p + PAGE, 2 * PAGE) == 0 && field("/proc/self/status", "VmLck") == 8);
    CHECK(mincore(p, 4 * PAGE, core) == 0 && !(core[0] & 1) && (core[1] & core[2] & 1));
    CHECK(madvise(p, 4 * PAGE, MADV_DONTNEED) == -1 && errno == EINVAL);
    CHECK(smaps(p + PAGE, "Locked") == 8);
    pid_t child = fork();
    if (child == 0) _exit(field("/proc/self/status", "VmLck") == 0 ? 0 : 1);
    int status;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    CHECK(munlock(p, 4 * PAGE) == 0 && field("/proc/self/status", "VmLck") == 0);
    munmap(p, 4 * PAGE);
    CHECK(mlock(p, PAGE) == -1 && errno == ENOMEM);
    CHECK(mlockall(MCL_FUTURE) == 0);
    p = map(4 * PAGE, MAP_PRIVATE);
    CHECK(mincore(p, 4 * PAGE, core) == 0 && (core[0] & core[3] & 1) && field("/proc/self/status", "VmLck") == 16);
    CHECK(munlockall() == 0 && field("/proc/self/status", "VmLck") == 0);
    munmap(p, 4 * PAGE);
    child = fork();
    if (child == 0) {
        limit(RLIMIT_MEMLOCK, 2 * PAGE);
        CHECK(setuid(1000) == 0);
        p = map(4 * PAGE, MAP_PRIVATE);
        CHECK(mlock(p, 3 * PAGE) == -1 && errno == ENOMEM);
        CHECK(mlock(p, 2 * PAGE) == 0);
        CHECK(mlock(p + 2 * PAGE, PAGE) == -1 && errno == ENOMEM);
        CHECK(mmap(0, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0) == MAP_FAILED && errno == EAGAIN);
        _exit(failures);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static void moves(void) {
    char *p = map(4 * PAGE, MAP_PRIVATE), *q;
    p[0] = 1;
    p[3 * PAGE] = 4;
    q = mremap(p, 4 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED && q[0] == 1 && q[3 * PAGE] == 4 && q[63 * PAGE] == 0);
    char *place = map(64 * PAGE, MAP_PRIVATE);
    p = mremap(q, 64 * PAGE, 64 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
    CHECK(p == place && p[0] == 1);
    q = mremap(p, 64 * PAGE, 64 * PAGE, MREMAP_MAYMOVE | MREMAP_DONTUNMAP);
    CHECK(q != MAP_FAILED && q != p && q[0] == 1 && q[3 * PAGE] == 4 && p[0] == 0);
    CHECK(mremap(q, 64 * PAGE, PAGE, 0) == q && q[0] == 1);
    CHECK(mremap(q, PAGE, 2 * PAGE, MREMAP_DONTUNMAP | MREMAP_MAYMOVE) == MAP_FAILED && errno == EINVAL);
    munmap(p, 64 * PAGE);
    munmap(q, PAGE);

    p = map(2 * PAGE, MAP_SHARED);
    strcpy(p + PAGE, "one memory");
    q = mremap(p + PAGE, 0, PAGE, MREMAP_MAYMOVE);
    CHECK(q != MAP_FAILED && q != p + PAGE && !strcmp(q, "one memory"));
    q[0] = 'O';
    CHECK(p[PAGE] == 'O');
    munmap(p, 2 * PAGE);
    CHECK(!strcmp(q, "One memory"));
    munmap(q, PAGE);
    p = map(PAGE, MAP_PRIVATE);
    CHECK(mremap(p, 0, PAGE, MREMAP_MAYMOVE) == MAP_FAILED && errno == EINVAL);
    munmap(p, PAGE);
    CHECK(mremap(p, PAGE, PAGE, MREMAP_MAYMOVE) == MAP_FAILED && errno == EFAULT);
}

static long deep(long bytes) {
    volatile char room[1024];
    room[0] = (char)bytes;
    return bytes <= 0 ? 0 : deep(bytes - sizeof room) + room[0] - (char)bytes;
}

// In a child, because limits stay: the status is the number of failures, or the signal.
static int in_child(void (*work)(void)) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        failures = 0;
        work();
        fflush(stdout);
        _exit(failures);
    }
    waitpid(child, &status, 0);
    return status;
}

static void address_limit(void) {
    limit(RLIMIT_AS, field("/proc/self/status", "VmSize") * 1024 + 64 * PAGE);
    CHECK(map(256 * PAGE, MAP_PRIVATE) == MAP_FAILED && errno == ENOMEM);
    char *p = map(32 * PAGE, MAP_PRIVATE);
    CHECK(p != MAP_FAILED);
    CHECK(mremap(p, 32 * PAGE, 256 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED && errno == ENOMEM);
    CHECK(mmap(p, 32 * PAGE, RW, MAP_FIXED | MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == p);
    CHECK(sbrk(256 * PAGE) == (void *)-1 && errno == ENOMEM);
}

static void data_limit(void) {
    char *p = mmap(0, 256 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    limit(RLIMIT_DATA, field("/proc/self/status", "VmData") * 1024 + 64 * PAGE);
    CHECK(map(256 * PAGE, MAP_PRIVATE) == MAP_FAILED && errno == ENOMEM);
    CHECK(mprotect(p, 256 * PAGE, RW) == -1 && errno == ENOMEM);
    CHECK(sbrk(256 * PAGE) == (void *)-1 && errno == ENOMEM);
    CHECK(map(256 * PAGE, MAP_SHARED) != MAP_FAILED);
    CHECK(mprotect(p, 32 * PAGE, RW) == 0);
}

static void small_stack(void) {
    limit(RLIMIT_STACK, 1 << 20);
    CHECK(deep(512 << 10) == 0);
    deep(2 << 20);
}

static void large_stack(void) {
    limit(RLIMIT_STACK, 32 << 20);
    CHECK(deep(24 << 20) == 0);
    CHECK(field("/proc/self/status", "VmStk") > 24 << 10);
}

// Pages that a child has not written yet are shared, although it is the page tables that have two holders.
static void shared_frames(void) {
    char *p = map(2048 * PAGE, MAP_PRIVATE), byte;
    int ends[2];
    memset(p, 1, 2048 * PAGE);
    pipe(ends);
    long before = field("/proc/meminfo", "Shmem");
    before = field("/proc/meminfo", "Shmem");
    pid_t child = fork();
    if (child == 0) {
        close(ends[1]);
        read(ends[0], &byte, 1);
        _exit(0);
    }
    close(ends[0]);
    long during = field("/proc/meminfo", "Shmem");
    CHECK(during >= before + 2048 * 4 && during < before + 2048 * 4 + 512);
    close(ends[1]);
    waitpid(child, 0, 0);
    CHECK(field("/proc/meminfo", "Shmem") < before + 256);
    munmap(p, 2048 * PAGE);
}

static void stack_in_address_limit(void) {
    limit(RLIMIT_AS, field("/proc/self/status", "VmSize") * 1024 + 64 * PAGE);
    CHECK(deep(32 * PAGE) == 0);
    deep(256 * PAGE);
}

static void files(void) {
    char byte = 0, name[] = "/tmp/memory-XXXXXX";
    int fd = mkstemp(name);
    CHECK(ftruncate(fd, 2 * PAGE) == 0);
    char *p = mmap(0, 2 * PAGE, RW, MAP_SHARED, fd, 0);
    p[PAGE] = 'w';
    CHECK(msync(p, 2 * PAGE, MS_SYNC) == 0 && pread(fd, &byte, 1, PAGE) == 1 && byte == 'w');
    CHECK(maps_has(name) && !maps_has("(deleted)"));
    unlink(name);
    CHECK(maps_has("(deleted)"));
    CHECK(madvise(p, 2 * PAGE, MADV_FREE) == -1 && errno == EINVAL);
    CHECK(madvise(p, 2 * PAGE, MADV_DONTNEED) == 0 && p[PAGE] == 'w');
    CHECK(maps_has("[stack]"));
    sbrk(PAGE);
    CHECK(maps_has("[heap]"));
    munmap(p, 2 * PAGE);
    close(fd);
}

int main(void) {
    setvbuf(stdout, 0, _IOLBF, 0);
    advice();
    locks();
    moves();
    files();
    shared_frames();
    CHECK(in_child(address_limit) == 0);
    CHECK(in_child(data_limit) == 0);
    int status = in_child(small_stack);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    CHECK(in_child(large_stack) == 0);
    status = in_child(stack_in_address_limit);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    printf("%s\n", failures ? "something is wrong" : "memory is as promised");
    return failures != 0;
}
