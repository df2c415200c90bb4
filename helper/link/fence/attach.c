/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * attach.c - a fence to messages for the kernel, and back.
 */
#include "link/fence/attach.h"

#include <errno.h>
#include <string.h>

#include "common/kind.h"
#include "link/ebpf/fill.h"
#include "link/ebpf/program.h"
#include "link/filter/filter.h"
#include "link/rtnl/ask/ask.h"
#include "link/rtnl/rtnl-stats.h"
#include "link/rtnl/rtnl-tc.h"

static enum side side_of(enum vmtap_kind kind)
{
	return kind_of(kind)->guest_side;
}

/* The classic program. */
static int add_classic(struct rtnl *rtnl, const struct filter_spec *spec)
{
	struct bpf_program program;
	int r = filter_build(spec->fence, spec->lladdr, &program);

	if (r == 0)
		rtnl_add_filter(rtnl, spec->ifindex, side_of(spec->kind),
				program.code, program.n);
	return r;
}

/* The eBPF program, with parameters of its own. */
static int add_ebpf(struct rtnl *rtnl, const struct filter_spec *spec,
		    bool is_change)
{
	struct slot parameters;
	int slot;

	slot_fill(&parameters, spec->fence, spec->lladdr);
	slot = slots_take(&spec->ebpf->slots, spec->ifindex, is_change,
			  &parameters);
	if (slot < 0)
		return slot;
	rtnl_add_ebpf(rtnl, spec->ifindex, side_of(spec->kind), spec->ebpf->fd,
		      (uint32_t)slot);
	return 0;
}

static int add_program(struct rtnl *rtnl, const struct filter_spec *spec,
		       bool is_change)
{
	return spec->ebpf ? add_ebpf(rtnl, spec, is_change)
			  : add_classic(rtnl, spec);
}

int filter_add(struct rtnl *rtnl, const struct filter_spec *spec)
{
	int r;

	if (spec->fence->filters == 0)
		return 0;
	rtnl_add_clsact(rtnl, spec->ifindex);
	r = add_program(rtnl, spec, false);
	return r < 0 ? r : 2;
}

int filter_explain(const struct rtnl *rtnl, int r, struct error *err)
{
	if (r == -ENOENT || r == -EOPNOTSUPP)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"this kernel cannot filter a device's frames; the administrator can load what is missing with 'modprobe -a sch_ingress cls_bpf', or write filter = none in the policy");
	if (r == -ENOSPC)
		return error_set(
			err, VMTAP_E_LIMIT, ENOSPC,
			"vmtapd has no room for the filter of another device; the administrator can end devices");
	return rtnl_refuse(rtnl, r, err,
			   "the kernel refuses the filter of the device");
}

int filter_check(struct rtnl *rtnl, const struct ebpf *ebpf,
		 const struct fence *fence, struct error *err)
{
	int r = fence->filters ? ask_clsact(rtnl) : 0;

	if (r == 0 && fence->filters && ebpf && !slots_have_room(&ebpf->slots))
		r = -ENOSPC;
	return r < 0 ? filter_explain(rtnl, r, err) : 0;
}

int filter_replace(struct rtnl *rtnl, const struct filter_spec *spec,
		   struct error *err)
{
	int r;

	/* the kernel would keep the old program, which does not know lladdr */
	if (spec->fence->filters == 0)
		return error_set(err, VMTAP_E_INTERNAL, EINVAL,
				 "there is nothing to filter");
	rtnl_begin(rtnl);
	rtnl_add_clsact(rtnl, spec->ifindex);
	r = add_program(rtnl, spec, true);
	if (r == 0)
		r = rtnl_commit(rtnl, NULL);
	return r < 0 ? filter_explain(rtnl, r, err) : 0;
}

int filter_add_change(struct rtnl *rtnl, const struct filter_spec *spec)
{
	return spec->fence->filters == 0 ? -EINVAL
					 : add_program(rtnl, spec, true);
}

int filter_restore(struct rtnl *rtnl, const struct filter_place *place,
		   struct error *err)
{
	unsigned int slot = slots_of(&place->ebpf->slots, place->ifindex);
	int r;

	rtnl_begin(rtnl);
	rtnl_add_clsact(rtnl, place->ifindex);
	rtnl_add_ebpf(rtnl, place->ifindex, side_of(place->kind),
		      place->ebpf->fd, slot);
	r = rtnl_commit(rtnl, NULL);
	return r < 0 ? filter_explain(rtnl, r, err) : 0;
}

/* Is it vmtapd's own program, and with which slot? */
static void find_slot(const struct filter_place *place,
		      const struct rtnl_code *code, struct filter_found *found)
{
	const struct ebpf *ebpf = place->ebpf;

	found->kind = PROGRAM_EARLIER;
	if (!ebpf || code->id != ebpf->id || code->class >= SLOTS_N)
		return;
	found->kind = PROGRAM_EBPF;
	found->slot_number = code->class;
	found->slot = &ebpf->slots.at[code->class];
	found->is_as_set = code->class != 0 &&
			   code->class ==
				   slots_of(&ebpf->slots, place->ifindex);
}

int filter_read(struct rtnl *rtnl, const struct filter_place *place,
		struct filter_found *ret_found)
{
	struct rtnl_code code = { .max = BPF_PROGRAM_MAX };
	int r;

	memset(ret_found, 0, sizeof(*ret_found));
	code.code = ret_found->program.code;
	r = rtnl_get_filter(rtnl, place->ifindex, side_of(place->kind), &code);
	if (r < 0)
		return r;
	ret_found->program.n = code.n;
	if (code.id != 0)
		find_slot(place, &code, ret_found);
	else if (code.n > 0)
		ret_found->kind = PROGRAM_CLASSIC;
	return 0;
}

/* Exchange the directions: those of the link are the host's. */
static void turn_round(struct filter_traffic *traffic)
{
	struct filter_traffic hosts = *traffic;

	traffic->sent_packets = hosts.received_packets;
	traffic->sent_bytes = hosts.received_bytes;
	traffic->received_packets = hosts.sent_packets;
	traffic->received_bytes = hosts.sent_bytes;
}

int filter_traffic(struct rtnl *rtnl, enum vmtap_kind kind,
		   unsigned int ifindex, struct filter_traffic *ret_traffic)
{
	struct filter_traffic traffic = { 0 };
	struct rtnl_stats stats;
	int r = rtnl_get_stats(rtnl, ifindex, &stats);

	if (r == 0)
		r = rtnl_get_drops(rtnl, ifindex, &traffic.dropped);
	if (r < 0)
		return r;
	traffic.sent_packets = stats.sent_packets;
	traffic.sent_bytes = stats.sent_bytes;
	traffic.received_packets = stats.received_packets;
	traffic.received_bytes = stats.received_bytes;
	if (side_of(kind) == SIDE_INGRESS)
		turn_round(&traffic);
	*ret_traffic = traffic;
	return 0;
}
