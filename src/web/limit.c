/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/limit.h"

#include "base/hash.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>

struct bucket {
        struct limit_address address;
        double tokens;
        int64_t seen_ms; /* 0 = free */
};

struct limit {
        double per_second, burst;
        uint64_t seed; /* so that nobody can choose addresses of one set */
        pthread_mutex_t lock;
        struct bucket buckets[LIMIT_SETS][LIMIT_WAYS];
};

int limit_new(double per_second, struct limit **ret, struct error *err)
{
        CLEANUP(freep) struct limit *l = calloc(1, sizeof(*l));
        int r;

        if (!l)
                return error_no_memory(err);
        r = hash_random(&l->seed, sizeof(l->seed), err);
        if (r < 0)
                return r;
        l->per_second = per_second;
        l->burst = per_second * LIMIT_BURST_SECONDS;
        if (l->burst < LIMIT_BURST_MIN)
                l->burst = LIMIT_BURST_MIN;
        pthread_mutex_init(&l->lock, NULL);
        *ret = STEAL(l);
        return 0;
}

void limit_free(struct limit *l)
{
        if (!l)
                return;
        pthread_mutex_destroy(&l->lock);
        free(l);
}

static void set_ipv4(struct limit_address *a, const struct in_addr *in)
{
        memset(a->bytes, 0, 10);
        memset(a->bytes + 10, 0xFF, 2);
        memcpy(a->bytes + 12, in, 4);
}

static void set_ipv6(struct limit_address *a, const struct in6_addr *in)
{
        memcpy(a->bytes, in, 16);
        if (!IN6_IS_ADDR_V4MAPPED(in) && !IN6_IS_ADDR_LOOPBACK(in))
                memset(a->bytes + 8, 0, 8);
}

bool limit_address_of(const struct sockaddr *sa, struct limit_address *ret)
{
        struct sockaddr_in in;
        struct sockaddr_in6 in6;

        if (sa->sa_family == AF_INET) {
                memcpy(&in, sa, sizeof(in));
                set_ipv4(ret, &in.sin_addr);
                return true;
        }
        if (sa->sa_family == AF_INET6) {
                memcpy(&in6, sa, sizeof(in6));
                set_ipv6(ret, &in6.sin6_addr);
                return true;
        }
        return false;
}

bool limit_address_read(const char *text, size_t n, struct limit_address *ret)
{
        char copy[INET6_ADDRSTRLEN];
        struct in6_addr in6;
        struct in_addr in;

        if (n >= sizeof(copy))
                return false;
        memcpy(copy, text, n);
        copy[n] = '\0';
        if (inet_pton(AF_INET, copy, &in) == 1) {
                set_ipv4(ret, &in);
                return true;
        }
        if (inet_pton(AF_INET6, copy, &in6) == 1) {
                set_ipv6(ret, &in6);
                return true;
        }
        return false;
}

bool limit_address_is_loopback(const struct limit_address *address)
{
        static const unsigned char mapped[12] = {[10] = 0xFF, [11] = 0xFF};
        struct in6_addr in6;

        memcpy(&in6, address->bytes, sizeof(in6));
        return IN6_IS_ADDR_LOOPBACK(&in6) ||
               (!memcmp(address->bytes, mapped, sizeof(mapped)) && address->bytes[12] == 127);
}

/* FNV-1a over seed and address: quick, and good enough behind a secret seed. */
static size_t set_of(const struct limit *l, const struct limit_address *a)
{
        uint64_t h = 0xCBF29CE484222325U ^ l->seed;

        for (size_t i = 0; i < sizeof(a->bytes); i++)
                h = (h ^ a->bytes[i]) * 0x100000001B3U;
        return (size_t)((h ^ (h >> 29)) % LIMIT_SETS);
}

static int seconds_until(double tokens_missing, double per_second)
{
        double seconds = 1 + tokens_missing / per_second;

        return seconds < LIMIT_WAIT_MAX ? (int)seconds : LIMIT_WAIT_MAX;
}

static struct bucket *bucket_of(struct limit *l, const struct limit_address *address)
{
        struct bucket *set = l->buckets[set_of(l, address)];
        struct bucket *oldest = set;

        for (size_t i = 0; i < LIMIT_WAYS; i++) {
                if (set[i].seen_ms && !memcmp(&set[i].address, address, sizeof(*address)))
                        return &set[i];
                if (set[i].seen_ms < oldest->seen_ms)
                        oldest = &set[i];
        }
        *oldest = (struct bucket){.address = *address, .tokens = l->burst};
        return oldest;
}

int limit_take(struct limit *l, const struct limit_address *address, int64_t now_ms)
{
        struct bucket *b;
        int wait = 0;

        if (l->per_second <= 0)
                return 0;
        pthread_mutex_lock(&l->lock);
        b = bucket_of(l, address);
        if (b->seen_ms && now_ms > b->seen_ms)
                b->tokens += (double)(now_ms - b->seen_ms) / 1000.0 * l->per_second;
        if (b->tokens > l->burst)
                b->tokens = l->burst;
        b->seen_ms = now_ms > 0 ? now_ms : 1;
        if (b->tokens >= 1)
                b->tokens -= 1;
        else
                wait = seconds_until(1 - b->tokens, l->per_second);
        pthread_mutex_unlock(&l->lock);
        return wait;
}
