/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which files of a batch are one work, once it is known what is in them. */
#ifndef SSEHUB_INGEST_GROUP_H
#define SSEHUB_INGEST_GROUP_H

#include "ingest/item.h"

/* Fills items and n_items of the batch. A file of many records is no part of any: its records are works. */
int group_files(struct read_batch *b, struct error *err);

#endif
