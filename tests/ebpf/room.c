/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * room.c - see room.t.  room BRIDGE
 *
 * Takes all slots of the map but one, and makes real devices: one has room, and
 * another one has not.  A slot is free when the kernel has told the end of its
 * device, and not when the device was ended.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "link/device.h"
#include "link/ebpf/program.h"
#include "link/fence/attach.h"
#include "link/rtnl/rtnl.h"

#define OTHERS 1000000u /* the numbers of devices that are not there */
#define SENTENCE "vmtapd has no room for the filter of another device"

static struct host host = { .instance = 1 };
static struct ebpf ebpf;
static struct device_spec spec = {
	.facts = { .network = { "room" },
		   .kind = VMTAP_KIND_BRIDGE,
		   .guest = GUEST_TOLD,
		   .queues = 1 },
	.fence = { .filters = FENCE_DEFAULT },
};
static int points, failed;

static bool ok(bool is_good, const char *what)
{
	printf("%sok %d - %s\n", is_good ? "" : "not ", ++points, what);
	failed += !is_good;
	return is_good;
}

static int make(struct device *device, struct error *err)
{
	static uint8_t n;

	*err = (struct error){ 0 };
	device_init(device);
	spec.facts.lladdr = (struct lladdr){ { 0x52, 0x54, 0, 0, 0, ++n } };
	spec.facts.link_lladdr =
		device_lladdr(spec.facts.kind, &spec.facts.lladdr);
	return device_create(&host, &spec, device, err);
}

static void end(struct device *device)
{
	(void)device_end(host.rtnl, host.instance, device);
}

static bool is_refused(const char *what)
{
	struct device device;
	struct error err;
	int r = make(&device, &err);
	bool is_right = r == -ENOSPC && err.code == VMTAP_E_LIMIT &&
			strncmp(err.text, SENTENCE, strlen(SENTENCE)) == 0;

	end(&device);
	if (!ok(is_right, what))
		printf("# %d: %s\n", r, err.text);
	return is_right;
}

/* Does the program drop a frame from another source? */
static bool drops(const struct device *device)
{
	static const uint8_t evil[64] = { 0xff, 0xff, 0xff, 0xff, 0xff,
					  0xff, 0x52, 0x54, 0,	  0x66,
					  0x66, 0x66, 0x08, 0x06 };
	unsigned int slot = slots_of(&ebpf.slots, device->ifindex);
	uint64_t before = ebpf.slots.at[slot].drops[SLOT_DROP_MAC];

	return slot != 0 &&
	       write(device->fds[0], evil, sizeof(evil)) == sizeof(evil) &&
	       ebpf.slots.at[slot].drops[SLOT_DROP_MAC] == before + 1;
}

/* A change that has no room leaves the filter of before. */
static void test_change(const struct device *device)
{
	const struct lladdr other = { { 0x52, 0x54, 0, 0, 0, 0x99 } };
	const struct filter_spec change = {
		.ebpf = &ebpf,
		.kind = VMTAP_KIND_BRIDGE,
		.ifindex = device->ifindex,
		.fence = &spec.fence,
		.lladdr = &other,
	};
	struct error err = { 0 };

	ok(filter_replace(host.rtnl, &change, &err) < 0 &&
		   strncmp(err.text, SENTENCE, strlen(SENTENCE)) == 0,
	   "no room: a change is refused");
	ok(drops(device), "no room: the filter of before stays");
}

static void test_room(void)
{
	const struct slot nothing = { 0 };
	struct device first, second;
	unsigned int ifindex;
	struct error err;

	for (unsigned int i = 1; i < SLOTS_N - 1; i++)
		(void)slots_take(&ebpf.slots, OTHERS + i, false, &nothing);
	ok(ebpf.slots.n_used == SLOTS_N - 2, "one slot is free");
	if (!ok(make(&first, &err) == 0, "a device gets it"))
		printf("# %s\n", err.text);
	ok(drops(&first), "and its filter drops");
	(void)is_refused(
		"no room: another device is refused, and the cause told");
	test_change(&first);
	ifindex = first.ifindex;
	end(&first);
	(void)is_refused("its end is not told yet: its slot stays taken");
	slots_forget(&ebpf.slots, ifindex);
	ok(make(&second, &err) == 0, "its end is told: another device gets it");
	ok(drops(&second), "and its filter drops");
	end(&second);
}

int main(int argc, char **argv)
{
	struct error err;

	host.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (argc != 2 || ifname_parse(argv[1], &spec.link) < 0 ||
	    host.inotify < 0 || rtnl_open(&host.rtnl) < 0) {
		printf("Bail out! room: %s\n", strerror(errno));
		return 1;
	}
	if (ebpf_load(&ebpf, &err) < 0) {
		printf("1..0 # SKIP %s\n", err.text);
		return 0;
	}
	host.ebpf = &ebpf;
	test_room();
	ebpf_close(&ebpf);
	rtnl_close(host.rtnl);
	printf("1..%d\n", points);
	return failed > 0;
}
