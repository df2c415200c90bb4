/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * facts.c - fills replies from words.
 */
#include "tests/client/facts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/words.h"

struct record {
	struct vmtap_proto_lease *lease;
	struct vmtap_proto_network *network;
	struct vmtap_proto_revoked *revoked;
	struct vmtap_proto_finding *finding;
	struct vmtap_proto_event *event;
};

struct number {
	const char *key;
	uint32_t *field;
};

static int set_number(const struct number *numbers, size_t n, const char *key,
		      const char *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(key, numbers[i].key) == 0) {
			*numbers[i].field = (uint32_t)strtoll(value, NULL, 10);
			return 0;
		}
	return -EINVAL;
}

#define SET_NUMBER(numbers, key, value)                                        \
	set_number(numbers, sizeof(numbers) / sizeof((numbers)[0]), key, value)

/* '_' stands for a blank. */
static void set_words(char *text, size_t size, const char *value)
{
	(void)snprintf(text, size, "%s", value);
	for (; *text; text++)
		if (*text == '_')
			*text = ' ';
}

/* "::ffff:192.0.2.7,AGE": the next one. */
static int address_fact(struct vmtap_proto_lease *lease, const char *value)
{
	static const struct vmtap_proto_address none;
	char text[INET6_ADDRSTRLEN];
	size_t i = 0;

	while (i < VMTAP_PROTO_LEASE_ADDRESSES &&
	       memcmp(&lease->addresses[i], &none, sizeof(none)) != 0)
		i++;
	(void)snprintf(text, sizeof(text), "%.*s", (int)strcspn(value, ","),
		       value);
	if (i == VMTAP_PROTO_LEASE_ADDRESSES || !strchr(value, ',') ||
	    inet_pton(AF_INET6, text, lease->addresses[i].address) != 1)
		return -EINVAL;
	lease->addresses[i].age =
		(uint32_t)strtoul(strchr(value, ',') + 1, NULL, 10);
	return 0;
}

static int lease_fact(struct vmtap_proto_lease *lease, const char *key,
		      const char *value)
{
	const struct number numbers[] = {
		{ "kind", &lease->kind },
		{ "mode", &lease->mode },
		{ "ifindex", &lease->ifindex },
		{ "mtu", &lease->mtu },
		{ "queues", &lease->queues },
		{ "vnet_hdr_size", &lease->vnet_hdr_size },
		{ "uid", &lease->uid },
		{ "pid", &lease->pid },
		{ "state", &lease->state },
		{ "notes", &lease->notes },
		{ "unasked", &lease->unasked },
		{ "told", &lease->told },
	};
	struct lladdr lladdr;

	if (strcmp(key, "learned") == 0)
		lease->flags |= VMTAP_PROTO_L_LEARNED;
	else if (strcmp(key, "pinned") == 0)
		lease->flags |= VMTAP_PROTO_L_PINNED;
	else if (strcmp(key, "since") == 0)
		lease->since = strtoull(value, NULL, 10);
	else if (strcmp(key, "held") == 0)
		lease->flags |= VMTAP_PROTO_L_HELD;
	else if (strcmp(key, "until-exit") == 0)
		lease->flags |= VMTAP_PROTO_L_PROCESS;
	else if (strcmp(key, "until") == 0)
		lease->until = strtoull(value, NULL, 10);
	else if (strcmp(key, "network") == 0)
		strncpy(lease->network, value, sizeof(lease->network) - 1);
	else if (strcmp(key, "vm") == 0)
		strncpy(lease->vm, value, sizeof(lease->vm) - 1);
	else if (strcmp(key, "ifname") == 0)
		strncpy(lease->ifname, value, sizeof(lease->ifname) - 1);
	else if (strcmp(key, "link") == 0)
		strncpy(lease->link, value, sizeof(lease->link) - 1);
	else if (strcmp(key, "address") == 0)
		return address_fact(lease, value);
	else if (strcmp(key, "lladdr") == 0 &&
		 lladdr_parse(value, &lladdr) == 0)
		reply_set_lladdr(lease, &lladdr);
	else
		return SET_NUMBER(numbers, key, value);
	return 0;
}

static int range_fact(struct vmtap_proto_network *network, const char *value)
{
	struct vmtap_proto_range *range = &network->range[network->ranges];
	struct lladdr_range parsed;

	if (lladdr_range_parse(value, &parsed) < 0)
		return -EINVAL;
	memcpy(range->lladdr, parsed.base.b, sizeof(range->lladdr));
	range->prefix = (uint8_t)parsed.prefix;
	network->ranges++;
	return 0;
}

