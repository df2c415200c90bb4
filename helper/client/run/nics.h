/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nics.h - the cards of 'vmtap run': read, opened or only asked for, and as
 * plain values.
 */
#ifndef VMTAP_NICS_H
#define VMTAP_NICS_H

#include "client/arguments/nic.h"
#include "client/command.h"

struct nics {
	size_t n; /* devices */
	struct card cards[OPTIONS_NICS_MAX];
	struct vmtap_device *devices[OPTIONS_NICS_MAX];
	struct nic facts[OPTIONS_NICS_MAX];
};

/* Read all cards before the first device is opened. */
int nics_parse(const struct options *options, struct nics *nics,
	       struct vmtap_error *err);

/* Open all devices.  The descriptors belong to nics->facts. */
int nics_open(const struct options *options, struct nics *nics,
	      struct vmtap_error *err);

/* The same, but vmtapd is only asked, and makes nothing. */
int nics_ask(const struct options *options, struct nics *nics,
	     struct vmtap_error *err);

/* Give the descriptors their numbers; see numbers.h. */
int nics_number(struct nics *nics, bool is_strict, struct vmtap_error *err);

void nics_done(struct nics *nics);

#endif
