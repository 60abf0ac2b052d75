/* Prints its arguments and ends with their number. */
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("hello, world");
    for (int i = 1; i < argc; i++)
        printf(" [%s]", argv[i]);
    printf("\n");
    return argc - 1;
}
