/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose is a uid, and which rules speak of it? */
#include "tests/unit/unit.h"

#include "daemon/users/uids.h"
#include "tests/unit/names.h"

#define NONE POLICY_NO_UID

/* alice 1000, bob 1001, carol 1002, mallory 1003 */
static const struct policy_subuids ranges[] = {
	{ 100000, 165535, 1000 }, /* alice */
	{ 200000, 265535, 1001 }, /* bob: two ranges that touch */
	{ 265536, 331071, 1001 },
	{ 400000, 465535, 1002 }, /* carol, and mallory in the middle */
	{ 420000, 430000, 1003 },
	{ 500000, 565535, 0 }, /* root */
	{ 600000, 665535, NONE }, /* a user who has gone */
	{ 5000, 5999, 1003 }, /* mallory, around the login 5500 */
	{ 700000, 765535, 5500 }, /* the range of that login */
	{ 1000, 1000, 1000 }, /* alice is herself */
	{ 0, 0, 1003 }, /* 0 is never another's */
	{ 3000000000u, 4294967294u, 1000 }, /* up to the last uid */
	{ 4294967294u, 4294967294u, 1001 },
};

static const uid_t logins[] = { 1003, 0,     1000,  1001,	5500,
				1002, 70000, 61300, 2000000000u };

static struct policy *parse(const char *text)
{
	const struct policy_uids uids = {
		.ranges = ranges,
		.n_ranges = N_ELEMENTS(ranges),
		.logins = logins,
		.n_logins = N_ELEMENTS(logins),
	};
	struct policy_names names = test_names;
	struct policy *policy;
	struct error err = { 0 };

	names.uids = &uids;
	if (policy_parse(text, "p", &names, &policy, &err) < 0)
		fail_msg("%s", err.text);
	return policy;
}

static struct peer identify(const struct policy *policy, uid_t uid)
{
	struct peer peer = { .uid = 77, .kernel_uid = uid, .gid = 5 };

	policy_identify(policy, &peer);
	return peer;
}

/* ---- whose it is ------------------------------------------------------ */

static const struct {
	uid_t uid, account;
	enum peer_standing standing;
} rows[] = {
	{ 0, 0, PEER_USER },
	{ 1, 1, PEER_USER },
	{ 1000, 1000, PEER_USER },
	{ 1001, 1001, PEER_USER },
	{ 4242, 4242, PEER_USER }, /* no login, and not transient */
	{ 61183, 61183, PEER_USER },
	{ 61184, 61184, PEER_TRANSIENT },
	{ 61300, 61300, PEER_USER }, /* a login */
	{ 65519, 65519, PEER_TRANSIENT },
	{ 65534, 65534, PEER_USER },
	{ 70000, 70000, PEER_USER },
	{ 99999, 99999, PEER_USER },
	{ 100000, 1000, PEER_SUBORDINATE },
	{ 165535, 1000, PEER_SUBORDINATE },
	{ 165536, 165536, PEER_TRANSIENT },
	{ 199999, 199999, PEER_TRANSIENT },
	{ 200000, 1001, PEER_SUBORDINATE },
	{ 265535, 1001, PEER_SUBORDINATE },
	{ 265536, 1001, PEER_SUBORDINATE },
	{ 331071, 1001, PEER_SUBORDINATE },
	{ 331072, 331072, PEER_TRANSIENT },
	{ 400000, 1002, PEER_SUBORDINATE },
	{ 419999, 1002, PEER_SUBORDINATE },
	{ 420000, 420000, PEER_DISPUTED },
	{ 430000, 430000, PEER_DISPUTED },
	{ 430001, 1002, PEER_SUBORDINATE },
	{ 500000, 500000, PEER_TRANSIENT },
	{ 565535, 565535, PEER_TRANSIENT },
	{ 600000, 600000, PEER_TRANSIENT },
	{ 4999, 4999, PEER_USER },
	{ 5000, 1003, PEER_SUBORDINATE },
	{ 5500, 5500, PEER_DISPUTED },
	{ 700000, 700000, PEER_DISPUTED },
	{ 1879048191u, 1879048191u, PEER_TRANSIENT },
	{ 1879048192u, 1879048192u, PEER_USER },
	{ 2000000000u, 2000000000u, PEER_USER },
	{ 2147352576u, 2147352576u, PEER_TRANSIENT },
	{ 3000000000u, 1000, PEER_SUBORDINATE },
	{ 4294967293u, 1000, PEER_SUBORDINATE },
	{ 4294967294u, 4294967294u, PEER_DISPUTED },
};

