/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * network.c - one network: may the client use it, what is its bridge or lower
 * device like, and would a device be made?  The sentences of what is wrong are
 * those of refusals and notes (link/place/place.c); those of what is well are
 * in well.c.
 */
#include <errno.h>
#include <string.h>

#include "common/kind.h"
#include "common/note.h"
#include "daemon/doctor/doctor.h"
#include "daemon/doctor/well.h"
#include "daemon/grant.h"
#include "link/place/place.h"
#include "link/rtnl/rtnl.h"

/* What is known of the network while it is looked at. */
struct view {
	const struct call *call;
	struct findings *findings;
	const struct network *network;
	struct place_device device;
	struct rtnl_link link;
	struct place_facts place;
	bool has_port, has_mab; /* has a port, and do ports have MAB? */
	unsigned int least_mtu; /* of the ports that lead out; 0: none does */
	char told[PLACE_TEXT_SIZE]; /* why a device would be refused */
};

/* ---- the link --------------------------------------------------------- */

static void on_port(const struct rtnl_link *port, bool is_ours, void *data)
{
	struct view *view = data;

	view->has_port = true;
	view->has_mab |= port->port.knows & RTNL_PORT_MAB;
	if (!is_ours && (view->least_mtu == 0 || port->mtu < view->least_mtu))
		view->least_mtu = port->mtu;
}

static bool is_skipped(const struct view *view, enum place_fact fact)
{
	const struct place_facts *place = &view->place;
	char text[PLACE_TEXT_SIZE];

	if (place->is_bridge ? fact == PLACE_TAKEN : well_is_of_bridges(fact))
		return true;
	/* its cause is told */
	return fact == PLACE_WAY_OUT_DOWN &&
	       ((!place->is_bridge && !place->is_up) ||
		place_say(PLACE_NO_WAY_OUT, place, &view->device, text) !=
			PLACE_OK);
}

static void look_at_fact(struct view *view, enum place_fact fact)
{
	char text[PLACE_TEXT_SIZE];
	enum vmtap_state state = VMTAP_STATE_OK;

	switch (place_say(fact, &view->place, &view->device, text)) {
	case PLACE_OK:
		state = well_say(fact, &view->place, &view->device, text);
		break;
	case PLACE_WRONG:
		state = VMTAP_STATE_WRONG;
		if (fact < PLACE_REFUSALS && !view->told[0])
			memcpy(view->told, text, sizeof(text));
		break;
	case PLACE_UNKNOWN:
		return; /* that the ports cannot be listed is told once */
	}
	findings_add(view->findings, state, place_name(fact), "%s", text);
}

static void look_at_ports(struct view *view)
{
	const char *name = view->link.ifname.s;
	const unsigned int mtu = view->device.mtu ? view->device.mtu
						  : view->link.mtu;

	if (view->least_mtu > 0 && view->least_mtu < mtu)
		findings_add(
			view->findings, VMTAP_STATE_WRONG, "mtu-out",
			"a port by which the bridge %s leads out has an MTU of %u, and devices have %u, so long frames vanish there; raise that of the port, or lower mtu in the policy",
			name, view->least_mtu, mtu);
	else
		findings_add(view->findings, VMTAP_STATE_OK, "mtu-out",
			     "no port that leads out has a smaller MTU");
	if (view->has_mab)
		findings_add(
			view->findings, VMTAP_STATE_OK, "learning",
			"the bridge %s drops a guest's frames until vmtapd has decided about its address",
			name);
	else if (view->has_port)
		findings_add(
			view->findings, VMTAP_STATE_HINT, "learning",
			"this kernel's bridges have no MAB (Linux 6.2), so first frames of a guest whose address nobody told pass before vmtapd has decided about it; tell it with mac=");
	if (!view->link.multicast.is_snooping)
		findings_add(view->findings, VMTAP_STATE_OK, "querier",
			     "the bridge %s floods multicast, as it is set",
			     name);
	else if (view->link.multicast.is_querier)
		findings_add(view->findings, VMTAP_STATE_OK, "querier",
			     "the bridge %s asks guests for their groups",
			     name);
	else
		findings_add(
			view->findings, VMTAP_STATE_HINT, "querier",
			"unless a router there asks for multicast groups, the bridge %s floods multicast to all guests; the administrator can let the bridge ask with 'ip link set %s type bridge mcast_querier 1'",
			name, name);
}

