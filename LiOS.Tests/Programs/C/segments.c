/* System V shared memory: shmget, shmat, shmdt, shmctl. */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#define FAILED ((void *)-1)

static struct shmid_ds status_of(int id)
{
    struct shmid_ds status;
    memset(&status, 0, sizeof status);
    CHECK(shmctl(id, IPC_STAT, &status) == 0);
    return status;
}

static void sharing(void)
{
    int id = shmget(IPC_PRIVATE, 5000, 0600);
    CHECK(id >= 0);
    struct shmid_ds status = status_of(id);
    CHECK(status.shm_segsz == 5000 && status.shm_nattch == 0 && status.shm_cpid == getpid() && status.shm_lpid == 0 && status.shm_atime == 0);
    CHECK((status.shm_perm.mode & 0777) == 0600 && status.shm_perm.cuid == geteuid() && status.shm_ctime != 0);
    char *memory = shmat(id, NULL, 0), *again = shmat(id, NULL, SHM_RDONLY);
    CHECK(memory != FAILED && again != FAILED && memory != again);
    CHECK(memory[0] == 0 && memory[8191] == 0);
    strcpy(memory + 4990, "over the page");
    CHECK(strcmp(again + 4990, "over the page") == 0);
    FAILS(EACCES, mprotect(again, 4096, PROT_READ | PROT_WRITE));
    CHECK(status_of(id).shm_nattch == 2 && status_of(id).shm_lpid == getpid());

    pid_t child = fork();
    if (child == 0) {
        if (status_of(id).shm_nattch != 4) _exit(1);
        memory[7]++;
        if (shmdt(memory) != 0 || status_of(id).shm_nattch != 3) _exit(2);
        _exit(0);
    }
    CHECK(end_of(child) == 0 && memory[7] == 1 && status_of(id).shm_nattch == 2 && status_of(id).shm_dtime != 0);
    FAILS(EINVAL, shmdt(memory + 4096));
    FAILS(EINVAL, shmdt(&id));
    CHECK(shmdt(again) == 0);
    FAILS(EINVAL, shmdt(again));

    CHECK(shmctl(id, IPC_RMID, NULL) == 0);
    CHECK(status_of(id).shm_perm.mode & SHM_DEST);
    again = shmat(id, NULL, 0);
    CHECK(again != FAILED && again[7] == 1);
    CHECK(shmdt(again) == 0 && shmdt(memory) == 0);
    FAILS(EINVAL, shmctl(id, IPC_STAT, &status));
    CHECK(shmat(id, NULL, 0) == FAILED && errno == EINVAL);
}

static void keys(void)
{
    key_t key = 0x4C694F53;
    FAILS(ENOENT, shmget(key, 4096, 0600));
    int id = shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0640);
    CHECK(id >= 0 && shmget(key, 0, 0) == id && shmget(key, 4096, IPC_CREAT | 0600) == id);
    FAILS(EEXIST, shmget(key, 4096, IPC_CREAT | IPC_EXCL | 0600));
    FAILS(EINVAL, shmget(key, 4097, 0600));
    FAILS(EINVAL, shmget(IPC_PRIVATE, 0, 0600));
    FAILS(EINVAL, shmctl(id, 99, NULL));
    FAILS(EINVAL, shmctl(-1, IPC_STAT, NULL));
    FAILS(EFAULT, shmctl(id, IPC_STAT, (void *)16));
    struct shmid_ds status = status_of(id);
    CHECK(status.shm_perm.__key == key);
    status.shm_perm.mode = 0600;
    CHECK(shmctl(id, IPC_SET, &status) == 0 && (status_of(id).shm_perm.mode & 0777) == 0600);
    struct shminfo limits;
    struct shm_info usage;
    CHECK(shmctl(0, IPC_INFO, (void *)&limits) >= 0 && limits.shmmin == 1 && limits.shmmni == 4096);
    CHECK(shmctl(0, SHM_INFO, (void *)&usage) >= 0 && usage.used_ids >= 1 && usage.shm_tot >= 1);
    CHECK(shmctl(id, SHM_LOCK, NULL) == 0 && (status_of(id).shm_perm.mode & SHM_LOCKED));
    CHECK(shmctl(id, SHM_UNLOCK, NULL) == 0 && !(status_of(id).shm_perm.mode & SHM_LOCKED));
    if (geteuid() == 0) {
        pid_t child = fork();
        if (child == 0) {
            CHECK(setgid(1000) == 0 && setuid(1000) == 0);
            FAILS(EACCES, shmget(key, 0, 0600));
            CHECK(shmat(id, NULL, SHM_RDONLY) == FAILED && errno == EACCES);
            FAILS(EACCES, shmctl(id, IPC_STAT, &status));
            FAILS(EPERM, shmctl(id, IPC_RMID, NULL));
            _exit(failures);
        }
        CHECK(end_of(child) == 0);
    }
    CHECK(shmctl(id, IPC_RMID, NULL) == 0);
    FAILS(ENOENT, shmget(key, 4096, 0600));
}

static void places(void)
{
    int id = shmget(IPC_PRIVATE, 3 * 4096, 0600);
    char *room = mmap(NULL, 8 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(shmat(id, room + 1, 0) == FAILED && errno == EINVAL);
    CHECK(shmat(id, room, 0) == FAILED && errno == EINVAL);
    CHECK(shmat(id, NULL, SHM_REMAP) == FAILED && errno == EINVAL);
    CHECK(shmat(id, room + 4096, SHM_REMAP) == room + 4096);
    CHECK(munmap(room, 8 * 4096) == 0 && status_of(id).shm_nattch == 0);
    CHECK(shmat(id, room + 100, SHM_RND) == room);
    // A hole in the middle: the rest goes together all the same.
    CHECK(munmap(room + 4096, 4096) == 0 && shmdt(room) == 0 && status_of(id).shm_nattch == 0);
    CHECK(msync(room + 2 * 4096, 4096, MS_ASYNC) == -1 && errno == ENOMEM);
    char *memory = shmat(id, NULL, 0);
    memory[0] = 5;
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "segments", "0", NULL);
        _exit(1);
    }
    CHECK(end_of(child) == 0 && status_of(id).shm_nattch == 1);
    CHECK(shmctl(id, IPC_RMID, NULL) == 0 && shmdt(memory) == 0);
}

int main(int count, char **arguments)
{
    if (count > 1) return atoi(arguments[1]);
    sharing();
    keys();
    places();
    return conclude();
}
