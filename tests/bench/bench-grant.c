/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench-grant - measures how long grants and lists take, in microseconds.
 *
 * socket PATH NETWORK N    N devices from vmtapd, all kept until the end
 * floor KIND LINK N        the same work in this process: what a grant would
 *                          cost with no daemon, no policy and no lease
 * loop PATH NETWORK        one each PACE_MS, closed at once, until the end of
 *                          standard input
 * hold PATH NETWORK N      N devices, kept until the end of standard input
 * list PATH N              the list of all own devices, N times
 * links N                  N dumps of all links: what a list or an adoption
 *                          would cost that only asks the kernel once
 *
 * Prints "n p10 median p99 worst"; hold prints "held".
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

#include "link/device.h"
#include "link/rtnl/rtnl.h"
#include "vmtap.h"

#define SAMPLES_MAX 1000000
/* After the last close, vmtapd needs some 15 ms to end a device.  At a faster
 * pace the queue of ending devices would soon be all that is measured. */
#define PACE_MS 10

static double samples[SAMPLES_MAX];
static size_t n_samples;

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void keep(double start)
{
	if (n_samples < SAMPLES_MAX)
		samples[n_samples++] = now() - start;
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int report(void)
{
	if (n_samples == 0)
		return 1;
	qsort(samples, n_samples, sizeof(samples[0]), compare);
	printf("%zu %.1f %.1f %.1f %.1f\n", n_samples, samples[n_samples / 10],
	       samples[n_samples / 2], samples[n_samples * 99 / 100],
	       samples[n_samples - 1]);
	return 0;
}

static int fail(const char *text)
{
	fprintf(stderr, "bench-grant: %s\n", text);
	return 1;
}

/* ---- from vmtapd ------------------------------------------------------ */

static struct vmtap_device *open_one(struct vmtap *client,
				     const struct vmtap_request *request)
{
	struct vmtap_device *device = NULL;
	struct vmtap_error err;
	double start = now();

	if (vmtap_open(client, request, &device, &err) < 0) {
		(void)fail(err.text);
		return NULL;
	}
	keep(start);
	return device;
}

static int prepare(const char *path, const char *network,
		   struct vmtap **ret_client,
		   struct vmtap_request **ret_request)
{
	struct vmtap_error err;

	if (vmtap_connect(path, ret_client, &err) < 0 ||
	    vmtap_request_new(network, ret_request, &err) < 0)
		return fail(err.text);
	return 0;
}

static int run_socket(char **words)
{
	size_t n = strtoul(words[2], NULL, 10);
	struct vmtap_device **devices = calloc(n, sizeof(*devices));
	struct vmtap_request *request;
	struct vmtap *client;

	if (!devices || prepare(words[0], words[1], &client, &request) != 0)
		return 1;
	for (size_t i = 0; i < n; i++) {
		devices[i] = open_one(client, request);
		if (!devices[i])
			return 1;
	}
	for (size_t i = 0; i < n; i++)
		vmtap_device_free(devices[i]);
	vmtap_request_free(request);
	vmtap_close(client);
	free((void *)devices);
	return report();
}

static int run_loop(char **words)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	struct vmtap_request *request;
	struct vmtap *client;

	if (prepare(words[0], words[1], &client, &request) != 0)
		return 1;
	while (poll(&input, 1, PACE_MS) == 0) {
		struct vmtap_device *device = open_one(client, request);

		if (!device)
			return 1;
		vmtap_device_free(device);
	}
	vmtap_request_free(request);
	vmtap_close(client);
	return report();
}

static int run_hold(char **words)
{
	size_t n = strtoul(words[2], NULL, 10);
	struct vmtap_request *request;
	struct vmtap *client;
	char end;

	if (prepare(words[0], words[1], &client, &request) != 0)
		return 1;
	for (size_t i = 0; i < n; i++)
		if (!open_one(client, request))
			return 1;
	vmtap_request_free(request);
	vmtap_close(client);
	printf("held\n");
	(void)fflush(stdout);
	while (read(STDIN_FILENO, &end, 1) > 0)
		;
	return 0; /* the kernel closes the devices */
}

static int run_list(char **words)
{
	size_t n = strtoul(words[1], NULL, 10);
	struct vmtap_error err;
	struct vmtap *client;

	if (vmtap_connect(words[0], &client, &err) < 0)
		return fail(err.text);
	for (size_t i = 0; i < n; i++) {
		struct vmtap_list *list;
		double start = now();

		if (vmtap_list(client, &list, &err) < 0)
			return fail(err.text);
		keep(start);
		vmtap_list_free(list);
	}
	vmtap_close(client);
	return report();
}

/* ---- in this process -------------------------------------------------- */

static int count_link(const struct rtnl_link *link, void *data)
{
	*(size_t *)data += link->ifindex > 0;
	return 0;
}

static int run_links(char **words)
{
	size_t n = strtoul(words[0], NULL, 10);
	size_t links = 0;
	struct rtnl *rtnl;

	if (rtnl_open(&rtnl) < 0)
		return fail("cannot start");
	for (size_t i = 0; i < n; i++) {
		double start = now();

		if (rtnl_link_dump(rtnl, count_link, &links) < 0)
			return fail("the links cannot be listed");
		keep(start);
	}
	rtnl_close(rtnl);
	return report();
}

static int make_one(const struct host *host, const struct device_spec *spec,
		    struct device *device)
{
	struct error err;
	double start = now();

	if (device_create(host, spec, device, &err) < 0)
		return fail(err.text);
	keep(start);
	return 0;
}

static int run_floor(char **words)
{
	size_t n = strtoul(words[2], NULL, 10);
	struct device *devices = calloc(n, sizeof(*devices));
	struct device_spec spec = {
		.facts = {
			.network = { "bench" },
			.kind = strcmp(words[0], "bridge") == 0
					? VMTAP_KIND_BRIDGE
					: VMTAP_KIND_MACVTAP,
			.mode = VMTAP_MODE_BRIDGE,
			.queues = 1,
		},
		.has_vnet_hdr = true,
	};
	struct host host = { .instance = 1 };
	int result = 0;

	host.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (!devices || rtnl_open(&host.rtnl) < 0 || host.inotify < 0 ||
	    ifname_parse(words[1], &spec.link) < 0)
		return fail("cannot start");
	for (size_t i = 0; i < n && result == 0; i++) {
		spec.facts.lladdr = (struct lladdr){
			{ 0x52, 0x54, 0, 0, (uint8_t)(i >> 8), (uint8_t)i }
		};
		spec.facts.link_lladdr =
			device_lladdr(spec.facts.kind, &spec.facts.lladdr);
		device_init(&devices[i]);
		result = make_one(&host, &spec, &devices[i]);
	}
	for (size_t i = 0; i < n; i++)
		(void)device_end(host.rtnl, host.instance, &devices[i]);
	free(devices);
	return result ? result : report();
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "socket") == 0)
		return run_socket(argv + 2);
	if (argc == 5 && strcmp(argv[1], "floor") == 0)
		return run_floor(argv + 2);
	if (argc == 4 && strcmp(argv[1], "loop") == 0)
		return run_loop(argv + 2);
	if (argc == 5 && strcmp(argv[1], "hold") == 0)
		return run_hold(argv + 2);
	if (argc == 4 && strcmp(argv[1], "list") == 0)
		return run_list(argv + 2);
	if (argc == 3 && strcmp(argv[1], "links") == 0)
		return run_links(argv + 2);
	return fail(
		"socket PATH NETWORK N | floor KIND LINK N | loop PATH NETWORK | hold PATH NETWORK N | list PATH N | links N");
}
