/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * record.c - checks each record of a reply, as vmtap-proto.h describes it.  Pure.
 */
#include "common/wire/record.h"

#include <string.h>

#include "common/address/lladdr.h"
#include "common/ifname.h"
#include "common/label.h"
#include "common/note.h"
#include "common/program.h"
#include "common/wire/wire.h"

#define IS_ZERO(field) (wire_check_zero(&(field), sizeof(field)) == 0)

#define VNET_HDR_SIZE_MAX 255 /* the kernel's largest has 24 */

bool record_is_ascii(char c)
{
	return c >= ' ' && c <= '~';
}

/* The text can go to a terminal: it has printable ASCII only, and what is in
 * also. */
static bool is_printable(const char *text, size_t size, const char *also)
{
	if (wire_check_text(text, size) < 0)
		return false;
	for (; *text; text++)
		if (!record_is_ascii(*text) && !strchr(also, *text))
			return false;
	return true;
}

static bool is_label(const char text[VMTAP_LABEL_MAX + 1])
{
	struct label label;

	return wire_check_text(text, VMTAP_LABEL_MAX + 1) == 0 &&
	       (text[0] == '\0' || label_parse(text, &label) == 0);
}

/* A device that CHECK describes has no name yet. */
static bool is_ifname(const char text[VMTAP_IFNAME_MAX + 1])
{
	struct ifname ifname;

	return wire_check_text(text, VMTAP_IFNAME_MAX + 1) == 0 &&
	       (text[0] == '\0' || ifname_parse(text, &ifname) == 0);
}

/* A station's address, or none and all bytes zero. */
static bool is_lladdr(const uint8_t bytes[VMTAP_LLADDR_LEN], bool is_known)
{
	struct lladdr lladdr;

	memcpy(lladdr.b, bytes, sizeof(lladdr.b));
	return is_known ? lladdr_is_station(&lladdr)
			: wire_check_zero(bytes, VMTAP_LLADDR_LEN) == 0;
}

/* No address comes behind the end, and at least one if any is told. */
static bool are_addresses(const struct vmtap_proto_lease *lease)
{
	const bool is_told = told_has_address(lease->told);
	bool is_end = !is_told;

	if (lease->told >= TOLD_ALL)
		return false;
	for (size_t i = 0; i < VMTAP_PROTO_LEASE_ADDRESSES; i++) {
		const struct vmtap_proto_address *one = &lease->addresses[i];

		is_end = is_end || IS_ZERO(one->address);
		if (is_end && !IS_ZERO(*one))
			return false;
	}
	return !is_told || !IS_ZERO(lease->addresses[0]);
}

/* ---- records ---------------------------------------------------------- */

static bool check_refusal(const void *record)
{
	const struct vmtap_proto_refusal *refusal = record;

	return is_printable(refusal->reason, sizeof(refusal->reason), "");
}

/* Only a device that is held has an end of its own. */
static bool is_hold(const struct vmtap_proto_lease *lease)
{
	return lease->flags & VMTAP_PROTO_L_HELD
		       ? lease->until <= INT64_MAX
		       : lease->until == 0 &&
				 !(lease->flags & VMTAP_PROTO_L_PROCESS);
}

static bool check_lease_with(const struct vmtap_proto_lease *lease,
			     uint32_t known)
{
	const bool has_lladdr = lease->flags & VMTAP_PROTO_L_LLADDR;
	const uint32_t of_hold = VMTAP_PROTO_L_HELD | VMTAP_PROTO_L_PROCESS;

	return !(lease->flags & ~(known | of_hold)) &&
	       (!(lease->flags & ~of_hold) || has_lladdr) &&
	       is_lladdr(lease->lladdr, has_lladdr) &&
	       lease->ifindex <= INT32_MAX && lease->mtu <= INT32_MAX &&
	       lease->queues <= VMTAP_QUEUES_MAX &&
	       lease->vnet_hdr_size <= VNET_HDR_SIZE_MAX &&
	       lease->pid <= INT32_MAX && is_label(lease->network) &&
	       is_label(lease->vm) && is_ifname(lease->ifname) &&
	       is_ifname(lease->link) &&
	       !(lease->state & ~(VMTAP_PROTO_S_UP | VMTAP_PROTO_S_CARRIER)) &&
	       lease->notes >> NOTES == 0 &&
	       lease->unasked >> UNASKED_ALL == 0 &&
	       IS_ZERO(lease->reserved_vlan) && IS_ZERO(lease->reserved0) &&
	       is_hold(lease) && are_addresses(lease);
}

static bool check_lease(const void *record)
{
	return check_lease_with(record,
				VMTAP_PROTO_L_LLADDR | VMTAP_PROTO_L_LEARNED);
}

/* The ranges that are in use, and zeros behind them. */
static bool check_ranges(const struct vmtap_proto_network *network)
{
	if (network->ranges > VMTAP_RANGES_MAX)
		return false;
	for (unsigned int i = 0; i < network->ranges; i++)
		if (network->range[i].prefix > 48 || network->range[i].reserved)
			return false;
	for (unsigned int i = network->ranges; i < VMTAP_RANGES_MAX; i++)
		if (!IS_ZERO(network->range[i]))
			return false;
	return true;
}

