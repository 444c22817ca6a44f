// What a campaign needs of Linux to keep the programs that it starts in hand, beyond what Swift reaches.
#pragma once

#include <stdint.h>
#include <sys/types.h>

/// Limits the address space of a process, and of every process that it starts from then on, to so many bytes each.
///
/// Returns 0, or an error number.
int ingot_limit_memory(pid_t process, uint64_t bytes);

/// Gives a file another name, at which nothing may be. Where the file system cannot do that at once it gets the new
/// name beside the old one.
///
/// Returns 0, or an error number.
int ingot_rename_new(const char *from, const char *to);

/// Sends SIGKILL to every process whose environment had the text when it started, except to this one.
///
/// The text is a whole entry, or the beginning of one, as NAME=VALUE. Returns how many processes were hit.
int ingot_kill_marked(const char *mark);

/// What is known of the processes of this machine with regard to a mark, so that not all are read again each time.
struct ingot_census;

/// Makes a census before any process is marked; to be freed. NULL where there is no memory.
struct ingot_census *ingot_make_census(const char *mark);

void ingot_free_census(struct ingot_census *census);

/// As `ingot_kill_marked`, for processes whose mark is followed by a number above 0. One thread at a time.
int ingot_kill_numbered(struct ingot_census *census, int64_t number);

/// Starts a process that waits for the end of this one, however it ends, and then kills what is marked with the text.
///
/// Returns a descriptor, or -1 with `errno` set. The waiting process acts when the descriptor is closed, which the
/// kernel does for a process that is killed.
int ingot_watch(const char *mark);

/// Takes some signals from now on, none of which is lost: each writes its number, one byte, to a pipe.
///
/// Returns the end to read, which does not block, or -1 with `errno` set. To be called once in a process.
int ingot_take_signals(const int *numbers, int count);
