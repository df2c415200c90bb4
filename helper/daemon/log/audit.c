/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * audit.c - turns leases and requests into records.  Lines that a user or a
 * holder can cause are limited (log.h).  Lines about what an administrator or
 * the policy does are not: there are never more of them than leases.
 */
#include "daemon/log/audit.h"

#include <stdio.h>
#include <syslog.h>
#include <time.h>

#include "daemon/log/log.h"
#include "daemon/log/usernames.h"

static void add_lladdr(struct record *record, const struct lladdr *lladdr)
{
	char text[LLADDR_TEXT_SIZE];

	lladdr_format(lladdr, text);
	record_text(record, "mac", text);
}

/* The uid that the kernel told, if another user is its owner. */
static void add_subuid(struct record *record, const char *key, uid_t uid,
		       uid_t account)
{
	if (uid != account)
		record_number(record, key, uid);
}

/* The lease's owner, and its device. */
static void add_lease(struct record *record, const struct lease *lease)
{
	record_number(record, "uid", lease->facts.uid);
	record_text(record, "user", usernames_of(lease->facts.uid));
	add_subuid(record, "subuid", lease->kernel_uid, lease->facts.uid);
	record_number(record, "pid", (unsigned long long)lease->facts.pid);
	record_text(record, "comm", lease->comm);
	record_text(record, "network", lease->facts.network.s);
	record_text(record, "vm", lease->facts.vm.s);
	record_text(record, "device", lease->ifname.s);
	if (facts_has_lladdr(&lease->facts))
		add_lladdr(record, &lease->facts.lladdr);
}

/* 0 if the clock was set back since the grant. */
static void add_lasted(struct record *record, const struct lease *lease)
{
	const uint64_t now = (uint64_t)time(NULL);

	record_number(record, "lasted_s",
		      now > lease->facts.since ? now - lease->facts.since : 0);
}

static void add_duration(struct record *record, uint64_t began)
{
	record_number(record, "duration_us", clock_us() - began);
}

void audit_granted(const struct lease *lease, const char *rule, uint64_t began)
{
	struct record record;

	record_begin(&record, LOG_INFO, "granted");
	add_lease(&record, lease);
	add_duration(&record, began);
	record_text(&record, "rule", rule);
	log_lease_record(lease->facts.uid, &record);
}

void audit_refused(const struct peer *peer, const struct request *request,
		   const char *rule, uint64_t began, const struct error *err)
{
	struct record record;

	record_begin(&record, LOG_INFO, "refused");
	record_number(&record, "uid", peer->uid);
	record_text(&record, "user", usernames_of(peer->uid));
	add_subuid(&record, "subuid", peer->kernel_uid, peer->uid);
	record_number(&record, "pid", (unsigned long long)peer->pid);
	record_text(&record, "comm", peer->comm);
	if (request) {
		record_text(&record, "network", request->network.s);
		record_text(&record, "vm", request->vm.s);
		record_text(&record, "device", request->ifname.s);
		if (request_has(request, VMTAP_PROTO_F_LLADDR))
			add_lladdr(&record, &request->lladdr);
		record_text(&record, "verb", request_verb_name(request->verb));
	}
	record_number(&record, "code", err->code);
	add_duration(&record, began);
	record_text(&record, "rule", rule);
	record_reason(&record, err->text);
	log_client_record(peer->uid, &record);
}

static void add_by(struct record *record, const struct peer *peer)
{
	record_number(record, "by_uid", peer->uid);
	record_text(record, "by_user", usernames_of(peer->uid));
	add_subuid(record, "by_subuid", peer->kernel_uid, peer->uid);
	record_number(record, "by_pid", (unsigned long long)peer->pid);
	record_text(record, "by_comm", peer->comm);
}

void audit_released(const struct lease *lease, const struct peer *peer)
{
	struct record record;

	record_begin(&record, LOG_INFO, "released");
	add_lease(&record, lease);
	add_by(&record, peer);
	add_lasted(&record, lease);
	log_lease_record(lease->facts.uid, &record);
}

void audit_revoked_by(const struct lease *lease, const struct peer *admin)
{
	struct record record;

	record_begin(&record, LOG_NOTICE, "revoked");
	add_lease(&record, lease);
	add_by(&record, admin);
	add_lasted(&record, lease);
	log_record(&record);
}

