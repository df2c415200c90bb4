/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * policy.h - what the administrator permits.
 *
 * policy_parse() turns the text of vmtapd.conf(5) into a struct policy;
 * policy_decide() answers a request from it.  Both are pure: no system call,
 * no clock, no global.  The same answer serves the daemon, a dry run and the
 * tests.
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

#define POLICY_SOURCES_MAX 64	/* stations of a macvtap in source mode */
#define POLICY_DEVICES_DEFAULT 256
#define POLICY_DEVICES_MAX 4096
#define POLICY_QUEUES_TOTAL_MAX 65536
#define POLICY_MTU_MIN 68	/* IPv4, RFC 791; ETH_MIN_MTU */
#define POLICY_MTU_MAX 65521	/* TAP: 65535 - ETH_HLEN */

struct policy;

/* Turns names of users and groups into numbers; 0, or -ENOENT. */
struct policy_names {
	int (*user)(void *data, const char *name, uid_t *ret_uid);
	int (*group)(void *data, const char *name, gid_t *ret_gid);
	void *data;
};

/* Where something stands.  file belongs to the policy. */
struct place {
	const char *file;
	unsigned int line;
};

/* What becomes of a device whose holder changed what is vmtapd's to say and
 * what can be put back: the link's address, its carrier. */
enum on_tamper { ON_TAMPER_RESTORE, ON_TAMPER_REVOKE };

/* One network block, as a value. */
struct network {
	struct label name;
	enum vmtap_kind kind;
	enum vmtap_mode mode;	/* default; VMTAP_MODE_NONE for a bridge */
	unsigned int modes;	/* that may be asked for: bits 1 << mode */
	struct ifname link;	/* the bridge, or the lower device */
	unsigned int mtu;	/* 0: that of the bridge or lower device */
	struct limits limits;	/* .devices: all users together */
	bool has_vhost;		/* may hand out vhost-net descriptors */
	struct fence fence;	/* around a device, if the rule does not narrow
				 * it */
	enum on_tamper on_tamper;
	size_t n_sources;
	struct lladdr sources[POLICY_SOURCES_MAX];
	struct place place;	/* of the block */
};

/* How many there are now; counted by daemon/lease/lease.c.  Of networks and of the
 * host: devices. */
struct usage {
	struct limits of_user;	/* this user's, on this network */
	unsigned int of_network;	/* everybody's, on this network */
	unsigned int of_host;	/* everybody's, on all networks */
};

/* Kinds of wish that an allow rule can name in "options". */
enum option {
	OPTION_MAC = 1 << 0,	/* an address of the user's choice */
	OPTION_QUEUES = 1 << 1,	/* more than one queue */
	OPTION_VHOST = 1 << 2,
	OPTION_MODE = 1 << 3,	/* another mode than the default */
	OPTION_ALL = (1 << 4) - 1,
};

/* What holds for all networks. */
struct global {
	unsigned int leases;	/* all users, all networks */
	unsigned int connections;	/* of one user */
	unsigned int requests;	/* of one user in a second */
	bool has_revoke;	/* end leases that a new policy refuses */
};

#define POLICY_LEASES_MAX 4096
#define POLICY_CONNECTIONS_MAX 512
#define POLICY_CONNECTIONS_DEFAULT 32
#define POLICY_REQUESTS_MAX 1000000
/* A list of POLICY_LEASES_MAX devices is as many requests, and one more. */
#define POLICY_REQUESTS_DEFAULT 5000

#define POLICY_NO_GROUP ((gid_t)-1)

/*
 * The answer.  Pointers are into the policy.  A refusal has err.code not
 * VMTAP_OK and in err.text the sentence for the client; rule says for the log
 * which line decided, "vmtapd.conf:12: allow \"@kvm\"".
 */
struct decision {
	const struct network *network;	/* NULL: no such network */
	enum vmtap_mode mode;		/* of the device */
	struct limits limits;		/* of this user here */
	unsigned int mtu;		/* 0: as the link */
	bool has_vhost;			/* may ask for vhost-net */
	unsigned int options;		/* may be asked for: enum option */
	const struct lladdr *lladdr;	/* of the VM by the table, or NULL */
	const struct lladdr_range *ranges;	/* permitted addresses */
	size_t n_ranges;		/* 0: any station's address */
	struct fence fence;		/* around the device */
	gid_t group;			/* of the peer's, by which the rule
					 * matched; POLICY_NO_GROUP */
	char rule[VMTAP_TEXT_MAX + 1];
	struct error err;
};

