/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fake.c - plays a script in place of vmtapd, with the codecs of the daemon.
 */
#include "tests/client/fake.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/program.h"
#include "common/wire/reply.h"
#include "common/wire/request.h"
#include "common/wire/scm.h"
#include "tests/client/facts.h"

#define FAKE_SECONDS_MAX 300

struct fake {
	int listening;
	int connection;
	FILE *log;
	struct request request; /* the last one */
	int fds[VMTAP_FDS_MAX]; /* for the next answer */
	size_t n_fds;
};

int fake_listen(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, 8) < 0) {
		int r = -errno;

		(void)close(fd);
		return r;
	}
	return fd;
}

static int close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
	return 0;
}

static int do_accept(struct fake *fake, char *arguments)
{
	(void)arguments;
	close_fd(&fake->connection);
	fake->connection = accept4(fake->listening, NULL, NULL, SOCK_CLOEXEC);
	return fake->connection < 0 ? -errno : 0;
}

static int do_wait(struct fake *fake, char *arguments)
{
	struct pollfd pollfd = { .fd = fake->connection, .events = POLLIN };

	(void)arguments;
	return poll(&pollfd, 1, -1) < 0 ? -errno : 0;
}

static void write_log(const struct fake *fake)
{
	const struct request *request = &fake->request;
	char lladdr[LLADDR_TEXT_SIZE] = "-";

	if (!fake->log)
		return;
	if (request_has(request, VMTAP_PROTO_F_LLADDR))
		lladdr_format(&request->lladdr, lladdr);
	fprintf(fake->log,
		"%s network=%s vm=%s mac=%s unknown=%d queues=%u vnet_hdr=%d vhost=%d ifname=%s\n",
		request_verb_name(request->verb), request->network.s,
		request->vm.s, lladdr,
		request_has(request, VMTAP_PROTO_F_LLADDR_UNKNOWN),
		request->queues, request_has(request, VMTAP_PROTO_F_VNET_HDR),
		request_has(request, VMTAP_PROTO_F_VHOST), request->ifname.s);
	fflush(fake->log);
}

/* 0 at the end of the connection, else 1. */
static int receive(struct fake *fake)
{
	unsigned char bytes[VMTAP_PROTO_REQUEST_MAX];
	struct error err;
	ssize_t n;
	int r;

	n = scm_receive(fake->connection, bytes, sizeof(bytes), NULL, 0);
	if (n <= 0)
		return (int)n;
	r = request_decode(bytes, (size_t)n, &fake->request, &err);
	if (r < 0) {
		fprintf(stderr, "fake-vmtapd: %s\n", err.text);
		return r;
	}
	write_log(fake);
	return 1;
}

static int do_ask(struct fake *fake, char *arguments)
{
	int r = receive(fake);

	(void)arguments;
	return r == 0 ? -ECONNRESET : r < 0 ? r : 0;
}

/* "5:8": the epoch and the number of the cursor */
static int do_after(struct fake *fake, char *arguments)
{
	const struct request *request = &fake->request;
	char *number;
	int r = do_ask(fake, arguments);

	if (r < 0)
		return r;
	return request_has(request, VMTAP_PROTO_F_WAIT) &&
			       request->cursor.epoch ==
				       strtoull(arguments, &number, 10) &&
			       request->cursor.number ==
				       strtoull(number + 1, NULL, 10)
		       ? 0
		       : -EBADMSG;
}

static int do_eof(struct fake *fake, char *arguments)
{
	int r = receive(fake);

	(void)arguments;
	return r > 0 ? -EBUSY : r == -ECONNRESET ? 0 : r;
}

static int do_close(struct fake *fake, char *arguments)
{
	(void)arguments;
	return close_fd(&fake->connection);
}

static int do_stop(struct fake *fake, char *arguments)
{
	(void)arguments;
	return close_fd(&fake->listening);
}

static int send_reply(struct fake *fake, const struct reply *reply,
		      size_t length)
{
	const struct scm_fds fds = { .all = fake->fds, .n = fake->n_fds };
	int r = scm_send(fake->connection, reply, length, &fds, 0);

	while (fake->n_fds > 0)
		(void)close(fake->fds[--fake->n_fds]);
	return r;
}

