/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/route.h"

#include "model/id.h"
#include "vocab/vocab.h"
#include "web/api.h"
#include "web/file.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

/* Every address the daemon answers. All take GET, HEAD and OPTIONS; nothing here takes a body. */
static const struct route routes[] = {
        {"/", page_home, NULL, NEED_INDEX | IS_VERSIONED},
        {"/search", page_search, NULL, NEED_INDEX | IS_VERSIONED},
        {"/works/{id}", page_work, NULL, NEED_INDEX | IS_VERSIONED},
        {"/works/{id}/files/{name}", NULL, answer_file, NEED_INDEX},
        {"/sdg", page_goals, NULL, NEED_INDEX | IS_VERSIONED},
        {"/sdg/{goal}", page_goal, NULL, NEED_INDEX | IS_VERSIONED},
        {"/sdg/{target}", page_target, NULL, NEED_INDEX | IS_VERSIONED},
        {"/encyclopedia", page_entries, NULL, NEED_INDEX | IS_VERSIONED},
        {"/encyclopedia/{slug}", page_entry, NULL, NEED_INDEX | IS_VERSIONED},
        {"/about", page_about, NULL, IS_VERSIONED},
        {"/api/v1/search", NULL, api_search, NEED_INDEX | IS_VERSIONED | IS_API},
        {"/api/v1/works/{id}", NULL, api_work, NEED_INDEX | IS_VERSIONED | IS_API},
        {"/healthz", NULL, answer_health, IS_API | IS_UNLIMITED},
        {"/style.css", NULL, answer_style, IS_UNLIMITED},
        {"/favicon.ico", NULL, answer_icon, IS_UNLIMITED},
        {"/robots.txt", NULL, answer_robots, IS_UNLIMITED},
};

static bool is_goal(const char *text)
{
        const struct concept *c = vocab_find(VOCAB_SDG, text);

        return c && vocab_sdg_is_goal(c);
}

static bool is_target(const char *text)
{
        const struct concept *c = vocab_find(VOCAB_SDG, text);

        return c && vocab_sdg_is_target(c);
}

static bool is_file_name(const char *text)
{
        return *text && strcmp(text, ".") != 0 && strcmp(text, "..") != 0 && !strchr(text, '/');
}

/* What may stand for a name in braces. */
static const struct {
        const char *name;
        bool (*is_valid)(const char *text);
} variable_kinds[] = {
        {"{id}", id_is_valid},   {"{name}", is_file_name},        {"{goal}", is_goal},
        {"{target}", is_target}, {"{slug}", entry_slug_is_valid},
};

static bool variable_is_valid(const char *name, size_t n, const char *text)
{
        for (size_t i = 0; i < ARRAY_LEN(variable_kinds); i++) {
                if (strlen(variable_kinds[i].name) == n &&
                    !strncmp(variable_kinds[i].name, name, n))
                        return variable_kinds[i].is_valid(text);
        }
        return false;
}

static bool segment_matches(const char *pattern, size_t n, const char *segment)
{
        return strlen(segment) == n && !memcmp(pattern, segment, n);
}

static bool route_matches(const struct route *r, const char *const *segments, size_t n,
                          const char *variables[ROUTE_VARIABLES_MAX])
{
        const char *at = r->pattern + 1;
        size_t i = 0, n_variables = 0;

        for (; *at && i < n; i++) {
                size_t len = strcspn(at, "/");

                if (*at == '{') {
                        if (!variable_is_valid(at, len, segments[i]))
                                return false;
                        variables[n_variables++] = segments[i];
                } else if (!segment_matches(at, len, segments[i])) {
                        return false;
                }
                at += len;
                if (*at)
                        at++;
        }
        return !*at && i == n;
}

const struct route *route_find(const char *const *segments, size_t n,
                               const char *variables[ROUTE_VARIABLES_MAX])
{
        for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
                if (route_matches(&routes[i], segments, n, variables))
                        return &routes[i];
        }
        return NULL;
}

const struct route *route_at(size_t i)
{
        return i < ARRAY_LEN(routes) ? &routes[i] : NULL;
}
