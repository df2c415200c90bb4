/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * show.c - 'vmtap show': a device, its counters, and its filter.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "client/command.h"
#include "client/output/facts.h"
#include "client/output/failure.h"
#include "client/output/json.h"

#define LINE_SIZE 1280 /* the longest is a list of addresses */

static const char *state_of(const struct vmtap_show *show)
{
	if (vmtap_show_is_pinned(show))
		return "pinned";
	if (vmtap_device_lladdr(vmtap_show_device(show))[0] != '\0')
		return "known";
	return "unknown";
}

/* Takes the next line off the text; false at its end. */
static bool take_line(const char **text, char line[LINE_SIZE])
{
	size_t n = strcspn(*text, "\n");

	if (**text == '\0')
		return false;
	(void)snprintf(line, LINE_SIZE, "%.*s", (int)n, *text);
	*text += n + ((*text)[n] == '\n');
	return true;
}

/* "key: value" is a member. */
static void add_lines(struct json_object *object, const char *name,
		      const char *text)
{
	struct json_object *lines = json_begin();
	char line[LINE_SIZE];

	while (take_line(&text, line)) {
		char *value = strstr(line, ": ");

		if (!value)
			continue;
		*value = '\0';
		json_add_text(lines, line, value + 2);
	}
	json_add(object, name, lines);
}

/* A line is an entry of the list. */
static void add_program(struct json_object *object, const char *text)
{
	struct json_object *lines = json_begin_array();
	char line[LINE_SIZE];

	while (take_line(&text, line))
		json_append_text(lines, line);
	json_add(object, "program", lines);
}

/* {"ra": 3, ...}, all reasons, where the program counts them. */
static void add_drops(struct json_object *object, const struct vmtap_show *show)
{
	struct json_object *drops;
	const char *name, *text;
	uint64_t n;

	if (strcmp(vmtap_show_program(show), "ebpf") != 0)
		return;
	drops = json_begin();
	for (unsigned int i = 0;; i++) {
		n = vmtap_show_drops(show, i, &name, &text);
		if (!name)
			break;
		json_add_number(drops, name, n);
	}
	json_add(object, "drops", drops);
}

static void print_json(const struct vmtap_show *show)
{
	const struct vmtap_device *device = vmtap_show_device(show);
	struct json_object *object = json_begin();

	json_add_device(object, device);
	json_add_text(object, "mac_state", state_of(show));
	json_add_number(object, "dropped", vmtap_show_dropped(show));
	add_drops(object, show);
	json_add_number(object, "sent_packets", vmtap_show_sent_packets(show));
	json_add_number(object, "sent_bytes", vmtap_show_sent_bytes(show));
	json_add_number(object, "received_packets",
			vmtap_show_received_packets(show));
	json_add_number(object, "received_bytes",
			vmtap_show_received_bytes(show));
	json_add_text(object, "program_kind", vmtap_show_program(show));
	add_lines(object, "fence", vmtap_show_fence(show));
	add_lines(object, "note_texts", vmtap_show_notes(show));
	if (vmtap_show_filter(show))
		add_program(object, vmtap_show_filter(show));
	json_finish(object);
}

/* "held: until 2026-01-31 18:00:00, until process 4242 ends" */
static void print_hold(const struct vmtap_device *device)
{
	const bool has_pid = vmtap_device_ends_with_pid(device);
	const uint64_t until = vmtap_device_until(device);
	char text[FACTS_TEXT_SIZE];

	if (!vmtap_device_is_held(device))
		return;
	printf("held: ");
	if (until > 0)
		printf("until %s%s", facts_time(until, text),
		       has_pid ? ", " : "");
	if (has_pid)
		printf("until process %jd ends",
		       (intmax_t)vmtap_device_pid(device));
	printf("%s\n", until > 0 || has_pid ? "" : "until it is released");
}

