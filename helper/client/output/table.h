/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * table.h - prints rows of text in columns as wide as their longest cell.
 */
#ifndef VMTAP_TABLE_H
#define VMTAP_TABLE_H

#include <stddef.h>

#define TABLE_COLUMNS_MAX 16
#define TABLE_CELL_SIZE 256 /* longer text is cut */

struct table {
	size_t n_columns;
	size_t n_rows;
	size_t n_cells; /* of the row being filled */
	char (*rows)[TABLE_COLUMNS_MAX][TABLE_CELL_SIZE];
};

/* The first row is heads, whose end is NULL. */
void table_init(struct table *table, const char *const *heads);
/* Set the next cell, row by row.  Ends the program if there is no memory. */
void table_add(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Print the table on stdout and free it. */
void table_finish(struct table *table);

#endif
