/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * show.c - vmtap_show(): a device, what passed through it, and its filter,
 * which vmtapd sends in pieces.
 */
#include <errno.h>
#include <linux/bpf_common.h>
#include <stdlib.h>
#include <string.h>

#include "common/program.h"
#include "lib/connection.h"
#include "lib/device.h"
#include "vmtap.h"

#define ATTEMPTS_MAX 4
#define LINES_MAX (BPF_MAXINSNS + 1) /* the longest program, and a head */

struct vmtap_show {
	struct vmtap_device device;
	struct vmtap_proto_show facts; /* .text is the fence */
	size_t length;
	char *filter; /* or NULL */
};

static int append(struct vmtap_show *show, const char *text, struct error *err)
{
	size_t n = strlen(text);
	char *all = realloc(show->filter, show->length + n + 1);

	if (!all)
		return error_set(err, VMTAP_E_INTERNAL, ENOMEM,
				 "out of memory");
	memcpy(all + show->length, text, n + 1);
	show->filter = all;
	show->length += n;
	return 0;
}

static int ask_facts(struct vmtap *client, const struct request *request,
		     struct vmtap_show *show, struct error *err)
{
	struct answer answer;
	int r = connection_ask(client, request, &answer, err);

	if (r < 0)
		return r;
	memcpy(&show->facts, reply_record(answer.reply, 0),
	       sizeof(show->facts));
	device_init(&show->device, &show->facts.lease);
	return 0;
}

/* Append the lines from request->line on, and move request->line behind them.
 * -ESTALE: the filter has changed between two pieces. */
static int ask_piece(struct vmtap *client, struct request *request,
		     uint32_t *program, struct vmtap_show *show,
		     struct error *err)
{
	const struct vmtap_proto_show *piece;
	struct answer answer;
	int r = connection_ask(client, request, &answer, err);

	if (r < 0)
		return r;
	piece = reply_record(answer.reply, 0);
	if (request->line > 0 && piece->program != *program)
		return error_set(
			err, VMTAP_E_BUSY, ESTALE,
			"the filter of %s does not stay as it is; try again",
			request->ifname.s);
	if (piece->lines > LINES_MAX ||
	    (piece->next != 0 && piece->next <= request->line))
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd's answer about %s has no end; client and daemon may be of different versions",
			request->ifname.s);
	*program = piece->program;
	request->line = piece->next;
	return append(show, piece->text, err);
}

static int ask_all(struct vmtap *client, const char *ifname, int with_filter,
		   struct vmtap_show *show, struct error *err)
{
	struct request request = { .verb = VMTAP_PROTO_SHOW };
	uint32_t program = 0;
	int r;

	if (ifname_parse(ifname, &request.ifname) < 0)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"'%.64s' is not the name of an interface; 'vmtap list' prints yours",
			ifname);
	r = ask_facts(client, &request, show, err);
	if (!with_filter)
		return r;
	request_set(&request, VMTAP_PROTO_F_FILTER, true);
	while (r == 0) {
		r = ask_piece(client, &request, &program, show, err);
		if (request.line == 0)
			break;
	}
	return r;
}

int vmtap_show(struct vmtap *client, const char *ifname, int with_filter,
	       struct vmtap_show **ret_show, struct vmtap_error *err)
{
	struct vmtap_show *show;
	struct error error;
	int attempts = 0, r;

	do {
		show = calloc(1, sizeof(*show));
		r = show ? ask_all(client, ifname, with_filter, show, &error)
			 : error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
				     "out of memory");
		if (r == 0) {
			*ret_show = show;
			return 0;
		}
		vmtap_show_free(show);
	} while (r == -ESTALE && ++attempts < ATTEMPTS_MAX);
	return connection_report(err, &error, r);
}

void vmtap_show_free(struct vmtap_show *show)
{
	if (show)
		free(show->filter);
	free(show);
}

const struct vmtap_device *vmtap_show_device(const struct vmtap_show *show)
{
	return &show->device;
}

int vmtap_show_is_pinned(const struct vmtap_show *show)
{
	return (show->facts.lease.flags & VMTAP_PROTO_L_PINNED) != 0;
}

uint64_t vmtap_show_dropped(const struct vmtap_show *show)
{
	return show->facts.dropped;
}

const char *vmtap_show_program(const struct vmtap_show *show)
{
	return program_name((enum program)show->facts.program_kind);
}

uint64_t vmtap_show_drops(const struct vmtap_show *show, unsigned int i,
			  const char **ret_name, const char **ret_text)
{
	const struct drop_words *words = drop_words((enum drop)i);

	*ret_name = words ? words->name : NULL;
	*ret_text = words ? words->text : NULL;
	return words ? show->facts.drops[i] : 0;
}

uint64_t vmtap_show_sent_packets(const struct vmtap_show *show)
{
	return show->facts.sent_packets;
}

uint64_t vmtap_show_sent_bytes(const struct vmtap_show *show)
{
	return show->facts.sent_bytes;
}

uint64_t vmtap_show_received_packets(const struct vmtap_show *show)
{
	return show->facts.received_packets;
}

uint64_t vmtap_show_received_bytes(const struct vmtap_show *show)
{
	return show->facts.received_bytes;
}

const char *vmtap_show_fence(const struct vmtap_show *show)
{
	return show->facts.text;
}

const char *vmtap_show_filter(const struct vmtap_show *show)
{
	return show->filter;
}

const char *vmtap_show_notes(const struct vmtap_show *show)
{
	return show->facts.notes;
}
