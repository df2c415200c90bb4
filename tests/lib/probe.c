/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-probe COMMAND... - runs each argument as a line of commands, in order.
 * "stdin" goes on with lines from standard input, up to its end.  Answers go to
 * standard output; each command ends with a line "ok" or "fail: why", so that a
 * script can wait for it.  At the end every descriptor is closed.
 *
 * connect PATH [n=N]         n connections; the last is in use
 * inherit FD                 a connection that another process made
 * use I | hang-up [all]      use another connection; close it
 * stop-sending               shut it down one way
 * send VERB [key=value...]   see probe-wire.c for the keys
 * receive [ms]               a reply, and keep its descriptors
 * request VERB [key=value...]  send and receive
 * garbage LENGTH [seed=N] [zero=1]
 * sent-closed MS             are the descriptors that were sent closed by
 * vmtapd?
 * adopt FD                   hold a descriptor that was open at the start
 * facts | close I|all        of the descriptors that are held
 * hold                       a grandchild holds them as well; prints its pid
 * write I HEX [times=N] | read I MS [match=HEX]   frames
 * count I MS match=HEX end=HEX  frames with match, until one with end
 * set-lladdr I LLADDR        SIOCSIFHWADDR on the descriptor
 * persist I                  TUNSETPERSIST
 * unlock I                   take off all OFD locks
 * sleep-forever              until a signal
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/probe.h"

#define WORDS_MAX 40

bool probe_fail(const char *what, int error)
{
	printf("fail: %s: %s\n", what, strerror(error));
	return false;
}

const char *probe_word(unsigned int n, char **words, const char *key,
		       const char *fallback)
{
	size_t length = strlen(key);

	for (unsigned int i = 0; i < n; i++)
		if (strncmp(words[i], key, length) == 0 &&
		    words[i][length] == '=')
			return words[i] + length + 1;
	return fallback;
}

unsigned long probe_number(unsigned int n, char **words, const char *key,
			   unsigned long fallback)
{
	const char *text = probe_word(n, words, key, NULL);

	return text ? strtoul(text, NULL, 0) : fallback;
}

bool probe_lladdr(const char *text, unsigned char *ret_bytes)
{
	return sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx",
		      &ret_bytes[0], &ret_bytes[1], &ret_bytes[2],
		      &ret_bytes[3], &ret_bytes[4], &ret_bytes[5]) == 6;
}

static bool probe_request(struct probe *probe, unsigned int n, char **words)
{
	return probe_send(probe, n, words) && probe_receive(probe, 0, NULL);
}

static bool probe_sleep(struct probe *probe, unsigned int n, char **words)
{
	(void)probe, (void)n, (void)words;
	(void)pause(); /* no signal is caught: it does not return */
	return false;
}

static const struct {
	const char *name;
	probe_command *run;
} commands[] = {
	{ "connect", probe_connect },
	{ "inherit", probe_inherit },
	{ "use", probe_use },
	{ "hang-up", probe_hang_up },
	{ "stop-sending", probe_stop_sending },
	{ "send", probe_send },
	{ "receive", probe_receive },
	{ "request", probe_request },
	{ "garbage", probe_garbage },
	{ "sent-closed", probe_sent_closed },
	{ "adopt", probe_adopt },
	{ "facts", probe_facts },
	{ "close", probe_close },
	{ "hold", probe_hold },
	{ "write", probe_write },
	{ "read", probe_read },
	{ "count", probe_count },
	{ "set-lladdr", probe_set_lladdr },
	{ "persist", probe_persist },
	{ "unlock", probe_unlock },
	{ "sleep-forever", probe_sleep },
};

static bool run_words(struct probe *probe, unsigned int n, char **words)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(commands[i].name, words[0]) == 0)
			return commands[i].run(probe, n - 1, words + 1);
	return probe_fail(words[0], ENOSYS);
}

static bool run_line(struct probe *probe, char *line)
{
	char *words[WORDS_MAX];
	unsigned int n = 0;
	char *rest = NULL;
	bool is_ok;

	for (char *word = strtok_r(line, " \t\n", &rest); word && n < WORDS_MAX;
	     word = strtok_r(NULL, " \t\n", &rest))
		words[n++] = word;
	if (n == 0)
		return true;
	is_ok = run_words(probe, n, words);
	if (is_ok)
		puts("ok");
	return is_ok;
}

static bool run_stdin(struct probe *probe)
{
	char line[4096];
	bool is_ok = true;

	while (fgets(line, sizeof(line), stdin))
		is_ok = run_line(probe, line);
	return is_ok;
}

int main(int argc, char **argv)
{
	static struct probe probe;
	bool is_ok = true;

	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "stdin") == 0)
			is_ok = run_stdin(&probe);
		else
			is_ok = run_line(&probe, argv[i]);
	}
	return is_ok ? 0 : 1;
}
