/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * arguments.c - puts the nics into a command's arguments.  Pure.
 */
#include "client/arguments/arguments.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/arguments/placeholder.h"
#include "client/arguments/problem.h"
#include "client/arguments/qemu/fill.h"
#include "client/arguments/qemu/places.h"
#include "client/arguments/vmm.h"

#define ADDRESS_SIZE                                                           \
	32 /* more than an address, so that a longer one stays
			 * wrong */
#define WORD_SIZE 32

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

/* Is it QEMU, whose user leaves it to vmtap to write the cards? */
static bool gets_nics(char *const *argv)
{
	return !has_placeholders(argv) && vmm_is_qemu(argv);
}

static void find_places(char *const *argv, const struct card *cards, size_t n,
			struct place *places)
{
	const char *networks[NICS_MAX] = { NULL };

	for (size_t i = 0; i < n && i < NICS_MAX; i++)
		networks[i] = cards[i].network;
	places_find(argv, networks, n, places);
}

static bool has_queues(const struct card *card)
{
	const char *queues = card_value(card, "queues");

	return queues && strcmp(queues, "1") != 0;
}

static int check_places(char *const *argv, const struct card *cards, size_t n,
			struct vmtap_error *err)
{
	struct place places[NICS_MAX];

	find_places(argv, cards, n, places);
	for (size_t i = 0; i < n; i++) {
		const size_t at = places[i].device ? places[i].device
						   : places[i].backend;

		if (!places_has_device(&places[i]))
			return problem(
				err,
				"'-netdev %.64s' is for nic %zu (%s), but no '-device' with its id says which card the guest has; add one, such as '-device virtio-net-pci,netdev=ID'",
				argv[places[i].backend], i, cards[i].network);
		if (has_queues(&cards[i]) &&
		    !places_has_queues(argv, &places[i]))
			return problem(
				err,
				"'%.64s' can have one queue, but nic %zu (%s) has %s; use '-device virtio-net-pci' there, or leave queues= out",
				argv[at], i, cards[i].network,
				card_value(&cards[i], "queues"));
	}
	return 0;
}

/* The address in QEMU's arguments becomes the card's, unless it is that. */
static int take_address(struct card *card, const struct word *address,
			struct vmtap_error *err)
{
	const char *mac = card_value(card, "mac");
	struct vmtap_request *request;
	char value[ADDRESS_SIZE];
	int r;

	(void)snprintf(value, sizeof(value), "%.*s", (int)address->n_value,
		       address->value);
	if (mac && strcasecmp(mac, value) == 0)
		return 0;
	r = nicspec_add(card, "mac", value, err);
	if (r == 0)
		r = nicspec_request(card, &request, err);
	if (r < 0)
		return r;
	vmtap_request_free(request);
	return 0;
}

int arguments_take(char *const *argv, struct card *cards, size_t n_cards,
		   struct vmtap_error *err)
{
	struct place places[NICS_MAX];
	struct word address;

	if (!gets_nics(argv))
		return 0;
	find_places(argv, cards, n_cards, places);
	for (size_t i = 0; i < n_cards; i++) {
		int r = 0;

		if (places_address(argv, &places[i], &address))
			r = take_address(&cards[i], &address, err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* {fd}, {1.fds}: what the card needs in the command */
static void write_word(char word[WORD_SIZE], const struct card *card, size_t i)
{
	const char *name = has_queues(card) ? "fds" : "fd";

	if (i == 0)
		(void)snprintf(word, WORD_SIZE, "{%s}", name);
	else
		(void)snprintf(word, WORD_SIZE, "{%zu.%s}", i, name);
}

int arguments_check(char *const *argv, const struct card *cards, size_t n_cards,
		    struct vmtap_error *err)
{
	const char *closer = vmm_find_closer(argv);
	char word[WORD_SIZE];

	if (closer)
		return problem(
			err,
			"'%s' closes the descriptors of the cards before its command runs; put 'vmtap run' behind it, or let it keep them",
			closer);
	if (gets_nics(argv))
		return check_places(argv, cards, n_cards, err);
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
	int r = arguments_fill(argv, nics, n_nics, &arguments, err);

	if (r < 0)
		return r;
	if (gets_nics(argv))
		r = fill_nics(arguments, nics, n_nics, err);
	if (r < 0) {
		arguments_free(arguments);
		return r;
	}
	*ret_arguments = arguments;
	return 0;
}
