/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * host.c - the firewall's switch, what is below the host, and wireless links.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "look/look.h"

#define SWITCH "/proc/sys/net/bridge/bridge-nf-call-iptables"

/* Without br_netfilter there is no such file. */
bool look_firewall(const struct look *look)
{
	_cleanup_fclose_
	FILE *file = fopen(SWITCH, "re");
	int value = file ? fgetc(file) : EOF;

	if ((!file && errno == ENOENT) || value == '0')
		look_tell(
			look, VMTAP_STATE_OK, "br_netfilter",
			"the host's firewall does not see what passes between ports of a bridge");
	else if (value == EOF)
		look_tell(
			look, VMTAP_STATE_UNSEEN, "br_netfilter",
			"%s cannot be read, so nobody knows whether the host's firewall sees guests' frames",
			SWITCH);
	else
		look_tell(
			look, VMTAP_STATE_HINT, "br_netfilter",
			"br_netfilter shows guests' frames to the host's firewall; if 'iptables -S FORWARD' has the policy DROP, as with Docker, guests of bridges reach nobody until 'sysctl net.bridge.bridge-nf-call-iptables=0'");
	return value != EOF && value != '0';
}

#define CPUINFO "/proc/cpuinfo"

/* The line of flags is long, and all processors have the same. */
static bool has_hypervisor_flag(FILE *file)
{
	char line[8192];

	while (fgets(line, sizeof(line), file))
		if (strncmp(line, "flags", 5) == 0)
			return strstr(line, " hypervisor") != NULL;
	return false;
}

void look_hypervisor(const struct look *look)
{
	_cleanup_fclose_
	FILE *file = fopen(CPUINFO, "re");

	if (!file)
		look_tell(look, VMTAP_STATE_UNSEEN, "hypervisor",
			  "%s cannot be read", CPUINFO);
	else if (has_hypervisor_flag(file))
		look_tell(
			look, VMTAP_STATE_HINT, "hypervisor",
			"this host is a VM, and many hypervisors and clouds let only the address of its own card pass; if guests get no answer from outside, allow other addresses there (VMware: forged transmits and promiscuous mode; Hyper-V: MAC address spoofing), or let the host route for them");
	else
		look_tell(look, VMTAP_STATE_OK, "hypervisor",
			  "no hypervisor shows below this host");
}

static bool has_file(const char *link, const char *name)
{
	char path[PATH_MAX];
	const int n = snprintf(path, sizeof(path), "/sys/class/net/%s%s%s",
			       link, name[0] ? "/" : "", name);

	return n > 0 && (size_t)n < sizeof(path) && access(path, F_OK) == 0;
}

/* The kernel takes a wireless link as the port of a bridge only if it carries
 * other stations' addresses, so only a lower device matters. */
void look_wireless(const struct look *look, const char *link)
{
	if (!has_file(link, ""))
		look_tell(
			look, VMTAP_STATE_UNSEEN, "wireless",
			"there is no link %s here, so it may be in another network namespace; 'vmtapd --check --host' looks from that of vmtapd",
			link);
	else if (has_file(link, "phy80211") || has_file(link, "wireless"))
		look_tell(
			look, VMTAP_STATE_HINT, "wireless",
			"%s is wireless, and unless it is an access point itself, the one that it talks to drops frames from further addresses, so guests there get no answer; use kind = bridge with a bridge for which the host routes",
			link);
	else
		look_tell(look, VMTAP_STATE_OK, "wireless",
			  "%s is not wireless", link);
}
