/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * monitor.h - a QMP monitor of QEMU: asks it, one command after another, and
 * hears its events meanwhile.  All waits have a bound, whatever the monitor
 * sends.
 */
#ifndef VMTAP_MONITOR_H
#define VMTAP_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "client/vmm/message.h"
#include "vmtap.h"

/* Milliseconds for the greeting, for an answer unless the user says otherwise,
 * and for all that is undone after a failure. */
#define MONITOR_GREETING_MS 5000
#define MONITOR_ANSWER_MS 10000
#define MONITOR_UNDO_MS 2000
/* Events, and answers that come too late, before one answer. */
#define MONITOR_EVENTS_MAX 4096

/* What it is called in sentences: "the monitor at PATH". */
#define MONITOR_NAME_SIZE 160

struct monitor {
	int fd; /* -EBADF: it is of no use any more */
	pid_t pid; /* of a program that speaks as one; 0: none */
	char name[MONITOR_NAME_SIZE];
	struct messages messages;
	int64_t last; /* the number of the last command */
	uint64_t answer_ms;
	uint64_t end; /* of all waits, of clock_ms(); 0: none */
	const char *watched; /* a card of which DEVICE_DELETED may come */
	bool is_deleted; /* that came */
	bool is_kept; /* the guest does not give that card up */
};

/* Connect to the socket at path, and wait for its greeting.  answer_ms also
 * bounds that. */
int monitor_open(const char *path, uint64_t answer_ms,
		 struct monitor *ret_monitor, struct vmtap_error *err);
/* The same in two steps, for a socket that is connected already.  -EBUSY: no
 * greeting came in greeting_ms.  After a failure *monitor is closed. */
void monitor_prepare(const char *name, uint64_t answer_ms,
		     struct monitor *ret_monitor);
int monitor_greet(struct monitor *monitor, int fd_taken, uint64_t greeting_ms,
		  struct vmtap_error *err);
void monitor_close(struct monitor *monitor);

struct monitor_command {
	const char *name;
	struct json_object *arguments_taken; /* or NULL */
	int fd; /* goes with the command; 0: none */
};

/*
 * Execute a command.  ret_value may be NULL; the caller frees *ret_value.
 *
 * -ENODEV: there is no such object; -EREMOTEIO: the monitor refuses for another
 * reason; -ETIMEDOUT, -EINTR: no answer came, and it is not known whether the
 * command was executed; other errors: the monitor is of no use.
 */
int monitor_execute(struct monitor *monitor,
		    const struct monitor_command *command,
		    struct json_object **ret_value, struct vmtap_error *err);

/* Without a descriptor; and without a value. */
static inline int monitor_ask(struct monitor *monitor, const char *name,
			      struct json_object *arguments_taken,
			      struct json_object **ret_value,
			      struct vmtap_error *err)
{
	const struct monitor_command command = {
		.name = name,
		.arguments_taken = arguments_taken,
	};

	return monitor_execute(monitor, &command, ret_value, err);
}

static inline int monitor_do(struct monitor *monitor, const char *name,
			     struct json_object *arguments_taken,
			     struct vmtap_error *err)
{
	return monitor_ask(monitor, name, arguments_taken, NULL, err);
}

/* Hear events until monitor->is_deleted or is_kept, or until the deadline, of
 * clock_ms(): -ETIMEDOUT. */
int monitor_hear(struct monitor *monitor, uint64_t deadline,
		 struct vmtap_error *err);

/* What follows is to undo something, and has little time. */
void monitor_hurry(struct monitor *monitor);

#endif
