/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * watch.c - vmtap_watch(): asks again and again, and never waits for an answer.
 *
 * The caller polls an epoll descriptor, which has the connection, or while there
 * is none, a timer until the next attempt.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "common/address/lladdr.h"
#include "common/cleanup.h"
#include "lib/connection.h"

#define RETRY_SECONDS 1
#define ANSWERS_MAX 8
/* To connect to a vmtapd that is busy makes the caller wait that long. */
#define CONNECT_MS 100

struct vmtap_event {
	struct vmtap_proto_event facts;
	char lladdr[LLADDR_TEXT_SIZE];
};

struct vmtap_watch {
	struct vmtap client; /* its connection, and the last answer */
	struct request request; /* with the cursor */
	int poll;
	int timer; /* in poll; runs while there is no connection */
	bool is_asked;
	bool is_admitted; /* vmtapd has answered a question that waits */
	size_t n, next; /* records of the answer, and the one to tell next */
	struct vmtap_event event; /* that was told last */
};

/* ---- the connection --------------------------------------------------- */

static int put_into(int poll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };

	return epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static void set_timer(const struct vmtap_watch *watch, time_t seconds)
{
	const struct itimerspec time = { .it_value.tv_sec = seconds };

	(void)timerfd_settime(watch->timer, 0, &time, NULL);
}

static void lose(struct vmtap_watch *watch)
{
	connection_drop(&watch->client);
	watch->is_asked = false;
	set_timer(watch, RETRY_SECONDS);
}

/* Has the time come to connect again? */
static bool is_time(const struct vmtap_watch *watch)
{
	struct itimerspec rest;

	return timerfd_gettime(watch->timer, &rest) < 0 ||
	       (rest.it_value.tv_sec == 0 && rest.it_value.tv_nsec == 0);
}

/* True: there is a connection, and vmtapd has the question. */
static bool has_asked(struct vmtap_watch *watch)
{
	struct error err;

	if (watch->is_asked)
		return true;
	if (watch->client.fd < 0) {
		if (!is_time(watch))
			return false;
		set_timer(watch, 0);
		if (connection_open(&watch->client, &err) < 0 ||
		    put_into(watch->poll, watch->client.fd) < 0) {
			lose(watch);
			return false;
		}
	}
	if (connection_send(&watch->client, &watch->request) < 0) {
		lose(watch);
		return false;
	}
	watch->is_asked = true;
	return true;
}

/* 1: there is an answer.  0: not yet. */
static int receive(struct vmtap_watch *watch, struct error *err)
{
	int r = connection_take(&watch->client, &watch->request, err);

	if (r == -EAGAIN)
		return 0;
	if (r == -ECONNRESET) {
		lose(watch);
		return 0;
	}
	if (r < 0 && err->code == VMTAP_E_BUSY && watch->is_admitted) {
		lose(watch); /* others have the places now: try again */
		return 0;
	}
	watch->is_asked = false;
	if (r < 0)
		return r;
	watch->is_admitted = true;
	watch->n = watch->client.reply.head.records;
	watch->next = 0;
	return 1;
}

/* ---- begin and end ---------------------------------------------------- */

static int open_all(struct vmtap_watch *watch, struct error *err)
{
	int r;

	watch->poll = epoll_create1(EPOLL_CLOEXEC);
	watch->timer =
		timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	r = watch->poll < 0 || watch->timer < 0
		    ? -errno
		    : put_into(watch->poll, watch->timer);
	if (r == 0)
		r = put_into(watch->poll, watch->client.fd);
	return r < 0 ? error_set(err, VMTAP_E_INTERNAL, -r, "cannot watch: %s",
				 strerror(-r))
		     : 0;
}

/* The first answer tells where the present is. */
static int begin(struct vmtap_watch *watch, struct error *err)
{
	const struct vmtap_proto_event *record;
	struct answer answer;
	int r = connection_ask(&watch->client, &watch->request, &answer, err);

	if (r < 0)
		return r;
	if (answer.reply->head.records != 1)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd does not say where the present is; client and daemon may be of different versions");
	record = reply_record(answer.reply, 0);
	watch->request.cursor = record->cursor;
	request_set(&watch->request, VMTAP_PROTO_F_WAIT, true);
	r = open_all(watch, err);
	if (r == 0) /* the caller polls first */
		(void)has_asked(watch);
	return r;
}

