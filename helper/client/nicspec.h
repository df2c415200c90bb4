/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nicspec.h - "lan,mac=52:54:00:12:34:56,queues=2": a network card as the
 * command line describes it.
 */
#ifndef VMTAP_NICSPEC_H
#define VMTAP_NICSPEC_H

#include <stdbool.h>

#include "vmtap.h"

/* Texts are as given: libvmtap checks them. */
struct nicspec {
	char network[VMTAP_LABEL_MAX + 1];
	char vm[VMTAP_LABEL_MAX + 1]; /* "" = not said */
	char lladdr[32]; /* "" = not said */
	unsigned int queues; /* 0 = not said */
	bool has_vhost;
	bool has_vnet_hdr;
	enum vmtap_mode mode; /* VMTAP_MODE_NONE = not said */
};

/*
 * NET[,mac=ADDRESS][,vm=NAME][,queues=N][,vhost=on|off][,vnet_hdr=on|off]
 * [,mode=MODE].
 * -EINVAL with a sentence if anything is unknown, malformed or said twice.
 */
int nicspec_parse(const char *text, struct nicspec *ret_spec,
		  struct vmtap_error *err);

/* NET[/mac=ADDRESS][/vm=NAME], the bridge name that QEMU or libvirt passes. */
int nicspec_parse_bridge(const char *text, struct nicspec *ret_spec,
			 struct vmtap_error *err);

/* Set spec's VM or address.  -EINVAL if it has another one already. */
int nicspec_set_vm(struct nicspec *spec, const char *vm,
		   struct vmtap_error *err);
int nicspec_set_lladdr(struct nicspec *spec, const char *lladdr,
		       struct vmtap_error *err);

/* The request that *spec describes; free it with vmtap_request_free(). */
int nicspec_request(const struct nicspec *spec,
		    struct vmtap_request **ret_request,
		    struct vmtap_error *err);

#endif
