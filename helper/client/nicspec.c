/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nicspec.c - reads a nic's description.  Pure.  Knows the keys and their
 * form; whether a value is legal is for libvmtap to say, and whether it is
 * permitted for vmtapd.
 */
#include "client/nicspec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/problem.h"
#include "common/cleanup.h"

enum key {
	KEY_MAC = 1 << 0,
	KEY_VM = 1 << 1,
	KEY_QUEUES = 1 << 2,
	KEY_VHOST = 1 << 3,
	KEY_VNET_HDR = 1 << 4,
	KEY_MODE = 1 << 5,
};

#define KEYS_BRIDGE ((unsigned int)(KEY_MAC | KEY_VM))
#define KEYS_ALL                                                               \
	(KEYS_BRIDGE | KEY_QUEUES | KEY_VHOST | KEY_VNET_HDR | KEY_MODE)

static const struct {
	const char *name;
	enum key key;
} keys[] = {
	{ "mac", KEY_MAC },	      { "vm", KEY_VM },
	{ "queues", KEY_QUEUES },     { "vhost", KEY_VHOST },
	{ "vnet_hdr", KEY_VNET_HDR }, { "mode", KEY_MODE },
};

/* Into to[size], unless it is empty or too long for any legal value. */
static int copy(char *to, size_t size, const char *from, const char *what,
		struct vmtap_error *err)
{
	size_t n = strlen(from);

	if (n == 0)
		return problem(err, "the %s is empty", what);
	if (n >= size)
		return problem(err, "'%s' is too long to be a %s", from, what);
	memcpy(to, from, n + 1);
	return 0;
}

int nicspec_set_vm(struct nicspec *spec, const char *vm,
		   struct vmtap_error *err)
{
	if (spec->vm[0] != '\0' && strcmp(spec->vm, vm) != 0)
		return problem(
			err, "the VM is called both '%s' and '%s'; say it once",
			spec->vm, vm);
	return copy(spec->vm, sizeof(spec->vm), vm, "VM's name", err);
}

int nicspec_set_lladdr(struct nicspec *spec, const char *lladdr,
		       struct vmtap_error *err)
{
	if (spec->lladdr[0] != '\0' && strcasecmp(spec->lladdr, lladdr) != 0)
		return problem(err,
			       "the address is both '%s' and '%s'; say it once",
			       spec->lladdr, lladdr);
	return copy(spec->lladdr, sizeof(spec->lladdr), lladdr,
		    "hardware address", err);
}

static int set_queues(struct nicspec *spec, const char *value,
		      struct vmtap_error *err)
{
	unsigned long n = 0;
	char *end = NULL;

	if (value[0] >= '0' && value[0] <= '9')
		n = strtoul(value, &end, 10);
	if (!end || *end != '\0' || n < 1 || n > VMTAP_QUEUES_MAX)
		return problem(err, "queues=%s: write a number from 1 to %d",
			       value, VMTAP_QUEUES_MAX);
	spec->queues = (unsigned int)n;
	return 0;
}

static int set_switch(bool *ret_on, const char *name, const char *value,
		      struct vmtap_error *err)
{
	if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
		return problem(err, "%s=%s: write %s=on or %s=off", name, value,
			       name, name);
	*ret_on = strcmp(value, "on") == 0;
	return 0;
}

static int set_mode(struct nicspec *spec, const char *value,
		    struct vmtap_error *err)
{
	for (enum vmtap_mode mode = VMTAP_MODE_PRIVATE;
	     mode <= VMTAP_MODE_SOURCE; mode++)
		if (strcmp(value, vmtap_mode_name(mode)) == 0) {
			spec->mode = mode;
			return 0;
		}
	return problem(
		err, "mode=%s: write private, vepa, bridge, passthru or source",
		value);
}

static int set_key(struct nicspec *spec, enum key key, const char *value,
		   struct vmtap_error *err)
{
	switch (key) {
	case KEY_MAC:
		return nicspec_set_lladdr(spec, value, err);
	case KEY_VM:
		return nicspec_set_vm(spec, value, err);
	case KEY_QUEUES:
		return set_queues(spec, value, err);
	case KEY_VHOST:
		return set_switch(&spec->has_vhost, "vhost", value, err);
	case KEY_VNET_HDR:
		return set_switch(&spec->has_vnet_hdr, "vnet_hdr", value, err);
	case KEY_MODE:
		return set_mode(spec, value, err);
	}
	abort();
}

static int set_option(struct nicspec *spec, char *option, unsigned int allowed,
		      unsigned int *seen, struct vmtap_error *err)
{
	char *value = strchr(option, '=');

	if (value)
		*value++ = '\0';
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (strcmp(option, keys[i].name) != 0 ||
		    !(allowed & keys[i].key))
			continue;
		if (!value)
			return problem(err, "%s needs a value: %s=...", option,
				       option);
		if (*seen & keys[i].key)
			return problem(err, "%s= stands there twice", option);
		*seen |= keys[i].key;
		return set_key(spec, keys[i].key, value, err);
	}
	return problem(
		err, "'%s' is no option of a network card; there %s", option,
		allowed == KEYS_ALL
			? "are mac=, vm=, queues=, vhost=, vnet_hdr= and mode="
			: "are mac= and vm=");
}

static int parse(const char *text, const char *separator, unsigned int allowed,
		 struct nicspec *ret_spec, struct vmtap_error *err)
{
	struct nicspec spec = { .has_vnet_hdr = true };
	_cleanup_free_
	char *buffer = strdup(text);
	char *rest = buffer, *option;
	unsigned int seen = 0;
	int r;

	if (!buffer)
		return problem_memory(err);
	r = copy(spec.network, sizeof(spec.network), strsep(&rest, separator),
		 "network's name", err);
	while (r >= 0 && (option = strsep(&rest, separator)))
		r = set_option(&spec, option, allowed, &seen, err);
	if (r < 0)
		return r;
	*ret_spec = spec;
	return 0;
}

int nicspec_parse(const char *text, struct nicspec *ret_spec,
		  struct vmtap_error *err)
{
	return parse(text, ",", KEYS_ALL, ret_spec, err);
}

int nicspec_parse_bridge(const char *text, struct nicspec *ret_spec,
			 struct vmtap_error *err)
{
	return parse(text, "/", KEYS_BRIDGE, ret_spec, err);
}

static int describe(const struct nicspec *spec, struct vmtap_request *request,
		    struct vmtap_error *err)
{
	int r = 0;

	if (spec->vm[0] != '\0')
		r = vmtap_request_set_vm(request, spec->vm, err);
	if (r >= 0 && spec->lladdr[0] != '\0')
		r = vmtap_request_set_lladdr(request, spec->lladdr, err);
	if (r >= 0 && spec->queues > 0)
		r = vmtap_request_set_queues(request, spec->queues, err);
	vmtap_request_set_mode(request, spec->mode);
	vmtap_request_set_vhost(request, spec->has_vhost);
	vmtap_request_set_vnet_hdr(request, spec->has_vnet_hdr);
	return r;
}

int nicspec_request(const struct nicspec *spec,
		    struct vmtap_request **ret_request, struct vmtap_error *err)
{
	struct vmtap_request *request;
	int r;

	r = vmtap_request_new(spec->network, &request, err);
	if (r < 0)
		return r;
	r = describe(spec, request, err);
	if (r < 0) {
		vmtap_request_free(request);
		return r;
	}
	*ret_request = request;
	return 0;
}