int vmtap_watch(struct vmtap *client, int is_all,
		struct vmtap_watch **ret_watch, struct vmtap_error *err)
{
	struct vmtap_watch *watch = calloc(1, sizeof(*watch));
	struct error error;
	int r;

	if (!watch) {
		r = error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
			      "out of memory");
		return connection_report(err, &error, r);
	}
	watch->poll = watch->timer = watch->client.fd = -EBADF;
	watch->client.address = client->address;
	watch->client.timeout_ms = client->timeout_ms;
	watch->request.verb = VMTAP_PROTO_WATCH;
	request_set(&watch->request, VMTAP_PROTO_F_ALL, is_all);
	r = begin(watch, &error);
	if (r < 0) {
		vmtap_watch_free(watch);
		return connection_report(err, &error, r);
	}
	watch->client.timeout_ms = CONNECT_MS;
	*ret_watch = watch;
	return 0;
}

void vmtap_watch_free(struct vmtap_watch *watch)
{
	if (!watch)
		return;
	connection_drop(&watch->client);
	cleanup_close(&watch->poll);
	cleanup_close(&watch->timer);
	free(watch);
}

int vmtap_watch_fd(const struct vmtap_watch *watch)
{
	return watch->poll;
}

/* ---- events ----------------------------------------------------------- */

static const struct vmtap_event *tell(struct vmtap_watch *watch)
{
	const struct vmtap_proto_event *record =
		reply_record(&watch->client.reply, watch->next++);
	struct vmtap_event *event = &watch->event;
	struct lladdr lladdr;

	*event = (struct vmtap_event){ .facts = *record };
	if (record->flags & VMTAP_PROTO_E_LLADDR) {
		memcpy(lladdr.b, record->lladdr, sizeof(lladdr.b));
		lladdr_format(&lladdr, event->lladdr);
	}
	watch->request.cursor = record->cursor;
	return event;
}

int vmtap_watch_next(struct vmtap_watch *watch,
		     const struct vmtap_event **ret_event,
		     struct vmtap_error *err)
{
	struct error error;
	int r = 1;

	/* a vmtapd that answers with nothing at once keeps nobody here */
	for (int i = 0; i < ANSWERS_MAX && r > 0 && watch->next == watch->n;
	     i++)
		r = has_asked(watch) ? receive(watch, &error) : 0;
	if (r < 0)
		return connection_report(err, &error, r);
	if (watch->next == watch->n)
		return 0;
	*ret_event = tell(watch);
	return 1;
}

const char *vmtap_event_name(const struct vmtap_event *event)
{
	return event->facts.name;
}

int vmtap_event_is_end(const struct vmtap_event *event)
{
	return strcmp(event->facts.name, "released") == 0 ||
	       strcmp(event->facts.name, "revoked") == 0 ||
	       strcmp(event->facts.name, "ended") == 0;
}

unsigned int vmtap_event_count(const struct vmtap_event *event)
{
	return event->facts.count;
}

uint64_t vmtap_event_time(const struct vmtap_event *event)
{
	return event->facts.time;
}

const char *vmtap_event_ifname(const struct vmtap_event *event)
{
	return event->facts.ifname;
}

unsigned int vmtap_event_ifindex(const struct vmtap_event *event)
{
	return event->facts.ifindex;
}

const char *vmtap_event_network(const struct vmtap_event *event)
{
	return event->facts.network;
}

const char *vmtap_event_vm(const struct vmtap_event *event)
{
	return event->facts.vm;
}

const char *vmtap_event_lladdr(const struct vmtap_event *event)
{
	return event->lladdr;
}

uid_t vmtap_event_uid(const struct vmtap_event *event)
{
	return event->facts.uid;
}

pid_t vmtap_event_pid(const struct vmtap_event *event)
{
	return (pid_t)event->facts.pid;
}

int vmtap_event_is_by(const struct vmtap_event *event)
{
	return (event->facts.flags & VMTAP_PROTO_E_BY) != 0;
}

uid_t vmtap_event_by_uid(const struct vmtap_event *event)
{
	return event->facts.by_uid;
}

pid_t vmtap_event_by_pid(const struct vmtap_event *event)
{
	return (pid_t)event->facts.by_pid;
}

const char *vmtap_event_note(const struct vmtap_event *event)
{
	return event->facts.note;
}

const char *vmtap_event_address(const struct vmtap_event *event)
{
	return event->facts.address;
}

const char *vmtap_event_reason(const struct vmtap_event *event)
{
	return event->facts.reason;
}
