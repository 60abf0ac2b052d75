/* A binary tree of 100 processes. Each writes over its inherited memory and reports the size of its subtree as its exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { processes = 100, size = 64 * 1024 };

static char memory[size];

static int grow(int number)
{
    int count = 1;
    pid_t children[2];
    memset(memory, number, size);
    for (int i = 0; i < 2; i++) {
        int child = 2 * number + i;
        children[i] = child <= processes ? fork() : 0;
        if (child <= processes && children[i] == 0)
            exit(grow(child));
        if (children[i] < 0)
            perror("fork");
    }
    for (int i = 0; i < 2; i++) {
        int status;
        if (children[i] == 0)
            continue;
        if (waitpid(children[i], &status, 0) != children[i] || !WIFEXITED(status))
            return 0;
        count += WEXITSTATUS(status);
    }
    for (int i = 0; i < size; i++)
        if (memory[i] != (char)number)
            return 0;
    return count;
}

int main(void)
{
    int count = grow(1);
    printf("%d processes\n", count);
    return count != processes;
}
