/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu-plug.c - a new card, in steps, each undone if a later one fails.
 *
 * getfd: QEMU keeps a descriptor under a name, and does so when its client has
 * gone.  netdev_add takes the names away if it succeeds, and only then.
 */
#include "client/hotplug/qemu.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "client/hotplug/ports.h"
#include "client/output/json.h"
#include "client/vmm/failed.h"
#include "client/vmm/interrupt.h"
#include "client/vmm/monitor.h"

/* A name of the device's descriptors in QEMU: "vt3fa91c2b-q0". */
#define NAME_SIZE (VMTAP_IFNAME_MAX + 8)
/* That of all queues, with ':' between them. */
#define NAMES_SIZE (VMTAP_QUEUES_MAX * NAME_SIZE)

bool qemu_is_id(const char *text)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const size_t n = strlen(text);

	return n > 0 && n < QEMU_ID_SIZE && strchr(letters, text[0]) &&
	       strspn(text + 1, "abcdefghijklmnopqrstuvwxyz"
				"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				"0123456789_.-") == n - 1;
}

/* ---- where ------------------------------------------------------------- */

/* Before the guest's firmware has numbered its buses, query-pci tells nothing of
 * what is behind a port.  QEMU's tree of objects does. */
static bool is_empty(struct monitor *monitor, const char *port,
		     struct vmtap_error *err)
{
	_cleanup_message_ struct json_object *children = NULL;
	struct json_object *arguments = json_begin();
	const struct json_object *child;
	char path[2 * QEMU_ID_SIZE + 32];

	(void)snprintf(path, sizeof(path), "/machine/peripheral/%s/%s", port,
		       port);
	json_add_text(arguments, "path", path);
	if (monitor_ask(monitor, "qom-list", arguments, &children, err) < 0)
		return false;
	for (size_t i = 0; (child = message_at(children, i)); i++) {
		const char *name = message_text(child, "name");

		if (name && strncmp(name, "child[", 6) == 0)
			return false;
	}
	return true;
}

static int used(const struct monitor *monitor, const char *bus,
		struct vmtap_error *err)
{
	return failed(
		err, -EBUSY,
		"%s: the port '%s' has a card already; leave --bus out for an empty one",
		monitor->name, bus);
}

static int choose(struct monitor *monitor, const char *bus,
		  const struct ports *ports, char ret_bus[QEMU_ID_SIZE],
		  struct vmtap_error *err)
{
	/* libvirt plugs its own cards into the first one. */
	for (size_t i = ports->n; !bus && i > 0; i--) {
		const char *port = ports->empty[i - 1];

		if (!qemu_is_id(port) || !is_empty(monitor, port, err))
			continue;
		strcpy(ret_bus, port);
		return 0;
	}
	if (bus && (ports->is_used ||
		    (ports->is_port && !is_empty(monitor, bus, err))))
		return used(monitor, bus, err);
	if (!bus && !ports->is_legacy)
		return failed(
			err, -ENOSPC,
			"%s: the VM has no empty PCIe port for another card; start it with one, -device pcie-root-port,id=NAME,chassis=N, or detach a card",
			monitor->name);
	/* QEMU says what else is wrong with a bus. */
	(void)snprintf(ret_bus, QEMU_ID_SIZE, "%s", bus ? bus : "");
	return 0;
}

int qemu_is_free(struct monitor *monitor, const char *id,
		 struct vmtap_error *err)
{
	char netdev[QEMU_ID_SIZE];
	const int r = qemu_netdev(monitor, id, netdev, err);

	if (r == -ENODEV)
		return 0;
	/* A device that is no network card has no netdev. */
	if (r == 0 || r == -EREMOTEIO)
		return failed(err, -EEXIST,
			      "%s: the VM has a device '%s' already",
			      monitor->name, id);
	return r;
}

int qemu_find_bus(struct monitor *monitor, const char *bus,
		  char ret_bus[QEMU_ID_SIZE], struct vmtap_error *err)
{
	_cleanup_message_ struct json_object *buses = NULL;
	struct ports ports;
	int r = monitor_ask(monitor, "query-pci", NULL, &buses, err);

	if (r < 0)
		return r;
	ports_find(buses, bus, &ports);
	r = choose(monitor, bus, &ports, ret_bus, err);
	/* A monitor that broke down makes no port used. */
	return r < 0 || monitor->fd >= 0 ? r : -ENOTCONN;
}

/* ---- in ---------------------------------------------------------------- */

static void name_fd(const struct vmtap_device *device, char letter,
		    unsigned int i, char name[NAME_SIZE])
{
	(void)snprintf(name, NAME_SIZE, "%s-%c%u", vmtap_device_ifname(device),
		       letter, i);
}

