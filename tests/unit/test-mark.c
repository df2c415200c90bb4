/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>
#include <limits.h>

#include "link/mark.h"

#define SIXTY_THREE                                                            \
	"a23456789012345678901234567890123456789012345678901234567890123"

static const struct mark plain = {
	.instance = 0x0badcafe,
	.facts = {
	.uid = 1000,
	.pid = 42,
	.since = 1700000000,
	.queues = 1,
	.vnet_hdr_size = 10,
	.mode = VMTAP_MODE_BRIDGE,
	.network = { "lan" },
	.vm = { "web1" },
	.guest = GUEST_TOLD,
	.lladdr = { { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 } },
	},
};
#define PLAIN                                                                  \
	"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan "   \
	"v=web1 a=52:54:00:12:34:56"

static void assert_marks_equal(const struct mark *a, const struct mark *b)
{
	assert_int_equal(a->instance, b->instance);
	assert_int_equal(a->facts.uid, b->facts.uid);
	assert_int_equal(a->facts.pid, b->facts.pid);
	assert_true(a->facts.since == b->facts.since);
	assert_int_equal(a->facts.queues, b->facts.queues);
	assert_int_equal(a->facts.vnet_hdr_size, b->facts.vnet_hdr_size);
	assert_int_equal(a->facts.mode, b->facts.mode);
	assert_int_equal(a->facts.lower_down, b->facts.lower_down);
	assert_memory_equal(a->facts.network.s, b->facts.network.s,
			    sizeof(a->facts.network.s));
	assert_memory_equal(a->facts.vm.s, b->facts.vm.s,
			    sizeof(a->facts.vm.s));
	assert_int_equal(a->facts.guest, b->facts.guest);
	assert_memory_equal(a->facts.lladdr.b, b->facts.lladdr.b,
			    sizeof(a->facts.lladdr.b));
	assert_int_equal(a->facts.hold.is_on, b->facts.hold.is_on);
	assert_true(a->facts.hold.until == b->facts.hold.until);
	assert_true(a->facts.hold.process == b->facts.hold.process);
	assert_int_equal(a->has_link_lladdr, b->has_link_lladdr);
	assert_memory_equal(a->facts.link_lladdr.b, b->facts.link_lladdr.b,
			    sizeof(a->facts.link_lladdr.b));
}

static void assert_survives(const struct mark *mark)
{
	char alias[RTNL_ALIAS_MAX + 1];
	struct mark again;

	memset(&again, 'x', sizeof(again));
	mark_format(mark, alias);
	assert_int_equal(mark_parse(alias, &again), 0);
	assert_marks_equal(mark, &again);
}

static void writes_what_is_documented(void **state)
{
	char alias[RTNL_ALIAS_MAX + 1];
	struct mark mark = plain;

	(void)state;
	mark_format(&mark, alias);
	assert_string_equal(alias, PLAIN);
	mark.facts.vm.s[0] = '\0';
	mark.facts.guest = GUEST_UNKNOWN;
	mark_format(&mark, alias);
	assert_string_equal(
		alias,
		"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan");
	mark.has_link_lladdr = true;
	mark.facts.link_lladdr = plain.facts.lladdr;
	mark_format(&mark, alias);
	assert_string_equal(
		alias,
		"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan l=525400123456");
	mark = plain;
	mark.has_link_lladdr = true;
	mark.facts.link_lladdr = (struct lladdr){ { 0xfe, 1, 2, 3, 4, 0xff } };
	mark_format(&mark, alias);
	assert_string_equal(alias, PLAIN " l=fe01020304ff");
	mark = plain;
	mark.facts.vm.s[0] = '\0';
	mark.facts.guest = GUEST_LEARNING;
	mark_format(&mark, alias);
	assert_string_equal(
		alias,
		"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan s=?");
	mark = plain;
	mark.facts.guest = GUEST_LEARNED;
	mark_format(&mark, alias);
	assert_string_equal(
		alias,
		"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan "
		"v=web1 s=52:54:00:12:34:56");
	mark.has_link_lladdr = true;
	mark.facts.has_rule_group = true;
	mark.facts.rule_group = 36;
	mark_format(&mark, alias);
	assert_string_equal(
		alias,
		"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan "
		"v=web1 s=52:54:00:12:34:56 l=000000000000 g=36");
	mark.facts.rule_group = (gid_t)-1;
	mark_format(&mark, alias);
	assert_string_equal(
		alias,
		"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=3 d=0 n=lan "
		"v=web1 s=52:54:00:12:34:56 l=000000000000 g=-");
}

