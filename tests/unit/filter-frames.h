/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * filter-frames.h - plays tables of frames, in hex, to the filter of a fence;
 * some are also cut at each length.
 */
#ifndef VMTAP_FILTER_FRAMES_H
#define VMTAP_FILTER_FRAMES_H

#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link/filter/filter.h"
#include "tests/unit/bpf-run.h"

#define PASS TC_ACT_UNSPEC
#define DROP TC_ACT_SHOT
#define ALL                                                                    \
	(FENCE_DEFAULT | FENCE_ARP | FENCE_IPV4 | FENCE_IPV6 | FENCE_ETHERTYPE)

#define MAC "525400123456"
#define EVIL "525400666666"
#define ETH(source, type) "ffffffffffff" source type
#define ARP(op, sha, spa)                                                      \
	ETH(MAC, "0806")                                                       \
	"000108000604" op sha spa "000000000000"                               \
	"0a0000fe"
/* The guest has 10.0.0.5, 192.0.2.0/28, 2001:db8::5 and 2001:db8:1::/48.
 * Packets state a length beyond the frame, so they end with the frame. */
#define IP4X(vihl, fragment, protocol, source)                                 \
	vihl "000190"                                                          \
	     "0001" fragment "40" protocol "0000" source "0a0000fe"
#define IP4(fragment, protocol, source)                                        \
	ETH(MAC, "0800") IP4X("45", fragment, protocol, source)
#define UDP(from, to) from to "00080000"
#define MINE4 "0a000005"
#define IP6X(next, hops, source)                                               \
	"60000000"                                                             \
	"0190" next hops source "ff020000000000000000000000000001"
#define IP6(next, source) ETH(MAC, "86dd") IP6X(next, "ff", source)
#define IP6H(next, hops, source) ETH(MAC, "86dd") IP6X(next, hops, source)
#define MINE6 "20010db8000000000000000000000005"
#define NET6 "20010db8000100000000000000000077"
#define LL6 "fe80000000000000505400fffe123456"
#define LLEVIL "fe80000000000000505400fffe666666"
#define NOBODY6 "00000000000000000000000000000000"
#define OTHER6 "20010db8000000000000000000000006"
#define OPTION(type, mac) type "01" mac
#define NONCE "0e01010203040506"
#define NS(target)                                                             \
	"87000000"                                                             \
	"00000000" target
#define NA(target)                                                             \
	"88000000"                                                             \
	"e0000000" target
#define RA                                                                     \
	"86000000"                                                             \
	"40000708"                                                             \
	"0000000000000000"
#define MLD2                                                                   \
	"8f00000000000001"                                                     \
	"04000000ff0200000000000000000001ff123456"

#define EXT(next) next "00010400000000"
#define EXT16(next) next "01010c000000000000000000000000"
#define AH(next)                                                               \
	next "040000"                                                          \
	     "00000001"                                                        \
	     "00000001"                                                        \
	     "000000000000000000000000"
#define FRAGMENT(next, where) next "00" where "00000001"

struct row {
	const char *what;
	unsigned int filters;
	const char *frame;
	int verdict;
};

static struct frame frame_of(const char *hex)
{
	struct frame frame = { 0 };
	unsigned int byte;

	for (; hex[0]; hex += 2) {
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		frame.b[frame.n++] = (uint8_t)byte;
	}
	return frame;
}

static struct lladdr mac(void)
{
	struct lladdr lladdr;

	assert_int_equal(lladdr_parse("52:54:00:12:34:56", &lladdr), 0);
	return lladdr;
}

static struct fence fence_of(unsigned int filters)
{
	static const char *const addresses[] = { "10.0.0.5", "192.0.2.0/28",
						 "2001:db8::5",
						 "2001:db8:1::/48" };
	struct fence fence = { .filters = filters };

	for (size_t i = 0; i < N_ELEMENTS(addresses); i++)
		assert_int_equal(
			prefix_parse(addresses[i], &fence.addresses[i]), 0);
	fence.n_addresses = N_ELEMENTS(addresses);
	return fence;
}

/* A hostile frame that is cut stays hostile.  No load is ever out of range,
 * since that would let the frame pass. */
static void cut(const struct bpf_program *program, struct frame frame,
		const struct row *row)
{
	for (frame.n--; frame.n > 0; frame.n--) {
		int verdict = run_program(program, &frame);

		if (verdict != DROP &&
		    (verdict != PASS || row->verdict == DROP))
			fail_msg("%s, cut to %zu: %d", row->what, frame.n,
				 verdict);
	}
}

static void play_fence(const struct row *rows, size_t n,
		       const struct fence *words, const struct lladdr *lladdr)
{
	static struct bpf_program program;

	for (size_t i = 0; i < n; i++) {
		struct fence fence = *words;
		struct frame frame = frame_of(rows[i].frame);
		int verdict;

		fence.filters = rows[i].filters;
		assert_int_equal(filter_build(&fence, lladdr, &program), 0);
		verdict = run_program(&program, &frame);
		if (verdict != rows[i].verdict)
			fail_msg("%s: %d", rows[i].what, verdict);
		cut(&program, frame, &rows[i]);
	}
}

static void play(const struct row *rows, size_t n)
{
	struct fence words = fence_of(0);
	struct lladdr lladdr = mac();

	play_fence(rows, n, &words, &lladdr);
}

/* For rows whose frames mean something else if they are cut. */
static inline void play_whole(const struct row *rows, size_t n)
{
	static struct bpf_program program;
	struct lladdr lladdr = mac();

	for (size_t i = 0; i < n; i++) {
		struct fence fence = fence_of(rows[i].filters);
		struct frame frame = frame_of(rows[i].frame);

		assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
		if (run_program(&program, &frame) != rows[i].verdict)
			fail_msg("%s", rows[i].what);
	}
}

#endif
