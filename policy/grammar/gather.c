/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * gather.c - the keys of a block, which can stand in several files; each key
 * in one of them.  Comes after tree.c, which knows where a key may stand; must
 * not judge a value.
 */
#include "policy/grammar/gather.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A key, and where in a struct of keys its value or values go. */
struct key {
	const char *name;
	size_t offset;
	bool is_list;
};

#define AT(member) offsetof(struct network_keys, member)
static const struct key network_table[] = {
	{ "kind", AT(kind), false },
	{ "lower", AT(lower), false },
	{ "bridge", AT(bridge), false },
	{ "mode", AT(modes), true },
	{ "mtu", AT(mtu), false },
	{ "queues", AT(queues), false },
	{ "queues-total", AT(queues_total), false },
	{ "vhost", AT(vhost), false },
	{ "devices", AT(devices), false },
	{ "on-tamper", AT(on_tamper), false },
	{ "sources", AT(sources), true },
	{ "filter", AT(fence.filter), true },
	{ "addresses", AT(fence.addresses), true },
	{ "vlan", AT(fence.vlan), false },
	{ "vlans", AT(fence.vlans), true },
	{ "isolated", AT(fence.isolated), false },
	{ "multicast-flood", AT(fence.multicast_flood), false },
	{ "vnet-hdr", AT(fence.vnet_hdr), false },
	{ "rate-in", AT(fence.rate_in), false },
	{ "rate-out", AT(fence.rate_out), false },
	{ "broadcast-rate", AT(fence.broadcast_rate), false },
};
#undef AT

#define AT(member) offsetof(struct rule_keys, member)
static const struct key rule_table[] = {
	{ "devices", AT(devices), false },
	{ "queues", AT(queues), false },
	{ "queues-total", AT(queues_total), false },
	{ "mtu", AT(mtu), false },
	{ "vhost", AT(vhost), false },
	{ "mac", AT(mac), true },
	{ "options", AT(options), true },
	{ "addresses", AT(fence.addresses), true },
	{ "vlan", AT(fence.vlan), false },
	{ "vlans", AT(fence.vlans), true },
	{ "rate-in", AT(fence.rate_in), false },
	{ "rate-out", AT(fence.rate_out), false },
	{ "broadcast-rate", AT(fence.broadcast_rate), false },
};
#undef AT

#define AT(member) offsetof(struct vm_keys, member)
static const struct key vm_table[] = {
	{ "mac", AT(mac), false },
	{ "users", AT(users), true },
	{ "addresses", AT(addresses), true },
};
#undef AT

#define AT(member) offsetof(struct global_keys, member)
static const struct key global_table[] = {
	{ "leases", AT(leases), false },
	{ "connections", AT(connections), false },
	{ "requests", AT(requests), false },
	{ "on-reload", AT(on_reload), false },
	{ "admin", AT(admin), true },
};
#undef AT

static int keep_list(struct parse *parse, const struct section *section,
		     const char *name, struct values *values)
{
	values->n = section_list_count(section, name);
	values->at = calloc(values->n + 1, sizeof(values->at[0]));
	if (!values->at)
		return parse_no_memory(parse);
	for (unsigned int i = 0; i < values->n; i++)
		values->at[i] = section_list_at(section, name, i);
	return 0;
}

/* One key out of the only block that has it. */
static int gather_key(struct parse *parse, const struct group *group,
		      const struct key *key, void *keys)
{
	void *target = (char *)keys + key->offset;
	const struct value *found = NULL;

	for (size_t i = 0; i < group->n; i++) {
		const struct section *section = &group->sections[i];
		const struct value *value;

		if (section_list_count(section, key->name) == 0)
			continue;
		value = section_list_at(section, key->name, 0);
		if (found)
			return parse_error(
				parse, value->place,
				"%s stands in %s:%u, too; keep one of them",
				key->name, found->place.file,
				found->place.line);
		found = value;
		if (!key->is_list)
			memcpy(target, &found, sizeof(found));
		else if (keep_list(parse, section, key->name, target) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int gather(struct parse *parse, const struct group *group,
		  const struct key *table, size_t n, void *keys)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = gather_key(parse, group, &table[i], keys);
	return r;
}

static void free_lists(const struct key *table, size_t n, void *keys)
{
	for (size_t i = 0; i < n; i++) {
		struct values *values =
			(void *)((char *)keys + table[i].offset);

		if (table[i].is_list)
			free(values->at);
	}
}

#define TABLE(table) table, sizeof(table) / sizeof((table)[0])

int gather_network(struct parse *parse, const struct group *group,
		   struct network_keys *keys)
{
	return gather(parse, group, TABLE(network_table), keys);
}

void free_network_keys(struct network_keys *keys)
{
	free_lists(TABLE(network_table), keys);
}

int gather_rule(struct parse *parse, const struct group *group,
		struct rule_keys *keys)
{
	return gather(parse, group, TABLE(rule_table), keys);
}

void free_rule_keys(struct rule_keys *keys)
{
	free_lists(TABLE(rule_table), keys);
}

int gather_vm(struct parse *parse, const struct group *group,
	      struct vm_keys *keys)
{
	return gather(parse, group, TABLE(vm_table), keys);
}

void free_vm_keys(struct vm_keys *keys)
{
	free_lists(TABLE(vm_table), keys);
}

int gather_global(struct parse *parse, const struct group *group,
		  struct global_keys *keys)
{
	return gather(parse, group, TABLE(global_table), keys);
}

void free_global_keys(struct global_keys *keys)
{
	free_lists(TABLE(global_table), keys);
}