static bool check_limits(const struct vmtap_proto_network *network)
{
	for (unsigned int i = 0; i < VMTAP_LIMITS; i++)
		if (network->limit[i].used > INT32_MAX &&
		    network->limit[i].used != VMTAP_PROTO_UNTOLD)
			return false;
	for (unsigned int i = VMTAP_LIMITS; i < VMTAP_PROTO_LIMITS; i++)
		if (!IS_ZERO(network->limit[i]))
			return false;
	return network->limit[VMTAP_LIMIT_QUEUES].max <= VMTAP_QUEUES_MAX &&
	       (network->held.used <= INT32_MAX ||
		network->held.used == VMTAP_PROTO_UNTOLD);
}

static bool check_network(const void *record)
{
	const struct vmtap_proto_network *network = record;

	return !(network->flags & ~VMTAP_PROTO_N_VHOST) &&
	       network->mtu <= INT32_MAX && is_label(network->network) &&
	       is_printable(network->rule, sizeof(network->rule), "") &&
	       IS_ZERO(network->reserved) && check_ranges(network) &&
	       check_limits(network);
}

static bool check_check(const void *record)
{
	const struct vmtap_proto_check *check = record;

	return check_lease(&check->lease) && check_network(&check->network);
}

static bool check_revoked(const void *record)
{
	return ((const struct vmtap_proto_revoked *)record)->reserved == 0;
}

/* Only the eBPF program counts, and only the reasons that there are. */
static bool check_drops(const struct vmtap_proto_show *show)
{
	for (unsigned int i = 0; i < VMTAP_PROTO_DROPS; i++)
		if (show->drops[i] != 0 &&
		    (i >= DROPS || show->program_kind != PROGRAM_EBPF))
			return false;
	return show->program_kind <= PROGRAM_EARLIER;
}

/* Lines, or nothing. */
static bool is_lines(const char *text, size_t size)
{
	const size_t n = strnlen(text, size);

	return is_printable(text, size, "\n") &&
	       (n == 0 || text[n - 1] == '\n');
}

static bool check_show(const void *record)
{
	const struct vmtap_proto_show *show = record;

	return check_lease_with(&show->lease, VMTAP_PROTO_L_LLADDR |
						      VMTAP_PROTO_L_LEARNED |
						      VMTAP_PROTO_L_PINNED) &&
	       check_drops(show) && show->next <= show->lines &&
	       is_lines(show->text, sizeof(show->text)) &&
	       is_lines(show->notes, sizeof(show->notes));
}

static bool check_finding(const void *record)
{
	const struct vmtap_proto_finding *finding = record;

	return finding->state <= VMTAP_STATE_UNSEEN &&
	       is_printable(finding->name, sizeof(finding->name), "") &&
	       is_printable(finding->text, sizeof(finding->text), "") &&
	       is_ifname(finding->link) && IS_ZERO(finding->reserved);
}

/* What a flag does not tell is zero. */
static bool check_event(const void *record)
{
	const struct vmtap_proto_event *event = record;
	const bool is_lease = event->flags & VMTAP_PROTO_E_LEASE;
	const bool is_lost = event->flags & VMTAP_PROTO_E_LOST;
	const bool is_by = event->flags & VMTAP_PROTO_E_BY;

	return !(event->flags >> 4) && !(is_lease && is_lost) &&
	       (is_lease ||
		!(event->flags & (VMTAP_PROTO_E_BY | VMTAP_PROTO_E_LLADDR))) &&
	       (is_by || (event->by_uid == 0 && event->by_pid == 0)) &&
	       event->ifindex <= INT32_MAX && event->pid <= INT32_MAX &&
	       event->by_pid <= INT32_MAX &&
	       is_lladdr(event->lladdr, event->flags & VMTAP_PROTO_E_LLADDR) &&
	       is_printable(event->name, sizeof(event->name), "") &&
	       is_printable(event->note, sizeof(event->note), "") &&
	       is_printable(event->address, sizeof(event->address), "") &&
	       is_printable(event->reason, sizeof(event->reason), "") &&
	       is_label(event->network) && is_label(event->vm) &&
	       is_ifname(event->ifname) && IS_ZERO(event->reserved0) &&
	       IS_ZERO(event->reserved);
}

#define SHAPE(record, is_list, check)                                          \
	{                                                                      \
		sizeof(struct vmtap_proto_##record), is_list, check            \
	}

static const struct shape refusal = SHAPE(refusal, false, check_refusal);
static const struct shape shapes[] = {
	[VMTAP_PROTO_OPEN] = SHAPE(lease, false, check_lease),
	[VMTAP_PROTO_CHECK] = SHAPE(check, false, check_check),
	[VMTAP_PROTO_NETWORKS] = SHAPE(network, true, check_network),
	[VMTAP_PROTO_LIST] = SHAPE(lease, true, check_lease),
	[VMTAP_PROTO_RELEASE] = SHAPE(lease, false, check_lease),
	[VMTAP_PROTO_REVOKE] = SHAPE(revoked, false, check_revoked),
	[VMTAP_PROTO_SHOW] = SHAPE(show, false, check_show),
	[VMTAP_PROTO_DIAGNOSE] = SHAPE(finding, true, check_finding),
	[VMTAP_PROTO_WATCH] = SHAPE(event, true, check_event),
	[VMTAP_PROTO_SET] = SHAPE(lease, false, check_lease),
};

const struct shape *record_shape(const struct vmtap_proto_reply *head)
{
	return head->code == VMTAP_OK ? &shapes[head->header.verb] : &refusal;
}