static int answer(struct fake *fake, const char *facts)
{
	struct reply reply;
	char words[1024];
	size_t length;

	(void)snprintf(words, sizeof(words), "%s", facts ? facts : "");
	reply_init(&reply, fake->request.verb);
	if (facts_set(&reply, facts ? words : NULL, &length) < 0)
		return -EINVAL;
	return send_reply(fake, &reply, length);
}

static int do_ok(struct fake *fake, char *arguments)
{
	return answer(fake, arguments);
}

/* In words, '_' is a blank and '|' ends a line; "-" is no text. */
static void set_text(char *text, size_t size, const char *words)
{
	(void)snprintf(text, size, "%s", strcmp(words, "-") == 0 ? "" : words);
	for (char *p = text; *p; p++)
		*p = *p == '_' ? ' ' : *p == '|' ? '\n' : *p;
}

/* LINES NEXT PROGRAM TEXT NOTES FACT...  The counters are 1 to 7. */
static int do_show(struct fake *fake, char *arguments)
{
	struct vmtap_proto_show *show;
	struct reply reply;

	reply_init(&reply, VMTAP_PROTO_SHOW);
	show = reply_add(&reply);
	show->dropped = 1;
	show->sent_packets = 2;
	show->sent_bytes = 3;
	show->received_packets = 4;
	show->received_bytes = 5;
	show->program_kind = PROGRAM_EBPF;
	show->drops[DROP_ARP] = 6;
	show->drops[DROP_RA] = 7;
	show->lines = (uint32_t)strtoul(arguments, &arguments, 10);
	show->next = (uint32_t)strtoul(arguments, &arguments, 10);
	show->program = (uint32_t)strtoul(arguments, &arguments, 10);
	arguments += *arguments == ' ';
	set_text(show->text, sizeof(show->text), strsep(&arguments, " "));
	if (arguments)
		set_text(show->notes, sizeof(show->notes),
			 strsep(&arguments, " "));
	if (arguments && facts_set_lease(&show->lease, arguments) < 0)
		return -EINVAL;
	return send_reply(fake, &reply, reply.head.header.size);
}

static int do_refuse(struct fake *fake, char *arguments)
{
	struct reply reply;
	struct error err = { .code = VMTAP_E_INTERNAL };
	char *text;

	err.code = (enum vmtap_code)strtol(arguments, &text, 10);
	(void)snprintf(err.text, sizeof(err.text), "%s",
		       *text == ' ' ? text + 1 : text);
	reply_refuse(&reply, fake->request.verb, &err);
	/* as it is, which vmtapd would not do */
	memcpy(reply.records, err.text, strlen(err.text));
	return send_reply(fake, &reply, reply.head.header.size);
}

static int do_bytes(struct fake *fake, char *arguments)
{
	unsigned char bytes[2 * VMTAP_PROTO_DATAGRAM_MAX];
	const struct scm_fds fds = { .all = fake->fds, .n = fake->n_fds };
	size_t n = strtoul(arguments, NULL, 10);

	memset(bytes, 0xaa, sizeof(bytes));
	return n > sizeof(bytes)
		       ? -EINVAL
		       : scm_send(fake->connection, bytes, n, &fds, 0);
}

/* The client has to be the one that gives up. */
static int do_endless(struct fake *fake, char *arguments)
{
	for (unsigned int i = 1;; i++) {
		char fact[64];
		int r = receive(fake);

		if (r == 0 || r == -ECONNRESET)
			return 0;
		if (r < 0)
			return r;
		(void)snprintf(fact, sizeof(fact),
			       strcmp(arguments, "ifindex") == 0
				       ? "ifindex=%08u"
				       : "network=n%08u",
			       i);
		r = answer(fake, fact);
		if (r < 0)
			return r;
	}
}

static int do_same(struct fake *fake, char *arguments)
{
	int r;

	while ((r = receive(fake)) > 0) {
		r = answer(fake, arguments);
		if (r < 0)
			return r;
	}
	return r == -ECONNRESET ? 0 : r;
}

