/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * cloud.c - see cloud.h.  A request is sent as ch-remote sends it: the first line
 * with the descriptors, then the rest.
 */
#include "client/hotplug/cloud.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/output/json.h"
#include "client/vmm/connect.h"
#include "client/vmm/http.h"
#include "client/vmm/interrupt.h"
#include "client/vmm/message.h"
#include "common/clock.h"
#include "common/wire/scm.h"

#define HEAD_SIZE 160

struct answer {
	struct http_head head;
	size_t size;
	char bytes[CLOUD_ANSWER_MAX + 1];
};

void cloud_close(struct cloud *cloud)
{
	if (cloud->fd >= 0)
		(void)close(cloud->fd);
	cloud->fd = -EBADF;
}

/* Its next answer could be the one that did not come. */
static int broken(struct cloud *cloud, const char *action, int r,
		  struct vmtap_error *err)
{
	cloud_close(cloud);
	if (r == -ETIMEDOUT)
		return failed(
			err, r,
			"%s does not answer to '%s' in time; is its VM stopped, or its host very busy?",
			cloud->name, action);
	if (r == -EINTR)
		return failed(err, r,
			      "interrupted, while %s was asked for '%s'",
			      cloud->name, action);
	if (r == -EPROTO || r == -EMSGSIZE)
		return failed(
			err, r,
			"%s is no API socket of cloud-hypervisor: its answer to '%s' cannot be read",
			cloud->name, action);
	if (r == -ECONNRESET || r == -EPIPE)
		return failed(
			err, -ECONNRESET,
			"%s closed the connection before it answered to '%s'; has its VM ended?",
			cloud->name, action);
	errno = -r;
	return failed(err, r, "cannot talk to %s: %m", cloud->name);
}

static int send_bytes(struct cloud *cloud, const char *text,
		      const struct scm_fds *fds, uint64_t deadline)
{
	int r;

	do {
		r = interrupt_wait(cloud->fd, POLLOUT, deadline);
		if (r == 0)
			r = scm_send(cloud->fd, text, strlen(text), fds,
				     MSG_DONTWAIT);
	} while (r == -EAGAIN);
	return r == -EMSGSIZE ? -EIO : r;
}

static int send_request(struct cloud *cloud, const char *action,
			const char *body, const struct scm_fds *fds,
			uint64_t deadline)
{
	char head[HEAD_SIZE];
	int r;

	(void)snprintf(
		head, sizeof(head),
		"%s /api/v1/%s HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n",
		body ? "PUT" : "GET", action);
	r = send_bytes(cloud, head, fds, deadline);
	if (r < 0)
		return r;
	if (!body)
		return send_bytes(cloud, "\r\n", NULL, deadline);
	(void)snprintf(
		head, sizeof(head),
		"Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
		strlen(body));
	r = send_bytes(cloud, head, NULL, deadline);
	return r < 0 ? r : send_bytes(cloud, body, NULL, deadline);
}

/* 1: the answer is whole. */
static int is_whole(struct answer *answer)
{
	int r = http_head(answer->bytes, answer->size, &answer->head);

	if (r != 1)
		return r;
	if (answer->head.body > CLOUD_ANSWER_MAX - answer->head.size)
		return -EMSGSIZE;
	return answer->size >= answer->head.size + answer->head.body;
}

static int receive(struct cloud *cloud, struct answer *answer,
		   uint64_t deadline)
{
	answer->size = 0;
	for (;;) {
		ssize_t n;
		int r = interrupt_wait(cloud->fd, POLLIN, deadline);

		if (r < 0)
			return r;
		n = recv(cloud->fd, answer->bytes + answer->size,
			 CLOUD_ANSWER_MAX - answer->size, MSG_DONTWAIT);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (n <= 0)
			return n < 0 ? -errno : -ECONNRESET;
		answer->size += (size_t)n;
		answer->bytes[answer->size] = '\0';
		r = is_whole(answer);
		if (r != 0)
			return r < 0 ? r : 0;
		if (answer->size == CLOUD_ANSWER_MAX)
			return -EMSGSIZE;
	}
}

