/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watch.c - 'vmtap watch': what happens to the caller's devices, or to
 * everybody's, a line for each event, until it is interrupted.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "client/command.h"
#include "client/output/facts.h"
#include "client/output/failure.h"
#include "client/output/json.h"
#include "client/select.h"

static bool is_selected(const struct selection *selection,
			const struct vmtap_event *event)
{
	/* of lost events nobody knows whose they were */
	if (strcmp(vmtap_event_name(event), "lost") == 0)
		return true;
	if (selection->has_uid && vmtap_event_uid(event) != selection->uid)
		return false;
	return !selection->network ||
	       strcmp(vmtap_event_network(event), selection->network) == 0;
}

/* ---- JSON ------------------------------------------------------------- */

static void add_known(struct json_object *object, const char *key,
		      const char *text)
{
	if (text[0] != '\0')
		json_add_text(object, key, text);
}

static void add_user(struct json_object *object, const char *uid_key,
		     const char *user_key, uid_t uid)
{
	json_add_number(object, uid_key, uid);
	if (facts_user_name(uid))
		json_add_text(object, user_key, facts_user_name(uid));
}

static void add_device(struct json_object *object,
		       const struct vmtap_event *event)
{
	json_add_text(object, "ifname", vmtap_event_ifname(event));
	json_add_number(object, "ifindex", vmtap_event_ifindex(event));
	json_add_text(object, "network", vmtap_event_network(event));
	json_add_text(object, "vm", vmtap_event_vm(event));
	json_add_text(object, "mac", vmtap_event_lladdr(event));
	add_user(object, "uid", "user", vmtap_event_uid(event));
	json_add_number(object, "pid", (uint64_t)vmtap_event_pid(event));
	if (vmtap_event_is_by(event)) {
		add_user(object, "by_uid", "by_user",
			 vmtap_event_by_uid(event));
		json_add_number(object, "by_pid",
				(uint64_t)vmtap_event_by_pid(event));
	}
	add_known(object, "note", vmtap_event_note(event));
	add_known(object, "address", vmtap_event_address(event));
	add_known(object, "reason", vmtap_event_reason(event));
}

static void print_json(const char *name, const struct vmtap_event *event)
{
	struct json_object *object = json_begin();

	json_add_text(object, "event", name);
	json_add_number(object, "time",
			event && vmtap_event_time(event) > 0
				? vmtap_event_time(event)
				: (uint64_t)time(NULL));
	if (event && vmtap_event_ifname(event)[0] != '\0')
		add_device(object, event);
	else if (event && vmtap_event_count(event) > 0)
		json_add_number(object, "count", vmtap_event_count(event));
	json_finish_line(object);
}

/* ---- text ------------------------------------------------------------- */

static void print_known(const char *key, const char *text)
{
	if (text[0] != '\0')
		printf(" %s=%s", key, text);
}

static void print_device(const struct vmtap_event *event)
{
	char text[FACTS_TEXT_SIZE];

	printf(" %s", vmtap_event_ifname(event));
	print_known("network", vmtap_event_network(event));
	print_known("vm", vmtap_event_vm(event));
	print_known("mac", vmtap_event_lladdr(event));
	printf(" user=%s", facts_user(vmtap_event_uid(event), text));
	printf(" pid=%jd", (intmax_t)vmtap_event_pid(event));
	if (vmtap_event_is_by(event))
		printf(" by=%s by-pid=%jd",
		       facts_user(vmtap_event_by_uid(event), text),
		       (intmax_t)vmtap_event_by_pid(event));
	print_known("note", vmtap_event_note(event));
	print_known("address", vmtap_event_address(event));
	if (vmtap_event_reason(event)[0] != '\0')
		printf(": %s", vmtap_event_reason(event));
}

static void print_lost(const struct vmtap_event *event)
{
	if (vmtap_event_count(event) > 0)
		printf(": %u event%s; 'vmtap list' prints the devices that are left",
		       vmtap_event_count(event),
		       vmtap_event_count(event) == 1 ? "" : "s");
	else
		printf(": vmtapd has started anew, and does not know what happened before; 'vmtap list' prints the devices that are left");
}

static void print_text(const char *name, const struct vmtap_event *event)
{
	char text[FACTS_TEXT_SIZE];
	uint64_t when = event ? vmtap_event_time(event) : 0;

	printf("%s %s", facts_time(when ? when : (uint64_t)time(NULL), text),
	       name);
	if (event && vmtap_event_ifname(event)[0] != '\0')
		print_device(event);
	else if (event)
		print_lost(event);
	printf("\n");
}

/* event: NULL for the line that tells that vmtap watches now */
static void print(bool is_json, const char *name,
		  const struct vmtap_event *event)
{
	if (is_json)
		print_json(name, event);
	else
		print_text(name, event);
	(void)fflush(stdout);
}

/* ---- the command ------------------------------------------------------ */

/* False: nobody reads the output any more, or it cannot be written. */
static bool wait_for(int fd)
{
	struct pollfd fds[] = { { .fd = fd, .events = POLLIN }, { .fd = 1 } };

	if (ferror(stdout) || (poll(fds, 2, -1) < 0 && errno != EINTR))
		return false;
	return !(fds[1].revents & (POLLERR | POLLHUP | POLLNVAL));
}

static int follow(struct vmtap_watch *watch, const struct options *options,
		  const struct selection *selection, struct vmtap_error *err)
{
	const struct vmtap_event *event;
	int r = 0;

	print(options->is_json, "watching", NULL);
	while (r == 0 && wait_for(vmtap_watch_fd(watch)))
		while ((r = vmtap_watch_next(watch, &event, err)) > 0)
			if (is_selected(selection, event))
				print(options->is_json, vmtap_event_name(event),
				      event);
	return r;
}

/* The watch has a connection of its own. */
static int begin(const struct options *options, struct vmtap_watch **ret_watch,
		 struct vmtap_error *err)
{
	_cleanup_client_ struct vmtap *client = NULL;
	int r = vmtap_connect(options->socket, &client, err);

	return r < 0 ? r : vmtap_watch(client, options->is_all, ret_watch, err);
}

enum status command_watch(const struct options *options, int n_operands,
			  char **operands)
{
	_cleanup_watch_ struct vmtap_watch *watch = NULL;
	struct selection selection;
	struct vmtap_error err;

	(void)n_operands;
	(void)operands;
	if (select_begin(options, &selection, &err) < 0 ||
	    begin(options, &watch, &err) < 0 ||
	    follow(watch, options, &selection, &err) < 0)
		return failure_report(options->is_json, &err);
	return STATUS_OK;
}
