/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What ranking, filters and counts need of all documents, in memory: read once for each state of the
 * index and shared by all threads of the process. Private to search.
 */
#ifndef SSEHUB_SEARCH_GLANCE_H
#define SSEHUB_SEARCH_GLANCE_H

#include "db/db.h"
#include "search/fts.h"

#include "base/arena.h"

#include <pthread.h>

/* One value of a facet: "sdg" "8.3". */
struct glance_value {
        enum search_facet facet;
        const char *value;
        int64_t count; /* documents */
};

struct glance_doc {
        bool is_live, is_entry;
        int16_t year;
        int32_t day;              /* 20210517 */
        uint32_t first, n;        /* its values: glance->values_of[first .. first + n) */
        float norm[COLUMN_COUNT]; /* length of each column to the average one, as BM25 takes it */
};

enum { GLANCE_FREQUENCIES = 4096 };

struct glance {
        /* which state of which file this is */
        char built[33];
        int64_t generation;
        int users; /* under the lock of glance.c */

        struct arena arena;
        size_t n_docs;           /* the largest docid + 1 */
        struct glance_doc *docs; /* by docid */
        int64_t n_live, n_papers, n_entries;
        uint16_t *values_of;
        struct glance_value *values;
        size_t n_values;
        const char *languages; /* of all texts, apart by spaces */

        /* In how many documents a phrase occurs, as counted before: -1 = not known. */
        pthread_mutex_t lock;
        struct glance_frequency {
                uint64_t hash;
                int64_t n;
        } frequencies[GLANCE_FREQUENCIES];
};

/* The glance of the state that db's open transaction sees. Give it back with glance_release. */
int glance_get(struct db *db, struct glance **ret, struct error *err);
void glance_release(struct glance *g);
void glance_releasep(struct glance **g);

/* Number of a value, or -1. */
int glance_value_find(const struct glance *g, enum search_facet facet, const char *value);

int64_t glance_frequency_find(struct glance *g, const char *key); /* -1 = not known */
void glance_frequency_put(struct glance *g, const char *key, int64_t n);

#endif
