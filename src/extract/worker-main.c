/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ssehub-worker: started by the library for each file; see extract/worker.h. */
#include "extract/extract.h"

int main(int argc, char **argv)
{
        return extract_worker_main(argc, argv);
}