static int hold(struct fake *fake, int fd)
{
	if (fd < 0)
		return -errno;
	if (fake->n_fds == VMTAP_FDS_MAX)
		return -E2BIG;
	fake->fds[fake->n_fds++] = fd;
	return 0;
}

static int hold_queue(struct fake *fake, const char *name, int flags)
{
	struct ifreq ifr = { .ifr_flags = (short)flags };
	int r;

	r = hold(fake, open("/dev/net/tun", O_RDWR | O_CLOEXEC));
	if (r < 0)
		return r;
	strncpy(ifr.ifr_name, name, sizeof(ifr.ifr_name) - 1);
	return ioctl(fake->fds[fake->n_fds - 1], TUNSETIFF, &ifr) < 0 ? -errno
								      : 0;
}

static int do_tap(struct fake *fake, char *arguments)
{
	char *name = strsep(&arguments, " ");
	int n = arguments ? atoi(arguments) : 1;
	int flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR |
		    (n > 1 ? IFF_MULTI_QUEUE : 0);
	int r = 0;

	for (int i = 0; i < n && r == 0; i++)
		r = hold_queue(fake, name, flags);
	return r;
}

static int do_tap_plain(struct fake *fake, char *arguments)
{
	return hold_queue(fake, arguments, IFF_TAP | IFF_NO_PI);
}

static int do_queue(struct fake *fake, char *arguments)
{
	const char *name = strsep(&arguments, " ");

	return arguments ? hold_queue(fake, name,
				      (int)strtol(arguments, NULL, 16))
			 : -EINVAL;
}

static int do_open(struct fake *fake, char *arguments)
{
	return hold(fake, open(arguments, O_RDONLY | O_CLOEXEC));
}

static int do_pipe(struct fake *fake, char *arguments)
{
	int ends[2];

	(void)arguments;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	(void)close(ends[0]);
	return hold(fake, ends[1]);
}

static int do_memfd(struct fake *fake, char *arguments)
{
	int fd = memfd_create("fake", MFD_CLOEXEC);
	ssize_t n;

	n = arguments && fd >= 0 ? write(fd, arguments, strlen(arguments)) : 0;
	return n < 0 ? -errno : hold(fake, fd);
}

static int do_log(struct fake *fake, char *arguments)
{
	fake->log = fopen(arguments, "ae");
	return fake->log ? 0 : -errno;
}

static const struct {
	const char *name;
	int (*run)(struct fake *fake, char *arguments);
} table[] = {
	{ "accept", do_accept },
	{ "after", do_after },
	{ "wait", do_wait },
	{ "ask", do_ask },
	{ "ok", do_ok },
	{ "refuse", do_refuse },
	{ "bytes", do_bytes },
	{ "eof", do_eof },
	{ "close", do_close },
	{ "stop", do_stop },
	{ "endless", do_endless },
	{ "same", do_same },
	{ "tap", do_tap },
	{ "log", do_log },
	{ "tap-plain", do_tap_plain },
	{ "memfd", do_memfd },
	{ "show", do_show },
	{ "queue", do_queue },
	{ "open", do_open },
	{ "pipe", do_pipe },
};

static int play(struct fake *fake, const char *step)
{
	char line[1024], *rest = line, *name;

	(void)snprintf(line, sizeof(line), "%s", step);
	name = strsep(&rest, " ");
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (strcmp(name, table[i].name) == 0)
			return table[i].run(fake, rest);
	return -EINVAL;
}

int fake_serve(int listening_taken, const char *const *steps)
{
	struct fake fake = {
		.listening = listening_taken,
		.connection = -1,
		.request.verb = VMTAP_PROTO_LIST,
	};
	int r = 0;

	/* Without a client, the script must not run for ever. */
	(void)alarm(FAKE_SECONDS_MAX);
	for (; *steps && r >= 0; steps++) {
		r = play(&fake, *steps);
		if (r < 0)
			fprintf(stderr, "fake-vmtapd: '%s': %s\n", *steps,
				strerror(-r));
	}
	while (fake.n_fds > 0)
		(void)close(fake.fds[--fake.n_fds]);
	close_fd(&fake.connection);
	close_fd(&fake.listening);
	if (fake.log)
		(void)fclose(fake.log);
	return r;
}
