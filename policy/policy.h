/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.h - what the administrator permits.
 *
 * policy_parse() turns the text of vmtapd.conf(5) into a struct policy, and
 * policy_decide() answers a request from it.  Both are pure: no system call, no
 * clock, no global variable.  So the daemon, a dry run and the tests get the
 * same answer.
 */
#ifndef VMTAP_POLICY_H
#define VMTAP_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/fence.h"
#include "common/ifname.h"
#include "common/limits.h"
#include "common/peer.h"
#include "common/wire/request.h"

#define POLICY_RESERVED_MAX 32 /* ranges of "reserved" */
#define POLICY_MISTAKES_MAX 32 /* that are told of one policy */
#define POLICY_SOURCES_MAX 64 /* stations of a macvtap in source mode */
#define POLICY_DEVICES_DEFAULT 256
#define POLICY_DEVICES_MAX 4096
/* The characters of the names of network and VM, if the device is held by name:
 * mark.h has no room for more. */
#define POLICY_HELD_NAMES_MAX 108
#define POLICY_QUEUES_TOTAL_MAX 65536
#define POLICY_MTU_MIN 68 /* IPv4, RFC 791; ETH_MIN_MTU */
#define POLICY_MTU_MAX 65521 /* TAP: 65535 - ETH_HLEN */

struct policy;

#define POLICY_NO_UID ((uid_t)-1)

/* A range of subordinate uids, subuid(5). */
struct policy_subuids {
	uid_t first, last;
	uid_t owner; /* POLICY_NO_UID: there is no such user */
};

/* Which uids belong to which users. */
struct policy_uids {
	const struct policy_subuids *ranges;
	size_t n_ranges;
	const uid_t *logins; /* uids of passwd(5) */
	size_t n_logins;
	bool is_partial; /* there are ranges that vmtapd does not know */
};

/* Turn names of users and groups into numbers.  0, or -ENOENT. */
struct policy_names {
	int (*user)(void *data, const char *name, uid_t *ret_uid);
	int (*group)(void *data, const char *name, gid_t *ret_gid);
	void *data;
	const struct policy_uids *uids; /* NULL: none are known */
	/* The daemon starts, and has no older policy to go on with: a name that
	 * nobody has is no error.  A permission for that name permits nobody, a
	 * denial closes its network, and policy_complain() tells of it. */
	bool is_start;
	/* NULL: only the first mistake is looked for.  Otherwise it is called
	 * for each one, POLICY_MISTAKES_MAX times at most. */
	void (*mistake)(const char *text);
};

/* A place in a file.  file belongs to the policy. */
struct place {
	const char *file;
	unsigned int line;
};

/* What happens to a device after its holder changed a thing that vmtapd decides
 * and can put back: the link's address or its carrier. */
enum on_tamper { ON_TAMPER_RESTORE, ON_TAMPER_REVOKE };

/* Ranges of addresses that nobody gets. */
struct reserved {
	size_t n;
	struct lladdr_range ranges[POLICY_RESERVED_MAX];
};

/* A network block as a value. */
struct network {
	struct label name;
	enum vmtap_kind kind;
	enum vmtap_mode mode; /* the default; VMTAP_MODE_NONE for a bridge */
	unsigned int modes; /* those that a client may ask for: bits 1 <<
			     * mode */
	struct ifname link; /* the bridge, or the lower device */
	unsigned int mtu; /* 0: the MTU of the bridge or lower device */
	struct limits limits; /* .devices is for all users together */
	bool has_vhost; /* vmtapd may hand out vhost-net descriptors */
	struct fence fence; /* of a device, unless the rule narrows it */
	enum on_tamper on_tamper;
	size_t n_sources;
	struct lladdr sources[POLICY_SOURCES_MAX];
	struct reserved reserved;
	struct place place; /* where the block begins */
};

/* What is in use; daemon/lease/lease.c counts it.  Of a network and of the
 * host, the count is of devices. */
struct usage {
	struct limits of_user; /* of this user, on this network */
	unsigned int of_network; /* of all users, on this network */
	unsigned int of_host; /* of all users, on all networks */
};

/* What an allow rule lets a user ask for ("options"). */
enum option {
	OPTION_MAC = 1 << 0, /* an address that the user chooses */
	OPTION_QUEUES = 1 << 1, /* more than one queue */
	OPTION_VHOST = 1 << 2,
	OPTION_MODE = 1 << 3, /* a mode other than the default */
	OPTION_ALL = (1 << 4) - 1,
};

