/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ports.c - see ports.h.  A PCIe port takes one card.  QEMU 7.2 accepts a second
 * one there, and the guest never sees it; later ones refuse it.
 */
#include "client/hotplug/ports.h"

#include <stdint.h>
#include <string.h>

#include "client/vmm/message.h"

/* Vendor and device of the bridges that are PCIe ports, and of the "pc" machine's
 * host bridge. */
static const struct model {
	int64_t vendor, device;
} models[] = {
	{ 0x1b36, 0x000c }, /* pcie-root-port */
	{ 0x8086, 0x3420 }, /* ioh3420 */
	{ 0x104c, 0x8233 }, /* xio3130-downstream */
};
static const struct model legacy = { 0x8086, 0x1237 };

static bool is_model(const struct json_object *device,
		     const struct model *model)
{
	const struct json_object *id = message_object(device, "id");

	return message_number(id, "vendor", -1) == model->vendor &&
	       message_number(id, "device", -1) == model->device;
}

static bool is_port(const struct json_object *device)
{
	for (size_t i = 0; i < sizeof(models) / sizeof(*models); i++)
		if (is_model(device, &models[i]))
			return true;
	return false;
}

static void look_at(const struct json_object *device, const char *wanted,
		    struct ports *ports)
{
	const char *name = message_text(device, "qdev_id");
	const struct json_object *behind =
		message_array(message_object(device, "pci_bridge"), "devices");
	const bool is_empty = !message_at(behind, 0);

	if (is_model(device, &legacy))
		ports->is_legacy = true;
	if (!is_port(device) || !name || name[0] == '\0')
		return;
	if (wanted && strcmp(name, wanted) == 0) {
		ports->is_port = is_empty;
		ports->is_used = !is_empty;
	}
	if (is_empty && ports->n < PORTS_MAX)
		ports->empty[ports->n++] = name;
}

/* Bridges have devices behind them.  message.h bounds how deep. */
static void look_behind(const struct json_object *devices, const char *wanted,
			struct ports *ports)
{
	const struct json_object *device;

	for (size_t i = 0; (device = message_at(devices, i)); i++) {
		look_at(device, wanted, ports);
		look_behind(message_array(message_object(device, "pci_bridge"),
					  "devices"),
			    wanted, ports);
	}
}

void ports_find(const struct json_object *buses, const char *wanted,
		struct ports *ret_ports)
{
	const struct json_object *bus;

	memset(ret_ports, 0, sizeof(*ret_ports));
	for (size_t i = 0; (bus = message_at(buses, i)); i++)
		look_behind(message_array(bus, "devices"), wanted, ret_ports);
}