static int limit_fact(struct vmtap_proto_network *network, const char *key,
		      const char *value)
{
	const uint32_t number = (uint32_t)strtoll(value, NULL, 10);

	for (unsigned int i = 0; i < VMTAP_LIMITS; i++) {
		const struct words_limit *limit = words_limit(i);

		if (strcmp(key, limit->max_key) == 0) {
			network->limit[i].max = number;
			return 0;
		}
		if (limit->used_key && strcmp(key, limit->used_key) == 0) {
			network->limit[i].used = number;
			return 0;
		}
	}
	return -EINVAL;
}

static int network_fact(struct vmtap_proto_network *network, const char *key,
			const char *value)
{
	const struct number numbers[] = {
		{ "kind", &network->kind },
		{ "mode", &network->mode },
		{ "mtu", &network->mtu },
		{ "held_max", &network->held.max },
		{ "held_used", &network->held.used },
	};

	if (strcmp(key, "vhost") == 0)
		network->flags |= VMTAP_PROTO_N_VHOST;
	else if (strcmp(key, "network") == 0)
		strncpy(network->network, value, sizeof(network->network) - 1);
	else if (strcmp(key, "rule") == 0)
		set_words(network->rule, sizeof(network->rule), value);
	else if (strcmp(key, "range") == 0)
		return range_fact(network, value);
	else if (limit_fact(network, key, value) < 0)
		return SET_NUMBER(numbers, key, value);
	return 0;
}

static int finding_fact(struct vmtap_proto_finding *finding, const char *key,
			const char *value)
{
	const struct number numbers[] = {
		{ "number", &finding->number },
		{ "state", &finding->state },
	};

	if (strcmp(key, "name") == 0)
		strncpy(finding->name, value, sizeof(finding->name) - 1);
	else if (strcmp(key, "link") == 0)
		strncpy(finding->link, value, sizeof(finding->link) - 1);
	else if (strcmp(key, "text") == 0)
		strncpy(finding->text, value, sizeof(finding->text) - 1);
	else
		return SET_NUMBER(numbers, key, value);
	return 0;
}

static int event_fact(struct vmtap_proto_event *event, const char *key,
		      const char *value)
{
	const struct number numbers[] = {
		{ "flags", &event->flags },   { "ifindex", &event->ifindex },
		{ "uid", &event->uid },	      { "pid", &event->pid },
		{ "by_uid", &event->by_uid }, { "by_pid", &event->by_pid },
		{ "count", &event->count },
	};
	struct {
		const char *key;
		char *text;
		size_t size;
	} texts[] = {
		{ "name", event->name, sizeof(event->name) },
		{ "note", event->note, sizeof(event->note) },
		{ "address", event->address, sizeof(event->address) },
		{ "network", event->network, sizeof(event->network) },
		{ "vm", event->vm, sizeof(event->vm) },
		{ "ifname", event->ifname, sizeof(event->ifname) },
		{ "reason", event->reason, sizeof(event->reason) },
	};
	struct lladdr lladdr;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (strcmp(key, texts[i].key) == 0) {
			set_words(texts[i].text, texts[i].size, value);
			return 0;
		}
	if (strcmp(key, "epoch") == 0)
		event->cursor.epoch = strtoull(value, NULL, 10);
	else if (strcmp(key, "number") == 0)
		event->cursor.number = strtoull(value, NULL, 10);
	else if (strcmp(key, "time") == 0)
		event->time = strtoull(value, NULL, 10);
	else if (strcmp(key, "lladdr") == 0 &&
		 lladdr_parse(value, &lladdr) == 0)
		memcpy(event->lladdr, lladdr.b, sizeof(event->lladdr));
	else
		return SET_NUMBER(numbers, key, value);
	return 0;
}

/* The next record of the reply's verb. */
static struct record add(struct reply *reply)
{
	struct vmtap_proto_check *check;
	void *record = reply_add(reply);

	switch ((enum vmtap_proto_verb)reply->head.header.verb) {
	case VMTAP_PROTO_CHECK:
		check = record;
		return (struct record){ .lease = &check->lease,
					.network = &check->network };
	case VMTAP_PROTO_NETWORKS:
		return (struct record){ .network = record };
	case VMTAP_PROTO_REVOKE:
		return (struct record){ .revoked = record };
	case VMTAP_PROTO_DIAGNOSE:
		return (struct record){ .finding = record };
	case VMTAP_PROTO_WATCH:
		return (struct record){ .event = record };
	case VMTAP_PROTO_OPEN:
	case VMTAP_PROTO_LIST:
	case VMTAP_PROTO_RELEASE:
	case VMTAP_PROTO_SET:
	case VMTAP_PROTO_SHOW:
		break;
	}
	return (struct record){ .lease = record };
}

