/* ioctl_console(2): which terminal of the screen is shown, and the errors. Argument: the terminal to ask. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* musl comes without Linux' own headers. */
enum { KDSETMODE = 0x4B3A, KDGETMODE, KDGKBTYPE = 0x4B33, KDGKBMODE = 0x4B44, KDSKBMODE, KDGKBENT, KDSKBENT };
enum { VT_OPENQRY = 0x5600, VT_GETMODE, VT_GETSTATE = 0x5603, VT_ACTIVATE = 0x5606, VT_WAITACTIVE, VT_DISALLOCATE };
enum { KD_TEXT, KD_GRAPHICS, K_RAW = 0, K_UNICODE = 3 };
struct vt_stat { unsigned short v_active, v_signal, v_state; };
struct vt_mode { char mode, waitv; short relsig, acqsig, frsig; };
struct kbentry { unsigned char kb_table, kb_index; unsigned short kb_value; };

static int terminal;

static void attempt(const char *name, unsigned long request, unsigned long argument)
{
    int result = ioctl(terminal, request, argument);
    printf("%s %ld: %s\n", name, (long)argument, result == 0 ? "done" : strerror(errno));
}

static void state(void)
{
    struct { struct vt_stat state; unsigned short behind; } s = { { 9, 9, 9 }, 9 };
    int result = ioctl(terminal, VT_GETSTATE, &s);
    printf("state %d: %d shown, %x used, %d %d\n", result, s.state.v_active, s.state.v_state, s.state.v_signal, s.behind);
}

int main(int count, char **arguments)
{
    terminal = open(arguments[1], O_RDWR | O_NOCTTY);
    if (terminal < 0) {
        perror(arguments[1]);
        return 1;
    }
    int mode = 9, keys = 9, free = 9;
    char type = 9;
    struct vt_mode switching = { 9, 9, 9, 9, 9 };
    if (ioctl(terminal, KDGETMODE, &mode) != 0) {
        perror("KDGETMODE");
        return 2;
    }
    int failed = ioctl(terminal, KDGKBTYPE, &type) | ioctl(terminal, KDGKBMODE, &keys) | ioctl(terminal, VT_GETMODE, &switching) | ioctl(terminal, VT_OPENQRY, &free);
    printf("%d: mode %d, type %d, keys %d, switching %d, free %d\n", failed, mode, type, keys, switching.mode, free);
    state();
    attempt("activate", VT_ACTIVATE, 3);
    attempt("wait", VT_WAITACTIVE, 3);
    state();
    attempt("free", VT_DISALLOCATE, 3);
    attempt("activate", VT_ACTIVATE, 1);
    attempt("free", VT_DISALLOCATE, 3);
    attempt("free", VT_DISALLOCATE, 0);
    attempt("free", VT_DISALLOCATE, 99);
    attempt("activate", VT_ACTIVATE, 0);
    attempt("wait", VT_WAITACTIVE, 5);
    attempt("graphics", KDSETMODE, KD_GRAPHICS);
    attempt("text", KDSETMODE, KD_TEXT);
    attempt("raw", KDSKBMODE, K_RAW);
    attempt("unicode", KDSKBMODE, K_UNICODE);
    struct kbentry entry = { 1, 30, 0 };
    int found = ioctl(terminal, KDGKBENT, &entry);
    printf("A: %d %x\n", found, entry.kb_value);
    entry.kb_index = 128;
    found = ioctl(terminal, KDGKBENT, &entry);
    printf("no key: %d %s\n", found, strerror(errno));
    if (setuid(1) == 0) {
        attempt("activate", VT_ACTIVATE, 2);
        state();
        entry.kb_index = 30;
        found = ioctl(terminal, KDSKBENT, &entry);
        printf("key: %d %s\n", found, strerror(errno));
        found = open("/dev/ttyS0", O_RDONLY | O_NOCTTY);
        printf("another's line: %d %s\n", found, strerror(errno));
    }
    return 0;
}
