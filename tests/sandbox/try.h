/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * try.h - what is tried behind the daemon's own walls, each in a child.
 */
#ifndef VMTAP_TEST_TRY_H
#define VMTAP_TEST_TRY_H

#include <stdbool.h>

struct
try {
	const char *what; /* NULL ends a list */
	long (*run)(void); /* what the system call gives, or -errno */
	int version; /* the version of Landlock that refuses it */
	bool is_honest; /* it must pass */
	bool is_for_sanitizers; /* a build with sanitizers must allow it */
};

/* For the filter: each of try_calls ends the process, try_honest does not. */
extern const struct try try_calls[], try_honest[];
/* For PR_SET_MDWE. */
extern const struct try try_memory[];
/* For Landlock: what the daemon tries, and what the reader tries. */
extern const struct try try_files[], try_reader[];

/*
 * Call it first: makes the files and sockets of the tries, in a folder of the
 * test.  try_files_renew() makes again what a try has removed.
 */
bool try_files_prepare(const char *folder);
bool try_files_renew(void);
/* The path that the daemon may remove. */
extern char try_socket[];

#endif
