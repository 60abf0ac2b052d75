/* Writes where nothing is, and is ended for it. */
int main(void)
{
    *(volatile int *)0x123 = 1;
    return 0;
}
