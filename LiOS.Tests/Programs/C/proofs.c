/*
 * What a memory subsystem must show to those who count.
 *   proofs sharing     who shares what, seen in /proc/lios/frames
 *   proofs guard       a stack that runs into its guard
 *   proofs storm N     N waves of 64 processes that write over what they inherited
 * Each prints one line: 'right', or what was wrong.
 *   proofs look        how much each holder has of physical memory
 *   proofs most LOOKS       the most that each holder had of several looks
 *   proofs lost LOOKS LOOK  who had more at the last look than at any before; nothing is printed when nobody had
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { page = 4096, mebibyte = 1 << 20, wave = 64 };

static int wrong;

static void require(int condition, const char *what, long seen)
{
    if (condition)
        return;
    printf("%s: %ld\n", what, seen);
    wrong = 1;
}

static char holders[32];
static long sizes[32];

/* Reads what each holder has, in kB. */
static void read_frames(void)
{
    static char text[8192];
    int file = open("/proc/lios/frames", O_RDONLY), count = 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    text[length > 0 ? length : 0] = 0;
    for (char *line = text; strstr(line, " kB ") != NULL && count < 31; line = strchr(line, '\n') + 1) {
        holders[count] = line[0];
        sizes[count++] = atol(line + 1);
    }
    holders[count] = 0;
}

static long held(char sign)
{
    read_frames();
    char *holder = strchr(holders, sign);
    return holder == NULL ? -1 : sizes[holder - holders];
}

/*
 * The least that each holder has, of several looks with everything given back that is only kept for later: threads of the kernel
 * that are about to end have a little more for a moment.
 */
static void look(void)
{
    long least[32];
    for (int i = 0; i < 5; i++) {
        int file = open("/proc/sys/vm/drop_caches", O_WRONLY);
        write(file, "3", 1);
        close(file);
        usleep(20000);
        read_frames();
        for (int j = 0; holders[j] != 0; j++)
            if (i == 0 || sizes[j] < least[j])
                least[j] = sizes[j];
    }
    memcpy(sizes, least, sizeof sizes);
}

static void print_holders(void)
{
    for (int i = 0; holders[i] != 0; i++)
        if (holders[i] != '.')
            printf("%c=%ld ", holders[i], sizes[i]);
    printf("\n");
}

static void print_look(void)
{
    look();
    print_holders();
}

/* Reads what looks said: the most that each holder had. */
static void read_most(char *looks)
{
    int count = 0;
    for (char *word = strtok(looks, " "); word != NULL && count < 31; word = strtok(NULL, " ")) {
        char *holder = strchr(holders, word[0]);
        int at = holder == NULL ? count++ : (int)(holder - holders);
        holders[at] = word[0];
        if (atol(word + 2) > sizes[at])
            sizes[at] = atol(word + 2);
    }
}

static void print_lost(char *before, char *after)
{
    read_most(before);
    for (char *word = strtok(after, " "); word != NULL; word = strtok(NULL, " ")) {
        char *holder = strchr(holders, word[0]);
        if (holder != NULL && atol(word + 2) > sizes[holder - holders])
            printf("%c: %ld kB were %ld ", word[0], atol(word + 2), sizes[holder - holders]);
    }
}

static void touch(char *memory, size_t length, char value)
{
    for (size_t i = 0; i < length; i += page)
        memory[i] = value;
}

static char *map(size_t length, int flags)
{
    return mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | flags, -1, 0);
}

/* A child that does something, says so, and lives until it is told to end. */
static int go[2], done[2];

static pid_t start(void (*run)(char *), char *memory)
{
    char word;
    if (pipe(go) != 0 || pipe(done) != 0)
        exit(2);
    pid_t child = fork();
    if (child == 0) {
        run(memory);
        write(done[1], "x", 1);
        read(go[0], &word, 1);
        _exit(0);
    }
    read(done[0], &word, 1);
    return child;
}

static void stop(pid_t child)
{
    write(go[1], "x", 1);
    waitpid(child, NULL, 0);
    for (int i = 0; i < 2; i++) {
        close(go[i]);
        close(done[i]);
    }
}

static void nothing(char *memory)
{
    (void)memory;
}

static void touch_shared(char *memory)
{
    touch(memory, 4 * mebibyte, 2);
}

static void touch_quarter(char *memory)
{
    touch(memory, 2 * mebibyte, 2);
}

