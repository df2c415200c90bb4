/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hostcheck.c - what helper/look/ sees, the firewall's rules, settings of the
 * kernel, and the links of the policy's networks.
 */
#include "daemon/hostcheck/hostcheck.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "common/kind.h"
#include "daemon/hostcheck/forward.h"
#include "daemon/start/policyload.h"
#include "link/mark.h"
#include "look/look.h"

struct report {
	const char *about;
	unsigned int n_wrong;
};

static void found(void *data, enum vmtap_state state, const char *name,
		  const char *text)
{
	struct report *report = data;

	report->n_wrong += state == VMTAP_STATE_WRONG;
	look_print(state, report->about, name, text);
}

/* The number in a file of /proc/sys or sysfs, or -errno. */
static long read_number(const char *path)
{
	_cleanup_fclose_
	FILE *file = fopen(path, "re");
	long value;

	if (!file)
		return -errno;
	return fscanf(file, "%li", &value) == 1 && value >= 0 ? value : -EIO;
}

/* ---- links of networks ------------------------------------------------ */

static void link_path(const struct network *network, const char *name,
		      char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "/sys/class/net/%s%s", network->link.s,
		       name);
}

static bool is_vmtaps(const char *port)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof(path), "/sys/class/net/%s/netdev_group",
		       port);
	return mark_is_group(read_number(path));
}

/* Has the bridge a port that no vmtapd made? */
static bool leads_out(const struct network *network)
{
	const struct dirent *entry;
	char path[PATH_MAX];
	bool is_found = false;
	DIR *dir;

	link_path(network, "/brif", path);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)) != NULL)
		is_found |= entry->d_name[0] != '.' &&
			    !is_vmtaps(entry->d_name);
	if (dir)
		(void)closedir(dir);
	return is_found;
}

static void look_at_routing(const struct look *look,
			    const struct network *network)
{
	const char *name = network->link.s;

	if (leads_out(network))
		look_tell(look, VMTAP_STATE_OK, "routing",
			  "the bridge %s has a port that leads out", name);
	else if (read_number("/proc/sys/net/ipv4/ip_forward") == 0)
		look_tell(
			look, VMTAP_STATE_HINT, "routing",
			"the bridge %s has no port that leads out, and this host routes nothing, so guests reach only the host; the administrator can change that with 'sysctl net.ipv4.ip_forward=1'",
			name);
	else
		look_tell(look, VMTAP_STATE_OK, "routing",
			  "this host can route for the guests of %s", name);
}

static void look_at_network(const struct look *look,
			    const struct network *network)
{
	const bool is_port = kind_of(network->kind)->is_port;
	const char *name = network->link.s;
	const char *what = is_port ? "bridge" : "lower device";
	char path[PATH_MAX];
	long flags;

	link_path(network, "/flags", path);
	flags = read_number(path);
	link_path(network, "/bridge", path);
	if (flags < 0 && flags != -ENOENT)
		look_tell(look, VMTAP_STATE_UNSEEN, "link",
			  "the %s %s of network %s cannot be looked at: %s",
			  what, name, network->name.s, strerror((int)-flags));
	else if (flags < 0)
		look_tell(
			look, VMTAP_STATE_WRONG, "link",
			"the %s %s of network %s does not exist; until the administrator makes it, that network gives no device",
			what, name, network->name.s);
	else if (is_port && access(path, F_OK) < 0)
		look_tell(
			look, VMTAP_STATE_WRONG, "link",
			"%s is not a bridge, so network %s gives no device; the policy must name one",
			name, network->name.s);
	else if (!(flags & IFF_UP))
		look_tell(
			look, VMTAP_STATE_WRONG, "link",
			"the %s %s of network %s is down; the administrator can set it up with 'ip link set %s up'",
			what, name, network->name.s, name);
	else
		look_tell(look, VMTAP_STATE_OK, "link",
			  "the %s %s of network %s is there, and up", what,
			  name, network->name.s);
	if (flags < 0)
		return;
	if (is_port)
		look_at_routing(look, network);
	else
		look_wireless(look, name);
}

static void look_at_networks(const struct look *look, const char *config)
{
	struct policy *policy;
	struct error err;

	/* explain_policy() has told why */
	if (policyload(config, NULL, &policy, &err) < 0)
		return;
	for (size_t i = 0; i < policy_networks(policy); i++)
		look_at_network(look, policy_network(policy, i));
	policy_free(policy);
}

/* ---- all of it -------------------------------------------------------- */

static void look_at_jit(const struct look *look)
{
	const long value = read_number("/proc/sys/net/core/bpf_jit_enable");

	if (value < 0)
		look_tell(
			look, VMTAP_STATE_UNSEEN, "bpf_jit_enable",
			"whether the kernel compiles the filters of guests cannot be seen here: %s",
			strerror((int)-value));
	else if (value == 0)
		look_tell(
			look, VMTAP_STATE_HINT, "bpf_jit_enable",
			"the kernel interprets the filters of guests, so each frame costs more; the administrator can change that with 'sysctl net.core.bpf_jit_enable=1'");
	else
		look_tell(look, VMTAP_STATE_OK, "bpf_jit_enable",
			  "the kernel compiles the filters of guests");
}

int hostcheck(const struct options *options)
{
	struct report report = { .about = "host" };
	const struct look look = { found, &report };

	look_managers(&look);
	forward_look(&look, look_firewall(&look));
	look_at_jit(&look);
	look_hypervisor(&look);
	report.about = "policy";
	look_at_networks(&look, options->config);
	return report.n_wrong > 0;
}