static void look_at_link(struct view *view)
{
	const bool is_bridge = kind_of(view->network->kind)->is_port;
	int r = 0;

	view->place = place_begin(&view->link, is_bridge);
	findings_add(view->findings, VMTAP_STATE_OK, "link",
		     "the %s %s is there",
		     is_bridge ? "bridge" : "lower device",
		     view->link.ifname.s);
	findings_set_link(view->findings, &view->link.ifname);
	if (is_bridge)
		r = place_look(view->call->state->host, view->link.ifindex,
			       on_port, view, &view->place);
	if (r < 0)
		findings_add(view->findings, VMTAP_STATE_UNSEEN, "ports",
			     "the ports of the bridge %s cannot be listed: %s",
			     view->link.ifname.s, strerror(-r));
	for (enum place_fact fact = 0; fact < PLACE_FACTS; fact++)
		if (!is_skipped(view, fact))
			look_at_fact(view, fact);
	if (is_bridge && r == 0)
		look_at_ports(view);
}

/* ---- the device ------------------------------------------------------- */

/* Does text end in what was told of the link? */
static bool is_told(const struct view *view, const char *text)
{
	const size_t n = strlen(text), m = strlen(view->told);

	return m > 0 && n >= m && strcmp(text + n - m, view->told) == 0;
}

static void look_at_device(struct view *view, struct grant *grant)
{
	struct error err = { 0 };
	int r = grant_probe(view->call->state, grant, &err);

	if (r < 0 && is_told(view, err.text))
		return;
	if (r < 0) {
		findings_add(view->findings, VMTAP_STATE_WRONG, "device", "%s",
			     err.text);
		return;
	}
	findings_add(view->findings, VMTAP_STATE_OK, "device",
		     "vmtapd would make a device, with an MTU of %u",
		     grant->probed.mtu);
	for (unsigned int i = 0; i < UNASKED_ALL; i++)
		if (grant->probed.unasked & (1u << i))
			findings_add(
				view->findings, VMTAP_STATE_UNSEEN, "device",
				"only a device can tell %s; the first one does",
				unasked_text(i));
}

/* grant_probe() tells of a link that is not there, or is no bridge. */
static bool is_usable(struct view *view, int r)
{
	return r == 0 && (!kind_of(view->network->kind)->is_port ||
			  strcmp(view->link.kind, "bridge") == 0);
}

static void look_at_both(struct view *view, struct grant *grant)
{
	int r = rtnl_link_named(view->call->state->host->rtnl,
				&view->network->link, &view->link);

	if (is_usable(view, r))
		look_at_link(view);
	else if (!grant)
		findings_add(
			view->findings,
			r == 0 || r == -ENODEV ? VMTAP_STATE_WRONG
					       : VMTAP_STATE_UNSEEN,
			"link",
			"this host has no %s %s; see 'ip link', and the network's section in the policy",
			kind_of(view->network->kind)->is_port ? "bridge"
							      : "lower device",
			view->network->link.s);
	if (grant)
		look_at_device(view, grant);
}

/* An administrator may look at a network without a device there. */
static int look_as_admin(struct view *view, const struct error *why)
{
	const struct call *call = view->call;
	const struct network *network = policy_network_named(
		call->state->policy, &call->request->network);

	if (!network || !policy_is_admin(call->state->policy, call->peer))
		return -EACCES;
	view->network = network;
	view->device = (struct place_device){
		.is_passthru = network->mode == VMTAP_MODE_PASSTHRU,
		.has_vlan = network->fence.vlan || network->fence.n_vlans,
		.mtu = network->mtu,
	};
	findings_add(view->findings, VMTAP_STATE_HINT, "permission", "%s",
		     why->text);
	look_at_both(view, NULL);
	return 0;
}

int doctor_network(const struct call *call, struct findings *findings,
		   struct error *err)
{
	const struct request request = {
		.verb = VMTAP_PROTO_CHECK,
		.flags = VMTAP_PROTO_F_VNET_HDR,
		.network = call->request->network,
		.queues = 1,
	};
	struct grant grant = { .peer = call->peer, .request = request };
	struct view view = { .call = call, .findings = findings };
	struct error why = { 0 };
	int r = grant_decide(call->state, &grant, &why);

	if (r < 0 && why.code == VMTAP_E_DENIED) {
		r = look_as_admin(&view, &why);
		if (r < 0)
			*err = why;
		return r;
	}
	view.network = grant.decision.network;
	view.device = (struct place_device){
		.is_passthru = grant.decision.mode == VMTAP_MODE_PASSTHRU,
		.has_vlan = grant.decision.fence.vlan ||
			    grant.decision.fence.n_vlans,
		.mtu = grant.decision.mtu,
	};
	look_at_both(&view, &grant);
	return 0;
}
