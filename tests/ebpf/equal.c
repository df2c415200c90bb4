/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * equal.c - equal FRAMES SEED < SEEDS: the classic and the eBPF program say the
 * same of each frame, for any fence.
 *
 * SEEDS are frames in hex, one a line.  They are played as they are, and then
 * changed at random.  Each drop must be counted, and for a reason that a word of
 * the fence has.
 */
#include "tests/ebpf/ebpf-run.h"
#include "tests/unit/bpf-run.h"

#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "link/filter/filter.h"

#define SEEDS_MAX 4096
#define WORDS 8 /* of a filter */
#define FRAMES_EACH 64 /* of one fence */
#define SHOWN 5

static struct frame seeds[SEEDS_MAX];
static size_t n_seeds;
static uint64_t number;
static struct slot *slot;
static int ebpf;
static unsigned long played, passed, wrong;

static unsigned int any(unsigned int below)
{
	number = number * 6364136223846793005 + 1442695040888963407;
	return (unsigned int)(number >> 33) % below;
}

/* ---- fences ----------------------------------------------------------- */

static const struct lladdr guest = { { 0x52, 0x54, 0, 0xaa, 0, 1 } };

/* The addresses that the seeds are about, and any. */
static struct prefix any_prefix(void)
{
	static const char *const own[] = {
		"192.0.2.5",   "198.51.100.64/27",
		"2001:db8::5", "2001:db8:7:4000::/50",
		"0.0.0.0/0",   "::/0"
	};
	struct prefix prefix = { .family = any(2) ? AF_INET : AF_INET6 };
	unsigned int bits = prefix.family == AF_INET ? 32 : 128;

	if (any(4)) {
		/* all addresses: not often */
		if (prefix_parse(own[any(any(20) ? 4 : 6)], &prefix) < 0)
			abort();
		return prefix;
	}
	prefix.length = any(bits + 1);
	for (unsigned int i = 0; i < prefix.length; i++)
		prefix.b[i / 8] =
			(uint8_t)(prefix.b[i / 8] | any(2) << (7 - i % 8));
	return prefix;
}

/* Of the stations that frames.py has beside the guest, and any. */
static struct lladdr any_mac(void)
{
	static const struct lladdr others[] = {
		{ { 0x00, 0x00, 0x5e, 0x00, 0x01, 0x07 } },
		{ { 0x52, 0x54, 0x00, 0xaa, 0x00, 0x02 } },
		{ { 0x52, 0x54, 0x00, 0xaa, 0x00, 0x03 } },
	};

	return others[any(3)];
}

static void any_fence(struct fence *fence)
{
	*fence = (struct fence){ .filters = 1 + any((1 << WORDS) - 1) };
	if (any(4) == 0)
		fence->filters = 1u << any(WORDS);
	fence->n_addresses = any(any(4) ? 5 : FENCE_ADDRESSES_MAX + 1);
	for (size_t i = 0; i < fence->n_addresses; i++)
		fence->addresses[i] = any_prefix();
	fence->n_macs = any(2) ? 0 : any(FENCE_MACS_MAX + 1);
	for (size_t i = 0; i < fence->n_macs; i++)
		fence->macs[i] = any_mac();
	fence->n_vlans = any(2) ? 0 : any(FENCE_VLANS_MAX + 1);
	for (size_t i = 0; i < fence->n_vlans; i++)
		fence->vlans[i] = (uint16_t)(i == 0   ? 5
					     : any(4) ? 1 + any(4094)
						      : 0);
}

/* ---- frames ----------------------------------------------------------- */

static void insert(struct frame *frame, size_t at, const void *bytes, size_t n)
{
	if (at > frame->n || frame->n + n > sizeof(frame->b))
		return;
	memmove(frame->b + at + n, frame->b + at, frame->n - at);
	memcpy(frame->b + at, bytes, n);
	frame->n += n;
}

static void insert_tag(struct frame *frame)
{
	static const uint16_t types[] = { 0x8100, 0x8100, 0x88a8, 0x9100,
					  0x9200 };
	uint16_t type = types[any(5)];
	uint8_t tag[4] = { (uint8_t)(type >> 8), (uint8_t)type,
			   (uint8_t)any(256),
			   (uint8_t)(any(2) ? 5 : any(256)) };

	if (any(4) == 0) { /* for priority only */
		tag[2] = (uint8_t)(any(8) << 5);
		tag[3] = 0;
	}

	insert(frame, 12, tag, sizeof(tag));
}

/* Put a header of IPv6 in front of what follows IPv6's own. */
static void insert_extension(struct frame *frame)
{
	static const uint8_t types[] = { 0, 43, 44, 60, 51, 135 };
	uint8_t header[24] = { frame->b[20], (uint8_t)any(3) };
	uint8_t type = types[any(6)];

	if (frame->n < 54)
		return;
	if (type == 44) {
		header[1] = 0;
		header[3] = (uint8_t)(any(2) ? 1 : any(256));
	}
	insert(frame, 54, header, type == 51 ? 24 : 8u * (header[1] + 1u));
	frame->b[20] = type;
}

