/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What to say, and what to do, when a request does not work out. */
#include "web/error-text.h"
#include "web/page.h"
#include "web/pages.h"

#include "text/xml.h"

static const struct error_text texts[] = {
        {400, "This address cannot be read",
         "Something in the address is not written as addresses are. Check it, or start from the "
         "search page."},
        {404, "There is nothing at this address",
         "The address may be mistyped, or what you look for may not be public. Try the search."},
        {405, "This address only shows things",
         "Pages of the hub can be read, not written to. Use GET or HEAD."},
        {410, "This has been withdrawn", "It was public once and has been taken back."},
        {413, "This is too much to send", "No page of the hub takes that much. Send less."},
        {414, "This address is too long",
         "Shorten the search: fewer words or fewer filters at a time."},
        {416, "The file is shorter than that",
         "The part asked for lies beyond the end of the file. Ask for the whole file."},
        {429, "Too many requests at once",
         "Other readers share this hub. Wait a moment, then go on more slowly."},
        {500, "Something went wrong here",
         "The fault is the hub's, and it has been noted. Try again in a while."},
        {503, "The hub is not ready yet",
         "Its index is being made. Try again in half a minute; whoever runs the hub can make it "
         "with \u201cssehub rebuild\u201d."},
};

const struct error_text *error_text_find(int status)
{
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                if (texts[i].status == status)
                        return &texts[i];
        }
        return error_text_find(500);
}

int page_error(struct request *q, int status, const char *why, xmlDoc **ret, struct error *err)
{
        const struct error_text *text = error_text_find(status);
        CLEANUP(xml_doc_freep) xmlDoc *doc = NULL;
        xmlNode *page = page_new(q, "error", text->title, &doc);

        xml_setf(page, "status", "%d", status);
        if (why)
                xml_add(page, "text", why);
        xml_add(page, "text", text->advice);
        return page_ready(q, &doc, ret, err);
}
