/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>

#include "common/address/lladdr.h"

static struct lladdr parse(const char *text)
{
	struct lladdr lladdr;

	assert_int_equal(lladdr_parse(text, &lladdr), 0);
	return lladdr;
}

static struct lladdr_range parse_range(const char *text)
{
	struct lladdr_range range;

	assert_int_equal(lladdr_range_parse(text, &range), 0);
	return range;
}

static void text_and_back(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "52:54:00:12:34:56", "52:54:00:12:34:56" },
		{ "52-54-00-12-34-56", "52:54:00:12:34:56" },
		{ "AB:CD:EF:ab:cd:ef", "ab:cd:ef:ab:cd:ef" },
		{ "00:00:00:00:00:00", "00:00:00:00:00:00" },
		{ "ff:ff:ff:ff:ff:ff", "ff:ff:ff:ff:ff:ff" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr lladdr = parse(rows[i].in);
		char text[LLADDR_TEXT_SIZE];

		lladdr_format(&lladdr, text);
		assert_string_equal(text, rows[i].out);
	}
}

static void refuses_other_text(void **state)
{
	static const char *const rows[] = {
		"",
		"52",
		"52:54:00:12:34",
		"52:54:00:12:34:5",
		"52:54:00:12:34:567",
		"52:54:00:12:34:56:78",
		"52:54:00:12:34:5g",
		"52:54:00:12:34:g5",
		" 52:54:00:12:34:56",
		"52:54:00:12:34:56 ",
		"525400123456",
		"52.54.00.12.34.56",
		"52:54:00:12:34: 6",
		"+2:54:00:12:34:56",
		"52:54:00:12:34:56/48",
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr lladdr;

		assert_int_equal(lladdr_parse(rows[i], &lladdr), -EINVAL);
	}
}

static void virtual_routers(void **state)
{
	static const struct {
		const char *lladdr;
		bool is_virtual;
	} rows[] = {
		{ "00:00:5e:00:01:00", true },	{ "00:00:5e:00:01:ff", true },
		{ "00:00:5e:00:02:07", true },	{ "00:00:5e:00:00:07", false },
		{ "00:00:5e:00:03:07", false }, { "00:00:5e:01:01:07", false },
		{ "00:00:5f:00:01:07", false }, { "02:00:5e:00:01:07", false },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr lladdr = parse(rows[i].lladdr);

		assert_int_equal(lladdr_is_virtual(&lladdr),
				 rows[i].is_virtual);
	}
}

static void ranges(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "52:54:00:00:00:00/24", "52:54:00:00:00:00/24" },
		{ "52:54:00:12:34:56", "52:54:00:12:34:56/48" },
		{ "52:54:00:12:34:56/48", "52:54:00:12:34:56/48" },
		{ "00:00:00:00:00:00/0", "00:00:00:00:00:00/0" },
		{ "52:54:00:80:00:00/25", "52:54:00:80:00:00/25" },
		{ "02:00:00:00:00:00/7", "02:00:00:00:00:00/7" },
	};
	static const char *const bad[] = {
		"",
		"52:54:00:00:00:00/",
		"52:54:00:00:00:00/49",
		"52:54:00:00:00:00/-1",
		"52:54:00:00:00:00/024",
		"52:54:00:00:00:00/24x",
		"52:54:00:00:00:00 /24",
		"52:54:00:00:00:01/24",
		"52:54:00:80:00:00/24",
		"52:54:00:12:34:57/47",
		"/24",
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr_range range = parse_range(rows[i].in);
		char text[LLADDR_RANGE_TEXT_SIZE];

		lladdr_range_format(&range, text);
		assert_string_equal(text, rows[i].out);
	}
	for (size_t i = 0; i < N_ELEMENTS(bad); i++) {
		struct lladdr_range range;

		assert_int_equal(lladdr_range_parse(bad[i], &range), -EINVAL);
	}
}

static void stations(void **state)
{
	static const struct {
		const char *text;
		int is_station;
	} rows[] = {
		{ "52:54:00:12:34:56", 1 }, { "00:00:00:00:00:01", 1 },
		{ "fe:ff:ff:ff:ff:ff", 1 }, { "00:00:00:00:00:00", 0 },
		{ "01:00:5e:00:00:01", 0 }, { "33:33:00:00:00:01", 0 },
		{ "ff:ff:ff:ff:ff:ff", 0 },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr lladdr = parse(rows[i].text);

		assert_int_equal(lladdr_is_station(&lladdr),
				 rows[i].is_station);
	}
}

static void in_and_out_of_range(void **state)
{
	static const struct {
		const char *lladdr, *range;
		int is_in;
	} rows[] = {
		{ "52:54:00:ff:ff:ff", "52:54:00:00:00:00/24", 1 },
		{ "52:54:01:00:00:00", "52:54:00:00:00:00/24", 0 },
		{ "52:54:00:7f:00:00", "52:54:00:00:00:00/25", 1 },
		{ "52:54:00:80:00:00", "52:54:00:00:00:00/25", 0 },
		{ "aa:bb:cc:dd:ee:ff", "00:00:00:00:00:00/0", 1 },
		{ "52:54:00:12:34:56", "52:54:00:12:34:56", 1 },
		{ "52:54:00:12:34:57", "52:54:00:12:34:56", 0 },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr lladdr = parse(rows[i].lladdr);
		struct lladdr_range range = parse_range(rows[i].range);

		assert_int_equal(lladdr_in_range(&lladdr, &range),
				 rows[i].is_in);
	}
}

static void host_side_differs(void **state)
{
	static const struct {
		const char *guest, *host;
	} rows[] = {
		{ "52:54:00:12:34:56", "fe:54:00:12:34:56" },
		{ "fe:54:00:12:34:56", "fa:54:00:12:34:56" },
		{ "fa:54:00:12:34:56", "fe:54:00:12:34:56" },
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct lladdr guest = parse(rows[i].guest);
		struct lladdr expected = parse(rows[i].host);
		struct lladdr host = lladdr_host_side(&guest);

		assert_true(lladdr_equal(&host, &expected));
		assert_true(lladdr_is_station(&host));
	}
}

static void fill_keeps_the_range(void **state)
{
	static const uint8_t hash[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	char text[LLADDR_TEXT_SIZE];

	(void)state;
	for (unsigned int prefix = 0; prefix <= 48; prefix++) {
		struct lladdr_range range = { .prefix = prefix };
		struct lladdr lladdr = lladdr_fill(&range, hash);

		assert_true(lladdr_in_range(&lladdr, &range));
		for (unsigned int bit = 0; bit < 48; bit++)
			assert_int_equal(lladdr.b[bit / 8] >> (7 - bit % 8) & 1,
					 bit >= prefix);
	}
	struct lladdr_range range = parse_range("52:54:00:80:00:00/25");
	struct lladdr lladdr = lladdr_fill(&range, hash);

	lladdr_format(&lladdr, text);
	assert_string_equal(text, "52:54:00:ff:ff:ff");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_and_back),
		cmocka_unit_test(refuses_other_text),
		cmocka_unit_test(virtual_routers),
		cmocka_unit_test(ranges),
		cmocka_unit_test(stations),
		cmocka_unit_test(in_and_out_of_range),
		cmocka_unit_test(host_side_differs),
		cmocka_unit_test(fill_keeps_the_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
