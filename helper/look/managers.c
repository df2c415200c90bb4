/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * managers.c - udev, systemd-networkd, NetworkManager and dhcpcd: does each run
 * here, and does it know what vmtapd's links are?
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/cleanup.h"
#include "look/look.h"
#include "look/match.h"

#define RULE "70-vmtap.rules"

/* 1: it does; 0: it does not; -errno: this process may not look (a profile of
 * AppArmor may say so to root). */
static int exists(const char *path)
{
	if (access(path, F_OK) == 0)
		return 1;
	return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
}

static int has_rule(void)
{
	static const char *const folders[] = { "/etc", "/run", "/usr/local/lib",
					       "/usr/lib", "/lib" };
	char path[64];
	struct stat st;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/udev/rules.d/" RULE,
			       folders[i]);
		if (stat(path, &st) == 0)
			return S_ISREG(st.st_mode) && st.st_size > 0;
		if (errno != ENOENT && errno != ENOTDIR)
			return -errno;
	}
	return 0;
}

/* Tell what needs no further look: the program does not run here, or nobody
 * knows.  False: it runs. */
static bool tell_absent(const struct look *look, const char *name,
			const char *program, const char *path)
{
	const int r = exists(path);

	if (r == 0)
		look_tell(look, VMTAP_STATE_OK, name, "%s does not run here",
			  program);
	else if (r < 0)
		look_tell(look, VMTAP_STATE_UNSEEN, name,
			  "whether %s runs here cannot be seen at %s: %s",
			  program, path, strerror(-r));
	return r <= 0;
}

#define UDEV "/run/udev/control"

static void look_at_rule(const struct look *look)
{
	const int r = has_rule();

	if (tell_absent(look, "udev", "udev", UDEV))
		return;
	if (r < 0)
		look_tell(look, VMTAP_STATE_UNSEEN, "udev",
			  "the folders of udev's rules cannot be read: %s",
			  strerror(-r));
	else if (r > 0)
		look_tell(look, VMTAP_STATE_OK, "udev",
			  "vmtap's udev rule is installed");
	else
		look_tell(
			look, VMTAP_STATE_WRONG, "udev",
			"vmtap's udev rule is not installed, so vmtapd may not open the nodes of macvtaps; the administrator can copy contrib/udev/" RULE
			" to /etc/udev/rules.d, and run 'udevadm control --reload'");
}

/* A file of vmtap's must be the first that is for its links. */
static void look_at_files(const struct look *look, const char *name,
			  const char *ending, const char *cost)
{
	char file[PATH_MAX];
	const int r = match_first(ending, file);

	if (r < 0)
		look_tell(
			look, VMTAP_STATE_UNSEEN, name,
			"%.128s cannot be read: %s; 'vmtapd --check --host' can",
			file, strerror(-r));
	else if (r > 0 && !strstr(file, "/00-vmtap."))
		look_tell(
			look, VMTAP_STATE_WRONG, name,
			"%.128s is the first file for vmtapd's links, so %s; the administrator can copy contrib/network/00-vmtap%s to /etc/systemd/network",
			file, cost, ending);
	else
		look_tell(look, VMTAP_STATE_OK, name,
			  "no file of others is for vmtapd's links");
}

static void look_at_link_files(const struct look *look)
{
	if (!tell_absent(look, "udev-link", "udev", UDEV))
		look_at_files(look, "udev-link", ".link",
			      "udev may give them other names and addresses");
}

static void look_at_networkd(const struct look *look)
{
	if (!tell_absent(look, "networkd", "systemd-networkd",
			 "/run/systemd/netif/state"))
		look_at_files(
			look, "networkd", ".network",
			"systemd-networkd takes them off their bridge, or gives the host a guest's address");
}

static void look_at_networkmanager(const struct look *look)
{
	if (tell_absent(look, "networkmanager", "NetworkManager",
			"/run/NetworkManager"))
		return;
	if (exists(UDEV) > 0 && has_rule() > 0)
		look_tell(look, VMTAP_STATE_OK, "networkmanager",
			  "vmtap's udev rule keeps it off vmtapd's links");
	else
		look_tell(
			look, VMTAP_STATE_WRONG, "networkmanager",
			"NetworkManager runs, and vmtap's udev rule is not installed, so it takes guests' cards for its own; the administrator can copy contrib/udev/" RULE
			" to /etc/udev/rules.d, and run 'udevadm control --reload'");
}

/* ---- dhcpcd ----------------------------------------------------------- */

#define DHCPCD_CONF "/etc/dhcpcd.conf"

/* 1: it leaves vmtapd's links alone; 0: it does not. */
static int read_dhcpcd(void)
{
	_cleanup_fclose_
	FILE *file = fopen(DHCPCD_CONF, "re");
	char line[1024];
	bool has_allow = false, is_allowed = false;

	if (!file)
		return errno == ENOENT ? 0 : -errno;
	while (fgets(line, sizeof(line), file)) {
		if (strncmp(line, "denyinterfaces ", 15) == 0 &&
		    match_words(line + 15, MATCH_NAME))
			return 1;
		if (strncmp(line, "allowinterfaces ", 16) != 0)
			continue;
		has_allow = true;
		is_allowed |= match_words(line + 16, MATCH_NAME);
	}
	return has_allow && !is_allowed;
}

static void look_at_dhcpcd(const struct look *look)
{
	int r;

	if (exists("/run/dhcpcd.pid") <= 0 &&
	    tell_absent(look, "dhcpcd", "dhcpcd", "/run/dhcpcd"))
		return;
	r = read_dhcpcd();
	if (r < 0)
		look_tell(look, VMTAP_STATE_UNSEEN, "dhcpcd",
			  "%s cannot be read: %s; 'vmtapd --check --host' can",
			  DHCPCD_CONF, strerror(-r));
	else if (r > 0)
		look_tell(look, VMTAP_STATE_OK, "dhcpcd",
			  "dhcpcd leaves vmtapd's links alone");
	else
		look_tell(
			look, VMTAP_STATE_WRONG, "dhcpcd",
			"dhcpcd may take a guest's lease for the host; the administrator can write 'denyinterfaces vt*' into %s",
			DHCPCD_CONF);
}

void look_managers(const struct look *look)
{
	look_at_rule(look);
	look_at_link_files(look);
	look_at_networkd(look);
	look_at_networkmanager(look);
	look_at_dhcpcd(look);
}