/* What counts for all networks. */
struct global {
	unsigned int leases; /* of all users, on all networks */
	unsigned int connections; /* of one user */
	unsigned int requests; /* of one user in a second */
	bool has_revoke; /* a new policy ends leases that it refuses */
};

#define POLICY_LEASES_MAX 4096
#define POLICY_CONNECTIONS_MAX 512
#define POLICY_CONNECTIONS_DEFAULT 32
#define POLICY_REQUESTS_MAX 1000000
/* A client that lists POLICY_LEASES_MAX devices needs that many requests, and
 * one more. */
#define POLICY_REQUESTS_DEFAULT 5000

#define POLICY_NO_GROUP ((gid_t)-1)

/*
 * The answer.  Its pointers point into the policy.
 *
 * For a refusal, err.code is not VMTAP_OK, and err.text is the sentence for the
 * client.  rule is for the log: the line that decided, as in "vmtapd.conf:12:
 * allow \"@kvm\"".
 */
struct decision {
	const struct network *network; /* NULL: no such network */
	enum vmtap_mode mode; /* the mode of the device */
	struct limits limits; /* those of this user on this network */
	unsigned int mtu; /* 0: the MTU of the link */
	bool has_vhost; /* the user may ask for vhost-net */
	unsigned int options; /* those that the user may ask for, as enum
			       * option */
	const struct lladdr *lladdr; /* the address of the VM in the table; or
				      * NULL */
	const struct lladdr_range *ranges; /* the addresses that are
					    * permitted */
	size_t n_ranges; /* 0: any locally administered address; in mode
			  * passthru any station's */
	struct fence fence; /* of the device */
	gid_t group; /* the peer's group by which the rule matched; or
		      * POLICY_NO_GROUP */
	char rule[VMTAP_TEXT_MAX + 1];
	struct error err;
};

/*
 * Parse text, which ends in a zero byte.  filename is only for messages.  On
 * failure returns -EINVAL, and *err is "file:line: what is wrong".
 */
int policy_parse(const char *text, const char *filename,
		 const struct policy_names *names, struct policy **ret_policy,
		 struct error *err);

/* The name of a file, for messages, and its text, which ends in a zero byte. */
struct policy_text {
	const char *name;
	const char *text;
};

/*
 * Parse several files as one policy.  A network can have a block in each file,
 * but each of its keys and rules stands in only one.
 */
int policy_parse_files(const struct policy_text *texts, size_t n,
		       const struct policy_names *names,
		       struct policy **ret_policy, struct error *err);

void policy_free(struct policy *policy); /* accepts NULL */

const struct global *policy_global(const struct policy *policy);

/* May peer see and end the devices of all users?  Root may, and those in
 * "admin". */
bool policy_is_admin(const struct policy *policy, const struct peer *peer);

/*
 * Whose is the uid that the kernel told?  Sets uid and standing of *peer from
 * its kernel_uid; call it before anything else reads them.  Uid 0 stays itself,
 * and no other uid becomes 0.
 */
void policy_identify(const struct policy *policy, struct peer *peer);

/* Call say() for each name that nobody has (see struct policy_names) and for
 * each mistake in the ranges of subordinate uids, but max times at most.
 * Returns how many there are. */
size_t policy_complain(const struct policy *policy, size_t max,
		       void (*say)(const char *text));

size_t policy_networks(const struct policy *policy);
/* The network number i in order of name.  NULL past the end. */
const struct network *policy_network(const struct policy *policy, size_t i);
/* The first network whose name sorts after name ("" sorts before all names).
 * NULL if there is none. */
const struct network *policy_network_after(const struct policy *policy,
					   const struct label *name);
const struct network *policy_network_named(const struct policy *policy,
					   const struct label *name);

/*
 * May peer have the device that request (OPEN or CHECK) describes, while usage
 * is in use?  The same arguments give the same answer.  This always fills
 * *ret_decision.
 */
void policy_decide(const struct policy *policy, const struct peer *peer,
		   const struct request *request, const struct usage *usage,
		   struct decision *ret_decision);

