/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Paths -> batches of files that may belong to one work, in a fixed order (by name, folder by folder). */
#ifndef SSEHUB_INGEST_WALK_H
#define SSEHUB_INGEST_WALK_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

enum batch_kind {
        BATCH_FILES, /* files of one base name in one folder */
        BATCH_FOLDER, /* a folder with one XML file of another base name than its papers: pair.c decides */
        BATCH_RECORDS, /* one JSON Lines file */
        BATCH_REFUSED, /* one path that cannot be taken: reason says why */
};

struct batch {
        enum batch_kind kind;
        const char **paths;
        size_t n_paths;
        const char *reason;
};

struct walk {
        struct arena arena;
        struct batch *batches;
        size_t n_batches;
        int64_t n_files;
};

/*
 * A path that was named may be a symbolic link; one that is met on the way is refused and not followed, so
 * that a walk never leaves the folders it was given. Names that start with a dot are passed over.
 */
int walk_paths(const char *const *paths, size_t n, struct walk *ret, struct error *err);
void walk_done(struct walk *w);

/* The base name two files of one work share: "p17.pdf", "p17.xml", "p17.jats.xml" -> "p17". */
char *walk_stem(struct arena *a, const char *path);

#endif
