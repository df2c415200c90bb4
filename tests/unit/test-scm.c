/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Over a real socket pair, counting this process's open descriptors. */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/wire/scm.h"

#define MANY 40 /* more than one message to this process may carry */

static int pair[2];
static int extra[MANY]; /* descriptors to send */
static size_t open_before;

static size_t count_open(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	closedir(folder);
	return n;
}

static int set_up(void **state)
{
	(void)state;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return -1;
	for (int i = 0; i < MANY; i++) {
		extra[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (extra[i] < 0)
			return -1;
	}
	open_before = count_open();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++)
		close(extra[i]);
	close(pair[0]);
	close(pair[1]);
	return 0;
}

/* Sends past the limit of scm_send(), as a stranger may. */
static void send_unchecked(const void *bytes, size_t size, size_t n_fds)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * MANY)];
	} control = { 0 };
	struct iovec iov = { .iov_base = (void *)bytes, .iov_len = size };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = control.bytes,
			      .msg_controllen =
				      CMSG_SPACE(sizeof(int) * n_fds) };
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);

	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_RIGHTS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
	memcpy(CMSG_DATA(cmsg), extra, sizeof(int) * n_fds);
	assert_int_equal(sendmsg(pair[0], &msg, 0), size);
}

static int transmit(const char *bytes, size_t size, int *fds, size_t n_fds)
{
	return scm_send(pair[0], bytes, size,
			&(struct scm_fds){ .all = fds, .n = n_fds }, 0);
}

static ssize_t receive(char *bytes, size_t size, int *fds, size_t max_fds,
		       size_t *ret_n_fds)
{
	struct scm_fds received = { .all = fds, .n = 4711, .max = max_fds };
	ssize_t n = scm_receive(pair[1], bytes, size, &received, MSG_DONTWAIT);

	*ret_n_fds = received.n;
	return n;
}

static void carries_bytes_alone(void **state)
{
	int fds[VMTAP_FDS_MAX];
	char bytes[8];
	size_t n_fds;

	(void)state;
	assert_int_equal(transmit("hello", 5, NULL, 0), 0);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 0, &n_fds), 5);
	assert_memory_equal(bytes, "hello", 5);
	assert_int_equal(n_fds, 0);
	assert_int_equal(count_open(), open_before);
}

static void carries_exactly_the_descriptors(void **state)
{
	int fds[VMTAP_FDS_MAX], pipes[2];
	char bytes[8], c;
	size_t n_fds;

	(void)state;
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(transmit("x", 1, pipes, 2), 0);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 2, &n_fds), 1);
	assert_int_equal(n_fds, 2);
	assert_int_equal(count_open(), open_before + 4);
	for (int i = 0; i < 2; i++)
		assert_int_equal(fcntl(fds[i], F_GETFD), FD_CLOEXEC);
	assert_int_equal(write(fds[1], "z", 1), 1);
	assert_int_equal(read(pipes[0], &c, 1), 1);
	assert_int_equal(c, 'z');
	for (int i = 0; i < 2; i++) {
		close(fds[i]);
		close(pipes[i]);
	}
	assert_int_equal(count_open(), open_before);
}

static void carries_the_most(void **state)
{
	int fds[VMTAP_FDS_MAX];
	char bytes[8];
	size_t n_fds;

	(void)state;
	assert_int_equal(transmit("x", 1, extra, VMTAP_FDS_MAX), 0);
	assert_int_equal(
		receive(bytes, sizeof(bytes), fds, VMTAP_FDS_MAX, &n_fds), 1);
	assert_int_equal(n_fds, VMTAP_FDS_MAX);
	assert_int_equal(count_open(), open_before + VMTAP_FDS_MAX);
	for (int i = 0; i < VMTAP_FDS_MAX; i++)
		close(fds[i]);
	assert_int_equal(transmit("x", 1, extra, VMTAP_FDS_MAX + 1), -EINVAL);
}

static void long_datagram_closes_all(void **state)
{
	int fds[VMTAP_FDS_MAX];
	char bytes[4];
	size_t n_fds;

	(void)state;
	assert_int_equal(transmit("too long", 8, extra, 3), 0);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 3, &n_fds),
			 -EMSGSIZE);
	assert_int_equal(n_fds, 4711);
	assert_int_equal(count_open(), open_before);
}

static void unwanted_descriptors_are_closed(void **state)
{
	int fds[VMTAP_FDS_MAX];
	char bytes[8];
	size_t n_fds;

	(void)state;
	assert_int_equal(transmit("x", 1, extra, 3), 0);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 2, &n_fds),
			 -ETOOMANYREFS);
	assert_int_equal(transmit("x", 1, extra, 1), 0);
	assert_int_equal(receive(bytes, sizeof(bytes), NULL, 0, &n_fds),
			 -ETOOMANYREFS);
	assert_int_equal(n_fds, 4711);
	assert_int_equal(count_open(), open_before);
}

/* MSG_CTRUNC: the kernel itself drops some, and passes the others. */
static void more_than_fit_are_closed(void **state)
{
	int fds[VMTAP_FDS_MAX];
	char bytes[8];
	size_t n_fds;

	(void)state;
	for (size_t n = VMTAP_FDS_MAX + 1; n <= MANY; n++) {
		send_unchecked("x", 1, n);
		assert_int_equal(receive(bytes, sizeof(bytes), fds,
					 VMTAP_FDS_MAX, &n_fds),
				 -ETOOMANYREFS);
		assert_int_equal(count_open(), open_before);
	}
}

static void next_datagram_is_whole(void **state)
{
	int fds[VMTAP_FDS_MAX];
	char bytes[4];
	size_t n_fds;

	(void)state;
	assert_int_equal(transmit("too long", 8, extra, 3), 0);
	assert_int_equal(transmit("next", 4, NULL, 0), 0);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 3, &n_fds),
			 -EMSGSIZE);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 3, &n_fds), 4);
	assert_memory_equal(bytes, "next", 4);
}

static void end_and_emptiness(void **state)
{
	int fds[VMTAP_FDS_MAX];
	char bytes[4];
	size_t n_fds;

	(void)state;
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 0, &n_fds),
			 -EAGAIN);
	close(pair[0]);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 0, &n_fds), 0);
	assert_int_equal(scm_send(pair[1], "x", 1, NULL, 0), -EPIPE);
	pair[0] = -EBADF;
}

/* Peeking finds the descriptors, takes in none, and leaves the datagram. */
static void look_leaves_all(void **state)
{
	char bytes[4];
	int fds[VMTAP_FDS_MAX];
	size_t n_fds;

	(void)state;
	assert_int_equal(scm_look(pair[1]), -EAGAIN);
	assert_int_equal(transmit("one", 3, NULL, 0), 0);
	assert_int_equal(transmit("", 0, extra, 1), 0);
	assert_int_equal(scm_look(pair[1]), 0);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 0, &n_fds), 3);
	for (int i = 0; i < 2; i++)
		assert_int_equal(scm_look(pair[1]), -ETOOMANYREFS);
	assert_int_equal(count_open(), open_before);
	assert_int_equal(receive(bytes, sizeof(bytes), fds, 1, &n_fds), 0);
	assert_int_equal(n_fds, 1);
	(void)close(fds[0]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		TEST(carries_bytes_alone),
		TEST(carries_exactly_the_descriptors),
		TEST(carries_the_most),
		TEST(long_datagram_closes_all),
		TEST(unwanted_descriptors_are_closed),
		TEST(more_than_fit_are_closed),
		TEST(next_datagram_is_whole),
		TEST(end_and_emptiness),
		TEST(look_leaves_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
