/* Stands between the program and the system: counts what changes files, and at the operation FAULT_AT, counted from
 * 1, ends the process (FAULT_HOW=kill) or lets the call fail: once with EIO, or from there on with ENOSPC, as a full
 * disk that still lets files go. FAULT_COUNT names a file that gets the count; with FAULT_THREADS set no thread can
 * be started. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long seen;
static long at;
static enum { NOTHING, KILL, FAIL, FULL } how;

__attribute__((constructor)) static void begin(void) {
  const char *word = getenv("FAULT_HOW"), *number = getenv("FAULT_AT");
  at = number ? atol(number) : 0;
  if (word)
    how = !strcmp(word, "kill") ? KILL : !strcmp(word, "eio") ? FAIL : !strcmp(word, "enospc") ? FULL : NOTHING;
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULT_COUNT");
  FILE *file = path ? fopen(path, "w") : NULL;
  if (file) {
    fprintf(file, "%ld\n", atomic_load(&seen));
    fclose(file);
  }
}

/* Whether the operation that is about to be done fails; `frees`: it needs no room. */
static int fails(int frees) {
  long n = atomic_fetch_add(&seen, 1) + 1;
  if (!at || how == NOTHING || n < at || (n > at && how != FULL))
    return 0;
  if (how == KILL) {
    kill(getpid(), SIGKILL);
    pause();
  }
  if (how == FULL && frees)
    return 0;
  errno = how == FULL ? ENOSPC : EIO;
  return 1;
}

static int is_file(int fd) {
  struct stat found;
  return !fstat(fd, &found) && S_ISREG(found.st_mode);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t count) {
  return is_file(fd) && fails(0) ? -1 : REAL(write)(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  return is_file(fd) && fails(0) ? -1 : REAL(writev)(fd, parts, count);
}

int rename(const char *from, const char *to) { return fails(1) ? -1 : REAL(rename)(from, to); }
int unlink(const char *path) { return fails(1) ? -1 : REAL(unlink)(path); }
int rmdir(const char *path) { return fails(1) ? -1 : REAL(rmdir)(path); }
int mkdir(const char *path, mode_t mode) { return fails(0) ? -1 : REAL(mkdir)(path, mode); }
int fsync(int fd) { return fails(0) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(0) ? -1 : REAL(fdatasync)(fd); }
int ftruncate64(int fd, off64_t length) { return fails(1) ? -1 : REAL(ftruncate64)(fd, length); }

#define OPEN(name)                                                                                                     \
  int name(const char *path, int flags, ...) {                                                                         \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                            \
    va_end(rest);                                                                                                      \
    return (flags & O_CREAT) && fails(0) ? -1 : REAL(name)(path, flags, mode);                                         \
  }
OPEN(open)
OPEN(open64)

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument) {
  return getenv("FAULT_THREADS") ? EAGAIN : REAL(pthread_create)(thread, attributes, start, argument);
}
