#define _GNU_SOURCE
#include "CProcesses.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int ingot_limit_memory(pid_t process, uint64_t bytes) {
    struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
    return prlimit(process, RLIMIT_AS, &limit, NULL) == 0 ? 0 : errno;
}

int ingot_rename_new(const char *from, const char *to) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    return link(from, to) == 0 ? 0 : errno;
}

// From here on nothing but system calls and memory of its own: it runs in a child of a process with many threads,
// where a lock may be held by a thread that is not there.

enum { CHUNK = 1 << 14, LONGEST_MARK = 256, DIGITS = 18 };

struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

/// The number that follows the mark in the environment that a process started with, 0 where none follows; -1 where no
/// entry begins with the mark, or nobody may know.
static int64_t marked_number(const char *process, const char *mark, size_t length) {
    char path[64] = "/proc/";
    size_t used = 6;
    for (const char *c = process; *c && used < sizeof path - 9; c++) path[used++] = *c;
    memcpy(path + used, "/environ", 9);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -1;
    // The end of the text before is kept in front of what is read, since an entry may lie across two reads. It begins
    // with a NUL, as if an entry had ended there.
    char text[LONGEST_MARK + 1 + DIGITS + CHUNK] = {0};
    size_t kept = 1;
    int64_t found = -1;
    for (int is_over = 0; found < 0 && !is_over;) {
        ssize_t count = read(file, text + kept, CHUNK);
        if (count < 0 && errno == EINTR) continue;
        is_over = count <= 0;
        size_t total = is_over ? kept : kept + (size_t)count;
        for (size_t i = 0; found < 0 && i + 1 + length <= total; i++) {
            if (text[i] != 0 || memcmp(text + i + 1, mark, length) != 0) continue;
            int64_t number = 0;
            size_t at = i + 1 + length, end = at + DIGITS < total ? at + DIGITS : total;
            while (at < end && text[at] >= '0' && text[at] <= '9') number = number * 10 + (text[at++] - '0');
            // More digits may be to come.
            if (at < total || is_over) found = number;
        }
        size_t most = length + 1 + DIGITS;
        kept = total < most ? total : most;
        memmove(text, text + total - kept, kept);
    }
    close(file);
    return found;
}

/// What is known of one process.
struct known {
    pid_t process;
    uint64_t inode;
    /// The number after the mark, 0 for a process that was there before the first one that was marked.
    int64_t number;
};

struct ingot_census {
    char mark[LONGEST_MARK + 1];
    struct known *known, *next;
    size_t count, capacity;
};

/// Goes through all processes but this one, and kills those with a mark and a number; a number below 0 stands for all.
///
/// With a census, processes that it knows under another number are left alone unread, and what is learnt goes into it:
/// a mark and its number stay the same for the life of a process. One without a mark may only not have it yet.
static int scan(const char *mark, int64_t number, struct ingot_census *census, int is_first) {
    size_t length = strlen(mark);
    if (length == 0 || length > LONGEST_MARK) return 0;
    int folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return 0;
    const pid_t own = getpid();
    int killed = 0;
    size_t place = 0, learnt = 0;
    _Alignas(struct entry) char buffer[8192];
    for (;;) {
        long count = syscall(SYS_getdents64, folder, buffer, sizeof buffer);
        if (count <= 0) break;
        for (long at = 0; at < count;) {
            const struct entry *entry = (const struct entry *)(buffer + at);
            at += entry->length;
            pid_t process = 0;
            const char *c = entry->name;
            for (; *c >= '0' && *c <= '9'; c++) process = process * 10 + (*c - '0');
            if (*c != 0 || process < 2 || process == own) continue;
            int64_t seen = -1;
            int is_known = 0;
            if (census) {
                // The kernel lists processes by number, and so they are kept.
                while (place < census->count && census->known[place].process < process) place++;
                const struct known *known = census->known + place;
                is_known = place < census->count && known->process == process && known->inode == entry->inode;
                if (is_known) seen = known->number;
            }
            if (!is_known || seen == number) seen = marked_number(entry->name, mark, length);
            if (is_first && seen < 0) seen = 0;
            if (census && seen >= 0 && learnt < census->capacity) {
                census->next[learnt++] = (struct known){process, entry->inode, seen};
            }
            int is_wanted = number < 0 ? seen >= 0 : seen == number;
            if (is_wanted && !is_first && kill(process, SIGKILL) == 0) killed++;
        }
    }
    close(folder);
    if (census) {
        struct known *before = census->known;
        census->known = census->next;
        census->next = before;
        census->count = learnt;
    }
    return killed;
}

