/* What an ordinary user makes the kernel remember, without end: threads looked up in /proc, files mapped once, names asked for, files locked. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Each was more than a machine of 32 MiB has, as long as it was kept. */
enum { threads = 2500, files = 200, directories = 40, names = 1000, length = 1 << 27 };

static void *look_at_itself(void *nothing)
{
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/self/task/%ld/comm", syscall(SYS_gettid));
    CHECK(stat(path, &status) == 0);
    return nothing;
}

int main(void)
{
    char name[256];
    setvbuf(stdout, NULL, _IONBF, 0);
    CHECK(mkdir("/hoard", 0777) == 0 && chmod("/hoard", 0777) == 0 && chdir("/hoard") == 0 && setgid(1000) == 0 && setuid(1000) == 0);
    for (int i = 0; i < threads && !failures; i++) {
        pthread_t thread;
        CHECK(pthread_create(&thread, NULL, look_at_itself, NULL) == 0 && pthread_join(thread, NULL) == 0);
    }
    for (int i = 0; i < files && !failures; i++) {
        snprintf(name, sizeof name, "file%d", i);
        int file = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        CHECK(file >= 0 && ftruncate(file, length) == 0);
        volatile char *start = mmap(NULL, length, PROT_READ, MAP_SHARED, file, 0);
        CHECK(start != MAP_FAILED && *start == 0 && munmap((void *)start, length) == 0 && close(file) == 0);
    }
    for (int i = 0; i < files; i++) {
        snprintf(name, sizeof name, "file%d", i);
        unlink(name);
    }
    for (int i = 0; i < directories && !failures; i++) {
        snprintf(name, sizeof name, "directory%d", i);
        CHECK(mkdir(name, 0700) == 0 && chdir(name) == 0);
        memset(name, 'n', 255);
        for (int j = 0; j < names; j++) {
            snprintf(name + 240, 16, "%015d", j);
            CHECK(access(name, F_OK) == -1 && errno == ENOENT);
        }
        CHECK(chdir("..") == 0);
    }
    return conclude();
}
