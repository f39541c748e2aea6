/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON in and out (RFC 8259) through jansson, with limits; duplicate keys and NUL are refused. */
#ifndef SSEHUB_TEXT_JSON_H
#define SSEHUB_TEXT_JSON_H

#include "base/error.h"
#include "base/str.h"

#include <jansson.h>

void json_freep(json_t **j); /* for CLEANUP */

#define JSON_DAMAGED 1 /* err says what and where */
int json_read(const char *bytes, size_t n, json_t **ret, struct error *err);

int json_write(const json_t *j, struct str *out, struct error *err); /* compact, keys in order */
int json_write_pretty(const json_t *j, struct str *out,
                      struct error *err); /* two spaces, final newline */

/* Members; *_text may answer NULL. json_put_* leave NULL values out. */
const char *json_text(const json_t *object, const char *key);
void json_put_text(json_t *object, const char *key, const char *value);

#endif
