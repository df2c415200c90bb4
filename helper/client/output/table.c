/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * table.c - collects the cells of a table, then prints them aligned.
 */
#include "client/output/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/output/status.h"

static void add_row(struct table *table)
{
	table->rows = reallocarray(table->rows, table->n_rows + 1,
				   sizeof(*table->rows));
	if (!table->rows) {
		fputs("vmtap: out of memory\n", stderr);
		exit(STATUS_FAILED);
	}
	memset(table->rows[table->n_rows], 0, sizeof(*table->rows));
	table->n_rows++;
	table->n_cells = 0;
}

void table_add(struct table *table, const char *format, ...)
{
	va_list args;

	if (table->n_rows == 0 || table->n_cells == table->n_columns)
		add_row(table);
	va_start(args, format);
	(void)vsnprintf(table->rows[table->n_rows - 1][table->n_cells],
			TABLE_CELL_SIZE, format, args);
	va_end(args);
	table->n_cells++;
}

void table_init(struct table *table, const char *const *heads)
{
	*table = (struct table){ 0 };
	while (table->n_columns < TABLE_COLUMNS_MAX && heads[table->n_columns])
		table->n_columns++;
	for (size_t i = 0; i < table->n_columns; i++)
		table_add(table, "%s", heads[i]);
}

static int width(const struct table *table, size_t column)
{
	size_t most = 0;

	for (size_t i = 0; i < table->n_rows; i++) {
		size_t n = strlen(table->rows[i][column]);

		if (n > most)
			most = n;
	}
	return (int)most;
}

void table_finish(struct table *table)
{
	int widths[TABLE_COLUMNS_MAX];
	size_t last = table->n_columns - 1;

	for (size_t j = 0; j <= last; j++)
		widths[j] = width(table, j);
	for (size_t i = 0; i < table->n_rows; i++) {
		for (size_t j = 0; j < last; j++)
			printf("%-*s  ", widths[j], table->rows[i][j]);
		puts(table->rows[i][last]);
	}
	free(table->rows);
}
