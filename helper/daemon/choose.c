/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choose.c - which address a device gets, once policy_decide() has said yes,
 * and that nobody else of ours has it.
 */
#include "choose.h"

#include <errno.h>
#include <sys/random.h>

/*
 * A user's own devices are in the way of the next one, and so may be a few
 * others; beyond that the range is as good as full, and each further attempt
 * only keeps everybody waiting.
 */
#define FURTHER_ATTEMPTS 128

static int refuse_in_use(const struct request *request,
			 const struct lladdr *lladdr, struct error *err)
{
	char text[LLADDR_TEXT_SIZE];

	lladdr_format(lladdr, text);
	if (request->has_lladdr)
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": the address %s is in use; ask for another one, or end the device that has it with 'vmtap release'",
			request->network.s, text);
	if (request->vm.s[0] == '\0')
		return error_set(
			err, VMTAP_E_IN_USE, EADDRINUSE,
			"network \"%s\": the addresses that you may have there are in use, %s and others; ask for a free one with mac=, or end a device with 'vmtap release'",
			request->network.s, text);
	return error_set(
		err, VMTAP_E_IN_USE, EADDRINUSE,
		"network \"%s\": the VM \"%s\" has a device there already, with the address %s; give its second one an address of its own with mac=, or end the first with 'vmtap release --vm %s'",
		request->network.s, request->vm.s, text, request->vm.s);
}

static bool is_in_use(const struct broker *broker,
		      const struct decision *decision, const struct label *vm,
		      const struct lladdr *lladdr)
{
	return policy_is_reserved(decision->network, lladdr, vm) ||
	       lease_with_lladdr(broker->leases, &decision->network->link,
				 lladdr) != NULL;
}

/* Where the VMM chooses without telling us, as with QEMU's helper=, a bridge
 * does not mind; then the address is only the origin of the port's own. */
static int choose_any(const struct broker *broker, const struct peer *peer,
		      const struct request *request,
		      const struct decision *decision,
		      struct lladdr *ret_lladdr, struct error *err)
{
	unsigned int any;

	if (getrandom(&any, sizeof(any), 0) != sizeof(any))
		return error_set(err, VMTAP_E_INTERNAL, EIO,
				 "getrandom failed");
	*ret_lladdr = policy_lladdr(decision, broker->host_id, peer->uid,
				    &request->vm, any);
	return 0;
}

int choose_lladdr(const struct broker *broker, const struct peer *peer,
		  const struct request *request,
		  const struct decision *decision, bool *ret_has_lladdr,
		  struct lladdr *ret_lladdr, struct error *err)
{
	unsigned int of_user, of_network, queues;
	struct lladdr lladdr;

	lease_count(broker->leases, &request->network, peer->uid, &of_user,
		    &of_network, &queues);
	*ret_has_lladdr = decision->lladdr ||
			  !(request->is_lladdr_unknown &&
			    decision->network->kind == VMTAP_KIND_BRIDGE);
	if (!*ret_has_lladdr)
		return choose_any(broker, peer, request, decision, ret_lladdr,
				  err);
	for (unsigned int instance = 0; instance <= of_user + FURTHER_ATTEMPTS;
	     instance++) {
		lladdr = request->has_lladdr
				 ? request->lladdr
				 : policy_lladdr(decision, broker->host_id,
						 peer->uid, &request->vm,
						 instance);
		if (!is_in_use(broker, decision, &request->vm, &lladdr)) {
			*ret_lladdr = lladdr;
			return 0;
		}
		if (request->has_lladdr || request->vm.s[0] != '\0')
			break;
	}
	return refuse_in_use(request, &lladdr, err);
}
