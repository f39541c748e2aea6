/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum { BACKLOG = 511 };

static int read_address(const char *text, int port, struct sockaddr_storage *ret,
                        socklen_t *ret_len, struct error *err)
{
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};

        memset(ret, 0, sizeof(*ret));
        if (inet_pton(AF_INET, text, &in.sin_addr) == 1) {
                memcpy(ret, &in, sizeof(in));
                *ret_len = sizeof(in);
                return 0;
        }
        if (inet_pton(AF_INET6, text, &in6.sin6_addr) == 1) {
                memcpy(ret, &in6, sizeof(in6));
                *ret_len = sizeof(in6);
                return 0;
        }
        return error_set(err, -EINVAL, "'%s' is no IPv4 or IPv6 address", text);
}

static int read_port(int fd, int *ret)
{
        struct sockaddr_storage sa;
        socklen_t len = sizeof(sa);
        struct sockaddr_in in;
        struct sockaddr_in6 in6;

        if (getsockname(fd, (struct sockaddr *)&sa, &len) < 0)
                return -errno;
        memcpy(&in, &sa, sizeof(in));
        memcpy(&in6, &sa, sizeof(in6));
        *ret = ntohs(sa.ss_family == AF_INET ? in.sin_port : in6.sin6_port);
        return 0;
}

int listen_open(const char *address, int port, int *ret_fd, char ret_address[LISTEN_ADDRESS_SIZE],
                int *ret_port, struct error *err)
{
        CLEANUP(closep) int fd = -1;
        struct sockaddr_storage sa;
        socklen_t len = 0;
        int on = 1, r;

        if (port < 0 || port > 65535)
                return error_set(err, -EINVAL, "%d is no port", port);
        r = read_address(address, port, &sa, &len, err);
        if (r < 0)
                return r;
        fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
                return error_errno(err, errno, "making a socket");
        /* So that a daemon may start again while connections of the one before linger. */
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (bind(fd, (struct sockaddr *)&sa, len) < 0 || listen(fd, BACKLOG) < 0)
                return error_errno(err, errno, "listening on %s port %d", address, port);
        r = read_port(fd, ret_port);
        if (r < 0)
                return error_errno(err, -r, "asking for the port");
        snprintf(ret_address, LISTEN_ADDRESS_SIZE, "%s", address);
        *ret_fd = fd;
        fd = -1;
        return 0;
}
