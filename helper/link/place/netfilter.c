/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * netfilter.c - does the host's firewall see what passes between the ports of a
 * bridge?  Whether it drops that is in the firewall, which vmtapd does not read.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/cleanup.h"
#include "link/place/place.h"

#define PATH "/proc/sys/net/bridge/bridge-nf-call-iptables"

/* Without br_netfilter there is no such file. */
enum place_state place_netfilter(char text[PLACE_TEXT_SIZE])
{
	_cleanup_fclose_
	FILE *file = fopen(PATH, "re");
	int value = file ? fgetc(file) : EOF;

	if (!file && errno == ENOENT)
		return PLACE_OK;
	if (value == EOF) {
		(void)snprintf(
			text, PLACE_TEXT_SIZE,
			"%s cannot be read, so vmtapd does not know whether the host's firewall sees guests' frames",
			PATH);
		return PLACE_UNKNOWN;
	}
	if (value == '0')
		return PLACE_OK;
	(void)snprintf(
		text, PLACE_TEXT_SIZE,
		"br_netfilter shows guests' frames to the host's firewall; if 'iptables -S FORWARD' has the policy DROP, as with Docker, guests of bridges reach nobody until 'sysctl net.bridge.bridge-nf-call-iptables=0'");
	return PLACE_WRONG;
}
