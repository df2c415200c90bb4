/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#include "daemon/log/audit.h"
#include "daemon/log/log.h"

static time_t now = 1000;

/* Replaces the C library's: time passes only when the test says so. */
int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
	(void)clock;
	*ret_now = (struct timespec){ .tv_sec = now };
	return 0;
}

static FILE *file;
static int stderr_before;

static int take_stderr(void **state)
{
	(void)state;
	file = tmpfile();
	stderr_before = dup(STDERR_FILENO);
	if (!file || stderr_before < 0 || dup2(fileno(file), STDERR_FILENO) < 0)
		return -1;
	log_init(false);
	return 0;
}

static int give_stderr_back(void **state)
{
	(void)state;
	(void)dup2(stderr_before, STDERR_FILENO);
	(void)close(stderr_before);
	return fclose(file);
}

/* The lines since the last call, and the last of them. */
static unsigned int count_lines(char last[RECORD_LINE_SIZE])
{
	static long seen;
	unsigned int n = 0;

	(void)fseek(file, seen, SEEK_SET);
	last[0] = '\0';
	while (fgets(last, RECORD_LINE_SIZE, file))
		n++;
	seen = ftell(file);
	return n;
}

static void note(void (*log)(const struct record *record), unsigned int n)
{
	struct record record;

	record_begin(&record, LOG_INFO, "granted");
	while (n-- > 0)
		log(&record);
}

/* The lines of a few users, or of so many that not each has a share. */
static void note_clients(const struct record *record)
{
	static uid_t uid;

	log_client_record(uid++ % 300, record);
}

static void note_devices(const struct record *record)
{
	static uid_t uid;

	log_lease_record(uid++ % 5, record);
}

static void has_limits(void **state)
{
	static const struct {
		void (*log)(const struct record *record);
		unsigned int burst;
		const char *about;
	} table[] = {
		{ note_clients, LOG_CLIENT_BURST, "clients" },
		{ note_devices, LOG_LEASE_BURST, "grants and ends of devices" },
	};
	char last[RECORD_LINE_SIZE], expected[128];

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		now += LOG_SECONDS;
		note(table[i].log, table[i].burst + 7);
		assert_int_equal(count_lines(last), table[i].burst);
		assert_string_equal(last, "vmtapd: granted:\n");
		now += LOG_SECONDS - 1;
		note(table[i].log, 1);
		assert_int_equal(count_lines(last), 0);
		/* the other kind has a budget of its own */
		note(table[1 - i].log, 1);
		assert_int_equal(count_lines(last), 1);
		now += 1;
		/* and also tells how many of this one's lines were left out */
		note(table[1 - i].log, 1);
		assert_int_equal(count_lines(last), 2);
		(void)fseek(file, 0, SEEK_SET);
		(void)snprintf(expected, sizeof(expected),
			       "vmtapd: 8 lines about %s were left out\n",
			       table[i].about);
		do
			assert_non_null(fgets(last, sizeof(last), file));
		while (strcmp(last, expected) != 0);
	}
}

static void one_line_is_not_lines(void **state)
{
	char last[RECORD_LINE_SIZE];

	(void)state;
	now += LOG_SECONDS;
	note(note_devices, LOG_LEASE_BURST + 1);
	now += LOG_SECONDS;
	log_client(1000, "refused");
	(void)fseek(file, 0, SEEK_SET);
	do
		assert_non_null(fgets(last, sizeof(last), file));
	while (strcmp(last,
		      "vmtapd: 1 line about grants and ends of devices was left out\n") !=
	       0);
	(void)count_lines(last);
}

