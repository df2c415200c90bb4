/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * decide.c - may this peer have that device?  It comes after policy_parse(),
 * takes values and returns a value.  It must not look at the host.
 *
 * One rule decides alone (vmtapd.conf(5), PRECEDENCE).  A denial comes first,
 * and then the most specific allow, down the ladder of who.h.  Among the peer's
 * groups, the rule with the most devices decides, or that of the lowest group
 * number if they are equal.  A decision never combines two rules, so nobody
 * gets what no single line permits.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/kind.h"
#include "policy/meaning/limit.h"
#include "policy/model.h"

/* NULL if no rule matches peer. */
static const struct rule *find_rule(const struct block *block,
				    const struct peer *peer)
{
	const struct rule *best = NULL;

	for (size_t i = 0; i < block->n_rules; i++) {
		const struct rule *rule = &block->rules[i];

		if (best && rule->who.kind != WHO_GROUP)
			break; /* the next rules are further down the ladder */
		if (!rule_matches(rule, peer))
			continue;
		if (rule->is_deny || rule->who.kind != WHO_GROUP)
			return rule;
		if (!best || rule->limits.devices > best->limits.devices)
			best = rule;
	}
	return best;
}

/* The sentence is the same for a network that does not exist and for one that
 * is not permitted.  A user who may not use a network must not learn that it
 * exists. */
static void refuse(struct decision *decision, const char *network)
{
	(void)error_set(
		&decision->err, VMTAP_E_DENIED, EACCES,
		"network \"%s\": not permitted for you, or there is no such network; ask the administrator for an allow rule in vmtapd.conf ('vmtap networks' prints what you may use)",
		network);
}

/* The group of the peer that the rule matches. */
static gid_t find_group(const struct who *who, const struct peer *peer)
{
	if (who->kind != WHO_GROUP && who->kind != WHO_GROUP_RANGE)
		return POLICY_NO_GROUP;
	for (size_t i = 0; i < peer->n_groups; i++)
		if (peer->groups[i] >= who->first &&
		    peer->groups[i] <= who->last)
			return peer->groups[i];
	return peer->gid;
}

/* Tell the log which line decides.  If none does, the reason may be the uid. */
static void describe_rule(const struct rule *rule, const struct peer *peer,
			  struct decision *decision)
{
	const struct network *network = decision->network;
	char uid[PEER_TEXT_SIZE];

	if (rule) {
		(void)snprintf(decision->rule, sizeof(decision->rule),
			       "%s:%u: %s \"%s\"", rule->place.file,
			       rule->place.line,
			       rule->is_deny ? "deny" : "allow", rule->text);
		return;
	}
	peer_describe(peer, uid);
	(void)snprintf(decision->rule, sizeof(decision->rule),
		       "%s:%u: no rule of network \"%s\" matches%s%s",
		       network->place.file, network->place.line,
		       network->name.s, uid[0] ? "; " : "", uid);
}

void policy_admit(const struct peer *peer, const struct network *network,
		  struct decision *ret_decision)
{
	const struct block *block = (const struct block *)network;
	const struct rule *rule = find_rule(block, peer);
	struct decision decision = {
		.network = network,
		.group = POLICY_NO_GROUP,
	};

	describe_rule(rule, peer, &decision);
	if (rule && !rule->is_deny) {
		decision.mode = network->mode;
		decision.limits = rule->limits;
		decision.mtu = rule->mtu;
		decision.has_vhost = rule->has_vhost;
		decision.options = rule->options;
		decision.ranges = rule->ranges;
		decision.n_ranges = rule->n_ranges;
		decision.fence = rule->fence;
		decision.group = find_group(&rule->who, peer);
	} else {
		refuse(&decision, network->name.s);
	}
	*ret_decision = decision;
}

