/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * host.c - what devices of all networks need: nodes, and abilities of the
 * kernel.  A lack that only some networks feel is a hint here; the network that
 * feels it refuses its devices, which doctor_network() finds.
 */
#include "daemon/doctor/doctor.h"
#include "link/fence/attach.h"
#include "link/fence/qos.h"
#include "link/node/node.h"
#include "link/rtnl/ask/ask.h"

static void look_at_tun(struct findings *findings)
{
	struct error err;

	if (node_may_open_tun(&err) < 0) {
		findings_add(
			findings, VMTAP_STATE_WRONG, "tun",
			"%s; until then no network on a bridge gives a device",
			err.text);
		return;
	}
	findings_add(findings, VMTAP_STATE_OK, "tun",
		     "vmtapd may open /dev/net/tun");
}

static void look_at_vhost(struct findings *findings)
{
	struct error err;

	if (node_may_open_vhost(&err) < 0) {
		findings_add(findings, VMTAP_STATE_HINT, "vhost-net",
			     "%s; until then a card with vhost=on is refused",
			     err.text);
		return;
	}
	findings_add(findings, VMTAP_STATE_OK, "vhost-net",
		     "vmtapd may open /dev/vhost-net");
}

static void look_at_macvtap(const struct host *host, struct findings *findings)
{
	if (ask_kind(host->rtnl, "macvtap") < 0)
		findings_add(
			findings, VMTAP_STATE_HINT, "macvtap",
			"this kernel has no macvtap, so no network of that kind gives a device; the administrator can load it with 'modprobe macvtap'");
	else
		findings_add(findings, VMTAP_STATE_OK, "macvtap",
			     "this kernel can make macvtaps");
}

/* The fence keeps guests apart, so a device without its filter is none. */
static void look_at_filter(const struct host *host, struct findings *findings)
{
	static const struct fence fence = { .filters = FENCE_DEFAULT };
	struct error err;

	if (filter_check(host->rtnl, host->ebpf, &fence, &err) < 0)
		findings_add(
			findings, VMTAP_STATE_WRONG, "filter",
			"%s; until then only networks with filter = none give a device",
			err.text);
	else
		findings_add(
			findings, VMTAP_STATE_OK, "filter",
			"this kernel has a place for the filters of guests");
	if (host->ebpf)
		findings_add(findings, VMTAP_STATE_OK, "ebpf",
			     "vmtapd's eBPF program looks at guests' frames");
	else
		findings_add(
			findings, VMTAP_STATE_HINT, "ebpf",
			"the classic program looks at guests' frames: it counts no reasons and sees no virtio-net header, and networks with fence = required give no device; 'journalctl -u vmtapd' says why this host did not take the eBPF program");
}

static void look_at_rate(const struct host *host, const char *name,
			 const struct fence *fence, struct findings *findings)
{
	struct error err;

	if (qos_check(host->rtnl, VMTAP_KIND_BRIDGE, fence, &err) < 0)
		findings_add(
			findings, VMTAP_STATE_HINT, name,
			"%s; until then networks with that limit give no device",
			err.text);
	else
		findings_add(findings, VMTAP_STATE_OK, name,
			     "this kernel can limit rates so");
}

void doctor_host(const struct call *call, struct findings *findings)
{
	static const struct fence shaped = { .rate_in = 1000 };
	static const struct fence policed = { .rate_out = 1000 };
	const struct host *host = call->state->host;

	look_at_tun(findings);
	look_at_vhost(findings);
	look_at_macvtap(host, findings);
	look_at_filter(host, findings);
	look_at_rate(host, "rate-in", &shaped, findings);
	look_at_rate(host, "rate-out", &policed, findings);
}
