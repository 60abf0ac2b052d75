/* Pseudo-terminals, as pty(7), ptmx(4), ioctl_tty(2) and credentials(7) promise. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#define BAD_ADDRESS ((void *)16)
#define PEER _IO('T', 0x41)

static volatile sig_atomic_t hangups, changes;

static void count(int number)
{
    if (number == SIGHUP) hangups++;
    else if (number == SIGWINCH) changes++;
}

static int poll_of(int file)
{
    struct pollfd one = { file, POLLIN | POLLOUT, 0 };
    CHECK(poll(&one, 1, 0) >= 0);
    return one.revents;
}

static void wait_for(int file, int events)
{
    struct pollfd one = { file, events, 0 };
    CHECK(poll(&one, 1, 5000) == 1);
}

/* Whether a file gives a text, in one piece or several: Linux hands bytes on by and by. */
static int gives(int file, const char *expected)
{
    char text[256];
    size_t length = 0;
    while (length < strlen(expected)) {
        wait_for(file, POLLIN);
        ssize_t count = read(file, text + length, strlen(expected) - length);
        if (count <= 0) break;
        length += count;
    }
    return length == strlen(expected) && memcmp(text, expected, length) == 0;
}

static void names(void)
{
    char name[64], other[64];
    int number = -1, locked = -1, one = 1;
    struct stat status, by_path;

    int master = posix_openpt(O_RDWR | O_NOCTTY);
    CHECK(master >= 0 && isatty(master));
    CHECK(ioctl(master, TIOCGPTN, &number) == 0 && number >= 0);
    FAILS(EFAULT, ioctl(master, TIOCGPTN, BAD_ADDRESS));
    snprintf(name, sizeof name, "/dev/pts/%d", number);
    CHECK(ptsname_r(master, other, sizeof other) == 0 && strcmp(name, other) == 0);
    CHECK(ioctl(master, TIOCGPTLCK, &locked) == 0 && locked == 1);
    FAILS(EIO, open(name, O_RDWR | O_NOCTTY));
    FAILS(EIO, ioctl(master, PEER, O_RDWR | O_NOCTTY));
    CHECK(grantpt(master) == 0 && unlockpt(master) == 0);
    CHECK(ioctl(master, TIOCGPTLCK, &locked) == 0 && locked == 0);
    int slave = open(name, O_RDWR | O_NOCTTY);
    CHECK(slave >= 0 && isatty(slave) && strcmp(ttyname(slave), name) == 0);
    FAILS(ENOTTY, ioctl(slave, TIOCGPTN, &number));
    CHECK(fstat(slave, &status) == 0 && stat(name, &by_path) == 0 && status.st_ino == by_path.st_ino && status.st_dev == by_path.st_dev);
    CHECK(S_ISCHR(status.st_mode) && status.st_rdev == makedev(136, number) && status.st_uid == geteuid());
    CHECK(fstat(master, &status) == 0 && status.st_rdev == makedev(5, 2));
    CHECK(ioctl(master, TIOCSPTLCK, &one) == 0);
    FAILS(EIO, open(name, O_RDWR | O_NOCTTY));
    CHECK(unlockpt(master) == 0);
    int peer = ioctl(master, PEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(peer >= 0 && fcntl(peer, F_GETFD) == FD_CLOEXEC && strcmp(ttyname(peer), name) == 0);
    CHECK(fchmod(slave, 0600) == 0 && stat(name, &by_path) == 0 && (by_path.st_mode & 07777) == 0600);
    close(peer);
    close(slave);
    close(master);
    FAILS(ENOENT, open(name, O_RDWR | O_NOCTTY));
    FAILS(EBADF, unlockpt(master));
    FAILS(ENOTTY, ioctl(STDIN_FILENO == 0 ? open("/dev/null", O_RDWR) : -1, TIOCGPTN, &number));
}

static void lines(void)
{
    int master, slave, waiting = -1;
    struct termios settings;
    char text[64];

    CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
    CHECK(tcgetattr(slave, &settings) == 0 && settings.c_cflag == (B38400 | CS8 | CREAD) && cfgetospeed(&settings) == B38400);
    CHECK(settings.c_iflag == (ICRNL | IXON) && settings.c_oflag == (OPOST | ONLCR));
    CHECK(poll_of(master) == POLLOUT && poll_of(slave) == POLLOUT);

    CHECK(write(master, "ab\x7f" "c\r", 5) == 5);
    CHECK(gives(slave, "ac\n") && gives(master, "ab\b \bc\r\n"));
    CHECK(write(slave, "one\ntwo\n", 8) == 8);
    for (int i = 0; i < 1000 && waiting != 10; i++) {
        CHECK(ioctl(master, FIONREAD, &waiting) == 0);
        usleep(1000);
    }
    CHECK(waiting == 10 && gives(master, "one\r\ntwo\r\n"));
    CHECK(write(master, "unfinished", 10) == 10 && poll_of(slave) == POLLOUT);
    CHECK(write(master, "\4", 1) == 1 && gives(slave, "unfinished"));
    CHECK(write(master, "\4", 1) == 1);
    wait_for(slave, POLLIN);
    CHECK(read(slave, text, sizeof text) == 0);
    CHECK(gives(master, "unfinished"));

    /* The settings are those of the terminal, from whichever end. */
    cfmakeraw(&settings);
    CHECK(tcsetattr(master, TCSANOW, &settings) == 0);
    CHECK(write(slave, "a\n", 2) == 2 && gives(master, "a\n"));
    CHECK(write(master, "\r\3", 2) == 2 && gives(slave, "\r\3"));
    CHECK(poll_of(master) == POLLOUT);
    CHECK(write(master, "gone", 4) == 4);
    wait_for(slave, POLLIN);
    CHECK(tcflush(slave, TCIFLUSH) == 0 && poll_of(slave) == POLLOUT);
    FAILS(EINVAL, ioctl(slave, TCFLSH, 3));
    FAILS(ESPIPE, lseek(master, 0, SEEK_SET));
    FAILS(EFAULT, write(master, BAD_ADDRESS, 8));
    close(slave);
    close(master);
}

/* Both directions hold so much and no more, and a reader lets the writer go on. */
static void *drain(void *file)
{
    static char chunk[8192];
    long total = 0;
    while (total < 1000000) {
        ssize_t count = read((int)(intptr_t)file, chunk, sizeof chunk);
        if (count <= 0) return (void *)-1L;
        for (ssize_t i = 0; i < count; i++)
            if (chunk[i] != (char)((total + i) % 251)) return (void *)(total + i + 1);
        total += count;
    }
    return NULL;
}

static void fill(int from, int to)
{
    static char pattern[1000000];
    pthread_t thread;
    void *result = "";
    for (int i = 0; i < 1000000; i++) pattern[i] = (char)(i % 251);
    CHECK(fcntl(from, F_SETFL, O_NONBLOCK) == 0);
    long room = 0;
    /* Linux hands bytes on by and by, also after a write was refused: full is what stays full. */
    do {
        for (ssize_t count; room < 1000000 && (count = write(from, pattern + room, 1000000 - room)) > 0; ) room += count;
        CHECK(room > 0 && room < 1000000 && errno == EAGAIN);
    } while (room < 1000000 && (poll_of(from) & POLLOUT) != 0);
    CHECK(fcntl(from, F_SETFL, 0) == 0);
    CHECK(pthread_create(&thread, NULL, drain, (void *)(intptr_t)to) == 0);
    while (room < 1000000) {
        ssize_t count = write(from, pattern + room, 1000000 - room);
        CHECK(count > 0);
        if (count <= 0) break;
        room += count;
    }
    pthread_join(thread, &result);
    CHECK(result == NULL);
}

static void flow(void)
{
    int master, slave;
    struct termios settings;
    CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
    CHECK(tcgetattr(slave, &settings) == 0);
    cfmakeraw(&settings);
    CHECK(tcsetattr(slave, TCSANOW, &settings) == 0);
    fill(slave, master);
    fill(master, slave);
    close(slave);
    close(master);
}

static void *close_later(void *file)
{
    usleep(30000);
    close((int)(intptr_t)file);
    return NULL;
}

static void closing(void)
{
    int master, slave;
    char text[64], name[64];
    pthread_t thread;

    /* The last file of the terminal is closed: its master reads what is left, and then an error, until it is opened again. */
    CHECK(openpty(&master, &slave, name, NULL, NULL) == 0);
    CHECK(write(slave, "left", 4) == 4);
    close(slave);
    wait_for(master, POLLIN);
    CHECK((poll_of(master) & (POLLIN | POLLHUP)) == (POLLIN | POLLHUP));
    CHECK(gives(master, "left"));
    FAILS(EIO, read(master, text, sizeof text));
    CHECK((poll_of(master) & POLLHUP) != 0);
    slave = open(name, O_RDWR | O_NOCTTY);
    CHECK(slave >= 0 && poll_of(master) == POLLOUT);
    CHECK(pthread_create(&thread, NULL, close_later, (void *)(intptr_t)slave) == 0);
    FAILS(EIO, read(master, text, sizeof text));
    pthread_join(thread, NULL);
    close(master);

    /* The master is closed: nothing can be done with the terminal any more. */
    CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
    CHECK(pthread_create(&thread, NULL, close_later, (void *)(intptr_t)master) == 0);
    /* Who waits already may be told of an error instead. */
    CHECK(read(slave, text, sizeof text) <= 0);
    pthread_join(thread, NULL);
    CHECK(read(slave, text, sizeof text) == 0);
    FAILS(EIO, write(slave, "x", 1));
    struct termios settings;
    FAILS(EIO, tcgetattr(slave, &settings));
    CHECK(poll_of(slave) == (POLLIN | POLLOUT | POLLERR | POLLHUP));
    close(slave);
}

/* The controlling terminal's device number, as /proc/self/stat shows it: the seventh field. */
static unsigned shown_terminal(void)
{
    char text[512] = "";
    unsigned number = 0;
    int file = open("/proc/self/stat", O_RDONLY);
    CHECK(read(file, text, sizeof text - 1) > 0 && sscanf(strrchr(text, ')'), ") %*c %*d %*d %*d %u", &number) == 1);
    close(file);
    return number;
}

static void sessions(void)
{
    int master, other = -1, ready[2];
    char name[64], byte;
    struct winsize size = { 24, 80, 0, 0 }, now;

    CHECK(pipe(ready) == 0);
    pid_t child = forkpty(&master, name, NULL, &size);
    if (child == 0) {
        sigset_t set;
        signal(SIGHUP, count);
        signal(SIGWINCH, count);
        sigemptyset(&set);
        sigaddset(&set, SIGWINCH);
        sigaddset(&set, SIGHUP);
        sigprocmask(SIG_BLOCK, &set, NULL);
        failures = 0;
        CHECK(tcgetpgrp(0) == getpid() && tcgetsid(0) == getpid() && strcmp(ttyname(0), name) == 0);
        CHECK(ioctl(0, TIOCGWINSZ, &now) == 0 && now.ws_row == 24 && now.ws_col == 80);
        struct stat node;
        CHECK(fstat(0, &node) == 0 && major(node.st_rdev) == 136 && shown_terminal() == node.st_rdev);
        CHECK((other = open("/dev/tty", O_RDWR)) >= 0);
        FAILS(EPERM, setsid());
        CHECK(write(ready[1], "1", 1) == 1);
        sigdelset(&set, SIGWINCH);
        sigprocmask(SIG_SETMASK, &set, NULL);
        while (!changes) usleep(1000);
        CHECK(ioctl(0, TIOCGWINSZ, &now) == 0 && now.ws_row == 30 && now.ws_col == 100);
        CHECK(write(ready[1], "2", 1) == 1);
        sigdelset(&set, SIGHUP);
        sigprocmask(SIG_SETMASK, &set, NULL);
        while (!hangups) usleep(1000);
        FAILS(ENXIO, open("/dev/tty", O_RDWR));
        CHECK(read(0, &byte, 1) == 0 && read(other, &byte, 1) == 0);
        FAILS(EIO, write(1, "x", 1));
        _exit(failures == 0 && hangups == 1 ? 7 : 8);
    }
    CHECK(child > 0 && read(ready[0], &byte, 1) == 1);
    int group = 0;
    CHECK(ioctl(master, TIOCGPGRP, &group) == 0 && group == child);
    CHECK(ioctl(master, TIOCGSID, &group) == 0 && group == child);
    FAILS(ENOTTY, tcsetpgrp(master, getpgrp()));
    FAILS(EFAULT, ioctl(master, TIOCSWINSZ, BAD_ADDRESS));
    size.ws_row = 30;
    size.ws_col = 100;
    CHECK(ioctl(master, TIOCSWINSZ, &size) == 0 && read(ready[0], &byte, 1) == 1 && byte == '2');
    close(master);
    int status = end_of(child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);

    /* A job in front of the terminal is told when the leader ends, also by a hang-up. */
    child = forkpty(&master, NULL, NULL, NULL);
    if (child == 0) {
        pid_t job = fork();
        if (job == 0) {
            setpgid(0, 0);
            pause();
            _exit(0);
        }
        setpgid(job, job);
        CHECK(signal(SIGTTOU, SIG_IGN) != SIG_ERR && tcsetpgrp(0, job) == 0);
        CHECK(write(ready[1], &job, sizeof job) == sizeof job);
        pause();
        _exit(0);
    }
    pid_t job = 0;
    CHECK(read(ready[0], &job, sizeof job) == sizeof job);
    close(ready[1]);
    close(master);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGHUP);
    /* The pipe ends with the last of them. */
    CHECK(read(ready[0], &byte, 1) == 0);
    close(ready[0]);

    /* Keys of the master go to the group in front. */
    child = forkpty(&master, NULL, NULL, NULL);
    if (child == 0) {
        write(1, "r", 1);
        pause();
        _exit(0);
    }
    CHECK(gives(master, "r") && write(master, "\3", 1) == 1);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    close(master);
    child = forkpty(&master, NULL, NULL, NULL);
    if (child == 0) {
        write(1, "r", 1);
        pause();
        _exit(0);
    }
    CHECK(gives(master, "r"));
    FAILS(EINVAL, ioctl(master, TIOCSIG, SIGTERM));
    CHECK(ioctl(master, TIOCSIG, SIGQUIT) == 0);
    status = end_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGQUIT);
    close(master);
}

/* Numbers come back: no end of pseudo-terminals, one after the other. */
static void reuse(void)
{
    int master, slave;
    for (int i = 0; i < 2000; i++) {
        CHECK(openpty(&master, &slave, NULL, NULL, NULL) == 0);
        if (failures) return;
        close(i % 2 ? master : slave);
        close(i % 2 ? slave : master);
    }
}

int main(void)
{
    signal(SIGHUP, SIG_DFL);
    /* A shell that is replaced by this program has left it ignored. */
    signal(SIGQUIT, SIG_DFL);
    alarm(60);
    names();
    lines();
    flow();
    closing();
    sessions();
    reuse();
    return conclude();
}