/* The option that the rule does not give to this user, or NULL. */
static const char *find_refused_option(const struct decision *decision,
				       const struct request *request)
{
	const unsigned int refused = ~decision->options;

	if (request_has(request, VMTAP_PROTO_F_LLADDR) &&
	    (refused & OPTION_MAC))
		return "mac";
	if (request->queues > 1 && (refused & OPTION_QUEUES))
		return "queues";
	if (request_has(request, VMTAP_PROTO_F_VHOST) &&
	    (refused & OPTION_VHOST))
		return "vhost";
	if (request->mode != VMTAP_MODE_NONE && (refused & OPTION_MODE))
		return "mode";
	return NULL;
}

static int check_options(const struct decision *decision,
			 const struct request *request, struct error *err)
{
	const char *name = decision->network->name.s;
	const char *option = find_refused_option(decision, request);

	if (option)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"you may not choose %s on network \"%s\"; leave %s= out, or ask the administrator to add it to your options",
			option, name, option);
	if (limits_check_device(decision, request, err) < 0)
		return -EDQUOT;
	if (request_has(request, VMTAP_PROTO_F_VHOST) && !decision->has_vhost)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"network \"%s\" does not offer vhost-net%s; leave vhost=on out",
			name, decision->network->has_vhost ? " to you" : "");
	return 0;
}

static int choose_mode(struct decision *decision, const struct request *request,
		       struct error *err)
{
	const struct network *network = decision->network;

	if (request->mode == VMTAP_MODE_NONE)
		return 0;
	if (!(network->modes & (1u << request->mode)))
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"network \"%s\" does not offer this mode; leave mode= out, or choose another one",
			network->name.s);
	decision->mode = request->mode;
	return 0;
}

/* Write "A, B, C".  text has room for VMTAP_RANGES_MAX ranges. */
static void format_ranges(const struct decision *decision,
			  char text[VMTAP_TEXT_MAX + 1])
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < decision->n_ranges; i++) {
		char range[LLADDR_RANGE_TEXT_SIZE];

		lladdr_range_format(&decision->ranges[i], range);
		used += (size_t)snprintf(text + used, VMTAP_TEXT_MAX + 1 - used,
					 "%s%s", i > 0 ? ", " : "", range);
	}
}

static int check_lladdr(const struct policy *policy,
			const struct decision *decision,
			const struct request *request, struct error *err)
{
	const char *name = decision->network->name.s;
	char lladdr[LLADDR_TEXT_SIZE], ranges[VMTAP_TEXT_MAX + 1];

	if (!request_has(request, VMTAP_PROTO_F_LLADDR) || decision->lladdr)
		return 0;
	lladdr_format(&request->lladdr, lladdr);
	if (policy_is_withheld(policy, decision->network, &request->lladdr))
		return error_set(
			err, VMTAP_E_LLADDR, EINVAL,
			"address %s is reserved on network \"%s\", so nobody gets it; ask for none, or for a different one",
			lladdr, name);
	if (decision_permits(decision, &request->lladdr))
		return 0;
	if (decision->n_ranges == 0)
		return error_set(
			err, VMTAP_E_LLADDR, EINVAL,
			"address %s is a vendor's, not a locally administered one, and your rule on network \"%s\" has no mac; ask for none, for one that begins with 52:54:00, or ask the administrator to add mac = \"%s\" to your rule",
			lladdr, name, lladdr);
	format_ranges(decision, ranges);
	return error_set(
		err, VMTAP_E_LLADDR, EINVAL,
		"address %s is not permitted for you on network \"%s\"; ask for none, or for one of: %s",
		lladdr, name, ranges);
}

/* Check the table of VMs.  A VM in the table has the address of its row, and no
 * other VM may have that address. */
static int check_table(const struct policy *policy, const struct peer *peer,
		       const struct request *request, struct decision *decision,
		       struct error *err)
{
	const struct network *network = decision->network;
	const struct vm *vm = table_find(network, &request->vm);
	char lladdr[LLADDR_TEXT_SIZE];