/* For CHECK, a field of both records is set in both. */
static int record_fact(const struct record *record, const char *key,
		       const char *value)
{
	int r = -EINVAL;

	if (record->revoked && strcmp(key, "leases") == 0) {
		record->revoked->leases = (uint32_t)atoi(value);
		return 0;
	}
	if (record->finding)
		return finding_fact(record->finding, key, value);
	if (record->event)
		return event_fact(record->event, key, value);
	if (record->lease)
		r = lease_fact(record->lease, key, value);
	if (record->network && network_fact(record->network, key, value) == 0)
		r = 0;
	return r;
}

static int head_fact(struct vmtap_proto_reply *head, const char *key,
		     const char *value)
{
	const struct number numbers[] = {
		{ "records", &head->records },
		{ "record_size", &head->record_size },
		{ "size", &head->header.size },
		{ "queue_fds", &head->queue_fds },
		{ "vhosts", &head->vhost_fds },
	};

	if (strcmp(key, "version") == 0)
		head->header.version = (uint16_t)atoi(value);
	else if (strcmp(key, "end") == 0)
		head->header.flags |= VMTAP_PROTO_R_END;
	else
		return SET_NUMBER(numbers, key, value);
	return 0;
}

static bool is_list(const struct reply *reply)
{
	return reply->head.header.verb == VMTAP_PROTO_LIST ||
	       reply->head.header.verb == VMTAP_PROTO_NETWORKS ||
	       reply->head.header.verb == VMTAP_PROTO_WATCH;
}

/* "key=value" or "key".  False values for the head come last, so *head keeps
 * them. */
static int set(struct reply *reply, struct record *record, char *word,
	       struct vmtap_proto_reply *head)
{
	char *value = strchr(word, '=');
	struct record none = { 0 };

	if (value)
		*value++ = '\0';
	if (strcmp(word, "+") == 0) {
		*record = none;
		return 0;
	}
	if (head_fact(head, word, value ? value : "") == 0)
		return 0;
	if (memcmp(record, &none, sizeof(none)) == 0)
		*record = add(reply);
	if (reply->head.header.verb == VMTAP_PROTO_OPEN &&
	    strcmp(word, "queues") == 0)
		head->queue_fds = (uint32_t)atoi(value);
	return record_fact(record, word, value ? value : "");
}

static void tell(struct vmtap_proto_reply *head,
		 const struct vmtap_proto_reply *said)
{
	head->header.version = said->header.version;
	head->header.flags = said->header.flags;
	head->queue_fds = said->queue_fds;
	head->vhost_fds = said->vhost_fds;
	if (said->records != UINT32_MAX)
		head->records = said->records;
	if (said->record_size != UINT32_MAX)
		head->record_size = said->record_size;
	if (said->header.size != UINT32_MAX)
		head->header.size = said->header.size;
}

/* "232:1b5b": bytes of the message, whatever they mean. */
static int poke(struct reply *reply, const char *text)
{
	unsigned char *bytes = (unsigned char *)reply;
	unsigned int byte;
	char *hex;
	size_t at = strtoul(text, &hex, 10);

	if (*hex++ != ':')
		return -EINVAL;
	for (; sscanf(hex, "%2x", &byte) == 1; hex += 2) {
		if (at >= sizeof(*reply))
			return -EINVAL;
		bytes[at++] = (unsigned char)byte;
	}
	return 0;
}

int facts_set(struct reply *reply, char *words, size_t *ret_length)
{
	struct vmtap_proto_reply said = reply->head;
	struct record record = { 0 };
	const char *poked = NULL;
	size_t cut = 0;
	char *word;

	said.records = said.record_size = said.header.size = UINT32_MAX;
	while ((word = strsep(&words, " "))) {
		if (strncmp(word, "cut=", 4) == 0)
			cut = strtoul(word + 4, NULL, 10);
		else if (strncmp(word, "poke=", 5) == 0)
			poked = word + 5;
		else if (set(reply, &record, word, &said) < 0)
			return -EINVAL;
	}
	if (reply->head.records == 0 && !is_list(reply))
		(void)reply_add(reply);
	*ret_length = reply->head.header.size - cut;
	tell(&reply->head, &said);
	return poked ? poke(reply, poked) : 0;
}

int facts_set_lease(struct vmtap_proto_lease *lease, char *words)
{
	char *word;

	while ((word = strsep(&words, " "))) {
		char *value = strchr(word, '=');

		if (value)
			*value++ = '\0';
		if (lease_fact(lease, word, value ? value : "") < 0)
			return -EINVAL;
	}
	return 0;
}
