/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * making.c - the steps that makers of all kinds share.  It names no kind, and
 * the files below it do not include it.
 */
#include "link/making.h"

#include <errno.h>
#include <string.h>

#include "common/kind.h"
#include "link/node/tun.h"
#include "link/rtnl/rtnl.h"

void device_init(struct device *device)
{
	*device = (struct device){ .watch = -1, .sentry = -EBADF };
	for (unsigned int i = 0; i < VMTAP_FDS_MAX; i++)
		device->fds[i] = -EBADF;
}

struct lladdr device_lladdr(enum vmtap_kind kind, const struct lladdr *lladdr)
{
	switch (kind_of(kind)->lladdr) {
	case KIND_LLADDR_GUESTS:
		break;
	case KIND_LLADDR_ANOTHER:
		return lladdr_host_side(lladdr);
	}
	return *lladdr;
}

struct facts device_facts(const struct device_spec *spec,
			  const struct device *device)
{
	struct facts facts = spec->facts;

	facts.vnet_hdr_size = device->vnet_hdr_size;
	facts.lower_down = device->lower_down;
	return facts;
}

void device_mark(uint32_t instance, const struct facts *facts,
		 char alias[RTNL_ALIAS_MAX + 1])
{
	struct lladdr derived = device_lladdr(facts->kind, &facts->lladdr);
	struct mark mark = {
		.instance = instance,
		.facts = *facts,
		.has_link_lladdr = (facts->guest != GUEST_TOLD &&
				    facts->guest != GUEST_CHOSEN) ||
				   !lladdr_equal(&facts->link_lladdr, &derived),
	};

	mark_format(&mark, alias);
}

void device_alias(const struct host *host, const struct device_spec *spec,
		  const struct device *device, char alias[RTNL_ALIAS_MAX + 1])
{
	struct facts facts = device_facts(spec, device);

	device_mark(host->instance, &facts, alias);
}

int making_set_up(const struct host *host, const struct device_spec *spec,
		  const struct device *device)
{
	char altname[MARK_ALTNAME_SIZE];
	int r;

	mark_altname(&spec->facts, spec->facts.vm.s[0] ? 0 : device->ifindex,
		     altname);
	rtnl_add_altname(host->rtnl, device->ifindex, altname);
	r = rtnl_commit(host->rtnl, NULL);
	if (r != -EEXIST)
		return r;
	mark_altname(&spec->facts, device->ifindex, altname);
	rtnl_begin(host->rtnl);
	rtnl_add_altname(host->rtnl, device->ifindex, altname);
	return rtnl_commit(host->rtnl, NULL);
}

int making_vnet_hdr(const struct device_spec *spec, struct device *device,
		    struct error *err)
{
	int r = tun_vnet_hdr_size(device->fds[0], spec->has_vnet_hdr,
				  &device->vnet_hdr_size);

	return r == 0 ? 0
		      : error_set(err, VMTAP_E_HOST, -r, "TUNGETVNETHDRSZ: %s",
				  strerror(-r));
}

int making_refuse_in_use(const struct device_spec *spec, const char *who,
			 const char *remedy, struct error *err)
{
	char lladdr[LLADDR_TEXT_SIZE];

	lladdr_format(&spec->facts.lladdr, lladdr);
	return error_set(
		err, VMTAP_E_IN_USE, EADDRINUSE,
		"the address %s is in use: %s %s has it; ask for another one with mac=, or %s",
		lladdr, who, spec->link.s, remedy);
}
