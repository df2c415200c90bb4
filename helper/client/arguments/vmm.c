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

/* Programs that execute the command in their last arguments, and leave it its
 * descriptors. */
static bool is_wrapper(const char *name)
{
	static const char *const wrappers[] = {
		"chrt",	   "env",     "gamemoderun", "ionice",	"nice",
		"nohup",   "numactl", "prlimit",     "setpriv", "setsid",
		"taskset", "timeout", "unshare",
	};

	for (size_t i = 0; i < sizeof(wrappers) / sizeof(*wrappers); i++)
		if (strcmp(name, wrappers[i]) == 0)
			return true;
	return false;
}

/* Programs that execute a command without the descriptors that they have, unless
 * they are told otherwise. */
struct closer {
	const char *name, *keeps; /* how the option begins; NULL: it has none */
};

static const struct closer *find_closer(const char *name)
{
	static const struct closer closers[] = {
		{ "doas", NULL },   { "flatpak-spawn", "--forward-fd" },
		{ "pkexec", NULL }, { "podman", "--preserve-fd" },
		{ "sudo", "-C" },   { "systemd-run", "--scope" },
	};

	for (size_t i = 0; i < sizeof(closers) / sizeof(*closers); i++)
		if (strcmp(name, closers[i].name) == 0)
			return &closers[i];
	return NULL;
}

/* An argument that is certainly the wrapper's own: an option, a variable, or a
 * number, a mask, a list of CPUs or a time. */
static bool is_of_wrapper(const char *argument)
{
	const char *end;

	if (argument[0] == '-' || strchr(argument, '='))
		return true;
	if (argument[0] < '0' || argument[0] > '9')
		return false;
	end = argument + strspn(argument, "0123456789abcdefABCDEFxX,-:.");
	return *end == '\0' || (strchr("smhd", *end) && end[1] == '\0');
}

/* Options of env(1) with a value, which can be any word. */
static bool takes_word(const char *argument)
{
	return strcmp(argument, "-u") == 0 || strcmp(argument, "-C") == 0 ||
	       strcmp(argument, "--unset") == 0 ||
	       strcmp(argument, "--chdir") == 0;
}

/* The first word that is neither a wrapper nor a wrapper's own: it may be a command
 * that takes QEMU's name as its argument.  NULL: there is none. */
static char *const *find_command(char *const *argv)
{
	if (!is_wrapper(name_of(argv[0])))
		return argv;
	while (*++argv) {
		if (takes_word(*argv)) {
			if (!*++argv)
				return NULL;
		} else if (is_qemu(name_of(*argv)) ||
			   (!is_wrapper(name_of(*argv)) &&
			    !is_of_wrapper(*argv))) {
			return argv;
		}
	}
	return NULL;
}

bool vmm_is_qemu(char *const *argv)
{
	char *const *command = find_command(argv);

	return command && is_qemu(name_of(*command));
}

const char *vmm_find_closer(char *const *argv)
{
	char *const *command = find_command(argv);
	const struct closer *closer = command ? find_closer(name_of(*command))
					      : NULL;

	if (!closer)
		return NULL;
	for (char *const *word = command + 1; closer->keeps && *word; word++)
		if (strncmp(*word, closer->keeps, strlen(closer->keeps)) == 0)
			return NULL;
	return closer->name;
}
