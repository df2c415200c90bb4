/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * address.c - a hardware address from host, user, network and VM.  The same
 * four give the same address, so that a guest's DHCP lease survives its
 * restart.  Pure.
 */
#include <limits.h>
#include <stdint.h>
#include <string.h>

#include <nettle/hmac.h>

#include "policy/policy.h"

/* The input of the hash.  All fields have a fixed size, and names are padded
 * with zeros, which no name contains.  So different inputs have different
 * bytes. */
struct address_input {
	char domain[16];
	uint8_t uid[4]; /* most significant byte first, on every machine */
	uint8_t instance[4];
	char network[VMTAP_LABEL_MAX + 1];
	char vm[VMTAP_LABEL_MAX + 1];
};

_Static_assert(sizeof(struct address_input) ==
		       16 + 4 + 4 + 2 * (VMTAP_LABEL_MAX + 1),
	       "no padding: its bytes would be hashed");

static void store_be32(uint8_t bytes[4], uint32_t number)
{
	for (unsigned int i = 0; i < 4; i++)
		bytes[i] = (uint8_t)(number >> (24 - 8 * i));
}

/* A locally administered address of one station.  It does not begin with 0xfe,
 * because addresses of host sides do. */
static uint8_t first_byte(uint8_t byte)
{
	byte = (uint8_t)((byte & 0xfc) | 2);
	return byte == 0xfe ? 0xfa : byte;
}

/*
 * In a range of up to 2^16 addresses the instances go round the range from the
 * address of instance 0 on, in steps that share no factor with its size: so
 * there are as many instances as addresses, and no two are equal.  Each user has
 * steps of another length, so that the devices of one user, or a reserved part
 * of the range, do not lie in a row before another user.  In a wider range each
 * instance has a hash of its own.
 */
#define NARROW_BITS 16

struct narrow {
	unsigned int first; /* the last 16 bits of the first address */
	unsigned int n; /* addresses; 0: the range is wide */
};

static struct narrow narrow_of(const struct decision *decision)
{
	static const struct lladdr zero;
	const struct lladdr_range *range = decision->ranges;
	struct narrow narrow = { 0 };
	unsigned int open;

	if (decision->n_ranges == 0 || 48 - range->prefix > NARROW_BITS)
		return narrow;
	open = 48 - range->prefix;
	narrow.first = (unsigned int)range->base.b[4] << 8 | range->base.b[5];
	narrow.n = 1U << open;
	if (lladdr_equal(&range->base, &zero)) {
		narrow.first++;
		narrow.n--;
	}
	return narrow;
}

static bool share_a_factor(unsigned int a, unsigned int b)
{
	while (b > 0) {
		const unsigned int rest = a % b;

		a = b;
		b = rest;
	}
	return a > 1;
}

/* hash: bytes that the address does not have. */
static unsigned int length_of_steps(const struct narrow *narrow,
				    const uint8_t hash[2])
{
	unsigned int length = (unsigned int)hash[0] << 8 | hash[1] | 1;

	while (share_a_factor(length, narrow->n))
		length += 2;
	return length;
}

static struct lladdr step(const struct narrow *narrow,
			  const struct lladdr *from, unsigned int length,
			  unsigned int instance)
{
	unsigned int last = (unsigned int)from->b[4] << 8 | from->b[5];
	const uint64_t way = (uint64_t)(instance % narrow->n) * length;
	struct lladdr lladdr = *from;

	last = narrow->first +
	       (unsigned int)((last - narrow->first + way) % narrow->n);
	lladdr.b[4] = (uint8_t)(last >> 8);
	lladdr.b[5] = (uint8_t)last;
	return lladdr;
}

unsigned int policy_n_lladdrs(const struct decision *decision)
{
	const struct narrow narrow = narrow_of(decision);

	if (decision->lladdr)
		return 1;
	return narrow.n > 0 ? narrow.n : UINT_MAX;
}

struct lladdr policy_lladdr(const struct decision *decision,
			    const unsigned char host_id[POLICY_HOST_ID_LEN],
			    uid_t uid, const struct label *vm,
			    unsigned int instance)
{
	struct address_input input = { .domain = "vmtap lladdr 1" };
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct hmac_sha256_ctx hmac;
	const struct narrow narrow = narrow_of(decision);
	struct lladdr lladdr;

	if (decision->lladdr)
		return *decision->lladdr;
	store_be32(input.uid, uid);
	store_be32(input.instance, narrow.n > 0 ? 0 : instance);
	memcpy(input.network, decision->network->name.s, sizeof(input.network));
	memcpy(input.vm, vm->s, sizeof(input.vm));
	hmac_sha256_set_key(&hmac, POLICY_HOST_ID_LEN, host_id);
	hmac_sha256_update(&hmac, sizeof(input), (const uint8_t *)&input);
	hmac_sha256_digest(&hmac, sizeof(digest), digest);
	digest[0] = first_byte(digest[0]);
	memcpy(lladdr.b, digest, sizeof(lladdr.b));
	if (decision->n_ranges > 0)
		lladdr = lladdr_fill(&decision->ranges[0], digest);
	/* The address is all zero if the range fixes zeros and the hash has
	 * only zeros.  The last bit is open, because a range of the zero
	 * address alone is refused. */
	if (!lladdr_is_station(&lladdr))
		lladdr.b[LLADDR_LEN - 1] |= 1;
	if (narrow.n == 0)
		return lladdr;
	return step(&narrow, &lladdr,
		    length_of_steps(&narrow, &digest[LLADDR_LEN]), instance);
}
