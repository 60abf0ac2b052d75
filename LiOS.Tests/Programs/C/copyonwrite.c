/* Touches 64 MiB, forks, and lets parent and child write over the same pages: neither may see what the other wrote. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { page = 4096 };
static const size_t size = 64u << 20;

static void fill(unsigned *memory, unsigned seed, size_t step)
{
    for (size_t i = 0; i < size / page; i += step)
        memory[i * page / sizeof *memory] = (unsigned)i * 2654435761u + seed;
}

static size_t errors(const unsigned *memory, unsigned seed, unsigned other, size_t step)
{
    size_t count = 0;
    for (size_t i = 0; i < size / page; i++)
        count += memory[i * page / sizeof *memory] != (unsigned)i * 2654435761u + (i % step == 0 ? other : seed);
    return count;
}

int main(void)
{
    unsigned *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int ready[2], status;
    if (memory == MAP_FAILED || pipe(ready) != 0)
        return 2;
    fill(memory, 1, 1);
    pid_t child = fork();
    if (child == 0) {
        char word;
        size_t before = errors(memory, 1, 1, 1);
        fill(memory, 2, 2);
        read(ready[0], &word, 1);
        _exit(before == 0 && errors(memory, 1, 2, 2) == 0 ? 7 : 1);
    }
    fill(memory, 3, 3);
    write(ready[1], "x", 1);
    waitpid(child, &status, 0);
    printf("parent: %zu wrong pages\n", errors(memory, 1, 3, 3));
    printf("child: %s\n", WIFEXITED(status) && WEXITSTATUS(status) == 7 ? "right" : "wrong");
    munmap(memory, size);
    return 0;
}
