/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-numbers.c - descriptors get the numbers that a table says, and are still
 * the same files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/run/numbers.h"

#define FIRST 3
#define LAST 19

/* Opens a file of its own with this number; returns its inode. */
static ino_t open_at(int number)
{
	int fd = memfd_create("test", MFD_CLOEXEC);
	struct stat st;

	assert_true(fd >= 0);
	assert_int_equal(fstat(fd, &st), 0);
	if (fd != number) {
		assert_int_equal(dup3(fd, number, O_CLOEXEC), number);
		close(fd);
	}
	return st.st_ino;
}

static ino_t inode_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? st.st_ino : 0;
}

static void test_settle(void **state)
{
	static const struct {
		int ours[4], callers[3], expected[4]; /* 0 ends, -1: planned */
		int refused; /* by is_strict: this number */
	} table[] = {
		{ { 4, 5, 6 }, { 0 }, { 3, 4, 5 }, 0 },
		{ { 3, 4 }, { 0 }, { 3, 4 }, 0 },
		{ { 9, 7, 8 }, { 0 }, { 3, 4, 5 }, 0 },
		/* in a circle, and one in the place of another */
		{ { 4, 3 }, { 0 }, { 3, 4 }, 0 },
		{ { 5, 3, 4 }, { 0 }, { 3, 4, 5 }, 0 },
		{ { 4, 5, 3 }, { 0 }, { 3, 4, 5 }, 0 },
		{ { 8, 3 }, { 4 }, { 3, 5 }, 4 },
		{ { 5, 7 }, { 3, 4, 6 }, { 5, 7 }, 3 },
		{ { 7, 5, 9, 8 }, { 3, 6 }, { 4, 5, 7, 8 }, 3 },
		{ { -1, -1 }, { 0 }, { 3, 4 }, 0 },
		{ { -1, -1 }, { 4 }, { 3, 5 }, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		for (int strict = 0; strict < 2; strict++) {
			int fds[4], *pointers[4];
			ino_t inodes[4] = { 0 }, callers[3] = { 0 };
			struct vmtap_error err = { 0 };
			size_t n = 0;
			int r;

			for (int fd = FIRST; fd <= LAST; fd++)
				(void)close(fd);
			for (size_t j = 0; j < 3 && table[i].callers[j]; j++)
				callers[j] = open_at(table[i].callers[j]);
			for (; n < 4 && table[i].ours[n]; n++) {
				fds[n] = table[i].ours[n];
				pointers[n] = &fds[n];
				if (fds[n] > 0)
					inodes[n] = open_at(fds[n]);
			}
			r = numbers_settle(pointers, n, strict, &err);
			if (strict && table[i].refused) {
				char text[32];

				assert_int_equal(r, -EBUSY);
				(void)snprintf(text, sizeof(text),
					       "descriptor %d is open",
					       table[i].refused);
				assert_non_null(strstr(err.text, text));
				continue;
			}
			assert_int_equal(r, 0);
			for (size_t j = 0; j < n; j++) {
				assert_int_equal(fds[j], table[i].expected[j]);
				assert_int_equal(inode_of(fds[j]), inodes[j]);
				if (inodes[j])
					assert_int_equal(fcntl(fds[j], F_GETFD),
							 0);
			}
			for (size_t j = 0; j < 3 && callers[j]; j++)
				assert_int_equal(inode_of(table[i].callers[j]),
						 callers[j]);
		}
	}
}

/* Nothing is open twice: the kernel would keep the device as long as that. */
static void test_no_copy(void **state)
{
	int a = 4, b = 3, *fds[] = { &a, &b };
	struct vmtap_error err;
	int n = 0;

	(void)state;
	for (int fd = FIRST; fd <= LAST; fd++)
		(void)close(fd);
	(void)open_at(3);
	(void)open_at(4);
	assert_int_equal(numbers_settle(fds, 2, true, &err), 0);
	for (int fd = FIRST; fd <= LAST; fd++)
		n += inode_of(fd) != 0;
	assert_int_equal(n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settle),
		cmocka_unit_test(test_no_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
