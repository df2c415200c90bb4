/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * link-local.c - reads the slot of a device, without a question to the kernel.
 */
#include "daemon/notes/link-local.h"

#include "common/fence.h"
#include "daemon/log/audit.h"
#include "daemon/notes/notes.h"
#include "link/ebpf/program.h"

static const struct slot *slot_of(const struct state *state,
				  const struct lease *lease)
{
	const struct ebpf *ebpf = state->host->ebpf;
	unsigned int number = ebpf ? slots_of(&ebpf->slots, lease->ifindex) : 0;

	return number > 0 ? &ebpf->slots.at[number] : NULL;
}

bool link_local_is_seen(const struct state *state, const struct lease *lease)
{
	const struct slot *slot = slot_of(state, lease);

	return slot && (slot->words & FENCE_IPV6) && slot->has_lladdr;
}

void link_local_judge(const struct state *state, struct lease *lease)
{
	const struct slot *slot = slot_of(state, lease);
	char reason[NOTES_SENTENCE_SIZE];

	if (!link_local_is_seen(state, lease) || slot->link_local == 0)
		return;
	lease->mute.link_local = slot->link_local;
	if (!notes_set(lease, NOTE_LINK_LOCAL, true))
		return;
	notes_describe(lease, NOTE_LINK_LOCAL, reason);
	audit_event(lease, AUDIT_LINK_LOCAL, reason);
}
