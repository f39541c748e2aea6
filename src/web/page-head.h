/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef SSEHUB_WEB_PAGE_HEAD_H
#define SSEHUB_WEB_PAGE_HEAD_H

#include "web/request.h"

/* <meta> and <json-ld> of a paper's page, and the Link header fields of its reply. */
void page_head_work(struct request *q, struct reply *reply, xmlNode *page,
                    const struct public_doc *d);

#endif
