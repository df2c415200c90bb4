/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * monitor.c - the QMP protocol: a greeting, then commands and answers, and
 * events at any time.  Each command has a number, which comes back with its
 * answer, so an answer that comes late is not taken for that of another command.
 */
#include "client/vmm/monitor.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/output/json.h"
#include "client/vmm/connect.h"
#include "client/vmm/failed.h"
#include "client/vmm/interrupt.h"
#include "common/clock.h"
#include "common/wire/scm.h"

void monitor_close(struct monitor *monitor)
{
	if (monitor->fd >= 0)
		(void)close(monitor->fd);
	monitor->fd = -EBADF;
	messages_end(&monitor->messages);
}

/* Its answers would not fit our questions any more. */
static void give_up(struct monitor *monitor)
{
	(void)close(monitor->fd);
	monitor->fd = -EBADF;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return b > 0 && b < a ? b : a;
}

/* what: the command that waits for this message */
static int no_message(struct monitor *monitor, const char *what, int r,
		      struct vmtap_error *err)
{
	if (r == -ETIMEDOUT)
		return failed(
			err, r,
			"%s does not answer to %s in time; is its VM stopped, or its host very busy?",
			monitor->name, what);
	if (r == -EINTR)
		return failed(err, r, "interrupted, while %s was asked for %s",
			      monitor->name, what);
	give_up(monitor);
	if (r == -EMSGSIZE)
		return failed(
			err, r,
			"%s sent a message of more than %d bytes; is it a QMP monitor?",
			monitor->name, MESSAGE_SIZE_MAX);
	if (r == -EPROTO)
		return failed(
			err, r,
			"%s does not speak QMP; give the socket of QEMU's -qmp, not that of -monitor",
			monitor->name);
	if (r == -ECONNRESET)
		return failed(
			err, r,
			"%s closed the connection before it answered to %s; has its VM ended?",
			monitor->name, what);
	errno = -r;
	return failed(err, r, "cannot read from %s: %m", monitor->name);
}

static int no_answer(struct monitor *monitor, const char *command, int r,
		     struct vmtap_error *err)
{
	char what[48];

	(void)snprintf(what, sizeof(what), "'%s'", command);
	return no_message(monitor, what, r, err);
}

static int fill(struct monitor *monitor, uint64_t deadline)
{
	struct messages *messages = &monitor->messages;
	ssize_t n;
	int r = interrupt_wait(monitor->fd, POLLIN, deadline);

	if (r < 0)
		return r;
	n = recv(monitor->fd, messages->bytes, sizeof(messages->bytes),
		 MSG_DONTWAIT);
	if (n == 0)
		return -ECONNRESET;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	messages->begin = 0;
	messages->end = (size_t)n;
	return 0;
}

static int receive(struct monitor *monitor, uint64_t deadline,
		   struct json_object **ret_message)
{
	for (;;) {
		int r = messages_next(&monitor->messages, ret_message);

		if (r == 1)
			return 0;
		if (r == 0)
			r = fill(monitor, deadline);
		if (r < 0)
			return r;
	}
}

/* Is the message an event?  If it is about the card that is watched, take
 * note. */
static bool take_event(struct monitor *monitor,
		       const struct json_object *message)
{
	const char *event = message_text(message, "event");
	const char *device =
		message_text(message_object(message, "data"), "device");

	if (!event)
		return false;
	if (!monitor->watched || !device ||
	    strcmp(device, monitor->watched) != 0)
		return true;
	if (strcmp(event, "DEVICE_DELETED") == 0)
		monitor->is_deleted = true;
	else if (strcmp(event, "DEVICE_UNPLUG_GUEST_ERROR") == 0 ||
		 strcmp(event, "MEM_UNPLUG_ERROR") == 0)
		monitor->is_kept = true;
	return true;
}

static int send_line(struct monitor *monitor, const char *line, int fd,
		     uint64_t deadline)
{
	const struct scm_fds fds = { .all = &fd, .n = fd > 0 };
	int r;

	/* The kernel takes a short message of a stream whole, or not. */
	do {
		r = interrupt_wait(monitor->fd, POLLOUT, deadline);
		if (r == 0)
			r = scm_send(monitor->fd, line, strlen(line), &fds,
				     MSG_DONTWAIT);
	} while (r == -EAGAIN);
	if (r == -EMSGSIZE)
		return -EIO;
	return r == -EPIPE ? -ECONNRESET : r;
}

static int refused(const struct monitor *monitor, const char *command,
		   const struct json_object *error, struct vmtap_error *err)
{
	const char *class = message_text(error, "class");
	const char *text = message_text(error, "desc");
	char quoted[FAILED_QUOTE_SIZE];
	const int r = class && strcmp(class, "DeviceNotFound") == 0
			      ? -ENODEV
			      : -EREMOTEIO;

	return failed(err, r, "%s refuses '%s': %s", monitor->name, command,
		      failed_quote(text ? text : "no reason given", quoted));
}

/* The answer to the last command. */
static int take_answer(struct monitor *monitor, const char *command,
		       struct json_object *message,
		       struct json_object **ret_value, struct vmtap_error *err)
{
	const struct json_object *error = message_object(message, "error");

	if (error)
		return refused(monitor, command, error, err);
	if (!message_has(message, "return"))
		return no_answer(monitor, command, -EPROTO, err);
	if (ret_value)
		*ret_value = message_take(message, "return");
	return 0;
}