static void describe_revoked(struct record *record, const struct lease *lease,
			     const char *rule, const char *reason)
{
	record_begin(record, LOG_NOTICE, "revoked");
	add_lease(record, lease);
	add_lasted(record, lease);
	record_text(record, "rule", rule);
	record_reason(record, reason);
}

void audit_revoked(const struct lease *lease, const char *rule,
		   const char *reason)
{
	struct record record;

	describe_revoked(&record, lease, rule, reason);
	log_record(&record);
}

void audit_forfeited(const struct lease *lease, const char *reason)
{
	struct record record;

	describe_revoked(&record, lease, "", reason);
	log_lease_record(lease->facts.uid, &record);
}

void audit_restored(const struct lease *lease, const struct lladdr *found,
		    const char *reason)
{
	char text[LLADDR_TEXT_SIZE] = "";
	struct record record;

	if (found)
		lladdr_format(found, text);
	record_begin(&record, LOG_NOTICE, "restored");
	add_lease(&record, lease);
	record_text(&record, "found", text);
	record_reason(&record, reason);
	log_client_record(lease->facts.uid, &record);
}

void audit_not_granted(const struct lease *lease, const char *rule,
		       const char *reason)
{
	struct record record;

	record_begin(&record, LOG_WARNING, "not-granted");
	add_lease(&record, lease);
	record_text(&record, "rule", rule);
	record_reason(&record, reason);
	log_record(&record);
}

void audit_mute(const struct lease *lease, uint64_t dropped, const char *reason)
{
	struct record record;

	record_begin(&record, LOG_WARNING, "mute");
	add_lease(&record, lease);
	record_number(&record, "dropped", dropped);
	record_reason(&record, reason);
	log_lease_record(lease->facts.uid, &record);
}

/* ---- what has a word alone -------------------------------------------- */

/* log_limited: the limits that a line counts for; NULL: for none. */
static const struct {
	const char *word;
	int level;
	void (*log_limited)(uid_t uid, const struct record *record);
} words[] = {
	[AUDIT_UNFILTERED] = { "unfiltered", LOG_WARNING, NULL },
	[AUDIT_LINK_LOCAL] = { "link-local", LOG_WARNING, log_lease_record },
	[AUDIT_NO_VLANS] = { "no-vlans", LOG_WARNING, NULL },
	[AUDIT_MOVED] = { "moved", LOG_WARNING, NULL },
	[AUDIT_ELSEWHERE] = { "elsewhere", LOG_WARNING, log_lease_record },
	[AUDIT_ROUTE] = { "route", LOG_WARNING, log_lease_record },
	[AUDIT_SHUT] = { "shut", LOG_WARNING, log_lease_record },
	[AUDIT_ADDRESS] = { "address", LOG_WARNING, log_lease_record },
	[AUDIT_LEARNED] = { "learned", LOG_INFO, log_lease_record },
	[AUDIT_REFUSED] = { "refused", LOG_INFO, log_client_record },
	[AUDIT_NOT_PINNED] = { "not-pinned", LOG_ERR, log_lease_record },
	[AUDIT_ENTRY] = { "entry", LOG_WARNING, log_lease_record },
	[AUDIT_ENTRY_LOST] = { "entry", LOG_ERR, log_lease_record },
};

void audit_address(const struct lease *lease, enum audit_what what,
		   const char *address, const char *reason)
{
	struct record record;

	record_begin(&record, words[what].level, words[what].word);
	add_lease(&record, lease);
	record_text(&record, "address", address);
	if (reason)
		record_reason(&record, reason);
	if (words[what].log_limited)
		words[what].log_limited(lease->facts.uid, &record);
	else
		log_record(&record);
}

void audit_event(const struct lease *lease, enum audit_what what,
		 const char *reason)
{
	audit_address(lease, what, "", reason);
}

void audit_ended(const struct lease *lease)
{
	struct record record;

	record_begin(&record, LOG_INFO, "ended");
	add_lease(&record, lease);
	add_lasted(&record, lease);
	log_lease_record(lease->facts.uid, &record);
}
