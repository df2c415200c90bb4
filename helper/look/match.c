/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * match.c - reads [Match] of systemd.link(5) and systemd.network(5).
 */
#include "look/match.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/cleanup.h"

#define FILES_MAX 512 /* that are looked at */
#define LINES_MAX 1000
#define LINE_SIZE 1024

/* A file hides those of its name in later folders. */
static const char *const folders[] = {
	"/etc/systemd/network",		  "/run/systemd/network",
	"/usr/local/lib/systemd/network", "/usr/lib/systemd/network",
	"/lib/systemd/network",
};

bool match_words(const char *words, const char *name)
{
	char pattern[256];
	int used;

	for (; sscanf(words, "%255s%n", pattern, &used) == 1; words += used)
		if (fnmatch(pattern, name, 0) == 0)
			return true;
	return false;
}

/* A value that begins with ! is for those that it does not name. */
static bool fits(const char *value, const char *name, const char *other)
{
	const bool is_inverted = value[0] == '!';
	const char *words = value + is_inverted;

	return (match_words(words, name) ||
		(other && match_words(words, other))) != is_inverted;
}

static bool fits_key(const char *key, const char *value)
{
	if (strcmp(key, "Name") == 0 || strcmp(key, "OriginalName") == 0)
		return fits(value, MATCH_NAME, NULL);
	if (strcmp(key, "Type") == 0)
		return fits(value, "ether", NULL);
	if (strcmp(key, "Kind") == 0)
		return fits(value, "tun", "macvtap");
	return false;
}

/* Is the file for a link of vmtapd's? */
static int read_match(const char *path, bool *ret_is_ours)
{
	_cleanup_fclose_
	FILE *file = fopen(path, "re");
	char line[LINE_SIZE], key[64], value[LINE_SIZE];
	bool is_match = false, is_ours = true;
	unsigned int n = 0;

	if (!file)
		return -errno;
	while (n++ < LINES_MAX && fgets(line, sizeof(line), file)) {
		if (line[0] == '[')
			is_match = strncmp(line, "[Match]", 7) == 0;
		else if (is_match && sscanf(line, " %63[A-Za-z] = %1023[^\n]",
					    key, value) == 2)
			is_ours = is_ours && fits_key(key, value);
	}
	*ret_is_ours = is_ours;
	return 0;
}

static bool ends_in(const char *name, const char *ending)
{
	const size_t n = strlen(name), m = strlen(ending);

	return n > m && strcmp(name + n - m, ending) == 0;
}

/* The first name in the folder after *after that comes before *next. */
static int next_in(const char *folder, const char *ending, const char *after,
		   char next[NAME_MAX + 1])
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (!dir)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	while ((entry = readdir(dir)) != NULL)
		if (ends_in(entry->d_name, ending) &&
		    strcmp(entry->d_name, after) > 0 &&
		    (!next[0] || strcmp(entry->d_name, next) < 0))
			(void)snprintf(next, NAME_MAX + 1, "%s", entry->d_name);
	(void)closedir(dir);
	return 0;
}

/* The same of all folders; next is empty behind the last name.  On failure
 * *ret_file is the folder. */
static int next_name(const char *ending, const char *after,
		     char next[NAME_MAX + 1], char ret_file[PATH_MAX])
{
	next[0] = '\0';
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		const int r = next_in(folders[i], ending, after, next);

		if (r < 0) {
			(void)snprintf(ret_file, PATH_MAX, "%s", folders[i]);
			return r;
		}
	}
	return 0;
}

/* The folder whose file of this name counts.  An empty file, or a link to
 * /dev/null, hides the others, and is for no link. */
static bool find_folder(const char *name, char ret_file[PATH_MAX])
{
	struct stat st;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		(void)snprintf(ret_file, PATH_MAX, "%s/%s", folders[i], name);
		if (stat(ret_file, &st) == 0)
			return S_ISREG(st.st_mode) && st.st_size > 0;
	}
	return false;
}

int match_first(const char *ending, char ret_file[PATH_MAX])
{
	char after[NAME_MAX + 1] = "", next[NAME_MAX + 1];
	bool is_ours = false;

	for (unsigned int n = 0; n < FILES_MAX; n++) {
		int r = next_name(ending, after, next, ret_file);

		if (r == 0 && !next[0])
			return 0;
		if (r == 0 && find_folder(next, ret_file))
			r = read_match(ret_file, &is_ours);
		if (r < 0 || is_ours)
			return r < 0 ? r : 1;
		(void)strcpy(after, next);
	}
	return -E2BIG;
}
