/* Records, in the order in which they end, the writes and fsyncs of a process under one folder (RECORD_UNDER) into one file
 * (RECORD_INTO). Loaded with LD_PRELOAD; tests/faults/recordings.py reads the file. A record is one line and its bytes:
 *   W path \t offset \t length \n bytes      T path \t size \n        S path \n       C path \n       U path \n
 *   R path \t path \n */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int into = -1;
static const char *under;
static size_t under_length;

__attribute__((constructor)) static void begin(void) {
    const char *file = getenv("RECORD_INTO");
    under = getenv("RECORD_UNDER");
    if (!file || !under) return;
    under_length = strlen(under);
    into = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int watched(const char *path) {
    return into >= 0 && path && !strncmp(path, under, under_length) && !strstr(path, "-shm");
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = into < 0 ? -1 : readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return watched(path);
}

static void note(const char *line, const void *bytes, size_t length) {
    struct iovec parts[2] = {{(void *)line, strlen(line)}, {(void *)bytes, length}};
    if (writev(into, parts, length ? 2 : 1) < 0) abort();
}

#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static void wrote(int fd, const void *bytes, ssize_t done, off_t offset) {
    char path[PATH_MAX], line[PATH_MAX + 64];
    if (done <= 0 || !path_of(fd, path)) return;
    snprintf(line, sizeof line, "W %s\t%lld\t%zd\n", path, (long long)offset, done);
    note(line, bytes, (size_t)done);
}

static ssize_t do_pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    pthread_mutex_lock(&turn);
    ssize_t done = real(fd, bytes, length, offset);
    wrote(fd, bytes, done, offset);
    pthread_mutex_unlock(&turn);
    return done;
}
ssize_t pwrite64(int fd, const void *b, size_t n, off_t o) { return do_pwrite(fd, b, n, o); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { return do_pwrite(fd, b, n, o); }

ssize_t write(int fd, const void *bytes, size_t length) {
    REAL(ssize_t, "write", int, const void *, size_t);
    if (into < 0 || fd == into) return real(fd, bytes, length);
    char path[PATH_MAX];
    if (!path_of(fd, path)) return real(fd, bytes, length);
    pthread_mutex_lock(&turn);
    ssize_t done = real(fd, bytes, length);
    if (done > 0) wrote(fd, bytes, done, lseek(fd, 0, SEEK_CUR) - done);
    pthread_mutex_unlock(&turn);
    return done;
}

static int synced(int fd, int (*real)(int)) {
    char path[PATH_MAX], line[PATH_MAX + 8];
    int is_ours = path_of(fd, path);
    pthread_mutex_lock(&turn);
    int result = real(fd);
    if (!result && is_ours) {
        snprintf(line, sizeof line, "S %s\n", path);
        note(line, NULL, 0);
    }
    pthread_mutex_unlock(&turn);
    return result;
}
int fsync(int fd) { REAL(int, "fsync", int); return synced(fd, real); }
int fdatasync(int fd) { REAL(int, "fdatasync", int); return synced(fd, real); }

static int cut(int fd, off_t size, int (*real)(int, off_t)) {
    char path[PATH_MAX], line[PATH_MAX + 32];
    int is_ours = path_of(fd, path);
    pthread_mutex_lock(&turn);
    int result = real(fd, size);
    if (!result && is_ours) {
        snprintf(line, sizeof line, "T %s\t%lld\n", path, (long long)size);
        note(line, NULL, 0);
    }
    pthread_mutex_unlock(&turn);
    return result;
}
int ftruncate64(int fd, off_t size) { REAL(int, "ftruncate64", int, off_t); return cut(fd, size, real); }
int ftruncate(int fd, off_t size) { REAL(int, "ftruncate", int, off_t); return cut(fd, size, real); }

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    char line[PATH_MAX + 8];
    pthread_mutex_lock(&turn);
    int result = real(path);
    if (!result && watched(path)) {
        snprintf(line, sizeof line, "U %s\n", path);
        note(line, NULL, 0);
    }
    pthread_mutex_unlock(&turn);
    return result;
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    char line[2 * PATH_MAX + 8];
    pthread_mutex_lock(&turn);
    int result = real(from, to);
    if (!result && watched(to)) {
        snprintf(line, sizeof line, "R %s\t%s\n", from, to);
        note(line, NULL, 0);
    }
    pthread_mutex_unlock(&turn);
    return result;
}

static int opened(const char *path, int flags, mode_t mode, int (*real)(const char *, int, ...)) {
    char line[PATH_MAX + 8];
    struct stat before;
    int is_new = watched(path) && (flags & O_CREAT) && stat(path, &before) != 0;
    pthread_mutex_lock(&turn);
    int fd = real(path, flags, mode);
    if (fd >= 0 && watched(path) && (is_new || (flags & O_TRUNC))) {
        snprintf(line, sizeof line, is_new ? "C %s\n" : "T %s\t0\n", path);
        note(line, NULL, 0);
    }
    pthread_mutex_unlock(&turn);
    return fd;
}

#define OPEN(name) int name(const char *path, int flags, ...) { \
    REAL(int, #name, const char *, int, ...); \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, int); va_end(more); \
    return opened(path, flags, mode, real); }
OPEN(open)
OPEN(open64)
