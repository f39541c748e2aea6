/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What waits for whom: the newest versions that are not decided, and in plain words what they wait for. */
#include "review/desk.h"

#include "text/json.h"

#include <string.h>

static const struct desk_request no_request = {.move = MOVE_COUNT};

/* "titles": [{"text": …}] of a paper, "title" of an entry. */
static const char *title_of(const struct store_version *v, struct arena *a)
{
        CLEANUP(json_freep) json_t *record = NULL;
        const char *title = NULL;

        if (json_read(v->record_json, strlen(v->record_json), &record, NULL) == 0) {
                title = json_text(json_array_get(json_object_get(record, "titles"), 0), "text");
                title = title ? title : json_text(record, "title");
        }
        return arena_copy(a, title ? title : v->pid);
}

/* --- what a version waits for ------------------------------------------------------------------------ */

struct need {
        int approvals; /* still wanted */
        int advisers;  /* still to be assigned, for so many approvals to be possible */
};

/* Who is unsure of a conflict is not counted on. */
static struct need need_of(const struct desk *d)
{
        struct need need = {d->now.quorum - d->now.approvals, 0};
        int waiting = 0;

        for (size_t i = 0; i < d->n_advisers; i++)
                waiting += !d->advisers[i].has_vote &&
                           (d->advisers[i].conflict == CONFLICT_NONE ||
                            d->advisers[i].conflict == CONFLICT_UNDECLARED);
        if (waiting < need.approvals)
                need.advisers = need.approvals - waiting;
        return need;
}

static const char *counted(struct arena *a, const char *before, int n, const char *noun)
{
        return arena_printf(a, "%s%d more %s%s", before, n, noun, n == 1 ? "" : "s");
}

static const char *words_for_all(const struct desk *d)
{
        const struct need need = need_of(d);

        switch (d->version.state) {
        case STATE_SUBMITTED:
                return "an editor to assign advisers";
        case STATE_CHANGES_REQUESTED:
                return "the submitter to answer the requested changes";
        case STATE_ACCEPTED:
                return "an editor to publish it";
        default:
                if (need.advisers > 0)
                        return counted(d->a, "an editor to assign ", need.advisers, "adviser");
                return counted(d->a, "", need.approvals, "approval");
        }
}

static const char *words_for_adviser(const struct desk *d)
{
        const struct store_assignment *row = desk_find_adviser(d, d->actor.id);

        if (d->version.state != STATE_UNDER_REVIEW || !row || row->has_vote ||
            d->actor.role < ROLE_ADVISER)
                return NULL;
        if (row->conflict == CONFLICT_NONE)
                return "your vote";
        return row->conflict == CONFLICT_DECLARED ? NULL : "your declaration of interest";
}

static const char *words_for_editor(const struct desk *d)
{
        bool is_theirs = d->version.state == STATE_SUBMITTED ||
                         (d->version.state == STATE_ACCEPTED && !d->now.is_submitter) ||
                         (d->version.state == STATE_UNDER_REVIEW && need_of(d).advisers > 0);

        return is_theirs && d->actor.role >= ROLE_EDITOR ? words_for_all(d) : NULL;
}

static const char *words_for_submitter(const struct desk *d)
{
        return d->version.state == STATE_CHANGES_REQUESTED && d->version.submitter == d->actor.id
                       ? "your answer to the requested changes"
                       : NULL;
}

static const char *words_for_actor(const struct desk *d)
{
        const char *words = words_for_adviser(d);

        words = words ? words : words_for_submitter(d);
        return words ? words : words_for_editor(d);
}

/* --- the list ---------------------------------------------------------------------------------------- */

/* actor->id 0: everybody. *ret_words NULL: nothing waits. */
static int look_at(struct desk *d, const char **ret_words, struct error *err)
{
        int r;

        r = store_assignment_list(d->s, d->version.id, d->a, &d->advisers, &d->n_advisers, err);
        if (r == 0 && d->actor.id)
                r = store_work_has_submitter(d->s, d->version.work, d->actor.id,
                                             &d->now.is_submitter, err);
        if (r < 0)
                return r;
        desk_count(d);
        *ret_words = d->actor.id ? words_for_actor(d) : words_for_all(d);
        return 0;
}

static int add_state(struct desk *d, enum state state, struct desk_item **list, size_t *n,
                     struct error *err)
{
        const struct store_filter filter = {.state = (int)state};
        struct store_version *versions;
        size_t n_versions;
        int r = store_work_list(d->s, &filter, d->a, &versions, &n_versions, err);

        for (size_t i = 0; i < n_versions && r == 0; i++) {
                const char *words = NULL;
                struct desk_item *item;

                d->version = versions[i];
                r = look_at(d, &words, err);
                if (r < 0 || !words)
                        continue;
                item = arena_push(d->a, list, n, sizeof(**list));
                if (!item)
                        return error_no_memory(err);
                *item = (struct desk_item){d->version, title_of(&d->version, d->a), words};
        }
        return r;
}

static int find_actor(struct desk *d, const char *actor, struct error *err)
{
        int r = store_account_find(d->s, actor, d->a, &d->actor, err);

        if (r == STORE_NO_SUCH_ACCOUNT) {
                error_set(err, 0, "there is no account '%s'", actor);
                return REVIEW_REFUSED;
        }
        return r;
}

int desk_queue(struct store *s, const char *actor, struct arena *a, struct desk_item **ret,
               size_t *ret_n, struct error *err)
{
        static const enum state undecided[] = {STATE_SUBMITTED, STATE_UNDER_REVIEW,
                                               STATE_CHANGES_REQUESTED, STATE_ACCEPTED};
        struct desk d = {.s = s, .a = a, .request = &no_request};
        struct desk_item *list = NULL;
        size_t n = 0;
        int r = desk_quorum(s, a, &d.now.quorum, err);

        if (r == 0 && actor)
                r = find_actor(&d, actor, err);
        for (size_t i = 0; i < ARRAY_LEN(undecided) && r == 0; i++)
                r = add_state(&d, undecided[i], &list, &n, err);
        if (r == 0 && a->failed)
                r = error_no_memory(err);
        if (r != 0)
                return r < 0 ? error_while(err, r, "reading the review queue") : r;
        *ret = list;
        *ret_n = n;
        return 0;
}