/* Let IPv6 be 8 bytes longer, by what is an option of neighbour discovery. */
static void append_option(struct frame *frame)
{
	uint8_t option[8] = { (uint8_t)(1 + any(3)), 1 };
	unsigned int length = (unsigned int)(frame->b[18] << 8 | frame->b[19]);

	if (frame->n < 54 || frame->b[12] != 0x86)
		return;
	memcpy(option + 2, guest.b, sizeof(guest.b));
	option[7] = (uint8_t)(option[7] ^ (any(8) == 0));
	insert(frame, any(2) ? frame->n : 54 + length, option, sizeof(option));
	length += 8;
	frame->b[18] = (uint8_t)(length >> 8);
	frame->b[19] = (uint8_t)length;
}

/* Values with a meaning: types, protocols, ports, sizes, flags. */
static void set_word(struct frame *frame)
{
	static const uint16_t words[] = {
		0x0800, 0x0806, 0x86dd, 0x8035, 0x8100, 0x0044, 0x0043, 0x0222,
		0x0223, 0x8600, 0x8700, 0x8800, 0x8900, 0x8f00, 0x0500, 0x0900,
		0x0101, 0x0201, 0x2000, 0x0001, 0x1fff, 0x4500, 0x4600, 0x6000,
		0x4011, 0x4001, 0x4006, 0x0000, 0xffff, 0x3aff, 0x11ff, 0x0030,
		0xaaaa, 0x0606, 0x0604, 0x0180, 0xc200, 0x0ccc, 0xcccc, 0x2c40,
	};
	uint16_t word = words[any(N_ELEMENTS(words))];
	size_t at = any(2) ? 2 * any(40) : any(90);

	if (at + 2 > frame->n)
		return;
	frame->b[at] = (uint8_t)(word >> 8);
	frame->b[at + 1] = (uint8_t)word;
}

/* Go on as another frame does. */
static void splice(struct frame *frame)
{
	const struct frame *other = &seeds[any((unsigned int)n_seeds)];
	size_t at = any(2) ? 14 : any(80);

	if (at >= frame->n || at >= other->n)
		return;
	memcpy(frame->b + at, other->b + at, other->n - at);
	frame->n = other->n;
}

static void resize(struct frame *frame)
{
	size_t n = any(2) ? any((unsigned int)frame->n + 1) : any(200);

	if (n > frame->n)
		memset(frame->b + frame->n, 0, n - frame->n);
	frame->n = n < ETH_HLEN ? ETH_HLEN : n;
}

/* Another hardware address, or its last bytes in an IPv6 address. */
static void set_lladdr(struct frame *frame)
{
	const struct lladdr lladdr = any(2) ? any_mac() : guest;
	static const uint8_t places[] = { 6, 22, 32, 56, 60, 64, 80, 88 };
	size_t at = places[any(sizeof(places))];

	if (at + sizeof(lladdr.b) > frame->n)
		return;
	memcpy(frame->b + at, lladdr.b, sizeof(lladdr.b));
}

/* A link-local address made from any of them, as source or as target. */
static void set_link_local(struct frame *frame)
{
	const struct lladdr l = any(3) ? any_mac() : guest;
	const uint8_t address[16] = { 0xfe,	  0x80,	  0,	  0,
				      0,	  0,	  0,	  0,
				      l.b[0] ^ 2, l.b[1], l.b[2], 0xff,
				      0xfe,	  l.b[3], l.b[4], l.b[5] };
	size_t at = any(2) ? 22 : 62;

	if (at + sizeof(address) <= frame->n)
		memcpy(frame->b + at, address, sizeof(address));
}

static void change(struct frame *frame)
{
	switch (any(12)) {
	case 9:
		set_lladdr(frame);
		break;
	case 10:
		set_link_local(frame);
		break;
	case 0:
		insert_tag(frame);
		break;
	case 1:
		insert_extension(frame);
		break;
	case 2:
		splice(frame);
		break;
	case 3:
		resize(frame);
		break;
	case 4:
		append_option(frame);
		break;
	case 5:
		frame->b[any((unsigned int)frame->n)] = (uint8_t)any(256);
		break;
	default:
		set_word(frame);
	}
}

/* ---- both ------------------------------------------------------------- */