/* letter: 'q' for queues, 'v' for vhost-net */
static int give(struct monitor *monitor, const struct vmtap_device *device,
		char letter, unsigned int n, struct vmtap_error *err)
{
	int r = 0;

	for (unsigned int i = 0; i < n && r >= 0; i++) {
		struct monitor_command getfd = {
			.name = "getfd",
			.arguments_taken = json_begin(),
			.fd = letter == 'q' ? vmtap_device_fd(device, i)
					    : vmtap_device_vhost_fd(device, i),
		};
		char name[NAME_SIZE];

		name_fd(device, letter, i, name);
		json_add_text(getfd.arguments_taken, "fdname", name);
		r = monitor_execute(monitor, &getfd, NULL, err);
	}
	return r;
}

/* Undoes give().  Names that QEMU does not have do not matter. */
static void take_back(struct monitor *monitor,
		      const struct vmtap_device *device, char letter,
		      unsigned int n)
{
	for (unsigned int i = 0; i < n && monitor->fd >= 0; i++) {
		struct json_object *arguments = json_begin();
		struct vmtap_error ignored;
		char name[NAME_SIZE];

		name_fd(device, letter, i, name);
		json_add_text(arguments, "fdname", name);
		(void)monitor_do(monitor, "closefd", arguments, &ignored);
	}
}

/* "fd" or "fds", with the names of all */
static void add_names(struct json_object *netdev,
		      const struct vmtap_device *device, char letter,
		      const char *one, const char *several)
{
	const unsigned int n = letter == 'q' ? vmtap_device_queues(device)
					     : vmtap_device_vhosts(device);
	char names[NAMES_SIZE] = "";
	size_t used_size = 0;

	for (unsigned int i = 0; i < n; i++) {
		char name[NAME_SIZE];

		name_fd(device, letter, i, name);
		used_size += (size_t)snprintf(names + used_size,
					      sizeof(names) - used_size, "%s%s",
					      i > 0 ? ":" : "", name);
	}
	json_add_text(netdev, n > 1 ? several : one, names);
}

static int add_netdev(struct monitor *monitor,
		      const struct vmtap_device *device,
		      struct vmtap_error *err)
{
	struct json_object *netdev = json_begin();

	json_add_text(netdev, "type", "tap");
	json_add_text(netdev, "id", vmtap_device_ifname(device));
	add_names(netdev, device, 'q', "fd", "fds");
	if (vmtap_device_vhosts(device) > 0) {
		json_add_bool(netdev, "vhost", true);
		add_names(netdev, device, 'v', "vhostfd", "vhostfds");
	}
	return monitor_do(monitor, "netdev_add", netdev, err);
}

static int add_card(struct monitor *monitor, const struct vmtap_device *device,
		    const char *id, const char *bus, struct vmtap_error *err)
{
	const unsigned int n_queues = vmtap_device_queues(device);
	const unsigned int mtu = vmtap_device_mtu(device);
	struct json_object *card = json_begin();

	json_add_text(card, "driver", "virtio-net-pci");
	json_add_text(card, "id", id);
	json_add_text(card, "netdev", vmtap_device_ifname(device));
	if (bus[0])
		json_add_text(card, "bus", bus);
	if (vmtap_device_lladdr(device)[0])
		json_add_text(card, "mac", vmtap_device_lladdr(device));
	if (n_queues > 1) {
		json_add_bool(card, "mq", true);
		json_add_number(card, "vectors", 2 * (uint64_t)n_queues + 2);
	}
	if (mtu != 1500 && mtu > 0)
		json_add_number(card, "host_mtu", mtu);
	return monitor_do(monitor, "device_add", card, err);
}

/*
 * What a step did is not known if no answer came to it.  QEMU does commands in
 * their order, so the ones that undo it come behind it.
 */
static void undo(struct monitor *monitor, const struct vmtap_device *device,
		 const char *id, bool had_netdev, bool had_card)
{
	struct vmtap_error ignored;

	interrupt_forget();
	monitor_hurry(monitor);
	if (had_card && monitor->fd >= 0) {
		struct json_object *arguments = json_begin();

		json_add_text(arguments, "id", id);
		(void)monitor_do(monitor, "device_del", arguments, &ignored);
	}
	if (had_netdev && monitor->fd >= 0)
		(void)qemu_remove_netdev(monitor, vmtap_device_ifname(device),
					 &ignored);
	take_back(monitor, device, 'q', vmtap_device_queues(device));
	take_back(monitor, device, 'v', vmtap_device_vhosts(device));
}

static bool is_unknown(int r)
{
	return r == -ETIMEDOUT || r == -EINTR;
}

int qemu_plug(struct monitor *monitor, const struct vmtap_device *device,
	      const char *id, const char *bus, struct vmtap_error *err)
{
	bool has_netdev = false, has_card = false;
	int r = give(monitor, device, 'q', vmtap_device_queues(device), err);

	if (r == 0)
		r = give(monitor, device, 'v', vmtap_device_vhosts(device),
			 err);
	if (r == 0) {
		r = add_netdev(monitor, device, err);
		has_netdev = r == 0 || is_unknown(r);
	}
	if (r == 0) {
		r = add_card(monitor, device, id, bus, err);
		has_card = is_unknown(r);
	}
	if (r < 0)
		undo(monitor, device, id, has_netdev, has_card);
	return r;
}
