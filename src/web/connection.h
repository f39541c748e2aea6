/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The open connections of a daemon and how long each may take. libmicrohttpd's own timeout is one of
 * inactivity: a byte each few seconds would hold a connection for ever. A thread here ends those whose
 * request has not come in time. Thread-safe.
 */
#ifndef SSEHUB_WEB_CONNECTION_H
#define SSEHUB_WEB_CONNECTION_H

#include "base/error.h"
#include "web/limit.h"

#include <stdbool.h>

struct connections;
struct connection;

/* request_seconds: from the first byte (or accept) to the end of a request. Starts the thread. */
int connections_new(int request_seconds, struct connections **ret, struct error *err);
/* After the last connection_close. */
void connections_free(struct connections *cs);

/* May one more come from this address? (WEB_CONNECTIONS_PER_ADDRESS; loopback always may.) */
bool connections_admit(struct connections *cs, const struct limit_address *address);

struct connection *connection_open(struct connections *cs, int fd,
                                   const struct limit_address *address); /* NULL: no memory */
void connection_close(struct connection *c);     /* before its socket is closed; takes NULL */
void connection_reading(struct connection *c);   /* a request line is here */
void connection_answering(struct connection *c); /* all of the request is here */
void connection_resting(struct connection *c);   /* the reply is sent */
const struct limit_address *connection_address(const struct connection *c);

/* Ends resting connections at once, and waits until no reply is being sent, at most `seconds`. */
void connections_drain(struct connections *cs, int seconds);
bool connections_draining(struct connections *cs);

#endif