/* The words that may drop a frame for a reason. */
static unsigned int words_of(enum slot_reason reason)
{
	switch (reason) {
	case SLOT_DROP_MAC:
		return FENCE_MAC;
	case SLOT_DROP_ARP:
		return FENCE_ARP | FENCE_MAC | FENCE_ETHERTYPE;
	case SLOT_DROP_IPV4:
		return FENCE_IPV4;
	case SLOT_DROP_IPV6:
		return FENCE_IPV6;
	case SLOT_DROP_ND_LLADDR:
		return FENCE_MAC | FENCE_IPV6;
	case SLOT_DROP_DHCP:
	case SLOT_DROP_DHCPV6:
		return FENCE_DHCP_SERVER;
	case SLOT_DROP_RA:
	case SLOT_DROP_REDIRECT:
		return FENCE_RA;
	case SLOT_DROP_VLAN:
		return FENCE_VLAN;
	case SLOT_DROP_TYPE:
		return FENCE_ETHERTYPE;
	case SLOT_DROP_GROUP:
	case SLOT_DROP_SHAPE:
		return ~0u;
	case SLOT_DROP_CSUM: /* these frames ask for none */
	case SLOT_REASONS:
		break;
	}
	return 0;
}

/* The one reason that was counted since *counts, or SLOT_REASONS. */
static enum slot_reason counted(uint64_t counts[SLOT_REASONS])
{
	enum slot_reason found = SLOT_REASONS;

	for (enum slot_reason i = 0; i < SLOT_REASONS; i++) {
		if (slot->drops[i] == counts[i] + 1 && found == SLOT_REASONS)
			found = i;
		counts[i] = slot->drops[i];
	}
	return found;
}

static void tell(const char *what, unsigned int words,
		 const struct frame *frame)
{
	if (wrong++ >= SHOWN)
		return;
	printf("# %s, words %#x, has_lladdr %d:", what, words,
	       slot->has_lladdr);
	for (size_t i = 0; i < frame->n; i++)
		printf("%s%02x", i % 4 ? "" : " ", frame->b[i]);
	printf("\n");
}

static void play(const struct bpf_program *program, unsigned int words,
		 const struct frame *frame)
{
	static uint64_t drops[SLOT_REASONS];
	int expected = run_program(program, frame);
	uint64_t before = slot->passed;
	int verdict;

	memcpy(drops, slot->drops, sizeof(drops));
	verdict = ebpf_run(ebpf, frame->b, frame->n);
	if (verdict == EBPF_NOT_PLAYED)
		return;
	played++;
	if (verdict != expected)
		tell(verdict == TC_ACT_SHOT ? "eBPF drops" : "eBPF passes",
		     words, frame);
	if (verdict == TC_ACT_UNSPEC)
		passed++;
	if (verdict == TC_ACT_UNSPEC && slot->passed != before + 1)
		tell("it passes and is not counted", words, frame);
	if (verdict == TC_ACT_SHOT && !(words_of(counted(drops)) & words))
		tell("it is counted for a reason of no word", words, frame);
}

static void play_fence(const struct fence *fence, bool is_known,
		       unsigned int frames)
{
	static struct bpf_program program;

	if (filter_build(fence, is_known ? &guest : NULL, &program) < 0)
		abort();
	slot_fill(slot, fence, is_known ? &guest : NULL);
	for (unsigned int i = 0; i < frames; i++) {
		struct frame frame = seeds[any((unsigned int)n_seeds)];

		for (unsigned int n = any(5); n > 0; n--)
			change(&frame);
		play(&program, fence->filters, &frame);
	}
}

/* Each seed as it is, to fences of one word and of all. */
static void play_seeds(void)
{
	static struct bpf_program program;

	for (unsigned int i = 0; i <= WORDS; i++) {
		struct fence fence;

		do
			any_fence(&fence);
		while (fence.n_addresses < 4);
		fence.filters = i < WORDS ? 1u << i : (1u << WORDS) - 1;
		if (filter_build(&fence, &guest, &program) < 0)
			abort();
		slot_fill(slot, &fence, &guest);
		for (size_t j = 0; j < n_seeds; j++)
			play(&program, fence.filters, &seeds[j]);
	}
}

static void read_seeds(void)
{
	static char line[4096];

	while (n_seeds < SEEDS_MAX && fgets(line, sizeof(line), stdin)) {
		struct frame *frame = &seeds[n_seeds];
		unsigned int byte;

		for (const char *hex = line; frame->n < sizeof(frame->b) &&
					     sscanf(hex, "%2x", &byte) == 1;
		     hex += 2)
			frame->b[frame->n++] = (uint8_t)byte;
		n_seeds += frame->n >= ETH_HLEN;
	}
}

int main(int argc, char **argv)
{
	unsigned long frames = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;

	if (frames == 0)
		return 99;
	number = strtoul(argv[2], NULL, 10);
	read_seeds();
	if (n_seeds == 0)
		return 99;
	slot = ebpf_load_program(&ebpf);
	play_seeds();
	while (played < frames) {
		struct fence fence;

		any_fence(&fence);
		play_fence(&fence, any(4), FRAMES_EACH);
	}
	printf("# %zu seeds, %lu frames, %lu passed, %lu wrong\n", n_seeds,
	       played, passed, wrong);
	return wrong > 0 || passed == 0 || passed == played;
}
