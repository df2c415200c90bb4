/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <limits.h>
#include <stdlib.h>

#include "policy/policy.h"

static const unsigned char host[POLICY_HOST_ID_LEN] = {
	0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
	0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
};

/* NULL for range: any station's address. */
static struct lladdr choose(const char *network, const char *range, uid_t uid,
			    const char *vm, unsigned int instance)
{
	struct network net = { 0 };
	struct lladdr_range ranges[1];
	struct decision decision = { .network = &net };
	struct label label = { 0 };

	assert_int_equal(label_parse(network, &net.name), 0);
	if (vm[0])
		assert_int_equal(label_parse(vm, &label), 0);
	if (range) {
		assert_int_equal(lladdr_range_parse(range, ranges), 0);
		decision.ranges = ranges;
		decision.n_ranges = 1;
	}
	return policy_lladdr(&decision, host, uid, &label, instance);
}

/*
 * Computed by Python's hmac and hashlib from the layout in policy/address.c.
 * Guests keep their DHCP leases by these addresses: if a row changes, each
 * guest of each host gets a new address.
 */
static void known_addresses(void **state)
{
	static const struct {
		const char *network, *range;
		uid_t uid;
		const char *vm;
		unsigned int instance;
		const char *lladdr;
	} rows[] = {
		{ "lan", NULL, 1000u, "web1", 0, "86:32:26:e5:22:4a" },
		{ "lan", NULL, 1000u, "web1", 1, "4a:51:ab:2d:bb:fd" },
		{ "lan", NULL, 0u, "", 0, "9a:7b:b4:cd:bd:56" },
		{ "office", NULL, 4294967294u, "a", 0, "16:c0:9f:fc:ff:c4" },
		{ "lan", "52:54:00:00:00:00/24", 1000u, "web1", 0,
		  "52:54:00:e5:22:4a" },
		{ "lan", "52:54:00:12:34:00/40", 1000u, "web1", 0,
		  "52:54:00:12:34:4a" },
		{ "lan", NULL, 1000u, "", 57, "fa:c3:44:6a:0d:68" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr lladdr = choose(rows[i].network, rows[i].range,
					      rows[i].uid, rows[i].vm,
					      rows[i].instance);
		char text[LLADDR_TEXT_SIZE];

		lladdr_format(&lladdr, text);
		assert_string_equal(text, rows[i].lladdr);
	}
}

static void host_id_matters(void **state)
{
	struct network network = { .name = { "lan" } };
	struct decision decision = { .network = &network };
	struct label vm = { "web1" };
	unsigned char other[POLICY_HOST_ID_LEN];
	struct lladdr a, b;

	(void)state;
	memcpy(other, host, sizeof(other));
	other[15] ^= 1;
	a = policy_lladdr(&decision, host, 1000, &vm, 0);
	b = policy_lladdr(&decision, other, 1000, &vm, 0);
	assert_false(lladdr_equal(&a, &b));
}

/* Names that look alike when they are joined get different addresses. */
static void fields_do_not_run_together(void **state)
{
	struct lladdr rows[] = {
		choose("lan", NULL, 1000, "web1", 0),
		choose("lanw", NULL, 1000, "eb1", 0),
		choose("lanweb1", NULL, 1000, "", 0),
		choose("lan", NULL, 1, "web1", 0),
		choose("lan", NULL, 1000, "web1", 1),
		choose("lan", NULL, 1000, "web", 1),
		choose("lan", NULL, 0, "web1", 1000),
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		for (size_t j = 0; j < i; j++)
			assert_false(lladdr_equal(&rows[i], &rows[j]));
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, LLADDR_LEN);
}

/* Ten thousand addresses: all differ, all are fit for a guest, and none looks
 * like that of a host's side. */
static void addresses_spread(void **state)
{
	enum { N = 10000 };
	static struct lladdr all[N];
	unsigned int ones[48] = { 0 };

	(void)state;
	for (unsigned int i = 0; i < N; i++) {
		all[i] = choose("lan", NULL, 1000 + i % 100, "vm", i / 100);
		assert_int_equal(all[i].b[0] & 3, 2);
		assert_true(lladdr_is_station(&all[i]));
		assert_int_not_equal(all[i].b[0], 0xfe);
		for (unsigned int bit = 0; bit < 48; bit++)
			ones[bit] += all[i].b[bit / 8] >> (7 - bit % 8) & 1;
	}
	qsort(all, N, sizeof(all[0]), compare);
	for (unsigned int i = 1; i < N; i++)
		assert_false(lladdr_equal(&all[i - 1], &all[i]));
	for (unsigned int bit = 0; bit < 48; bit++)
		if (bit != 6 && bit != 7)
			assert_in_range(ones[bit], N * 46 / 100, N * 54 / 100);
}

static void addresses_stay_in_range(void **state)
{
	static const char *const ranges[] = {
		"52:54:00:00:00:00/24", "52:54:00:12:34:56/48",
		"00:00:00:00:00:00/0",	"00:00:00:00:00:00/7",
		"00:00:00:00:00:00/8",	"fe:00:00:00:00:00/8",
		"00:00:00:00:00:00/47", "00:00:00:00:00:00/46",
		"02:00:00:00:00:00/7",	"52:54:00:12:34:50/45",
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(ranges); i++) {
		struct lladdr_range range;

		assert_int_equal(lladdr_range_parse(ranges[i], &range), 0);
		for (unsigned int n = 0; n < 500; n++) {
			struct lladdr lladdr =
				choose("lan", ranges[i], 1000, "vm", n);

			assert_true(lladdr_in_range(&lladdr, &range));
			assert_true(lladdr_is_station(&lladdr));
		}
	}
}

static unsigned int n_of(const char *range)
{
	struct lladdr_range ranges[1];
	struct decision decision = { .ranges = ranges, .n_ranges = 1 };

	assert_int_equal(lladdr_range_parse(range, ranges), 0);
	return policy_n_lladdrs(&decision);
}

/* A narrow range has as many instances as addresses; then it begins again. */
static void each_address_has_one_instance(void **state)
{
	static const struct {
		const char *range;
		unsigned int n;
	} rows[] = {
		{ "52:54:00:12:34:56/48", 1 },
		{ "52:54:00:00:00:04/46", 4 },
		{ "52:54:00:12:34:00/40", 256 },
		{ "52:54:00:12:34:80/41", 128 },
		{ "52:54:00:12:00:00/32", 65536 },
		{ "00:00:00:00:00:00/46", 3 },
		{ "00:00:00:00:00:00/47", 1 },
		{ "00:00:00:00:01:00/40", 256 },
	};
	static struct lladdr all[65536];

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const unsigned int n = rows[i].n;
		struct lladdr again;

		assert_int_equal(n_of(rows[i].range), n);
		for (unsigned int k = 0; k < n; k++)
			all[k] = choose("lan", rows[i].range, 1000, "", k);
		again = choose("lan", rows[i].range, 1000, "", n);
		assert_true(lladdr_equal(&again, &all[0]));
		qsort(all, n, sizeof(all[0]), compare);
		for (unsigned int k = 1; k < n; k++)
			assert_false(lladdr_equal(&all[k - 1], &all[k]));
	}
	assert_int_equal(n_of("52:54:00:00:00:00/31"), UINT_MAX);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_addresses),
		cmocka_unit_test(host_id_matters),
		cmocka_unit_test(fields_do_not_run_together),
		cmocka_unit_test(addresses_spread),
		cmocka_unit_test(addresses_stay_in_range),
		cmocka_unit_test(each_address_has_one_instance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
