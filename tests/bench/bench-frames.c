/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-frames BRIDGE LOWER ROUNDS - what a frame costs the thread that sends
 * it, on a TAP at BRIDGE and on a macvtap on LOWER: without a filter, with the
 * classic program and with eBPF.  All three are measured in turn, for that many
 * rounds, and a tenth of the rounds is faster than what is printed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "link/device.h"
#include "link/ebpf/program.h"
#include "link/rtnl/rtnl.h"

#define FRAMES 2000 /* in a round */
#define ROUNDS_MAX 1000
#define HEADER 10 /* virtio-net */
#define ALL_WORDS 0xff

enum program { NONE, CLASSIC, EBPF, PROGRAMS };

static const char *const names[] = { "none", "classic", "eBPF" };
static struct ebpf ebpf;

static struct frame {
	const char *name;
	unsigned int filters;
	size_t n;
	const char *head; /* in hex, with the virtio-net header */
} frames[] = {
	{ "UDP, 60 bytes", FENCE_DEFAULT, 60,
	  "00000000000000000000"
	  "0200000000aa52540000000108004500002e00000000401100000a0000050a000001"
	  "10001001001a0000" },
	{ "UDP, 1514 bytes", FENCE_DEFAULT, 1514,
	  "00000000000000000000"
	  "0200000000aa5254000000010800450005dc00000000401100000a0000050a000001"
	  "1000100105c80000" },
	{ "UDP, 60 bytes, all words", ALL_WORDS, 60,
	  "00000000000000000000"
	  "0200000000aa52540000000108004500002e00000000401100000a0000050a000001"
	  "10001001001a0000" },
	{ "TCP over IPv6, 78 bytes, all words", ALL_WORDS, 78,
	  "01000000000036001000"
	  "0200000000aa52540000000186dd60000000001806fffe80000000000000505400ff"
	  "fe000001fe800000000000000000000000000001"
	  "1000100100000001000000015010200000000000" },
};

static uint8_t bytes[2048];

static void *fail(const char *what, const char *why)
{
	fprintf(stderr, "bench-frames: %s: %s\n", what, why);
	exit(1);
}

static struct device make(const struct host *host, enum vmtap_kind kind,
			  const char *link, unsigned int filters)
{
	struct device_spec spec = {
		.facts = {
			.network = { "bench" },
			.kind = kind,
			.mode = VMTAP_MODE_BRIDGE,
			.guest = GUEST_TOLD,
			.queues = 1,
			.lladdr = { { 0x52, 0x54, 0, 0, 0, 1 } },
		},
		.has_vnet_hdr = true,
		.fence = { .filters = filters, .n_addresses = 1 },
	};
	struct device device;
	struct error err;

	device_init(&device);
	if (ifname_parse(link, &spec.link) < 0 ||
	    prefix_parse("10.0.0.5", &spec.fence.addresses[0]) < 0)
		fail(link, "is no name");
	spec.facts.link_lladdr = device_lladdr(kind, &spec.facts.lladdr);
	if (device_create(host, &spec, &device, &err) < 0)
		fail(link, err.text);
	return device;
}

static uint64_t now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* Nanoseconds for a frame. */
static double round_of(int fd, size_t n)
{
	uint64_t begin = now();

	for (int i = 0; i < FRAMES; i++)
		if (write(fd, bytes, HEADER + n) < 0)
			fail("write", strerror(errno));
	return (double)(now() - begin) / FRAMES;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void set_bytes(const struct frame *frame)
{
	memset(bytes, 0, sizeof(bytes));
	for (size_t i = 0; frame->head[2 * i]; i++) {
		unsigned int byte;

		if (sscanf(frame->head + 2 * i, "%2x", &byte) == 1)
			bytes[i] = (uint8_t)byte;
	}
}

static void measure(struct host *host, enum vmtap_kind kind, const char *link,
		    const struct frame *frame, int rounds)
{
	static double times[PROGRAMS][ROUNDS_MAX];
	/* the address can be of one device only */
	for (int i = 0; i < rounds; i++)
		for (enum program p = NONE; p < PROGRAMS; p++) {
			struct device device;

			host->ebpf = p == EBPF ? &ebpf : NULL;
			device = make(host, kind, link,
				      p == NONE ? 0 : frame->filters);
			set_bytes(frame);
			(void)round_of(device.fds[0], frame->n);
			times[p][i] = round_of(device.fds[0], frame->n);
			if (device_end(host->rtnl, host->instance, &device) < 0)
				fail(link, "does not end");
			if (p == EBPF)
				slots_forget(&ebpf.slots, device.ifindex);
		}
	printf("| %s |", frame->name);
	for (enum program p = NONE; p < PROGRAMS; p++) {
		qsort(times[p], (size_t)rounds, sizeof(double), compare);
		printf(" %.0f (%.2f) |", times[p][rounds / 10],
		       times[p][rounds / 10] / times[NONE][rounds / 10]);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	struct host host = { .instance = 1 };
	int rounds = argc == 4 ? atoi(argv[3]) : 0;
	struct error err;

	if (rounds < 10 || rounds > ROUNDS_MAX)
		fail("usage", "bench-frames BRIDGE LOWER ROUNDS (10..1000)");
	host.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (host.inotify < 0 || rtnl_open(&host.rtnl) < 0)
		fail("netlink", strerror(errno));
	if (ebpf_load(&ebpf, &err) < 0)
		fail("the program", err.text);
	for (int kind = 0; kind < 2; kind++) {
		printf("\n| %s: CPU ns a frame | %s | %s | %s |\n"
		       "| --- | --- | --- | --- |\n",
		       kind ? "macvtap" : "TAP", names[0], names[1], names[2]);
		for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++)
			measure(&host,
				kind ? VMTAP_KIND_MACVTAP : VMTAP_KIND_BRIDGE,
				argv[1 + kind], &frames[i], rounds);
	}
	ebpf_close(&ebpf);
	rtnl_close(host.rtnl);
	return 0;
}
