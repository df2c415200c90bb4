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

static const struct command {
	const char *name;
	enum status (*run)(const struct options *options, int n_operands,
			   char **operands);
	unsigned int accepted; /* enum options_accepted */
	int min, max; /* operands; max < 0: any number */
} commands[] = {
	{ "run", command_run, OPTIONS_NIC | OPTIONS_STOP, 1, -1 },
	{ "list", command_list, OPTIONS_JSON | OPTIONS_ALL, 0, 0 },
	{ "show", command_show, OPTIONS_JSON | OPTIONS_FILTER, 1, 1 },
	{ "networks", command_networks, OPTIONS_JSON, 0, 0 },
	{ "check", command_check, OPTIONS_JSON, 1, 1 },
	{ "mac", command_mac, OPTIONS_JSON | OPTIONS_VM, 1, 1 },
	{ "release", command_release, OPTIONS_JSON | OPTIONS_VM, 0, -1 },
	{ "revoke", command_revoke, OPTIONS_JSON | OPTIONS_REVOKE, 0, -1 },
	{ "import-bridge-conf", command_import_bridge_conf, OPTIONS_BRIDGE, 1,
	  1 },
};

static const char usage[] =
	"Usage: vmtap run -n NIC [-n NIC]... -- COMMAND [ARG]...\n"
	"       vmtap list [--all]\n"
	"       vmtap show IFNAME [--filter]\n"
	"       vmtap networks\n"
	"       vmtap check NIC\n"
	"       vmtap mac NIC [--vm NAME]\n"
	"       vmtap release IFNAME...\n"
	"       vmtap release --vm NAME\n"
	"       vmtap revoke IFNAME...\n"
	"       vmtap revoke [--user USER] [--network NET]\n"
	"       vmtap import-bridge-conf FILE [--bridge NAME]...\n"
	"Network cards for virtual machines, from vmtapd.\n"
	"\n"
	"NIC is NET[,mac=ADDRESS][,vm=NAME][,queues=N][,vhost=on|off][,vnet_hdr=on|off]\n"
	"    [,mode=private|vepa|bridge|passthru|source]\n"
	"where NET is a network that 'vmtap networks' lists.\n"
	"\n"
	"  run        open the nics and execute COMMAND with them.  In ARGs stand\n"
	"             {fd} {fds} {vhostfds} {mac} {ifname} {mtu} for those of the\n"
	"             first nic, {1.fd} and so on for the second; qemu-system-*,\n"
	"             kvm and qemu-kvm without any get -netdev and -device appended\n"
	"  list       your devices\n"
	"  show       a device of yours, what went through it, and what was dropped\n"
	"  networks   the networks that you may use, and your limits there\n"
	"  check      would you get NIC now?\n"
	"  mac        the hardware address that NIC would get now\n"
	"  release    delete devices of yours\n"
	"  revoke     delete devices of anybody, for administrators\n"
	"  import-bridge-conf  print the policy that qemu-bridge-helper had in FILE,\n"
	"             as a vmtapd.conf\n"
	"\n"
	"  -n, --nic NIC    run: a network card; several are counted from 0\n"
	"      --vm NAME    mac: the VM's name; release: all devices of that VM\n"
	"      --all        list: everybody's devices, for administrators\n"
	"      --filter     show: the program that looks at the guest's frames, too\n"
	"      --user USER  revoke: all devices of that user, by name or number\n"
	"      --network NET  revoke: all devices on that network\n"
	"      --bridge NAME  import-bridge-conf: a bridge that 'allow all' means;\n"
	"                   without, those that the host has\n"
	"      --json       print JSON (not run, import-bridge-conf)\n"
	"      --socket PATH  where vmtapd listens; else $VMTAP_SOCKET, else\n"
	"                   " VMTAP_SOCKET_DEFAULT "\n"
	"  -h, --help       print this and exit\n"
	"  -V, --version    print the version and exit\n";

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
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
	if (options->is_help || options->is_version)
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
	const struct command *command;
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
	if (!options.is_help && !options.is_version) {
		if (first == argc)
			return (int)status_usage("a command is missing");
		command = find_command(argv[first]);
		if (!command)
			return (int)status_usage("'%s' is no command",
						 argv[first]);
		status = start_command(command, &options, argc - first,
				       argv + first);
	}
	if (status == STATUS_OK && options.is_help)
		fputs(usage, stdout);
	else if (status == STATUS_OK && options.is_version)
		puts(PACKAGE_STRING);
	return (int)finish(status);
}