static void print_device(const struct vmtap_show *show)
{
	const struct vmtap_device *device = vmtap_show_device(show);
	const char *lladdr = vmtap_device_lladdr(device);
	char text[FACTS_TEXT_SIZE];

	printf("ifname: %s\n", vmtap_device_ifname(device));
	printf("network: %s\n", vmtap_device_network(device));
	if (vmtap_device_vm(device)[0] != '\0')
		printf("vm: %s\n", vmtap_device_vm(device));
	printf("kind: %s%s%s\n", vmtap_kind_name(vmtap_device_kind(device)),
	       vmtap_device_mode(device) ? " " : "",
	       vmtap_device_mode(device)
		       ? vmtap_mode_name(vmtap_device_mode(device))
		       : "");
	printf("mac: %s%s%s%s\n", lladdr, lladdr[0] ? " " : "", state_of(show),
	       vmtap_device_is_learned(device) ? ", learned" : "");
	if (vmtap_device_link(device)[0] != '\0')
		printf("link: %s\n", vmtap_device_link(device));
	printf("state: %s, %s\n", vmtap_device_is_up(device) ? "up" : "down",
	       vmtap_device_has_carrier(device) ? "carrier" : "no carrier");
	printf("mtu: %u\n", vmtap_device_mtu(device));
	printf("queues: %u\n", vmtap_device_queues(device));
	printf("user: %s\n", facts_user(vmtap_device_uid(device), text));
	/* not "pid": QEMU's -daemonize leaves the device to a child */
	if (!vmtap_device_is_held(device))
		printf("opened-by: %jd\n", (intmax_t)vmtap_device_pid(device));
	printf("since: %s\n", facts_time(vmtap_device_since(device), text));
	print_hold(device);
}

/* "address: 192.0.2.7, 3 seconds ago", a line for each. */
static void print_addresses(const struct vmtap_device *device)
{
	const char *address;
	uint64_t age;

	for (unsigned int i = 0;
	     (address = vmtap_device_address(device, i, &age)); i++)
		printf("address: %s, %" PRIu64 " second%s ago\n", address, age,
		       age == 1 ? "" : "s");
	if (vmtap_device_address_unknown(device)[0] != '\0')
		printf("address: %s\n", vmtap_device_address_unknown(device));
}

/* ": router advertisements 3, another's ARP address 12" */
static void print_drops(const struct vmtap_show *show)
{
	const char *between = ": ", *name, *text;

	for (unsigned int i = 0;; i++) {
		uint64_t n = vmtap_show_drops(show, i, &name, &text);

		if (!name)
			break;
		if (n == 0)
			continue;
		printf("%s%s %" PRIu64, between, text, n);
		between = ", ";
	}
}

static void print_traffic(const struct vmtap_show *show)
{
	printf("dropped: %" PRIu64, vmtap_show_dropped(show));
	print_drops(show);
	printf("\n");
	printf("sent: %" PRIu64 " packets, %" PRIu64 " bytes\n",
	       vmtap_show_sent_packets(show), vmtap_show_sent_bytes(show));
	printf("received: %" PRIu64 " packets, %" PRIu64 " bytes\n",
	       vmtap_show_received_packets(show),
	       vmtap_show_received_bytes(show));
}

/* "note: mute: ...", a line for each. */
static void print_notes(const struct vmtap_show *show)
{
	const char *text = vmtap_show_notes(show);
	char line[LINE_SIZE];

	while (take_line(&text, line))
		printf("note: %s\n", line);
}

static const char *describe(const char *program, bool is_known)
{
	if (strcmp(program, "none") == 0 && !is_known)
		return ": this device has no filter, and today's policy does not say which it should have; an administrator can revoke it";
	if (strcmp(program, "classic") == 0)
		return ": a frame can ask the kernel for a checksum that is written behind it, see fence in vmtapd.conf(5)";
	if (strcmp(program, "earlier") == 0)
		return ": the eBPF program of a vmtapd that ran before";
	return "";
}

/* From the policy; the rest of the output is the device's present state. */
static void print_fence(const struct vmtap_show *show)
{
	const char *fence = vmtap_show_fence(show);

	printf("%s",
	       fence[0] ? fence
			: "fence: not known to be that of today's policy\n");
	printf("filter-program: %s%s\n", vmtap_show_program(show),
	       describe(vmtap_show_program(show), fence[0] != '\0'));
}

enum status command_show(const struct options *options, int n_operands,
			 char **operands)
{
	_cleanup_client_ struct vmtap *client = NULL;
	struct vmtap_show *show;
	struct vmtap_error err;

	(void)n_operands;
	if (vmtap_connect(options->socket, &client, &err) < 0 ||
	    vmtap_show(client, operands[0], options->has_filter, &show, &err) <
		    0)
		return failure_report(options->is_json, &err);
	if (options->is_json) {
		print_json(show);
	} else {
		print_device(show);
		print_addresses(vmtap_show_device(show));
		print_fence(show);
		print_traffic(show);
		print_notes(show);
		if (options->has_filter)
			printf("program:\n%s", vmtap_show_filter(show));
	}
	vmtap_show_free(show);
	return STATUS_OK;
}
