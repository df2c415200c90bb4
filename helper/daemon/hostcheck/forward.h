/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * forward.h - what does the host's firewall do with frames that no rule names?
 */
#ifndef VMTAP_FORWARD_H
#define VMTAP_FORWARD_H

#include <stdbool.h>

#include "look/look.h"

/* Ask nft(8), and iptables(8) where its old tables are in use.  has_bridged: the
 * rules for what the host routes also see what passes between ports of bridges
 * (br_netfilter). */
void forward_look(const struct look *look, bool has_bridged);

#endif
