/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * main.c - vmtap(1): reads the options, finds the command in a table, runs it.
 */
#include <config.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/command.h"
#include "client/help.h"

/* The words and the code of a command, in the same order. */
static const struct help words[] = {
	{ "run",
	  "-n NIC [-n NIC]... [--inherit] [--listen-fds] [--dry-run] -- COMMAND [ARG]...",
	  "open the nics and execute COMMAND with them.  In ARGs stand\n"
	  "{fd} {fds} {vhostfds} {mac} {ifname} {mtu} for those of the\n"
	  "first nic, {1.fd} and so on for the second; qemu-system-*,\n"
	  "kvm and qemu-kvm without any get -netdev and -device appended" },
	{ "hold",
	  "NIC --name IFNAME [--vm NAME] [--mac ADDRESS] [--queues N]\n"
	  "[--for TIME] [--until-exit PID]",
	  "make a device that your VMM opens by its name" },
	{ "list", "[--all] [--user USER] [--network NET]", "your devices" },
	{ "show", "IFNAME [--filter]",
	  "a device of yours, what went through it, and what was dropped" },
	{ "networks", "[--all]",
	  "the networks that you may use, and your limits there" },
	{ "check", "NIC", "would you get NIC now?" },
	{ "mac", "NIC [--vm NAME]",
	  "the hardware address that NIC would get now" },
	{ "set", "IFNAME --mac ADDRESS [--vm NAME]",
	  "say which address the VMM gives to the guest of a device of\n"
	  "yours, and the VM's name, if the request for it did not" },
	{ "release", "IFNAME...\n--vm NAME", "delete devices of yours" },
	{ "revoke", "IFNAME...\n[--user USER] [--network NET]",
	  "delete devices of anybody, for administrators" },
	{ "attach", "NIC VM [OPTION]...",
	  "give a VM that runs a further card; VM is --qmp SOCKET,\n"
	  "--domain NAME [--connect URI] or --cloud-hypervisor SOCKET" },
	{ "detach", "ID VM [OPTION]...",
	  "take such a card out of a VM that runs" },
	{ "doctor", "[NET]",
	  "what is wrong with the host, your networks and your devices,\n"
	  "and which command helps" },
	{ "watch", "[--all] [--user USER] [--network NET]",
	  "what happens to your devices, a line for each event" },
	{ "import-bridge-conf", "FILE [--bridge NAME]...",
	  "print the policy that qemu-bridge-helper had in FILE,\n"
	  "as a vmtapd.conf" },
	{ "help", "[COMMAND]", "print this, or more of a command" },
	{ 0 },
};

static enum status command_help(const struct options *options, int n_operands,
				char **operands);

static const struct command {
	const char *name;
	enum status (*run)(const struct options *options, int n_operands,
			   char **operands);
	unsigned int accepted; /* enum options_accepted */
	int min, max; /* operands; max < 0: any number */
} commands[] = {
	{ "run", command_run, OPTIONS_NIC | OPTIONS_STOP, 1, -1 },
	{ "hold", command_hold, OPTIONS_JSON | OPTIONS_VM | OPTIONS_HOLD, 1,
	  1 },
	{ "list", command_list, OPTIONS_JSON | OPTIONS_ALL | OPTIONS_SELECT, 0,
	  0 },
	{ "show", command_show, OPTIONS_JSON | OPTIONS_FILTER, 1, 1 },
	{ "networks", command_networks, OPTIONS_JSON | OPTIONS_ALL, 0, 0 },
	{ "check", command_check, OPTIONS_JSON, 1, 1 },
	{ "mac", command_mac, OPTIONS_JSON | OPTIONS_VM, 1, 1 },
	{ "set", command_set, OPTIONS_JSON | OPTIONS_VM | OPTIONS_MAC, 1, 1 },
	{ "release", command_release, OPTIONS_JSON | OPTIONS_VM, 0, -1 },
	{ "revoke", command_revoke, OPTIONS_JSON | OPTIONS_SELECT, 0, -1 },
	{ "attach", command_attach,
	  OPTIONS_JSON | OPTIONS_VM | OPTIONS_MONITOR | OPTIONS_CARD, 1, 1 },
	{ "detach", command_detach, OPTIONS_JSON | OPTIONS_MONITOR, 1, 1 },
	{ "doctor", command_doctor, OPTIONS_JSON, 0, 1 },
	{ "watch", command_watch, OPTIONS_JSON | OPTIONS_ALL | OPTIONS_SELECT,
	  0, 0 },
	{ "import-bridge-conf", command_import_bridge_conf, OPTIONS_BRIDGE, 1,
	  1 },
	{ "help", command_help, 0, 0, 1 },
};
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

_Static_assert(sizeof(words) / sizeof(words[0]) == COMMANDS + 1,
	       "each command has its words");

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static void print_help(const struct command *command)
{
	if (command)
		help_print_command(&words[command - commands],
				   command->accepted);
	else
		help_print(words);
}

static enum status command_help(const struct options *options, int n_operands,
				char **operands)
{
	const struct command *command = NULL;

	(void)options;
	if (n_operands > 0) {
		command = find_command(operands[0]);
		if (!command)
			return status_usage("'%s' is no command", operands[0]);
	}
	print_help(command);
	return STATUS_OK;
}

/*
 * If the caller closed descriptor 0, 1 or 2, open /dev/null there: a device
 * must not get that number, or the command would print into it.
 */
static int open_standard_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR); /* the command inherits these */
	while (fd >= 0 && fd <= 2);
	if (fd < 0)
		return -1;
	return close(fd);
}

/* Output that could not be written, e.g. to a full disk, is a failure. */
static enum status finish(enum status status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	perror("vmtap: cannot write the output");
	return STATUS_FAILED;
}

static enum status start_command(const struct command *command,
				 struct options *options, int argc, char **argv)
{
	int first;

	if (options->is_json && !(command->accepted & OPTIONS_JSON))
		return status_usage("--json is not for '%s'", command->name);
	first = options_parse(argc, argv, command->accepted, options);
	if (first < 0)
		return STATUS_USAGE;
	if (options->shows != SHOWS_NOTHING)
		return STATUS_OK;
	if (argc - first < command->min)
		return status_usage("'%s' needs an operand", command->name);
	if (command->max >= 0 && argc - first > command->max)
		return status_usage("'%s' takes no operand '%s'", command->name,
				    argv[first + command->max]);
	return command->run(options, argc - first, argv + first);
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	const struct command *command = NULL;
	enum status status = STATUS_OK;
	int first;

	if (open_standard_fds() < 0) {
		perror("vmtap: /dev/null");
		return STATUS_FAILED;
	}
	first = options_parse(argc, argv, OPTIONS_JSON | OPTIONS_STOP,
			      &options);
	if (first < 0)
		return STATUS_USAGE;
	if (options.shows == SHOWS_HELP && first < argc)
		command = find_command(argv[first]);
	if (options.shows == SHOWS_NOTHING) {
		if (first == argc)
			return (int)status_usage("a command is missing");
		command = find_command(argv[first]);
		if (!command)
			return (int)status_usage("'%s' is no command",
						 argv[first]);
		status = start_command(command, &options, argc - first,
				       argv + first);
	}
	if (status == STATUS_OK && options.shows == SHOWS_HELP)
		print_help(command);
	else if (status == STATUS_OK && options.shows == SHOWS_VERSION)
		puts(PACKAGE_STRING);
	return (int)finish(status);
}
