/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fake-vmtapd.c - fake-vmtapd SOCKET STEP...: plays the script of fake.h.
 * It prints a line and closes its standard output as soon as the socket
 * listens.  Its exit status is 0 if it played all steps.
 */
#include <stdio.h>
#include <string.h>

#include "tests/client/fake.h"

int main(int argc, char **argv)
{
	int listening;

	if (argc < 2) {
		fputs("usage: fake-vmtapd SOCKET STEP...\n", stderr);
		return 2;
	}
	listening = fake_listen(argv[1]);
	if (listening < 0) {
		fprintf(stderr, "fake-vmtapd: %s: %s\n", argv[1],
			strerror(-listening));
		return 1;
	}
	puts("listening");
	if (!freopen("/dev/null", "w", stdout)) {
		perror("fake-vmtapd: /dev/null");
		return 1;
	}
	return fake_serve(listening, (const char *const *)argv + 2) < 0;
}