/* A device that was granted. */
struct held {
	struct label network, vm;
	enum vmtap_kind kind;
	enum vmtap_mode mode;
	struct ifname link;
	unsigned int queues;
	bool has_lladdr;
	struct lladdr lladdr;
	bool has_groups; /* the groups of the peer are known */
	bool is_by_name; /* its user opens it by name */
};

/*
 * Would policy grant peer the device that it already has?  For use after a
 * reload.  Limits of number do not count.  The rule is in *ret_decision.  If
 * the groups are not known but could matter, the answer is yes.
 */
bool policy_retains(const struct policy *policy, const struct peer *peer,
		    const struct held *held, struct decision *ret_decision);

/*
 * May the device have held->lladdr?  Nobody told the guest's address, and the
 * guest has used this one.  NULL if it may, with the fence in *ret_decision;
 * otherwise the reason why not.
 *
 * If not all groups of the peer are known, the group of the grant decides, as
 * long as its rule still matches.  If a rule about another group could deny, or
 * could come before a rule that is about no group, the answer is no.
 */
const char *policy_refuse_learning(const struct policy *policy,
				   const struct peer *peer,
				   const struct held *held,
				   struct decision *ret_decision);

/*
 * The groups of peer are not known: could a rule about a group come before the
 * rule that matches without one?  Then today's fence of the device is not known.
 */
bool policy_needs_groups(const struct policy *policy,
			 const struct label *network, const struct peer *peer);

/*
 * May peer use network at all?  This serves lists: it fills limits and rule,
 * and sets err.code to VMTAP_E_DENIED if peer may not.
 */
void policy_admit(const struct peer *peer, const struct network *network,
		  struct decision *ret_decision);

/*
 * What network offers to whomever: its own limits, its default mode, and in
 * rule all its rules, such as: allow "@kvm", deny "bob".  If they are too many,
 * the text ends with ", ...".
 */
void policy_offer(const struct network *network, struct decision *ret_decision);

/*
 * Does the table of network reserve lladdr for a VM other than vm?  If that
 * table does not have the address, does the table of another network on the
 * same bridge or lower device?
 */
bool policy_is_reserved(const struct policy *policy,
			const struct network *network,
			const struct lladdr *lladdr, const struct label *vm);

/*
 * Does nobody get lladdr on network, because "reserved" has it?  That is the
 * list of network, of another network on the same bridge or lower device, or of
 * all networks.
 */
bool policy_is_withheld(const struct policy *policy,
			const struct network *network,
			const struct lladdr *lladdr);

/* The list of all networks. */
const struct reserved *policy_reserved(const struct policy *policy);

#define POLICY_FILTERS_TEXT_SIZE 64
#define POLICY_RATE_TEXT_SIZE 24

/* Write the words of vmtapd.conf(5): "mac ra vlan" or "none", and "100mbit". */
void policy_format_filters(unsigned int filters,
			   char text[POLICY_FILTERS_TEXT_SIZE]);
void policy_format_rate(uint64_t rate, char text[POLICY_RATE_TEXT_SIZE]);

/* The longest 16 addresses, 8 hardware addresses, 16 VLANs and three rates need
 * 1321 bytes. */
#define POLICY_FENCE_TEXT_SIZE 1408

/* Write the whole fence, in lines such as "filter: mac ra vlan" and "rate-in:
 * 100mbit". */
void policy_format_fence(const struct fence *fence,
			 char text[POLICY_FENCE_TEXT_SIZE]);

#define POLICY_HOST_ID_LEN 16 /* machine-id(5), as bytes */

/*
 * The address of a device whose client did not ask for one.
 *
 * It is the VM's address in the table, if the table has the VM.  Otherwise it
 * is the same for the same host, user, network and VM name.  It is in the first
 * range of the decision, or locally administered if there is no range.
 * instance tells several devices of one VM without a name apart; it is 0 for
 * the first.  Instances below policy_n_lladdrs() have different addresses, but
 * for two hashes that are equal by chance in a range of more than 2^16.
 *
 * The address is an HMAC-SHA-256 with the key host_id, and must not reveal the
 * key (machine-id(5) asks for that).
 */
struct lladdr policy_lladdr(const struct decision *decision,
			    const unsigned char host_id[POLICY_HOST_ID_LEN],
			    uid_t uid, const struct label *vm,
			    unsigned int instance);

/* How many addresses the instances have; UINT_MAX: more than are ever used. */
unsigned int policy_n_lladdrs(const struct decision *decision);

#endif
