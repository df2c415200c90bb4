/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * probe-wire.c - says right and wrong things to vmtapd.
 *
 * Keys of send, all optional: network vm ifname ifindex line queues lladdr epoch
 * number.
 * lladdr=... also sets its flag; unknown=1 vnet_hdr=0 vhost=1 set theirs.  More
 * keys are for what a correct client never sends: flags=N magic=N version=N
 * verb=N
 * size=N (what the header says), length=N (what is sent: cut off, or filled up
 * with zero bytes), at=OFFSET byte=N (one byte is set), fds=N (that many pipes
 * go along), times=N (the same again, without waiting).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/lib/probe.h"

#define DATAGRAM_MAX (1 << 20)
#define WAIT_MS 100000 /* 10 s are long on an idle machine */

static const char *const verbs[] = { "?",	 "open", "check",
				     "networks", "list", "release",
				     "revoke",	 "show", "diagnose",
				     "watch",	 "set" };

bool probe_connect(struct probe *probe, unsigned int n, char **words)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	unsigned long count = probe_number(n, words, "n", 1);

	if (n == 0 || strlen(words[0]) >= sizeof(address.sun_path))
		return probe_fail("connect", EINVAL);
	(void)strcpy(address.sun_path, words[0]);
	while (count-- > 0 && probe->n_sockets < PROBE_SOCKETS_MAX) {
		int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

		if (fd < 0)
			return probe_fail("socket", errno);
		if (connect(fd, (struct sockaddr *)&address, sizeof(address))) {
			(void)close(fd);
			return probe_fail("connect", errno);
		}
		probe->current = probe->n_sockets;
		probe->sockets[probe->n_sockets++] = fd;
	}
	return true;
}

/* A connected socket that another process left to this one. */
bool probe_inherit(struct probe *probe, unsigned int n, char **words)
{
	int fd = n > 0 ? atoi(words[0]) : -1;

	if (fcntl(fd, F_GETFD) < 0 || probe->n_sockets == PROBE_SOCKETS_MAX)
		return probe_fail("inherit", EBADF);
	probe->current = probe->n_sockets;
	probe->sockets[probe->n_sockets++] = fd;
	return true;
}

bool probe_use(struct probe *probe, unsigned int n, char **words)
{
	unsigned long i = n > 0 ? strtoul(words[0], NULL, 0) : 0;

	if (i >= probe->n_sockets)
		return probe_fail("use", EINVAL);
	probe->current = (unsigned int)i;
	return true;
}

static int current(const struct probe *probe)
{
	return probe->n_sockets ? probe->sockets[probe->current] : -1;
}

bool probe_hang_up(struct probe *probe, unsigned int n, char **words)
{
	bool is_all = n > 0 && strcmp(words[0], "all") == 0;

	for (unsigned int i = 0; i < probe->n_sockets; i++)
		if ((is_all || i == probe->current) && probe->sockets[i] >= 0) {
			(void)close(probe->sockets[i]);
			probe->sockets[i] = -1;
		}
	return true;
}

bool probe_stop_sending(struct probe *probe, unsigned int n, char **words)
{
	(void)n, (void)words;
	return shutdown(current(probe), SHUT_WR) == 0 ||
	       probe_fail("shutdown", errno);
}

static void fill_text(char *field, size_t size, const char *text)
{
	(void)memset(field, 0, size);
	/* The text may fill the field, without a zero byte at its end. */
	(void)memcpy(field, text, strnlen(text, size));
}

static uint32_t flags_of(unsigned int n, char **words)
{
	uint32_t flags = 0;

	if (probe_word(n, words, "lladdr", NULL))
		flags |= VMTAP_PROTO_F_LLADDR;
	if (probe_number(n, words, "unknown", 0))
		flags |= VMTAP_PROTO_F_LLADDR_UNKNOWN;
	if (probe_number(n, words, "vnet_hdr", 1))
		flags |= VMTAP_PROTO_F_VNET_HDR;
	if (probe_number(n, words, "vhost", 0))
		flags |= VMTAP_PROTO_F_VHOST;
	return flags;
}

static uint16_t verb_of(const char *name)
{
	for (uint16_t i = 1; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i], name) == 0)
			return i;
	return 0;
}

static bool is_for_device(uint16_t verb)
{
	return verb == VMTAP_PROTO_OPEN || verb == VMTAP_PROTO_CHECK;
}

