/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A client that says exactly what it is told to, well-formed or not. */
#ifndef SSEHUB_TESTS_WEB_CLIENT_H
#define SSEHUB_TESTS_WEB_CLIENT_H

#include "unit.h"

#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { CLIENT_SECONDS = 20 }; /* a reply that takes longer is a stuck server */

static inline int client_open(int port)
{
        struct sockaddr_in sa = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)port),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        struct timeval patience = {.tv_sec = CLIENT_SECONDS};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        assert_true(fd >= 0);
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
        assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
        return fd;
}

/* false: the server has hung up. */
static inline bool client_send(int fd, const char *bytes, size_t n)
{
        while (n) {
                ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

                if (sent <= 0)
                        return false;
                bytes += sent;
                n -= (size_t)sent;
        }
        return true;
}

/* All until the server hangs up; false when it does not within CLIENT_SECONDS. */
static inline bool client_read_all(int fd, struct str *out)
{
        char chunk[16384];
        ssize_t n;

        while ((n = recv(fd, chunk, sizeof(chunk), 0)) > 0)
                str_add_bytes(out, chunk, (size_t)n);
        return n == 0 || errno != EAGAIN;
}

struct response {
        struct str all;
        int status;       /* 0: no reply */
        const char *body; /* behind the head */
        size_t body_len;
};

static inline void response_done(struct response *r)
{
        str_done(&r->all);
}

static inline void response_parse(struct response *r)
{
        const char *end = r->all.len ? strstr(r->all.data, "\r\n\r\n") : NULL;

        r->status = 0;
        if (sscanf(str_text(&r->all), "HTTP/1.%*d %d", &r->status) != 1 || !end)
                return;
        r->body = end + 4;
        r->body_len = r->all.len - (size_t)(r->body - r->all.data);
}

/* Sends the bytes on a connection of its own and reads until it is closed. */
static inline void client_say(int port, const char *bytes, size_t n, struct response *ret)
{
        int fd = client_open(port);

        *ret = (struct response){.all = STR_INIT};
        client_send(fd, bytes, n);
        if (!client_read_all(fd, &ret->all))
                fail_msg("no end of the reply to: %.100s", bytes);
        close(fd);
        response_parse(ret);
}

/* METHOD TARGET with these header lines (each ending in \r\n) and Connection: close. */
static inline void client_ask(int port, const char *method, const char *target, const char *headers,
                              struct response *ret)
{
        struct str s = STR_INIT;

        str_addf(&s, "%s %s HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n%s\r\n", method, target,
                 headers ? headers : "");
        client_say(port, s.data, s.len, ret);
        str_done(&s);
}

/* Value of a header field into a static buffer; NULL where it is absent. */
static inline const char *response_header(const struct response *r, const char *name)
{
        static char value[1024];
        size_t n = strlen(name);

        for (const char *line = strstr(str_text(&r->all), "\r\n"); line && line + 2 < r->body;
             line = strstr(line + 2, "\r\n")) {
                const char *at = line + 2;

                if (!strncasecmp(at, name, n) && at[n] == ':') {
                        at += n + 1;
                        at += strspn(at, " ");
                        snprintf(value, sizeof(value), "%.*s", (int)strcspn(at, "\r"), at);
                        return value;
                }
        }
        return NULL;
}

#endif
