/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * model.h - the inside of struct policy.  Only the files of policy/ share it.
 */
#ifndef VMTAP_POLICY_MODEL_H
#define VMTAP_POLICY_MODEL_H

#include "policy/lacking.h"
#include "policy/meaning/who.h"
#include "policy/policy.h"

/* An allow or a deny, with its name resolved. */
struct rule {
	bool is_deny;
	struct who who;
	struct place place;
	/* allow: the network's values, or lower ones */
	struct limits limits;
	unsigned int mtu;
	bool has_vhost;
	unsigned int options; /* enum option */
	size_t n_ranges; /* allow: 0, see struct decision */
	struct lladdr_range ranges[VMTAP_RANGES_MAX];
	struct fence fence;
	char text[POLICY_WHO_MAX + 1]; /* the subject as written: "alice",
					* "@36" */
};

/* Does rule speak of peer? */
static inline bool rule_matches(const struct rule *rule,
				const struct peer *peer)
{
	return rule->is_deny ? who_denies(&rule->who, peer)
			     : who_admits(&rule->who, peer);
}

#define POLICY_USERS_MAX 16 /* of a VM */
#define POLICY_ADMINS_MAX 64
#define POLICY_LOGINS_MAX 64

/* A VM of the table.  It has these addresses, and no other VM has them; but see
 * lladdr_is_virtual(). */
struct vm {
	struct label name;
	struct lladdr lladdr;
	struct place place;
	size_t n_macs; /* further addresses of its guest */
	struct lladdr macs[FENCE_MACS_MAX];
	size_t n_users; /* whose VM it is; 0: any user's */
	struct who users[POLICY_USERS_MAX];
	size_t n_addresses; /* 0: the addresses of the rule */
	struct prefix addresses[FENCE_ADDRESSES_MAX];
};

/*
 * A network and its rules.  The rules are sorted so that the first one that
 * matches a peer decides: denials first, then down the ladder of who.h.  Among
 * rules about single groups, decide.c compares all that match.
 */
struct block {
	struct network network; /* first, so that a struct network * is a struct
				 * block * */
	size_t n_rules;
	struct rule *rules;
	size_t n_vms;
	struct vm *vms; /* sorted by name */
};

/* A policy without networks, but with the names of its files.  NULL if there is
 * no memory. */
struct policy *policy_new(const struct policy_text *texts, size_t n);

/* Uids that one range of subordinate uids has, or several. */
struct segment {
	uid_t first, last;
	uid_t owner;
	bool is_disputed; /* ranges of several owners have them */
};

struct policy {
	size_t n_files;
	char **files; /* their names */
	struct global global;
	struct reserved reserved; /* on all networks */
	struct lacking lacking;
	size_t n_admins;
	struct who admins[POLICY_ADMINS_MAX];
	bool is_partial; /* see struct policy_uids */
	size_t n_login_ranges;
	struct who login_ranges[POLICY_LOGINS_MAX]; /* "logins" */
	size_t n_segments;
	struct segment *segments; /* in ascending order */
	size_t n_logins;
	uid_t *logins; /* in ascending order */
	size_t n_blocks;
	struct block *blocks; /* sorted by name */
};

/* subuid.c: keep what uids says.  -ENOMEM */
int policy_keep_uids(struct policy *policy, const struct policy_uids *uids);

/* table.c: the row of the VM, or NULL; and does the VM belong to peer? */
const struct vm *table_find(const struct network *network,
			    const struct label *vm);
bool table_owns(const struct vm *vm, const struct peer *peer);

/* table.c: the row says more of the device than the rule does. */
void table_apply(const struct vm *vm, struct decision *decision);

/* macs.c: is it the VM's address, or a further one of its guest? */
bool vm_has_lladdr(const struct vm *vm, const struct lladdr *lladdr);

/* reserved.c: may the user of decision have lladdr, as far as "mac" goes? */
bool decision_permits(const struct decision *decision,
		      const struct lladdr *lladdr);

_Static_assert(offsetof(struct block, network) == 0, "see policy_admit()");

#endif
