/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tell.c - asks the slot of the device, and then the host's neighbours.  Nothing
 * is kept: vmtapd that starts anew gives a device another slot, and the next
 * frames of the guest fill it.
 */
#include "daemon/guest/tell.h"

#include <string.h>

#include "common/clock.h"
#include "common/note.h"
#include "link/ebpf/program.h"
#include "link/ebpf/seen.h"
#include "link/rtnl/neighbour/known.h"

_Static_assert(SLOT_SEEN == (int)VMTAP_PROTO_LEASE_ADDRESSES,
	       "an answer has room for all that the program remembers");
_Static_assert(sizeof(((struct seen *)0)->halves) ==
		       sizeof(((struct vmtap_proto_address *)0)->address),
	       "both are an address");

/* Of one reply.  A list of the host's neighbours may be a few more at once. */
#define QUESTIONS_MAX 16

/* NULL: no eBPF program of this vmtapd looks at the device's frames. */
static const struct slot *slot_of(const struct state *state,
				  const struct lease *lease)
{
	const struct ebpf *ebpf = state->host->ebpf;
	unsigned int number = ebpf ? slots_of(&ebpf->slots, lease->ifindex) : 0;

	return number > 0 ? &ebpf->slots.at[number] : NULL;
}

/* An administrator who reloads the policy is obeyed at once. */
static bool is_hidden(const struct state *state, const struct lease *lease)
{
	const struct network *network =
		policy_network_named(state->policy, &lease->facts.network);

	return network && network->fence.hides_addresses;
}

/* A network that has left the policy does not make public what it hid. */
static bool was_hidden(const struct state *state, const struct lease *lease,
		       const struct slot *slot)
{
	const struct fence *fence = lease_fence(lease);

	if (slot && slot->hides_addresses)
		return true;
	return fence ? fence->hides_addresses
		     : !policy_network_named(state->policy,
					     &lease->facts.network);
}

static uint32_t seconds_since(uint64_t ns)
{
	const uint64_t now = clock_us() * 1000;

	return ns < now ? (uint32_t)((now - ns) / 1000000000) : 0;
}

static bool tell_seen(const struct slot *slot, struct vmtap_proto_lease *record)
{
	size_t n = 0;

	for (size_t i = 0; i < SLOT_SEEN; i++) {
		struct vmtap_proto_address *one = &record->addresses[n];
		struct seen entry;

		if (!seen_read(&slot->seen[i], &entry))
			continue;
		memcpy(one->address, entry.halves, sizeof(one->address));
		one->age = seconds_since(entry.time);
		n++;
	}
	return n > 0;
}

/* ---- neighbours --------------------------------------------------------- */

static bool is_link_local(const struct known_address *known)
{
	return known->size == 16 && known->address[0] == 0xfe &&
	       (known->address[1] & 0xc0) == 0x80;
}

/* IPv4 first, link-local last. */
static unsigned int rank(const struct known_address *known)
{
	if (known->size == 4)
		return 0;
	return is_link_local(known) ? 2 : 1;
}

static void add_known(const struct known_address *known,
		      struct vmtap_proto_address *one)
{
	const size_t skip = sizeof(one->address) - known->size;

	if (known->size == 4)
		one->address[10] = one->address[11] = 0xff;
	memcpy(one->address + skip, known->address, known->size);
	one->age = known->age;
}

static bool tell_neighbours(const struct state *state,
			    const struct lease *lease,
			    struct vmtap_proto_lease *record)
{
	struct known_address all[VMTAP_PROTO_LEASE_ADDRESSES];
	size_t n = 0;
	int found;

	if (!facts_has_lladdr(&lease->facts) || lease->link_ifindex == 0)
		return false;
	found = known_addresses(state->host->rtnl, lease->link_ifindex,
				&lease->facts.lladdr, all,
				VMTAP_PROTO_LEASE_ADDRESSES);
	for (unsigned int turn = 0; turn <= 2; turn++)
		for (int i = 0; i < found; i++)
			if (rank(&all[i]) == turn)
				add_known(&all[i], &record->addresses[n++]);
	return n > 0;
}

unsigned long guest_budget(const struct state *state)
{
	return rtnl_questions(state->host->rtnl) + QUESTIONS_MAX;
}

void guest_tell(const struct state *state, const struct lease *lease,
		unsigned long budget, struct vmtap_proto_lease *record)
{
	const struct slot *slot = slot_of(state, lease);

	if (is_hidden(state, lease))
		record->told = TOLD_HIDDEN;
	else if (was_hidden(state, lease, slot))
		record->told = TOLD_HIDDEN_BEFORE;
	else if (slot && tell_seen(slot, record))
		record->told = TOLD_FRAMES;
	else if (rtnl_questions(state->host->rtnl) >= budget)
		record->told = TOLD_LATER;
	else if (tell_neighbours(state, lease, record))
		record->told = TOLD_NEIGHBOURS;
	else
		record->told = slot ? TOLD_NOTHING_SEEN : TOLD_NO_PROGRAM;
}