static void test_whose(void **state)
{
	struct policy *policy = parse("network lan { kind=bridge bridge=br0 }");

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct peer peer = identify(policy, rows[i].uid);

		if (peer.uid != rows[i].account ||
		    peer.standing != rows[i].standing)
			fail_msg("uid %u: account %u, standing %d", rows[i].uid,
				 peer.uid, (int)peer.standing);
		assert_int_equal(peer.kernel_uid, rows[i].uid);
		assert_int_equal(peer_has_account(&peer),
				 peer.standing == PEER_USER ||
					 peer.standing == PEER_SUBORDINATE);
	}
	policy_free(policy);
}

/* "logins" makes users of a directory's uids, but not of subordinate ones. */
static void test_logins(void **state)
{
	struct policy *policy = parse(
		"global { logins = {\"800000-899999\", 164000, \"330000-340000\"} }");

	(void)state;
	assert_int_equal(identify(policy, 799999).standing, PEER_TRANSIENT);
	assert_int_equal(identify(policy, 800000).standing, PEER_USER);
	assert_int_equal(identify(policy, 899999).standing, PEER_USER);
	assert_int_equal(identify(policy, 900000).standing, PEER_TRANSIENT);
	assert_int_equal(identify(policy, 163999).standing, PEER_SUBORDINATE);
	assert_int_equal(identify(policy, 164000).standing, PEER_DISPUTED);
	assert_int_equal(identify(policy, 329999).standing, PEER_SUBORDINATE);
	assert_int_equal(identify(policy, 330000).standing, PEER_DISPUTED);
	assert_int_equal(identify(policy, 335000).standing, PEER_USER);
	policy_free(policy);
}

/* ---- overlaps, against a table that is too simple to be wrong ---------- */

enum { UIDS = 40, RANGES = 6 };

/* What the ranges say of one uid: NONE, an owner, or 99 for several. */
static uid_t owner_of(const struct policy_subuids *some, size_t n, uid_t uid)
{
	uid_t owner = NONE;

	for (size_t i = 0; i < n; i++) {
		if (uid < some[i].first || uid > some[i].last)
			continue;
		if (owner != NONE && owner != some[i].owner)
			return 99;
		owner = some[i].owner;
	}
	return owner;
}

static void check_uid(const struct policy *policy,
		      const struct policy_subuids *some, size_t n, uid_t uid)
{
	const struct peer peer = identify(policy, uid);
	const uid_t owner = owner_of(some, n, uid);

	assert_int_equal(peer.standing, owner == NONE ? PEER_USER
					: owner == 99 ? PEER_DISPUTED
						      : PEER_SUBORDINATE);
	assert_int_equal(peer.uid, owner == NONE || owner == 99 ? uid : owner);
}

static void test_overlaps(void **state)
{
	struct policy_names names = test_names;
	struct policy_uids uids = { .n_ranges = RANGES };
	unsigned int seed = 1;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct policy_subuids some[RANGES];
		struct policy *policy;

		for (size_t i = 0; i < RANGES; i++) {
			seed = seed * 1103515245 + 12345;
			some[i].first = 100 + (seed >> 16) % UIDS;
			some[i].last = some[i].first + (seed >> 8) % 12;
			some[i].owner = 1 + (seed >> 24) % 3;
		}
		uids.ranges = some;
		names.uids = &uids;
		assert_int_equal(policy_parse("", "p", &names, &policy, NULL),
				 0);
		for (uid_t uid = 99; uid < 100 + UIDS + 12; uid++)
			check_uid(policy, some, RANGES, uid);
		policy_free(policy);
	}
}

/* ---- rules ------------------------------------------------------------ */

#define LAN "network lan { kind=bridge bridge=br0 devices=9 "

