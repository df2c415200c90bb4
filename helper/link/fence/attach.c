/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * attach.c - a fence to messages for the kernel, and back.
 */
#include "link/fence/attach.h"

#include <errno.h>
#include <string.h>

#include "common/kind.h"
#include "link/filter/filter.h"
#include "link/rtnl/rtnl-stats.h"
#include "link/rtnl/rtnl-tc.h"

static enum side side_of(enum vmtap_kind kind)
{
	return kind_of(kind)->guest_side;
}

static void add_program(struct rtnl *rtnl, const struct filter_spec *spec,
			const struct bpf_program *program)
{
	rtnl_add_filter(rtnl, spec->ifindex, side_of(spec->kind), program->code,
			program->n);
}

int filter_add(struct rtnl *rtnl, const struct filter_spec *spec)
{
	struct bpf_program program;
	int r = filter_build(spec->fence, spec->lladdr, &program);

	if (r < 0 || program.n == 0)
		return r;
	rtnl_add_clsact(rtnl, spec->ifindex);
	add_program(rtnl, spec, &program);
	return 2;
}

int filter_explain(const struct rtnl *rtnl, int r, struct error *err)
{
	if (r == -ENOENT || r == -EOPNOTSUPP)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"this kernel cannot filter a device's frames; the administrator can load what is missing with 'modprobe -a sch_ingress cls_bpf', or write filter = none in the policy");
	return rtnl_refuse(rtnl, r, err,
			   "the kernel refuses the filter of the device");
}

int filter_replace(struct rtnl *rtnl, const struct filter_spec *spec,
		   struct error *err)
{
	struct bpf_program program;
	int r = filter_build(spec->fence, spec->lladdr, &program);

	/* the kernel would keep the old program, which does not know lladdr */
	if (r == 0 && program.n == 0)
		return error_set(err, VMTAP_E_INTERNAL, EINVAL,
				 "there is nothing to filter");
	if (r == 0) {
		rtnl_begin(rtnl);
		add_program(rtnl, spec, &program);
		r = rtnl_commit(rtnl, NULL);
	}
	return r < 0 ? filter_explain(rtnl, r, err) : 0;
}

int filter_read(struct rtnl *rtnl, enum vmtap_kind kind, unsigned int ifindex,
		struct bpf_program *ret_program)
{
	struct rtnl_code code = { .max = BPF_PROGRAM_MAX };
	int r;

	memset(ret_program, 0, sizeof(*ret_program));
	code.code = ret_program->code;
	r = rtnl_get_filter(rtnl, ifindex, side_of(kind), &code);
	if (r == 0)
		ret_program->n = code.n;
	return r;
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