static void one_user_has_a_share(void **state)
{
	enum { FLOOD = 600 };
	static const char *const left_out[] = {
		"vmtapd: 551 lines about clients were left out\n",
		"vmtapd: 551 lines about clients were left out\n",
	};
	const unsigned int others = LOG_CLIENT_BURST / LOG_CLIENT_SHARE - 1;
	char last[RECORD_LINE_SIZE];

	(void)state;
	now += 2 * LOG_SECONDS;
	log_client(1000, "begins");
	(void)count_lines(last);
	for (unsigned int i = 1; i < FLOOD; i++)
		log_client(1000, "refused");
	assert_int_equal(count_lines(last), LOG_CLIENT_SHARE - 1);
	/* lines about others are written, as many as fit */
	for (uid_t uid = 0; uid < others; uid++)
		for (unsigned int i = 0; i < LOG_CLIENT_SHARE; i++)
			log_client(uid, "refused");
	assert_int_equal(count_lines(last), others * LOG_CLIENT_SHARE);
	log_client(LOG_NO_UID, "one too many");
	assert_int_equal(count_lines(last), 0);
	/* in the next window, that one as well; all omitted lines count */
	now += LOG_SECONDS;
	log_client(1000, "refused");
	assert_int_equal(count_lines(last), 2);
	for (unsigned int i = 0; i < FLOOD; i++)
		log_client(1000, "refused");
	assert_int_equal(count_lines(last), LOG_CLIENT_SHARE - 1);
	now += LOG_SECONDS;
	log_client_record(1000, &(struct record){ .line = "x" });
	(void)fseek(file, 0, SEEK_SET);
	for (size_t i = 0; i < N_ELEMENTS(left_out); i++)
		do
			assert_non_null(fgets(last, sizeof(last), file));
		while (strcmp(last, left_out[i]) != 0);
}

static void note_leases(const struct record *record)
{
	log_lease(1000, LOG_INFO, "%s", record->line);
}

static void note_forfeited(const struct record *record)
{
	static const struct lease lease = { .facts = { .uid = 1000,
						       .since = UINT64_MAX },
					    .kernel_uid = 1000 };

	(void)record;
	audit_forfeited(&lease, "its holder made it persistent");
}

static void note_revoked(const struct record *record)
{
	static const struct lease lease = { .facts = { .uid = 1000,
						       .since = UINT64_MAX },
					    .kernel_uid = 1000 };

	(void)record;
	audit_revoked(&lease, "p:1", "the reloaded policy does not grant it");
}

/* Holders can cause them again and again; a policy causes them once. */
static void revocations(void **state)
{
	static const struct {
		void (*log)(const struct record *record);
		unsigned int most;
		const char *last;
	} table[] = {
		{ note_leases, LOG_LEASE_SHARE, "vmtapd: granted:\n" },
		{ note_forfeited, LOG_LEASE_SHARE,
		  "vmtapd: revoked: uid=1000 pid=0 lasted_s=0: its holder made it persistent\n" },
		{ note_revoked, LOG_LEASE_BURST + 7,
		  "vmtapd: revoked: uid=1000 pid=0 lasted_s=0 rule=p:1: the reloaded policy does not grant it\n" },
	};
	char last[RECORD_LINE_SIZE];

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		/* first let the log write how many lines it left out */
		now += LOG_SECONDS;
		note(note_devices, 1);
		now += LOG_SECONDS;
		(void)count_lines(last);
		note(table[i].log, LOG_LEASE_BURST + 7);
		assert_int_equal(count_lines(last), table[i].most);
		assert_string_equal(last, table[i].last);
		/* another user's lines are still written */
		log_lease(1001, LOG_INFO, "granted");
		assert_int_equal(count_lines(last), 1);
	}
}

/* Not each of these users has a share, but all together have one. */
static void many_users_have_shares(void **state)
{
	char last[RECORD_LINE_SIZE];

	(void)state;
	now += 2 * LOG_SECONDS;
	log_lease(1, LOG_INFO, "granted");
	(void)count_lines(last);
	for (uid_t uid = 1; uid < 1000; uid++)
		log_lease(uid, LOG_INFO, "granted");
	assert_int_equal(count_lines(last), 999);
	for (unsigned int i = 0; i < LOG_LEASE_BURST; i++)
		log_lease(1000 + i, LOG_INFO, "granted");
	assert_in_range(count_lines(last), LOG_LEASE_SHARE - 999,
			LOG_LEASE_SHARE);
	log_lease(1, LOG_INFO, "granted");
	assert_int_equal(count_lines(last), 1);
}

static void never_leaves_out_the_rest(void **state)
{
	char last[RECORD_LINE_SIZE];

	(void)state;
	(void)count_lines(last);
	note(log_record, LOG_LEASE_BURST + 1);
	assert_int_equal(count_lines(last), LOG_LEASE_BURST + 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(has_limits, take_stderr,
						give_stderr_back),
		cmocka_unit_test_setup_teardown(one_line_is_not_lines,
						take_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(one_user_has_a_share,
						take_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(revocations, take_stderr,
						give_stderr_back),
		cmocka_unit_test_setup_teardown(many_users_have_shares,
						take_stderr, give_stderr_back),
		cmocka_unit_test_setup_teardown(never_leaves_out_the_rest,
						take_stderr, give_stderr_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