static bool fill(struct vmtap_proto_request *request, unsigned int n,
		 char **words)
{
	const char *lladdr = probe_word(n, words, "lladdr", NULL);
	uint16_t verb = verb_of(words[0]);

	(void)memset(request, 0, sizeof(*request));
	request->header = (struct vmtap_proto_header){
		.magic = (uint32_t)probe_number(n, words, "magic",
						VMTAP_PROTO_MAGIC),
		.version = (uint16_t)probe_number(n, words, "version",
						  VMTAP_PROTO_VERSION),
		.verb = (uint16_t)probe_number(n, words, "verb", verb),
		.size = (uint32_t)probe_number(n, words, "size",
					       probe_number(n, words, "length",
							    sizeof(*request))),
		.flags = (uint32_t)probe_number(
			n, words, "flags",
			is_for_device(verb) ? flags_of(n, words) : 0),
	};
	fill_text(request->network, sizeof(request->network),
		  probe_word(n, words, "network", ""));
	fill_text(request->vm, sizeof(request->vm),
		  probe_word(n, words, "vm", ""));
	fill_text(request->ifname, sizeof(request->ifname),
		  probe_word(n, words, "ifname", ""));
	request->ifindex = (uint32_t)probe_number(n, words, "ifindex", 0);
	request->line = (uint32_t)probe_number(n, words, "line", 0);
	request->queues = (uint32_t)probe_number(n, words, "queues",
						 is_for_device(verb) ? 1 : 0);
	request->cursor.epoch = probe_number(n, words, "epoch", 0);
	request->cursor.number = probe_number(n, words, "number", 0);
	return !lladdr || probe_lladdr(lladdr, request->lladdr);
}

/* count pipes: their write ends are sent, their read ends kept */
static bool make_pipes(struct probe *probe, unsigned int count, int *ends)
{
	for (unsigned int i = 0; i < count; i++) {
		int pipes[2];

		if (probe->n_sent >= VMTAP_FDS_MAX || pipe2(pipes, O_CLOEXEC))
			return false;
		probe->sent[probe->n_sent++] = pipes[0];
		ends[i] = pipes[1];
	}
	return true;
}

static ssize_t send_with(int fd, const void *bytes, size_t length,
			 const int *fds, unsigned int n_fds)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * VMTAP_FDS_MAX)];
	} control = { 0 };
	struct iovec part = { (void *)bytes, length };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

	if (n_fds > 0) {
		struct cmsghdr *cmsg = &control.align;

		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		(void)memcpy(CMSG_DATA(cmsg), fds, sizeof(int) * n_fds);
	}
	return sendmsg(fd, &message, MSG_NOSIGNAL);
}

/* Sends the message times times, or until vmtapd reads no more. */
static bool send_times(const struct probe *probe, const void *bytes,
		       size_t length, const int *fds, unsigned int n_fds,
		       unsigned long times)
{
	unsigned long i;

	for (i = 0; i < times; i++) {
		struct pollfd event = { current(probe), POLLOUT, 0 };

		if (times > 1 && poll(&event, 1, 1000) != 1)
			break; /* no room: told below */
		if (send_with(current(probe), bytes, length, fds, n_fds) < 0) {
			if (times == 1)
				return probe_fail("send", errno);
			break;
		}
	}
	if (times > 1)
		printf("sent=%lu\n", i);
	return true;
}

bool probe_send(struct probe *probe, unsigned int n, char **words)
{
	static unsigned char bytes[DATAGRAM_MAX];
	struct vmtap_proto_request request;
	unsigned int n_fds = (unsigned int)probe_number(n, words, "fds", 0);
	unsigned long at = probe_number(n, words, "at", DATAGRAM_MAX);
	size_t length = probe_number(n, words, "length", sizeof(request));
	int ends[VMTAP_FDS_MAX];
	bool is_ok;

	if (n == 0 || length > sizeof(bytes) || n_fds > VMTAP_FDS_MAX ||
	    !fill(&request, n, words) || !make_pipes(probe, n_fds, ends))
		return probe_fail("send", EINVAL);
	(void)memset(bytes, 0, sizeof(bytes));
	(void)memcpy(bytes, &request, sizeof(request));
	if (at < sizeof(bytes))
		bytes[at] = (unsigned char)probe_number(n, words, "byte", 1);
	is_ok = send_times(probe, bytes, length, ends, n_fds,
			   probe_number(n, words, "times", 1));
	for (unsigned int i = 0; i < n_fds; i++)
		(void)close(ends[i]);
	return is_ok;
}

