/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-link KEY=VALUE... -- COMMAND... - makes a device of helper/link without
 * a daemon, a policy or a lease, then becomes COMMAND, with the descriptors of
 * the queues from 3 on.  It prints "ifname=NAME" and "ifindex=NUMBER", or
 * "error=SENTENCE" and ends with status 1.
 *
 * kind=bridge|macvtap mode=NUMBER link=NAME mac=ADDRESS queues=N unknown=1
 * vnet_hdr=1; of the fence: filters=BITS vlan=N vlans=N,N,... isolated=1
 * no_flood=1 rate_in=BITS rate_out=BITS rate_broadcast=BITS
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "link/device.h"
#include "link/rtnl/rtnl.h"

static void set_vlans(struct fence *fence, char *text)
{
	char *next;

	while ((next = strsep(&text, ",")) && fence->n_vlans < FENCE_VLANS_MAX)
		fence->vlans[fence->n_vlans++] = (uint16_t)atoi(next);
}

static const char *text_after(const char *word, const char *key)
{
	size_t n = strlen(key);

	return strncmp(word, key, n) == 0 && word[n] == '=' ? word + n + 1
							    : NULL;
}

static int set_fence(struct fence *fence, char *word)
{
	const char *text;

	if ((text = text_after(word, "filters")))
		fence->filters = (unsigned int)strtoul(text, NULL, 0);
	else if ((text = text_after(word, "vlan")))
		fence->vlan = (unsigned int)strtoul(text, NULL, 0);
	else if (text_after(word, "vlans"))
		set_vlans(fence, word + strlen("vlans="));
	else if (text_after(word, "isolated"))
		fence->is_isolated = true;
	else if (text_after(word, "no_flood"))
		fence->has_no_flood = true;
	else if ((text = text_after(word, "rate_in")))
		fence->rate_in = strtoull(text, NULL, 0);
	else if ((text = text_after(word, "rate_out")))
		fence->rate_out = strtoull(text, NULL, 0);
	else if ((text = text_after(word, "rate_broadcast")))
		fence->rate_broadcast = strtoull(text, NULL, 0);
	else
		return -EINVAL;
	return 0;
}

static int set_spec(struct device_spec *spec, char *word)
{
	const char *text;

	if (text_after(word, "kind"))
		spec->facts.kind = strcmp(word, "kind=macvtap") == 0
					   ? VMTAP_KIND_MACVTAP
					   : VMTAP_KIND_BRIDGE;
	else if ((text = text_after(word, "mode")))
		spec->facts.mode = (enum vmtap_mode)atoi(text);
	else if ((text = text_after(word, "link")))
		return ifname_parse(text, &spec->link);
	else if ((text = text_after(word, "mac")))
		return lladdr_parse(text, &spec->facts.lladdr);
	else if ((text = text_after(word, "queues")))
		spec->facts.queues = (unsigned int)atoi(text);
	else if (text_after(word, "vnet_hdr"))
		spec->has_vnet_hdr = true;
	else if (text_after(word, "unknown"))
		spec->facts.guest = GUEST_UNKNOWN;
	else
		return set_fence(&spec->fence, word);
	return 0;
}

static int create(const struct device_spec *spec, struct device *device)
{
	struct host host = { .instance = 1 };
	struct error err;
	int r;

	device_init(device);
	host.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (host.inotify < 0 || rtnl_open(&host.rtnl) < 0)
		return -errno;
	r = device_create(&host, spec, device, &err);
	if (r < 0) {
		(void)device_end(host.rtnl, host.instance, device);
		printf("error=%s\n", err.text);
	}
	rtnl_close(host.rtnl);
	(void)close(host.inotify);
	return r;
}

static int make(const struct device_spec *spec)
{
	struct device device;
	int r = create(spec, &device);

	if (r < 0)
		return r;
	/* from 3 on, and through exec() */
	for (unsigned int i = 0; i < device.n_fds; i++)
		if (dup2(device.fds[i], 100 + (int)i) < 0 ||
		    fcntl(device.fds[i], F_SETFD, FD_CLOEXEC) < 0)
			return -errno;
	for (unsigned int i = 0; i < device.n_fds; i++) {
		if (dup2(100 + (int)i, 3 + (int)i) < 0 ||
		    fcntl(3 + (int)i, F_SETFD, 0) < 0 ||
		    fcntl(100 + (int)i, F_SETFD, FD_CLOEXEC) < 0)
			return -errno;
	}
	printf("ifname=%s\nifindex=%u\n", device.ifname.s, device.ifindex);
	return fflush(stdout);
}

int main(int argc, char **argv)
{
	struct device_spec spec = {
		.facts = {
			.network = { "test" },
			.kind = VMTAP_KIND_BRIDGE,
			.guest = GUEST_TOLD,
			.queues = 1,
		},
	};
	int i = 1;

	for (; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (set_spec(&spec, argv[i]) < 0) {
			printf("error=what is %s\n", argv[i]);
			return 2;
		}
	if (spec.facts.guest == GUEST_UNKNOWN &&
	    (spec.fence.filters & FENCE_MAC))
		spec.facts.guest = GUEST_LEARNING;
	spec.facts.link_lladdr =
		device_lladdr(spec.facts.kind, &spec.facts.lladdr);
	if (i + 1 >= argc) {
		puts("error=no command");
		return 2;
	}
	if (make(&spec) < 0)
		return 1;
	(void)execvp(argv[i + 1], argv + i + 1);
	printf("error=%s: %s\n", argv[i + 1], strerror(errno));
	return 2;
}
