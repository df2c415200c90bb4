/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reply.c - makes and checks replies.  Pure.
 */
#include "common/wire/reply.h"

#include <errno.h>
#include <string.h>

#include "common/ifname.h"
#include "common/note.h"
#include "common/program.h"
#include "common/wire/wire.h"

_Static_assert(sizeof(struct reply) == VMTAP_PROTO_DATAGRAM_MAX,
	       "head and records are one datagram");

#define IS_ZERO(field) (wire_check_zero(&(field), sizeof(field)) == 0)

#define RECORD_MAX sizeof(struct vmtap_proto_show) /* the longest */

#define VNET_HDR_SIZE_MAX 255 /* the kernel's largest has 24 */

static bool is_ascii(char c)
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
		if (!is_ascii(*text) && !strchr(also, *text))
			return false;
	return true;
}

void reply_make_printable(char *text)
{
	for (; *text; text++)
		if (!is_ascii(*text))
			*text = '?';
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

/* ---- records ---------------------------------------------------------- */

static bool check_refusal(const void *record)
{
	const struct vmtap_proto_refusal *refusal = record;

	return is_printable(refusal->reason, sizeof(refusal->reason), "");
}

static bool check_lease_with(const struct vmtap_proto_lease *lease,
			     uint32_t known)
{
	const bool has_lladdr = lease->flags & VMTAP_PROTO_L_LLADDR;

	return !(lease->flags & ~known) && (lease->flags == 0 || has_lladdr) &&
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
	       IS_ZERO(lease->reserved_lifetime) &&
	       IS_ZERO(lease->reserved_addresses) && IS_ZERO(lease->reserved);
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
	return network->limit[VMTAP_LIMIT_QUEUES].max <= VMTAP_QUEUES_MAX;
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

/* What follows the head, by verb. */
struct shape {
	size_t size;
	bool is_list;
	bool (*check)(const void *record);
};

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
};

static const struct shape *shape_of(const struct vmtap_proto_reply *head)
{
	return head->code == VMTAP_OK ? &shapes[head->header.verb] : &refusal;
}

/* ---- made ------------------------------------------------------------- */

void reply_init(struct reply *ret_reply, enum vmtap_proto_verb verb)
{
	memset(&ret_reply->head, 0, sizeof(ret_reply->head));
	wire_header(&ret_reply->head.header, (uint16_t)verb,
		    sizeof(ret_reply->head), 0);
}

void *reply_add(struct reply *reply)
{
	const size_t size = shape_of(&reply->head)->size;
	unsigned char *record = reply->records + size * reply->head.records;

	if (record + size > reply->records + sizeof(reply->records))
		return NULL;
	memset(record, 0, size);
	reply->head.record_size = (uint32_t)size;
	reply->head.records++;
	reply->head.header.size += (uint32_t)size;
	return record;
}

const void *reply_record(const struct reply *reply, size_t i)
{
	return reply->records + i * shape_of(&reply->head)->size;
}

void reply_refuse(struct reply *ret_reply, enum vmtap_proto_verb verb,
		  const struct error *err)
{
	struct vmtap_proto_refusal *record;

	reply_init(ret_reply, verb);
	ret_reply->head.code = err->code;
	record = reply_add(ret_reply);
	memcpy(record->reason, err->text,
	       strnlen(err->text, sizeof(record->reason) - 1));
	reply_make_printable(record->reason);
}

void reply_set_lladdr(struct vmtap_proto_lease *lease,
		      const struct lladdr *lladdr)
{
	memcpy(lease->lladdr, lladdr->b, sizeof(lease->lladdr));
	lease->flags |= VMTAP_PROTO_L_LLADDR;
}

/* ---- checked ---------------------------------------------------------- */

/* There are as many descriptors as the head says, and there are none without a
 * device. */
static bool check_fds(const struct vmtap_proto_reply *head, size_t n_fds)
{
	if (head->code != VMTAP_OK || head->header.verb != VMTAP_PROTO_OPEN)
		return n_fds == 0 && head->queue_fds == 0 &&
		       head->vhost_fds == 0;
	return head->queue_fds >= 1 && head->queue_fds <= VMTAP_QUEUES_MAX &&
	       head->vhost_fds <= VMTAP_QUEUES_MAX &&
	       n_fds == (size_t)head->queue_fds + head->vhost_fds;
}

/* There are as many records as there are bytes for, and as many as the verb can
 * have. */
static bool check_records(const struct vmtap_proto_reply *head, size_t size)
{
	const struct shape *shape = shape_of(head);
	const bool is_end = head->header.flags & VMTAP_PROTO_R_END;
	const uint64_t bytes = (uint64_t)head->records * head->record_size;

	if (head->header.flags & ~VMTAP_PROTO_R_END || head->reserved != 0 ||
	    bytes != size - sizeof(*head))
		return false;
	if (!shape->is_list)
		return head->records == 1 && !is_end &&
		       head->record_size >= shape->size;
	return head->records == 0 ? is_end : head->record_size >= shape->size;
}

/* A record of a newer daemon may be longer, if all bytes that this library does
 * not know are zero.  It may begin at any byte. */
static bool check_each(const struct vmtap_proto_reply *head,
		       const unsigned char *from)
{
	const struct shape *shape = shape_of(head);
	const size_t size = shape->size;
	_Alignas(8) unsigned char record[RECORD_MAX];

	if (head->records * size > REPLY_RECORDS_SIZE)
		return false;
	for (uint32_t i = 0; i < head->records;
	     i++, from += head->record_size) {
		memcpy(record, from, size);
		if (wire_check_zero(from + size, head->record_size - size) ||
		    !shape->check(record))
			return false;
	}
	return true;
}

/* Record after record, for from may be where they go. */
static void move_each(const struct vmtap_proto_reply *head,
		      const unsigned char *from, struct reply *reply)
{
	const size_t size = shape_of(head)->size;

	for (size_t i = 0; i < head->records; i++)
		memmove(reply->records + i * size, from + i * head->record_size,
			size);
	reply->head.records = head->records;
	reply->head.record_size = head->records > 0 ? (uint32_t)size : 0;
	reply->head.header.size += (uint32_t)(head->records * size);
}

static bool is_in_order(const struct vmtap_proto_reply *head, size_t n_fds,
			enum vmtap_proto_verb verb)
{
	return (head->code != VMTAP_OK || head->header.verb == verb) &&
	       check_records(head, head->header.size) && check_fds(head, n_fds);
}

int reply_decode(const struct datagram *datagram, enum vmtap_proto_verb verb,
		 struct reply *ret_reply, struct error *err)
{
	const unsigned char *bytes = datagram->bytes;
	struct vmtap_proto_reply head;
	int r = wire_receive_head(datagram, "vmtapd", &head, sizeof(head), err);

	if (r < 0)
		return r;
	if (!is_in_order(&head, datagram->n_fds, verb) ||
	    !check_each(&head, bytes + sizeof(head)))
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd's answer cannot be understood; client and daemon may be of different versions");
	reply_init(ret_reply, (enum vmtap_proto_verb)head.header.verb);
	ret_reply->head.header.flags = head.header.flags;
	ret_reply->head.code = head.code;
	ret_reply->head.queue_fds = head.queue_fds;
	ret_reply->head.vhost_fds = head.vhost_fds;
	move_each(&head, bytes + sizeof(head), ret_reply);
	return 0;
}
