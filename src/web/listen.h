/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The listening socket. */
#ifndef SSEHUB_WEB_LISTEN_H
#define SSEHUB_WEB_LISTEN_H

#include "base/error.h"

#include <netinet/in.h>

enum { LISTEN_ADDRESS_SIZE = INET6_ADDRSTRLEN };

/* address: a number of either family, "127.0.0.1" or "::1"; port 0: any free one. */
int listen_open(const char *address, int port, int *ret_fd, char ret_address[LISTEN_ADDRESS_SIZE],
                int *ret_port, struct error *err);

#endif