static void marks_survive(void **state)
{
	struct mark mark = plain;

	(void)state;
	assert_survives(&mark);
	memset(&mark.facts.vm, 0, sizeof(mark.facts.vm));
	assert_survives(&mark);
	mark.facts.guest = GUEST_UNKNOWN;
	memset(&mark.facts.lladdr, 0, sizeof(mark.facts.lladdr));
	assert_survives(&mark);
	mark.facts.vm = plain.facts.vm;
	assert_survives(&mark);
	mark.has_link_lladdr = true;
	mark.facts.link_lladdr = plain.facts.lladdr;
	assert_survives(&mark);
	mark.facts.vm.s[0] = '\0';
	memset(&mark.facts.vm, 0, sizeof(mark.facts.vm));
	mark.facts.guest = GUEST_LEARNING;
	assert_survives(&mark);
	mark.facts.has_rule_group = true;
	assert_survives(&mark);
	mark.facts.rule_group = 4294967294u;
	assert_survives(&mark);
	mark.facts.rule_group = (gid_t)-1;
	assert_survives(&mark);
	mark.facts.has_rule_group = false;
	mark.facts.rule_group = 0;
	mark.facts.guest = GUEST_TOLD;
	mark.facts.lladdr = plain.facts.lladdr;
	mark.facts.has_rule_group = true;
	mark.facts.rule_group = 4294967294u;
	assert_survives(&mark);
	mark.facts.has_rule_group = false;
	mark.facts.rule_group = 0;
	mark.facts.guest = GUEST_LEARNED;
	mark.facts.lladdr = plain.facts.lladdr;
	assert_survives(&mark);
	mark = (struct mark){ .facts = { .queues = 1, .network = { "0" } } };
	assert_survives(&mark);
	for (unsigned int queues = 1; queues <= VMTAP_QUEUES_MAX; queues++) {
		mark.facts.queues = queues;
		assert_survives(&mark);
	}
	for (int mode = VMTAP_MODE_NONE; mode <= VMTAP_MODE_SOURCE; mode++) {
		mark.facts.mode = (enum vmtap_mode)mode;
		assert_survives(&mark);
	}
	/* what looks like another part is a part of the name */
	mark.facts.network = (struct label){ "a:52-54" };
	mark.facts.vm = (struct label){ "v+a@n" };
	assert_survives(&mark);
}

static void longest_values_fit(void **state)
{
	char alias[RTNL_ALIAS_MAX + 1];
	struct mark mark = {
		.instance = UINT32_MAX,
		.facts = {
		.uid = UINT_MAX,
		.pid = INT_MAX,
		.since = 99999999999, /* in the year 5138 */
		.queues = VMTAP_QUEUES_MAX,
		.vnet_hdr_size = 12,
		.mode = VMTAP_MODE_SOURCE,
		.lower_down = UINT_MAX,
		.network = { SIXTY_THREE },
		.vm = { SIXTY_THREE },
		.guest = GUEST_TOLD,
		.lladdr = { { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff } },
		.link_lladdr = { { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff } },
		},
		.has_link_lladdr = true,
	};

	(void)state;
	memset(alias, 'x', sizeof(alias));
	mark_format(&mark, alias);
	assert_true(strlen(alias) < RTNL_ALIAS_MAX);
	assert_non_null(strstr(alias, " a=fe:ff:ff:ff:ff:ff l=feffffffffff"));
	assert_survives(&mark);
	/* a group that has no room is left out whole */
	mark.facts.has_rule_group = true;
	mark.facts.rule_group = 4294967294u;
	mark_format(&mark, alias);
	assert_null(strstr(alias, " g="));
	mark.facts.rule_group = (gid_t)-1;
	assert_survives(&mark);
	mark_format(&mark, alias);
	assert_non_null(strstr(alias, "l=feffffffffff g=-"));
	mark.facts.rule_group = 4294967294u;
	mark.facts.guest = GUEST_LEARNING;
	mark_format(&mark, alias);
	assert_true(strlen(alias) < RTNL_ALIAS_MAX);
	assert_non_null(strstr(alias, " s=? g=4294967294 l=feffffffffff"));
	mark.facts.lladdr = (struct lladdr){ { 0 } };
	assert_survives(&mark);
}

