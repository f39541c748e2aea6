/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the review says of a paper's SDG assertions and of the themes that a machine proposed. An adviser may confirm or reject each with a vote;
 * acceptance confirms those of the author that nobody rejected; those of a machine stay suggestions until
 * somebody confirms them.
 */
#include "review/desk.h"

#include "meta/meta.h"
#include "text/json.h"

#include <errno.h>
#include <string.h>

int desk_read_record(struct desk *d, struct record *record, struct error *err)
{
        CLEANUP(json_freep) json_t *json = NULL;
        int r = json_read(d->version.record_json, strlen(d->version.record_json), &json, err);

        if (r == 0)
                r = meta_read_json(json, record, err);
        if (r > 0) /* the store is not a stranger: what it does not understand is its fault */
                r = error_while(err, -EIO, "the stored record of %s", d->version.pid);
        return r;
}

static int write_record(struct desk *d, const struct record *record, struct error *err)
{
        CLEANUP(json_freep) json_t *json = meta_write_json(record);

        return json ? store_version_set_record(d->s, d->version.id, json, err)
                    : error_no_memory(err);
}

static bool set_status_in(struct assertion *list, size_t n, const struct sdg_verdict *verdict)
{
        bool found = false;

        for (size_t i = 0; i < n; i++)
                if (!strcmp(list[i].notation, verdict->notation)) {
                        list[i].status =
                                verdict->confirm ? ASSERTION_CONFIRMED : ASSERTION_REJECTED;
                        found = true;
                }
        return found;
}

/* All assertions of this notation, whoever made them. A theme that is confirmed is a theme of the work. */
static bool set_status(struct record *record, const struct sdg_verdict *verdict)
{
        if (set_status_in(record->sdgs, record->n_sdgs, verdict))
                return true;
        if (!set_status_in(record->theme_suggestions, record->n_theme_suggestions, verdict))
                return false;
        if (verdict->confirm)
                record_add_string(record, &record->themes, verdict->notation);
        return true;
}

static int note_verdict(json_t *list, const struct sdg_verdict *verdict)
{
        return json_array_append_new(list,
                                     json_pack("{s:s, s:s}", "sdg", verdict->notation, "verdict",
                                               verdict->confirm ? "confirm" : "reject"));
}

static int apply_verdicts(struct desk *d, struct record *record, struct error *err)
{
        json_t *list = json_array();

        if (!list || json_object_set_new(d->detail, "sdgs", list) < 0)
                return error_no_memory(err);
        for (size_t i = 0; i < d->request->n_verdicts; i++) {
                const struct sdg_verdict *verdict = &d->request->verdicts[i];

                if (!set_status(record, verdict)) {
                        error_set(err, 0, "%s claims no SDG and no theme '%s'", d->version.pid,
                                  verdict->notation);
                        return REVIEW_REFUSED;
                }
                if (note_verdict(list, verdict) < 0)
                        return error_no_memory(err);
        }
        return 0;
}

static bool confirm_authors(struct record *record)
{
        bool changed = false;

        for (size_t i = 0; i < record->n_sdgs; i++) {
                struct assertion *a = &record->sdgs[i];

                if (a->by != ASSERTED_BY_AUTHOR || a->status != ASSERTION_SUGGESTED)
                        continue;
                a->status = ASSERTION_CONFIRMED;
                changed = true;
        }
        return changed;
}

int desk_judge_sdgs(struct desk *d, struct error *err)
{
        CLEANUP(record_freep) struct record *record = NULL;
        bool is_accepted = d->next == STATE_ACCEPTED || d->next == STATE_PUBLISHED;
        bool changed = d->request->n_verdicts > 0;
        int r;

        if (!changed && !is_accepted)
                return 0;
        if (d->version.is_entry && changed) {
                error_set(err, 0, "the SDGs of an entry are those of its text");
                return REVIEW_REFUSED;
        }
        if (d->version.is_entry)
                return 0;
        record = record_new();
        if (!record)
                return error_no_memory(err);
        r = desk_read_record(d, record, err);
        if (r == 0 && changed)
                r = apply_verdicts(d, record, err);
        if (r != 0)
                return r;
        if (is_accepted)
                changed |= confirm_authors(record);
        return changed ? write_record(d, record, err) : 0;
}