/* An error may have no number: QEMU could not read the command. */
static bool is_answer(const struct monitor *monitor,
		      const struct json_object *message)
{
	return message_number(message, "id", monitor->last) == monitor->last;
}

static int wait_answer(struct monitor *monitor, const char *command,
		       uint64_t deadline, struct json_object **ret_value,
		       struct vmtap_error *err)
{
	for (unsigned int i = 0; i < MONITOR_EVENTS_MAX; i++) {
		_cleanup_message_ struct json_object *message = NULL;
		int r = receive(monitor, deadline, &message);

		if (r < 0)
			return no_answer(monitor, command, r, err);
		if (!take_event(monitor, message) &&
		    is_answer(monitor, message))
			return take_answer(monitor, command, message, ret_value,
					   err);
	}
	give_up(monitor);
	return failed(
		err, -EPROTO,
		"%s sent %d events and no answer to '%s'; is it a QMP monitor?",
		monitor->name, MONITOR_EVENTS_MAX, command);
}

int monitor_execute(struct monitor *monitor,
		    const struct monitor_command *command,
		    struct json_object **ret_value, struct vmtap_error *err)
{
	_cleanup_message_ struct json_object *message = json_begin();
	uint64_t deadline =
		earlier(clock_ms() + monitor->answer_ms, monitor->end);
	const char *line;
	int r;

	json_add_text(message, "execute", command->name);
	if (command->arguments_taken)
		json_add(message, "arguments", command->arguments_taken);
	if (monitor->fd < 0)
		return failed(err, -ENOTCONN, "%s is of no use any more",
			      monitor->name);
	json_add_number(message, "id", (uint64_t)++monitor->last);
	line = message_line(message);
	r = line ? send_line(monitor, line, command->fd, deadline) : -ENOMEM;
	if (r < 0)
		return no_answer(monitor, command->name, r, err);
	return wait_answer(monitor, command->name, deadline, ret_value, err);
}

int monitor_hear(struct monitor *monitor, uint64_t deadline,
		 struct vmtap_error *err)
{
	deadline = earlier(deadline, monitor->end);
	while (!monitor->is_deleted && !monitor->is_kept) {
		_cleanup_message_ struct json_object *message = NULL;
		int r;

		if (monitor->fd < 0)
			return failed(err, -ENOTCONN,
				      "%s is of no use any more",
				      monitor->name);
		r = receive(monitor, deadline, &message);
		if (r < 0)
			return no_answer(monitor, "device_del", r, err);
		(void)take_event(monitor, message);
	}
	return 0;
}

void monitor_hurry(struct monitor *monitor)
{
	monitor->end =
		clock_ms() + earlier(MONITOR_UNDO_MS, monitor->answer_ms);
}

static int busy(const struct monitor *monitor, struct vmtap_error *err)
{
	return failed(
		err, -EBUSY,
		"%s is busy: it does not greet, because another client has it or its VM hangs; end that client, or give QEMU one more -qmp",
		monitor->name);
}

/* The greeting, and the command that ends it. */
static int greet(struct monitor *monitor, uint64_t deadline,
		 struct vmtap_error *err)
{
	_cleanup_message_ struct json_object *greeting = NULL;
	char quoted[FAILED_QUOTE_SIZE];
	const char *wrong;
	int r = receive(monitor, deadline, &greeting);

	if (r == -ETIMEDOUT)
		return busy(monitor, err);
	/* Only vmtap-libvirt says at once what is wrong. */
	wrong = message_text(message_object(greeting, "error"), "desc");
	if (r == 0 && wrong)
		return failed(err, -ENOTCONN, "%s: %s", monitor->name,
			      failed_quote(wrong, quoted));
	if (r == 0 && !message_object(greeting, "QMP"))
		r = -EPROTO;
	if (r < 0)
		return no_message(monitor, "a new client", r, err);
	return monitor_do(monitor, "qmp_capabilities", NULL, err);
}

void monitor_prepare(const char *name, uint64_t answer_ms,
		     struct monitor *ret_monitor)
{
	memset(ret_monitor, 0, sizeof(*ret_monitor));
	ret_monitor->fd = -EBADF;
	ret_monitor->answer_ms = answer_ms;
	(void)snprintf(ret_monitor->name, sizeof(ret_monitor->name), "%s",
		       name);
}

int monitor_greet(struct monitor *monitor, int fd_taken, uint64_t greeting_ms,
		  struct vmtap_error *err)
{
	int r;

	monitor->fd = fd_taken;
	r = messages_begin(&monitor->messages);
	if (r < 0)
		r = failed(err, r, "out of memory");
	else
		r = greet(monitor, clock_ms() + greeting_ms, err);
	if (r < 0)
		monitor_close(monitor);
	return r;
}

int monitor_open(const char *path, uint64_t answer_ms,
		 struct monitor *ret_monitor, struct vmtap_error *err)
{
	const uint64_t greeting_ms = earlier(MONITOR_GREETING_MS, answer_ms);
	char name[MONITOR_NAME_SIZE], quoted[FAILED_QUOTE_SIZE];
	int fd, r;

	(void)snprintf(name, sizeof(name), "the monitor at %s",
		       failed_quote(path, quoted));
	monitor_prepare(name, answer_ms, ret_monitor);
	r = connect_to(path, name, clock_ms() + greeting_ms, &fd, err);
	return r < 0 ? r : monitor_greet(ret_monitor, fd, greeting_ms, err);
}