static const struct mark held = {
	.instance = 0x0badcafe,
	.facts = {
	.uid = 1000,
	.pid = 42,
	.hold = { .is_on = true, .until = 7200, .process = 0xabc },
	.since = 1700000000,
	.queues = 1,
	.vnet_hdr_size = 10,
	.network = { "lan" },
	.vm = { "web1" },
	.guest = GUEST_TOLD,
	.lladdr = { { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 } },
	},
};

static void tells_what_is_held_by_name(void **state)
{
	char alias[RTNL_ALIAS_MAX + 1];
	struct mark mark = held;

	(void)state;
	mark_format(&mark, alias);
	assert_string_equal(
		alias,
		"vmtap1 i=0badcafe u=1000 p=42 t=1700000000 q=1 h=10 m=0 d=0 n=lan "
		"x=7200.abc v=web1 a=52:54:00:12:34:56");
	assert_survives(&mark);
	mark.facts.hold.until = mark.facts.hold.process = 0;
	assert_survives(&mark);
	memset(&mark.facts.vm, 0, sizeof(mark.facts.vm));
	assert_survives(&mark);
	mark.facts.guest = GUEST_LEARNING;
	memset(&mark.facts.lladdr, 0, sizeof(mark.facts.lladdr));
	mark.facts.has_rule_group = true;
	assert_survives(&mark);
}

/* The longest names that the policy grants, with all that may come later. */
static void longest_held_values_fit(void **state)
{
	struct mark mark = held;

	(void)state;
	mark.instance = UINT32_MAX;
	mark.facts.uid = UINT_MAX;
	mark.facts.pid = INT_MAX;
	mark.facts.since = 9999999999; /* in the year 2286 */
	mark.facts.hold.until = 9999999999; /* 317 years after the boot */
	mark.facts.hold.process = UINT64_MAX;
	mark.facts.queues = VMTAP_QUEUES_MAX;
	mark.facts.vnet_hdr_size = 24;
	mark.facts.network = (struct label){ SIXTY_THREE };
	memset(&mark.facts.vm, 0, sizeof(mark.facts.vm));
	memset(mark.facts.vm.s, 'v', MARK_HELD_NAMES_MAX - 63);
	mark.has_link_lladdr = true;
	assert_survives(&mark);
	mark.facts.has_rule_group = true;
	mark.facts.rule_group = 4294967294u;
	mark.facts.guest = GUEST_LEARNING;
	memset(&mark.facts.lladdr, 0, sizeof(mark.facts.lladdr));
	assert_survives(&mark);
	mark.facts.has_rule_group = false;
	mark.facts.rule_group = 0;
	mark.facts.guest = GUEST_LEARNED;
	mark.facts.lladdr = plain.facts.lladdr;
	assert_survives(&mark);
}

static void refuses_all_else(void **state)
{
	static const char *const aliases[] = {
		"",
		"vmtap1",
		"vmtap2" /* another version */
		" i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		" " PLAIN,
		PLAIN " ",
		PLAIN " and more",
		PLAIN "\n",
		"Vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0BADCAFE u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=00badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1  i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0badcafe u=01 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0badcafe u=-1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0badcafe u=+1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0badcafe u=4294967296 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=0 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=17 h=0 m=0 d=0 n=lan",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=6 d=0 n=lan",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=-1 d=0 n=lan",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan g=- ",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan g=",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan s=? g=",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan s=? g=05",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan s=?  g=5",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=-lan",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=l/n",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=" SIXTY_THREE
		"4",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan v=",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan v=a,b",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan v=" SIXTY_THREE
		"4",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan a=52:54",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan "
		"a=52:54:00:12:34:5G",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan "
		"a=52:54:00:12:34:AA",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan "
		"a=52:54:00:12:34:56 v=web1",
		PLAIN " l=",
		PLAIN " l=52540012345",
		PLAIN " l=5254001234567",
		PLAIN " l=52540012345G",
		PLAIN " l=5254001234AA",
		PLAIN " l=52:54:00:12:34:56",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan "
		"l=525400123456 v=web1",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan "
		"l=525400123456 a=52:54:00:12:34:56",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan x=",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan x=1",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan x=1.",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan x=01.1",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan x=1.A",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan x=-1.0",
		"vmtap1 i=0badcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan v=w x=1.0",
		"vmtap1 u=1 i=0badcafe p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
	};

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(aliases); i++) {
		struct mark mark = plain;

		if (mark_parse(aliases[i], &mark) != -EINVAL)
			fail_msg("accepted: '%s'", aliases[i]);
		assert_marks_equal(&mark, &plain);
	}
}

