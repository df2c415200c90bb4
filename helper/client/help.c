/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * help.c - puts the help together, so that an option is written once.
 */
#include "client/help.h"

#include <config.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "vmtap.h"

#define OPTION_WIDTH 22
#define NAME_WIDTH 9

#define EACH (1u << 31) /* an option of each command */

/* An option, and the commands that it is for, if it is not for all. */
static const struct {
	unsigned int accepted; /* enum options_accepted */
	const char *option, *whose, *text;
} options[] = {
	{ OPTIONS_NIC, "-n, --nic NIC",
	  "run: ", "a network card; several are counted from 0" },
	{ OPTIONS_NIC, "    --inherit",
	  "run: ", "COMMAND finds the descriptors that it inherits" },
	{ OPTIONS_NIC, "    --listen-fds",
	  "run: ", "COMMAND finds them by LISTEN_FDS" },
	{ OPTIONS_NIC, "    --dry-run",
	  "run: ", "ask, print what would run, and run nothing" },
	{ OPTIONS_VM, "    --vm NAME", "",
	  "mac, attach, hold, set: the VM's name;\nrelease: all devices of that VM" },
	{ OPTIONS_ALL, "    --all", "list, networks, watch: ",
	  "everybody's devices, all networks,\nfor administrators" },
	{ OPTIONS_FILTER, "    --filter",
	  "show: ", "the program that looks at the guest's frames, too" },
	{ OPTIONS_SELECT, "    --user USER",
	  "list, revoke, watch: ", "devices of that user, by name\nor number" },
	{ OPTIONS_SELECT, "    --network NET",
	  "list, revoke, watch: ", "devices on that network" },
	{ OPTIONS_MONITOR, "    --qmp SOCKET",
	  "attach, detach: ", "the QMP monitor of the VM's QEMU" },
	{ OPTIONS_MONITOR, "    --domain NAME", "attach, detach: ",
	  "libvirt's domain; --connect URI: of that libvirt" },
	{ OPTIONS_MONITOR, "    --cloud-hypervisor SOCKET",
	  "attach, detach: ", "its API socket" },
	{ OPTIONS_MONITOR, "    --timeout SECONDS", "",
	  "attach: for each answer of the VM (10);\n"
	  "detach: for the guest to give the card up (30)" },
	{ OPTIONS_CARD, "    --id ID",
	  "attach: ", "the card's name in the VM; else its interface's" },
	{ OPTIONS_CARD, "    --mac ADDRESS",
	  "attach: ", "as mac= of NIC; and so are --queues N and --vhost" },
	{ OPTIONS_CARD, "    --queues N", "attach: ", "queue pairs" },
	{ OPTIONS_CARD, "    --vhost", "attach: ", "with vhost-net" },
	{ OPTIONS_CARD, "    --bus BUS",
	  "attach: ", "where QEMU plugs it; else an empty root port" },
	{ OPTIONS_BRIDGE, "    --bridge NAME", "import-bridge-conf: ",
	  "a bridge that 'allow all' means;\nwithout, those that the host has" },
	{ OPTIONS_JSON, "    --json", "",
	  "print JSON (not run, import-bridge-conf)" },
	{ EACH, "    --socket PATH", "",
	  "where vmtapd listens; else $VMTAP_SOCKET, else\n" VMTAP_SOCKET_DEFAULT },
	{ EACH, "-h, --help", "", "print this and exit" },
	{ EACH, "-V, --version", "", "print the version and exit" },
};

static const char nic[] =
	"NIC is NET[,mac=ADDRESS][,vm=NAME][,queues=N][,vhost=on|off][,vnet_hdr=on|off]\n"
	"    [,mode=private|vepa|bridge|passthru|source]\n"
	"where NET is a network that 'vmtap networks' lists.\n";

/* The lines of text, the first one behind what is printed already, and the
 * others as far to the right. */
static void print_lines(const char *text, int indent)
{
	while (*text) {
		const int n = (int)strcspn(text, "\n");

		printf("%.*s\n", n, text);
		text += n + (text[n] == '\n');
		if (*text)
			printf("%*s", indent, "");
	}
}

static void print_usage(const struct help *command, const char **head)
{
	const char *usage = command->usage;

	while (*usage) {
		const int n = (int)strcspn(usage, "\n");

		printf("%s vmtap %s%s%.*s\n", *head, command->name,
		       n > 0 ? " " : "", n, usage);
		*head = "      ";
		usage += n + (usage[n] == '\n');
	}
	if (command->usage[0] == '\0')
		printf("%s vmtap %s\n", *head, command->name);
	*head = "      ";
}

static void print_options(unsigned int accepted, bool is_of_all)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (!(options[i].accepted & accepted))
			continue;
		printf("  %-*s %s", OPTION_WIDTH, options[i].option,
		       is_of_all ? options[i].whose : "");
		print_lines(options[i].text, OPTION_WIDTH + 3);
	}
}

void help_print(const struct help *commands)
{
	const char *head = "Usage:";

	for (const struct help *command = commands; command->name; command++)
		print_usage(command, &head);
	printf("Network cards for virtual machines, from vmtapd.\n\n%s\n", nic);
	for (const struct help *command = commands; command->name; command++) {
		printf("  %-*s  ", NAME_WIDTH, command->name);
		print_lines(command->text, NAME_WIDTH + 4);
	}
	printf("\n");
	print_options(~0u, true);
}

void help_print_command(const struct help *command, unsigned int accepted)
{
	const char *head = "Usage:";

	print_usage(command, &head);
	print_lines(command->text, 0);
	printf("\n");
	if (strstr(command->usage, "NIC"))
		printf("%s\n", nic);
	print_options(accepted | EACH, false);
}
