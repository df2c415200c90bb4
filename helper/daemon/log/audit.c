/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * audit.c - turns leases and requests into records of the log, and what happens
 * to a lease into events as well (news.h), so that the two never differ.  Lines
 * that a user or a holder can cause are limited (log.h).  Lines about what an
 * administrator or the policy does are not: there are never more of them than
 * leases.
 */
#include "daemon/log/audit.h"

#include <stdio.h>
#include <syslog.h>
#include <time.h>

#include "daemon/log/log.h"
#include "daemon/log/usernames.h"
#include "daemon/news/event.h"
#include "daemon/news/news.h"

/* A line of the log, and the event of the same. */
struct entry {
	struct record record;
	struct vmtap_proto_event event;
};

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

static void begin(struct entry *entry, int level, const char *word,
		  const struct lease *lease)
{
	record_begin(&entry->record, level, word);
	add_lease(&entry->record, lease);
	event_begin(&entry->event, word, lease);
}

/* A sentence for the user. */
static void add_reason(struct entry *entry, const char *reason)
{
	record_reason(&entry->record, reason);
	event_reason(&entry->event, reason);
}

/* The limits that a line of the lease counts for; NULL: for none. */
typedef void log_function(uid_t uid, const struct record *record);

static void finish(const struct entry *entry, const struct lease *lease,
		   log_function *log_limited)
{
	if (log_limited)
		log_limited(lease->facts.uid, &entry->record);
	else
		log_record(&entry->record);
	news_add(&entry->event);
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
	struct entry entry;

	begin(&entry, LOG_INFO, "granted", lease);
	add_duration(&entry.record, began);
	record_text(&entry.record, "rule", rule);
	finish(&entry, lease, log_lease_record);
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

static void add_by(struct entry *entry, const struct peer *peer)
{
	struct record *record = &entry->record;

	record_number(record, "by_uid", peer->uid);
	record_text(record, "by_user", usernames_of(peer->uid));
	add_subuid(record, "by_subuid", peer->kernel_uid, peer->uid);
	record_number(record, "by_pid", (unsigned long long)peer->pid);
	record_text(record, "by_comm", peer->comm);
	event_by(&entry->event, peer);
}

void audit_released(const struct lease *lease, const struct peer *peer)
{
	struct entry entry;

	begin(&entry, LOG_INFO, "released", lease);
	add_by(&entry, peer);
	add_lasted(&entry.record, lease);
	finish(&entry, lease, log_lease_record);
}

void audit_revoked_by(const struct lease *lease, const struct peer *admin)
{
	struct entry entry;

	begin(&entry, LOG_NOTICE, "revoked", lease);
	add_by(&entry, admin);
	add_lasted(&entry.record, lease);
	finish(&entry, lease, NULL);
}

static void describe_revoked(struct entry *entry, const struct lease *lease,
			     const char *rule, const char *reason)
{
	begin(entry, LOG_NOTICE, "revoked", lease);
	add_lasted(&entry->record, lease);
	record_text(&entry->record, "rule", rule);
	add_reason(entry, reason);
}

void audit_revoked(const struct lease *lease, const char *rule,
		   const char *reason)
{
	struct entry entry;

	describe_revoked(&entry, lease, rule, reason);
	finish(&entry, lease, NULL);
}

void audit_forfeited(const struct lease *lease, const char *reason)
{
	struct entry entry;

	describe_revoked(&entry, lease, "", reason);
	finish(&entry, lease, log_lease_record);
}

void audit_restored(const struct lease *lease, const struct lladdr *found,
		    const char *reason)
{
	char text[LLADDR_TEXT_SIZE] = "";
	struct entry entry;

	if (found)
		lladdr_format(found, text);
	begin(&entry, LOG_NOTICE, "restored", lease);
	record_text(&entry.record, "found", text);
	event_address(&entry.event, text);
	add_reason(&entry, reason);
	finish(&entry, lease, log_client_record);
}

void audit_not_granted(const struct lease *lease, const char *rule,
		       const char *reason)
{
	struct entry entry;

	begin(&entry, LOG_WARNING, "not-granted", lease);
	record_text(&entry.record, "rule", rule);
	add_reason(&entry, reason);
	finish(&entry, lease, NULL);
}

void audit_mute(const struct lease *lease, uint64_t dropped, const char *reason)
{
	struct entry entry;

	begin(&entry, LOG_WARNING, "mute", lease);
	record_number(&entry.record, "dropped", dropped);
	add_reason(&entry, reason);
	finish(&entry, lease, log_lease_record);
}

/* ---- what has a word alone -------------------------------------------- */

static const struct {
	const char *word;
	int level;
	log_function *log_limited;
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
	[AUDIT_TOLD] = { "told", LOG_INFO, log_lease_record },
	[AUDIT_REFUSED] = { "refused", LOG_INFO, log_client_record },
	[AUDIT_NOT_PINNED] = { "not-pinned", LOG_ERR, log_lease_record },
	[AUDIT_ENTRY] = { "entry", LOG_WARNING, log_lease_record },
	[AUDIT_ENTRY_LOST] = { "entry", LOG_ERR, log_lease_record },
};

void audit_address(const struct lease *lease, enum audit_what what,
		   const char *address, const char *reason)
{
	struct entry entry;

	begin(&entry, words[what].level, words[what].word, lease);
	record_text(&entry.record, "address", address);
	event_address(&entry.event, address);
	if (reason)
		add_reason(&entry, reason);
	finish(&entry, lease, words[what].log_limited);
}

void audit_event(const struct lease *lease, enum audit_what what,
		 const char *reason)
{
	audit_address(lease, what, "", reason);
}

void audit_noted(const struct lease *lease, enum note note, const char *reason)
{
	struct vmtap_proto_event event;

	event_begin(&event, "noted", lease);
	event_note(&event, note_name(note));
	event_reason(&event, reason);
	news_add(&event);
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
	struct entry entry;

	begin(&entry, LOG_INFO, "ended", lease);
	add_lasted(&entry.record, lease);
	finish(&entry, lease, log_lease_record);
}
