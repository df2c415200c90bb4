/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * key.h - the list of all keys of vmtapd.conf(5), and the values that a block
 * has for each.
 *
 * A new key is a row here.  tests/lint/check-keys compares the list with
 * vmtapd.conf.5 and tests/fuzz/policy.dict.
 */
#ifndef VMTAP_POLICY_KEY_H
#define VMTAP_POLICY_KEY_H

#include "policy/policy.h"

enum section_kind {
	SECTION_FILE,
	SECTION_GLOBAL,
	SECTION_NETWORK,
	SECTION_ALLOW,
	SECTION_DENY,
	SECTION_VM,
};

/* KEY(its name in C, its name, the sections that can have it, how many values
 * it has) */
#define POLICY_KEYS(KEY)                                                       \
	KEY(LEASES, "leases", GLOBAL, ONE)                                     \
	KEY(CONNECTIONS, "connections", GLOBAL, ONE)                           \
	KEY(REQUESTS, "requests", GLOBAL, ONE)                                 \
	KEY(ON_RELOAD, "on-reload", GLOBAL, ONE)                               \
	KEY(ADMIN, "admin", GLOBAL, LIST)                                      \
	KEY(LOGINS, "logins", GLOBAL, LIST)                                    \
	KEY(RESERVED, "reserved", GLOBAL | NETWORK, LIST)                      \
	KEY(KIND, "kind", NETWORK, ONE)                                        \
	KEY(BRIDGE, "bridge", NETWORK, ONE)                                    \
	KEY(LOWER, "lower", NETWORK, ONE)                                      \
	KEY(MODE, "mode", NETWORK, LIST)                                       \
	KEY(SOURCES, "sources", NETWORK, LIST)                                 \
	KEY(MTU, "mtu", NETWORK | ALLOW, ONE)                                  \
	KEY(QUEUES, "queues", NETWORK | ALLOW, ONE)                            \
	KEY(QUEUES_TOTAL, "queues-total", NETWORK | ALLOW, ONE)                \
	KEY(VHOST, "vhost", NETWORK | ALLOW, ONE)                              \
	KEY(DEVICES, "devices", NETWORK | ALLOW, ONE)                          \
	KEY(HOLD, "hold", NETWORK | ALLOW, ONE)                                \
	KEY(ON_TAMPER, "on-tamper", NETWORK, ONE)                              \
	KEY(OPTIONS, "options", ALLOW, LIST)                                   \
	KEY(MAC, "mac", ALLOW, LIST)                                           \
	KEY(VM_MAC, "mac", VM, ONE)                                            \
	KEY(MACS, "macs", VM, LIST)                                            \
	KEY(USERS, "users", VM, LIST)                                          \
	KEY(FILTER, "filter", NETWORK, LIST)                                   \
	KEY(ADDRESSES, "addresses", NETWORK | ALLOW | VM, LIST)                \
	KEY(VLAN, "vlan", NETWORK | ALLOW, ONE)                                \
	KEY(VLANS, "vlans", NETWORK | ALLOW, LIST)                             \
	KEY(ISOLATED, "isolated", NETWORK, ONE)                                \
	KEY(MULTICAST_FLOOD, "multicast-flood", NETWORK, ONE)                  \
	KEY(VNET_HDR, "vnet-hdr", NETWORK, ONE)                                \
	KEY(FENCE, "fence", NETWORK, ONE)                                      \
	KEY(LINK_LOCAL, "link-local", NETWORK, ONE)                            \
	KEY(GUEST_ADDRESS, "guest-address", NETWORK, ONE)                      \
	KEY(RATE_IN, "rate-in", NETWORK | ALLOW, ONE)                          \
	KEY(RATE_OUT, "rate-out", NETWORK | ALLOW, ONE)                        \
	KEY(BROADCAST_RATE, "broadcast-rate", NETWORK | ALLOW, ONE)

#define KEY(key, name, sections, values) KEY_##key,
enum key { POLICY_KEYS(KEY) KEYS };
#undef KEY

const char *key_name(enum key key);
bool key_has_list(enum key key);

bool key_is_in(enum key key, enum section_kind kind); /* the section can have
						       * the key */

/* The text of a value, and its place. */
struct value {
	enum key key;
	struct place place;
	char text[];
};

/* The values of one key. */
struct values {
	const struct value **at;
	size_t n;
};

/* All keys of a section as they were written. */
struct keys {
	enum section_kind kind;
	const char *title; /* the name of a network or VM, or the subject of a
			    * rule; NULL for "global" */
	struct place place;
	struct values of[KEYS];
};

/* The value of key, or the first one of its list.  NULL if it has none. */
const struct value *keys_value(const struct keys *keys, enum key key);

#endif
