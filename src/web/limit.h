/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How much one address may ask: a token bucket each, in a table of fixed size (a new address takes the row
 * of its set that was unused for longest). Thread-safe.
 */
#ifndef SSEHUB_WEB_LIMIT_H
#define SSEHUB_WEB_LIMIT_H

#include "base/error.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

enum {
        LIMIT_SETS = 1024, /* times LIMIT_WAYS = addresses remembered */
        LIMIT_WAYS = 4,
        LIMIT_BURST_SECONDS = 5, /* so many seconds' worth may come at once, and LIMIT_BURST_MIN */
        LIMIT_BURST_MIN = 5,
        LIMIT_WAIT_MAX = 3600, /* seconds asked for in Retry-After */
};

struct limit;
int limit_new(double per_second /* 0 = no limit */, struct limit **ret, struct error *err);
void limit_free(struct limit *l);

/* An IPv6 network of 64 bits is one address: its owner has them all. */
struct limit_address {
        unsigned char bytes[16];
};
/* false: of another family than IPv4 and IPv6. */
bool limit_address_of(const struct sockaddr *sa, struct limit_address *ret);
/* From text such as "203.0.113.7" or "2001:db8::1"; false where it is neither. */
bool limit_address_read(const char *text, size_t n, struct limit_address *ret);
bool limit_address_is_loopback(const struct limit_address *address);

/* Takes one request. 0, or the seconds after which to come back (at least 1). */
int limit_take(struct limit *l, const struct limit_address *address, int64_t now_ms);

#endif
