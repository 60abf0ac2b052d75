// Files in memory: what mappings and calls see of each other, what becomes of a file that is shortened, and what mapping costs.
//   mapfile FILE ...      each FILE is made, used and removed
//   mapfile write FILE    writes through a mapping that was read first, and leaves the file
//   mapfile check FILE    whether that is still there
//   mapfile cost FILE     KiB of memory that mapping and reading its first MiB takes, and KiB that come along with one byte
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096L
#define PAGES 64
#define RW (PROT_READ | PROT_WRITE)
#define CHECK(what) do { if (!(what)) { printf("%s, line %d: %s (errno %d)\n", name, __LINE__, #what, errno); failures++; } } while (0)

static int failures;
static const char *name;
static sigjmp_buf after_signal;

static void on_signal(int signal) {
    siglongjmp(after_signal, signal);
}

// The signal that reading a byte raises; 0 for none.
static int signal_of(volatile char *at) {
    int signal = sigsetjmp(after_signal, 1);
    if (signal == 0) (void)*at;
    return signal;
}

static int make(void) {
    char page[PAGE];
    int fd = open(name, O_CREAT | O_TRUNC | O_RDWR, 0600);
    for (int i = 0; i < PAGES; i++) {
        memset(page, 'a' + i % 26, sizeof page);
        CHECK(write(fd, page, sizeof page) == sizeof page);
    }
    return fd;
}

static void one_memory(int fd) {
    char text[8] = "";
    char *shared = mmap(0, PAGES * PAGE, RW, MAP_SHARED, fd, 0), *own = mmap(0, PAGES * PAGE, RW, MAP_PRIVATE, fd, 0);
    CHECK(shared[PAGE] == 'b' && own[PAGE] == 'b');
    // Read first, then written.
    memcpy(shared + PAGE, "shared", 6);
    CHECK(pread(fd, text, 6, PAGE) == 6 && !memcmp(text, "shared", 6) && !memcmp(own + PAGE, "shared", 6));
    CHECK(pwrite(fd, "called", 6, 2 * PAGE) == 6 && !memcmp(shared + 2 * PAGE, "called", 6) && !memcmp(own + 2 * PAGE, "called", 6));
    memcpy(own + 2 * PAGE, "mine  ", 6);
    CHECK(pread(fd, text, 6, 2 * PAGE) == 6 && !memcmp(text, "called", 6) && !memcmp(shared + 2 * PAGE, "called", 6));
    CHECK(pwrite(fd, "again ", 6, 2 * PAGE) == 6 && !memcmp(own + 2 * PAGE, "mine  ", 6));
    // A child writes through the mapping that it inherited.
    if (fork() == 0) {
        memcpy(shared + 3 * PAGE, "child ", 6);
        memcpy(own + 3 * PAGE, "hidden", 6);
        _exit(0);
    }
    wait(0);
    CHECK(!memcmp(shared + 3 * PAGE, "child ", 6) && !memcmp(own + 3 * PAGE, "child ", 6));
    CHECK(msync(shared, PAGES * PAGE, MS_SYNC) == 0);
    munmap(shared, PAGES * PAGE);
    munmap(own, PAGES * PAGE);
    CHECK(pread(fd, text, 6, 3 * PAGE) == 6 && !memcmp(text, "child ", 6));
}

static void shortened(int fd) {
    char *shared = mmap(0, PAGES * PAGE, RW, MAP_SHARED, fd, 0), *own = mmap(0, PAGES * PAGE, RW, MAP_PRIVATE, fd, 0);
    for (int i = 0; i < PAGES; i++) own[i * PAGE + 1] = 'o';
    (void)*(volatile char *)(shared + 40 * PAGE);
    int ends[2];
    char byte = 0;
    pipe(ends);
    pid_t child = fork();
    if (child == 0) {
        // Its page tables are the parent's, until the file is cut.
        read(ends[0], &byte, 1);
        _exit(signal_of(shared + 40 * PAGE) != SIGBUS || signal_of(own + 40 * PAGE + 1) != SIGBUS || own[10 * PAGE + 1] != 'o');
    }
    CHECK(ftruncate(fd, 10 * PAGE + 100) == 0);
    CHECK(signal_of(shared + 40 * PAGE) == SIGBUS && signal_of(own + 40 * PAGE + 1) == SIGBUS && signal_of(shared + 11 * PAGE) == SIGBUS);
    CHECK(shared[10 * PAGE + 99] == 'k' && shared[10 * PAGE + 100] == 0 && own[10 * PAGE + 1] == 'o' && own[9 * PAGE + 1] == 'o');
    write(ends[1], &byte, 1);
    int status;
    waitpid(child, &status, 0);
    CHECK(status == 0);
    CHECK(ftruncate(fd, PAGES * PAGE) == 0);
    CHECK(signal_of(shared + 40 * PAGE) == 0 && shared[40 * PAGE] == 0 && own[40 * PAGE + 1] == 0 && shared[10 * PAGE + 100] == 0);
    shared[40 * PAGE] = 'n';
    CHECK(pread(fd, &byte, 1, 40 * PAGE) == 1 && byte == 'n');
    munmap(shared, PAGES * PAGE);
    munmap(own, PAGES * PAGE);
}

