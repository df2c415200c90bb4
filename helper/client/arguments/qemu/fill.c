/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fill.c - descriptors and addresses in the words of QEMU.  Pure.
 *
 * QEMU's rules (net_init_tap() in its net/tap.c): fd= goes with vhostfd= and
 * fds= with vhostfds=, but the two pairs do not mix.  None of the four goes
 * with vnet_hdr= or queues=: QEMU asks the descriptors for those.
 */
#include "client/arguments/qemu/fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/arguments/problem.h"
#include "client/arguments/qemu/places.h"
#include "common/cleanup.h"

#define MTU_ETHERNET 1500

static void write_fds(FILE *out, const char *key, const int *fds,
		      unsigned int n)
{
	fprintf(out, ",%s%s=", key, n > 1 ? "s" : "");
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "%s%d", i > 0 ? ":" : "", fds[i]);
}

static void write_backend(FILE *out, const struct nic *nic)
{
	write_fds(out, "fd", nic->fds, nic->n_queues);
	if (nic->n_vhosts > 0) {
		fputs(",vhost=on", out);
		write_fds(out, "vhostfd", nic->vhost_fds, nic->n_vhosts);
	}
}

/* The words of the user's -netdev or -nic but for how QEMU would open it. */
static void write_given(FILE *out, const char *given)
{
	struct word word;

	fputs("tap", out);
	while (words_next(&given, &word)) {
		if (word.n_key == 0 ||
		    (word.n_key == 4 && strncmp(word.text, "type", 4) == 0) ||
		    (word.n_key == 2 && strncmp(word.text, "br", 2) == 0) ||
		    (word.n_key == 6 && strncmp(word.text, "helper", 6) == 0) ||
		    (word.n_key == 8 && strncmp(word.text, "vnet_hdr", 8) == 0))
			continue;
		fprintf(out, ",%.*s", (int)word.length, word.text);
	}
}

/* given: the words of the user's -device, without a key that is added here. */
static void write_device(FILE *out, const char *given, const struct nic *nic)
{
	struct word driver = { 0 };

	(void)words_find(given, "driver", "driver", &driver);
	if (nic->lladdr[0] != '\0' && !words_has(given, "mac"))
		fprintf(out, ",mac=%s", nic->lladdr);
	if (nic->n_queues > 1 && !words_has(given, "mq"))
		fputs(",mq=on", out);
	/* Interrupts: two for each queue, one for control, one for changes.
	 * Only PCI has this word. */
	if (nic->n_queues > 1 && !words_has(given, "vectors") &&
	    driver.n_value >= 14 &&
	    strncmp(driver.value, "virtio-net-pci", 14) == 0)
		fprintf(out, ",vectors=%u", 2 * nic->n_queues + 2);
	if (nic->mtu != 0 && nic->mtu != MTU_ETHERNET && driver.n_value >= 10 &&
	    strncmp(driver.value, "virtio-net", 10) == 0 &&
	    !words_has(given, "host_mtu"))
		fprintf(out, ",host_mtu=%u", nic->mtu);
}

/* out is a memstream on *text, which takes the place of *argument. */
static int replace(FILE *out, char **text, char **argument,
		   struct vmtap_error *err)
{
	const bool is_whole = !ferror(out);

	if (fclose(out) != 0 || !is_whole) {
		free(*text);
		return problem_memory(err);
	}
	free(*argument);
	*argument = *text;
	return 0;
}

/* *argument: the user's -netdev or -nic; NULL: one is made for this id */
static int fill_backend(char **argument, const struct word *id, bool is_nic,
			const struct nic *nic, struct vmtap_error *err)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return problem_memory(err);
	if (*argument)
		write_given(out, *argument);
	else
		fprintf(out, "tap,id=%.*s", (int)id->n_value, id->value);
	write_backend(out, nic);
	if (is_nic && nic->lladdr[0] != '\0' && !words_has(*argument, "mac") &&
	    !words_has(*argument, "macaddr"))
		fprintf(out, ",mac=%s", nic->lladdr);
	return replace(out, &text, argument, err);
}

/* *argument: the user's -device; NULL: one is made.  It is then on id. */
static int fill_device(char **argument, const struct word *id,
		       const struct nic *nic, struct vmtap_error *err)
{
	const char *given = *argument ? *argument : "virtio-net-pci";
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return problem_memory(err);
	fputs(given, out);
	if (!words_has(given, "netdev"))
		fprintf(out, ",netdev=%.*s", (int)id->n_value, id->value);
	write_device(out, given, nic);
	return replace(out, &text, argument, err);
}

/* The arguments, and where the next one goes. */
struct list {
	char **arguments, **end;
};

/* Append "-netdev" or "-device", and what fill made. */
static int append(struct list *list, const char *option, char *value,
		  struct vmtap_error *err)
{
	*list->end = strdup(option);
	if (!*list->end) {
		free(value);
		return problem_memory(err);
	}
	*++list->end = value;
	list->end++;
	return 0;
}

/* id: of a backend that the user has not named */
static int fill_nic(struct list *list, const struct place *place,
		    const struct nic *nic, struct word id,
		    struct vmtap_error *err)
{
	char *netdev = NULL, *device = NULL, **own = list->arguments;
	int r;

	if (place->device > 0)
		(void)words_find(own[place->device], "driver", "netdev", &id);
	r = fill_backend(place->backend > 0 ? &own[place->backend] : &netdev,
			 &id, place->is_nic, nic, err);
	if (r == 0 && netdev)
		r = append(list, "-netdev", netdev, err);
	if (r == 0 && place->device > 0)
		return fill_device(&own[place->device], &id, nic, err);
	if (r == 0 && place->backend == 0)
		r = fill_device(&device, &id, nic, err);
	return r == 0 && device ? append(list, "-device", device, err) : r;
}

int fill_nics(char **arguments, const struct nic *nics, size_t n,
	      struct vmtap_error *err)
{
	struct list list = { .arguments = arguments, .end = arguments };
	const char *networks[NICS_MAX] = { NULL };
	struct place places[NICS_MAX];
	size_t number = 0;
	int r = 0;

	if (n > NICS_MAX)
		return problem(err, "more than %d nics", NICS_MAX);
	for (size_t i = 0; i < n; i++)
		networks[i] = nics[i].network;
	places_find(arguments, networks, n, places);
	while (*list.end)
		list.end++;
	for (size_t i = 0; i < n && r == 0; i++) {
		char name[32];
		struct word id = { .value = name };

		do
			id.n_value = (size_t)snprintf(name, sizeof(name),
						      "vmtap%zu", number++);
		while (places_use_id(arguments, &id));
		r = fill_nic(&list, &places[i], &nics[i], id, err);
	}
	return r;
}