/*
 * Parse text, which ends in a zero byte; filename is for messages only.  On
 * failure -EINVAL, and *err is "file:line: what is wrong".
 */
int policy_parse(const char *text, const char *filename,
		 const struct policy_names *names, struct policy **ret_policy,
		 struct error *err);

/* A file's name, for messages, and its text, which ends in a zero byte. */
struct policy_text {
	const char *name;
	const char *text;
};

/*
 * The same for several files at once.  A network can have a block in each; a
 * key of it, and a rule, stands in one of them only.
 */
int policy_parse_files(const struct policy_text *texts, size_t n,
		       const struct policy_names *names,
		       struct policy **ret_policy, struct error *err);

void policy_free(struct policy *policy);	/* accepts NULL */

const struct global *policy_global(const struct policy *policy);

/* Root, and whom "admin" names: may see and end everybody's devices. */
bool policy_is_admin(const struct policy *policy, const struct peer *peer);

size_t policy_networks(const struct policy *policy);
/* In order of name; NULL past the end. */
const struct network *policy_network(const struct policy *policy, size_t i);
/* The first network whose name sorts after name ("" is before all); or NULL. */
const struct network *policy_network_after(const struct policy *policy,
					   const struct label *name);
const struct network *policy_network_named(const struct policy *policy,
					   const struct label *name);

/*
 * May peer have the device that request (of OPEN or CHECK) describes, when
 * usage says what is in use?  Same arguments, same answer.  Always fills
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
	bool has_groups;	/* those of the peer are known */
};

/*
 * After a reload: would policy grant peer what it holds?  Limits of number are
 * not looked at.  The rule is in *ret_decision.  Where the groups are not
 * known, and could matter, the answer is yes.
 */
bool policy_retains(const struct policy *policy, const struct peer *peer,
		    const struct held *held, struct decision *ret_decision);

/*
 * May the device, whose guest's address nobody told, have held->lladdr, which the
 * guest has used?  NULL: yes, and the fence is in *ret_decision; else why not.
 * Where not all of the peer's groups are known, the one that decided about the grant
 * will do, as long as it does decide; if another could deny, or come before a rule that
 * is about none, the answer is no.
 */
const char *policy_refuse_learning(const struct policy *policy,
				   const struct peer *peer,
				   const struct held *held,
				   struct decision *ret_decision);

/*
 * May peer use network at all?  For listing: fills limits and rule, and sets
 * err.code to VMTAP_E_DENIED if not.
 */
void policy_admit(const struct peer *peer, const struct network *network,
		  struct decision *ret_decision);

/*
 * Does the table of network reserve lladdr for another VM than vm?  Or, if it does
 * not have the address, that of another network on the same bridge or lower device?
 */
bool policy_is_reserved(const struct policy *policy,
			const struct network *network,
			const struct lladdr *lladdr, const struct label *vm);

#define POLICY_FILTERS_TEXT_SIZE 64
#define POLICY_RATE_TEXT_SIZE 24

/* The words of vmtapd.conf(5): "mac ra vlan", or "none"; "100mbit". */
void policy_format_filters(unsigned int filters,
			   char text[POLICY_FILTERS_TEXT_SIZE]);
void policy_format_rate(uint64_t rate, char text[POLICY_RATE_TEXT_SIZE]);

/* 16 addresses, 16 VLANs and three rates, all of the longest, have 1135. */
#define POLICY_FENCE_TEXT_SIZE 1280

/* All of it, lines as "filter: mac ra vlan" and "rate-in: 100mbit". */
void policy_format_fence(const struct fence *fence,
			 char text[POLICY_FENCE_TEXT_SIZE]);

#define POLICY_HOST_ID_LEN 16	/* machine-id(5), as bytes */

/*
 * The address of a device for which nobody wished one: the VM's in the table;
 * or stable for host, user,
 * network and VM name, inside the first range of the decision, else locally
 * administered.  instance tells several devices of one unnamed VM apart; it
 * is 0 for the first.  HMAC-SHA-256 keyed with host_id, which must not be
 * guessable from the address (machine-id(5) asks for that).
 */
struct lladdr policy_lladdr(const struct decision *decision,
			    const unsigned char host_id[POLICY_HOST_ID_LEN],
			    uid_t uid, const struct label *vm,
			    unsigned int instance);

#endif
