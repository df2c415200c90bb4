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
		if (request->name.s[0])
			record_text(&record, "device", request->name.s);
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

void audit_unfiltered(const struct lease *lease, const char *reason)
{
	struct record record;

	record_begin(&record, LOG_WARNING, "unfiltered");
	add_lease(&record, lease);
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

void audit_link_local(const struct lease *lease, const char *reason)
{
	struct record record;

	record_begin(&record, LOG_WARNING, "link-local");
	add_lease(&record, lease);
	record_reason(&record, reason);
	log_lease_record(lease->facts.uid, &record);
}

void audit_expired(const struct lease *lease, const char *reason)
{
	struct record record;

	record_begin(&record, LOG_INFO, "expired");
	add_lease(&record, lease);
	add_lasted(&record, lease);
	record_reason(&record, reason);
	log_lease_record(lease->facts.uid, &record);
}

void audit_ended(const struct lease *lease)
{
	struct record record;

	record_begin(&record, LOG_INFO, "ended");
	add_lease(&record, lease);
	add_lasted(&record, lease);
	log_lease_record(lease->facts.uid, &record);
}
