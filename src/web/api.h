/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages as JSON, for programs. The shapes are documented on /about and in ssehubd(8). */
#ifndef SSEHUB_WEB_API_H
#define SSEHUB_WEB_API_H

#include "web/request.h"

int api_search(struct request *q, struct reply *reply, struct error *err);
int api_work(struct request *q, struct reply *reply, struct error *err);

/* {"error": {"status": 404, "message": "…"}} */
int api_error(struct reply *reply, int status, const char *message, struct error *err);

#endif