int ingot_kill_marked(const char *mark) { return scan(mark, -1, NULL, 0); }

struct ingot_census *ingot_make_census(const char *mark) {
    struct ingot_census *census = calloc(1, sizeof *census);
    if (!census) return NULL;
    // Processes beyond these are read each time.
    census->capacity = 1 << 14;
    census->known = calloc(census->capacity, sizeof *census->known);
    census->next = calloc(census->capacity, sizeof *census->next);
    if (!census->known || !census->next || strlen(mark) > LONGEST_MARK) {
        ingot_free_census(census);
        return NULL;
    }
    memcpy(census->mark, mark, strlen(mark));
    scan(census->mark, -1, census, 1);
    return census;
}

void ingot_free_census(struct ingot_census *census) {
    if (!census) return;
    free(census->known);
    free(census->next);
    free(census);
}

int ingot_kill_numbered(struct ingot_census *census, int64_t number) {
    return number > 0 ? scan(census->mark, number, census, 0) : 0;
}

/// Waits until nobody holds the other end, and then kills until nothing is left for a while: a process may be starting
/// another one at that very moment.
static void watch(int end, const char *mark) {
    setsid();
    for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
    prctl(PR_SET_NAME, "ingot-watch");
    if (chdir("/") != 0) _exit(1);
    // Only the pipe stays open: a descriptor of anybody else's, held here, would keep its other end waiting.
    if (end != 0) dup2(end, 0);
    if (syscall(SYS_close_range, 1U, ~0U, 0U) != 0) {
        for (int file = 1; file < 65536; file++) close(file);
    }
    char byte;
    for (;;) {
        ssize_t count = read(0, &byte, 1);
        if (count == 0 || (count < 0 && errno != EINTR)) break;
    }
    const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    for (int quiet = 0, round = 0; quiet < 10 && round < 500; round++) {
        quiet = ingot_kill_marked(mark) == 0 ? quiet + 1 : 0;
        nanosleep(&pause, NULL);
    }
    _exit(0);
}

int ingot_watch(const char *mark) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    pid_t child = fork();
    if (child == 0) {
        // Twice, so that nobody has to wait for the watching process.
        if (fork() == 0) watch(ends[0], mark);
        _exit(0);
    }
    int error = errno;
    close(ends[0]);
    if (child < 0) {
        close(ends[1]);
        errno = error;
        return -1;
    }
    while (waitpid(child, NULL, 0) == -1 && errno == EINTR) {}
    return ends[1];
}

/// The end of a pipe that handlers write to.
static volatile int signal_end = -1;

static void write_signal(int number) {
    int error = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe has more to tell than anybody needs.
    if (write(signal_end, &byte, 1) < 0) {}
    errno = error;
}

int ingot_take_signals(const int *numbers, int count) {
    if (signal_end >= 0) {
        errno = EBUSY;
        return -1;
    }
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    signal_end = ends[1];
    // Programs that are started have the default action again, which an ignored signal would not have.
    struct sigaction action = {.sa_handler = write_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (int index = 0; index < count; index++) {
        if (sigaction(numbers[index], &action, NULL) != 0) return -1;
    }
    return ends[0];
}
