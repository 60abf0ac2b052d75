/* What the programs share that ask the kernel what the manual pages promise. They must print the same on Linux and on LiOS. */
#ifndef CHECK_H
#define CHECK_H

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

static int failures;

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            printf("line %d: %s (errno %d)\n", __LINE__, #condition, errno); \
            failures++; \
        } \
    } while (0)

#define FAILS(error, call) CHECK((call) == -1 && errno == (error))

static int end_of(pid_t child)
{
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

static int conclude(void)
{
    printf("%d wrong\n", failures);
    return failures;
}

#endif