static int leave(void) {
    int fd = make();
    char *shared = mmap(0, PAGES * PAGE, RW, MAP_SHARED, fd, 0);
    for (int i = 0; i < PAGES; i++) {
        CHECK(shared[i * PAGE] == 'a' + i % 26);
        shared[i * PAGE + 5] = 'W';
    }
    munmap(shared, PAGES * PAGE);
    close(fd);
    return failures != 0;
}

static int check(void) {
    char bytes[6];
    int fd = open(name, O_RDONLY);
    for (int i = 0; i < PAGES; i++)
        CHECK(pread(fd, bytes, 6, i * PAGE) == 6 && bytes[0] == 'a' + i % 26 && bytes[5] == 'W');
    puts(failures ? "it is lost" : "it is there");
    return failures != 0;
}

static long number(const char *path, const char *field, const char *after) {
    char line[512];
    long value = -1;
    int is_near = after == 0;
    FILE *file = fopen(path, "r");
    while (fgets(line, sizeof line, file)) {
        is_near |= after && !strncmp(line, after, strlen(after));
        if (is_near && !strncmp(line, field, strlen(field)) && sscanf(line + strlen(field), ": %ld", &value) == 1) break;
    }
    fclose(file);
    return value;
}

static int cost(void) {
    char start[32];
    int fd = open(name, O_RDONLY);
    char *p = mmap(0, 256 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
    long before = number("/proc/meminfo", "MemFree", 0), sum = 0;
    before = number("/proc/meminfo", "MemFree", 0);
    // Away from the ends of the mapping, so that neighbours on both sides could come along.
    sum += *(volatile char *)(p + 128 * PAGE);
    snprintf(start, sizeof start, "%08lx-", (unsigned long)p);
    long around = number("/proc/self/smaps", "Rss", start);
    for (int i = 0; i < 256; i++) sum += *(volatile char *)(p + i * PAGE);
    printf("%ld %ld\n", before - number("/proc/meminfo", "MemFree", 0), around);
    return sum == 0;
}

// What was opened for reading stays as it is, whatever rights are asked for later.
static void read_only(void) {
    int fd = open(name, O_RDONLY);
    char *shared = mmap(0, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0), *own = mmap(0, 2 * PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
    CHECK(mmap(0, PAGE, RW, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EACCES);
    CHECK(mprotect(shared, 2 * PAGE, RW) == -1 && errno == EACCES);
    CHECK(mprotect(shared, PAGE, PROT_NONE) == 0 && mprotect(shared, PAGE, PROT_READ) == 0 && mprotect(shared, PAGE, RW) == -1 && errno == EACCES);
    CHECK(mprotect(own, 2 * PAGE, RW) == 0);
    own[0] = '!';
    CHECK(shared[0] == 'a');
    munmap(shared, 2 * PAGE);
    munmap(own, 2 * PAGE);
    close(fd);
}

int main(int count, char **arguments) {
    setvbuf(stdout, 0, _IOLBF, 0);
    name = arguments[count - 1];
    if (count == 3 && !strcmp(arguments[1], "write")) return leave();
    if (count == 3 && !strcmp(arguments[1], "check")) return check();
    if (count == 3 && !strcmp(arguments[1], "cost")) return cost();
    signal(SIGBUS, on_signal);
    for (int i = 1; i < count; i++) {
        name = arguments[i];
        int fd = make();
        read_only();
        one_memory(fd);
        shortened(fd);
        close(fd);
        unlink(name);
    }
    puts(failures ? "something is wrong" : "files are as promised");
    return failures != 0;
}