/* body_taken: NULL is a question that changes nothing.  -EREMOTEIO: refused. */
static int ask(struct cloud *cloud, const char *action,
	       struct json_object *body_taken, const struct scm_fds *fds,
	       struct vmtap_error *err)
{
	_cleanup_message_ struct json_object *body = body_taken;
	const uint64_t deadline = clock_ms() + cloud->answer_ms;
	char quoted[FAILED_QUOTE_SIZE];
	struct answer answer;
	int r;

	if (cloud->fd < 0)
		return failed(err, -ENOTCONN, "%s is of no use any more",
			      cloud->name);
	r = send_request(cloud, action, body ? message_line(body) : NULL, fds,
			 deadline);
	if (r == 0)
		r = receive(cloud, &answer, deadline);
	if (r < 0)
		return broken(cloud, action, r, err);
	if (answer.head.status >= 200 && answer.head.status < 300)
		return 0;
	answer.bytes[answer.head.size + answer.head.body] = '\0';
	return failed(err, -EREMOTEIO, "%s refuses '%s' with status %u: %s",
		      cloud->name, action, answer.head.status,
		      failed_quote(answer.bytes + answer.head.size, quoted));
}

int cloud_open(const char *path, uint64_t answer_ms, struct cloud *ret_cloud,
	       struct vmtap_error *err)
{
	char quoted[FAILED_QUOTE_SIZE];
	int r;

	ret_cloud->fd = -EBADF;
	ret_cloud->answer_ms = answer_ms;
	ret_cloud->path = path;
	(void)snprintf(ret_cloud->name, sizeof(ret_cloud->name),
		       "cloud-hypervisor at %s", failed_quote(path, quoted));
	r = connect_to(path, ret_cloud->name, clock_ms() + answer_ms,
		       &ret_cloud->fd, err);
	if (r == 0)
		r = ask(ret_cloud, "vmm.ping", NULL, NULL, err);
	if (r < 0)
		cloud_close(ret_cloud);
	return r;
}

static struct json_object *describe(const struct vmtap_device *device,
				    const char *id)
{
	const unsigned int mtu = vmtap_device_mtu(device);
	struct json_object *net = json_begin();

	json_add_text(net, "id", id);
	if (vmtap_device_lladdr(device)[0])
		json_add_text(net, "mac", vmtap_device_lladdr(device));
	/* It counts each direction. */
	json_add_number(net, "num_queues",
			2 * (uint64_t)vmtap_device_queues(device));
	if (mtu != 1500 && mtu > 0)
		json_add_number(net, "mtu", mtu);
	return net;
}

/* Whether it has the card is not known; the connection is gone. */
static void undo(struct cloud *cloud, const char *id)
{
	struct vmtap_error ignored;

	interrupt_forget();
	if (cloud_open(cloud->path, CLOUD_UNDO_MS, cloud, &ignored) == 0)
		(void)cloud_unplug(cloud, id, &ignored);
}

int cloud_plug(struct cloud *cloud, const struct vmtap_device *device,
	       const char *id, struct vmtap_error *err)
{
	int all[VMTAP_QUEUES_MAX];
	struct scm_fds fds = { .all = all, .n = vmtap_device_queues(device) };
	int r;

	if (vmtap_device_vhosts(device) > 0)
		return failed(
			err, -EOPNOTSUPP,
			"%s takes no descriptors of vhost-net; ask for a card without vhost",
			cloud->name);
	for (unsigned int i = 0; i < fds.n; i++)
		all[i] = vmtap_device_fd(device, i);
	r = ask(cloud, "vm.add-net", describe(device, id), &fds, err);
	if (r < 0 && r != -EREMOTEIO)
		undo(cloud, id);
	return r;
}

int cloud_unplug(struct cloud *cloud, const char *id, struct vmtap_error *err)
{
	struct json_object *card = json_begin();

	json_add_text(card, "id", id);
	return ask(cloud, "vm.remove-device", card, NULL, err);
}
