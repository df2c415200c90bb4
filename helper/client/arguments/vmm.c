/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmm.c - finds QEMU in a command.  Pure.
 */
#include "client/arguments/vmm.h"

#include <stddef.h>
#include <string.h>

static const char *name_of(const char *command)
{
	const char *slash = strrchr(command, '/');

	return slash ? slash + 1 : command;
}

/* kvm is Debian's name for the host's own, and qemu-kvm Fedora's. */
static bool is_qemu(const char *name)
{
	static const char prefix[] = "qemu-system-";

	return strncmp(name, prefix, sizeof(prefix) - 1) == 0 ||
	       strcmp(name, "kvm") == 0 || strcmp(name, "qemu-kvm") == 0;
}

/* Programs that become the command in their last arguments, and leave it its
 * descriptors. */
static bool is_wrapper(const char *name)
{
	static const char *const wrappers[] = {
		"chrt",	 "env",	    "ionice", "nice",
		"nohup", "numactl", "setsid", "taskset",
	};

	for (size_t i = 0; i < sizeof(wrappers) / sizeof(*wrappers); i++)
		if (strcmp(name, wrappers[i]) == 0)
			return true;
	return false;
}

/* An argument that is certainly the wrapper's own: an option, a variable, or a
 * number, a mask or a list of CPUs. */
static bool is_of_wrapper(const char *argument)
{
	return argument[0] == '-' || strchr(argument, '=') ||
	       (argument[0] >= '0' && argument[0] <= '9' &&
		argument[strspn(argument, "0123456789abcdefABCDEFxX,-:")] ==
			'\0');
}

/* Options of env(1) with a value, which can be any word. */
static bool takes_word(const char *argument)
{
	return strcmp(argument, "-u") == 0 || strcmp(argument, "-C") == 0 ||
	       strcmp(argument, "--unset") == 0 ||
	       strcmp(argument, "--chdir") == 0;
}

/* Any other word ends the search: it may be a command that takes QEMU's name. */
bool vmm_is_qemu(char *const *argv)
{
	if (is_qemu(name_of(argv[0])))
		return true;
	if (!is_wrapper(name_of(argv[0])))
		return false;
	for (size_t i = 1; argv[i]; i++) {
		if (takes_word(argv[i])) {
			if (!argv[++i])
				return false;
		} else if (is_qemu(name_of(argv[i]))) {
			return true;
		} else if (!is_wrapper(name_of(argv[i])) &&
			   !is_of_wrapper(argv[i])) {
			return false;
		}
	}
	return false;
}
