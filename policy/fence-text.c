/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fence-text.c - a fence in the words of vmtapd.conf(5), with a line for each
 * key.  A key that has no effect gets no line.
 */
#include <stdarg.h>
#include <stdio.h>

#include "policy/policy.h"

/* The end of the text that is written, and the room that is left.
 * POLICY_FENCE_TEXT_SIZE is more than all lines together need. */
struct text {
	char *at;
	size_t room;
};

static void add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct text *text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->at, text->room, format, args);
	va_end(args);
	if (n > 0 && (size_t)n < text->room) {
		text->at += n;
		text->room -= (size_t)n;
	}
}

static void add_addresses(struct text *text, const struct fence *fence)
{
	char address[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < fence->n_addresses; i++) {
		prefix_format(&fence->addresses[i], address);
		add(text, "%s %s", i == 0 ? "addresses:" : "", address);
	}
	if (fence->n_addresses > 0)
		add(text, "\n");
}

static void add_macs(struct text *text, const struct fence *fence)
{
	char lladdr[LLADDR_TEXT_SIZE];

	for (size_t i = 0; i < fence->n_macs; i++) {
		lladdr_format(&fence->macs[i], lladdr);
		add(text, "%s %s", i == 0 ? "macs:" : "", lladdr);
	}
	if (fence->n_macs > 0)
		add(text, "\n");
}

static void add_vlans(struct text *text, const struct fence *fence)
{
	if (fence->vlan > 0)
		add(text, "vlan: %u\n", fence->vlan);
	for (size_t i = 0; i < fence->n_vlans; i++)
		add(text, "%s %u", i == 0 ? "vlans:" : "", fence->vlans[i]);
	if (fence->n_vlans > 0)
		add(text, "\n");
}

static void add_rate(struct text *text, const char *key, uint64_t rate)
{
	char words[POLICY_RATE_TEXT_SIZE];

	if (rate == 0)
		return;
	policy_format_rate(rate, words);
	add(text, "%s: %s\n", key, words);
}

void policy_format_fence(const struct fence *fence,
			 char ret_text[POLICY_FENCE_TEXT_SIZE])
{
	struct text text = { ret_text, POLICY_FENCE_TEXT_SIZE };
	char filters[POLICY_FILTERS_TEXT_SIZE];

	policy_format_filters(fence->filters, filters);
	add(&text, "filter: %s\n", filters);
	add_macs(&text, fence);
	add_addresses(&text, fence);
	add_vlans(&text, fence);
	if (fence->is_isolated)
		add(&text, "isolated: yes\n");
	if (fence->has_no_flood)
		add(&text, "multicast-flood: no\n");
	if (fence->has_no_vnet_hdr)
		add(&text, "vnet-hdr: no\n");
	if (fence->needs_ebpf)
		add(&text, "fence: required\n");
	if (fence->link_local == FENCE_LINK_LOCAL_LEARN)
		add(&text, "link-local: learn\n");
	if (fence->hides_addresses)
		add(&text, "guest-address: no\n");
	add_rate(&text, "rate-in", fence->rate_in);
	add_rate(&text, "rate-out", fence->rate_out);
	add_rate(&text, "broadcast-rate", fence->rate_broadcast);
}
