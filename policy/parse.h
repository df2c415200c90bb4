/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * parse.h - what the stages of policy_parse() share.  Private to policy/.
 *
 *   message.c the one message
 *   text.c   characters: what libconfuse may see at all
 *   tree.c   blocks and keys of one file, by libconfuse
 *   parse.c  structure: the blocks of all files; gather.c: key by key
 *   keys.c   meaning: a network's values, and what goes together; mode.c,
 *            table.c (VMs) and global.c: parts of it
 *   fence.c  meaning: what a guest may send; inet.c, vlan.c, rate.c: parts
 *   rule.c   meaning: what for whom, in which order; who.c: who; value.c:
 *            numbers
 */
#ifndef VMTAP_POLICY_PARSE_H
#define VMTAP_POLICY_PARSE_H

#include "policy/message.h"
#include "policy/model.h"

#define POLICY_NETWORKS_MAX 1024 /* in a file */
#define POLICY_RULES_MAX 1024 /* allow and deny of one network */

/* The key that text.c writes behind a section's opening brace.  No file can
 * hold it: control characters are refused. */
#define POLICY_LINE_KEY "\001line"

/* The text of one value, and where it stood. */
struct value {
	struct place place;
	char text[];
};

/* Those of a list. */
struct values {
	const struct value **at;
	size_t n;
};

/* All keys of a block as they were written; NULL where one is absent. */
struct fence_keys {
	const struct value *vlan, *isolated, *multicast_flood, *vnet_hdr;
	const struct value *rate_in, *rate_out, *broadcast_rate;
	struct values filter, addresses, vlans;
};

struct network_keys {
	const char *name;
	struct place place;
	const struct value *kind, *lower, *bridge;
	const struct value *mtu, *queues, *queues_total, *vhost, *devices;
	const struct value *on_tamper;
	struct values modes, sources;
	struct fence_keys fence;
};

struct rule_keys {
	const char *who;
	struct place place;
	bool is_deny;
	const struct value *devices, *queues, *queues_total, *mtu, *vhost;
	struct values mac, options;
	struct fence_keys fence; /* without what a network alone has */
};

struct vm_keys {
	const char *name;
	struct place place;
	const struct value *mac;
	struct values users, addresses;
};

struct global_keys {
	const struct value *leases, *connections, *requests, *on_reload;
	struct values admin;
};

/* Whom text (behind keyword) names, with names resolved. */
int who_parse(struct parse *parse, struct place place, const char *keyword,
	      const char *text, struct who *ret_who);

/*
 * A copy of text for libconfuse, to be freed: without comments, with
 * POLICY_LINE_KEY in each section, and with nothing in it that libconfuse
 * would skip, expand or take for something else.
 */
int text_prepare(struct parse *parse, const char *text, char **ret_text);

/* Decimal digits, no leading zero, at most max.  Else -EINVAL. */
int value_decimal(const char *text, unsigned int max, unsigned int *ret_number);

/* The value of a key; an absent one (NULL) leaves the result as it is. */
int value_number(struct parse *parse, const struct value *value,
		 const char *key, unsigned int min, unsigned int max,
		 unsigned int *ret_number);
int value_bool(struct parse *parse, const struct value *value, const char *key,
	       bool *ret_bool);

/* One block's own keys, and one rule of it, checked and resolved. */
int keys_network(struct parse *parse, const struct network_keys *keys,
		 struct network *ret_network);
int keys_rule(struct parse *parse, const struct network *network,
	      const struct rule_keys *keys, struct rule *ret_rule);

/* keys.c: a key, absent perhaps, that the other kind of network has. */
int refuse_key(struct parse *parse, const struct value *value, const char *key,
	       const char *kind, const char *remedy);

/* mode.c: mode and sources of a macvtap. */
int keys_modes(struct parse *parse, const struct network_keys *keys,
	       struct network *network);

/* fence.c: the network's own; *fence is the network's and becomes that of the
 * allow; the addresses of a VM. */
int fence_network(struct parse *parse, const struct fence_keys *keys,
		  struct network *network);
int fence_allow(struct parse *parse, const struct rule_keys *keys,
		const struct network *network, struct fence *fence);
int fence_vm(struct parse *parse, const struct vm_keys *keys,
	     const struct network *network, struct vm *vm);

/* Its parts.  They hold what they read against the fence of *network, which is
 * empty as long as that is read itself. */
int fence_addresses(struct parse *parse, const struct values *values,
		    const struct network *network, struct fence *fence);
bool fence_has_ipv4(const struct fence *fence);
int fence_vlans(struct parse *parse, const struct fence_keys *keys,
		const struct network *network, struct fence *fence);
int fence_rates(struct parse *parse, const struct fence_keys *keys,
		const struct network *network, struct fence *fence);

int keys_vm(struct parse *parse, const struct network *network,
	    const struct vm_keys *keys, struct vm *ret_vm);
int keys_global(struct parse *parse, const struct global_keys *keys,
		struct policy *policy);

/* By what rules decide on, and by name and address; -EINVAL if two agree. */
int policy_sort_vms(struct parse *parse, struct block *block);
int policy_sort_rules(struct parse *parse, struct block *block);

#endif
