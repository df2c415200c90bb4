/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu-unplug.c - a card out of a running VM.  The guest must give it up first,
 * which QEMU tells with DEVICE_DELETED.  A netdev that goes before its card has
 * gone is a trap: QEMU 7.2 closes the device at once, 11.1 keeps it until then.
 */
#include "client/hotplug/qemu.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "client/output/json.h"
#include "client/vmm/failed.h"
#include "client/vmm/monitor.h"
#include "common/clock.h"

/* How often to look whether the card is there yet, besides hearing of it. */
#define LOOK_MS 500
/* When to tell that the guest takes its time: at first, and again. */
#define TELL_FIRST_MS 1000
#define TELL_MS 5000

int qemu_netdev(struct monitor *monitor, const char *id,
		char ret_netdev[QEMU_ID_SIZE], struct vmtap_error *err)
{
	_cleanup_message_ struct json_object *value = NULL;
	struct json_object *arguments = json_begin();
	char path[QEMU_ID_SIZE + 32];
	const char *netdev;
	int r;

	(void)snprintf(path, sizeof(path), "/machine/peripheral/%s", id);
	json_add_text(arguments, "path", path);
	json_add_text(arguments, "property", "netdev");
	r = monitor_ask(monitor, "qom-get", arguments, &value, err);
	if (r < 0)
		return r;
	netdev = message_string(value);
	if (!netdev || strlen(netdev) >= QEMU_ID_SIZE)
		return failed(err, -EPROTO,
			      "%s: what it tells of '%s' is no netdev",
			      monitor->name, id);
	strcpy(ret_netdev, netdev);
	return 0;
}

static int remove_by(struct monitor *monitor, const char *command,
		     const char *id, struct vmtap_error *err)
{
	struct json_object *arguments = json_begin();

	json_add_text(arguments, "id", id);
	return monitor_do(monitor, command, arguments, err);
}

int qemu_remove_netdev(struct monitor *monitor, const char *netdev,
		       struct vmtap_error *err)
{
	return remove_by(monitor, "netdev_del", netdev, err);
}

/* The event may have gone to another client, so also look. */
static int wait_once(struct monitor *monitor, const char *id, uint64_t deadline,
		     struct vmtap_error *err)
{
	const uint64_t look = clock_ms() + LOOK_MS;
	char netdev[QEMU_ID_SIZE];
	int r = monitor_hear(monitor, look < deadline ? look : deadline, err);

	if (r != -ETIMEDOUT)
		return r;
	r = qemu_netdev(monitor, id, netdev, err);
	if (r == -ENODEV) {
		monitor->is_deleted = true;
		return 0;
	}
	return r;
}

static int wait_deleted(struct monitor *monitor, const char *id,
			uint64_t deadline,
			void (*tell)(const char *id, uint64_t rest_ms),
			struct vmtap_error *err)
{
	uint64_t next = clock_ms() + TELL_FIRST_MS;

	while (!monitor->is_deleted && !monitor->is_kept) {
		const uint64_t now = clock_ms();
		int r;

		if (now >= deadline)
			return failed(
				err, -ETIMEDOUT,
				"the guest has not given '%s' up in time: it may not have booted yet, be stopped, or have no driver for hot-plug; try again later",
				id);
		if (tell && now >= next) {
			tell(id, deadline - now);
			next = now + TELL_MS;
		}
		r = wait_once(monitor, id, deadline, err);
		if (r < 0)
			return r;
	}
	return 0;
}

int qemu_unplug(struct monitor *monitor, const char *id, uint64_t deadline,
		void (*tell)(const char *id, uint64_t rest_ms),
		struct vmtap_error *err)
{
	int r;

	monitor->watched = id;
	r = remove_by(monitor, "device_del", id, err);
	if (r == -ENODEV)
		return 0;
	/* Somebody asked before, and the guest has not answered yet. */
	if (r == -EREMOTEIO && strstr(err->text, "in the process of unplug"))
		r = 0;
	if (r == 0)
		r = wait_deleted(monitor, id, deadline, tell, err);
	if (r == 0 && !monitor->is_deleted)
		r = failed(
			err, -EREMOTEIO,
			"the guest refuses to give '%s' up; its log may say why",
			id);
	return r;
}
