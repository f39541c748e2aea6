/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many queries in one go, for evaluation. */
#ifndef SSEHUB_CLI_BATCH_H
#define SSEHUB_CLI_BATCH_H

#include "cli/cli.h"

/* Runs each line "ID TAB QUERY" of the file and prints run lines as trec_eval reads them:
 * "ID Q0 WORK RANK SCORE ssehub". One of the words is enough for a hit. */
int batch_run(const struct command *self, struct ssehub *hub, const struct ssehub_query *query,
              const char *path, const char *format);

#endif