bool probe_garbage(struct probe *probe, unsigned int n, char **words)
{
	static unsigned char bytes[DATAGRAM_MAX];
	size_t length = n > 0 ? strtoul(words[0], NULL, 0) : 0;

	if (length > sizeof(bytes))
		return probe_fail("garbage", EINVAL);
	srandom((unsigned int)probe_number(n, words, "seed", 1));
	for (size_t i = 0; i < length; i++)
		bytes[i] = probe_number(n, words, "zero", 0)
				   ? 0
				   : (unsigned char)random();
	if (send_with(current(probe), bytes, length, NULL, 0) < 0)
		return probe_fail("send", errno);
	return true;
}

static void print_lladdr(const char *prefix, const char *key, const uint8_t *b)
{
	printf("%s%s=%02x:%02x:%02x:%02x:%02x:%02x\n", prefix, key, b[0], b[1],
	       b[2], b[3], b[4], b[5]);
}

static void print_number(const char *prefix, const char *key,
			 unsigned long long number)
{
	printf("%s%s=%llu\n", prefix, key, number);
}

static void print_text(const char *prefix, const char *key, const char *text,
		       size_t size)
{
	printf("%s%s=%.*s\n", prefix, key, (int)size, text);
}

static void print_lease(const char *prefix,
			const struct vmtap_proto_lease *lease)
{
	print_text(prefix, "network", lease->network, sizeof(lease->network));
	print_text(prefix, "vm", lease->vm, sizeof(lease->vm));
	print_text(prefix, "ifname", lease->ifname, sizeof(lease->ifname));
	print_number(prefix, "ifindex", lease->ifindex);
	print_number(prefix, "kind", lease->kind);
	print_number(prefix, "mode", lease->mode);
	print_number(prefix, "mtu", lease->mtu);
	print_number(prefix, "queues", lease->queues);
	print_number(prefix, "vnet_hdr_size", lease->vnet_hdr_size);
	print_number(prefix, "uid", lease->uid);
	print_number(prefix, "pid", lease->pid);
	print_number(prefix, "since", lease->since);
	print_lladdr(prefix, "lladdr", lease->lladdr);
}

static void print_network(const char *prefix,
			  const struct vmtap_proto_network *network)
{
	const struct vmtap_proto_limit *devices =
		&network->limit[VMTAP_LIMIT_DEVICES];

	print_text(prefix, "network", network->network,
		   sizeof(network->network));
	print_number(prefix, "kind", network->kind);
	print_number(prefix, "mode", network->mode);
	print_number(prefix, "devices_max", devices->max);
	print_number(prefix, "devices_used", devices->used);
	for (unsigned int i = 0; i < network->ranges && i < VMTAP_RANGES_MAX;
	     i++)
		print_lladdr(prefix, "range", network->range[i].lladdr);
}

/* "key" is of the first record, "1.key" of the second. */
static void print_record(uint16_t verb, unsigned int i, const void *record)
{
	const struct vmtap_proto_check *check = record;
	const struct vmtap_proto_revoked *revoked = record;
	const struct vmtap_proto_finding *finding = record;
	const struct vmtap_proto_event *event = record;
	char prefix[16] = "";

	if (i > 0)
		(void)snprintf(prefix, sizeof(prefix), "%u.", i);
	switch ((enum vmtap_proto_verb)verb) {
	case VMTAP_PROTO_OPEN:
	case VMTAP_PROTO_LIST:
	case VMTAP_PROTO_RELEASE:
	case VMTAP_PROTO_SET:
	case VMTAP_PROTO_SHOW: /* begins with its lease */
		print_lease(prefix, record);
		break;
	case VMTAP_PROTO_CHECK:
		print_network(prefix, &check->network);
		print_lease(prefix, &check->lease);
		break;
	case VMTAP_PROTO_NETWORKS:
		print_network(prefix, record);
		break;
	case VMTAP_PROTO_DIAGNOSE:
		print_text(prefix, "name", finding->name,
			   sizeof(finding->name));
		print_number(prefix, "state", finding->state);
		break;
	case VMTAP_PROTO_WATCH:
		print_number(prefix, "epoch", event->cursor.epoch);
		print_number(prefix, "number", event->cursor.number);
		print_number(prefix, "count", event->count);
		print_text(prefix, "name", event->name, sizeof(event->name));
		print_text(prefix, "ifname", event->ifname,
			   sizeof(event->ifname));
		break;
	case VMTAP_PROTO_REVOKE:
		print_number(prefix, "leases", revoked->leases);
		break;
	}
}

