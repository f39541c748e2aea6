/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parent's side of a PDF: all of it is read in the worker (pdf-worker.h). */
#include "extract/job.h"
#include "extract/parts.h"

int pdf_extract(struct job *j, struct error *err)
{
        static const char *const args[] = {"pdf", NULL};
        int r = job_read(j, j->fd, args, j->x, err);

        if (r >= 0 && j->x->state == EXTRACT_NO_TEXT_LAYER && j->ocr)
                r = ocr_extract(j, err);
        if (r < 0)
                return r;
        extraction_set_language(j->x, record_language(j->x->record));
        return 0;
}