/* The devices of a uid that is in kvm; 0: refused. */
static unsigned int admit(const char *rules, uid_t uid)
{
	char text[512];
	struct policy *policy;
	struct decision decision;
	struct peer peer;

	(void)snprintf(text, sizeof(text), LAN "%s }", rules);
	policy = parse(text);
	peer = identify(policy, uid);
	peer.gid = 36;
	policy_admit(&peer, policy_network(policy, 0), &decision);
	policy_free(policy);
	return decision.limits.devices;
}

static void test_rules(void **state)
{
	(void)state;
	/* the owner counts, by name, by number and in a range */
	assert_int_equal(admit("allow alice { devices = 3 }", 100000), 3);
	assert_int_equal(admit("allow 1000 { devices = 3 }", 100000), 3);
	assert_int_equal(admit("allow 1000-1999 { devices = 3 }", 100000), 3);
	assert_int_equal(admit("allow @kvm { devices = 3 }", 100000), 3);
	assert_int_equal(admit("allow \"*\" { devices = 3 }", 100000), 3);
	assert_int_equal(admit("allow \"*\" {} deny alice {}", 100000), 0);
	assert_int_equal(admit("allow @kvm {} deny 1000-1009 {}", 100000), 0);
	/* the number itself permits nothing, and denies */
	assert_int_equal(admit("allow 100000 {}", 100000), 0);
	assert_int_equal(admit("allow 100000-165535 {}", 100000), 0);
	assert_int_equal(admit("allow alice {} deny 100000 {}", 100000), 0);
	assert_int_equal(admit("allow alice {} deny 100001 {}", 100000), 9);
}

static void test_rules_without_account(void **state)
{
	static const uid_t transients[] = { 61184, 500000, 600000, 900000 };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(transients); i++) {
		const uid_t uid = transients[i];

		assert_int_equal(admit("allow \"*\" {}", uid), 0);
		assert_int_equal(admit("allow @kvm {}", uid), 0);
		assert_int_equal(admit("allow @30-40 {}", uid), 0);
		assert_int_equal(admit("allow 60000-900000 {}", uid), 9);
		assert_int_equal(
			admit("allow 60000-900000 {} deny @kvm {}", uid), 0);
		assert_int_equal(
			admit("allow 60000-900000 {} deny \"*\" {}", uid), 0);
	}
	assert_int_equal(admit("allow 420000 {}", 420000), 0);
	assert_int_equal(admit("allow carol {} allow mallory {}", 420000), 0);
	assert_int_equal(admit("allow 0-4294967294 {}", 420000), 0);
	/* root's range is not root */
	assert_int_equal(admit("allow root {}", 500000), 0);
}

static void test_powers(void **state)
{
	struct policy *policy =
		parse("global { admin = {\"@kvm\", bob, 420000} }");
	struct peer peer;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		peer = identify(policy, rows[i].uid);
		assert_int_equal(policy_is_admin(policy, &peer),
				 peer.kernel_uid == 0 ||
					 peer.kernel_uid == 1001);
		if (peer.uid == 0)
			assert_int_equal(peer.kernel_uid, 0);
	}
	peer = identify(policy, 500000);
	peer.gid = 36;
	assert_false(policy_is_admin(policy, &peer));
	policy_free(policy);
}

/* ---- words ------------------------------------------------------------ */

static char said[4096];

static void say(const char *text)
{
	assert_true(strlen(said) + strlen(text) + 2 < sizeof(said));
	strcat(strcat(said, text), "\n");
}

static void test_complaints(void **state)
{
	struct policy *policy = parse("global { logins = \"200000-200009\" }");

	(void)state;
	said[0] = '\0';
	assert_int_equal(policy_complain(policy, 99, say), 7);
	assert_non_null(strstr(said, "uids 420000-430000 have several owners"));
	assert_non_null(strstr(said, "uids 600000-665535 have an owner whom"));
	assert_non_null(strstr(said, "uids 700000-765535 belong to user 5500"));
	assert_non_null(strstr(said, "uid 5500 is a login"));
	assert_non_null(strstr(said, "the subordinate uids 200000-331071, so"));
	assert_null(strstr(said, "uid 1000 "));
	assert_null(strstr(said, "500000"));
	said[0] = '\0';
	assert_int_equal(policy_complain(policy, 1, say), 7);
	assert_ptr_equal(strchr(said, '\n'), said + strlen(said) - 1);
	policy_free(policy);
}