/* A prefix of a valid alias is never the alias of another mark. */
static void cut_aliases_are_refused_or_whole(void **state)
{
	char alias[] = PLAIN;
	struct mark mark;

	(void)state;
	for (size_t n = strlen(alias); n-- > 0;) {
		char again[RTNL_ALIAS_MAX + 1];

		alias[n] = '\0';
		if (mark_parse(alias, &mark) < 0)
			continue;
		mark_format(&mark, again);
		assert_string_equal(alias, again);
	}
}

static void knows_its_own(void **state)
{
	const uint32_t ours = plain.instance, twin = ours ^ 0x01000000;
	const struct {
		uint32_t group;
		const char *alias;
		bool is_ours;
	} cases[] = {
		{ MARK_GROUP(ours), PLAIN, true },
		{ 0, PLAIN, true }, /* the group was taken off */
		{ MARK_GROUP(ours), "", true }, /* just made */
		{ MARK_GROUP(ours), "my own text", true },
		{ MARK_DOOMED(MARK_GROUP(ours)), "", true },
		{ MARK_DOOMED(MARK_GROUP(ours)), PLAIN, true },
		{ 0, "", false },
		{ 0, PLAIN " ", false },
		{ MARK_GROUP(ours ^ 1), "", false },
		{ MARK_DOOMED(MARK_GROUP(ours ^ 1)), "", false },
		{ ours & 0xffffff, "", false },
		/* a group with the same 24 bits: the alias tells them apart */
		{ MARK_GROUP(ours),
		  "vmtap1 i=0aadcafe u=1 p=1 t=1 q=1 h=0 m=0 d=0 n=lan",
		  false },
	};

	(void)state;
	assert_int_equal(twin, 0x0aadcafe);
	assert_int_equal(MARK_GROUP(ours), MARK_GROUP(twin));
	for (size_t i = 0; i < N_ELEMENTS(cases); i++) {
		struct rtnl_link link = { .group = cases[i].group };

		(void)snprintf(link.alias, sizeof(link.alias), "%s",
			       cases[i].alias);
		if (mark_is_ours(&link, ours) != cases[i].is_ours)
			fail_msg("case %zu", i);
	}
}

static void altnames_are_readable_and_short(void **state)
{
	char altname[MARK_ALTNAME_SIZE];
	struct facts facts = plain.facts;

	(void)state;
	mark_altname(&facts, 0, altname);
	assert_string_equal(altname, "vmtap.lan.1000.web1");
	mark_altname(&facts, 0x1234abcd, altname);
	assert_string_equal(altname, "vmtap.lan.1000.web1.1234abcd");
	facts.vm.s[0] = '\0';
	mark_altname(&facts, 0x1234abcd, altname);
	assert_string_equal(altname, "vmtap.lan.1000.1234abcd");

	facts = (struct facts){ .uid = UINT_MAX,
				.network = { SIXTY_THREE },
				.vm = { SIXTY_THREE } };
	for (unsigned int number = 0; number < 2; number++) {
		memset(altname, 'x', sizeof(altname));
		mark_altname(&facts, number * UINT_MAX, altname);
		assert_true(strlen(altname) < sizeof(altname));
		assert_memory_equal(altname,
				    "vmtap." SIXTY_THREE ".4294967295.a2345678",
				    89);
	}
	/* the number stays whole; other parts were left out */
	assert_string_equal(altname + strlen(altname) - 9, ".ffffffff");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_what_is_documented),
		cmocka_unit_test(marks_survive),
		cmocka_unit_test(longest_values_fit),
		cmocka_unit_test(tells_what_is_held_by_name),
		cmocka_unit_test(longest_held_values_fit),
		cmocka_unit_test(refuses_all_else),
		cmocka_unit_test(cut_aliases_are_refused_or_whole),
		cmocka_unit_test(knows_its_own),
		cmocka_unit_test(altnames_are_readable_and_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