/* Reads as many bytes as there are. */
static void print_reply(const unsigned char *bytes, size_t length)
{
	const struct vmtap_proto_reply *head = (const void *)bytes;
	const unsigned char *at = bytes + sizeof(*head);

	if (length < sizeof(*head))
		return;
	printf("code=%u\n", head->code);
	printf("text=%.*s\n", VMTAP_TEXT_MAX + 1,
	       head->code && length > sizeof(*head) ? (const char *)at : "");
	printf("verb=%u\nversion=%u\nsize=%u\nflags=%u\n", head->header.verb,
	       head->header.version, head->header.size, head->header.flags);
	printf("records=%u\nrecord_size=%u\n", head->records,
	       head->record_size);
	printf("vhosts=%u\n", head->vhost_fds);
	for (unsigned int i = 0; head->code == 0 && i < head->records; i++) {
		if (head->record_size == 0 ||
		    (size_t)(bytes + length - at) < head->record_size)
			break;
		print_record(head->header.verb, i, at);
		at += head->record_size;
	}
}

static unsigned int keep_fds(struct probe *probe, struct msghdr *message)
{
	unsigned int count = 0;

	for (struct cmsghdr *cmsg = CMSG_FIRSTHDR(message); cmsg;
	     cmsg = CMSG_NXTHDR(message, cmsg)) {
		const unsigned char *data = CMSG_DATA(cmsg);
		size_t size = cmsg->cmsg_len - CMSG_LEN(0);

		if (cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		for (; size >= sizeof(int) && probe->n_held < PROBE_HELD_MAX;
		     size -= sizeof(int), data += sizeof(int), count++)
			(void)memcpy(&probe->held[probe->n_held++], data,
				     sizeof(int));
	}
	return count;
}

/* Prints "eof", "timeout", or the reply and "fds=N". */
bool probe_receive(struct probe *probe, unsigned int n, char **words)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int) * 64)];
	} control;
	static _Alignas(8) unsigned char bytes[VMTAP_PROTO_DATAGRAM_MAX];
	struct iovec part = { bytes, sizeof(bytes) };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen = sizeof(control) };
	struct pollfd event = { current(probe), POLLIN, 0 };
	int wait_ms = n > 0 ? atoi(words[0]) : WAIT_MS;
	ssize_t length;

	if (poll(&event, 1, wait_ms) == 0) {
		puts("timeout");
		return true;
	}
	length = recvmsg(current(probe), &message, MSG_CMSG_CLOEXEC);
	/* The kernel reports a reset before the answer that is queued behind
	 * it. */
	if (length < 0 && errno == ECONNRESET)
		length = recvmsg(current(probe), &message, MSG_CMSG_CLOEXEC);
	if (length < 0 && errno != ECONNRESET)
		return probe_fail("receive", errno);
	if (length <= 0) {
		puts("eof");
		return true;
	}
	printf("length=%zd\n", length);
	printf("truncated=%d\n", message.msg_flags & MSG_TRUNC ? 1 : 0);
	print_reply(bytes, (size_t)length);
	printf("fds=%u\n", keep_fds(probe, &message));
	return true;
}

bool probe_sent_closed(struct probe *probe, unsigned int n, char **words)
{
	int wait_ms = n > 0 ? atoi(words[0]) : WAIT_MS;
	unsigned int closed = 0;

	for (unsigned int i = 0; i < probe->n_sent; i++) {
		struct pollfd event = { probe->sent[i], POLLIN, 0 };

		if (poll(&event, 1, wait_ms) == 1 &&
		    (event.revents & POLLHUP) != 0)
			closed++;
		(void)close(probe->sent[i]);
	}
	printf("closed=%u\nopen=%u\n", closed, probe->n_sent - closed);
	probe->n_sent = 0;
	return true;
}