static void sharing(void)
{
    /* A process more has a stack, some data and page tables: far less than what is shared here. */
    const long few = 256;
    char *shared = map(4 * mebibyte, MAP_SHARED);
    long before = held('s');
    touch(shared, 4 * mebibyte, 1);
    require(held('s') - before == 4096, "kB of 4 MiB that are shared", held('s') - before);
    pid_t child = start(touch_shared, shared);
    require(held('s') - before == 4096, "kB of 4 MiB that two processes share", held('s') - before);
    require(shared[4 * mebibyte - page] == 2, "what the other wrote", shared[4 * mebibyte - page]);
    munmap(shared, 4 * mebibyte);
    require(held('s') - before == 4096, "kB of 4 MiB that the other one still has", held('s') - before);
    stop(child);
    require(held('s') == before, "kB left of shared memory", held('s') - before);

    char *zeros = map(8 * mebibyte, MAP_PRIVATE);
    before = held('u');
    long sum = 0;
    for (size_t i = 0; i < 8 * mebibyte; i += page)
        sum += zeros[i];
    require(sum == 0 && held('u') == before, "kB of 8 MiB that were only read", held('u') - before);
    munmap(zeros, 8 * mebibyte);

    char *private = map(8 * mebibyte, MAP_PRIVATE);
    touch(private, 8 * mebibyte, 1);
    require(held('u') - before == 8192, "kB of 8 MiB that were written", held('u') - before);
    long tables = held('T');
    child = start(nothing, private);
    require(held('u') - before < 8192 + few, "kB of 8 MiB after a fork", held('u') - before);
    require(held('T') - tables < few, "kB of page tables for a fork", held('T') - tables);
    stop(child);
    child = start(touch_quarter, private);
    long copied = held('u') - before - 8192;
    require(copied >= 2048 && copied < 2048 + few, "kB of copies after writing to 2 MiB", copied);
    stop(child);
    require(held('u') - before == 8192, "kB when the child has ended", held('u') - before);
    munmap(private, 8 * mebibyte);
    require(held('u') == before, "kB left of private memory", held('u') - before);
}

static char *stack_end;
static int result[2];

static void caught(int number, siginfo_t *info, void *context)
{
    long below = stack_end - (char *)info->si_addr;
    (void)number;
    (void)context;
    write(result[1], &below, sizeof below);
    _exit(7);
}

static int descend(volatile char *outer)
{
    volatile char frame[1024];
    frame[0] = outer[0] + 1;
    return descend(frame) + frame[0];
}

static void guard(void)
{
    struct rlimit limit = { mebibyte, mebibyte };
    long below = 0;
    int status;
    pipe(result);
    pid_t child = fork();
    if (child == 0) {
        stack_t other = { .ss_sp = map(65536, MAP_PRIVATE), .ss_size = 65536 };
        struct sigaction action = { .sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_ONSTACK };
        volatile char first = 0;
        setrlimit(RLIMIT_STACK, &limit);
        sigaltstack(&other, NULL);
        sigaction(SIGSEGV, &action, NULL);
        stack_end = (char *)&first;
        descend(&first);
        _exit(1);
    }
    waitpid(child, &status, 0);
    require(WIFEXITED(status) && WEXITSTATUS(status) == 7, "status of the child", status);
    require(read(result[0], &below, sizeof below) == sizeof below, "bytes from the handler", 0);
    /* Arguments and environment lie above the first frame, and count. */
    require(below > mebibyte - 65536 && below < mebibyte + 65536, "bytes below the first frame", below);
}

static void storm(int waves)
{
    static char memory[64 * page];
    for (int i = 0; i < waves; i++) {
        pid_t children[wave];
        int count = 0, status;
        memset(memory, i, sizeof memory);
        for (int j = 0; j < wave; j++) {
            pid_t child = fork();
            if (child == 0) {
                for (size_t k = 0; k < sizeof memory; k += page)
                    if (memory[k] != (char)i)
                        _exit(1);
                memset(memory, j, sizeof memory);
                for (size_t k = 0; k < sizeof memory; k++)
                    if (memory[k] != (char)j)
                        _exit(1);
                _exit(0);
            }
            if (child > 0)
                children[count++] = child;
        }
        require(count == wave, "children of a wave", count);
        for (int j = 0; j < count; j++)
            require(waitpid(children[j], &status, 0) == children[j] && status == 0, "status of a child", status);
        for (size_t k = 0; k < sizeof memory; k++)
            if (memory[k] != (char)i)
                require(0, "a byte of the parent's", memory[k]);
    }
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    if (strcmp(argv[1], "sharing") == 0)
        sharing();
    else if (strcmp(argv[1], "guard") == 0)
        guard();
    else if (strcmp(argv[1], "storm") == 0)
        storm(atoi(argv[2]));
    else if (strcmp(argv[1], "look") == 0)
        return print_look(), 0;
    else if (strcmp(argv[1], "most") == 0)
        return read_most(argv[2]), print_holders(), 0;
    else if (strcmp(argv[1], "lost") == 0)
        return print_lost(argv[2], argv[3]), 0;
    if (!wrong)
        printf("right\n");
    return wrong;
}
