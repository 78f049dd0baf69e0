/* SPDX-License-Identifier: Apache-2.0 */

/* PicoSAT as a program: `picosat [-n] FILE` reads a formula in DIMACS CNF (without FILE from standard
 * input) and prints as SAT solvers do. The library comes without its own program.
 *
 * Exit code: 0 when there is an answer, 1 for a file that can't be used, 2 for wrong arguments. */

#include "picosat.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of a line of the solution. */
#define COLUMNS 78

static const char *name = "standard input";
static unsigned long line = 1;

static void fail(const char *why)
{
	fprintf(stderr, "%s, line %lu: %s\n", name, line, why);
	exit(1);
}

/* The next character behind comments, which begin a line with c. */
static int next(FILE *file)
{
	static int is_start = 1;
	for (;;) {
		int letter = getc(file);
		if (is_start && letter == 'c') {
			while (letter != '\n' && letter != EOF)
				letter = getc(file);
		}
		if (letter != '\n') {
			is_start = 0;
			return letter;
		}
		is_start = 1;
		line++;
		return ' ';
	}
}

/* The next word, of at most 31 characters; 0 at the end. */
static int word(FILE *file, char *into)
{
	int letter, length = 0;
	do
		letter = next(file);
	while (letter != EOF && isspace(letter));
	while (letter != EOF && !isspace(letter)) {
		if (length == 31)
			fail("a word is too long");
		into[length++] = (char)letter;
		letter = next(file);
	}
	into[length] = 0;
	return length > 0;
}

static int number(const char *text)
{
	char *end;
	errno = 0;
	long value = strtol(text, &end, 10);
	if (*end || end == text || errno || value > INT_MAX / 2 || value < -(INT_MAX / 2))
		fail("no literal");
	return (int)value;
}

static void read_formula(PicoSAT *solver, FILE *file)
{
	char text[32];
	int variables, literal = 0;
	if (!word(file, text) || strcmp(text, "p") || !word(file, text) || strcmp(text, "cnf"))
		fail("a formula begins with: p cnf VARIABLES CLAUSES");
	if (!word(file, text) || (variables = number(text)) < 0)
		fail("no number of variables");
	if (!word(file, text) || number(text) < 0)
		fail("no number of clauses");
	picosat_adjust(solver, variables);
	/* Some collections end a formula with %. */
	while (word(file, text) && strcmp(text, "%")) {
		literal = number(text);
		if (abs(literal) > variables)
			fail("a variable beyond those of the first line");
		picosat_add(solver, literal);
	}
	if (literal)
		fail("the last clause has no 0 at its end");
}

static void print_solution(PicoSAT *solver)
{
	int column = printf("v");
	for (int variable = 1; variable <= picosat_variables(solver) + 1; variable++) {
		int is_end = variable > picosat_variables(solver);
		int literal = is_end ? 0 : variable * picosat_deref(solver, variable);
		char text[16];
		int length = snprintf(text, sizeof text, " %d", literal);
		if (column + length > COLUMNS) {
			printf("\nv");
			column = 1;
		}
		column += length;
		fputs(text, stdout);
	}
	putchar('\n');
}

int main(int argc, char **argv)
{
	int is_short = argc > 1 && !strcmp(argv[1], "-n");
	int rest = argc - 1 - is_short;
	if (rest > 1 || (rest == 1 && argv[argc - 1][0] == '-')) {
		fputs("usage: picosat [-n] [FILE]\n\n"
		      "Solves a formula in DIMACS CNF. -n: don't print the solution\n", stderr);
		return 2;
	}
	FILE *file = stdin;
	if (rest == 1) {
		name = argv[argc - 1];
		file = fopen(name, "r");
		if (!file) {
			perror(name);
			return 1;
		}
	}
	PicoSAT *solver = picosat_init();
	read_formula(solver, file);
	switch (picosat_sat(solver, -1)) {
	case PICOSAT_SATISFIABLE:
		puts("s SATISFIABLE");
		if (!is_short)
			print_solution(solver);
		break;
	case PICOSAT_UNSATISFIABLE:
		puts("s UNSATISFIABLE");
		break;
	default:
		puts("s UNKNOWN");
	}
	picosat_reset(solver);
	if (fflush(stdout)) {
		perror("standard output");
		return 1;
	}
	return 0;
}
