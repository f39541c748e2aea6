/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The record of a work as other systems read it. */
#include "hub/hub.h"

#include "base/str.h"
#include "meta/meta.h"
#include "text/json.h"
#include "vocab/vocab.h"

#include <errno.h>
#include <string.h>

/* Where the work stands, for those who got its record elsewhere. */
static int add_address(struct ssehub *hub, const struct store_version *v, struct record *r,
                       struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(str_done) struct str address = STR_INIT;
        const char *base = NULL;
        int answer = store_config_get(hub->store, "base-url", &a, &base, err);

        if (answer < 0 || str_is_blank(base) || !state_is_public(v->state))
                return answer < 0 ? answer : 0;
        str_addf(&address, "%s%sworks/%s", base, str_ends(base, "/") ? "" : "/", v->pid);
        record_add_identifier(r, "url", str_text(&address));
        return r->arena.failed || address.failed ? error_no_memory(err) : 0;
}

static int read_record(struct ssehub *hub, const char *id, struct record *r, struct error *err)
{
        CLEANUP(arena_done) struct arena a = ARENA_INIT;
        CLEANUP(json_freep) json_t *json = NULL;
        struct store_version v;
        int answer = store_version_find(hub->store, id, &a, &v, err);

        if (answer == STORE_NO_SUCH_WORK)
                return error_set(err, 1, "there is no work '%s'", id);
        if (answer == 0 && v.is_entry)
                return error_set(err, 1, "'%s' is an entry; records of papers are exported", id);
        if (answer == 0)
                answer = json_read(v.record_json, strlen(v.record_json), &json, err);
        if (answer == 0)
                answer = meta_read_json(json, r, err);
        if (answer > 0) /* the store is not a stranger: what it does not understand is its fault */
                answer = error_while(err, -EIO, "the stored record of %s", id);
        return answer < 0 ? answer : add_address(hub, &v, r, err);
}

static void add_fixed(struct str *out, const char *text)
{
        if (text)
                str_add(out, text);
}

static int export(struct ssehub *hub, const char *id, const char *format, struct str *out,
                  struct error *err)
{
        const struct meta_format *f = meta_format_find(format);
        CLEANUP(record_freep) struct record *r = record_new();
        int answer = vocab_init(err);

        if (!f)
                return error_set(err, 1, "there is no format '%s'", format ? format : "");
        if (!r)
                return error_no_memory(err);
        if (answer == 0)
                answer = read_record(hub, id, r, err);
        if (answer != 0)
                return answer;
        add_fixed(out, f->head);
        answer = f->write(r, out, err);
        if (answer == META_INCOMPLETE)
                return 1;
        add_fixed(out, f->foot);
        return answer == 0 && out->failed ? error_no_memory(err) : answer;
}

int ssehub_export(struct ssehub *hub, const char *id, const char *format, char **ret_text,
                  struct ssehub_error *err)
{
        CLEANUP(str_done) struct str out = STR_INIT;
        struct error e = {0};
        int r = export(hub, id, format, &out, &e);

        if (r != 0)
                return hub_answer(r, &e, err);
        *ret_text = str_steal(&out);
        return *ret_text ? 0 : hub_answer(error_no_memory(&e), &e, err);
}

int ssehub_export_formats(char **ret_json, struct ssehub_error *err)
{
        json_t *all = json_array();
        const struct meta_format *f;

        for (size_t i = 0; (f = meta_format_at(i)); i++) {
                json_t *one = json_object();

                json_put_text(one, "name", f->name);
                json_put_text(one, "media_type", f->media_type);
                json_put_text(one, "extension", f->extension);
                json_array_append_new(all, one);
        }
        return hub_json(all, ret_json, err);
}

const char *ssehub_csv_template(void)
{
        return meta_csv_template();
}