/* ---- lines ------------------------------------------------------------ */

static const struct {
	const char *line;
	int result;
	uid_t first, last;
} lines[] = {
	{ "bob:100000:65536\n", 1, 100000, 165535 },
	{ "1001:100000:1", 1, 100000, 100000 },
	{ "bob: 100000: +65536\n", 1, 100000, 165535 },
	{ "bob:100000:65536:more\n", 1, 100000, 165535 },
	{ "bob:0:1\n", 1, 0, 0 },
	{ "bob:4294967290:9\n", 1, 4294967290u, 4294967294u },
	{ "bob:1:18446744073709551615\n", 1, 1, 4294967294u },
	{ "bob:4294967295:1\n", 0, 0, 0 },
	{ "bob:100000:99999999999999999999\n", 0, 0, 0 },
	{ "bob:100000:0\n", 0, 0, 0 },
	{ "bob:100000\n", 0, 0, 0 },
	{ "bob:100000:1x\n", 0, 0, 0 },
	{ "bob:100000:1 \n", 0, 0, 0 },
	{ "bob::1\n", 0, 0, 0 },
	{ "bob:-1:1\n", 0, 0, 0 },
	{ ":100000:1\n", 0, 0, 0 },
	{ "#bob:100000:1\n", 0, 0, 0 },
	{ "\n", 0, 0, 0 },
	{ "", 0, 0, 0 },
	{ "bob:0100000:1\n", -EINVAL, 0, 0 },
	{ "bob:100000:0x10\n", -EINVAL, 0, 0 },
};

static void test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(lines); i++) {
		struct policy_subuids range = { 0 };
		const char *owner = "";
		char line[64];

		(void)snprintf(line, sizeof(line), "%s", lines[i].line);
		if (uids_parse_line(line, &owner, &range) != lines[i].result ||
		    range.first != lines[i].first ||
		    range.last != lines[i].last)
			fail_msg("%s: %u-%u", lines[i].line, range.first,
				 range.last);
		if (lines[i].result == 1)
			assert_memory_equal(owner, lines[i].line,
					    strlen(owner));
	}
}

/* Ranges that nobody lists: only a known login is a user. */
static void test_partial(void **state)
{
	const struct policy_uids uids = { .logins = logins,
					  .n_logins = N_ELEMENTS(logins),
					  .is_partial = true };
	struct policy_names names = test_names;
	struct policy *policy;

	(void)state;
	names.uids = &uids;
	assert_int_equal(policy_parse("global { logins = \"7000-7999\" }", "p",
				      &names, &policy, NULL),
			 0);
	assert_int_equal(identify(policy, 0).standing, PEER_USER);
	assert_int_equal(identify(policy, 1000).standing, PEER_USER);
	assert_int_equal(identify(policy, 1500).standing, PEER_TRANSIENT);
	assert_int_equal(identify(policy, 7000).standing, PEER_USER);
	assert_int_equal(identify(policy, 1879048192u).standing,
			 PEER_TRANSIENT);
	said[0] = '\0';
	assert_int_equal(policy_complain(policy, 9, say), 1);
	assert_non_null(strstr(said, "nsswitch.conf does not take"));
	policy_free(policy);
}

static void test_nsswitch(void **state)
{
	(void)state;
	assert_false(uids_is_elsewhere("passwd: files sss\n"));
	assert_false(uids_is_elsewhere("subid: files\n"));
	assert_false(uids_is_elsewhere("subid:files sss\n")); /* as shadow */
	assert_false(uids_is_elsewhere("subid:\n"));
	assert_false(uids_is_elsewhere("#subid: sss\n"));
	assert_true(uids_is_elsewhere("subid: sss\n"));
	assert_true(uids_is_elsewhere("SubID:\tsss files"));
	assert_true(uids_is_elsewhere(" subid: file"));
	assert_true(uids_is_elsewhere("subid: filesystem"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whose),
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_overlaps),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_rules_without_account),
		cmocka_unit_test(test_powers),
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_partial),
		cmocka_unit_test(test_nsswitch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
