/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-libvirt.c - vmtap-libvirt DOMAIN [URI]: speaks as a QMP monitor on
 * descriptor 0, a socket, and has libvirt pass each command and each descriptor
 * on to the domain's QEMU.  'vmtap --domain' runs it, so vmtap itself does not
 * load libvirt.  It passes no events on; detach also looks whether a card is there.
 */
#include <config.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "client/output/json.h"
#include "client/vmm/message.h"
#include "common/wire/scm.h"

#define MONITOR_FD 0

struct relay {
	virConnectPtr connection;
	virDomainPtr domain;
	struct messages messages;
	int fd; /* that came with the last bytes; -1: none */
	bool is_over;
};

static void be_silent(void *data, virErrorPtr error)
{
	(void)data;
	(void)error;
}

static void say(struct relay *relay, struct json_object *message_taken)
{
	_cleanup_message_ struct json_object *message = message_taken;
	const char *line = message_line(message);

	if (!line || scm_send(MONITOR_FD, line, strlen(line), NULL, 0) < 0)
		relay->is_over = true;
}

static struct json_object *error_of(const char *text)
{
	struct json_object *error = json_begin();

	json_add_text(error, "class", "GenericError");
	json_add_text(error, "desc", text ? text : "libvirt gives no reason");
	return error;
}

/* What libvirt answers: QEMU's own answer, or why it cannot ask QEMU. */
static void answer(struct relay *relay, const char *text, int64_t id)
{
	_cleanup_message_ struct json_object *said = NULL;
	struct json_object *message = json_begin();

	if (!text)
		json_add(message, "error", error_of(virGetLastErrorMessage()));
	else if (message_parse(text, strlen(text), &said) < 0)
		json_add(message, "error",
			 error_of("QEMU's answer cannot be read"));
	else if (message_has(said, "error"))
		json_add(message, "error", message_take(said, "error"));
	else
		json_add(message, "return", message_take(said, "return"));
	json_add_number(message, "id", (uint64_t)id);
	say(relay, message);
}

/* libvirt numbers the command itself. */
static void pass_on(struct relay *relay, struct json_object *command)
{
	_cleanup_message_ struct json_object *message = json_begin();
	const int64_t id = message_number(command, "id", 0);
	char *text = NULL;
	int r = -1;

	json_add_text(message, "execute", message_text(command, "execute"));
	if (message_has(command, "arguments"))
		json_add(message, "arguments",
			 message_take(command, "arguments"));
	if (message_line(message))
		r = virDomainQemuMonitorCommandWithFiles(
			relay->domain, message_line(message),
			relay->fd >= 0 ? 1 : 0,
			relay->fd >= 0 ? &relay->fd : NULL, NULL, NULL, &text,
			0);
	answer(relay, r < 0 ? NULL : text, id);
	free(text);
}

static void execute(struct relay *relay, struct json_object *command)
{
	const char *name = message_text(command, "execute");

	if (!name)
		relay->is_over = true;
	else if (strcmp(name, "qmp_capabilities") == 0)
		answer(relay, "{\"return\": {}}",
		       message_number(command, "id", 0));
	else
		pass_on(relay, command);
}

static void read_commands(struct relay *relay)
{
	struct messages *messages = &relay->messages;
	struct scm_fds fds = { .all = &relay->fd, .max = 1 };
	struct json_object *command = NULL;
	ssize_t n = scm_receive(MONITOR_FD, messages->bytes,
				sizeof(messages->bytes), &fds, 0);
	int r;

	if (n <= 0) {
		relay->is_over = true;
		return;
	}
	messages->begin = 0;
	messages->end = (size_t)n;
	while ((r = messages_next(messages, &command)) == 1) {
		execute(relay, command);
		message_free(command);
	}
	if (r < 0)
		relay->is_over = true;
	if (fds.n > 0)
		(void)close(relay->fd);
	relay->fd = -1;
}

static void readable(int watch, int fd, int events, void *data)
{
	struct relay *relay = data;

	(void)watch;
	(void)fd;
	if (events & VIR_EVENT_HANDLE_READABLE)
		read_commands(relay);
	else
		relay->is_over = true;
}

/* Returns what is wrong, or NULL. */
static const char *begin(struct relay *relay, const char *name, const char *uri)
{
	if (messages_begin(&relay->messages) < 0 ||
	    virEventRegisterDefaultImpl() < 0)
		return "out of memory";
	relay->connection = virConnectOpen(uri);
	if (!relay->connection)
		return virGetLastErrorMessage();
	relay->domain = virDomainLookupByName(relay->connection, name);
	if (!relay->domain)
		return virGetLastErrorMessage();
	if (virEventAddHandle(MONITOR_FD,
			      VIR_EVENT_HANDLE_READABLE |
				      VIR_EVENT_HANDLE_HANGUP |
				      VIR_EVENT_HANDLE_ERROR,
			      readable, relay, NULL) < 0)
		return virGetLastErrorMessage();
	return NULL;
}

int main(int argc, char **argv)
{
	struct relay relay = { .fd = -1 };
	struct json_object *greeting = json_begin();
	const char *wrong;

	if (argc < 2 || argc > 3) {
		fputs("usage: vmtap-libvirt DOMAIN [URI]; 'vmtap attach --domain' runs it\n",
		      stderr);
		return EXIT_FAILURE;
	}
	virSetErrorFunc(NULL, be_silent);
	wrong = begin(&relay, argv[1], argc == 3 ? argv[2] : NULL);
	if (wrong)
		json_add(greeting, "error", error_of(wrong));
	else
		json_add(greeting, "QMP", json_begin());
	say(&relay, greeting);
	while (!wrong && !relay.is_over && virEventRunDefaultImpl() == 0)
		continue;
	messages_end(&relay.messages);
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
