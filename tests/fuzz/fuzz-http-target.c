/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request's target and header fields -> route, filters and back to an address: all that a stranger writes. */
#include "vocab/vocab.h"
#include "web/filters.h"
#include "web/negotiate.h"
#include "web/route.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was understood must come back the same from the address that is made of it. */
static void round_trip(const struct filters *f, struct arena *a)
{
        struct filters_change none = {.page = f->query.offset / FILTERS_PAGE_SIZE + 1};
        const char *address = filters_address(&f->query, &none, a);
        struct target target;
        struct filters again;

        if (!address || strlen(address) > 2000)
                return;
        if (target_read(address, a, &target) != 0)
                abort();
        filters_read(&target, a, &again);
        if (again.n_notices || again.query.n_filters != f->query.n_filters ||
            again.query.year_from != f->query.year_from || again.query.sort != f->query.sort)
                abort();
}

static void read_target(const char *raw, struct arena *a)
{
        const char *variables[ROUTE_VARIABLES_MAX];
        struct target target;
        struct filters f;

        if (target_read(raw, a, &target) != 0)
                return;
        route_find(target.segments, target.n_segments, variables);
        filters_read(&target, a, &f);
        round_trip(&f, a);
}

static void read_fields(const char *value)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        int64_t start = 0, len = 0;

        negotiate_gzip(value);
        negotiate_etag(value, "W/\"0123\"");
        if (negotiate_range(value, 1000, &start, &len) == RANGE_PART &&
            (start < 0 || len < 1 || start + len > 1000))
                abort();
        disposition_write(&out, true, value);
        if (strpbrk(str_text(&out), "\r\n"))
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        struct error err;
        char *text;

        if (vocab_init(&err) != 0)
                abort();
        text = strndup((const char *)data, size);
        read_target(text, &a);
        read_fields(text);
        free(text);
        return 0;
}
