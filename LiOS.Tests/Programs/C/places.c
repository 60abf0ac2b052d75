// Prints where things lie: the program, its break area, a mapping and the stack. "fixed" starts itself again without randomisation.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <unistd.h>

int main(int argc, char **argv) {
    int local;
    if (argc > 1 && !strcmp(argv[1], "fixed")) {
        personality(ADDR_NO_RANDOMIZE);
        return execl(argv[0], argv[0], (char *)0);
    }
    printf("%p %p %p %p\n", (void *)main, sbrk(0), mmap(0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), (void *)&local);
    return 0;
}
