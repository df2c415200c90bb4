/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * forward.c - runs nft(8) and iptables(8), and reads the policies of their chains.
 * Only 'vmtapd --check --host' does, which an administrator runs by hand.
 */
#include "daemon/hostcheck/forward.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/cleanup.h"

/* Where root's programs are. */
#define PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

#define LINES_MAX 100000

/* What the chains say. */
struct chains {
	bool is_bridge; /* the table is of family bridge */
	bool has_bridge_drop, has_drop;
};

/* Run the program with its standard output in fd. */
static int spawn(char *const *argv, int fd, pid_t *ret_pid)
{
	char *const environment[] = { (char *)"PATH=" PATH, (char *)"LC_ALL=C",
				      NULL };
	posix_spawn_file_actions_t actions;
	const char *folder = PATH;
	char path[64];
	int r;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return -ENOMEM;
	(void)posix_spawn_file_actions_adddup2(&actions, fd, STDOUT_FILENO);
	(void)posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
					       "/dev/null", O_WRONLY, 0);
	do {
		const int n = (int)strcspn(folder, ":");

		(void)snprintf(path, sizeof(path), "%.*s/%s", n, folder,
			       argv[0]);
		r = -posix_spawn(ret_pid, path, &actions, NULL, argv,
				 environment);
		folder += n + (folder[n] == ':');
	} while (r == -ENOENT && *folder);
	(void)posix_spawn_file_actions_destroy(&actions);
	return r;
}

/* Call each() for each line that the program prints.  -ENOENT: the host has no
 * such program; -EIO: it failed. */
static int run(char *const *argv,
	       void (*each)(const char *line, struct chains *chains),
	       struct chains *chains)
{
	_cleanup_fclose_
	FILE *file = NULL;
	char line[1024];
	int fds[2], status = -1, r;
	unsigned int n = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -errno;
	r = spawn(argv, fds[1], &pid);
	(void)close(fds[1]);
	file = fdopen(fds[0], "r");
	if (r < 0 || !file)
		return r < 0 ? r : -ENOMEM;
	while (n++ < LINES_MAX && fgets(line, sizeof(line), file))
		each(line, chains);
	(void)fclose(file);
	file = NULL;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status == 0 ? 0 : -EIO;
}

/* Of "nft list chains": the head of a table, or the head of a chain. */
static void read_nft(const char *line, struct chains *chains)
{
	char family[16];

	if (sscanf(line, "table %15s", family) == 1)
		chains->is_bridge = strcmp(family, "bridge") == 0;
	if (!strstr(line, "hook forward") || !strstr(line, "policy drop"))
		return;
	*(chains->is_bridge ? &chains->has_bridge_drop : &chains->has_drop) =
		true;
}

/* Of "iptables -S FORWARD". */
static void read_iptables(const char *line, struct chains *chains)
{
	if (strncmp(line, "-P FORWARD DROP", 15) == 0)
		chains->has_drop = true;
}

/* Are the old tables in use?  To ask iptables(8) would make them. */
static bool has_old_tables(void)
{
	_cleanup_fclose_
	FILE *file = fopen("/proc/net/ip_tables_names", "re");
	char line[64];

	while (file && fgets(line, sizeof(line), file))
		if (strcmp(line, "filter\n") == 0)
			return true;
	return false;
}

static int ask(struct chains *chains)
{
	char *const nft[] = { (char *)"nft", (char *)"list", (char *)"chains",
			      NULL };
	char *iptables[] = { (char *)"iptables-legacy", (char *)"-S",
			     (char *)"FORWARD", NULL };
	int r = run(nft, read_nft, chains), old;

	if (!has_old_tables())
		return r;
	old = run(iptables, read_iptables, chains);
	if (old == -ENOENT) {
		iptables[0] = (char *)"iptables";
		old = run(iptables, read_iptables, chains);
	}
	return r < 0 && r != -ENOENT ? r : old;
}

void forward_look(const struct look *look, bool has_bridged)
{
	struct chains chains = { 0 };
	const int r = ask(&chains);

	if (chains.has_bridge_drop)
		look_tell(
			look, VMTAP_STATE_WRONG, "forward",
			"a chain of nftables in family bridge drops what no rule of it names, so guests of bridges reach only what such a rule names; see 'nft list ruleset bridge'");
	else if (chains.has_drop && has_bridged)
		look_tell(
			look, VMTAP_STATE_WRONG, "forward",
			"the firewall drops what no rule names (policy drop of FORWARD, as with Docker), and br_netfilter shows it guests' frames, so guests of bridges reach only what such a rule names; the administrator can end that with 'sysctl net.bridge.bridge-nf-call-iptables=0'");
	else if (chains.has_drop)
		look_tell(
			look, VMTAP_STATE_HINT, "forward",
			"the firewall drops what no rule names (policy drop of FORWARD), so where the host routes for guests, a rule must name their bridge; between ports of a bridge it sees nothing");
	else if (r < 0)
		look_tell(look, VMTAP_STATE_UNSEEN, "forward",
			  "the firewall's rules cannot be read: %s",
			  r == -ENOENT ? "this host has no program nft"
				       : strerror(-r));
	else
		look_tell(
			look, VMTAP_STATE_OK, "forward",
			"no chain of the firewall drops all that no rule names");
}