	if (request_has(request, VMTAP_PROTO_F_LLADDR) &&
	    policy_is_reserved(policy, network, &request->lladdr,
			       &request->vm)) {
		lladdr_format(&request->lladdr, lladdr);
		return error_set(
			err, VMTAP_E_LLADDR, EINVAL,
			"address %s is reserved for another VM on network \"%s\"; ask for none, or for a different one",
			lladdr, network->name.s);
	}
	if (!vm)
		return 0;
	if (!table_owns(vm, peer))
		return error_set(
			err, VMTAP_E_DENIED, EACCES,
			"the VM \"%s\" of network \"%s\" is somebody else's; give yours another name",
			request->vm.s, network->name.s);
	lladdr_format(&vm->lladdr, lladdr);
	if (request_has(request, VMTAP_PROTO_F_LLADDR) &&
	    !lladdr_equal(&vm->lladdr, &request->lladdr))
		return error_set(
			err, VMTAP_E_LLADDR, EINVAL,
			"the VM \"%s\" has the address %s on network \"%s\"; ask for that one, or for none",
			request->vm.s, lladdr, network->name.s);
	table_apply(vm, decision);
	return 0;
}

static int check_host(const struct policy *policy, const struct usage *usage,
		      struct error *err)
{
	if (usage->of_host < policy->global.leases)
		return 0;
	return error_set(
		err, VMTAP_E_LIMIT, EDQUOT,
		"this host has %u device%s of vmtap's, which is the most; try again later, or ask the administrator to end some",
		usage->of_host, usage->of_host == 1 ? "" : "s");
}

/*
 * A device by name outlives its client, and the kernel gives it to each process
 * of its owner, with a header if that process says so.  So its owner must be a
 * uid that stays the user's own, and the network must not forbid the header.
 */
static int check_hold(const struct decision *decision, const struct peer *peer,
		      const struct request *request, struct error *err)
{
	const struct network *network = decision->network;

	if (!request_has(request, VMTAP_PROTO_F_HOLD) ||
	    decision->limits.held == 0)
		return 0; /* limits_check_usage() refuses the second */
	if (peer->standing != PEER_USER)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"uid %u cannot hold a device by name, because only a user of the host can own one; run 'vmtap hold' outside the container, as the user",
			peer->kernel_uid);
	if (!kind_of(network->kind)->is_port)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"network \"%s\" gives a macvtap, which a VMM cannot open by name, because its node belongs to vmtapd; use 'vmtap run', or a network on a bridge",
			network->name.s);
	if (decision->fence.has_no_vnet_hdr)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"network \"%s\" gives no virtio-net header (vnet-hdr = false), and a VMM that opens a device by name could take one; use 'vmtap run'",
			network->name.s);
	if (strlen(request->network.s) + strlen(request->vm.s) >
	    POLICY_HELD_NAMES_MAX)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"the names of the network and of the VM have more than %d characters together, which is too much for a device by name; give the VM a shorter name",
			POLICY_HELD_NAMES_MAX);
	return 0;
}

/* Check all parts of a request on a network that the peer may use, in this
 * order. */
static void check_request(const struct policy *policy, const struct peer *peer,
			  const struct request *request,
			  const struct usage *usage, struct decision *decision)
{
	struct error *err = &decision->err;

	if (check_options(decision, request, err) == 0 &&
	    choose_mode(decision, request, err) == 0 &&
	    check_table(policy, peer, request, decision, err) == 0 &&
	    check_lladdr(policy, decision, request, err) == 0 &&
	    check_hold(decision, peer, request, err) == 0 &&
	    limits_check_usage(decision, request, usage, err) == 0)
		(void)check_host(policy, usage, err);
}

void policy_decide(const struct policy *policy, const struct peer *peer,
		   const struct request *request, const struct usage *usage,
		   struct decision *ret_decision)
{
	const struct network *network =
		policy_network_named(policy, &request->network);
	struct decision decision = { 0 };

	if (network) {
		policy_admit(peer, network, &decision);
	} else {
		(void)snprintf(decision.rule, sizeof(decision.rule),
			       "no network \"%s\"", request->network.s);
		refuse(&decision, request->network.s);
	}
	if (decision.err.code == VMTAP_OK)
		check_request(policy, peer, request, usage, &decision);
	*ret_decision = decision;
}
