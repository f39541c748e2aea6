/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The library's JSON as text for people. Each frees what it is given and returns CLI_DONE. */
#ifndef SSEHUB_CLI_PRINT_H
#define SSEHUB_CLI_PRINT_H

int print_works(char *json);   /* of ssehub_list */
int print_work(char *json);    /* of ssehub_show */
int print_queue(char *json);   /* of ssehub_queue */
int print_history(char *json); /* of ssehub_history */
int print_results(char *json); /* of ssehub_search */

#endif
