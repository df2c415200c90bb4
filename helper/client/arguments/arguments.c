/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * arguments.c - puts the nics into a command's arguments.  Pure.
 *
 * QEMU's rules (net_init_tap() in its net/tap.c): fd= goes with vhostfd= and
 * fds= with vhostfds=, but the two pairs do not mix.  None of the four goes
 * with vnet_hdr= or queues=: QEMU asks the descriptors for those.
 */
#include "client/arguments/arguments.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/arguments/placeholder.h"
#include "client/arguments/problem.h"
#include "client/arguments/vmm.h"
#include "common/cleanup.h"

#define MTU_ETHERNET 1500
#define WORD_SIZE 32

static void write_fds(FILE *out, const char *key, const int *fds,
		      unsigned int n)
{
	fprintf(out, ",%s%s=", key, n > 1 ? "s" : "");
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "%s%d", i > 0 ? ":" : "", fds[i]);
}

/* out is a memstream on *text. */
static char *finish(FILE *out, char **text)
{
	bool is_whole = !ferror(out);

	if (fclose(out) == 0 && is_whole)
		return *text;
	free(*text);
	return NULL;
}

char *arguments_netdev(const struct nic *nic, size_t index)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "tap,id=vmtap%zu", index);
	write_fds(out, "fd", nic->fds, nic->n_queues);
	if (nic->n_vhosts > 0) {
		fputs(",vhost=on", out);
		write_fds(out, "vhostfd", nic->vhost_fds, nic->n_vhosts);
	}
	return finish(out, &text);
}

char *arguments_device(const struct nic *nic, size_t index)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fprintf(out, "virtio-net-pci,netdev=vmtap%zu", index);
	if (nic->lladdr[0] != '\0')
		fprintf(out, ",mac=%s", nic->lladdr);
	/* Interrupts: two for each queue, one for control, one for changes. */
	if (nic->n_queues > 1)
		fprintf(out, ",mq=on,vectors=%u", 2 * nic->n_queues + 2);
	if (nic->mtu != 0 && nic->mtu != MTU_ETHERNET)
		fprintf(out, ",host_mtu=%u", nic->mtu);
	return finish(out, &text);
}

void arguments_free(char **arguments)
{
	if (!arguments)
		return;
	for (char **p = arguments; *p; p++)
		free(*p);
	free(arguments);
}

static int fill_all(char *const *argv, const struct nic *nics, size_t n_nics,
		    char **arguments, struct vmtap_error *err)
{
	arguments[0] = strdup(argv[0]);
	if (!arguments[0])
		return problem_memory(err);
	for (size_t i = 1; argv[i]; i++) {
		int r = placeholder_fill(argv[i], nics, n_nics, &arguments[i],
					 err);

		if (r < 0)
			return r;
	}
	return 0;
}

/* Appends at index at of the arguments, where each nic has room for four. */
static int append_nics(const struct nic *nics, size_t n_nics, char **at,
		       struct vmtap_error *err)
{
	for (size_t i = 0; i < n_nics; i++) {
		char *const four[] = {
			strdup("-netdev"),
			arguments_netdev(&nics[i], i),
			strdup("-device"),
			arguments_device(&nics[i], i),
		};
		bool is_whole = true;

		/* Without a hole, so that arguments_free() finds them all. */
		for (size_t j = 0; j < 4; j++) {
			if (four[j])
				*at++ = four[j];
			else
				is_whole = false;
		}
		if (!is_whole)
			return problem_memory(err);
	}
	return 0;
}

static bool has_fds(char *const *argv, size_t index)
{
	for (size_t i = 1; argv[i]; i++)
		if (placeholder_has_fds(argv[i], index))
			return true;
	return false;
}

static bool has_placeholders(char *const *argv)
{
	for (size_t i = 1; argv[i]; i++)
		if (placeholder_is_in(argv[i]))
			return true;
	return false;
}

/* {fd}, {1.fds}: what the card needs in the command */
static void write_word(char word[WORD_SIZE], const struct card *card, size_t i)
{
	const char *queues = card_value(card, "queues");
	const char *name = queues && strcmp(queues, "1") != 0 ? "fds" : "fd";

	if (i == 0)
		(void)snprintf(word, WORD_SIZE, "{%s}", name);
	else
		(void)snprintf(word, WORD_SIZE, "{%zu.%s}", i, name);
}

int arguments_check(char *const *argv, const struct card *cards, size_t n_cards,
		    struct vmtap_error *err)
{
	char word[WORD_SIZE];

	if (!has_placeholders(argv) && vmm_is_qemu(argv))
		return 0;
	for (size_t i = 0; i < n_cards; i++) {
		if (has_fds(argv, i))
			continue;
		write_word(word, &cards[i], i);
		return problem(
			err,
			"'%.64s' would not use nic %zu (%s), because no argument has its descriptor; put %s where the command takes it, or use --inherit if the command finds it itself",
			argv[0], i, cards[i].network, word);
	}
	return 0;
}

/* Room is for what arguments_new() appends. */
int arguments_fill(char *const *argv, const struct nic *nics, size_t n_nics,
		   char ***ret_arguments, struct vmtap_error *err)
{
	char **arguments;
	size_t n = 0;
	int r;

	while (argv[n])
		n++;
	arguments = calloc(n + 4 * n_nics + 1, sizeof(*arguments));
	if (!arguments)
		return problem_memory(err);
	r = fill_all(argv, nics, n_nics, arguments, err);
	if (r < 0) {
		arguments_free(arguments);
		return r;
	}
	*ret_arguments = arguments;
	return 0;
}

int arguments_new(char *const *argv, const struct nic *nics, size_t n_nics,
		  char ***ret_arguments, struct vmtap_error *err)
{
	char **arguments;
	size_t n = 0;
	int r = arguments_fill(argv, nics, n_nics, &arguments, err);

	if (r < 0)
		return r;
	while (argv[n])
		n++;
	if (!has_placeholders(argv) && vmm_is_qemu(argv))
		r = append_nics(nics, n_nics, arguments + n, err);
	if (r < 0) {
		arguments_free(arguments);
		return r;
	}
	*ret_arguments = arguments;
	return 0;
}
