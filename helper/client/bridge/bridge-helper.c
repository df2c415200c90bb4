/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bridge-helper.c - vmtap-bridge-helper(1): stands in for qemu-bridge-helper.
 * It has no privilege and asks vmtapd.
 *
 * The contract, from net_bridge_run_helper() in QEMU's net/tap.c and
 * qemuCreateInBridgePortWithHelper() in libvirt: one byte and one descriptor
 * over the unix stream socket --fd, then exit status 0.  QEMU takes its own
 * descriptor 0 for the device if nothing came, so 0 is returned only after the
 * byte has left.
 */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/arguments/bridge-options.h"
#include "client/arguments/problem.h"
#include "client/bridge/caller.h"
#include "client/bridge/linger.h"
#include "common/wire/scm.h"

static const char usage[] =
	"Usage: vmtap-bridge-helper [--use-vnet] --br=NET[/OPTION...] --fd=N\n"
	"                           [--vm=NAME] [--mac=ADDRESS] [--socket=PATH]\n"
	"Sends QEMU or libvirt a network card from vmtapd.  They run it: as\n"
	"-netdev bridge,br=NET,helper=PATH, or as bridge_helper in qemu.conf.\n"
	"\n"
	"  --br=NET        a network that 'vmtap networks' lists; OPTION is\n"
	"                  vm=NAME or mac=ADDRESS: --br=lan/vm=web1\n"
	"  --fd=N          the unix socket over which the descriptor is sent\n"
	"  --use-vnet      with a virtio-net header on each packet\n"
	"  --vm=NAME       the VM's name\n"
	"  --mac=ADDRESS   the guest's hardware address\n"
	"  --socket=PATH   where vmtapd listens; else $VMTAP_SOCKET, else\n"
	"                  " VMTAP_SOCKET_DEFAULT "\n"
	"  --help          print this and exit\n"
	"  --version       print the version and exit\n";

/* Before a device is made: can the descriptor be sent to the caller? */
static int check_socket(int fd, struct vmtap_error *err)
{
	struct stat st;
	int domain = 0;
	socklen_t size = sizeof(domain);

	if (fstat(fd, &st) < 0)
		return problem(err, "--fd=%d: %m", fd);
	if (!S_ISSOCK(st.st_mode) ||
	    getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) < 0 ||
	    domain != AF_UNIX)
		return problem(
			err,
			"--fd=%d is no unix socket; this program is run by QEMU or libvirt, which make one",
			fd);
	return 0;
}

/* A setuid helper would lend its privilege to every user, and needs none. */
static int check_privilege(struct vmtap_error *err)
{
	if (geteuid() == getuid() && getegid() == getgid())
		return 0;
	return problem(
		err,
		"refusing to run set-user-ID or set-group-ID: it needs no privilege; use 'chmod ug-s'");
}

/* The device that was opened, and what its VMM was told about it. */
struct opened {
	struct vmtap_device *device;
	bool is_told; /* vmtapd knows the guest's address from its VMM */
};

/* QEMU's command line says which address its guest has: it counts, unless
 * vmtapd refuses it. */
static void tell_vmtapd(const struct bridge_options *options,
			struct vmtap *client, struct opened *opened)
{
	const char *ifname = vmtap_device_ifname(opened->device);
	struct vmtap_error err;
	struct guest guest;

	if (caller_guest(options->bridge, &guest) < 0)
		return;
	opened->is_told = guest_tell(client, ifname, &guest, &err) == 0;
	/* a vmtapd of an older version does not know the question */
	if (!opened->is_told && err.code != VMTAP_E_PROTOCOL)
		fprintf(stderr, "vmtap-bridge-helper: %s\n", err.text);
}

static int open_device(const struct bridge_options *options,
		       struct opened *opened, struct vmtap_error *err)
{
	const bool has_lladdr = card_value(&options->nic, "mac") != NULL;
	struct vmtap_request *request = NULL;
	struct vmtap *client = NULL;
	int r;

	r = nicspec_request(&options->nic, &request, err);
	if (r < 0)
		return r;
	if (!has_lladdr)
		vmtap_request_set_lladdr_unknown(request);
	r = vmtap_connect(options->socket, &client, err);
	if (r >= 0)
		r = vmtap_open(client, request, &opened->device, err);
	if (r >= 0 && !has_lladdr)
		tell_vmtapd(options, client, opened);
	vmtap_close(client);
	vmtap_request_free(request);
	return r;
}

/* Warn here: the VMM gets the descriptor only, and no text. */
static void tell_lladdr(const struct bridge_options *options,
			const struct opened *opened)
{
	const char *lladdr = vmtap_device_lladdr(opened->device);

	if (!card_value(&options->nic, "mac") && !opened->is_told && lladdr &&
	    lladdr[0])
		fprintf(stderr,
			"vmtap-bridge-helper: the address of this device is %s; the guest's nic needs the same, mac=%s\n",
			lladdr, lladdr);
}

/* libvirt will write the address of its guest into a file.  The child must not
 * have the device. */
static void watch_libvirt(const struct bridge_options *options,
			  struct vmtap_device *device)
{
	char ifname[VMTAP_IFNAME_MAX + 1];

	(void)snprintf(ifname, sizeof(ifname), "%s",
		       vmtap_device_ifname(device));
	vmtap_device_free(device);
	if (!card_value(&options->nic, "mac") && caller_is_libvirt())
		caller_watch(ifname, options->socket);
}

static int serve(const struct bridge_options *options, struct vmtap_error *err)
{
	struct opened opened = { .device = NULL };
	struct scm_fds fds = { .n = 1 };
	int fd, r;

	r = check_privilege(err);
	if (r >= 0)
		r = check_socket(options->fd, err);
	if (r >= 0)
		r = open_device(options, &opened, err);
	if (r < 0)
		return r;
	fd = vmtap_device_fd(opened.device, 0);
	fds.all = &fd;
	r = scm_send(options->fd, "", 1, &fds, 0);
	if (r < 0) {
		vmtap_device_free(opened.device);
		return problem(err,
			       "cannot send the descriptor over --fd=%d: %s",
			       options->fd, strerror(-r));
	}
	tell_lladdr(options, &opened);
	watch_libvirt(options, opened.device);
	return 0;
}

/* As in vmtap(1): a device must not become descriptor 0, 1 or 2. */
static int open_standard_fds(struct vmtap_error *err)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= 2);
	if (fd < 0)
		return problem(err, "/dev/null: %m");
	return close(fd);
}

static int print(const char *text)
{
	if (fputs(text, stdout) >= 0 && fflush(stdout) == 0)
		return EXIT_SUCCESS;
	perror("vmtap-bridge-helper: cannot write the output");
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct bridge_options options;
	struct vmtap_error err;

	if (open_standard_fds(&err) < 0 ||
	    bridge_options_parse(argc, argv, &options, &err) < 0)
		goto failed;
	if (options.is_help)
		return print(usage);
	if (options.is_version)
		return print(PACKAGE_STRING "\n");
	if (serve(&options, &err) == 0)
		return EXIT_SUCCESS;
failed:
	fprintf(stderr, "vmtap-bridge-helper: %s%s\n", err.text,
		err.code == VMTAP_E_HOST
			? "; 'vmtap doctor' says what else is wrong here"
			: "");
	linger();
	return EXIT_FAILURE;
}
